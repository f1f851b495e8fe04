//! 10: what is published, compared with what the site builds.

use super::list;
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

pub fn published_foreign(name: &str) -> Diagnostic {
    PUBLISHED_FOREIGN
        .error(Place::of_file(name), "this file is published and kalends did not write it")
        .help("take it out, or say that it belongs there with `--ignore NAME`")
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
