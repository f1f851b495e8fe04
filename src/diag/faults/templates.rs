//! 05: the files of templates/, as files.
//!
//! What an expression in a template asks for is in `expressions`.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[&UNKNOWN_TEMPLATE, &PAGE_TOO_LARGE, &TEMPLATE_MISSING];

pub static UNKNOWN_TEMPLATE: Code = Code {
    id: "K0501",
    title: "A template that is not there",
    cause: "A page asks for a template of its own by `template`, and `templates/` holds none of that name.",
    example: r"content/2018-02.md
---
template: wide.html
---",
    cure: "Name a file below `templates/`, such as `report.html`. `kalends init --templates` puts the \
        built-in ones there.",
    allowable: false,
};

pub fn unknown_template(place: Place, name: &str) -> Diagnostic {
    UNKNOWN_TEMPLATE
        .error(place, format!("there is no template `{name}`"))
        .help("name a file below templates/, such as `report.html`")
}

pub static PAGE_TOO_LARGE: Code = Code {
    id: "K0502",
    title: "A page that grows without end",
    cause: "A template writes a page of more than 32 MB, keeps more than that in variables, or does not come to an end: \
        it takes more than 2 million steps, or more than 5 seconds of a processor. One of its loops runs \
        too often.",
    example: r"templates/report.html
{% for a in range(end=9000) %}{% for b in range(end=9000) %}words {% endfor %}{% endfor %}",
    cure: "Shorten the loop, or let it run over less.",
    allowable: false,
};

pub fn page_too_large(template: &str) -> Diagnostic {
    PAGE_TOO_LARGE
        .error(Place::of_file(format!("templates/{template}")), "a page grows beyond 32 MB")
        .help("look for a loop in the template that runs too often")
}

pub fn template_too_large(place: Place) -> Diagnostic {
    PAGE_TOO_LARGE
        .error(place, "what the template makes here grows beyond 32 MB")
        .help("look for a loop that runs too often; a variable that is joined to itself doubles every time")
}

pub fn template_without_end(place: Place) -> Diagnostic {
    PAGE_TOO_LARGE
        .error(place, "the template does not come to an end")
        .help("let the loop run over less; loops within loops multiply")
}

pub static TEMPLATE_MISSING: Code = Code {
    id: "K0503",
    title: "A template that another one asks for is not there",
    cause: "A template extends or includes a file that is neither below `templates/` nor built in. Templates reach no \
        other files of the site.",
    example: r#"templates/report.html
{% extends "nothing.html" %}"#,
    cure: "Name a file below `templates/`, or a built-in one such as `builtin/base.html`; \
        docs/templates.md lists them.",
    allowable: false,
};

pub fn template_missing(place: Place, name: &str) -> Diagnostic {
    TEMPLATE_MISSING
        .error(place, format!("there is no template `{name}`"))
        .help("name a file below templates/, or a built-in one such as `builtin/base.html`")
}
