//! A page that is printed or reviewed, away from the others → the same page with other links to pages of the site.
//!
//! When a browser prints, it writes into the PDF where a link leads on its own machine. On any other machine such a
//! link leads nowhere, and it gives away where the site is. Templates and authors may write links in any form that HTML
//! has. So the page is read as browsers read it, and written anew: the same page to a browser, with attributes in
//! another order.

use std::collections::BTreeMap;

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::whole_address;
use crate::base::address::{folder, resolve};

/// What becomes of links to pages of the site. Links within the page and to other sites stay as they are; a link that
/// may lead nowhere becomes text.
pub enum Links<'a> {
    /// They become whole addresses below this one, which ends with `/`; `None` if the site's address is not known.
    Whole(Option<&'a str>),
    /// They stay if their path is there.
    Only(&'a dyn Fn(&str) -> bool),
}

/// The page at `path` with other links.
pub fn relinked(html: &str, path: &str, links: &Links<'_>) -> String {
    let mut page = Html::parse_document(html);
    for node in page.tree.values_mut() {
        if let Node::Element(element) = node
            && ["a", "area"].contains(&element.name())
        {
            relink(element, path, links);
        }
    }
    page.html()
}

pub(super) fn relink(element: &mut Element, path: &str, links: &Links<'_>) {
    element.attrs.retain_mut(|(name, value)| {
        let href = value.trim().to_owned();
        if &*name.local != "href" || !is_of_the_site(&href) {
            return true;
        }
        match links.lead(path, &href) {
            Some(address) => {
                *value = address.as_str().into();
                true
            }
            None => false,
        }
    });
}

/// What a page says of itself and of its links.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageWords {
    pub title: String,
    /// `da`.
    pub language: String,
    /// The words of its links by where they lead; of several that lead to one place, those of the first.
    pub links: BTreeMap<String, String>,
}

/// The words of a page.
pub fn page_words(html: &str) -> PageWords {
    let page = Html::parse_document(html);
    let mut words = PageWords::default();
    for element in page.tree.nodes().filter_map(ElementRef::wrap) {
        let text = || element.text().collect::<String>().split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let attribute = |name: &str| element.value().attr(name).map(str::to_owned);
        match element.value().name() {
            "html" => words.language = attribute("lang").unwrap_or_default(),
            // A drawing has a title of its own.
            "title" if words.title.is_empty() => words.title = text(),
            "a" => {
                let said = attribute("aria-label").unwrap_or_else(text);
                if let Some(href) = attribute("href").filter(|_| !said.is_empty()) {
                    words.links.entry(href).or_insert(said);
                }
            }
            _ => {}
        }
    }
    words
}

/// Where a link of the page at `from` leads, away from the site; `None`: nowhere, and it is text.
#[cfg(feature = "word")]
pub(super) fn lead(from: &str, href: &str, links: &Links<'_>) -> Option<String> {
    let href = href.trim();
    if is_of_the_site(href) {
        return links.lead(from, href);
    }
    let (scheme, _) = href.split_once(':')?;
    let is_known = |known: &&str| scheme.eq_ignore_ascii_case(known);
    ["http", "https", "mailto", "tel"].iter().any(is_known).then(|| href.to_owned())
}

/// Whether a link leads to a page of the site: not within its own page, and without scheme or host.
fn is_of_the_site(href: &str) -> bool {
    let path = href.split(['/', '?', '#']).next().unwrap_or("");
    !href.starts_with(['#', '/']) && !path.contains(':')
}

