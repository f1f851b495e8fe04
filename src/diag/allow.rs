//! Comments in which an author acknowledges a warning → the lines they hold for.
//!
//! `<!-- kalends: allow K0305 because … -->` in Markdown, `# kalends: allow K0310 because …` in YAML. Nothing here
//! knows what a warning is about; `Diagnostics` sets aside those that a comment allows, and says which comments have no
//! effect.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::code::Code;
use super::codes;
use super::{Diagnostic, Place, faults};
use crate::base::address::is_markdown;
use crate::base::front_matter::{FrontMatter, front_matter};

/// What every comment to kalends begins with.
const ADDRESS: &str = "kalends:";

/// One code that one comment allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    pub code: &'static Code,
    pub reason: String,
    /// Of the code in the comment.
    pub place: Place,
    /// The lines it holds for, from 1.
    pub lines: RangeInclusive<u32>,
}

impl Allowance {
    pub fn covers(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.code == self.code
            && diagnostic.place.file == self.place.file
            && self.lines.contains(&diagnostic.place.line)
    }
}

/// The comments of `file` to kalends. Those that cannot be understood, or give no reason, are the second part: they
/// allow nothing.
///
/// In YAML a comment holds for its own line, or for the next one where it stands alone, and for all lines below that
/// are indented deeper. In Markdown it holds for the paragraph that it stands in; alone it holds for the next one, and
/// directly under a heading for the whole section with its heading. The front matter is YAML.
pub fn read(file: &Arc<str>, text: &str) -> (Vec<Allowance>, Vec<Diagnostic>) {
    let mut found = (Vec::new(), Vec::new());
    if !text.contains(ADDRESS) {
        return found;
    }
    let lines: Vec<&str> = text.lines().collect();
    let front = if is_markdown(file) { lines_of_front_matter(text) } else { lines.len() };
    let mut start = 0;
    let mut fences = Fences::default();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let comment = match index < front {
            true => {
                let line = line.trim_end();
                yaml_comment(line).map(|body| (body, start + line.len(), yaml_lines(&lines, front, index)))
            }
            false => fences.without(line).find("<!--").and_then(|at| {
                let begun = text.get(start + at..)?.strip_prefix("<!--")?;
                let body = begun.split_once("-->").map_or(begun, |(body, _)| body);
                Some((body, text.len() - begun.len() + body.len(), markdown_lines(&lines, front, index)))
            }),
        };
        if let Some((body, end, covered)) = comment {
            // What `kalends new` wants to be read again is a remark to people.
            let said = body.trim_start().strip_prefix(ADDRESS);
            if let Some(said) = said.filter(|said| !said.trim_start().starts_with("look:")) {
                understand(file, text, end - said.len(), said.trim_end(), &covered, &mut found);
            }
        }
        start += line.len();
    }
    found
}

/// Reads ` allow K0305, K0306 because …`, which begins at `offset` of `text`.
fn understand(
    file: &Arc<str>,
    text: &str,
    offset: usize,
    said: &str,
    lines: &RangeInclusive<u32>,
    found: &mut (Vec<Allowance>, Vec<Diagnostic>),
) {
    let address = || Place::in_text(file, text, offset - ADDRESS.len(), ADDRESS.len());
    let Some(rest) = said.trim_start().strip_prefix("allow").filter(|rest| rest.starts_with([' ', '\t', '\n'])) else {
        found.1.push(faults::not_an_acknowledgement(address()));
        return;
    };
    // Without the word, what stands behind the code may be a reason all the same.
    let code_alone = || (rest.split_whitespace().next().unwrap_or_default(), "");
    let (listed, reason) = rest.split_once("because").unwrap_or_else(code_alone);
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let begin = offset + said.len() - rest.len();
    let mut named = false;
    for written in listed.split(|c: char| c.is_whitespace() || c == ',').filter(|written| !written.is_empty()) {
        named = true;
        let at = begin + (written.as_ptr() as usize - rest.as_ptr() as usize);
        let place = Place::in_text(file, text, at, written.len());
        let allowable = codes::allowable();
        let Some(code) = allowable.iter().copied().find(|code| code.id == written) else {
            found.1.push(faults::allowed_unknown(place, written, &allowable));
            continue;
        };
        if reason.chars().any(char::is_alphabetic) {
            let (reason, lines) = (reason.clone(), lines.clone());
            found.0.push(Allowance { code, reason, place, lines });
        } else {
            found.1.push(faults::allowed_without_reason(place, code));
        }
    }
    if !named {
        found.1.push(faults::not_an_acknowledgement(address()));
    }
}

