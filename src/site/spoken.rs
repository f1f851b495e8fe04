//! HTML → what it says, for digests: words, attributes that say something, and what puts words together.

use std::fmt::Write;

use super::referred;

/// How much of HTML is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Its words, and what says something in attributes.
    Words,
    /// What puts them together too.
    Form,
    /// And how they are set, where an author wrote the HTML: a bar is as long as its style says.
    FormAndStyle,
}

/// Tags that put words together.
const FORMS: [&str; 28] = [
    "p",
    "br",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "q",
    "pre",
    "table",
    "caption",
    "tr",
    "td",
    "th",
    "sup",
    "sub",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "summary",
    "figcaption",
    "ruby",
];

/// Tags that part words from each other where an author wrote them. Those of the program may change.
const BLOCKS: [&str; 11] =
    ["div", "section", "article", "aside", "header", "footer", "details", "figure", "address", "legend", "option"];

/// Those of them in which the first paragraph is what they hold, whether it is marked as one or not.
const HOLDERS: [&str; 7] = ["li", "dt", "dd", "td", "th", "blockquote", "caption"];

/// Those of them whose end HTML does not ask for.
const WITHOUT_AN_END: [&str; 9] = ["p", "br", "hr", "li", "dt", "dd", "tr", "td", "th"];

impl Rule {
    /// Whether the attribute of a tag says something to a reader.
    fn says(self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        match &*name {
            "colspan" | "rowspan" => self != Rule::Words,
            "style" | "width" | "height" => self == Rule::FormAndStyle,
            // They name another element.
            "aria-labelledby" | "aria-describedby" | "aria-controls" => false,
            name => !SILENT.contains(&name),
        }
    }
}

/// Attributes that say nothing to a reader: where a link leads, how a tag is set, which it belongs to.
const SILENT: [&str; 15] = [
    "class", "id", "href", "src", "srcset", "sizes", "loading", "decoding", "rel", "for", "role", "tabindex", "scope",
    "lang", "name",
];

/// The text of HTML with the attributes that say something, the tags by which words are struck out or put in, and, by
/// `rule`, those that put words together.
pub fn spoken(html: &str, rule: Rule) -> String {
    let mut text = String::new();
    let mut rest = html;
    // How many `<pre>` are open, in which white space says something.
    let mut as_written = 0_usize;
    // Nothing stands in the innermost holder yet.
    let mut is_holder_empty = false;
    while let Some((before, after)) = rest.split_once('<') {
        match as_written {
            0 => text.push_str(before),
            _ => text.extend(before.chars().map(|sign| if sign.is_whitespace() { visible(sign) } else { sign })),
        }
        is_holder_empty &= before.trim().is_empty();
        if let Some(comment) = after.strip_prefix("!--") {
            rest = behind(comment, "-->");
            continue;
        }
        if !after.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '/' | '!')) {
            // A sign like any other, which begins no tag.
            text.push('<');
            rest = after;
            continue;
        }
        let (tag, after) = cut_tag(after);
        let name = tag.split([' ', '\n', '\t', '>']).next().unwrap_or_default().to_ascii_lowercase();
        rest = match name.as_str() {
            "script" => behind(after, "</script>"),
            "style" => behind(after, "</style>"),
            _ => after,
        };
        text.push(' ');
        if matches!(name.trim_start_matches('/'), "del" | "s" | "strike" | "ins") {
            let _ = write!(text, "<{name}> ");
        }
        if rule != Rule::Words {
            let (form, is_end) = name.strip_prefix('/').map_or((name.as_str(), false), |form| (form, true));
            let form = form.trim_end_matches('/');
            let is_implied = is_end && WITHOUT_AN_END.contains(&form) || form == "p" && is_holder_empty;
            let puts_together = FORMS.contains(&form) || rule == Rule::FormAndStyle && BLOCKS.contains(&form);
            if puts_together && !is_implied {
                let _ = write!(text, "<{}{form}> ", if is_end { "/" } else { "" });
            }
            if form == "pre" && rule == Rule::FormAndStyle {
                as_written = if is_end { as_written.saturating_sub(1) } else { as_written + 1 };
            }
            is_holder_empty = is_holder_empty && form == "p" && !is_end || !is_end && HOLDERS.contains(&form);
        }
        for (name, value) in referred::attributes(&format!("<{tag}>")) {
            if rule.says(name) {
                let _ = write!(text, "{name}={value} ");
            }
        }
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// White space as a sign that is none.
fn visible(space: char) -> char {
    if matches!(space, '\n' | '\r') { '⏎' } else { '␣' }
}

/// A tag without its signs, and what follows it. A sign in quotes does not end it.
pub fn cut_tag(html: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, sign) in html.char_indices() {
        match (sign, quote) {
            ('"' | '\'', None) => quote = Some(sign),
            (sign, Some(open)) if sign == open => quote = None,
            ('>', None) => {
                let (tag, after) = html.split_at(at);
                return (tag, after.strip_prefix('>').unwrap_or_default());
            }
            _ => {}
        }
    }
    (html, "")
}

pub fn behind<'h>(html: &'h str, end: &str) -> &'h str {
    html.split_once(end).map_or("", |(_, after)| after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_said_with_what_puts_them_together() {
        let form = |html: &str| spoken(html, Rule::FormAndStyle);
        assert_eq!(form("<ul>\n<li>a <b>b</b></li>\n<li>c\n</ul>"), "<ul> <li> a b <li> c </ul>");
        // A list with room between its lines says the same.
        assert_eq!(form("<li><p>a</p></li><li><p>c</p><p>d</p>"), "<li> a <li> c <p> d");
        assert_eq!(form("<td rowspan=\"2\" class=\"r\">5<TD>6<br/>7"), "<td> rowspan=2 5 <td> 6 <br> 7");
        assert_eq!(spoken("<td colspan=2>5<p style=\"x\">", Rule::Form), "<td> colspan=2 5 <p>");
        assert_eq!(spoken("<ul><li>10<sup>6</sup>", Rule::Words), "10 6");
        // What parts words, and columns of a text that is set as it is written.
        assert_eq!(form("<div>North, not</div><div>South</div>"), "<div> North, not </div> <div> South </div>");
        assert_eq!(form("<pre><code>1  2\n3</code></pre> 4  5"), "<pre> 1␣␣2⏎3 </pre> 4 5");
        assert_eq!(spoken("<div>North</div><pre>1  2</pre>", Rule::Form), "North <pre> 1 2 </pre>");
    }
}
