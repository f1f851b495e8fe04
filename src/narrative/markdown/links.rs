//! Targets of links and pictures → addresses on the page, held against the site.
//!
//! A link may lead to the web, to a mail address or into the site: to a page by the path of its file or of the page, or
//! to another file. Whether a part of a page that it names is there, `site` asks when all pages are known.

use std::ops::Range;

use super::Writer;
use crate::base::address;
use crate::base::place::Place;
use crate::diag::faults;
use crate::narrative::{Anchor, Links};

impl Writer<'_> {
    /// The address of a link whose target the author wrote as `marked`. One that may not lead there is a fault.
    pub(super) fn target(&mut self, marked: &str, part: &Range<usize>) -> String {
        self.refuse_hidden_exhibits(marked, part);
        let target = self.printer.attribute(marked);
        let shown: String = target.chars().take(60).collect();
        let links = &self.setting.links;
        let fault = match address_of(&target, links, self.places.file()) {
            Ok(Address { file: Some(file), .. }) if address::unfit(&file).is_some() => {
                let why = address::unfit(&file).unwrap_or_default();
                faults::link_to_a_bad_name(self.place_of_target(&target, part), &file, why)
            }
            Ok(Address { href, page, .. }) => {
                let id = target.split_once('#').map(|(_, id)| id).filter(|id| !id.is_empty());
                if let Some((page, id)) = page.zip(id) {
                    let place = self.place_of_target(&target, part);
                    self.narrative.anchors.push(Anchor { page, id: id.to_owned(), target: shown, place });
                }
                return href;
            }
            Err(Wrong::Scheme) => faults::link_scheme(self.place_of_target(&target, part), &shown),
            Err(Wrong::Nothing) => {
                let known = links.pages.keys().map(|page| page.trim_start_matches("content/"));
                faults::link_to_nothing(self.place_of_target(&target, part), &shown, known)
            }
        };
        self.faults.push(fault);
        "#".to_owned()
    }

    /// Where `target` stands in `part`: a link or a picture, whose words may be the same, or the line that defines it.
    fn place_of_target(&self, target: &str, part: &Range<usize>) -> Place {
        self.places.of_found(part, |written| {
            let behind = |words: &str| Some(written.rfind(&format!("{words}{target}"))? + words.len());
            let start = behind("](").or_else(|| behind("]: ")).or_else(|| behind(""))?;
            Some(start..start + target.len())
        })
    }
}

/// Where a link leads.
struct Address {
    /// As it is written on the page.
    href: String,
    /// The page of the site, by its path in the output.
    page: Option<String>,
    /// The file of the author's, by its path in the output.
    file: Option<String>,
}

/// Why a link leads nowhere.
enum Wrong {
    /// It may run a script, or lead to a place that only one machine has.
    Scheme,
    /// The site has no such page or file.
    Nothing,
}

/// The address of `target`, which the page of the file at `file` names.
fn address_of(target: &str, links: &Links<'_>, file: &str) -> Result<Address, Wrong> {
    let as_written =
        |page: Option<&str>| Address { href: target.to_owned(), page: page.map(str::to_owned), file: None };
    if let Some((scheme, _)) = target.split_once(':').filter(|(scheme, _)| !scheme.contains(['/', '?', '#'])) {
        return match scheme.trim().to_ascii_lowercase().as_str() {
            "http" | "https" | "mailto" => Ok(as_written(None)),
            _ => Err(Wrong::Scheme),
        };
    }
    if target.starts_with('/') || target.contains('\\') {
        return Err(Wrong::Scheme);
    }
    if target.starts_with('#') {
        return Ok(as_written(Some(links.from)));
    }
    let (path, rest) = target.split_at(target.find(['#', '?']).unwrap_or(target.len()));
    // The name of a file may hold a `%`, and may be written with `%20` and the like.
    let found = inside(&address::composed(path), rest, target, links, file);
    let found = found.or_else(|| inside(&address::composed(&address::decoded(path)?), rest, target, links, file));
    found.ok_or(Wrong::Nothing)
}

/// Where `path` leads within the site; `rest` is what stands behind it in `target`.
fn inside(path: &str, rest: &str, target: &str, links: &Links<'_>, file: &str) -> Option<Address> {
    let from_file = address::resolve(address::folder(file), path);
    let relative = |to: &str| format!("{}{rest}", address::written(&address::relative(links.from, to)));
    if let Some(page) = from_file.as_ref().and_then(|file| links.pages.get(file)) {
        return Some(Address { href: relative(page), page: Some(page.clone()), file: None });
    }
    let beside = from_file.as_ref().and_then(|file| file.strip_prefix("content/"));
    if let Some(file) = beside.filter(|file| links.files.contains(*file)) {
        return Some(Address { href: relative(file), page: None, file: Some(file.to_owned()) });
    }
    let exists = |path: &String| links.files.contains(path) || links.pages.values().any(|page| page == path);
    let page = address::resolve(address::folder(links.from), path).filter(exists)?;
    // Nothing but a path in pieces is written anew.
    let is_whole = address::decoded(target).is_none_or(|target| *address::composed(&target) == *target);
    let href = if is_whole { target.to_owned() } else { relative(&page) };
    Some(Address { href, page: Some(page), file: None })
}
