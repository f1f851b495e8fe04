//! 02: the snapshots in data/: amounts, periods, revisions and withdrawals.
//!
//! What is only odd about a figure, and not wrong, is in `warnings`.

use crate::base::period::{Period, example_of_year};
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_PERIOD,
    &COUNT_IS_NOT_WHOLE,
    &NUMBER_IN_TEXT,
    &NOT_A_NUMBER,
    &STATED_TWICE,
    &TOTAL_UNLIKE_PARTS,
    &REVISION_WITHOUT_REASON,
    &COMPUTED_IS_NOT_RECORDED,
    &PERIOD_OF_ANOTHER_GRAIN,
    &PERIOD_HAS_NOT_ENDED,
    &NO_DATE,
    &WITHDRAWN_HAS_NO_VALUE,
    &OBSERVATION_SAYS_NOTHING,
    &TOO_LARGE,
    &NOTHING_TO_WITHDRAW,
    &PERIOD_UNLIKE_FILE,
    &GAP_WITHOUT_NOTE,
    &SNAPSHOT_IS_OF_A_MONTH,
    &PERIOD_MUST_BE_NAMED,
    &METRIC_IS_NOT_SPLIT,
    &SHARE_FOR_A_NUMBER,
    &SHARE_WITHOUT_SIGN,
    &WITHDRAWN_WITHOUT_REASON,
    &NULL_TAKES_BACK,
    &NOT_A_SNAPSHOT,
    &NOTHING_TO_TAKE_OUT,
    &TAKEN_OUT_AND_SHOWN,
    &TAKEN_OUT_WITHOUT_REASON,
    &TOO_LONG_AGO,
];

pub static NO_PERIOD: Code = Code {
    id: "K0201",
    title: "A text that is not a period",
    cause: "A period is a month, a quarter or a year, and is written in one way only.",
    example: r"data/2018-02.yaml
  visits: { period: january, value: 43 }",
    cure: "Write a month as `2018-01`, a quarter as `2018-Q1`, a year as `2018`, or as `2018-19` where the years of the \
        site do not begin in January.",
    allowable: false,
};

pub fn no_period(place: Place, written: &str, year_start: i32) -> Diagnostic {
    let year = example_of_year(year_start);
    NO_PERIOD
        .error(place, format!("`{written}` is not a period"))
        .help(format!("write a month as 2018-02, a quarter as 2018-Q1, a year as {year}"))
}

/// `word` is the one that may stand in the place of a period.
pub fn end_of_no_event(place: Place, written: &str, word: &str) -> Diagnostic {
    NO_PERIOD
        .error(place, format!("`{written}` is not a period"))
        .help(format!("did you mean `{word}`? otherwise write the last period, as 2018-02"))
}

/// When something is to be done.
pub fn due_at_no_time(place: Place, written: &str) -> Diagnostic {
    NO_PERIOD
        .error(place, format!("`{written}` is neither a day nor a period"))
        .help("write the day as 2018-05-31 or the period as 2018-05; words about it belong in `what`")
}

pub static COUNT_IS_NOT_WHOLE: Code = Code {
    id: "K0202",
    title: "A count that is not whole",
    cause: "The metric counts things, but the amount has a fraction. Often the full stop was meant to \
        part the thousands.",
    example: r"data/2018-02.yaml
  key_persons: 1.807",
    cure: "Write the digits without a separator: `1807`. A metric that has decimals says `decimals: 1` in \
        `data/metrics.yaml`.",
    allowable: false,
};

pub fn count_is_not_whole(place: Place, metric: &str, digits: &str) -> Diagnostic {
    let error = COUNT_IS_NOT_WHOLE.error(place, format!("`{digits}` is not a whole number, but `{metric}` is a count"));
    match digits.split_once('.') {
        Some((whole, rest)) if rest.len() == 3 && whole.len() <= 3 => error.help(format!(
            "write {whole}{rest} without a separator; a metric with decimals says `decimals: 1` in data/metrics.yaml"
        )),
        _ => error.help("round it at the source; a metric with decimals says `decimals: 1` in data/metrics.yaml"),
    }
}

