//! The page of a report, and the files that it asks for → one file that opens anywhere, such as from a mail.
//!
//! The page is read as browsers read it. Style, script, fonts and pictures go into it; links to other pages become whole
//! addresses, or text. Its policy lets it ask for nothing, so a picture that is not at hand is left out.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scraper::node::{Element, Text};
use scraper::{Html, Node};

use super::links::{Links, relink};
use super::referred;
use crate::base::address::media_type;
use crate::base::digest::sha256;

/// Attributes that a browser asks for, on whatever element.
const ASKED_FOR: [&str; 5] = ["src", "srcset", "poster", "data", "background"];

/// A link that leads nowhere any more looks like the text that it is.
const LINKS_THAT_ARE_TEXT: &str = "a:not([href]){color:inherit;text-decoration:none}";

/// The page at `path` with everything in it. `files` are those of the site, `base` its address.
pub fn in_one_file(html: &str, path: &str, files: &BTreeMap<String, Vec<u8>>, base: Option<&str>) -> String {
    let mut page = Html::parse_document(html);
    let at_hand = AtHand { files };
    let links = Links::Whole(base);
    let (mut scripts, mut hashes) = (Vec::new(), Vec::new());
    let (mut body, mut policy) = (None, None);
    for id in page.tree.nodes().map(|node| node.id()).collect::<Vec<_>>() {
        let Some(mut node) = page.tree.get_mut(id) else { continue };
        let Node::Element(element) = node.value() else { continue };
        let name = element.name().to_owned();
        let attribute = |name: &str| element.attr(name).unwrap_or_default().to_owned();
        match name.as_str() {
            "body" => body = Some(id),
            "a" | "area" => relink(element, path, &links),
            "meta" if attribute("http-equiv").eq_ignore_ascii_case("content-security-policy") => policy = Some(id),
            "link" => match attribute("rel").to_lowercase().as_str() {
                "canonical" => {}
                "icon" => at_hand.put_into(element, path, "href"),
                "stylesheet" => {
                    let style = at_hand.style(path, &attribute("href")) + LINKS_THAT_ARE_TEXT;
                    element.attrs.clear();
                    element.name.local = "style".into();
                    node.append(Node::Text(Text { text: style.as_str().into() }));
                }
                _ => node.detach(),
            },
            "script" if element.attr("src").is_some() => {
                let script = at_hand.text(path, &attribute("src")).replace("</script", "<\\/script");
                element.attrs.clear();
                hashes.push(format!("'sha256-{}'", base64_of_digest(&script)));
                node.append(Node::Text(Text { text: script.as_str().into() }));
                scripts.push(id);
            }
            _ => {
                ASKED_FOR.iter().for_each(|name| at_hand.put_into(element, path, name));
                if ["image", "use", "feImage"].contains(&name.as_str()) {
                    at_hand.put_into(element, path, "href");
                }
            }
        }
    }
    // A script in the page is not deferred, and has to stand behind what it works on.
    if let Some(mut body) = body.and_then(|body| page.tree.get_mut(body)) {
        for script in scripts {
            body.append_id(script);
        }
    }
    let allowed = if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") };
    if let Some(mut node) = policy.and_then(|policy| page.tree.get_mut(policy))
        && let Node::Element(element) = node.value()
    {
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; font-src data:; \
             form-action 'none'; base-uri 'none'"
        );
        set(element, "content", &policy);
    }
    page.html()
}

/// The hash of a script as a policy names it.
fn base64_of_digest(script: &str) -> String {
    let digits = sha256(script.as_bytes());
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).filter_map(byte).collect();
    STANDARD.encode(bytes)
}

/// Sets an attribute that is there.
fn set(element: &mut Element, name: &str, to: &str) {
    for (_, value) in element.attrs.iter_mut().filter(|(found, _)| &*found.local == name) {
        *value = to.into();
    }
}

/// The files of the site.
struct AtHand<'a> {
    files: &'a BTreeMap<String, Vec<u8>>,
}

