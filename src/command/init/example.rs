//! The site of a how-to of the manual: the files that its page shows.
//!
//! The page is part of the program, so that the two never differ. A block below a line that ends with a path in
//! backticks is that file, as `tests/it/manual.rs` has it; commands, changes to a file and what a page shows of the
//! output are passed over.

use crate::l10n;
use crate::model::language::Language;

/// The names of all examples, which are the same in every language.
pub fn names() -> Vec<&'static str> {
    l10n::how_tos(Language::default()).pages.iter().map(|(name, _)| *name).collect()
}

/// The files of an example, each with its path. None for a name that is no example's.
pub fn files(name: &str, language: Language) -> Vec<(&'static str, String)> {
    let page = l10n::how_tos(language).pages.iter().find(|(other, _)| *other == name).map_or("", |(_, page)| *page);
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut above = "";
    // The file that the lines belong to, within a block that is one.
    let mut open: Option<(&str, String)> = None;
    let mut is_block = false;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) if !is_block => {
                is_block = true;
                let is_file = !["diff", "console"].contains(&language);
                open = path(above).filter(|_| is_file).map(|path| (path, String::new()));
            }
            (Some(_), _) => {
                files.extend(open.take());
                is_block = false;
                above = "";
            }
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) if !line.trim().is_empty() => above = line.trim_end(),
            (None, None) => {}
        }
    }
    files
}

/// The path that a line ends with: `data/2018-02.yaml`.
fn path(line: &'static str) -> Option<&'static str> {
    let (_, path) = line.trim_end_matches(':').strip_suffix('`')?.rsplit_once('`')?;
    (path.contains('.') && !path.contains(' ') && !path.starts_with("output/")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_site_in_every_language() {
        for name in names() {
            for language in Language::ALL {
                let files = files(name, language);
                let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
                for needed in ["kalends.yaml", "data/metrics.yaml", "content/_report.md"] {
                    assert_eq!(
                        paths.iter().filter(|path| **path == needed).count(),
                        1,
                        "{name}: {needed} in {paths:?}"
                    );
                }
                assert!(files.iter().all(|(_, text)| !text.is_empty()), "{name}");
            }
        }
        assert_eq!(files("nothing", Language::En), []);
    }
}
