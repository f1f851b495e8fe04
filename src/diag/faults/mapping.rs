//! 08: what a mapping of data/_imports.yaml says of a table, and the table does not bear out.

use super::list;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] =
    &[&HIDDEN_ROWS, &SCALED_SHARE, &NO_END, &HEADINGS, &NO_RANGE, &CUMULATIVE, &MAPPING_VALUE, &WEEKS];

pub static HIDDEN_ROWS: Code = Code {
    id: "K0855",
    title: "Rows that the workbook hides",
    cause: "Somebody hid these rows, or a filter does. They may be left over, or be part of what is meant; a program \
        cannot tell, and takes them.",
    example: "$ kalends import extract.xlsx",
    cure: "Look at them. An import says `hidden: take` or `hidden: skip`; without one, show or delete them in the \
        workbook.",
    allowable: false,
};

pub fn hidden_rows(place: Place, count: usize, is_mapped: bool) -> Diagnostic {
    let rows = if count == 1 { "1 row of this sheet is".to_owned() } else { format!("{count} rows of this sheet are") };
    HIDDEN_ROWS.warning(place, format!("{rows} hidden, and read all the same; the first is this")).help(match is_mapped
    {
        true => "say `hidden: take` or `hidden: skip` in the import",
        false => "show or delete them in the workbook; an import of data/_imports.yaml can leave them out",
    })
}

pub static SCALED_SHARE: Code = Code {
    id: "K0856",
    title: "A share that would be scaled",
    cause: "`scale` multiplies bare numbers. An amount with a per cent sign says itself how much it is.",
    example: r"extract.csv
Nord;24 %",
    cure: "Take `scale` out, or make all amounts of the column bare numbers at the source.",
    allowable: false,
};

pub fn scaled_share(place: Place, shown: &str) -> Diagnostic {
    SCALED_SHARE
        .error(place, format!("`{shown}` has a per cent sign, so `scale` would make another share of it"))
        .help("take `scale` out of the import, or let the source write all amounts of the column without a sign")
}

pub static NO_END: Code = Code {
    id: "K0857",
    title: "A table without its end",
    cause: "`until` names the row at which the table ends by the first text in it, and no row begins so. The layout may \
        have changed, and what stands below could be taken for figures.",
    example: r"data/_imports.yaml
  until: I alt",
    cure: "Write the text as it stands in the extract; a `*` at its end stands for any letters. `\"\"` is a blank row.",
    allowable: false,
};

pub fn no_end<'a>(place: Place, ends: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    NO_END.error(place, format!("the first text of no row below the header is {}", list(ends))).help(
        "write the text as it stands in the extract, with `*` for any letters at its end, or `\"\"` for a blank row",
    )
}

pub static HEADINGS: Code = Code {
    id: "K0858",
    title: "Headings that name nothing",
    cause: "With `across` the headings of columns name periods or members. Each heading must be one, be a column that \
        the import names, or be left out by `ignore`: one with a slip of the pen would be a month that is missing.",
    example: r"extract.csv
Sted;2018-01;2018-02;I alt",
    cure: "Say in `dates` how the periods are written, under `members` what the members are called, and in `ignore` \
        which columns are left out.",
    allowable: false,
};

/// So many headings are written out: a list that goes on and on would hide what to do.
const MOST_HEADINGS: usize = 4;

pub fn headings_of_nothing(header: Place, names: &[String]) -> Diagnostic {
    let (what, verb) = if names.len() == 1 { ("this heading", "names") } else { ("these headings", "name") };
    let mut quoted: Vec<String> = names.iter().take(MOST_HEADINGS).map(|name| format!("\"{name}\"")).collect();
    if names.len() > MOST_HEADINGS {
        quoted.push("…".to_owned());
    }
    HEADINGS
        .error(header, format!("{what} {verb} no period or member: {}", list(names.iter().map(String::as_str))))
        .help(format!(
            "say how periods are written, as `dates: mmm-yy` for Jan-18, or under `members` what members are called; leave \
             other columns out: `ignore: [{}]`",
            quoted.join(", ")
        ))
}

pub fn no_heading_across(header: Place) -> Diagnostic {
    HEADINGS
        .error(header, "no heading names a period or member, although `across` says so")
        .help("look at `header`, which says in which row the headings are, and at `dates` and `members`")
}

