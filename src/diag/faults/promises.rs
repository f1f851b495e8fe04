//! 10: what readers were told besides figures, and would be told otherwise.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &PUBLISHED_METRIC_GONE,
    &PUBLISHED_MEANING,
    &PUBLISHED_TEXT_CHANGED,
    &PUBLISHED_AS_HIDDEN,
    &PUBLISHED_WITHOUT,
    &CALLED_ALIKE,
];

pub static PUBLISHED_METRIC_GONE: Code = Code {
    id: "K1027",
    title: "A published metric that is gone",
    cause: "Reports were published with a metric that `data/metrics.yaml` does not define any more, or defines under \
        another id. Its figures would be left out of those reports, which their readers have seen.",
    example: "$ kalends build",
    cure: "Put the metric back; one that nobody reports any more may stay in the catalog. If it has a new id or is \
        gone for good, say why: `retired: { beds: Counted by ward from 2018-05 on. }` in `data/metrics.yaml`. The \
        reports that were published with it tell it.",
    allowable: false,
};

/// `reports` are those that were published with it, in words.
pub fn published_metric_gone(place: Place, metric: &str, reports: &str) -> Diagnostic {
    PUBLISHED_METRIC_GONE
        .error(place, format!("`{metric}` was published in {reports}, and no metric has that id any more"))
        .help(format!(
            "put it back into data/metrics.yaml, or say there why it is gone: `retired: {{ {metric}: … }}`; the reports \
             tell it"
        ))
}

pub static PUBLISHED_MEANING: Code = Code {
    id: "K1028",
    title: "A published target, label or unit that would change",
    cause: "Readers were told more than a number: what it is called, in which unit it is counted, which target it is \
        held against and how. The ledger says that reports were published with this, and they would now say something \
        else. A lower target could turn \"not met\" into \"met\" in a report of last year.",
    example: "data/metrics.yaml\nmetrics:\n  meals: { type: flow, better: higher, target: 3900 }",
    cure: "Let a new target hold from a period on: `target: { 2017-01: 4000, 2018-03: 3900 }`. What has to change in \
        older reports too needs a reason: `changed: { target: The council corrected it. }` beside it, for a dimension \
        `changed: The names of two wards were exchanged.`, for the key figures and the like \
        `changed: { key_figures: The board asked for others. }` in `kalends.yaml`. Each of those reports then shows what was changed, from what, \
        and why. A reason counts for one change.",
    allowable: false,
};

/// `what` is the key under which the reason stands, `of` which of several things it is, where a note is not one beside a
/// figure; `texts` what was said and what would be said, where that is short.
pub fn published_meaning(
    place: Place,
    (what, of): (&str, &str),
    metric: &str,
    texts: (Option<&str>, Option<&str>),
    reports: &str,
) -> Diagnostic {
    let name = match what {
        "members" => "the labels of the dimension".to_owned(),
        "label" | "unit" | "target" => format!("the {what} of"),
        "note" if !of.is_empty() => of.to_owned(),
        "note" => "what is said beside figures of".to_owned(),
        "order" => "the order of the members of".to_owned(),
        "action" => "what is done about a missed target, of".to_owned(),
        "as_of" => "the day of the figures of".to_owned(),
        "over_time" => "what a longer period shows of".to_owned(),
        "description" => "the description of".to_owned(),
        "relative" => "whether changes are told as percentages, of".to_owned(),
        "format" => "how figures are written, of".to_owned(),
        "forecast" => "how it is forecast, of".to_owned(),
        "source" => "the source of".to_owned(),
        "spc" => "how the limits are reckoned of".to_owned(),
        "type" => "how it is counted, of".to_owned(),
        "better" => "which side is better, of".to_owned(),
        _ => "that figures are rounded or not, of".to_owned(),
    };
    let texts = match texts {
        (Some(was), Some(now)) => format!(" as \"{was}\", and would now be \"{now}\""),
        (Some(was), None) => format!(" as \"{was}\", and would now be left out"),
        (None, Some(now)) => format!(" without one, and would now be \"{now}\""),
        (None, None) => " otherwise".to_owned(),
    };
    let reason = match what {
        "members" | "order" => "`changed: …`".to_owned(),
        what => format!("`changed: {{ {what}: … }}`"),
    };
    let help = match what {
        "target" => format!(
            "let the old target hold until a period and the new one from it on, `{{ 2017-01: 4000, 2018-03: 3900 }}`, or say \
             why it was another one in all reports: {reason}; they tell it"
        ),
        _ => format!("put it back, or say why it was changed: {reason}; the reports tell it"),
    };
    PUBLISHED_MEANING.error(place, format!("{name} `{metric}` was published in {reports}{texts}")).help(help)
}

/// `key` is the setting, `source` the one whose label it is.
pub fn published_setting(
    place: Place,
    key: &str,
    source: &str,
    texts: (Option<&str>, Option<&str>),
    reports: &str,
) -> Diagnostic {
    let name = match key {
        "order" => "the metrics stood".to_owned(),
        "sources" => format!("the source `{source}` was published"),
        key => format!("`{key}` was published"),
    };
    let texts = match texts {
        (Some(was), Some(now)) => format!(" as \"{was}\", and would now be \"{now}\""),
        (Some(was), None) => format!(" as \"{was}\", and would now be left out"),
        (None, Some(now)) => format!(" without one, and would now be \"{now}\""),
        (None, None) => " in another order".to_owned(),
    };
    PUBLISHED_MEANING.error(place, format!("{name} in {reports}{texts}")).help(format!(
        "put it back, or say why it was changed: `changed: {{ {key}: … }}` in kalends.yaml; the reports tell it"
    ))
}

