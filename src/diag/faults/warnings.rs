//! 03: what readers could trip over, in the figures and in the text, and the comments that allow it.
//!
//! All of them are warnings: the pages are right, but someone should look.

use super::suggest;
use crate::base::period::Period;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &PARTS_AS_SHOWN,
    &CHANGE_ACROSS_BREAK,
    &MIXED_VINTAGES,
    &GIVEN_AWAY,
    &STAYS_HIDDEN,
    &TYPED_FIGURE,
    &TYPED_FIGURE_OF_BEFORE,
    &DIRECTION_AGAINST_CHANGE,
    &UNCHANGED_PARAGRAPH,
    &LEFT_OUT,
    &CHANGE_WITHOUT_NOTE,
    &PICTURE_WITHOUT_TEXT,
    &ANCHOR_TO_NOTHING,
    &ALLOWED_WITHOUT_REASON,
    &ALLOWED_UNKNOWN,
    &ALLOWED_IN_VAIN,
    &NOT_AN_ACKNOWLEDGEMENT,
    &SHARE_UNLIKE_PARTS,
    &LIMITS_WITHOUT_SEASON,
    &MAY_BE_PART,
    &COUNTED_TWICE,
    &ONE_LABEL,
    &MISSED_WITHOUT_WORDS,
    &RELEASE_LEFT_OPEN,
    &TITLE_IS_THE_LABEL,
    &STATEMENT_LACKS,
    &GAP_IN_A_SENTENCE,
    &CORRECTIONS_ALONE,
];

pub static PARTS_AS_SHOWN: Code = Code {
    id: "K0301",
    title: "Parts that do not add up as they are shown",
    cause: "The amounts add up, but rounded as the page shows them they do not. A reader who adds them up finds \
        another total.",
    example: r"data/2018-02.yaml
  hours: { values: { rh: 1.4, bfh: 1.4 } }",
    cure: "Show more decimals with `decimals: 1` in `data/metrics.yaml`, or say in a `note` that the \
        figures are rounded.",
    allowable: true,
};

pub fn parts_as_shown(place: Place, metric: &str, period: Period, total: &str, sum: &str) -> Diagnostic {
    let message = format!("`{metric}` for {period} is shown as {total}, but its parts as shown add up to {sum}");
    PARTS_AS_SHOWN.warning(place, message).help("show more decimals, or say in a `note` that the figures are rounded")
}

pub static CHANGE_ACROSS_BREAK: Code = Code {
    id: "K0302",
    title: "A change across a new method",
    cause: "Between the two periods the way of counting changed, as a revision with `kind: method` says. Part of the \
        change is due to it, and the page shows it all as if it had happened.",
    example: r"data/2018-02.yaml
    - { period: 2018-01, value: 41, kind: method, reason: Telephone visits count too. }",
    cure: "Restate the other period by the same method too, or explain it in the text of the report.",
    allowable: true,
};

pub fn change_across_break(place: Place, metric: &str, before: Period, now: Period) -> Diagnostic {
    let message = format!("the change of `{metric}` from {before} to {now} crosses a new method");
    CHANGE_ACROSS_BREAK
        .warning(place, message)
        .help("restate the other period by the same method too, or explain it in the text")
}

pub static MIXED_VINTAGES: Code = Code {
    id: "K0303",
    title: "A total of amounts of different age",
    cause: "Some members were stated in one snapshot and others in another, so the total mixes two extracts, and may \
        count what has moved twice or not at all.",
    example: r"data/2018-02.yaml
  hires: { period: 2017-Q4, values: { bfh: 400 } }",
    cure: "State all members anew in the later snapshot, so that the total rests on one extract.",
    allowable: true,
};

pub fn mixed_vintages(place: Place, metric: &str, period: Period, first: Period, last: Period) -> Diagnostic {
    let message = format!("the total of `{metric}` for {period} mixes members stated in {first} and in {last}");
    MIXED_VINTAGES.warning(place, message).help("state all members anew, so that one total rests on one extract")
}

pub static GIVEN_AWAY: Code = Code {
    id: "K0304",
    title: "A hidden count that older reports give away",
    cause: "A restated count is so small that it is hidden from now on. An older report shows figures from which it \
        can be worked out, since older reports are not changed.",
    example: r"data/2018-02.yaml
    - { period: 2018-01, values: { rh: 3 } }",
    cure: "Restate what older reports show with `kind: disclosure`, which takes it out of them: `{ period: 2018-01, \
        values: { rh: 3 }, kind: disclosure, reason: … }`.",
    allowable: true,
};

