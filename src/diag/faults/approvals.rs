//! 10: the sign-offs of approvals.yaml, the keys that sign them, and the ledger of what was published.
//!
//! How a site is published is in `publish`, what is found there in `verify`.

use super::list;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &APPROVAL_EDITED,
    &NOTHING_TO_APPROVE,
    &APPROVE_WITH_WARNINGS,
    &APPROVALS_NOT_EXTENDED,
    &NO_NAME,
    &NO_KEY,
    &KEY_IS_LOCKED,
    &SIGNATURE_IS_NOT_OF_THE_KEY,
    &LEDGER_UNREADABLE,
    &LEDGER_BROKEN,
    &PUBLISHED_OTHERWISE,
    &PUBLISHED_REPORT_GONE,
    &NO_REASON_TO_APPROVE,
    &WRONG_PASSWORD,
];

/// Stands for the command line, where no file is at fault.
fn approve() -> Place {
    Place::of_file("kalends approve")
}

pub static APPROVAL_EDITED: Code = Code {
    id: "K1001",
    title: "A sign-off that was changed",
    cause: "A sign-off in approvals.yaml holds a digest of everything that was approved. Its lines no longer agree \
        with it, so they are not what somebody approved.",
    example: r#"approvals.yaml
    text:
      "content/_report.md": "0000000000000000""#,
    cure: "Take the file back from version control. To approve what there is now, take the sign-off out of the file \
        and let `kalends approve PERIOD --by NAME` write a new one behind the others; the last one of a period counts.",
    allowable: false,
};

pub fn approval_edited(place: Place, period: Period) -> Diagnostic {
    APPROVAL_EDITED.error(place, format!("the sign-off of {period} was changed after it was given")).help(format!(
        "take it back from version control; or take it out, and `kalends approve {period} --by NAME` writes a new one"
    ))
}

pub static NOTHING_TO_APPROVE: Code = Code {
    id: "K1002",
    title: "Nothing to approve",
    cause: "`kalends approve` approves all reports of a period, and the site builds none of this period. A page with \
        `draft: true` is no report yet, nor is that of a quarter or year whose last month has no snapshot.",
    example: r#"$ kalends approve 2018-12 --by "Anna Jensen""#,
    cure: "Name a period that has a report; take `draft: true` out of a page that is finished.",
    allowable: false,
};

/// `waits_for` is the last month of a quarter or year that is not over.
pub fn nothing_to_approve<'a>(
    period: Period,
    waits_for: Option<Period>,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let why = match waits_for {
        Some(month) => format!("that of {period} waits until {month} has a snapshot"),
        None => "a page with `draft: true` is none".to_owned(),
    };
    NOTHING_TO_APPROVE
        .error(approve(), format!("there is no report of {period} to approve"))
        .help(format!("there are, newest first: {}; {why}", list(known)))
}

/// Of `--all-published`.
pub fn nothing_published_to_approve() -> Diagnostic {
    NOTHING_TO_APPROVE
        .error(approve(), "there is no published report that nobody approved yet")
        .help("name the period: `kalends approve 2018-02 --by NAME`; `kalends status` tells how each report stands")
}

pub static APPROVE_WITH_WARNINGS: Code = Code {
    id: "K1003",
    title: "A report with warnings to be approved",
    cause: "There is a warning of `kalends check` on the period's text or on one of its snapshots. Whoever approves \
        should have seen it.",
    example: r#"$ kalends approve 2018-02 --by "Anna Jensen""#,
    cure: "Settle what is warned of, or approve with a reason: `--anyway \"the registers differ, see the note\"`. The \
        reason is kept in the sign-off.",
    allowable: false,
};

pub fn approve_with_warnings(period: Period, count: usize) -> Diagnostic {
    let there_is = if count == 1 { "there is a warning".to_owned() } else { format!("there are {count} warnings") };
    APPROVE_WITH_WARNINGS
        .error(approve(), format!("{there_is} on the reports of {period}"))
        .help("settle what is warned of, or say why they are approved all the same: `--anyway \"reason\"`")
}

pub static APPROVALS_NOT_EXTENDED: Code = Code {
    id: "K1004",
    title: "An approvals.yaml that cannot be added to",
    cause: "A sign-off is written as text behind the last one, so that comments stay. The end of the file is no list \
        of sign-offs, one below the other, so it would not be read as one.",
    example: r#"$ kalends approve 2018-02 --by "Anna Jensen""#,
    cure: "Let the file end with the list of `approvals:`, each sign-off on lines of its own with `- ` before its \
        first key. An empty list is written as `approvals:` alone.",
    allowable: false,
};

