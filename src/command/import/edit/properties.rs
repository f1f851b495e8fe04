//! What holds of every change to every file: read back, the text says what it said, and the change.

use std::sync::Arc;

use proptest::prelude::*;

use super::{Change, Fragment, Path, Step, apply, scalar};
use crate::base::properties::config;
use crate::diag::Diagnostics;
use crate::load::yaml;

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Text(String),
    Map(Vec<(String, Tree)>),
    List(Vec<Tree>),
}

impl Tree {
    /// As `Node::plain` has it.
    fn plain(&self) -> String {
        match self {
            Tree::Text(text) => format!("{text:?}"),
            Tree::List(items) => format!("[{}]", items.iter().map(Tree::plain).collect::<Vec<_>>().join(",")),
            Tree::Map(entries) => {
                let entry = |(key, value): &(String, Tree)| format!("{key:?}:{}", value.plain());
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
            }
        }
    }

    fn fragment(&self) -> Fragment {
        match self {
            Tree::Text(text) => Fragment::plain(scalar(text)),
            Tree::List(items) => Fragment::List(items.iter().map(Tree::fragment).collect()),
            Tree::Map(entries) => {
                Fragment::Map(entries.iter().map(|(key, value)| (key.clone(), value.fragment())).collect())
            }
        }
    }

    /// The ways to all that is in it, itself first.
    fn paths(&self) -> Vec<Path> {
        let below = |step: Step, tree: &Tree| -> Vec<Path> {
            let begin = |path: Path| [vec![step.clone()], path].concat();
            tree.paths().into_iter().map(begin).collect()
        };
        let parts: Vec<Path> = match self {
            Tree::Text(_) => Vec::new(),
            Tree::List(items) => {
                items.iter().enumerate().flat_map(|(index, item)| below(Step::Item(index), item)).collect()
            }
            Tree::Map(entries) => {
                entries.iter().flat_map(|(key, value)| below(Step::Key(key.clone()), value)).collect()
            }
        };
        [vec![Vec::new()], parts].concat()
    }

    fn at(&mut self, path: &[Step]) -> &mut Tree {
        let Some((step, rest)) = path.split_first() else { return self };
        match (self, step) {
            (Tree::List(items), Step::Item(index)) => items[*index].at(rest),
            (Tree::Map(entries), Step::Key(key)) => {
                let entry = entries.iter_mut().find(|(other, _)| other == key);
                entry.expect("a path of this tree").1.at(rest)
            }
            _ => panic!("a path of this tree"),
        }
    }
}

/// Texts with all that YAML could take for something else.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zæøå ]{1,8}",
        "[-#:,\\[\\]{}&*!|>'\"%@` a0]{0,6}",
        "\\PC{0,6}",
        prop::sample::select(vec![
            "true", "null", "~", "1", "0x1F", "2018-02", "a: b", "a #b", "- a", "? a", "", "a\nb", "\t", "…",
            "\u{feff}"
        ])
        .prop_map(str::to_owned),
    ]
}

fn keys() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[a-e]", 1 => texts()]
}

/// A mapping whose keys differ.
fn map(entries: Vec<(String, Tree)>) -> Tree {
    let mut kept: Vec<(String, Tree)> = Vec::new();
    for (key, value) in entries {
        if kept.iter().all(|(other, _)| *other != key) {
            kept.push((key, value));
        }
    }
    Tree::Map(kept)
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = texts().prop_map(Tree::Text);
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec((keys(), inner.clone()), 0..4).prop_map(map),
            prop::collection::vec(inner, 0..4).prop_map(Tree::List),
        ]
    })
}

/// A file's tree: a mapping.
fn files() -> impl Strategy<Value = Tree> {
    prop::collection::vec((keys(), trees()), 1..5).prop_map(map)
}

/// Writes a tree as an author might: each choice is the next number of `style`.
struct Author<'a> {
    style: std::iter::Cycle<std::slice::Iter<'a, u8>>,
    text: String,
}

