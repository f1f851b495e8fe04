//! 01: the calendar of releases in kalends.yaml.

use std::fmt::Display;

use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &RELEASE_TWICE,
    &MOVED_WITHOUT_REASON,
    &MOVED_TO_ITS_OWN_DAY,
    &UNKNOWN_SERIES,
    &DAY_UNLIKE_THE_CALENDAR,
    &RELEASE_WITHOUT_REPORT,
    &CANCELLED_WITH_A_REPORT,
    &CALENDAR_OF_NOTHING,
    &BEFORE_ITS_PERIOD,
];

pub static RELEASE_TWICE: Code = Code {
    id: "K0145",
    title: "A release that is announced twice",
    cause: "The calendar has one day for the reports of a period, or one for each folder. Of two entries for the same \
        reports nobody could tell which one holds.",
    example: r"kalends.yaml
releases:
  - { period: 2018-03, on: 2018-04-05 }
  - { period: 2018-03, on: 2018-04-09 }",
    cure: "Keep one of them. A release that was moved keeps its old day: `{ period: 2018-03, on: 2018-04-09, was: \
        2018-04-05, reason: The register is late. }`. The reports of a folder that come on another day have an entry \
        with `series:`.",
    allowable: false,
};

pub fn release_twice(place: Place, first: Place, period: Period) -> Diagnostic {
    RELEASE_TWICE
        .error(place, format!("the release of {period} is announced twice"))
        .related(first, "first here")
        .help("keep one of them; a day that was moved stands beside the new one as `was`")
}

pub static MOVED_WITHOUT_REASON: Code = Code {
    id: "K0146",
    title: "A release that was moved or cancelled without a reason",
    cause: "Readers have the day in their own calendars and plan by it. Where it changes, the page says why.",
    example: r"kalends.yaml
releases:
  - { period: 2018-04, on: 2018-05-09, was: 2018-05-07 }",
    cure: "Say it in words: `{ period: 2018-04, on: 2018-05-09, was: 2018-05-07, reason: The register is late. }`.",
    allowable: false,
};

pub fn moved_without_reason(place: Place, period: Period, is_cancelled: bool) -> Diagnostic {
    let what = if is_cancelled { "cancelled" } else { "moved" };
    MOVED_WITHOUT_REASON
        .error(place, format!("the release of {period} was {what}, and nothing says why"))
        .help("add `reason: …` in words for readers")
}

pub static MOVED_TO_ITS_OWN_DAY: Code = Code {
    id: "K0147",
    title: "A release that was moved to the day it had",
    cause: "`was` names the days that were announced before, and `on` the one that holds. A day that is the last of them and the one that holds was not moved; an earlier one may come back.",
    example: r"kalends.yaml
releases:
  - { period: 2018-05, on: 2018-06-05, was: [2018-06-04, 2018-06-05], reason: It is late. }",
    cure: "Write the new day behind `on`, or take `was` out.",
    allowable: false,
};

pub fn moved_to_its_own_day(place: Place, period: Period, on: impl Display) -> Diagnostic {
    MOVED_TO_ITS_OWN_DAY
        .error(place, format!("the release of {period} is on {on}, and was so before"))
        .help("write the new day behind `on`, or take `was` out")
}

pub static UNKNOWN_SERIES: Code = Code {
    id: "K0148",
    title: "A release of a folder that is not there",
    cause: "`series` names the folder of content/ whose reports come out on that day, and there is none of that name.",
    example: r"kalends.yaml
releases:
  - { period: 2018-07, on: 2018-08-06, series: wards }",
    cure: "Write the folder as it is called below content/, such as `hospitals`. Without `series` the day is that of all \
        folders.",
    allowable: false,
};

pub fn unknown_series<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    UNKNOWN_SERIES.error(place, format!("content/ has no folder `{name}`")).help(suggest(
        name,
        known,
        "the folders of content/ are",
    ))
}

