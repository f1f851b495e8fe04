//! What the overview of key figures tells: variation and assurance, and what is done about a missed target.

use crate::page::Page;
use crate::project::Project;

const CATALOG: &str = "metrics:
  waiting: { label: Waiting, type: stock, unit: days, better: lower, target: 20, spc: true }
  seen: { label: Seen, type: flow, better: higher, target: 5, spc: true }
  calls: { label: Calls, type: flow, spc: true }
  young: { label: Young, type: stock, better: higher, target: 10, spc: true }
  beds: { label: Beds, type: stock, better: higher, target: 10 }
";

/// Fourteen months: waiting is stable above its target, seen leaps in the last month, young has three values.
fn site() -> Project {
    let mut project = Project::empty().catalog(CATALOG);
    for index in 0..14 {
        let month = format!("{}-{:02}", 2017 + index / 12, index % 12 + 1);
        let odd = index % 2;
        let seen = if index == 13 { 20 } else { 10 + odd };
        let calls = if index == 13 {
            "calls: { value: null, note: No extract. }".into()
        } else {
            format!("calls: {}", 50 + odd)
        };
        let mut text = format!("waiting: {}\nseen: {seen}\n{calls}\nbeds: 12", 30 + odd);
        if index > 10 {
            text.push_str(&format!("\nyoung: {index}"));
        }
        project = project.snapshot(&month, &text);
    }
    project
}

fn narrative(text: &str) -> Page {
    site().narrative("2018-02", &format!("## Status\n\n{text}\n")).build().page("2018-02")
}

/// The rows of the first table as they are read.
fn rows_of(page: &Page) -> Vec<String> {
    let rows = page.find(".tab tbody").nth(0);
    let row = |index| {
        let row = rows.find("tr").nth(index);
        let cells = std::iter::once(row.find("th").text()).chain(row.find("td").texts());
        cells.collect::<Vec<_>>().join(" | ")
    };
    (0..rows.find("tr").count()).map(row).collect()
}

/// Beds by hall, of which one hides its count, and how they are used.
const HALLS: &str = "dimensions:
  hall: { label: Hall, members: { north: North, south: South } }
metrics:
  beds: { label: Beds, type: stock, by: [hall], better: higher, target: { total: 90, hall: { north: 40, south: 40 } } }
  staff: { label: Staff, type: stock, better: higher, target: 5 }
  used: { label: Used, type: stock }
  share: { label: Share, type: ratio, numerator: used, denominator: staff, format: percent, better: higher, target: 90 % }
";

fn halls(february: &str) -> Project {
    Project::empty()
        .catalog(HALLS)
        .snapshot("2018-01", "beds: { values: { north: 45, south: 46 } }\nstaff: 6\nused: 6")
        .snapshot("2018-02", february)
}

const BEDS: &str = "beds: { values: { north: 45, south: 20 } }";