pub fn given_away(place: Place, metric: &str, members: &str, period: Period, snapshot: Period) -> Diagnostic {
    let part = if members.is_empty() { String::new() } else { format!(" ({members})") };
    let message = format!(
        "`{metric}`{part} for {period} is hidden from the snapshot of {snapshot} on, but older reports can give it away"
    );
    GIVEN_AWAY
        .warning(place, message)
        .help("restate what they show with `kind: disclosure`, which takes it out of them; docs/how-to/small-counts.md tells more")
}

pub static STAYS_HIDDEN: Code = Code {
    id: "K0361",
    title: "A count that stays hidden although it is not small",
    cause: "What was hidden once stays hidden, or what is shown before and after would tell what it was. The count was a small \
        one, in an older snapshot or in a report that is published, and is another one now: readers see `*` all the same.",
    example: r"data/2018-02.yaml
    - { period: 2018-01, value: 12, reason: Some were left out. }",
    cure: "Where an older snapshot has the small one, say `kind: disclosure` beside the new one: the old one is taken out of \
        all reports, so that the new one can be shown. Where a published report hid it, say why it need not be hidden: \
        `changed: { suppress_below: … }` in the metric; the reports tell it. In both cases whatever would give another \
        hidden count away stays hidden. Where it may stay hidden, say so in a comment: `# kalends: allow K0361 because …`.",
    allowable: true,
};

/// The snapshot of `since` stated it as a small one; `None` where a published report hid it.
pub fn stays_hidden(place: Place, metric: &str, members: &str, period: Period, since: Option<Period>) -> Diagnostic {
    let part = if members.is_empty() { String::new() } else { format!(" ({members})") };
    let (hid, help) = match since {
        Some(since) => (
            format!("the snapshot of {since} has it hidden"),
            "to show it where it gives no other one away, add `kind: disclosure`, which takes the old one out of older reports",
        ),
        None => (
            "a published report has it hidden".to_owned(),
            "to show it where it gives no other one away, say why: `changed: { suppress_below: … }` in the metric; the reports tell it",
        ),
    };
    let message = format!("`{metric}`{part} for {period} is no small count, and stays hidden: {hid}");
    STAYS_HIDDEN.warning(place, message).help(help)
}

pub static MAY_BE_PART: Code = Code {
    id: "K0317",
    title: "A protected count that may be part of another",
    cause: "Two metrics have the same members and periods, and one is never more than the other. If it is a part of it, \
        the other says how small it is at most: of 4 people hired, at most 4 were trained. Small counts of the whole are \
        shown.",
    example: r"data/metrics.yaml
  key_persons: { type: flow, by: [hospital] }
  visits: { type: flow, by: [hospital], suppress_below: 5 }",
    cure: "Give the whole the same `suppress_below` or `round_to`. Where the one is no part of the other, say so in a \
        comment: `# kalends: allow K0317 because …`.",
    allowable: true,
};

pub fn may_be_part(place: Place, part: &str, whole: &str, defined: Place) -> Diagnostic {
    MAY_BE_PART
        .warning(place, format!("`{part}` is never more than `{whole}`, whose small counts are shown"))
        .related(defined, "this may be its whole")
        .help(format!("where `{part}` is part of `{whole}`, protect `{whole}` too; else allow this with a comment"))
}

pub static COUNTED_TWICE: Code = Code {
    id: "K0346",
    title: "A member that is the sum of the others",
    cause: "Its amount is what all others make together, in each period. Then it is a total that stands among the members, \
        as in an extract with a row for all, and the metric's own total counts everybody twice.",
    example: r"data/2018-03.yaml
  beds: { values: { n: 42, s: 31, all: 73 } }",
    cure: "Take the member out, here `all`; the total is computed, or stated beside the members as `value`. An import \
        leaves such a row out by `where`. Where it is a member like the others, say so in a comment: \
        `# kalends: allow K0346 because …`.",
    allowable: true,
};

pub fn counted_twice(place: Place, metric: &str, member: &str) -> Diagnostic {
    COUNTED_TWICE
        .warning(place, format!("in `{metric}` the member `{member}` is the sum of the others in each period"))
        .help(format!("where it is their total, take `{member}` out of the members: it is counted twice"))
}

