//! 09: what reviewers remarked.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] =
    &[&OPEN_REMARK, &REMARKS_OF_NO_PERIOD, &REMARK_ON_TWO_THINGS, &APPROVE_WITH_REMARKS, &REMARK_ON_NO_REPORT];

pub static OPEN_REMARK: Code = Code {
    id: "K0916",
    title: "A remark that nobody answered",
    cause: "A reviewer remarked something on a report, and the author neither answered nor closed it. Until then the reports of \
        that period are not approved.",
    example: r"remarks/2018-02.yaml
remarks:
  - { by: Anna, figure: visits, text: Is this before or after the move? }",
    cure: "Add `answer: After it.` beside it, or `closed: …` with the reason why nothing is done about it.",
    allowable: false,
};

pub fn open_remark(place: Place, by: &str, period: Period) -> Diagnostic {
    OPEN_REMARK
        .warning(place, format!("a remark of {by} on {period} is open"))
        .help("add `answer: …` beside it, or `closed: …` with the reason why nothing is done")
}

pub static REMARKS_OF_NO_PERIOD: Code = Code {
    id: "K0917",
    title: "Remarks whose period is not known",
    cause: "The remarks on the reports of a period stand in a file of its name, `remarks/2018-02.yaml`, so that they are \
        found. `period` in the file, where it stands, says the same.",
    example: r"remarks/2018-02.yaml
period: 2018-01",
    cure: "Give the file the name of the period.",
    allowable: false,
};

pub fn remarks_of_no_period(place: Place, stem: &str) -> Diagnostic {
    REMARKS_OF_NO_PERIOD
        .error(place, format!("`{stem}` is not a period, and the file is named after the one whose reports it is on"))
        .help("name it as remarks/2018-02.yaml")
}

pub fn remarks_of_another_period(place: Place, written: Period, named: Period) -> Diagnostic {
    REMARKS_OF_NO_PERIOD
        .error(place, format!("the remarks are on {written}, and their file is that of {named}"))
        .help("name the file after the period, or write the same one in it")
}

pub static REMARK_ON_TWO_THINGS: Code = Code {
    id: "K0918",
    title: "A remark on a figure and a paragraph at once",
    cause: "A remark is tied to one figure, to one paragraph, or to the report as a whole, so that it stands beside what \
        it is about.",
    example: r"remarks/2018-02.yaml
remarks:
  - { by: Anna, figure: visits, paragraph: We count, text: Why so few? }",
    cure: "Take one of the two out, or make two remarks of it.",
    allowable: false,
};

pub fn remark_on_two_things(place: Place) -> Diagnostic {
    REMARK_ON_TWO_THINGS
        .error(place, "a remark is on a figure or on a paragraph, and not on both")
        .help("take one of the two out")
}

pub static APPROVE_WITH_REMARKS: Code = Code {
    id: "K0919",
    title: "An approval while remarks are open",
    cause: "A reviewer remarked something on the reports of the period, and nobody answered or closed it. Whoever approves \
        them would approve that too; `--anyway` is for warnings and not for people. The same where the file of the remarks \
        is a link or no file, and nobody can say what is in it.",
    example: "$ kalends approve 2018-02 --by Anna",
    cure: "Answer each in `remarks/2018-02.yaml` with `answer: …`, or close it with a reason: `closed: …`.",
    allowable: false,
};

pub fn approve_with_remarks(place: Place, period: Period, count: usize) -> Diagnostic {
    let (what, it) =
        if count == 1 { ("1 remark is".to_owned(), "it") } else { (format!("{count} remarks are"), "each") };
    APPROVE_WITH_REMARKS
        .error(place, format!("{what} open on the reports of {period}"))
        .help(format!("answer {it} with `answer: …`, or close it with a reason: `closed: …`"))
}

/// The file of the remarks is a link, a pipe or the like.
pub fn approve_with_unread_remarks(period: Period, file: &str) -> Diagnostic {
    APPROVE_WITH_REMARKS
        .error(Place::of_file(file), format!("the remarks on the reports of {period} were not read, and may be open"))
        .help("put a plain file in its place, or take it away")
}

pub static REMARK_ON_NO_REPORT: Code = Code {
    id: "K0960",
    title: "A remark on a report that is not there",
    cause: "`report` names the folder of a report of the period that the file is named after, or, without it, the remark is \
        on any report of that period. There is none, so that no review shows the remark, and nobody answers it.",
    example: r"remarks/2018-02.yaml
remarks:
  - { by: Anna, report: wards/2018-02, text: Why so few? }",
    cure: "Name the folder as in the address of the page, such as `hospitals/2018-02`, or leave `report` out. Give the file the \
        name of the period whose reports it is on.",
    allowable: false,
};

/// `report` is empty where the remark names none; `known` are the reports of the period.
pub fn remark_on_no_report(place: Place, report: &str, period: Period, known: &[&str]) -> Diagnostic {
    let message = match report {
        "" => format!("there is no report of {period} that this remark could be on"),
        report => format!("there is no report `{}` of {period}", report.escape_debug()),
    };
    let fault = REMARK_ON_NO_REPORT.warning(place, message);
    match known {
        [] => fault.help("give the file the name of the period whose reports it is on, or take the remark out"),
        known => fault.help(super::suggest(report, known.iter().copied(), "the reports of that period are")),
    }
}
