//! A template with a fault → the same with a stand-in where the fault is, so that the faults behind it are found too.
//!
//! Bytes and letters keep their places, so a place in the new text is the same in the author's. What a stand-in prints
//! no reader ever sees: a text with a fault makes no page.

use std::collections::BTreeSet;
use std::ops::Range;

use tera::{Context, Kwargs, State, Tera, Value};

use super::guard::Kind;
use super::trace::{tags, tags_of};

/// What a stand-in prints. The readers refuse the character in every input.
pub const STAND_IN: &str = "\u{1}";

/// The variable, filter, function and test of this name make a stand-in. No metric is called so: ids have small letters.
const NAME: &str = "F";

/// Adds the stand-ins, which no author may name, to Tera and its variables.
pub(super) fn add(tera: &mut Tera, context: &mut Context) {
    register(tera);
    insert(context);
}

/// Adds those that are called to Tera.
pub fn register(tera: &mut Tera) {
    tera.register_filter(NAME, |_: &Value, _: Kwargs, _: &State<'_>| Value::from(STAND_IN));
    tera.register_function(NAME, |_: Kwargs, _: &State<'_>| Value::from(STAND_IN));
    tera.register_test(NAME, |_: &Value, _: Kwargs, _: &State<'_>| true);
}

/// Adds the one that is a variable.
pub fn insert(context: &mut Context) {
    context.insert(NAME, STAND_IN);
}

/// Whether a value is a stand-in, or a list that holds one.
pub(super) fn is_stand_in(value: &Value) -> bool {
    match value.as_array() {
        Some(list) => list.iter().any(is_stand_in),
        None => value.as_str() == Some(STAND_IN),
    }
}

/// A text some of whose expressions are stand-ins.
pub struct Mended {
    pub text: String,
    /// Where the stand-ins are.
    places: Vec<usize>,
    /// What begins and ends a comment.
    comment: (&'static str, &'static str),
    /// Whether a stand-in has to be a text: a component knows no variables but its own.
    is_text: bool,
}

impl Mended {
    pub fn new(text: &str, kind: Kind<'_>) -> Mended {
        Mended {
            text: text.to_owned(),
            places: Vec::new(),
            comment: kind.comment(),
            is_text: matches!(kind, Kind::Page),
        }
    }

    /// Puts a stand-in where `part` is: for the name that it begins with if `is_name`, or for the whole expression
    /// around it. `false` where there is nothing to put it for.
    pub fn mend(&mut self, part: &Range<usize>, is_name: bool) -> bool {
        is_name && self.mend_name(part) || self.mend_expression(part.start)
    }

    /// Whether a fault at `at` may only follow from a stand-in: its tag holds one, or a variable that was made from one.
    #[expect(clippy::string_slice, reason = "tags stand in the text that they were found in")]
    pub fn may_follow(&self, at: usize) -> bool {
        let tags = self.tags();
        let holds = |(start, end): &(usize, usize)| self.places.iter().any(|place| (*start..*end).contains(place));
        let mut tainted: BTreeSet<&str> = BTreeSet::new();
        let is_tainted = |tag: &(usize, usize), tainted: &BTreeSet<&str>| {
            holds(tag) || words(&self.text[tag.0..tag.1]).any(|word| tainted.contains(word))
        };
        // What is made from what was made, and so on.
        loop {
            let before = tainted.len();
            for tag in &tags {
                if is_tainted(tag, &tainted) {
                    tainted.extend(defined(&self.text[tag.0..tag.1]));
                }
            }
            if tainted.len() == before {
                break;
            }
        }
        tags.iter().any(|tag| (tag.0..tag.1).contains(&at) && is_tainted(tag, &tainted))
    }

    fn mend_name(&mut self, part: &Range<usize>) -> bool {
        let Some(rest) = self.text.get(part.start..) else { return false };
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        length > 0 && self.replace(part.start..part.start + length)
    }

    fn mend_expression(&mut self, at: usize) -> bool {
        let within = |(start, end): &(usize, usize)| (*start..=*end).contains(&at);
        let Some((start, end)) = self.tags().into_iter().find(within) else { return false };
        let Some(tag) = self.text.get(start..end) else { return false };
        if tag.starts_with("{{") && !tag.ends_with("}}") {
            return self.blank(start..end);
        }
        let Some(inside) = tag.get(2..tag.len().saturating_sub(2)) else { return false };
        let skipped = match (tag.get(..2), word(tag)) {
            (Some("{{"), _) => Some(0),
            (_, name @ ("if" | "elif")) => inside.find(name).map(|at| at + name.len()),
            (_, "set" | "set_global") => inside.find('=').map(|at| at + 1),
            (_, "for") => inside.find(" in ").map(|at| at + " in ".len()),
            _ => None,
        };
        let Some(behind) = skipped.and_then(|skipped| inside.get(skipped..)) else { return false };
        let expression = behind.trim_matches(|c: char| c.is_ascii_whitespace() || c == '-');
        let from = expression.as_ptr() as usize - self.text.as_ptr() as usize;
        !expression.is_empty() && self.replace(from..from + expression.len())
    }

    /// The tags of the text. An expression that does not end is the rest of its line, and what stands in the next ones
    /// is not part of it.
    #[expect(clippy::string_slice, reason = "tags stand in the text that they were found in")]
    fn tags(&self) -> Vec<(usize, usize)> {
        let opens = |tag: &str| tag.contains("{{") || tag.contains("{%");
        let mut tags = Vec::new();
        let mut from = Some(0);
        while let Some(begin) = from.take() {
            for (start, end) in tags_of(&self.text[begin..], self.comment) {
                let (start, end) = (begin + start, begin + end);
                let tag = &self.text[start..end];
                if tag.strip_prefix("{{").is_some_and(|behind| !tag.ends_with("}}") || opens(behind)) {
                    let end = start + tag.lines().next().map_or(0, str::len);
                    tags.push((start, end));
                    from = Some(end);
                    break;
                }
                tags.push((start, end));
            }
        }
        tags
    }

    /// Takes out an expression that does not end.
    fn blank(&mut self, part: Range<usize>) -> bool {
        let Some(old) = self.text.get(part.clone()) else { return false };
        let blank: String = old.chars().map(|c| if c.is_ascii() { ' ' } else { c }).collect();
        self.places.push(part.start);
        self.text.replace_range(part, &blank);
        true
    }

    /// Letters that are no ASCII stand in quotes, so they keep theirs.
    fn replace(&mut self, part: Range<usize>) -> bool {
        let Some(old) = self.text.get(part.clone()) else { return false };
        let blank = |c: char| if c.is_ascii() && c != '\n' { ' ' } else { c };
        let is_name = old.is_ascii() && !(self.is_text && old.len() > 2);
        let new: String = match is_name {
            true => NAME.chars().chain(old.chars().skip(1).map(blank)).collect(),
            false => {
                let inner = old.chars().skip(2).map(blank).collect::<Vec<_>>();
                let kept = inner.split_last().map(|(_, kept)| kept).unwrap_or_default();
                format!("\"{STAND_IN}{}\"", kept.iter().collect::<String>())
            }
        };
        // It would be for ever the same.
        if new == old || new.len() != old.len() {
            return false;
        }
        self.places.push(part.start);
        self.text.replace_range(part, &new);
        true
    }
}

/// The names of variables in the expressions of a text that it does not define itself, each where it stands. One that
/// may be missing, since the text asks whether it is there, is none of them.
#[expect(clippy::string_slice, reason = "tags and names stand in the text that they were found in")]
pub(super) fn names(text: &str) -> Vec<Range<usize>> {
    let tags: Vec<(usize, usize)> =
        tags(text).into_iter().filter(|(start, end)| is_read(&text[*start..*end])).collect();
    let own: BTreeSet<&str> = tags.iter().flat_map(|(start, end)| defined(&text[*start..*end])).collect();
    let placed = |(start, end): &(usize, usize)| {
        let at = *start;
        variables(&text[at..*end]).into_iter().map(move |part| at + part.start..at + part.end)
    };
    tags.iter().flat_map(placed).filter(|part| !own.contains(&text[part.clone()])).collect()
}

/// Words of expressions that name no variable.
const KEYWORDS: [&str; 16] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "elif",
    "for",
    "set",
    "set_global",
    "true",
    "false",
    "none",
    "None",
    "loop",
];

/// Whether the names in a tag are read here: in an expression, a condition, a loop, or a value that is kept.
fn is_read(tag: &str) -> bool {
    tag.starts_with("{{") || matches!(word(tag), "if" | "elif" | "for" | "set" | "set_global")
}

/// The words of a tag outside of its texts.
fn words(tag: &str) -> impl Iterator<Item = &str> {
    identifiers(tag).into_iter().filter_map(|part| tag.get(part))
}

/// The variables that a tag makes: those before `=` in `set`, and those between `for` and `in`.
fn defined(tag: &str) -> Vec<&str> {
    let all: Vec<&str> = words(tag).collect();
    let mut found = Vec::new();
    if matches!(word(tag), "set" | "set_global") {
        found.extend(all.get(1));
    }
    for (index, _) in all.iter().enumerate().filter(|(_, word)| **word == "for") {
        found.extend(all.iter().skip(index + 1).take_while(|word| **word != "in"));
    }
    found
}

#[expect(clippy::string_slice, reason = "names stand in the tag that they were found in")]
fn variables(tag: &str) -> Vec<Range<usize>> {
    let all = identifiers(tag);
    let is_variable = |(index, part): (usize, &Range<usize>)| {
        let (before, behind) = (tag[..part.start].trim_end(), tag[part.end..].trim_start());
        let last =
            |back: usize| index.checked_sub(back).and_then(|index| all.get(index)).map(|part| &tag[part.clone()]);
        let is_test = last(1) == Some("is") || last(1) == Some("not") && last(2) == Some("is");
        let is_argument = behind.starts_with('=') && !behind.starts_with("==");
        let may_be_missing =
            ["is defined", "is not defined", "is undefined", "is not undefined", "| default", "|default", "?"]
                .iter()
                .any(|asks| behind.starts_with(asks));
        let is_none = KEYWORDS.contains(&&tag[part.clone()])
            || before.ends_with(['.', '|'])
            || behind.starts_with('(')
            || is_test
            || is_argument
            || may_be_missing;
        (!is_none).then(|| part.clone())
    };
    all.iter().enumerate().filter_map(is_variable).collect()
}

fn identifiers(tag: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut quote, mut begun) = (None, None);
    for (at, c) in tag.char_indices().chain([(tag.len(), ' ')]) {
        let is_part = quote.is_none() && (c.is_ascii_alphanumeric() || c == '_');
        match (begun, is_part) {
            (None, true) => begun = Some(at),
            (Some(start), false) => {
                // A number begins with a digit.
                let is_number = tag.as_bytes().get(start).is_some_and(u8::is_ascii_digit);
                found.extend((!is_number).then_some(start..at));
                begun = None;
            }
            _ => {}
        }
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
    }
    found
}

/// The first word of a tag.
fn word(tag: &str) -> &str {
    let inside = tag.get(2..).unwrap_or_default().trim_start_matches('-').trim_start();
    inside.split(|sign: char| !(sign.is_ascii_alphabetic() || sign == '_')).next().unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    const NARRATIVE: Kind<'_> = Kind::Narrative { printable: &|_| false };

    fn mended(text: &str, at: &str, is_name: bool) -> Option<String> {
        let start = text.find(at).expect("it is there");
        let mut mended = Mended::new(text, NARRATIVE);
        mended.mend(&(start..start + at.len()), is_name).then(|| mended.text.replace(STAND_IN, "."))
    }

    #[test]
    fn a_stand_in_takes_the_place_of_a_name_or_of_an_expression() {
        assert_eq!(mended("a {{ nope }} b", "nope", true).as_deref(), Some("a {{ F    }} b"));
        assert_eq!(mended("{{ a | att(x=1) }}", "att(x=1)", true).as_deref(), Some("{{ a | F  (x=1) }}"));
        assert_eq!(mended("{{- a | -}}", "-}}", false).as_deref(), Some("{{- F   -}}"));
        assert_eq!(mended("{% if a > 3 %}x{% endif %}", "a > 3", false).as_deref(), Some("{% if F     %}x{% endif %}"));
        assert_eq!(mended("{% set b = a.c %}", "c", false).as_deref(), Some("{% set b = F   %}"));
        assert_eq!(mended("{% for b in a.c %}", "a.c", false).as_deref(), Some("{% for b in F   %}"));
    }

    #[test]
    fn letters_that_are_no_ascii_keep_their_places() {
        let text = "{{ a(x=\"å\") + 1 }}";
        let new = mended(text, "a(x", false).expect("mended");
        assert_eq!((new.len(), new.chars().count()), (text.len(), text.chars().count()));
        assert!(new.starts_with("{{ \".") && new.ends_with("\" }}"), "{new}");
    }

    #[test]
    fn an_expression_that_does_not_end_goes_with_its_line() {
        assert_eq!(mended("x {{ å }\n{{ b }}", "}\n", false).as_deref(), Some("x    å  \n{{ b }}"));
        assert_eq!(mended("{{ a\n| | b }}", "| b", false).as_deref(), Some("{{ F\n      }}"));
    }

    #[test]
    fn what_was_mended_and_what_is_no_expression_is_left() {
        assert_eq!(mended("{{ F }}", "F", true), None);
        assert_eq!(mended("{% endfor %}", "endfor", false), None);
        assert_eq!(mended("plain", "plain", false), None);
    }

    #[test]
    fn names_are_found_in_expressions_and_nowhere_else() {
        let text = "a {{ b | c(d=e, f=\"g\") }} {% if h is i and j.k == 1 %}{* l *}{% for m in n %}{{ m }}{% endfor %}\
                    {% set o = p %}{{ o ~ q(r=s) }}{{ [t for t in u] }}{{ v is defined }}{{ w | default(value=1) }}\
                    {% raw %}{{ x }}{% endraw %}{{ y if not z else true }}";
        let found: Vec<&str> = names(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(found, ["b", "e", "h", "j", "n", "p", "s", "u", "y", "z"]);
    }

    #[test]
    fn a_fault_may_follow_in_the_same_tag_and_behind_what_was_kept() {
        let text = "{{ nope * 2 }} {{ a.b }}";
        let mut tagged = Mended::new(text, NARRATIVE);
        assert!(tagged.mend(&(3..7), true));
        assert!(tagged.may_follow(5) && !tagged.may_follow(text.len() - 4));
        let text = "{% set x = nope %}{% set y = x %}{{ y * 2 }} {{ z * 2 }}";
        let mut kept = Mended::new(text, NARRATIVE);
        assert!(kept.mend(&(11..15), true));
        assert!(kept.may_follow(text.find("y * 2").expect("there")) && !kept.may_follow(text.len() - 4));
    }
}
