//! 10: the pages of reports that are kept when a new edition takes their place.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] =
    &[&EDITION_NOT_THERE, &KEPT_EDITION_GONE, &KEPT_EDITION_CHANGED, &LEDGER_GONE, &EDITION_KEPT_ALREADY];

pub static EDITION_NOT_THERE: Code = Code {
    id: "K1072",
    title: "A new edition of a report whose page before is not there",
    cause: "The text of a published report is another one, with a reason, and so a new edition takes the place of the \
        page that readers have. That page is kept, and it is taken from the place that is published to. There it is \
        missing, was changed since, or is an older one than the ledger says readers have.",
    example: "$ kalends publish /srv/new",
    cure: "Publish first to the place from which readers have the report; from then on the page is in `editions/`, and \
        every other place gets it. Where somebody changed the page, or an earlier version was put back, put the text back, publish, and then \
        publish the new edition. `keep_edition: false` in the front matter publishes the new edition without the page before.",
    allowable: false,
};

/// Why the page before a new edition cannot be kept.
#[derive(Debug, Clone, Copy)]
pub enum Missing {
    /// The place is empty.
    Nothing,
    /// It shows an older version: it was left behind, or an earlier one was put back.
    Older,
    /// The page there is not what was published.
    Changed,
}

impl Missing {
    fn said(self) -> &'static str {
        match self {
            Missing::Nothing => "nothing is published there",
            Missing::Older => "what is published there is older than the newest line about it",
            Missing::Changed => "its page there is gone or was changed",
        }
    }

    fn cure(self) -> &'static str {
        match self {
            Missing::Nothing => "publish first to the place that readers have it from",
            Missing::Older => {
                "publish first to the place that readers have it from; if an earlier version was put back there, publish the \
                 text before once more, and then the new edition"
            }
            Missing::Changed => "put the text back, publish it, and then the new edition",
        }
    }
}

/// `line` is the newest one of the ledger about the report.
pub fn edition_not_there(ledger: &str, line: usize, destination: &str, report: &str, why: Missing) -> Diagnostic {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    let place = Place { line, column: 1, length: 1, ..Place::of_file(ledger) };
    EDITION_NOT_THERE
        .error(
            place,
            format!("{report} gets a new edition, and its page cannot be kept from {destination}: {}", why.said()),
        )
        .help(format!("{}, or say `keep_edition: false` in its front matter", why.cure()))
}

pub static KEPT_EDITION_GONE: Code = Code {
    id: "K1073",
    title: "An edition that is not in its place",
    cause: "The ledger says that the page of a report was kept when a new edition took its place. It lies in \
        `editions/` in the site's folder, beside the ledger, and cannot be read there, or a link stands in its place: what \
        lies behind a link is no part of the site.",
    example: "$ kalends build",
    cure: "Bring the file back from version control, or from a published place, where it is `2018-02/editions/1/index.html`. \
        A page that must not be shown any more is withdrawn by name: `--withdraw 2018-02/editions/1`.",
    allowable: false,
};

/// `reason` is what the system says; `None` where there is no such file.
pub fn kept_edition_gone(file: &str, line: u32, reason: Option<&str>) -> Diagnostic {
    let what = reason.map_or_else(|| "is not there".to_owned(), |reason| format!("cannot be read: {reason}"));
    KEPT_EDITION_GONE
        .error(
            Place::of_file(file),
            format!("line {line} of ledger.jsonl says that this edition is kept, and it {what}"),
        )
        .help("bring the file back from version control, or from a published place, where it is the same")
}

pub fn edition_behind_a_link(file: &str) -> Diagnostic {
    KEPT_EDITION_GONE
        .error(Place::of_file(file), "an edition is to be kept here, behind a link, and kalends does not follow links")
        .help("put the folder itself in the place of the link; nothing was published")
}

pub static KEPT_EDITION_CHANGED: Code = Code {
    id: "K1074",
    title: "An edition that is not what was kept",
    cause: "The ledger has the SHA-256 of each edition that is kept in `editions/`, and this file has another one: \
        somebody changed it, or exchanged it for another.",
    example: "$ kalends build",
    cure: "Bring the file back from version control, or from a published place, where it is `2018-02/editions/1/index.html`.",
    allowable: false,
};

pub fn kept_edition_changed(file: &str, line: u32) -> Diagnostic {
    KEPT_EDITION_CHANGED
        .error(
            Place::of_file(file),
            format!("this edition is not the one that line {line} of ledger.jsonl says was kept"),
        )
        .help("bring the file back from version control, or from a published place, where it is as it was kept")
}

pub static LEDGER_GONE: Code = Code {
    id: "K1080",
    title: "Editions without a ledger",
    cause: "`editions/` holds pages of reports that a new edition replaced, so reports were published from this site, and \
        `ledger.jsonl`, which says which and how, is gone or empty. Without it, everything could be published as if nobody \
        had read it before.",
    example: "$ kalends publish /srv/new",
    cure: "Bring `ledger.jsonl` back from version control, or from the copy of the site that published last. A site that is \
        to begin anew, such as a copy for trying, is without `editions/` too.",
    allowable: false,
};

/// `file` is one in editions/.
pub fn ledger_gone(file: &str) -> Diagnostic {
    LEDGER_GONE
        .error(
            Place::of_file(file),
            "this edition was kept, so reports were published, and ledger.jsonl is gone or empty",
        )
        .help("bring ledger.jsonl back from version control; a site that is to begin anew is without `editions/` too")
}

pub static EDITION_KEPT_ALREADY: Code = Code {
    id: "K1081",
    title: "A page before that was kept already",
    cause: "`keep_edition: false` publishes a new edition without the page before. This edition was published before, and \
        the page before it was kept: readers still find it.",
    example: "$ kalends publish /srv/www",
    cure: "Take the page away by name: `kalends publish DEST --withdraw 2018-02/editions/1 --reason \"It named a patient.\"` \
        leaves a page in its place that says so. The next new edition begins with a reason of its own.",
    allowable: false,
};

/// `kept` is the folder of the edition that readers find.
pub fn edition_kept_already(place: Place, kept: &str) -> Diagnostic {
    EDITION_KEPT_ALREADY
        .warning(place, format!("the new edition was published already, and the page before it kept: {kept}"))
        .help(format!("to take that page away, `kalends publish DEST --withdraw {kept} --reason \"…\"`"))
}
