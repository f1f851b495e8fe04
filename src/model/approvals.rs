//! Sign-offs of reports: who approved what, taken apart so that a later change can say what it changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::base::address::is_markdown;
use crate::base::digest::{Sha256, sha256};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Date;

/// One sign-off in approvals.yaml. It covers all reports of its period.
#[derive(Debug, Clone)]
pub struct Approval {
    pub period: Period,
    /// The name of whoever approved.
    pub by: String,
    pub date: Date,
    /// Why it was approved although something was wrong.
    pub anyway: Option<String>,
    /// What was approved.
    pub parts: Parts,
    /// A minisign signature of [`Approval::statement`].
    pub signature: Option<String>,
    /// Of its period in approvals.yaml.
    pub place: Place,
}

/// What decides how the reports of a period look, in parts that each have a hash. Notices of later revisions are no
/// part of it, nor are links to other reports and the lines of files: these change without anybody changing the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// The version of kalends, and with it the built-in templates.
    pub program: String,
    pub figures: BTreeMap<String, FigurePart>,
    /// The narrative and the pictures that it names: hash by the path of the file.
    pub text: BTreeMap<String, String>,
    /// The files in templates/ of the site: hash by path.
    pub templates: BTreeMap<String, String>,
    /// The settings: hash by key of kalends.yaml, or by the path of a file that the theme names.
    pub settings: BTreeMap<String, String>,
    /// What else readers see, by what it is: the dates and kinds of each metric's figures, the order of the metrics,
    /// where links lead. `None` in a sign-off of an older kalends, which says nothing of it.
    pub also: Option<BTreeMap<String, String>>,
    /// Hashes of `also` as an older kalends wrote them, where these are others. A sign-off has none.
    pub older: BTreeMap<String, String>,
}

/// What the reports show of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigurePart {
    /// The whole of the metric as text, as reports print it.
    pub value: String,
    /// Of everything that is shown of it: value, parts, history, target, definition.
    pub hash: String,
}

/// Digits that a hash of one part has: enough to tell that it changed. The digest of them all has all of its own.
const SHORT: usize = 16;

/// The hash of a part.
pub fn short_hash(bytes: &[u8]) -> String {
    shortened(sha256(bytes))
}

fn shortened(mut hash: String) -> String {
    hash.truncate(SHORT);
    hash
}

/// What the names in `also` end with, behind the id of a metric, that are of what is said beside its figures.
pub const SAID_BESIDE: &str = ": notes, actions, days and reasons of its parts and earlier periods";

/// The same of the amounts of its parts and earlier periods, where these are from, and what they are held against.
pub const IN_REACH: &str = ": amounts, sources and targets of its parts and earlier periods";

/// The name in `also` of what the text takes from elsewhere. A sign-off without it says nothing of [`IN_REACH`] either.
pub const TAKEN: &str = "words that the text takes from elsewhere";

/// The same of what is reckoned from amounts before its history.
pub const RECKONED: &str = ": what is reckoned from its earlier amounts";

/// The name in `also` of who answers for the report, as the page of its folder says. A sign-off without it says nothing
/// of [`RECKONED`] either.
pub const CONTACT: &str = "who answers for it";

/// The hash of a part that comes piece by piece. Writing to it never fails.
#[derive(Debug, Default)]
pub struct ShortHash(Sha256);

impl ShortHash {
    /// The same as [`short_hash`] of all pieces.
    pub fn finish(self) -> String {
        shortened(self.0.finish())
    }
}

impl io::Write for ShortHash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Parts {
    /// SHA-256 of all parts in order.
    pub fn digest(&self) -> String {
        let mut all = format!("program {}\n", self.program);
        for (metric, figure) in &self.figures {
            all.push_str(&format!("figure {metric} {} {}\n", figure.hash, figure.value));
        }
        for (kind, hashes) in [("text", &self.text), ("template", &self.templates), ("setting", &self.settings)] {
            for (name, hash) in hashes {
                all.push_str(&format!("{kind} {name} {hash}\n"));
            }
        }
        for (name, hash) in self.also.iter().flatten() {
            all.push_str(&format!("also {name} {hash}\n"));
        }
        sha256(all.as_bytes())
    }

