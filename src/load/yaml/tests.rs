//! A second reader as oracle: serde_yaml, which is no longer kept, reads the same text. What both take must be the same
//! values. Where they differ, the difference is one that `DIFFERENCES` lists.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use serde_yaml::Value as Other;
use walkdir::WalkDir;

use super::{Node, Value, read};
use crate::base::properties::config;
use crate::diag::Diagnostics;

/// What kalends reads: values in one spelling, or the code of the first fault.
fn ours(text: &str) -> Read<&'static str> {
    let mut diags = Diagnostics::default();
    let node = read(&Arc::from("a.yaml"), text, 0, &mut diags);
    match (diags.sorted().first(), node) {
        (None, Ok(node)) => Ok(spelled(&node)),
        (Some(fault), _) => Err(fault.code.id),
        (None, Err(_)) => unreachable!("who stops says why"),
    }
}

/// What serde_yaml reads. It reads an empty text as null, and kalends as an empty mapping.
fn theirs(text: &str) -> Read<String> {
    match serde_yaml::from_str::<Other>(text) {
        Ok(Other::Null) => Ok("{}".to_owned()),
        Ok(value) => Ok(spelled_other(&value)),
        Err(error) => Err(error.to_string()),
    }
}

fn spelled(node: &Node) -> String {
    let list = |items: Vec<String>, [open, close]: [char; 2]| format!("{open}{}{close}", items.join(","));
    match &node.value {
        Value::Null | Value::Empty => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(digits) => number(digits),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => list(items.iter().map(spelled).collect(), ['[', ']']),
        Value::Map(entries) => {
            let entry = |entry: &super::Entry| format!("{:?}:{}", entry.key, spelled(&entry.value));
            list(entries.iter().map(entry).collect(), ['{', '}'])
        }
    }
}

fn spelled_other(value: &Other) -> String {
    let list = |items: Vec<String>, [open, close]: [char; 2]| format!("{open}{}{close}", items.join(","));
    match value {
        Other::Null => "null".to_owned(),
        Other::Bool(value) => value.to_string(),
        Other::Number(value) => number(&value.to_string()),
        Other::String(text) => format!("{text:?}"),
        Other::Sequence(items) => list(items.iter().map(spelled_other).collect(), ['[', ']']),
        Other::Mapping(entries) => {
            let entry = |(key, value): (&Other, &Other)| format!("{}:{}", spelled_other(key), spelled_other(value));
            list(entries.iter().map(entry).collect(), ['{', '}'])
        }
        Other::Tagged(tagged) => format!("{} {}", tagged.tag, spelled_other(&tagged.value)),
    }
}

/// Any spelling of a number as the float that it is nearest to.
fn number(digits: &str) -> String {
    let plain = digits.trim_start_matches('+').to_lowercase().replace(".inf", "inf").replace(".nan", "nan");
    let whole = |radix: &str, base: u32| {
        let (sign, rest) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let whole = u128::from_str_radix(rest.strip_prefix(radix)?, base).ok()?;
        Some(format!("{sign}{whole}"))
    };
    let plain = whole("0x", 16).or_else(|| whole("0o", 8)).or_else(|| whole("0b", 2)).unwrap_or(plain);
    plain.parse::<f64>().map_or_else(|_| format!("no number: {digits}"), |value| format!("{value:e}"))
}

/// All YAML of the repository: the sites, the starters, the cases of the tests.
fn files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_ours = |name: &str| !["target", "node_modules", "output", ".git"].contains(&name);
    WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| is_ours(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.expect("a readable folder").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("UTF-8")))
        .collect()
}

#[test]
fn every_file_says_the_same_to_both_readers() {
    let files = files();
    assert!(!files.is_empty());
    for (path, text) in files {
        let (ours, theirs) = (ours(&text), theirs(&text));
        assert!(ours.is_ok(), "{path}: {ours:?}");
        assert_eq!(ours.ok(), theirs.ok(), "{path}");
    }
}

