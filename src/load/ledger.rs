//! ledger.jsonl: what was published, one line for each time that a report was, in the order in which it happened.
//!
//! Text → entries, and new records → lines behind them. Each line ends in a hash over itself and the line before, so a
//! line that was changed, taken out or put in between is found by whoever reads the file; that the last lines were cut
//! off is not, and needs a copy elsewhere to hold it against. Lines are never rewritten. Whether what is published still
//! agrees with the data is asked in `site`; files are read in `load` and written in `output`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::digest::sha256;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::{Diagnostic, faults};
use crate::model::ledger::{Entry, Figure, LEDGER, Ledger, Record};

/// A figure as a line holds it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FigureLine {
    metric: String,
    #[serde(with = "as_text")]
    period: Period,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<Option<String>>,
    value: Option<String>,
    text: String,
}

impl From<FigureLine> for Figure {
    fn from(FigureLine { metric, period, members, value, text }: FigureLine) -> Figure {
        Figure { metric, period, members, value, text }
    }
}

impl From<Figure> for FigureLine {
    fn from(Figure { metric, period, members, value, text }: Figure) -> FigureLine {
        FigureLine { metric, period, members, value, text }
    }
}

/// What stands before the hash in a line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: String,
    report: String,
    #[serde(with = "as_text")]
    period: Period,
    approved_by: Option<String>,
    digest: String,
    figures: Vec<FigureLine>,
    history: BTreeMap<String, BTreeMap<String, Option<String>>>,
    /// Only read: it is written behind the others, over which it is made.
    #[serde(default, skip_serializing)]
    chain: String,
}

/// Where the hash begins in a line; everything before it, closed by a brace, is what the hash is of.
const BEFORE_CHAIN: &str = ",\"chain\":\"";

/// The hash that the first line goes on from.
const BEGINNING: &str = "";

/// Adds what was published at the moment `at` and returns the lines to write behind the file. A record that is the
/// same as the newest one of its report says nothing new and is left out.
pub fn append(ledger: &mut Ledger, records: Vec<Record>, at: &str) -> String {
    let mut lines = String::new();
    let mut newest: BTreeMap<String, usize> =
        ledger.entries.iter().enumerate().map(|(index, entry)| (entry.record.report.clone(), index)).collect();
    for record in records {
        let index = newest.insert(record.report.clone(), ledger.entries.len());
        if let Some(index) =
            index.filter(|index| ledger.entries.get(*index).is_some_and(|entry| entry.record == record))
        {
            newest.insert(record.report, index);
            continue;
        }
        let before = ledger.entries.last().map_or(BEGINNING, |entry| entry.chain.as_str());
        let body = body(&record, at);
        let chain = chain(before, &body);
        // The body ends in a brace.
        lines.push_str(&body[..body.len() - 1]);
        lines.push_str(&format!("{BEFORE_CHAIN}{chain}\"}}\n"));
        let line = ledger.entries.last().map_or(1, |entry| entry.line.saturating_add(1));
        ledger.entries.push(Entry { line, at: at.to_owned(), record, chain });
    }
    lines
}

/// Reads the file and holds each line against the one before.
///
/// The fault of the first line that cannot be read or does not follow from the one before; what stands behind it proves
/// nothing any more. An empty text is an empty ledger.
pub fn read(text: &str) -> Result<Ledger, Diagnostic> {
    let file: Arc<str> = LEDGER.into();
    let mut ledger = Ledger::default();
    let mut before = BEGINNING.to_owned();
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let place = |column: usize| Place {
            file: file.clone(),
            line: number,
            column: u32::try_from(column.max(1)).unwrap_or(u32::MAX),
            length: 1,
        };
        let read: Line = serde_json::from_str(line).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            faults::ledger_unreadable(place(error.column()), reason)
        })?;
        let body = line.rsplit_once(BEFORE_CHAIN).map(|(body, _)| format!("{body}}}"));
        if body.is_none_or(|body| chain(&before, &body) != read.chain) {
            return Err(faults::ledger_broken(place(1), number));
        }
        before.clone_from(&read.chain);
        ledger.entries.push(entry(read, number).map_err(|period| faults::no_period(place(1), &period))?);
    }
    Ok(ledger)
}

fn entry(line: Line, number: u32) -> Result<Entry, String> {
    let mut history = BTreeMap::new();
    for (metric, values) in line.history {
        let values: Result<BTreeMap<Period, _>, String> = values
            .into_iter()
            .map(|(period, value)| Ok((Period::read(&period, 1).map_err(|_| period)?, value)))
            .collect();
        history.insert(metric, values?);
    }
    let Line { at, report, period, approved_by, digest, figures, chain, .. } = line;
    let figures = figures.into_iter().map(Figure::from).collect();
    Ok(Entry { line: number, at, record: Record { report, period, approved_by, digest, figures, history }, chain })
}

