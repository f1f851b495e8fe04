//! 08: the imports of data/_imports.yaml, the files and programs they read, and the snapshots they change.
//!
//! What stands in the extract is in `extract`.

use super::{list, suggest};
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_SNAPSHOT_MONTH,
    &IMPORT_REVISES,
    &CHANGES_OLDER,
    &WORDS_FOR_SEVERAL,
    &CANNOT_EDIT,
    &WOULD_BE_WRONG,
    &CHANGED_MEANWHILE,
    &NO_SUCH_IMPORT,
    &IMPORT_WITHOUT_EXTRACT,
    &WHICH_FILE,
    &NO_COMMAND,
    &COMMAND_DOES_NOT_START,
    &COMMAND_FAILED,
    &COMMAND_TOO_SLOW,
    &NO_DATE_FORM,
];

/// Stands for the command line, where no file is at fault.
fn import() -> Place {
    Place::of_command("import")
}

pub static NO_SNAPSHOT_MONTH: Code = Code {
    id: "K0823",
    title: "A snapshot of something else than a month",
    cause: "`--period` names the snapshot that states the figures, and snapshots are of months. Figures of quarters \
        and years stand in the snapshot of a month, too.",
    example: "$ kalends import extract.csv --period 2018-Q1",
    cure: "Write year and month, as 2018-02.",
    allowable: false,
};

pub fn no_snapshot_month(written: &str) -> Diagnostic {
    NO_SNAPSHOT_MONTH
        .error(import(), format!("`{written}` is not a month that a snapshot can be of"))
        .help("write a month as 2018-02")
}

pub static IMPORT_REVISES: Code = Code {
    id: "K0826",
    title: "An import that revises without a reason",
    cause: "An earlier snapshot states another value for the period. A figure that readers may have seen never changes \
        silently.",
    example: r"extract.csv
visits,2018-02,43",
    cure: "Say why: `--reason \"…\"` for all revisions of the import, or a column `reason`. What is always late may be \
        `--kind routine` instead. Where no report that shows the earlier value is published, `--replace` changes it \
        where it stands.",
    allowable: false,
};

/// `in_place` is the argument that changes what an earlier snapshot states; `None` where that is published.
pub fn import_revises(
    place: Place,
    metric: &str,
    period: Period,
    (was, is): (impl std::fmt::Display, impl std::fmt::Display),
    (before, in_place): (Place, Option<&str>),
) -> Diagnostic {
    let message = format!("this replaces {was} by {is} as `{metric}` for {period} and does not say why");
    let why = "say why with `--reason \"…\"` or a column `reason`; `--kind routine` is for what is always late";
    let (stated, help) = match in_place {
        None => ("published here", why.to_owned()),
        Some(argument) => {
            ("stated here", format!("{why}; `{argument}` changes it where it stands, since it is not published"))
        }
    };
    IMPORT_REVISES.error(place, message).related(before, stated).help(help)
}

pub static CHANGES_OLDER: Code = Code {
    id: "K0827",
    title: "An import that would change an older snapshot, or a published one",
    cause: "The extract states another value than a snapshot that is not the newest one, or that a published report \
        shows. It could be a correction of the old snapshot or a revision in a newer one.",
    example: r"extract.csv
visits,2018-01,41",
    cure: "Name the snapshot with `--period`: one of a month that is not published records a revision with its reason. \
        The same one is changed in place, and its report with it, as long as no report that shows it is published; \
        `--replace` does so for several.",
    allowable: false,
};

/// What to do where reports up to a month are published.
fn newer(published: Period) -> String {
    format!(
        "state it as a revision in a month that is not published yet: `--period {} --reason \"…\"`",
        published.next()
    )
}

/// `published` is the newest published month, where a report that shows the value is published.
pub fn changes_older(
    place: Place,
    metric: &str,
    (period, was): (Period, impl std::fmt::Display),
    before: Place,
    published: Option<Period>,
) -> Diagnostic {
    let message = format!("`{metric}` for {period} is stated as {was}, and there are newer snapshots");
    let help = published.map_or_else(
        || {
            "name the snapshot that is to say it with `--period`: a newer one, as a revision, or this one, to change it; \
             `--replace` changes it where it is"
                .to_owned()
        },
        newer,
    );
    CHANGES_OLDER.error(place, message).related(before, "stated here").help(help)
}

pub fn month_is_published(
    place: Place,
    (metric, period): (&str, Period),
    month: Period,
    before: Place,
    published: Period,
) -> Diagnostic {
    let message = format!("`{metric}` for {period} would change in the snapshot of {month}, whose report is published");
    CHANGES_OLDER.error(place, message).related(before, "stated here").help(newer(published))
}

pub static WORDS_FOR_SEVERAL: Code = Code {
    id: "K0828",
    title: "Words that belong to several amounts",
    cause: "The snapshot says a note, a date, a status or a source once for several members, and the extract says \
        something else for some of them.",
    example: r"extract.csv
key_persons,2018-02,rh,5,Counted late.",
    cure: "Say the same in all rows of these members, or split the observation in the snapshot first.",
    allowable: false,
};

