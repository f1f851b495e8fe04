//! 04: what stands between `{{` and `}}`, or `{%` and `%}`, in the narrative or in a template.
//!
//! The text around it is in `narrative`, what our own filters refuse in `filters`. Their codes have the same first
//! digits.

use super::filters::MEND;
use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &TEMPLATE_FAULT,
    &UNKNOWN_VARIABLE,
    &UNKNOWN_FILTER,
    &NARRATIVE_TOO_LARGE,
    &RAW_PRINTED,
    &CONTEXT_NOT_AVAILABLE,
    &UNKNOWN_FIELD,
    &FIGURE_COMPARED,
];

/// The help where no other fits better.
fn usual_help(place: &Place) -> &'static str {
    match place.file.starts_with("templates") {
        true => "mend the template; docs/templates.md of kalends lists what it may use",
        false => MEND,
    }
}

pub static TEMPLATE_FAULT: Code = Code {
    id: "K0405",
    title: "An expression that cannot be carried out",
    cause: "Tera, the language of the templates and of the expressions in the narrative, cannot read this or cannot \
        carry it out: a bracket, a word or an end is missing, or the expression asks for something that Tera does not \
        have. The message gives Tera's reason, and the caret shows the place.",
    example: r"content/2018-02.md
There are {{ key_persons | }}.",
    cure: "Mend the expression, here `{{ key_persons }}`. The filters of the narrative are listed in docs/text.md, what \
        templates may use in docs/templates.md.",
    allowable: false,
};

/// `message` in Tera's words.
pub fn template_fault(place: Place, message: &str) -> Diagnostic {
    let is_narrative = !place.file.starts_with("templates");
    let help = expression_help(message).filter(|_| is_narrative).unwrap_or(usual_help(&place));
    TEMPLATE_FAULT.error(place, message).help(help)
}

/// What to do where Tera's words tell what an author meant.
fn expression_help(message: &str) -> Option<&'static str> {
    if message == "unexpected character" {
        Some("take the sign out; quotes of an expression are straight: `visits | at(period=\"2018-02\")`")
    } else if message.ends_with("but expected =") || message == "found string but expected identifier" {
        Some("write the name of each argument: `visits | change(since=year_ago)`, `visits | chart(title=\"…\")`")
    } else if message == "found identifier but expected %}" {
        Some("write `elif` in one word, as in `{% elif visits | known %}`, or end the expression with `%}`")
    } else if message.contains("expected `f64` but got `string`") {
        Some("say `decimals` in data/metrics.yaml: a figure is rounded there; `amount` gives the bare number")
    } else {
        None
    }
}

pub fn expression_unclosed(place: Place) -> Diagnostic {
    TEMPLATE_FAULT
        .error(place, "the text ends in the middle of an expression")
        .help("end every `{{` with `}}` and every `{% if … %}` with `{% endif %}`")
}

pub static UNKNOWN_VARIABLE: Code = Code {
    id: "K0406",
    title: "A name that is not known",
    cause: "An expression uses a name that stands for nothing here. In the narrative, names are the ids of metrics and \
        dimensions, and `period`, `previous`, `year_ago`, `quarter`, `year`, `report` and `site`; in templates, those \
        that docs/templates.md lists. Figures and periods have names from the first snapshot on, and `quarter` has none \
        in the report of a year.",
    example: r"content/2018-02.md
{{ key_person }} key persons.",
    cure: "Mend the spelling, here `key_persons`.",
    allowable: false,
};

pub fn unknown_variable<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let help = suggest(name, known, "names are");
    UNKNOWN_VARIABLE.error(place, format!("unknown name `{name}`")).help(help)
}

/// A name that is the text of an argument: `of(hospital=rh)`.
pub fn unknown_variable_is_a_member(place: Place, name: &str, dimension: &str) -> Diagnostic {
    UNKNOWN_VARIABLE
        .error(place, format!("unknown name `{name}`"))
        .help(format!("put the member in straight quotes: `{dimension}=\"{name}\"`"))
}

