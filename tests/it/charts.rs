//! Every kind of chart as it is drawn, in both languages and sizes, and as a saved file.
//!
//! `tests/charts` holds the drawings. When one of them changes, somebody looks at it: light, dark, narrow and in print.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kalends::base::period::Period;
use kalends::exhibit::chart::arrow::svg::{ArrowRow, Arrows};
use kalends::exhibit::chart::bars::svg::{BarRow, BarState, Bars};
use kalends::exhibit::chart::bridge::svg::{Bridge, Step};
use kalends::exhibit::chart::deviation::svg::Deviation;
use kalends::exhibit::chart::line::svg::{Forecast, Line};
use kalends::exhibit::chart::multiples::svg::{Multiples, Panel};
use kalends::exhibit::chart::stacked::svg::{Part, Stacked};
use kalends::exhibit::chart::xmr::svg::{Class, Level, Phase, Xmr, XmrPoint};
use kalends::exhibit::chart::{arrow, bars, bridge, deviation, line, multiples, stacked, xmr};
use kalends::exhibit::drawing::{self, Caption, Curve, Drawing, Note, Point, PointValue, Size, Target, Ticks};
use kalends::l10n;
use kalends::model::Decimal;
use kalends::model::catalog::Better;
use kalends::model::language::Language;
use kalends::model::snapshot::Interval;

use crate::project::files_below;

const LANGUAGES: [Language; 2] = [Language::Da, Language::En];
const SIZES: [(Size, &str); 2] = [(Size::Wide, "wide"), (Size::Narrow, "narrow")];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/charts")
}

fn da(language: Language, danish: &str, english: &str) -> String {
    if language == Language::Da { danish.to_owned() } else { english.to_owned() }
}

fn months(first: &str, count: i32) -> Vec<Period> {
    let first = Period::read(first, 1).expect("a period");
    first.through(first.plus(count - 1)).collect()
}

/// Amounts with `scale` decimals from the digits between spaces.
fn amounts(digits: &str, scale: u32) -> Vec<Decimal> {
    digits.split_whitespace().map(|one| Decimal::new(one.parse().expect("digits"), scale)).collect()
}

fn points(values: &[Decimal]) -> Vec<Point> {
    values.iter().map(|value| Some(*value).into()).collect()
}

/// The last of these shares as text.
fn last_share(values: &[Decimal], language: Language) -> String {
    l10n::percent(*values.last().expect("values"), 1, language)
}

fn curve(name: String, values: &[Decimal], language: Language) -> Curve {
    Curve { name, last: last_share(values, language), points: points(values) }
}

fn level(language: Language, share: Decimal, count: usize) -> Target {
    let last = l10n::percent(share, 0, language);
    Target {
        name: da(language, "Mål", "Target"),
        levels: vec![drawing::Level { last, values: vec![Some(share); count] }],
    }
}

const REGION: &str = "639 643 663 714 704 739 715 742 739 729 733 700 707 705 0 0 694 736 735 794 795 822 847 841 855 \
                      864 886 839 852 848 843 834 848 838 844 831";
const COUNTRY: &str = "662 652 651 640 660 645 652 627 633 624 642 639 636 640 639 661 667 674 691 704 708 696 728 724 \
                       732 752 731 738 744 742 731 737 744 726 730 736";

/// Three years with all that a line can have.
fn line(language: Language) -> Line {
    let (own, country) = (amounts(REGION, 3), amounts(COUNTRY, 3));
    let mut region = curve("Region Midt".to_owned(), &own, language);
    region.points[14] = Point::Missing;
    region.points[15] = Point::Suppressed;
    for (index, point) in region.points.iter_mut().enumerate().skip(31) {
        if let Point::Known(known) = point {
            known.revised_from = (index == 31).then_some(Decimal::new(764, 3));
            known.provisional = index > 33;
        }
    }
    Line {
        id: "line".to_owned(),
        language,
        periods: months("2022-12", 36),
        curves: vec![region],
        context: vec![curve(da(language, "Hele landet", "Denmark"), &country, language)],
        target: Some(level(language, Decimal::new(85, 2), 36)),
        forecast: None,
        notes: Vec::new(),
        ticks: Ticks::Percent,
        from_zero: false,
        height: None,
    }
}