pub fn approvals_not_extended() -> Diagnostic {
    APPROVALS_NOT_EXTENDED
        .error(Place::of_file("approvals.yaml"), "the sign-off cannot be written behind the others")
        .help(
            "let the file end with the list of `approvals:`, one sign-off below the other, each with `- ` \
             before its first key",
        )
}

pub static NO_NAME: Code = Code {
    id: "K1005",
    title: "A sign-off without a name",
    cause: "The name of whoever approves is empty or holds signs that cannot be printed.",
    example: r#"$ kalends approve 2018-02 --by " ""#,
    cure: r#"Say who approves, as colleagues know them: `--by "Anna Jensen"`."#,
    allowable: false,
};

pub fn no_name(written: &str) -> Diagnostic {
    NO_NAME
        .error(approve(), format!("`{}` is nobody's name", written.escape_debug()))
        .help("say who approves: `--by \"Anna Jensen\"`")
}

pub static NO_KEY: Code = Code {
    id: "K1006",
    title: "A key that cannot be used",
    cause: "The file cannot be read, is no key as minisign writes them, or its password is another one.",
    example: "$ kalends status --public-key office.pub",
    cure: "`minisign -G` makes a pair of keys: name the secret one with `approve --sign`, the public one with `status \
        --public-key`.",
    allowable: false,
};

pub fn no_key(file: &str, reason: &str) -> Diagnostic {
    NO_KEY
        .error(Place::of_file(file), format!("this is no key that can be used: {reason}"))
        .help("name a file that `minisign -G` wrote: the secret key to sign, the public one to check")
}

pub static KEY_IS_LOCKED: Code = Code {
    id: "K1007",
    title: "A key with a password",
    cause: "The secret key is locked, and kalends never asks on the terminal, so that it can run by itself.",
    example: r#"$ kalends approve 2018-02 --by "Anna Jensen" --sign office.key"#,
    cure: "Put the password into the environment for this one command: `KALENDS_SIGN_PASSWORD=… kalends approve …`.",
    allowable: false,
};

pub fn key_is_locked(file: &str) -> Diagnostic {
    KEY_IS_LOCKED
        .error(Place::of_file(file), "the key is locked with a password")
        .help("put the password into the variable KALENDS_SIGN_PASSWORD of the environment")
}

pub static SIGNATURE_IS_NOT_OF_THE_KEY: Code = Code {
    id: "K1008",
    title: "A signature of somebody else",
    cause: "`--public-key` asks that every sign-off is signed with one key. This one is not signed, is signed with \
        another key, or was changed after it was signed.",
    example: "$ kalends status --public-key office.pub",
    cure: "Ask who approved it. `kalends approve PERIOD --sign KEY` writes a new sign-off with a signature.",
    allowable: false,
};

pub fn signature_is_not_of_the_key(place: Place, period: Period, reason: &str) -> Diagnostic {
    SIGNATURE_IS_NOT_OF_THE_KEY
        .error(place, format!("the signature on {period} is not one of this key: {reason}"))
        .help("ask who signed it, and approve again with `--sign KEY`")
}

pub static LEDGER_UNREADABLE: Code = Code {
    id: "K1021",
    title: "A line that is no line of the ledger",
    cause: "ledger.jsonl holds one line of JSON for each report that was published, and this line is none. The file \
        was edited, or a copy of it broke off. Or it speaks of a year such as 2017-18, was written by an older kalends, \
        and the years of the site begin in January by now.",
    example: r#"ledger.jsonl
{"report": "2018-02"}"#,
    cure: "Take the file back from version control; only kalends writes into it. Where a year is named, let \
        `fiscal_year_start` be what it was, and publish once with it: from then on lines say in which month years begin.",
    allowable: false,
};

pub fn ledger_unreadable(place: Place, reason: &str) -> Diagnostic {
    LEDGER_UNREADABLE
        .error(place, format!("this is no line of a ledger: {reason}"))
        .help("take the file back from version control; only kalends writes into it")
}

/// The ledger is whole: it is of an older kalends, which did not say in which month years began.
pub fn ledger_year_unknown(place: Place, year: &str) -> Diagnostic {
    LEDGER_UNREADABLE
        .error(place, format!("`{year}` is a year that does not begin in January, and no line says in which month it begins"))
        .help(
            "let `fiscal_year_start` in kalends.yaml be what it was when this was published, and publish once with it; then it \
             may be changed",
        )
}

