//! 08: the files that `kalends new` and `kalends fmt` write.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NOT_FILLED_IN,
    &NO_MONTH_TO_FOLLOW,
    &NO_MONTH,
    &MONTH_EXISTS,
    &MONTHS_LEFT_OUT,
    &MONTH_BEFORE_OTHERS,
    &LEFT_UNTIDY,
    &UNTIDY,
];

pub static NOT_FILLED_IN: Code = Code {
    id: "K0840",
    title: "A figure that is not filled in yet",
    cause: "Nothing stands behind the key. `kalends new` writes a month like that, for its figures to be filled in, \
        and a month that is only begun is not published with holes in it.",
    example: r"data/2018-02.yaml
  visits:  # 2018-01: 40",
    cure: "Write the amount behind the colon: `visits: 42`. A figure that nobody has is `visits: { value: null, note: \
        The register was closed. }`.",
    allowable: false,
};

pub fn not_filled_in(place: Place, metric: &str) -> Diagnostic {
    NOT_FILLED_IN
        .error(place, format!("`{metric}` is not filled in yet"))
        .help("write the amount behind the colon; where it is known to be missing, `value: null` with a `note`")
}

pub static NO_MONTH_TO_FOLLOW: Code = Code {
    id: "K0841",
    title: "No month to go on from",
    cause: "Without a name `kalends new` begins the month after the newest snapshot, and there is no snapshot yet.",
    example: "$ kalends new",
    cure: "Name the first month: `kalends new 2018-02`.",
    allowable: false,
};

pub fn no_month_to_follow() -> Diagnostic {
    NO_MONTH_TO_FOLLOW
        .error(Place::of_command("new"), "there is no snapshot yet, so the month must be named")
        .help("name the first month, such as `kalends new 2018-02`")
}

pub static NO_MONTH: Code = Code {
    id: "K0842",
    title: "A month that is none",
    cause: "A snapshot is of a month, so a month is what can be begun. Quarters and years are asked for in the \
        snapshot of the month that ends them.",
    example: "$ kalends new 2018-Q1",
    cure: "Write year and month: `kalends new 2018-03`.",
    allowable: false,
};

pub fn no_month(written: &str) -> Diagnostic {
    NO_MONTH
        .error(Place::of_command("new"), format!("`{written}` is not a month"))
        .help("write it as 2018-02; quarters and years are asked for in the month that ends them")
}

pub static MONTH_EXISTS: Code = Code {
    id: "K0843",
    title: "A month that has a snapshot already",
    cause: "What was stated is never written over, and a second file for the same month would state its figures twice.",
    example: "$ kalends new 2018-02",
    cure: "Go on with the file that the message names, or begin the next month.",
    allowable: false,
};

pub fn month_exists(file: &str, month: Period, next: Period) -> Diagnostic {
    MONTH_EXISTS
        .error(Place::of_file(file), format!("there is a snapshot of {month} already"))
        .help(format!("go on with it; the next month is `kalends new {next}`"))
}

pub static MONTHS_LEFT_OUT: Code = Code {
    id: "K0844",
    title: "Months that are skipped",
    cause: "Between the newest snapshot and the month that was begun there are months without one. They stay gaps in \
        every history, and a change on the month before cannot be told.",
    example: "$ kalends new 2018-05",
    cure: "Leave it if nothing was counted in between; else begin the months in their order.",
    allowable: false,
};

pub fn months_left_out(first: Period, last: Period) -> Diagnostic {
    let message = if first == last {
        format!("{first} has no snapshot")
    } else {
        format!("the months from {first} to {last} have no snapshot")
    };
    MONTHS_LEFT_OUT
        .warning(Place::of_command("new"), message)
        .help(format!("each is a gap in every history; to report on them, begin with `kalends new {first}`"))
}

pub static MONTH_BEFORE_OTHERS: Code = Code {
    id: "K0845",
    title: "A month before others",
    cause: "A later month has a snapshot already. Its report shows what the month before it stated, so it changes once \
        that is filled in, and nothing on its page says so.",
    example: "$ kalends new 2017-12",
    cure: "If the later reports are out, state the figures in the next snapshot instead, each with its `period`.",
    allowable: false,
};

pub fn month_before_others(month: Period, newest: Period) -> Diagnostic {
    MONTH_BEFORE_OTHERS
        .warning(Place::of_command("new"), format!("{month} lies before the newest snapshot, of {newest}"))
        .help("reports of later months will show what it states: those that are out change")
}

pub static LEFT_UNTIDY: Code = Code {
    id: "K0850",
    title: "A file that `kalends fmt` leaves as it is",
    cause: "The form is made by moving whole lines, and here that would change what they say: an alias must stand \
        behind what it repeats, a file in braces has no lines to move, and blank lines can be part of a text.",
    example: r"data/2018-02.yaml
  visits: { value: 42, note: &why Counted late. }
  beds: { value: 3, note: *why }",
    cure: "Write it in lines of `key: value`, each value once. Or leave it: it is read as well as any other.",
    allowable: false,
};

pub fn left_untidy(place: Place, why: &str) -> Diagnostic {
    LEFT_UNTIDY
        .warning(place, format!("the file is left as it is: {why}"))
        .help("write it in lines of `key: value`, each value once; or leave it, it is read as well")
}

pub static UNTIDY: Code = Code {
    id: "K0851",
    title: "A file that is not in form",
    cause: "`kalends fmt --check` found that `kalends fmt` would move lines of this file: into the order of \
        `data/metrics.yaml`, to an indentation by two, or to single blank lines.",
    example: "$ kalends fmt --check",
    cure: "Run `kalends fmt`. It changes no figure and loses no comment.",
    allowable: false,
};

pub fn untidy(file: &str) -> Diagnostic {
    UNTIDY
        .error(Place::of_file(file), "the file is not in the form that `kalends fmt` gives it")
        .help("run `kalends fmt`; it moves lines and changes no figure")
}
