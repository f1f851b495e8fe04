//! 08: what stands in an extract that `kalends import` reads: its columns, rows and cells.
//!
//! The import itself, and what it changes in data/, is in `import`.

use super::{list, suggest};
use crate::base::period::{Period, example_of_year};
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_EXTRACT,
    &NO_TABLE,
    &NO_SHEET,
    &NO_HEADER,
    &NO_COLUMN,
    &UNKNOWN_COLUMN,
    &COLUMN_TWICE,
    &ROW_TOO_LONG,
    &NO_NUMBER,
    &AMBIGUOUS_NUMBER,
    &MARKS_DISAGREE,
    &EMPTY_AMOUNT,
    &EMPTY_CELL,
    &FAILED_FORMULA,
    &MERGED_CELL,
    &UNMAPPED_MEMBER,
    &MEMBERS_IN_PART,
    &METRIC_IS_NOT_SPLIT_BY,
    &FIGURE_IN_TWO_ROWS,
    &NO_ROWS,
    &WHICH_PERIOD,
    &NO_PERIOD_IN_EXTRACT,
    &COUNT_IN_EXTRACT_IS_NOT_WHOLE,
    &OPEN_QUOTE,
    &UNCALCULATED,
    &DURATION,
    &TOO_MANY_FAULTS,
];

pub static NO_EXTRACT: Code = Code {
    id: "K0801",
    title: "An extract that cannot be read",
    cause: "There is no file of that name, the system refuses it, or it is larger than 32 MB.",
    example: "$ kalends import extract.csv",
    cure: "Name the file with its path from the folder you are in. In `data/_imports.yaml` paths begin at \
        the site's folder.",
    allowable: false,
};

pub fn no_extract(shown: &str, reason: &str) -> Diagnostic {
    NO_EXTRACT
        .error(Place::of_file(shown), format!("cannot be read: {reason}"))
        .help("name a file in CSV, XLSX or ODS, or an import of data/_imports.yaml")
}

pub fn extract_too_large(shown: &str) -> Diagnostic {
    NO_EXTRACT.error(Place::of_file(shown), "cannot be read: it is larger than 32 MB").help(
        "let another program sum it up, for an import is of figures: `kalends import --from \"duckdb -csv -f \
         figures.sql\"`, or the same as `command` of an import",
    )
}

pub static NO_TABLE: Code = Code {
    id: "K0802",
    title: "A file that is no table",
    cause: "An extract is CSV, XLSX or ODS, which is told by what is in it and not by its name. Older and locked \
        workbooks, PDFs, web pages and packed files are not read, nor is a workbook that unpacks to more than 256 MB, \
        has more than 5 million cells, or one beyond the rows and columns of a sheet.",
    example: r"extract.csv
<!DOCTYPE html>",
    cure: "Open it in the program it came from and save it as CSV in UTF-8, or as XLSX or ODS without a password. Or \
        let another program read it and print CSV, with `--from`.",
    allowable: false,
};

pub fn no_table(place: Place, kind: &str) -> Diagnostic {
    NO_TABLE
        .error(place, format!("this is {kind}, and no table that can be read"))
        .help("save it as CSV in UTF-8, or as XLSX or ODS without a password")
}

/// A form that another program reads, which can hand the table on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    Xls,
    Xlsb,
    Parquet,
    Json,
    Gzip,
}

pub fn no_table_but(place: Place, form: Foreign) -> Diagnostic {
    let file = place.file.clone();
    let pandas =
        |read: &str| format!("python3 -c \"import pandas; print(pandas.{read}('{file}').to_csv(index=False))\"");
    let (kind, command) = match form {
        Foreign::Xls => ("a workbook of the older form XLS", pandas("read_excel")),
        Foreign::Xlsb => ("a workbook of the form XLSB", pandas("read_excel")),
        Foreign::Parquet => ("a Parquet file", format!("duckdb -csv -c \"from read_parquet('{file}')\"")),
        Foreign::Json => ("JSON", format!("duckdb -csv -c \"from read_json('{file}')\"")),
        Foreign::Gzip => ("a file packed by gzip", format!("gzip -dc '{file}'")),
    };
    let command = command.replace('\\', "\\\\").replace('"', "\\\"");
    let save = match form {
        Foreign::Xls | Foreign::Xlsb => "save it as XLSX, or let another program read it",
        _ => "let another program read it",
    };
    NO_TABLE
        .error(place, format!("this is {kind}, which kalends does not read itself"))
        .help(format!("{save}: `kalends import --from \"{command}\"`, or the same as `command` of an import"))
}

