//! 04: what the filters of the narrative refuse, as in `{{ visits | chart(kind="pie") }}`.
//!
//! A filter does not know where in the text it stands, so these functions make a `Refusal`, which becomes a fault where
//! the place is known. What Tera says of an expression is in `expressions`.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, Refusal, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &FILTER_BEHIND_SOMETHING_ELSE,
    &UNKNOWN_ARGUMENT,
    &MISSING_ARGUMENT,
    &WRONG_ARGUMENT,
    &WRONG_PERIOD,
    &NOT_SPLIT_SO,
    &NO_TARGET_TO_SHOW,
    &CHART_CANNOT_BE_DRAWN,
    &TABLE_CANNOT_BE_MADE,
    &GAP_HAS_NO_AMOUNT,
    &FIGURE_TAKEN_APART,
    &FILTERS_AT_ODDS,
];

/// The help where no other fits better.
pub(super) const MEND: &str = "mend the expression; docs/text.md lists the narrative's filters";

pub static FILTER_BEHIND_SOMETHING_ELSE: Code = Code {
    id: "K0423",
    title: "A filter behind something it is not for",
    cause: "A filter such as `change` works on a metric; `chart`, `table` and `tiles` work on a metric or a list of \
        metrics. Here a text, a number or an empty list comes before the `|`.",
    example: r#"content/2018-02.md
{{ "visits" | change }}"#,
    cure: "Write the id of a metric, without quotes, before the `|`: `{{ visits | change }}`. A list is written \
        as `{{ [visits, staff] | table }}`.",
    allowable: false,
};

pub fn behind_no_metric(filter: &str) -> Refusal {
    let message = format!("`{filter}` goes behind a metric, as in `{{{{ metric | {filter} }}}}`");
    FILTER_BEHIND_SOMETHING_ELSE.refusal(message, "write the id of a metric before the `|`, without quotes")
}

pub fn behind_an_empty_list(filter: &str) -> Refusal {
    let message = format!("`{filter}` goes behind a metric or a list of metrics, and this list is empty");
    FILTER_BEHIND_SOMETHING_ELSE.refusal(message, "write metrics between the brackets, as `[visits, staff]`")
}

pub fn behind_no_such_metric(metric: &str) -> Refusal {
    FILTER_BEHIND_SOMETHING_ELSE
        .refusal(format!("there is no metric `{metric}`"), "write the id of a metric in data/metrics.yaml")
}

pub fn length_of_no_list() -> Refusal {
    FILTER_BEHIND_SOMETHING_ELSE
        .refusal("`length` goes behind a list", "a figure's own number is `{{ metric | amount }}`")
}

pub fn join_of_no_list() -> Refusal {
    FILTER_BEHIND_SOMETHING_ELSE
        .refusal("`join` goes behind a list", "write the words in brackets before it, as `[\"a\", \"b\"]`")
}

pub fn behind_no_number(filter: &str) -> Refusal {
    FILTER_BEHIND_SOMETHING_ELSE.refusal(
        format!("`{filter}` goes behind a bare number"),
        format!("ask for the number first: `{{{{ metric | amount | {filter}(decimals=1) }}}}`"),
    )
}

pub fn number_is_no_text(filter: &str) -> Refusal {
    FILTER_BEHIND_SOMETHING_ELSE.refusal(
        format!("`{filter}` goes behind text and counts, not behind a bare number"),
        "write a number by `number(decimals=0)`, and a share by `percent(decimals=0)`",
    )
}

pub static UNKNOWN_ARGUMENT: Code = Code {
    id: "K0424",
    title: "An argument that the filter does not have",
    cause: "The parentheses behind a filter name an argument that this filter does not take. It would have no effect, \
        so kalends refuses it.",
    example: r#"content/2018-02.md
{{ key_persons | change(from="2018-01") }}"#,
    cure: r#"Write one of the arguments that the message lists, here `change(since="2018-01")`, or leave it out."#,
    allowable: false,
};

pub fn unknown_argument(filter: &str, argument: &str, known: &[&str]) -> Refusal {
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    let message = format!("`{filter}` has no argument `{argument}`");
    UNKNOWN_ARGUMENT.refusal(message, format!("its arguments: {known}"))
}

