//! 10: the places that a site is published to, and the versions they keep.

use super::list;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_DESTINATION,
    &SECRET_IN_DESTINATION,
    &CANNOT_SWAP,
    &TOO_MANY_REMOVALS,
    &NO_VERSION,
    &DAMAGED_VERSION,
    &FOREIGN_DESTINATION,
    &DESTINATION_IS_NO_FOLDER,
    &NO_CLIENT,
    &DESTINATION_REFUSED,
    &NO_VERSIONS_THERE,
    &IN_PLACE_ELSEWHERE,
    &NOTHING_APPROVED,
    &LEDGER_NOT_WRITTEN,
    &PUBLISHING_ALREADY,
    &DESTINATION_TOO_LONG,
    &PUBLISHED_WOULD_GO,
    &NOT_TO_BE_WITHDRAWN,
    &NO_REASON_TO_WITHDRAW,
    &LEDGER_LOST,
    &APPROVALS_LOST,
    &PAGE_WOULD_GO,
    &DOWNLOADS_WOULD_GO,
];

pub static NO_DESTINATION: Code = Code {
    id: "K1051",
    title: "A destination that is none",
    cause: "What stands behind `kalends publish` is no folder, no server and no store that kalends knows.",
    example: "$ kalends publish ftp://example.org/reports",
    cure: "Name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` \
        or `https://host/folder` for WebDAV.",
    allowable: false,
};

/// `command` is what asks for the place.
pub fn no_destination(command: &str, message: String) -> Diagnostic {
    NO_DESTINATION.error(Place::of_command(command), message).help(
        "name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` or `https://host/folder`",
    )
}

pub static SECRET_IN_DESTINATION: Code = Code {
    id: "K1052",
    title: "A password in the destination",
    cause: "Everybody on the machine can read the command line of a program, and shells write it down. Kalends takes \
        keys and passwords from the environment only, and does not repeat the destination in the message.",
    example: "$ kalends publish https://anna:secret@dav.example.org/reports",
    cure: "Leave it out and set `KALENDS_WEBDAV_USER` and `KALENDS_WEBDAV_PASSWORD`; `kalends publish --help` names \
        the variables of other stores. Change the password if others could read it.",
    allowable: false,
};

/// The destination is not repeated: it would stand in logs.
pub fn secret_in_destination(command: &str, user: &str, password: &str) -> Diagnostic {
    SECRET_IN_DESTINATION.error(Place::of_command(command),
        "the destination holds a user name or a key, which all can read in the list of processes",
    )
    .help(format!(
        "leave it out; `kalends {command} --help` names the variables it is taken from, such as {user} and {password}"
    ))
}

pub static CANNOT_SWAP: Code = Code {
    id: "K1053",
    title: "A folder that cannot be replaced",
    cause: "The new pages lie complete beside the published folder, but the system does not let the two change places. \
        On a share it may be that somebody has a file of it open; a mounted disk cannot be renamed at all. Readers see \
        the old version.",
    example: "$ kalends publish /mnt/share",
    cure: "Publish into a folder below the mounted one, `kalends publish /mnt/share/reports`, or try again when nobody \
        has it open. `--in-place` changes the folder file by file, without versions, and readers may see some pages of \
        each version meanwhile.",
    allowable: false,
};

pub fn cannot_swap(path: &str, reason: &str) -> Diagnostic {
    CANNOT_SWAP
        .error(Place::of_file(path), format!("the new pages are ready and cannot take this folder's place: {reason}"))
        .help(
            "on a share, wait until nobody has a file of it open; where the folder is itself a mounted disk, name a \
             folder in it, or use `--in-place`; it is as it was",
        )
}

pub static TOO_MANY_REMOVALS: Code = Code {
    id: "K1054",
    title: "Many pages would go",
    cause: "More published files would be removed than may be without being asked: a tenth of them, and 20 in any \
        case. A site with the wrong `--root`, or one whose data were lost, looks so.",
    example: "$ kalends publish /srv/www --root ~/other-site",
    cure: "Look at what would go with `--dry-run`. If it is meant, allow it with `--max-delete N` \
        or `--max-delete P%`.",
    allowable: false,
};