pub fn locked_workbook(place: Place) -> Diagnostic {
    NO_TABLE
        .error(place, "this workbook is locked with a password")
        .help("open it with its password, and save it without one")
}

pub fn no_workbook(place: Place, reason: &str) -> Diagnostic {
    NO_TABLE
        .error(place, format!("this workbook cannot be read: {reason}"))
        .help("open it and save it anew as XLSX, ODS or CSV, without a password and with only what is needed")
}

pub fn no_spreadsheets(place: Place) -> Diagnostic {
    NO_TABLE
        .error(place, "this kalends was built without the reader of workbooks")
        .help("save the sheet as CSV, or build kalends with its feature `xlsx`")
}

pub static NO_SHEET: Code = Code {
    id: "K0803",
    title: "A sheet that the workbook does not have",
    cause: "Without a name the first sheet that is not hidden is read.",
    example: "$ kalends import extract.xlsx --sheet Ark2",
    cure: "Write the name as it stands on the tab of the sheet, in `--sheet` or in `sheet` of the import.",
    allowable: false,
};

pub fn no_sheet(place: Place, wanted: Option<&str>, known: &[String]) -> Diagnostic {
    let known = known.iter().map(String::as_str);
    match wanted {
        Some(name) => {
            NO_SHEET.error(place, format!("there is no sheet `{name}`")).help(suggest(name, known, "sheets are"))
        }
        None => NO_SHEET
            .error(place, "all sheets of this workbook are hidden")
            .help(format!("name one with `--sheet NAME`: {}", list(known))),
    }
}

pub static NO_HEADER: Code = Code {
    id: "K0804",
    title: "An extract without names of columns",
    cause: "The first row with anything in it, or the row that `header` of an import names, must name the columns. \
        Here there is none.",
    example: r"data/_imports.yaml
  header: 3",
    cure: "Look at the extract. Rows are counted from 1, as spreadsheets and editors do.",
    allowable: false,
};

pub fn no_header(place: Place, row: Option<u32>) -> Diagnostic {
    let message = match row {
        Some(row) => format!("row {row} names no columns, for it is empty"),
        None => "the extract is empty".to_owned(),
    };
    NO_HEADER
        .error(place, message)
        .help("the first row names the columns; `header` of an import says which row does instead")
}

pub static NO_COLUMN: Code = Code {
    id: "K0805",
    title: "A column that the extract does not have",
    cause: "Columns are found by their names; case does not matter, order neither. Without a mapping `metric`, \
        `period` and `value` must be there.",
    example: r"data/_imports.yaml
    visits: Antl",
    cure: "Write the name as it stands in the extract. The message shows the columns.",
    allowable: false,
};

pub fn no_column(header: Place, name: &str) -> Diagnostic {
    let help = match name {
        "period" => "add the column, or name the month with `--period 2018-02`",
        _ => {
            "an extract has the columns metric, period, value and one for each dimension; for any other, write an \
             import in data/_imports.yaml"
        }
    };
    NO_COLUMN.error(header, format!("there is no column `{name}`")).help(help)
}

pub fn no_column_of_mapping<'a>(
    place: Place,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    header: Place,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!(
            "columns are: {}; if these are not the headings, say in which row they stand, `header: 2`, and give one without \
             a heading by its letter, `columns: {{ {name}: A }}`",
            list(known)
        ),
    };
    NO_COLUMN.error(place, format!("the extract has no column `{name}`")).related(header, "its columns").help(help)
}

