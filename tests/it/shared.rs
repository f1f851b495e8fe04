//! Two dimensions that have members of one id: patients move from a ward to a ward.

use crate::project::Project;

/// Four moves, told by the ward that patients left and the one that they came to.
fn moves(february: &str) -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  from: { label: From, members: { a: From Alder, b: From Birch } }
  to: { label: To, members: { a: To Alder, b: To Birch } }
metrics:
  moves: { label: Moves, type: flow, by: [from, to] }
",
        )
        .snapshot("2018-01", "moves: { values: { a: { a: 1, b: 2 }, b: { a: 30, b: 40 } } }")
        .snapshot("2018-02", february)
}

const FEBRUARY: &str = "moves: { values: { a: { a: 2, b: 3 }, b: { a: 50, b: 60 } } }";

#[test]
fn each_dimension_has_totals_of_its_own() {
    let figure = moves(FEBRUARY).build().figure("2018-02", "moves");
    assert_eq!(figure["value"], 115);
    assert_eq!((&figure["by"]["from"]["a"]["value"], &figure["by"]["to"]["a"]["value"]), (&5.into(), &52.into()));
    assert_eq!((&figure["by"]["from"]["b"]["value"], &figure["by"]["to"]["b"]["value"]), (&110.into(), &63.into()));
    assert_eq!((&figure["cells"]["a"]["b"]["value"], &figure["cells"]["b"]["a"]["value"]), (&3.into(), &50.into()));
}

#[test]
fn a_reference_reads_the_member_of_the_dimension_that_it_names() {
    let text =
        r#"{{ moves | of(from="a") }} left, {{ moves | of(to="a") }} came, {{ moves | of(from="a", to="b") }} both."#;
    let page = moves(FEBRUARY).narrative("2018-02", text).build().page("2018-02");
    assert_eq!(page.find(".blk .b > p").text(), "5 left, 52 came, 3 both.");
}

#[test]
fn charts_and_tables_by_either_dimension_have_its_names() {
    let text = r#"
{{ moves | table(by="from", id="out") }}

{{ moves | table(by="to", id="in") }}

{{ moves | chart(by="to", id="drawn", kind="stacked") }}
"#;
    let project = moves(FEBRUARY).narrative("2018-02", text);
    let built = project.build();
    let page = built.page("2018-02");
    assert_eq!(page.find("#tab-out th[scope=row]").texts(), ["From Alder", "From Birch", "Total"]);
    assert_eq!(page.find("#tab-in th[scope=row]").texts(), ["To Alder", "To Birch", "Total"]);
    assert_eq!(page.find("#tab-in td:nth-child(3)").texts(), ["52", "63", "115"]);
    assert_eq!(page.find("#fig-drawn th[scope=col]").texts(), ["Period", "To Alder", "To Birch", "Total"]);
    let csv = built.read("2018-02/figures.csv");
    assert!(csv.contains("From Alder") && csv.contains("To Alder"), "{csv}");
}

#[test]
fn a_comparison_names_the_member_that_moved() {
    let said = moves(FEBRUARY).run(["diff", "2018-01", "2018-02"]).fine().stdout;
    let row = |start: &str| {
        let line = said.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start}: {said}"));
        line[start.len()..].split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("Moves, From Alder "), ["3", "5", "+2"]);
    assert_eq!(row("Moves, To Alder "), ["31", "52", "+21"]);
}

#[test]
fn each_reference_leads_to_a_line_of_its_own() {
    let text = "{{ moves | of(from=\"a\") }} left and {{ moves | of(to=\"a\") }} came.\n";
    let page = moves(FEBRUARY).narrative("2018-02", text).build().page("2018-02");
    let ways = page.find(".blk .b > p a.n").attributes("href");
    assert_eq!(ways.len(), 2);
    let lines: Vec<String> =
        ways.iter().map(|way| page.find(&format!("[id='{}']", &way[1..])).find("b").text()).collect();
    assert_eq!(lines, ["5", "52"]);
    let ids = page.find("[id]").attributes("id");
    let twice: Vec<&String> = ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn what_is_missing_is_named_with_the_member_of_its_own_dimension() {
    let project = moves("moves: { values: { a: { a: 2 }, b: { a: 50, b: 60 } } }");
    let page = project.narrative("2018-02", "{{ moves | of(from=\"a\") }} left.\n").build().page("2018-02");
    let line = page.find(".trail li").text();
    assert!(line.contains("From Alder, To Birch"), "{line}");
}