#[test]
fn what_is_done_stands_beside_the_figure_and_what_is_computed_from_it() {
    let table = "{{ [beds, staff, share] | table(columns=[\"reason\", \"action\"]) }}";
    let february = "beds:
  values: { north: 45, south: 20 }
  note: A hall is closed.
  action: { what: Open it, who: The board, by: 2018-05 }
staff: 6
used: { value: 3, action: { what: Ask, by: 2018-03-15 } }";
    let project = halls(february).narrative("2018-02", &format!("## Now\n\n{table}\n"));
    let built = project.build();
    assert_eq!(
        rows_of(&built.page("2018-02")),
        [
            "Beds | A hall is closed. | Open itThe board, by May 2018",
            "Staff | – | –",
            "Share | – | Askby 15 March 2018",
        ]
    );
    let figures = built.json("2018-02/figures.json");
    let actions = &figures["metrics"]["beds"]["actions"];
    assert_eq!(*actions, serde_json::json!([{ "what": "Open it", "who": "The board", "by": "2018-05" }]));
    assert!(figures["metrics"]["staff"].get("actions").is_none());
    assert_eq!(figures["metrics"]["beds"]["reasons"], serde_json::json!(["A hall is closed."]));
    assert!(figures["metrics"]["staff"].get("reasons").is_none());
    let csv = built.read("2018-02/figures.csv");
    let rows: Vec<&str> = csv.lines().map(|line| line.trim_start_matches('\u{feff}')).collect();
    assert!(rows[0].ends_with(",Note,Reason,Action"), "{csv}");
    let south = rows.iter().find(|row| row.contains("South")).expect("a row of the part");
    assert!(rows[1].ends_with(",A hall is closed.,\"Open it (The board, by May 2018)\""), "{csv}");
    // What is said of both halls together is not said of one of them.
    assert!(south.ends_with(",final,A hall is closed.,,"), "{csv}");
    assert!(rows.iter().any(|row| row.starts_with("share,") && row.ends_with(",,Ask (by 15 March 2018)")), "{csv}");
    assert!(rows.iter().any(|row| row.starts_with("staff,") && row.ends_with(",,")), "{csv}");
    // The columns are the same where nothing is said of any figure, and no target is a range.
    let silent = halls(&format!("{BEDS}\nstaff: 6\nused: 6")).build().read("2018-02/figures.csv");
    assert_eq!(silent.lines().next(), csv.lines().next());
    let head = "id,Figure,Period,Value,Interval from,Interval to,Unit,Before,Target,Upper bound of target,State,Note,Reason,Action";
    assert_eq!(rows[0], head);
}

/// The words of South alone.
const OF_SOUTH: &str =
    "{ values: { south: 20 }, note: A hall is closed., action: { what: Open it, who: The board, by: 2018-05 } }";

#[test]
fn what_is_said_of_a_member_and_of_the_whole_is_held_apart() {
    let february = format!("beds:\n- {{ values: {{ north: 45 }} }}\n- {OF_SOUTH}\nstaff: 6\nused: 6");
    let project = halls(&february).narrative("2018-02", "{{ overview(off_target=true) }}\n");
    let built = project.build();
    assert_eq!(
        rows_of(&built.page("2018-02")),
        [
            "Beds | 65 | at least 90 | South: A hall is closed. | South: Open itThe board, by May 2018",
            "Beds, South | 20 | at least 40 | A hall is closed. | Open itThe board, by May 2018",
        ]
    );
    let beds = &built.json("2018-02/figures.json")["metrics"]["beds"];
    assert_eq!(beds["reasons"], serde_json::json!(["South: A hall is closed."]));
    assert_eq!(beds["actions"][0]["what"], "South: Open it");
    let whole =
        "`beds` misses its target for 2018-02, and nothing says why (`note`) and what is done about it (`action`)";
    assert_eq!(unanswered(&project), [whole]);
    // Of a whole that is stated, the words beside it are its own.
    let february = february
        .replace("beds:\n", "beds:\n- { value: 65, note: Closed., action: { what: Ask, who: Anna, by: 2018-04 } }\n");
    let project = halls(&february).narrative("2018-02", "{{ overview(off_target=true) }}\n");
    assert_eq!(unanswered(&project), Vec::<String>::new());
    assert_eq!(
        rows_of(&project.build().page("2018-02")),
        [
            "Beds | 65 | at least 90 | Closed. | AskAnna, by April 2018",
            "Beds, South | 20 | at least 40 | A hall is closed. | Open itThe board, by May 2018",
        ]
    );
}

/// The help of each K0326 that `check` says.
fn cures(project: &Project) -> Vec<String> {
    let ran = project.run(["check", "--format", "json"]);
    let found = ran.stdout.lines().chain(ran.stderr.lines()).filter(|line| line.contains("K0326"));
    let said = |line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON");
    found.map(|line| said(line)["help"].as_str().expect("a help").to_owned()).collect()
}

