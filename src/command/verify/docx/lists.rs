//! The numbers of lists, which a document holds apart from its text.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::sheets::spreadsheet::xml::{Archive, Piece, attribute, local};

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    /// `%1.` for the number of the first level with a point behind it.
    text: String,
    start: usize,
}

/// A list, or the form that lists are made from.
type Levels = BTreeMap<usize, Level>;

#[derive(Default)]
struct List {
    form: String,
    levels: Levels,
    /// The levels that it begins to count anew.
    begins: BTreeSet<usize>,
}

#[derive(Default)]
pub struct Lists {
    lists: BTreeMap<String, List>,
    /// Lists of one form go on counting what the others counted.
    counted: BTreeMap<String, BTreeMap<usize, usize>>,
}

impl Lists {
    pub fn of(archive: &mut Archive<'_>) -> Lists {
        let (mut forms, mut lists) = (BTreeMap::<String, Levels>::new(), BTreeMap::<String, List>::new());
        let (mut form, mut list, mut level) = (None::<String>, None::<String>, 0);
        // A document without lists has no such part.
        let _ = archive.each("word/numbering.xml", |piece| {
            match piece {
                Piece::Start(tag) => {
                    let value = |name: &str| attribute(tag, name).unwrap_or_default().into_owned();
                    let number = |name: &str| value(name).parse::<usize>().unwrap_or(0);
                    let name = local(tag.name().0);
                    match name {
                        "abstractNum" => form = Some(value("abstractNumId")),
                        "num" => list = Some(value("numId")),
                        "abstractNumId" => {
                            if let Some(list) = &list {
                                let levels = forms.get(&value("val")).cloned().unwrap_or_default();
                                let own = List { form: value("val"), levels, begins: BTreeSet::new() };
                                lists.insert(list.clone(), own);
                            }
                        }
                        "lvl" | "lvlOverride" => level = number("ilvl"),
                        "start" | "startOverride" | "numFmt" | "lvlText" => {
                            let own = match (&list, &form) {
                                (Some(list), _) => lists.get_mut(list).map(|list| {
                                    list.begins.extend((name == "startOverride").then_some(level));
                                    &mut list.levels
                                }),
                                (None, Some(form)) => Some(forms.entry(form.clone()).or_default()),
                                (None, None) => None,
                            };
                            let Some(own) = own.map(|levels| levels.entry(level).or_default()) else { return Ok(()) };
                            match name {
                                "numFmt" => own.format = value("val"),
                                "lvlText" => own.text = value("val"),
                                _ => own.start = number("val"),
                            }
                        }
                        _ => {}
                    }
                }
                Piece::End(name) => match local(name) {
                    "abstractNum" => form = None,
                    "num" => list = None,
                    _ => {}
                },
                Piece::Text(_) => {}
            }
            Ok(())
        });
        Lists { lists, counted: BTreeMap::new() }
    }

    /// What stands before the next entry of a list; empty for a bullet.
    pub fn next(&mut self, list: &str, level: usize) -> String {
        let Some(List { form, levels, begins }) = self.lists.get_mut(list) else { return String::new() };
        let Some(own) = levels.get(&level) else { return String::new() };
        if matches!(own.format.as_str(), "bullet" | "none") {
            let is_number = own.text.contains(|letter: char| letter.is_ascii_digit());
            return if is_number { format!("{} ", own.text) } else { String::new() };
        }
        let counted = self.counted.entry(form.clone()).or_default();
        if begins.remove(&level) {
            counted.remove(&level);
        }
        counted.retain(|of, _| *of <= level);
        counted.entry(level).and_modify(|count| *count += 1).or_insert(own.start);
        let mut text = own.text.clone();
        for (of, level) in &*levels {
            let number = counted.get(of).copied().unwrap_or(level.start);
            text = text.replace(&format!("%{}", of + 1), &number.to_string());
        }
        if own.format == "decimal" { format!("{text} ") } else { format!("{text} ({}) ", own.format) }
    }
}