pub static LEDGER_BROKEN: Code = Code {
    id: "K1022",
    title: "A ledger whose chain is broken",
    cause: "Each line of ledger.jsonl ends in a hash over itself and the line before. Here they do not agree: a line \
        was changed, taken out, put in or moved, so the ledger does not prove what was published.",
    example: concat!(
        "ledger.jsonl\n",
        r#"{"at":"2018-03-05T09:30:00Z","report":"2018-02","period":"2018-02","approved_by":null,"digest":"","#,
        r#""figures":[],"history":{},"chain":"0000"}"#,
    ),
    cure: "Take the file back from version control. Two branches that both published cannot be merged line by line: \
        keep one ledger, and publish again.",
    allowable: false,
};

pub fn ledger_broken(place: Place, line: u32) -> Diagnostic {
    let trusted = match line {
        0 | 1 => "no line of the file can be trusted".to_owned(),
        line => format!("lines 1 to {} still hold", line - 1),
    };
    LEDGER_BROKEN
        .error(place, "the line does not follow from the one before: it was changed, or one before it was taken out")
        .help(format!("take the file back from version control; {trusted}"))
}

pub static PUBLISHED_OTHERWISE: Code = Code {
    id: "K1023",
    title: "A published figure that would change",
    cause: "The ledger says that this figure was published in a report, and the report would now show another value, or \
        hide one that is another. Readers who have the old one would never hear of it.",
    example: "$ kalends build",
    cure: "Put the old value back, and state the new one in a later snapshot: `{ period: 2018-02, value: 1817, reason: \
        … }`. The old report keeps its figure and gets a notice. A figure that gives somebody away is taken out with \
        `kind: disclosure`, which is allowed.",
    allowable: false,
};

/// What messages call the pages of metrics and months that are no report's.
pub const PAGES_WITHOUT_A_REPORT: &str = "pages that are no report";

/// What messages call a figure that readers were not shown.
pub const HIDDEN_FIGURE: &str = "a hidden figure";

/// A published figure as a report would show it now.
pub struct Otherwise<'a> {
    /// The folder of the report, or [`PAGES_WITHOUT_A_REPORT`].
    pub report: &'a str,
    /// `builders (certified)`, in backticks.
    pub name: &'a str,
    pub period: Period,
    /// `None`: no value.
    pub was: Option<&'a str>,
    pub now: Option<&'a str>,
    /// Whether it is hidden now, and is not the one that was published.
    pub hides: bool,
    /// The id that its metric had, where readers were told of it under another one.
    pub once: Option<&'a str>,
    /// The further figures that the same line changes.
    pub others: usize,
    pub origin: Origin<'a>,
}

/// Where a figure that changed comes from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin<'a> {
    Stated,
    /// It is what one of its shorter periods is, which is stated.
    Shorter,
    Computed,
    /// Nothing states it any more.
    Gone,
    /// The metric has no such part any more.
    NoPart,
    /// Years begin in another month, and `metric` counts them.
    Years {
        metric: &'a str,
    },
    /// Its sum lacks these members, which the metric had not.
    NewMembers(&'a str),
    /// The report has another part of `metric` in its place: one of those by which the metric is split.
    Own {
        metric: &'a str,
        split: Option<&'a str>,
    },
}

