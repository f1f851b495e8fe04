//! 03: what becomes of a text that its author hardly meant.
//!
//! Only `check` looks for it: the page is as Markdown has it.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &TEXT_BECOMES_CODE,
    &ROW_OF_NO_TABLE,
    &NUMBER_BECOMES_LIST,
    &LINK_WITHOUT_WORDS,
    &HEADER_WITHOUT_WORDS,
    &SINGLE_BRACES,
];

pub static TEXT_BECOMES_CODE: Code = Code {
    id: "K0340",
    title: "Text that becomes code",
    cause: "Markdown makes code of a paragraph whose lines begin with four spaces or a tab: readers see it in another \
        typeface and in one long line. It happens where a text is indented within `{% if … %}` or below an entry of a \
        list.",
    example: r"content/2018-02.md
{% if visits | known %}

    There were {{ visits }} visits.
{% endif %}",
    cure: "Begin the lines at the margin, or with as many spaces as the words of the list's entry. Code stands between \
        two lines of three backticks.",
    allowable: true,
};

pub fn text_becomes_code(place: Place) -> Diagnostic {
    TEXT_BECOMES_CODE
        .warning(place, "the text is indented, so readers see it as code")
        .help("begin its lines at the margin, also within `{% if … %}`; put lines of three backticks around code")
}

pub static ROW_OF_NO_TABLE: Code = Code {
    id: "K0341",
    title: "A row that belongs to no table",
    cause: "The line has bars at both ends, as a row of a table has, and is part of a paragraph, so readers see the \
        bars. An empty line above it has torn the table apart, or the line that a `{% for … %}` leaves empty; or the \
        line of dashes below the head is missing.",
    example: r"content/2018-02.md
| Hospital | Key persons |
| --- | --- |
{% for h in hospital %}
| {{ h }} | {{ key_persons | of(hospital=h) }} |
{% endfor %}",
    cure: "Begin the loop at the end of the line before, as in `| --- | --- |{% for h in hospital %}`, and end it \
        behind the row: `… |{% endfor %}`.",
    allowable: true,
};

pub fn row_of_no_table(place: Place) -> Diagnostic {
    ROW_OF_NO_TABLE
        .warning(place, "the line between bars is no row of a table: an empty line has torn it off")
        .help("begin a loop at the end of the line before, as in `| --- |{% for … %}`, and end it behind the row")
}

pub static NUMBER_BECOMES_LIST: Code = Code {
    id: "K0342",
    title: "A number that becomes a list",
    cause: "A number with a stop at the beginning of a line makes a list of what follows, also where it is the day of \
        a date.",
    example: r"content/2018-02.md
14. august the ward was closed.",
    cure: r"Write `14\. august`, or begin the paragraph with another word.",
    allowable: true,
};

pub fn number_becomes_list(place: Place, number: u64) -> Diagnostic {
    NUMBER_BECOMES_LIST
        .warning(place, format!("`{number}.` makes a list of the paragraph that it begins"))
        .help(format!("write `{number}\\.`, or begin with another word"))
}

pub static LINK_WITHOUT_WORDS: Code = Code {
    id: "K0343",
    title: "A link without words",
    cause: "Nobody sees the link, and a screen reader can only read out its address.",
    example: r"content/2018-02.md
[](https://example.org/report)",
    cure: "Write between the brackets where the link leads.",
    allowable: true,
};

pub fn link_without_words(place: Place, target: &str) -> Diagnostic {
    LINK_WITHOUT_WORDS
        .warning(place, format!("the link to `{target}` has no words"))
        .help("write between the brackets where it leads")
}

pub static HEADER_WITHOUT_WORDS: Code = Code {
    id: "K0344",
    title: "A column without a header",
    cause: "A screen reader reads the header of the column with every cell; without one nobody knows what stands there.",
    example: r"content/2018-02.md
| | Visits |
| --- | --- |
| The ward | 12 |",
    cure: "Say what stands in the column, also in the first one.",
    allowable: true,
};

/// `column` counts from 1.
pub fn header_without_words(place: Place, column: usize) -> Diagnostic {
    HEADER_WITHOUT_WORDS
        .warning(place, format!("the header of column {column} is empty"))
        .help("say what stands in the column; a screen reader reads it with every cell")
}

pub static SINGLE_BRACES: Code = Code {
    id: "K0345",
    title: "A metric between single braces",
    cause: "A figure stands between two braces on each side. Between single ones the text is no expression: readers see it \
        as it is typed, with its braces, and behind a heading not at all.",
    example: r"content/2018-02.md
There were { visits } visits.",
    cure: "Double the braces: `{{ visits }}`.",
    allowable: true,
};

/// `inside` is what stands between the braces, the metric first.
pub fn single_braces(place: Place, metric: &str, inside: &str) -> Diagnostic {
    SINGLE_BRACES
        .warning(place, format!("`{metric}` stands between single braces, so readers see no figure"))
        .help(format!("double the braces: `{{{{ {inside} }}}}`"))
}
