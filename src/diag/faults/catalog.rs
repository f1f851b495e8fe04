//! 01: data/metrics.yaml: metrics, dimensions, members, targets and formulas.
//!
//! The settings are in `settings`, whose codes have the same first digits.

use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_ID,
    &UNKNOWN_METRIC,
    &UNKNOWN_DIMENSION,
    &UNKNOWN_MEMBER,
    &CIRCLE,
    &BAD_FORMULA,
    &TAKEN_ID,
    &KEY_DOES_NOT_FIT,
    &GRAINS_DIFFER,
    &NO_TARGET,
    &TARGET_NEEDS_ONE_RULE,
    &TARGET_WITHOUT_DIRECTION,
    &TOO_MANY_DIMENSIONS,
    &NO_METRICS,
    &DIMENSION_IS_METRIC,
    &PATH_NEEDS_TWO_POINTS,
    &ONLY_FLOWS_ADD_UP,
    &NO_MEMBERS,
    &UNKNOWN_REBASE,
    &ONLY_COUNTS_ARE_PROTECTED,
    &THRESHOLD_TELLS,
    &SHARE_HALF_PROTECTED,
    &PROTECTED_TWICE,
    &RESTS_ON_TOO_MUCH,
    &YEAR_CUTS_QUARTERS,
    &BY_WIDENS,
    &NEGATIVE_SIZE,
    &INSIDE_RULE,
    &TARGET_OF_SHORTER_GRAIN,
    &TARGET_IS_A_RANGE,
    &EVENT_ENDS_BEFORE_IT_BEGINS,
];

pub static NO_ID: Code = Code {
    id: "K0101",
    title: "A name that cannot be an id",
    cause: "Ids of metrics, dimensions and members stand in formulas, in the narrative and in addresses, so they have \
        one plain form.",
    example: r"data/metrics.yaml
  over-time: { type: flow }",
    cure: "Begin with a letter a to z and go on with a to z, 0 to 9 and `_`, 60 characters at most: `over_time`. What \
        readers see is the `label`, which may be any text.",
    allowable: false,
};

pub fn no_id(place: Place, id: &str) -> Diagnostic {
    let form = "an id begins with a letter a to z and goes on with a to z, 0 to 9 and `_`, 60 characters at most";
    let plain = id.to_lowercase().replace(['-', ' '], "_");
    let is_id = plain.starts_with(|c: char| c.is_ascii_lowercase())
        && plain.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    NO_ID.error(place, format!("`{id}` cannot be an id")).help(match is_id && plain != id {
        true => format!("write `{plain}`, where an extract may still say `{id}`; {form}"),
        false => form.to_owned(),
    })
}

pub static UNKNOWN_METRIC: Code = Code {
    id: "K0102",
    title: "A metric that is not defined",
    cause: "A name stands where a metric belongs, but `data/metrics.yaml` defines none of that name. A figure of it \
        could not be read or shown.",
    example: r"content/2018-02.md
---
key_figures: [visit]
---",
    cure: "Mend the spelling, here `visits`, or define the metric in `data/metrics.yaml`.",
    allowable: false,
};

pub fn unknown_metric<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error = UNKNOWN_METRIC.error(place, format!("unknown metric `{name}`"));
    match nearest(name, known) {
        Some(other) => error.help(format!("did you mean `{other}`? all metrics are listed in data/metrics.yaml")),
        None => error.help("add it to data/metrics.yaml, or remove it here"),
    }
}

/// `label` is what readers see of the metric `id`.
pub fn label_for_a_metric(place: Place, label: &str, id: &str) -> Diagnostic {
    UNKNOWN_METRIC
        .error(place, format!("unknown metric `{label}`"))
        .help(format!("write the id of the metric, `{id}`; `{label}` is its label"))
}

/// A snapshot has what belongs into data/metrics.yaml.
pub fn metric_in_a_snapshot(place: Place, name: &str) -> Diagnostic {
    UNKNOWN_METRIC
        .error(place, format!("unknown metric `{name}`"))
        .help(format!("move `{name}` to data/metrics.yaml, which defines metrics; a snapshot states their amounts"))
}