pub fn published_otherwise(place: Place, of: &Otherwise<'_>) -> Diagnostic {
    let Otherwise { report, name, period, was, now, hides, once, others, origin } = *of;
    let others = match others {
        0 => String::new(),
        1 => ", and 1 more figure".to_owned(),
        count => format!(", and {count} more figures"),
    };
    let [old, new] = [was, now].map(|value| value.unwrap_or("no value"));
    let back = if old == HIDDEN_FIGURE { "what was hidden" } else { old };
    let they = if report == PAGES_WITHOUT_A_REPORT { "they" } else { "the report" };
    let now = match (hides, was) {
        (true, Some(_)) => "hide another figure in its place".to_owned(),
        (true, None) => "hide a figure in its place".to_owned(),
        (false, _) => format!("show {new}"),
    };
    let message = format!("{name} for {period} was published in {report} as {old}, and {they} would now {now}{others}");
    let with = format!("in a later snapshot, with `period: {period}` and a `reason`, which gives a notice");
    let help = match origin {
        Origin::Stated if was.is_none() => format!("take it out here and state it {with}"),
        Origin::Stated => format!("put {back} back here and restate it {with}"),
        Origin::Shorter => {
            "put back what was stated here and restate it in a later snapshot, with its own `period` and a `reason`, which \
             gives a notice; a new way to put periods together is a metric of its own"
                .to_owned()
        }
        Origin::Computed => {
            "put back what it is computed from; a new way to compute it is a metric of its own".to_owned()
        }
        Origin::Years { metric } => format!(
            "let `fiscal_year_start` in kalends.yaml be what it was; or say in data/metrics.yaml why the metric is gone, \
             `retired: {{ {metric}: … }}`, and count the years of now in a metric of its own, under another label"
        ),
        Origin::NoPart => {
            "put its dimension and its member back, or say in the dimension which id the member has now, `renamed: { s: south }`: \
             readers were told of this part; what is split otherwise is a metric of its own"
                .to_owned()
        }
        Origin::NewMembers(members) => format!(
            "state the whole beside its parts in the snapshot that has them, `value: {old}`: nothing is known of {members} \
             there"
        ),
        Origin::Own { metric, split: Some(dimension) } => format!(
            "leave `{metric}` without `{dimension}`, and give its parts to a metric of their own, under another label: \
             the report shows a part of it where readers found the whole"
        ),
        Origin::Own { metric, split: None } => format!(
            "split `{metric}` as it was: the report shows another part of it; what is split otherwise is a metric of its own"
        ),
        Origin::Gone => format!(
            "put {back} back into its snapshot; a later one takes it back, with `period: {period}`, `withdrawn: true` \
             and a `reason`"
        ),
    };
    let other = once.map(|once| {
        format!("; or give it another label, where it is not what `{once}` was: readers know them by that")
    });
    PUBLISHED_OTHERWISE.error(place, message).help(help + &other.unwrap_or_default())
}

pub static PUBLISHED_REPORT_GONE: Code = Code {
    id: "K1024",
    title: "A published report that is gone",
    cause: "The ledger says that the report was published, and this build has no such report: its text or snapshot was \
        taken out or turned into a draft, its folder was renamed, or `--approved` leaves it out.",
    example: "$ kalends build --approved",
    cure: "Put it back under its old name. A report whose figures were wrong stays, and its figures are taken back by \
        a later snapshot with `withdrawn: true` and a reason.",
    allowable: false,
};

pub fn published_report_gone(line: u32, folder: &str) -> Diagnostic {
    let place = Place { line, column: 1, length: 1, ..Place::of_file("ledger.jsonl") };
    PUBLISHED_REPORT_GONE.warning(place, format!("the report {folder} was published and is not built any more")).help(
        "put its text and its snapshot back, and approve it where the site asks for that; readers have links to it",
    )
}

pub static NO_REASON_TO_APPROVE: Code = Code {
    id: "K1025",
    title: "A reason that cannot be read",
    cause: "What `--anyway` gives as the reason to approve in spite of warnings is empty, or holds signs that cannot \
        be printed. It is kept in approvals.yaml for whoever asks later.",
    example: r#"$ kalends approve 2018-02 --by "Anna Jensen" --anyway " ""#,
    cure: r#"Say it in words: `--anyway "The register was closed for a week"`. Line breaks become spaces."#,
    allowable: false,
};

pub fn no_reason_to_approve(written: &str) -> Diagnostic {
    NO_REASON_TO_APPROVE
        .error(approve(), format!("`{}` is no reason that can be read", written.escape_debug()))
        .help("say why the reports may stand as they are: `--anyway \"The register was closed for a week\"`")
}

pub static WRONG_PASSWORD: Code = Code {
    id: "K1026",
    title: "A password that opens another key",
    cause: "The key to sign with is locked, and the password in KALENDS_SIGN_PASSWORD does not open it.",
    example: r#"$ KALENDS_SIGN_PASSWORD=… kalends approve 2018-02 --by "Anna Jensen" --sign anna.key"#,
    cure: "Look whether the key is the one that is meant, and whether the password has a space or line break too many.",
    allowable: false,
};

pub fn wrong_password(file: &str) -> Diagnostic {
    WRONG_PASSWORD.error(Place::of_file(file), "the key does not open with this password").help(
        "put the key's password into the variable KALENDS_SIGN_PASSWORD of the environment; what is there \
         is another one",
    )
}
