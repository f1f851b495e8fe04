//! 04: what the filters of the narrative refuse, as in `{{ visits | chart(kind="pie") }}`.
//!
//! A filter does not know where in the text it stands, so these functions make a `Refusal`, which becomes a fault where
//! the place is known. What Tera says of an expression is in `expressions`.

use crate::base::period::{Period, example_of_year};
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

/// `name` is `title` or `subtitle`, and `text` what it is.
pub fn braces_in_a_text(name: &str, text: &str) -> Refusal {
    let inside = text.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)));
    let written = inside.map_or_else(
        || format!("{name}=\"In all \" ~ staff"),
        |(before, (expression, behind))| {
            let quoted = |text: &str| (!text.is_empty()).then(|| format!("\"{text}\""));
            let pieces = [quoted(before), Some(expression.trim().to_owned()), quoted(behind)];
            format!("{name}={}", pieces.into_iter().flatten().collect::<Vec<_>>().join(" ~ "))
        },
    );
    WRONG_ARGUMENT
        .refusal(format!("`{name}` would be printed with its braces"), format!("join text and figure: `{written}`"))
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
pub fn argument_is_no_period(written: &str, year_start: i32) -> Refusal {
    let year = example_of_year(year_start);
    WRONG_PERIOD.refusal(
        format!("`{written}` is not a period: a period is written 2018-02, 2018-Q1 or {year}"),
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
