//! A text that Tera is to run → the same text with steps written into it, so that it comes to an end.
//!
//! Tera sets no bound to loops, nor to what a text keeps in variables. So each tag gets a call of ours before it, and
//! what a tag joins, filters or keeps goes through a filter of ours: they count, and refuse. Those of narratives also
//! refuse what must not be printed: bare numbers, lists and the like. A narrative without loops comes to its end and
//! prints little more than it is long, so there its tags alone are not counted. What is written in holds no line end, so a line
//! of the text keeps its number, and `Guarded::column` finds the author's column again.

mod budget;
mod expression;

use std::collections::BTreeSet;
use std::ops::Range;

use budget::SMALL;
pub use budget::{Limits, Raw, Reason, begin, reason, register, register_compared};
use expression::{Tag, bound, insertions, is_mark, last_name};

use super::trace::tags_of;

/// Whether a text is a narrative, in which nothing raw may be printed.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    Page,
    /// Variables and filters that are always fit to print.
    Narrative {
        printable: &'a dyn Fn(&str) -> bool,
    },
}

impl Kind<'_> {
    /// What begins and ends a comment.
    pub(super) fn comment(self) -> (&'static str, &'static str) {
        match self {
            Kind::Page => ("{#", "#}"),
            Kind::Narrative { .. } => ("{*", "*}"),
        }
    }
}

/// A text with steps in it.
#[derive(Debug, Clone, Default)]
pub struct Guarded {
    pub text: String,
    /// What was written in, in order.
    inserted: Vec<Inserted>,
    line: usize,
    column: usize,
    /// Whether tags that only print or choose count, too.
    is_counted: bool,
    /// The bytes of each tag in the text that was read.
    tags: Vec<Range<usize>>,
}

#[derive(Debug, Clone, Copy)]
struct Inserted {
    /// From 1.
    line: usize,
    /// In letters, from 0.
    column: usize,
    length: usize,
    /// The bytes of it in the text with steps in it.
    part: (usize, usize),
}

impl Guarded {
    /// Writes steps into `text`.
    #[expect(clippy::string_slice, reason = "tags stand behind each other in the text that they were found in")]
    pub fn new(text: &str, kind: Kind<'_>) -> Guarded {
        let mut guarded = Guarded { line: 1, ..Guarded::default() };
        let is_child = text.contains("extends");
        let all_tags = tags_of(text, kind.comment());
        let bound = bound(text, &all_tags);
        guarded.is_counted = match kind {
            Kind::Page => true,
            Kind::Narrative { .. } => all_tags.iter().any(|(start, end)| repeats(&text[*start..*end])),
        };
        // The `for` that are open, by their tags; and how many blocks and components are.
        let (mut loops, mut blocks) = (Vec::new(), 0usize);
        let (mut from, mut plain) = (0, 0);
        for (start, end) in all_tags {
            let written = &text[start..end];
            plain += start - from;
            let tag = Tag::read(written).filter(|tag| !tag.prints || !is_mark(tag.inside));
            let Some(tag) = tag else {
                guarded.keep(&text[from..end]);
                (from, plain) = (end, plain + end - start);
                continue;
            };
            let at = guarded.tags.len();
            guarded.tags.push(start..end);
            if matches!(tag.word, "endblock" | "endcomponent") {
                blocks = usize::saturating_sub(blocks, 1);
            }
            // Of a template that extends another one, only blocks are run, and nothing may stand between them.
            let ends_a_block = matches!(tag.word, "endblock" | "endcomponent");
            let is_run = !is_child || blocks > 0 || ends_a_block;
            guarded.keep(&text[from..start]);
            if is_run && guarded.is_counted && !tag.prints {
                let sign = if tag.left { "-" } else { "" };
                let place = loops.last().copied().unwrap_or(at);
                guarded.insert(&format!("{{{{{sign} kalends_step(at={place}, n={plain}) }}}}"));
            }
            guarded.tag(written, &tag, at, kind);
            if is_run && tag.prints {
                guarded.after_print(&tag, at, plain, kind, &bound);
            }
            match tag.word {
                "for" => loops.push(at),
                "endfor" => _ = loops.pop(),
                "block" | "component" => blocks += 1,
                _ => {}
            }
            (from, plain) = (end, 0);
        }
        guarded.keep(&text[from..]);
        guarded
    }

    /// The bytes of a tag in the text that was read.
    pub fn tag_at(&self, tag: usize) -> Range<usize> {
        self.tags.get(tag).cloned().unwrap_or(0..0)
    }

