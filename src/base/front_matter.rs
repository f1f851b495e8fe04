//! Where the front matter of a page begins and ends, and where text was meant as one and is none.
//!
//! What its keys mean is for `load`.

use std::ops::Range;

/// The front matter of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrontMatter {
    /// The page begins with its text.
    None,
    /// A first line `---` opens it, and none closes it.
    Unclosed,
    /// The bytes of its keys, and where the text behind it begins.
    Closed { keys: Range<usize>, body: usize },
}

/// A line that opens or closes front matter. Blanks behind it, which nobody sees, change nothing.
fn is_mark(line: &str) -> bool {
    line.trim_end() == "---"
}

/// The front matter of a text, whose lines end with `\n`.
///
/// ```
/// # use kalends::base::front_matter::{FrontMatter, front_matter};
/// assert_eq!(front_matter("---\ntitle: A\n--- \nText"), FrontMatter::Closed { keys: 4..13, body: 18 });
/// assert_eq!(front_matter("---\ntitle: A\n"), FrontMatter::Unclosed);
/// assert_eq!(front_matter("Text\n---\n"), FrontMatter::None);
/// ```
pub fn front_matter(text: &str) -> FrontMatter {
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_mark(line)) else { return FrontMatter::None };
    let start = first.len();
    let mut at = start;
    for line in lines {
        if is_mark(line) {
            return FrontMatter::Closed { keys: start..at, body: at + line.len() };
        }
        at += line.len();
    }
    FrontMatter::Unclosed
}

/// Of a text without front matter, the bytes of what was meant as such: lines of `keys` behind a line of dashes that is
/// not the first, or has another form; or such lines at the very beginning. `None` where the text begins as texts do.
///
/// ```
/// # use kalends::base::front_matter::misplaced;
/// assert_eq!(misplaced("\n---\ndraft: true\n---\n", &["draft"]), Some(1..4));
/// assert_eq!(misplaced("# Falls\n\n—\ntitle: A\n", &["title"]), Some(9..12));
/// assert_eq!(misplaced("title: A\n\nText", &["title"]), Some(0..8));
/// assert_eq!(misplaced("Text\n\n---\n\ntitle: A\n", &["title"]), None);
/// ```
pub fn misplaced(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let is_dashes = |line: &str| !line.is_empty() && line.chars().all(|letter| "-–—".contains(letter));
    let is_before = |line: &str| ["#", "```", "~~~", "<!--"].iter().any(|begins| line.starts_with(begins));
    let is_key = |line: &str| line.split_once(':').is_some_and(|(key, _)| keys.contains(&key.trim_end()));
    let mut dashes = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let found = line.trim();
        let place = at..at + line.trim_end().len();
        at += line.len();
        if is_key(found) {
            return Some(dashes.unwrap_or(place));
        } else if is_dashes(found) {
            dashes = Some(place);
        } else if !found.is_empty() && !is_before(found) {
            return None;
        }
    }
    None
}