pub static NO_RANGE: Code = Code {
    id: "K0859",
    title: "A range that cannot be held against a cell",
    cause: "A range in `where` has bounds that are numbers, or days such as 2018-01-31. A cell of its column must be of \
        the same kind; an empty one lies in no range.",
    example: r"data/_imports.yaml
  where: { Dato: { from: foråret } }",
    cure: "Write the bounds as numbers, as days or as periods, and mend cells that are neither.",
    allowable: false,
};

pub fn no_bound(place: Place, text: &str) -> Diagnostic {
    NO_RANGE
        .error(place, format!("`{text}` is no bound of a range"))
        .help("write a number, a day as 2018-01-31, or a period as 2018-01; both bounds must be of one kind")
}

pub fn not_in_a_range(place: Place, shown: &str, kind: &str) -> Diagnostic {
    NO_RANGE
        .error(place, format!("`{shown}` is not {kind}, so it cannot be held against the range in `where`"))
        .help("mend the cell, or leave its row out by another column")
}

pub fn range_and_not(place: Place) -> Diagnostic {
    NO_RANGE
        .error(place, "a column has a range or texts that are left out, not both")
        .help("keep `from` and `to`, or `not`")
}

pub static CUMULATIVE: Code = Code {
    id: "K0860",
    title: "A running total that cannot be taken apart",
    cause: "With `cumulative: true` an amount is the sum since the beginning of the year. The amount of one period is \
        what it grew by, so the period before must be in the extract too, unless a year begins.",
    example: r"extract.csv
2018-03;40",
    cure: "Let the extract begin with the first period of a year. Levels are not summed up, so only a flow can be \
        cumulative.",
    allowable: false,
};

pub fn no_period_before(place: Place, metric: &str, period: Period, before: Period) -> Diagnostic {
    CUMULATIVE
        .error(place, format!("`{metric}` for {period} is cumulative, and the extract does not say it for {before}"))
        .help("let the extract begin with the first period of the year, or read the period before as well")
}

pub fn cumulative_of_no_flow(place: Place, metric: &str) -> Diagnostic {
    CUMULATIVE
        .error(place, format!("`{metric}` is no flow, so its amounts are not summed up through a year"))
        .help("take `cumulative` out, or say `type: flow` in data/metrics.yaml")
}

pub static MAPPING_VALUE: Code = Code {
    id: "K0861",
    title: "A part of a mapping that means nothing",
    cause: "Rows of a header are named from the upper to the lower one and are three at most, a column is named by its \
        letters or its number, a marker has one meaning, a scale is more than zero, a year has four digits, and `across` names no more than the \
        header has rows.",
    example: r"data/_imports.yaml
  header: [4, 3]",
    cure: "Write it in one of the forms in docs/import.md.",
    allowable: false,
};

pub fn header_rows_out_of_order(place: Place) -> Diagnostic {
    MAPPING_VALUE
        .error(place, "these are not one to three rows from the upper one to the lower one")
        .help("write them in the order in which they stand, as in [3, 4]")
}

pub fn no_letters_of_a_column(place: Place, written: &str) -> Diagnostic {
    MAPPING_VALUE
        .error(place, format!("`{written}` is not the place of a column"))
        .help("write its letters in capitals as in C, its number as in 3, or `{ heading: …, number: 2 }`")
}

pub fn marker_of_no_meaning(place: Place, marker: &str) -> Diagnostic {
    MAPPING_VALUE.error(place, format!("the marker `{marker}` does not have one meaning")).help(
        "write `zero`, `hidden`, `{ hidden: … }` or `{ missing: … }`, and `behind: …` for what it means behind an amount",
    )
}

pub fn no_year(place: Place, written: &str) -> Diagnostic {
    MAPPING_VALUE
        .error(place, format!("`{written}` is not a year"))
        .help("write its four digits, or `\"{period:yyyy}\"` for that of the month which is named")
}

pub fn scale_below_zero(place: Place, scale: impl std::fmt::Display) -> Diagnostic {
    MAPPING_VALUE
        .error(place, format!("amounts cannot be multiplied by {scale}"))
        .help("write what one of the extract's units is worth, such as 1000, or 0.01 for percentages without a sign")
}

pub fn across_without_rows(place: Place, count: usize, rows: usize) -> Diagnostic {
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    MAPPING_VALUE
        .error(place, format!("`across` names {count} rows of headings, but the header has {rows}"))
        .help("name the rows from the upper one to the lower one, as in `header: [3, 4]`")
}