    /// The column, in letters from 0, of the text that was read for one of the text with steps in it.
    pub fn column(&self, line: usize, column: usize) -> usize {
        let before = self.inserted.iter().filter(|inserted| inserted.line == line && inserted.column < column);
        column - before.map(|inserted| inserted.length.min(column - inserted.column)).sum::<usize>()
    }

    /// Whether a column, in letters from 0, of the text with steps in it is of one of them. What the author wrote may be
    /// written there a second time.
    pub fn is_inserted(&self, line: usize, column: usize) -> bool {
        let holds = |inserted: &Inserted| {
            inserted.line == line && (inserted.column..inserted.column + inserted.length).contains(&column)
        };
        self.inserted.iter().any(holds)
    }

    /// The byte of the text that was read for one of the text with steps in it.
    pub fn offset(&self, at: usize) -> usize {
        let before = self.inserted.iter().map(|inserted| inserted.part).take_while(|(start, _)| *start < at);
        at - before.map(|(start, length)| length.min(at - start)).sum::<usize>()
    }

    fn keep(&mut self, text: &str) {
        self.text.push_str(text);
        match text.rsplit_once('\n') {
            Some((before, last)) => {
                self.line += before.matches('\n').count() + 1;
                self.column = last.chars().count();
            }
            None => self.column += text.chars().count(),
        }
    }

    fn insert(&mut self, text: &str) {
        let length = text.chars().count();
        let part = (self.text.len(), text.len());
        self.inserted.push(Inserted { line: self.line, column: self.column, length, part });
        self.text.push_str(text);
        self.column += length;
    }

    /// Writes a tag with filters of ours in it.
    #[expect(clippy::string_slice, reason = "what is to be inserted stands in order, at the edges of tokens")]
    fn tag(&mut self, written: &str, tag: &Tag<'_>, at: usize, kind: Kind<'_>) {
        let mut from = 0;
        for (position, text) in insertions(written, tag, at, matches!(kind, Kind::Narrative { .. })) {
            self.keep(&written[from..position]);
            self.insert(&text);
            from = position;
        }
        self.keep(&written[from..]);
    }

    /// Behind what is printed: counts it, and in a narrative looks what it is. A text that somebody prints is run twice
    /// so; what is sure to be short and fit to print is not.
    fn after_print(&mut self, tag: &Tag<'_>, at: usize, plain: usize, kind: Kind<'_>, bound: &BTreeSet<&str>) {
        let inside = tag.inside;
        let sign = if tag.right { "-" } else { "" };
        let is_fit = match kind {
            Kind::Page => false,
            Kind::Narrative { printable } => {
                let (name, is_filter) = last_name(inside);
                printable(name) && (is_filter || !bound.contains(name))
            }
        };
        // What a component or the block above prints has steps of its own.
        if is_fit || inside.starts_with('<') || inside.contains("super()") {
            if self.is_counted {
                self.insert(&format!("{{{{ kalends_step(at={at}, n={}) {sign}}}}}", plain + SMALL));
            }
        } else {
            let raw = matches!(kind, Kind::Narrative { .. });
            let value = inside.replace('\n', " ");
            self.insert(&format!("{{{{ kalends_printed(v={value}, at={at}, n={plain}, raw={raw}) {sign}}}}}"));
        }
    }
}