pub static MISSING_ARGUMENT: Code = Code {
    id: "K0425",
    title: "An argument that is missing",
    cause: "The filter or function cannot work without this argument: `at` needs a period, `ref` an id.",
    example: r"content/2018-02.md
{{ visits | at }}",
    cure: r#"Write it in the parentheses behind the name: `{{ visits | at(period="2018-01") }}`."#,
    allowable: false,
};

pub fn missing_argument(argument: &str) -> Refusal {
    let help = format!("write `{argument}=…` in the parentheses behind the filter");
    MISSING_ARGUMENT.refusal(format!("the argument `{argument}` is missing"), help)
}

/// `by` is what the metric is split by.
pub fn of_without_a_member(by: &[String]) -> Refusal {
    let help = match by.first() {
        Some(dimension) => format!("name a member, as in `of({dimension}=…)`"),
        None => "the metric is split by nothing, so leave `of` out".to_owned(),
    };
    MISSING_ARGUMENT.refusal("`of` names no member", help)
}

pub static WRONG_ARGUMENT: Code = Code {
    id: "K0426",
    title: "An argument with a value that it cannot have",
    cause: "The argument takes a word from a list, a number within bounds, `true` or `false`, or an id, and has \
        another value here. The message says what the argument takes.",
    example: r#"content/2018-02.md
{{ visits | chart(kind="pie") }}"#,
    cure: "Write one of the values that the message names, here `chart(kind=\"line\")`. Write numbers, `true` and \
        `false` without quotes.",
    allowable: false,
};

/// `message` is what the template engine says: which of its types it expected of the argument, and which it found.
pub fn argument_of_another_kind(name: &str, message: &str) -> Refusal {
    let expects = |types: &[&str]| types.iter().any(|of| message.contains(&format!("expected `{of}`")));
    match () {
        () if expects(&["bool"]) => {
            WRONG_ARGUMENT.refusal(format!("`{name}` is true or false"), format!("write `{name}=true`, without quotes"))
        }
        () if expects(&["i64", "u64", "usize", "i32", "u32", "f64"]) => {
            WRONG_ARGUMENT.refusal(format!("`{name}` is a number"), format!("write `{name}=12`, without quotes"))
        }
        () => argument_is_no_text(name),
    }
}

pub fn argument_is_no_text(name: &str) -> Refusal {
    WRONG_ARGUMENT.refusal(format!("`{name}` is a text"), format!("write it in quotes: `{name}=\"…\"`"))
}

/// `name` is `title` or `subtitle`.
pub fn empty_text(name: &str) -> Refusal {
    let help = format!("write a text, or leave `{name}` out: then kalends says what is shown");
    WRONG_ARGUMENT.refusal(format!("`{name}` is empty"), help)
}

/// `fact` is what the word was looked for as: "there is no chart of the kind".
pub fn unknown_word_in_argument(fact: &str, written: &str, known: &[&str]) -> Refusal {
    let meant = match written {
        "heat" | "heatmap" => Some("`table(by=\"…\", history=12, shade=true)` is a heat table"),
        "pie" | "donut" | "area" => Some("parts of a whole are `stacked`, or `bars`"),
        _ => None,
    };
    let nearest = nearest(written, known.iter().copied()).map(|other| format!("did you mean `{other}`? "));
    let first = meant.map(|help| format!("{help}; ")).or(nearest).unwrap_or_default();
    WRONG_ARGUMENT.refusal(format!("{fact} `{written}`"), format!("{first}there are {}", known.join(", ")))
}

pub fn wrong_annotate() -> Refusal {
    let help = "write `annotate=true` for notes and events, or one of them, as `annotate=\"notes\"`";
    WRONG_ARGUMENT.refusal("`annotate` is true, false, \"notes\" or \"events\"", help)
}

/// `argument` is a list of words.
pub fn wrong_list(argument: &str) -> Refusal {
    WRONG_ARGUMENT.refusal(
        format!("`{argument}` is a list of words, and not an empty one"),
        format!("write it in brackets, as `{argument}=[\"…\", \"…\"]`"),
    )
}

pub fn named_twice(argument: &str, word: &str) -> Refusal {
    WRONG_ARGUMENT.refusal(format!("`{argument}` names `{word}` twice"), "leave one of the two out")
}

