//! 04: the front matter of texts: days, embargo, former addresses, keys that say nothing in a text of that kind.

use std::fmt::Display;

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NOT_OF_A_REPORT,
    &NEXT_BEFORE_PUBLISHED,
    &NO_HOUR,
    &DAYS_OF_AN_EMBARGO,
    &DAY_OF_NO_PAGE,
    &FORMER_ADDRESS_TAKEN,
    &KEY_OF_ANOTHER_TEXT,
];

pub static NOT_OF_A_REPORT: Code = Code {
    id: "K0460",
    title: "A day or a contact of no report",
    cause: "`published` and `next` say when one report came out and when the one after it does, so they belong to the \
        text of that report. A standing narrative is the text of many months, and other pages are no reports. `contact` \
        says who answers for a report, or, in `_report.md` and `_index.md`, for all of a folder.",
    example: r"content/_report.md
---
published: 2018-03-05
---",
    cure: "Write the day into the text of the month, `content/2018-02.md`. A month has one of its own once `kalends new` \
        made it, or when the standing text is copied.",
    allowable: false,
};

pub fn day_of_no_report(place: Place, key: &str) -> Diagnostic {
    NOT_OF_A_REPORT
        .error(place, format!("`{key}` is the day of one report, and this text is not that of one period"))
        .help("write it into the text of the month, as content/2018-02.md")
}

pub fn contact_of_no_report(place: Place) -> Diagnostic {
    NOT_OF_A_REPORT
        .error(place, "`contact` says who answers for reports, and this page is none")
        .help("write it into the text of a month, or into `_report.md` or `_index.md` for all of a folder")
}

pub static NEXT_BEFORE_PUBLISHED: Code = Code {
    id: "K0461",
    title: "A next report that comes before this one",
    cause: "`next` is the day on which the report after this one comes out, which is later than `published`.",
    example: r"content/2018-02.md
---
published: 2018-03-05
next: 2018-02-05
---",
    cure: "Write the later day, or take `next` out.",
    allowable: false,
};

pub fn next_before_published(place: Place, published: impl Display, next: impl Display) -> Diagnostic {
    NEXT_BEFORE_PUBLISHED
        .error(place, format!("the next report comes on {next}, but this one on {published}"))
        .help("write a day after `published`, or take `next` out")
}

pub static NO_HOUR: Code = Code {
    id: "K0462",
    title: "An hour before which a report is not published that is none",
    cause: "`not_before` is a day, a time and how far its zone is from Greenwich. Without the zone half of the world \
        would read another hour; the name of a zone is not read, since what it means changes with the law.",
    example: r"content/2018-01.md
---
not_before: 2018-03-05 09:30
---",
    cure: "Write it as `2018-03-05T09:30+01:00`: in Denmark `+01:00` in winter, and `+02:00` in summer.",
    allowable: false,
};

/// What is wrong with an hour.
#[derive(Debug, Clone, Copy)]
pub enum NoHour {
    NotUnderstood,
    NoZone,
    NoSuchZone,
}

pub fn no_moment_of_embargo(place: Place, written: &str, why: NoHour) -> Diagnostic {
    let what = match why {
        NoHour::NotUnderstood => "is not a day with an hour",
        NoHour::NoZone => "does not say in which zone its hour is",
        NoHour::NoSuchZone => "is farther from Greenwich than any zone: they lie from -12:00 to +14:00",
    };
    NO_HOUR
        .error(place, format!("`{written}` {what}"))
        .help("write it as `2018-03-05T09:30+01:00`, with how far the zone is from Greenwich")
}

pub static DAYS_OF_AN_EMBARGO: Code = Code {
    id: "K0463",
    title: "Early readers or a day that do not fit the embargo",
    cause: "`early_readers` names those who see a report before its `not_before`, and `published` is no earlier day than \
        that. Otherwise the page would tell of an embargo that there was not.",
    example: r"content/2018-02.md
---
published: 2018-03-04
not_before: 2018-03-05T09:30+01:00
---",
    cure: "Write `not_before: 2018-03-05T09:30+01:00` beside `early_readers`, and `published` as the day of it or a later \
        one.",
    allowable: false,
};

pub fn early_readers_of_no_embargo(place: Place) -> Diagnostic {
    DAYS_OF_AN_EMBARGO
        .error(place, "`early_readers` names readers before an hour that nothing tells")
        .help("add `not_before: 2018-03-05T09:30+01:00`, or take `early_readers` out")
}