pub static PUBLISHED_TEXT_CHANGED: Code = Code {
    id: "K1029",
    title: "A published text that would change",
    cause: "The ledger says what the page of a report said when it was published, and it would now say something else: \
        its text, what that takes from the members of a dimension or the title of the site, what its front matter says of \
        its release, an event that it shows, the title of its folder, how settled its figures \
        are, a picture, or the words of a template. Which figure stands where belongs to it, and how lists, cells and quotes put the \
        words together. Figures with other decimals, notices of revisions and links do not count.",
    example: "content/2018-02.md\n---\ntitle: Status in February\n---\nThere are 1,870 key persons.",
    cure: "Put the text back, or publish it as a new edition with a reason, which the page shows: `edition: The second \
        paragraph named the wrong ward.` in its front matter. In `_report.md` it is the reason for all reports that are \
        made of it. A reason counts for one edition.",
    allowable: false,
};

/// What is another thing, where a line of an older kalends does not say of which metric.
pub const NOTE_OF_A_METRIC: &str = "another note of a metric";

/// `cause` is what is another thing; empty where the text itself is.
pub fn published_text_changed(place: Place, cause: &str, reports: &str) -> Diagnostic {
    let (what, put, of) = match cause {
        "" => ("another text", "the text", ""),
        cause => (cause, "it", " of the text"),
    };
    let say =
        if cause == NOTE_OF_A_METRIC { "say why: `changed: { note: … }` in the metric, or why" } else { "say why" };
    PUBLISHED_TEXT_CHANGED.error(place, format!("the page of {reports} was published with {what}")).help(format!(
        "put {put} back, or {say} this is a new edition: `edition: …` in the front matter{of}, with another reason for \
         each; the page shows it"
    ))
}

pub static PUBLISHED_AS_HIDDEN: Code = Code {
    id: "K1030",
    title: "A hidden figure that would be shown",
    cause: "The ledger says that the figure was hidden in a report to protect somebody, and the report would now show \
        it. Beside what readers have seen before, it may give another hidden figure back. This happens where members \
        are put into another order, where something beside it is taken out, or where a report of a quarter is added.",
    example: "data/metrics.yaml\nmetrics:\n  falls: { type: flow, by: [ward], suppress_below: 3 }",
    cure: "Put back what was changed. If nobody has to be protected any more, say so: `changed: { suppress_below: The \
        ward is closed and its register is public. }`; the reports tell it.",
    allowable: false,
};

pub fn published_as_hidden(place: Place, metric: &str, reports: &str) -> Diagnostic {
    PUBLISHED_AS_HIDDEN
        .error(place, format!("a figure of `{metric}` was hidden in {reports}, and would now be shown"))
        .help(
            "put back what hides it; where it need not be hidden any more, say why: `changed: { suppress_below: … }`; the \
             reports tell it",
        )
}

pub static PUBLISHED_WITHOUT: Code = Code {
    id: "K1083",
    title: "A figure that a published report did not show",
    cause: "The ledger says of which periods and members something was stated when a report was published, and now there is \
        more: a snapshot of an earlier month, a line about one in a later snapshot, a new member with figures of months that \
        are published. The report would show a change that was not known, other limits, longer charts, another highest \
        and lowest, and its readers would never hear of it.",
    example: "data/2017-12.yaml\nperiod: 2017-12\nobservations:\n  beds: 90",
    cure: "Take it out again; new members begin with a month that is not published. If the reports are to show it, say \
        why: `changed: { earlier: The old register was found. }` in the metric, `changed: The fourth ward was \
        overlooked.` in the dimension. Each of those reports then says what is newly shown, and why. A history that is \
        imported before the first report is published needs no reason, and neither does that of a new metric.",
    allowable: false,
};

/// `of` are the periods or, `of_members`, the labels of the members that were not shown, as readers see them.
pub fn published_without(place: Place, of_members: bool, subject: &str, of: &str, reports: &str) -> Diagnostic {
    let help = match of_members {
        true => {
            "let it begin with a period that is not published, or say why: `changed: …` in the dimension; the reports tell it"
        }
        false => {
            "take them out, or say why they are known now: `changed: { earlier: … }` in the metric; the reports tell it"
        }
    };
    PUBLISHED_WITHOUT
        .error(
            place,
            format!("`{subject}` was published in {reports} without figures of {of}, and would now show them"),
        )
        .help(help)
}

pub static CALLED_ALIKE: Code = Code {
    id: "K1088",
    title: "A new metric under the label of another one",
    cause: "Readers know a metric, and each part of it, by what it is called. Reports are published, and something of two \
        metrics is called the same in one of the languages, of which no published report has figures beside each other. \
        Readers could not tell the two apart, and the new one could take the place of the other, with other figures or \
        with those that are hidden.",
    example: "data/metrics.yaml\nmetrics:\n  visits: { label: Visits, type: flow }\n  visits_2: { label: Visits, type: flow }",
    cure: "Give the new metric a label that says what is another thing about it: `label: Visits by appointment`. If it is to \
        take the place of the other one, take that out: `retired: { visits: The id was a typo. }`; then the new one has \
        the figures that were published under its label. Metrics that stood beside each other in a published report go on.",
    allowable: false,
};

/// Something of both metrics is called `label`.
pub fn called_alike(place: Place, metric: &str, other: &str, label: &str) -> Diagnostic {
    CALLED_ALIKE
        .error(
            place,
            format!(
                "`{metric}` and `{other}` would both show something called {label:?}: readers of what is published could not \
                 tell them apart"
            ),
        )
        .help(format!(
            "give `{metric}` another label; if it is to take the place of `{other}`, take that out and say why: `retired: {{ \
             {other}: … }}`"
        ))
}