    /// What differs in `now`, in words: figures first. Empty exactly when both are the same.
    pub fn changes(&self, now: &Parts) -> Vec<String> {
        let mut changes = Vec::new();
        // The hashes are of all reports of the period together, so with another one they say nothing.
        let texts =
            |parts: &Parts| parts.text.keys().filter(|path| is_markdown(path)).cloned().collect::<BTreeSet<_>>();
        let are_same_reports = texts(self) == texts(now);
        for (metric, was) in &self.figures {
            match now.figures.get(metric) {
                None => changes.push(format!("{metric}: {} is no longer reported", was.value)),
                Some(is) if is.value != was.value => {
                    changes.push(format!("{metric}: {} is now {}", was.value, is.value));
                }
                Some(is) if is.hash != was.hash && are_same_reports => {
                    changes
                        .push(format!("{metric}: {} stands, but not its parts, history, target or words", was.value));
                }
                Some(_) => {}
            }
        }
        let new = now.figures.iter().filter(|(metric, _)| !self.figures.contains_key(*metric));
        changes.extend(new.map(|(metric, is)| format!("{metric}: {} is new", is.value)));
        let text = |path: &str| match is_markdown(path) {
            true if !self.text.contains_key(path) => format!("text of {path} is new"),
            true => format!("text of {path}"),
            false => format!("file {path}"),
        };
        changes.extend(differing(&self.text, &now.text).map(text));
        changes.extend(differing(&self.templates, &now.templates).map(|path| format!("template {path}")));
        let setting = |name: &str| match name.contains('/') {
            true => format!("file {name}"),
            false => format!("setting `{name}`"),
        };
        changes.extend(differing(&self.settings, &now.settings).map(setting));
        if let (Some(was), Some(is)) = (&self.also, &now.also) {
            // What an older sign-off does not say cannot change.
            let is_said = was.keys().any(|name| name.ends_with(SAID_BESIDE));
            // Of a metric that is named already it is a part.
            let is_named = |id: &str| self.figures.get(id) != now.figures.get(id);
            let (is_in_reach, is_reckoned) = (was.contains_key(TAKEN), was.contains_key(CONTACT));
            let is_reached = |id: &str| {
                let name = format!("{id}{IN_REACH}");
                was.get(&name) != is.get(&name) && was.get(&name) != now.older.get(&name)
            };
            let ends =
                |name: &'_ str| [SAID_BESIDE, IN_REACH, RECKONED].map(|end| name.strip_suffix(end).map(str::to_owned));
            let is_own = |name: &&str| match ends(name) {
                [Some(id), ..] => is_said && !is_named(&id),
                [_, Some(id), _] => is_in_reach && !is_named(&id),
                [.., Some(id)] => is_reckoned && !is_named(&id) && !is_reached(&id),
                _ if *name == TAKEN => is_in_reach,
                _ => *name != CONTACT || is_reckoned,
            };
            let is_of_all = |name: &&str| are_same_reports || !(was.contains_key(*name) && is.contains_key(*name));
            let is_older = |name: &&str| was.get(*name).is_some_and(|hash| now.older.get(*name) == Some(hash));
            let names = differing(was, is).filter(is_own).filter(is_of_all).filter(|name| !is_older(name));
            changes.extend(names.map(str::to_owned));
        }
        if self.program != now.program {
            changes.push(format!("kalends {} is now {}", self.program, now.program));
        }
        changes
    }
}

/// The names whose hashes are not the same in both, or that are only in one.
fn differing<'a>(
    was: &'a BTreeMap<String, String>,
    now: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = &'a str> {
    let gone_or_changed = was.iter().filter(|(name, hash)| now.get(*name) != Some(hash));
    let new = now.iter().filter(|(name, _)| !was.contains_key(*name));
    let mut names: Vec<&str> = gone_or_changed.chain(new).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.into_iter()
}

impl Approval {
    /// What a signature is made over: everything that the sign-off says.
    pub fn statement(&self) -> String {
        let anyway = self.anyway.as_ref().map_or(String::new(), |reason| format!("anyway: {reason}\n"));
        format!(
            "kalends approval\nperiod: {}\nby: {}\ndate: {}\n{anyway}digest: {}\n",
            self.period,
            self.by,
            self.date,
            self.parts.digest()
        )
    }

