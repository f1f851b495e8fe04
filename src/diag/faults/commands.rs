//! 07: `kalends pdf`, `explain` and `man`, and what the environment says.
//!
//! The commands that have more to say have a family or a file of their own.

use super::{list, suggest};
use crate::base::place::Place;
use crate::diag::code::Code;
use crate::diag::{Diagnostic, nearest};

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_BROWSER,
    &BROWSER_DOES_NOT_START,
    &BROWSER_FAILED,
    &BROWSER_TOO_SLOW,
    &NO_SUCH_REPORT,
    &PDF_IN_OUTPUT,
    &UNKNOWN_CODE,
    &NO_MOMENT,
    &UNKNOWN_COMMAND,
    &NO_SNAPSHOT_TO_EXPLAIN,
];

fn pdf() -> Place {
    Place::of_command("pdf")
}

pub static NO_BROWSER: Code = Code {
    id: "K0701",
    title: "No browser to print with",
    cause: "Kalends leaves printing to an installed Chromium, Chrome or Edge, and found none on the search path or in \
        the usual places.",
    example: "$ kalends pdf",
    cure: "Install one of them, or name it: `kalends pdf --browser PATH`, or `KALENDS_BROWSER=PATH` for good.",
    allowable: false,
};

pub fn no_browser(names: &[&str], places: usize) -> Diagnostic {
    NO_BROWSER.error(pdf(), "no browser was found to print with").help(format!(
        "install Chromium, Chrome or Edge, or name one with `--browser PATH` or KALENDS_BROWSER; the search path was \
         searched for {}, and {places} places of macOS and Windows",
        list(names.iter().copied()),
    ))
}

pub static BROWSER_DOES_NOT_START: Code = Code {
    id: "K0702",
    title: "A browser that does not start",
    cause: "The browser that was named or found cannot be started; the message holds the system's reason.",
    example: "$ kalends pdf --browser /usr/bin/chromium-old",
    cure: "Name an installed Chromium, Chrome or Edge with `--browser PATH`.",
    allowable: false,
};

pub fn browser_does_not_start(browser: &str, reason: &str) -> Diagnostic {
    BROWSER_DOES_NOT_START
        .error(Place::of_file(browser), format!("the browser does not start: {reason}"))
        .help("name an installed Chromium, Chrome or Edge with `--browser PATH` or KALENDS_BROWSER")
}

pub static BROWSER_FAILED: Code = Code {
    id: "K0703",
    title: "A browser that printed nothing",
    cause: "The browser started and ended without a PDF. The message holds the last line it said.",
    example: "$ kalends pdf",
    cure: "Name another browser with `--browser PATH`, or open the built page and print it from there.",
    allowable: false,
};

pub fn browser_failed(browser: &str, last_line: &str) -> Diagnostic {
    let said = if last_line.is_empty() { "it said nothing".to_owned() } else { format!("it said `{last_line}`") };
    BROWSER_FAILED
        .error(Place::of_file(browser), format!("the browser printed no PDF; {said}"))
        .help("name another one with `--browser PATH`, or open the built page in a browser and print it from there")
}

pub static BROWSER_TOO_SLOW: Code = Code {
    id: "K0704",
    title: "A browser that takes too long",
    cause: "The browser had printed nothing when its time was up, and was stopped.",
    example: "$ kalends pdf --timeout 5",
    cure: "Give it longer with `--timeout SECONDS`, up to an hour. If it never ends, name another browser with \
        `--browser PATH`.",
    allowable: false,
};

pub fn browser_too_slow(browser: &str, seconds: u64) -> Diagnostic {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    BROWSER_TOO_SLOW
        .error(Place::of_file(browser), format!("the browser had printed nothing after {seconds} {unit}"))
        .help("give it longer with `--timeout SECONDS`, or name another one with `--browser PATH`")
}

pub static NO_SUCH_REPORT: Code = Code {
    id: "K0705",
    title: "A report that is not there",
    cause: "No report of this period or folder exists, so no file can be made of it. The message lists those that do.",
    example: "$ kalends pdf 2018-13",
    cure: "Name a period that has a report, such as `kalends pdf 2018-02`, and for a folder's reports `--series \
        FOLDER`. Reports of drafts need `--drafts`.",
    allowable: false,
};

/// `command` is what the user called.
pub fn no_such_report(command: &'static str, written: &str, known: &[String]) -> Diagnostic {
    NO_SUCH_REPORT
        .error(Place::of_command(command), format!("there is no report of `{written}`"))
        .help(format!("there are, newest first: {}", list(known.iter().map(String::as_str))))
}