#[test]
fn the_help_on_a_missed_target_shows_a_form_that_stands_beside_the_other_members() {
    let words = "note: …, action: { what: …, who: …, by: … }";
    let site = |beds: &str| halls(&format!("{beds}\nstaff: 6\nused: 6")).narrative("2018-02", "Well.\n");
    assert_eq!(
        cures(&site(BEDS)),
        [
            format!(
                "write it beside the amount: `beds: [{{ values: {{ … }} }}, {{ values: {{ south: 20 }}, {words} }}]`"
            ),
            format!("write it beside the amount: `beds: {{ values: {{ … }}, {words} }}`"),
        ]
    );
    // Who does as it says has what it asked for, and is asked for the other.
    let followed = site(&format!("beds:\n- {{ values: {{ north: 45 }} }}\n- {OF_SOUTH}"));
    assert_eq!(cures(&followed), [format!("write it beside the amount: `beds: [{{ value: …, {words} }}, …]`")]);
    let ran = followed.run(["check"]);
    assert!(!ran.stderr.contains("K0309") && !ran.stderr.contains("K0205"), "{}", ran.stderr);
    // Of a share it is the part that is low.
    let share = halls("staff: 6\nused: 3").narrative("2018-02", "Well.\n");
    assert_eq!(cures(&share), [format!("write it beside the amount: `used: {{ value: 3, {words} }}`")]);
}

#[test]
fn a_month_without_a_report_asks_for_no_words() {
    let february = format!("{BEDS}\nstaff: 6\nused: 6");
    let told = |range: &str| halls(&february).file("content/_report.md", format!("---\n{range}\n---\nWell.\n"));
    assert_eq!(unanswered(&told("from: 2018-02")).len(), 2);
    assert_eq!(unanswered(&told("to: 2018-01")).len(), 0);
}

#[test]
fn what_cannot_be_held_against_its_target_is_named() {
    let february = "beds: { values: { north: 45, south: null }, note: Not counted. }
staff: { value: null, note: No extract. }
used: 3";
    let text = "{{ overview(off_target=true, subtitle=\"By hall\") }}\n";
    let project = halls(february).narrative("2018-02", text);
    let built = project.build();
    let table = built.page("2018-02");
    let table = table.find("#tab-beds");
    assert_eq!(table.find("table").count(), 0);
    // Beds of both halls are unknown since those of one are; nothing is said to be met.
    assert_eq!(table.find(".fig-sub").text(), "By hall · every figure with a target meets it");
    assert_eq!(table.find(".fig-src").text(), "Cannot be held against a target: Beds, Staff and Share.");
    let front = built.page("");
    assert_eq!(
        front.find("#off-target-report .fig-src").text(),
        "Cannot be held against a target: Beds, Staff and Share."
    );
    // Where nothing can be, nothing is said to be met.
    let unknown = halls("staff: { value: null, note: No extract. }\nused: 3")
        .narrative("2018-02", "{{ overview(metrics=[staff, share], off_target=true) }}\n");
    assert_eq!(unknown.build().page("2018-02").find("#tab-staff .fig-sub").text(), "February 2018");
    let danish = halls(february).settings("title: Status\nlanguage: da").narrative("2018-02", text);
    assert_eq!(
        danish.build().page("2018-02").find("#tab-beds .fig-src").text(),
        "Kan ikke måles mod målet: Beds, Staff og Share."
    );
}

