//! What is measured: metrics, dimensions, targets, as data/metrics.yaml defines them.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::Text;
use crate::model::formula::{Formula, Input};
use crate::model::language::Language;
use crate::model::snapshot::Cell;

/// All definitions, in the order of the author's file.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The month in which a year begins, 1 to 12.
    pub year_start: i32,
    pub dimensions: IndexMap<String, Dimension>,
    pub metrics: IndexMap<String, Metric>,
    /// What happened, marked on the charts of all metrics, in order of periods.
    pub events: Vec<Event>,
    /// Metrics that reports were published with and that are gone: why, as those reports say it.
    pub retired: IndexMap<String, Text>,
    /// Metrics and dimensions whose definition could not be read. They exist, so a name of theirs is not unknown.
    pub unread: BTreeSet<String>,
    /// No definition could be read at all, so no name is unknown.
    pub is_unread: bool,
}

impl Catalog {
    /// Whether a metric of this name is defined, rightly or wrongly.
    pub fn names(&self, metric: &str) -> bool {
        self.metrics.contains_key(metric) || self.may_be_unread(metric)
    }

    /// Whether a metric or a dimension of this name may be defined wrongly.
    pub fn may_be_unread(&self, name: &str) -> bool {
        self.is_unread || self.unread.contains(name)
    }

    /// The id of the metric that has this label in one of the languages.
    pub fn labelled(&self, label: &str) -> Option<&str> {
        self.metrics.iter().find(|(_, metric)| metric.label.is(label)).map(|(id, _)| id.as_str())
    }

    /// The members of each dimension of a metric, with the place of the dimension in `by`.
    pub fn members(&self, metric: &Metric) -> Vec<(usize, &str)> {
        let dimensions =
            metric.by.iter().enumerate().filter_map(|(index, name)| Some((index, self.dimensions.get(name)?)));
        dimensions.flat_map(|(index, of)| of.members.keys().map(move |member| (index, member.as_str()))).collect()
    }

    /// All parts of a metric, the whole among them, with what readers call them.
    pub fn parts(&self, metric: &Metric, language: Language) -> Vec<(String, Cell)> {
        let mut cells = vec![(metric.label.get(language).to_owned(), Vec::new())];
        for name in &metric.by {
            let members = self.dimensions.get(name).into_iter().flat_map(|dimension| &dimension.members);
            let members: Vec<(&String, &str)> = members.map(|(id, label)| (id, label.get(language))).collect();
            let mut split = Vec::with_capacity(cells.len() * (members.len() + 1));
            for (label, cell) in cells {
                let with = |member: Option<String>| cell.iter().cloned().chain([member]).collect::<Vec<_>>();
                split.extend(members.iter().map(|(id, of)| (format!("{label}, {of}"), with(Some((*id).clone())))));
                split.push((label.clone(), with(None)));
            }
            cells = split;
        }
        cells.into_iter().map(|(label, cell)| (label, Cell(cell))).collect()
    }

    /// The key of a metric's source: its own, or that of all its inputs.
    pub fn source_of(&self, id: &str) -> Option<&str> {
        let metric = self.metrics.get(id)?;
        if metric.source.is_some() {
            return metric.source.as_deref();
        }
        let mut sources = metric.inputs().into_iter().map(|input| self.source_of(input));
        let first = sources.next()??;
        sources.all(|source| source == Some(first)).then_some(first)
    }
}

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog {
            year_start: 1,
            dimensions: IndexMap::new(),
            metrics: IndexMap::new(),
            events: Vec::new(),
            retired: IndexMap::new(),
            unread: BTreeSet::new(),
            is_unread: false,
        }
    }
}

/// Something that readers of a chart need to know of a period, or of a time that begins with it.
#[derive(Debug, Clone)]
pub struct Event {
    pub period: Period,
    pub lasts: Lasting,
    pub text: Text,
    /// The metrics it is marked on, with their places; all when empty.
    pub metrics: Vec<(String, Place)>,
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// It is marked in its period.
    Moment,
    /// Its end is not known yet.
    Open,
    /// To the end of this period, which is no earlier than that in which it begins.
    To(Period),
}