pub fn too_many_removals(destination: &str, gone: usize, present: usize, allowed: usize) -> Diagnostic {
    let message =
        format!("{gone} of {present} published files would be removed, and {allowed} may be without being asked");
    TOO_MANY_REMOVALS
        .error(Place::of_file(destination), message)
        .help(format!("look at them with `--dry-run`; if it is meant, allow it with `--max-delete {gone}`"))
}

pub static NO_VERSION: Code = Code {
    id: "K1055",
    title: "No earlier version",
    cause: "There is no version to put back: none was published before the one that is there, or none has the name \
        that was given, or it was older than those that are kept.",
    example: "$ kalends publish /srv/www --rollback 3f9a01bc",
    cure: "List them with `kalends publish /srv/www --versions`. For an older one, take the earlier state of the site \
        from its history and publish that. `--keep N` says how many are kept.",
    allowable: false,
};

pub fn no_version(destination: &str, wanted: &str, known: &[String]) -> Diagnostic {
    let message = match wanted {
        "" => "there is no version before the published one".to_owned(),
        wanted if known.iter().any(|version| version.starts_with(wanted)) => {
            format!("several earlier versions begin with `{wanted}`")
        }
        wanted => format!("there is no earlier version `{wanted}`"),
    };
    NO_VERSION.error(Place::of_file(destination), message).help(match known {
        [] => {
            "versions are kept from the second publishing on; publish an earlier state of the site instead".to_owned()
        }
        known => format!("earlier versions are: {}; `--versions` tells more", list(known.iter().map(String::as_str))),
    })
}

pub static DAMAGED_VERSION: Code = Code {
    id: "K1056",
    title: "A version that was changed",
    cause: "A file of the version that is to be put back is not what was published: somebody changed or removed it. \
        Kalends puts back what readers saw, or nothing.",
    example: "$ kalends publish /srv/www --rollback",
    cure: "Take another version, or take the earlier state of the site from its history and publish that.",
    allowable: false,
};

pub fn damaged_version(path: &str, version: &str) -> Diagnostic {
    DAMAGED_VERSION
        .error(Place::of_file(path), format!("this file of version {version} is not what was published"))
        .help("take another version, or publish an earlier state of the site; the published folder is as it was")
}

pub static FOREIGN_DESTINATION: Code = Code {
    id: "K1057",
    title: "A place of somebody else",
    cause: "There are files and no manifest of kalends, or a front page that kalends did not write. Publishing would \
        replace pages of others.",
    example: "$ kalends publish /srv/intranet",
    cure: "Name another place. If it is the right one, take it over with `--force`; files of others are kept, but a \
        page takes the place of a file with its name.",
    allowable: false,
};

pub fn foreign_destination(destination: &str) -> Diagnostic {
    FOREIGN_DESTINATION
        .error(Place::of_file(destination), "what is published there was not made by kalends")
        .help("name another place, or take this one over with `--force`; files that are not ours are kept")
}

pub static DESTINATION_IS_NO_FOLDER: Code = Code {
    id: "K1058",
    title: "A destination that is a file",
    cause: "There is something else than a folder where the pages are to go.",
    example: "$ kalends publish /srv/www/index.html",
    cure: "Name the folder: `kalends publish /srv/www`.",
    allowable: false,
};

pub fn destination_is_no_folder(destination: &str) -> Diagnostic {
    DESTINATION_IS_NO_FOLDER.error(Place::of_file(destination), "the destination is not a folder").help("name a folder")
}

pub static NO_CLIENT: Code = Code {
    id: "K1059",
    title: "A kalends without the client for stores and web servers",
    cause: "Object stores, WebDAV and web servers need a client of some hundred crates, which is only in a kalends \
        that was built with the feature `publish`.",
    example: "$ kalends publish s3://reports/monthly",
    cure: "`cargo install --path . --locked --features publish`. Folders, shares and servers that are reached by ssh \
        need no feature.",
    allowable: false,
};

pub fn no_client(destination: &str) -> Diagnostic {
    NO_CLIENT
        .error(
            Place::of_file(destination),
            "this kalends was built without the client for object stores, WebDAV and web servers",
        )
        .help("install it with `cargo install --path . --locked --features publish`; folders and ssh need no feature")
}