pub static UNKNOWN_COLUMN: Code = Code {
    id: "K0806",
    title: "A column without a meaning",
    cause: "Without a mapping a column is one of `metric`, `period`, `value`, `low`, `high`, `as_of`, `status`, `source`, `note`, \
        `reason`, `kind`, or a dimension of `data/metrics.yaml`. Any other may be one of these with a slip of the pen, \
        so it is not passed over.",
    example: r"extract.csv
metric,period,hospitl,value",
    cure: "Rename the column or take it out. An import in `data/_imports.yaml` reads the columns that it names \
        and no others.",
    allowable: false,
};

pub fn unknown_column(header: Place, name: &str, known: &[&str]) -> Diagnostic {
    let error = UNKNOWN_COLUMN.error(header, format!("the column `{name}` has no meaning here"));
    if name.contains(|letter: char| letter.is_ascii_digit()) {
        return error.help(
            "columns that are months or years are read by an import in data/_imports.yaml with `across: period`; others \
             take out",
        );
    }
    error.help(suggest(
        name,
        known.iter().copied(),
        "take it out, or write an import in data/_imports.yaml; columns that have one are",
    ))
}

pub static COLUMN_TWICE: Code = Code {
    id: "K0807",
    title: "Two columns of one name",
    cause: "It cannot be told which of the two is meant. Names are compared without regard to case.",
    example: r"extract.csv
metric,period,value,Value",
    cure: "Rename one of the two at the source.",
    allowable: false,
};

pub fn column_twice(header: Place, name: &str) -> Diagnostic {
    COLUMN_TWICE
        .error(header, format!("two columns are called `{name}`"))
        .help("rename one of them, so that it is plain which one is meant")
}

pub static ROW_TOO_LONG: Code = Code {
    id: "K0808",
    title: "A row with more or fewer cells than there are columns",
    cause: "A text holds the separator and does not stand in quotes, a column has no name, or a row broke off. Either \
        way the cells may have moved. An import by a mapping is held to it too, unless it reads a workbook. Excel leaves \
        out empty cells at the end of some rows: `short: take` in the mapping says that this is all that they lack.",
    example: r"extract.csv
visits,2018-03,5,six",
    cure: "Put the text in double quotes, name the column, or give the row all its cells.",
    allowable: false,
};

pub fn row_too_long(place: Place, cells: usize, columns: usize) -> Diagnostic {
    let columns = if columns == 1 { "is only 1 column".to_owned() } else { format!("are only {columns} columns") };
    ROW_TOO_LONG
        .error(place, format!("this row has {cells} cells, but there {columns}"))
        .help("put text that holds the separator in double quotes, or name the column")
}

pub fn row_too_short(place: Place, cells: usize, columns: usize, is_mapped: bool) -> Diagnostic {
    let cells = if cells == 1 { "only 1 cell".to_owned() } else { format!("only {cells} cells") };
    let columns = if columns == 1 { "is 1 column".to_owned() } else { format!("are {columns} columns") };
    ROW_TOO_LONG.error(place, format!("this row has {cells}, but there {columns}")).help(match is_mapped {
        true => {
            "end the table before it by `until`, or say `short: take` where programs leave out empty cells at the end"
        }
        false => "give it all its cells, also those that are empty",
    })
}

pub static NO_NUMBER: Code = Code {
    id: "K0809",
    title: "An amount that is no number",
    cause: "An amount is digits with at most one decimal mark, separators between thousands, a sign and a percent \
        sign; in brackets it is below zero. What has an exponent is refused, for a program rounded it, and so are a \
        unit and a sign such as `*` that the import does not name.",
    example: r"extract.csv
visits,2018-03,five",
    cure: "Mend the amount at the source. An import says with `markers` what `*` or `<5` mean, names the unit with \
        `unit`, and leaves rows that hold no amount out with `where`.",
    allowable: false,
};

