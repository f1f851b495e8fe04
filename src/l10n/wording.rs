//! Figures → words: the text of an amount, a change, a distance, a rule, a reason for a gap.
//!
//! Prose, charts, tables and downloads all ask here, so that one figure reads the same everywhere. Which
//! decimals and which unit are decided from the metric; rounding and grammar are `l10n`'s.

mod changed;
mod interval;
mod reckoned;
mod whole;

use std::collections::BTreeSet;

pub use reckoned::behind_minus;

use crate::base::period::{Grain, Period};
use crate::compute::{Amount, Change, Figure, Gap, Judgement, Known, Verdict};
use crate::l10n::phrases::{self, Missing};
use crate::l10n::{self, Noun, words};
use crate::model::Decimal;
use crate::model::catalog::{Aim, Format, Kind, Metric, OverTime, Rule, holding};
use crate::model::language::Language;
use crate::model::snapshot::{Cell, RevisionKind, Status};

/// Words for the figures of a book, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    pub known: Known<'a>,
    pub language: Language,
}

/// An amount in the digits and decimals of its metric: `1.807`, `24 %`.
pub fn amount(metric: &Metric, value: Decimal, language: Language) -> String {
    with_decimals(metric, value, metric.shown_decimals(), language)
}

/// What is aimed at, as it was stated: 84.5 % is not 85 %, whatever decimals the metric has. One that was reckoned has
/// those of the metric.
pub fn target_amount(metric: &Metric, value: Decimal, language: Language) -> String {
    with_decimals(metric, value, target_decimals(metric, value), language)
}

fn target_decimals(metric: &Metric, value: Decimal) -> u32 {
    let is_stated = metric.target.as_ref().is_some_and(|target| target.states(value));
    let stated = if is_stated { value.normalize().scale().saturating_sub(places(metric)) } else { 0 };
    stated.max(metric.shown_decimals())
}

/// The places that a shown amount of the metric is moved by: two for a percentage.
fn places(metric: &Metric) -> u32 {
    if metric.format == Format::Percent { 2 } else { 0 }
}

/// How far a figure is from what is aimed at, without its sign: `393`, `0.5 percentage points`; `None` where either is
/// not known. With the decimals of the figure and of the target, as readers take one from the other.
pub fn distance(metric: &Metric, value: &Amount, judgement: &Judgement, language: Language) -> Option<String> {
    let (gap, value) = (judgement.gap?, *value.as_ref().ok()?);
    let bounds = judgement.target.as_ref().ok().copied().into_iter().chain(judgement.upper);
    let of_target = bounds.map(|bound| target_decimals(metric, bound)).max().unwrap_or(0);
    let decimals = [of_target, judged_decimals(metric, value, Some(judgement)), apart(metric, gap, Decimal::ZERO)];
    Some(sized(metric, gap, decimals.into_iter().max().unwrap_or(0), language))
}

/// The decimals of a value beside its verdict: more than the metric has where rounding would contradict it.
fn judged_decimals(metric: &Metric, value: Decimal, judgement: Option<&Judgement>) -> u32 {
    let limits = judgement.map(Judgement::limits).unwrap_or_default();
    limits.into_iter().map(|limit| apart(metric, value, limit)).max().unwrap_or(metric.shown_decimals())
}

fn with_decimals(metric: &Metric, value: Decimal, decimals: u32, language: Language) -> String {
    match metric.format {
        Format::Number => l10n::number(value, decimals, language),
        Format::Percent => l10n::percent(value, decimals, language),
    }
}

/// A change with its sign: `−12`; of a share in percentage points. One that is there is never shown as none.
pub fn change(metric: &Metric, value: Decimal, language: Language) -> String {
    precise_change(metric, value, 0, language)
}

/// The same with as many `decimals` at least as what it is counted from is shown with.
pub fn precise_change(metric: &Metric, value: Decimal, decimals: u32, language: Language) -> String {
    let signed = if metric.format == Format::Percent { l10n::signed_points } else { l10n::signed };
    signed(value, decimals.max(apart(metric, value, Decimal::ZERO)), language)
}

/// The same without the word for points, where that stands beside it: `+1,2`.
pub fn bare_change(metric: &Metric, value: Decimal, decimals: u32, language: Language) -> String {
    let signed = if metric.format == Format::Percent { l10n::signed_share } else { l10n::signed };
    signed(value, decimals.max(apart(metric, value, Decimal::ZERO)), language)
}

