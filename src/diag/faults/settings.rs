//! 01: kalends.yaml, and what the `_report.md` of a folder settles.
//!
//! The metrics are in `catalog`, whose codes have the same first digits.

use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &UNKNOWN_SOURCE,
    &NO_COLOUR,
    &LOW_CONTRAST,
    &NO_SITE_ADDRESS,
    &NO_WEB_ADDRESS,
    &NO_MAILBOX,
    &NO_THEME_FILE,
    &PUBLISHES_NOTHING,
    &REPORTS_FOR_TWO_DIMENSIONS,
    &PAGE_FOR_EACH_MEMBER,
    &MEMBER_ADDRESS_TAKEN,
    &RANGE_OF_NO_STANDING_TEXT,
    &RANGE_ENDS_BEFORE_IT_BEGINS,
    &RANGE_WITHOUT_A_MONTH,
    &NO_TEXT_OF_REPORTS,
];

pub static UNKNOWN_SOURCE: Code = Code {
    id: "K0105",
    title: "A source that is not defined",
    cause: "`source` names one of the `sources` of `kalends.yaml`, and there is none of that name, so the page could \
        not say where the figure comes from.",
    example: r"data/metrics.yaml
  staff: { type: stock, source: registr }",
    cure: "Mend the spelling, or add it to `kalends.yaml`: `sources: { register: Staff register }`.",
    allowable: false,
};

pub fn unknown_source<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    UNKNOWN_SOURCE.error(place, format!("unknown source `{name}`")).help(suggest(
        name,
        known,
        "the sources in kalends.yaml are",
    ))
}

pub static NO_COLOUR: Code = Code {
    id: "K0116",
    title: "A colour that is none",
    cause: "Colours of the theme are written as six hexadecimal digits behind `#`. Without quotes YAML takes \
        everything behind `#` for a comment.",
    example: r##"kalends.yaml
theme: { accent: blue, accent_dark: "#12345" }"##,
    cure: r##"Write it in full and in quotes: `accent: "#0b5394"`."##,
    allowable: false,
};

pub fn no_colour(place: Place, written: &str) -> Diagnostic {
    NO_COLOUR.error(place, format!("`{written}` is not a colour")).help("write it as `\"#0b5394\"`, in quotes")
}

pub static LOW_CONTRAST: Code = Code {
    id: "K0117",
    title: "A colour that is too pale to read",
    cause: "Links are written in the accent colour, and must stand out from the page and from marked lines with a \
        contrast of at least 4.5, or people with weak sight cannot read them. `accent` is for the light scheme, \
        `accent_dark` for the dark one.",
    example: r##"kalends.yaml
theme: { accent: "#99bbdd", accent_dark: "#0b5394" }"##,
    cure: "Choose a darker `accent` or a lighter `accent_dark`, such as `{ accent: \"#0b5394\", accent_dark: \
        \"#99bbdd\" }`.",
    allowable: false,
};

pub fn low_contrast(place: Place, colour: &str, ratio: f64) -> Diagnostic {
    LOW_CONTRAST
        .error(place, format!("links in `{colour}` stand out too little: the contrast is {ratio:.2}"))
        .help("choose a colour with a contrast of at least 4.5 on the page and on marked lines")
}

pub static NO_SITE_ADDRESS: Code = Code {
    id: "K0125",
    title: "An address that is none",
    cause: "`base_url` is where the site will be published. It is put before the addresses of pages in the feed, the \
        site map and the PDFs, so it must be a whole address without `?` and `#`. The `url` of a source is where \
        its name leads: a whole address too.",
    example: r"kalends.yaml
base_url: intranet.example/reports?site=1",
    cure: "Write it as `https://intranet.example/reports/`.",
    allowable: false,
};

pub fn no_site_address(place: Place, written: &str) -> Diagnostic {
    NO_SITE_ADDRESS
        .error(place, format!("`{written}` is not the address of a site"))
        .help("write it as `https://intranet.example/reports/`, without `?` and `#`")
}

pub static NO_WEB_ADDRESS: Code = Code {
    id: "K0152",
    title: "An address of a source that is none",
    cause: "`url` leads readers to the source itself, so it is a whole address of the web. It holds no name and no \
        password, which every reader would see, nor does `base_url`.",
    example: r"kalends.yaml
sources: { register: { label: Staff register, url: intranet.example/staff } }",
    cure: "Write it as `https://intranet.example/staff`. Whom to ask stands in `contact`.",
    allowable: false,
};