/// `mark`: the decimal mark, where it is settled.
pub fn no_number(place: Place, text: &str, mark: Option<&str>) -> Diagnostic {
    let with = mark.map_or(String::new(), |mark| format!(" whose decimal mark is `{mark}`"));
    NO_NUMBER.error(place, format!("`{text}` is not a number{with}")).help(
        "mend it at the source; an import says with `markers` what a sign means, and leaves rows out with `where`",
    )
}

pub static AMBIGUOUS_NUMBER: Code = Code {
    id: "K0810",
    title: "A number that could be two",
    cause: "`1.234` is a thousand in Denmark and little more than one in England. No other amount in the extract \
        settles which mark stands before decimals, so nothing is guessed.",
    example: r"extract.csv
visits;2018-03;1.234",
    cure: r#"Say which mark stands before decimals: `--decimal ,` or `--decimal .`, or `decimal: ","` in the import."#,
    allowable: false,
};

pub fn ambiguous_number(place: Place, text: &str) -> Diagnostic {
    AMBIGUOUS_NUMBER
        .error(place, format!("`{text}` means two numbers, and nothing in the extract says which"))
        .help("say which mark stands before decimals: `--decimal ,` or `--decimal .`, or `decimal` of the import")
}

pub static MARKS_DISAGREE: Code = Code {
    id: "K0811",
    title: "Two decimal marks in one extract",
    cause: "Some amounts can only be read with a decimal comma and others only with a decimal point. One of them would \
        be read wrongly.",
    example: r"extract.csv
trained;2018-03;0,25
trained;2018-04;0.25",
    cure: "Mend the extract. If one mark is right and the rest are faults, name it with `--decimal` and the faults are \
        reported one by one.",
    allowable: false,
};

pub fn marks_disagree(place: Place, text: &str, first: Place) -> Diagnostic {
    MARKS_DISAGREE
        .error(place, format!("`{text}` has another decimal mark than the amounts before it"))
        .related(first, "which is settled here")
        .help(
            "mend it at the source, or say which mark is right: `--decimal ,` or `--decimal .`, or `decimal` \
             of the import",
        )
}

pub static EMPTY_AMOUNT: Code = Code {
    id: "K0812",
    title: "An amount that is empty",
    cause: "An empty cell may be a zero, a figure that is not known or a mistake. It is none of them \
        until somebody says so.",
    example: r"extract.csv
visits,2018-03,",
    cure: "Leave the row out, or explain in a column `note` why the figure is not known; it is then stated as `null`. \
        A mapping leaves such rows out with `empty: skip`.",
    allowable: false,
};

pub fn empty_amount(place: Place, metric: &str, is_mapped: bool) -> Diagnostic {
    EMPTY_AMOUNT.error(place, format!("the amount of `{metric}` is empty")).help(match is_mapped {
        true => format!("leave such cells out, `{metric}: {{ value: …, empty: skip }}`, or mend the extract"),
        false => "leave the row out, or say in a column `note` why the figure is not known".to_owned(),
    })
}

pub static EMPTY_CELL: Code = Code {
    id: "K0813",
    title: "A row that does not say what it is of",
    cause: "The cell that names the metric, the period or the member is empty. Spreadsheets for people often name it \
        once for many rows.",
    example: r"extract.csv
,2018-03,5",
    cure: "Fill the cell in every row.",
    allowable: false,
};

pub fn empty_cell(place: Place, what: &str) -> Diagnostic {
    EMPTY_CELL
        .error(place, format!("this row does not say its `{what}`"))
        .help("fill the cell; in an import, `fill: down` takes what stands above")
}

pub static FAILED_FORMULA: Code = Code {
    id: "K0814",
    title: "A formula that failed",
    cause: "The cell shows an error of the spreadsheet, such as #N/A or #REF!, so there is no value.",
    example: r"extract.csv
visits,2018-03,#N/A",
    cure: "Mend the formula in the workbook, and save it anew so that it is calculated.",
    allowable: false,
};

pub fn failed_formula(place: Place, text: &str) -> Diagnostic {
    FAILED_FORMULA
        .error(place, format!("the formula of this cell failed: {text}"))
        .help("mend the workbook and save it anew")
}

