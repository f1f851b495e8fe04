//! The published page of a report → the page that is kept of it when a new edition takes its place.
//!
//! It has everything within itself that it shows, the rules of its style, its fonts and pictures, so that no later theme,
//! template or file changes what it says; scripts it goes without. It is marked as superseded: in
//! its title, above its text, on each sheet of paper, and for search engines. It lies two folders deeper than the
//! page, and its links lead where they led. The page is read as browsers read it, as templates may write what HTML has.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scraper::node::{Comment, Element};
use scraper::{Html, Node};

use super::referred::paths;
use crate::base::address::has_ending;
use crate::base::inline::escaped;
use crate::base::period::Period;
use crate::l10n::{self, phrases, words};
use crate::model::Date;
use crate::model::language::Language;

/// What took the place of the page.
#[derive(Debug, Clone)]
pub struct Superseded<'a> {
    /// The folder of the report.
    pub report: &'a str,
    /// Which edition the page is, from 1.
    pub number: usize,
    pub period: Period,
    pub language: Language,
    /// When it was published, where it does not say so itself, and when the next one was.
    pub published: Option<Date>,
    pub replaced: Option<Date>,
    /// Why there is another one.
    pub reason: &'a str,
    /// The whole address of the page that is kept; `None` if that of the site is not known.
    pub address: Option<String>,
}

/// A way from the folder of an edition to that of its report.
const UP: &str = "../../";
/// Attributes of which each holds one address.
const ADDRESSES: [&str; 7] = ["href", "src", "poster", "data", "action", "background", "xlink:href"];
/// Stand for what is put in when the page is written.
const STYLE: &str = "kalends: style";
const BANNER: &str = "kalends: banner";
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; form-action 'none'; \
                      base-uri 'none'";

/// Stands before the day on which a report came out, in the description of its data.
const PUBLISHED: &str = "\"datePublished\":\"";

/// The page that is kept of `html`. `read` gives the published files that it shows, by their paths.
pub fn frozen(html: &str, of: &Superseded<'_>, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> String {
    let path = format!("{}/index.html", of.report);
    let mut page = Html::parse_document(html);
    let mut style = String::new();
    let (mut gone, mut head, mut main, mut title) = (Vec::new(), None, None, None);
    for node in page.tree.root().descendants() {
        let Node::Element(element) = node.value() else { continue };
        match element.name() {
            "script" => gone.push(node.id()),
            "link" => {
                if element.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "stylesheet")) {
                    let rules = element.attr("href").and_then(|href| file(&path, href, read));
                    style.push_str(&rules.map_or_else(String::new, |(path, rules)| rules_of(&path, &rules, read)));
                }
                gone.push(node.id());
            }
            "meta" if element.attr("name").is_some_and(|name| name.eq_ignore_ascii_case("robots")) => {
                gone.push(node.id());
            }
            "meta" if element.attr("http-equiv").is_some() => gone.push(node.id()),
            "head" => head = Some(node.id()),
            // The banner stands in the main part, where a screen reader begins.
            "main" => main = Some(node.id()),
            "body" => main = main.or(Some(node.id())),
            // A drawing may have a title, too.
            "title" if node.parent().is_some_and(|above| Some(above.id()) == head) => {
                title = node.first_child().map(|text| text.id());
            }
            _ => {}
        }
    }
    for id in gone {
        page.tree.get_mut(id).into_iter().for_each(|mut node| node.detach());
    }
    for node in page.tree.values_mut() {
        if let Node::Element(element) = node {
            readdress(element, &path, read);
        }
    }
    // Where the page names the day, another one would contradict it.
    let own_day = html.split_once(PUBLISHED).and_then(|(_, rest)| rest.get(..10)?.parse().ok());
    let mut called = String::new();
    if let Some(Node::Text(text)) = title.and_then(|id| page.tree.get_mut(id)).as_mut().map(ego_tree::NodeMut::value) {
        called = text.text.to_string();
        let marked = format!("{}: {called}", words(of.language).superseded);
        text.text = marked.as_str().into();
    }
    let comment = |text: &str| Node::Comment(Comment { comment: text.into() });
    if let Some(mut head) = head.and_then(|id| page.tree.get_mut(id)) {
        head.append(comment(STYLE));
    }
    if let Some(mut main) = main.and_then(|id| page.tree.get_mut(id)) {
        main.prepend(comment(BANNER));
    }
    page.html().replacen(&format!("<!--{STYLE}-->"), &head_of(&style, of), 1).replacen(
        &format!("<!--{BANNER}-->"),
        &banner(of, own_day.or(of.published), &called),
        1,
    )
}