impl Event {
    /// How long it lasts, as far as can be known in `vintage`: what ends later is still going on. So a report stays as it
    /// was when the end is added.
    pub fn lasts_in(&self, vintage: Period) -> Lasting {
        match self.lasts {
            Lasting::To(last) if last.last_month() > vintage.last_month() => Lasting::Open,
            lasts => lasts,
        }
    }

    /// Its time as known in `vintage`, for digests: `2020-03`, `2020-03/2020-05`, `2020-03/open`.
    pub fn time_in(&self, vintage: Period) -> String {
        match self.lasts_in(vintage) {
            Lasting::Moment => self.period.to_string(),
            Lasting::Open => format!("{}/{OPEN}", self.period),
            Lasting::To(last) => format!("{}/{last}", self.period),
        }
    }
}

/// The word for an end that is not known yet.
pub const OPEN: &str = "open";

/// What a metric is split by.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub label: Text,
    /// Members by id; their order is the order on the page.
    pub members: IndexMap<String, Text>,
    /// Why its labels are others than in reports that are published.
    pub changed: Option<Text>,
    /// The ids that members have now, by those under which their reports were published.
    pub renamed: IndexMap<String, Renamed>,
    /// Members that are counted no longer.
    pub ended: IndexMap<String, Ended>,
}

/// That a member is counted no longer.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The last period in which it is.
    pub last: Period,
    pub place: Place,
}

/// A member that has another id now.
#[derive(Debug, Clone)]
pub struct Renamed {
    pub id: String,
    pub place: Place,
}

impl Dimension {
    /// The end of a member, if no part of a period belongs to its time any more.
    pub fn ended_before(&self, member: &str, period: Period) -> Option<&Ended> {
        self.ended.get(member).filter(|ended| ended.last.last_month() < period.first_month())
    }

    /// The ids of the members that have not ended by then.
    pub fn counted_in(&self, period: Period) -> impl Iterator<Item = &String> {
        self.members.keys().filter(move |member| self.ended_before(member, period).is_none())
    }

    /// The id of the member that has this label in one of the languages.
    pub fn labelled(&self, label: &str) -> Option<&str> {
        self.members.iter().find(|(_, text)| text.is(label)).map(|(id, _)| id.as_str())
    }
}

/// A named quantity, recorded or computed.
#[derive(Debug, Clone)]
pub struct Metric {
    pub label: Text,
    pub kind: Kind,
    pub grain: Grain,
    pub format: Format,
    /// Decimals shown. `None`: a recorded number is a whole count; anything else is shown without
    /// decimals.
    pub decimals: Option<u32>,
    pub unit: Option<Text>,
    pub description: Option<Text>,
    pub note: Option<Text>,
    /// Where the note stands, if there is one.
    pub note_place: Option<Place>,
    /// A key of the settings' sources.
    pub source: Option<String>,
    /// The dimensions it is split by; of a computed metric, those that all its inputs have.
    pub by: Vec<String>,
    /// Whether the author named the dimensions; a computed metric else takes those of its inputs.
    pub has_own_by: bool,
    /// Whether the parts of a dimension add up to the total.
    pub additive: bool,
    /// What of a stock's months a longer period shows.
    pub over_time: OverTime,
    /// Whether a change may be told as a percentage of the amount before: not where zero is a mark on a scale, as in °C.
    pub relative: bool,
    pub better: Better,
    pub target: Option<Target>,
    /// Changes beyond it are pointed out to the reviewer.
    pub tolerance: Option<Decimal>,
    /// How its XmR limits are reckoned; `None`: not at all.
    pub spc: Option<Spc>,
    /// The periods that the line runs through which forecasts when the target is reached; `None`: there is no forecast.
    pub forecast: Option<usize>,
    /// How its small counts are kept from giving anybody away; `None`: all are shown.
    pub protection: Option<Protection>,
    /// Why a key of the definition says something else than in reports that are published, as those reports tell it.
    pub changed: IndexMap<String, Text>,
    /// The line of its id.
    pub place: Place,
}

/// Whether amounts of such a metric are whole.
pub fn is_count(kind: &Kind, format: Format, decimals: Option<u32>) -> bool {
    matches!(kind, Kind::Stock | Kind::Flow) && format == Format::Number && decimals.is_none()
}