pub static UNKNOWN_DIMENSION: Code = Code {
    id: "K0103",
    title: "A dimension that is not defined",
    cause: "`by` or `for_each` names a dimension that is not among the `dimensions` of `data/metrics.yaml`.",
    example: r"data/metrics.yaml
  staff: { type: stock, by: [hosptal] }",
    cure: "Mend the spelling, here `hospital`, or define the dimension with its members.",
    allowable: false,
};

pub fn unknown_dimension<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    UNKNOWN_DIMENSION.error(place, format!("unknown dimension `{name}`")).help(suggest(name, known, "dimensions are"))
}

/// A definition chooses a member of `metric`, which is split by `by`.
pub fn input_not_split_so(place: Place, metric: &str, name: &str, by: &[String]) -> Diagnostic {
    let by = if by.is_empty() { "nothing".to_owned() } else { by.join(", ") };
    UNKNOWN_DIMENSION
        .error(place, format!("`{metric}` is not split by `{name}`, so no member can be chosen"))
        .help(format!("it is split by {by}"))
}

pub static UNKNOWN_MEMBER: Code = Code {
    id: "K0104",
    title: "A member that the dimension does not have",
    cause: "An amount is stated or asked for a member that its dimension does not list. It could not be placed \
        in any table.",
    example: r"data/2018-02.yaml
  key_persons: { values: { rg: 900, bfh: 907 } }",
    cure: "Mend the spelling, here `rh`, or add the member to the dimension in `data/metrics.yaml`.",
    allowable: false,
};

/// `label` is what readers see of the member `id`.
pub fn label_for_a_member(place: Place, label: &str, dimension: &str, id: &str) -> Diagnostic {
    UNKNOWN_MEMBER
        .error(place, format!("`{label}` is no member of `{dimension}`"))
        .help(format!("write the id of the member, `{id}`; `{label}` is its label"))
}

pub fn unknown_member<'a>(
    place: Place,
    name: &str,
    dimension: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let help = match name.split_once(':') {
        _ if name == dimension => format!("leave `{dimension}:` out: the members stand directly below `values`"),
        Some((member, amount)) if !amount.is_empty() => format!("put a space behind the colon: `{member}: {amount}`"),
        _ => suggest(name, known, "members are"),
    };
    UNKNOWN_MEMBER.error(place, format!("`{name}` is no member of `{dimension}`")).help(help)
}

pub static CIRCLE: Code = Code {
    id: "K0106",
    title: "Definitions that go round in a circle",
    cause: "A metric, or its target, is computed from others that are in the end computed from it. There is no figure \
        to begin with.",
    example: r"data/metrics.yaml
  a: { type: derived, formula: b + 1 }
  b: { type: derived, formula: c * 2 }
  c: { type: ratio, numerator: a, denominator: visits }",
    cure: "Let one of the metrics in the circle be recorded in the snapshots, as a `stock` or a `flow`. To use the \
        amount of the period before, write `previous(id)` of a recorded metric, or `year_ago(id)`.",
    allowable: false,
};

pub fn circle(place: Place, names: &[String]) -> Diagnostic {
    let way = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
    CIRCLE
        .error(place, format!("the definitions go round in a circle: {way}"))
        .help("let one of them be recorded in the snapshots")
}

pub static BAD_FORMULA: Code = Code {
    id: "K0107",
    title: "A formula that cannot be read",
    cause: "The text of a formula is not complete, or holds a sign or function that formulas do not have. The caret \
        stands where reading stopped.",
    example: r"data/metrics.yaml
  a: { type: derived, formula: visits + }",
    cure: "Write it from metric ids, numbers, `+ - * /`, parentheses, `target(id)` and \
        `previous(id)`, `year_ago(id)`: `formula: visits + 1`.",
    allowable: false,
};

pub fn bad_formula(place: Place, reason: &str) -> Diagnostic {
    BAD_FORMULA
        .error(place, format!("this formula cannot be read: {reason}"))
        .help("a formula is made of + - * /, parentheses, numbers, metric ids, `target(id)`, `previous(id)`, `year_ago(id)` and `of(id, dimension=member)`")
}