pub static ONE_LABEL: Code = Code {
    id: "K0360",
    title: "Two metrics under one label",
    cause: "Readers know a metric, and each part of it, by what it is called. Something of two metrics is called the same in \
        one of the languages, and nothing beside the figures tells which of the two they are of: both have the same unit, \
        both are shares or neither is, and both are of months, of quarters or of years.",
    example: r"data/metrics.yaml
  visits: { label: Visits, type: flow }
  visits_2: { label: Visits, type: flow }",
    cure: "Give one of them a label that says what is another thing about it: `label: Visits by appointment`. Where readers \
        do know which is which, say so in a comment: `# kalends: allow K0360 because …`. Once reports are published, a \
        new metric under the label of another one is an error (K1088).",
    allowable: true,
};

/// Something of both metrics is called `label`; `defined` is where the `other` one is.
pub fn one_label(place: Place, metric: &str, other: &str, label: &str, defined: Place) -> Diagnostic {
    ONE_LABEL
        .warning(
            place,
            format!("`{metric}` and `{other}` both show something called {label:?}: readers could not tell them apart"),
        )
        .related(defined, "this is called so, too")
        .help("give one of them a label that says what is another thing about it, or a `unit` where that is it; else allow this \
               with a comment")
}

pub static TYPED_FIGURE: Code = Code {
    id: "K0305",
    title: "A figure typed by hand",
    cause: "The number equals a figure of the report, and the text around it is about that figure. When the figure is \
        revised, or the text serves for another month, the number stays as it was typed.",
    example: r"content/2018-02.md
There are 1,807 key persons.",
    cure: "Write the reference: `There are {{ key_persons }} key persons.` Where the number is meant to stand, say so \
        in a comment before the paragraph: `<!-- kalends: allow K0305 because the law names it -->`.",
    allowable: true,
};

pub fn typed_figure(place: Place, typed: &str, equals: &str, reference: &str) -> Diagnostic {
    TYPED_FIGURE
        .warning(place, format!("`{typed}` is typed by hand, and {equals}"))
        .help(format!("write `{reference}`, so that the text follows the figure"))
}

pub static TYPED_FIGURE_OF_BEFORE: Code = Code {
    id: "K0306",
    title: "A figure of the report before, typed by hand",
    cause: "The number equals the figure of the period before and not that of this report. It may be left over from \
        the text that was copied.",
    example: r"content/2018-02.md
There are 1,819 key persons.",
    cure: "Write `{{ key_persons }}` for the figure of this report, or `{{ key_persons | at(period=previous) }}` if \
        the one before is meant.",
    allowable: true,
};

pub fn typed_figure_of_before(
    place: Place,
    typed: &str,
    equals: &str,
    now: Option<&str>,
    before: &str,
    report: Period,
) -> Diagnostic {
    let diagnostic = TYPED_FIGURE_OF_BEFORE
        .warning(place, format!("`{typed}` is typed by hand, and {equals}; the report is of {report}"));
    match now {
        Some(now) => diagnostic.help(format!(
            "if it is left over, write `{now}` for the figure of this report; if it is meant, write `{before}`"
        )),
        None => diagnostic.help(format!("write `{before}`, so that the text follows the figure")),
    }
}

pub static DIRECTION_AGAINST_CHANGE: Code = Code {
    id: "K0307",
    title: "A word against the change that it goes with",
    cause: "The sentence says up, down, more or fewer beside a change that went the other way or did not happen. The \
        change is computed, the word was typed.",
    example: r"content/2018-02.md
The number rose by {{ key_persons | change }}.",
    cure: "Mend the word, or let the figure say it: `{{ key_persons | trend }}` prints a fall or a rise.",
    allowable: true,
};

pub fn direction_against_change(
    place: Place,
    word: &str,
    metric: &str,
    members: &str,
    moved: &str,
    reference: &str,
) -> Diagnostic {
    let part = if members.is_empty() { String::new() } else { format!(" ({members})") };
    DIRECTION_AGAINST_CHANGE
        .warning(place, format!("the text says `{word}`, but `{metric}`{part} {moved}"))
        .help(format!("mend the word, or let the figure say it: `{reference}`"))
}