pub static NUMBER_IN_TEXT: Code = Code {
    id: "K0203",
    title: "Text in the place of a number",
    cause: "The value is text to YAML: it stands in quotes, or has a comma, a space or a zero in front. Kalends does \
        not guess which number is meant, since `1,807` is one thing in Denmark and another in England.",
    example: r"data/2018-02.yaml
  key_persons: 1,807",
    cure: "Write the digits alone: `1807`, `24.5`, or `24.5 %` for a share. A figure that is not known is \
        `null` with a `note`.",
    allowable: false,
};

pub fn number_in_text(place: Place, text: &str) -> Diagnostic {
    let error = NUMBER_IN_TEXT.error(place, format!("expected a number, found the text `{text}`"));
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !"\u{a0}_'".contains(*c)).collect();
    let (digits, percent) = match plain.strip_suffix('%') {
        Some(digits) => (digits, " %"),
        None => (plain.as_str(), ""),
    };
    let is_number =
        |text: &str| text.parse::<f64>().is_ok() && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    // Zeros in front make it another number, or none, for other readers of YAML.
    let bare = |digits: &str| {
        let (sign, size) = digits.strip_prefix('-').map_or(("", digits), |size| ("-", size));
        let size = size.trim_start_matches('0');
        let zero = if size.is_empty() || size.starts_with('.') { "0" } else { "" };
        format!("{sign}{zero}{size}")
    };
    let marks: Vec<char> = digits.chars().filter(|c| ".,".contains(*c)).collect();
    let joined = digits.replace(['.', ','], "");
    let (whole, rest) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let help = match marks.as_slice() {
        _ if !is_number(&joined) => None,
        [] => Some(format!("write {}{percent}, without quotes, separators or zeros in front", bare(&joined))),
        [_] if rest.len() == 3 => Some(format!(
            "write {}{percent} for thousands or {}.{rest}{percent} for a decimal fraction",
            bare(&joined),
            bare(whole)
        )),
        [','] => Some(format!("write {}.{rest}{percent}: YAML has a full stop where Danish has a comma", bare(whole))),
        [_] => Some(format!("write {}.{rest}{percent}, without quotes, separators or zeros in front", bare(whole))),
        // Thousands, and where two kinds of marks stand, the last begins the decimals.
        [first, .., last] if first == last => {
            Some(format!("write {}{percent}, without quotes, separators or zeros in front", bare(&joined)))
        }
        [.., last] => digits.rsplit_once(*last).map(|(whole, rest)| {
            format!("write {}.{rest}{percent}, with no separator but a full stop", bare(&whole.replace(['.', ','], "")))
        }),
    };
    match help {
        Some(help) => error.help(help),
        None => error.help(
            "write the digits alone, as 1807, 24.5 or `24 %`; a figure that is not known is `null` with a `note`",
        ),
    }
}

pub static NOT_A_NUMBER: Code = Code {
    id: "K0204",
    title: "A number that cannot be reported",
    cause: "YAML knows numbers such as `.nan`, `.inf` and `1e3`. They are no amounts that anybody counted.",
    example: r"data/2018-02.yaml
  visits: 1e3",
    cure: "Write the digits: `1000`. A figure that is not known is `null` with a `note`.",
    allowable: false,
};

pub fn not_a_number(place: Place, digits: &str) -> Diagnostic {
    NOT_A_NUMBER
        .error(place, format!("`{digits}` is not a number that can be reported"))
        .help("write the digits, as 1807 or 24.5; a figure that is not known is `null` with a `note`")
}

pub static STATED_TWICE: Code = Code {
    id: "K0205",
    title: "A figure that is stated twice",
    cause: "Two places of one month's snapshot state the same figure: the same metric, period and member. Which of \
        them counts cannot be told. The message shows both.",
    example: r"data/2018-02/wards.yaml
period: 2018-02
observations:
  visits: 41",
    cure: "Keep one of the two. What a later month replaces is stated in the later month's snapshot.",
    allowable: false,
};

pub fn stated_twice(place: Place, metric: &str, period: Period, first: Place) -> Diagnostic {
    STATED_TWICE
        .error(place, format!("`{metric}` for {period} is stated twice in this month"))
        .related(first, "first here")
        .help("keep one of the two")
}