pub static TAKEN_ID: Code = Code {
    id: "K0108",
    title: "An id that is taken",
    cause: "The narrative gives this word a meaning of its own, such as `period` or `report`, so a metric of that name \
        could not be written there. Or it is `con`, `nul` or the like, and Windows takes every file of that name for a \
        device, while a page of the metric or member is called by its id.",
    example: r"data/metrics.yaml
  period: { type: stock }",
    cure: "Choose another id, such as `stay_period`. The `label` may be any text.",
    allowable: false,
};

pub fn taken_id(place: Place, id: &str) -> Diagnostic {
    TAKEN_ID
        .error(place, format!("`{id}` has a meaning of its own in the narrative"))
        .help(format!("choose another id, such as `{id}_`; its label may be `{id}`, by which extracts are read, too"))
}

pub fn id_of_a_device(place: Place, id: &str) -> Diagnostic {
    TAKEN_ID
        .error(place, format!("`{id}` is a device of Windows, where no page can be called so"))
        .help("choose another id; the `label` may be any text")
}

pub static KEY_DOES_NOT_FIT: Code = Code {
    id: "K0109",
    title: "A key that does not fit the metric's type",
    cause: "The key is known, but means nothing for a metric of this type, and would be without effect: `formula` \
        belongs to `derived`, `numerator` and `denominator` to `ratio`, `of` and `since` to `cumulative`, `over_time` \
        to `stock`, `additive` to `stock` and `flow`. The target of a level or a share does not add up: a longer \
        period is held against it as it is.",
    example: r"data/metrics.yaml
  staff: { type: stock, formula: visits * 2 }",
    cure: "Remove the key, or give the metric the type it belongs to: `{ type: derived, formula: visits * 2 }`.",
    allowable: false,
};

pub fn key_does_not_fit(place: Place, key: &str) -> Diagnostic {
    KEY_DOES_NOT_FIT
        .error(place, format!("`{key}` means nothing for a metric of this type"))
        .help("remove it, or give the metric the type it belongs to")
}

pub fn levels_do_not_add_up(place: Place, metric: &str) -> Diagnostic {
    KEY_DOES_NOT_FIT
        .error(place, format!("`adds_up` means nothing for `{metric}`, which is a level or a share"))
        .help("remove it: a quarter or a year is held against the target as it is")
}

pub static GRAINS_DIFFER: Code = Code {
    id: "K0110",
    title: "Inputs that are counted by other periods",
    cause: "A computed metric takes its inputs period by period, so all of them must be counted by the same: by month, \
        quarter or year.",
    example: r"data/metrics.yaml
  hires: { type: flow, grain: quarter }
  rate: { type: ratio, numerator: visits, denominator: hires }",
    cure: "Compute from metrics of one `grain`. Record the finer one by the coarser grain as well, if you need \
        the two together.",
    allowable: false,
};

pub fn grains_differ(place: Place, input: &str, its: &str, own: &str) -> Diagnostic {
    GRAINS_DIFFER
        .error(place, format!("`{input}` is counted by {its}, this metric by {own}"))
        .help("compute from metrics of one grain")
}

pub static NO_TARGET: Code = Code {
    id: "K0111",
    title: "A target that is not there",
    cause: "The formula asks for `target(id)`, but that metric has no target.",
    example: r"data/metrics.yaml
  missing: { type: derived, formula: target(visits) - visits }",
    cure: "Give that metric a `target`, or write the number in the formula.",
    allowable: false,
};

pub fn no_target(place: Place, name: &str) -> Diagnostic {
    NO_TARGET
        .error(place, format!("`target({name})` stands in the formula, but `{name}` has no target"))
        .help("give that metric a `target`, or write the number")
}

pub static TARGET_NEEDS_ONE_RULE: Code = Code {
    id: "K0112",
    title: "A target with more than one rule, or none",
    cause: "A target says one of three things: at least so much, at most so much, or within two bounds. This one says \
        none of them, or several, and it could not be judged.",
    example: r"data/metrics.yaml
  staff: { type: stock, target: { at_least: 1, at_most: 2 } }",
    cure: "Write one rule: `{ at_least: 2200 }`, `{ at_most: 30 }`, or for both bounds `{ within: [1, 2] }`.",
    allowable: false,
};

