//! 09: the preview, the comparison of two reports, the folder for a reviewer.

use super::list;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &PORT_TAKEN,
    &CANNOT_WATCH,
    &CANNOT_LISTEN,
    &BROWSER_NOT_OPENED,
    &NO_BUILT_REPORTS,
    &UNREADABLE_REPORT,
    &NO_REPORT_OF,
    &REVIEW_AMONG_PAGES,
    &NEITHER_PERIOD_NOR_FOLDER,
    &PERIOD_AGAINST_FOLDER,
];

pub static PORT_TAKEN: Code = Code {
    id: "K0901",
    title: "A port that is taken",
    cause: "Another program serves on the port that `--port` names; perhaps it is another `kalends serve`.",
    example: "$ kalends serve --port 4000",
    cure: "Name another port, or leave `--port` out: then a free one is taken, and its address is printed.",
    allowable: false,
};

pub fn port_taken(port: u16) -> Diagnostic {
    PORT_TAKEN
        .error(Place::of_command("serve"), format!("another program uses port {port}"))
        .help("name another one, or leave `--port` out to get a free one")
}

pub static CANNOT_WATCH: Code = Code {
    id: "K0902",
    title: "Changes that cannot be watched",
    cause: "The system does not tell when a file of the site changes: it has no more watches to give, or the folder \
        lies on a drive that has none.",
    example: "$ kalends serve",
    cure: "Use `kalends serve --poll`, which looks at the files every second.",
    allowable: false,
};

pub fn cannot_watch(path: &str, reason: &str) -> Diagnostic {
    CANNOT_WATCH
        .error(Place::of_file(path), format!("changes cannot be watched: {reason}"))
        .help("start it again with `--poll`, which looks at the files every second")
}

pub static CANNOT_LISTEN: Code = Code {
    id: "K0903",
    title: "A port that cannot be used",
    cause: "The system does not let the program serve on the port. Ports below 1024 are its own.",
    example: "$ kalends serve --port 80",
    cure: "Name a port from 1024 to 65535, or leave `--port` out.",
    allowable: false,
};

pub fn cannot_listen(port: u16, reason: &str) -> Diagnostic {
    CANNOT_LISTEN
        .error(Place::of_command("serve"), format!("nothing can be served on port {port}: {reason}"))
        .help("name a port from 1024 to 65535 with `--port N`; those below belong to the system")
}

pub static BROWSER_NOT_OPENED: Code = Code {
    id: "K0904",
    title: "A browser that was not opened",
    cause: "`--open` found no browser to open, as on a computer without a desktop. The pages are served all the same.",
    example: "$ kalends serve --open",
    cure: "Open the printed address yourself.",
    allowable: false,
};

pub fn browser_not_opened(address: &str, reason: &str) -> Diagnostic {
    BROWSER_NOT_OPENED
        .warning(Place::of_command("serve"), format!("no browser was opened: {reason}"))
        .help(format!("open {address} yourself"))
}

pub static NO_BUILT_REPORTS: Code = Code {
    id: "K0910",
    title: "A folder without built reports",
    cause: "`kalends diff` compares what was built: it looks for a `figures.json` beside each report, and found none \
        in the folder.",
    example: "$ kalends diff data output",
    cure: "Name folders that `kalends build` wrote, or copies of them; or two periods: `kalends diff 2018-01 2018-02`.",
    allowable: false,
};

pub fn no_built_reports(folder: &str) -> Diagnostic {
    NO_BUILT_REPORTS
        .error(Place::of_file(folder), "there are no built reports in this folder")
        .help("name a folder that `kalends build` wrote, such as output; or two periods, such as 2018-01 2018-02")
}

pub static UNREADABLE_REPORT: Code = Code {
    id: "K0911",
    title: "A report that cannot be read back",
    cause: "The `figures.json` of a report is not in the form that kalends gives it, or it or the page beside it \
        cannot be read. It may come from another version, or somebody edited it.",
    example: "$ kalends diff output-2018-01 output",
    cure: "Build the folder again with `kalends build`.",
    allowable: false,
};

pub fn unreadable_report(file: &str, reason: &str) -> Diagnostic {
    UNREADABLE_REPORT
        .error(Place::of_file(file), format!("this is no report that kalends built: {reason}"))
        .help("build the folder again with `kalends build`")
}

pub static NO_REPORT_OF: Code = Code {
    id: "K0912",
    title: "A period without a report",
    cause: "`kalends diff` or `kalends review` was asked for a period, and the site makes no report of it: it has \
        neither a text of its own nor a standing one.",
    example: "$ kalends review 2019-07",
    cure: "Name a period that the help line lists. A report is made of each month with a snapshot where there is a \
        `content/_report.md`, and of each period with a text such as `content/2018-Q1.md`.",
    allowable: false,
};

/// `command` is what asks for the report.
pub fn no_report_of(command: &str, written: &str, known: &[String]) -> Diagnostic {
    let error = NO_REPORT_OF.error(Place::of_command(command), format!("there is no report of `{written}`"));
    match known.is_empty() {
        true => error.help("write one first: content/_report.md makes one of every snapshot"),
        false => error.help(format!("there are, newest first: {}", list(known.iter().map(String::as_str)))),
    }
}

pub static REVIEW_AMONG_PAGES: Code = Code {
    id: "K0913",
    title: "A review among the published pages",
    cause: "A review holds drafts and what a reviewer should look at, which is not for readers. In the folder of the \
        published pages it would be published with them.",
    example: "$ kalends review 2018-02 --output output/review",
    cure: "Choose another folder with `--output DIR`, or leave the option out: `review/2018-02` in the site's folder.",
    allowable: false,
};

pub fn review_among_pages(folder: &str) -> Diagnostic {
    REVIEW_AMONG_PAGES
        .error(Place::of_file(folder), "the review would lie among the published pages")
        .help("choose another folder with `--output DIR`; a review is not for publication")
}

pub static NEITHER_PERIOD_NOR_FOLDER: Code = Code {
    id: "K0914",
    title: "Something to compare that is not there",
    cause: "`kalends diff` compares two periods of a site or two built folders. This name is no period as kalends \
        writes them, and there is no folder of that name either.",
    example: "$ kalends diff januar 2018-02",
    cure: "Write the period as 2018-01, 2018-Q1 or 2018, or look where the folder lies.",
    allowable: false,
};

pub fn neither_period_nor_folder(written: &str) -> Diagnostic {
    let message = format!("`{written}` is neither a period nor a folder");
    NEITHER_PERIOD_NOR_FOLDER.error(Place::of_command("diff"), message).help(
        "name two periods, such as 2018-01 2018-02, or two folders that `kalends build` wrote, such as before output",
    )
}

pub static PERIOD_AGAINST_FOLDER: Code = Code {
    id: "K0915",
    title: "A period compared with a folder",
    cause: "One of the names given to `kalends diff` is a period and the other a folder. A period is built from the \
        site's files as they are now; a folder is read as it was built, and may come from another site.",
    example: "$ kalends diff 2018-01 output",
    cure: "Name two periods: `kalends diff 2018-01 2018-02`; or two folders: `kalends diff before output`.",
    allowable: false,
};

pub fn period_against_folder(period: &str) -> Diagnostic {
    PERIOD_AGAINST_FOLDER
        .error(Place::of_command("diff"), format!("the period {period} cannot be held against a folder"))
        .help(format!(
            "name two periods or two folders; the built reports of a period lie in the folder of its name, such as \
             output/{period}"
        ))
}