pub static TOTAL_UNLIKE_PARTS: Code = Code {
    id: "K0206",
    title: "A total unlike the sum of its parts",
    cause: "The snapshot states a total and its parts, and the parts add up to something else. One of the two is \
        wrong, and both would be shown.",
    example: r"data/2018-02.yaml
  key_persons: { value: 1807, values: { rh: 900, bfh: 900 } }",
    cure: "Mend the one that is wrong. Where some are counted in no part, as persons whose ward is not known, give them \
        a member of their own in `data/metrics.yaml`: `rest: Elsewhere`. Where the parts are rounded and their total by \
        itself, leave `value` out: the total is then their sum. Where one person may count in several parts, say \
        `additive: false` for the metric.",
    allowable: false,
};

pub fn total_unlike_parts<N: std::fmt::Display + PartialOrd>(
    place: Place,
    metric: &str,
    total: N,
    sum: N,
) -> Diagnostic {
    let otherwise = match total > sum {
        true => {
            "where some are in no part, give them a member of their own; where parts are rounded, leave `value` out"
        }
        false => "where parts overlap, say `additive: false` in data/metrics.yaml",
    };
    TOTAL_UNLIKE_PARTS
        .error(place, format!("`{metric}` states a total of {total}, but its parts add up to {sum}"))
        .help(format!("mend the one that is wrong; {otherwise}"))
}

pub static REVISION_WITHOUT_REASON: Code = Code {
    id: "K0207",
    title: "A revision without a reason",
    cause: "A later snapshot replaces an amount that has been published, or states one again that had been withdrawn. \
        Readers of the earlier report will be told of it, and have a right to know why. Of a revision with \
        `kind: routine` this is only a warning.",
    example: r"data/2018-02.yaml
  visits:
    - 42
    - { period: 2018-01, value: 41 }",
    cure: "Add a reason for readers: `{ period: 2018-01, value: 41, reason: One ward had counted twice. }`",
    allowable: true,
};

pub fn revision_without_reason(
    place: Place,
    metric: &str,
    period: Period,
    was: impl std::fmt::Display,
    before: Place,
    routine: bool,
) -> Diagnostic {
    let message = format!("this replaces {was} as `{metric}` for {period} and does not say why");
    without_reason(place, message, routine).related(before, "stated here")
}

/// Another interval beside a value that stays.
pub fn interval_without_reason(place: Place, metric: &str, period: Period, before: Place, routine: bool) -> Diagnostic {
    let message = format!("this replaces the interval of `{metric}` for {period} and does not say why");
    without_reason(place, message, routine).related(before, "stated here")
}

/// A value in place of one that was withdrawn at `withdrawn`.
pub fn return_without_reason(
    place: Place,
    metric: &str,
    period: Period,
    withdrawn: Place,
    routine: bool,
) -> Diagnostic {
    let message = format!("this states `{metric}` for {period} again, which was withdrawn, and does not say why");
    without_reason(place, message, routine).related(withdrawn, "withdrawn here")
}

fn without_reason(place: Place, message: String, routine: bool) -> Diagnostic {
    let diagnostic = match routine {
        true => REVISION_WITHOUT_REASON.warning(place, message),
        false => REVISION_WITHOUT_REASON.error(place, message),
    };
    diagnostic.help("add `reason: …`; readers of the earlier report will see it")
}

pub static COMPUTED_IS_NOT_RECORDED: Code = Code {
    id: "K0208",
    title: "A computed metric that is stated",
    cause: "The metric is computed from others, so a stated amount would either repeat it or contradict it.",
    example: r"data/2018-02.yaml
  twice: 84",
    cure: "Remove the line, and state what the metric is computed from. To record it instead, give it the \
        type `stock` or `flow`.",
    allowable: false,
};

pub fn computed_is_not_recorded(place: Place, metric: &str) -> Diagnostic {
    COMPUTED_IS_NOT_RECORDED
        .error(place, format!("`{metric}` is computed, so it cannot be stated"))
        .help("remove it; state what it is computed from")
}