fn four_lines(language: Language) -> Line {
    let names = ["Aarhus", "Gødstrup", "Horsens", "Viborg"];
    let rise = |start: i64, step: i64, bend: i64| -> Vec<Decimal> {
        (0..24).map(|n| Decimal::new(start + step * n + (n * n * 7 + n * bend) % 23 - 11, 3)).collect()
    };
    let values = [rise(720, 6, 3), rise(690, 9, 5), rise(800, -2, 7), rise(640, 5, 11)];
    let four = names.iter().zip(&values).map(|(name, values)| curve((*name).to_owned(), values, language));
    Line {
        id: "four-lines".to_owned(),
        periods: months("2023-12", 24),
        curves: four.collect(),
        context: Vec::new(),
        target: None,
        ..line(language)
    }
}

/// Two years, six months ahead, and notes that crowd.
fn forecast(language: Language) -> Line {
    let values = amounts(
        "1502 1511 1498 1533 1547 1540 1561 1559 1588 1601 1597 1622 1640 1633 1661 1689 1672 1701 1722 1718 1744 1771 \
         1786 1807",
        0,
    );
    let mean = amounts("18211 18362 18483 18644 18795 18946", 1);
    let around = |width: i64| {
        let step = |(mean, n): (&Decimal, i64)| {
            let half = Decimal::from(width + width * n / 3);
            (*mean - half, *mean + half)
        };
        mean.iter().zip(0..).map(step).collect()
    };
    let note = |index, number, event| Note { index, number, event, until: None };
    Line {
        id: "forecast".to_owned(),
        periods: months("2024-01", 24),
        curves: vec![Curve {
            name: da(language, "SP-nøglepersoner", "Key persons"),
            last: l10n::number(Decimal::from(1807), 0, language),
            points: points(&values),
        }],
        context: Vec::new(),
        target: Some(Target {
            name: da(language, "Mål", "Target"),
            levels: vec![drawing::Level {
                last: l10n::number(Decimal::from(1850), 0, language),
                values: (0..24).map(|n| Some(Decimal::from(if n < 12 { 1650 } else { 1850 }))).collect(),
            }],
        }),
        forecast: Some(Forecast {
            name: da(language, "Prognose", "Forecast"),
            last: l10n::number(Decimal::new(18946, 1), 0, language),
            periods: months("2026-01", 6),
            inner: around(24),
            outer: around(42),
            mean,
        }),
        notes: vec![note(4, 1, false), note(11, 2, true), note(12, 3, false), note(12, 4, true), note(21, 5, false)],
        ticks: Ticks::Number,
        ..line(language)
    }
}

fn stacked(language: Language) -> Stacked {
    let certified = amounts("38 39 39 41 42 42 43 45 46 46 48 49", 0);
    let training = amounts("9 9 11 9 8 9 9 7 6 7 5 4", 0);
    let total: Vec<Decimal> = certified.iter().zip(&training).map(|(a, b)| a + b).collect();
    let part = |name: String, values: &[Decimal]| Part {
        name,
        last: values.last().map_or(String::new(), ToString::to_string),
        values: values.iter().copied().map(Some).collect(),
        texts: values.iter().map(ToString::to_string).collect(),
    };
    let mut stacked = Stacked {
        target: None,
        id: "stacked".to_owned(),
        language,
        periods: months("2024-12", 12),
        parts: vec![
            part(da(language, "certificeret", "certified"), &certified),
            part(da(language, "under uddannelse", "in training"), &training),
        ],
        total: part(da(language, "i alt", "in total"), &total),
        ticks: Ticks::Number,
        provisional: BTreeSet::from([11]),
        notes: vec![
            Note { index: 2, number: 1, event: false, until: None },
            Note { index: 7, number: 2, event: true, until: None },
        ],
        height: None,
    };
    stacked.parts[0].values[4] = None;
    stacked
}