/// Two columns of a table of years that are one.
pub fn columns_of_one_year(before: &str, year_before: &str) -> Refusal {
    let message =
        format!("`{before}` and `{year_before}` are the same column here: the period before a year is the year before");
    WRONG_ARGUMENT.refusal(message, "leave one of the two out")
}

/// A chart or a table that shows one figure in two places.
pub fn shown_twice(name: &str, metric: &str) -> Refusal {
    WRONG_ARGUMENT.refusal(format!("`{name}` is asked to show `{metric}` twice"), "leave one of the two out")
}

pub fn wrong_top() -> Refusal {
    WRONG_ARGUMENT
        .refusal("`top` is a number of members, 1 or more", "write `top=1` or more; without `top`, all stand there")
}

pub fn wrong_height() -> Refusal {
    WRONG_ARGUMENT
        .refusal("`height` is a number from 160 to 600", "write `height=330`, the usual one, or another within these")
}

pub fn wrong_history(most: i64) -> Refusal {
    let help = "write `history=12`, or how many else; without `history`, as many as kalends.yaml says";
    WRONG_ARGUMENT.refusal(format!("`history` is a number of periods from 1 to {most}"), help)
}

pub fn too_many_decimals(filter: &str, most: u32) -> Refusal {
    let help = "write how many digits stand behind the decimal sign, as `decimals=1`";
    WRONG_ARGUMENT.refusal(format!("`{filter}` writes 0 to {most} decimals"), help)
}

pub fn wrong_exhibit_id(id: &str) -> Refusal {
    WRONG_ARGUMENT.refusal(format!("`{id}` cannot be an id"), "use a to z, 0 to 9, `_` and `-`")
}

pub fn exhibit_id_of_a_device(id: &str) -> Refusal {
    let message = format!("`{id}` is a device of Windows, where no file can be called so");
    WRONG_ARGUMENT.refusal(message, "choose another id")
}

pub static WRONG_PERIOD: Code = Code {
    id: "K0427",
    title: "A period that the figure cannot be shown for",
    cause: "`period` and `since` name another period of the metric, and this one has not the form of a period, is \
        later than the report, or is shorter than the periods that the metric is counted by. Readers of a report could \
        not know what came later. A change compares a period with an earlier one of the same length.",
    example: r#"content/2018-02.md
{{ visits | at(period="2018-03") }}"#,
    cure: "Write a period that the report knows: a month as `2018-01`, a quarter as `2018-Q1`, a year as `2018`, \
        or, without quotes, `previous` for the one before, `year_ago` for the one a year before, and `quarter` and \
        `year` for those that hold the report's.",
    allowable: false,
};

/// `reason` says how a period is written.
pub fn argument_is_no_period(written: &str, reason: &str) -> Refusal {
    WRONG_PERIOD.refusal(
        format!("`{written}` is not a period: {reason}"),
        "write it so, or name one without quotes: `previous`, `year_ago`, `quarter`, `year`",
    )
}

pub fn period_is_too_short(metric: &str, grain: &str, period: Period) -> Refusal {
    let help = match grain {
        "year" => "write a year, as \"2018\", or `year` without quotes",
        _ => "write a quarter, as \"2018-Q1\", or `quarter` without quotes",
    };
    WRONG_PERIOD.refusal(format!("`{metric}` is counted by {grain}, and {period} is shorter"), help)
}

pub fn period_after_the_report(period: Period, report: Period) -> Refusal {
    let help = format!("write {report} or a period before it, or without quotes `period`, `previous`, `year_ago`");
    WRONG_PERIOD.refusal(format!("{period} ends later than the report of {report}"), help)
}

pub fn periods_of_two_lengths(period: Period, since: Period) -> Refusal {
    let help = format!("write `since=previous`, `since=year_ago` or another period as long as {period}");
    WRONG_PERIOD.refusal(format!("{period} cannot be compared with {since}, which is not as long"), help)
}

pub fn since_a_later_period(period: Period, since: Period) -> Refusal {
    let help = "write a period before it, or turn the two around with `at`";
    WRONG_PERIOD.refusal(format!("a change to {period} cannot be counted since {since}"), help)
}

pub fn since_the_same_period(period: Period) -> Refusal {
    WRONG_PERIOD.refusal(
        format!("a change to {period} counted since {period} is always nothing"),
        "write `since=previous`, `since=year_ago` or another period before it",
    )
}

