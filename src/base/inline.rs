//! A line of text as HTML, and the text alone.

use pulldown_cmark_escape::escape_html;

/// Text as HTML, and as the plain text of titles and attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    pub html: String,
    pub text: String,
}

impl Inline {
    /// Text that holds no markup.
    pub fn plain(text: &str) -> Inline {
        Inline { html: escaped(text), text: text.to_owned() }
    }
}

pub fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing to a String does not fail.
    let _ = escape_html(&mut html, text);
    html
}
