//! Named imports: how the columns of an extract become observations, as data/_imports.yaml says it.

mod dates;

pub use dates::{
    DateForm, MonthNames, When, filled, is_clock, placeholder_fault, shows_zone, thursday, thursdays, week_of_iso,
};
use indexmap::IndexMap;

use crate::base::place::Place;
use crate::model::Decimal;
use crate::model::snapshot::Status;

/// All named imports, in the order of the author's file.
pub type Imports = IndexMap<String, Import>;

/// One way to read extracts of one kind.
#[derive(Debug, Clone)]
pub struct Import {
    /// `None`: the file is named on the command line.
    pub origin: Option<Origin>,
    /// How long a command may take; `None`: as long as usual.
    pub timeout_seconds: Option<u64>,
    /// The sheet of a workbook; `None`: its only or first visible one.
    pub sheet: Option<Named>,
    pub header: HeaderRows,
    /// What begins the row at which the table ends; an empty text is a blank row.
    pub until: Vec<Named>,
    /// Columns that are found by their place, by the names that the mapping gives them.
    pub columns: IndexMap<String, ColumnAt>,
    /// What the headings of columns name, from the upper row to the lower one.
    pub across: Vec<Across>,
    /// Headings of columns that are left out where headings name something.
    pub ignore: Vec<String>,
    /// The columns whose empty cells mean what stands above.
    pub fill: Fill,
    /// Whether a row of CSV may lack cells at its end, which are then empty.
    pub takes_short: bool,
    /// Whether hidden rows are read; `None`: they are, with a warning.
    pub takes_hidden: Option<bool>,
    /// What stands in the place of an amount, or behind one.
    pub markers: Vec<Marker>,
    pub separator: Option<char>,
    pub decimal: Option<Mark>,
    /// How dates and periods are written; none: as 2018-02-28, 2018-02, 2018-Q1, 2018.
    pub dates: Vec<DateForm>,
    /// Whether periods are weeks, each of the month of its Thursday.
    pub has_weeks: bool,
    /// The year of forms that leave it out.
    pub year: Option<Named>,
    /// The column of periods or dates, or those that hold their parts; none: every row is of the snapshot's period.
    pub period: Vec<Named>,
    /// Whether what ends after the snapshot's month is left out.
    pub skips_later: bool,
    /// What rows are read; all of them must agree.
    pub filters: Vec<Filter>,
    pub figures: Vec<Figures>,
    /// What the extract calls members, by dimension and the name there.
    pub members: IndexMap<String, IndexMap<String, String>>,
    /// What is stated with every figure.
    pub source: Option<String>,
    pub status: Option<Status>,
    /// Where it is defined.
    pub place: Place,
}

/// The rows that name the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderRows {
    /// The first that has all columns of the mapping.
    Found,
    /// There are none: every row is one of the table.
    None,
    /// From 1, in their order.
    Rows(Vec<u32>),
    /// As many, of which the first has all these names.
    Holding(Vec<Named>, u32),
}

impl HeaderRows {
    /// How many rows the header has.
    pub fn count(&self) -> usize {
        match self {
            HeaderRows::Found => 1,
            HeaderRows::None => 0,
            HeaderRows::Rows(rows) => rows.len(),
            HeaderRows::Holding(_, count) => *count as usize,
        }
    }
}

/// The place of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnAt {
    /// From 0.
    Position(usize),
    /// The one of this number, from 1, among those with the same heading.
    Heading(Named, usize),
}

/// What a row of headings names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Across {
    Period,
    Dimension(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fill {
    No,
    /// Every column of labels that the mapping names.
    All,
    Columns(Vec<Named>),
}

/// A text in the place of an amount, or behind one.
#[derive(Debug, Clone)]
pub struct Marker {
    pub text: String,
    /// What it means alone; `None`: it stands behind amounts only.
    pub alone: Option<Meaning>,
    /// The note of an amount that it stands behind; `None`: it stands alone only.
    pub behind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    Zero,
    /// Known to be missing, for this reason.
    Missing(String),
    /// Hidden by the source, with its words or those of the site's language.
    Hidden(Option<String>),
}

/// A name that an author wrote, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub place: Place,
}

/// Where an extract comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A path from the site's folder, in which `*` stands for any letters of one name.
    File(Named),
    /// The words of a command that prints CSV.
    Command(Vec<String>),
}