pub static MERGED_CELL: Code = Code {
    id: "K0815",
    title: "A cell under a merged one",
    cause: "Cells were merged, and this one is covered: only the first of them holds a value. It cannot be told \
        whether the value is meant for all.",
    example: "$ kalends import extract.xlsx",
    cure: "Split the merged cells in the workbook, and fill each one.",
    allowable: false,
};

pub fn merged_cell(place: Place) -> Diagnostic {
    MERGED_CELL
        .error(place, "this cell is covered by a merged one, so it says nothing of its own")
        .help("split the merged cells and fill each of them; in an import, `fill: down` takes what they hold")
}

pub static UNMAPPED_MEMBER: Code = Code {
    id: "K0816",
    title: "A name that is no member",
    cause: "Members are recognised by the names that `members` of the import gives them, by their ids, and by their \
        labels. This is none of them.",
    example: r"data/_imports.yaml
    key_persons: { value: Antal, by: { hospital: Sted } }",
    cure: "Say which member it is under `members` of the import, add it to `data/metrics.yaml`, or leave its \
        rows out with `where`.",
    allowable: false,
};

pub fn unmapped_member<'a>(
    place: Place,
    text: &str,
    dimension: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    UNMAPPED_MEMBER.error(place, format!("`{text}` is no member of `{dimension}`")).help(format!(
        "say which it is, with `members: {{ {dimension}: {{ \"{text}\": … }} }}`, end the table before it with \
         `until: \"{text}\"`, or leave it out with `where`; members are {}",
        list(known)
    ))
}

pub static MEMBERS_IN_PART: Code = Code {
    id: "K0817",
    title: "Members of some dimensions only",
    cause: "A figure is that of one member of each dimension of its metric, or the total over all of them. Nothing \
        between is recorded.",
    example: r"extract.csv
visits,2018-03,rh,,5",
    cure: "Name a member of every dimension, or of none.",
    allowable: false,
};

pub fn members_in_part(place: Place, metric: &str, missing: &str) -> Diagnostic {
    MEMBERS_IN_PART
        .error(place, format!("`{metric}` is split by `{missing}` too, whose member is not said here"))
        .help("name a member of each dimension, or of none for the total")
}

pub static METRIC_IS_NOT_SPLIT_BY: Code = Code {
    id: "K0818",
    title: "A dimension that the metric is not split by",
    cause: "The row or the mapping names a member of a dimension that `by` of the metric does not list.",
    example: r"extract.csv
visits,2018-03,rh,5",
    cure: "Leave the cell empty for this metric, or add the dimension to `by` of the metric.",
    allowable: false,
};

pub fn metric_is_not_split_by(place: Place, metric: &str, dimension: &str, by: &[String]) -> Diagnostic {
    METRIC_IS_NOT_SPLIT_BY.error(place, format!("`{metric}` is not split by `{dimension}`")).help(match by {
        [] => "leave it empty for this metric, or add `by` to the metric in data/metrics.yaml".to_owned(),
        by => suggest(dimension, by.iter().map(String::as_str), "it is split by"),
    })
}

pub static FIGURE_IN_TWO_ROWS: Code = Code {
    id: "K0819",
    title: "Two rows for one figure",
    cause: "More than one row speaks of the same metric, period and member. Which one counts, or whether they add up, \
        is not for a program to guess.",
    example: r"extract.csv
visits,2018-03,5
visits,2018-03,6",
    cure: "Keep one of the rows. A mapping can put them together with `aggregate`: `sum`, `count`, `first`, `last`, \
        `min`, `max` or `mean`.",
    allowable: false,
};

/// `count`: of a mapping, how many rows there are in all.
pub fn figure_in_two_rows(
    place: Place,
    metric: &str,
    period: Period,
    first: Place,
    count: Option<usize>,
) -> Diagnostic {
    let rows = count.map_or("two rows".to_owned(), |count| format!("{count} rows"));
    FIGURE_IN_TWO_ROWS
        .error(place, format!("{rows} say what `{metric}` is for {period}"))
        .related(first, "first here")
        .help(match count {
            Some(_) => "say what to do with them: `aggregate: sum`, `count`, `first`, `last`, `min`, `max` or `mean`",
            None => "keep one of the two",
        })
}

