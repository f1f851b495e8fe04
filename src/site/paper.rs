//! A page that leaves its folder, to be printed or reviewed: links to other pages become whole addresses, or plain text.
//!
//! A browser writes the address that a link has on the machine where it prints into the PDF. On any other machine that
//! leads nowhere, and it tells where the site lies. Links within the page and to other sites stay as they are.

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
fn relinked(html: &str, to: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag, after)) = next_anchor(rest) {
        text.push_str(before);
        match href(tag) {
            Some((start, end)) if is_of_the_site(&tag[start..end]) => {
                match to(&tag[start..end]) {
                    Some(address) => text.push_str(&format!("{}{address}{}", &tag[..start], &tag[end..])),
                    // With the quotes and the name before them.
                    None => text.push_str(&format!("{}{}", &tag[..start - "href=\"".len()], &tag[end + 1..])),
                }
            }
            _ => text.push_str(tag),
        }
        rest = after;
    }
    text + rest
}

/// What stands before the next `<a …>`, the tag, and what follows.
fn next_anchor(html: &str) -> Option<(&str, &str, &str)> {
    let start = html
        .match_indices("<a")
        .map(|(start, _)| start)
        .find(|start| html[start + 2..].starts_with(|sign: char| sign.is_ascii_whitespace()))?;
    let length = html[start..].find('>')? + 1;
    Some((&html[..start], &html[start..start + length], &html[start + length..]))
}

/// Where the address stands in a tag, between its quotes.
fn href(tag: &str) -> Option<(usize, usize)> {
    let at = tag
        .match_indices("href=")
        .map(|(at, _)| at)
        .find(|at| tag[..*at].ends_with(|sign: char| sign.is_ascii_whitespace()))?;
    let start = at + "href=\"".len();
    let quote = tag[..start].chars().last().filter(|sign| matches!(sign, '"' | '\''))?;
    Some((start, start + tag[start..].find(quote)?))
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

    #[track_caller]
    fn check(base: Option<&str>, html: &str, expected: &str) {
        assert_eq!(for_paper(html, "hospitals/rh/2018-02/index.html", base), expected);
    }

    #[test]
    fn links_to_other_pages_become_whole_addresses() {
        let base = Some("https://example.org/");
        check(
            base,
            "<p><a class=\"n\" href=\"../../../metrics/x/index.html#p2018-02\">1</a>, <a href=\"a.csv\">2</a>",
            "<p><a class=\"n\" href=\"https://example.org/metrics/x/#p2018-02\">1</a>, <a href=\"https://example.org/hospitals/rh/2018-02/a.csv\">2</a>",
        );
        check(base, "<a\n href='../index.html'>x</a>", "<a\n href='https://example.org/hospitals/rh/'>x</a>");
    }

    #[test]
    fn without_an_address_of_the_site_they_are_text() {
        check(None, "<a rel=\"prev\" href=\"../2018-01/index.html\" id=\"x\">1</a>", "<a rel=\"prev\"  id=\"x\">1</a>");
    }

    #[test]
    fn links_within_the_page_and_to_other_sites_stay() {
        for base in [None, Some("https://example.org/")] {
            for html in [
                "<a href=\"#t-1\">1</a>",
                "<a href=\"https://example.com/a\">1</a>",
                "<a href=\"mailto:a@example.com\">1</a>",
                "<link rel=\"stylesheet\" href=\"../assets/kalends.css\"><abbr title=\"href=\">x</abbr><a id=\"data-href\">x</a>",
                "<a hre",
            ] {
                check(base, html, html);
            }
        }
    }
}
