//! 04: what stands between `{{` and `}}`, or `{%` and `%}`, in the narrative or in a template.
//!
//! The text around it is in `narrative`, whose codes have the same first digits.

use super::suggest;
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] =
    &[&TEMPLATE_FAULT, &UNKNOWN_VARIABLE, &UNKNOWN_FILTER, &NARRATIVE_TOO_LARGE];

pub static TEMPLATE_FAULT: Code = Code {
    id: "K0405",
    title: "An expression that cannot be carried out",
    cause: "A template or an expression `{{ … }}` of the narrative asks for something that is not there or not \
        possible. The message says what, and the caret where.",
    example: r#"content/2018-02.md
{{ visits | chart(kind="pie") }}"#,
    cure: "Mend the expression as the help line says. The filters of the narrative are listed in the README, what \
        templates may use in docs/templates.md.",
    allowable: false,
};

pub fn template_fault(place: Place, message: &str, help: Option<&str>) -> Diagnostic {
    // What to do stands behind a semicolon in the messages of our own filters.
    let (message, own) = message.split_once("; ").map_or((message, None), |(fact, help)| (fact, Some(help)));
    let usual = match place.file.starts_with("templates") {
        true => "mend the template; docs/templates.md of kalends lists what it may use",
        false => "mend the expression; the narrative's filters are listed in the README",
    };
    let help = help.or(own).unwrap_or(usual);
    TEMPLATE_FAULT.error(place, message).help(help)
}

pub static UNKNOWN_VARIABLE: Code = Code {
    id: "K0406",
    title: "A name that is not known",
    cause: "An expression uses a name that stands for nothing here. In the narrative, names are the ids of metrics and \
        dimensions, and `period`, `previous`, `report` and `site`; in templates, those that docs/templates.md lists.",
    example: r"content/2018-02.md
{{ key_person }} key persons.",
    cure: "Mend the spelling, here `key_persons`.",
    allowable: false,
};

pub fn unknown_variable<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let help = suggest(name, known, "names are");
    UNKNOWN_VARIABLE.error(place, format!("unknown name `{name}`")).help(help)
}

pub static UNKNOWN_FILTER: Code = Code {
    id: "K0407",
    title: "A filter that is not known",
    cause: "An expression puts a figure through a filter that does not exist.",
    example: r"content/2018-02.md
{{ key_persons | chnage }}",
    cure: "Mend the spelling, here `change`. The message names the nearest filter or all that there are.",
    allowable: false,
};

pub fn unknown_filter(place: Place, name: &str, known: &[&str]) -> Diagnostic {
    let error = UNKNOWN_FILTER.error(place, format!("unknown filter `{name}`"));
    if known.is_empty() {
        return error.help("filters of templates are those of Tera");
    }
    match nearest(name, known.iter().copied()) {
        Some(other) => error.help(format!("did you mean `{other}`?")),
        None => error.help(format!("filters are: {}, and those of Tera", known.join(", "))),
    }
}

pub static NARRATIVE_TOO_LARGE: Code = Code {
    id: "K0408",
    title: "A narrative that grows without end",
    cause: "The loops of a page write more than 4 MB of text. No reader wants that much, so one of them \
        runs too often.",
    example: r"content/2018-02.md
{% for a in range(end=3000) %}{% for b in range(end=3000) %}words {% endfor %}{% endfor %}",
    cure: "Shorten the loops, or give each part a page of its own.",
    allowable: false,
};

pub fn narrative_too_large(place: Place) -> Diagnostic {
    NARRATIVE_TOO_LARGE.error(place, "the narrative grows beyond 4 MB").help("look for a loop that runs too often")
}