pub fn target_needs_one_rule(place: Place) -> Diagnostic {
    TARGET_NEEDS_ONE_RULE
        .error(place, "a target needs one of `at_least`, `at_most` and `within`")
        .help("write for example `{ at_least: 2200 }`")
}

pub static TARGET_WITHOUT_DIRECTION: Code = Code {
    id: "K0113",
    title: "A target without a direction",
    cause: "The target is a bare amount, and nothing says whether more or less of the metric is better. Kalends then \
        takes it as `at_least`, which may be the wrong way round.",
    example: r"data/metrics.yaml
  staff: { type: stock, target: 20 }",
    cure: "Write `target: { at_least: 20 }` or `{ at_most: 20 }`, or give the metric `better: higher` \
        or `better: lower`.",
    allowable: true,
};

pub fn target_without_direction(place: Place) -> Diagnostic {
    TARGET_WITHOUT_DIRECTION
        .warning(place, "the target does not say in which direction it lies")
        .help("write `{ at_least: … }` or `{ at_most: … }`, or say `better: higher` or `better: lower`")
}

pub static TOO_MANY_DIMENSIONS: Code = Code {
    id: "K0114",
    title: "A metric of three dimensions",
    cause: "A table has rows and columns, so a metric is split by two dimensions at most.",
    example: r"data/metrics.yaml
  staff: { type: stock, by: [a, b, c] }",
    cure: "Leave the dimension out that is read least, or record a second metric that has it.",
    allowable: false,
};

pub fn too_many_dimensions(place: Place) -> Diagnostic {
    TOO_MANY_DIMENSIONS
        .error(place, "a metric is split by two dimensions at most")
        .help("leave the one out that is read least")
}

pub static NO_METRICS: Code = Code {
    id: "K0115",
    title: "A catalog without metrics",
    cause: "`data/metrics.yaml` defines nothing, so no report has a figure.",
    example: r"data/metrics.yaml
metrics: {}",
    cure: "Define one metric at least: `metrics: { visits: { type: flow } }`.",
    allowable: false,
};

pub fn no_metrics(place: Place) -> Diagnostic {
    NO_METRICS.error(place, "no metric is defined").help("write at least one, for example `visits: { type: flow }`")
}

pub static DIMENSION_IS_METRIC: Code = Code {
    id: "K0118",
    title: "One id for a metric and a dimension",
    cause: "In the narrative both are called by their id, so the two need different ones.",
    example: r"data/metrics.yaml
  hospital: { type: stock }",
    cure: "Give one of them another id, such as `hospitals` for the number of hospitals.",
    allowable: false,
};

pub fn dimension_is_metric(place: Place, id: &str) -> Diagnostic {
    DIMENSION_IS_METRIC
        .error(place, format!("`{id}` is the id of a metric and of a dimension"))
        .help("give one of them another id")
}

pub static PATH_NEEDS_TWO_POINTS: Code = Code {
    id: "K0119",
    title: "A path of one point",
    cause: "The path of a target leads from one amount to another, so it has two points at least.",
    example: r"data/metrics.yaml
  staff: { type: stock, better: higher, target: { path: { 2018-01: 1 } } }",
    cure: "Write where it begins and where it ends: `{ path: { 2017-06: 1200, 2018-12: 2200 } }`. An amount that does \
        not change needs no path.",
    allowable: false,
};

pub fn path_needs_two_points(place: Place) -> Diagnostic {
    PATH_NEEDS_TWO_POINTS
        .error(place, "a path needs two points at least")
        .help("write `{ path: { 2017-06: 1200, 2018-12: 2200 } }`")
}

pub static ONLY_FLOWS_ADD_UP: Code = Code {
    id: "K0120",
    title: "A running total of what cannot be added up",
    cause: "A `cumulative` metric adds up what happened in each period. The level at a period's end cannot be added \
        up: whoever is there in January and in February would count twice.",
    example: r"data/metrics.yaml
  ever: { type: cumulative, of: key_persons, since: start }",
    cure: "Let `of` name a metric of the type `flow`.",
    allowable: false,
};

