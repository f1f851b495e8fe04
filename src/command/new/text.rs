//! The narrative of one month → the draft of the next: the same text, with a remark where something must be read again.
//!
//! References to metrics follow the month by themselves. What an author typed does not, so a paragraph is pointed at
//! when it holds digits, the name of a month or a word of direction, and when a reference names a period. That is all:
//! a paragraph without a remark may be wrong too, and one with it may be right. One that would have to be written anew
//! before anybody could approve it goes into the remark, where no reader sees it.

use crate::base::period::Period;
use crate::l10n::{self, phrases};
use crate::model::Date;
use crate::model::language::Language;

/// What a remark begins with, by which those of the last draft are found again.
const REMARK: &str = "kalends: look:";

/// `text`, whose narrative begins at byte `body`, as a draft: `draft: true` in its front matter, and a remark before
/// every paragraph that should be read again. A paragraph that is to be written `anew` is part of its remark. Remarks of
/// an earlier draft are gone. `announced` is the day that the calendar has for it.
pub fn draft(
    text: &str,
    body: usize,
    announced: Option<Date>,
    language: Language,
    anew: &dyn Fn(&str) -> bool,
) -> String {
    let (front, body) = text.split_at(body.min(text.len()));
    let front = front.strip_prefix("---\n").unwrap_or(front);
    let front = front.trim_end().strip_suffix("---").unwrap_or(front);
    let front = front_matter(front, announced, language);
    format!("---\n{front}---\n{}", narrative(&without_remarks(body), language, anew))
}

fn without_remarks(text: &str) -> String {
    let mut is_open = false;
    let mut is_remark = |line: &str| {
        let line = line.trim();
        let begins = line.starts_with(&format!("{{* {REMARK}"));
        let is_part = begins || is_open;
        is_open = is_part && !line.ends_with("*}");
        is_part || line.starts_with(&format!("# {REMARK}"))
    };
    text.split_inclusive('\n').filter(|line| !is_remark(line)).collect()
}

/// The front matter as a draft's. Title and summary are texts to read again. The day announced for the next report
/// becomes that of this one, unless the calendar has it; what was said of one report alone goes; everything else is a
/// setting.
fn front_matter(text: &str, announced: Option<Date>, language: Language) -> String {
    let text = without_remarks(text);
    let mut written = String::from("draft: true\n");
    written.extend(announced.map(|day| format!("published: {day}\n")));
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let mut entry = line.to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t', '\n'])) {
            entry.push_str(more);
        }
        let (key, value) = entry.split_once(':').unwrap_or(("", ""));
        match key {
            "draft" | "published" | "not_before" | "early_readers" | "edition" | "keep_edition" | "moved_from" => {
                continue;
            }
            "next" if announced.is_some() => continue,
            "next" => {
                written.push_str(&entry.replacen("next", "published", 1));
                continue;
            }
            _ => {}
        }
        if key == "title" || key == "summary" {
            let reasons = Seen::of(&letters(value), language).reasons(language);
            if !reasons.is_empty() {
                written.push_str(&format!("# {REMARK} {reasons}\n"));
            }
        }
        written.push_str(&entry);
    }
    written
}

fn narrative(text: &str, language: Language, anew: &dyn Fn(&str) -> bool) -> String {
    let letters = letters(text);
    let lines: Vec<&[Letter]> = letters.split_inclusive(|(c, _)| *c == '\n').collect();
    let mut written = String::new();
    // A blank line is a block by itself.
    for lines in lines.chunk_by(|one, next| !is_blank(one) && !is_blank(next)) {
        let letters = lines.concat();
        let block: String = letters.iter().map(|(c, _)| c).collect();
        let reasons = Seen::of(&letters, language).reasons(language);
        // Within a code block or a tag, a remark would be part of it.
        let takes_remarks = matches!(letters.first(), Some((_, What::Text | What::TagStart)));
        if takes_remarks && can_be_a_comment(&block) && anew(&block) {
            let why = phrases::write_anew(&reasons, language);
            written.push_str(&format!("{{* {REMARK} {why}\n{}\n*}}\n", block.trim_end()));
            continue;
        }
        if !reasons.is_empty() && takes_remarks {
            written.push_str(&format!("{{* {REMARK} {reasons} *}}\n"));
        }
        written.push_str(&block);
    }
    written
}

