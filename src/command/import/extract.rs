//! An extract of a source system → changes of the snapshots in `data/`.
//!
//! ```text
//! bytes ──► sheet ──► claims ──► plan
//!           (cells)   (figures)  (new texts of files)
//! ```
//!
//! An extract is a file or what a command prints. It is read whole or not at all, and nothing is guessed: what a row
//! does not say is a fault at its place. Nothing is written here; a plan says what would be.

#![expect(clippy::disallowed_methods, reason = "an extract may come from a program that is asked for")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::base::period::Period;
use crate::command::process;
use crate::diag::{Diagnostic, faults};
use crate::model::imports::{MonthNames, filled};
use crate::output;

/// The bytes of an extract and what it is called.
#[derive(Debug)]
pub struct Extract {
    /// In messages, and in comments of snapshots: the same on every machine.
    pub name: String,
    /// In comments, where it is more than the name.
    pub origin: String,
    pub bytes: Vec<u8>,
}

impl Extract {
    pub fn of_file((name, bytes): (String, Vec<u8>)) -> Extract {
        Extract { origin: name.clone(), name, bytes }
    }
}

/// The variables of a command's environment that say the month that is asked for, with their values in `month`.
fn variables(month: Period) -> [(&'static str, String); 3] {
    let last_day = crate::model::Date::new(month.year() as i16, month.number() as i8, 1)
        .map_or_else(|_| String::new(), |first| first.last_of_month().to_string());
    [
        ("KALENDS_PERIOD", month.to_string()),
        ("KALENDS_FIRST_DAY", format!("{month}-01")),
        ("KALENDS_LAST_DAY", last_day),
    ]
}

/// Runs a command in the folder `root`, without a shell, and returns what it prints. Each placeholder stays within its
/// argument.
pub fn run(
    words: &[String],
    root: &Path,
    (month, months): (Option<Period>, &[MonthNames]),
    patience: Duration,
) -> Result<Extract, Diagnostic> {
    let name = shown(words);
    // In a command the month is written in the language of the site, which is the first.
    let filled: Option<Vec<String>> =
        words.iter().map(|word| filled(word, month, months)?.into_iter().next()).collect();
    let Some((program, arguments)) = filled.as_ref().and_then(|words| words.split_first()) else {
        return Err(faults::period_is_asked_for(crate::base::place::Place::of_file(name)));
    };
    let mut command = Command::new(place_of(program, root));
    command.args(arguments).current_dir(root);
    if let Some(month) = month {
        command.envs(variables(month));
    }
    let ended = process::run(&mut command, true, patience).map_err(|fault| match fault {
        process::Fault::NotStarted(error) => faults::command_does_not_start(program, &error.to_string()),
        process::Fault::TookTooLong => faults::command_too_slow(program, patience.as_secs()),
    })?;
    if ended.output.len() as u64 > process::LARGEST_OUTPUT {
        return Err(faults::command_printed_too_much(program));
    }
    if !ended.status.success() {
        let how = ended.status.code().map_or("a signal".to_owned(), |code| format!("exit status {code}"));
        return Err(faults::command_failed(program, &how, &ended.last_lines));
    }
    let hash = output::hash(&ended.output);
    let short = hash.get(..8).unwrap_or(&hash);
    Ok(Extract { origin: format!("{name} ({short})"), name, bytes: ended.output })
}

/// A path leads from the site's folder, where Windows takes it from the folder that kalends was started in; a mere name is
/// looked for on the search path.
fn place_of(program: &str, root: &Path) -> PathBuf {
    let is_path = program.contains('/') || Path::new(program).components().count() > 1;
    let place = is_path.then(|| std::path::absolute(root.join(program)).ok());
    place.flatten().unwrap_or_else(|| program.into())
}

/// A longer command is cut in comments and messages.
const LONGEST_SHOWN: usize = 60;

/// A command as comments and messages show it: in one line, and without what looks like a password.
fn shown(words: &[String]) -> String {
    let safe = words.iter().map(|word| {
        let word = match word.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?))) {
            Some((scheme, (_, host))) => format!("{scheme}://…@{host}"),
            None => word.clone(),
        };
        // Small letters of the same length, so that places in them are places in the word.
        let lower = word.to_ascii_lowercase();
        let secret = ["password=", "pwd=", "token=", "secret="].iter().find_map(|name| {
            let start = lower.find(name)? + name.len();
            word.get(..start)
        });
        match secret {
            Some(start) => format!("{start}…"),
            None => word.split(|c: char| c.is_whitespace() || c.is_control()).collect::<Vec<_>>().join(" "),
        }
    });
    let line = safe.collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_SHOWN).and_then(|(end, _)| line.get(..end)) {
        Some(start) => format!("{}…", start.trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn a_command_is_shown_without_its_secrets() {
        assert_eq!(shown(&words("psql|--csv|postgres://anna:geheim@db/x")), "psql --csv postgres://…@db/x");
        assert_eq!(shown(&words("psql|host=db Password=geheim user=x")), "psql host=db Password=…");
        // Its small letter is a byte longer than the capital one.
        assert_eq!(shown(&words("psql|İİİİ PWD=å")), "psql İİİİ PWD=…");
        assert_eq!(shown(&words("q|select\n  1")), "q select   1");
    }
}