pub fn only_flows_add_up(place: Place, of: &str) -> Diagnostic {
    ONLY_FLOWS_ADD_UP
        .error(place, format!("`{of}` is no flow, so it has no running total"))
        .help("name a metric of the type `flow`")
}

pub static NO_MEMBERS: Code = Code {
    id: "K0121",
    title: "A dimension without members",
    cause: "A metric that is split by this dimension would have no part.",
    example: r"data/metrics.yaml
  age: { label: Age, members: {} }",
    cure: "List the members with their labels: `members: { rh: Rigshospitalet }`.",
    allowable: false,
};

pub fn no_members(place: Place, dimension: &str) -> Diagnostic {
    NO_MEMBERS
        .error(place, format!("the dimension `{dimension}` has no members"))
        .help("write at least one, for example `members: { rh: Rigshospitalet }`")
}

pub static UNKNOWN_REBASE: Code = Code {
    id: "K0122",
    title: "A phase that begins where there is no value",
    cause: "`rebase` names the first period of a new phase of process limits, but the metric has no value in it.",
    example: r"data/metrics.yaml
  key_persons: { type: stock, spc: { rebase: [2019-04] } }",
    cure: "Name the first period after the change that lies in the metric's history.",
    allowable: false,
};

pub fn unknown_rebase(place: Place, metric: &str, period: Period) -> Diagnostic {
    UNKNOWN_REBASE
        .error(place, format!("`{metric}` has no value in {period} with which a phase could begin"))
        .help("name the first period after the change; it must lie in the metric's history")
}

pub static ONLY_COUNTS_ARE_PROTECTED: Code = Code {
    id: "K0123",
    title: "Protection of something that is no count",
    cause: "`suppress_below` and `round_to` protect people where few of them are counted. A share or an amount with \
        decimals counts nobody.",
    example: r"data/metrics.yaml
  share: { type: ratio, numerator: visits, denominator: key_persons, format: percent, suppress_below: 5 }",
    cure: "Give the key to the stocks and flows that this metric is computed from. What uses a hidden count \
        is hidden with it.",
    allowable: false,
};

pub fn only_counts_are_protected(place: Place, key: &str) -> Diagnostic {
    ONLY_COUNTS_ARE_PROTECTED.error(place, format!("`{key}` is for counts, and this metric is none")).help(
        "give it to the stocks and flows that this metric is computed from; what uses a hidden count is hidden too",
    )
}

pub static THRESHOLD_TELLS: Code = Code {
    id: "K0135",
    title: "A threshold under which there is one count",
    cause: "`suppress_below: 2` hides ones and nothing else for its own sake, so that a count is hidden says that it is \
        one.",
    example: r"data/metrics.yaml
  visits: { type: flow, suppress_below: 2 }",
    cure: "Write 3 or more; 5 is usual.",
    allowable: false,
};

pub fn threshold_tells(place: Place) -> Diagnostic {
    THRESHOLD_TELLS
        .error(place, "`suppress_below: 2` hides ones alone, and so tells that they are ones")
        .help("write 3 or more; 5 is usual")
}

pub static SHARE_HALF_PROTECTED: Code = Code {
    id: "K0136",
    title: "A share of which one count is protected",
    cause: "A share is of a part and its whole. Where the small counts of one of them are hidden and those of the other \
        are not, the other one says how small: of 4 people at most 4 are meant, and 4 of 4 are all of them.",
    example: r"data/metrics.yaml
  visits: { type: flow, suppress_below: 5 }
  share: { type: ratio, numerator: visits, denominator: key_persons, format: percent }",
    cure: "Give both the same `suppress_below`, or the same `round_to`.",
    allowable: false,
};

pub fn share_half_protected(place: Place, id: &str, protected: (&str, &str), open: &str) -> Diagnostic {
    let (name, key) = protected;
    SHARE_HALF_PROTECTED
        .error(
            place,
            format!("`{id}` is a share of `{name}`, whose small counts are hidden, and of `{open}`, whose are not"),
        )
        .help(format!("give `{open}` the same `{key}` as `{name}`"))
}

