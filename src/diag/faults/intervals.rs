//! 02: `low` and `high` beside an amount.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &INTERVAL_BESIDE_ITS_VALUE,
    &HALF_AN_INTERVAL,
    &INTERVAL_WITHOUT_VALUE,
    &INTERVAL_OF_A_ROUNDED_COUNT,
    &INTERVAL_OF_SEVERAL,
];

pub static INTERVAL_BESIDE_ITS_VALUE: Code = Code {
    id: "K0230",
    title: "A value outside of its interval",
    cause: "`low` and `high` say how far below and above the value the true amount may lie. Here the value itself lies \
        outside: an end is mistyped, the two stand in each other's place, or the value was changed and they were not.",
    example: r"data/2018-02.yaml
  visits: { value: 42, low: 43, high: 50 }",
    cure: "Mend the end that is wrong: `low` is at most the value, `high` at least.",
    allowable: false,
};

pub fn interval_beside_its_value(place: Place, key: &str, metric: &str, value: Place) -> Diagnostic {
    let (side, rule) = if key == "low" { ("above", "at most") } else { ("below", "at least") };
    INTERVAL_BESIDE_ITS_VALUE
        .error(place, format!("`{key}` lies {side} the value of `{metric}` that it belongs to"))
        .related(value, "the value")
        .help(format!("mend the one that is wrong; `{key}` is {rule} the value"))
}

pub static HALF_AN_INTERVAL: Code = Code {
    id: "K0231",
    title: "Half an interval",
    cause: "An interval has two ends, and one of them is missing. A chart could not draw it, and a reader would take the \
        value for the other end.",
    example: r"data/2018-02.yaml
  visits: { value: 42, low: 40 }",
    cure: "State both `low` and `high`, of each member that has one of them.",
    allowable: false,
};

pub fn half_an_interval(place: Place, key: &str, missing: &str) -> Diagnostic {
    HALF_AN_INTERVAL
        .error(place, format!("there is a `{key}` here, but no `{missing}`"))
        .help(format!("add `{missing}: …`, or remove `{key}`"))
}

/// In an extract, whose cells or columns are `low` and `high`.
pub fn half_an_interval_in_extract(place: Place, key: &str, missing: &str) -> Diagnostic {
    HALF_AN_INTERVAL
        .error(place, format!("there is a `{key}` here, but no `{missing}`"))
        .help(format!("fill in `{missing}` beside it, or empty `{key}`: an interval has both ends, or there is none"))
}

pub static INTERVAL_WITHOUT_VALUE: Code = Code {
    id: "K0232",
    title: "An interval without a value",
    cause: "`low` and `high` belong to a value: an amount to `value`, a mapping of members to `values`. There is no value \
        that this end belongs to, or it is `null` or withdrawn.",
    example: r"data/2018-02.yaml
  key_persons: { values: { rh: 900, bfh: 907 }, low: 1790, high: 1820 }",
    cure: "State the value beside it. The interval of a total is stated with the total: `value: 1807`. Kalends computes \
        no interval, neither of a sum nor of a share.",
    allowable: false,
};

pub fn interval_without_value(place: Place, key: &str, metric: &str) -> Diagnostic {
    INTERVAL_WITHOUT_VALUE
        .error(place, format!("`{key}` of `{metric}` stands beside no value"))
        .help("state the value beside it: `value` for one amount, `values` for the same members")
}

pub static INTERVAL_OF_A_ROUNDED_COUNT: Code = Code {
    id: "K0233",
    title: "An interval of a rounded count",
    cause: "The metric says `round_to: 5`, so that nobody learns the true count. An interval around that count would tell \
        it.",
    example: r"data/2018-02.yaml
  visits: { value: 42, low: 40, high: 44 }",
    cure: "Leave `low` and `high` out, or do not round the metric.",
    allowable: false,
};

pub fn interval_of_a_rounded_count(place: Place, metric: &str) -> Diagnostic {
    INTERVAL_OF_A_ROUNDED_COUNT
        .error(place, format!("`{metric}` is rounded, and its interval would tell the true count"))
        .help("remove `low` and `high`")
}

pub static INTERVAL_OF_SEVERAL: Code = Code {
    id: "K0234",
    title: "An interval of what is reckoned from several amounts",
    cause: "A mapping reads `low` and `high` from the row of an amount. Here the figure comes from several columns or rows, \
        or its columns are found by their headings, and kalends computes no interval: that of a sum is not the sum of \
        intervals.",
    example: r"data/_imports.yaml
    visits: { value: Visits, low: From, high: To, aggregate: sum }",
    cure: "Let the extract have one row and one column for each figure, or leave `low` and `high` out.",
    allowable: false,
};

pub fn interval_of_several(place: Place, metric: &str) -> Diagnostic {
    INTERVAL_OF_SEVERAL
        .error(place, format!("`{metric}` is read from several amounts, and has no interval that could be read"))
        .help("remove `low` and `high`, or read one column of one row for each figure")
}