pub static UNCHANGED_PARAGRAPH: Code = Code {
    id: "K0308",
    title: "A paragraph left from the report before",
    cause: "The paragraph is that of the report before, word for word, and a figure that it cites moved beyond the \
        metric's `tolerance` or, without one, out of its usual variation (`spc`). Its explanation may be \
        last month's too.",
    example: r"content/2018-02.md
The {{ visits }} visits are due to the weather.",
    cure: "Write what is new. Where it still holds, put a comment before it: `<!-- kalends: allow K0308 because the \
        winter goes on -->`.",
    allowable: true,
};

pub fn unchanged_paragraph(place: Place, metric: &str, moved: &str, before: Place) -> Diagnostic {
    UNCHANGED_PARAGRAPH
        .warning(place, format!("the paragraph is that of the report before, word for word, but `{metric}` {moved}"))
        .related(before, "the same words here")
        .help("write what is new; if it still holds, say so: `<!-- kalends: allow K0308 because … -->`")
}

pub static LEFT_OUT: Code = Code {
    id: "K0309",
    title: "A metric that the snapshot leaves out",
    cause: "The snapshots before stated the metric, or a member of it, as many months after its period's end, and this \
        one does not. The report has a gap that nobody explains.",
    example: r"data/2018-02.yaml
period: 2018-02
observations:
  key_persons: { values: { rh: 1395 } }",
    cure: "State it. Where it is missing, say so: `visits: { value: null, note: No extract this month. }`. Where it is \
        no longer counted, put a comment above `period:`; of a member, name its last period in its dimension, \
        `ended: { bfh: 2018-01 }`.",
    allowable: true,
};

pub fn left_out(
    place: Place,
    snapshot: Period,
    metric: &str,
    member: &str,
    period: Period,
    before: Place,
) -> Diagnostic {
    let part = if member.is_empty() { String::new() } else { format!(" ({member})") };
    let null = match (member.is_empty(), period == snapshot) {
        (true, true) => format!("{metric}: {{ value: null, note: … }}"),
        (true, false) => format!("{metric}: {{ period: {period}, value: null, note: … }}"),
        (false, _) => format!("{member}: null"),
    };
    let ended = match member.is_empty() || member.contains(',') {
        true => String::new(),
        false => {
            format!("; if it is counted no longer, name its last period in its dimension: `ended: {{ {member}: … }}`")
        }
    };
    let message = format!("the snapshot of {snapshot} leaves out `{metric}`{part} for {period}");
    LEFT_OUT
        .warning(place, message)
        .related(before, "stated last here")
        .help(format!("state it; if it is missing, write `{null}`{ended}"))
}

pub static CHANGE_WITHOUT_NOTE: Code = Code {
    id: "K0310",
    title: "A large change without a note",
    cause: "The figure moved by more than the `tolerance` that `data/metrics.yaml` gives the metric, and no \
        observation that it rests on has a note. Readers will ask why.",
    example: r"data/2018-02.yaml
  visits: 12",
    cure: "Add a note, which stands beside the figure: `visits: { value: 12, note: The ward was closed. }`.",
    allowable: true,
};

pub fn change_without_note(place: Place, metric: &str, period: Period, moved: &str, tolerance: &str) -> Diagnostic {
    let message =
        format!("`{metric}` for {period} {moved}, more than its tolerance of {tolerance}, and no note says why");
    CHANGE_WITHOUT_NOTE.warning(place, message).help("add `note: …`; it stands beside the figure on the page")
}

pub static PICTURE_WITHOUT_TEXT: Code = Code {
    id: "K0311",
    title: "A picture without words",
    cause: "Whoever cannot see the picture is told nothing, on screen readers and where it does not load.",
    example: r"content/2018-02.md
![](plan.png)",
    cure: "Say what it shows: `![Plan of the ward, with the new entrance](plan.png)`.",
    allowable: true,
};

pub fn picture_without_text(place: Place, source: &str) -> Diagnostic {
    PICTURE_WITHOUT_TEXT
        .warning(place, format!("the picture `{source}` has no words for those who cannot see it"))
        .help(format!("say what it shows: `![…]({source})`"))
}