pub fn words_for_several(place: Place, attribute: &str, shared: Place) -> Diagnostic {
    WORDS_FOR_SEVERAL
        .error(place, format!("`{attribute}` would change for other amounts too"))
        .related(shared, "they share it here")
        .help("say the same for all of them, or give them observations of their own in the snapshot")
}

pub static CANNOT_EDIT: Code = Code {
    id: "K0829",
    title: "A snapshot that cannot be changed without harm",
    cause: "The new text was read back before anything was written, and it did not say exactly what was meant. The \
        file uses an anchor, an alias or another form in which one change has two effects, or a comment would be left \
        that belongs to what has to move.",
    example: r"data/2018-02.yaml
  visits: &v 42",
    cure: "Write the metric in plain `key: value` lines, and import again.",
    allowable: false,
};

pub fn cannot_edit(place: Place) -> Diagnostic {
    CANNOT_EDIT
        .error(place, "this is written in a way that kalends cannot change without harm")
        .help("write the metric in a plain form, without anchors, aliases, text over several lines or comments on what has to move, and import again")
}

pub fn cannot_edit_metric(place: Place, metric: &str, period: Period) -> Diagnostic {
    CANNOT_EDIT
        .error(place, format!("`{metric}` for {period} is written in a way that kalends cannot change without harm"))
        .help("write the metric in a plain form, without anchors, aliases, text over several lines or comments on what has to move, and import again")
}

pub static WOULD_BE_WRONG: Code = Code {
    id: "K0830",
    title: "Figures with which the site would have errors",
    cause: "Before anything is written the snapshots are checked as `kalends check` does it. Each error is shown as it \
        would be in the new file.",
    example: r"extract.csv
key_persons,2018-03,,7
key_persons,2018-03,rh,3
key_persons,2018-03,bfh,5",
    cure: "Mend the extract, or what the errors say of the snapshots.",
    allowable: false,
};

pub fn would_be_wrong() -> Diagnostic {
    WOULD_BE_WRONG
        .error(import(), "with these figures data/ would have the errors shown here")
        .help("mend the extract or the snapshots; files and lines are shown as they would be")
}

pub static CHANGED_MEANWHILE: Code = Code {
    id: "K0831",
    title: "A file that changed meanwhile",
    cause: "Between reading and writing somebody else saved the file. Their change would have been lost, \
        so nothing was written.",
    example: "$ kalends import extract.csv",
    cure: "Run the command again.",
    allowable: false,
};

pub fn changed_meanwhile(path: &str) -> Diagnostic {
    CHANGED_MEANWHILE
        .error(Place::of_file(path), "the file was changed by somebody else in the meantime")
        .help("run the command again")
}

pub static NO_SUCH_IMPORT: Code = Code {
    id: "K0832",
    title: "An import that does not exist",
    cause: "The argument is no file, and `data/_imports.yaml` has no import of that name.",
    example: "$ kalends import courses",
    cure: "Write the name as it stands in `data/_imports.yaml`, or the path of a file.",
    allowable: false,
};

pub fn no_such_import<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let error = NO_SUCH_IMPORT.error(import(), format!("there is no import `{name}`, and no file of that name"));
    match known.as_slice() {
        [] => error.help("name a file in CSV, XLSX or ODS; imports are written in data/_imports.yaml"),
        _ => error.help(suggest(name, known, "imports in data/_imports.yaml are")),
    }
}

pub static IMPORT_WITHOUT_EXTRACT: Code = Code {
    id: "K0833",
    title: "An import without one extract",
    cause: "An import has `file` or `command`, or neither and is given a file each time.",
    example: r"data/_imports.yaml
  command: cat extract.csv",
    cure: "Keep one of the two, or name the file: `kalends import --as NAME FILE`.",
    allowable: false,
};

pub fn import_without_extract(place: Place, name: &str) -> Diagnostic {
    IMPORT_WITHOUT_EXTRACT
        .error(place, format!("the import `{name}` does not say where its extract is"))
        .help(format!("name the file: `kalends import --as {name} FILE`, or add `file` or `command`"))
}

pub fn file_and_command(place: Place) -> Diagnostic {
    IMPORT_WITHOUT_EXTRACT
        .error(place, "an extract is a file or comes from a command, not both")
        .help("keep `file` or `command`")
}

pub static WHICH_FILE: Code = Code {
    id: "K0834",
    title: "A pattern that is not of one file",
    cause: "`file` of an import must lead to exactly one file. The newest of several is not picked, for dates of files \
        differ between machines.",
    example: r"data/_imports.yaml
  file: extract-*.csv",
    cure: "Make the pattern narrower, with `{period}` for the month, or name the file with `--as`.",
    allowable: false,
};