pub static DESTINATION_REFUSED: Code = Code {
    id: "K1060",
    title: "A place that refused",
    cause: "The server or store could not be reached, does not know who is asking, or failed. Kalends has tried again \
        where that can help. Where a place shows a version in one step, readers see the old one; where it is written \
        to file by file, those that were sent before are new.",
    example: "$ kalends publish anna@host:/srv/www",
    cure: "Put right what the message says and run the same command again. It goes on where it stopped.",
    allowable: false,
};

pub fn destination_refused(destination: &str, name: &str, reason: &str) -> Diagnostic {
    let file = if name.is_empty() { String::new() } else { format!(" at `{name}`") };
    DESTINATION_REFUSED
        .error(Place::of_file(destination), format!("publishing is broken off{file}: {reason}"))
        .help("put right what it says and run the same command again; it goes on where it stopped")
}

pub static NO_VERSIONS_THERE: Code = Code {
    id: "K1061",
    title: "A place without versions",
    cause: "Object stores and WebDAV keep one version only, so none can be put back or listed.",
    example: "$ kalends publish s3://reports/monthly --rollback",
    cure: "Take the earlier state of the site from its history and publish that; only what differs is sent.",
    allowable: false,
};

pub fn no_versions_there(destination: &str) -> Diagnostic {
    NO_VERSIONS_THERE
        .error(Place::of_file(destination), "no versions are kept there")
        .help("publish an earlier state of the site instead; folders and servers reached by ssh keep versions")
}

pub static IN_PLACE_ELSEWHERE: Code = Code {
    id: "K1062",
    title: "`--in-place` for something else than a folder",
    cause: "The option says that a folder is changed file by file. A server that is reached by ssh never is, \
        and a store always.",
    example: "$ kalends publish anna@host:/srv/www --in-place",
    cure: "Leave the option out: `kalends publish anna@host:/srv/www`.",
    allowable: false,
};

pub fn in_place_elsewhere(destination: &str) -> Diagnostic {
    IN_PLACE_ELSEWHERE
        .error(Place::of_file(destination), "`--in-place` is for folders")
        .help("leave it out; object stores are always written to file by file, and servers reached by ssh never")
}

pub static NOTHING_APPROVED: Code = Code {
    id: "K1063",
    title: "Nothing that is approved",
    cause: "The site has an approvals.yaml, so only reports go out that somebody approved as they are now. There is \
        none: nobody approved one, or all of them changed since.",
    example: "$ kalends publish /srv/www",
    cure: "`kalends status` tells how each report stands. `kalends approve 2018-02 --by \"Anna Jensen\"` approves one; \
        with `--drafts` those that are not approved are published as drafts.",
    allowable: false,
};

pub fn nothing_approved() -> Diagnostic {
    NOTHING_APPROVED
        .error(Place::of_file("approvals.yaml"), "no report is approved as it is, so none can be published")
        .help(
            "`kalends status` shows what is missing, `kalends approve PERIOD --by NAME` approves; `--drafts` \
             publishes drafts, marked as such",
        )
}

pub static LEDGER_NOT_WRITTEN: Code = Code {
    id: "K1064",
    title: "Published, and not recorded",
    cause: "Readers have the new pages, but the ledger, which says what was published, could not be read or written.",
    example: "$ kalends publish /srv/www",
    cure: "Mend what the message says and run the same command again. What the ledger is to say waits in a file beside \
        it, whose name begins with `.kalends-publishing-`.",
    allowable: false,
};

pub fn ledger_not_written(reason: &str) -> Diagnostic {
    LEDGER_NOT_WRITTEN
        .error(Place::of_file("ledger.jsonl"), format!("the pages are published and not recorded: {reason}"))
        .help("mend the ledger or its permissions and run the same command again; it records what was published")
}

pub static PUBLISHING_ALREADY: Code = Code {
    id: "K1065",
    title: "Two runs that publish one site",
    cause: "Another run publishes the same site, or puts a version back, at this moment. Side by side they could \
        forget what the ledger is to say, so the second one does nothing.",
    example: "$ kalends publish /srv/www",
    cure: "Let the other run end and run the same command again. One that hangs, as on a share that went away, can be \
        ended: readers then have one whole version too, and the next run clears up.",
    allowable: false,
};

