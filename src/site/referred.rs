//! A page or style sheet → the files beside it that a browser would ask for or lead to.
//!
//! Only what a page refers to is published of the files that an author keeps in content/, so the finished page is asked:
//! it holds what narratives, templates and allowed HTML put there.

use std::borrow::Cow;

use crate::base::address::{composed, decoded, folder, has_ending, resolve};

/// Attributes that hold an address.
const ADDRESSES: [&str; 8] = ["href", "src", "poster", "data", "srcset", "xlink:href", "action", "background"];

/// The paths that the page or style sheet at `path` refers to; some lead to nothing.
pub fn referred(path: &str, text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let of_styles = text.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    found.extend(of_styles.flat_map(|address| paths(path, address.trim().trim_matches(['"', '\'']))));
    if path.ends_with(".html") {
        for (name, value) in attributes(text) {
            match ADDRESSES.iter().find(|known| name.eq_ignore_ascii_case(known)) {
                // `a.png 1x, b.png 2x`
                Some(&"srcset") => {
                    let addresses = value.split(',').filter_map(|part| part.split_whitespace().next());
                    found.extend(addresses.flat_map(|address| paths(path, address)));
                }
                Some(_) => found.extend(paths(path, &unescaped(value))),
                None => {}
            }
        }
    }
    found
}

/// The paths that an address may mean: as it is written, and with its `%20` and the like read.
pub fn paths(from: &str, address: &str) -> Vec<String> {
    let way = address.trim();
    let way = way.split(['?', '#']).next().unwrap_or_default();
    if way.is_empty() || way.split('/').next().is_some_and(|first| first.contains(':')) {
        return Vec::new();
    }
    let ways = [Some(way.to_owned()), decoded(way)];
    ways.into_iter().flatten().filter_map(|way| resolve(folder(from), &composed(&way))).collect()
}

fn unescaped(value: &str) -> Cow<'_, str> {
    match value.contains('&') {
        true => {
            let signs =
                [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
            Cow::Owned(signs.iter().fold(value.to_owned(), |text, (name, sign)| text.replace(name, sign)))
        }
        false => Cow::Borrowed(value),
    }
}

/// The attributes of all tags of a page, with their values as they are written.
pub fn attributes(html: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        rest = rest.trim_start_matches(|c: char| !c.is_whitespace() && c != '>');
        while let Some((name, value, after)) = attribute(rest) {
            found.push((name, value));
            rest = after;
        }
    }
    found
}

/// The next attribute of a tag, its value, and what stands behind it; `None` at the end of the tag.
fn attribute(tag: &str) -> Option<(&str, &str, &str)> {
    let tag = tag.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(tag.len());
    let (name, rest) = tag.split_at(end);
    if name.is_empty() {
        // A sign that stands for nothing, such as a second `=`.
        return rest.strip_prefix('=').map(|rest| (name, "", rest));
    }
    let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else { return Some((name, "", rest)) };
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            let (value, after) = inside.split_once(quote).unwrap_or((inside, ""));
            return Some((name, value, after));
        }
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
    let (value, after) = value.split_at(end);
    Some((name, value, after))
}

/// Endings of files that a browser, a server or the machine of a reader runs.
const PROGRAMS: &[&str] = &[
    "html",
    "htm",
    "xhtml",
    "xht",
    "shtml",
    "shtm",
    "stm",
    "mht",
    "mhtml",
    "hta",
    "js",
    "mjs",
    "cjs",
    "wasm",
    "swf",
    "svgz",
    "xsl",
    "xslt",
    "php",
    "php3",
    "php4",
    "php5",
    "php7",
    "phtml",
    "phar",
    "asp",
    "aspx",
    "ashx",
    "asmx",
    "jsp",
    "jspx",
    "cgi",
    "pl",
    "py",
    "rb",
    "sh",
    "cfm",
    "htc",
    "config",
    "exe",
    "com",
    "scr",
    "msi",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "vbe",
    "jse",
    "wsf",
    "wsh",
    "jar",
    "lnk",
    "url",
    "application",
];