pub static CALENDAR_OF_NOTHING: Code = Code {
    id: "K0161",
    title: "A calendar without a release",
    cause: "`releases` is there and names none, so there is no page of the calendar, no file that programs subscribe to, and no \
        next release on any page.",
    example: r"kalends.yaml
releases: []",
    cure: "Name the next release, `- { period: 2018-03, on: 2018-04-05 }`, or take the key out.",
    allowable: true,
};

pub fn calendar_of_nothing(place: Place) -> Diagnostic {
    CALENDAR_OF_NOTHING
        .warning(place, "the calendar names no release, so there is none")
        .help("name the next one, as `- { period: 2018-03, on: 2018-04-05 }`, or take `releases` out")
}

pub static BEFORE_ITS_PERIOD: Code = Code {
    id: "K0162",
    title: "A release before its period begins",
    cause: "The day on which a report comes out, or the hour before which it does not, is earlier than the first day of its \
        period. Most likely it has the wrong year or month.",
    example: r"kalends.yaml
releases:
  - { period: 2018-03, on: 2017-04-05 }",
    cure: "Mend the day, or the period.",
    allowable: true,
};

pub fn release_before_its_period(place: Place, period: Period, on: impl Display) -> Diagnostic {
    BEFORE_ITS_PERIOD
        .warning(place, format!("the release of {period} is on {on}, before its period begins"))
        .help("mend the day, or the period")
}

/// `key` is that of the front matter.
pub fn published_before_its_period(place: Place, key: &str, day: impl Display, period: Period) -> Diagnostic {
    BEFORE_ITS_PERIOD
        .warning(place, format!("`{key}` is {day}, before {period} begins, which the report is of"))
        .help("mend the day; the file is named after the period")
}

pub static DAY_UNLIKE_THE_CALENDAR: Code = Code {
    id: "K0149",
    title: "A day in a report that the calendar does not know",
    cause: "The front matter of a report says when it came out or may come out, or when the next one does, and the \
        calendar has another day for the same release. Readers see both.",
    example: r"content/2018-02.md
---
next: 2018-04-05
---",
    cure: "Write the same day in both places. If the release was moved since, the calendar keeps the day that the report \
        names: `was: 2018-04-05`, with a `reason`. Without `next` a report takes the day of the calendar.",
    allowable: true,
};

pub fn day_unlike_the_calendar(
    place: Place,
    key: &str,
    day: impl Display,
    period: Period,
    on: impl Display,
) -> Diagnostic {
    DAY_UNLIKE_THE_CALENDAR
        .warning(place, format!("`{key}` is {day}, but the calendar has the release of {period} on {on}"))
        .help("write the same day in both; kalends.yaml keeps a day that was moved as `was`, with a `reason`")
}

pub static RELEASE_WITHOUT_REPORT: Code = Code {
    id: "K0150",
    title: "A release that was announced and never came",
    cause: "A report of a later period is there, and none of this one, so its day has passed. The calendar still says \
        that it comes.",
    example: r"kalends.yaml
releases:
  - { period: 2017-12, on: 2018-01-05 }",
    cure: "Write the report, or say that it does not come: `state: cancelled`, with a `reason`.",
    allowable: true,
};

pub fn release_without_report(place: Place, period: Period, later: Period) -> Diagnostic {
    RELEASE_WITHOUT_REPORT
        .warning(place, format!("the release of {period} has no report, and the one of {later} has"))
        .help("write the report, or say `state: cancelled` with a `reason`")
}

pub static CANCELLED_WITH_A_REPORT: Code = Code {
    id: "K0151",
    title: "A cancelled release whose report is there",
    cause: "The calendar says that the release does not take place, and there is a report of its period.",
    example: r"kalends.yaml
releases:
  - { period: 2018-01, on: 2018-02-05, state: cancelled, reason: The register is late. }",
    cure: "Take `state: cancelled` out, with the day on which it came `on`, and the one before as `was`.",
    allowable: true,
};

pub fn cancelled_with_a_report(place: Place, period: Period) -> Diagnostic {
    CANCELLED_WITH_A_REPORT
        .warning(place, format!("the release of {period} is cancelled, and there is a report of it"))
        .help("write the day on which it came behind `on`, and the one before as `was`")
}