/// Whether a tag may run what stands in the text more than once.
fn repeats(written: &str) -> bool {
    let is_component = written.trim_start_matches(['{', '-', ' ']).starts_with('<');
    is_component || Tag::read(written).is_some_and(|tag| matches!(tag.word, "for" | "component"))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn guarded(text: &str) -> Guarded {
        Guarded::new(text, Kind::Narrative { printable: &|name| name == "a" || name == "change" })
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(guarded(text).text, expected);
    }

    #[test]
    fn each_tag_counts_a_step_where_there_is_a_loop() {
        check("x {{ a }} y", "x {{ a }} y");
        check("{% if b %}x{% endif %}", "{% if b %}x{% endif %}");
        check(
            "x {{ a }} y{% for i in b %}{% endfor %}",
            "x {{ a }}{{ kalends_step(at=0, n=66) }} y{{ kalends_step(at=1, n=2) }}{% for i in b %}\
             {{ kalends_step(at=1, n=0) }}{% endfor %}",
        );
        check(
            "{% for i in b -%} {%- endfor %}",
            "{{ kalends_step(at=0, n=0) }}{% for i in b -%} {{- kalends_step(at=0, n=1) }}{%- endfor %}",
        );
        check("{{ b -}} y", "{{ b -}}{{ kalends_printed(v=b, at=0, n=0, raw=true) -}} y");
        check("{* {{ a }} *}{{", "{* {{ a }} *}{{");
    }

    #[test]
    fn what_a_tag_joins_keeps_or_filters_is_counted() {
        let inside = |text: &str| {
            let guarded = Guarded::new(text, Kind::Page).text;
            let end = guarded.rfind("{{ kalends_printed").unwrap_or(guarded.len());
            let begin = guarded.find("n=0) }}").map_or(0, |at| at + 7);
            guarded[begin.min(end)..end].to_owned()
        };
        assert_eq!(inside("{{ a ~\"b\" }}"), "{{ (a) | kalends_joined(at=0) ~(\"b\") | kalends_joined(at=0) }}");
        assert_eq!(
            inside("{% set x = x ~x|upper if y else [1] %}"),
            "{% set x = ((x) | kalends_joined(at=0) ~(x|upper | kalends_kept(at=0)) | kalends_joined(at=0) if y else [1]) \
             | kalends_kept(at=0, kept=true) %}"
        );
        assert_eq!(
            inside("{{ [a * b ~c for c in d if c.is != 1] | f(x=y ~z) }}"),
            "{{ [((a * b) | kalends_joined(at=0) ~(c) | kalends_joined(at=0)) | kalends_each(at=0) for c in d if c.is != 1] \
             | f(x=(y) | kalends_joined(at=0) ~(z) | kalends_joined(at=0)) | kalends_kept(at=0) }}"
        );
        assert_eq!(
            inside("{{ [...a, ...b.c(d=1)] | join(sep=s) }}"),
            "{{ [...(a) | kalends_kept(at=0), ...(b.c(d=1)) | kalends_kept(at=0)] | kalends_before_join(sep=s, at=0) \
             | join(sep=s) | kalends_kept(at=0) }}"
        );
        assert_eq!(inside("{% filter upper %}"), "{% filter upper | kalends_kept(at=0) %}");
        assert_eq!(
            inside("{% filter indent(width=9) %}"),
            "{% filter kalends_before_indent(width=9, at=0) | indent(width=9) | kalends_kept(at=0) %}"
        );
        assert_eq!(inside("{% include \"a ~ b\" %}"), "{% include \"a ~ b\" %}");
    }

    #[test]
    fn what_a_narrative_compares_is_looked_at() {
        let inside = |text: &str| {
            let guarded = guarded(text).text;
            guarded.split_once("n=0) }}").map_or(guarded.clone(), |(_, tag)| tag.to_owned())
        };
        let compared = |operand: &str| format!("({operand}) | kalends_compared(at=0)");
        assert_eq!(
            inside("{% if a | of == b and not c.d %}"),
            format!("{{% if {} == {} and not c.d %}}", compared("a | of | kalends_kept(at=0)"), compared("b"))
        );
        assert_eq!(
            inside("{% if (a > 1) or b not in [c, d] %}"),
            format!(
                "{{% if ({} > {}) or {} not in {} %}}",
                compared("a"),
                compared("1"),
                compared("b"),
                compared("[c, d]")
            )
        );
        assert_eq!(
            inside("{% set x = [i for i in a if i != b] %}"),
            format!(
                "{{% set x = ([(i) | kalends_each(at=0) for i in a if {} != {}]) | kalends_kept(at=0, kept=true) %}}",
                compared("i"),
                compared("b")
            )
        );
        assert_eq!(inside("{% for i in a %}"), "{% for i in a %}");
        assert_eq!(Guarded::new("{% if a == b %}", Kind::Page).text.matches("compared").count(), 0);
    }

    #[test]
    fn a_child_template_is_guarded_within_its_blocks() {
        let text = "{% extends \"b\" %}\n{% block x %}{{ y }}{% endblock %}\n";
        assert_eq!(
            Guarded::new(text, Kind::Page).text,
            "{% extends \"b\" %}\n{% block x %}{{ y }}{{ kalends_printed(v=y, at=2, n=0, raw=false) }}\
             {{ kalends_step(at=3, n=0) }}{% endblock %}\n"
        );
    }

    #[test]
    fn the_authors_column_is_found_again() {
        let text = "{{ a }} ø {{ a }} z\n{{ a }} {{ b|c }} q";
        let guarded = guarded(text);
        for (line, (theirs, ours)) in text.lines().zip(guarded.text.lines()).enumerate() {
            for sign in ["ø", "z", "b", "c", "q"] {
                let column = |text: &str| text.find(sign).map(|at| text[..at].chars().count());
                if let (Some(theirs), Some(ours)) = (column(theirs), column(ours)) {
                    assert_eq!(guarded.column(line + 1, ours), theirs, "{sign}");
                }
            }
        }
    }
}
