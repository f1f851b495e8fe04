//! 10: what is published, compared with what the site builds.

use super::list;
use crate::base::address::is_unseen;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &PUBLISHED_MISSING,
    &PUBLISHED_FOREIGN,
    &PUBLISHED_UNLISTED,
    &PUBLISHED_OLDER,
    &PUBLISHED_FIGURE,
    &PUBLISHED_TEXT,
    &PUBLISHED_DIFFERS,
    &NOT_PUBLISHED,
    &PUBLISHED_UNREAD,
    &PUBLISHED_MEANWHILE,
    &PUBLISHED_IN_PART,
    &PUBLISHED_MANIFEST,
    &PUBLISHED_WITH_ANOTHER_LEDGER,
    &PUBLISHED_BEFORE,
    &PUBLISHED_UNRECORDED,
    &PUBLISHED_UNAPPROVED,
    &PUBLISHED_UNSIGNED,
    &NOT_WITNESSED,
    &NO_STAMP,
    &STAMP_OF_ANOTHER_LEDGER,
];

pub static PUBLISHED_MISSING: Code = Code {
    id: "K1031",
    title: "A published file that is missing",
    cause: "`kalends verify` built the site, and what is published lacks one of its files. A copy that stopped \
        half-way looks so, and a page that somebody deleted.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again. If the file should not be there, take it out of the site and then publish.",
    allowable: false,
};

pub fn published_missing(name: &str) -> Diagnostic {
    PUBLISHED_MISSING
        .error(Place::of_file(name), "the site builds this file, and it is not among what is published")
        .help("publish again; the copy may have stopped half-way")
}

pub static PUBLISHED_FOREIGN: Code = Code {
    id: "K1032",
    title: "A published file that kalends did not write",
    cause: "Readers cannot tell it from a page of the report set, and nothing in it can be proven.",
    example: "$ kalends verify /srv/reports",
    cure: "Take it out, or say that it belongs there: `kalends verify /srv/reports --ignore web.config`. A file that \
        readers should get belongs in `content/`.",
    allowable: false,
};

/// `name` ends with a slash where it is an empty folder.
pub fn published_foreign(name: &str) -> Diagnostic {
    let what = if name.ends_with('/') { "this folder is empty" } else { "this file is published" };
    PUBLISHED_FOREIGN
        .error(Place::of_file(visible(name)), format!("{what} and kalends did not write it"))
        .help("take it out, or say that it belongs there with `--ignore NAME`")
}

/// A name of which no sign is hidden: line breaks and signs without width are written as in programs.
fn visible(name: &str) -> String {
    let sign = |sign: char| match sign.is_control() || is_unseen(sign) {
        true => sign.escape_debug().to_string(),
        false => sign.to_string(),
    };
    name.chars().map(sign).collect()
}

pub static PUBLISHED_UNLISTED: Code = Code {
    id: "K1033",
    title: "A manifest that lists something else",
    cause: "manifest.json says which files were published and what is in them. A file is as the site builds it, but \
        the manifest says otherwise: it was edited, or it is another build's.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again, so that manifest and files are of one build.",
    allowable: false,
};

pub fn published_unlisted(name: &str) -> Diagnostic {
    PUBLISHED_UNLISTED
        .error(Place::of_file("manifest.json"), format!("`{name}` is not listed as it is"))
        .help("publish again; somebody changed the manifest or copied files from another build")
}

pub static PUBLISHED_OLDER: Code = Code {
    id: "K1034",
    title: "Pages of an older build",
    cause: "Files of the site were changed after it was published, and these pages still show what was there before. \
        Files that are only newer, such as next month's snapshot, do not count.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again. If a published figure would change by it, state the new value in a later snapshot with a \
        reason, and put the old snapshot back.",
    allowable: false,
};

/// `changed` are files of the site, `names` files of what is published.
pub fn published_older(changed: &[String], names: &[&str]) -> Diagnostic {
    let count = match names {
        [_] => "1 file is".to_owned(),
        _ => format!("{} files are", names.len()),
    };
    let since = list(changed.iter().map(String::as_str));
    PUBLISHED_OLDER
        .error(Place::of_file("manifest.json"), format!("{count} of an older build: {}", list(names.iter().copied())))
        .help(format!("changed in the site since: {since}; publish again, or put back what was changed"))
}

pub static PUBLISHED_FIGURE: Code = Code {
    id: "K1035",
    title: "A published figure that is not the site's",
    cause: "A number on a published page is not the one that the data give: in the text, a chart, a table, a download, \
        or a text for screen readers, as the message says. Somebody edited the page, or it was damaged.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again. If the page was right and the data are wrong, state the new value in a snapshot with a \
        reason; it never belongs in a page.",
    allowable: false,
};