/// A name with a colon behind it, as YAML has it.
pub fn unknown_variable_is_an_argument(place: Place, name: &str) -> Diagnostic {
    UNKNOWN_VARIABLE
        .error(place, format!("unknown name `{name}`"))
        .help(format!("write `=` between an argument and its text: `{name}=…`"))
}

pub fn nothing_reported_yet(place: Place, name: &str) -> Diagnostic {
    UNKNOWN_VARIABLE
        .error(place, format!("`{name}` stands for nothing yet: the site has no snapshot"))
        .help("begin the first month with `kalends new MONTH`")
}

pub fn no_quarter_holds_a_year(place: Place, report: Period) -> Diagnostic {
    UNKNOWN_VARIABLE
        .error(place, format!("`quarter` stands for nothing in the report of {report}: no quarter holds a year"))
        .help("name the quarter, as `at(period=\"2018-Q4\")`")
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

/// Words that are likely to be taken for filters, each with what they are instead.
const MEANT_FILTERS: [(&str, &str); 5] = [
    (
        "share",
        "show `share` in a table, `table(by=\"hospital\", columns=[\"share\"])`, or define a metric of the type ratio",
    ),
    ("sum", "leave it out for the sum of all members, or define a metric with a `formula`"),
    ("value", "leave it out: the metric alone is its value"),
    ("previous", "write `at(period=previous)`"),
    ("year_ago", "write `at(period=year_ago)`, or `change(since=year_ago)` for the change"),
];

pub fn unknown_filter(place: Place, name: &str, known: &[&str]) -> Diagnostic {
    let error = UNKNOWN_FILTER.error(place, format!("unknown filter `{name}`"));
    if known.is_empty() {
        return error.help("filters of templates are those of Tera");
    }
    if let Some((_, help)) = MEANT_FILTERS.iter().find(|(meant, _)| *meant == name) {
        return error.help(*help);
    }
    match nearest(name, known.iter().copied()) {
        Some(other) => error.help(format!("did you mean `{other}`?")),
        None => error.help(format!("filters are: {}, and those of Tera", known.join(", "))),
    }
}

pub static NARRATIVE_TOO_LARGE: Code = Code {
    id: "K0408",
    title: "A narrative that grows without end",
    cause: "The text of a page writes more than 4 MB, keeps more than that in variables, or does not come to an end: it \
        takes more than 2 million steps, or more than 5 seconds of a processor. No reader wants that \
        much, so one of its loops runs too often.",
    example: r"content/2018-02.md
{% for a in range(end=3000) %}{% for b in range(end=3000) %}many words that nobody reads, over and over and over again {% endfor %}{% endfor %}",
    cure: "Shorten the loops, or give each part a page of its own. A variable that is joined to itself doubles every \
        time.",
    allowable: false,
};

pub fn narrative_too_large(place: Place) -> Diagnostic {
    NARRATIVE_TOO_LARGE.error(place, "the narrative grows beyond 4 MB").help("look for a loop that runs too often")
}

pub fn narrative_without_end(place: Place) -> Diagnostic {
    NARRATIVE_TOO_LARGE
        .error(place, "the narrative does not come to an end")
        .help("let the loop run over less; loops within loops multiply")
}

pub static RAW_PRINTED: Code = Code {
    id: "K0452",
    title: "A bare value in the text",
    cause: "An expression prints something that readers should not see: the bare number behind a figure, which is not \
        written as the language writes numbers, a list, a mapping, or true or false. They are meant for conditions and \
        loops.",
    example: r"content/2018-02.md
That is {{ (key_persons | amount) / 12 }} a month.",
    cure: "Say how the number is to be written: `{{ (key_persons | amount) / 12 | number(decimals=1) }}` needs brackets \
        around all of it, `{{ ((key_persons | amount) / 12) | number(decimals=1) }}`; a share is written by `percent`. \
        Go through a list with `{% for … %}`, and ask a condition with `{% if … %}`.",
    allowable: false,
};

pub fn raw_number(place: Place) -> Diagnostic {
    RAW_PRINTED
        .error(place, "a bare number may not be printed")
        .help("put it in brackets and write `| number(decimals=1)` behind it, or `| percent(decimals=0)` for a share")
}

pub fn raw_list(place: Place, written: &str) -> Diagnostic {
    RAW_PRINTED.error(place, "a list may not be printed").help(format!(
        "print one after the other: `{{% for x in {written} %}}{{{{ x }}}} {{% endfor %}}`, or `| join(sep=\", \")`"
    ))
}

pub fn raw_mapping(place: Place, written: &str) -> Diagnostic {
    RAW_PRINTED
        .error(place, "a mapping may not be printed")
        .help(format!("print one of its fields, as `{written}.period`"))
}

pub fn raw_condition(place: Place, written: &str) -> Diagnostic {
    RAW_PRINTED
        .error(place, "true or false may not be printed")
        .help(format!("write the words: `{{% if {written} %}}…{{% else %}}…{{% endif %}}`"))
}

pub fn raw_nothing(place: Place) -> Diagnostic {
    RAW_PRINTED.error(place, "there is nothing to print").help("ask with `{% if … %}` whether there is something")
}

pub static CONTEXT_NOT_AVAILABLE: Code = Code {
    id: "K0434",
    title: "All variables of a template at once",
    cause: "`__tera_context` is Tera's name for all variables together, meant to be looked at while a template is \
        written. On a page it would show readers what is not for them, and marks in place of figures.",
    example: r"content/2018-02.md
{{ __tera_context }}",
    cure: "Name the one variable that is wanted, such as `{{ report.period }}`. What templates may use is listed in \
        docs/templates.md.",
    allowable: false,
};

pub fn context_not_available(place: Place) -> Diagnostic {
    let help = usual_help(&place);
    CONTEXT_NOT_AVAILABLE.error(place, "`__tera_context` is not available").help(help)
}

pub static UNKNOWN_FIELD: Code = Code {
    id: "K0435",
    title: "A field that does not exist",
    cause: "The name before the full stop is known, but has no field with the name behind it. It would print nothing, \
        which you would notice on the page at best, so kalends refuses it. The message names the fields that exist.",
    example: r"content/2018-02.md
By {{ site.organisation }}.",
    cure: "Mend the spelling, or give the site what is asked for, here `organisation: …` in `kalends.yaml`. \
        `report.member` exists only in the reports that a folder makes for each member.",
    allowable: false,
};

/// `message` in Tera's words, which name the fields that there are.
pub fn unknown_field(place: Place, field: &str, message: &str) -> Diagnostic {
    let help = match field {
        "member" => "only the reports that a folder makes for each member have one",
        "organisation" => "name it in kalends.yaml, as `organisation: …`",
        _ => usual_help(&place),
    };
    UNKNOWN_FIELD.error(place, message).help(help)
}

pub static FIGURE_COMPARED: Code = Code {
    id: "K0436",
    title: "A figure compared as it is printed",
    cause: "In an expression a figure is what readers see, and becomes that only when conditions have been answered. \
        Compared with anything, it would be unlike it in every month. A member and a period are compared as they are \
        written in the files: `rh`, `2018-02`.",
    example: r"content/2018-02.md
{% if key_persons > 10 %}Many.{% endif %}",
    cure: "Compare bare numbers: `{% if key_persons | amount > 10 %}`, `{% if a | amount == b | amount %}`; a share of \
        24 % is 0.24. Whether a target is met, `{% if key_persons | met %}` says.",
    allowable: false,
};

pub fn printed_compared(place: Place) -> Diagnostic {
    figure_compared(place, "what is printed cannot be compared")
}

/// `message` in Tera's words.
pub fn figure_compared(place: Place, message: &str) -> Diagnostic {
    FIGURE_COMPARED.error(place, message).help("compare the bare number: `{% if metric | amount > 10 %}`")
}
