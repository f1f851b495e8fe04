//! 10: reports that nobody but their early readers sees before an hour.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[&BEFORE_ITS_HOUR, &NO_EARLY_READERS, &PLACE_OF_ALL_READERS];

pub static BEFORE_ITS_HOUR: Code = Code {
    id: "K1076",
    title: "A report that is not to be published yet",
    cause: "`not_before` in its front matter is an hour to come. All readers are to get the report at the same moment, so \
        nothing is published until then: other pages tell of its figures too.",
    example: r"content/2018-02.md
---
not_before: 2999-03-05T09:30+01:00
---",
    cure: "Publish again when the hour has come. Who is to see it earlier gets an edition of their own, in a place of their \
        own: `early_readers: [The board]` beside it, and `kalends publish --early DEST`. To publish the other reports now, \
        mark this one `draft: true`.",
    allowable: false,
};

pub fn before_its_hour(place: Place, period: Period, until: &str) -> Diagnostic {
    BEFORE_ITS_HOUR
        .error(place, format!("the report of {period} is not to be published before {until}"))
        .help("publish when that hour has come; `--early DEST` makes an edition for its early readers")
}

pub static NO_EARLY_READERS: Code = Code {
    id: "K1077",
    title: "An early edition that is for nobody",
    cause: "`--early` makes an edition for those whom a report names as its early readers, and who stand on its page \
        afterwards. No report waits for its hour, or one that does names nobody.",
    example: "$ kalends publish --early ../early",
    cure: "Add `early_readers: [The board]` beside `not_before` in the front matter of the report. If no report waits for \
        its hour, publish without `--early`.",
    allowable: false,
};

pub fn nothing_waits() -> Diagnostic {
    NO_EARLY_READERS
        .error(Place::of_command("publish"), "no report waits for its hour, so there is nothing to be seen early")
        .help("publish without `--early`; `not_before` in the front matter of a report names its hour")
}

pub fn no_early_readers(place: Place, period: Period) -> Diagnostic {
    NO_EARLY_READERS
        .error(place, format!("the report of {period} names nobody who sees it before"))
        .help("add `early_readers: [The board]` to its front matter")
}

pub static PLACE_OF_ALL_READERS: Code = Code {
    id: "K1078",
    title: "An early edition in the place of all readers",
    cause: "The place holds pages that were published for all readers, or lies in a folder that does, or the pages for all \
        readers would come into a folder that an early edition lies in. They would see what is under embargo.",
    example: "$ kalends publish --early ../www",
    cure: "Name a place that the early readers alone can open, such as a folder of a share that is theirs.",
    allowable: false,
};

pub fn place_of_all_readers(destination: &str) -> Diagnostic {
    PLACE_OF_ALL_READERS
        .error(Place::of_command("publish"), format!("{destination} holds what is published for all readers"))
        .help("name a place that the early readers alone can open")
}

/// The place lies in such a folder.
pub fn place_among_all_readers(destination: &str) -> Diagnostic {
    PLACE_OF_ALL_READERS
        .error(Place::of_command("publish"), format!("{destination} lies in what is published for all readers"))
        .help("name a place that the early readers alone can open")
}

/// An early edition lies in the folder `early` below the place.
pub fn early_edition_below(destination: &str, early: &str) -> Diagnostic {
    PLACE_OF_ALL_READERS
        .error(Place::of_command("publish"), format!("an edition for early readers lies in {destination}, in {early}"))
        .help("take that folder away first, or name another place; all readers would find it there")
}