/// The words of a command line, taken apart as a shell would, without any of a shell's other doings. `None` when a
/// quote is not closed or there is no word.
///
/// ```
/// # use kalends::model::imports::words;
/// assert_eq!(words("psql -c 'select 1'"), Some(vec!["psql".into(), "-c".into(), "select 1".into()]));
/// assert_eq!(words("psql 'select"), None);
/// ```
///
/// On Windows `\` is part of a path, unless a quote follows it.
pub fn words(command: &str) -> Option<Vec<String>> {
    let read = if cfg!(windows) { shlex::split(&with_plain_backslashes(command)) } else { shlex::split(command) };
    read.filter(|words| !words.is_empty())
}

/// Doubles each `\` that a shell would read as the sign that makes the next one plain, but those before a double quote.
fn with_plain_backslashes(command: &str) -> String {
    let mut plain = String::with_capacity(command.len());
    let mut quote = None;
    let mut signs = command.chars().peekable();
    while let Some(sign) = signs.next() {
        plain.push(sign);
        match sign {
            '\\' if signs.peek() == Some(&'"') => plain.extend(signs.next()),
            '\\' if quote != Some('\'') => plain.push(sign),
            '"' | '\'' if quote == Some(sign) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(sign),
            _ => {}
        }
    }
    plain
}

/// Which rows are read.
#[derive(Debug, Clone)]
pub struct Filter {
    pub column: Named,
    pub test: Test,
}

#[derive(Debug, Clone)]
pub enum Test {
    /// Rows with one of the texts.
    Texts(Vec<String>),
    /// All others.
    NoneOf(Vec<String>),
    /// Rows with a number or a day from the first bound to the second, both included.
    Range(Option<Named>, Option<Named>),
}

/// The observations of one metric.
#[derive(Debug, Clone)]
pub struct Figures {
    pub metric: String,
    /// The columns of amounts that are added up. None: counting does without, and where headings name something every
    /// column of theirs is one.
    pub plus: Vec<Named>,
    /// The columns of amounts that are taken away.
    pub minus: Vec<Named>,
    /// The columns of the lower and the upper ends of intervals around the amounts.
    pub interval: Option<[Named; 2]>,
    /// Whether the columns are those below headings that name what they are of.
    pub is_across: bool,
    /// Where the members come from, one for each dimension of the metric in their order; none for its total.
    pub members: Vec<MemberOf>,
    pub filters: Vec<Filter>,
    pub aggregate: Aggregate,
    pub empty: Empty,
    /// What an amount is multiplied by.
    pub scale: Option<Decimal>,
    /// What may stand before or behind an amount.
    pub unit: Option<String>,
    /// Whether durations are read, as hours.
    pub is_duration: bool,
    /// Whether the amounts run on within a year, so that each is less the one of the period before.
    pub is_cumulative: bool,
    pub place: Place,
}

/// What an empty amount means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Empty {
    #[default]
    Fault,
    Skip,
    Zero,
}

#[derive(Debug, Clone)]
pub enum MemberOf {
    Column(Named),
    Fixed(String),
    /// The headings name it.
    Across,
}

/// How the rows of one figure become one amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aggregate {
    /// There is one row.
    #[default]
    One,
    Sum,
    /// How many rows there are.
    Count,
    First,
    Last,
    Min,
    Max,
    /// Their sum by their number.
    Mean,
    /// How many different texts there are in the column.
    Distinct,
}

impl Aggregate {
    pub const WORDS: [(&'static str, Aggregate); 9] = [
        ("one", Aggregate::One),
        ("sum", Aggregate::Sum),
        ("count", Aggregate::Count),
        ("first", Aggregate::First),
        ("last", Aggregate::Last),
        ("min", Aggregate::Min),
        ("max", Aggregate::Max),
        ("mean", Aggregate::Mean),
        ("distinct", Aggregate::Distinct),
    ];

    /// The word in data/_imports.yaml.
    pub fn word(self) -> &'static str {
        Aggregate::WORDS.iter().find(|(_, aggregate)| *aggregate == self).map_or("", |(word, _)| word)
    }
}

/// The mark before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

impl Mark {
    pub const WORDS: [(&'static str, Mark); 2] = [(".", Mark::Point), (",", Mark::Comma)];

    /// The mark itself.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Point => ".",
            Mark::Comma => ",",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_windows_a_backslash_is_part_of_a_path() {
        for (command, expected) in [
            (r"C:\tools\duckdb.exe -csv", r"C:\tools\duckdb.exe|-csv"),
            (r#""C:\Program Files\x.exe" \\server\share\a.csv"#, r"C:\Program Files\x.exe|\\server\share\a.csv"),
            (r"sqlite3 'C:\a b\x.db'", r"sqlite3|C:\a b\x.db"),
            (r#"x "say \"so\"""#, r#"x|say "so""#),
        ] {
            let words = shlex::split(&with_plain_backslashes(command)).expect("closed quotes");
            assert_eq!(words.join("|"), expected, "{command}");
        }
    }
}
