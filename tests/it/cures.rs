//! What a message on a chart or a table says to do, done: it works.
//!
//! Each row is an expression that is refused, words of its help, and the expression as the help would have it. The site
//! is built with each of the first, which must say so, and with all of the last, which must pass.

use serde_json::Value;

use crate::project::Project;

/// An expression that is refused, what its help says, and the expression that follows it.
type Cure = (&'static str, &'static str, &'static str);

const CURES: &[Cure] = &[
    // Behind what it is not for.
    (r#"{{ "visits" | change }}"#, "write the id of a metric before the `|`, without quotes", "{{ visits | change }}"),
    ("{{ [] | table }}", "write metrics between the brackets", "{{ [visits, calls] | table }}"),
    // Values that an argument cannot have.
    ("{{ staff | chart(kind=\"bars\", top=0) }}", "write `top=1`", "{{ staff | chart(kind=\"bars\", top=1) }}"),
    (
        "{{ staff | chart(kind=\"bars\", top=\"three\") }}",
        "write `top=12`",
        "{{ staff | chart(kind=\"bars\", top=12) }}",
    ),
    ("{{ visits | chart(history=0) }}", "write `history=12`", "{{ visits | chart(history=12) }}"),
    ("{{ visits | table(history=6001) }}", "write `history=12`", "{{ visits | table(history=12) }}"),
    ("{{ calls | chart(annotate=\"all\") }}", "write `annotate=true`", "{{ calls | chart(annotate=true) }}"),
    ("{{ calls | chart(annotate=\"all\") }}", "`annotate=\"notes\"`", "{{ calls | chart(annotate=\"notes\") }}"),
    ("{{ calls | chart(height=20) }}", "write `height=330`", "{{ calls | chart(height=330) }}"),
    ("{{ calls | chart(kind=\"lime\") }}", "did you mean `line`?", "{{ calls | chart(kind=\"line\") }}"),
    ("{{ calls | chart(title=3) }}", "`title=\"…\"`", "{{ calls | chart(title=\"Calls\") }}"),
    (
        "{{ staff | chart(by=\"hospital\", members=\"rh\") }}",
        "`members=[\"…\", \"…\"]`",
        "{{ staff | chart(by=\"hospital\", members=[\"rh\"]) }}",
    ),
    // Periods.
    ("{{ visits | change(since=quarter) }}", "write `since=previous`", "{{ visits | change(since=previous) }}"),
    ("{{ visits | change(since=quarter) }}", "`since=year_ago`", "{{ visits | change(since=year_ago) }}"),
    (
        "{{ visits | change(since=\"2018-04\") }}",
        "write 2018-03 or a period before it",
        "{{ visits | change(since=\"2018-01\") }}",
    ),
    (
        "{{ visits | at(period=\"2018-04\") }}",
        "without quotes `period`, `previous`",
        "{{ visits | at(period=previous) }}",
    ),
    ("{{ hires | at(period=\"2018-02\") }}", "write a quarter, as \"2018-Q1\"", "{{ hires | at(period=\"2018-Q1\") }}"),
    ("{{ hires | at(period=\"2018-02\") }}", "`quarter` without quotes", "{{ hires | at(period=quarter) }}"),
    (
        "{{ staff | chart(kind=\"arrow\", since=period) }}",
        "`since=previous`",
        "{{ staff | chart(kind=\"arrow\", since=previous) }}",
    ),
    (
        "{{ staff | chart(kind=\"arrow\", since=\"2018-03\") }}",
        "leave `since` out",
        "{{ staff | chart(kind=\"arrow\") }}",
    ),
    (
        "{{ staff | chart(kind=\"arrow\", since=\"2010-01\") }}",
        "write `since=\"2017-01\"`",
        "{{ staff | chart(kind=\"arrow\", since=\"2017-01\") }}",
    ),
    // Parts.
    ("{{ visits | of(hospital=\"rh\") }}", "leave `of` out", "{{ visits }}"),
    ("{{ beds | of(hospital=\"rh\") }}", "write `of(ward=…)`", "{{ beds | of(ward=\"a\") }}"),
    ("{{ visits | chart(kind=\"bars\") }}", "choose another `kind`", "{{ visits | chart(kind=\"line\") }}"),
    ("{{ visits | table(kind=\"breakdown\") }}", "choose another `kind`", "{{ visits | table(kind=\"history\") }}"),
    (
        "{{ staff | of(hospital=\"rh\") | chart(by=\"hospital\") }}",
        "leave one of the two out",
        "{{ staff | chart(by=\"hospital\") }}",
    ),
    (
        "{{ staff | of(hospital=\"rh\") | table(kind=\"breakdown\") }}",
        "leave one of the two out",
        "{{ staff | table(kind=\"breakdown\") }}",
    ),
    ("{{ visits | chart(top=3) }}", "leave `top` out", "{{ visits | chart }}"),
    (
        "{{ staff | chart(members=[\"rh\"]) }}",
        "add `by=\"hospital\"`",
        "{{ staff | chart(by=\"hospital\", members=[\"rh\"]) }}",
    ),
    ("{{ [visits, calls] | table(sort=\"name\") }}", "leave `sort` out", "{{ [visits, calls] | table }}"),
    (
        "{{ staff | table(sort=\"name\") }}",
        "add `by=\"hospital\"`",
        "{{ staff | table(by=\"hospital\", sort=\"name\") }}",
    ),
    // Kinds of charts.
    ("{{ beds | chart(kind=\"stacked\") }}", "`kind=\"multiples\"`", "{{ beds | chart(kind=\"multiples\") }}"),
    ("{{ beds | chart(kind=\"stacked\") }}", "make a table", "{{ beds | table(by=\"ward\") }}"),
    (
        "{{ beds | chart(kind=\"line\", by=\"ward\") }}",
        "choose some by `top=3`",
        "{{ beds | chart(kind=\"line\", by=\"ward\", top=3) }}",
    ),
    ("{{ rooms | chart(kind=\"multiples\") }}", "`kind=\"bars\"`", "{{ rooms | chart(kind=\"bars\") }}"),
    ("{{ desks | chart(by=\"desk\") }}", "choose some by `top=30`", "{{ desks | chart(by=\"desk\", top=30) }}"),
    (
        "{{ staff | chart(kind=\"stacked\", members=[\"rh\"]) }}",
        "leave the argument out",
        "{{ staff | chart(kind=\"stacked\") }}",
    ),
    (
        "{{ staff | chart(kind=\"stacked\", history=24) }}",
        "write `history=13`",
        "{{ staff | chart(kind=\"stacked\", history=13) }}",
    ),
    (
        "{{ staff | chart(kind=\"stacked\", history=24) }}",
        "`kind=\"line\"`",
        "{{ staff | chart(kind=\"line\", by=\"hospital\", history=24) }}",
    ),
    (
        "{{ staff | chart(kind=\"bars\", from_zero=false) }}",
        "leave the argument out",
        "{{ staff | chart(kind=\"bars\") }}",
    ),
    (
        "{{ staff | chart(by=\"hospital\", kind=\"deviation\") }}",
        "narrow it with `of` in place of `by`",
        "{{ staff | of(hospital=\"rh\") | chart(kind=\"deviation\") }}",
    ),
    ("{{ calls | chart(kind=\"xmr\") }}", "give it `spc: true`", "{{ visits | chart(kind=\"xmr\") }}"),
    ("{{ [visits, calls] | chart(kind=\"bars\") }}", "`kind`", "{{ [visits, calls] | chart }}"),
    ("{{ [visits, staff] | chart }}", "make two charts", "{{ visits | chart }}\n\n{{ staff | chart }}"),
    ("{{ [visits, hires] | chart }}", "make two charts", "{{ visits | chart }}\n\n{{ hires | chart }}"),
    (
        "{{ [visits, calls, m1, m2, m3] | chart }}",
        "make charts of 4 metrics at most",
        "{{ [visits, calls, m1, m2] | chart }}",
    ),
    ("{{ [visits, calls, m1, m2, m3] | chart }}", "or a table", "{{ [visits, calls, m1, m2, m3] | table }}"),
    // Tables.
    (
        "{{ staff | table(kind=\"history\", by=\"hospital\") }}",
        "leave out `kind` or `by`",
        "{{ staff | table(by=\"hospital\") }}",
    ),
    ("{{ [visits, calls] | table(kind=\"history\") }}", "leave out `kind`", "{{ [visits, calls] | table }}"),
    (
        "{{ [staff, people] | table(by=\"hospital\", kind=\"breakdown\") }}",
        "leave out `kind`",
        "{{ [staff, people] | table(by=\"hospital\") }}",
    ),
    (
        "{{ [staff, people] | table(by=\"hospital\", history=6) }}",
        "leave `history` out",
        "{{ [staff, people] | table(by=\"hospital\") }}",
    ),
    (
        "{{ staff | table(by=\"hospital\", history=3, columns=[\"value\"]) }}",
        "leave `history` out",
        "{{ staff | table(by=\"hospital\", columns=[\"value\"]) }}",
    ),
    (
        "{{ [staff, people] | table(by=\"hospital\", columns=[\"change_year\"]) }}",
        "make a table of each metric: `staff | table(by=\"hospital\", columns=[…])`",
        "{{ staff | table(by=\"hospital\", columns=[\"change_year\"]) }}",
    ),
    ("{{ calls | table(columns=[\"trend\"]) }}", "leave it out", "{{ calls | table }}"),
    (
        "{{ [staff, people] | table(by=\"hospital\", top=2) }}",
        "leave it out; `members=[…]`",
        "{{ [staff, people] | table(by=\"hospital\", members=[\"rh\", \"bfh\"]) }}",
    ),
    (
        "{{ staff | table(by=\"hospital\", top=2, members=[\"rh\"]) }}",
        "leave one of the two out",
        "{{ staff | table(by=\"hospital\", top=2) }}",
    ),
    (
        "{{ staff | table(by=\"hospital\", sort=\"share\") }}",
        "sort by members, name, value",
        "{{ staff | table(by=\"hospital\", sort=\"value\") }}",
    ),
    (
        "{{ staff | table(by=\"hospital\", sort=\"share\") }}",
        "a breakdown shows others with `columns`",
        "{{ staff | table(by=\"hospital\", sort=\"share\", columns=[\"value\", \"share\"]) }}",
    ),
    (
        "{{ people | table(by=\"hospital\", columns=[\"share\"]) }}",
        "leave the column `share` out",
        "{{ people | table(by=\"hospital\", columns=[\"value\"]) }}",
    ),
    (
        "{{ staff | table(columns=[\"share\"]) }}",
        "add `by=\"hospital\"`",
        "{{ staff | table(by=\"hospital\", columns=[\"share\"]) }}",
    ),
    (
        "{{ staff | table(columns=[\"share\"]) }}",
        "name a member by `of` before the filter",
        "{{ staff | of(hospital=\"rh\") | table(columns=[\"share\"]) }}",
    ),
    (
        "{{ visits | table(columns=[\"share\"]) }}",
        "leave the column `share` out",
        "{{ visits | table(columns=[\"value\"]) }}",
    ),
    (
        "{{ staff | table(by=\"hospital\", shade=true) }}",
        "add `by` and `history`",
        "{{ staff | table(by=\"hospital\", history=3, shade=true) }}",
    ),
    (
        "{{ [visits, calls] | table(columns=[\"variation\", \"variation\"]) }}",
        "leave one of the two out",
        "{{ [visits, calls] | table(columns=[\"variation\"]) }}",
    ),
    (
        "{{ calls | table(columns=[\"target\"]) }}",
        "give it one in data/metrics.yaml",
        "{{ staff | table(columns=[\"target\"]) }}",
    ),
    (
        "{{ overview(by=\"room\") }}",
        "name the metrics, as `overview(metrics=[…], by=\"…\")`",
        "{{ overview(metrics=[staff], by=\"hospital\") }}",
    ),
    ("{{ overview(off_target=true, by=\"hospital\") }}", "leave one of the two out", "{{ overview(by=\"hospital\") }}"),
    // Amounts.
    (
        "{{ gone | amount | number(decimals=0) }}",
        "{% if gone | known %}",
        "{% if gone | known %}{{ gone | amount | number(decimals=0) }}{% endif %}",
    ),
    (
        "{{ late | at(period=previous) | amount | number(decimals=0) }}",
        "{% if late | at(period=\"2018-02\") | known %}",
        "{% if late | at(period=\"2018-02\") | known %}{{ late | at(period=previous) | amount }}{% endif %}",
    ),
];

/// What is refused while it is drawn, of parts that do not make up the whole.
const CURES_OF_DRAWINGS: &[Cure] = &[
    ("{{ people | chart(kind=\"stacked\") }}", "`kind=\"multiples\"`", "{{ people | chart(kind=\"multiples\") }}"),
    ("{{ people | chart(kind=\"bridge\") }}", "`kind=\"arrow\"`", "{{ people | chart(kind=\"arrow\") }}"),
    ("{{ rough | chart(kind=\"bridge\") }}", "`kind=\"arrow\"`", "{{ rough | chart(kind=\"arrow\") }}"),
    (
        "{{ gone | chart(kind=\"bridge\", since=previous) }}",
        "use `kind=\"arrow\"`",
        "{{ gone | chart(kind=\"arrow\", since=previous) }}",
    ),
    (
        "{{ late | chart(kind=\"bridge\", since=previous) }}",
        "choose another period with `since=`",
        "{{ late | chart(kind=\"bridge\", since=\"2018-01\") }}",
    ),
    (
        "{{ late | chart(kind=\"bridge\", since=previous) }}",
        "or use `kind=\"arrow\"`",
        "{{ late | chart(kind=\"arrow\", since=previous) }}",
    ),
];

/// In the report of one hospital.
const CURES_OF_MEMBERS: &[Cure] = &[
    (
        "{{ staff | chart(by=\"hospital\") }}",
        "write `staff | total` in its place",
        "{{ staff | total | chart(by=\"hospital\") }}",
    ),
    (
        "{{ staff | chart(kind=\"bars\") }}",
        "write `staff | total` in its place",
        "{{ staff | total | chart(kind=\"bars\") }}",
    ),
    (
        "{{ staff | table(by=\"hospital\") }}",
        "write `staff | total` in its place",
        "{{ staff | total | table(by=\"hospital\") }}",
    ),
    (
        "{{ staff | table(kind=\"breakdown\") }}",
        "write `staff | total` in its place",
        "{{ staff | total | table(kind=\"breakdown\") }}",
    ),
    (
        "{{ overview(by=\"hospital\") }}",
        "name the totals, as `overview(metrics=[staff | total], by=\"hospital\")`",
        "{{ overview(metrics=[staff | total], by=\"hospital\") }}",
    ),
    (
        "{{ overview(metrics=[staff], by=\"hospital\") }}",
        "write `staff | total` in its place",
        "{{ overview(metrics=[staff | total], by=\"hospital\") }}",
    ),
    (
        "{{ gone | amount | number(decimals=0) }}",
        "{% if gone | known %}",
        "{% if gone | known %}{{ gone | amount | number(decimals=0) }}{% endif %}",
    ),
    (
        "{{ gone | total | amount | number(decimals=0) }}",
        "{% if gone | total | known %}",
        "{% if gone | total | known %}{{ gone | total | amount | number(decimals=0) }}{% endif %}",
    ),
];

fn members(letter: char, count: usize) -> String {
    (1..=count).map(|index| format!("{letter}{index}: M{index}")).collect::<Vec<_>>().join(", ")
}

fn site() -> Project {
    let catalog = format!(
        "dimensions:
  hospital: {{ label: Hospital, members: {{ rh: Rigshospitalet, bfh: Bispebjerg, ahh: Amager }} }}
  ward: {{ label: Ward, members: {{ a: A, b: B, c: C, d: D, e: E }} }}
  room: {{ label: Room, members: {{ {} }} }}
  desk: {{ label: Desk, members: {{ {} }} }}
metrics:
  staff: {{ label: Staff, type: stock, unit: persons, by: [hospital], better: higher, target: {{ total: 30, hospital: {{ rh: 10, bfh: 10, ahh: 10 }} }} }}
  people: {{ label: People, type: stock, by: [hospital], additive: false }}
  rough: {{ label: Rough, type: flow, by: [hospital], round_to: 5 }}
  gone: {{ label: Gone, type: stock, by: [hospital] }}
  late: {{ label: Late, type: stock, by: [hospital] }}
  beds: {{ label: Beds, type: stock, by: [ward] }}
  rooms: {{ label: Rooms, type: stock, by: [room] }}
  desks: {{ label: Desks, type: stock, by: [desk] }}
  visits: {{ label: Visits, type: flow, spc: true }}
  calls: {{ label: Calls, type: flow }}
  m1: {{ label: First, type: flow }}
  m2: {{ label: Second, type: flow }}
  m3: {{ label: Third, type: flow }}
  hires: {{ label: Hires, type: flow, grain: quarter }}
",
        members('r', 27),
        members('d', 40)
    );
    let split = |letter: char, count: usize| {
        (1..=count).map(|index| format!("{letter}{index}: {}", index + 3)).collect::<Vec<_>>().join(", ")
    };
    let months =
        (1..=12).map(|month| format!("2017-{month:02}")).chain((1..=3).map(|month| format!("2018-{month:02}")));
    months.enumerate().fold(Project::empty().catalog(&catalog), |project, (index, month)| {
        let whole = |is_missing| if is_missing { "null" } else { "3" };
        let hires = if month.ends_with("-03") { "\nhires: 12" } else { "" };
        project.snapshot(
            &month,
            &format!(
                "staff: {{ values: {{ rh: {}, bfh: 9, ahh: 8 }} }}\npeople: {{ values: {{ rh: 5, bfh: 9, ahh: 8 }} }}\n\
                 rough: {{ values: {{ rh: 15, bfh: 19, ahh: 18 }} }}\ngone: {{ values: {{ rh: {gone}, bfh: {gone}, ahh: 8 }} }}\n\
                 late: {{ values: {{ rh: {}, bfh: 9, ahh: 8 }} }}\nbeds: {{ values: {{ a: 1, b: 2, c: 3, d: 4, e: 5 }} }}\n\
                 rooms: {{ values: {{ {} }} }}\ndesks: {{ values: {{ {} }} }}\n\
                 visits: {}\ncalls: {}\nm1: 1\nm2: 2\nm3: 3{hires}",
                9 + index,
                whole(month == "2018-02"),
                split('r', 27),
                split('d', 40),
                40 + index % 4,
                60 + index % 5,
                gone = whole(month == "2018-03"),
            ),
        )
    })
}

/// Builds with all wrong expressions in the file at `path`, below `head`, then with all that follow the help.
fn follow(path: &str, head: &str, cures: &[Cure]) {
    let below = head.lines().count() as u64;
    let wrong: String = cures.iter().map(|(wrong, _, _)| format!("{wrong}\n\n")).collect();
    let told = site().file(path, format!("{head}{wrong}")).run(["build", "--format", "json"]).refused();
    let told: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    for (index, (wrong, words, _)) in (0u64..).zip(cures) {
        let said = told.iter().find(|said| said["line"] == below + 2 * index + 1);
        let help = said.map(|said| said["help"].to_string().replace("\\\"", "\"")).unwrap_or_default();
        assert!(help.contains(words), "{wrong} should say: {words}\n{said:#?}");
    }
    let mended: Vec<&str> = cures.iter().map(|(_, _, mended)| *mended).collect();
    site().file(path, format!("{head}{}\n", mended.join("\n\n"))).build();
}

#[test]
fn what_a_message_on_a_chart_or_a_table_says_to_do_works() {
    follow("content/2018-03.md", "", CURES);
    follow("content/2018-03.md", "", CURES_OF_DRAWINGS);
}

#[test]
fn what_it_says_in_the_report_of_a_member_works_there() {
    let head = "---\nfor_each: hospital\nfrom: 2018-03\n---\n";
    follow("content/hospitals/_report.md", head, CURES_OF_MEMBERS);
}

#[test]
fn a_kind_that_nobody_named_is_never_refused() {
    let ways = ["by=\"hospital\"", "by=\"ward\"", "by=\"room\"", "kind=\"arrow\", by=\"hospital\""];
    let more =
        ["", ", members=[FIRST]", ", top=1", ", top=2", ", from_zero=true", ", from_zero=false", ", since=previous"];
    let alone = ["", "from_zero=true", "from_zero=false", "from=\"normal\"", "from=\"year_ago\"", "annotate=false"];
    let mut texts = Vec::new();
    for (way, (metrics, first)) in ways.iter().zip([
        (["staff", "people", "rough", "late"].as_slice(), "\"rh\", \"bfh\""),
        (&["beds"], "\"a\", \"b\", \"c\""),
        (&["rooms"], "\"r1\", \"r2\""),
        (&["staff", "people"], "\"rh\""),
    ]) {
        for (metric, with) in metrics.iter().flat_map(|metric| more.iter().map(move |with| (metric, with))) {
            // No chart has room for twenty-seven and begins elsewhere than at zero.
            if *metric == "rooms" && with.contains("false") {
                continue;
            }
            texts.push(format!("{{{{ {metric} | chart({way}{}) }}}}", with.replace("FIRST", first)));
        }
    }
    for scale in ["staff | chart(by=\"hospital\", scale=\"free\")", "beds | chart(by=\"ward\", scale=\"free\")"] {
        texts.push(format!("{{{{ {scale} }}}}"));
    }
    for (metric, with) in ["visits", "calls", "staff"].iter().flat_map(|metric| alone.map(|with| (metric, with))) {
        texts.push(format!("{{{{ {metric} | chart({with}) }}}}"));
    }
    // In the first month, in the first year, and after more months than a stack has room for.
    for month in ["2017-01", "2017-03", "2018-02"] {
        let texts: Vec<&String> = texts
            .iter()
            .filter(|text| month != "2017-01" || !text.contains("since") && !text.contains("arrow"))
            .collect();
        let text = texts.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n\n");
        site().narrative(month, &text).build();
    }
}