/// The size of a difference: `393`; of a share `61 procentpoint`. One that is there is never shown as none.
pub fn size(metric: &Metric, value: Decimal, language: Language) -> String {
    sized(metric, value, apart(metric, value, Decimal::ZERO), language)
}

fn sized(metric: &Metric, value: Decimal, decimals: u32, language: Language) -> String {
    match metric.format {
        Format::Number => l10n::number(value.abs(), decimals, language),
        Format::Percent => l10n::points(value, decimals, language),
    }
}

/// The value as a share of its target, `82 %`; `None` where there is none. What misses its target is never shown as all
/// of it.
pub fn attainment(judgement: &Judgement, language: Language) -> Option<String> {
    let share = judgement.attainment?;
    let unlike_all = if judgement.verdict == Verdict::Met { share } else { Decimal::ONE };
    let decimals = [unlike_all, Decimal::ZERO].map(|other| l10n::decimals_apart(share, other, 0, 2));
    Some(l10n::percent(share, decimals.into_iter().max().unwrap_or(0), language))
}

/// The decimals of the metric, or as many more as keep `value` from being shown as `other`, unless it is that.
fn apart(metric: &Metric, value: Decimal, other: Decimal) -> u32 {
    l10n::decimals_apart(value, other, metric.shown_decimals(), places(metric))
}

/// The unit to stand beside a name that does not say it yet: "Falls, falls" says no more than "Falls".
pub fn unit_beside<'m>(metric: &'m Metric, name: &str, language: Language) -> Option<&'m str> {
    let unit = metric.unit.as_ref()?.get(language);
    (!says(name, unit)).then_some(unit)
}

/// A unit of so many letters may be the end of a longer word, as `dage` of "sengedage"; a shorter one is a word of its own.
const END_OF_A_WORD: usize = 4;

/// Whether a name says a unit: as a word, or as the end of one.
#[expect(clippy::string_slice, reason = "`match_indices` finds whole letters")]
pub fn says(name: &str, unit: &str) -> bool {
    let (name, unit) = (name.to_lowercase(), unit.to_lowercase());
    let may_be_an_end = unit.chars().count() >= END_OF_A_WORD;
    name.match_indices(&unit).any(|(at, found)| {
        let before = name[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let behind = name[at + found.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        behind && (before || may_be_an_end)
    })
}

/// A relative change with its sign, `−0,7 %`; `None` where the metric has none.
pub fn relative(metric: &Metric, relative: Decimal, language: Language) -> Option<String> {
    metric.has_percentages().then(|| l10n::signed_percent(relative, relative_decimals(relative), language))
}

/// A relative change is shown with one decimal, or with as many more as keep it from being none.
fn relative_decimals(relative: Decimal) -> u32 {
    l10n::decimals_apart(relative, Decimal::ZERO, 1, 2)
}

/// The value for machines: a plain decimal without trailing zeros, a quotient to at most 12 significant digits.
///
/// ```
/// # use kalends::model::Decimal;
/// # use kalends::l10n::wording::machine;
/// assert_eq!(machine(Decimal::new(180_700, 2)), "1807");
/// assert_eq!(machine(Decimal::ONE / Decimal::from(3)), "0.333333333333");
/// assert_eq!(machine("123456789012345.0000000000000".parse()?), "123456789012345");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[expect(clippy::disallowed_methods, reason = "cuts the tail of a quotient, shown to machines only")]
pub fn machine(value: Decimal) -> String {
    // Sums keep the zeros of their longest part, which make no quotient of them.
    let value = value.normalize();
    let value = if value.scale() > 12 { value.round_sf(12).unwrap_or(value) } else { value };
    value.normalize().to_string()
}

/// The word of a status within a sentence; `None` for a final figure.
pub fn status(status: Status, language: Language) -> Option<&'static str> {
    match status {
        Status::Final => None,
        Status::Provisional => Some(words(language).in_provisional),
        Status::Illustrative => Some(words(language).in_illustrative),
    }
}

/// The glyph of a verdict, which never stands without its word.
pub fn glyph(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "●",
        Verdict::Near => "◆",
        Verdict::NotMet => "▼",
        Verdict::Unknown => "○",
    }
}

