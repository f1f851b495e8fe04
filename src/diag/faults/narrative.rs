//! 04: the files of content/: their addresses, front matter, links, pictures and headings.
//!
//! What stands between `{{` and `}}` is in `expressions`, whose codes have the same first digits.

use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &FRONT_MATTER_UNCLOSED,
    &REPORT_WITHOUT_SNAPSHOT,
    &NO_ADDRESS,
    &ADDRESS_TAKEN,
    &EXHIBIT_IN_TEXT,
    &UNKNOWN_EXHIBIT,
    &REPEATED_ID,
    &LINK_SCHEME,
    &LINK_TO_NOTHING,
    &RAW_HTML,
    &FOOTNOTE_MISSING,
    &PARTS_DO_NOT_ADD_UP,
    &IMAGE_FROM_OUTSIDE,
    &NO_ANCHOR,
    &ATTACHMENT_IN_THE_WAY,
    &FOLDER_NO_ADDRESS,
    &ALMOST_A_PERIOD,
    &EXHIBIT_IN_A_TITLE,
    &FOOTNOTE_UNUSED,
    &FOOTNOTE_TWICE,
    &ACTIVE_ATTACHMENT,
    &FRONT_MATTER_MISPLACED,
];

pub static FRONT_MATTER_UNCLOSED: Code = Code {
    id: "K0401",
    title: "Front matter that is not closed",
    cause: "The page begins with `---`, which opens its front matter, and no second line `---` ends it. The text would \
        be read as YAML.",
    example: r"content/2018-02.md
---
title: February

There are {{ key_persons }}.",
    cure: "Put a line `---` behind the last key.",
    allowable: false,
};

pub fn front_matter_unclosed(place: Place) -> Diagnostic {
    FRONT_MATTER_UNCLOSED.error(place, "the front matter is not closed").help("end it with a line `---`")
}

pub static FRONT_MATTER_MISPLACED: Code = Code {
    id: "K0458",
    title: "Front matter that is none",
    cause: "Keys of front matter stand at the head of the page, and its first line is not `---`: something stands \
        above it, or the dashes are others. The keys would be text that readers see, and a draft would be published.",
    example: r"content/2018-02.md
# February
---
draft: true
---",
    cure: "Make a line of three hyphens, `---`, the first of the file, and end the keys with another one. If the words \
        are text, begin them otherwise.",
    allowable: false,
};

pub fn front_matter_misplaced(place: Place) -> Diagnostic {
    FRONT_MATTER_MISPLACED
        .error(place, "this looks like front matter, and the page does not begin with a line `---`")
        .help("make `---`, three hyphens, the first line of the file, and end the keys with another line of them")
}

pub static REPORT_WITHOUT_SNAPSHOT: Code = Code {
    id: "K0402",
    title: "A report of a period without snapshots",
    cause: "The page is named after a period, so it is that period's report, but no snapshot has anything to \
        report on it.",
    example: r"content/2018-Q3.md
Text.",
    cure: "Add a snapshot of one of its months to `data/`. If the page is no report, give it another name.",
    allowable: false,
};

pub fn report_without_snapshot(place: Place, period: Period) -> Diagnostic {
    REPORT_WITHOUT_SNAPSHOT
        .error(place, format!("there is no snapshot of {} to report on", period.last_month()))
        .help(format!("add data/{}.yaml, or name the page otherwise", period.last_month()))
}

pub static NO_ADDRESS: Code = Code {
    id: "K0403",
    title: "A name that cannot be an address",
    cause: "The page's address is made of its file's name or its `slug`, and this one does not work on every disk and \
        in every link.",
    example: r"content/notes.md
---
slug: ../notes
---",
    cure: "Use letters, digits, `-` and `_`: `slug: notes`.",
    allowable: false,
};

