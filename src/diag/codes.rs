//! Every code in words: what kalends saw, why it matters, an example, and what to do.
//!
//! `kalends explain K0203` prints an entry, SARIF carries it as a rule, and docs/diagnostics.md is all of them. The
//! message of one fault is made in `faults`; here stands what holds for every fault of the code. tests/it/codes.rs holds
//! the two together.

/// What one code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `K0203`, as it stands in brackets in a message.
    pub code: &'static str,
    /// A noun phrase with a capital and without a final stop.
    pub title: &'static str,
    /// One to three sentences of Markdown: what was seen, and why it matters.
    pub cause: &'static str,
    /// A faulty site, cut to what matters: the path of a file and lines of it, or `$` and a command.
    pub example: &'static str,
    /// Markdown: the mended line, or what to do.
    pub cure: &'static str,
}

impl Code {
    /// The example as the file it is about and its lines. No file where it is a command.
    pub fn parts(&self) -> (Option<&'static str>, &'static str) {
        match self.example.split_once('\n') {
            Some((file, lines)) if !file.starts_with('$') => (Some(file), lines),
            _ => (None, self.example),
        }
    }
}

/// The stages that the first two digits of a code name, in order.
pub const STAGES: &[(&str, &str)] = &[
    ("00", "Files and YAML"),
    ("01", "Settings and catalog"),
    ("02", "Snapshots"),
    ("03", "What readers could trip over"),
    ("04", "Narrative"),
    ("05", "Templates"),
    ("06", "Output"),
    ("07", "Commands"),
    ("08", "Writing data and text"),
    ("09", "Preview, comparison, review"),
    ("10", "What is published"),
];

/// The code that is written so, in capital or small letters. `None` when there is none.
pub fn of(written: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code.eq_ignore_ascii_case(written))
}

