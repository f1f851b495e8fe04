//! kalends used as a library: definitions and observations in, figures out, without a file or a page; and a command run
//! by another program than its own.

use std::io::{Result as Written, Write};
use std::sync::{Arc, Mutex};

use clap::Parser;
use kalends::base::period::{Grain, Period};
use kalends::base::place::Place;
use kalends::command::{Cli, Host, Ui};
use kalends::compute::{self, Book, FigureState, Gap, Verdict};
use kalends::model::catalog::{
    Aim, Better, Catalog, Dimension, Format, Kind, Metric, OverTime, Protection, Rule, Target,
};
use kalends::model::formula::Input;
use kalends::model::snapshot::{Cell, Observation, Snapshot, Status};
use kalends::model::{Decimal, Text};

use crate::project::Project;

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
        note_place: None,
        source: None,
        by: Vec::new(),
        has_own_by: false,
        additive: true,
        over_time: OverTime::Last,
        relative: true,
        better: Better::Higher,
        target: None,
        tolerance: None,
        spc: None,
        forecast: None,
        protection: None,
        changed: Default::default(),
        place: nowhere(),
    }
}

fn catalog<const N: usize>(metrics: [(&str, Metric); N]) -> Catalog {
    let members = [("a", "Alder"), ("b", "Birch"), ("c", "Cedar")];
    let members = members.map(|(id, label)| (id.to_owned(), Text::same(label)));
    let ward = Dimension {
        label: Text::same("Ward"),
        members: members.into_iter().collect(),
        changed: None,
        renamed: Default::default(),
        ended: Default::default(),
    };
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
        interval: None,
        as_of: None,
        note: None,
        source: None,
        withdrawn: false,
        reason: None,
        kind: None,
        action: None,
        about: cell.clone(),
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
    assert_eq!((revised.amount.clone(), revised.state()), (whole(21), FigureState::Revised));
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
    let share = Kind::Ratio { numerator: Input::plain("seen"), denominator: Input::plain("all") };
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
        rule: Rule::AtLeast,
        aim: Aim::Amount(Decimal::from(amount)),
        upper: None,
        near: Some(Aim::Amount(Decimal::from(2))),
        adds_up: false,
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
    assert_eq!(
        (ward("c").amount.clone(), known.figure("falls", &total, january).amount.clone()),
        (whole(20), whole(31))
    );
}

/// A stream that keeps what is written to it.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> Written<usize> {
        self.0.lock().expect("no other panic").write(bytes)
    }

    fn flush(&mut self) -> Written<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no other panic").clone()).expect("UTF-8")
    }
}

#[test]
fn a_command_is_run_by_another_program_with_its_own_clock_and_streams() {
    let project = Project::new("visits: { label: Visits, type: flow }").snapshot("2018-02", "visits: 42");
    let run = |arguments: &[&str]| {
        let root = project.root().display().to_string();
        let words = ["kalends"].iter().chain(arguments).copied().chain(["--root", &root]);
        let cli = Cli::try_parse_from(words).expect("arguments");
        let fifth_of_march = "2018-03-05T12:00:00Z".parse().expect("a moment");
        let host = Host::new(project.root().to_path_buf(), std::env::temp_dir(), [], fifth_of_march);
        let (out, err) = (Kept::default(), Kept::default());
        let code = cli.run(&host, &mut Ui::new(Box::new(out.clone()), Box::new(err.clone()), false));
        (code, out.text(), err.text())
    };
    assert_eq!(run(&["build", "--quiet"]), (0, String::new(), String::new()));
    assert!(project.path("output/2018-02/index.html").is_file());
    let (code, said, _) = run(&["approve", "2018-02", "--by", "Anna Jensen"]);
    assert_eq!((code, said.lines().next()), (0, Some("2018-02: 1 report approved by Anna Jensen, 2018-03-05")));
    let (code, out, err) = run(&["review", "2019-01"]);
    assert_eq!((code, out.as_str()), (1, ""));
    // In colours: whoever owns the terminal takes them away.
    assert!(err.contains("K0912") && err.contains("there is no report of `2019-01`"), "{err}");
}