pub fn published_before_its_embargo(place: Place, published: impl Display, until: String) -> Diagnostic {
    DAYS_OF_AN_EMBARGO
        .error(place, format!("the report is published on {published}, and not before {until}"))
        .help("write the same day in both")
}

pub static DAY_OF_NO_PAGE: Code = Code {
    id: "K0464",
    title: "The day of a page on a text of reports",
    cause: "`updated` is the day as of which a page of no period holds, such as a quality statement. A report has \
        `published`, and a standing text is as old as each of its reports.",
    example: r"content/2018-02.md
---
updated: 2018-03-05
---",
    cure: "Write `published` into the text of a month, or take `updated` out.",
    allowable: false,
};

pub fn day_of_no_page(place: Place) -> Diagnostic {
    DAY_OF_NO_PAGE
        .error(place, "`updated` is the day of a page of no period, and this is a text of reports")
        .help("write `published` into the text of a month, or take `updated` out")
}

pub static FORMER_ADDRESS_TAKEN: Code = Code {
    id: "K0465",
    title: "A former address at which there is a page",
    cause: "`moved_from` names an address at which readers found a page before, and a page there leads on. Where another \
        page, a report or the page itself is at that address, readers find that; and of two pages that name the same \
        address, only one could be led to.",
    example: r"content/about.md
---
moved_from: [about]
---",
    cure: "Take the address out of `moved_from`, or give the page that is there another `slug`. Of two pages, let the one \
        name it that readers are to find.",
    allowable: false,
};

pub fn moved_from_itself(place: Place, folder: &str) -> Diagnostic {
    FORMER_ADDRESS_TAKEN
        .error(place, format!("`{folder}` is where this page is now, and not where it was"))
        .help("name the address at which readers found it before, or take this one out")
}

/// `file` is the text of what readers find there.
pub fn moved_from_a_page(place: Place, folder: &str, file: &str) -> Diagnostic {
    FORMER_ADDRESS_TAKEN
        .error(place, format!("at `{folder}` readers find {file}, and would not be led on"))
        .help("take the address out of `moved_from`, or let nothing else stand there")
}

pub fn moved_twice(place: Place, first: Place, folder: &str) -> Diagnostic {
    FORMER_ADDRESS_TAKEN
        .error(place, format!("from `{folder}` two pages would be led to"))
        .related(first, "first here")
        .help("let the page alone name it that readers are to find")
}

pub static KEY_OF_ANOTHER_TEXT: Code = Code {
    id: "K0466",
    title: "A key of front matter that says nothing in this text",
    cause: "`slug` and `order` are for pages of no period: a report is at the address of its period, and stands in the \
        order of time. `edition` and `keep_edition` are for the texts of reports, and `keep_edition` says something only \
        beside `edition`. `moved_from` leads to one page, and a standing text makes many.",
    example: r"content/2018-02.md
---
slug: february
---",
    cure: "Take the key out, or write it into the text that it is for.",
    allowable: false,
};

pub fn place_of_no_page(place: Place, key: &str) -> Diagnostic {
    let why = match key {
        "slug" => "the address of a report is its period, and that of a folder its name",
        _ => "reports stand in the order of time, and folders in that of their names",
    };
    KEY_OF_ANOTHER_TEXT
        .error(place, format!("`{key}` is for pages of no period: {why}"))
        .help("take it out, or write it into the text of a page, such as content/about.md")
}

pub fn edition_of_no_report(place: Place, key: &str) -> Diagnostic {
    KEY_OF_ANOTHER_TEXT
        .error(place, format!("`{key}` is for reports: any other page may say something else at any time"))
        .help("take it out; `updated: 2018-03-01` says as of which day a page holds")
}

pub fn keeps_no_edition(place: Place) -> Diagnostic {
    KEY_OF_ANOTHER_TEXT
        .error(place, "`keep_edition` is about the page before a new edition, and there is no `edition` beside it")
        .help("add `edition: …` with the reason for the new edition, or take `keep_edition` out")
}

pub fn moved_to_many(place: Place) -> Diagnostic {
    KEY_OF_ANOTHER_TEXT
        .error(place, "`moved_from` leads to one page, and a standing text makes the reports of many months")
        .help("write it into the text of the month that readers are to find, or into that of a page")
}