pub fn no_web_address(place: Place, written: &str) -> Diagnostic {
    NO_WEB_ADDRESS
        .error(place, format!("`{written}` is not an address that a link can lead to"))
        .help("write it as `https://intranet.example/staff`")
}

/// `host` has a name before it, and perhaps a password.
pub fn address_with_a_name(place: Place, host: &str) -> Diagnostic {
    let bare = host.rsplit('@').next().unwrap_or_default();
    NO_WEB_ADDRESS
        .error(place, "an address on pages holds no name and no password")
        .help(format!("write `{bare}` alone: every reader of the page sees what stands before the `@`"))
}

pub static NO_MAILBOX: Code = Code {
    id: "K0160",
    title: "A mailbox that is none",
    cause: "`email` is where readers write to, and a link on the page: one plain address, in letters without accents, \
        digits and the signs `. - _ + '`.",
    example: r"kalends.yaml
contact: { name: The data office, email: status at example.org }",
    cure: "Write it as `status@example.org`. A telephone number or a room stands in `name`: `name: The data office, room 4`.",
    allowable: false,
};

pub fn no_mailbox(place: Place, written: &str) -> Diagnostic {
    NO_MAILBOX
        .error(place, format!("`{}` is not the address of a mailbox", written.escape_debug()))
        .help("write it as `status@example.org`; what else readers need stands in `name`")
}

pub static NO_THEME_FILE: Code = Code {
    id: "K0126",
    title: "A file of the theme that is not there",
    cause: "Logo and fonts are files below `content/`, and there is none of this name.",
    example: r"kalends.yaml
theme: { logo: logo.svg, logo_dark: logo-dark.svg }",
    cure: "Put the file into `content/`, and write its path from there; large and small letters differ.",
    allowable: false,
};

pub fn no_theme_file(place: Place, path: &str) -> Diagnostic {
    NO_THEME_FILE
        .error(place, format!("there is no file content/{path}"))
        .help("put the file into `content/`, and name it as it is called there")
}