fn xmr(language: Language) -> Xmr {
    let values = amounts(
        "1565 1430 1445 1540 1508 1563 1403 1549 1494 1468 1519 1760 1559 1400 1392 1418 1500 1548 1483 1495 1408 1395 \
         1357 1348 1440 1426 1376 1391 1463 1432",
        0,
    );
    let class = |index: usize| match index {
        11 => Class::Concern,
        18.. => Class::Improvement,
        _ => Class::Common,
    };
    let level = |danish: &str, english: &str, value: i64| Level {
        name: da(language, danish, english),
        last: l10n::number(Decimal::from(value), 0, language),
    };
    let points = points(&values).into_iter().enumerate();
    Xmr {
        id: "xmr".to_owned(),
        language,
        periods: months("2023-06", 30),
        points: points.map(|(index, point)| XmrPoint { point, class: class(index) }).collect(),
        phases: vec![Phase {
            start: 0,
            end: 30,
            mean: Some(Decimal::from(1502)),
            limits: Some((Decimal::from(1277), Decimal::from(1727))),
        }],
        target: None,
        value: level("nov", "Nov", 1432),
        mean: level("Middel", "Mean", 1502),
        upper: level("Øvre grænse", "Upper limit", 1727),
        lower: level("Nedre grænse", "Lower limit", 1277),
        notes: Vec::new(),
        ticks: Ticks::Number,
        height: None,
    }
}

/// Two phases, a target, a gap, a provisional value and a neutral signal, in shares.
fn xmr_phases(language: Language) -> Xmr {
    let values = amounts("910 930 925 890 940 915 905 920 960 985 978 990 970 982 975 992 968 979", 3);
    let mut points: Vec<XmrPoint> =
        points(&values).into_iter().map(|point| XmrPoint { point, class: Class::Common }).collect();
    points[4].class = Class::Neutral;
    points[3].class = Class::Concern;
    points[6].point = Point::Missing;
    points[7].point = Point::Suppressed;
    points[17].point =
        Point::Known(PointValue { value: Decimal::new(979, 3), provisional: true, revised_from: None, interval: None });
    let percent = |share: i64| l10n::percent(Decimal::new(share, 3), 1, language);
    let phase = |start, end, mean, low, high| Phase {
        start,
        end,
        mean: Some(Decimal::new(mean, 3)),
        limits: Some((Decimal::new(low, 3), Decimal::new(high, 3))),
    };
    let level =
        |danish: &str, english: &str, share| Level { name: da(language, danish, english), last: percent(share) };
    Xmr {
        id: "xmr-phases".to_owned(),
        language,
        periods: months("2024-06", 18),
        points,
        phases: vec![phase(0, 8, 917, 870, 964), phase(8, 18, 978, 940, 1016)],
        target: Some(level_target(language)),
        value: level("nov", "Nov", 979),
        mean: level("Middel", "Mean", 978),
        upper: level("Øvre grænse", "Upper limit", 1000),
        lower: level("Nedre grænse", "Lower limit", 940),
        notes: vec![
            Note { index: 8, number: 1, event: true, until: None },
            Note { index: 3, number: 2, event: false, until: None },
        ],
        ticks: Ticks::Percent,
        height: Some(240),
    }
}

fn level_target(language: Language) -> Target {
    level(language, Decimal::new(95, 2), 18)
}

fn bars(language: Language) -> Bars {
    let row = |danish: &str, english: &str, value: i64, previous: i64| BarRow {
        name: da(language, danish, english),
        value: Some(Decimal::new(value, 3)),
        interval: None,
        text: l10n::percent(Decimal::new(value, 3), 1, language),
        targets: vec![Decimal::new(9, 1)],
        previous: Some(Decimal::new(previous, 3)),
        state: if value >= 900 { BarState::Met } else { BarState::NotMet },
        provisional: false,
        suppressed: false,
    };
    let mut rows = vec![
        row("Børn og unge", "Paediatrics", 962, 941),
        row("Kirurgi", "Surgery", 930, 886),
        row("Medicin", "Medicine", 914, 919),
        row("Ortopædi", "Orthopaedics", 893, 840),
        row("Akutafdelingen", "Emergency", 789, 815),
        row("Psykiatri", "Psychiatry", 715, 661),
        row("Hospitalsenheden Midt, Viborg og Silkeborg", "Central Jutland hospitals, Viborg and Silkeborg", 0, 0),
    ];
    rows[3].state = BarState::Near;
    rows[4].provisional = true;
    let hidden = &mut rows[6];
    hidden.suppressed = true;
    (hidden.value, hidden.previous, hidden.text, hidden.state) = (None, None, "*".to_owned(), BarState::Unknown);
    Bars {
        id: "bars".to_owned(),
        language,
        rows,
        target_name: da(language, "Mål 90 %", "Target 90%"),
        previous_name: da(language, "oktober", "October"),
        ticks: Ticks::Percent,
    }
}