/// `says` and `should` are the stretches that differ, one of them empty where something was added or left out.
pub fn published_figure(
    place: Place,
    metric: &str,
    part: &str,
    says: &str,
    should: &str,
    period: Option<Period>,
    stated: Option<Place>,
) -> Diagnostic {
    let message = format!("`{metric}` in {part}: {}", against(says, should));
    let report = period.map_or(String::new(), |period| format!(" --period {period}"));
    let error = PUBLISHED_FIGURE
        .error(place, message)
        .help(format!("publish again; `kalends explain {metric}{report}` shows where the figure comes from"));
    match stated {
        Some(stated) => error.related(stated, "the report's figure is stated here"),
        None => error,
    }
}

pub static PUBLISHED_TEXT: Code = Code {
    id: "K1036",
    title: "A published text that is not the site's",
    cause: "Words, links or the inner form of a published file differ from what the site builds.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again. A better wording belongs in `content/`, else the next build loses it.",
    allowable: false,
};

pub fn published_text(place: Place, part: &str, says: &str, should: &str) -> Diagnostic {
    PUBLISHED_TEXT
        .error(place, format!("{part}: {}", against(says, should)))
        .help("publish again; somebody changed the file after it was published")
}

fn against(says: &str, should: &str) -> String {
    match (says, should) {
        ("", _) => format!("`{should}` is left out"),
        (_, "") => format!("`{says}` was put in"),
        _ => format!("`{says}` is published, and the site says `{should}`"),
    }
}

pub static PUBLISHED_DIFFERS: Code = Code {
    id: "K1037",
    title: "A published file with other bytes",
    cause: "The file differs from what the site builds, and cannot be shown as text: an image, or a file that was \
        damaged. From a large number of files that differ, the later ones are only named.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again, and find out who writes into the published folder: nobody but kalends should.",
    allowable: false,
};

pub fn published_differs(name: &str) -> Diagnostic {
    PUBLISHED_DIFFERS
        .error(Place::of_file(name), "the published file is not the one that the site builds")
        .help("publish again; somebody changed the file after it was published")
}

pub static NOT_PUBLISHED: Code = Code {
    id: "K1038",
    title: "No published report set",
    cause: "Every folder that kalends wrote holds a manifest.json, which says what was published. There is none, or it \
        cannot be read.",
    example: "$ kalends verify /srv",
    cure: "Name the folder itself, the one with index.html in it.",
    allowable: false,
};

pub fn not_published(path: &str) -> Diagnostic {
    NOT_PUBLISHED
        .error(
            Place::of_file(path),
            "there is no report set of kalends here: it has no manifest.json that kalends wrote",
        )
        .help("name the published folder itself; it holds index.html and manifest.json")
}

pub static PUBLISHED_UNREAD: Code = Code {
    id: "K1039",
    title: "What is published cannot be read",
    cause: "`kalends verify` reads back every file that is published. The place did not give one of them: the network \
        is down, the server or the disk refuses, or a name or password is wrong. The message repeats what \
        the place said.",
    example: "$ kalends verify https://intranet.example.org/status",
    cure: "Put right what it says and run it again. As long as it lasts, nothing is known of what is published. \
        Certificates are those that the system trusts; for one of the house's own, name its file in `SSL_CERT_FILE`.",
    allowable: false,
};

/// `name` is empty where it is about the place as a whole.
pub fn published_unread(destination: &str, name: &str, reason: &str) -> Diagnostic {
    let file = if name.is_empty() { String::new() } else { format!(": `{name}`") };
    PUBLISHED_UNREAD
        .error(Place::of_file(destination), format!("what is published cannot be read{file}: {reason}"))
        .help("put right what it says and run the same command again; nothing is known of what is published until then")
}

pub static PUBLISHED_MEANWHILE: Code = Code {
    id: "K1040",
    title: "Published anew while it was read",
    cause: "The manifest at the end was another one than at the beginning, so some files were read from one version \
        and some from the next. What differed says nothing.",
    example: "$ kalends verify /srv/reports",
    cure: "Run it again; let `publish` and `verify` not meet.",
    allowable: false,
};

pub fn published_meanwhile(destination: &str) -> Diagnostic {
    PUBLISHED_MEANWHILE
        .error(Place::of_file(destination), "another version was published here while this one was read")
        .help("run the same command again")
}