pub fn no_address(place: Place, slug: &str) -> Diagnostic {
    NO_ADDRESS.error(place, format!("`{slug}` cannot be the address of a page")).help(
        "call a report by its period, as 2018-02.md, and any other page by letters, digits, `-` and `_`; `slug: …` in \
             the front matter gives an address unlike the file's name",
    )
}

pub fn no_former_address(place: Place, written: &str) -> Diagnostic {
    NO_ADDRESS.error(place, format!("`{written}` cannot be where readers found a page")).help(
        "name the folder at which they found it, such as `about` or `wards/about`; the program's own pages, such as \
             `metrics`, stay where they are",
    )
}

pub static ADDRESS_TAKEN: Code = Code {
    id: "K0404",
    title: "An address that is taken",
    cause: "Two pages would have the same address, or one the address of the program's own pages, such as `metrics`, or that \
        of a report that was withdrawn. One would replace the other. Addresses that differ only in capital letters are the same on some disks.",
    example: r"content/hospitals/rh.md
About.",
    cure: "Give one of the pages another `slug` in its front matter.",
    allowable: false,
};

pub fn address_taken(place: Place, slug: &str, by: &str) -> Diagnostic {
    ADDRESS_TAKEN.error(place, format!("the address `{slug}` is taken by {by}")).help("give the page another `slug`")
}

pub fn named_alike(place: Place, stem: &str, other: &str) -> Diagnostic {
    ADDRESS_TAKEN
        .error(place, format!("{other} is a text of `{stem}`, too; the two differ in their endings alone"))
        .help("keep one of the two")
}

pub static EXHIBIT_IN_TEXT: Code = Code {
    id: "K0409",
    title: "A chart or table in the middle of text",
    cause: "Charts, tables and tiles are as wide as the page, so they cannot stand inside a list, a quotation, a \
        heading, a cell or a sentence.",
    example: r"content/2018-02.md
- One
- {{ visits | chart }}",
    cure: "Give it a paragraph of its own, with an empty line before and after. Within a sentence, `{{ visits | spark \
        }}` draws a small line.",
    allowable: false,
};

pub fn exhibit_in_text(place: Place) -> Diagnostic {
    EXHIBIT_IN_TEXT
        .error(place, "a chart or table cannot stand inside a list, a quotation, a heading, a cell or a sentence")
        .help("give it a paragraph of its own, with an empty line before and after")
}

pub static UNKNOWN_EXHIBIT: Code = Code {
    id: "K0410",
    title: "A reference to a chart that is not there",
    cause: "`ref` points to a chart or table by its id, and the page has none of that id. Without an `id` of its own a \
        chart has that of its metric.",
    example: r#"content/2018-02.md
As {{ ref(id="visit") }} shows.

{{ visits | chart }}"#,
    cure: r#"Mend the spelling, here `visits`, or give the chart the id: `chart(id="visit")`."#,
    allowable: false,
};

pub fn unknown_exhibit<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    UNKNOWN_EXHIBIT.error(place, format!("no chart or table has the id `{id}`")).help(suggest(
        id,
        known,
        "ids on this page are",
    ))
}

pub static REPEATED_ID: Code = Code {
    id: "K0411",
    title: "An id that is used twice",
    cause: "Two charts, tables or headings of a page have the same id. A link could lead to only one of them.",
    example: r#"content/2018-02.md
{{ visits | chart(id="one") }}

{{ key_persons | chart(id="one") }}"#,
    cure: "Give one of them another id.",
    allowable: false,
};

pub fn repeated_id(place: Place, id: &str, first: Place) -> Diagnostic {
    REPEATED_ID
        .error(place, format!("the id `{id}` is used twice on this page"))
        .related(first, "first here")
        .help("give one of them another id")
}

pub static LINK_SCHEME: Code = Code {
    id: "K0412",
    title: "A link to where links may not lead",
    cause: "A link may lead to the web, to a mail address or into the site. Anything else would run a script, or lead \
        to a place that only one machine has.",
    example: r"content/2018-02.md
Read [more](javascript:alert(1)).",
    cure: "Use `http`, `https`, `mailto`, or a path inside the site.",
    allowable: false,
};