pub static ANCHOR_TO_NOTHING: Code = Code {
    id: "K0312",
    title: "A link to a part that is not there",
    cause: "The link leads to a page, and no heading, chart, table or footnote of it has the id behind `#`. The reader \
        lands at the top of the page.",
    example: r"content/2018-02.md
See [staff](#staf).",
    cure: "Mend the id. A heading gets one from its words, or the one that is written behind it: `## Staff {#staff}`.",
    allowable: true,
};

pub fn anchor_to_nothing<'a>(place: Place, target: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let warning =
        ANCHOR_TO_NOTHING.warning(place, format!("the link leads to `{target}`, and no part of the page has that id"));
    let known: Vec<&str> = known.into_iter().collect();
    warning.help(suggest(target.rsplit('#').next().unwrap_or(""), known, "ids there are"))
}

pub static ALLOWED_WITHOUT_REASON: Code = Code {
    id: "K0313",
    title: "A comment that allows a warning without a reason",
    cause: "A comment that acknowledges a warning needs the word `because` and a reason, so that the next editor can \
        judge whether it still holds. Without one it has no effect.",
    example: r"content/2018-02.md
<!-- kalends: allow K0305 -->",
    cure: "Write `<!-- kalends: allow K0305 because the law names the number -->`.",
    allowable: false,
};

pub fn allowed_without_reason(place: Place, code: &Code) -> Diagnostic {
    let message = format!("the comment allows {} and does not say why, so it has no effect", code.id);
    ALLOWED_WITHOUT_REASON.warning(place, message).help(format!("write `kalends: allow {} because …`", code.id))
}

pub static ALLOWED_UNKNOWN: Code = Code {
    id: "K0314",
    title: "A comment that allows what cannot be allowed",
    cause: "Only warnings that stand at a line of a file can be acknowledged. An error would make a page wrong, so it \
        must be mended.",
    example: r"content/2018-02.md
<!-- kalends: allow K0102 because we know -->",
    cure: "Mend the error, or copy the code from the warning.",
    allowable: false,
};

/// `allowable` are the codes that can be allowed.
pub fn allowed_unknown(place: Place, written: &str, allowable: &[&Code]) -> Diagnostic {
    let allowable: Vec<&str> = allowable.iter().map(|code| code.id).collect();
    ALLOWED_UNKNOWN
        .warning(place, format!("`{written}` is no warning that can be allowed"))
        .help(format!("errors must be mended; what can be allowed is {}", allowable.join(", ")))
}

pub static ALLOWED_IN_VAIN: Code = Code {
    id: "K0315",
    title: "A comment that nothing needs",
    cause: "No warning of this code was found where the comment holds: it was mended, or the comment stands in another \
        place. Left there, it would hide the next one.",
    example: r"content/2018-02.md
<!-- kalends: allow K0305 because the law names the number -->
There are {{ key_persons }} key persons.",
    cure: "Take the comment out, or move it before the paragraph, the heading's section or the line of YAML that \
        it is about.",
    allowable: false,
};

pub fn allowed_in_vain(place: Place, code: &Code) -> Diagnostic {
    ALLOWED_IN_VAIN
        .warning(place, format!("the comment allows {}, which is not found where it holds", code.id))
        .help("take the comment out, or move it to where the warning is")
}

pub static NOT_AN_ACKNOWLEDGEMENT: Code = Code {
    id: "K0316",
    title: "A comment that is not understood",
    cause: "The comment begins with `kalends:`, so it was meant for kalends, and does not go on with `allow` \
        and a code.",
    example: r"content/2018-02.md
<!-- kalends: alow K0305 because I say so -->",
    cure: "Write `<!-- kalends: allow K0305 because … -->`, in YAML `# kalends: allow K0310 because …`.",
    allowable: false,
};

pub fn not_an_acknowledgement(place: Place) -> Diagnostic {
    NOT_AN_ACKNOWLEDGEMENT
        .warning(place, "the comment begins with `kalends:` and is not understood")
        .help("write `kalends: allow K0305 because …`")
}

pub static SHARE_UNLIKE_PARTS: Code = Code {
    id: "K0324",
    title: "A share that is not the one its parts give",
    cause: "A ratio is computed from its parts, and may be stated only where they are not known. Here it is stated, \
        its parts are known, and they give another share; readers see the stated one beside parts that contradict it.",
    example: r"data/2018-02.yaml
  trained_share: 90 %",
    cure: "Take the stated share out. If it is right and the parts are wrong, correct the parts.",
    allowable: true,
};