/// Whether a file could run a script in the name of the site, or a program on a server or the machine of a reader.
pub fn is_active(path: &str, bytes: &[u8]) -> bool {
    // A drawing, or any other XML, in which a browser would find something to do.
    const SIGNS: &[&str] = &[
        "<script",
        ":script",
        "javascript:",
        "<foreignobject",
        ":foreignobject",
        "<!entity",
        "<?xml-stylesheet",
        "xhtml",
    ];
    if has_ending(path, PROGRAMS) {
        return true;
    }
    if !path.rsplit('/').next().unwrap_or(path).contains('.') {
        // What it is, a server or a browser finds out by looking into it.
        let small = String::from_utf8_lossy(bytes).to_ascii_lowercase();
        return ["<html", "<!doctype", "<script", "<body", "<svg"].iter().any(|sign| small.contains(sign));
    }
    if !has_ending(path, &["svg", "xml", "rdf", "rss", "atom"]) {
        return false;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let small = text.to_ascii_lowercase();
    if has_other_letters(&small) {
        return true;
    }
    let is_handler = |(name, _): (&str, &str)| name.len() > 2 && name.starts_with("on");
    SIGNS.iter().any(|sign| small.contains(sign))
        // A colon may be written as a character reference.
        || attributes(&small).into_iter().any(|(name, value)| is_handler((name, value)) || value.contains("&#"))
}

/// Whether XML says that its letters are others than those it is read with, or has signs that change what they are.
fn has_other_letters(xml: &str) -> bool {
    let declared = xml.split("?>").next().filter(|head| head.trim_start_matches('\u{feff}').starts_with("<?xml"));
    let encoding = declared.and_then(|head| head.split("encoding").nth(1));
    let name = encoding.map(|rest| rest.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'']));
    let is_known = |name: &str| ["utf-8", "utf8", "us-ascii"].iter().any(|known| name.starts_with(known));
    name.is_some_and(|name| !is_known(name)) || xml.chars().any(|sign| sign.is_control() && !sign.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        assert_eq!(referred("2018-02/index.html", html), expected, "{html}");
    }

    #[test]
    fn a_page_refers_to_what_its_tags_name() {
        check("<a class=\"n\" href=\"../annex.pdf#p2\">1</a>", &["annex.pdf", "annex.pdf"]);
        check("<img src='a%20b.png' alt=\"x > y\">", &["2018-02/a%20b.png", "2018-02/a b.png"]);
        check("<A HREF = \u{f8}.html>x</A>", &["2018-02/\u{f8}.html", "2018-02/\u{f8}.html"]);
        check("<img srcset=\"a.png 1x, ../b.png 2x\"/>", &["2018-02/a.png", "2018-02/a.png", "b.png", "b.png"]);
        check(
            "<p style=\"background: url(&quot;x.png&quot;)\">",
            &["2018-02/&quot;x.png&quot;", "2018-02/&quot;x.png&quot;"],
        );
    }

    #[test]
    fn what_leads_elsewhere_and_what_is_only_text_is_not_referred_to() {
        check("<a href=\"https://example.org/annex.pdf\">1</a><a href=\"#x\">2</a><a href=\"../../../up\">3</a>", &[]);
        check("&lt;a href=\"annex.pdf\"&gt; href=annex.pdf <p title=\"<a href='annex.pdf'>\">", &[]);
        for odd in ["<a", "<a href", "<a href=", "<a href=\"", "<a =x>", "<a ==>", "<\u{f8} href=x>", "<a/href=x", "<"]
        {
            attributes(odd);
        }
    }

    #[test]
    fn a_style_sheet_refers_to_its_pictures() {
        assert_eq!(referred("assets/own.css", "a{b:url( \"../seal.png\" )}"), ["seal.png", "seal.png"]);
    }

    #[test]
    fn drawings_with_script_are_active_and_plain_ones_are_not() {
        for text in [
            "<svg><script>x</script></svg>",
            "<svg onload=\"x()\"/>",
            "<svg><a xlink:href=\"JavaScript:x()\"/></svg>",
            "<svg><a href=\"java&#115;cript:x()\"/></svg>",
            "<svg><foreignObject/></svg>",
            "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg/>",
            "<svg><x:script xmlns:x=\"http://www.w3.org/2000/svg\">x</x:script></svg>",
            "<?xml version=\"1.0\" encoding = 'ISO-2022-JP'?><svg/>",
            "<svg><\u{1b}(Bscript>x</\u{1b}(Bscript></svg>",
        ] {
            assert!(is_active("a.SVG", text.as_bytes()), "{text}");
        }
        assert!(!is_active("a.svg", b"<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/><text>on = x</text></svg>"));
        assert!(is_active("a.svg", b"\xff\xfe<"));
        assert!(!is_active("a.svg", b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<svg>\t</svg>"));
        assert!(
            is_active("a/map", b"<!DOCTYPE html><p>x") && !is_active("a/LICENSE", b"MIT") && is_active("a.exe", b"")
        );
        assert!(is_active("a.HTML", b"") && is_active("x/a.php", b"") && !is_active("annex.pdf", b"<script"));
    }
}