/// How many lines the front matter has, with those that enclose it.
fn lines_of_front_matter(text: &str) -> usize {
    match front_matter(text) {
        FrontMatter::Closed { body, .. } => text.get(..body).map_or(0, |front| front.lines().count()),
        FrontMatter::None | FrontMatter::Unclosed => 0,
    }
}

/// What a comment to kalends says in a line of YAML.
fn yaml_comment(line: &str) -> Option<&str> {
    line.match_indices('#').find_map(|(at, _)| {
        let (before, comment) = line.split_at_checked(at)?;
        let body = comment.strip_prefix('#')?;
        let begins = before.is_empty() || before.ends_with([' ', '\t']);
        (begins && body.trim_start().starts_with(ADDRESS)).then_some(body)
    })
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The YAML ends before the line `end`.
fn yaml_lines(lines: &[&str], end: usize, index: usize) -> RangeInclusive<u32> {
    let says_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let mut from = lines.iter().enumerate().take(end).skip(index).skip_while(|(_, line)| says_nothing(line));
    let Some((first, own)) = from.next() else { return number(index)..=number(end.saturating_sub(1)) };
    let below = from.take_while(|(_, line)| says_nothing(line) || indent(line) > indent(own)).count();
    number(first)..=number(first + below)
}

fn markdown_lines(lines: &[&str], front: usize, index: usize) -> RangeInclusive<u32> {
    let line = |index: usize| lines.get(index).map_or("", |line| line.trim());
    let is_blank = |index: usize| line(index).is_empty();
    let is_comment = |index: usize| line(index).starts_with("<!--") && line(index).ends_with("-->");
    let alone = line(index).starts_with("<!--");
    let before = (front..index).rev().find(|index| !is_blank(*index) && !is_comment(*index));
    if let Some(heading) = before.filter(|_| alone)
        && let Some(level) = level(lines, heading)
    {
        let ends = |index: &usize| self::level(lines, *index).is_some_and(|other| other <= level);
        let end = (index + 1..lines.len()).find(ends).unwrap_or(lines.len());
        // An underlined heading begins a line above its underline.
        return number(heading.saturating_sub(1))..=number(end.saturating_sub(1));
    }
    let run = |from: usize| {
        let first = (front..from).rev().take_while(|index| !is_blank(*index)).last().unwrap_or(from);
        let last = (from..lines.len()).take_while(|index| !is_blank(*index)).last().unwrap_or(from);
        first..=last
    };
    let mut own = run(index);
    if own.clone().all(is_comment) {
        let next = (own.end() + 1..lines.len()).find(|index| !is_blank(*index)).unwrap_or(*own.end());
        own = run(next);
    }
    number(*own.start())..=number(*own.end())
}

/// The level of the heading that this line ends.
fn level(lines: &[&str], index: usize) -> Option<usize> {
    let line = lines.get(index)?.trim_end();
    let begun = line.trim_start();
    let rest = begun.trim_start_matches('#');
    let hashes = begun.len() - rest.len();
    if (1..=6).contains(&hashes) && indent(line) <= 3 {
        return (rest.is_empty() || rest.starts_with([' ', '\t'])).then_some(hashes);
    }
    let above = index.checked_sub(1).and_then(|above| lines.get(above));
    let under = above.is_some_and(|above| !above.trim().is_empty()) && !line.is_empty();
    let made_of = |sign: char| under && line.trim().chars().all(|c| c == sign);
    if made_of('=') { Some(1) } else { made_of('-').then_some(2) }
}

/// Whether the lines of a Markdown text stand in a block of code.
#[derive(Default)]
struct Fences {
    fence: Option<char>,
}

impl Fences {
    /// The line as far as it is no code: what stands in code is replaced by blanks.
    fn without(&mut self, line: &str) -> String {
        let begin = line.trim_start();
        let fence = ['`', '~'].into_iter().find(|sign| begin.starts_with(&sign.to_string().repeat(3)));
        match (self.fence, fence) {
            (None, Some(sign)) => self.fence = Some(sign),
            (Some(open), Some(sign)) if open == sign => self.fence = None,
            (Some(_), _) => {}
            (None, None) => {
                let mut inside = false;
                let mut blank = |c: char| {
                    inside ^= c == '`';
                    if inside { " ".repeat(c.len_utf8()) } else { c.to_string() }
                };
                return line.chars().map(&mut blank).collect();
            }
        }
        String::new()
    }
}