/// A chart of two periods that are one.
pub fn way_to_the_same_period(kind: &str, period: Period) -> Refusal {
    let message =
        format!("a chart of the kind `{kind}` shows the way from one period to another, and both are {period}");
    WRONG_PERIOD
        .refusal(message, "write a period before it, as `since=previous`, or leave `since` out: it is the year before")
}

pub static NOT_SPLIT_SO: Code = Code {
    id: "K0428",
    title: "A part that the metric does not have",
    cause: "The expression asks for the parts of a metric, or for one of them, and the metric has no such part: it is \
        not split by that dimension, the dimension has no such member, or `of` has chosen one member already.",
    example: r#"content/2018-02.md
{{ key_persons | of(hospital="rg") }}"#,
    cure: "Write a dimension that the metric lists under `by` in `data/metrics.yaml`, and the id of one of its \
        members, here `of(hospital=\"rh\")`.",
    allowable: false,
};

/// `by` is what the metric is split by.
pub fn of_another_dimension(metric: &str, dimension: &str, by: &[String]) -> Refusal {
    let help = match (by, nearest(dimension, by.iter().map(String::as_str))) {
        ([], _) => "leave `of` out: it is split by nothing".to_owned(),
        (_, Some(other)) => format!("did you mean `{other}`?"),
        ([first, ..], None) => format!("write `of({first}=…)`: it is split by {}", by.join(", ")),
    };
    NOT_SPLIT_SO.refusal(format!("`{metric}` is not split by `{dimension}`"), help)
}

pub fn total_of_a_whole(metric: &str) -> Refusal {
    NOT_SPLIT_SO.refusal(format!("`{metric}` is split by nothing, so it is its own total"), "leave `total` out")
}

/// `by` is what the metric is split by; `of` the one of these that has a member called like the dimension.
pub fn parts_by_another_dimension(metric: &str, dimension: &str, by: &[String], of: Option<&str>) -> Refusal {
    let help = match (of, nearest(dimension, by.iter().map(String::as_str))) {
        (Some(of), _) => {
            format!("write `by=\"{of}\"`: `{dimension}` is a member of it; `members=[\"{dimension}\"]` shows it alone")
        }
        (None, Some(other)) => format!("did you mean `{other}`?"),
        (None, None) if by.is_empty() => {
            format!("leave `by` out, or list a dimension under `by` of `{metric}` in data/metrics.yaml")
        }
        (None, None) => format!("it is split by {}", by.join(", ")),
    };
    NOT_SPLIT_SO.refusal(format!("`{metric}` is not split by `{dimension}`"), help)
}

/// `labelled` is the member that has what was written as its label.
pub fn of_no_member(member: &str, dimension: &str, known: &[&str], labelled: Option<&str>) -> Refusal {
    let help = match (labelled, nearest(member, known.iter().copied())) {
        (Some(id), _) => format!("write the id of the member, `{id}`; `{member}` is its label"),
        (None, Some(other)) => format!("did you mean `{other}`?"),
        (None, None) => format!("members are {}", known.join(", ")),
    };
    NOT_SPLIT_SO.refusal(format!("`{member}` is no member of `{dimension}`"), help)
}

/// `report.member` in a report that is of no member, or another name of nothing.
pub fn member_of_no_value(argument: &str) -> Refusal {
    NOT_SPLIT_SO.refusal(
        format!("what `{argument}` is to be has no value in this report"),
        "write a member's id in quotes: `report.member` is there in reports with `for_each` alone",
    )
}

pub fn parts_of_a_part(dimension: &str, member: &str) -> Refusal {
    NOT_SPLIT_SO.refusal(format!("`of` has narrowed `{dimension}` to `{member}`"), "leave one of the two out")
}

/// In the report of `member`, which is about this member alone.
pub fn parts_of_the_own_member(metric: &str, member: &str) -> Refusal {
    NOT_SPLIT_SO.refusal(
        format!("in the report of `{member}`, `{metric}` is the figure of this member alone, and has no parts"),
        format!("write `{metric} | total` in its place, which has all members"),
    )
}

/// `what` is the word for a kind of chart or table.
pub fn needs_parts(what: &str, metric: &str) -> Refusal {
    NOT_SPLIT_SO.refusal(
        format!("`{what}` shows parts, and `{metric}` is not split by a dimension"),
        format!("choose another `kind`, or list a dimension under `by` of `{metric}` in data/metrics.yaml"),
    )
}