pub fn no_row_holds<'a>(place: Place, names: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    super::NO_HEADER
        .error(place, format!("no row holds {}", list(names)))
        .help("write the texts as they stand in one row of the extract, or the number of the row")
}

pub fn column_of_mapping_twice(place: Place, name: &str, header: Place) -> Diagnostic {
    super::COLUMN_TWICE
        .error(place, format!("several columns are called `{name}`"))
        .related(header, "its columns")
        .help(format!(
            "say which one under `columns` of the import: `{name}: {{ heading: {name}, number: 2 }}`, or its letters; \
             below two rows of headings, write both: `… / {name}`"
        ))
}

pub fn too_few_columns(place: Place, name: &str, count: usize, header: Place) -> Diagnostic {
    let columns = if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
    super::NO_COLUMN
        .error(place, format!("only {columns} of the extract have the heading `{name}`"))
        .related(header, "its columns")
        .help("count the columns with the same heading from the left, from 1")
}

pub fn no_column_below(heading: Place, name: &str) -> Diagnostic {
    super::NO_COLUMN
        .error(heading, format!("below this heading there is no column `{name}`"))
        .help("the columns that make one amount stand below one heading, or below equal ones")
}

pub fn empty_in_a_sum(place: Place, metric: &str) -> Diagnostic {
    super::EMPTY_AMOUNT
        .error(place, format!("one of the cells that make `{metric}` is empty"))
        .help("say `empty: zero` where an empty cell is a zero, or mend the extract")
}

pub fn period_of_two_forms(place: Place, written: &str) -> Diagnostic {
    super::NO_PERIOD_IN_EXTRACT
        .error(place, format!("`{written}` is one period by one form of `dates`, and another by another"))
        .help("keep the forms in `dates` of which only one fits each cell")
}

pub fn year_of_two(place: Place, year: i32, metric: &str, grain: &str) -> Diagnostic {
    super::NO_PERIOD_IN_EXTRACT
        .error(
            place,
            format!("this is the year from {year} to {}, and `{metric}` is counted by {grain}", year.saturating_add(1)),
        )
        .help(
            "a year that runs from one into the next is read for a metric with `grain: year`, on a site with \
               `fiscal_year_start`",
        )
}

pub static WEEKS: Code = Code {
    id: "K0862",
    title: "Weeks that make no month",
    cause: "A week may be of two months. `weeks: thursday` says that each is of the month of its Thursday, as ISO 8601 \
        counts the weeks of years; then sums of flows can be made of them, and of nothing else. A month of which a week \
        is missing would be too small.",
    example: r"data/_imports.yaml
  dates: yyyy-'W'ww",
    cure: "Say `weeks: thursday` beside forms with `w`, let each metric be a flow with `aggregate: sum`, and let the \
        extract have all weeks of its months.",
    allowable: false,
};

pub fn form_of_weeks(place: Place, written: &str, has_week: bool) -> Diagnostic {
    match has_week {
        true => WEEKS
            .error(place, format!("`{written}` is a form of weeks, which may be of two months"))
            .help("say `weeks: thursday` beside it, if each is to be of the month of its Thursday"),
        false => WEEKS
            .error(place, format!("`{written}` is no form of weeks, which `weeks` asks for"))
            .help("write one with `w`, such as `'Uge' w yyyy`, or take `weeks` out"),
    }
}

pub fn weeks_of_no_sum(place: Place, metric: &str) -> Diagnostic {
    WEEKS
        .error(place, format!("`{metric}` is not summed up, so weeks cannot make a month of it"))
        .help("write `aggregate: sum` for a metric that is a flow; of levels, let the source say that of the month's last day")
}

pub fn weeks_missing(place: Place, metric: &str, period: Period, weeks: &[String]) -> Diagnostic {
    let of = if weeks.len() == 1 { "week" } else { "weeks" };
    WEEKS
        .error(place, format!("`{metric}` for {period} lacks the {of} {}", list(weeks.iter().map(String::as_str))))
        .help("let the extract hold all weeks of the month, with 0 where there was nothing; `later: skip` leaves out what \
            comes after the month of `--period`")
}

pub fn no_week(place: Place, written: &str) -> Diagnostic {
    WEEKS.error(place, format!("`{written}` is not a week")).help(
        "mend it, or `dates` of the import, which says how weeks are written; without it they are written 2018-W05",
    )
}