pub fn publishing_already(destination: &str) -> Diagnostic {
    PUBLISHING_ALREADY.error(Place::of_file(destination), "another run is publishing this site at this moment").help(
        "let it end and run the same command again; one that hangs can be ended, readers have one whole \
         version then too",
    )
}

pub static DESTINATION_TOO_LONG: Code = Code {
    id: "K1066",
    title: "A destination with too long a name",
    cause: "File systems know names up to a length, mostly 255 bytes, and paths up to another, mostly 4,096. The \
        versions lie beside the published folder, in one whose name is 18 bytes longer.",
    example: "$ kalends publish /srv/a-very-long-name",
    cure: "Name a folder with a shorter name: `kalends publish /srv/www`.",
    allowable: false,
};

pub fn destination_too_long(destination: &str) -> Diagnostic {
    DESTINATION_TOO_LONG
        .error(Place::of_file(destination), "the name of the destination is too long for the file system")
        .help(
            "take a shorter one: beside the folder lie its versions, under its name with `.kalends-versions.` before \
             it; nothing was changed",
        )
}

pub static PUBLISHED_WOULD_GO: Code = Code {
    id: "K1067",
    title: "A published report that would go",
    cause: "Readers have the report, and publishing would take it away: its text or snapshot is gone or a draft, \
        its member is none any more or has another id, `from` or `to` of the standing text leaves its month out, the years \
        of the site begin in another month, or the site asks for sign-offs and it is not approved as it is now. Nothing \
        was published.",
    example: "$ kalends publish /srv/www",
    cure: "Put it back as it was; where it changed after it was approved, approve it again. Of a member that has another id, \
        say so in its dimension, `renamed: { s: south }`. A report that has to go is \
        withdrawn by its name: `kalends publish /srv/www --withdraw 2018-02 --reason \"It named a patient.\"` leaves a \
        page in its place that says so.",
    allowable: false,
};

/// Why a report that is published would go.
#[derive(Debug, Clone, Copy)]
pub enum WouldGo<'a> {
    /// These parts changed after it was approved.
    Changed(&'a [String]),
    /// Nobody approved it.
    Unapproved,
    /// What is published was chosen without it.
    LeftOut,
    Draft,
    /// The standing text that made it says `from` and `to` otherwise now: the key, and its period.
    OutOfRange {
        file: &'a str,
        key: &'static str,
        bound: Period,
    },
    /// It is of a member that its dimension has not any more, or by another id: perhaps as this one.
    NoMember {
        id: &'a str,
        dimension: &'a str,
        now: Option<&'a str>,
    },
    /// It is of a year, and the years of the site begin in another month now.
    OtherYears,
    /// Its text or its snapshot is gone.
    Nothing,
}

impl WouldGo<'_> {
    fn said(self) -> String {
        match self {
            WouldGo::Changed(changes) => format!("it changed after it was approved: {}", changes.join("; ")),
            WouldGo::Unapproved => "nobody approved it".to_owned(),
            WouldGo::LeftOut => "it is left out".to_owned(),
            WouldGo::Draft => "its text is a draft".to_owned(),
            WouldGo::OutOfRange { file, key, bound } => {
                format!("{file} says `{key}: {bound}`, so that it makes no report of it")
            }
            WouldGo::NoMember { id, dimension, .. } => format!("`{id}` is no member of `{dimension}` any more"),
            WouldGo::OtherYears => "the years of the site began in another month when it was published".to_owned(),
            WouldGo::Nothing => "its text or its snapshot is gone".to_owned(),
        }
    }

    /// How to let readers keep it.
    fn cure(self, period: Period) -> String {
        match self {
            WouldGo::Changed(_) => {
                format!("put back what was changed, or approve it: `kalends approve {period} --by NAME`")
            }
            WouldGo::Unapproved => format!(
                "approve it, `kalends approve {period} --by NAME`, or all that are published, `kalends approve \
                 --all-published --by NAME`"
            ),
            WouldGo::OutOfRange { key, .. } => {
                format!("let `{key}` take {period} in again, or write a text for {period} alone")
            }
            WouldGo::NoMember { id, dimension, now } => format!(
                "where `{id}` has another id now, write `renamed: {{ {id}: {} }}` into the dimension `{dimension}`, and its \
                 pages lead to the new ones; else put it back among its members",
                now.unwrap_or("NEW_ID")
            ),
            WouldGo::OtherYears => "let `fiscal_year_start` in kalends.yaml be what it was".to_owned(),
            WouldGo::LeftOut | WouldGo::Draft | WouldGo::Nothing => "put it back".to_owned(),
        }
    }
}