#[test]
fn the_front_page_says_how_many_more_are_off_target_and_where() {
    let ids: Vec<String> = (1..=14).map(|number| format!("h{number}")).collect();
    let list = |value: &dyn Fn(&String) -> String| {
        ids.iter().map(|id| format!("{id}: {}", value(id))).collect::<Vec<_>>().join(", ")
    };
    let catalog = format!(
        "dimensions: {{ hall: {{ label: Hall, members: {{ {} }} }} }}
metrics:
  used: {{ label: Used, type: flow, by: [hall] }}
  open: {{ label: Open, type: flow, by: [hall] }}
  share: {{ label: Share, type: ratio, numerator: used, denominator: open, format: percent, better: higher, target: 90 % }}",
        list(&|id| format!("Hall {id}"))
    );
    let values = format!(
        "used: {{ values: {{ {} }} }}\nopen: {{ values: {{ {} }} }}",
        list(&|_| "3".to_owned()),
        list(&|_| "4".to_owned())
    );
    let project = Project::empty()
        .catalog(&catalog)
        .snapshot("2018-02", &values)
        .file("content/_report.md", "Well.\n")
        .file("content/halls/_index.md", "---\ntitle: Hall by hall\n---\n")
        .file("content/halls/_report.md", "---\nfor_each: hall\n---\n{{ share }}.\n");
    let built = project.build();
    let front = built.page("");
    // The site's own report has the whole and every member, as the table of the report has.
    assert_eq!(read_rows(&front.find("#off-target-report")).len(), 15);
    // So the folder's tell nothing of it a second time.
    assert_eq!((front.find("#off-target-halls").count(), front.find(".closing > p a").count()), (0, 0));
    assert_eq!(front.find("#targets-halls").count(), 1);
    // No member's report has all of it, so the heading leads to the page of the folder.
    let periods = front.find("section[aria-labelledby^=targets-] .s a");
    assert_eq!(periods.attributes("href"), ["2018-02/index.html", "halls/index.html"]);
    let folder = built.page("halls");
    assert_eq!(read_rows(&folder.find("#off-target-halls")).len(), 15);
    assert_eq!(folder.find("section[aria-labelledby^=targets-] .s a").count(), 0);
    assert_eq!(folder.find("section[aria-labelledby^=targets-] .s p").text(), "February 2018");
    // Without reports of its own, the site's front page says it of the folder.
    project.remove("content/_report.md");
    let built = project.build();
    let front = built.page("");
    let of_halls = read_rows(&front.find("#off-target-halls"));
    assert_eq!((of_halls.len(), of_halls[0].as_str()), (10, "Share | 75% | at least 90%"));
    let more = front.find(".closing > p a");
    assert_eq!(more.texts(), ["5 more are off target: Hall by hall"]);
    assert_eq!(more.attribute("href"), "halls/index.html#off-target-halls");
}

/// What `check` says of missed targets.
fn unanswered(project: &Project) -> Vec<String> {
    let ran = project.run(["check", "--format", "json"]);
    let found = ran.stdout.lines().chain(ran.stderr.lines()).filter(|line| line.contains("K0326"));
    let said = |line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON");
    found.map(|line| said(line)["message"].as_str().expect("a message").to_owned()).collect()
}

#[test]
fn a_missed_target_without_words_is_named_and_can_be_allowed() {
    let warnings = |february: &str| unanswered(&halls(february));
    assert_eq!(
        warnings(&format!("{BEDS}\nstaff: 6\nused: 6")),
        [
            "`beds` (south) misses its target for 2018-02, and nothing says why (`note`) and what is done about it (`action`)",
            "`beds` misses its target for 2018-02, and nothing says why (`note`) and what is done about it (`action`)",
        ]
    );
    let told = "beds: { values: { north: 45, south: 20 }, note: Closed., action: { what: Open it, who: The board, by: 2018-05 } }\nstaff: 6\nused: 6";
    assert_eq!(
        warnings(told),
        [
            "`beds` (south) misses its target for 2018-02, and nothing says why (`note`) and what is done about it (`action`)"
        ]
    );
    let vague = "staff: { value: 4, note: Closed., action: { what: Hire } }\nused: 4";
    assert_eq!(
        warnings(vague),
        ["`staff` misses its target for 2018-02, and nothing says who does it (`who`) and by when (`by`)"]
    );
    // A ratio takes the words of what it is computed from.
    let ratio = "staff: 6\nused: { value: 3, note: Closed., action: { what: Open it, who: The board, by: 2018-05 } }";
    assert_eq!(warnings(ratio), Vec::<String>::new());
    let allowed = "# kalends: allow K0326 because it is known\nstaff: 4\nused: 4";
    assert_eq!(warnings(allowed), Vec::<String>::new());
    // A target that was missed before is history, and what was allowed then is not in vain.
    for before in ["staff: 3 # kalends: allow K0326 because it is known", "staff: 3"] {
        let project = halls(&format!("{before}\nused: 3")).snapshot("2018-03", "staff: 6\nused: 6");
        let said = project.run(["check"]).stderr;
        assert!(!said.contains("K0326") && !said.contains("K0315"), "{said}");
    }
}