/// A temperature that should stay between two bounds, the later ones narrower.
fn range(language: Language) -> Line {
    let values = amounts("214 221 219 233 241 252 268 281 274 259 243 230 222 218 226 238 249 261 277 288", 1);
    let bound = |early: i64, late: i64| drawing::Level {
        last: l10n::number(Decimal::from(late), 1, language),
        values: (0..20).map(|n| Some(Decimal::from(if n < 12 { early } else { late }))).collect(),
    };
    Line {
        id: "range".to_owned(),
        periods: months("2024-01", 20),
        curves: vec![Curve {
            name: da(language, "Temperatur i køkkenet", "Temperature in the kitchen"),
            last: l10n::number(Decimal::new(288, 1), 1, language),
            points: points(&values),
        }],
        context: Vec::new(),
        target: Some(Target { name: da(language, "Mål", "Target"), levels: vec![bound(19, 20), bound(28, 27)] }),
        ticks: Ticks::Number,
        ..line(language)
    }
}

/// Limits of variation, and a target between two bounds.
fn xmr_range(language: Language) -> Xmr {
    let bound = |amount: i64| drawing::Level {
        last: l10n::number(Decimal::from(amount), 0, language),
        values: vec![Some(Decimal::from(amount)); 30],
    };
    let target = Target { name: da(language, "Mål", "Target"), levels: vec![bound(1350), bound(1600)] };
    Xmr { id: "xmr-range".to_owned(), target: Some(target), ..xmr(language) }
}

/// Bars with a target between two bounds.
fn bars_range(language: Language) -> Bars {
    let mut bars = bars(language);
    bars.id = "bars-range".to_owned();
    bars.target_name = da(language, "Mål", "Target");
    let bounds = [Decimal::new(85, 2), Decimal::new(95, 2)];
    for row in &mut bars.rows {
        row.targets = bounds.to_vec();
        let within = row.value.map(|value| bounds[0] <= value && value <= bounds[1]);
        row.state = within.map_or(BarState::Unknown, |met| if met { BarState::Met } else { BarState::NotMet });
    }
    bars
}

/// A share from a sample: each value in its interval, with a gap, an older value alone, and the time of a closure.
fn interval(language: Language) -> Line {
    let shares = amounts("82 80 83 79 81 84 86 85 88 87 89 90 88 91", 2);
    let reach = |index: usize| Decimal::new(if index.is_multiple_of(3) { 35 } else { 22 }, 3);
    let mut points = points(&shares);
    for (index, point) in points.iter_mut().enumerate() {
        if let Point::Known(known) = point {
            known.interval = Some(Interval { low: known.value - reach(index), high: known.value + reach(index) });
        }
    }
    points[1] = Point::Missing;
    points[8] = Point::Suppressed;
    Line {
        id: "interval".to_owned(),
        periods: months("2024-01", 14),
        curves: vec![Curve { points, ..curve(da(language, "Patienttilfredshed", "Satisfied"), &shares, language) }],
        context: Vec::new(),
        target: Some(level(language, Decimal::new(85, 2), 14)),
        notes: vec![
            Note { index: 3, number: 1, event: true, until: Some(6) },
            Note { index: 11, number: 2, event: true, until: None },
        ],
        ..line(language)
    }
}

/// The same bars as shares of samples.
fn bars_interval(language: Language) -> Bars {
    let bars = bars(language);
    let estimated = |row: BarRow| {
        let of = |value: Decimal| Interval { low: value - Decimal::new(18, 3), high: value + Decimal::new(14, 3) };
        BarRow { interval: row.value.map(of), ..row }
    };
    Bars { id: "bars-interval".to_owned(), rows: bars.rows.into_iter().map(estimated).collect(), ..bars }
}