pub fn published_would_go(line: u32, folder: &str, period: Period, why: WouldGo<'_>) -> Diagnostic {
    let place = Place { line, column: 1, length: 1, ..Place::of_file("ledger.jsonl") };
    let (said, cure) = (why.said(), why.cure(period));
    PUBLISHED_WOULD_GO
        .error(place, format!("the report {folder} is published and would go: {said}"))
        .help(format!("{cure}; to take it away, `--withdraw {folder} --reason \"…\"` leaves a page that says so"))
}

pub static NOT_TO_BE_WITHDRAWN: Code = Code {
    id: "K1068",
    title: "A report that cannot be withdrawn or restored",
    cause: "`--withdraw` names a report that the ledger does not have among those that are published, or `--restore` one \
        that it does not have among those that were withdrawn.",
    example: "$ kalends publish /srv/www --withdraw 2018-2 --reason \"It named a patient.\"",
    cure: "Name its folder as in the address of its page: `2018-02`, or `hospitals/rh/2018-02` for that of a member.",
    allowable: false,
};

/// `was_withdrawn` says that it is withdrawn already.
pub fn not_to_be_withdrawn(folder: &str, was_withdrawn: bool, known: &[&str]) -> Diagnostic {
    let what = if folder.contains("/editions/") { "edition" } else { "report" };
    let message = match was_withdrawn {
        true => format!("the {what} `{folder}` is withdrawn already"),
        false => format!("no {what} `{}` is published", folder.escape_debug()),
    };
    NOT_TO_BE_WITHDRAWN.error(Place::of_command("publish"), message).help(super::suggest(
        folder,
        known.iter().copied(),
        "published are",
    ))
}

/// `is_withdrawn` says that it is an edition that was taken away.
pub fn edition_not_to_be_restored(folder: &str, is_withdrawn: bool) -> Diagnostic {
    let (what, help) = match is_withdrawn {
        true => (
            "was withdrawn, and stays so",
            "a report is published again by its own folder; what an edition said that was taken away is not told again",
        ),
        false => {
            ("is not withdrawn", "readers find it; a report that was withdrawn is published again by its own folder")
        }
    };
    NOT_TO_BE_WITHDRAWN.error(Place::of_command("publish"), format!("the edition `{folder}` {what}")).help(help)
}

/// `is_published` says that it was not withdrawn; `known` are those that were.
pub fn not_to_be_restored(folder: &str, is_published: bool, known: &[&str]) -> Diagnostic {
    let message = match is_published {
        true => format!("the report `{folder}` is not withdrawn"),
        false => format!("no report `{}` was published", folder.escape_debug()),
    };
    NOT_TO_BE_WITHDRAWN.error(Place::of_command("publish"), message).help(super::suggest(
        folder,
        known.iter().copied(),
        "withdrawn are",
    ))
}

pub static NO_REASON_TO_WITHDRAW: Code = Code {
    id: "K1069",
    title: "A withdrawal without a reason that can be read",
    cause: "What `--reason` says is empty, or holds signs that cannot be printed. Readers find it in the place of the \
        report.",
    example: "$ kalends publish /srv/www --withdraw 2018-02 --reason \" \"",
    cure: "Say it in words: `--reason \"It named a patient.\"`. It must not tell what was withdrawn.",
    allowable: false,
};

pub fn no_reason_to_withdraw(written: &str) -> Diagnostic {
    NO_REASON_TO_WITHDRAW
        .error(Place::of_command("publish"), format!("`{}` is no reason that can be read", written.escape_debug()))
        .help("say in words why the report is withdrawn, or published again: `--reason \"It named a patient.\"`; its page shows it")
}

pub static LEDGER_LOST: Code = Code {
    id: "K1070",
    title: "A place that was published with another ledger",
    cause: "manifest.json of the place names the line of `ledger.jsonl` with which it was published, and the site's \
        ledger does not have that line: it was lost, cut short, or is that of another copy of the site. Without it \
        nothing would keep a published figure from changing.",
    example: "$ kalends publish /srv/www",
    cure: "Bring the ledger back from version control or from the copy that published last. If it is lost for good, \
        publish into a new place: what was promised in the old one cannot be kept any more.",
    allowable: false,
};

