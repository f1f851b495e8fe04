//! Addresses inside a site: relative links between its files, and names that are safe in a path.
//!
//! A path is written with `/` from the site's folder, `2018-02/index.html`. Nothing here knows what lies there.

use std::borrow::Cow;
use std::path::Path;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The path of a file below a folder, with `/` on every system; `None` where it is not Unicode.
pub fn of_file(inside: &Path) -> Option<String> {
    inside.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>().map(|parts| parts.join("/"))
}

/// The same, with a sign in place of what is not Unicode.
pub fn of_file_lossy(inside: &Path) -> String {
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A path as people write it. Windows puts `\\?\` before a path whose links are resolved.
///
/// ```
/// # use kalends::base::address::shown;
/// # use std::path::Path;
/// assert_eq!(shown(Path::new(r"\\?\C:\status\www")), r"C:\status\www");
/// assert_eq!(shown(Path::new(r"\\?\UNC\server\share\www")), r"\\server\share\www");
/// assert_eq!(shown(Path::new("/srv/www")), "/srv/www");
/// ```
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    match (text.strip_prefix(r"\\?\UNC\"), text.strip_prefix(r"\\?\")) {
        (Some(share), _) => format!(r"\\{share}"),
        (None, Some(rest)) => rest.to_owned(),
        (None, None) => text,
    }
}

/// A name with each letter in one piece. To readers it is the same as one in which a ring is put above an `a`, as macOS
/// writes the names of files; to most systems it is another.
///
/// ```
/// # use kalends::base::address::composed;
/// assert_eq!(composed("a\u{30a}rsplan.pdf"), "\u{e5}rsplan.pdf");
/// ```
pub fn composed(name: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(name)
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
    let (mut from, mut to) = (from, to);
    while let (Some((folder, from_there)), Some((other, to_there))) = (from.split_once('/'), to.split_once('/'))
        && folder == other
    {
        (from, to) = (from_there, to_there);
    }
    format!("{}{to}", to_root(from))
}

/// Whether nobody sees a sign, or it turns the letters around it.
pub fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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

/// Whether a file of this name is one that file managers put into folders they show, unasked: Finder, Explorer.
///
/// ```
/// use kalends::base::address::is_of_a_file_manager;
/// assert!(is_of_a_file_manager(".DS_Store") && is_of_a_file_manager("Thumbs.db") && !is_of_a_file_manager("thumbs.png"));
/// ```
pub fn is_of_a_file_manager(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"].contains(&small.as_str())
}

/// Whether a path ends with a dot and one of `endings`, in small or large letters.
///
/// ```
/// # use kalends::base::address::has_ending;
/// assert!(has_ending("content/_report.MD", &["md"]));
/// assert!(!has_ending("content/2018-02.md~", &["md"]) && !has_ending("md", &["md"]));
/// ```
pub fn has_ending(path: &str, endings: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a file is written in YAML.
pub fn is_yaml(path: &str) -> bool {
    has_ending(path, &["yaml", "yml"])
}

/// Whether a file is written in Markdown.
pub fn is_markdown(path: &str) -> bool {
    has_ending(path, &["md"])
}

/// What a browser or a server is told of a file: its type by its ending, with the encoding of texts.
///
/// ```
/// # use kalends::base::address::media_type;
/// assert_eq!(media_type("2018-02/Kort.PNG"), "image/png");
/// assert_eq!(media_type("feed.xml"), "application/atom+xml");
/// assert_eq!(media_type("LICENCE"), "application/octet-stream");
/// ```
pub fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "json" => "application/json",
        "xml" if name == "feed.xml" => "application/atom+xml",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "eml" => "message/rfc822",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}

/// Longest name of a file or folder, in bytes, on the file systems in use.
const LONGEST_PART: usize = 255;

/// Why a path cannot lie in every folder that a site is copied to; `None` for one that can. It is absolute or not in its
/// simplest form, or a part of it is what Windows cannot store: a device, a forbidden sign, a final dot or space.
pub fn unfit(path: &str) -> Option<&'static str> {
    path.split('/').find_map(unfit_part)
}

fn unfit_part(part: &str) -> Option<&'static str> {
    // A stop or space at the end covers `.` and `..` too.
    if part.is_empty() {
        Some("has an empty part")
    } else if part.ends_with(['.', ' ']) {
        Some("has a part that ends in a dot or a space, which Windows takes away")
    } else if part.contains(|sign: char| sign.is_control() || "\\:*?\"<>|".contains(sign)) {
        Some("has a sign that names of files must not hold: one of `\\ : * ? \" < > |`, or one that nobody sees")
    } else if part.len() > LONGEST_PART {
        Some("has a part that is too long")
    } else if is_device(part) {
        Some("has the name of a device of Windows")
    } else {
        None
    }
}

/// `CON`, `aux.html`, `Com1 .txt`: Windows takes them for devices, whatever follows the first dot.
pub fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        stem => ["COM", "LPT"].iter().any(|port| {
            let number = stem.strip_prefix(port).unwrap_or_default();
            number.chars().count() == 1 && number.contains(|sign: char| sign.is_ascii_digit() || "¹²³".contains(sign))
        }),
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

/// A part of an address with its `%20` and the like read; `None` where that makes no text.
///
/// ```
/// # use kalends::base::address::decoded;
/// assert_eq!(decoded("%C3%A5rsplan%20100%").as_deref(), Some("årsplan 100%"));
/// assert_eq!(decoded("%ff"), None);
/// ```
pub fn decoded(address: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.split_at_checked(2);
        let digits = digits.filter(|(digits, _)| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|(digits, behind)| {
            Some((u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?, behind))
        });
        let (byte, behind) = byte.unwrap_or((*first, after));
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8(bytes).ok()
}

/// A path as it stands in a link: letters stay, and what an address would take for something else is written with `%`.
///
/// ```
/// # use kalends::base::address::written;
/// assert_eq!(written("../a b#1.txt"), "../a%20b%231.txt");
/// assert_eq!(written("årsplan.pdf"), "årsplan.pdf");
/// ```
pub fn written(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for c in path.chars() {
        match c.is_ascii_alphanumeric() || !c.is_ascii() || "/-._~!$'()*+,;=:@&".contains(c) {
            true => address.push(c),
            false => address.push_str(&percent_encoded(c.to_string().as_bytes())),
        }
    }
    address
}

/// A heading as an id: small letters and digits with hyphens between; `section` where nothing is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in composed(text).chars().flat_map(char::to_lowercase) {
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