pub static PROTECTED_TWICE: Code = Code {
    id: "K0124",
    title: "Counts that are hidden and rounded",
    cause: "Small counts are hidden or rounded. Both at once would let readers work out what is hidden from \
        what is rounded.",
    example: r"data/metrics.yaml
  visits: { type: flow, suppress_below: 5, round_to: 5 }",
    cure: "Keep one of the two.",
    allowable: false,
};

pub fn protected_twice(place: Place) -> Diagnostic {
    PROTECTED_TWICE
        .error(place, "small counts are hidden or rounded, not both")
        .help("keep one of `suppress_below` and `round_to`")
}

pub static RESTS_ON_TOO_MUCH: Code = Code {
    id: "K0130",
    title: "A metric that rests on too many figures",
    cause: "Metrics computed from metrics computed from metrics: one figure of it would be made of more than 500 \
        others, and its explanation would be as long.",
    example: r"data/metrics.yaml
  m7: { type: derived, formula: m6 + previous(m6) }",
    cure: "Let one of the metrics between be recorded in the snapshots, or use each of them once.",
    allowable: false,
};

pub fn rests_on_too_much(place: Place, metric: &str, most: usize) -> Diagnostic {
    RESTS_ON_TOO_MUCH
        .error(place, format!("`{metric}` rests on more than {most} figures, which nobody could follow"))
        .help("let one of the metrics between be recorded, or use each of them once")
}

pub static YEAR_CUTS_QUARTERS: Code = Code {
    id: "K0131",
    title: "A year that cuts quarters",
    cause: "With `fiscal_year_start` a year may begin in any month, but quarters are those of the calendar. A year of \
        this site is not made of whole quarters, so it cannot hold a metric that is counted by quarter.",
    example: r"kalends.yaml
fiscal_year_start: 2",
    cure: "Count the metric by month, or let `fiscal_year_start` be 1, 4, 7 or 10.",
    allowable: false,
};

pub fn year_cuts_quarters(place: Place, metric: &str, year_start: i32) -> Diagnostic {
    let message = format!(
        "`{metric}` is counted by quarter, and a year that begins with month {year_start} is not made of quarters"
    );
    YEAR_CUTS_QUARTERS
        .error(place, message)
        .help("count it by month, or let `fiscal_year_start` in kalends.yaml be 1, 4, 7 or 10")
}

pub static BY_WIDENS: Code = Code {
    id: "K0132",
    title: "A split that an input does not have",
    cause: "A computed metric has the dimensions that all its inputs have, and its own `by` may leave some of them \
        out. It cannot add one: each part would be given the whole of the input that is not split.",
    example: r"data/metrics.yaml
  per_bed: { label: Per bed, type: ratio, numerator: visits, denominator: key_persons, by: [hospital] }",
    cure: "Take the dimension out of `by`, or split the input too and state its parts.",
    allowable: false,
};

pub fn by_widens(place: Place, metric: &str, dimension: &str, input: &str) -> Diagnostic {
    BY_WIDENS
        .error(
            place,
            format!("`{metric}` cannot be split by `{dimension}`: `{input}`, which it is computed from, is not"),
        )
        .help(format!("take `{dimension}` out of `by`, or say `by: [{dimension}]` of `{input}` and state its parts"))
}

/// `input` chooses one member of the dimension.
pub fn by_of_one_member(place: Place, metric: &str, dimension: &str, input: &str) -> Diagnostic {
    BY_WIDENS
        .error(place, format!("`{metric}` cannot be split by `{dimension}`: `{input}` is one member of it"))
        .help(format!("take `{dimension}` out of `by`"))
}

pub static NEGATIVE_SIZE: Code = Code {
    id: "K0133",
    title: "A distance below zero",
    cause: "`near` and `tolerance` say how far a figure may be from its target, or from the month before. A distance \
        has no direction.",
    example: r"data/metrics.yaml
  d: { label: D, type: stock, target: { at_least: 400, near: -20 } }",
    cure: "Write the distance without its sign.",
    allowable: false,
};