pub static PERIOD_OF_ANOTHER_GRAIN: Code = Code {
    id: "K0209",
    title: "A period of another length",
    cause: "The metric is counted by month, quarter or year, and the observation is of a period of another length.",
    example: r"data/2018-02.yaml
  visits: { period: 2017-Q4, value: 120 }",
    cure: "State it for the periods that the metric has, here months such as `2018-02`. Kalends adds the \
        quarters up from them.",
    allowable: false,
};

pub fn period_of_another_grain(place: Place, metric: &str, grain: &str, example: Period) -> Diagnostic {
    PERIOD_OF_ANOTHER_GRAIN
        .error(place, format!("`{metric}` is counted by {grain}"))
        .help(format!("write a {grain}, such as {example}"))
}

pub static PERIOD_HAS_NOT_ENDED: Code = Code {
    id: "K0210",
    title: "A period that has not ended",
    cause: "A snapshot of February cannot know what March will be. The period or the snapshot's month is mistyped.",
    example: r"data/2018-02.yaml
  visits: { period: 2018-03, value: 43 }",
    cure: "Mend the period, or state the amount in a later snapshot. Amounts to come belong in a `target`.",
    allowable: false,
};

pub fn period_has_not_ended(place: Place, period: Period, snapshot: Period) -> Diagnostic {
    PERIOD_HAS_NOT_ENDED
        .error(place, format!("{period} has not ended in the snapshot of {snapshot}"))
        .help("state it in a later snapshot, or mend the period")
}

pub static NO_DATE: Code = Code {
    id: "K0211",
    title: "A text that is not a date",
    cause: "`as_of` is the day of the extract, and dates are written in one way only: `1/2/2018` is the first of \
        February here and the second of January elsewhere.",
    example: r"data/2018-02.yaml
  visits: { value: 42, as_of: 1/2/2018 }",
    cure: "Write year, month and day: `as_of: 2018-02-01`.",
    allowable: false,
};

pub fn no_date(place: Place, written: &str) -> Diagnostic {
    NO_DATE.error(place, format!("`{written}` is not a date")).help("write it as 2018-02-01")
}

pub static WITHDRAWN_HAS_NO_VALUE: Code = Code {
    id: "K0212",
    title: "Withdrawn and given a value at once",
    cause: "`withdrawn: true` takes a published figure back and leaves a gap; a value would replace it. The \
        observation says both.",
    example: r"data/2018-02.yaml
  visits: { period: 2018-01, withdrawn: true, value: 3, reason: A mistake. }",
    cure: "Remove `withdrawn` to replace the figure, or the value to take it back.",
    allowable: false,
};

pub fn withdrawn_has_no_value(place: Place, metric: &str) -> Diagnostic {
    WITHDRAWN_HAS_NO_VALUE
        .error(place, format!("`{metric}` is withdrawn here and given a value at once"))
        .help("remove `withdrawn` to replace the figure, or the value to take it back")
}

pub static OBSERVATION_SAYS_NOTHING: Code = Code {
    id: "K0213",
    title: "An observation without an amount",
    cause: "The observation has neither `value` nor `values`, nor is it withdrawn. It states nothing.",
    example: r"data/2018-02.yaml
  visits: { note: Counted late. }",
    cure: "Add the amount: `{ value: 42, note: Counted late. }`. A figure that is known to be missing is `{ value: \
        null, note: … }`.",
    allowable: false,
};

pub fn observation_says_nothing(place: Place, metric: &str) -> Diagnostic {
    OBSERVATION_SAYS_NOTHING
        .error(place, format!("this observation of `{metric}` states no amount"))
        .help("add `value: …` or `values: …`; a figure that is known to be missing is `value: null` with a `note`")
}

/// The amounts of members stand where the keys of an observation belong.
pub fn members_without_values(place: Place, metric: &str, member: &str) -> Diagnostic {
    OBSERVATION_SAYS_NOTHING
        .error(place, format!("this observation of `{metric}` states no amount"))
        .help(format!("put the members below `values`: `values: {{ {member}: … }}`"))
}