pub fn which_file(place: Place, pattern: &str, found: &[String]) -> Diagnostic {
    match found {
        [] => WHICH_FILE
            .error(place, format!("no file is called `{pattern}`"))
            .help("the path begins at the site's folder, and `*` stands for any letters of one name"),
        found => WHICH_FILE.error(place, format!("{} files are called `{pattern}`", found.len())).help(format!(
            "name the one to read: `kalends import --as … FILE`, or write `{{period}}` in its place; there are {}",
            list(found.iter().map(String::as_str))
        )),
    }
}

pub static NO_COMMAND: Code = Code {
    id: "K0835",
    title: "A command that cannot be taken apart",
    cause: "A command is split into words as a shell does it, with quotes; nothing else of a shell is there. Here a \
        quote is not closed, or there is no word.",
    example: r#"$ kalends import --from 'psql "select'"#,
    cure: "Close the quote. In `data/_imports.yaml` a list of words needs no quotes: `[psql, --csv, -f, figures.sql]`.",
    allowable: false,
};

pub fn no_command(place: Place, written: &str) -> Diagnostic {
    let message = match written.trim() {
        "" => "the command is empty".to_owned(),
        written => format!("a quote is not closed in the command `{written}`"),
    };
    NO_COMMAND
        .error(place, message)
        .help("write a program and its arguments, as in `psql --csv -f figures.sql`; no shell is between")
}

/// `--from` is at fault, and no file.
pub fn no_command_given(written: &str) -> Diagnostic {
    no_command(import(), written)
}

pub static COMMAND_DOES_NOT_START: Code = Code {
    id: "K0836",
    title: "A command that does not start",
    cause: "There is no such program on the search path, or it may not be run.",
    example: "$ kalends import --from 'psqll --csv -f figures.sql'",
    cure: "Install the program or write its whole path. Pipes and variables need a script that the command names.",
    allowable: false,
};

pub fn command_does_not_start(program: &str, reason: &str) -> Diagnostic {
    COMMAND_DOES_NOT_START
        .error(import(), format!("`{program}` does not start: {reason}"))
        .help("install it, or write the path to it; no shell is between, so there are no pipes and no `~`")
}

pub static COMMAND_FAILED: Code = Code {
    id: "K0837",
    title: "A command that failed",
    cause: "The program ended with another exit status than 0, or printed more than 32 MB. What it printed is not \
        read, even where it looks complete.",
    example: "$ kalends import --from 'psql --csv -f figures.sql'",
    cure: "Run the command by itself in the site's folder and mend what its last lines say.",
    allowable: false,
};

pub fn command_failed(program: &str, how: &str, last_lines: &[String]) -> Diagnostic {
    let said = match last_lines {
        [] => "it said nothing".to_owned(),
        lines => format!("its last lines are `{}`", lines.join("` `")),
    };
    COMMAND_FAILED
        .error(import(), format!("`{program}` failed with {how}; {said}"))
        .help("run it by itself in the site's folder; nothing of what it printed was read")
}

pub fn command_printed_too_much(program: &str) -> Diagnostic {
    COMMAND_FAILED
        .error(import(), format!("`{program}` prints more than 32 MB"))
        .help("let it sum up the rows: an import is of figures, not of cases")
}

pub static COMMAND_TOO_SLOW: Code = Code {
    id: "K0838",
    title: "A command that takes too long",
    cause: "The program had not ended in time and was ended.",
    example: "$ kalends import --from 'psql --csv -f figures.sql' --timeout 5",
    cure: "Give it longer with `--timeout SECONDS` or `timeout` of the import, or let the query do less.",
    allowable: false,
};

pub fn command_too_slow(program: &str, seconds: u64) -> Diagnostic {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    COMMAND_TOO_SLOW
        .error(import(), format!("`{program}` had not ended after {seconds} {unit}"))
        .help("give it longer with `--timeout SECONDS`, or `timeout` of the import")
}

pub static NO_DATE_FORM: Code = Code {
    id: "K0839",
    title: "A form of dates that cannot be read",
    cause: "A form of `dates`, or of a month in braces such as `{period:mm-yyyy}`, holds `yyyy` or `yy`, and `mm`, `mmm`, \
        `mmmm`, `dd` or `q` as needed, with the letters between them as they stand in the extract; between `'` a letter \
        is always itself. A form of `dates` may leave the year out where `year` says it. A month has no day.",
    example: r"data/_imports.yaml
  dates: dd-mm",
    cure: "Write it as `dd-mm-yyyy`, `mm/yyyy`, `yyyyKq` or the like.",
    allowable: false,
};

pub fn no_date_form(place: Place, written: &str) -> Diagnostic {
    let error = NO_DATE_FORM.error(place, format!("`{written}` does not say how dates are written"));
    let small = written.to_lowercase();
    match small != written && small.contains('y') && small.contains(['m', 'q']) {
        true => error.help(format!("write it in small letters: `{small}`")),
        false => {
            error.help("write it with d, m, q and y, such as dd-mm-yyyy, mm/yyyy, mmm-yy, mmmm yyyy, yyyyKq or yyyy/yy")
        }
    }
}