/// `stated` and `computed` as they are shown.
pub fn share_unlike_parts(
    place: Place,
    metric: &str,
    period: Period,
    stated: &str,
    computed: &str,
    part: Option<Place>,
) -> Diagnostic {
    let warning = SHARE_UNLIKE_PARTS
        .warning(place, format!("`{metric}` for {period} is stated as {stated}, and its parts give {computed}"))
        .help(
            "take the stated share out, so that it is computed; a share is stated only where its parts are not known",
        );
    match part {
        Some(part) => warning.related(part, "a part of it"),
        None => warning,
    }
}

pub static LIMITS_WITHOUT_SEASON: Code = Code {
    id: "K0325",
    title: "Limits around values that follow the season",
    cause: "The metric has XmR limits, and its values a year apart are alike. The limits take the season for usual \
        variation: they are too wide to show what is out of the ordinary, and a winter as every year may stand out.",
    example: r"data/metrics.yaml
  falls: { label: Falls, type: flow, spc: true }",
    cure: "Draw the change on the year before, `chart(kind=\"deviation\")`, and take `spc` out; or keep the limits, under \
        which the page says that they do not know the season, and say so in a comment above the metric: \
        `# kalends: allow K0325 because …`.",
    allowable: true,
};

pub fn limits_without_season(place: Place, metric: &str) -> Diagnostic {
    LIMITS_WITHOUT_SEASON
        .warning(place, format!("`{metric}` follows the season, which the limits of its chart do not know"))
        .help("draw the change on the year before, `chart(kind=\"deviation\")`, and take `spc` out of the definition")
}

pub static MISSED_WITHOUT_WORDS: Code = Code {
    id: "K0326",
    title: "A missed target without a word",
    cause: "The figure that the newest report shows misses its target, as the whole or as a member that has a target of \
        its own. Its observation, or those that it is computed from, leave open why, what is done about it, who does it, \
        or by when. That is what readers ask next.",
    example: r"data/2018-02.yaml
  key_persons: 1807",
    cure: "Write both beside the amount: `{ value: 1807, note: \"Courses were full.\", action: { what: More courses, who: \
        The academy, by: 2018-05 } }`; `by` is a period or a day. Of a metric that is computed, write them beside what it \
        is computed from.",
    allowable: true,
};

/// `missing` says what is left open, `written` how the observation is written with it.
pub fn missed_without_words(
    place: Place,
    metric: &str,
    member: &str,
    period: Period,
    missing: &str,
    written: &str,
) -> Diagnostic {
    let part = if member.is_empty() { String::new() } else { format!(" ({member})") };
    let message = format!("`{metric}`{part} misses its target for {period}, and nothing says {missing}");
    MISSED_WITHOUT_WORDS.warning(place, message).help(format!("write it beside the amount: `{written}`"))
}

pub static RELEASE_LEFT_OPEN: Code = Code {
    id: "K0328",
    title: "A report that leaves open when the next one comes, or who answers",
    cause: "Other reports of this folder say it, so readers look for it. The newest one does not.",
    example: r"content/2018-02.md
---
published: 2018-03-05
---",
    cure: "Write `next: 2018-05-07` and `contact: The clinic's data office, 38 66 50 00` into its front matter. A contact \
        for all reports of a folder stands in `_index.md`.",
    allowable: true,
};

pub fn release_left_open(place: Place, period: Period, lacks_next: bool, lacks_contact: bool) -> Diagnostic {
    let (what, keys) = match (lacks_next, lacks_contact) {
        (true, true) => ("when the next report comes, nor who answers for it", "`next: …` and `contact: …`"),
        (true, false) => ("when the next report comes", "`next: …`"),
        (false, _) => ("who answers for it", "`contact: …`"),
    };
    RELEASE_LEFT_OPEN
        .warning(place, format!("the report of {period} does not say {what}; others of its folder do"))
        .help(format!("add {keys} to its front matter"))
}

pub static TITLE_IS_THE_LABEL: Code = Code {
    id: "K0329",
    title: "A chart's title that is no more than a name",
    cause: "The title of the chart is the label of its metric, which the line below it says anyway, and there is no \
        subtitle; or it adds only that it is a chart, or by what the metric is split: `Chart of visits`, `Visits by ward`. A \
        reader looks at the title first, to learn what the chart shows.",
    example: r#"content/2018-02.md
{{ visits | chart(id="named", title="Visits") }}"#,
    cure: "Say in one sentence what the chart shows: `title=\"Twelve key persons fewer than in January\"`; or leave the title \
        out.",
    allowable: true,
};