pub static PUBLISHED_IN_PART: Code = Code {
    id: "K1041",
    title: "Publishing was broken off",
    cause: "Stores, WebDAV and folders that cannot be replaced are changed file by file, and `manifest.part.json` \
        stands there for as long as it lasts. A run that is under way leaves it, and one that was killed.",
    example: "$ kalends verify s3://reports/monthly",
    cure: "Publish again: it goes on where it stopped. If a run is under way, wait for it.",
    allowable: false,
};

pub fn published_in_part() -> Diagnostic {
    PUBLISHED_IN_PART
        .error(Place::of_file("manifest.part.json"), "publishing was broken off here; pages may be of two versions")
        .help("publish again; it goes on where it stopped")
}

pub static PUBLISHED_MANIFEST: Code = Code {
    id: "K1042",
    title: "A manifest that was edited",
    cause: "manifest.json says which kalends made the folder, from which files, what it wrote and with which line of the \
        ledger. It says something that the build did not write: another version, a file that is not built, a key of its \
        own.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again, so that the manifest is the build's own, and find out who writes into the published folder.",
    allowable: false,
};

pub fn published_manifest(reason: &str) -> Diagnostic {
    PUBLISHED_MANIFEST
        .error(Place::of_file("manifest.json"), format!("the manifest is not the build's own: {reason}"))
        .help("publish again; somebody changed the manifest after it was published")
}

pub static PUBLISHED_WITH_ANOTHER_LEDGER: Code = Code {
    id: "K1043",
    title: "Published with another ledger",
    cause: "manifest.json names the line of the ledger with which it was published, and the site's `ledger.jsonl` does \
        not have it: it was lost, cut short, or belongs to another copy of the site.",
    example: "$ kalends verify /srv/reports",
    cure: "Bring the ledger back from version control or from the copy that published last.",
    allowable: false,
};

/// `lines` is how many lines the ledger has; `None` where there is none.
pub fn published_with_another_ledger(entry: usize, lines: Option<usize>) -> Diagnostic {
    let found = match lines {
        None => "the site has no ledger.jsonl".to_owned(),
        Some(lines) if lines < entry => format!("the site's ledger.jsonl ends with line {lines}"),
        Some(_) => "the site's ledger.jsonl has another line there".to_owned(),
    };
    PUBLISHED_WITH_ANOTHER_LEDGER
        .error(
            Place::of_file("manifest.json"),
            format!("this was published with line {entry} of a ledger, and {found}"),
        )
        .help("bring ledger.jsonl back from version control, or from the copy of the site that published last")
}

pub static PUBLISHED_BEFORE: Code = Code {
    id: "K1044",
    title: "An older version than the ledger knows",
    cause: "More was published since than is in this place: an earlier version was put back, or the newer one went to \
        another place only. A correction that readers were told of may be missing.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again. `kalends status` tells which reports were published when.",
    allowable: false,
};

pub fn published_before(entry: usize, since: usize) -> Diagnostic {
    let since = if since == 1 { "1 line came".to_owned() } else { format!("{since} lines came") };
    PUBLISHED_BEFORE
        .error(
            Place::of_file("manifest.json"),
            format!("this version was published with line {entry} of the ledger, and {since} since"),
        )
        .help("publish again; corrections that were published since are not in this version")
}

pub static PUBLISHED_UNRECORDED: Code = Code {
    id: "K1045",
    title: "A report that the ledger knows otherwise",
    cause: "The ledger has a line for each report that was published, with a digest of everything that makes it. The \
        report that is there is not of that making, or no line knows it, or it is missing.",
    example: "$ kalends verify /srv/reports",
    cure: "Publish again from the whole site. If a text or snapshot is missing in it, bring that back first.",
    allowable: false,
};

pub fn published_unrecorded(folder: &str, why: &str) -> Diagnostic {
    PUBLISHED_UNRECORDED
        .error(Place::of_file(format!("{folder}/index.html")), format!("the report {folder}: {why}"))
        .help("publish again from the whole site; what is in this place was not published from it")
}

pub static PUBLISHED_UNAPPROVED: Code = Code {
    id: "K1046",
    title: "A published report that nobody approved",
    cause: "The site asks for sign-offs. This report is published without the mark of a draft, nobody approved it as it \
        is, and the ledger does not say that it was published so.",
    example: "$ kalends verify /srv/reports",
    cure: "Find out how it came there. `kalends approve` signs off what may be published, and `kalends publish` publishes \
        no more than that.",
    allowable: false,
};

pub fn published_unapproved(folder: &str, period: Period) -> Diagnostic {
    PUBLISHED_UNAPPROVED
        .error(
            Place::of_file(format!("{folder}/index.html")),
            format!("the report {folder} is published and nobody approved it"),
        )
        .help(format!("take it out by publishing again, or approve it: `kalends approve {period} --by NAME`"))
}

