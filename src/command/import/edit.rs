//! YAML text and changes to it → the same text with nothing else touched.
//!
//! For files that are the author's own: comments, order, spacing, line ends and style stay byte for byte, and what is
//! new takes on the style of its neighbours, block or flow. The tree of `yaml` says where values are; the text is
//! changed at those places and never printed anew. What a change means is not known here, and a text that writes the
//! same values in an unusual way (anchors, explicit keys) may come out wrong: the caller reads the result back and
//! compares.

mod append;
mod layout;
mod origins;
mod print;
mod remove;

use std::collections::BTreeMap;
use std::ops::Range;

use layout::Layout;
use origins::Origin;
use print::write_entries;
pub use print::{document, flow, scalar};

use crate::base::place::Place;
use crate::load::yaml::{Entry, Node, Value};

/// One step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// The way from the top of a file to a value.
pub type Path = Vec<Step>;

/// What is to be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Another scalar in place of the one at `path`; or `with` is a collection in flow style.
    Replace { path: Path, with: String, origin: Option<String> },
    /// A new entry at the end of the mapping at `path`, which may be empty.
    Insert { path: Path, key: String, value: Fragment },
    /// New items at the end of the list at `path`. A value that is not a list becomes the first item of one.
    Append { path: Path, items: Vec<Fragment> },
    /// Some entries of the mapping at `path` go, not all of them.
    Remove { path: Path, keys: Vec<String> },
}

/// A new piece of YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fragment {
    /// YAML text for one line, as [`scalar`] makes it, and where the value comes from, for a comment behind it.
    Scalar {
        text: String,
        origin: Option<String>,
    },
    Map(Vec<(String, Fragment)>),
    List(Vec<Fragment>),
}

impl Fragment {
    /// A scalar of unknown origin.
    pub fn plain(text: impl Into<String>) -> Fragment {
        Fragment::Scalar { text: text.into(), origin: None }
    }
}

/// `text` with all `changes`, which name places of `text` as it is now. `None` when it is not YAML, when a path leads
/// nowhere or to a value of another shape, and when a value is written in a way that is not understood.
pub fn apply(text: &str, changes: &[Change]) -> Option<String> {
    let (bom, body) = match text.strip_prefix('\u{feff}') {
        Some(body) => ("\u{feff}", body),
        None => ("", text),
    };
    // Items that are added to a list may indent the values before them, so they come after all changes within those.
    let (appended, inside): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| matches!(change, Change::Append { .. }));
    let mut body = body.to_owned();
    for round in [inside, appended] {
        if !round.is_empty() {
            body = apply_at_once(&body, &round)?;
        }
    }
    Some(format!("{bom}{body}"))
}

fn apply_at_once(text: &str, changes: &[&Change]) -> Option<String> {
    let layout = Layout::of(text)?;
    let mut edits = Edits::default();
    for change in changes {
        match change {
            Change::Replace { path, with, origin } => replace(&layout, path, with, origin.as_ref(), &mut edits)?,
            Change::Insert { path, key, value } => insert(&layout, path, key, value, &mut edits)?,
            Change::Append { path, items } => append::append(&layout, path, items, &mut edits)?,
            Change::Remove { path, keys } => remove::remove(&layout, path, keys, &mut edits)?,
        }
    }
    edits.made_in(&layout)
}

/// What is to be written where.
#[derive(Default)]
struct Edits {
    /// What replaces a range of bytes, in the order in which it was found.
    texts: Vec<(Range<usize>, String)>,
    /// Where it comes from.
    origins: Vec<Origin>,
}

impl Edits {
    fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.texts.push((range, with.into()));
    }

    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.texts.push((at..at, text.into()));
    }

    /// Inserts whole new lines behind the line that ends at `after`.
    fn insert_lines(&mut self, layout: &Layout<'_>, after: usize, lines: &[String]) {
        let text = layout.text;
        let mut written = String::new();
        if after > 0 && !text.get(..after).is_some_and(|before| before.ends_with('\n')) {
            written.push_str(layout.newline);
        }
        for (index, line) in lines.iter().enumerate() {
            let is_last_of_text = after == text.len() && !text.ends_with('\n') && index + 1 == lines.len();
            written.push_str(line);
            written.push_str(if is_last_of_text { "" } else { layout.newline });
        }
        self.insert(after, written);
    }

    fn made_in(mut self, layout: &Layout<'_>) -> Option<String> {
        self.texts.extend(origins::comments(layout, self.origins));
        // Of what goes to the same place the first stays first.
        self.texts.sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(layout.text.len() + 64 * self.texts.len());
        let mut done = 0;
        for (range, with) in &self.texts {
            text.push_str(layout.text.get(done..range.start)?);
            text.push_str(with);
            done = range.end;
        }
        text.push_str(layout.text.get(done..)?);
        Some(text)
    }
}