impl AtHand<'_> {
    /// The file that an address on the page `from` leads to, with its path; `None` where it is not of the site.
    fn file(&self, from: &str, href: &str) -> Option<(String, &[u8])> {
        let known = |path: String| self.files.get(&path).map(|bytes| (path.clone(), bytes.as_slice()));
        referred::paths(from, href).into_iter().find_map(known)
    }

    fn text(&self, from: &str, href: &str) -> String {
        self.file(from, href).map_or_else(String::new, |(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
    }

    /// The file as an address that holds it; `None` where it is not of the site.
    fn data(&self, from: &str, href: &str) -> Option<String> {
        let (path, bytes) = self.file(from, href)?;
        Some(format!("data:{};base64,{}", media_type(&path), STANDARD.encode(bytes)))
    }

    /// Puts the file that an attribute names into it. One that is not at hand is asked for no more.
    fn put_into(&self, element: &mut Element, from: &str, name: &str) {
        element.attrs.retain_mut(|(found, value)| {
            if &*found.local != name || value.starts_with("data:") {
                return true;
            }
            // Of several sizes of a picture the first is enough; a name may hold spaces.
            let first = value.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
            match self.data(from, value).or_else(|| self.data(from, first)) {
                Some(data) => {
                    *value = data.as_str().into();
                    true
                }
                None => false,
            }
        });
    }

    /// A style sheet with what it asks for in it.
    fn style(&self, page: &str, href: &str) -> String {
        let Some((sheet, _)) = self.file(page, href) else { return String::new() };
        let text = self.text(page, href);
        let mut style = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, behind)) = rest.split_once("url(") {
            style.push_str(before);
            let (address, after) = behind.split_once(')').unwrap_or((behind, ""));
            let bare = address.trim().trim_matches(['"', '\'']);
            let data = if bare.starts_with("data:") { Some(bare.to_owned()) } else { self.data(&sheet, bare) };
            style.push_str(&format!("url({})", data.as_deref().unwrap_or("data:,")));
            rest = after;
        }
        style.push_str(rest);
        // Nothing in a style sheet can end the element that holds it.
        style.replace("</", "<\\/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(head: &str, body: &str, base: Option<&str>) -> String {
        let files = [
            (
                "assets/k.css",
                "@font-face{src:url(f.woff2)}a{background:url(\"../b/x y.png\"),url(http://e.org/z)}</style>",
            ),
            ("assets/f.woff2", "F"),
            ("assets/k.js", "let a = '</script>';"),
            ("b/x y.png", "P"),
            ("2018-02/p.svg", "<svg/>"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
        in_one_file(&format!("<head>{head}</head><body>{body}</body>"), "2018-02/index.html", &files, base)
    }

    #[test]
    fn a_page_asks_for_nothing_any_more() {
        let page = made(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"x\"><link rel=stylesheet href=\"../assets/k.css\">\
             <link rel=prev href=\"../2018-01/index.html\"><script src=\"../assets/k.js\" defer></script>",
            "<p><img src=\"p.svg\" alt=\"P\"><img src=\"gone.png\" alt=\"G\"><img src=\"https://e.org/a.png\"></p>",
            None,
        );
        assert!(page.contains("<style>@font-face{src:url(data:font/woff2;base64,Rg==)}a{background:url(data:image/png;base64,UA==),url(data:,)}<\\/style>a:not([href])"), "{page}");
        assert!(
            page.contains("<p><img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"P\"><img alt=\"G\"><img></p>")
                || page.contains("alt=\"P\" src=\"data:image/svg+xml;base64,PHN2Zy8+\""),
            "{page}"
        );
        assert!(page.contains("<script>let a = '<\\/script>';</script></body>"), "{page}");
        assert!(!page.contains("rel=\"prev\"") && !page.contains("gone.png") && !page.contains("e.org"), "{page}");
        let hash = base64_of_digest("let a = '<\\/script>';");
        assert!(page.contains(&format!("script-src 'sha256-{hash}'; img-src data:")), "{page}");
        assert_eq!(base64_of_digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn links_to_other_pages_are_whole_or_text() {
        let body = "<a href=\"../2018-01/index.html#a\">1</a><a href=\"#b\">2</a>";
        let whole = made("", body, Some("https://example.org/"));
        assert!(whole.contains("<a href=\"https://example.org/2018-01/#a\">1</a><a href=\"#b\">2</a>"), "{whole}");
        assert!(made("", body, None).contains("<a>1</a><a href=\"#b\">2</a>"));
    }
}
