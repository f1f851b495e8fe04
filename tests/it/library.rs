//! `model` and `compute` used as a library: definitions and observations in, figures out; no file, no page, no program.

use kalends::base::period::{Grain, Period};
use kalends::base::place::Place;
use kalends::compute::{self, Book, Gap, Standing, Verdict};
use kalends::model::catalog::{
    Aim, Better, Catalog, Dimension, Format, Kind, Metric, OverTime, Protection, Rule, Target,
};
use kalends::model::snapshot::{Cell, Observation, Snapshot, Status};
use kalends::model::{Decimal, Text};

fn nowhere() -> Place {
    Place::of_file("by hand")
}

fn metric(label: &str, kind: Kind) -> Metric {
    Metric {
        label: Text::same(label),
        kind,
        grain: Grain::Month,
        format: Format::Number,
        decimals: None,
        unit: None,
        description: None,
        note: None,
        source: None,
        by: Vec::new(),
        has_own_by: false,
        additive: true,
        over_time: OverTime::Last,
        better: Better::Higher,
        target: None,
        tolerance: None,
        spc: None,
        forecast: false,
        protection: None,
        place: nowhere(),
    }
}

fn catalog<const N: usize>(metrics: [(&str, Metric); N]) -> Catalog {
    let members = [("a", "Alder"), ("b", "Birch"), ("c", "Cedar")];
    let members = members.map(|(id, label)| (id.to_owned(), Text::same(label)));
    let ward = Dimension { label: Text::same("Ward"), members: members.into_iter().collect() };
    Catalog {
        dimensions: [("ward".to_owned(), ward)].into_iter().collect(),
        metrics: metrics.into_iter().map(|(id, metric)| (id.to_owned(), metric)).collect(),
        ..Catalog::default()
    }
}

fn by_ward(metric: Metric) -> Metric {
    Metric { by: vec!["ward".to_owned()], has_own_by: true, ..metric }
}

fn month(number: i32) -> Period {
    Period::month(2018, number)
}

/// What the snapshot of `snapshot` states of `period`.
fn stated(metric: &str, cell: &Cell, period: Period, snapshot: Period, value: i64) -> Observation {
    Observation {
        metric: metric.to_owned(),
        period,
        cell: cell.clone(),
        snapshot,
        value: Some(Decimal::from(value)),
        status: Status::Final,
        as_of: None,
        note: None,
        source: None,
        withdrawn: false,
        reason: None,
        kind: None,
        place: nowhere(),
    }
}

fn book<const N: usize>(catalog: &Catalog, observations: [Observation; N]) -> Book {
    let mut months: Vec<Period> = observations.iter().map(|one| one.snapshot).collect();
    months.sort_unstable();
    months.dedup();
    let snapshot = |period: Period| Snapshot {
        period,
        status: Status::Final,
        observations: observations.iter().filter(|one| one.snapshot == period).cloned().collect(),
        places: Vec::new(),
    };
    Book::new(catalog, &months.into_iter().map(snapshot).collect::<Vec<_>>(), Grain::Month)
}

fn whole(number: i64) -> Result<Decimal, Gap> {
    Ok(Decimal::from(number))
}

#[test]
fn a_book_answers_with_what_was_known_in_a_month() {
    let catalog = catalog([("staff", metric("Staff", Kind::Stock))]);
    let (all, january, february) = (Cell::default(), month(1), month(2));
    let book = book(
        &catalog,
        [
            stated("staff", &all, january, january, 20),
            stated("staff", &all, february, february, 24),
            stated("staff", &all, january, february, 21),
        ],
    );
    assert_eq!(book.known_in(january).figure("staff", &all, january).amount, whole(20));
    let known = book.known_in(february);
    let revised = known.figure("staff", &all, january);
    assert_eq!((revised.amount.clone(), revised.standing()), (whole(21), Standing::Revised));
    assert_eq!(revised.revision.as_ref().map(|revision| revision.first), Some(Decimal::from(20)));
    let change = known.figure("staff", &all, february).change_from(&revised);
    assert_eq!(change.absolute, whole(3));
    // 3 / 21
    assert_eq!(change.relative.map(|share| share.round_dp(6)), Some(Decimal::new(142_857, 6)));
    assert_eq!(known.figure("staff", &all, month(3)).amount, Err(Gap::NotStated));
    assert_eq!(book.changed_later().len(), 1);
}

#[test]
fn totals_are_summed_and_shares_recomputed_from_their_sums() {
    let share = Kind::Ratio { numerator: "seen".to_owned(), denominator: "all".to_owned() };
    let catalog = catalog([
        ("seen", by_ward(metric("Seen", Kind::Flow))),
        ("all", by_ward(metric("All", Kind::Flow))),
        ("share", by_ward(Metric { format: Format::Percent, ..metric("Share", share) })),
    ]);
    let (total, january) = (Cell::total(1), month(1));
    let ward = |id: &str| total.with(0, id);
    let of = |metric: &str, id: &str, value: i64| stated(metric, &ward(id), january, january, value);
    let book = book(
        &catalog,
        [
            of("seen", "a", 9),
            of("seen", "b", 10),
            of("seen", "c", 11),
            of("all", "a", 10),
            of("all", "b", 100),
            of("all", "c", 40),
        ],
    );
    let figures = compute::figures(book.known_in(january), january, 12, None);
    assert_eq!(figures.metrics["seen"].figure.amount, whole(30));
    // 30 of 150, not the mean of the three shares.
    assert_eq!(figures.metrics["share"].figure.amount, Ok(Decimal::new(2, 1)));
    let alder = compute::Member { dimension: "ward", id: "a" };
    let alder = compute::figures(book.known_in(january), january, 12, Some(alder));
    assert_eq!(alder.metrics["share"].figure.amount, Ok(Decimal::new(9, 1)));
    assert_eq!(figures.metrics["seen"].previous.amount, Err(Gap::BeforeFirst));
}

#[test]
fn a_figure_is_held_against_its_target() {
    let target = |amount: i64| Target {
        rule: Rule::AtLeast(Aim::Amount(Decimal::from(amount))),
        near: Some(Decimal::from(2)),
        place: nowhere(),
    };
    for (amount, verdict, gap) in [(20, Verdict::Met, 0), (22, Verdict::Near, -2), (23, Verdict::NotMet, -3)] {
        let staff = Metric { target: Some(target(amount)), ..metric("Staff", Kind::Stock) };
        let book = book(&catalog([("staff", staff)]), [stated("staff", &Cell::default(), month(1), month(1), 20)]);
        let known = book.known_in(month(1));
        let judged = known.judge(&known.figure("staff", &Cell::default(), month(1))).expect("a target");
        assert_eq!((judged.verdict, judged.gap), (verdict, Some(Decimal::from(gap))), "{amount}");
    }
}

#[test]
fn a_small_count_is_in_no_figure_that_is_given_out() {
    let falls = Metric { protection: Some(Protection::Below(5)), ..by_ward(metric("Falls", Kind::Flow)) };
    let catalog = catalog([("falls", falls)]);
    let (total, january) = (Cell::total(1), month(1));
    let of = |id: &str, value: i64| stated("falls", &total.with(0, id), january, january, value);
    let book = book(&catalog, [of("a", 3), of("b", 8), of("c", 20)]);
    let known = book.known_in(january);
    let ward = |id: &str| known.figure("falls", &total.with(0, id), january);
    assert!(ward("a").is_suppressed());
    assert!(ward("b").is_suppressed(), "beside the total it would give the first one back");
    assert_eq!((ward("c").amount, known.figure("falls", &total, january).amount), (whole(20), whole(31)));
}