pub fn link_scheme(place: Place, target: &str) -> Diagnostic {
    LINK_SCHEME
        .error(place, format!("a link may not lead to `{target}`"))
        .help("use http, https, mailto, or a path inside the site")
}

pub static LINK_TO_NOTHING: Code = Code {
    id: "K0413",
    title: "A link that leads to nothing",
    cause: "The link names a page or file that is not in the site. Readers would get an error.",
    example: r"content/2018-02.md
Read [more](abuot.md).",
    cure: "Mend the path, here `about.md`. A link to a page names its file in `content/`; kalends turns it into the \
        page's address.",
    allowable: false,
};

pub fn link_to_nothing<'a>(place: Place, target: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error = LINK_TO_NOTHING.error(place, format!("the link leads to `{target}`, which is not in the site"));
    match nearest(target, known) {
        Some(other) => error.help(format!("did you mean `{other}`?")),
        None => {
            error.help("a link to a page names its file in content/, as in `om-tallene.md`; a draft is no page yet")
        }
    }
}

pub static RAW_HTML: Code = Code {
    id: "K0414",
    title: "HTML in the narrative",
    cause: "HTML that an author writes could run a script, so it is shown as the text it is, with its angle brackets.",
    example: r"content/2018-02.md
Text with <b>bold</b> letters.",
    cure: "Write Markdown: `Text with **bold** letters.` If you trust every author, say `raw_html: allow` in \
        `kalends.yaml`.",
    allowable: true,
};

pub fn raw_html(place: Place) -> Diagnostic {
    RAW_HTML
        .warning(place, "HTML in the narrative is shown as the text it is")
        .help("write Markdown, or say `raw_html: allow` in kalends.yaml if you trust every author")
}

pub static FOOTNOTE_MISSING: Code = Code {
    id: "K0415",
    title: "A footnote that is missing",
    cause: "The text refers to a footnote that is not on the page.",
    example: r"content/2018-02.md
A claim.[^source]",
    cure: "Add a line with its text: `[^source]: The staff register.`",
    allowable: false,
};

pub fn footnote_missing(place: Place, name: &str) -> Diagnostic {
    FOOTNOTE_MISSING.error(place, format!("there is no footnote `{name}`")).help(format!("add a line `[^{name}]: …`"))
}

pub static PARTS_DO_NOT_ADD_UP: Code = Code {
    id: "K0416",
    title: "Parts that do not make up the whole",
    cause: "A stacked chart shows parts that make up the whole, and a bridge what each of them added to it. In one of \
        the periods these do not, so the top of the stack or the end of the bridge would be a figure that nobody \
        stated; or one is hidden, and the others would tell what it is; or one is below zero, for which a stack has no \
        place.",
    example: r#"content/2018-02.md
{{ key_persons | chart(kind="stacked") }}"#,
    cure: r#"Use lines or small multiples, `chart(kind="multiples", by="hospital")`, arrows in place of a bridge, `chart(kind="arrow", by="hospital")`, or mend the figures."#,
    allowable: false,
};

pub fn no_whole_to_stack(place: Place, metric: &str) -> Diagnostic {
    PARTS_DO_NOT_ADD_UP
        .error(place, format!("`{metric}` cannot be stacked: its members do not add up, and no whole is stated"))
        .help("use lines or small multiples, `kind=\"multiples\"`")
}

/// `apart`: the period and the `over_time`.
pub fn no_stack_of_extremes(place: Place, metric: &str, apart: (Period, &str)) -> Diagnostic {
    let why = extremes_apart(Some(apart));
    PARTS_DO_NOT_ADD_UP
        .error(place, format!("`{metric}` cannot be stacked: its members do not add up{why}"))
        .help("use lines or small multiples, `kind=\"multiples\"`")
}