/// The same arrows, the newest values from samples.
fn arrows_interval(language: Language) -> Arrows {
    let arrows = arrows(language);
    let estimated = |row: ArrowRow| {
        let of = |value: Decimal| Interval { low: value - Decimal::new(18, 3), high: value + Decimal::new(14, 3) };
        ArrowRow { interval: row.now.map(of), ..row }
    };
    Arrows { id: "arrow-interval".to_owned(), rows: arrows.rows.into_iter().map(estimated).collect(), ..arrows }
}

/// Changes on the year before, some below 0, without targets.
fn bars_below_zero(language: Language) -> Bars {
    let row = |name: &str, value: i64| BarRow {
        name: name.to_owned(),
        value: Some(Decimal::from(value)),
        interval: None,
        text: l10n::number(Decimal::from(value), 0, language),
        targets: Vec::new(),
        previous: None,
        state: BarState::NoTarget,
        provisional: value <= 0,
        suppressed: false,
    };
    let rows = [("Gødstrup", 41), ("Aarhus", 18), ("Horsens", 0), ("Randers", -7), ("Viborg", -23)];
    Bars {
        id: "bars-below-zero".to_owned(),
        language,
        rows: rows.map(|(name, value)| row(name, value)).to_vec(),
        target_name: String::new(),
        previous_name: String::new(),
        ticks: Ticks::Number,
    }
}

/// A year of six wards against their target: one that barely moved, one that is new, one that is gone, one that is hidden.
fn arrows(language: Language) -> Arrows {
    let text =
        |value: Option<i64>| value.map_or("–".to_owned(), |share| l10n::percent(Decimal::new(share, 3), 1, language));
    let row = |danish: &str, english: &str, before: Option<i64>, now: Option<i64>| ArrowRow {
        name: da(language, danish, english),
        before: before.map(|share| Decimal::new(share, 3)),
        now: now.map(|share| Decimal::new(share, 3)),
        interval: None,
        before_text: text(before),
        text: text(now),
        targets: vec![Decimal::new(9, 1)],
        state: if now.is_some_and(|now| now >= 900) { BarState::Met } else { BarState::NotMet },
        suppressed: false,
        before_provisional: false,
        provisional: false,
    };
    let mut rows = vec![
        row("Børn og unge", "Paediatrics", Some(871), Some(962)),
        row("Kirurgi", "Surgery", Some(928), Some(930)),
        row("Medicin", "Medicine", None, Some(914)),
        row("Ortopædi", "Orthopaedics", Some(840), Some(893)),
        row("Akutafdelingen", "Emergency", Some(865), Some(789)),
        row("Psykiatri", "Psychiatry", Some(812), None),
        row(
            "Hospitalsenheden Midt, Viborg og Silkeborg",
            "Central Jutland hospitals, Viborg and Silkeborg",
            None,
            None,
        ),
    ];
    rows[3].provisional = true;
    let hidden = &mut rows[6];
    (hidden.text, hidden.before_text, hidden.suppressed) = ("*".to_owned(), "*".to_owned(), true);
    hidden.state = BarState::Unknown;
    Arrows {
        id: "arrows".to_owned(),
        language,
        rows,
        before_name: l10n::period_short(months("2016-11", 1)[0], language),
        now_name: l10n::period_short(months("2017-11", 1)[0], language),
        target_name: da(language, "Mål", "Target"),
        better: Better::Higher,
        ticks: Ticks::Percent,
        from_zero: false,
    }
}

fn bridge(language: Language) -> Bridge {
    let signed = |amount: i64| l10n::signed(Decimal::from(amount), 0, language);
    let total = |danish: &str, english: &str, amount: i64| Step {
        name: da(language, danish, english),
        amount: Decimal::from(amount),
        text: l10n::number(Decimal::from(amount), 0, language),
        provisional: false,
    };
    let step =
        |danish: &str, english: &str, amount: i64| Step { text: signed(amount), ..total(danish, english, amount) };
    Bridge {
        id: "bridge".to_owned(),
        language,
        before: total("November 2016", "November 2016", 1819),
        now: Step { provisional: true, ..total("November 2017", "November 2017", 1874) },
        steps: vec![
            Step { provisional: true, ..step("Rigshospitalet", "Rigshospitalet", 61) },
            step("Bispebjerg og Frederiksberg Hospital", "Bispebjerg and Frederiksberg", -24),
            step("Bornholm", "Bornholm", 0),
            step("Øvrige (4)", "All others (4)", 18),
        ],
        better: Better::Higher,
        ticks: Ticks::Number,
        from_zero: false,
    }
}