/// Where the two readers differ: why, and whether a text is such a one, by what kalends and serde_yaml say to it.
type Difference = (&'static str, fn(text: &str, ours: &Read<&'static str>, theirs: &Read<String>) -> bool);

const DIFFERENCES: [Difference; 9] = [
    ("the top of a file is a mapping, and a key a name: neither a list nor a mapping", |_, ours, _| {
        *ours == Err("K0010")
    }),
    ("a key is the text that was typed: 1, 2018, true and ~ too", |text, _, _| {
        ["1", "1.0", "true", "null", "~", "2018", "0x1", "*x", "? a"]
            .iter()
            .any(|key| text.contains(&format!("{key}:")))
    }),
    ("a tag says what a value is, and kalends looks at the value alone", |text, _, _| text.contains('!')),
    ("a number is kept as it was typed, of any size: −0, 1e999, more than 64 bits, 0X1F", |text, _, theirs| {
        let is_large = |error: &String| error.contains(" as u128") || error.contains(" as i128");
        ["-0", "1e999", "-1e400", "0X1F"].iter().any(|number| text.contains(number))
            || theirs.as_ref().err().is_some_and(is_large)
    }),
    ("a key may be left out", |text, ours, _| {
        ours.is_ok() && text.split(['\n', '{']).any(|line| line.trim().trim_start_matches("- ").starts_with(':'))
    }),
    ("of the line ends of YAML 1.1 only those of 1.2 are some", |text, _, _| text.contains(['\u{85}', '\u{2028}'])),
    ("a byte order mark is at the begin of a file alone", |text, ours, _| {
        text.contains('\u{feff}') && *ours == Err("K0006")
    }),
    ("a tab may stand before a value in a line of its own", |text, ours, _| text.contains('\t') && ours.is_ok()),
    ("a file may be ended before it begins; a dash between braces is no text", |text, _, _| {
        text == "...\n" || text.contains(": -}") || text.contains(": -,")
    }),
];

type Read<E> = Result<String, E>;

const VALUES: [&str; 135] = [
    "1",
    "-2",
    "+3",
    "1.10",
    "1e3",
    "1E-2",
    ".5",
    "5.",
    "0",
    "-0",
    "007",
    "00",
    "08",
    "0x1F",
    "0o17",
    "0b11",
    "1_000",
    "2.200",
    ".nan",
    ".inf",
    "-.INF",
    "+.inf",
    "1e999",
    "1e-999",
    "-1e400",
    "+.5",
    "-.5",
    "1.e3",
    "true",
    "True",
    "TRUE",
    "yes",
    "no",
    "null",
    "Null",
    "NULL",
    "~",
    "",
    "a b",
    "a: b",
    "\"x\\ty\"",
    "'it''s'",
    "é",
    "2018-02",
    "2018-02-01",
    "12:30",
    "1:20:30",
    "24 %",
    "%a",
    "@a",
    "`a",
    "a %",
    "- 1",
    "[1, a]",
    "{b: 1}",
    "[]",
    "{}",
    "[a,,b]",
    "[a, b,]",
    "{a, b}",
    "{a: }",
    "[a: b]",
    "{a:1}",
    "{\"a\":1}",
    "&x 1",
    "*x",
    "!t 1",
    "!!str 1",
    "!!int \"1\"",
    "!!float 1",
    "!!bool yes",
    "!!null x",
    "!!binary aGk=",
    "|\n    a\n    b\n",
    ">-\n    a\n    b\n",
    "|2\n    a\n",
    "|+\n    a\n\n",
    "\"a\n  b\"",
    "'a\n\n  b'",
    "a\n  b",
    "# c",
    "1 # c",
    "a#b",
    "a # b",
    "<<",
    "=",
    "...",
    "---",
    "99999999999999999999999",
    "18446744073709551616",
    "-9223372036854775809",
    "340282366920938463463374607431768211456",
    "0xFFFFFFFFFFFFFFFFFFFFFFF",
    "? a",
    "-",
    "--",
    "- - 1",
    "-1 a",
    "\"a\" b",
    "'a' b",
    ": a",
    "a:",
    "a :b",
    "a ::b",
    "\"\\u00e6\"",
    "\"\\x41\"",
    "\"\\z\"",
    "\u{feff}a",
    "\u{85}",
    "a\u{2028}b",
    "\u{a0}1",
    "1\u{a0}",
    "\t1",
    "1\t",
    "\u{0}",
    "\u{7f}",
    "\u{1f600}",
    "\\n",
    "nan",
    "NaN",
    "inf",
    "Infinity",
    "-Infinity",
    "infinity",
    "1f64",
    "1u8",
    "0.1e+1",
    "+0x1F",
    "-0x1F",
    "0X1F",
    "0o8",
    "-0o17",
    "+",
    "-",
    ".",
];