pub fn no_reports_there<'a>(
    command: &'static str,
    series: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let message = match series {
        "" => "the site has no reports outside its folders".to_owned(),
        folder => format!("there are no reports in `{folder}`"),
    };
    let named: Vec<&str> = known.iter().copied().filter(|folder| !folder.is_empty()).collect();
    NO_SUCH_REPORT.error(Place::of_command(command), message).help(
        match (named.is_empty(), known.len() > named.len()) {
            (true, true) => "leave `--series` out: all reports are the site's own".to_owned(),
            (true, false) => "write a report first: content/_report.md makes one of every snapshot".to_owned(),
            (false, _) => suggest(series, named, "name one with `--series`"),
        },
    )
}

pub static PDF_IN_OUTPUT: Code = Code {
    id: "K0706",
    title: "A file made of a report among the pages",
    cause: "The folder of pages is what kalends writes and clears; a PDF, a single file or a draft in it would be swept away \
        by the next build, or stand in the way of a page.",
    example: "$ kalends pdf --output output/2018-02.pdf",
    cure: "Choose another place with `--output FILE`, for a single file with `--to FILE`. What the pages should offer \
        belongs in `content/`.",
    allowable: false,
};

pub fn pdf_in_output(path: &str) -> Diagnostic {
    PDF_IN_OUTPUT.error(Place::of_file(path), "this lies in a folder of pages, where kalends alone writes").help(
        "choose another place with `--output FILE`, or `--to FILE` for a single file; what the pages should offer \
             belongs in content/",
    )
}

pub static UNKNOWN_CODE: Code = Code {
    id: "K0710",
    title: "A code that does not exist",
    cause: "`kalends explain` was asked for a code that no message of this version has. The message names \
        the nearest one.",
    example: "$ kalends explain K0999",
    cure: "Copy the code from the message: it stands in brackets behind `error` or `warning`. All codes are listed in \
        docs/diagnostics.md.",
    allowable: false,
};

pub fn unknown_code<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error = UNKNOWN_CODE.error(Place::of_command("explain"), format!("no message has the code `{written}`"));
    match nearest(written, known) {
        Some(other) => error.help(format!("did you mean `{other}`? docs/diagnostics.md of kalends lists them all")),
        None => error.help("copy it from the message; docs/diagnostics.md of kalends lists them all"),
    }
}

pub static NO_MOMENT: Code = Code {
    id: "K0711",
    title: "A time that is not one",
    cause: "`SOURCE_DATE_EPOCH` says what time it is, for output that can be made again. It holds something else than a \
        number of seconds since 1970, so that the day of a sign-off or of a publishing would be wrong.",
    example: "$ SOURCE_DATE_EPOCH=yesterday kalends approve 2018-02 --by \"Anna Jensen\"",
    cure: "Set it to such a number, as `SOURCE_DATE_EPOCH=1519862400`, or unset it.",
    allowable: false,
};

pub fn no_moment(variable: &str, written: &str) -> Diagnostic {
    NO_MOMENT
        .error(
            Place::of_file("the environment"),
            format!("{variable} is `{written}`, not a number of seconds since 1970"),
        )
        .help(format!("write the digits, as {variable}=1519862400, or unset it"))
}

pub static UNKNOWN_COMMAND: Code = Code {
    id: "K0712",
    title: "A command that does not exist",
    cause: "`kalends man` was asked for the page of a command that kalends does not have. The message names the nearest \
        one, or all.",
    example: "$ kalends man publsh",
    cure: "Name one that `kalends --help` lists, as in `kalends man publish`.",
    allowable: false,
};

pub fn unknown_command<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    UNKNOWN_COMMAND.error(Place::of_command("man"), format!("there is no command `{name}`")).help(suggest(
        name,
        known,
        "commands are",
    ))
}

pub static NO_SNAPSHOT_TO_EXPLAIN: Code = Code {
    id: "K0713",
    title: "Nothing to explain yet",
    cause: "A figure is explained as the report of a period shows it, and the site has no snapshot, so it has no report.",
    example: "$ kalends explain visits",
    cure: "Begin the first month with `kalends new 2018-02`, and fill in what it asks for.",
    allowable: false,
};

pub fn no_snapshot_to_explain(metric: &str) -> Diagnostic {
    NO_SNAPSHOT_TO_EXPLAIN
        .error(Place::of_command("explain"), format!("nothing is stated of `{metric}` yet: the site has no snapshot"))
        .help("begin the first month with `kalends new MONTH`")
}