pub fn parts_do_not_add_up(place: Place, metric: &str, period: Period) -> Diagnostic {
    PARTS_DO_NOT_ADD_UP
        .error(place, format!("`{metric}` cannot be stacked: in {period} its parts do not add up to the whole"))
        .help("use a line chart, or mend the figures")
}

pub fn part_below_zero(place: Place, metric: &str, period: Period) -> Diagnostic {
    PARTS_DO_NOT_ADD_UP
        .error(place, format!("`{metric}` cannot be stacked: in {period} a part of it is below zero"))
        .help("use lines or small multiples, `kind=\"multiples\"`")
}

const USE_ARROWS: &str = "use `kind=\"arrow\"`, which shows each member by itself";

fn no_bridge(place: Place, metric: &str, why: &str) -> Diagnostic {
    PARTS_DO_NOT_ADD_UP.error(place, format!("`{metric}` has no bridge: {why}"))
}

/// `apart`: the period and the `over_time` for which they do not.
pub fn members_do_not_add_up(place: Place, metric: &str, apart: Option<(Period, &str)>) -> Diagnostic {
    no_bridge(place, metric, &format!("its members do not add up{}", extremes_apart(apart))).help(USE_ARROWS)
}

/// Why members that add up in a month do not in a longer period.
pub(super) fn extremes_apart(apart: Option<(Period, &str)>) -> String {
    apart.map_or_else(String::new, |(period, how)| {
        format!(" in {period}, of which each shows its own extreme (`over_time: {how}`)")
    })
}

pub fn members_are_rounded(place: Place, metric: &str) -> Diagnostic {
    no_bridge(place, metric, "its members are rounded, each by itself, and do not add up").help(USE_ARROWS)
}

pub fn total_is_hidden(place: Place, metric: &str, period: Period) -> Diagnostic {
    no_bridge(place, metric, &format!("its total is hidden in {period}")).help(USE_ARROWS)
}

/// What to do where something is missing in one of the two periods: another `since` mends the earlier one alone.
fn without_a_gap(is_now: bool) -> String {
    if is_now { USE_ARROWS.to_owned() } else { format!("choose another period with `since=`, or {USE_ARROWS}") }
}

pub fn no_total_for_a_bridge(place: Place, metric: &str, period: Period, is_now: bool) -> Diagnostic {
    no_bridge(place, metric, &format!("it has no total in {period}")).help(without_a_gap(is_now))
}

pub fn only_member_is_hidden(place: Place, metric: &str, member: &str, period: Period) -> Diagnostic {
    let why = format!("{member} is hidden in {period}, and the others would tell what it is");
    no_bridge(place, metric, &why).help(USE_ARROWS)
}

pub fn no_member_for_a_bridge(place: Place, metric: &str, member: &str, period: Period, is_now: bool) -> Diagnostic {
    let why = format!("{member} has no figure in {period}");
    no_bridge(place, metric, &why).help(without_a_gap(is_now))
}

/// One that opened or closed on the way: whether it went from nought or to nought, the author knows.
pub fn member_of_one_end(place: Place, metric: &str, member: &str, counted: Period, not: Period) -> Diagnostic {
    let why = format!("{member} is counted in {counted}, and not in {not}");
    no_bridge(place, metric, &why).help(format!("state it in {not}, as 0 where there was none, or {USE_ARROWS}"))
}

/// `between` has the two periods, the earlier first.
pub fn total_begins_between(place: Place, metric: &str, between: (Period, Period)) -> Diagnostic {
    let why = format!("its running total begins anew between {} and {}", between.0, between.1);
    no_bridge(place, metric, &why)
        .help("choose a period of the same year with `since=`, or the same one of another year: `since=year_ago`")
}

/// `between` has the two periods, the earlier first.
pub fn steps_do_not_add_up(place: Place, metric: &str, between: (Period, Period)) -> Diagnostic {
    let why = format!("from {} to {} its members do not add up to the change of the total", between.0, between.1);
    no_bridge(place, metric, &why).help("use `kind=\"arrow\"`, or mend the figures")
}