/// `lines` is how many the ledger has; `None` where there is none.
pub fn ledger_lost(destination: &str, entry: usize, lines: Option<usize>) -> Diagnostic {
    let found = match lines {
        None => "the site has no ledger.jsonl".to_owned(),
        Some(lines) if lines < entry => format!("the site's ledger.jsonl ends before it, with line {lines}"),
        Some(_) => "that line is another one in the site's ledger.jsonl".to_owned(),
    };
    LEDGER_LOST
        .error(Place::of_file(destination), format!("it was published with line {entry} of a ledger, and {found}"))
        .help("bring ledger.jsonl back from version control, or from the copy of the site that published last")
}

pub static APPROVALS_LOST: Code = Code {
    id: "K1071",
    title: "A place that was published with sign-offs",
    cause: "manifest.json of the place, or the ledger, says that the site had an `approvals.yaml` when it was published. \
        It has none now, so that every report would go out, approved or not.",
    example: "$ kalends publish /srv/www",
    cure: "Bring `approvals.yaml` back from version control. A site that is to go on without sign-offs is published \
        into a new place with `--force`.",
    allowable: false,
};

pub fn approvals_lost(destination: &str) -> Diagnostic {
    APPROVALS_LOST
        .error(Place::of_file(destination), "it was published with approvals.yaml, and the site has no such file")
        .help("bring approvals.yaml back from version control; without it, reports would go out that nobody approved")
}

/// `line` is the newest one of a report in the ledger.
pub fn approvals_lost_here(line: u32) -> Diagnostic {
    let place = Place { line, column: 1, length: 1, ..Place::of_file("ledger.jsonl") };
    APPROVALS_LOST
        .error(place, "this report was published with a sign-off, and the site has no approvals.yaml any more")
        .help("bring approvals.yaml back from version control; `--force` publishes to a new place without sign-offs")
}

pub static PAGE_WOULD_GO: Code = Code {
    id: "K1075",
    title: "A published page that would go",
    cause: "The page is published and the site does not build it any more: its file is gone or a draft, or it has another \
        name or `slug`. Whoever kept a link to it would find nothing.",
    example: "$ kalends publish ../www",
    cure: "Name its address in the front matter of the page that readers are to find in its place: `moved_from: [about]`; \
        at the old address a page then leads there. Where nothing takes its place, `content/_index.md`, the text of the \
        front page, may name it, or `--max-delete 1` lets the page go. Or put it back.",
    allowable: false,
};

pub fn page_would_go(destination: &str, folder: &str) -> Diagnostic {
    PAGE_WOULD_GO
        .error(Place::of_file(destination), format!("the page {folder} is published and would go"))
        .help(format!("say `moved_from: [{folder}]` in the front matter of the page that readers find in its place; `--max-delete 1` lets it go"))
}

pub static DOWNLOADS_WOULD_GO: Code = Code {
    id: "K1082",
    title: "Published downloads that would go",
    cause: "`chart_files: false` or another `workbook` in `kalends.yaml` takes files away that lie beside published reports: \
        charts as SVG and CSV, or workbooks. Whoever kept a link to one of them, or shows it on a page of their own, would \
        find nothing.",
    example: "$ kalends publish /srv/www",
    cure: "Put the setting back; it may be another one on a site that nobody has read yet. If the files are to go, say how \
        many may: `--max-delete 40`.",
    allowable: false,
};

/// `setting` is what kalends.yaml says, as it stands in a sentence; `files` are what would go by it.
pub fn downloads_would_go(place: Place, setting: &str, what: &str, files: &[&str]) -> Diagnostic {
    let first = files.first().copied().unwrap_or_default();
    let count = files.len();
    let more = match count {
        0 | 1 => String::new(),
        2 => " and 1 more file".to_owned(),
        count => format!(" and {} more files", count - 1),
    };
    DOWNLOADS_WOULD_GO
        .error(place, format!("with {setting}, {what} of published reports would go: {first}{more}"))
        .help(format!("put it back, so that links to them lead on; `--max-delete {count}` lets them go"))
}