/// Every code, in order.
pub const CODES: &[Code] = &[
    Code {
        code: "K0001",
        title: "No site here",
        cause: "Kalends looks for a file `kalends.yaml` in the folder it is started in and in every folder above; \
            the \
            folder that holds it is the site. There was none, so there is nothing to build.",
        example: "$ kalends build",
        cure: "Change into the site's folder, or name it: `kalends build --root path/to/site`. `kalends init \
            path/to/new-site` makes a new one.",
    },
    Code {
        code: "K0002",
        title: "No file says what is measured",
        cause: "Every figure belongs to a metric, and metrics are defined in `data/metrics.yaml`. Without it no \
            snapshot can be read.",
        example: r"$ ls data
2018-01.yaml  2018-02.yaml",
        cure: "Write the file, with one metric at least: `metrics: { visits: { type: flow } }`.",
    },
    Code {
        code: "K0003",
        title: "A file that cannot be read",
        cause: "The system refused to hand over the file, or the file is larger than the 32 MB that kalends reads. \
            The message holds the system's reason. Nothing is built from the rest, because a page could lack a figure \
            that the file states.",
        example: "$ chmod 000 data/2018-02.yaml",
        cure: "Give yourself the right to read it, make it smaller, or take it out of the site.",
    },
    Code {
        code: "K0004",
        title: "A file that is not in UTF-8",
        cause: "The file holds bytes that are no UTF-8, as older programs write them. Which letters they stand for \
            can only be guessed, and a wrong guess would put wrong names on pages. Line and column are those of the \
            first such byte.",
        example: r"$ file data/2018-02.yaml
data/2018-02.yaml: ISO-8859 text",
        cure: "Open it in your editor and save it as UTF-8; in Excel, choose \"CSV UTF-8\".",
    },
    Code {
        code: "K0005",
        title: "A character that no page can show",
        cause: "The text holds a control character, which cannot be seen, and which is not allowed in HTML. Such \
            characters come along when text is copied out of other programs.",
        example: r#"data/2018-02.yaml
  visits: { value: 42, note: "counted\a twice" }"#,
        cure: "Delete it: `note: \"counted twice\"`. The caret of the message stands under it.",
    },
    Code {
        code: "K0006",
        title: "A file that is not YAML",
        cause: "The file cannot be taken apart into keys and values. Often the indentation is off, or a text with \
            `:` \
            or `#` in it stands without quotes.",
        example: r"data/2018-02.yaml
  visits:
    value: 42
    note: Source: the register",
        cure: "Put the text into quotes: `note: \"Source: the register\"`. Indent with spaces, never with tabs; what \
            belongs together begins in the same column.",
    },
    Code {
        code: "K0007",
        title: "A key that stands twice",
        cause: "One mapping has the same key twice. YAML readers differ in which of the two counts, so kalends asks.",
        example: r"data/2018-02.yaml
  visits: 42
  key_persons: 1807
  visits: 43",
        cure: "Keep one of the two. Several observations of one metric are a list: `visits: [42, { period: 2018-01, \
            value: 41, reason: … }]`.",
    },
    Code {
        code: "K0008",
        title: "A key that kalends does not know",
        cause: "A key has no meaning where it stands. It would be without effect, which you would notice on the page \
            at best, so it is refused.",
        example: r"content/2018-02.md
---
titel: February
---",
        cure: "Mend the spelling, here `title: February`, or move the key to where it belongs. The message names the \
            nearest key or all that are known.",
    },
    Code {
        code: "K0009",
        title: "A key that is missing",
        cause: "Something cannot be read without this key: settings without `title`, a metric without `type`, a \
            snapshot without `period`.",
        example: r"data/metrics.yaml
  staff: { label: Staff }",
        cure: "Add the key: `staff: { label: Staff, type: stock }`.",
    },
    Code {
        code: "K0010",
        title: "A value of the wrong shape",
        cause: "The key takes another kind of value: a list, text, `true` or `false`, a whole number within bounds. \
            The message says which is expected and which was found.",
        example: r"kalends.yaml
history: many",
        cure: "Write a value of that shape, here `history: 24`.",
    },
    Code {
        code: "K0011",
        title: "A word that has no meaning here",
        cause: "The key takes one of a few words, and this is none of them.",
        example: r"data/metrics.yaml
  staff: { type: stok }",
        cure: "Write one of the words that the message names, here `type: stock`.",
    },
    Code {
        code: "K0013",
        title: "A file name that is not UTF-8",
        cause: "The name of a file holds bytes that are no UTF-8, as old archives and network drives produce them. \
            No \
            link could lead to it.",
        example: r"$ ls content
'm'$'\370''der.md'",
        cure: "Rename the file, with letters, digits, `-` and `_`.",
    },
    Code {
        code: "K0014",
        title: "A link or a device among the files",
        cause: "A symbolic link, or a file that is none, such as a pipe, lies in the site. Kalends does not follow \
            links, so that a site is always what its folder holds, wherever it is copied.",
        example: "$ ln -s /srv/shared/2018-02.yaml data/2018-02.yaml",
        cure: "Put the file itself into the site. If it is not needed, remove the link.",
    },
    Code {
        code: "K0101",
        title: "A name that cannot be an id",
        cause: "Ids of metrics, dimensions and members stand in formulas, in the narrative and in addresses, so they \
            have one plain form.",
        example: r"data/metrics.yaml
  over-time: { type: flow }",
        cure: "Begin with a letter a to z and go on with a to z, 0 to 9 and `_`, 60 characters at most: `over_time`. \
            What readers see is the `label`, which may be any text.",
    },
    Code {
        code: "K0102",
        title: "A metric that is not defined",
        cause: "A name stands where a metric belongs, but `data/metrics.yaml` defines none of that name. A figure of \
            it could not be read or shown.",
        example: r"content/2018-02.md
---
key_figures: [visit]
---",
        cure: "Mend the spelling, here `visits`, or define the metric in `data/metrics.yaml`.",
    },
    Code {
        code: "K0103",
        title: "A dimension that is not defined",
        cause: "`by` or `for_each` names a dimension that is not among the `dimensions` of `data/metrics.yaml`.",
        example: r"data/metrics.yaml
  staff: { type: stock, by: [hosptal] }",
        cure: "Mend the spelling, here `hospital`, or define the dimension with its members.",
    },
    Code {
        code: "K0104",
        title: "A member that the dimension does not have",
        cause: "An amount is stated or asked for a member that its dimension does not list. It could not be placed \
            in \
            any table.",
        example: r"data/2018-02.yaml
  key_persons: { values: { rg: 900, bfh: 907 } }",
        cure: "Mend the spelling, here `rh`, or add the member to the dimension in `data/metrics.yaml`.",
    },
    Code {
        code: "K0105",
        title: "A source that is not defined",
        cause: "`source` names one of the `sources` of `kalends.yaml`, and there is none of that name, so the page \
            could not say where the figure comes from.",
        example: r"data/metrics.yaml
  staff: { type: stock, source: registr }",
        cure: "Mend the spelling, or add it to `kalends.yaml`: `sources: { register: Staff register }`.",
    },
    Code {
        code: "K0106",
        title: "Definitions that go round in a circle",
        cause: "A metric, or its target, is computed from others that are in the end computed from it. There is no \
            figure to begin with.",
        example: r"data/metrics.yaml
  a: { type: derived, formula: b + 1 }
  b: { type: derived, formula: c * 2 }
  c: { type: ratio, numerator: a, denominator: visits }",
        cure: "Let one of the metrics in the circle be recorded in the snapshots, as a `stock` or a `flow`. To use \
            the amount of the period before, write `previous(id)` of a recorded metric.",
    },
    Code {
        code: "K0107",
        title: "A formula that cannot be read",
        cause: "The text of a formula is not complete, or holds a sign or function that formulas do not have. The \
            caret stands where reading stopped.",
        example: r"data/metrics.yaml
  a: { type: derived, formula: visits + }",
        cure: "Write it from metric ids, numbers, `+ - * /`, parentheses, `target(id)` and `previous(id)`: `formula: \
            visits + 1`.",
    },
    Code {
        code: "K0108",
        title: "An id that is taken",
        cause: "The narrative gives this word a meaning of its own, such as `period` or `report`, so a metric of \
            that \
            name could not be written there.",
        example: r"data/metrics.yaml
  period: { type: stock }",
        cure: "Choose another id, such as `stay_period`. The `label` may be any text.",
    },
    Code {
        code: "K0109",
        title: "A key that does not fit the metric's type",
        cause: "The key is known, but means nothing for a metric of this type, and would be without effect: \
            `formula` \
            belongs to `derived`, `numerator` and `denominator` to `ratio`, `of` and `since` to `cumulative`, \
            `over_time` to `stock`, `additive` to `stock` and `flow`.",
        example: r"data/metrics.yaml
  staff: { type: stock, formula: visits * 2 }",
        cure: "Remove the key, or give the metric the type it belongs to: `{ type: derived, formula: visits * 2 }`.",
    },
    Code {
        code: "K0110",
        title: "Inputs that are counted by other periods",
        cause: "A computed metric takes its inputs period by period, so all of them must be counted by the same: by \
            month, quarter or year.",
        example: r"data/metrics.yaml
  hires: { type: flow, grain: quarter }
  rate: { type: ratio, numerator: visits, denominator: hires }",
        cure: "Compute from metrics of one `grain`. Record the finer one by the coarser grain as well, if you need \
            the two together.",
    },
    Code {
        code: "K0111",
        title: "A target that is not there",
        cause: "The formula asks for `target(id)`, but that metric has no target.",
        example: r"data/metrics.yaml
  missing: { type: derived, formula: target(visits) - visits }",
        cure: "Give that metric a `target`, or write the number in the formula.",
    },
    Code {
        code: "K0112",
        title: "A target with more than one rule, or none",
        cause: "A target says one of three things: at least so much, at most so much, or within two bounds. This one \
            says none of them, or several, and it could not be judged.",
        example: r"data/metrics.yaml
  staff: { type: stock, target: { at_least: 1, at_most: 2 } }",
        cure: "Write one rule: `{ at_least: 2200 }`, `{ at_most: 30 }`, or for both bounds `{ within: [1, 2] }`.",
    },
    Code {
        code: "K0113",
        title: "A target without a direction",
        cause: "The target is a bare amount, and nothing says whether more or less of the metric is better. Kalends \
            then takes it as `at_least`, which may be the wrong way round.",
        example: r"data/metrics.yaml
  staff: { type: stock, target: 20 }",
        cure: "Write `target: { at_least: 20 }` or `{ at_most: 20 }`, or give the metric `better: higher` or \
            `better: \
            lower`.",
    },
    Code {
        code: "K0114",
        title: "A metric of three dimensions",
        cause: "A table has rows and columns, so a metric is split by two dimensions at most.",
        example: r"data/metrics.yaml
  staff: { type: stock, by: [a, b, c] }",
        cure: "Leave the dimension out that is read least, or record a second metric that has it.",
    },
    Code {
        code: "K0115",
        title: "A catalog without metrics",
        cause: "`data/metrics.yaml` defines nothing, so no report has a figure.",
        example: r"data/metrics.yaml
metrics: {}",
        cure: "Define one metric at least: `metrics: { visits: { type: flow } }`.",
    },
    Code {
        code: "K0116",
        title: "A colour that is none",
        cause: "Colours of the theme are written as six hexadecimal digits behind `#`. Without quotes YAML takes \
            everything behind `#` for a comment.",
        example: r##"kalends.yaml
theme: { accent: blue, accent_dark: "#12345" }"##,
        cure: "Write it in full and in quotes: `accent: \"#0b5394\"`.",
    },
    Code {
        code: "K0117",
        title: "A colour that is too pale to read",
        cause: "Links are written in the accent colour, and must stand out from the page and from marked lines with \
            a \
            contrast of at least 4.5, or people with weak sight cannot read them. `accent` is for the light scheme, \
            `accent_dark` for the dark one.",
        example: r##"kalends.yaml
theme: { accent: "#99bbdd", accent_dark: "#0b5394" }"##,
        cure: "Choose a darker `accent` or a lighter `accent_dark`, such as `{ accent: \"#0b5394\", accent_dark: \
            \"#99bbdd\" }`.",
    },
    Code {
        code: "K0118",
        title: "One id for a metric and a dimension",
        cause: "In the narrative both are called by their id, so the two need different ones.",
        example: r"data/metrics.yaml
  hospital: { type: stock }",
        cure: "Give one of them another id, such as `hospitals` for the number of hospitals.",
    },
    Code {
        code: "K0119",
        title: "A path of one point",
        cause: "The path of a target leads from one amount to another, so it has two points at least.",
        example: r"data/metrics.yaml
  staff: { type: stock, better: higher, target: { path: { 2018-01: 1 } } }",
        cure: "Write where it begins and where it ends: `{ path: { 2017-06: 1200, 2018-12: 2200 } }`. An amount that \
            does not change needs no path.",
    },
    Code {
        code: "K0120",
        title: "A running total of what cannot be added up",
        cause: "A `cumulative` metric adds up what happened in each period. The level at a period's end cannot be \
            added up: whoever is there in January and in February would count twice.",
        example: r"data/metrics.yaml
  ever: { type: cumulative, of: key_persons, since: start }",
        cure: "Let `of` name a metric of the type `flow`.",
    },
    Code {
        code: "K0121",
        title: "A dimension without members",
        cause: "A metric that is split by this dimension would have no part.",
        example: r"data/metrics.yaml
  age: { label: Age, members: {} }",
        cure: "List the members with their labels: `members: { rh: Rigshospitalet }`.",
    },
    Code {
        code: "K0122",
        title: "A phase that begins where there is no value",
        cause: "`rebase` names the first period of a new phase of process limits, but the metric has no value in it.",
        example: r"data/metrics.yaml
  key_persons: { type: stock, spc: { rebase: [2019-04] } }",
        cure: "Name the first period after the change that lies in the metric's history.",
    },
    Code {
        code: "K0123",
        title: "Protection of something that is no count",
        cause: "`suppress_below` and `round_to` protect people where few of them are counted. A share or an amount \
            with decimals counts nobody.",
        example: r"data/metrics.yaml
  share: { type: ratio, numerator: visits, denominator: key_persons, format: percent, suppress_below: 5 }",
        cure: "Give the key to the stocks and flows that this metric is computed from. What uses a hidden count is \
            hidden with it.",
    },
    Code {
        code: "K0124",
        title: "Counts that are hidden and rounded",
        cause: "Small counts are hidden or rounded. Both at once would let readers work out what is hidden from what \
            is rounded.",
        example: r"data/metrics.yaml
  visits: { type: flow, suppress_below: 5, round_to: 5 }",
        cure: "Keep one of the two.",
    },
    Code {
        code: "K0125",
        title: "An address that is none",
        cause: "`base_url` is where the site will be published. It is put before the addresses of pages in the feed, \
            the site map and the PDFs, so it must be a whole address without `?` and `#`.",
        example: r"kalends.yaml
base_url: intranet.example/reports?site=1",
        cure: "Write it as `https://intranet.example/reports/`.",
    },
    Code {
        code: "K0126",
        title: "A file of the theme that is not there",
        cause: "Logo and fonts are files below `content/`, and there is none of this name.",
        example: r"kalends.yaml
theme: { logo: logo.svg, logo_dark: logo-dark.svg }",
        cure: "Put the file into `content/`, and write its path from there; large and small letters differ.",
    },
    Code {
        code: "K0127",
        title: "Reports for the members of two dimensions",
        cause: "The reports of one folder are for each member of one dimension, so that every edition of a period \
            has \
            the same members. Two reports here name different dimensions.",
        example: r"content/hospitals/2018-02.md
---
for_each: ward
---",
        cure: "Put the reports of the other dimension into a folder of their own.",
    },
    Code {
        code: "K0128",
        title: "`for_each` on a page that is no report",
        cause: "`for_each` makes one report for each member, and a report belongs to a period. This page belongs to \
            none.",
        example: r"content/about.md
---
for_each: hospital
---",
        cure: "Write it into the `_report.md` of the folder, or take it out.",
    },
    Code {
        code: "K0129",
        title: "The reports of a member in the place of other pages",
        cause: "The reports of each member stand in a folder that is named after the member, and that folder belongs \
            to other pages.",
        example: r"content/_report.md
---
for_each: hospital
---",
        cure: "Put `_report.md` into a folder of its own, such as `content/members/_report.md`.",
    },
    Code {
        code: "K0130",
        title: "A metric that rests on too many figures",
        cause: "Metrics computed from metrics computed from metrics: one figure of it would be made of more than 500 \
            others, and its explanation would be as long.",
        example: r"data/metrics.yaml
  m7: { type: derived, formula: m6 + previous(m6) }",
        cure: "Let one of the metrics between be recorded in the snapshots, or use each of them once.",
    },
    Code {
        code: "K0131",
        title: "A year that cuts quarters",
        cause: "With `fiscal_year_start` a year may begin in any month, but quarters are those of the calendar. A \
            year of this site is not made of whole quarters, so it cannot hold a metric that is counted by quarter.",
        example: r"kalends.yaml
fiscal_year_start: 2",
        cure: "Count the metric by month, or let `fiscal_year_start` be 1, 4, 7 or 10.",
    },
    Code {
        code: "K0132",
        title: "A split that an input does not have",
        cause: "A computed metric has the dimensions that all its inputs have, and its own `by` may leave some of them \
            out. It cannot add one: each part would be given the whole of the input that is not split.",
        example: r"data/metrics.yaml
  per_bed: { label: Per bed, type: ratio, numerator: visits, denominator: key_persons, by: [hospital] }",
        cure: "Take the dimension out of `by`, or split the input too and state its parts.",
    },
    Code {
        code: "K0133",
        title: "A distance below zero",
        cause: "`near` and `tolerance` say how far a figure may be from its target, or from the month before. A \
            distance has no direction.",
        example: r"data/metrics.yaml
  d: { label: D, type: stock, target: { at_least: 400, near: -20 } }",
        cure: "Write the distance without its sign.",
    },
    Code {
        code: "K0134",
        title: "A shortfall inside a rule",
        cause: "`near` says by how much a target may be missed and still count as nearly met. It is said of the target as \
            a whole, so it stands beside `at_least`, `at_most` or `within`. Inside of them are amounts alone.",
        example: r"data/metrics.yaml
  staff: { type: stock, target: { at_least: { path: { 2018-01: 1, 2018-12: 9 }, near: 2 } } }",
        cure: "Move it out by one bracket: `{ at_least: { path: { 2018-01: 1, 2018-12: 9 } }, near: 2 }`.",
    },
    Code {
        code: "K0201",
        title: "A text that is not a period",
        cause: "A period is a month, a quarter or a year, and is written in one way only.",
        example: r"data/2018-02.yaml
  visits: { period: january, value: 43 }",
        cure: "Write a month as `2018-01`, a quarter as `2018-Q1`, a year as `2018`.",
    },
    Code {
        code: "K0202",
        title: "A count that is not whole",
        cause: "The metric counts things, but the amount has a fraction. Often the full stop was meant to part the \
            thousands.",
        example: r"data/2018-02.yaml
  key_persons: 1.807",
        cure: "Write the digits without a separator: `1807`. A metric that has decimals says `decimals: 1` in \
            `data/metrics.yaml`.",
    },
    Code {
        code: "K0203",
        title: "Text in the place of a number",
        cause: "The value is text to YAML: it stands in quotes, or has a comma, a space or a zero in front. Kalends \
            does not guess which number is meant, since `1,807` is one thing in Denmark and another in England.",
        example: r"data/2018-02.yaml
  key_persons: 1,807",
        cure: "Write the digits alone: `1807`, `24.5`, or `24.5 %` for a share. A figure that is not known is `null` \
            with a `note`.",
    },
    Code {
        code: "K0204",
        title: "A number that cannot be reported",
        cause: "YAML knows numbers such as `.nan`, `.inf` and `1e3`. They are no amounts that anybody counted.",
        example: r"data/2018-02.yaml
  visits: 1e3",
        cure: "Write the digits: `1000`. A figure that is not known is `null` with a `note`.",
    },
    Code {
        code: "K0205",
        title: "A figure that is stated twice",
        cause: "Two places of one month's snapshot state the same figure: the same metric, period and member. Which \
            of them counts cannot be told. The message shows both.",
        example: r"data/2018-02/wards.yaml
period: 2018-02
observations:
  visits: 41",
        cure: "Keep one of the two. What a later month replaces is stated in the later month's snapshot.",
    },
    Code {
        code: "K0206",
        title: "A total unlike the sum of its parts",
        cause: "The snapshot states a total and its parts, and the parts add up to something else. One of the two is \
            wrong, and both would be shown.",
        example: r"data/2018-02.yaml
  key_persons: { value: 1807, values: { rh: 900, bfh: 900 } }",
        cure: "Mend the one that is wrong. Where one person may count in several parts, say `additive: false` for \
            the \
            metric in `data/metrics.yaml`.",
    },
    Code {
        code: "K0207",
        title: "A revision without a reason",
        cause: "A later snapshot replaces an amount that has been published. Readers of the earlier report will be \
            told of it, and have a right to know why. Of a revision with `kind: routine` this is only a warning.",
        example: r"data/2018-02.yaml
  visits:
    - 42
    - { period: 2018-01, value: 41 }",
        cure: "Add a reason for readers: `{ period: 2018-01, value: 41, reason: One ward had counted twice. }`",
    },
    Code {
        code: "K0208",
        title: "A computed metric that is stated",
        cause: "The metric is computed from others, so a stated amount would either repeat it or contradict it.",
        example: r"data/2018-02.yaml
  twice: 84",
        cure: "Remove the line, and state what the metric is computed from. To record it instead, give it the type \
            `stock` or `flow`.",
    },
    Code {
        code: "K0209",
        title: "A period of another length",
        cause: "The metric is counted by month, quarter or year, and the observation is of a period of another \
            length.",
        example: r"data/2018-02.yaml
  visits: { period: 2017-Q4, value: 120 }",
        cure: "State it for the periods that the metric has, here months such as `2018-02`. Kalends adds the \
            quarters \
            up from them.",
    },
    Code {
        code: "K0210",
        title: "A period that has not ended",
        cause: "A snapshot of February cannot know what March will be. The period or the snapshot's month is \
            mistyped.",
        example: r"data/2018-02.yaml
  visits: { period: 2018-03, value: 43 }",
        cure: "Mend the period, or state the amount in a later snapshot. Amounts to come belong in a `target`.",
    },
    Code {
        code: "K0211",
        title: "A text that is not a date",
        cause: "`as_of` is the day of the extract, and dates are written in one way only: `1/2/2018` is the first of \
            February here and the second of January elsewhere.",
        example: r"data/2018-02.yaml
  visits: { value: 42, as_of: 1/2/2018 }",
        cure: "Write year, month and day: `as_of: 2018-02-01`.",
    },
    Code {
        code: "K0212",
        title: "Withdrawn and given a value at once",
        cause: "`withdrawn: true` takes a published figure back and leaves a gap; a value would replace it. The \
            observation says both.",
        example: r"data/2018-02.yaml
  visits: { period: 2018-01, withdrawn: true, value: 3, reason: A mistake. }",
        cure: "Remove `withdrawn` to replace the figure, or the value to take it back.",
    },
    Code {
        code: "K0213",
        title: "An observation without an amount",
        cause: "The observation has neither `value` nor `values`, nor is it withdrawn. It states nothing.",
        example: r"data/2018-02.yaml
  visits: { note: Counted late. }",
        cure: "Add the amount: `{ value: 42, note: Counted late. }`. A figure that is known to be missing is `{ \
            value: null, note: … }`.",
    },
    Code {
        code: "K0214",
        title: "An amount beyond what kalends counts exactly",
        cause: "Amounts stay exact from file to page, which holds up to 1,000,000,000,000,000 and for a certain \
            number of decimals. This one goes beyond.",
        example: r"data/2018-02.yaml
  key_persons: 12345678901234567",
        cure: "Count in thousands or millions and say so in the `unit`, or round. A share of two counts is better \
            recorded as the counts, and computed by a `ratio`.",
    },
    Code {
        code: "K0215",
        title: "A withdrawal of what was never stated",
        cause: "The observation takes a figure back that no earlier snapshot states. The period or the metric is \
            mistyped.",
        example: r"data/2018-02.yaml
  visits: { period: 2017-12, withdrawn: true, reason: A mistake. }",
        cure: "Mend the period. A figure that was never known is `{ period: 2017-12, value: null, note: … }`.",
    },
    Code {
        code: "K0216",
        title: "A snapshot of another month than its file says",
        cause: "The `period` in the file differs from the month in its name. Often the file was copied from an \
            earlier month, and its figures would then count for that one.",
        example: r"data/2018-02.yaml
period: 2018-01",
        cure: "Mend the one that is wrong, mostly the `period` inside.",
    },
    Code {
        code: "K0217",
        title: "A figure that is missing without a reason",
        cause: "The figure is `null`, and no note says why. The page shows a gap, and readers will ask.",
        example: r"data/2018-02.yaml
  visits: null",
        cure: "Write `visits: { value: null, note: The register was closed. }`. The note stands where the figure \
            would.",
    },
    Code {
        code: "K0218",
        title: "A snapshot of a quarter or a year",
        cause: "A snapshot is what was reported in one month; reports of quarters and years are made of the months.",
        example: r"data/2018-02.yaml
period: 2018-Q1",
        cure: "Write the month, `period: 2018-03`. An observation in it may name a quarter: `hires: { period: \
            2018-Q1, value: 712 }`.",
    },
    Code {
        code: "K0219",
        title: "An observation that must say its quarter or year",
        cause: "The metric is counted by quarter or year, and none ends with the snapshot's month, so it is not \
            clear \
            which one the amount is of.",
        example: r"data/2018-02.yaml
  hires: 712",
        cure: "Name it: `hires: { period: 2017-Q4, value: 712 }`.",
    },
    Code {
        code: "K0220",
        title: "Parts of a metric that has none",
        cause: "`values` states amounts for members, but the metric is not split by a dimension.",
        example: r"data/2018-02.yaml
  visits: { values: { rh: 40 } }",
        cure: "Write `visits: 40`, or give the metric `by: [hospital]` in `data/metrics.yaml`.",
    },
    Code {
        code: "K0221",
        title: "A share in the place of a number",
        cause: "The amount has a `%` sign, but the metric is a number. 42 % would become 0.42.",
        example: r"data/2018-02.yaml
  visits: 42 %",
        cure: "Write the number, or give the metric `format: percent` in `data/metrics.yaml`.",
    },
    Code {
        code: "K0222",
        title: "A share of more than 200 %",
        cause: "The metric is a share, where 1 is the whole: 24 means 2,400 %. Mostly 24 % was meant.",
        example: r"data/2018-02.yaml
  trained: 24",
        cure: "Write `24 %` or `0.24`. A share that is meant to be so large is written with its sign: `2400 %`.",
    },
    Code {
        code: "K0223",
        title: "A withdrawal without a reason",
        cause: "A published figure is taken back. Readers of the earlier report will be told of it, and have a right \
            to know why.",
        example: r"data/2018-02.yaml
  visits: { period: 2018-01, withdrawn: true }",
        cure: "Add a reason for readers: `{ period: 2018-01, withdrawn: true, reason: Two wards are missing. }`",
    },
    Code {
        code: "K0224",
        title: "A figure that is taken back without saying so",
        cause: "An earlier snapshot states an amount, and this one says `null` for the same figure. That could be a \
            withdrawal or an accident.",
        example: r"data/2018-02.yaml
  visits: { period: 2018-01, value: null, note: Unknown. }",
        cure: "To take it back, write `{ period: 2018-01, withdrawn: true, reason: … }`. Otherwise remove the \
            observation: the earlier amount holds on.",
    },
    Code {
        code: "K0225",
        title: "A file in data/ that is not read",
        cause: "Snapshots are files that end with `.yaml` or `.yml`. Any other file in `data/` is left alone, which \
            may not be what you expect.",
        example: r"data/notes.txt
To do.",
        cure: "Give it a name that begins with `_` to say that this is meant, move it elsewhere, or turn it into \
            YAML.",
    },
    Code {
        code: "K0226",
        title: "A disclosure of what was never stated",
        cause: "`kind: disclosure` takes a figure out of older reports because it gives somebody away. No earlier \
            snapshot states this figure.",
        example: r"data/2018-02.yaml
    - { period: 2017-12, value: 40, kind: disclosure, reason: It gave somebody away. }",
        cure: "Put it on the figure that older reports show, with that period and those members. All that overlaps \
            it \
            is hidden there too.",
    },
    Code {
        code: "K0227",
        title: "A disclosure that shows the figure again",
        cause: "`kind: disclosure` hides a figure in older reports, but states the very same amount anew, so that \
            newer reports show it.",
        example: r"data/2018-02.yaml
    - { period: 2018-01, value: 40, kind: disclosure, reason: It gave somebody away. }",
        cure: "State a value that gives nobody away, or `withdrawn: true`.",
    },
    Code {
        code: "K0228",
        title: "A disclosure without a reason",
        cause: "A figure is taken out of older reports. Their readers will see that something is hidden, and should \
            know why.",
        example: r"data/2018-02.yaml
    - { period: 2018-01, value: 41, kind: disclosure }",
        cure: "Add `reason: …`. It will be read by all, so it must not tell the figure.",
    },
    Code {
        code: "K0229",
        title: "A period in another millennium",
        cause: "The period lies further back than any history kalends shows, 200 years of months. The year is \
            mistyped, here or in the newest snapshot.",
        example: r"data/2018-02.yaml
  visits: [42, { period: 1018-01, value: 40 }]",
        cure: "Mend the year: `2018-01`.",
    },
    Code {
        code: "K0301",
        title: "Parts that do not add up as they are shown",
        cause: "The amounts add up, but rounded as the page shows them they do not. A reader who adds them up finds \
            another total.",
        example: r"data/2018-02.yaml
  hours: { values: { rh: 1.4, bfh: 1.4 } }",
        cure: "Show more decimals with `decimals: 1` in `data/metrics.yaml`, or say in a `note` that the figures are \
            rounded.",
    },
    Code {
        code: "K0302",
        title: "A change across a new method",
        cause: "Between the two periods the way of counting changed, as a revision with `kind: method` says. Part of \
            the change is due to it, and the page shows it all as if it had happened.",
        example: r"data/2018-02.yaml
    - { period: 2018-01, value: 41, kind: method, reason: Telephone visits count too. }",
        cure: "Restate the other period by the same method too, or explain it in the text of the report.",
    },
    Code {
        code: "K0303",
        title: "A total of amounts of different age",
        cause: "Some members were stated in one snapshot and others in another, so the total mixes two extracts, and \
            may count what has moved twice or not at all.",
        example: r"data/2018-02.yaml
  hires: { period: 2017-Q4, values: { bfh: 400 } }",
        cure: "State all members anew in the later snapshot, so that the total rests on one extract.",
    },
    Code {
        code: "K0304",
        title: "A hidden count that older reports give away",
        cause: "A restated count is so small that it is hidden from now on. An older report shows figures from which \
            it can be worked out, since older reports are not changed.",
        example: r"data/2018-02.yaml
    - { period: 2018-01, values: { rh: 3 } }",
        cure: "Restate what older reports show with `kind: disclosure`, which takes it out of them: `{ period: \
            2018-01, values: { rh: 3 }, kind: disclosure, reason: … }`.",
    },
    Code {
        code: "K0305",
        title: "A figure typed by hand",
        cause: "The number equals a figure of the report, and the text around it is about that figure. When the \
            figure is revised, or the text serves for another month, the number stays as it was typed.",
        example: r"content/2018-02.md
There are 1,807 key persons.",
        cure: "Write the reference: `There are {{ key_persons }} key persons.` Where the number is meant to stand, \
            say so in a comment before the paragraph: `<!-- kalends: allow K0305 because the law names it -->`.",
    },
    Code {
        code: "K0306",
        title: "A figure of the report before, typed by hand",
        cause: "The number equals the figure of the period before and not that of this report. It may be left over \
            from the text that was copied.",
        example: r"content/2018-02.md
There are 1,819 key persons.",
        cure: "Write `{{ key_persons }}` for the figure of this report, or `{{ key_persons | at(period=previous) \
            }}` if the one before is meant.",
    },
    Code {
        code: "K0307",
        title: "A word against the change that it goes with",
        cause: "The sentence says up, down, more or fewer beside a change that went the other way or did not \
            happen. The change is computed, the word was typed.",
        example: r"content/2018-02.md
The number rose by {{ key_persons | change }}.",
        cure: "Mend the word, or let the figure say it: `{{ key_persons | trend }}` prints a fall or a rise.",
    },
    Code {
        code: "K0308",
        title: "A paragraph left from the report before",
        cause: "The paragraph is that of the report before, word for word, and a figure that it cites moved beyond \
            the metric's `tolerance` or, without one, out of its usual variation (`spc`). Its explanation may be \
            last month's too.",
        example: r"content/2018-02.md
The {{ visits }} visits are due to the weather.",
        cure: "Write what is new. Where it still holds, put a comment before it: `<!-- kalends: allow K0308 because \
            the winter goes on -->`.",
    },
    Code {
        code: "K0309",
        title: "A metric that the snapshot leaves out",
        cause: "The snapshots before stated the metric, or a member of it, as many months after its period's end, \
            and this one does not. The report has a gap that nobody explains.",
        example: r"data/2018-02.yaml
period: 2018-02
observations:
  key_persons: { values: { rh: 1395 } }",
        cure: "State it. Where it is missing, say so: `visits: { value: null, note: No extract this month. }`. \
            Where it is no longer counted, put a comment above `period:`.",
    },
    Code {
        code: "K0310",
        title: "A large change without a note",
        cause: "The figure moved by more than the `tolerance` that `data/metrics.yaml` gives the metric, and no \
            observation that it rests on has a note. Readers will ask why.",
        example: r"data/2018-02.yaml
  visits: 12",
        cure: "Add a note, which stands beside the figure: `visits: { value: 12, note: The ward was closed. }`.",
    },
    Code {
        code: "K0311",
        title: "A picture without words",
        cause: "Whoever cannot see the picture is told nothing, on screen readers and where it does not load.",
        example: r"content/2018-02.md
![](plan.png)",
        cure: "Say what it shows: `![Plan of the ward, with the new entrance](plan.png)`.",
    },
    Code {
        code: "K0312",
        title: "A link to a part that is not there",
        cause: "The link leads to a page, and no heading, chart, table or footnote of it has the id behind `#`. The \
            reader lands at the top of the page.",
        example: r"content/2018-02.md
See [staff](#staf).",
        cure: "Mend the id. A heading gets one from its words, or the one that is written behind it: `## Staff \
            {#staff}`.",
    },
    Code {
        code: "K0313",
        title: "A comment that allows a warning without a reason",
        cause: "A comment that acknowledges a warning needs the word `because` and a reason, so that the next \
            editor can judge whether it still holds. Without one it has no effect.",
        example: r"content/2018-02.md
<!-- kalends: allow K0305 -->",
        cure: "Write `<!-- kalends: allow K0305 because the law names the number -->`.",
    },
    Code {
        code: "K0314",
        title: "A comment that allows what cannot be allowed",
        cause: "Only warnings that stand at a line of a file can be acknowledged. An error would make a page wrong, \
            so it must be mended.",
        example: r"content/2018-02.md
<!-- kalends: allow K0102 because we know -->",
        cure: "Mend the error, or copy the code from the warning.",
    },
    Code {
        code: "K0315",
        title: "A comment that nothing needs",
        cause: "No warning of this code was found where the comment holds: it was mended, or the comment stands in \
            another place. Left there, it would hide the next one.",
        example: r"content/2018-02.md
<!-- kalends: allow K0305 because the law names the number -->
There are {{ key_persons }} key persons.",
        cure: "Take the comment out, or move it before the paragraph, the heading's section or the line of YAML \
            that it is about.",
    },
    Code {
        code: "K0316",
        title: "A comment that is not understood",
        cause: "The comment begins with `kalends:`, so it was meant for kalends, and does not go on with `allow` \
            and a code.",
        example: r"content/2018-02.md
<!-- kalends: alow K0305 because I say so -->",
        cure: "Write `<!-- kalends: allow K0305 because … -->`, in YAML `# kalends: allow K0310 because …`.",
    },
    Code {
        code: "K0324",
        title: "A share that is not the one its parts give",
        cause: "A ratio is computed from its parts, and may be stated only where they are not known. Here it is stated, \
            its parts are known, and they give another share; readers see the stated one beside parts that contradict it.",
        example: r"data/2018-02.yaml
  trained_share: 90 %",
        cure: "Take the stated share out. If it is right and the parts are wrong, correct the parts.",
    },
    Code {
        code: "K0401",
        title: "Front matter that is not closed",
        cause: "The page begins with `---`, which opens its front matter, and no second line `---` ends it. The text \
            would be read as YAML.",
        example: r"content/2018-02.md
---
title: February

There are {{ key_persons }}.",
        cure: "Put a line `---` behind the last key.",
    },
    Code {
        code: "K0402",
        title: "A report of a period without snapshots",
        cause: "The page is named after a period, so it is that period's report, but no snapshot has anything to \
            report on it.",
        example: r"content/2018-Q3.md
Text.",
        cure: "Add a snapshot of one of its months to `data/`. If the page is no report, give it another name.",
    },
    Code {
        code: "K0403",
        title: "A name that cannot be an address",
        cause: "The page's address is made of its file's name or its `slug`, and this one does not work on every \
            disk \
            and in every link.",
        example: r"content/notes.md
---
slug: ../notes
---",
        cure: "Use letters, digits, `-` and `_`: `slug: notes`.",
    },
    Code {
        code: "K0404",
        title: "An address that is taken",
        cause: "Two pages would have the same address, or one the address of the program's own pages, such as \
            `metrics`. One would replace the other. Addresses that differ only in capital letters are the same on \
            some disks.",
        example: r"content/hospitals/rh.md
About.",
        cure: "Give one of the pages another `slug` in its front matter.",
    },
    Code {
        code: "K0405",
        title: "An expression that cannot be carried out",
        cause: "A template or an expression `{{ … }}` of the narrative asks for something that is not there or not \
            possible. The message says what, and the caret where.",
        example: r#"content/2018-02.md
{{ visits | chart(kind="pie") }}"#,
        cure: "Mend the expression as the help line says. The filters of the narrative are listed in the README, \
            what \
            templates may use in docs/templates.md.",
    },
    Code {
        code: "K0406",
        title: "A name that is not known",
        cause: "An expression uses a name that stands for nothing here. In the narrative, names are the ids of \
            metrics and dimensions, and `period`, `previous`, `report` and `site`; in templates, those that \
            docs/templates.md lists.",
        example: r"content/2018-02.md
{{ key_person }} key persons.",
        cure: "Mend the spelling, here `key_persons`.",
    },
    Code {
        code: "K0407",
        title: "A filter that is not known",
        cause: "An expression puts a figure through a filter that does not exist.",
        example: r"content/2018-02.md
{{ key_persons | chnage }}",
        cure: "Mend the spelling, here `change`. The message names the nearest filter or all that there are.",
    },
    Code {
        code: "K0408",
        title: "A narrative that grows without end",
        cause: "The loops of a page write more than 4 MB of text. No reader wants that much, so one of them runs too \
            often.",
        example: r"content/2018-02.md
{% for a in range(end=3000) %}{% for b in range(end=3000) %}words {% endfor %}{% endfor %}",
        cure: "Shorten the loops, or give each part a page of its own.",
    },
    Code {
        code: "K0409",
        title: "A chart or table in the middle of text",
        cause: "Charts, tables and tiles are as wide as the page, so they cannot stand inside a list, a quotation, a \
            heading, a cell or a sentence.",
        example: r"content/2018-02.md
- One
- {{ visits | chart }}",
        cure: "Give it a paragraph of its own, with an empty line before and after. Within a sentence, `{{ visits | \
            spark }}` draws a small line.",
    },
    Code {
        code: "K0410",
        title: "A reference to a chart that is not there",
        cause: "`ref` points to a chart or table by its id, and the page has none of that id. Without an `id` of its \
            own a chart has that of its metric.",
        example: r#"content/2018-02.md
As {{ ref(id="visit") }} shows.

{{ visits | chart }}"#,
        cure: "Mend the spelling, here `visits`, or give the chart the id: `chart(id=\"visit\")`.",
    },
    Code {
        code: "K0411",
        title: "An id that is used twice",
        cause: "Two charts, tables or headings of a page have the same id. A link could lead to only one of them.",
        example: r#"content/2018-02.md
{{ visits | chart(id="one") }}

{{ key_persons | chart(id="one") }}"#,
        cure: "Give one of them another id.",
    },
    Code {
        code: "K0412",
        title: "A link to where links may not lead",
        cause: "A link may lead to the web, to a mail address or into the site. Anything else would run a script, or \
            lead to a place that only one machine has.",
        example: r"content/2018-02.md
Read [more](javascript:alert(1)).",
        cure: "Use `http`, `https`, `mailto`, or a path inside the site.",
    },
    Code {
        code: "K0413",
        title: "A link that leads to nothing",
        cause: "The link names a page or file that is not in the site. Readers would get an error.",
        example: r"content/2018-02.md
Read [more](abuot.md).",
        cure: "Mend the path, here `about.md`. A link to a page names its file in `content/`; kalends turns it into \
            the page's address.",
    },
    Code {
        code: "K0414",
        title: "HTML in the narrative",
        cause: "HTML that an author writes could run a script, so it is shown as the text it is, with its angle \
            brackets.",
        example: r"content/2018-02.md
Text with <b>bold</b> letters.",
        cure: "Write Markdown: `Text with **bold** letters.` If you trust every author, say `raw_html: allow` in \
            `kalends.yaml`.",
    },
    Code {
        code: "K0415",
        title: "A footnote that is missing",
        cause: "The text refers to a footnote that is not on the page.",
        example: r"content/2018-02.md
A claim.[^source]",
        cure: "Add a line with its text: `[^source]: The staff register.`",
    },
    Code {
        code: "K0416",
        title: "Parts that cannot be stacked",
        cause: "A stacked chart shows parts that make up the whole. In one of the periods these do not, so the top \
            of \
            the stack would be a figure that nobody stated.",
        example: r#"content/2018-02.md
{{ key_persons | chart(kind="stacked") }}"#,
        cure: "Use lines or small multiples, `chart(kind=\"multiples\", by=\"hospital\")`, or mend the figures.",
    },
    Code {
        code: "K0417",
        title: "A picture from outside the site",
        cause: "A picture from another machine is missing wherever the network is, and tells that machine who reads \
            the report.",
        example: r"content/2018-02.md
![A chart](https://example.org/chart.png)",
        cure: "Put the file into `content/` and name it there: `![A chart](chart.png)`.",
    },
    Code {
        code: "K0418",
        title: "A heading's id with signs that links cannot carry",
        cause: "The id in `{#…}` becomes part of an address.",
        example: r"content/2018-02.md
## One {#one:two}",
        cure: "Use letters, digits, `-` and `_`: `{#one-two}`.",
    },
    Code {
        code: "K0419",
        title: "A file in the place of a page",
        cause: "A file of `content/` would be copied to where kalends writes a page or an asset, or has a name that \
            some systems reserve for devices.",
        example: r"content/index.html
<p>Mine</p>",
        cure: "Give it another name, or put it into another folder of `content/`.",
    },
    Code {
        code: "K0420",
        title: "A folder's name that cannot be part of an address",
        cause: "A folder of `content/` is part of the addresses of all its pages. Its name has spaces or signs, or \
            is \
            one of the program's own: `assets`, `metrics`, `revisions`, `search`.",
        example: r"content/old reports/_report.md
Text.",
        cure: "Rename it, with letters, digits, `-` and `_`: `old-reports`.",
    },
    Code {
        code: "K0421",
        title: "A name that is nearly a period",
        cause: "A file that is named like a period is the report of it; any other name makes a page that belongs to no \
            month. This name looks as if a report was meant.",
        example: r"content/2018-2.md
# Status",
        cure: "Name the file as the period is written: `2018-02.md`, `2018-Q1.md`, `2018.md`. If it is a page, begin its \
            name with a letter.",
    },
    Code {
        code: "K0422",
        title: "A title that holds more than text",
        cause: "Titles and summaries stand in lists, feeds and tabs of browsers too, where nothing can be drawn and \
            nothing is numbered.",
        example: r"content/2018-02.md
title: Status {{ visits | chart }}",
        cure: "Write text and figures alone, as `{{ visits }}`; charts and references to them belong below the front \
            matter.",
    },
    Code {
        code: "K0501",
        title: "A template that is not there",
        cause: "A page asks for a template of its own by `template`, and `templates/` holds none of that name.",
        example: r"content/2018-02.md
---
template: wide.html
---",
        cure: "Name a file below `templates/`, such as `report.html`. `kalends init --templates` puts the built-in \
            ones there.",
    },
    Code {
        code: "K0502",
        title: "A page that grows without end",
        cause: "A template writes a page of more than 32 MB, so one of its loops runs too often.",
        example: r"templates/report.html
{% for a in range(end=9000) %}{% for b in range(end=9000) %}words {% endfor %}{% endfor %}",
        cure: "Shorten the loop, or let it run over less.",
    },
    Code {
        code: "K0503",
        title: "A template that another one asks for is not there",
        cause: "A template extends or includes a file that is neither below `templates/` nor built in. Templates \
            reach no other files of the site.",
        example: r#"templates/report.html
{% extends "nothing.html" %}"#,
        cure: "Name a file below `templates/`, or a built-in one such as `builtin/base.html`; docs/templates.md \
            lists \
            them.",
    },
    Code {
        code: "K0601",
        title: "A place where nothing can be written",
        cause: "The system refused to write there; the message holds its reason. The pages of the build before are \
            still whole: a build takes their place in one step, or not at all.",
        example: "$ kalends build --output /read-only/output",
        cure: "Free some space, mend the permissions, or name another folder with `--output DIR`.",
    },
    Code {
        code: "K0602",
        title: "An output folder with files of others",
        cause: "The folder holds files, and nothing says that kalends wrote them. It might be the wrong folder.",
        example: "$ kalends build --output ~/Documents",
        cure: "Name another folder with `--output DIR`. If it is the right one, `--force` takes it over; files that \
            kalends did not write are kept.",
    },
    Code {
        code: "K0603",
        title: "An output that is not a folder",
        cause: "A file stands where the folder of pages belongs.",
        example: "$ kalends build --output report.html",
        cure: "Name a folder with `--output DIR`, or remove the file.",
    },
    Code {
        code: "K0604",
        title: "A file of others in the place of a page",
        cause: "The output folder is that of kalends, but holds a file that kalends did not write, at the address of \
            a page that it would write now.",
        example: "$ kalends build",
        cure: "Move the file away, or let the page take its place with `--force`. Files that should be published \
            along with the pages belong in `content/`.",
    },
    Code {
        code: "K0605",
        title: "An output across the site's own files",
        cause: "The output folder is or holds the site's folder, or lies in `data/`, `content/` or `templates/`. \
            Pages would be taken for input.",
        example: "$ kalends build --output data/out",
        cure: "Choose a folder of its own, such as `output` in the site's folder.",
    },
    Code {
        code: "K0606",
        title: "A file that would be written over",
        cause: "Something of yours stands where `kalends init` or `kalends pdf` would write. Kalends never writes \
            over a file that may be yours, and wrote none of the others either.",
        example: "$ kalends init --templates",
        cure: "Move it away first, and copy what you need back afterwards.",
    },
    Code {
        code: "K0607",
        title: "A site where a new one should be",
        cause: "The folder holds a `kalends.yaml` already.",
        example: "$ kalends init .",
        cure: "Name a new folder: `kalends init my-reports`. To build the site that is there, run `kalends build`; \
            to \
            change its look, `kalends init --templates`.",
    },
    Code {
        code: "K0608",
        title: "A folder in use where a new site should be",
        cause: "A new site is made in a new or empty folder, so that its files can be told from yours.",
        example: "$ kalends init ~/Documents",
        cure: "Name a new or empty folder: `kalends init my-reports`.",
    },
    Code {
        code: "K0701",
        title: "No browser to print with",
        cause: "Kalends leaves printing to an installed Chromium, Chrome or Edge, and found none on the search path \
            or in the usual places.",
        example: "$ kalends pdf",
        cure: "Install one of them, or name it: `kalends pdf --browser PATH`, or `KALENDS_BROWSER=PATH` for good.",
    },
    Code {
        code: "K0702",
        title: "A browser that does not start",
        cause: "The browser that was named or found cannot be started; the message holds the system's reason.",
        example: "$ kalends pdf --browser /usr/bin/chromium-old",
        cure: "Name an installed Chromium, Chrome or Edge with `--browser PATH`.",
    },
    Code {
        code: "K0703",
        title: "A browser that printed nothing",
        cause: "The browser started and ended without a PDF. The message holds the last line it said.",
        example: "$ kalends pdf",
        cure: "Name another browser with `--browser PATH`, or open the built page and print it from there.",
    },
    Code {
        code: "K0704",
        title: "A browser that takes too long",
        cause: "The browser had printed nothing when its time was up, and was stopped.",
        example: "$ kalends pdf --timeout 5",
        cure: "Give it longer with `--timeout SECONDS`, up to an hour. If it never ends, name another browser with \
            `--browser PATH`.",
    },
    Code {
        code: "K0705",
        title: "A report that is not there",
        cause: "No report of this period or folder exists, so it cannot be printed. The message lists those that do.",
        example: "$ kalends pdf 2018-13",
        cure: "Name a period that has a report, such as `kalends pdf 2018-02`, and for a folder's reports `--series \
            FOLDER`. Reports of drafts need `--drafts`.",
    },
    Code {
        code: "K0706",
        title: "A PDF among the pages",
        cause: "The folder of pages is what kalends writes and clears; a PDF in it would be swept away by the next \
            build, or stand in the way of a page.",
        example: "$ kalends pdf --output output/2018-02.pdf",
        cure: "Choose another place with `--output FILE`. A PDF that the pages should offer belongs in `content/`.",
    },
    Code {
        code: "K0710",
        title: "A code that does not exist",
        cause: "`kalends explain` was asked for a code that no message of this version has. The message names the \
            nearest one.",
        example: "$ kalends explain K0999",
        cure: "Copy the code from the message: it stands in brackets behind `error` or `warning`. All codes are \
            listed in docs/diagnostics.md.",
    },
    Code {
        code: "K0801",
        title: "An extract that cannot be read",
        cause: "There is no file of that name, the system refuses it, or it is larger than 32 MB.",
        example: "$ kalends import extract.csv",
        cure: "Name the file with its path from the folder you are in. In `data/_imports.yaml` paths begin at the \
            site's folder.",
    },
    Code {
        code: "K0802",
        title: "A file that is no table",
        cause: "An extract is CSV, XLSX or ODS, which is told by what is in it and not by its name. Older and locked \
            workbooks, PDFs, web pages and packed files are not read, nor is a workbook that unpacks to more \
            than 256 MB or 5 million cells.",
        example: r"extract.csv
<!DOCTYPE html>",
        cure: "Open it in the program it came from and save it as CSV in UTF-8, or as XLSX or ODS without a \
            password.",
    },
    Code {
        code: "K0803",
        title: "A sheet that the workbook does not have",
        cause: "Without a name the first sheet that is not hidden is read.",
        example: "$ kalends import extract.xlsx --sheet Ark2",
        cure: "Write the name as it stands on the tab of the sheet, in `--sheet` or in `sheet` of the import.",
    },
    Code {
        code: "K0804",
        title: "An extract without names of columns",
        cause: "The first row with anything in it, or the row that `header` of an import names, must name the \
            columns. Here there is none.",
        example: r"data/_imports.yaml
  header: 3",
        cure: "Look at the extract. Rows are counted from 1, as spreadsheets and editors do.",
    },
    Code {
        code: "K0805",
        title: "A column that the extract does not have",
        cause: "Columns are found by their names; case does not matter, order neither. Without a mapping `metric`, \
            `period` and `value` must be there.",
        example: r"data/_imports.yaml
    visits: Antl",
        cure: "Write the name as it stands in the extract. The message shows the columns.",
    },
    Code {
        code: "K0806",
        title: "A column without a meaning",
        cause: "Without a mapping a column is one of `metric`, `period`, `value`, `as_of`, `status`, `source`, \
            `note`, `reason`, `kind`, or a dimension of `data/metrics.yaml`. Any other may be one of these with \
            a slip of the pen, so it is not passed over.",
        example: r"extract.csv
metric,period,hospitl,value",
        cure: "Rename the column or take it out. An import in `data/_imports.yaml` reads the columns that it names \
            and no others.",
    },
    Code {
        code: "K0807",
        title: "Two columns of one name",
        cause: "It cannot be told which of the two is meant. Names are compared without regard to case.",
        example: r"extract.csv
metric,period,value,Value",
        cure: "Rename one of the two at the source.",
    },
    Code {
        code: "K0808",
        title: "A row with more cells than there are columns",
        cause: "A text holds the separator and does not stand in quotes, or a column has no name. Either way the \
            cells may have moved.",
        example: r"extract.csv
visits,2018-03,5,six",
        cure: "Put the text in double quotes, or name the column.",
    },
    Code {
        code: "K0809",
        title: "An amount that is no number",
        cause: "An amount is digits with at most one decimal mark, separators between thousands, a sign and a \
            percent sign. What has an exponent, a unit or brackets is refused, for a program rounded or a person \
            wrote it.",
        example: r"extract.csv
visits,2018-03,five",
        cure: "Mend the amount at the source. In a mapping, leave rows that hold none out with `where`.",
    },
    Code {
        code: "K0810",
        title: "A number that could be two",
        cause: "`1.234` is a thousand in Denmark and little more than one in England. No other amount in the extract \
            settles which mark stands before decimals, so nothing is guessed.",
        example: r"extract.csv
visits;2018-03;1.234",
        cure: "Say which mark stands before decimals: `--decimal ,` or `--decimal .`, or `decimal: \",\"` in the \
            import.",
    },
    Code {
        code: "K0811",
        title: "Two decimal marks in one extract",
        cause: "Some amounts can only be read with a decimal comma and others only with a decimal point. One of them \
            would be read wrongly.",
        example: r"extract.csv
trained;2018-03;0,25
trained;2018-04;0.25",
        cure: "Mend the extract. If one mark is right and the rest are faults, name it with `--decimal` and the \
            faults are reported one by one.",
    },
    Code {
        code: "K0812",
        title: "An amount that is empty",
        cause: "An empty cell may be a zero, a figure that is not known or a mistake. It is none of them until \
            somebody says so.",
        example: r"extract.csv
visits,2018-03,",
        cure: "Leave the row out, or explain in a column `note` why the figure is not known; it is then stated as \
            `null`. A mapping leaves such rows out with `empty: skip`.",
    },
    Code {
        code: "K0813",
        title: "A row that does not say what it is of",
        cause: "The cell that names the metric, the period or the member is empty. Spreadsheets for people often \
            name it once for many rows.",
        example: r"extract.csv
,2018-03,5",
        cure: "Fill the cell in every row.",
    },
    Code {
        code: "K0814",
        title: "A formula that failed",
        cause: "The cell shows an error of the spreadsheet, such as #N/A or #REF!, so there is no value.",
        example: r"extract.csv
visits,2018-03,#N/A",
        cure: "Mend the formula in the workbook, and save it anew so that it is calculated.",
    },
    Code {
        code: "K0815",
        title: "A cell under a merged one",
        cause: "Cells were merged, and this one is covered: only the first of them holds a value. It cannot be told \
            whether the value is meant for all.",
        example: "$ kalends import extract.xlsx",
        cure: "Split the merged cells in the workbook, and fill each one.",
    },
    Code {
        code: "K0816",
        title: "A name that is no member",
        cause: "Members are recognised by the names that `members` of the import gives them, by their ids, and by \
            their labels. This is none of them.",
        example: r"data/_imports.yaml
    key_persons: { value: Antal, by: { hospital: Sted } }",
        cure: "Say which member it is under `members` of the import, add it to `data/metrics.yaml`, or leave its \
            rows out with `where`.",
    },
    Code {
        code: "K0817",
        title: "Members of some dimensions only",
        cause: "A figure is that of one member of each dimension of its metric, or the total over all of them. \
            Nothing between is recorded.",
        example: r"extract.csv
visits,2018-03,rh,,5",
        cure: "Name a member of every dimension, or of none.",
    },
    Code {
        code: "K0818",
        title: "A dimension that the metric is not split by",
        cause: "The row or the mapping names a member of a dimension that `by` of the metric does not list.",
        example: r"extract.csv
visits,2018-03,rh,5",
        cure: "Leave the cell empty for this metric, or add the dimension to `by` of the metric.",
    },
    Code {
        code: "K0819",
        title: "Two rows for one figure",
        cause: "More than one row speaks of the same metric, period and member. Which one counts, or whether they \
            add up, is not for a program to guess.",
        example: r"extract.csv
visits,2018-03,5
visits,2018-03,6",
        cure: "Keep one of the rows. A mapping can put them together with `aggregate`: `sum`, `count`, `first`, \
            `last`, `min` or `max`.",
    },
    Code {
        code: "K0820",
        title: "More rows with faults than are shown",
        cause: "The first 20 faults in rows are shown; the number tells how many more there are.",
        example: r"extract.csv
visits,2018-03,x24",
        cure: "Mend what is shown. Often one cause has many rows, such as a decimal mark or a name.",
    },
    Code {
        code: "K0821",
        title: "An extract without rows",
        cause: "Nothing would be imported. An extract that is empty because a query found nothing looks the same as \
            one that worked, so it is refused.",
        example: r"data/_imports.yaml
  where: { Sted: Amager }",
        cure: "Look at the extract, and at `where` of the import: texts are compared letter by letter.",
    },
    Code {
        code: "K0822",
        title: "A period that is not said",
        cause: "Without a column of periods the figures are those of the month that `--period` names, of its quarter \
            or of its year. A placeholder such as `{period}` is filled in from the same month.",
        example: r"data/_imports.yaml
  file: extract-{period}.csv",
        cure: "Name the month: `--period 2018-02`. Or name the column of periods.",
    },
    Code {
        code: "K0823",
        title: "A snapshot of something else than a month",
        cause: "`--period` names the snapshot that states the figures, and snapshots are of months. Figures of \
            quarters and years stand in the snapshot of a month, too.",
        example: "$ kalends import extract.csv --period 2018-Q1",
        cure: "Write year and month, as 2018-02.",
    },
    Code {
        code: "K0824",
        title: "A period that cannot be read",
        cause: "Periods are written 2018-02, 2018-Q1 or 2018, days 2018-02-28, unless `dates` of the import says \
            otherwise. A day stands for the period it lies in.",
        example: r"data/_imports.yaml
  dates: dd-mm-yyyy",
        cure: "Mend the cell, or say in `dates` how all of them are written.",
    },
    Code {
        code: "K0825",
        title: "A count in an extract that is not whole",
        cause: "A stock or flow in numbers without `decimals` is a count of persons or things, and this amount has \
            decimals.",
        example: r#"extract.csv
visits,2018-04,"1,5""#,
        cure: "Round it at the source, or give the metric `decimals: 1` in `data/metrics.yaml`.",
    },
    Code {
        code: "K0826",
        title: "An import that revises without a reason",
        cause: "An earlier snapshot states another value for the period, and readers have seen it. A published \
            figure never changes silently.",
        example: r"extract.csv
visits,2018-02,43",
        cure: "Say why: `--reason \"…\"` for all revisions of the import, or a column `reason`. What is always late \
            may be `--kind routine` instead.",
    },
    Code {
        code: "K0827",
        title: "An import that would change an older snapshot",
        cause: "The extract ends before the newest snapshot and states another value than is published. It could be \
            a correction of the old snapshot or a revision in a newer one.",
        example: r"extract.csv
visits,2018-01,41",
        cure: "Name the snapshot with `--period`: a newer one records a revision with its reason; the same one is \
            changed in place, and its report with it.",
    },
    Code {
        code: "K0828",
        title: "Words that belong to several amounts",
        cause: "The snapshot says a note, a date, a status or a source once for several members, and the extract \
            says something else for some of them.",
        example: r"extract.csv
key_persons,2018-02,rh,5,Counted late.",
        cure: "Say the same in all rows of these members, or split the observation in the snapshot first.",
    },
    Code {
        code: "K0829",
        title: "A snapshot that cannot be changed without harm",
        cause: "The new text was read back before anything was written, and it did not say exactly what was meant. \
            The file uses an anchor, an alias or another form in which one change has two effects.",
        example: r"data/2018-02.yaml
  visits: &v 42",
        cure: "Write the metric in plain `key: value` lines, and import again.",
    },
    Code {
        code: "K0830",
        title: "Figures with which the site would have errors",
        cause: "Before anything is written the snapshots are checked as `kalends check` does it. Each error is shown \
            as it would be in the new file.",
        example: r"extract.csv
key_persons,2018-03,,7
key_persons,2018-03,rh,3
key_persons,2018-03,bfh,5",
        cure: "Mend the extract, or what the errors say of the snapshots.",
    },
    Code {
        code: "K0831",
        title: "A file that changed meanwhile",
        cause: "Between reading and writing somebody else saved the file. Their change would have been lost, so \
            nothing was written.",
        example: "$ kalends import extract.csv",
        cure: "Run the command again.",
    },
    Code {
        code: "K0832",
        title: "An import that does not exist",
        cause: "The argument is no file, and `data/_imports.yaml` has no import of that name.",
        example: "$ kalends import courses",
        cure: "Write the name as it stands in `data/_imports.yaml`, or the path of a file.",
    },
    Code {
        code: "K0833",
        title: "An import without one extract",
        cause: "An import has `file` or `command`, or neither and is given a file each time.",
        example: r"data/_imports.yaml
  command: cat extract.csv",
        cure: "Keep one of the two, or name the file: `kalends import --as NAME FILE`.",
    },
    Code {
        code: "K0834",
        title: "A pattern that is not of one file",
        cause: "`file` of an import must lead to exactly one file. The newest of several is not picked, for dates of \
            files differ between machines.",
        example: r"data/_imports.yaml
  file: extract-*.csv",
        cure: "Make the pattern narrower, with `{period}` for the month, or name the file with `--as`.",
    },
    Code {
        code: "K0835",
        title: "A command that cannot be taken apart",
        cause: "A command is split into words as a shell does it, with quotes; nothing else of a shell is there. \
            Here a quote is not closed, or there is no word.",
        example: "$ kalends import --from 'psql \"select'",
        cure: "Close the quote. In `data/_imports.yaml` a list of words needs no quotes: `[psql, --csv, -f, \
            figures.sql]`.",
    },
    Code {
        code: "K0836",
        title: "A command that does not start",
        cause: "There is no such program on the search path, or it may not be run.",
        example: "$ kalends import --from 'psqll --csv -f figures.sql'",
        cure: "Install the program or write its whole path. Pipes and variables need a script that the command \
            names.",
    },
    Code {
        code: "K0837",
        title: "A command that failed",
        cause: "The program ended with another exit status than 0, or printed more than 32 MB. What it printed is \
            not read, even where it looks complete.",
        example: "$ kalends import --from 'psql --csv -f figures.sql'",
        cure: "Run the command by itself in the site's folder and mend what its last lines say.",
    },
    Code {
        code: "K0838",
        title: "A command that takes too long",
        cause: "The program had not ended in time and was ended.",
        example: "$ kalends import --from 'psql --csv -f figures.sql' --timeout 5",
        cure: "Give it longer with `--timeout SECONDS` or `timeout` of the import, or let the query do less.",
    },
    Code {
        code: "K0839",
        title: "A form of dates that cannot be read",
        cause: "`dates` holds `yyyy`, and `mm`, `dd` or `q` as needed, with the letters between them as they stand \
            in the extract.",
        example: r"data/_imports.yaml
  dates: dd-mm",
        cure: "Write it as `dd-mm-yyyy`, `mm/yyyy`, `yyyyKq` or the like.",
    },
    Code {
        code: "K0840",
        title: "A figure that is not filled in yet",
        cause: "Nothing stands behind the key. `kalends new` writes a month like that, for its figures to be filled in, and a \
            month that is only begun is not published with holes in it.",
        example: r"data/2018-02.yaml
  visits:  # 2018-01: 40",
        cure: "Write the amount behind the colon: `visits: 42`. A figure that nobody has is `visits: { value: null, note: The \
            register was closed. }`.",
    },
    Code {
        code: "K0841",
        title: "No month to go on from",
        cause: "Without a name `kalends new` begins the month after the newest snapshot, and there is no snapshot yet.",
        example: "$ kalends new",
        cure: "Name the first month: `kalends new 2018-02`.",
    },
    Code {
        code: "K0842",
        title: "A month that is none",
        cause: "A snapshot is of a month, so a month is what can be begun. Quarters and years are asked for in the snapshot of \
            the month that ends them.",
        example: "$ kalends new 2018-Q1",
        cure: "Write year and month: `kalends new 2018-03`.",
    },
    Code {
        code: "K0843",
        title: "A month that has a snapshot already",
        cause: "What was stated is never written over, and a second file for the same month would state its figures twice.",
        example: "$ kalends new 2018-02",
        cure: "Go on with the file that the message names, or begin the next month.",
    },
    Code {
        code: "K0844",
        title: "Months that are skipped",
        cause: "Between the newest snapshot and the month that was begun there are months without one. They stay gaps in every \
            history, and a change on the month before cannot be told.",
        example: "$ kalends new 2018-05",
        cure: "Leave it if nothing was counted in between; else begin the months in their order.",
    },
    Code {
        code: "K0845",
        title: "A month before others",
        cause: "A later month has a snapshot already. Its report shows what the month before it stated, so it changes once that \
            is filled in, and nothing on its page says so.",
        example: "$ kalends new 2017-12",
        cure: "If the later reports are out, state the figures in the next snapshot instead, each with its `period`.",
    },
    Code {
        code: "K0850",
        title: "A file that `kalends fmt` leaves as it is",
        cause: "The form is made by moving whole lines, and here that would change what they say: an alias must stand behind \
            what it repeats, a file in braces has no lines to move, and blank lines can be part of a text.",
        example: r"data/2018-02.yaml
  visits: { value: 42, note: &why Counted late. }
  beds: { value: 3, note: *why }",
        cure: "Write it in lines of `key: value`, each value once. Or leave it: it is read as well as any other.",
    },
    Code {
        code: "K0851",
        title: "A file that is not in form",
        cause: "`kalends fmt --check` found that `kalends fmt` would move lines of this file: into the order of \
            `data/metrics.yaml`, to an indentation by two, or to single blank lines.",
        example: "$ kalends fmt --check",
        cure: "Run `kalends fmt`. It changes no figure and loses no comment.",
    },
    Code {
        code: "K0901",
        title: "A port that is taken",
        cause: "Another program serves on the port that `--port` names; perhaps it is another `kalends serve`.",
        example: "$ kalends serve --port 4000",
        cure: "Name another port, or leave `--port` out: then a free one is taken, and its address is printed.",
    },
    Code {
        code: "K0902",
        title: "Changes that cannot be watched",
        cause: "The system does not tell when a file of the site changes: it has no more watches to give, or the folder lies \
            on a drive that has none.",
        example: "$ kalends serve",
        cure: "Use `kalends serve --poll`, which looks at the files every second.",
    },
    Code {
        code: "K0903",
        title: "A port that cannot be used",
        cause: "The system does not let the program serve on the port. Ports below 1024 are its own.",
        example: "$ kalends serve --port 80",
        cure: "Name a port from 1024 to 65535, or leave `--port` out.",
    },
    Code {
        code: "K0904",
        title: "A browser that was not opened",
        cause: "`--open` found no browser to open, as on a computer without a desktop. The pages are served all the same.",
        example: "$ kalends serve --open",
        cure: "Open the printed address yourself.",
    },
    Code {
        code: "K0910",
        title: "A folder without built reports",
        cause: "`kalends diff` compares what was built: it looks for a `figures.json` beside each report, and found none in \
            the folder.",
        example: "$ kalends diff data output",
        cure: "Name folders that `kalends build` wrote, or copies of them; or two periods: `kalends diff 2018-01 2018-02`.",
    },
    Code {
        code: "K0911",
        title: "A report that cannot be read back",
        cause: "The `figures.json` of a report is not in the form that kalends gives it, or it or the page beside it cannot \
            be read. It may come from another version, or somebody edited it.",
        example: "$ kalends diff output-2018-01 output",
        cure: "Build the folder again with `kalends build`.",
    },
    Code {
        code: "K0912",
        title: "A period without a report",
        cause: "`kalends diff` or `kalends review` was asked for a period, and the site makes no report of it: it has neither \
            a text of its own nor a standing one.",
        example: "$ kalends review 2019-07",
        cure: "Name a period that the help line lists. A report is made of each month with a snapshot where there is a \
            `content/_report.md`, and of each period with a text such as `content/2018-Q1.md`.",
    },
    Code {
        code: "K0913",
        title: "A review among the published pages",
        cause: "A review holds drafts and what a reviewer should look at, which is not for readers. In the folder of the \
            published pages it would be published with them.",
        example: "$ kalends review 2018-02 --output output/review",
        cure: "Choose another folder with `--output DIR`, or leave the option out: `review/2018-02` in the site's folder.",
    },
    Code {
        code: "K0914",
        title: "Something to compare that is not there",
        cause: "`kalends diff` compares two periods of a site or two built folders. This name is no period as kalends writes \
            them, and there is no folder of that name either.",
        example: "$ kalends diff januar 2018-02",
        cure: "Write the period as 2018-01, 2018-Q1 or 2018, or look where the folder lies.",
    },
    Code {
        code: "K0915",
        title: "A period compared with a folder",
        cause: "One of the names given to `kalends diff` is a period and the other a folder. A period is built from the site's \
            files as they are now; a folder is read as it was built, and may come from another site.",
        example: "$ kalends diff 2018-01 output",
        cure: "Name two periods: `kalends diff 2018-01 2018-02`; or two folders: `kalends diff before output`.",
    },
    Code {
        code: "K1001",
        title: "A sign-off that was changed",
        cause: "A sign-off in approvals.yaml holds a digest of everything that was approved. Its lines no longer agree with \
            it, so they are not what somebody approved.",
        example: r#"approvals.yaml
    text:
      "content/_report.md": "0000000000000000""#,
        cure: "Take the file back from version control. To approve what there is now, take the sign-off out of the file \
            and let `kalends approve PERIOD --by NAME` write a new one behind the others; the last one of a period counts.",
    },
    Code {
        code: "K1002",
        title: "Nothing to approve",
        cause: "`kalends approve` approves all reports of a period, and the site builds none of this period. A page with \
            `draft: true` is no report yet.",
        example: "$ kalends approve 2018-12 --by \"Anna Jensen\"",
        cure: "Name a period that has a report; take `draft: true` out of a page that is finished.",
    },
    Code {
        code: "K1003",
        title: "A report with warnings to be approved",
        cause: "There is a warning of `kalends check` on the period's text or on one of its snapshots. Whoever approves should \
            have seen it.",
        example: "$ kalends approve 2018-02 --by \"Anna Jensen\"",
        cure: "Settle what is warned of, or approve with a reason: `--anyway \"the registers differ, see the note\"`. The reason \
            is kept in the sign-off.",
    },
    Code {
        code: "K1004",
        title: "An approvals.yaml that cannot be added to",
        cause: "A sign-off is written as text behind the last one, so that comments stay. The end of the file is no list of \
            sign-offs, one below the other, so it would not be read as one.",
        example: "$ kalends approve 2018-02 --by \"Anna Jensen\"",
        cure: "Let the file end with the list of `approvals:`, each sign-off on lines of its own with `- ` before its first \
            key. An empty list is written as `approvals:` alone.",
    },
    Code {
        code: "K1005",
        title: "A sign-off without a name",
        cause: "The name of whoever approves is empty or holds signs that cannot be printed.",
        example: "$ kalends approve 2018-02 --by \" \"",
        cure: "Say who approves, as colleagues know them: `--by \"Anna Jensen\"`.",
    },
    Code {
        code: "K1006",
        title: "A key that cannot be used",
        cause: "The file cannot be read, is no key as minisign writes them, or its password is another one.",
        example: "$ kalends status --public-key office.pub",
        cure: "`minisign -G` makes a pair of keys: name the secret one with `approve --sign`, the public one with \
            `status --public-key`.",
    },
    Code {
        code: "K1007",
        title: "A key with a password",
        cause: "The secret key is locked, and kalends never asks on the terminal, so that it can run by itself.",
        example: "$ kalends approve 2018-02 --by \"Anna Jensen\" --sign office.key",
        cure: "Put the password into the environment for this one command: `KALENDS_SIGN_PASSWORD=… kalends approve …`.",
    },
    Code {
        code: "K1008",
        title: "A signature of somebody else",
        cause: "`--public-key` asks that every sign-off is signed with one key. This one is not signed, is signed with another \
            key, or was changed after it was signed.",
        example: "$ kalends status --public-key office.pub",
        cure: "Ask who approved it. `kalends approve PERIOD --sign KEY` writes a new sign-off with a signature.",
    },
    Code {
        code: "K1021",
        title: "A line that is no line of the ledger",
        cause: "ledger.jsonl holds one line of JSON for each report that was published, and this line is none. The file was \
            edited, or a copy of it broke off.",
        example: r#"ledger.jsonl
{"report": "2018-02"}"#,
        cure: "Take the file back from version control; only kalends writes into it.",
    },
    Code {
        code: "K1022",
        title: "A ledger whose chain is broken",
        cause: "Each line of ledger.jsonl ends in a hash over itself and the line before. Here they do not agree: a line was \
            changed, taken out, put in or moved, so the ledger does not prove what was published.",
        example: r#"ledger.jsonl
{"at":"2018-03-05T09:30:00Z","report":"2018-02","period":"2018-02","approved_by":null,"digest":"","figures":[],"history":{},"chain":"0000"}"#,
        cure: "Take the file back from version control. Two branches that both published cannot be merged line by line: keep \
            one ledger, and publish again.",
    },
    Code {
        code: "K1023",
        title: "A published figure that would change",
        cause: "The ledger says that this figure was published in a report, and the report would now show another value. \
            Readers who have the old one would never hear of it.",
        example: "$ kalends build",
        cure: "Put the old value back, and state the new one in a later snapshot: `{ period: 2018-02, value: 1817, reason: … }`. \
            The old report keeps its figure and gets a notice. A figure that gives somebody away is taken out with \
            `kind: disclosure`, which is allowed.",
    },
    Code {
        code: "K1024",
        title: "A published report that is gone",
        cause: "The ledger says that the report was published, and this build has no such report: its text or snapshot was \
            taken out or turned into a draft, its folder was renamed, or `--approved` leaves it out.",
        example: "$ kalends build --approved",
        cure: "Put it back under its old name. A report whose figures were wrong stays, and its figures are taken back by a later \
            snapshot with `withdrawn: true` and a reason.",
    },
    Code {
        code: "K1025",
        title: "A reason that cannot be read",
        cause: "What `--anyway` gives as the reason to approve in spite of warnings is empty, or holds signs that cannot be \
            printed. It is kept in approvals.yaml for whoever asks later.",
        example: "$ kalends approve 2018-02 --by \"Anna Jensen\" --anyway \" \"",
        cure: "Say it in words: `--anyway \"The register was closed for a week\"`. Line breaks become spaces.",
    },
    Code {
        code: "K1026",
        title: "A password that opens another key",
        cause: "The key to sign with is locked, and the password in KALENDS_SIGN_PASSWORD does not open it.",
        example: "$ KALENDS_SIGN_PASSWORD=… kalends approve 2018-02 --by \"Anna Jensen\" --sign anna.key",
        cure: "Look whether the key is the one that is meant, and whether the password has a space or line break too many.",
    },
    Code {
        code: "K1027",
        title: "A published metric that is gone",
        cause: "Reports were published with a metric that `data/metrics.yaml` does not define any more, or defines under another \
            id. Its figures are left out of those reports, which their readers have seen.",
        example: "$ kalends build",
        cure: "Put the metric back; one that nobody reports any more may stay in the catalog. If it has a new id or is gone \
            for good, publish: from then on the ledger knows the reports as they are now.",
    },
    Code {
        code: "K1031",
        title: "A published file that is missing",
        cause: "`kalends verify` built the site, and what is published lacks one of its files. A copy that stopped \
            half-way looks so, and a page that somebody deleted.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again. If the file should not be there, take it out of the site and then publish.",
    },
    Code {
        code: "K1032",
        title: "A published file that kalends did not write",
        cause: "Readers cannot tell it from a page of the report set, and nothing in it can be proven.",
        example: "$ kalends verify /srv/reports",
        cure: "Take it out, or say that it belongs there: `kalends verify /srv/reports --ignore web.config`. A file \
            that \
            readers should get belongs in `content/`.",
    },
    Code {
        code: "K1033",
        title: "A manifest that lists something else",
        cause: "manifest.json says which files were published and what is in them. A file is as the site builds it, \
            but \
            the manifest says otherwise: it was edited, or it is another build's.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again, so that manifest and files are of one build.",
    },
    Code {
        code: "K1034",
        title: "Pages of an older build",
        cause: "Files of the site were changed after it was published, and these pages still show what was there \
            before. \
            Files that are only newer, such as next month's snapshot, do not count.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again. If a published figure would change by it, state the new value in a later snapshot \
            with a \
            reason, and put the old snapshot back.",
    },
    Code {
        code: "K1035",
        title: "A published figure that is not the site's",
        cause: "A number on a published page is not the one that the data give: in the text, a chart, a table, a \
            download, \
            or a text for screen readers, as the message says. Somebody edited the page, or it was damaged.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again. If the page was right and the data are wrong, state the new value in a snapshot with a \
            reason; it never belongs in a page.",
    },
    Code {
        code: "K1036",
        title: "A published text that is not the site's",
        cause: "Words, links or the inner form of a published file differ from what the site builds.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again. A better wording belongs in `content/`, else the next build loses it.",
    },
    Code {
        code: "K1037",
        title: "A published file with other bytes",
        cause: "The file differs from what the site builds, and cannot be shown as text: an image, or a file that \
            was \
            damaged. From a large number of files that differ, the later ones are only named.",
        example: "$ kalends verify /srv/reports",
        cure: "Publish again, and find out who writes into the published folder: nobody but kalends should.",
    },
    Code {
        code: "K1038",
        title: "No published report set",
        cause: "Every folder that kalends wrote holds a manifest.json, which says what was published. There is \
            none, or it \
            cannot be read.",
        example: "$ kalends verify /srv",
        cure: "Name the folder itself, the one with index.html in it.",
    },
    Code {
        code: "K1039",
        title: "What is published cannot be read",
        cause: "`kalends verify` reads back every file that is published. The place did not give one of them: the \
            network is down, the server or the disk refuses, or a name or password is wrong. The message repeats what \
            the place said.",
        example: "$ kalends verify https://intranet.example.org/status",
        cure: "Put right what it says and run it again. As long as it lasts, nothing is known of what is published. \
            Certificates are those that the system trusts; for one of the house's own, name its file in `SSL_CERT_FILE`.",
    },
    Code {
        code: "K1040",
        title: "Published anew while it was read",
        cause: "The manifest at the end was another one than at the beginning, so some files were read from one \
            version and some from the next. What differed says nothing.",
        example: "$ kalends verify /srv/reports",
        cure: "Run it again; let `publish` and `verify` not meet.",
    },
    Code {
        code: "K1041",
        title: "Publishing was broken off",
        cause: "Stores, WebDAV and folders that cannot be replaced are changed file by file, and `manifest.part.json` \
            stands there for as long as it lasts. A run that is under way leaves it, and one that was killed.",
        example: "$ kalends verify s3://reports/monthly",
        cure: "Publish again: it goes on where it stopped. If a run is under way, wait for it.",
    },
    Code {
        code: "K1051",
        title: "A destination that is none",
        cause: "What stands behind `kalends publish` is no folder, no server and no store that kalends knows.",
        example: "$ kalends publish ftp://example.org/reports",
        cure: "Name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` or \
            `https://host/folder` for WebDAV.",
    },
    Code {
        code: "K1052",
        title: "A password in the destination",
        cause: "Everybody on the machine can read the command line of a program, and shells write it down. Kalends \
            takes keys and passwords from the environment only, and does not repeat the destination in the \
            message.",
        example: "$ kalends publish https://anna:secret@dav.example.org/reports",
        cure: "Leave it out and set `KALENDS_WEBDAV_USER` and `KALENDS_WEBDAV_PASSWORD`; `kalends publish --help` \
            names the variables of other stores. Change the password if others could read it.",
    },
    Code {
        code: "K1053",
        title: "A folder that cannot be replaced",
        cause: "The new pages lie complete beside the published folder, but the system does not let the two change \
            places. On a share it may be that somebody has a file of it open; a mounted disk cannot be renamed at \
            all. Readers see the old version.",
        example: "$ kalends publish /mnt/share",
        cure: "Publish into a folder below the mounted one, `kalends publish /mnt/share/reports`, or try again when \
            nobody has it open. `--in-place` changes the folder file by file, without versions, and readers may see \
            some pages of each version meanwhile.",
    },
    Code {
        code: "K1054",
        title: "Many pages would go",
        cause: "More published files would be removed than may be without being asked: a tenth of them, and 20 in \
            any case. A site with the wrong `--root`, or one whose data were lost, looks so.",
        example: "$ kalends publish /srv/www --root ~/other-site",
        cure: "Look at what would go with `--dry-run`. If it is meant, allow it with `--max-delete N` or \
            `--max-delete P%`.",
    },
    Code {
        code: "K1055",
        title: "No earlier version",
        cause: "There is no version to put back: none was published before the one that is there, or none has the \
            name that was given, or it was older than those that are kept.",
        example: "$ kalends publish /srv/www --rollback 3f9a01bc",
        cure: "List them with `kalends publish /srv/www --versions`. For an older one, take the earlier state of \
            the site from its history and publish that. `--keep N` says how many are kept.",
    },
    Code {
        code: "K1056",
        title: "A version that was changed",
        cause: "A file of the version that is to be put back is not what was published: somebody changed or removed \
            it. Kalends puts back what readers saw, or nothing.",
        example: "$ kalends publish /srv/www --rollback",
        cure: "Take another version, or take the earlier state of the site from its history and publish that.",
    },
    Code {
        code: "K1057",
        title: "A place of somebody else",
        cause: "There are files and no manifest of kalends, or a front page that kalends did not write. Publishing \
            would replace pages of others.",
        example: "$ kalends publish /srv/intranet",
        cure: "Name another place. If it is the right one, take it over with `--force`; files of others are kept, \
            but a page takes the place of a file with its name.",
    },
    Code {
        code: "K1058",
        title: "A destination that is a file",
        cause: "There is something else than a folder where the pages are to go.",
        example: "$ kalends publish /srv/www/index.html",
        cure: "Name the folder: `kalends publish /srv/www`.",
    },
    Code {
        code: "K1059",
        title: "A kalends without the client for stores and web servers",
        cause: "Object stores, WebDAV and web servers need a client of some hundred crates, which is only in a \
            kalends that was built with the feature `publish`.",
        example: "$ kalends publish s3://reports/monthly",
        cure: "`cargo install --path . --locked --features publish`. Folders, shares and servers that are reached \
            by ssh need no feature.",
    },
    Code {
        code: "K1060",
        title: "A place that refused",
        cause: "The server or store could not be reached, does not know who is asking, or failed. Kalends has tried \
            again where that can help. Where a place shows a version in one step, readers see the old one; where it \
            is written to file by file, those that were sent before are new.",
        example: "$ kalends publish anna@host:/srv/www",
        cure: "Put right what the message says and run the same command again. It goes on where it stopped.",
    },
    Code {
        code: "K1061",
        title: "A place without versions",
        cause: "Object stores and WebDAV keep one version only, so none can be put back or listed.",
        example: "$ kalends publish s3://reports/monthly --rollback",
        cure: "Take the earlier state of the site from its history and publish that; only what differs is sent.",
    },
    Code {
        code: "K1062",
        title: "`--in-place` for something else than a folder",
        cause: "The option says that a folder is changed file by file. A server that is reached by ssh never is, \
            and a store always.",
        example: "$ kalends publish anna@host:/srv/www --in-place",
        cure: "Leave the option out: `kalends publish anna@host:/srv/www`.",
    },
    Code {
        code: "K1063",
        title: "Nothing that is approved",
        cause: "The site has an approvals.yaml, so only reports go out that somebody approved as they are now. There is \
            none: nobody approved one, or all of them changed since.",
        example: "$ kalends publish /srv/www",
        cure: "`kalends status` tells how each report stands. `kalends approve 2018-02 --by \"Anna Jensen\"` approves one; \
            with `--drafts` those that are not approved are published as drafts.",
    },
    Code {
        code: "K1064",
        title: "Published, and not recorded",
        cause: "Readers have the new pages, but the ledger, which says what was published, could not be read or written.",
        example: "$ kalends publish /srv/www",
        cure: "Mend what the message says and run the same command again. What the ledger is to say waits in a file beside \
            it, whose name begins with `.kalends-publishing-`.",
    },
    Code {
        code: "K1065",
        title: "Two runs that publish one site",
        cause: "Another run publishes the same site, or puts a version back, at this moment. Side by side they could \
            forget what the ledger is to say, so the second one does nothing.",
        example: "$ kalends publish /srv/www",
        cure: "Let the other run end and run the same command again. One that hangs, as on a share that went away, can be \
            ended: readers then have one whole version too, and the next run clears up.",
    },
    Code {
        code: "K1066",
        title: "A destination with too long a name",
        cause: "File systems know names up to a length, mostly 255 bytes, and paths up to another, mostly 4,096. The versions \
            lie beside the published folder, in one whose name is 18 bytes longer.",
        example: "$ kalends publish /srv/a-very-long-name",
        cure: "Name a folder with a shorter name: `kalends publish /srv/www`.",
    },
];