pub fn verdict(verdict: Verdict, language: Language) -> &'static str {
    let words = words(language);
    match verdict {
        Verdict::Met => words.met,
        Verdict::Near => words.nearly_met,
        Verdict::NotMet => words.not_met,
        Verdict::Unknown => words.unknown,
    }
}

/// The word of a verdict within a sentence, by its word in figures.json.
pub fn verdict_within(word: &str, language: Language) -> Option<String> {
    let words = words(language);
    let word = match word {
        "met" => words.met,
        "near" => words.nearly_met,
        "not_met" => words.not_met,
        "unknown" => words.unknown,
        _ => return None,
    };
    Some(word.to_lowercase())
}

/// The kind of a revision within a sentence; empty where none is stated.
pub fn revision_kind(kind: Option<RevisionKind>, language: Language) -> &'static str {
    let words = words(language);
    match kind {
        None => "",
        Some(RevisionKind::Source) => words.in_kind_source,
        Some(RevisionKind::Routine) => words.in_kind_routine,
        Some(RevisionKind::Method) => words.in_kind_method,
        Some(RevisionKind::Error) => words.in_kind_error,
        Some(RevisionKind::Disclosure) => words.in_kind_disclosure,
    }
}

/// What a longer period shows of the levels in it; `None` for the level at its end.
pub fn over_time(how: OverTime, language: Language) -> Option<&'static str> {
    let words = words(language);
    match how {
        OverTime::Last => None,
        OverTime::Mean => Some(words.mean),
        OverTime::Min => Some(words.in_lowest),
        OverTime::Max => Some(words.in_highest),
    }
}

/// That a metric's history begins here.
pub fn first_count(grain: Grain, language: Language) -> &'static str {
    let words = words(language);
    match grain {
        Grain::Month => words.first_count,
        Grain::Quarter => words.first_count_quarter,
        Grain::Year => words.first_count_year,
    }
}

