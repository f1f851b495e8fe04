//! A page that leaves its folder, to be printed or reviewed: links to other pages become whole addresses, or plain text.
//!
//! A browser writes the address that a link has on the machine where it prints into the PDF. On any other machine that
//! leads nowhere, and it tells where the site lies. Links within the page and to other sites stay as they are.

use scraper::{Html, Node};

use crate::base::address::{folder, resolve};

/// The page of `path` for paper. `base` is the site's address, with `/` at its end; without one its other pages
/// cannot be linked to.
pub fn for_paper(html: &str, path: &str, base: Option<&str>) -> String {
    relinked(html, &|href| base.and_then(|base| whole(base, path, href)))
}

/// The page of `path` for a folder that holds only some of the site's: links to pages that are not `here` become text.
pub fn for_folder(html: &str, path: &str, here: &dyn Fn(&str) -> bool) -> String {
    relinked(html, &|href| {
        let end = href.find(['?', '#']).unwrap_or(href.len());
        here(&resolve(folder(path), &href[..end])?).then(|| href.to_owned())
    })
}

/// The page with other addresses in its links to pages of the site; a link without one becomes text.
///
/// The page is read as browsers read it, since templates and authors write links in all ways that HTML allows.
fn relinked(html: &str, to: &dyn Fn(&str) -> Option<String>) -> String {
    let mut page = Html::parse_document(html);
    for node in page.tree.values_mut() {
        let Node::Element(element) = node else { continue };
        if element.name() != "a" {
            continue;
        }
        element.attrs.retain_mut(|(name, href)| {
            if &*name.local != "href" || !is_of_the_site(href.trim()) {
                return true;
            }
            let address = to(href.trim());
            if let Some(address) = &address {
                *href = address.as_str().into();
            }
            address.is_some()
        });
    }
    page.html()
}

/// Neither within the page, nor with a scheme or a host.
fn is_of_the_site(href: &str) -> bool {
    let path = href.split(['/', '?', '#']).next().unwrap_or("");
    !href.starts_with(['#', '/']) && !path.contains(':')
}

fn whole(base: &str, from: &str, href: &str) -> Option<String> {
    let end = href.find(['?', '#']).unwrap_or(href.len());
    let path = resolve(folder(from), &href[..end])?;
    Some(format!("{}{}", super::whole_address(base, &path), &href[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands on paper of a paragraph.
    #[track_caller]
    fn check(base: Option<&str>, html: &str, expected: &str) {
        let page = for_paper(&format!("<p>{html}</p>"), "hospitals/rh/2018-02/index.html", base);
        let inside = page.split_once("<body><p>").and_then(|(_, rest)| rest.split_once("</p></body>"));
        assert_eq!(inside.map(|(inside, _)| inside), Some(expected), "{page}");
    }

    #[test]
    fn links_to_other_pages_become_whole_addresses() {
        let base = Some("https://example.org/");
        check(
            base,
            "<a class=\"n\" href=\"../../../metrics/x/index.html#p2018-02\">1</a>, <a href=a.csv>2</a>",
            "<a class=\"n\" href=\"https://example.org/metrics/x/#p2018-02\">1</a>, \
             <a href=\"https://example.org/hospitals/rh/2018-02/a.csv\">2</a>",
        );
        check(base, "<A\n HREF='../index.html'>x</A>", "<a href=\"https://example.org/hospitals/rh/\">x</a>");
    }

    #[test]
    fn without_an_address_of_the_site_they_are_text() {
        check(None, "<a rel=\"prev\" href=\"../2018-01/index.html\" id=\"x\">1</a>", "<a id=\"x\" rel=\"prev\">1</a>");
        check(None, "<a href=ø.html>Ø</a> <a href = ' ø.html '>Ø</a>", "<a>Ø</a> <a>Ø</a>");
    }

    #[test]
    fn links_within_the_page_and_to_other_sites_stay() {
        for base in [None, Some("https://example.org/")] {
            for html in [
                "<a href=\"#t-1\">1</a>",
                "<a href=\"https://example.com/a\">1</a>",
                "<a href=\"mailto:a@example.com\">1</a>",
                "<abbr title=\"href=\">x</abbr><a id=\"data-href\">x</a>",
                "<a data-href=\"a.html\">1</a>",
            ] {
                check(base, html, html);
            }
        }
    }
}