    /// SHA-256 of the statement.
    pub fn digest(&self) -> String {
        sha256(self.statement().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        let hashes = |name: &str| BTreeMap::from([(name.to_owned(), short_hash(name.as_bytes()))]);
        let part = |value: &str| FigurePart { value: value.to_owned(), hash: short_hash(value.as_bytes()) };
        Parts {
            program: "0.1.0".to_owned(),
            figures: BTreeMap::from([("beds".to_owned(), part("1,807")), ("staff".to_owned(), part("5"))]),
            text: hashes("content/2018-02.md"),
            templates: hashes("templates/report.html"),
            settings: hashes("title"),
            also: Some(hashes("order of the metrics")),
            older: BTreeMap::new(),
        }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Parts), expected: &[&str]) {
        let mut now = parts();
        change(&mut now);
        assert_eq!(parts().changes(&now), expected);
        assert_eq!(parts().digest() == now.digest(), expected.is_empty());
    }

    #[test]
    fn every_part_that_changes_is_named() {
        let part = |value: &str, hash: &str| FigurePart { value: value.to_owned(), hash: hash.to_owned() };
        check(|_| {}, &[]);
        check(|now| now.program = "0.2.0".to_owned(), &["kalends 0.1.0 is now 0.2.0"]);
        check(|now| drop(now.figures.insert("beds".to_owned(), part("1,817", ""))), &["beds: 1,807 is now 1,817"]);
        check(
            |now| drop(now.figures.insert("beds".to_owned(), part("1,807", ""))),
            &["beds: 1,807 stands, but not its parts, history, target or words"],
        );
        check(|now| drop(now.figures.remove("beds")), &["beds: 1,807 is no longer reported"]);
        check(|now| drop(now.figures.insert("new".to_owned(), part("3", ""))), &["new: 3 is new"]);
        check(|now| now.text.clear(), &["text of content/2018-02.md"]);
        check(
            |now| drop(now.text.insert("content/_report.md".to_owned(), String::new())),
            &["text of content/_report.md is new"],
        );
        // Hashes of all reports together are others with another one.
        check(
            |now| {
                now.text.insert("content/_report.md".to_owned(), String::new());
                now.figures.insert("beds".to_owned(), part("1,807", ""));
            },
            &["text of content/_report.md is new"],
        );
        check(
            |now| drop(now.templates.insert("templates/report.html".to_owned(), String::new())),
            &["template templates/report.html"],
        );
        check(
            |now| {
                now.settings.insert("title".to_owned(), String::new());
                now.settings.insert("content/logo.svg".to_owned(), String::new());
            },
            &["file content/logo.svg", "setting `title`"],
        );
        check(
            |now| now.also = Some(BTreeMap::from([("order of the metrics".to_owned(), String::new())])),
            &["order of the metrics"],
        );
        let beside = |id: &str| (format!("{id}{SAID_BESIDE}"), short_hash(id.as_bytes()));
        let mut now = parts();
        now.also.get_or_insert_default().extend([beside("beds")]);
        assert!(parts().changes(&now).is_empty(), "what an older sign-off does not say cannot change");
        let before = now.clone();
        now.also.get_or_insert_default().extend([beside("staff")]);
        assert_eq!(before.changes(&now), [beside("staff").0]);
        let reach = |of: &str| [(format!("beds{IN_REACH}"), of.to_owned()), (TAKEN.to_owned(), of.to_owned())];
        let with = |of: &str| Parts { also: Some(BTreeMap::from(reach(of))), ..parts() };
        let now = Parts { older: BTreeMap::from(reach("as before")), ..with("now") };
        assert!(with("as before").changes(&now).is_empty(), "it was written by an older kalends");
        assert_eq!(with("otherwise").changes(&now), reach("").map(|(name, _)| name));
        let older = Parts { also: None, ..parts() };
        assert!(older.changes(&parts()).is_empty(), "what an older sign-off does not say cannot change");
    }
}