fn deviation(language: Language) -> Deviation {
    let values = amounts("12 18 9 14 -3 -8 -2 4 11 -6 -12 -19 -24 -17 0 -9 -14 -21 -28 -33 -25 -18 -22 -12", 0);
    let mut values: Vec<Option<Decimal>> = values.into_iter().map(Some).collect();
    values[15] = None;
    Deviation {
        id: "deviation".to_owned(),
        language,
        periods: months("2023-12", 24),
        values,
        provisional: BTreeSet::from([22, 23]),
        name: da(language, "nov", "Nov"),
        last: l10n::number(Decimal::from(-12), 0, language),
        better: Better::Lower,
        notes: vec![
            Note { index: 1, number: 1, event: false, until: None },
            Note { index: 14, number: 2, event: true, until: None },
        ],
        ticks: Ticks::Number,
        height: None,
        without: "no data",
    }
}

fn multiples(language: Language) -> Multiples {
    let names = ["Akut", "Kirurgi", "Medicin", "Børn", "Ortopædi", "Neurologi", "Kvinde-barn", "Psykiatri"];
    let starts = [600, 800, 790, 830, 760, 720, 795, 670];
    let panel = |(name, start): (&str, i64)| {
        let values: Vec<Decimal> =
            (0..24).map(|n| Decimal::new(start + 5 * n + (n * n * 11 + start) % 37 - 18, 3)).collect();
        let last = l10n::percent(*values.last().expect("values"), 0, language);
        Panel {
            short: "1".to_owned(),
            curve: Curve { name: name.to_owned(), last, points: points(&values) },
            targets: vec![vec![Some(Decimal::new(85, 2)); 24]],
        }
    };
    let mut panels: Vec<Panel> = names.into_iter().zip(starts).map(panel).collect();
    panels[6].curve.points[9] = Point::Suppressed;
    panels[6].curve.points[10] = Point::Missing;
    panels[7].curve.points = vec![Point::Missing; 24];
    let average: Vec<Decimal> = (0..24).map(|n| Decimal::new(740 + 5 * n, 3)).collect();
    Multiples {
        id: "multiples".to_owned(),
        language,
        periods: months("2023-12", 24),
        panels,
        context: Some(curve(da(language, "Hele regionen", "The region"), &average, language)),
        ticks: Ticks::Percent,
        from_zero: false,
        is_free: false,
        times: Vec::new(),
    }
}

/// What most charts are: one curve of 36 months with its target.
fn three_years(language: Language) -> Line {
    let values: Vec<Decimal> = (0..36).map(|month| Decimal::new(640 + (month * 37) % 211, 3)).collect();
    Line {
        id: "three-years".to_owned(),
        periods: months("2023-01", 36),
        curves: vec![curve(da(language, "Region Midt", "Central region"), &values, language)],
        context: Vec::new(),
        target: Some(level(language, Decimal::new(85, 2), 36)),
        notes: Vec::new(),
        ..line(language)
    }
}