pub static NO_TARGET_TO_SHOW: Code = Code {
    id: "K0429",
    title: "A metric without the target that is asked for",
    cause: "`target`, `gap`, `attainment`, `status` and `met` work on the target of a metric, and this \
        metric has none. The sum of a flow and a derived number have none in a longer period either, unless the target \
        adds up or names the amount of that grain: a quarter is not held against what a month should reach. \
        `attainment` needs a true zero too: 18 °C are no 90 % of 20 °C.",
    example: r"content/2018-02.md
{{ visits | gap }}",
    cure: "Give the metric a target in `data/metrics.yaml`, such as `target: { at_least: 40 }`, or take \
        the filter out.",
    allowable: false,
};

pub fn no_target_to_show(metric: &str) -> Refusal {
    NO_TARGET_TO_SHOW.refusal(format!("`{metric}` has no target"), "give it one in data/metrics.yaml")
}

pub fn no_target_by_grain(metric: &str, grain: &str) -> Refusal {
    let help =
        format!("say `adds_up: true` in its target, or name the amounts by grain, as `{{ month: …, {grain}: … }}`");
    NO_TARGET_TO_SHOW.refusal(format!("`{metric}` has no target for a {grain}, so none can be met"), help)
}

pub fn no_share_without_a_zero(metric: &str) -> Refusal {
    let message = format!("`{metric}` has no true zero, so it is no share of its target");
    NO_TARGET_TO_SHOW.refusal(message, "write the distance, `gap`; a metric says `relative: true` if it has one")
}

pub static CHART_CANNOT_BE_DRAWN: Code = Code {
    id: "K0430",
    title: "A chart that cannot be drawn so",
    cause: "A chart has one axis, so all its metrics need the same unit and the same periods, and no more lines or \
        parts than readers can tell apart. Some kinds of charts show a single metric, and `xmr` needs a metric with \
        `spc: true`. The message says what is in the way.",
    example: r"content/2018-02.md
{{ [visits, trained] | chart }}",
    cure: "Make two charts, `{{ visits | chart }}` and below it `{{ trained | chart }}`, or use a table, which has \
        room for many parts.",
    allowable: false,
};

pub fn only_lines_go_together() -> Refusal {
    CHART_CANNOT_BE_DRAWN
        .refusal("only lines of whole metrics can be drawn together", "leave out `kind` and `by`, or make two charts")
}

/// An argument that a chart of the kind would pass over.
pub fn chart_passes_over(kind: &str, argument: &str) -> Refusal {
    let why = match argument {
        "height" => "its height follows from its rows or panels",
        "annotate" => "it has no room for notes and events",
        "from_zero" if kind == "xmr" => "it shows the limits of variation from near, wherever they lie",
        "from_zero" => "its columns or bars begin at zero as they are",
        "members" | "top" => "it shows the whole with all its parts",
        "scale" => "it has one axis; only `multiples` have several",
        "from" => "only a `deviation` is counted from something",
        "since" => "only an `arrow` and a `bridge` show two periods",
        _ if matches!(kind, "arrow" | "bridge") => "it shows two periods, the earlier of which is `since`",
        _ => "it shows one period",
    };
    CHART_CANNOT_BE_DRAWN
        .refusal(format!("a chart of the kind `{kind}` cannot heed `{argument}`: {why}"), "leave the argument out")
}

/// A chart of two periods, in the earlier of which nothing is known. `first` is the first period that could be.
pub fn nothing_to_count_from(metric: &str, kind: &str, since: Period, first: Option<Period>) -> Refusal {
    let message =
        format!("nothing of `{metric}` is stated for {since}, which a chart of the kind `{kind}` begins with");
    let help = match first {
        Some(first) => format!("write `since=\"{first}\"`, the first period that is stated, or a later one"),
        None => format!(
            "wait for a second period, as `{{% if {metric} | at(period=previous) | known %}}` before it does: this is \
             the first"
        ),
    };
    CHART_CANNOT_BE_DRAWN.refusal(message, help)
}

/// What to do with an argument that chooses among members, where none are asked for. `dimension` has some.
fn add_by(argument: &str, dimension: Option<&str>) -> String {
    match dimension {
        Some(dimension) => format!("add `by=\"{dimension}\"`"),
        None => format!("leave `{argument}` out: there are no members here"),
    }
}