/// Whether the text around a block stays whole without it: nothing begins in it that ends elsewhere.
fn can_be_a_comment(block: &str) -> bool {
    let mut depth = 0_i32;
    let mut is_whole = !block.contains("{*") && !block.contains("*}");
    for inside in block.split("{%").skip(1) {
        let name = inside.trim_start_matches('-').trim_start();
        match name.split(|sign: char| !sign.is_ascii_alphabetic()).next().unwrap_or_default() {
            "if" | "for" => depth += 1,
            "endif" | "endfor" => depth -= 1,
            "elif" | "else" => is_whole &= depth > 0,
            _ => is_whole = false,
        }
        is_whole &= depth >= 0;
    }
    is_whole && depth == 0
}

/// Whether a line is blank, and not within a tag or a code block.
fn is_blank(line: &[Letter]) -> bool {
    line.first().is_some_and(|(_, what)| *what == What::Text) && line.iter().all(|(c, _)| c.is_whitespace())
}

/// A letter of the narrative, and what it is part of.
type Letter = (char, What);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Text,
    /// The first sign of a tag.
    TagStart,
    /// `{{ … }}` or `{% … %}`.
    Tag,
    /// A string within a tag.
    Words,
    /// A comment, raw text, or a block of code.
    Other,
}

fn letters(text: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    let mut fence = None;
    let mut rest = text;
    while !rest.is_empty() {
        let at_line_start = letters.last().is_none_or(|(c, _)| *c == '\n');
        let fenced = if at_line_start { fence_mark(rest) } else { None };
        let is_raw = |tag: &str| tag.trim_start_matches('-').trim_start().starts_with("raw");
        let other = if fenced.is_some() && (fence.is_none() || fence == fenced) {
            fence = if fence.is_none() { fenced } else { None };
            Some(behind(rest, "\n"))
        } else if rest.starts_with("{*") {
            Some(behind(rest, "*}"))
        } else if rest.strip_prefix("{%").is_some_and(is_raw) {
            Some(behind(behind(rest, "endraw"), "%}"))
        } else {
            None
        };
        let is_tag = rest.starts_with("{{") || rest.starts_with("{%");
        rest = match other {
            Some(left) => {
                let length = rest.len() - left.len();
                let taken = rest.char_indices().take_while(|(at, _)| *at < length);
                letters.extend(taken.map(|(_, c)| (c, What::Other)));
                left
            }
            None if is_tag => read_tag(rest, &mut letters),
            None => {
                let mut chars = rest.chars();
                let what = if fence.is_some() { What::Other } else { What::Text };
                letters.extend(chars.next().map(|c| (c, what)));
                chars.as_str()
            }
        };
    }
    letters
}

/// What stands behind the next `end`; nothing where there is none.
fn behind<'t>(text: &'t str, end: &str) -> &'t str {
    text.split_once(end).map_or("", |(_, behind)| behind)
}

/// What a block of code is fenced with, where its fence begins the text.
fn fence_mark(text: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| text.trim_start_matches(' ').starts_with(mark))
}

/// Reads the tag at the start of `text`, to its end or that of the text; returns what is left.
fn read_tag<'t>(text: &'t str, letters: &mut Vec<Letter>) -> &'t str {
    let (opening, closing) = if text.starts_with("{{") { ("{{", "}}") } else { ("{%", "%}") };
    letters.extend(opening.chars().zip([What::TagStart, What::Tag]));
    let mut quote = None;
    let mut rest = text.strip_prefix(opening).unwrap_or(text).chars();
    loop {
        if let Some(left) = rest.as_str().strip_prefix(closing).filter(|_| quote.is_none()) {
            letters.extend(closing.chars().map(|c| (c, What::Tag)));
            return left;
        }
        let Some(c) = rest.next() else { return "" };
        let what = if quote.is_some() && quote != Some(c) { What::Words } else { What::Tag };
        if quote.is_none() && matches!(c, '"' | '\'' | '`') {
            quote = Some(c);
        } else if quote == Some(c) {
            quote = None;
        }
        letters.push((c, what));
    }
}

/// What a paragraph holds that does not follow the month.
#[derive(Debug, Default)]
struct Seen {
    numbers: Vec<String>,
    periods: Vec<String>,
    directions: Vec<String>,
}

impl Seen {
    fn of(letters: &[Letter], language: Language) -> Seen {
        let mut seen = Seen::default();
        let mut typed = String::new();
        let mut words = String::new();
        for (c, what) in letters.iter().copied() {
            if what != What::Words && !words.is_empty() {
                seen.words_of_a_tag(&std::mem::take(&mut words), &mut typed);
            }
            match what {
                What::Text => typed.push(c),
                What::Words => words.push(c),
                What::TagStart => typed.push(' '),
                What::Tag | What::Other => {}
            }
        }
        seen.read(&plain(&typed), language);
        seen
    }