/// What the head of the page has beside its title.
fn head_of(style: &str, of: &Superseded<'_>) -> String {
    let marked = words(of.language).superseded;
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <style>{style}\n.superseded{{border:3px double;padding:8px 1em;margin:0 0 24px}}\
         @page{{@top-center{{content:\"{marked}\"}}}}</style>\n"
    )
}

/// What stands above the text: that this is not what the report says now, since when, and why; where the next edition is,
/// and how to cite this one. `called` is the title of the page.
fn banner(of: &Superseded<'_>, published: Option<Date>, called: &str) -> String {
    let words = words(of.language);
    let day = |day: Option<Date>| day.map(|day| l10n::date(day, of.language));
    let mut text = format!(
        "<div class=\"superseded\" role=\"note\"><p><strong>{}.</strong> {}</p>",
        escaped(words.superseded),
        escaped(&phrases::superseded(of.number, day(published).as_deref(), day(of.replaced).as_deref(), of.language)),
    );
    // Writing to text never fails.
    let _ = writeln!(
        text,
        "<p>{} {} <a href=\"../{}/index.html\">{}</a> · <a href=\"{UP}index.html\">{}</a></p>",
        escaped(&l10n::sentence(of.reason)),
        escaped(words.superseded_figures),
        of.number + 1,
        escaped(words.edition_after),
        escaped(words.present_edition)
    );
    let edition = phrases::edition_of(of.number, of.period, of.language);
    let cited = [called, &edition].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ");
    let address = of.address.as_ref().map_or_else(String::new, |address| format!(" {address}"));
    let _ = writeln!(text, "<p>{}: {}.{}</p></div>", escaped(words.how_to_cite), escaped(&cited), escaped(&address));
    text
}

/// A file that the page at `path` names, with its path.
fn file(path: &str, address: &str, read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<(String, Vec<u8>)> {
    paths(path, address).into_iter().find_map(|path| read(&path).map(|bytes| (path, bytes)))
}

/// The rules of a style sheet with the fonts and pictures that they name. No rule ends the style that it stands in.
fn rules_of(path: &str, bytes: &[u8], read: &dyn Fn(&str) -> Option<Vec<u8>>) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("url(");
    let mut rules = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (address, after) = part.split_once(')').unwrap_or((part, ""));
        let leads_to = address.trim_matches(['"', '\'', ' ']);
        let is_within = leads_to.starts_with("data:") || leads_to.starts_with('#');
        let found = if is_within { None } else { file(path, leads_to, read) };
        // Writing to text never fails.
        let _ = match found {
            _ if is_within => write!(rules, "url({address}){after}"),
            Some((path, bytes)) => write!(rules, "url(\"{}\"){after}", within(&path, &bytes)),
            None => write!(rules, "none{after}"),
        };
    }
    rules.replace("</", "<\\/")
}

/// Pictures go into the page; other addresses lead from its new folder where they led.
fn readdress(element: &mut Element, path: &str, read: &dyn Fn(&str) -> Option<Vec<u8>>) {
    let is_picture = ["img", "source", "image"].contains(&element.name());
    for (name, value) in &mut element.attrs {
        let name: &str = &name.local;
        if name == "srcset" {
            let one = value.split(',').next().and_then(|part| part.split_whitespace().next()).unwrap_or_default();
            let within = file(path, one, read).map(|(path, bytes)| within(&path, &bytes));
            *value = within.unwrap_or_else(|| deeper(one)).as_str().into();
        } else if ADDRESSES.contains(&name) {
            let picture = if is_picture { file(path, value, read) } else { None };
            let address = picture.map_or_else(|| deeper(value), |(path, bytes)| within(&path, &bytes));
            *value = address.as_str().into();
        }
    }
}

/// An address from the report's folder, seen from that of an edition.
fn deeper(address: &str) -> String {
    let trimmed = address.trim();
    let first = trimmed.split(['/', '?', '#']).next().unwrap_or_default();
    let is_relative = !trimmed.is_empty() && !trimmed.starts_with(['#', '/', '?']) && !first.contains(':');
    if is_relative { format!("{UP}{trimmed}") } else { address.to_owned() }
}

/// A picture or a font as an address that holds it.
fn within(path: &str, bytes: &[u8]) -> String {
    let kinds = [
        ("svg", "image/svg+xml"),
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("gif", "image/gif"),
        ("webp", "image/webp"),
        ("avif", "image/avif"),
        ("woff2", "font/woff2"),
        ("woff", "font/woff"),
        ("ttf", "font/ttf"),
        ("otf", "font/otf"),
    ];
    let kind = kinds.iter().find(|(ending, _)| has_ending(path, &[ending])).map_or("image/png", |(_, kind)| kind);
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}
