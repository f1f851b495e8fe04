//! What only the preview puts before its readers: the script that shows a page anew, and the faults in a page's place.

use super::state::State;
use crate::base::inline::Inline;
use crate::diag::{Diagnostic, print};
use crate::l10n::words;
use crate::model::language::Language;

/// No page and no file of a site has such a name, for names with `_` are kept back.
pub const EVENTS: &str = "_kalends/events";
pub const SCRIPT: &str = "_kalends/reload.js";
pub const STYLE: &str = "_kalends/faults.css";

pub const SCRIPT_TEXT: &str = include_str!("reload.js");
pub const STYLE_TEXT: &str = include_str!("faults.css");

/// Puts the script into a page that was made from the state `id`, and lets the page's own rules admit what it asks for.
pub fn live(html: &str, id: &str) -> String {
    let script = format!("<script src=\"/{SCRIPT}\" data-state=\"{id}\" defer></script>");
    let (head, rest) = html.find("</head>").map_or((html, ""), |end| html.split_at(end));
    let policy = head.find("Content-Security-Policy").and_then(|start| {
        let value = "content=\"";
        head.split_at_checked(start + head.get(start..)?.find(value)? + value.len())
    });
    match policy {
        // Of two rules for the same, the first one counts.
        Some((before, rules)) => format!("{before}connect-src 'self'; {rules}{script}{rest}"),
        None => format!("{head}{script}{rest}"),
    }
}

/// The page that says what is wrong: with the files, and with the page itself. Comes by itself when it is mended.
pub fn faults(state: &State, own: Vec<Diagnostic>) -> String {
    let words = words(state.language);
    let mut faults = state.faults.clone();
    faults.extend(own);
    let escaped = |text: &str| Inline::plain(text).html;
    let sections: String = print::plain(&faults)
        .into_iter()
        .map(|(_, text)| {
            let (title, rest) = text.split_once('\n').unwrap_or((&text, ""));
            // Help is prose and may go on in a new line. An excerpt may be wider than the page, so the keyboard must
            // reach it.
            let (excerpt, help) = rest.split_once("\nhelp: ").unwrap_or((rest, ""));
            let excerpt = escaped(excerpt.trim_end_matches(|sign: char| sign == '|' || sign.is_whitespace()));
            let help = if help.is_empty() { String::new() } else { format!("<p>help: {}</p>\n", escaped(help)) };
            format!("<section>\n<h2>{}</h2>\n<pre tabindex=\"0\">{excerpt}</pre>\n{help}</section>\n", escaped(title))
        })
        .collect();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'\">\n\
         <title>{heading}</title>\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"stylesheet\" href=\"/{STYLE}\">\n</head>\n<body class=\"faults\">\n<main>\n<h1>{heading}</h1>\n<p>{lead}</p>\n\
         <div lang=\"{english}\">\n<p>{counts}</p>\n{sections}</div>\n</main>\n</body>\n</html>\n",
        language = state.language.tag(),
        english = Language::OF_MESSAGES.tag(),
        heading = words.page_has_faults,
        lead = words.page_has_faults_lead,
        counts = print::counts(&faults),
    );
    live(&page, &state.id)
}