/// Every chart in both sizes, in a language.
fn drawings(language: Language) -> Vec<(&'static str, [Drawing; 2])> {
    let both = |draw: &dyn Fn(Size) -> Drawing| SIZES.map(|(size, _)| draw(size));
    vec![
        ("line", both(&|size| line::svg::draw(&line(language), size))),
        ("four-lines", both(&|size| line::svg::draw(&four_lines(language), size))),
        ("forecast", both(&|size| line::svg::draw(&forecast(language), size))),
        ("interval", both(&|size| line::svg::draw(&interval(language), size))),
        ("bars-interval", both(&|size| bars::svg::draw(&bars_interval(language), size))),
        ("arrow-interval", both(&|size| arrow::svg::draw(&arrows_interval(language), size))),
        ("stacked", both(&|size| stacked::svg::draw(&stacked(language), size))),
        ("xmr", both(&|size| xmr::svg::draw(&xmr(language), size))),
        ("xmr-phases", both(&|size| xmr::svg::draw(&xmr_phases(language), size))),
        ("bars", both(&|size| bars::svg::draw(&bars(language), size))),
        ("bars-below-zero", both(&|size| bars::svg::draw(&bars_below_zero(language), size))),
        ("range", both(&|size| line::svg::draw(&range(language), size))),
        ("xmr-range", both(&|size| xmr::svg::draw(&xmr_range(language), size))),
        ("bars-range", both(&|size| bars::svg::draw(&bars_range(language), size))),
        ("deviation", both(&|size| deviation::svg::draw(&deviation(language), size))),
        ("arrow", both(&|size| arrow::svg::draw(&arrows(language), size))),
        ("bridge", both(&|size| bridge::svg::draw(&bridge(language), size))),
    ]
}

/// What `tests/charts` should hold: file name and content.
fn expected() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for language in LANGUAGES {
        let tag = language.tag();
        let caption = Caption {
            title: &da(language, "Overskriften siger, hvad figuren viser", "The title says what the figure shows"),
            subtitle: &da(language, "Andel certificeret inden 12 uger, pct.", "Certified within 12 weeks, per cent"),
            description: &da(language, "83,1 % i november 2025.", "83.1% in November 2025."),
            notes: &[],
            source: &da(language, "Kilde: Regionens uddannelsessystem.", "Source: training records."),
            language,
        };
        for (name, [wide, narrow]) in drawings(language) {
            files.insert(format!("{name}.{tag}.saved.svg"), drawing::standalone(&wide, &caption));
            files.insert(format!("{name}.{tag}.wide.svg"), wide.svg);
            files.insert(format!("{name}.{tag}.narrow.svg"), narrow.svg);
        }
        let multiples = multiples(language);
        let grid = multiples::svg::grid(&multiples);
        files.insert(format!("multiples.{tag}.saved.svg"), drawing::standalone(&grid, &caption));
        for (svg, number) in multiples::svg::panels(&multiples).svgs.into_iter().zip(1..) {
            files.insert(format!("multiples.{tag}.panel-{number}.svg"), svg);
        }
    }
    files
}

#[test]
fn charts_are_drawn_as_they_were_last_looked_at() {
    let expected = expected();
    if std::env::var_os("KALENDS_UPDATE").is_some() {
        fs::create_dir_all(folder()).expect("tests/charts");
        for (name, _) in files_below(&folder()) {
            fs::remove_file(folder().join(name)).expect("an old drawing");
        }
        for (name, svg) in &expected {
            fs::write(folder().join(name), svg).expect("a drawing");
        }
    }
    let found: BTreeMap<String, Vec<u8>> = files_below(&folder()).into_iter().collect();
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let differ: Vec<&String> = names
        .into_iter()
        .filter(|name| expected.get(*name).map(String::as_bytes) != found.get(*name).map(Vec::as_slice))
        .collect();
    assert!(differ.is_empty(), "differ: {differ:?}; KALENDS_UPDATE=1 rewrites them, then look at them");
}

#[test]
fn charts_keep_their_budgets() {
    let mut over = Vec::new();
    let mut check = |name: &str, svg: &str, budget: usize| {
        if svg.len() > budget {
            over.push(format!("{name}: {} of {budget} bytes", svg.len()));
        }
    };
    for language in LANGUAGES {
        for (name, drawings) in drawings(language) {
            let budget = match name {
                "stacked" => 5 * 1024,
                "bars" | "bars-range" | "bars-interval" => 512 * bars(language).rows.len(),
                "bars-below-zero" => 512 * bars_below_zero(language).rows.len(),
                _ => 4 * 1024 + 512,
            };
            drawings.iter().for_each(|drawing| check(name, &drawing.svg, budget));
        }
        for panel in multiples::svg::panels(&multiples(language)).svgs {
            check("panel", &panel, 1400);
        }
        let plain = three_years(language);
        SIZES.iter().for_each(|(size, _)| check("three years", &line::svg::draw(&plain, *size).svg, 3 * 1024 + 512));
    }
    assert!(over.is_empty(), "{over:#?}");
}
