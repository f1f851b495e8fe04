//! 04: charts and tables that cannot be made as they are asked for.

use super::filters::WRONG_ARGUMENT;
use super::narrative::extremes_apart;
use crate::base::period::Period;
use crate::diag::Refusal;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[&CHART_CANNOT_BE_DRAWN, &TABLE_CANNOT_BE_MADE];

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

/// The columns are periods; of a table of several metrics, of which `metric` is one, they are members.
pub fn columns_are_taken(metric: Option<&str>, by: &str) -> Refusal {
    let (taken, help) = match metric {
        None => (
            "periods",
            "leave `history` out: with `by` alone, a table has a row for each member and these columns".to_owned(),
        ),
        Some(metric) => (
            "members",
            format!(
                "leave `columns` out, or make a table of each metric: `{metric} | table(by=\"{by}\", columns=[…])`"
            ),
        ),
    };
    let message = format!("the columns of this table are {taken}, so none can be chosen");
    TABLE_CANNOT_BE_MADE.refusal(message, help)
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

/// `apart`: the period and the `over_time` for which they do not.
pub fn no_share_of_what_does_not_add_up(metric: &str, apart: Option<(Period, &str)>) -> Refusal {
    let why = extremes_apart(apart);
    let message = format!("the members of `{metric}` do not add up{why}, so none is a share of the total");
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