pub fn chart_without_members(argument: &str, dimension: Option<&str>) -> Refusal {
    let help = add_by(argument, dimension);
    CHART_CANNOT_BE_DRAWN.refusal(format!("`{argument}` is for the members of a dimension"), help)
}

pub fn too_many_periods(kind: &str, history: usize, most: usize) -> Refusal {
    let message = format!("a chart of the kind `{kind}` cannot show {history} periods");
    CHART_CANNOT_BE_DRAWN.refusal(message, format!("write `history={most}` or less, or `kind=\"line\"`"))
}

/// `kind` is the word for the chart's kind.
pub fn chart_of_one_metric(kind: &str) -> Refusal {
    let message = format!("a chart of the kind `{kind}` shows one metric");
    CHART_CANNOT_BE_DRAWN.refusal(message, "narrow it with `of` in place of `by`")
}

pub fn too_many_lines(count: usize) -> Refusal {
    let help = "make charts of 4 metrics at most, or a table: `{{ […] | table }}`";
    CHART_CANNOT_BE_DRAWN.refusal(format!("the chart would have {count} lines"), help)
}

/// `chooses`: whether the kind of chart can show some of the members. `other` is a kind that has room for all.
pub fn too_many_parts(count: usize, most: usize, chooses: bool, other: Option<&str>) -> Refusal {
    let mut cures = Vec::new();
    cures.extend(other.map(|other| format!("`kind=\"{other}\"`")));
    // The others of one would be that one.
    let top = if count == most + 1 { most - 1 } else { most };
    cures.extend(chooses.then(|| format!("choose some by `top={top}` or `members`")));
    cures.push("make a table".to_owned());
    let help = format!("{}: {most} parts can be told apart here", cures.join(", or "));
    CHART_CANNOT_BE_DRAWN.refusal(format!("the chart would have {count} parts"), help)
}

pub fn no_limits_to_draw(metric: &str) -> Refusal {
    CHART_CANNOT_BE_DRAWN.refusal(format!("`{metric}` has no limits"), "give it `spc: true` in data/metrics.yaml")
}

pub fn chart_of_two_units(one: &str, other: &str) -> Refusal {
    let message = format!("`{one}` and `{other}` are counted in different units, which cannot share an axis");
    CHART_CANNOT_BE_DRAWN.refusal(message, "make two charts")
}

/// Each metric with the period it ends with.
pub fn chart_of_two_periods(one: (&str, Period), other: (&str, Period)) -> Refusal {
    let message = format!("`{}` ends with {} and `{}` with {}", one.0, one.1, other.0, other.1);
    CHART_CANNOT_BE_DRAWN.refusal(message, "make two charts: metrics of one chart have the same periods")
}

pub static TABLE_CANNOT_BE_MADE: Code = Code {
    id: "K0431",
    title: "A table that cannot be made so",
    cause: "A table shows one metric through time, the members of one metric in one period or in several, several metrics \
        side by side as key figures, or several metrics for each member. The arguments ask for two of these at once, or \
        for something that such a table has no place for.",
    example: r#"content/2018-02.md
{{ visits | table(sort="value") }}"#,
    cure: "Write `table` alone for one metric through time, `table(by=\"hospital\")` for the members, which `sort` \
        puts in order, with `history=6` for each of them in six periods, and a list of metrics for key figures: \
        `{{ [visits, staff] | table }}`.",
    allowable: false,
};

pub fn by_makes_a_breakdown() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal("`by` makes a breakdown", "leave out `kind` or `by`")
}

pub fn several_make_key_figures() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal("a table of several metrics is one of key figures", "leave out `kind`")
}

pub fn several_make_no_breakdown() -> Refusal {
    let help = "leave out `kind`: with `by`, several metrics make a row each, and the members a column each";
    TABLE_CANNOT_BE_MADE.refusal("a breakdown is of one metric", help)
}

/// An argument that chooses among members.
pub fn only_of_members(argument: &str, dimension: Option<&str>) -> Refusal {
    let help = add_by(argument, dimension);
    TABLE_CANNOT_BE_MADE.refusal(format!("`{argument}` is for the members of a dimension"), help)
}

pub fn metrics_by_members_in_one_period() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        "a table of several metrics and members shows one period, so it cannot heed `history`",
        "leave `history` out, or make a table of each metric",
    )
}

