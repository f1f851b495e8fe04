//! The releases as calendar.ics, which calendar programs open or subscribe to: RFC 5545.
//!
//! A release is an event of a whole day. What a program needs to know it again does not change: its id is made of the
//! period, the folder and the site's address, or its title where no address is known. A day that was moved raises its
//! SEQUENCE, and so does a release that is cancelled; once readers were told, as the ledger says, it never falls again.
//! No clock is read: every event says that it is as of the last day of the newest snapshot.

use super::{Release, day, id, moved, state, what};
use crate::model::Date;
use crate::model::calendar::Certainty;
use crate::output::hash;
use crate::site::leaf::Leaf;

/// No line is longer than this in bytes, without its end: RFC 5545, 3.1.
const LONGEST_LINE: usize = 75;

/// How often a program that subscribed asks again, as the words of RFC 7986 and of older programs.
const REFRESH: &str = "P1D";

/// The whole file.
pub fn write(leaf: &Leaf<'_>, releases: &[Release<'_>]) -> String {
    let mark = leaf.embargo();
    let marked = mark.as_ref().map_or_else(String::new, |mark| format!("{mark}: "));
    let name = format!("{marked}{}: {}", leaf.site_title(), leaf.words().calendar);
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", &format!("-//kalends//releases//{}", leaf.language().tag().to_uppercase()));
    lines.add("CALSCALE", "GREGORIAN");
    lines.add("NAME", &escaped(&name));
    lines.add("X-WR-CALNAME", &escaped(&name));
    lines.add("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.add("X-PUBLISHED-TTL", REFRESH);
    if let Some(address) = leaf.site.address_of(super::FILE) {
        lines.add("SOURCE;VALUE=URI", &address);
    }
    for release in releases {
        event(leaf, release, mark.as_ref(), &mut lines);
    }
    lines.add("END", "VCALENDAR");
    lines.0
}

fn event(leaf: &Leaf<'_>, release: &Release<'_>, mark: Option<&String>, lines: &mut Lines) {
    let (site, language, announced) = (leaf.site, leaf.language(), release.announced);
    let last = site.inputs.ledger.as_ref().and_then(|ledger| ledger.told_of_release(&announced.key()));
    let changes = announced.told(last).changes;
    let status = match announced.certainty {
        // It came all the same.
        Certainty::Cancelled if release.report.is_some() => "CONFIRMED",
        Certainty::Confirmed => "CONFIRMED",
        Certainty::Provisional => "TENTATIVE",
        Certainty::Cancelled => "CANCELLED",
    };
    let reason = announced.reason.as_ref().map(|reason| reason.get(language).to_owned());
    let told = [mark.cloned(), Some(state(release, language).to_owned()), moved(announced, language), reason];
    let told: Vec<String> = told.into_iter().flatten().map(|part| crate::l10n::capital(&part)).collect();
    let page = release.page().unwrap_or_else(|| super::PATH.to_owned());
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &escaped(&uid(leaf, &id(announced))));
    lines.add("DTSTAMP", &format!("{}T000000Z", as_of(leaf)));
    lines.add("SEQUENCE", &changes.to_string());
    lines.add("DTSTART;VALUE=DATE", &digits(&announced.on.to_string()));
    // The end is not part of the event. The last day of all has no day after it.
    if let Ok(after) = announced.on.tomorrow() {
        lines.add("DTEND;VALUE=DATE", &digits(&after.to_string()));
    }
    lines.add("SUMMARY", &escaped(&format!("{}: {}", leaf.site_title(), what(leaf, announced))));
    lines.add("DESCRIPTION", &escaped(&told.join("\n")));
    lines.add("STATUS", status);
    lines.add("TRANSP", "TRANSPARENT");
    if let Some(address) = site.address_of(&page) {
        let anchor = if release.report.is_some() { String::new() } else { format!("#{}", id(announced)) };
        lines.add("URL", &format!("{address}{anchor}"));
    }
    lines.add("END", "VEVENT");
}

/// What no other event of any calendar is called: the row of the calendar's page, and the site.
fn uid(leaf: &Leaf<'_>, row: &str) -> String {
    let base = leaf.site.settings().base_url.as_ref();
    let address = base.and_then(|base| base.split_once("://")).map(|(_, address)| address.trim_end_matches('/'));
    match address {
        Some(address) => format!("{row}@{address}"),
        None => format!("{row}@{}", hash(leaf.site_title().as_bytes())),
    }
}

/// The last day of the newest snapshot; before the first, one that is never later than another.
fn as_of(leaf: &Leaf<'_>) -> String {
    let latest = leaf.site.latest().map(day);
    digits(&latest.unwrap_or_else(|| Date::constant(1970, 1, 1).to_string()))
}

fn digits(day: &str) -> String {
    day.replace('-', "")
}

/// Text as a value: RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            character if character.is_control() => {}
            character => written.push(character),
        }
    }
    written
}

/// Lines as the format wants them: ended by CR and LF, and folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a property. A line that is too long goes on behind a space; no character is torn apart.
    fn add(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            let bytes = character.len_utf8();
            if length + bytes > LONGEST_LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += bytes;
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_between_characters() {
        let mut lines = Lines::default();
        let text = "æ".repeat(100);
        lines.add("SUMMARY", &text);
        let folded: Vec<&str> = lines.0.split("\r\n").collect();
        assert!(folded.iter().all(|line| line.len() <= LONGEST_LINE), "{folded:?}");
        // A name, 33 letters of two bytes; a space, 37 of them; the rest.
        assert_eq!(folded.iter().map(|line| line.len()).collect::<Vec<_>>(), [74, 75, 61, 0]);
        assert_eq!(lines.0.replace("\r\n ", ""), format!("SUMMARY:{text}\r\n"));
        let mut lines = Lines::default();
        lines.add("X", &"a".repeat(73));
        lines.add("X", &"a".repeat(74));
        assert_eq!(lines.0, format!("X:{}\r\nX:{}\r\n a\r\n", "a".repeat(73), "a".repeat(73)));
    }

    #[test]
    fn signs_of_the_format_are_only_text() {
        assert_eq!(escaped("a;b,c\\d\ne\u{7}"), "a\\;b\\,c\\\\d\\ne");
        assert_eq!(escaped("END:VEVENT\r\nBEGIN:VALARM"), "END:VEVENT\\nBEGIN:VALARM");
    }
}