pub static TOO_LARGE: Code = Code {
    id: "K0214",
    title: "An amount beyond what kalends counts exactly",
    cause: "Amounts stay exact from file to page, which holds up to 1,000,000,000,000,000 and for a certain number of \
        decimals. This one goes beyond.",
    example: r"data/2018-02.yaml
  key_persons: 12345678901234567",
    cure: "Count in thousands or millions and say so in the `unit`, or round. A share of two counts is better recorded \
        as the counts, and computed by a `ratio`.",
    allowable: false,
};

pub fn too_large(place: Place, digits: &str) -> Diagnostic {
    TOO_LARGE
        .error(place, format!("{digits} is larger than kalends counts"))
        .help("count in thousands or millions, and say so in the unit")
}

pub static NOTHING_TO_WITHDRAW: Code = Code {
    id: "K0215",
    title: "A withdrawal of what was never stated",
    cause: "The observation takes a figure back that no earlier snapshot states. The period or the metric is mistyped.",
    example: r"data/2018-02.yaml
  visits: { period: 2017-12, withdrawn: true, reason: A mistake. }",
    cure: "Mend the period. A figure that was never known is `{ period: 2017-12, value: null, note: … }`.",
    allowable: false,
};

pub fn nothing_to_withdraw(place: Place, metric: &str, period: Period) -> Diagnostic {
    NOTHING_TO_WITHDRAW
        .error(place, format!("no earlier snapshot states `{metric}` for {period}, so it cannot be withdrawn"))
        .help("mend the period, or state `value: null` with a `note`")
}

pub static PERIOD_UNLIKE_FILE: Code = Code {
    id: "K0216",
    title: "A snapshot of another month than its file says",
    cause: "The `period` in the file differs from the month in its name. Often the file was copied from an earlier \
        month, and its figures would then count for that one.",
    example: r"data/2018-02.yaml
period: 2018-01",
    cure: "Mend the one that is wrong, mostly the `period` inside.",
    allowable: false,
};

pub fn period_unlike_file(place: Place, period: Period, named: Period) -> Diagnostic {
    PERIOD_UNLIKE_FILE
        .error(place, format!("the snapshot says {period}, its file's name says {named}"))
        .help("mend the one that is wrong; a copied file keeps the old month inside")
}

pub static GAP_WITHOUT_NOTE: Code = Code {
    id: "K0217",
    title: "A figure that is missing without a reason",
    cause: "The figure is `null`, and no note says why. The page shows a gap, and readers will ask.",
    example: r"data/2018-02.yaml
  visits: null",
    cure: "Write `visits: { value: null, note: The register was closed. }`. The note stands where the figure would.",
    allowable: true,
};

pub fn gap_without_note(place: Place, metric: &str) -> Diagnostic {
    GAP_WITHOUT_NOTE
        .warning(place, format!("`{metric}` is missing and nobody says why"))
        .help("write `{ value: null, note: … }`; the page shows the note where the figure would stand")
}

pub static SNAPSHOT_IS_OF_A_MONTH: Code = Code {
    id: "K0218",
    title: "A snapshot of a quarter or a year",
    cause: "A snapshot is what was reported in one month; reports of quarters and years are made of the months.",
    example: r"data/2018-02.yaml
period: 2018-Q1",
    cure: "Write the month, `period: 2018-03`. An observation in it may name a quarter: `hires: { period: 2018-Q1, \
        value: 712 }`.",
    allowable: false,
};

pub fn snapshot_is_of_a_month(place: Place, period: Period) -> Diagnostic {
    SNAPSHOT_IS_OF_A_MONTH
        .error(place, format!("a snapshot is of a month, and {period} is none"))
        .help("write the month of the report, as 2018-02; an observation may name another period")
}

pub static PERIOD_MUST_BE_NAMED: Code = Code {
    id: "K0219",
    title: "An observation that must say its quarter or year",
    cause: "The metric is counted by quarter or year, and none ends with the snapshot's month, so it is not clear \
        which one the amount is of.",
    example: r"data/2018-02.yaml
  hires: 712",
    cure: "Name it: `hires: { period: 2017-Q4, value: 712 }`.",
    allowable: false,
};