impl Links<'_> {
    /// Where a link on the page `from` leads instead; `None` if nowhere.
    fn lead(&self, from: &str, href: &str) -> Option<String> {
        let (target, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
        let path = resolve(folder(from), target)?;
        match self {
            Links::Whole(base) => base.map(|base| format!("{}{rest}", whole_address(base, &path))),
            Links::Only(is_there) => is_there(&path).then(|| href.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a piece of the page `hospitals/rh/2018-02/index.html`.
    #[track_caller]
    fn check(links: &Links<'_>, html: &str, expected: &str) {
        let page = relinked(html, "hospitals/rh/2018-02/index.html", links);
        let (_, body) = page.split_once("<body>").expect("a body");
        assert_eq!(body.strip_suffix("</body></html>"), Some(expected));
    }

    const WHOLE: Links<'_> = Links::Whole(Some("https://example.org/"));

    #[test]
    fn links_to_other_pages_become_whole_addresses() {
        check(
            &WHOLE,
            "<p><a class=\"n\" href=\"../../../metrics/x/index.html#p2018-02\">1</a>, <a href=\"a.csv\">2</a></p>",
            "<p><a class=\"n\" href=\"https://example.org/metrics/x/#p2018-02\">1</a>, \
             <a href=\"https://example.org/hospitals/rh/2018-02/a.csv\">2</a></p>",
        );
        check(
            &WHOLE,
            "<a\n HREF='../index.html?a=1&amp;b=2'>x</a>",
            "<a href=\"https://example.org/hospitals/rh/?a=1&amp;b=2\">x</a>",
        );
    }

    #[test]
    fn a_link_may_stand_without_quotes_and_be_of_any_letters() {
        check(
            &WHOLE,
            "<a href=ø.html>x</a><a href=å>y</a>",
            "<a href=\"https://example.org/hospitals/rh/2018-02/ø.html\">x</a>\
             <a href=\"https://example.org/hospitals/rh/2018-02/å\">y</a>",
        );
        check(&Links::Whole(None), "<a href=ø.html>x</a>", "<a>x</a>");
        check(&Links::Only(&|_| false), "<a id=b href = ø.html>x</a>", "<a id=\"b\">x</a>");
        for odd in ["<a href", "<a href=", "<a href=ø", "<a href='ø", "<a ø href=>", "<a\u{a0}href=ø>x</a>"] {
            relinked(odd, "index.html", &Links::Whole(None));
        }
    }

    #[test]
    fn links_that_may_not_lead_anywhere_are_text() {
        check(
            &Links::Whole(None),
            "<a rel=\"prev\" href=\"../2018-01/index.html\" id=\"x\">1</a>",
            "<a id=\"x\" rel=\"prev\">1</a>",
        );
        let is_there = |path: &str| path == "hospitals/rh/2018-02/figures.csv";
        check(
            &Links::Only(&is_there),
            "<a href=\"figures.csv\">1</a><a href=\"../index.html\">2</a><a href=\"../../../../x\">3</a>",
            "<a href=\"figures.csv\">1</a><a>2</a><a>3</a>",
        );
    }

    #[test]
    fn a_page_says_what_its_links_are_called() {
        let words = page_words(
            "<html lang=da><title>T &amp; U</title><svg><title>x</title></svg><a href=#a> 1\u{a0}%\n b</a><a href=#a>2</a>\
             <a href=b aria-label=\"See b\">↗</a><a href=c></a>",
        );
        assert_eq!((words.title.as_str(), words.language.as_str()), ("T & U", "da"));
        let links: Vec<(&str, &str)> = words.links.iter().map(|(href, said)| (href.as_str(), said.as_str())).collect();
        assert_eq!(links, [("#a", "1\u{a0}% b"), ("b", "See b")]);
        assert_eq!(page_words(""), PageWords::default());
    }

    #[test]
    fn links_within_the_page_and_to_other_sites_stay() {
        for links in [Links::Whole(None), WHOLE, Links::Only(&|_| false)] {
            for html in [
                "<a href=\"#t-1\">1</a>",
                "<a href=\"https://example.com/a\">1</a>",
                "<a href=\"mailto:a@example.com\">1</a>",
                "<link href=\"../assets/kalends.css\" rel=\"stylesheet\"><abbr title=\"href=\">x</abbr>",
                "<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"></path></svg><p>&lt;a href=x&gt;</p>",
            ] {
                check(&links, &format!("<p>x</p>{html}"), &format!("<p>x</p>{html}"));
            }
        }
    }
}