pub static PUBLISHED_UNSIGNED: Code = Code {
    id: "K1047",
    title: "A published report that is not signed",
    cause: "`--public-key` asks that every published report is signed with one key, whatever `approvals.yaml` says now. \
        No signature of that key covers this report as it is published.",
    example: "$ kalends verify /srv/reports --public-key office.pub",
    cure: "Ask who approved it; `kalends approve PERIOD --sign KEY` writes a sign-off with a signature.",
    allowable: false,
};

pub fn published_unsigned(folder: &str, period: Period) -> Diagnostic {
    PUBLISHED_UNSIGNED
        .error(
            Place::of_file(format!("{folder}/index.html")),
            format!("the report {folder} is published and no signature of this key covers it"),
        )
        .help(format!("sign it with the secret half of the key: `kalends approve {period} --by NAME --sign KEY`"))
}

pub static NOT_WITNESSED: Code = Code {
    id: "K1048",
    title: "A page that names a line which the ledger does not have",
    cause: "Each published page names at its foot the line of `ledger.jsonl` with which it was published, and the first \
        digits of the hash that the line ends in. The ledger has no line that ends so: its last lines were cut off, or \
        its hashes were reckoned anew, or the page is of another site.",
    example: "$ kalends status --witness \"3f9a 01bc 77d0 e2a4 90bb\"",
    cure: "Compare the digits with the page once more. Then bring the ledger back from version control or from the copy \
        that published last, and find out who changed it.",
    allowable: false,
};

/// `lines` is how many lines the ledger has; `None` where there is none.
pub fn not_witnessed(digits: &str, lines: Option<usize>) -> Diagnostic {
    let found = match lines {
        None => "and the site has no such file".to_owned(),
        Some(1) => "and its one line ends otherwise".to_owned(),
        Some(lines) => format!("and none of its {lines} lines ends so"),
    };
    NOT_WITNESSED
        .error(Place::of_file("ledger.jsonl"), format!("a page names the line that ends in `{digits}`, {found}"))
        .help("bring ledger.jsonl back from version control, or from the copy that published last; it was cut or reckoned anew")
}

pub static NO_STAMP: Code = Code {
    id: "K1086",
    title: "A time stamp that cannot be read",
    cause: "The file is not what an authority for time stamps (RFC 3161) answers, or the token in it; or the authority \
        refused, or was asked over another hash than SHA-256.",
    example: "$ kalends status --stamp ledger.tsr",
    cure: "Ask the authority again: `openssl ts -query -data ledger.jsonl -sha256 -cert -out ledger.tsq` makes the \
        question, and the answer is the stamp.",
    allowable: false,
};

pub fn no_stamp(file: &str, reason: &str) -> Diagnostic {
    NO_STAMP
        .error(Place::of_file(file), format!("this is no time stamp that can be read: {reason}"))
        .help("name the file that the authority answered with, over a copy of ledger.jsonl and by SHA-256")
}

pub static STAMP_OF_ANOTHER_LEDGER: Code = Code {
    id: "K1087",
    title: "A time stamp of another ledger",
    cause: "A time stamp is given over all bytes of a file. However many of the first lines of `ledger.jsonl` are taken, \
        they are not those that this one was given over: a line of then was changed, cut or put in since, or the stamp \
        is of another file.",
    example: "$ kalends status --stamp ledger.tsr",
    cure: "Bring the ledger back from version control or from the copy that published last, and find out who changed it.",
    allowable: false,
};

/// `at` is when the stamp was given.
pub fn stamp_of_another_ledger(file: &str, at: &str) -> Diagnostic {
    STAMP_OF_ANOTHER_LEDGER
        .error(Place::of_file(file), format!("the stamp of {at} was given over a ledger whose lines this one does not begin with"))
        .help("bring ledger.jsonl back from version control, or from the copy that published last; it was changed since, or the stamp is of another file")
}

/// As above; the site has no ledger, or none that can be read.
pub fn stamp_without_a_ledger(file: &str, at: &str) -> Diagnostic {
    STAMP_OF_ANOTHER_LEDGER
        .error(
            Place::of_file(file),
            format!("the stamp of {at} was given over a ledger, and there is none here that can be read"),
        )
        .help("bring ledger.jsonl back from version control, or from the copy that published last")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_name_is_hidden() {
        assert_eq!(visible("2018-01/in\u{200b}dex.html"), "2018-01/in\\u{200b}dex.html");
        assert_eq!(visible("a\nb\u{202e}c\u{ad}"), "a\\nb\\u{202e}c\\u{ad}");
        assert_eq!(visible("månedsrapport – 1.pdf"), "månedsrapport – 1.pdf");
    }
}