pub fn negative_size(place: Place) -> Diagnostic {
    NEGATIVE_SIZE.error(place, "a distance cannot be negative").help("write how far it may be, as 50 or `5 %`")
}

pub static INSIDE_RULE: Code = Code {
    id: "K0134",
    title: "What is said of a target, inside of its amounts",
    cause: "`near` says by how much a target may be missed and still count as nearly met, `adds_up` that the target of a \
        longer period is the sum of its periods'. They are said of the target as a whole, so they stand beside \
        `at_least`, `at_most` or `within`. Inside of them are amounts alone.",
    example: r"data/metrics.yaml
  staff: { type: stock, target: { at_least: { path: { 2018-01: 1, 2018-12: 9 }, near: 2 } } }",
    cure: "Move it out by one bracket: `{ at_least: { path: { 2018-01: 1, 2018-12: 9 } }, near: 2 }`.",
    allowable: false,
};

pub fn inside_rule(place: Place, key: &str, rule: &str) -> Diagnostic {
    INSIDE_RULE
        .error(place, format!("`{key}` belongs beside `{rule}`, not inside of it"))
        .help(format!("write it behind the rule: `{{ {rule}: …, {key}: … }}`"))
}

pub fn inside_amounts(place: Place, key: &str) -> Diagnostic {
    INSIDE_RULE
        .error(place, format!("`{key}` is said of the target as a whole, not of one of its amounts"))
        .help(format!("write it as a key of the target itself: `target: {{ …, {key}: … }}`"))
}

pub static TARGET_OF_SHORTER_GRAIN: Code = Code {
    id: "K0141",
    title: "A target for periods that the metric does not have",
    cause: "The target names an amount for a month or a quarter, but the metric is counted by longer periods. No figure \
        would ever be held against it.",
    example: r"data/metrics.yaml
  hires: { type: flow, grain: quarter, target: { at_least: { month: 50, quarter: 150 } } }",
    cure: "Name amounts for the metric's own grain and longer ones: `{ quarter: 150, year: 600 }`.",
    allowable: false,
};

pub fn target_of_shorter_grain(place: Place, metric: &str, named: &str, grain: &str) -> Diagnostic {
    TARGET_OF_SHORTER_GRAIN
        .error(place, format!("the target names an amount for a {named}, but `{metric}` is counted by {grain}"))
        .help(format!("name amounts for a {grain} and what is longer"))
}

pub static TARGET_IS_A_RANGE: Code = Code {
    id: "K0142",
    title: "A formula with a target that is a range",
    cause: "`target(id)` stands for one amount, and the target of that metric has two bounds. Which of them is meant, \
        nothing says.",
    example: r"data/metrics.yaml
  warmth: { type: stock, target: { within: [20, 27] } }
  missing: { type: derived, formula: target(warmth) - warmth }",
    cure: "Write the bound that is meant as a number: `20 - warmth`. The distance to the nearer bound is \
        `{{ warmth | gap }}` in the narrative.",
    allowable: false,
};

pub fn target_is_a_range(place: Place, name: &str) -> Diagnostic {
    TARGET_IS_A_RANGE
        .error(place, format!("`target({name})` stands in the formula, but the target of `{name}` has two bounds"))
        .help("write the bound that is meant as a number")
}

pub static EVENT_ENDS_BEFORE_IT_BEGINS: Code = Code {
    id: "K0154",
    title: "An event that ends before it begins",
    cause: "The period of an event is that in which it begins, and `to` the last one in which it goes on. Here `to` is \
        the earlier of the two, so no chart could shade the time between.",
    example: r"data/metrics.yaml
events:
  2018-02: { text: Closed to visitors, to: 2018-01 }",
    cure: "Mend the one that is wrong. Of an event whose end is not known yet, write `to: open`.",
    allowable: false,
};

pub fn event_ends_before_it_begins(place: Place, first: Period, last: Period) -> Diagnostic {
    EVENT_ENDS_BEFORE_IT_BEGINS
        .error(place, format!("the event ends with {last}, before it begins with {first}"))
        .help("mend the one that is wrong; while the end is not known, write `to: open`")
}