pub static PUBLISHES_NOTHING: Code = Code {
    id: "K0140",
    title: "A pattern that names no file",
    cause: "`publish_files` names files of `content/` that are published although no page refers to them. This name or \
        pattern fits none of them, so what it was meant for stays at home.",
    example: r"kalends.yaml
publish_files: [bilag/*.pfd]",
    cure: "Mend the spelling, here `bilag/*.pdf`. A path begins below `content/`; `*` stands for any letters of a name, \
        `**` for any folders and names. What editors leave behind, such as `plan.docx~`, is named only by its full path.",
    allowable: true,
};

pub fn publishes_nothing(place: Place, pattern: &str) -> Diagnostic {
    PUBLISHES_NOTHING
        .warning(place, format!("`{pattern}` names no file of content/"))
        .help("write its path below content/; `*` stands for any letters of a name, `**` for any folders")
}

pub static REPORTS_FOR_TWO_DIMENSIONS: Code = Code {
    id: "K0127",
    title: "Reports for the members of two dimensions",
    cause: "The reports of one folder are for each member of one dimension, so that every edition of a period has the \
        same members. Two reports here name different dimensions.",
    example: r"content/hospitals/2018-02.md
---
for_each: ward
---",
    cure: "Put the reports of the other dimension into a folder of their own.",
    allowable: false,
};

pub fn reports_for_two_dimensions(place: Place, first: &str) -> Diagnostic {
    REPORTS_FOR_TWO_DIMENSIONS
        .error(place, format!("the other reports of this folder are for each member of `{first}`"))
        .help("put the reports of another dimension into a folder of their own")
}

pub static PAGE_FOR_EACH_MEMBER: Code = Code {
    id: "K0128",
    title: "`for_each` on a page that is no report",
    cause: "`for_each` makes one report for each member, and a report belongs to a period. This page belongs to none.",
    example: r"content/about.md
---
for_each: hospital
---",
    cure: "Write it into the `_report.md` of the folder, or take it out.",
    allowable: false,
};

pub fn page_for_each_member(place: Place) -> Diagnostic {
    PAGE_FOR_EACH_MEMBER
        .error(place, "`for_each` is for reports, and this page belongs to no period")
        .help("write it into the `_report.md` of the folder")
}

pub static MEMBER_ADDRESS_TAKEN: Code = Code {
    id: "K0129",
    title: "The reports of a member in the place of other pages",
    cause: "The reports of each member stand in a folder that is named after the member, and that folder \
        belongs to other pages.",
    example: r"content/_report.md
---
for_each: hospital
---",
    cure: "Put `_report.md` into a folder of its own, such as `content/members/_report.md`.",
    allowable: false,
};

pub fn member_address_taken(place: Place, member: &str, taken_by: &str) -> Diagnostic {
    MEMBER_ADDRESS_TAKEN
        .error(place, format!("the reports of `{member}` would stand in place of {taken_by}"))
        .help("put `_report.md` into a folder of its own, such as `content/members/_report.md`")
}

pub static RANGE_OF_NO_STANDING_TEXT: Code = Code {
    id: "K0143",
    title: "A range on a text that stands for one period or none",
    cause: "`from` and `to` say of which months a standing text, `_report.md`, makes reports. Any other file is the text of \
        one period, or a page of none.",
    example: r"content/2018-02.md
---
from: 2018-01
---",
    cure: "Write them into the `_report.md` of the folder, or take them out.",
    allowable: false,
};

pub fn range_of_no_standing_text(place: Place, key: &str) -> Diagnostic {
    RANGE_OF_NO_STANDING_TEXT
        .error(
            place,
            format!("`{key}` is for standing texts, and this file is the text of one period or a page of none"),
        )
        .help("write it into the `_report.md` of the folder, or take it out")
}

pub static RANGE_ENDS_BEFORE_IT_BEGINS: Code = Code {
    id: "K0144",
    title: "A range that ends before it begins",
    cause: "`from` is the first period whose months a standing text makes reports of, and `to` the last. With `to` before \
        `from` it would make none.",
    example: r"content/_report.md
---
from: 2018-03
to: 2018-01
---",
    cure: "Exchange the two, or leave one out: without `from` the range begins with the first snapshot, without `to` it \
        has no end.",
    allowable: false,
};

pub fn range_ends_before_it_begins(place: Place, from: Period, to: Period) -> Diagnostic {
    RANGE_ENDS_BEFORE_IT_BEGINS
        .error(place, format!("the range ends with {to}, before it begins with {from}"))
        .help("exchange `from` and `to`, or leave one of them out")
}

pub static RANGE_WITHOUT_A_MONTH: Code = Code {
    id: "K0153",
    title: "A range that holds no month with a snapshot",
    cause: "A standing text makes a report of each month in its range that has a snapshot. No month has both, so it makes \
        none.",
    example: r"content/_report.md
---
from: 2030
---",
    cure: "Move `from` or `to` so that the range holds a month of data/; a text that is for later may say so in a comment of \
        its front matter: `# kalends: allow K0153 because …`.",
    allowable: true,
};

/// `first` and `last` are the first and the last month with a snapshot.
pub fn range_without_a_month(place: Place, key: &str, (first, last): (Period, Period)) -> Diagnostic {
    let cure = if key == "from" { "an earlier `from`" } else { "a later `to`" };
    RANGE_WITHOUT_A_MONTH
        .warning(place, "no month in the range of this text has a snapshot, so that it makes no report")
        .help(format!("write {cure}; there are snapshots from {first} to {last}"))
}

pub static NO_TEXT_OF_REPORTS: Code = Code {
    id: "K0158",
    title: "Snapshots and no text",
    cause: "A report is a text with the figures of its period, and no file of `content/` is the text of one: they are \
        called `_report.md`, for every month that has a snapshot, or after a period, `2018-02.md`.",
    example: "content/report.md\nWe count.",
    cure: "Write `content/_report.md`. `kalends new --text 2018-02` begins one for a single month.",
    allowable: false,
};

pub fn no_text_of_reports() -> Diagnostic {
    NO_TEXT_OF_REPORTS
        .warning(Place::of_file("content"), "no file here is the text of a report, so that none is made")
        .help("write `content/_report.md` for every month, or a file named after a period, as `content/2018-02.md`")
}