#[test]
fn a_missed_target_of_all_members_is_named_once_and_that_of_a_quarter_where_its_report_tells_it() {
    let shared = "dimensions: { hall: { label: Hall, members: { north: North, south: South } } }
metrics:
  used: { label: Used, type: flow, by: [hall] }
  open: { label: Open, type: flow, by: [hall] }
  share: { label: Share, type: ratio, numerator: used, denominator: open, format: percent, better: higher, target: 90 % }";
    let project = Project::empty().catalog(shared);
    let february = "used: { values: { north: 1, south: 2 } }\nopen: { values: { north: 4, south: 4 } }";
    let share =
        "`share` misses its target for 2018-02, and nothing says why (`note`) and what is done about it (`action`)";
    assert_eq!(unanswered(&project.snapshot("2018-02", february)), [share]);

    let quarter =
        "metrics: { calls: { label: Calls, type: flow, better: higher, target: { at_least: { quarter: 90 } } } }";
    let mut project = Project::empty().catalog(quarter);
    for month in ["2018-01", "2018-02", "2018-03"] {
        project = project.snapshot(month, "calls: { value: 20, note: Few called. }");
    }
    assert_eq!(unanswered(&project), Vec::<String>::new(), "no report shows the quarter");
    let calls = "`calls` misses its target for 2018-Q1, and nothing says what is done about it (`action`)";
    assert_eq!(unanswered(&project.file("content/2018-Q1.md", "Well.")), [calls]);
}

#[test]
fn the_overview_has_every_metric_with_a_target_and_what_misses_it_a_table_of_its_own() {
    let february = "beds:
  values: { north: 45, south: 20 }
  note: A hall is closed.
  action: { what: Open it, who: The board, by: 2018-05 }
staff: 6
used: 6";
    let page = |text: &str, february: &str| {
        let project = halls(february).narrative("2018-02", &format!("## Now\n\n{text}\n"));
        project.build().page("2018-02")
    };
    let whole = page("{{ overview() }}", february);
    let heads = whole.find(".tab thead").nth(0).find("th").texts();
    // No metric has limits, so nothing is said of variation and assurance.
    assert_eq!(heads, ["Figure", "Value", "Target", "Against target", "Reason", "Action"]);
    assert_eq!(
        rows_of(&whole),
        [
            "Beds | 65 | at least 90 | ▼ Not met25 from target | A hall is closed. | Open itThe board, by May 2018",
            "Staff | 6 | at least 5 | ● Met | – | –",
            "Share | 100% | at least 90% | ● Met | – | –",
        ]
    );
    let missed = page("{{ overview(off_target=true) }}", february);
    assert_eq!(missed.find(".tab .fig-h").nth(0).text(), "Table\u{a0}1. Off target");
    assert_eq!(
        rows_of(&missed),
        [
            "Beds | 65 | at least 90 | A hall is closed. | Open itThe board, by May 2018",
            "Beds, South | 20 | at least 40 | – | –",
        ]
    );
    let none = page("{{ overview(metrics=[staff, share], off_target=true, title=\"Missed\") }}", february);
    assert_eq!(none.find(".tab .fig-sub").nth(0).text(), "February 2018 · every figure with a target meets it");
    assert_eq!(none.find("#tab-staff table").count(), 0);
}

#[test]
fn of_a_hidden_figure_nothing_is_told() {
    let catalog = "dimensions:
  hall: { label: Hall, members: { north: North, south: South, east: East } }
metrics:
  falls: { label: Falls, type: flow, by: [hall], suppress_below: 5, better: lower, target: { hall: { north: 1, south: 30 } } }
";
    let february = "falls:
- { values: { north: 3, east: 4 }, note: A wet floor., action: { what: Mop, who: Night, by: 2018-05 } }
- { values: { south: 40 }, note: Busy., action: { what: Rails, who: Day, by: 2018-06 } }";
    let table = "{{ falls | table(by=\"hall\", columns=[\"value\", \"status\", \"reason\", \"action\"]) }}";
    let project = Project::empty().catalog(catalog).snapshot("2018-02", february);
    let project = project.narrative("2018-02", &format!("## Now\n\n{table}\n"));
    let page = project.build().page("2018-02");
    let rows = rows_of(&page);
    assert!(rows[0].starts_with("North | * |") && rows[0].ends_with("| – | –"), "{rows:?}");
    assert!(rows[1].ends_with("| Busy. | RailsDay, by June 2018"), "{rows:?}");
    assert!(!page.text().contains("Mop") && !page.text().contains("wet floor"));
    let ran = project.run(["check"]);
    assert!(!ran.stderr.contains("north"), "{}", ran.stderr);
}