const KEYS: [&str; 25] = [
    "a", "1", "1.0", "true", "null", "~", "\"q\"", "'s'", "<<", "é", "2018", "2018-02", "", "a b", "\"\"", "[a]",
    "{a: 1}", "? a", "&x a", "*x", "!t a", "0x1", "1_0", "yes", "a\tb",
];

#[test]
fn every_value_at_every_place_is_the_same_or_differs_as_it_is_listed() {
    let mut met = [false; DIFFERENCES.len()];
    let places = |key: &str, value: &str| {
        [
            format!("{key}: {value}\n"),
            format!("{key}:\n  {value}\n"),
            format!("a:\n- {key}: {value}\n"),
            format!("x: &x {value}\n{key}: *x\n"),
            format!("{key}: 1\n{key}: {value}\n"),
            format!("{{{key}: {value}}}\n"),
            format!("z: {{{key}: {value}, b: 2}}\n"),
        ]
    };
    for value in VALUES {
        let alone = [format!("{value}\n"), format!("- {value}\n")];
        for text in KEYS.into_iter().flat_map(|key| places(key, value)).chain(alone) {
            let (ours, theirs) = (ours(&text), theirs(&text));
            if ours.as_ref().ok() == theirs.as_ref().ok() {
                continue;
            }
            let listed = DIFFERENCES.iter().position(|(_, is_one)| is_one(&text, &ours, &theirs));
            met[listed.unwrap_or_else(|| panic!("{text:?}: {ours:?}, and serde_yaml {theirs:?}"))] = true;
        }
    }
    let gone: Vec<&str> = DIFFERENCES.iter().zip(met).filter(|(_, met)| !met).map(|((why, _), _)| *why).collect();
    assert!(gone.is_empty(), "no longer: {gone:?}");
}

/// Values as serde_yaml has them, so that it can write them.
fn values() -> impl Strategy<Value = Other> {
    let texts = prop_oneof![
        "\\PC{0,12}",
        "[-#:,\\[\\]{}&*!|>'\"%@` \n\ta0]{0,8}",
        prop::sample::select(VALUES.to_vec())
            .prop_filter("a line end of YAML 1.1 alone", |text| !text.contains(['\u{85}', '\u{2028}']))
            .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Other::Null),
        any::<bool>().prop_map(Other::Bool),
        any::<i64>().prop_map(Other::from),
        (-1e15_f64..1e15).prop_map(Other::from),
        texts.clone().prop_map(Other::String),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        let entries = prop::collection::vec((texts.clone().prop_map(Other::String), inner.clone()), 0..5);
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(Other::Sequence),
            entries.prop_map(|entries| Other::Mapping(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_the_other_writes_is_read_as_it_was_meant(value in values()) {
        let file = Other::Mapping([(Other::from("a"), value)].into_iter().collect());
        let text = serde_yaml::to_string(&file).expect("a value that can be written");
        prop_assert_eq!(ours(&text), Ok(spelled_other(&file)), "{}", text);
    }
}
