//! 01: data/metrics.yaml: what the members of a dimension are called, and the ids that they had.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[&MEMBERS_OF_ONE_NAME, &NOT_RENAMED, &STATED_AFTER_ITS_END];

pub static MEMBERS_OF_ONE_NAME: Code = Code {
    id: "K0163",
    title: "Two members of one name",
    cause: "In charts, tables and downloads members are told apart by their labels. Two that are called the same cannot be.",
    example: r"data/metrics.yaml
  sex: { label: Sex, members: { f: Other, m: { en: other, da: Andre }, x: Other } }",
    cure: "Give each a label of its own, such as `Other, not known`.",
    allowable: true,
};

pub fn members_of_one_name(place: Place, member: &str, other: &str) -> Diagnostic {
    MEMBERS_OF_ONE_NAME
        .warning(place, format!("the member `{member}` is called as the member `{other}` is"))
        .help("give each a label of its own: readers see nothing else of them")
}

pub static NOT_RENAMED: Code = Code {
    id: "K0164",
    title: "A member that was not renamed",
    cause: "`renamed` names a member by the id that it had and the one that it has now, so that its published reports are \
        found again. Where both are members, or were published beside each other, they are two, and the reports of one \
        are not those of the other.",
    example: r"data/metrics.yaml
  ward: { label: Ward, members: { n: North, s: South }, renamed: { s: n } }",
    cure: "Take the entry out of `renamed`. A member that is no more stays in the dimension with its last month in \
        `ended`, so that its reports stay.",
    allowable: false,
};

pub fn renamed_and_there(place: Place, id: &str, dimension: &str) -> Diagnostic {
    NOT_RENAMED
        .error(place, format!("`{id}` is renamed and still a member of `{dimension}`"))
        .help("take one of them out: a member that is renamed stands among `members` with its new id alone")
}

/// `report` is one of `now` that was published before the last one of `was`.
pub fn renamed_to_another(place: Place, was: &str, now: &str, report: &str) -> Diagnostic {
    NOT_RENAMED
        .error(place, format!("`{was}` and `{now}` are two members: `{report}` was published beside those of `{was}`"))
        .help(format!(
            "take `{was}: {now}` out of `renamed`, let `{was}` stay among `members`, and say when it ended, \
             `ended: {{ {was}: … }}`: its reports stay, and it has no new ones"
        ))
}

pub static STATED_AFTER_ITS_END: Code = Code {
    id: "K0165",
    title: "A value of a member that has ended",
    cause: "`ended` names the last period in which a member is counted, and a snapshot states a value of it for a later one. \
        The member has no report of that time, so nobody would see it.",
    example: r"data/metrics.yaml
  ward: { label: Ward, members: { n: North, s: South }, ended: { s: 2018-01 } }",
    cure: "Take the value out, or let `ended` name a later period.",
    allowable: false,
};

pub fn stated_after_its_end(place: Place, member: &str, period: Period, last: Period, ended: Place) -> Diagnostic {
    STATED_AFTER_ITS_END
        .error(place, format!("a value of `{member}` is stated for {period}, and it ended with {last}"))
        .related(ended, "its end is stated here")
        .help("take the value out, or let `ended` name a later period")
}