pub static NO_ROWS: Code = Code {
    id: "K0821",
    title: "An extract without rows",
    cause: "Nothing would be imported. An extract that is empty because a query found nothing looks the same as one \
        that worked, so it is refused.",
    example: r"data/_imports.yaml
  where: { Sted: Amager }",
    cure: "Look at the extract, and at `where` of the import: texts are compared letter by letter.",
    allowable: false,
};

pub fn no_rows(place: Place, is_mapped: bool) -> Diagnostic {
    match is_mapped {
        true => NO_ROWS
            .error(place, "no row of the extract is one that the import reads")
            .help("look at `where` of the import: its texts are compared letter by letter, and `not` leaves out what it names"),
        false => NO_ROWS
            .error(place, "there are no rows under the names of the columns")
            .help("an empty extract changes nothing, so it is taken for a mistake"),
    }
}

pub static WHICH_PERIOD: Code = Code {
    id: "K0822",
    title: "A period that is not said",
    cause: "Without a column of periods the figures are those of the month that `--period` names, of its quarter or of \
        its year. A placeholder such as `{period}` is filled in from the same month.",
    example: r"data/_imports.yaml
  file: extract-{period}.csv",
    cure: "Name the month: `--period 2018-02`. Or name the column of periods.",
    allowable: false,
};

pub fn which_period(place: Place) -> Diagnostic {
    WHICH_PERIOD
        .error(place, "the extract does not say which period this is of")
        .help("name the month with `--period 2018-02`, or the column with `period` of the import")
}

pub fn no_period_ends(place: Place, metric: &str, grain: &str, month: Period) -> Diagnostic {
    let message = format!("`{metric}` is counted by {grain}, and no {grain} ends with {month}");
    WHICH_PERIOD.error(place, message).help(format!("say which {grain} it is of in a column `period`"))
}

pub fn period_is_asked_for(place: Place) -> Diagnostic {
    WHICH_PERIOD
        .error(place, "this is different for every month, and no month was named")
        .help("name the month with `--period 2018-02`")
}

pub static NO_PERIOD_IN_EXTRACT: Code = Code {
    id: "K0824",
    title: "A period that cannot be read",
    cause: "Periods are written 2018-02, 2018-Q1 or 2018, days 2018-02-28, unless `dates` of the import says \
        otherwise. A day stands for the period it lies in, and so does a time of the clock behind it, unless it is of a \
        zone. A week may be of two months.",
    example: r"data/_imports.yaml
  dates: dd-mm-yyyy",
    cure: "Mend the cell, or say in `dates` how all of them are written.",
    allowable: false,
};

pub fn no_period_in_extract(place: Place, written: &str, has_form: bool, year_start: i32) -> Diagnostic {
    NO_PERIOD_IN_EXTRACT.error(place, format!("`{written}` is not a period or a day")).help(match has_form {
        true => "mend it, or `dates` of the import, which says how they are written".to_owned(),
        false => format!(
            "write 2018-02, 2018-Q1, {} or 2018-02-28; `dates` of an import reads other forms, such as dd-mm-yyyy or \
             mmm-yy",
            example_of_year(year_start)
        ),
    })
}

pub fn time_of_a_zone(place: Place, written: &str) -> Diagnostic {
    NO_PERIOD_IN_EXTRACT
        .error(place, format!("`{written}` is a time of some zone, and could be of another day here"))
        .help("let the source write the day alone, as 2018-02-28, or the time as it was where it happened")
}

pub fn week(place: Place, written: &str) -> Diagnostic {
    NO_PERIOD_IN_EXTRACT
        .error(place, format!("`{written}` is a week, which may be of two months"))
        .help("let the source sum up by day or by month, or say `weeks: thursday`, by which each week is of the month of its Thursday")
}