pub fn columns_are_taken() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        "the columns of this table are periods or members, so none can be chosen",
        "leave `columns` out; with `by` alone, a table has a row for each member and the columns that are named",
    )
}

pub fn no_small_line_in_a_history() -> Refusal {
    TABLE_CANNOT_BE_MADE
        .refusal("a table through time has no column `trend`: it shows the course itself", "leave it out")
}

pub fn nothing_to_look_over() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        "no metric has a target, so there is nothing in the overview",
        "name metrics, as `overview(metrics=[…])`, or give one a target in data/metrics.yaml",
    )
}

pub fn nothing_to_look_over_by(dimension: &str, known: &[&str]) -> Refusal {
    let help = match known {
        [] => "data/metrics.yaml has no dimensions; leave `by` out".to_owned(),
        known => {
            format!("name the metrics, as `overview(metrics=[…], by=\"…\")`; the dimensions are {}", known.join(", "))
        }
    };
    TABLE_CANNOT_BE_MADE.refusal(
        format!("no metric with a target is split by `{dimension}` here, so the overview has no members"),
        help,
    )
}

/// In the report of `member`, where every figure is that of this member alone.
pub fn overview_of_the_own_member(member: &str, metric: &str, by: &str) -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        format!("in the report of `{member}`, figures are those of this member alone, and have no parts"),
        format!("name the totals, as `overview(metrics=[{metric} | total], by=\"{by}\")`"),
    )
}

pub fn off_target_has_members() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        "`off_target` shows the members that miss their target as rows, and `by` all members as columns",
        "leave one of the two out",
    )
}

pub fn overview_of_no_metrics() -> Refusal {
    WRONG_ARGUMENT.refusal(
        "`metrics` is a list of metrics, and not an empty one",
        "write them in brackets and without quotes, as `overview(metrics=[meals, guests])`",
    )
}

pub fn no_limits_to_show(metric: &str) -> Refusal {
    let message = format!("`{metric}` has no limits, so nothing is known of its variation");
    TABLE_CANNOT_BE_MADE.refusal(message, "give it `spc: true` in data/metrics.yaml")
}

/// Sorting and the rest are of rows, and the rows are metrics.
pub fn members_are_columns(argument: &str) -> Refusal {
    let message = format!("`{argument}` puts rows in order, and the members of this table are columns");
    TABLE_CANNOT_BE_MADE
        .refusal(message, "leave it out; `members=[…]` says which columns there are, and in which order")
}

pub fn top_of_chosen_members() -> Refusal {
    WRONG_ARGUMENT.refusal("`members` and `top` both choose the members", "leave one of the two out")
}

/// `shown` are the words of the columns that it can be sorted by.
pub fn sorted_by_what_is_not_shown(shown: &[&str]) -> Refusal {
    let help = format!("sort by members, name, {}; a breakdown shows others with `columns`", shown.join(", "));
    TABLE_CANNOT_BE_MADE.refusal("the table would be sorted by a column that it does not show", help)
}

pub fn no_share_of_what_does_not_add_up(metric: &str) -> Refusal {
    let message = format!("the members of `{metric}` do not add up, so none is a share of the total");
    TABLE_CANNOT_BE_MADE.refusal(message, "leave the column `share` out")
}

/// `dimension` is one that the metric is split by.
pub fn total_is_no_share(metric: &str, dimension: Option<&str>) -> Refusal {
    let message = format!("`{metric}` is the total, so it is no share of one");
    let help = match dimension {
        Some(dimension) => format!("add `by=\"{dimension}\"`, or name a member by `of` before the filter"),
        None => "leave the column `share` out: the metric is split by nothing".to_owned(),
    };
    TABLE_CANNOT_BE_MADE.refusal(message, help)
}

pub fn nothing_to_shade() -> Refusal {
    TABLE_CANNOT_BE_MADE.refusal(
        "`shade` is for tables of members and periods, or of metrics and members",
        "add `by` and `history`, or put several metrics before the filter and add `by`",
    )
}