#[test]
fn variation_and_assurance_are_told_by_icon_and_word() {
    let page = narrative(
        "{{ [waiting, seen, calls, young, beds] | table(columns=[\"value\", \"variation\", \"assurance\"]) }}",
    );
    assert_eq!(page.find(".tab thead").nth(0).find("th").texts(), ["Figure", "Value", "Variation", "Assurance"]);
    assert_eq!(
        rows_of(&page),
        [
            "Waiting (days) | 31 | Only common-cause variation | Target consistently missedwaiting does not help: the process must change",
            "Seen | 20 | Improvingabove the upper limit of usual variation | Target reliably met",
            "Calls | –No extract | Only common-cause variationJanuary 2018 | –",
            "Young | 13 | –Too few values for limits | –Too few values for limits",
            "Beds | 12 | – | –",
        ]
    );
    let icons = page.find(".tab tbody svg.ki");
    assert_eq!(icons.count(), 5);
}

/// The cells of the rows of a table, as a screen reader reads them.
fn read_rows(table: &crate::page::Found<'_>) -> Vec<String> {
    let rows = table.find("tbody tr");
    let row = |index: usize| {
        let cells = std::iter::once(rows.nth(index).find("th").text()).chain(rows.nth(index).find("td").texts());
        cells.collect::<Vec<_>>().join(" | ")
    };
    (0..rows.count()).map(row).collect()
}

#[test]
fn metrics_by_members_tell_each_verdict_by_mark_and_word() {
    let february = format!("{BEDS}\nstaff: 6\nused: 6");
    let page = halls(&february).narrative("2018-02", "## Now\n\n{{ overview(by=\"hall\") }}\n").build().page("2018-02");
    let table = page.find(".tab").nth(0);
    assert_eq!(table.find("thead th[scope=col]").texts(), ["Figure", "North", "South", "Total"]);
    assert_eq!(read_rows(&table), ["Beds | 45 ● (Met) | 20 ▼ (Not met) | 65 ▼ (Not met)"]);
    assert_eq!(table.find("td .not_met > [aria-hidden=true]").texts(), ["▼", "▼"]);
    assert_eq!(table.find("td .not_met > .vh").texts(), ["(Not met)", "(Not met)"]);
    assert_eq!(table.find(".fig-src").text(), "● Met, ◆ Nearly met, ▼ Not met, ○ Unknown.");
}

#[test]
fn many_members_stand_below_each_other() {
    let ids: Vec<String> = (1..=9).map(|number| format!("h{number}")).collect();
    let list = |of: &dyn Fn(&String) -> String| ids.iter().map(of).collect::<Vec<_>>().join(", ");
    let catalog = format!(
        "dimensions: {{ hall: {{ label: Hall, members: {{ {} }} }} }}
metrics:
  beds: {{ label: Beds, type: stock, by: [hall], better: higher, target: {{ hall: {{ h1: 5, h2: 3 }} }} }}",
        list(&|id| format!("{id}: Hall {id}"))
    );
    let february = format!("beds: {{ values: {{ {} }} }}", list(&|id| format!("{id}: 4")));
    let project = Project::empty().catalog(&catalog).snapshot("2018-02", &february);
    let page = project.narrative("2018-02", "{{ overview(by=\"hall\") }}\n").build().page("2018-02");
    let table = page.find(".tab").nth(0);
    assert_eq!(table.find("thead th").texts(), ["Hall", "Beds"]);
    let rows = read_rows(&table);
    assert_eq!(rows[..3], ["Hall h1 | 4 ▼ (Not met)", "Hall h2 | 4 ● (Met)", "Hall h3 | 4"]);
    assert_eq!(rows[9], "Total | 36");
}