    /// A string in a tag: a period that stays the same, a sentence such as a chart's title, or the name of something.
    fn words_of_a_tag(&mut self, words: &str, typed: &mut String) {
        if Period::read(words, 1).is_ok() {
            add(&mut self.periods, words);
        } else if words.contains(' ') {
            typed.push_str(&format!("\n{words}\n"));
        }
    }

    fn read(&mut self, text: &str, language: Language) {
        let tokens = text.split_whitespace().filter(|token| !token.contains("://"));
        let mut tokens = tokens.map(bare).filter(|token| !token.is_empty()).peekable();
        let is_number = |token: &&str| token.starts_with(|c: char| c.is_ascii_digit());
        let is_span = |token: &&str| l10n::is_month(token, language) || is_part_of_a_year(token, language);
        while let Some(token) = tokens.next() {
            let mut said = vec![token];
            // 1. juni 2018, 4. kvartal 2017, februar 2018: whatever of it is there.
            let span = tokens.next_if(|next| is_number(&token) && is_span(next));
            said.extend(span);
            if span.is_some() || l10n::is_month(token, language) {
                said.extend(tokens.next_if(is_number));
                add(&mut self.periods, &ended(&said.join(" ")));
            } else if is_number(&token) {
                said.extend(tokens.next_if_eq(&"%"));
                add(&mut self.numbers, &ended(&said.join(" ")));
            } else if l10n::direction(token, language).is_some() {
                add(&mut self.directions, token);
            }
        }
    }

    fn reasons(&self, language: Language) -> String {
        let found = [
            (phrases::typed_numbers as fn(&str, Language) -> String, &self.numbers),
            (phrases::named_periods, &self.periods),
            (phrases::words_of_direction, &self.directions),
        ];
        let said = found.into_iter().filter(|(_, all)| !all.is_empty());
        said.map(|(phrase, all)| phrase(&all.join(", "), language)).collect::<Vec<_>>().join("; ")
    }
}

fn add(all: &mut Vec<String>, one: &str) {
    if !all.iter().any(|other| other == one) {
        all.push(one.to_owned());
    }
}

/// A word without the signs around it. A percent sign stays, and the stop that makes a number an ordinal.
fn bare(token: &str) -> &str {
    let bare = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
    let stop = format!("{bare}.");
    let with_stop = token.find(&stop).and_then(|at| token.get(at..at + stop.len()));
    with_stop.filter(|_| bare.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(bare)
}

/// Without the stop of a sentence.
fn ended(text: &str) -> String {
    text.trim_end_matches('.').to_owned()
}

fn is_part_of_a_year(word: &str, language: Language) -> bool {
    l10n::lexicon(language).parts_of_a_year.holds(&word.to_lowercase())
}

/// Running text without what only Markdown reads: ids of headings, numbers of list items, targets of links, code.
fn plain(text: &str) -> String {
    let text = text.replace("&nbsp;", " ").replace('\u{a0}', " ");
    let mut plain = String::new();
    for line in text.split_inclusive('\n') {
        let begun = line.trim_start();
        let item = begun.trim_start_matches(|c: char| c.is_ascii_digit());
        let behind = item.strip_prefix(['.', ')']).filter(|behind| behind.starts_with(' ') && item.len() < begun.len());
        plain.push_str(behind.unwrap_or(line));
    }
    for (open, close) in [("{#", "}"), ("](", ")"), ("[^", "]"), ("`", "`"), ("<!--", "-->")] {
        let mut kept = String::new();
        let mut rest = plain.as_str();
        while let Some((before, after)) = rest.split_once(open) {
            kept.push_str(before);
            kept.push(' ');
            // What is not closed is text.
            rest = after.split_once(close).map_or(after, |(_, behind)| behind);
        }
        kept.push_str(rest);
        plain = kept;
    }
    plain
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    const NARRATIVE: &str = include_str!("../../../content/2018-02.md");

    #[test]
    fn a_draft_is_the_text_with_remarks_wherever_a_text_breaks_off() {
        let body = NARRATIVE.find("\n---\n").map_or(0, |at| at + 5);
        for cut in NARRATIVE.char_indices().map(|(at, _)| at).filter(|at| *at >= body).step_by(37) {
            for text in [&NARRATIVE[..cut], &NARRATIVE[cut..]] {
                let kept = without_remarks(&narrative(text, Language::Da, &|_| false));
                assert_eq!(kept, text, "cut at byte {cut}");
                assert!(letters(text).iter().map(|(c, _)| *c).eq(text.chars()), "cut at byte {cut}");
            }
        }
        let draft = draft(NARRATIVE, body, None, Language::Da, &|_| false);
        assert_eq!(without_remarks(&draft).replacen("draft: true\n", "", 1), NARRATIVE);
    }
}