pub static GAP_HAS_NO_AMOUNT: Code = Code {
    id: "K0432",
    title: "A gap in the place of a number",
    cause: "`amount` gives a number to count with or to compare, and `met` holds it against the target. In this report \
        the figure is a gap: nobody has stated it, or it is hidden. A gap is not zero, so there is no number, and \
        neither \"met\" nor \"not met\" would be true. The target of a range is no number either, since it has two bounds.",
    example: r"content/2018-02.md
{{ trained | amount }}",
    cure: "Ask first: `{% if trained | known %}{{ trained | amount }}{% endif %}`. `{{ trained }}` alone prints the \
        gap as a dash.",
    allowable: false,
};

/// `asked` is the figure as the author asks for it: `staff | of(hospital="rh")`.
pub fn gap_has_no_amount(asked: &str, period: Period, is_hidden: bool) -> Refusal {
    let (is, why) = match is_hidden {
        true => ("hidden", "; small counts are hidden, and what would give them away"),
        false => ("a gap", ""),
    };
    GAP_HAS_NO_AMOUNT
        .refusal(format!("`{asked}` is {is} in {period}"), format!("ask `{{% if {asked} | known %}}` first{why}"))
}

pub fn range_has_no_amount(metric: &str) -> Refusal {
    let help = format!("compare with `{metric} | gap | amount`, the distance to the nearer bound, or write the bound");
    GAP_HAS_NO_AMOUNT.refusal(format!("the target of `{metric}` has two bounds, so it is not one amount"), help)
}

pub static FIGURE_TAKEN_APART: Code = Code {
    id: "K0433",
    title: "A figure treated as text",
    cause: "While kalends reads the narrative, a figure is a mark and not yet text, and so are a period and the name of \
        a member. A filter of Tera that cuts or changes text would damage the mark, turn it into the mark of another \
        figure, or do nothing at all.",
    example: r"content/2018-02.md
{{ key_persons | truncate(length=1) }}",
    cure: "Print the whole figure, `{{ key_persons }}`, or use kalends' own filters, which docs/text.md lists.",
    allowable: false,
};

pub fn filter_takes_figures_apart(filter: &str) -> Refusal {
    let help = format!("leave `{filter}` out and print the figure whole");
    FIGURE_TAKEN_APART.refusal(format!("`{filter}` is not available in the narrative"), help)
}

pub fn filter_without_effect(filter: &str) -> Refusal {
    let message = format!("`{filter}` cannot work on figures, periods and members: they become text later");
    FIGURE_TAKEN_APART.refusal(message, "leave it out, or write the sentence so that it is not needed")
}

pub fn default_of_a_figure() -> Refusal {
    let message = "`default` would do nothing: a figure is there even where its amount is missing";
    FIGURE_TAKEN_APART.refusal(message, "ask `{% if metric | known %}` first")
}

/// The text as a whole shows that a filter did it, and no longer where.
pub fn figure_taken_apart(place: Place) -> Diagnostic {
    FIGURE_TAKEN_APART
        .error(place, "a filter took a figure apart")
        .help("put figures through kalends' own filters only; docs/text.md lists them")
}

pub static FILTERS_AT_ODDS: Code = Code {
    id: "K0440",
    title: "Filters that do not go together",
    cause: "Several filters stand behind a metric, and one of them takes back what another said: a second period, a \
        second member, or the target of what is already a change. One of the two would have no effect.",
    example: r#"content/2018-02.md
{{ visits | change | at(period="2018-01") }}"#,
    cure: "`at`, `of` and `total` say which figure is meant and stand first, each once; one filter behind them says what of it \
        is printed: `{{ visits | at(period=\"2018-01\") | change }}`. Two go together: `trend` behind \
        `change(since=…)` tells that change in words.",
    allowable: false,
};

/// `filter` stands behind `other`, whose work it would undo.
pub fn filter_behind_another(filter: &str, other: &str) -> Refusal {
    let help = match filter {
        "at" => format!("write `at` before `{other}`"),
        "total" | "of" => "one of the two says which members are meant; leave the other out".to_owned(),
        _ => format!("leave one of the two out; `{filter}` goes behind a metric, `at` and `of`"),
    };
    FILTERS_AT_ODDS.refusal(format!("`{filter}` cannot stand behind `{other}`"), help)
}

/// `word` is a filter or an argument that says something else the second time.
pub fn said_twice(word: &str) -> Refusal {
    FILTERS_AT_ODDS.refusal(format!("`{word}` stands here twice, and only one can hold"), "leave one of the two out")
}