pub fn period_must_be_named(place: Place, grain: &str, latest: Period) -> Diagnostic {
    PERIOD_MUST_BE_NAMED
        .error(place, format!("no {grain} ends with this month, so the observation must say which it is of"))
        .help(format!("write `{{ period: {latest}, value: … }}`"))
}

pub static METRIC_IS_NOT_SPLIT: Code = Code {
    id: "K0220",
    title: "Parts of a metric that has none",
    cause: "`values` states amounts for members, but the metric is not split by a dimension.",
    example: r"data/2018-02.yaml
  visits: { values: { rh: 40 } }",
    cure: "Write `visits: 40`, or give the metric `by: [hospital]` in `data/metrics.yaml`.",
    allowable: false,
};

/// `instead` is the key that has an amount of the whole.
pub fn metric_is_not_split(place: Place, metric: &str, instead: &str) -> Diagnostic {
    METRIC_IS_NOT_SPLIT
        .error(place, format!("`{metric}` is not split by a dimension"))
        .help(format!("write `{instead}: …`, or say `by: [dimension]` in data/metrics.yaml"))
}

pub static SHARE_FOR_A_NUMBER: Code = Code {
    id: "K0221",
    title: "A share in the place of a number",
    cause: "The amount has a `%` sign, but the metric is a number. 42 % would become 0.42.",
    example: r"data/2018-02.yaml
  visits: 42 %",
    cure: "Write the number, or give the metric `format: percent` in `data/metrics.yaml`.",
    allowable: false,
};

pub fn share_for_a_number(place: Place, metric: &str) -> Diagnostic {
    SHARE_FOR_A_NUMBER
        .error(place, format!("this is a share, but `{metric}` is a number"))
        .help("write the number, or say `format: percent` in data/metrics.yaml")
}

pub static SHARE_WITHOUT_SIGN: Code = Code {
    id: "K0222",
    title: "A share beyond the whole without a per cent sign",
    cause: "The metric is a share, where 1 is the whole. A bare number beyond −1 to 1 may be a share of more than the \
        whole or a percentage: 1.8 could be 180 % or 1.8 %.",
    example: r"data/2018-02.yaml
  trained: 24",
    cure: "Write `24 %` or `0.24`. A share that is meant to be larger than the whole is written with its sign: \
        `180 %`.",
    allowable: false,
};

/// `hundredth` is what the number means as a percentage, `percentage` the percentage that it is as a share.
pub fn share_without_sign(
    place: Place,
    metric: &str,
    share: impl std::fmt::Display,
    hundredth: impl std::fmt::Display,
    percentage: impl std::fmt::Display,
) -> Diagnostic {
    SHARE_WITHOUT_SIGN
        .error(place, format!("`{metric}` is a share, and {share} is beyond the whole without a per cent sign"))
        .help(format!("write `{share} %`, which is {hundredth}, or `{percentage} %` if so much is meant"))
}

pub static WITHDRAWN_WITHOUT_REASON: Code = Code {
    id: "K0223",
    title: "A withdrawal without a reason",
    cause: "A published figure is taken back. Readers of the earlier report will be told of it, and have a \
        right to know why.",
    example: r"data/2018-02.yaml
  visits: { period: 2018-01, withdrawn: true }",
    cure: "Add a reason for readers: `{ period: 2018-01, withdrawn: true, reason: Two wards are missing. }`",
    allowable: false,
};

pub fn withdrawn_without_reason(place: Place, metric: &str, period: Period) -> Diagnostic {
    WITHDRAWN_WITHOUT_REASON
        .error(place, format!("`{metric}` for {period} is withdrawn and does not say why"))
        .help("add `reason: …`; readers of the earlier report will see it")
}

pub static NULL_TAKES_BACK: Code = Code {
    id: "K0224",
    title: "A figure that is taken back without saying so",
    cause: "An earlier snapshot states an amount, and this one says `null` for the same figure. That could be a \
        withdrawal or an accident.",
    example: r"data/2018-02.yaml
  visits: { period: 2018-01, value: null, note: Unknown. }",
    cure: "To take it back, write `{ period: 2018-01, withdrawn: true, reason: … }`. Otherwise remove the observation: \
        the earlier amount holds on.",
    allowable: false,
};

