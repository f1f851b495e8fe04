//! The workbook beside a report: the rules that its sheets keep, what stands in its cells, and its bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;

use kalends::command::sheets::content::Content;
use kalends::command::sheets::spreadsheet;
use kalends::output::{Part, packed, unpacked};

use crate::project::{Project, ran, skipped};

const CATALOG: &str = "
dimensions:
  ward: { label: Ward, members: { north: North, south: South, east: East } }
metrics:
  visits: { label: Visits, type: flow, unit: visits, by: ward, suppress_below: 5, note: Counted at the door. }
  beds: { label: Beds, type: stock, unit: beds, target: 120, better: higher }
  trained: { label: Trained, type: flow, unit: persons }
  hired: { label: Hired, type: flow, unit: persons }
  share: { label: Share trained, type: ratio, numerator: trained, denominator: hired, format: percent, target: 85 %,
    better: higher }
";

const TEXT: &str = "---\ntitle: \"Status, {{ period }}\"\nsummary: \"{{ beds }} beds <now>.\"\n---\n## Beds\n\n\
    {{ beds | chart(title=\"Beds rise\") }}\n\n{{ visits | table(by=\"ward\") }}\n\n{{ share | chart }}\n\n\
    {{ overview(off_target=true, metrics=[beds, share]) }}\n\n{{ visits | chart(by=\"ward\") }}\n";

/// A site with hidden counts, a gap, a withdrawn figure, a revision and a target that is missed.
fn site() -> Project {
    Project::empty()
        .settings("title: Wards & more\norganisation: The County\nworkbook: both\nbase_url: https://example.org/w")
        .catalog(CATALOG)
        .file("content/_report.md", TEXT)
        .snapshot(
            "2018-01",
            "visits: { values: { north: 120, south: 3, east: 4 } }\nbeds: 100\ntrained: 30\nhired: 40",
        )
        .snapshot("2018-02", "visits: { values: { north: 131, south: 22, east: 17 } }\nbeds: { value: null, note: \"No count: the register = was closed.\" }")
        .snapshot(
            "2018-03",
            "visits: { values: { north: 140, south: 2, east: 3 }, note: Two doors. }\ntrained: 61\nhired: 251\nbeds: [110, { \
             period: 2018-01, withdrawn: true, reason: Counted twice. }]",
        )
}