/// What is done to small counts (statistics.md, 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Counts from 1 to under this one are hidden, and with them what would give them back.
    Below(u64),
    /// 1 to 7 are hidden, all others rounded to the nearest 5, totals by themselves.
    RoundTo5,
}

impl Metric {
    /// Whether the members of a dimension are parts of the total in periods of `grain`, so that several of them have a
    /// sum there.
    pub fn parts_add_up(&self, grain: Grain) -> bool {
        self.additive
            && matches!(self.kind, Kind::Stock | Kind::Flow | Kind::Cumulative { .. })
            && self.apart_in(grain).is_none()
    }

    /// What periods of `grain` show of a level whose members add up in its own periods, and not there: the highest months
    /// of two members need not be the same one, so that their sum is nothing that was ever there.
    pub fn apart_in(&self, grain: Grain) -> Option<OverTime> {
        let is_extreme = matches!(self.over_time, OverTime::Min | OverTime::Max);
        let is_apart = self.additive && is_extreme && matches!(self.kind, Kind::Stock) && grain > self.grain;
        is_apart.then_some(self.over_time)
    }

    /// Whether a longer period shows nothing of it but what was there at the end.
    pub fn is_level_at_end(&self) -> bool {
        matches!(self.kind, Kind::Stock) && self.over_time == OverTime::Last
    }

    /// Whether snapshots may state it. A ratio may be recorded where its parts are not known.
    pub fn may_be_recorded(&self) -> bool {
        matches!(self.kind, Kind::Stock | Kind::Flow | Kind::Ratio { .. })
    }

    /// Whether its amounts must be whole: a recorded number without `decimals`.
    pub fn is_count(&self) -> bool {
        is_count(&self.kind, self.format, self.decimals)
    }

    /// Whether its changes are told as percentages too. Those of a share are told in percentage points alone.
    pub fn has_percentages(&self) -> bool {
        self.format == Format::Number && self.relative
    }

    pub fn shown_decimals(&self) -> u32 {
        self.decimals.unwrap_or(0)
    }

    /// Whether it is a level or a share, which a longer period has like a shorter one. The sum of a flow and a derived
    /// number grow with the length of the period.
    pub fn is_level_or_share(&self) -> bool {
        match self.kind {
            Kind::Stock | Kind::Cumulative { .. } | Kind::Ratio { .. } => true,
            Kind::Derived(_) => self.format == Format::Percent,
            Kind::Flow => false,
        }
    }

    /// Whether it has a target in periods of `grain`, as far as its definition says it.
    ///
    /// A target belongs to its grain: in a longer period a level or a share is held against it as it is, and a formula
    /// is worked out anew; anything else only where the target names an amount for that grain, or adds up.
    pub fn has_target_by(&self, grain: Grain) -> bool {
        self.target.as_ref().is_some_and(|target| self.aims_by(grain, target, &target.aim))
    }

    fn aims_by(&self, grain: Grain, target: &Target, aim: &Aim) -> bool {
        let reaches = grain <= self.grain || target.adds_up || self.is_level_or_share();
        match aim {
            Aim::Formula(formula) => reaches || formula.names_metrics(),
            Aim::Amount(_) | Aim::From(_) | Aim::Path(_) => reaches,
            Aim::ByGrain(amounts) => amounts.iter().any(|(named, _)| *named == grain || *named < grain && reaches),
            Aim::Members { total, amounts } => {
                let parts = amounts.iter().map(|of| &of.aim);
                total.as_deref().into_iter().chain(parts).any(|aim| self.aims_by(grain, target, aim))
            }
        }
    }

    /// The metrics it is computed from, in the order of its definition; none for a recorded one.
    pub fn inputs(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Stock | Kind::Flow => Vec::new(),
            Kind::Ratio { numerator, denominator } => vec![&numerator.metric, &denominator.metric],
            Kind::Derived(formula) => formula.metrics(),
            Kind::Cumulative { of, .. } => vec![of],
        }
    }

    /// The same with the members that are chosen of them.
    pub fn inputs_and_members(&self) -> Vec<Input> {
        match &self.kind {
            Kind::Stock | Kind::Flow => Vec::new(),
            Kind::Ratio { numerator, denominator } => vec![numerator.clone(), denominator.clone()],
            Kind::Derived(formula) => formula.inputs().into_iter().cloned().collect(),
            Kind::Cumulative { of, .. } => vec![Input::plain(of)],
        }
    }
}