pub fn title_is_the_label(place: Place, title: &str, metric: &str) -> Diagnostic {
    TITLE_IS_THE_LABEL
        .warning(place, format!("the title `{title}` only repeats the label of `{metric}`"))
        .help("say what the chart shows, as \"Fewer than in any month since May\", or leave `title` out")
}

pub static STATEMENT_LACKS: Code = Code {
    id: "K0330",
    title: "A quality statement that leaves something open",
    cause: "`quality.md` says how the figures of its folder are made and how good they are, under headings that are the same \
        in every statement, so that readers find what they look for; and as of which day it holds.",
    example: r"content/quality.md
---
title: Quality and method
---
## Purpose",
    cure: "Add the headings as they are written in the message, each with a sentence or two: that there is nothing to say \
        is worth saying. Add `updated: 2018-03-05` to the front matter.",
    allowable: true,
};

pub fn statement_lacks(place: Place, headings: &[&str], lacks_day: bool) -> Diagnostic {
    let names: Vec<String> = headings.iter().map(|heading| format!("`{heading}`")).collect();
    let (what, help) = match (names.is_empty(), lacks_day) {
        (true, _) => ("its day".to_owned(), "add `updated: 2018-03-05` to its front matter"),
        (false, true) => {
            (format!("its day and the headings {}", names.join(", ")), "add `updated: 2018-03-05` and the headings")
        }
        (false, false) => (format!("the headings {}", names.join(", ")), "add them, each with a sentence or two"),
    };
    STATEMENT_LACKS.warning(place, format!("the quality statement lacks {what}")).help(help)
}

pub static GAP_IN_A_SENTENCE: Code = Code {
    id: "K0358",
    title: "A dash in a sentence",
    cause: "The newest report has no amount where the sentence prints one, so it reads \"That is – short of the target\".",
    example: r"content/2018-02.md
In {{ period }} there were {{ visits }} visits.",
    cure: "Say it otherwise where the figure is missing: `{% if visits | known %}In {{ period }} there were {{ visits }} \
        visits.{% else %}The visits of {{ period }} are not counted yet.{% endif %}`.",
    allowable: true,
};

/// `called` is the figure as a narrative names it: `visits | of(ward="north")`.
pub fn gap_in_a_sentence(place: Place, metric: &str, member: &str, period: Period, called: &str) -> Diagnostic {
    let part = if member.is_empty() { String::new() } else { format!(" ({member})") };
    GAP_IN_A_SENTENCE
        .warning(place, format!("the sentence prints a dash, since `{metric}`{part} is missing for {period}"))
        .help(format!("say it otherwise then: `{{% if {called} | known %}}…{{% else %}}…{{% endif %}}`"))
}

/// The same of a change that there is none of, since the running total began anew after the period `since`. `called` is
/// the change as a narrative names it.
pub fn beginning_in_a_sentence(place: Place, metric: &str, since: Period, period: Period, called: &str) -> Diagnostic {
    let message = format!(
        "the sentence prints a dash, since the running total `{metric}` begins anew between {since} and {period}"
    );
    let help = format!("say it otherwise then: `{{% if {called} | known %}}…{{% else %}}…{{% endif %}}`");
    GAP_IN_A_SENTENCE.warning(place, message).help(help)
}

pub static CORRECTIONS_ALONE: Code = Code {
    id: "K0359",
    title: "A report of a month of which nothing is stated",
    cause: "The snapshot only corrects what earlier ones stated, and the standing text makes a report of its month all \
        the same: an empty one.",
    example: r"data/2018-03.yaml
period: 2018-03
observations:
  visits: { period: 2018-01, value: 41, reason: A late return. }",
    cure: "State the figures of the month. If they come later and the correction is to be out before, end the standing \
        text before this month with `to: 2018-02`, and take that out again with the month's figures.",
    allowable: true,
};

pub fn corrections_alone(place: Place, month: Period) -> Diagnostic {
    CORRECTIONS_ALONE
        .warning(place, format!("the snapshot of {month} corrects others and states nothing new, and it gets a report"))
        .help(format!(
            "state the figures of the month, or write `to: {}` into the front matter of `_report.md` until they are there",
            month.previous()
        ))
}