/// The cells of each sheet of a workbook, by its name, in order; rows and columns from 1.
type Cells = Vec<(String, BTreeMap<(u32, usize), Content<'static>>)>;

fn cells(bytes: &[u8]) -> Cells {
    let file: Arc<str> = "workbook".into();
    let sheets = spreadsheet::all(&file, bytes).expect("a workbook that our own reader reads");
    let of_sheet = |sheet: &kalends::command::sheets::table::Sheet| {
        let rows = sheet.rows.iter().flat_map(|row| {
            let line = sheet.line(row);
            line.cells
                .into_iter()
                .zip(1..)
                .map(|(cell, column)| ((row.number(), column), owned(cell)))
                .collect::<Vec<_>>()
        });
        (sheet.name.clone().expect("a name"), rows.filter(|(_, cell)| *cell != Content::Empty).collect())
    };
    sheets.iter().map(of_sheet).collect()
}

fn owned(cell: Content<'_>) -> Content<'static> {
    match cell {
        Content::Text(text) => Content::Text(text.into_owned().into()),
        Content::Number(number) => Content::Number(number),
        Content::Share(share) => Content::Share(share),
        Content::Empty => Content::Empty,
        other => panic!("a workbook holds texts, numbers and shares, not {other:?}"),
    }
}

/// A sheet as lines of text.
fn lines(cells: &BTreeMap<(u32, usize), Content<'_>>) -> Vec<String> {
    let last = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let line = |row: u32| {
        let of_row = cells.range((row, 0)..(row + 1, 0));
        of_row.map(|(_, cell)| cell.shown().into_owned()).collect::<Vec<_>>().join(" | ")
    };
    (1..=last).map(line).collect()
}

fn sheet(workbook: &Cells, name: &str) -> Vec<String> {
    let found = workbook.iter().find(|(found, _)| found == name);
    lines(&found.unwrap_or_else(|| panic!("no sheet {name} in {:?}", names(workbook))).1)
}

fn names(workbook: &Cells) -> Vec<&str> {
    workbook.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn a_workbook_says_what_the_page_shows() {
    let project = site();
    let built = project.build();
    let files = built.files();
    let xlsx = cells(&files["2018-03/2018-03.xlsx"]);
    assert_eq!(
        names(&xlsx),
        ["Cover", "Contents", "Figure 1", "Table 1", "Figure 2", "Table 2", "Figure 3", "Table 3", "Notes"]
    );
    assert_eq!(
        sheet(&xlsx, "Cover"),
        [
            "Status, March 2018",
            "Monthly report",
            "110 beds <now>.",
            "Period: March 2018",
            "State: Final",
            "The County, Wards & more",
            "The page of the report",
            "The workbook shows the same figures as the report.",
            "[x] = not available",
            "[c] = hidden to protect small counts",
            "[z] = nothing belongs here",
        ]
    );
    assert_eq!(
        sheet(&xlsx, "Contents"),
        [
            "Contents: Status, March 2018",
            "This sheet has one table.",
            "[z] = nothing belongs here",
            "Sheet | Title | id",
            "Figure 1 | Figure 1: Beds rise | beds",
            "Table 1 | Table 1: Visits | visits",
            "Figure 2 | Figure 2: Share trained | share",
            "Table 2 | Table 2: Off target | beds, share",
            "Figure 3 | Figure 3: Visits | visits",
            "Table 3 | Table 3: All figures in this report | [z]",
            "Notes | Notes | [z]",
        ]
    );
    assert_eq!(
        sheet(&xlsx, "Figure 1"),
        [
            "Figure 1: Beds rise",
            "Beds, January 2018 – March 2018",
            "This sheet has one table.",
            "Marks such as [note 1] are explained on the sheet Notes.",
            "[x] = not available",
            "[z] = nothing belongs here",
            "Period | Period code | Beds | Target (beds) | Change (beds) | Notes",
            "March 2018 | 2018-03 | 110 | 120 | [x] | [z]",
            "February 2018 | 2018-02 | [x] | 120 | [x] | [note 1]",
            "January 2018 | 2018-01 | [x] | 120 | [x] | [note 2] [note 3]",
        ]
    );
    let notes = sheet(&xlsx, "Notes");
    assert_eq!(notes[..3], ["Notes", "This sheet has one table.", "Note | Text"]);
    assert_eq!(notes[3], "[note 1] | Beds: No count: the register = was closed");
    // Why it was withdrawn is said beside the drawing, and that it was in the cell of the page.
    assert!(notes[5].starts_with("[note 3] | Beds: 100, withdrawn"), "{notes:#?}");
    let all = sheet(&xlsx, "Table 3");
    let visits = all.iter().find(|line| line.starts_with("Visits, North |")).expect("a row for a ward");
    assert!(
        visits.starts_with("Visits, North | visits | visits | March 2018 | 2018-03 | 131 | 140 | 9 | 6.9 %"),
        "{visits}"
    );
    let share = all.iter().find(|line| line.starts_with("Share trained |")).expect("a row for the share");
    // 61 of 251 is 24.3 %: the cell has what readers see.
    assert!(share.starts_with("Share trained | share | % | March 2018 | 2018-03 | [x] | 24 % | [x]"), "{share}");
    assert!(notes.iter().any(|line| line.ends_with("Visits: Counted at the door.")), "{notes:#?}");
    let off_target = sheet(&xlsx, "Table 2");
    assert!(off_target.iter().any(|line| line.starts_with("Beds | 110 |")), "{off_target:#?}");
}

#[test]
fn a_source_with_a_page_of_its_own_is_named_in_words() {
    let sources = "sources: { book: { label: Beds & wards, url: \"https://example.org/b?a=1&b=2\" } }";
    let project = Project::new("beds: { label: Beds, type: stock, source: book }")
        .settings(&format!("title: T\nworkbook: both\n{sources}"))
        .snapshot("2018-01", "beds: 3")
        .narrative("2018-01", "{{ beds | table }}\n\n{{ beds | chart(title=\"Few beds\") }}\n");
    let files = project.build().files();
    for name in ["2018-01/2018-01.xlsx", "2018-01/2018-01.ods"] {
        let workbook = cells(&files[name]);
        for tab in ["Table 1", "Figure 1"] {
            let lines = sheet(&workbook, tab);
            assert!(
                lines.iter().any(|line| line.trim_end_matches('.') == "Source: Beds & wards"),
                "{name} {tab}: {lines:#?}"
            );
        }
    }
}

#[test]
fn the_ends_of_intervals_are_values_of_the_last_table() {
    let project = Project::new(
        "satisfied: { label: Satisfied, type: ratio, numerator: yes, denominator: asked, format: percent }\n\
                                beds: { label: Beds, type: stock }\nyes: { type: flow }\nasked: { type: flow }",
    )
    .settings("title: T\nlanguage: da\nworkbook: both")
    .snapshot("2018-01", "satisfied: { value: 8.2 %, low: 7.9 %, high: 8.5 % }\nbeds: 3");
    let files = project.build().files();
    for name in ["2018-01/2018-01.xlsx", "2018-01/2018-01.ods"] {
        let workbook = cells(&files[name]);
        keeps_the_rules(&workbook);
        let table = sheet(&workbook, "Tabel 1");
        let head = table.iter().find(|line| line.starts_with("Tal | id")).expect("headings");
        assert!(head.contains(" | Nu | Interval fra (%) | Interval til (%) | Ændring"), "{head}");
        let row = table.iter().find(|line| line.starts_with("Satisfied |")).expect("a row");
        assert!(row.contains(" | 7.9 % | 8.5 % | "), "{row}");
        let other = table.iter().find(|line| line.starts_with("Beds |")).expect("a row");
        assert!(other.contains(" | [z] | [z] | "), "{other}");
        // The numbers stand in columns, so no note says them again.
        let notes = sheet(&workbook, "Noter");
        assert!(!notes.iter().any(|note| note.contains("mellem")), "{notes:#?}");
    }
}

#[test]
fn the_interval_of_each_value_stands_beside_it_in_every_table() {
    let catalog = "dimensions:\n  ward: { label: Ward, members: { north: North, south: South } }\nmetrics:\n  \
                   asked: { label: Asked, type: stock, unit: persons, by: ward, additive: false }\n";
    let project = Project::empty()
        .settings("title: T\nworkbook: both")
        .catalog(catalog)
        .snapshot("2018-01", "asked:\n  - { value: 52, low: 50, high: 54 }\n  - { values: { north: 20, south: 32 } }")
        .snapshot(
            "2018-02",
            "asked:\n  - { value: 62, low: 60, high: 64, note: The list was new. }\n  - { values: { north: 30, south: 32 }, \
             low: { north: 29, south: 31 }, high: { north: 31, south: 33 } }",
        )
        .narrative(
            "2018-02",
            "{{ asked | chart(kind=\"line\", title=\"More\") }}\n\n{{ asked | chart(kind=\"multiples\", by=\"ward\", \
             id=\"each\", title=\"Each\") }}\n",
        );
    let files = project.build().files();
    for name in ["2018-02/2018-02.xlsx", "2018-02/2018-02.ods"] {
        let workbook = cells(&files[name]);
        keeps_the_rules(&workbook);
        let one = sheet(&workbook, "Figure 1");
        assert!(
            one.join("\n").contains(
                "Period | Period code | Asked (persons) | Interval from (persons) | Interval to (persons) | Change (persons) | \
                 Notes\nFebruary 2018 | 2018-02 | 62 | 60 | 64 | 10 | [note 1]\nJanuary 2018 | 2018-01 | 52 | 50 | 54 | [x] | [z]"
            ),
            "{one:#?}"
        );
        let several = sheet(&workbook, "Figure 2").join("\n");
        // Where several columns have intervals, each is named with its own.
        assert!(several.contains("North, interval from (persons) | North, interval to (persons) | South"), "{several}");
        assert!(several.contains("All, interval from (persons) | All, interval to (persons)"), "{several}");
        assert!(!sheet(&workbook, "Notes").iter().any(|note| note.contains("between")), "{name}");
    }
}

#[test]
fn a_remark_that_reads_as_a_percentage_is_no_number() {
    let project = Project::new("hours: { label: Hours, type: stock, unit: hours }\nx: { label: X, type: stock }")
        .settings("title: T\nworkbook: both")
        .snapshot("2018-02", "hours: { value: null, note: \"50 %\" }\nx: { value: 3, note: \"7 %\" }")
        .file("content/_report.md", "---\ntitle: T\n---\n## A\n\n{{ [hours, x] | table(columns=[\"value\"]) }}\n");
    let built = project.build();
    let sheets = cells(&built.files()["2018-02/2018-02.xlsx"]);
    let texts: Vec<String> =
        sheets.iter().flat_map(|(_, cells)| cells.values()).map(|content| format!("{content:?}")).collect();
    assert!(
        !texts.iter().any(|text| text.contains("0.5") || text.contains("0.07") || text.contains("in per cent")),
        "{texts:?}"
    );
    assert!(texts.iter().any(|text| text.contains("50 %")), "{texts:?}");
}

#[test]
fn what_is_noted_of_a_point_is_a_note_in_its_row() {
    let catalog =
        "metrics:\n  meals: { label: Meals, type: flow, unit: meals }\nevents:\n  2018-02: { text: A new kitchen. }\n";
    let project = Project::empty()
        .settings("title: T\nworkbook: both")
        .catalog(catalog)
        .snapshot("2018-01", "meals: 270")
        .snapshot("2018-02", "meals: { value: 250, note: The stove was out. }")
        .snapshot("2018-03", "meals: 280")
        .narrative("2018-02", "{{ meals | chart(title=\"Fewer\") }}\n\n{{ meals | table }}\n");
    let files = project.build().files();
    for name in ["2018-02/2018-02.xlsx", "2018-02/2018-02.ods"] {
        let workbook = cells(&files[name]);
        keeps_the_rules(&workbook);
        let chart = sheet(&workbook, "Figure 1").join("\n");
        assert!(chart.contains("February 2018 | 2018-02 | 250 | -20 | [note 1] [note 2]"), "{chart}");
        assert!(chart.contains("January 2018 | 2018-01 | 270 | [x] | [z]"), "{chart}");
        let all = sheet(&workbook, "Table 2").join("\n");
        // There a column says it.
        assert!(all.contains("| State | Reason | Action") && all.contains("| The stove was out. |"), "{all}");
        let notes = sheet(&workbook, "Notes");
        assert_eq!(notes[3..], ["[note 1] | A new kitchen.", "[note 2] | The stove was out."], "{name}");
    }
}

#[test]
fn the_cover_says_what_was_changed_since() {
    let project = Project::empty()
        .settings("title: T\nworkbook: both\nbase_url: https://example.org/w")
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { s: South, a: Abbey, n: North } }\nmetrics:\n  \
             staff: { label: Staff, type: stock, unit: persons, by: ward, additive: false }\n",
        )
        .snapshot("2018-01", "staff:\n  - 30\n  - { values: { s: 10, a: 7, n: 4 } }")
        .snapshot(
            "2018-02",
            "staff:\n  - 31\n  - { values: { s: 11, a: 8, n: 5 } }\n  - { period: 2018-01, values: { n: 6, a: 9, s: 13 }, \
             reason: Late lists. }",
        );
    let built = project.build();
    let heading = "Changed later, February 2018";
    // The members stand in the order of data/metrics.yaml, everywhere.
    let changes = [("South", "10 → 13"), ("Abbey", "7 → 9"), ("North", "4 → 6")];
    let lines = changes.map(|(ward, change)| format!("Staff, {ward}, January 2018: {change}. Late lists."));
    let known = "This report shows the figures as known in January 2018.";
    let page = built.page("2018-01").text();
    let places = changes.map(|(ward, _)| page.find(&format!("Staff, {ward}, January 2018: ")).expect("on the page"));
    assert!(places.is_sorted(), "{places:?}");
    for ending in ["xlsx", "ods"] {
        let cover = sheet(&cells(&built.files()[&format!("2018-01/2018-01.{ending}")]), "Cover");
        let at = cover.iter().position(|line| line == heading).expect("a heading");
        assert_eq!(cover[at + 1..at + 4], lines, "{cover:#?}");
        assert_eq!(cover[at + 4], known, "{cover:#?}");
        let newer = sheet(&cells(&built.files()[&format!("2018-02/2018-02.{ending}")]), "Cover");
        assert!(!newer.iter().any(|line| line.contains("Changed")), "{newer:#?}");
    }
    project.run(["mail", "2018-01"]).fine();
    let (_, text, html) = crate::mail::read(&project.read("2018-01.eml"));
    let listed = lines.iter().map(|line| format!("- {line}\n")).collect::<String>();
    let text = text.replace("\r\n", "\n");
    assert!(text.contains(&format!("\n{heading}\n{listed}- {known}\n")), "{text}");
    let mail = crate::page::Page::of(html);
    assert_eq!(mail.find("h2").texts(), [heading]);
    assert!(lines.iter().all(|line| mail.text().contains(line.as_str())), "{}", mail.text());
}

#[test]
fn a_gap_says_whether_nothing_is_known_or_nothing_belongs_there() {
    let catalog = "metrics:\n  meals: { label: Meals, type: flow, unit: meals }\n  \
                   share: { label: Content, type: ratio, numerator: yes, denominator: asked, format: percent }\n  \
                   yes: { type: flow }\n  asked: { type: flow }\n";
    let text = "{{ meals | chart(kind=\"deviation\", from=\"normal\", id=\"a\", title=\"Normal\") }}\n\n\
                {{ share | chart(kind=\"deviation\", id=\"b\", title=\"Year\") }}\n\n\
                {{ overview(metrics=[meals, share], columns=[\"value\", \"change\", \"trend\"]) }}\n";
    let month = |number: u32| format!("meals: {}\nyes: 4{number}\nasked: 100", 270 + number);
    let project = (1..=4)
        .fold(Project::empty().settings("title: T\nworkbook: both\nword: true").catalog(catalog), |project, number| {
            project.snapshot(&format!("2018-0{number}"), &month(number))
        });
    let files = project.narrative("2018-04", text).build().files();
    for name in ["2018-04/2018-04.xlsx", "2018-04/2018-04.ods"] {
        let workbook = cells(&files[name]);
        keeps_the_rules(&workbook);
        let has = |tab: &str, line: &str| {
            let lines = sheet(&workbook, tab);
            assert!(lines.iter().any(|found| found == line), "{name}: {line} in {lines:#?}");
        };
        // A column keeps its unit where no number is known.
        has("Figure 1", "Period | Period code | Meals | Normal (meals) | Deviation (meals)");
        has("Figure 1", "April 2018 | 2018-04 | 274 | [x] | [x]");
        has("Figure 2", "Period | Period code | Content (%) | Year before (%) | Change (percentage points)");
        has("Figure 2", "January 2018 | 2018-01 | 41 % | [x] | [x]");
        // The change of a share has no percentage, and a small line is no value.
        has("Table 1", "Figure | Value | Change | Change (in per cent)");
        has("Table 1", "Content | 44 % | 1 | [z]");
    }
}

#[test]
fn both_forms_have_the_same_cells() {
    let project = site();
    let files = project.build().files();
    for month in ["2018-01", "2018-02", "2018-03"] {
        let [xlsx, ods] = ["xlsx", "ods"].map(|ending| cells(&files[&format!("{month}/{month}.{ending}")]));
        assert_eq!(xlsx, ods, "{month}");
    }
}

/// The rules that no cell and no sheet breaks, whatever the report: docs/workbooks.md has them in words.
#[track_caller]
fn keeps_the_rules(workbook: &Cells) {
    let mut tabs = BTreeSet::new();
    let notes: BTreeSet<String> = match workbook.iter().find(|(name, _)| name == "Notes" || name == "Noter") {
        Some((_, cells)) => lines(cells).iter().filter_map(|line| Some(line.split_once(" | ")?.0.to_owned())).collect(),
        None => BTreeSet::new(),
    };
    for (number, (name, cells)) in workbook.iter().enumerate() {
        assert!(tabs.insert(name.to_lowercase()), "{name} is there twice");
        assert!(name.chars().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
        assert!(matches!(cells.get(&(1, 1)), Some(Content::Text(_))), "{name} has no title in A1");
        let last = cells.keys().map(|(row, _)| *row).max().expect("a row");
        let is_alone = |row: u32| !cells.contains_key(&(row, 2));
        let head = (1..=last).find(|row| !is_alone(*row));
        let alone = head.unwrap_or(last + 1);
        assert!((1..alone).all(|row| cells.contains_key(&(row, 1))), "{name} has a blank row");
        let Some(head) = head else {
            assert_eq!(number, 0, "{name} has no table");
            continue;
        };
        let width = cells.range((head, 0)..(head + 1, 0)).count();
        let mut headings = BTreeSet::new();
        for column in 1..=width {
            let Some(Content::Text(heading)) = cells.get(&(head, column)) else {
                panic!("{name}: no heading {column}")
            };
            assert!(headings.insert(heading.to_lowercase()), "{name}: two columns are called {heading}");
        }
        assert!(last > head, "{name}: a table without rows");
        for row in head + 1..=last {
            assert_eq!(cells.range((row, 0)..(row + 1, 0)).count(), width, "{name}: row {row} has another width");
            for column in 1..=width {
                let Some(Content::Text(text)) = cells.get(&(row, column)) else { continue };
                assert!(!text.trim().is_empty() && !["–", "*"].contains(&&**text), "{name}: {row}, {column}: {text}");
                for note in text.split_inclusive(']').filter(|part| part.trim_start().starts_with("[note ")) {
                    assert!(notes.contains(note.trim()), "{name}: {note} is not explained");
                }
                if ["[x]", "[c]", "[z]"].contains(&&**text) {
                    let legend = lines(cells).iter().take(head as usize).any(|line| line.starts_with(&**text));
                    assert!(legend || name == "Notes", "{name}: {text} has no legend");
                }
            }
        }
    }
}

#[test]
fn sheets_keep_the_rules() {
    for site in [".", "examples/ae-attendances", "examples/gallery"] {
        let project = Project::copy_of(site);
        let settings = project.read("kalends.yaml");
        project.write("kalends.yaml", format!("{settings}\nworkbook: both\n"));
        let files = project.build().files();
        let books: Vec<&String> =
            files.keys().filter(|name| name.ends_with(".xlsx") || name.ends_with(".ods")).collect();
        assert!(books.len() > 1, "{site}: {books:?}");
        // The newest of each form; the others have the same tables, shorter.
        for name in books.iter().rev().take(6) {
            keeps_the_rules(&cells(&files[*name]));
        }
    }
    let files = site().build().files();
    keeps_the_rules(&cells(&files["2018-03/2018-03.ods"]));
    keeps_the_rules(&cells(&files["2018-01/2018-01.xlsx"]));
}

/// A part of a packed file as text.
fn part(bytes: &[u8], name: &str) -> String {
    let parts = unpacked(bytes, 10_000_000).expect("a packed file");
    let found = parts.into_iter().find(|part| part.name == name).unwrap_or_else(|| panic!("no part {name}"));
    String::from_utf8(found.bytes).expect("UTF-8")
}

#[test]
fn a_workbook_says_its_title_language_and_age_and_marks_its_tables() {
    let files = site().build().files();
    let xlsx = &files["2018-03/2018-03.xlsx"];
    let core = part(xlsx, "docProps/core.xml");
    for said in [
        "<dc:title>Status, March 2018 – Wards &amp; more</dc:title>",
        "<dc:language>en</dc:language>",
        "<dc:creator>The County</dc:creator>",
        "2018-03-31T00:00:00Z</dcterms:created>",
    ] {
        assert!(core.contains(said), "{said} in {core}");
    }
    let table = part(xlsx, "xl/tables/table2.xml");
    assert!(table.contains("headerRowCount") || !table.contains("headerRowCount=\"0\""), "{table}");
    assert!(table.contains("name=\"table_2\"") && !table.contains("<autoFilter"), "{table}");
    let meta = part(&files["2018-03/2018-03.ods"], "meta.xml");
    assert!(meta.contains("<dc:language>en</dc:language>") && meta.contains("2018-03-31T00:00:00"), "{meta}");
    let content = part(&files["2018-03/2018-03.ods"], "content.xml").replace("&apos;", "'");
    for said in [
        "<table:table-header-rows>",
        "table:target-range-address=\"'Figure 1'.A7:'Figure 1'.F10\" table:contains-header=\"true\"",
        "office:value-type=\"percentage\" office:value=\"0.24\"",
        "<table:title>Figure 1: Beds rise</table:title>",
    ] {
        assert!(content.contains(said), "{said} in {content}");
    }
    assert!(files["2018-03/2018-03.ods"].starts_with(b"PK") && files["2018-03/2018-03.ods"][30..38] == *b"mimetype");
}

#[test]
fn hidden_counts_are_in_no_part_and_move_no_byte() {
    let built = |south: &str| {
        let project = site();
        project.edit("data/2018-03.yaml", "south: 2, east: 3", south);
        project.build().files()
    };
    let (one, other) = (built("south: 2, east: 3"), built("south: 3, east: 2"));
    for name in ["2018-03/2018-03.xlsx", "2018-03/2018-03.ods"] {
        assert!(one[name] == other[name], "{name}");
        let table = sheet(&cells(&one[name]), "Table 3");
        assert!(
            table
                .iter()
                .any(|line| line.starts_with("Visits, South | visits | visits | March 2018 | 2018-03 | 22 | [c]")),
            "{table:#?}"
        );
    }
}

#[test]
fn the_same_report_has_the_same_bytes_in_every_time_zone() {
    let project = site();
    let first = project.build().files();
    let mut later = project.command(["build", "--output", "later"]);
    later.env("TZ", "Pacific/Auckland").env("LANG", "da_DK.UTF-8").env("SOURCE_DATE_EPOCH", "1");
    ran(later).fine();
    for (name, bytes) in project.files("later") {
        assert!(!name.ends_with(".xlsx") && !name.ends_with(".ods") || first[&name] == bytes, "{name}");
    }
}

#[test]
fn a_table_without_rows_gets_one_that_says_so() {
    let project = Project::new("beds: { label: Beds, type: stock, target: 5, better: higher }")
        .narrative("2018-02", "{{ overview(off_target=true, metrics=[beds]) }}\n")
        .snapshot("2018-02", "beds: 7");
    let files = project.build().files();
    let workbook = cells(&files["2018-02/2018-02.xlsx"]);
    keeps_the_rules(&workbook);
    let table = sheet(&workbook, "Table 1");
    assert!(table.last().expect("a row").starts_with("[z] | [z]"), "{table:#?}");
}

#[test]
fn the_setting_says_which_forms_there_are() {
    let books = |setting: &str| {
        let project = Project::new("beds: { type: stock }")
            .settings(&format!("title: Test\n{setting}"))
            .snapshot("2018-02", "beds: 7");
        let files = project.build().files();
        files.into_keys().filter(|name| name.ends_with(".xlsx") || name.ends_with(".ods")).collect::<Vec<_>>()
    };
    assert_eq!(books(""), ["2018-02/2018-02.xlsx"]);
    assert_eq!(books("workbook: xlsx"), ["2018-02/2018-02.xlsx"]);
    assert_eq!(books("workbook: ods"), ["2018-02/2018-02.ods"]);
    assert_eq!(books("workbook: both"), ["2018-02/2018-02.ods", "2018-02/2018-02.xlsx"]);
    assert_eq!(books("workbook: none"), [""; 0]);
    let refused = Project::new("beds: { type: stock }").settings("title: Test\nworkbook: xls").refused();
    assert!(refused.starts_with("error[K0011]: `xls` has no meaning here"), "{refused}");
    assert!(refused.contains("help: did you mean `xlsx`?"), "{refused}");
}

#[test]
fn a_page_names_its_workbook_with_its_size_and_programs_find_it() {
    let project = site();
    let built = project.build();
    let page = built.page("2018-03");
    let links: Vec<String> = page.find(".dl a").attributes("href");
    assert_eq!(links, ["2018-03.xlsx", "2018-03.ods", "figures.csv", "figures.json"]);
    let thousands = built.files()["2018-03/2018-03.xlsx"].len().div_ceil(1000);
    let text = page.find(".dl a").texts().remove(0);
    assert_eq!(text.replace('\u{a0}', " "), format!("All figures in this report (XLSX, {thousands} kB)"));
    for (index, name) in ["figures.csv", "figures.json"].into_iter().enumerate() {
        let size = built.files()[&format!("2018-03/{name}")].len().div_ceil(1000);
        let text = page.find(".dl a").texts().remove(index + 2).replace('\u{a0}', " ");
        assert!(text.ends_with(&format!(", {size} kB)")), "{text}");
    }
    let feed = built.read("feed.xml");
    let bytes = built.files()["2018-03/2018-03.xlsx"].len();
    let named = format!(
        "length=\"{bytes}\" title=\"All figures in this report\" href=\"https://example.org/w/2018-03/2018-03.xlsx\""
    );
    assert!(feed.contains(&named), "{feed}");
    let data = page.find("script[type='application/ld+json']").html();
    let plain = data.replace("\\u002e", ".").replace("\\u002f", "/").replace("\\u005f", "_");
    assert!(plain.contains("https://example.org/w/2018-03/2018-03.xlsx"), "{plain}");
}

#[test]
fn reports_of_quarters_members_and_drafts_have_workbooks_in_the_language_of_the_page() {
    let project = Project::empty()
        .settings("title: Test\nfiscal_year_start: 4\nworkbook: xlsx")
        .catalog(CATALOG)
        .file("content/wards/_report.md", "---\nfor_each: ward\nlanguage: da\n---\n{{ visits | chart }}\n")
        .file("content/2018-Q1.md", "{{ visits | table(by=\"ward\") }}\n")
        .file("content/2018-02.md", "---\ndraft: true\n---\n{{ visits }}\n")
        .snapshot("2018-02", "visits: { values: { north: 131, south: 22, east: 17 } }")
        .snapshot("2018-03", "visits: { values: { north: 131, south: 22, east: 17 } }");
    let files = project.build_with(["--drafts"]).files();
    let member = cells(&files["wards/north/2018-02/2018-02.xlsx"]);
    assert_eq!(names(&member), ["Forside", "Indhold", "Diagram 1", "Tabel 1", "Noter"]);
    keeps_the_rules(&member);
    let quarter = files.keys().find(|name| name.contains("Q") && name.ends_with(".xlsx")).expect("one of the quarter");
    keeps_the_rules(&cells(&files[quarter]));
    let draft = sheet(&cells(&files["2018-02/2018-02.xlsx"]), "Cover").join("\n");
    assert!(draft.contains("Draft"), "{draft}");
    // There may be thousands of members, so nobody gets a workbook of each without asking for it.
    project.edit("kalends.yaml", "\nworkbook: xlsx", "");
    let files = project.build().files();
    let books: Vec<&String> = files.keys().filter(|name| name.ends_with(".xlsx")).collect();
    assert!(books.iter().all(|name| !name.starts_with("wards/")) && !books.is_empty(), "{books:?}");
}

/// A workbook with a text of one of its parts replaced.
fn edited(bytes: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut parts: Vec<Part> = unpacked(bytes, 10_000_000).expect("a packed file");
    let part = parts.iter_mut().find(|part| part.name == name).expect("the part");
    let text = String::from_utf8(part.bytes.clone()).expect("UTF-8");
    assert!(text.contains(from), "{from} in {text}");
    part.bytes = text.replacen(from, to, 1).into_bytes();
    packed(&parts).expect("packed")
}

#[test]
fn a_figure_changed_by_hand_in_a_workbook_is_named() {
    let said = |name: &str, change: &dyn Fn(&[u8]) -> Vec<u8>| {
        let project = site();
        project.build_with(["--output", "share"]);
        let path = format!("share/{name}");
        let bytes = std::fs::read(project.path(&path)).expect("the workbook");
        project.write(&path, change(&bytes));
        project.run(["verify", "share"]).refused()
    };
    let xlsx =
        said("2018-03/2018-03.xlsx", &|bytes| edited(bytes, "xl/worksheets/sheet3.xml", "<v>110</v>", "<v>101</v>"));
    assert!(
        xlsx.starts_with(
            "error[K1035]: `beds` in cell C8 of the sheet `Figure 1`: `101` is published, and the site says `110`\n --> \
             2018-03/2018-03.xlsx\n"
        ),
        "{xlsx}"
    );
    assert!(xlsx.contains("data/2018-03.yaml:"), "{xlsx}");
    let ods = said("2018-03/2018-03.ods", &|bytes| {
        edited(bytes, "content.xml", "office:value=\"140\"", "office:value=\"141\"")
    });
    assert!(ods.starts_with("error[K1035]: `visits` in cell "), "{ods}");
    let word =
        said("2018-03/2018-03.ods", &|bytes| edited(bytes, "content.xml", "Counted at the door.", "Counted twice."));
    assert!(word.starts_with("error[K1036]: cell B"), "{word}");
    // The cell holds the number that it should, and shows another.
    let shows = said("2018-03/2018-03.xlsx", &|bytes| {
        edited(bytes, "xl/styles.xml", "formatCode=\"#,##0\"", "formatCode=\"&quot;61&quot;\"")
    });
    assert!(
        shows.starts_with(
            "error[K1035]: `beds` in what cell C8 of the sheet `Figure 1` shows: `\"61\"` is published, and the site says `#,##0`"
        ),
        "{shows}"
    );
    let shows = said("2018-03/2018-03.ods", &|bytes| edited(bytes, "content.xml", ">140<", ">141<"));
    assert!(
        shows.starts_with("error[K1035]: `visits` in what cell ") && shows.contains("`141` is published"),
        "{shows}"
    );
    let inner = said("2018-03/2018-03.ods", &|bytes| edited(bytes, "styles.xml", "14pt", "15pt"));
    assert!(inner.starts_with("error[K1037]: the published file is not the one"), "{inner}");
    let broken = said("2018-03/2018-03.xlsx", &|_| b"PK\x03\x04 no more".to_vec());
    assert!(broken.starts_with("error[K1037]"), "{broken}");
    let gone =
        said("2018-03/2018-03.xlsx", &|bytes| edited(bytes, "xl/workbook.xml", "name=\"Figure 1\"", "name=\"Other\""));
    assert!(
        gone.contains("the sheet `Figure 1`: `Figure 1` is left out") && gone.contains("`Other` was put in"),
        "{gone}"
    );
}

/// Whether a program can be started.
fn is_there(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Reads a workbook by openpyxl: sheets, tables, and the cells of the third sheet.
const OPENPYXL: &str = "
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
print(book.properties.title, book.properties.language, sep='|')
for sheet in book:
    print(sheet.title, sheet['A1'].value, ' '.join(sheet.tables), sep='|')
print(*[cell.value for cell in book['Figure 1'][8]], sep='|')
";

#[test]
fn openpyxl_reads_the_workbook() {
    if !is_there("python3", &["-c", "import openpyxl"]) {
        return skipped("the workbook of a report was not read by openpyxl: `pip install openpyxl`");
    }
    let project = site();
    project.build();
    let mut command = project.plain("python3");
    command.args(["-c", OPENPYXL, "output/2018-03/2018-03.xlsx"]);
    let said = ran(command).fine().stdout;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "Status, March 2018 – Wards & more|en");
    assert_eq!(lines[3], "Figure 1|Figure 1: Beds rise|table_2");
    assert_eq!(lines.last(), Some(&"March 2018|2018-03|110|120|[x]|[z]"));
}

#[test]
fn libreoffice_reads_both_forms_and_writes_the_same_cells() {
    if !is_there("soffice", &["--version"]) {
        return skipped("workbooks of reports were not opened by LibreOffice: install libreoffice-calc");
    }
    let project = site();
    let files = project.build().files();
    let built = cells(&files["2018-03/2018-03.xlsx"]);
    for (from, to) in [("xlsx", "ods"), ("ods", "xlsx")] {
        let mut command = project.plain("soffice");
        let profile = format!("-env:UserInstallation=file://{}", project.path("profile").display());
        command.args([profile.as_str(), "--headless", "--convert-to", to, "--outdir", "converted"]);
        command.arg(format!("output/2018-03/2018-03.{from}"));
        ran(command).fine();
        let converted =
            std::fs::read(project.path(&format!("converted/2018-03.{to}"))).expect("the converted workbook");
        assert_eq!(cells(&converted), built, "from {from} to {to}");
    }
}

#[test]
fn the_cover_says_when_the_next_report_comes_who_answers_and_that_there_is_a_newer_one() {
    let project = Project::new("staff: { label: Staff, type: stock }")
        .settings(
            "title: T\nlanguage: en\nworkbook: both\ncontact: { name: The desk, email: desk@example.org }\n\
             releases: [{ period: 2018-02, on: 2018-03-05 }]\n",
        )
        .snapshot("2018-01", "staff: 21")
        .snapshot("2018-02", "staff: 22")
        .narrative("2018-01", "---\npublished: 2018-02-05\n---\nThere are {{ staff }}.\n");
    let built = project.build();
    for ending in ["xlsx", "ods"] {
        let cover = |month: &str| sheet(&cells(&built.files()[&format!("{month}/{month}.{ending}")]), "Cover");
        for line in [
            "There is a newer report: February 2018",
            "Published: 5 February 2018",
            "Next release: 5 March 2018",
            "Contact: The desk, desk@example.org",
        ] {
            assert!(cover("2018-01").contains(&line.to_owned()), "{ending}: {:?}", cover("2018-01"));
        }
        assert!(!cover("2018-02").iter().any(|line| line.contains("newer")), "{ending}: {:?}", cover("2018-02"));
    }
}