pub fn null_takes_back(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    NULL_TAKES_BACK
        .error(place, format!("this takes back `{metric}` for {period} without saying so"))
        .related(before, "stated here")
        .help("write `{ period: …, withdrawn: true, reason: … }`")
}

pub static NOT_A_SNAPSHOT: Code = Code {
    id: "K0225",
    title: "A file in data/ that is not read",
    cause: "Snapshots are files that end with `.yaml` or `.yml`. Any other file in `data/` is left alone, which may \
        not be what you expect.",
    example: r"data/notes.txt
To do.",
    cure: "Give it a name that begins with `_` to say that this is meant, move it elsewhere, or turn it into YAML.",
    allowable: false,
};

pub fn not_a_snapshot(file: &str) -> Diagnostic {
    NOT_A_SNAPSHOT
        .warning(Place::of_file(file), "this file in data/ is not YAML and is not read")
        .help("a name that begins with `_` says that this is meant")
}

pub static NOTHING_TO_TAKE_OUT: Code = Code {
    id: "K0226",
    title: "A disclosure of what was never stated",
    cause: "`kind: disclosure` takes a figure out of older reports because it gives somebody away. No earlier snapshot \
        states this figure.",
    example: r"data/2018-02.yaml
    - { period: 2017-12, value: 40, kind: disclosure, reason: It gave somebody away. }",
    cure: "Put it on the figure that older reports show, with that period and those members. All that overlaps it is \
        hidden there too.",
    allowable: false,
};

pub fn nothing_to_take_out(place: Place, metric: &str, period: Period) -> Diagnostic {
    NOTHING_TO_TAKE_OUT
        .error(
            place,
            format!("no earlier snapshot states this part of `{metric}` for {period}, so it gave nobody away"),
        )
        .help("put `kind: disclosure` on the figure that older reports show; all that overlaps it is hidden there too")
}

pub static TAKEN_OUT_AND_SHOWN: Code = Code {
    id: "K0227",
    title: "A disclosure that shows the figure again",
    cause: "`kind: disclosure` hides a figure in older reports, but states the very same amount anew, so that newer \
        reports show it.",
    example: r"data/2018-02.yaml
    - { period: 2018-01, value: 40, kind: disclosure, reason: It gave somebody away. }",
    cure: "State a value that gives nobody away, or `withdrawn: true`.",
    allowable: false,
};

pub fn taken_out_and_shown(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    let message = format!("this shows again what it takes out of older reports as `{metric}` for {period}");
    TAKEN_OUT_AND_SHOWN
        .error(place, message)
        .related(before, "stated here")
        .help("state a value that gives nobody away, or `withdrawn: true`")
}

pub static TAKEN_OUT_WITHOUT_REASON: Code = Code {
    id: "K0228",
    title: "A disclosure without a reason",
    cause: "A figure is taken out of older reports. Their readers will see that something is hidden, and \
        should know why.",
    example: r"data/2018-02.yaml
    - { period: 2018-01, value: 41, kind: disclosure }",
    cure: "Add `reason: …`. It will be read by all, so it must not tell the figure.",
    allowable: false,
};

pub fn taken_out_without_reason(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    let message = format!("this takes `{metric}` for {period} out of older reports and does not say why");
    TAKEN_OUT_WITHOUT_REASON
        .error(place, message)
        .related(before, "stated here")
        .help("add `reason: …`; readers of the earlier report will see it, so it must not tell the figure")
}

pub static TOO_LONG_AGO: Code = Code {
    id: "K0229",
    title: "A period in another millennium",
    cause: "The period lies further back than any history kalends shows, 200 years of months. The year is mistyped, \
        here or in the newest snapshot.",
    example: r"data/2018-02.yaml
  visits: [42, { period: 1018-01, value: 40 }]",
    cure: "Mend the year: `2018-01`.",
    allowable: false,
};

pub fn too_long_ago(place: Place, period: Period, snapshot: Period, most: i32) -> Diagnostic {
    let grain = period.grain().word();
    let message = format!("{period} lies more than {most} {grain}s before the newest snapshot, {snapshot}");
    TOO_LONG_AGO.error(place, message).help("mend the year, here or in the newest snapshot")
}