pub static IMAGE_FROM_OUTSIDE: Code = Code {
    id: "K0417",
    title: "A picture from outside the site",
    cause: "A picture from another machine is missing wherever the network is, and tells that machine who \
        reads the report.",
    example: r"content/2018-02.md
![A chart](https://example.org/chart.png)",
    cure: "Put the file into `content/` and name it there: `![A chart](chart.png)`.",
    allowable: false,
};

pub fn image_from_outside(place: Place, source: &str) -> Diagnostic {
    IMAGE_FROM_OUTSIDE
        .error(place, format!("the picture `{source}` lies outside the site"))
        .help("put the file into content/ and name it there, so that the page can be read without a network")
}

pub static NO_ANCHOR: Code = Code {
    id: "K0418",
    title: "A heading's id with signs that links cannot carry",
    cause: "The id in `{#…}` becomes part of an address.",
    example: r"content/2018-02.md
## One {#one:two}",
    cure: "Use letters, digits, `-` and `_`: `{#one-two}`.",
    allowable: false,
};

pub fn no_anchor(place: Place, id: &str) -> Diagnostic {
    NO_ANCHOR.error(place, format!("`{id}` cannot be the id of a heading")).help("use letters, digits, `-` and `_`")
}

pub static ATTACHMENT_IN_THE_WAY: Code = Code {
    id: "K0419",
    title: "A file that cannot lie among the pages",
    cause: "A file of `content/` would be copied to where kalends writes a page or an asset, or where another file is \
        that differs in large and small letters alone, which Windows and macOS do not tell apart; or it has a name that \
        Windows cannot hold.",
    example: r"content/index.html
<p>Mine</p>",
    cure: "Give it another name, or put it into another folder of `content/`. In a name, use letters, digits, `-`, `_` \
        and `.`.",
    allowable: false,
};

pub fn attachment_in_the_way(file: &str, reason: &str) -> Diagnostic {
    ATTACHMENT_IN_THE_WAY
        .error(Place::of_file(file), format!("this file cannot lie among the pages: {reason}"))
        .help("give it another name, or another folder of content/")
}

pub fn link_to_a_bad_name(place: Place, path: &str, why: &str) -> Diagnostic {
    ATTACHMENT_IN_THE_WAY
        .error(place, format!("this file cannot lie among the pages: `{path}` {why}"))
        .help("rename it, and each folder of it that is named so, with letters, digits, `-` and `_`")
}

pub fn attachment_with_a_bad_name(file: &str, reason: &str) -> Diagnostic {
    ATTACHMENT_IN_THE_WAY
        .error(Place::of_file(file), format!("this file cannot lie among the pages: {reason}"))
        .help("rename it, and each folder of it that is named so, with letters, digits, `-` and `_`")
}

pub static FOLDER_NO_ADDRESS: Code = Code {
    id: "K0420",
    title: "A folder's name that cannot be part of an address",
    cause: "A folder of `content/` is part of the addresses of all its pages. Its name has spaces or signs, or is one \
        of the program's own: `assets`, `metrics`, `revisions`, `search`.",
    example: r"content/old reports/_report.md
Text.",
    cure: "Rename it, with letters, digits, `-` and `_`: `old-reports`.",
    allowable: false,
};

pub fn folder_no_address(place: Place, folder: &str) -> Diagnostic {
    FOLDER_NO_ADDRESS
        .error(place, format!("the folder `{folder}` cannot be part of an address"))
        .help("rename it, with letters, digits, `-` and `_`; the names of the program's own folders are taken")
}

pub static ALMOST_A_PERIOD: Code = Code {
    id: "K0421",
    title: "A name that is nearly a period",
    cause: "A file that is named like a period is the report of it; any other name makes a page that belongs to no \
        month. This name looks as if a report was meant.",
    example: r"content/2018-2.md
# Status",
    cure: "Name the file as the period is written: `2018-02.md`, `2018-Q1.md`, `2018.md`. If it is a page, begin its \
        name with a letter.",
    allowable: false,
};

pub fn almost_a_period(place: Place, stem: &str) -> Diagnostic {
    ALMOST_A_PERIOD
        .warning(place, format!("`{stem}` is not a period, so this is a page and no report"))
        .help("name a report as 2018-02.md, 2018-Q1.md or 2018.md (2018-19.md where years do not begin in January)")
}

pub static EXHIBIT_IN_A_TITLE: Code = Code {
    id: "K0422",
    title: "A title that holds more than text",
    cause: "Titles and summaries stand in lists, feeds and tabs of browsers too, where nothing can be drawn and \
        nothing is numbered.",
    example: r"content/2018-02.md
title: Status {{ visits | chart }}",
    cure: "Write text and figures alone, as `{{ visits }}`; charts and references to them belong below \
        the front matter.",
    allowable: false,
};

pub fn exhibit_in_a_title(place: Place) -> Diagnostic {
    EXHIBIT_IN_A_TITLE
        .error(place, "a chart, a table, a small line or a reference to one cannot stand in a title or summary")
        .help("titles and summaries hold text and figures alone; write the rest below the front matter")
}

pub static FOOTNOTE_UNUSED: Code = Code {
    id: "K0437",
    title: "A footnote that nothing refers to",
    cause: "A footnote stands on the page where the text refers to it. Nothing refers to this one, so no reader \
        sees it.",
    example: r"content/2018-02.md
A claim.

[^source]: The staff register.",
    cure: "Write `[^source]` behind what the note is about: `A claim.[^source]` If it is no longer needed, take \
        it out.",
    allowable: true,
};

pub fn footnote_unused(place: Place, name: &str) -> Diagnostic {
    FOOTNOTE_UNUSED
        .warning(place, format!("nothing refers to the footnote `{name}`, so it is not shown"))
        .help(format!("write `[^{name}]` behind what it is about, or take it out"))
}

pub static FOOTNOTE_TWICE: Code = Code {
    id: "K0438",
    title: "Two footnotes of one name",
    cause: "A reference leads to one footnote. Of two that have the same name only the last is shown, and no reader \
        sees the other. Capital and small letters make no difference.",
    example: r"content/2018-02.md
A claim.[^source]

[^source]: The staff register.
[^Source]: Counted by hand.",
    cure: "Give one of them another name and refer to it too: `A claim.[^source][^count]`. If it is no longer needed, \
        take it out.",
    allowable: true,
};

/// `place` is of the one that is shown, `before` of the one that is not.
pub fn footnote_twice(place: Place, name: &str, before: Place) -> Diagnostic {
    FOOTNOTE_TWICE
        .warning(place, format!("the footnote `{name}` is written twice, and only the last is shown"))
        .related(before, "this one is not shown")
        .help("give one of them another name, or take it out")
}

pub static ACTIVE_ATTACHMENT: Code = Code {
    id: "K0450",
    title: "A file that can run script",
    cause: "A page refers to a file of `content/` that a browser or a server would run: a page of HTML, a drawing with \
        script in it, a program. What it does, it does in the name of the site, so kalends publishes it only where \
        `kalends.yaml` says so.",
    example: r"content/2018-02.md
See [the map](map.html) and ![the drawing](north.svg).",
    cure: "If you trust it, name it: `publish_files: [map.html]`. Of a drawing, take the script out; of a page, publish a \
        PDF.",
    allowable: false,
};

pub fn active_attachment(file: &str, path: &str) -> Diagnostic {
    ACTIVE_ATTACHMENT
        .error(Place::of_file(file), "a page refers to this file, which can run script in the name of the site")
        .help(format!("if you trust it, write `publish_files: [{path}]` into kalends.yaml"))
}