impl Catalog {
    /// Whether a metric counts years, or is computed from one that does: its figures change with the month in which these
    /// begin.
    pub fn counts_years(&self, id: &str) -> bool {
        let (mut asked, mut open) = (BTreeSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            let Some(metric) = self.metrics.get(id).filter(|_| asked.insert(id)) else { continue };
            if metric.grain == Grain::Year || matches!(metric.kind, Kind::Cumulative { since: Since::Year, .. }) {
                return true;
            }
            open.extend(metric.inputs());
        }
        false
    }

    /// The metrics that the target of a metric is made from, also by the targets of others; none where it is an amount.
    pub fn made_from(&self, id: &str) -> BTreeSet<&str> {
        let (mut metrics, mut asked) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let target = self.metrics.get(id).filter(|_| asked.insert(id)).and_then(|metric| metric.target.as_ref());
            for aim in target.into_iter().flat_map(Target::aims) {
                if let Aim::Formula(formula) = aim {
                    metrics.extend(formula.metrics());
                    open.extend(formula.targets());
                }
            }
        }
        metrics
    }
}

/// Whether a unit has its zero at a mark that somebody chose, so that twice the amount is not twice as much.
pub fn is_temperature(unit: &Text) -> bool {
    const SCALES: [&str; 6] = ["°c", "°f", "℃", "℉", "celsius", "fahrenheit"];
    const DEGREES: [&str; 7] = ["°", "º", "deg", "degree", "degrees", "grad", "grader"];
    let is_scale = |unit: &str| {
        let words: Vec<&str> =
            unit.split(|c: char| c.is_whitespace() || c == '.').filter(|word| !word.is_empty()).collect();
        let in_words =
            |pair: &[&str]| matches!(pair, [degree, scale] if DEGREES.contains(degree) && ["c", "f"].contains(scale));
        SCALES.iter().any(|scale| unit.contains(scale)) || words.windows(2).any(in_words) || words.contains(&"ºc")
    };
    Language::ALL.iter().any(|language| is_scale(&unit.get(*language).to_lowercase()))
}

/// How the limits of an XmR chart are reckoned (statistics.md, 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spc {
    /// The first periods of new phases.
    pub rebase: Vec<(Period, Place)>,
    /// The limits rest on this many periods of a phase, 12 at least; `None`: on all of them.
    pub baseline: Option<usize>,
    /// Moving ranges far beyond the others are left out, once.
    pub screen: bool,
}

/// How a metric comes about, which decides how it adds up.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Recorded: a level at the period's end. Summed over members, never over time.
    Stock,
    /// Recorded: a count during the period. Summed over members and over time.
    Flow,
    /// Numerator over denominator, recomputed from totals, never averaged.
    Ratio {
        numerator: Input,
        denominator: Input,
    },
    Derived(Formula),
    /// The running total of a flow. Over time the last period's value, summed over members.
    Cumulative {
        of: String,
        since: Since,
    },
}

/// Where a running total begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// With the flow's history.
    Start,
    /// Anew with every year, the fiscal one where the site has it.
    Year,
}

/// What a longer period shows of a stock.
///
/// A stock with `min` or `max` whose members do not add up (`additive: false`) is an extreme, such as the longest wait:
/// the extreme of its members is the total's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OverTime {
    #[default]
    Last,
    Mean,
    Min,
    Max,
}

impl OverTime {
    /// The word in data/metrics.yaml and in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            OverTime::Last => "last",
            OverTime::Mean => "mean",
            OverTime::Min => "min",
            OverTime::Max => "max",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Number,
    /// The value is a share: 0.24 is shown as 24 %.
    Percent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
    Neither,
}