impl<'a> Wording<'a> {
    /// The definition of a figure's metric. Every figure was made from one, so it is there.
    fn metric(self, id: &str) -> Option<&'a Metric> {
        self.known.metric(id)
    }

    /// The metric's label, with the members of the cell: `Kliniske byggere, certificerede`.
    pub fn label(self, id: &str, cell: &Cell) -> String {
        let Some(metric) = self.metric(id) else { return id.to_owned() };
        let members = self.members(metric, cell);
        let label = metric.label.get(self.language).to_owned();
        if members.is_empty() { label } else { format!("{label}, {}", members.join(", ")) }
    }

    /// The label of a figure and the unit it is counted in: `Kliniske byggere (personer)`.
    pub fn label_and_unit(self, figure: &Figure) -> String {
        let label = self.label(&figure.metric, &figure.cell);
        let unit = self.metric(&figure.metric).and_then(|metric| unit_beside(metric, &label, self.language));
        unit.map_or(label.clone(), |unit| format!("{label} ({unit})"))
    }

    /// The labels of the members that a cell names.
    pub fn members(self, metric: &Metric, cell: &Cell) -> Vec<&'a str> {
        let label = |(name, member): (&String, &Option<String>)| {
            let dimension = self.known.catalog().dimensions.get(name)?;
            Some(dimension.members.get(member.as_ref()?)?.get(self.language))
        };
        metric.by.iter().zip(&cell.0).filter_map(label).collect()
    }

    /// The figure's text: its amount, or "–". More decimals where rounding would contradict the verdict: 94.96 %
    /// against 95 % is not 95 %, and 92.96 % is not 93 % where that is near enough.
    pub fn value(self, figure: &Figure) -> String {
        self.value_as_judged(figure, self.known.judge(figure).as_ref())
    }

    /// The same for a figure that was judged before.
    pub fn value_as_judged(self, figure: &Figure, judgement: Option<&Judgement>) -> String {
        let (Some(metric), Ok(value)) = (self.metric(&figure.metric), &figure.amount) else {
            return self.no_amount(figure.amount.as_ref().err());
        };
        with_decimals(metric, *value, judged_decimals(metric, *value, judgement), self.language)
    }

    /// Amounts of one metric, one beside the other: `12,0 %`, `12,2 %`. Each as it is printed alone, unless neighbours
    /// that differ would look the same; then all with as many decimals as it takes to tell them apart.
    pub fn in_turn(self, figures: &[&Figure]) -> Vec<String> {
        let texts: Vec<String> = figures.iter().map(|figure| self.value(figure)).collect();
        let alike = |(pair, texts): (&[&Figure], &[String])| match (pair, texts) {
            ([one, other], [text, same]) if text == same => {
                let (value, other) = (one.amount.as_ref().ok()?, other.amount.as_ref().ok()?);
                (value != other).then(|| Some(apart(self.metric(&one.metric)?, *value, *other)))?
            }
            _ => None,
        };
        let Some(decimals) = figures.windows(2).zip(texts.windows(2)).filter_map(alike).max() else { return texts };
        let precise = |(figure, text): (&&Figure, String)| match (self.metric(&figure.metric), &figure.amount) {
            (Some(metric), Ok(value)) => with_decimals(metric, *value, decimals, self.language),
            _ => text,
        };
        figures.iter().zip(texts).map(precise).collect()
    }

    /// Two amounts of one metric, the older and the newer.
    pub fn told_apart(self, before: &Figure, now: &Figure) -> (String, String) {
        let mut texts = self.in_turn(&[before, now]).into_iter();
        (texts.next().unwrap_or_default(), texts.next().unwrap_or_default())
    }

    /// An amount of the metric, or "–".
    pub fn amount(self, id: &str, value: &Amount) -> String {
        match (self.metric(id), value) {
            (Some(metric), Ok(value)) => amount(metric, *value, self.language),
            (_, value) => self.no_amount(value.as_ref().err()),
        }
    }

    /// What is aimed at in the metric, as it was stated, or "–".
    pub fn target_amount(self, id: &str, value: &Amount) -> String {
        match (self.metric(id), value) {
            (Some(metric), Ok(value)) => target_amount(metric, *value, self.language),
            (_, value) => self.no_amount(value.as_ref().err()),
        }
    }

    /// A share of a total, with one decimal or as many more as keep it from being none; or what stands in its place.
    pub fn share(self, share: &Amount) -> String {
        match share {
            Ok(share) => l10n::percent(*share, l10n::decimals_apart(*share, Decimal::ZERO, 1, 2), self.language),
            Err(gap) => self.no_amount(Some(gap)),
        }
    }

    /// What stands in place of an amount: "*" where it is hidden, otherwise "–".
    fn no_amount(self, gap: Option<&Gap>) -> String {
        let words = words(self.language);
        if gap == Some(&Gap::Suppressed) { words.suppressed_mark } else { words.dash }.to_owned()
    }

    /// What a figure of a longer period shows of the levels in it: `gennemsnit`, `laveste`; `None` for a level at the
    /// end, and for everything that is no level.
    pub fn over_time(self, figure: &Figure) -> Option<&'static str> {
        let is_longer = |metric: &&Metric| matches!(metric.kind, Kind::Stock) && metric.grain < figure.period.grain();
        over_time(self.metric(&figure.metric).filter(is_longer)?.over_time, self.language)
    }

    /// The figure's period, with what it shows of it: `2025`, `2025 (gennemsnit)`.
    pub fn period(self, figure: &Figure) -> String {
        let period = l10n::period(figure.period, self.language);
        self.over_time(figure).map_or(period.clone(), |what| format!("{period} ({what})"))
    }

    /// A name of the figure's, with what it shows of a longer period: `Ledige senge`, `Ledige senge (gennemsnit)`.
    pub fn named(self, name: &str, figure: Option<&Figure>) -> String {
        let what = figure.and_then(|figure| self.over_time(figure));
        what.map_or(name.to_owned(), |what| format!("{name} ({what})"))
    }

    /// When the figure holds: `pr. 1. februar 2018`, `ultimo februar 2018`, `4. kvartal 2017`, `gennemsnit for 2018`. Of a
    /// level of which longer periods show the mean or an extreme nobody says that it is one at a month's end: a month's
    /// temperature is a mean, too.
    pub fn when(self, figure: &Figure) -> String {
        if let Some(what) = self.over_time(figure) {
            return phrases::over_period(what, &l10n::period(figure.period, self.language), self.language);
        }
        let is_at_end = |metric: &&Metric| matches!(metric.kind, Kind::Stock) && metric.over_time == OverTime::Last;
        match (figure.as_of, self.metric(&figure.metric).filter(is_at_end)) {
            (Some(date), _) => l10n::as_of(date, self.language),
            (None, Some(_)) => l10n::at_end_of(figure.period, self.language),
            (None, None) => l10n::period(figure.period, self.language),
        }
    }

    /// Why a figure is missing, within a sentence: `intet udtræk`. Empty for one that is there.
    pub fn reason(self, figure: &Figure) -> String {
        match &figure.amount {
            Ok(_) => String::new(),
            Err(gap) => self.gap(figure, gap),
        }
    }

    /// Why there is no amount of a figure, or none that is reckoned from it.
    pub fn gap(self, figure: &Figure, gap: &Gap) -> String {
        let note = figure.note.as_deref();
        let missing = match gap {
            Gap::NotStated | Gap::BeforeFirst => Missing::NotCounted,
            Gap::Missing => note.map_or(Missing::NotCounted, |note| Missing::Note(note.trim_end_matches('.'))),
            Gap::Withdrawn { .. } => Missing::Withdrawn,
            Gap::Periods { present, expected, grain } => {
                Missing::Parts { present: *present, expected: *expected, part: Noun::of(*grain) }
            }
            Gap::DivisionByZero => Missing::ZeroDenominator,
            Gap::BothSigns => Missing::BothSigns,
            Gap::BegunAnew => Missing::BegunAnew,
            Gap::TooLarge => Missing::TooLarge,
            Gap::Suppressed => Missing::Suppressed,
            Gap::NoTarget { .. } => return words(self.language).no_target.to_lowercase(),
            Gap::Input { metric, period, .. } => {
                let label = self.metric(metric).map_or(metric.as_str(), |metric| metric.label.get(self.language));
                let name = l10n::period(*period, self.language);
                let is_own = figure.period == *period;
                let missing = if is_own { Missing::Input(label) } else { Missing::InputOf(label, &name) };
                return phrases::reason(missing, self.language);
            }
            Gap::Parts(cells) => {
                let names: Vec<String> = cells.iter().map(|cell| self.cell_name(&figure.metric, cell)).collect();
                return phrases::reason(Missing::Members(&names), self.language);
            }
        };
        phrases::reason(missing, self.language)
    }

    /// The labels of the members that a cell of the metric names, as they are listed.
    pub fn cell_name(self, id: &str, cell: &Cell) -> String {
        let members = self.metric(id).map(|metric| self.members(metric, cell));
        members.unwrap_or_else(|| cell.members().collect()).join(", ")
    }

    /// The change of a figure with its sign, or "–".
    pub fn change(self, id: &str, moved: &Change) -> String {
        match (self.metric(id), &moved.absolute) {
            (Some(metric), Ok(value)) => change(metric, *value, self.language),
            (_, value) => self.no_amount(value.as_ref().err()),
        }
    }

    /// The relative change with its sign, `−0,7 %`; `None` for shares and where there is none.
    pub fn relative(self, id: &str, moved: &Change) -> Option<String> {
        relative(self.metric(id)?, moved.relative?, self.language)
    }

    /// The change as a phrase: `et fald på 12 (0,7 %)`, or "–".
    pub fn trend(self, id: &str, moved: &Change) -> String {
        let (Some(metric), Ok(value)) = (self.metric(id), &moved.absolute) else {
            return self.no_amount(moved.absolute.as_ref().err());
        };
        let relative = moved.relative.filter(|_| metric.has_percentages());
        let relative =
            relative.map(|relative| l10n::percent(relative.abs(), relative_decimals(relative), self.language));
        phrases::trend(
            value.cmp(&Decimal::ZERO),
            &size(metric, *value, self.language),
            relative.as_deref(),
            self.language,
        )
    }

    /// The line under a key figure: `−12 fra januar 2018 (−0,7 %)`, or why no change is known.
    pub fn change_line(self, figure: &Figure, before: &Figure, moved: &Change) -> String {
        let since = l10n::period(moved.since, self.language);
        match (&moved.absolute, &figure.amount, &before.amount) {
            (Ok(value), ..) if value.is_zero() => phrases::unchanged_from(&since, self.language),
            (Ok(_), ..) => {
                let relative = self.relative(&figure.metric, moved);
                phrases::change_from(&self.change(&figure.metric, moved), &since, relative.as_deref(), self.language)
            }
            (Err(gap @ Gap::BegunAnew), ..) => l10n::capital(&self.gap(figure, gap)),
            (Err(_), Err(Gap::Suppressed), _) => words(self.language).suppressed_note.to_owned(),
            // That says already that something is missing.
            (Err(_), Err(Gap::Input { .. } | Gap::Parts(_)), _) => self.reason(figure),
            (Err(_), Err(_), _) => phrases::missing(Missing::Note(&self.reason(figure)), self.language),
            (Err(_), Ok(_), Err(Gap::BeforeFirst)) => first_count(figure.period.grain(), self.language).to_owned(),
            (Err(_), Ok(_), Err(Gap::Withdrawn { .. })) => {
                phrases::change_not_known(&since, Missing::Withdrawn, self.language)
            }
            (Err(_), Ok(_), Err(Gap::Suppressed)) => {
                phrases::change_not_known(&since, Missing::Suppressed, self.language)
            }
            (Err(_), Ok(_), _) => phrases::change_not_known(&since, Missing::Note(&self.reason(before)), self.language),
        }
    }

    /// What is aimed at: `2.200`; of a range both bounds, `40–50`.
    pub fn target(self, id: &str, judgement: &Judgement) -> String {
        let target = self.target_amount(id, &judgement.target);
        match judgement.upper {
            Some(upper) => phrases::range(&target, &self.target_amount(id, &Ok(upper))),
            None => target,
        }
    }

    /// What stands in place of a target: that there is none, or that parts of the figure have their own in its period.
    pub fn no_target(self, figure: &Figure) -> &'static str {
        let words = words(self.language);
        if self.has_targets_of_members(figure) { words.targets_of_members } else { words.no_target }
    }

    fn has_targets_of_members(self, figure: &Figure) -> bool {
        let Some(metric) = self.metric(&figure.metric).filter(|_| figure.cell.is_total()) else { return false };
        let aims = metric.target.as_ref().map(|target| &target.aim);
        let Some(Aim::Members { amounts, .. }) = aims else { return false };
        amounts.iter().any(|of| {
            let index = metric.by.iter().position(|name| *name == of.dimension);
            let cell = index.map(|index| figure.cell.with(index, &of.member));
            let part = cell.map(|cell| self.known.figure(&figure.metric, &cell, figure.period));
            part.is_some_and(|part| self.known.judge(&part).is_some())
        })
    }

    /// The rule of a target: `mindst 2.200`, `mellem 40 og 50`.
    pub fn rule(self, id: &str, judgement: &Judgement) -> String {
        let target = self.target_amount(id, &judgement.target);
        match (judgement.rule, judgement.upper) {
            (Rule::Within, Some(upper)) => {
                phrases::between(&target, &self.target_amount(id, &Ok(upper)), self.language)
            }
            // Its bounds are not known.
            (Rule::Within, None) => target,
            (Rule::AtMost, _) => phrases::at_most(&target, self.language),
            (Rule::AtLeast, _) => phrases::at_least(&target, self.language),
        }
    }

    /// The rule over time, for the definition: `mindst 2.000 fra juni 2017, mindst 2.200 fra januar 2018`. Of its steps
    /// those that hold in the time that is `shown`, or all.
    pub fn rule_over_time(self, id: &str, judgement: &Judgement, shown: Option<[Period; 2]>) -> String {
        let now = self.rule(id, judgement);
        match (&judgement.aim, judgement.rule) {
            (Some(Aim::Path(path)), Rule::AtLeast | Rule::AtMost) => {
                // At the end of the way there is nothing to go on to.
                let end = path.last().filter(|(_, amount)| judgement.target.as_ref().ok() != Some(amount));
                let Some((end, amount)) = end else { return now };
                let (end, amount) = (l10n::period(*end, self.language), self.target_amount(id, &Ok(*amount)));
                phrases::rule_towards(&now, &amount, &end, self.language)
            }
            (Some(Aim::From(steps)), Rule::AtLeast | Rule::AtMost) => {
                let step = |(period, amount): &(Period, Decimal)| {
                    let step = Judgement { target: Ok(*amount), ..judgement.clone() };
                    let period = l10n::period(*period, self.language);
                    phrases::rule_from(&self.rule(id, &step), &period, self.language)
                };
                match (shown.map_or(&steps[..], |shown| holding(steps, shown)), shown) {
                    // It holds all the time.
                    ([(from, _)], Some([first, _])) if from.first_month() <= first.first_month() => now,
                    (steps, _) => steps.iter().map(step).collect::<Vec<_>>().join(", "),
                }
            }
            _ => now,
        }
    }

    /// The rules of a figure's target, one for each length of period that it names an amount for, for the definition:
    /// `mindst 4.000 pr. måned; mindst 12.000 pr. kvartal`. `None` without a target.
    pub fn rules(self, figure: &Figure) -> Option<String> {
        let metric = self.metric(&figure.metric)?;
        let target = metric.target.as_ref()?;
        let named = target.aim.all().into_iter().filter_map(|aim| match aim {
            Aim::ByGrain(amounts) => Some(amounts.iter().map(|(grain, _)| *grain)),
            _ => None,
        });
        let grains: BTreeSet<Grain> = named.flatten().collect();
        let rule = |period: Period| {
            let judgement = self.known.judge(&self.known.figure(&figure.metric, &figure.cell, period))?;
            Some(self.rule_over_time(&figure.metric, &judgement, None))
        };
        let rule_per = |grain: &Grain| {
            let period = figure.period.latest_ended(*grain, self.known.catalog().year_start);
            Some(phrases::rule_per(&rule(period)?, l10n::noun(period), self.language))
        };
        let rules: Vec<String> = match grains.is_empty() {
            true => rule(figure.period).into_iter().collect(),
            false => grains.iter().filter_map(rule_per).collect(),
        };
        let adds_up = target.adds_up.then(|| words(self.language).target_adds_up.to_owned());
        (!rules.is_empty()).then(|| rules.into_iter().chain(adds_up).collect::<Vec<_>>().join("; "))
    }

    /// By how much a target is missed: `393 fra målet`. `None` where it is met or not known.
    pub fn distance_from_target(self, figure: &Figure, judgement: &Judgement) -> Option<String> {
        judgement.gap.filter(|gap| *gap < Decimal::ZERO)?;
        let distance = distance(self.metric(&figure.metric)?, &figure.amount, judgement, self.language)?;
        Some(phrases::distance_from_target(&distance, self.language))
    }

    /// What stands behind the word of a verdict: `393 fra målet, mindst 2.200`.
    pub fn distance_and_rule(self, figure: &Figure, judgement: &Judgement) -> String {
        let rule = self.rule(&figure.metric, judgement);
        match self.distance_from_target(figure, judgement) {
            Some(distance) => format!("{distance}, {rule}"),
            None => rule,
        }
    }

    /// A sentence on what a chart or tile shows last: value and period, change, distance to the target.
    pub fn summary(self, figure: &Figure, moved: &Change, year: &Change, judgement: Option<&Judgement>) -> String {
        let period = self.period(figure);
        let value = self.value_as_judged(figure, judgement);
        let mut parts = Vec::new();
        match &figure.amount {
            Ok(_) => {
                let value = self.value_and_interval(figure, value);
                parts.push(phrases::value_in(&value, &period, self.language));
            }
            Err(_) => {
                let value = format!("{value} ({})", self.reason(figure));
                parts.push(phrases::value_in(&value, &period, self.language));
            }
        }
        // Of a yearly figure, the period before is the year before.
        let year = Some(year).filter(|year| year.since != moved.since);
        for moved in std::iter::once(moved).chain(year) {
            if moved.absolute.is_ok() {
                let since = l10n::period(moved.since, self.language);
                parts.push(phrases::since(&self.trend(&figure.metric, moved), &since, self.language));
            }
        }
        if let Some(judgement) = judgement.filter(|judgement| judgement.gap.is_some()) {
            let distance = self.distance_from_target(figure, judgement);
            let distance = distance.unwrap_or_else(|| words(self.language).target_is_met.to_owned());
            parts.push(format!("{distance} ({})", self.rule(&figure.metric, judgement)));
        }
        format!("{}.", parts.join("; "))
    }
}
