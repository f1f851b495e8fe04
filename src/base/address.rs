//! Addresses inside a site: relative links between its files, and names that are safe in a path.
//!
//! A path is written with `/` from the site's folder, `2018-02/index.html`. Nothing here knows what lies there.

use std::path::Path;

/// The path of a file below a folder, with `/` on every system; `None` where it is not Unicode.
pub fn of_file(inside: &Path) -> Option<String> {
    inside.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}

/// The same, with a sign in place of what is not Unicode.
pub fn of_file_lossy(inside: &Path) -> String {
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The link from the file `from` to the file `to`: `../2018-01/index.html`.
///
/// ```
/// # use kalends::base::address::relative;
/// assert_eq!(relative("2018-02/index.html", "metrics/users/index.html"), "../metrics/users/index.html");
/// assert_eq!(relative("index.html", "2018-02/index.html"), "2018-02/index.html");
/// assert_eq!(relative("2018-02/index.html", "2018-02/users.svg"), "users.svg");
/// ```
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = &from[..from.len() - 1];
    let shared = folders.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folders.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// `../` for each folder that `file` lies in: the way from a page to the site's folder.
pub fn to_root(file: &str) -> String {
    "../".repeat(file.matches('/').count())
}

/// The path that `link` leads to from a file in `folder`. `None` when it leaves the site.
pub fn resolve(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a file; empty for one at the top.
pub fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of the file `name` in the folder of `file`.
///
/// ```
/// # use kalends::base::address::beside;
/// assert_eq!(beside("2018-02/index.html", "users.svg"), "2018-02/users.svg");
/// assert_eq!(beside("index.html", "users.svg"), "users.svg");
/// ```
pub fn beside(file: &str, name: &str) -> String {
    match folder(file) {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}

/// A path as part of a URI: what is no letter, digit or one of `/-._~` becomes `%` and two hexadecimal digits a byte.
///
/// ```
/// # use kalends::base::address::percent_encoded;
/// assert_eq!(percent_encoded("content/så 1.md".as_bytes()), "content/s%C3%A5%201.md");
/// ```
pub fn percent_encoded(path: &[u8]) -> String {
    let mut encoded = String::new();
    for byte in path {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(*byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// A heading as an id: small letters and digits with hyphens between; `section` where nothing is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' => slug.push_str("ae"),
            'ø' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            c if c.is_alphanumeric() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug: String = slug.trim_end_matches('-').chars().take(80).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leaves_the_site_leads_nowhere() {
        assert_eq!(resolve("content", "om.md").as_deref(), Some("content/om.md"));
        assert_eq!(resolve("content/a", "../om.md").as_deref(), Some("content/om.md"));
        assert_eq!(resolve("content", "../../etc/passwd"), None);
        assert_eq!(resolve("", "../x"), None);
    }

    #[test]
    fn headings_become_plain_ids() {
        assert_eq!(slug("SP-nøglepersoner & byggere"), "sp-noeglepersoner-byggere");
        assert_eq!(slug("…"), "section");
        assert_eq!(slug("<script>"), "script");
    }
}
