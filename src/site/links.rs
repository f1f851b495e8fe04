//! A page that is printed or reviewed, away from the others → the same page with other links to pages of the site.
//!
//! When a browser prints, it writes into the PDF where a link leads on its own machine. On any other machine such a
//! link leads nowhere, and it gives away where the site is. Templates and authors may write links in any form that HTML
//! has. So the page is read as browsers read it, and written anew: the same page to a browser, with attributes in
//! another order.

use scraper::node::Element;
use scraper::{Html, Node};

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