impl Author<'_> {
    fn choice(&mut self, of: u8) -> u8 {
        self.style.next().map_or(0, |number| number % of)
    }

    fn scalar(&mut self, text: &str) -> String {
        let is_plain = !text.is_empty() && text.chars().all(char::is_alphabetic);
        match self.choice(3) {
            0 if is_plain && scalar(text) == text => text.to_owned(),
            1 if text.chars().all(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')) => {
                format!("'{}'", text.replace('\'', "''"))
            }
            _ => scalar(text),
        }
    }

    fn flow(&mut self, tree: &Tree) -> String {
        match tree {
            Tree::Text(text) => self.scalar(text),
            Tree::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Tree::Map(entries) => {
                let entry = |(key, value): &(String, Tree)| format!("{}: {}", self.scalar(key), self.flow(value));
                let entries: Vec<String> = entries.iter().map(entry).collect();
                let space = if self.choice(2) == 0 { " " } else { "" };
                format!("{{{space}{}{space}}}", entries.join(", "))
            }
        }
    }

    fn end(&mut self) {
        match self.choice(5) {
            0 => self.text.push_str("   # a remark: 'x' {y}\n"),
            1 => self.text.push_str("\n\n"),
            _ => self.text.push('\n'),
        }
    }

    /// What stands behind a key's colon or a list's dash, to the end of its last line.
    fn value(&mut self, tree: &Tree, indent: usize) {
        let is_empty = matches!(tree, Tree::List(items) if items.is_empty())
            || matches!(tree, Tree::Map(entries) if entries.is_empty());
        if is_empty || matches!(tree, Tree::Text(_)) || self.choice(3) == 0 {
            let text = self.flow(tree);
            self.text.push(' ');
            self.text.push_str(&text);
            return self.end();
        }
        self.end();
        let step = 2 + usize::from(self.choice(3));
        self.block(tree, indent + step);
    }

    fn block(&mut self, tree: &Tree, indent: usize) {
        let margin = " ".repeat(indent);
        match tree {
            Tree::Text(_) => unreachable!("stands in a line"),
            Tree::List(items) => items.iter().for_each(|item| {
                self.text.push_str(&format!("{margin}-"));
                self.value(item, indent);
            }),
            Tree::Map(entries) => entries.iter().for_each(|(key, value)| {
                let key = self.scalar(key);
                self.text.push_str(&format!("{margin}{key}:"));
                self.value(value, indent);
            }),
        }
    }
}

fn written(tree: &Tree, style: &[u8]) -> String {
    let mut author = Author { style: style.iter().cycle(), text: String::new() };
    author.block(tree, 0);
    author.text
}

fn read(text: &str) -> Result<String, String> {
    let mut diags = Diagnostics::default();
    let node = yaml::read(&Arc::from("a.yaml"), text, 0, &mut diags);
    match (diags.sorted().first(), node) {
        (None, Ok(node)) => Ok(node.plain()),
        (Some(fault), _) => Err(format!("{fault:?}")),
        (None, Err(_)) => Err("stopped".to_owned()),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_text_is_read_as_it_was_written(text in texts()) {
        let read = read(&format!("a: {}\nb: [{}]\n", scalar(&text), scalar(&text)));
        prop_assert_eq!(read, Ok(format!("{{\"a\":{text:?},\"b\":[{text:?}]}}")));
    }

    #[test]
    fn a_change_is_made_and_nothing_else(
        mut file in files(),
        style in prop::collection::vec(any::<u8>(), 1..40),
        at in any::<prop::sample::Index>(),
        (key, value) in (keys(), trees()),
    ) {
        let before = written(&file, &style);
        prop_assert_eq!(read(&before), Ok(file.plain()), "the author's text:\n{}", before);
        let paths = file.paths();
        let path = at.get(&paths).clone();
        let change = match file.at(&path) {
            Tree::Text(text) => {
                let with = value.fragment();
                *text = String::new();
                *file.at(&path) = value.clone();
                Change::Replace { path, with: super::flow(&with), origin: None }
            }
            Tree::Map(entries) => {
                prop_assume!(entries.iter().all(|(other, _)| *other != key));
                entries.push((key.clone(), value.clone()));
                Change::Insert { path, key, value: value.fragment() }
            }
            Tree::List(items) => {
                items.push(value.clone());
                Change::Append { path, items: vec![value.fragment()] }
            }
        };
        let after = apply(&before, std::slice::from_ref(&change));
        let Some(after) = after else {
            return Err(TestCaseError::fail(format!("{change:?} is not made in:\n{before}")));
        };
        prop_assert_eq!(read(&after), Ok(file.plain()), "{:?} in:\n{}\nmakes:\n{}", change, before, after);
        let kept = before.lines().filter(|line| line.contains("# a remark")).count();
        prop_assert_eq!(after.lines().filter(|line| line.contains("# a remark")).count(), kept);
    }
}