/// The sections of a front page on targets: each heading, the period of its report, and the rows of its two tables.
fn targets(page: &Page) -> Vec<(String, String, Vec<String>, Vec<String>)> {
    let sections = page.find("section.row[aria-labelledby^=targets-]");
    let section = |index: usize| {
        let section = sections.nth(index);
        let tables = section.find(".tab");
        let rows = |index: usize| if index < tables.count() { read_rows(&tables.nth(index)) } else { Vec::new() };
        (section.find("h2").text(), section.find(".s p").text(), rows(0), rows(1))
    };
    (0..sections.count()).map(section).collect()
}

#[test]
fn the_front_page_holds_the_newest_figures_of_each_series_against_their_targets() {
    let told = "beds: { values: { north: 45, south: 20 }, note: Closed., action: { what: Open it, who: The board, by: 2018-05 } }\nstaff: 6\nused: 6";
    let project = halls(told)
        .file("content/halls/_index.md", "---\ntitle: Hall by hall\n---\n")
        .file("content/halls/_report.md", "---\nfor_each: hall\n---\n{{ beds }} beds.\n")
        .file("content/staff/_index.md", "---\ntitle: Staff alone\n---\n")
        .file("content/staff/_report.md", "{{ staff }} persons.\n");
    let built = project.build();
    let off = "Closed. | Open itThe board, by May 2018";
    let found = targets(&built.page(""));
    assert_eq!(found.len(), 3);
    assert_eq!(
        found[0],
        (
            "Targets".to_owned(),
            "February 2018".to_owned(),
            vec![
                "Beds | 65 | at least 90 | ▼ Not met25 from target".to_owned(),
                "Staff | 6 | at least 5 | ● Met".to_owned(),
                "Share | 100% | at least 90% | ● Met".to_owned(),
            ],
            vec![format!("Beds | 65 | at least 90 | {off}"), "Beds, South | 20 | at least 40 | – | –".to_owned()],
        )
    );
    // One row for each member, which leads to its page, and no metric that the reports do not speak of.
    assert_eq!(found[1].0, "Targets: Hall by hall");
    assert_eq!(found[1].2, ["North | 45 ● (Met)", "South | 20 ▼ (Not met)", "Total | 65 ▼ (Not met)"]);
    let page = built.page("");
    assert_eq!(page.find("#targets-halls tbody th a[href='halls/south/index.html']").text(), "South");
    assert_eq!((found[2].0.as_str(), found[2].3.len()), ("Targets: Staff alone", 0));
    assert_eq!(page.find("#off-target-staff .fig-sub").text(), "Every figure with a target meets it.");
    assert_eq!(page.find("#off-target-staff table").count(), 0);
    // The page of a folder has its own, that of a member the member's.
    assert_eq!(targets(&built.page("halls"))[0].2, found[1].2);
    assert_eq!(
        targets(&built.page("halls/south")),
        [(
            "Targets".to_owned(),
            "February 2018".to_owned(),
            vec!["Beds, South | 20 | at least 40 | ▼ Not met20 from target".to_owned()],
            vec!["Beds, South | 20 | at least 40".to_owned()],
        )]
    );
}

#[test]
fn a_front_page_without_targets_has_no_table_of_them_and_a_danish_one_is_danish() {
    let without = Project::new("staff: { label: Staff, type: stock }").snapshot("2018-02", "staff: 3");
    assert_eq!(targets(&without.build().page("")).len(), 0);
    // A target that begins to hold later is none yet.
    let later = Project::new("staff: { type: stock, better: higher, target: { 2019-01: 3 } }");
    assert_eq!(targets(&later.snapshot("2018-02", "staff: 3").build().page("")).len(), 0);

    let danish = Project::new("staff: { label: Ansatte, type: stock, better: higher, target: 3, spc: true }")
        .settings("title: Status\nlanguage: da")
        .snapshot("2018-02", "staff: 2");
    let page = danish.build().page("");
    let heads = page.find("#targets-report thead th").texts();
    assert_eq!(heads, ["Tal", "Værdi", "Mål", "Målopfyldelse", "Variation", "Sikkerhed for målet"]);
    assert_eq!(page.find("#off-target-report h3").text(), "Mål, der ikke er nået");
}