fn body(record: &Record, at: &str) -> String {
    let values = |values: &BTreeMap<Period, Option<String>>| {
        values.iter().map(|(period, value)| (period.to_string(), value.clone())).collect()
    };
    let line = Line {
        at: at.to_owned(),
        report: record.report.clone(),
        period: record.period,
        approved_by: record.approved_by.clone(),
        digest: record.digest.clone(),
        figures: record.figures.iter().cloned().map(FigureLine::from).collect(),
        history: record.history.iter().map(|(metric, of)| (metric.clone(), values(of))).collect(),
        chain: String::new(),
    };
    // Text, lists and maps with text as keys always can be written.
    serde_json::to_string(&line).unwrap_or_else(|_| "{}".to_owned())
}

fn chain(before: &str, body: &str) -> String {
    sha256(format!("{before}\n{body}").as_bytes())
}

/// A period as the text that it is written as.
mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::base::period::Period;

    pub fn serialize<S: Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(period)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        let text = String::deserialize(deserializer)?;
        Period::read(&text, 1).map_err(|_| D::Error::custom(format!("`{text}` is not a period")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(report: &str, value: &str) -> Record {
        let period = Period::read(report, 1).expect("a period");
        let figure = |members: Vec<Option<String>>, value: Option<&str>| Figure {
            metric: "beds".to_owned(),
            period,
            members,
            value: value.map(str::to_owned),
            text: value.unwrap_or("–").to_owned(),
        };
        Record {
            report: report.to_owned(),
            period,
            approved_by: Some("Anna".to_owned()),
            digest: sha256(value.as_bytes()),
            figures: vec![figure(vec![None], Some(value)), figure(vec![Some("a".to_owned())], None)],
            history: BTreeMap::from([("beds".to_owned(), BTreeMap::from([(period.previous(), None)]))]),
        }
    }

    fn lines() -> String {
        let mut ledger = Ledger::default();
        append(&mut ledger, vec![record("2018-01", "5"), record("2018-02", "6")], "2018-03-05T09:30:00Z")
            + &append(&mut ledger, vec![record("2018-01", "5"), record("2018-02", "7")], "2018-04-05T09:30:00Z")
    }

    /// Where the ledger is broken.
    #[track_caller]
    fn check(text: &str, line: u32, message: &str) {
        let fault = read(text).expect_err("a broken ledger");
        assert_eq!((fault.place.line, fault.message.as_str()), (line, message));
    }

    #[test]
    fn what_was_appended_is_read_again() {
        let text = lines();
        assert_eq!(text.lines().count(), 3, "an unchanged report is not recorded twice");
        let ledger = read(&text).expect("a ledger");
        let newest = ledger.newest();
        assert_eq!(newest["2018-01"].record, record("2018-01", "5"));
        assert_eq!(newest["2018-02"].record, record("2018-02", "7"));
        assert_eq!((newest["2018-02"].line, newest["2018-02"].at.as_str()), (3, "2018-04-05T09:30:00Z"));
        assert_eq!(read("").expect("a ledger"), Ledger::default());
        let mut again = ledger.clone();
        let more = append(&mut again, vec![record("2018-03", "8")], "2018-05-05T09:30:00Z");
        assert_eq!(read(&(text + &more)).expect("a ledger"), again);
    }

    #[test]
    fn a_line_that_was_changed_taken_out_or_moved_breaks_the_chain() {
        let text = lines();
        let [first, second, third] = text.lines().collect::<Vec<_>>()[..] else { panic!("three lines") };
        let broken = "the line does not follow from the one before: it was changed, or one before it was taken out";
        check(&text.replacen("\"value\":\"5\"", "\"value\":\"8\"", 1), 1, broken);
        check(&text.replacen("Anna", "Bent", 1), 1, broken);
        check(&format!("{first}\n{}\n", third.replace("\"7\"", "\"6\"")), 2, broken);
        check(&format!("{second}\n{third}\n"), 1, broken);
        check(&format!("{first}\n{third}\n"), 2, broken);
        check(&format!("{second}\n{first}\n{third}\n"), 1, broken);
        check(&format!("{first}\n{first}\n"), 2, broken);
        check(&text.replacen("{\"at\"", "{ \"at\"", 1), 1, broken);
    }

    #[test]
    fn what_is_no_line_of_a_ledger_is_told_where_it_stands() {
        check("\n", 1, "this is no line of a ledger: EOF while parsing a value");
        check("{\"at\":1}", 1, "this is no line of a ledger: invalid type: integer `1`, expected a string");
        check(
            &lines().replacen("\"report\"", "\"raport\"", 1),
            1,
            "this is no line of a ledger: unknown field `raport`, \
            expected one of `at`, `report`, `period`, `approved_by`, `digest`, `figures`, `history`, `chain`",
        );
        check(&lines().replacen("2018-01", "2018-99", 2), 1, "this is no line of a ledger: `2018-99` is not a period");
        check(&"[".repeat(10_000), 1, "this is no line of a ledger: invalid type: sequence, expected a string");
    }
}
