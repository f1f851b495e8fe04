//! Named imports: how the columns of an extract become observations, as data/_imports.yaml says it.

use indexmap::IndexMap;

use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Date;
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
    /// The row that names the columns, from 1.
    pub header: u32,
    pub separator: Option<char>,
    pub decimal: Option<Mark>,
    /// How dates and periods are written; `None`: as 2018-02-28, 2018-02, 2018-Q1, 2018.
    pub dates: Option<DateForm>,
    /// The column of periods or dates; `None`: every row is of the snapshot's period.
    pub period: Option<Named>,
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
    pub texts: Vec<String>,
    /// Whether rows with one of the texts are read, or all others.
    pub keeps: bool,
}

/// The observations of one metric.
#[derive(Debug, Clone)]
pub struct Figures {
    pub metric: String,
    /// The column of amounts; only counting does without.
    pub value: Option<Named>,
    /// Where the members come from, one for each dimension of the metric in their order; none for its total.
    pub members: Vec<MemberOf>,
    pub filters: Vec<Filter>,
    pub aggregate: Aggregate,
    /// Whether rows without an amount are left out instead of being a fault.
    pub skip_empty: bool,
    pub place: Place,
}

#[derive(Debug, Clone)]
pub enum MemberOf {
    Column(Named),
    Fixed(String),
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
}

impl Aggregate {
    pub const WORDS: [(&'static str, Aggregate); 7] = [
        ("one", Aggregate::One),
        ("sum", Aggregate::Sum),
        ("count", Aggregate::Count),
        ("first", Aggregate::First),
        ("last", Aggregate::Last),
        ("min", Aggregate::Min),
        ("max", Aggregate::Max),
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

/// A day, or a period that an extract names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Day(Date),
    Period(Period),
}

/// How dates or periods are written: `dd-mm-yyyy`, `mm/yyyy`, `yyyyKq`. A run of `d`, `m`, `q` or `yyyy` is a number,
/// all else stands for itself; a number of days or months may be written with one digit where something parts it from
/// the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateForm {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Quarter,
    Month,
    Day,
    Letter(char),
}

impl DateForm {
    /// `None` for a form without a year, with anything twice, or with a day but no month.
    ///
    /// ```
    /// # use kalends::base::period::Period;
    /// # use kalends::model::imports::{DateForm, When};
    /// let form = DateForm::parse("dd-mm-yyyy").ok_or("a form")?;
    /// assert_eq!(form.read("1-2-2018"), Some(When::Day("2018-02-01".parse()?)));
    /// assert_eq!(form.read("30-02-2018"), None);
    /// let form = DateForm::parse("yyyyKq").ok_or("a form")?;
    /// assert_eq!(form.read("2018K1"), Some(When::Period(Period::read("2018-Q1", 1)?)));
    /// assert_eq!(DateForm::parse("dd-mm"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(form: &str) -> Option<DateForm> {
        let mut parts = Vec::new();
        let mut rest = form;
        while let Some(letter) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches(letter).len();
            let part = match (letter, run) {
                ('y', 4) => Part::Year,
                ('q', 1) => Part::Quarter,
                ('m', 1 | 2) => Part::Month,
                ('d', 1 | 2) => Part::Day,
                ('y' | 'q' | 'm' | 'd', _) => return None,
                (letter, _) => Part::Letter(letter),
            };
            let taken = if matches!(part, Part::Letter(_)) { letter.len_utf8() } else { run };
            if !matches!(part, Part::Letter(_)) && parts.contains(&part) {
                return None;
            }
            parts.push(part);
            rest = &rest[taken..];
        }
        let has = |part: Part| parts.contains(&part);
        let sensible =
            has(Part::Year) && (has(Part::Month) || !has(Part::Day)) && !(has(Part::Quarter) && has(Part::Month));
        sensible.then_some(DateForm { parts })
    }

    /// The day or period that `text` names; `None` when it is not of this form or there is no such day.
    pub fn read(&self, text: &str) -> Option<When> {
        let (mut year, mut quarter, mut month, mut day) = (None, None, None, None);
        let mut rest = text.trim();
        for (index, part) in self.parts.iter().enumerate() {
            let (slot, most) = match part {
                Part::Letter(letter) => {
                    rest = rest.strip_prefix(*letter)?;
                    continue;
                }
                Part::Year => (&mut year, 4),
                Part::Quarter => (&mut quarter, 1),
                Part::Month => (&mut month, 2),
                Part::Day => (&mut day, 2),
            };
            let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
            let is_parted = matches!(self.parts.get(index + 1), None | Some(Part::Letter(_)));
            if digits == 0 || digits < most && (most == 4 || !is_parted) {
                return None;
            }
            *slot = Some(rest.get(..digits)?.parse::<i16>().ok()?);
            rest = &rest[digits..];
        }
        let year = year.filter(|_| rest.is_empty())?;
        // The years of a form are the calendar's.
        let period = |text: String| Period::read(&text, 1).ok().map(When::Period);
        match (quarter, month, day) {
            (_, Some(month), Some(day)) => {
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(When::Day)
            }
            (_, Some(month), None) => period(format!("{year:04}-{month:02}")),
            (Some(quarter), None, _) => period(format!("{year:04}-Q{quarter}")),
            (None, None, _) => period(format!("{year:04}")),
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