fn replace(layout: &Layout<'_>, path: &Path, with: &str, origin: Option<&String>, edits: &mut Edits) -> Option<()> {
    let node = at(&layout.root, path)?;
    let range = match node.value {
        Value::Map(_) | Value::List(_) => return None,
        Value::Null | Value::Empty => layout.null(path)?,
        _ => {
            let start = layout.offset(&node.place)?;
            start..layout.end_of_scalar(start, layout.is_in_flow(path))?
        }
    };
    edits.origins.extend(origin.map(|origin| origins::origin(layout, path, range.end, origin)));
    let before = layout.text.get(..range.start)?;
    let space = if before.ends_with([' ', '\n']) || range.start == 0 || !range.is_empty() { "" } else { " " };
    edits.replace(range, format!("{space}{with}"));
    Some(())
}

fn insert(layout: &Layout<'_>, path: &Path, key: &str, value: &Fragment, edits: &mut Edits) -> Option<()> {
    let node = at(&layout.root, path)?;
    if !matches!(node.value, Value::Map(_) | Value::Null | Value::Empty) {
        return None;
    }
    let entries = node.entries();
    let start = layout.offset(&node.place)?;
    if layout.text.get(start..)?.starts_with('{') {
        return insert_in_flow(layout, path, entries, key, value, edits);
    }
    let indent = match (entries.first(), path.is_empty()) {
        (Some(first), _) => usize::try_from(first.key_place.column.checked_sub(1)?).ok()?,
        (None, true) => 0,
        (None, false) => usize::try_from(layout.entry(path)?.key_place.column).ok()? + 1,
    };
    let after = match (entries.last(), path.is_empty()) {
        (Some(last), _) => layout.end_of_entry(last)?,
        (None, true) => layout.text.len(),
        (None, false) => {
            let nothing = layout.null(path)?;
            if !nothing.is_empty() || layout.is_in_flow(path) {
                return None;
            }
            layout.after_line(nothing.end)
        }
    };
    let mut lines = Vec::new();
    write_entries(&[(key.to_owned(), value.clone())], indent, &mut lines);
    edits.insert_lines(layout, after, &lines);
    Some(())
}

/// Inserts behind the last of `entries`, which are between braces.
fn insert_in_flow(
    layout: &Layout<'_>,
    path: &Path,
    entries: &[Entry],
    key: &str,
    value: &Fragment,
    edits: &mut Edits,
) -> Option<()> {
    let written = format!("{}: {}", scalar(key), flow(value));
    let position = match entries.last() {
        None => {
            let inside = layout.offset(&at(&layout.root, path)?.place)? + 1;
            match edits.texts.iter_mut().find(|(range, _)| *range == (inside..inside)) {
                Some((_, before)) => *before = format!("{}, {written} ", before.trim_end()),
                None => edits.insert(inside, format!(" {written} ")),
            }
            inside
        }
        Some(last) => {
            let end = match last.value.value {
                Value::Empty => layout.behind_colon(last)?,
                _ => layout.end_of_flow_value(layout.offset(&last.value.place)?)?,
            };
            edits.insert(end, format!(", {written}"));
            end
        }
    };
    let path = [path.as_slice(), &[Step::Key(key.to_owned())]].concat();
    edits.origins.extend(origins::origins_in_flow(layout, &path, position, value));
    Some(())
}

/// The paths to all scalars and keys by line and column; a key's is the path to its value.
pub fn paths(node: &Node) -> BTreeMap<(u32, u32), Path> {
    fn walk(node: &Node, path: &mut Path, into: &mut BTreeMap<(u32, u32), Path>) {
        let mut below = |step: Step, place: Option<&Place>, node: &Node| {
            path.push(step);
            if let Some(place) = place {
                into.insert((place.line, place.column), path.clone());
            }
            walk(node, path, into);
            path.pop();
        };
        match &node.value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    below(Step::Item(index), None, item);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    below(Step::Key(entry.key.clone()), Some(&entry.key_place), &entry.value);
                }
            }
            _ => {
                into.insert((node.place.line, node.place.column), path.clone());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(node, &mut Vec::new(), &mut found);
    found
}