pub static COUNT_IN_EXTRACT_IS_NOT_WHOLE: Code = Code {
    id: "K0825",
    title: "A count in an extract that is not whole",
    cause: "A stock or flow in numbers without `decimals` is a count of persons or things, and this \
        amount has decimals.",
    example: r#"extract.csv
visits,2018-04,"1,5""#,
    cure: "Round it at the source, or give the metric `decimals: 1` in `data/metrics.yaml`.",
    allowable: false,
};

pub fn count_in_extract_is_not_whole(place: Place, metric: &str, shown: &str) -> Diagnostic {
    COUNT_IN_EXTRACT_IS_NOT_WHOLE
        .error(place, format!("`{shown}` is not a whole number, but `{metric}` is a count"))
        .help("round it at the source; a metric with decimals says `decimals: 1` in data/metrics.yaml")
}

pub static OPEN_QUOTE: Code = Code {
    id: "K0852",
    title: "A quote in CSV that does not end where its cell does",
    cause: "A cell that begins with a double quote ends with the next one, and a quote within it is written twice. \
        Where that is not so, cells and whole rows would be taken for part of one text.",
    example: r#"extract.csv
visits,2018-03,41,"counted twice"#,
    cure: "Close the quote, or write it twice where it is part of the text. A program that saves CSV does both.",
    allowable: false,
};

pub fn open_quote(place: Place) -> Diagnostic {
    OPEN_QUOTE
        .error(place, "the quote that begins here is closed nowhere")
        .help("close it at the end of its cell; a quote that is part of the text is written twice")
}

pub fn text_behind_quote(place: Place) -> Diagnostic {
    OPEN_QUOTE
        .error(place, "text stands behind the quote that ends the cell here")
        .help("a quote that is part of the text is written twice; if an earlier one is not closed, close it")
}

pub fn row_within_quotes(place: Place) -> Diagnostic {
    OPEN_QUOTE
        .error(place, "the quote that begins here ends some lines further down, and what is between looks like a row")
        .help("close it at the end of its cell; if all of it is one text, take the line breaks out of it")
}

pub static UNCALCULATED: Code = Code {
    id: "K0853",
    title: "A formula without a result",
    cause: "The workbook was written by a program that does not calculate, so the cell holds a formula and no value. \
        What it would show, kalends does not reckon.",
    example: "$ kalends import extract.xlsx",
    cure: "Open the workbook in Excel or LibreOffice and save it: the results are stored with it.",
    allowable: false,
};

pub fn uncalculated(place: Place) -> Diagnostic {
    UNCALCULATED
        .error(place, "the formula of this cell was never calculated, so there is no value")
        .help("open the workbook in Excel or LibreOffice and save it, so that it holds the results")
}

pub static DURATION: Code = Code {
    id: "K0854",
    title: "A duration in the place of an amount",
    cause: "The cell holds a time such as 37:30, which could be counted in hours, in minutes or in days.",
    example: r"extract.csv
visits,2018-03,37:30",
    cure: "Say `duration: hours` beside the column in the import, or write a number at the source.",
    allowable: false,
};

pub fn duration(place: Place, shown: &str) -> Diagnostic {
    DURATION
        .error(place, format!("`{shown}` is a duration, and no number"))
        .help("say `duration: hours` in the import, which makes 37:30 the number 37.5, or write a number at the source")
}

pub static TOO_MANY_FAULTS: Code = Code {
    id: "K0869",
    title: "An extract with more faults than are collected",
    cause: "Ten thousand rows of it could not be read, so it is another file than the import describes, or a column \
        changed its meaning. The rows below were not read.",
    example: "$ kalends import extract.csv",
    cure: "Mend what the first of the other errors says, for most of them are of one kind, and import once more.",
    allowable: false,
};

pub fn too_many_faults(place: Place, found: usize) -> Diagnostic {
    TOO_MANY_FAULTS
        .error(place, format!("the rows below are not read, for {found} faults were found up to here"))
        .help("mend what the first of them says, for most are of one kind")
}