/// What is aimed at, and when it is met.
#[derive(Debug, Clone)]
pub struct Target {
    pub rule: Rule,
    /// The amount aimed at; the lower bound of a range.
    pub aim: Aim,
    /// The upper bound of a range; `None` with any other rule.
    pub upper: Option<Aim>,
    /// A shortfall up to this size counts as nearly met.
    pub near: Option<Aim>,
    /// Whether the target of a longer period is the sum of its periods' targets.
    pub adds_up: bool,
    pub place: Place,
}

impl Target {
    /// Its amounts and bounds, and all that they hold for grains and members.
    pub fn aims(&self) -> Vec<&Aim> {
        [Some(&self.aim), self.upper.as_ref(), self.near.as_ref()].into_iter().flatten().flat_map(Aim::all).collect()
    }

    /// Whether it names `amount` in so many words, as a bound of a period: not reckoned, nor on the way between two.
    pub fn states(&self, amount: Decimal) -> bool {
        self.aims().into_iter().any(|aim| match aim {
            Aim::Amount(stated) => *stated == amount,
            Aim::From(steps) => steps.iter().any(|(_, stated)| *stated == amount),
            Aim::Path(points) => points.iter().any(|(_, stated)| *stated == amount),
            Aim::Formula(_) | Aim::ByGrain(_) | Aim::Members { .. } => false,
        })
    }

    /// Whether it says what is aimed at for this member alone.
    pub fn names(&self, dimension: &str, member: &str) -> bool {
        self.aims().into_iter().any(|aim| match aim {
            Aim::Members { amounts, .. } => amounts.iter().any(|of| of.dimension == dimension && of.member == member),
            _ => false,
        })
    }

    /// The formulas among them.
    pub fn formulas(&self) -> Vec<&Formula> {
        let aims = self.aims().into_iter();
        aims.filter_map(|aim| if let Aim::Formula(formula) = aim { Some(formula) } else { None }).collect()
    }
}

/// When a target is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    AtLeast,
    AtMost,
    /// Between two bounds, both included.
    Within,
}

impl Rule {
    /// The word in figures.json.
    pub fn word(self) -> &'static str {
        match self {
            Rule::AtLeast => "at_least",
            Rule::AtMost => "at_most",
            Rule::Within => "within",
        }
    }
}

/// How large a target is.
#[derive(Debug, Clone)]
pub enum Aim {
    Amount(Decimal),
    Formula(Formula),
    /// Each amount holds from its period on; before the first there is no target. In period order.
    From(Vec<(Period, Decimal)>),
    /// Straight lines by months between the amounts, level before the first and after the last. At least two, in
    /// period order.
    Path(Vec<(Period, Decimal)>),
    /// What is aimed at in a month, a quarter and a year, as far as it is named; shortest first.
    ByGrain(Vec<(Grain, Aim)>),
    /// What is aimed at for the whole, and for each member that is named.
    Members {
        total: Option<Box<Aim>>,
        amounts: Vec<MemberAim>,
    },
}

/// The steps of [`Aim::From`] that hold in some time from `first` to `last`: the one that it begins with, and those that
/// begin in it.
pub fn holding(steps: &[(Period, Decimal)], [first, last]: [Period; 2]) -> &[(Period, Decimal)] {
    let begun = |by: Period| steps.partition_point(|(from, _)| from.first_month() <= by);
    let until = begun(last.last_month());
    steps.get(begun(first.first_month()).saturating_sub(1).min(until)..until).unwrap_or_default()
}

/// What is aimed at for one member.
#[derive(Debug, Clone)]
pub struct MemberAim {
    pub dimension: String,
    pub member: String,
    pub aim: Aim,
}

impl Aim {
    /// Itself and all that it holds for grains and members.
    pub fn all(&self) -> Vec<&Aim> {
        let mut all = vec![self];
        match self {
            Aim::ByGrain(amounts) => all.extend(amounts.iter().flat_map(|(_, aim)| aim.all())),
            Aim::Members { total, amounts } => {
                all.extend(total.iter().flat_map(|aim| aim.all()));
                all.extend(amounts.iter().flat_map(|member| member.aim.all()));
            }
            Aim::Amount(_) | Aim::Formula(_) | Aim::From(_) | Aim::Path(_) => {}
        }
        all
    }
}