/// The value at `path`.
pub fn at<'a>(node: &'a Node, path: &[Step]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, step| match (step, &node.value) {
        (Step::Key(key), Value::Map(entries)) => {
            entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
        }
        (Step::Item(index), Value::List(items)) => items.get(*index),
        _ => None,
    })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::load::yaml;

    fn path(text: &str) -> Path {
        let steps = text.split('/').filter(|step| !step.is_empty());
        steps.map(|step| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Item)).collect()
    }

    fn set(at: &str, with: &str) -> Change {
        Change::Replace { path: path(at), with: with.to_owned(), origin: Some("from a.csv, row 2".to_owned()) }
    }

    fn put(at: &str, key: &str, value: &str) -> Change {
        let value = Fragment::Scalar { text: value.to_owned(), origin: Some("from a.csv, row 3".to_owned()) };
        Change::Insert { path: path(at), key: key.to_owned(), value }
    }

    fn push(at: &str, value: &str) -> Change {
        Change::Append { path: path(at), items: vec![Fragment::plain(value)] }
    }

    #[track_caller]
    fn check(before: &str, changes: &[Change], after: &str) {
        assert_eq!(apply(before, changes).as_deref(), Some(after));
        // The same with the line ends of Windows, and with a byte order mark.
        let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(apply(&windows(before), changes), Some(windows(after)));
    }

    #[test]
    fn a_scalar_is_replaced_and_all_else_stays() {
        check("a:   1   \nb: 2\n", &[set("a", "3")], "a:   3   # from a.csv, row 2\nb: 2\n");
        check("a: 'it''s' # so\n", &[set("a", "3")], "a: 3 # so; from a.csv, row 2\n");
        check("a: \"x # y\"\n", &[set("a", "3")], "a: 3 # from a.csv, row 2\n");
        check("'a b': 24 %\n", &[set("a b", "25 %")], "'a b': 25 % # from a.csv, row 2\n");
        check("æ: 1\nå: [1, 2.5]\n", &[set("å/1", "3")], "æ: 1\nå: [1, 3] # 2 from a.csv, row 2\n");
        check("a: null # why\n", &[set("a", "3")], "a: 3 # why; from a.csv, row 2\n");
        check(
            "a:\nb:   # then\n",
            &[set("a", "3"), set("b", "4")],
            "a: 3 # from a.csv, row 2\nb: 4   # then; from a.csv, row 2\n",
        );
        check("a: 1", &[set("a", "2")], "a: 2 # from a.csv, row 2");
    }

    #[test]
    fn an_origin_takes_the_place_of_the_one_before_of_the_same_value() {
        check("a: 1 # from b.csv, row 9\n", &[set("a", "2")], "a: 2 # from a.csv, row 2\n");
        check("a: 1 # mine; from b.csv, row 9\n", &[set("a", "2")], "a: 2 # mine; from a.csv, row 2\n");
        check(
            "a: { x: 1, y: 1 } # x from b.csv, row 8; y from b.csv, row 9\n",
            &[set("a/y", "2")],
            "a: { x: 1, y: 2 } # x from b.csv, row 8; y from a.csv, row 2\n",
        );
    }

    #[test]
    fn a_line_that_ends_within_a_text_gets_no_comment() {
        check("a: { x: 1, y: \"b\n  c\" }\n", &[set("a/x", "2")], "a: { x: 2, y: \"b\n  c\" }\n");
        check("a: {\n  x: 1,\n  y: 2\n}\n", &[set("a/x", "3")], "a: {\n  x: 3, # x from a.csv, row 2\n  y: 2\n}\n");
    }

    #[test]
    fn an_entry_is_put_at_the_end_in_the_style_of_its_mapping() {
        check(
            "a:\n  x: 1\n\n  # of b\nb: 2\n",
            &[put("a", "z", "5")],
            "a:\n  x: 1\n  z: 5 # from a.csv, row 3\n\n  # of b\nb: 2\n",
        );
        check("a: { x: 1 } # c\n", &[put("a", "z", "5")], "a: { x: 1, z: 5 } # c; z from a.csv, row 3\n");
        check("a: {}\n", &[put("a", "z", "5")], "a: { z: 5 } # z from a.csv, row 3\n");
        check(
            "a: {}\n",
            &[put("a", "z", "5"), put("a", "b", "6")],
            "a: { z: 5, b: 6 } # z from a.csv, row 3; b from a.csv, row 3\n",
        );
        check(
            "a: { x: [1, '}'], w: }\n",
            &[put("a", "z", "5")],
            "a: { x: [1, '}'], w:, z: 5 } # z from a.csv, row 3\n",
        );
        check("a:\nb: 1\n", &[put("a", "z", "5")], "a:\n  z: 5 # from a.csv, row 3\nb: 1\n");
        check(
            "a:\n    x: |\n      long\n\n      text\nb: 1\n",
            &[put("a", "z", "5")],
            "a:\n    x: |\n      long\n\n      text\n    z: 5 # from a.csv, row 3\nb: 1\n",
        );
        assert_eq!(apply("a: 1", &[put("", "b", "5")]).as_deref(), Some("a: 1\nb: 5 # from a.csv, row 3"));
    }

    #[test]
    fn a_value_becomes_the_first_item_of_a_list() {
        check("a: 1 # c\nb: 2\n", &[push("a", "5")], "a:\n  - 1 # c\n  - 5\nb: 2\n");
        check("a:\n- 1\n# of b\nb: 2\n", &[push("a", "5")], "a:\n- 1\n- 5\n# of b\nb: 2\n");
        check("a: [1] # c\n", &[push("a", "5")], "a: [1, 5] # c\n");
        check("a: [\n  1,\n]\n", &[push("a", "5")], "a: [\n  1, 5,\n]\n");
        check("{ a: 1 }\n", &[push("a", "5")], "{ a: [1, 5] }\n");
        check(
            "a:\n  x: |\n    text\n\n    more\n  y: 1\nb: 2\n",
            &[push("a", "5")],
            "a:\n  - x: |\n      text\n\n      more\n    y: 1\n  - 5\nb: 2\n",
        );
        check(
            "a:\n  x: 1\n",
            &[put("a", "z", "2"), push("a", "5")],
            "a:\n  - x: 1\n    z: 2 # from a.csv, row 3\n  - 5\n",
        );
    }

    #[test]
    fn entries_go_and_their_neighbours_stay() {
        let without = |at: &str, keys: &[&str]| Change::Remove {
            path: path(at),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        let text =
            "a:\n  # of x\n  x: 1 # one\n  y: \"2\" # y from a.csv, row 7; from b.csv\n\n  # of z\n  z: 3\nb: 2\n";
        check(text, &[without("a", &["y"])], "a:\n  # of x\n  x: 1 # one\n\n  # of z\n  z: 3\nb: 2\n");
        // A comment would be left alone, or lost.
        for keys in [&["y", "z"][..], &["x"]] {
            assert_eq!(apply(text, &[without("a", keys)]), None, "{keys:?}");
        }
        assert_eq!(apply("a:\n  - x: 1 # by hand\n    y: 2\n", &[without("a/0", &["x"])]), None);
        check(
            "a:\n  - x: 1\n    y: 2\n    z: 3\n  - x: 4\n",
            &[without("a/0", &["x", "y"])],
            "a:\n  - z: 3\n  - x: 4\n",
        );
        let flow = "a: { x: 1, y: [2, 3], z:, w: 'a, b' } # c\n";
        check(flow, &[without("a", &["x", "y"])], "a: { z:, w: 'a, b' } # c\n");
        check(flow, &[without("a", &["w"])], "a: { x: 1, y: [2, 3], z: } # c\n");
        check("{ a: 1, b: 2 }\n", &[without("", &["a"])], "{ b: 2 }\n");
        check(
            "a:\n  x: 1\n  y: 2\n",
            &[without("a", &["y"]), put("a", "z", "5"), set("a/x", "4")],
            "a:\n  x: 4 # from a.csv, row 2\n  z: 5 # from a.csv, row 3\n",
        );
        for (text, keys) in [("a: { x: 1 }\n", &["x"][..]), ("a:\n  x: 1\n", &["x"]), ("a:\n  x: 1\n", &["y"])] {
            assert_eq!(apply(text, &[without("a", keys)]), None, "{text}{keys:?}");
        }
        assert_eq!(apply("a: { x: 1, # one\n  y: 2 }\n", &[without("a", &["x"])]), None);
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert_eq!(apply("a: 1\n", &[set("b", "2")]), None);
        assert_eq!(apply("a: { x: 1 }\n", &[set("a", "2")]), None);
        assert_eq!(apply("a: *x\n", &[set("a", "2")]), None, "this is no YAML");
        assert_eq!(apply("a: &x 1\nb: *x\n", &[set("b", "2")]), None);
        assert_eq!(apply("a: |\n  text\n", &[push("a", "2")]), None);
    }

    #[test]
    fn a_text_is_quoted_unless_it_is_read_as_itself() {
        for plain in ["Færre", "Two words", "hr", "a-b/c (d)", "24x"] {
            assert_eq!(scalar(plain) == plain, plain.starts_with(char::is_alphabetic), "{plain}");
        }
        for text in [
            "", "yes", "NULL", "1807", "a: b", "a #b", "- a", "{a}", "a\nb", "\"", "\\", "~", "é\u{85}", "'", "a ",
            "&a", "a,b",
        ] {
            let quoted = scalar(text);
            assert!(quoted.starts_with('"'), "{quoted}");
            let read = yaml::read(&"".into(), &format!("a: {quoted}\n"), 0, &mut Diagnostics::default());
            let Ok(Value::Map(entries)) = read.map(|node| node.value) else { panic!("{quoted} is not YAML") };
            assert!(matches!(&entries[0].value.value, Value::Text(read) if read == text), "{quoted}");
        }
    }
}
