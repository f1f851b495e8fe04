//! `kalends import` by a mapping of data/_imports.yaml: the shapes of tables that offices have, and what is refused.

use crate::import::{import, ods, rows, site, xlsx};
use crate::project::Project;

/// A site with a mapping called `x`, whose lines are indented by two.
fn site_with(mapping: &str) -> Project {
    let lines: String = mapping.lines().map(|line| format!("  {line}\n")).collect();
    site().file("data/_imports.yaml", format!("x:\n{lines}"))
}

/// Imports a file by the mapping; doing it twice changes nothing. Returns each figure that changed.
#[track_caller]
fn read(project: &Project, file: &str, month: Option<&str>) -> Vec<String> {
    let mut arguments = vec![file, "--as", "x"];
    arguments.extend(month.iter().flat_map(|month| ["--period", month]));
    let ran = import(project, &arguments);
    let again = import(project, &arguments);
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("", "nothing to change\n"));
    let lines = ran.stdout.lines().map(|line| line.split_once(": ").map_or(line, |(_, rest)| rest));
    lines.map(|line| line.trim_end_matches(" (new)").to_owned()).collect()
}

/// The same of CSV.
#[track_caller]
fn read_csv(mapping: &str, text: &str, month: Option<&str>) -> Vec<String> {
    read(&site_with(mapping).file("extract.csv", text), "extract.csv", month)
}

/// The same of a workbook of Excel.
#[track_caller]
fn read_xlsx(mapping: &str, sheet: &[&[&str]], behind: &str) -> (Project, Vec<String>) {
    let sheet = format!("<sheetData>{}</sheetData>{behind}", rows(sheet));
    let project = site_with(mapping).file("extract.xlsx", xlsx(&sheet));
    let figures = read(&project, "extract.xlsx", None);
    (project, figures)
}

/// What the import of CSV by a mapping says that is refused, without the file and its excerpt.
#[track_caller]
fn refused(mapping: &str, text: &str, month: Option<&str>) -> String {
    let project = site_with(mapping).file("extract.csv", text);
    let mut arguments = vec!["import", "extract.csv", "--as", "x"];
    arguments.extend(month.iter().flat_map(|month| ["--period", month]));
    let said = project.run(arguments).refused();
    assert!(!project.root().join("data/2018-01.yaml").exists(), "all rows or none");
    said.lines().next().unwrap_or_default().to_owned()
}

// --- periods across columns ---

#[test]
fn months_across_columns_are_read_below_a_title_in_whatever_row_they_stand() {
    let (project, figures) = read_xlsx(
        "header: [Sted]\nacross: period\ndates: mmm-yy\nignore: [I alt]\nuntil: I alt\n\
         metrics:\n  builders: { by: { hospital: Sted } }",
        &[
            &["Byggere pr. måned"],
            &[],
            &["Sted", "Jan-18", "feb-18", "@43160", "I alt"],
            &["RH", "=1", "=2", "=3", "=6"],
            &["Bispebjerg og  Frederiksberg\u{a0}Hospital", "=4", "=5", "=6", "=15"],
            &["I alt", "=5", "=7", "=9", "=21"],
            &["* foreløbige tal"],
        ],
        "",
    );
    assert_eq!(
        figures,
        [
            "builders 2018-01 rh: 1",
            "builders 2018-01 bfh: 4",
            "builders 2018-02 rh: 2",
            "builders 2018-02 bfh: 5",
            "builders 2018-03 rh: 3",
            "builders 2018-03 bfh: 6"
        ]
    );
    assert!(project.read("data/2018-02.yaml").contains("rh: 2 # from extract.xlsx, Ark1!C4\n"));
}

#[test]
fn a_heading_that_names_nothing_is_an_error_unless_it_is_left_out() {
    let text = "Sted;2018-01;2018-O2;I alt;\nRH;1;2;3;\n";
    let mapping = "across: period\nmetrics:\n  builders: { by: { hospital: Sted } }";
    assert_eq!(
        refused(mapping, text, None),
        "error[K0858]: these headings name no period or member: `2018-O2`, `I alt`"
    );
    let without = "across: period\nignore: [I alt, 2018-O*]\nmetrics:\n  builders: { by: { hospital: Sted } }";
    assert_eq!(read_csv(without, text, None), ["builders 2018-01 rh: 1"]);
    assert_eq!(
        refused("across: period\nignore: [2*, I alt]\nmetrics:\n  builders: { by: { hospital: Sted } }", text, None),
        "error[K0858]: no heading names a period or member, although `across` says so"
    );
}

#[test]
fn a_column_that_lost_its_heading_is_not_passed_over() {
    let of = |ignore: &str| format!("across: period\n{ignore}metrics:\n  persons: {{ where: {{ Sted: alle }} }}");
    let text = "Sted;2018-01;;2018-03;\nalle;1;2;3;\n";
    assert_eq!(refused(&of(""), text, None), "error[K0858]: this heading names no period or member: `C`");
    assert_eq!(read_csv(&of("ignore: [C]\n"), text, None), ["persons 2018-01: 1", "persons 2018-03: 3"]);
    let empty = "Sted;2018-01;;2018-03\nalle;1;;3\n";
    assert_eq!(read_csv(&of(""), empty, None), ["persons 2018-01: 1", "persons 2018-03: 3"]);
}

#[test]
fn a_date_above_several_columns_holds_for_all_of_them() {
    let cells: &[&[&str]] =
        &[&["", "@43131", "", "@43159", ""], &["Sted", "Ind", "Ud", "Ind", "Ud"], &["alle", "=5", "=1", "=7", "=2"]];
    let (_, figures) = read_xlsx(
        "header: [1, 2]\nacross: period\ndates: mmm-yy\nwhere: { Sted: alle }\nmetrics:\n  persons: Ind\n  hours: Ud",
        cells,
        "",
    );
    assert_eq!(figures, ["persons 2018-01: 5", "hours 2018-01: 1", "persons 2018-02: 7", "hours 2018-02: 2"]);
}

#[test]
fn members_across_columns_stand_beside_a_total_of_their_own() {
    assert_eq!(
        read_csv(
            "across: hospital\nperiod: Måned\ndates: mmmm yyyy\nmembers: { hospital: { BBH: bfh } }\n\
             metrics:\n  builders: [{ empty: skip }, { value: I alt }]\n  persons: Ansatte",
            "Måned;RH;BBH;I alt;Ansatte\njanuar 2018;1;2;3;10\nFebruary 2018;4;;4;11\n",
            None
        ),
        [
            "persons 2018-01: 10",
            "builders 2018-01: 3",
            "builders 2018-01 rh: 1",
            "builders 2018-01 bfh: 2",
            "persons 2018-02: 11",
            "builders 2018-02: 4",
            "builders 2018-02 rh: 4"
        ]
    );
}

#[test]
fn two_rows_of_headings_name_the_hospital_above_and_the_month_below() {
    let cells: &[&[&str]] = &[
        &["Udtræk"],
        &["Måling", "RH", "", "BFH", ""],
        &["", "jan 18", "feb 18", "jan 18", "feb 18"],
        &["Byggere", "=1", "=2", "=3", "=4"],
        &["Andre", "=9", "=9", "=9", "=9"],
    ];
    let merges =
        "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:C2\"/><mergeCell ref=\"D2:E2\"/></mergeCells>";
    let mapping = |header: &str| {
        format!(
            "header: {header}\nacross: [hospital, period]\ndates: mmm yy\nwhere: {{ Måling: Byggere }}\n\
             metrics:\n  builders: {{}}"
        )
    };
    let expected =
        ["builders 2018-01 rh: 1", "builders 2018-01 bfh: 3", "builders 2018-02 rh: 2", "builders 2018-02 bfh: 4"];
    for header in ["[2, 3]", "{ holds: [Måling, RH], rows: 2 }"] {
        for behind in ["", merges] {
            let (project, figures) = read_xlsx(&mapping(header), cells, behind);
            assert_eq!(figures, expected, "{header} {behind}");
            assert!(project.read("data/2018-02.yaml").contains("bfh: 4 # from extract.xlsx, Ark1!E4"));
        }
    }
}

#[test]
fn the_year_may_stand_above_the_month_and_the_measure_below_the_period() {
    assert_eq!(
        read_csv(
            "header: [1, 2]\nacross: [period, period]\ndates: yyyy mmm\nmetrics:\n  persons: {}",
            "2017;;2018;\nnov;dec;jan;feb\n1;2;3;4\n",
            None
        ),
        ["persons 2017-11: 1", "persons 2017-12: 2", "persons 2018-01: 3", "persons 2018-02: 4"]
    );
    assert_eq!(
        read_csv(
            "header: [1, 2]\nacross: period\nmetrics:\n  builders: { value: Antal, by: { hospital: Sted } }\n  \
             persons: { value: { plus: Ind, minus: Ud }, where: { Sted: rh } }\n",
            ";2018-01;;;2018-02;;\nSted;Antal;Ind;Ud;Antal;Ind;Ud\nrh;1;9;2;3;5;1\n",
            None
        ),
        ["persons 2018-01: 7", "builders 2018-01 rh: 1", "persons 2018-02: 4", "builders 2018-02 rh: 3"]
    );
}

// --- periods as people write them ---

#[test]
fn several_patterns_of_dates_hold_at_once_in_danish_and_english() {
    let text = "Periode;Antal\nJan-17;1\nfeb. 2017;2\nmarts 2017;3\n2017m04;4\n31.05.17;5\n2017-06-30 00:00;6\n";
    assert_eq!(
        read_csv(
            "period: Periode\ndates: [mmm-yy, mmmm yyyy, \"yyyy'm'mm\", dd.mm.yy, yyyy-mm-dd]\nmetrics:\n  persons: Antal",
            text,
            None
        ),
        [1, 2, 3, 4, 5, 6].map(|month| format!("persons 2017-{month:02}: {month}"))
    );
    assert_eq!(
        read_csv(
            "period: P\ndates: [Qq yyyy, q. kvt. yyyy]\nmetrics:\n  hires: N",
            "P;N\nQ1 2017;5\n2. kvt. 2017;6\n",
            None
        ),
        ["hires 2017-Q1: 5", "hires 2017-Q2: 6"]
    );
    assert_eq!(
        read_csv(
            "period: [År, Måned]\ndates: [yyyy m, yyyy mmm]\nmetrics:\n  persons: Antal",
            "År;Måned;Antal\n2017;1;5\n2017;Feb;6\n",
            None
        ),
        ["persons 2017-01: 5", "persons 2017-02: 6"]
    );
}

#[test]
fn a_form_without_a_year_takes_the_one_that_the_import_says() {
    let text = "P;N\njan;5\nFeb;6\n";
    let of = |year: &str| format!("period: P\ndates: mmm\n{year}later: skip\nmetrics:\n  persons: N");
    let expected = ["persons 2017-01: 5", "persons 2017-02: 6"];
    assert_eq!(read_csv(&of("year: 2017\n"), text, Some("2017-02")), expected);
    assert_eq!(read_csv(&of("year: \"{period:yyyy}\"\n"), text, Some("2017-02")), expected);
    assert_eq!(refused(&of(""), text, Some("2017-02")), "error[K0839]: `mmm` does not say how dates are written");
    assert_eq!(refused(&of("year: 17\n"), text, Some("2017-02")), "error[K0861]: `17` is not a year");
}

#[test]
fn a_year_that_runs_into_the_next_is_one_where_years_do() {
    let mapping = "  period: P\n  dates: yyyy/yy\n  metrics:\n    pupils: N\n";
    let of = |settings: &str| {
        Project::empty()
            .settings(&format!("title: T\n{settings}"))
            .catalog("metrics:\n  pupils: { type: stock, grain: year }\n")
            .file("data/_imports.yaml", format!("x:\n{mapping}"))
            .file("extract.csv", "P;N\n2007/08;5\n")
    };
    let project = of("fiscal_year_start: 8\n");
    import(&project, &["extract.csv", "--as", "x"]);
    assert!(project.read("data/2008-07.yaml").contains("pupils: 5 #"), "{:?}", project.files("data"));
    let said = of("").run(["import", "extract.csv", "--as", "x"]).refused();
    assert!(
        said.starts_with("error[K0824]: this is the year from 2007 to 2008, and `pupils` is counted by year"),
        "{said}"
    );
}

#[test]
fn what_is_no_period_of_the_forms_is_refused_with_the_reason() {
    let of = |dates: &str, written: &str| {
        refused(&format!("period: P\ndates: {dates}\nmetrics:\n  persons: N"), &format!("P;N\n{written};5\n"), None)
    };
    assert_eq!(of("mmm-yy", "Uge 5"), "error[K0824]: `Uge 5` is a week, which may be of two months");
    assert_eq!(of("yyyy-mm-dd", "2018-W05"), "error[K0824]: `2018-W05` is a week, which may be of two months");
    assert_eq!(of("mmm-yy", "jam-17"), "error[K0824]: `jam-17` is not a period or a day");
    assert_eq!(
        of("[dd-mm-yyyy, mm-dd-yyyy]", "02-03-2018"),
        "error[K0824]: `02-03-2018` is one period by one form of `dates`, and another by another"
    );
    assert_eq!(of("mm", "02"), "error[K0839]: `mm` does not say how dates are written");
    assert_eq!(
        of("dd-mm-yyyy", "01-02-2018 corrected"),
        "error[K0824]: `01-02-2018 corrected` is not a period or a day"
    );
}

#[test]
fn the_month_stands_in_the_names_of_files_sheets_and_columns_as_people_write_it() {
    let sheet = format!("<sheetData>{}</sheetData>", rows(&[&["Sted", "Til april", "Maj"], &["alle", "=9", "=5"]]));
    let project = site()
        .file(
            "data/_imports.yaml",
            "x:\n  file: \"udtræk/{period:mmmm-yyyy}*.xlsx\"\n  sheet: \"{period:yy} ark\"\n  where: { Sted: alle }\n  \
             metrics: { persons: \"{period:MMMM}\", hours: \"Til {previous:mmmm}\" }\n",
        )
        .file("udtræk/maj-2018 (2).xlsx", xlsx(&sheet));
    let said = project.run(["import", "x", "--period", "2018-05"]).refused();
    assert!(said.contains("error[K0803]: there is no sheet `18 ark`"), "{said}");
    let mapping = project.read("data/_imports.yaml");
    project.write("data/_imports.yaml", mapping.replace("{period:yy} ark", "ARK1"));
    import(&project, &["x", "--period", "2018-05"]);
    let snapshot = project.read("data/2018-05.yaml");
    assert!(snapshot.contains("persons: 5 # from udtræk/maj-2018 (2).xlsx, Ark1!C2"), "{snapshot}");
    assert!(snapshot.contains("hours: 9 #"), "{snapshot}");
    let wrong =
        site().file("data/_imports.yaml", "x:\n  file: \"{period:dd-mm-yyyy}.csv\"\n  metrics: { persons: N }\n");
    assert!(wrong.run(["import", "x"]).refused().starts_with("error[K0839]: `dd-mm-yyyy` does not say"));
}

// --- where the table is ---

#[test]
fn the_header_is_the_first_row_with_all_columns_of_the_mapping() {
    let text = "Rapport;;\n\nSted;Antal\n;;\nSTED;  Antal \u{a0}i  alt;Rest\nrh;5;1\n";
    let mapping = "metrics:\n  builders: { value: antal i alt, by: { hospital: Sted } }";
    assert_eq!(read_csv(mapping, text, Some("2018-01")), ["builders 2018-01 rh: 5"]);
    assert_eq!(
        refused("header: [Sted, Andet]\nmetrics:\n  persons: Antal", text, Some("2018-01")),
        "error[K0804]: no row holds `Sted`, `Andet`"
    );
    // The line with which Excel names the separator is no row.
    let named = "sep=;\nrapport\nSted;Antal\nrh;5\n";
    for mapping in ["header: 2\nmetrics:\n  persons: Antal", "metrics:\n  persons: Antal"] {
        assert_eq!(read_csv(mapping, named, Some("2018-01")), ["persons 2018-01: 5"]);
    }
}

#[test]
fn a_table_ends_at_a_text_a_footnote_or_a_blank_row() {
    let text = "Sted;Antal\nrh;5\nbfh;6\nI alt;11\n\nKilde: registret;x\n";
    let of =
        |until: &str| format!("until: {until}\nmetrics:\n  builders: {{ value: Antal, by: {{ hospital: Sted }} }}");
    let expected = ["builders 2018-01 rh: 5", "builders 2018-01 bfh: 6"];
    for until in ["I alt", "i  ALT", "[Kilde*, I alt]", "\"I*\""] {
        assert_eq!(read_csv(&of(until), text, Some("2018-01")), expected, "{until}");
    }
    let blank = "Sted;Antal\n\nrh;5\nbfh;6\n;\nKilde: registret;x\n";
    assert_eq!(read_csv(&of("\"\""), blank, Some("2018-01")), expected);
    assert_eq!(
        refused(&of("Total"), text, Some("2018-01")),
        "error[K0857]: the first text of no row below the header is `Total`"
    );
}

#[test]
fn columns_are_found_by_letters_by_number_and_among_equal_headings() {
    let text = "Sted;Antal;;Antal\nrh;1;2;3\n";
    assert_eq!(
        read_csv(
            "columns: { A2: D, blank: 3, first: { heading: antal } }\n\
             metrics:\n  persons: A2\n  hours: blank\n  builders: { value: first, by: { hospital: Sted } }",
            text,
            Some("2018-01")
        ),
        ["persons 2018-01: 3", "builders 2018-01 rh: 1", "hours 2018-01: 2"]
    );
    assert_eq!(
        refused("metrics:\n  persons: Antal", text, Some("2018-01")),
        "error[K0807]: several columns are called `Antal`"
    );
    assert_eq!(
        refused("columns: { c: { heading: Antal, number: 3 } }\nmetrics:\n  persons: c", text, Some("2018-01")),
        "error[K0805]: only 2 columns of the extract have the heading `Antal`"
    );
    assert_eq!(
        refused("columns: { c: c }\nmetrics:\n  persons: c", text, Some("2018-01")),
        "error[K0861]: `c` is not the place of a column"
    );
    assert_eq!(
        read_csv("header: none\ncolumns: { N: B }\nmetrics:\n  persons: N", "rh;5\n", Some("2018-01")),
        ["persons 2018-01: 5"]
    );
    // Below two rows of headings a column is named by both.
    assert_eq!(
        read_csv(
            "header: [1, 2]\nmetrics:\n  persons: BFH / Antal\n  hours: Rest",
            "RH;;BFH;\nAntal;Andel;Antal;Rest\n1;2;3;4\n",
            Some("2018-01")
        ),
        ["persons 2018-01: 3", "hours 2018-01: 4"]
    );
}

// --- cells ---

#[test]
fn labels_that_stand_once_are_filled_down_only_where_that_is_said() {
    let cells: &[&[&str]] = &[
        &["Sted", "Måned", "Antal"],
        &["RH", "2018-01", "=1"],
        &["", "2018-02", "=2"],
        &["BFH", "2018-01", "=3"],
        &["", "2018-02", "=4"],
    ];
    let of =
        |fill: &str| format!("{fill}period: Måned\nmetrics:\n  builders: {{ value: Antal, by: {{ hospital: Sted }} }}");
    let expected =
        ["builders 2018-01 rh: 1", "builders 2018-01 bfh: 3", "builders 2018-02 rh: 2", "builders 2018-02 bfh: 4"];
    let merges = "<mergeCells><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"A4:A5\"/></mergeCells>";
    for behind in ["", merges] {
        for fill in ["fill: down\n", "fill: { down: [Sted] }\n"] {
            assert_eq!(read_xlsx(&of(fill), cells, behind).1, expected);
        }
        let sheet = format!("<sheetData>{}</sheetData>{behind}", rows(cells));
        let project = site_with(&of("")).file("extract.xlsx", xlsx(&sheet));
        let said = project.run(["import", "extract.xlsx", "--as", "x"]).refused();
        let code = if behind.is_empty() { "error[K0813]" } else { "error[K0815]" };
        assert!(said.starts_with(code) && said.contains("fill: down"), "{said}");
    }
    // An amount is never filled.
    assert_eq!(
        refused(
            "fill: down\nmetrics:\n  builders: { value: Antal, by: { hospital: Sted } }",
            "Sted;Antal\nrh;1\nbfh;\n",
            Some("2018-01")
        ),
        "error[K0812]: the amount of `builders` is empty"
    );
}

#[test]
fn covered_cells_of_open_document_hold_nothing_of_their_own() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell office:value-type=\"string\"{attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let number = |value: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{value}</text:p></table:table-cell>"
        )
    };
    let covered =
        "<table:covered-table-cell office:value-type=\"string\"><text:p>gammel</text:p></table:covered-table-cell>";
    let row = |attributes: &str, cells: &[String]| {
        format!("<table:table-row{attributes}>{}</table:table-row>", cells.concat())
    };
    let table = [
        row("", &[cell("", "Sted"), cell("", "Måned"), cell("", "Antal")]),
        row("", &[cell(" table:number-rows-spanned=\"2\"", "RH"), cell("", "2018-01"), number("1")]),
        row("", &[covered.to_owned(), cell("", "2018-02"), number("2")]),
        row(" table:visibility=\"filter\"", &[cell("", "RH"), cell("", "2018-03"), number("3")]),
    ];
    let table = format!("<table:table table:name=\"A\">{}</table:table>", table.concat());
    let mapping =
        "fill: down\nhidden: skip\nperiod: Måned\nmetrics:\n  builders: { value: Antal, by: { hospital: Sted } }";
    let project = site_with(mapping).file("extract.ods", ods(&table));
    assert_eq!(read(&project, "extract.ods", None), ["builders 2018-01 rh: 1", "builders 2018-02 rh: 2"]);
    assert!(project.read("data/2018-02.yaml").contains("rh: 2 # from extract.ods, A!C3"));
}

#[test]
fn hidden_rows_are_taken_with_a_warning_unless_the_import_says_what_to_do() {
    let cells = rows(&[&["metric", "period", "value"], &["persons", "2018-01", "=1"], &["persons", "2018-02", "=2"]]);
    let cells = cells.replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
    let sheet = xlsx(&format!("<sheetData>{cells}</sheetData>"));
    let project = site().file("extract.xlsx", sheet.clone());
    let ran = import(&project, &["extract.xlsx"]);
    assert_eq!(
        ran.stderr,
        "\
warning[K0855]: 1 row of this sheet is hidden, and read all the same; the first is this
 --> extract.xlsx:3:1
  |
3 | persons | 2018-02 | 2
  | ^^^^^^^^^^^^^^^^^^^^^
  |
help: show or delete them in the workbook; an import of data/_imports.yaml can leave them out

1 warning
2 figures changed
"
    );
    for (word, expected) in [("skip", 1), ("take", 2)] {
        let mapping = format!("hidden: {word}\nperiod: period\nmetrics:\n  persons: value");
        let project = site_with(&mapping).file("extract.xlsx", sheet.clone());
        assert_eq!(read(&project, "extract.xlsx", None).len(), expected);
    }
    let project = site_with("period: period\nmetrics:\n  persons: value").file("extract.xlsx", sheet);
    assert!(project.run(["import", "extract.xlsx", "--as", "x", "--strict"]).refused().contains("[K0855]"));
}

#[test]
fn markers_mean_what_the_import_says_and_are_never_dropped() {
    let mapping = "period: P\nmarkers:\n  \"-\": zero\n  c: hidden\n  \"<5\": { hidden: under fem }\n  \
                   \"..\": { missing: ikke talt }\n  \"*\": { behind: foreløbig }\n\
                   metrics:\n  persons: { value: N, empty: skip }";
    let text = "P;N\n2018-01;-\n2018-02;C\n2018-03;<5\n2018-04;..\n2018-05;1.234*\n2018-06;\n2018-07;0,5-\n";
    let project = site_with(mapping).file("extract.csv", text);
    let said = project.run(["import", "extract.csv", "--as", "x"]).refused();
    assert!(said.starts_with("error[K0825]: `0,5-` is not a whole number"), "{said}");
    project.write("extract.csv", text.replace("0,5-", "1.234.567-"));
    assert_eq!(
        read(&project, "extract.csv", None),
        [
            "persons 2018-01: 0",
            "persons 2018-02: null",
            "persons 2018-03: null",
            "persons 2018-04: null",
            "persons 2018-05: 1234",
            "persons 2018-07: -1234567"
        ]
    );
    let of = |month: &str| project.read(&format!("data/2018-{month}.yaml"));
    assert!(of("02").contains("note: \"Hidden by the source, since the count is small.\""), "{}", of("02"));
    assert!(of("03").contains("note: under fem") && of("04").contains("note: ikke talt"));
    assert!(of("05").contains("value: 1234 # from extract.csv, row 6\n    note: foreløbig"), "{}", of("05"));
    // A sum of which a part is hidden is not known.
    assert_eq!(
        read_csv(
            "markers: { c: hidden }\nmetrics:\n  persons: { value: N, aggregate: sum }",
            "N\n4\nc\n5\n",
            Some("2018-01")
        ),
        ["persons 2018-01: null"]
    );
    assert_eq!(
        refused("markers: { c: hidden }\nmetrics:\n  persons: N", "N\n~\n", Some("2018-01")),
        "error[K0809]: `~` is not a number"
    );
    assert_eq!(
        refused("markers: { c: {} }\nmetrics:\n  persons: N", "N\n~\n", Some("2018-01")),
        "error[K0861]: the marker `c` does not have one meaning"
    );
}

#[test]
fn numbers_have_units_scales_brackets_and_signs_behind() {
    let of = |figures: &str, written: &str| {
        let mapping = format!("decimal: \",\"\nmetrics:\n  hours: {{ value: N{figures} }}");
        read_csv(&mapping, &format!("N\n{written}\n"), Some("2018-01")).concat()
    };
    for (figures, written, expected) in [
        (", unit: kr.", "kr. 1.234", "1234"),
        (", unit: kr.", "1.234,5 KR.", "1234.5"),
        (", unit: kr.", "-kr. 7", "-7"),
        (", unit: kr.", "(kr. 7)", "-7"),
        (", unit: kr.", "8", "8"),
        ("", "(1.234,5)", "-1234.5"),
        ("", "12,5-", "-12.5"),
        (", scale: 1000", "1,5", "1500"),
        (", duration: hours", "37:30", "37.5"),
        (", duration: hours", "0:20:00", "0.333333"),
        (", duration: hours", "2,5", "2.5"),
    ] {
        assert_eq!(of(figures, written), format!("hours 2018-01: {expected}"), "{written}");
    }
    let wrong = |figures: &str, written: &str| {
        let mapping = format!("decimal: \",\"\nmetrics:\n  hours: {{ value: N{figures} }}");
        refused(&mapping, &format!("N\n{written}\n"), Some("2018-01"))
    };
    assert_eq!(wrong("", "kr. 5"), "error[K0809]: `kr. 5` is not a number whose decimal mark is `,`");
    assert_eq!(
        wrong(", unit: kr.", "kr. 5 mio."),
        "error[K0809]: `kr. 5 mio.` is not a number whose decimal mark is `,`"
    );
    assert_eq!(wrong("", "37:30"), "error[K0854]: `37:30` is a duration, and no number");
    assert_eq!(wrong(", scale: -1", "5"), "error[K0861]: amounts cannot be multiplied by -1");
    let share = "metrics:\n  share: { value: N, scale: 0.01 }";
    assert_eq!(read_csv(share, "N\n24\n", Some("2018-01")), ["share 2018-01: 0.24"]);
    assert_eq!(
        refused(share, "N\n24 %\n", Some("2018-01")),
        "error[K0856]: `24 %` has a per cent sign, so `scale` would make another share of it"
    );
}

#[test]
fn a_duration_of_a_workbook_is_a_number_of_hours() {
    let cells = format!("<sheetData>{}</sheetData>", rows(&[&["N"], &["~1.5625"]]));
    let project = site_with("metrics:\n  hours: { value: N, duration: hours }").file("extract.xlsx", xlsx(&cells));
    assert_eq!(read(&project, "extract.xlsx", Some("2018-01")), ["hours 2018-01: 37.5"]);
    let bare = site_with("metrics:\n  hours: N").file("extract.xlsx", xlsx(&cells));
    let said = bare.run(["import", "extract.xlsx", "--as", "x", "--period", "2018-01"]).refused();
    assert!(said.starts_with("error[K0854]: `37:30:00` is a duration, and no number"), "{said}");
    let time = "<table:table-cell office:value-type=\"time\" office:time-value=\"PT37H30M00S\"><text:p>37:30</text:p></table:table-cell>";
    let head = "<table:table-cell office:value-type=\"string\"><text:p>N</text:p></table:table-cell>";
    let table = format!(
        "<table:table table:name=\"A\"><table:table-row>{head}</table:table-row><table:table-row>{time}</table:table-row></table:table>"
    );
    project.write("extract.ods", ods(&table));
    assert_eq!(read(&project, "extract.ods", Some("2018-02")), ["hours 2018-02: 37.5"]);
}

// --- rows ---

#[test]
fn columns_are_added_up_and_taken_away() {
    let text = "Mænd;Kvinder;Andre;Sidst\n5;6;1;4\n";
    let of =
        |value: &str| read_csv(&format!("metrics:\n  persons: {{ value: {value} }}"), text, Some("2018-01")).concat();
    assert_eq!(of("[Mænd, Kvinder, Andre]"), "persons 2018-01: 12");
    assert_eq!(of("{ plus: [Mænd, Kvinder], minus: Sidst }"), "persons 2018-01: 7");
    let gap = "Mænd;Kvinder\n5;\n";
    assert_eq!(
        refused("metrics:\n  persons: { value: [Mænd, Kvinder], empty: skip }", gap, Some("2018-01")),
        "error[K0812]: one of the cells that make `persons` is empty"
    );
    assert_eq!(
        read_csv("metrics:\n  persons: { value: [Mænd, Kvinder], empty: zero }", gap, Some("2018-01")),
        ["persons 2018-01: 5"]
    );
}

#[test]
fn rows_have_a_mean_and_different_texts() {
    let text = "Navn;Timer\nA;1\nB;2\nA;5\n";
    assert_eq!(
        read_csv(
            "metrics:\n  hours: { value: Timer, aggregate: mean }\n  persons: { value: Navn, aggregate: distinct }",
            text,
            Some("2018-01")
        ),
        ["persons 2018-01: 2", "hours 2018-01: 2.666667"]
    );
    assert_eq!(
        refused("metrics:\n  persons: { value: Timer, aggregate: mean }", text, Some("2018-01")),
        "error[K0825]: `2.666667` is not a whole number, but `persons` is a count"
    );
}

#[test]
fn a_range_keeps_days_and_numbers_between_its_bounds() {
    let text = "Dato;Alder\n2018-01-31;17\n2018-02-01;18\n2018-02-28 23:59;64\n2018-03-01;65\n;40\n";
    let of = |filter: &str| {
        read_csv(&format!("where: {filter}\nmetrics:\n  persons: {{ aggregate: count }}"), text, Some("2018-02"))
            .concat()
    };
    assert_eq!(of("{ Dato: { from: \"{first_day}\", to: \"{last_day}\" } }"), "persons 2018-02: 2");
    assert_eq!(of("{ Dato: { from: 2018-02 } }"), "persons 2018-02: 3");
    assert_eq!(of("{ Alder: { from: 18, to: 64 } }"), "persons 2018-02: 3");
    assert_eq!(of("{ Alder: { to: 17 } }"), "persons 2018-02: 1");
    let wrong = |filter: &str| {
        refused(&format!("where: {filter}\nmetrics:\n  persons: {{ aggregate: count }}"), text, Some("2018-02"))
    };
    assert_eq!(wrong("{ Dato: { from: foråret } }"), "error[K0859]: `foråret` is no bound of a range");
    assert_eq!(
        wrong("{ Dato: { from: 3 } }"),
        "error[K0859]: `2018-01-31` is not a number, so it cannot be held against the range in `where`"
    );
    assert_eq!(
        wrong("{ Dato: { from: 3, not: x } }"),
        "error[K0859]: a column has a range or texts that are left out, not both"
    );
}

#[test]
fn a_rolling_extract_may_run_beyond_the_month() {
    let text = "P;N\n2018-01;1\n2018-02;2\n2018-03;3\n";
    let mapping = "period: P\nmetrics:\n  persons: N";
    assert_eq!(
        refused(mapping, text, Some("2018-02")),
        "error[K0210]: 2018-03 has not ended in the snapshot of 2018-02"
    );
    let skips = "period: P\nlater: skip\nmetrics:\n  persons: N";
    assert_eq!(read_csv(skips, text, Some("2018-02")), ["persons 2018-01: 1", "persons 2018-02: 2"]);
    assert!(refused(skips, text, None).starts_with("error[K0822]"));
}

#[test]
fn running_totals_become_the_amounts_of_their_months() {
    let mapping = "period: P\nmetrics:\n  hours: { value: N, cumulative: true }";
    let project =
        site_with(mapping).file("extract.csv", "P;N\n2017-11;90\n2017-12;100\n2018-01;10\n2018-02;25\n2018-03;40\n");
    let said = project.run(["import", "extract.csv", "--as", "x"]).refused();
    assert!(
        said.starts_with(
            "error[K0860]: `hours` for 2017-11 is cumulative, and the extract does not say it for 2017-10"
        ),
        "{said}"
    );
    project.write("extract.csv", "P;N\n2018-01;10\n2018-02;25\n2018-03;40\n");
    assert_eq!(read(&project, "extract.csv", None), ["hours 2018-01: 10", "hours 2018-02: 15", "hours 2018-03: 15"]);
    assert!(project.read("data/2018-02.yaml").contains("hours: 15 # from extract.csv, row 3 less row 2"));
    assert_eq!(
        refused("period: P\nmetrics:\n  persons: { value: N, cumulative: true }", "P;N\n2018-01;1\n", None),
        "error[K0860]: `persons` is no flow, so its amounts are not summed up through a year"
    );
}

// --- doing it again, and names ---

#[test]
fn what_is_not_published_is_replaced_where_that_is_wished() {
    let project = site()
        .snapshot("2018-01", "persons: 5")
        .snapshot("2018-02", "persons: 6")
        .file("extract.csv", "metric;period;value\npersons;2018-01;50\n");
    let said = project.run(["import", "extract.csv"]).refused();
    assert!(said.starts_with("error[K0827]") && said.contains("`--replace`"), "{said}");
    import(&project, &["extract.csv", "--replace"]);
    assert!(project.read("data/2018-01.yaml").contains("persons: 50 # from extract.csv, row 2"));
    assert!(project.read("data/2018-02.yaml").contains("persons: 6"));
    assert_eq!(import(&project, &["extract.csv", "--replace"]).stderr, "nothing to change\n");
}

#[test]
fn a_member_is_found_whatever_its_letters_and_by_its_label() {
    let project = site().file(
        "extract.csv",
        "metric;period;hospital;value\nbuilders;2018-01;RH;5\nbuilders;2018-01;bispebjerg og frederiksberg  hospital;6\n",
    );
    import(&project, &["extract.csv"]);
    let snapshot = project.read("data/2018-01.yaml");
    assert!(snapshot.contains("rh: 5 #") && snapshot.contains("bfh: 6 #"), "{snapshot}");
}

#[test]
fn the_file_of_imports_is_read_however_its_letters_are_written() {
    let project = site().file("data/_imports.YAML", "x:\n  metrics: { persons: N }\n").file("extract.csv", "N\n5\n");
    assert_eq!(read(&project, "extract.csv", Some("2018-01")), ["persons 2018-01: 5"]);
}

// --- the manual ---

/// The blocks of a document that stand between fences, each with what it is called.
fn blocks(document: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = document;
    while let Some((_, behind)) = rest.split_once("\n```") {
        let (kind, behind) = behind.split_once('\n').expect("a block");
        let (text, behind) = behind.split_once("\n```").expect("a block that ends");
        found.push((kind, text));
        rest = behind;
    }
    found
}

#[test]
fn every_example_of_the_manual_is_what_the_program_does() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import.md");
    let document = std::fs::read_to_string(path).expect("docs/import.md");
    let blocks = blocks(&document);
    let (catalog, examples) = blocks.split_first().expect("the metrics");
    assert!(examples.len() >= 24 && examples.len() % 3 == 0, "{}", examples.len());
    for example in examples.chunks(3) {
        let [("yaml", mapping), ("csv", table), ("console", shown)] = example else { panic!("{example:?}") };
        let (command, expected) = shown.split_once('\n').expect("what it prints");
        let arguments: Vec<&str> = command.strip_prefix("$ kalends ").expect("a command").split(' ').collect();
        let file = mapping.lines().find_map(|line| line.strip_prefix("  file: ")).expect("a file");
        let file = file.trim_matches('"').replace("{period:yyyy}", "2018");
        let project = Project::empty()
            .settings("title: T\n")
            .catalog(&format!("{}\n", catalog.1))
            .file("data/_imports.yaml", format!("{mapping}\n"))
            .file(&file, format!("{table}\n"));
        let ran = project.run(arguments.clone()).fine();
        assert_eq!(ran.stdout.trim_end(), expected, "{command}\n{mapping}");
        assert_eq!(project.run(arguments).fine().stderr, "nothing to change\n", "{command}");
    }
}

// --- weeks ---

#[test]
fn a_week_is_of_the_month_of_its_thursday_where_the_mapping_says_so() {
    // The first week of 2026 began in December, and the 53rd of it ends in January.
    let weeks = |form: &dyn Fn(usize) -> String| {
        let row = |week: usize| format!("{};{week}\n", form(week));
        format!("Uge;Timer\n{}", (1..=53).map(row).collect::<String>())
    };
    let mapping = |dates: &str| {
        format!("period: Uge\nweeks: thursday\n{dates}metrics:\n  hours: {{ value: Timer, aggregate: sum }}")
    };
    let of_iso = read_csv(&mapping(""), &weeks(&|week| format!("2026-W{week:02}")), None);
    assert_eq!(of_iso.len(), 12);
    // Thursdays of January: 1, 8, 15, 22, 29; of December: 3, 10, 17, 24, 31.
    assert_eq!(of_iso[0], "hours 2026-01: 15");
    assert_eq!(of_iso[11], format!("hours 2026-12: {}", 49 + 50 + 51 + 52 + 53));
    let of_form = read_csv(&mapping("dates: \"'Uge' w\"\nyear: 2026\n"), &weeks(&|week| format!("uge {week}")), None);
    assert_eq!(of_form, of_iso);
}

#[test]
fn a_month_of_which_a_week_is_missing_is_no_sum() {
    let mapping = "period: Uge\nweeks: thursday\nmetrics:\n  hours: { value: Timer, aggregate: sum }";
    let of = |weeks: &[u32]| {
        let rows: String = weeks.iter().map(|week| format!("2018-W{week:02};1\n")).collect();
        format!("Uge;Timer\n{rows}")
    };
    assert_eq!(refused(mapping, &of(&[1, 2, 4]), None), "error[K0862]: `hours` for 2018-01 lacks the week `2018-W03`");
    assert_eq!(refused(mapping, "Uge;Timer\n2018-01-04;1\n", None), "error[K0862]: `2018-01-04` is not a week");
    assert_eq!(refused(mapping, "Uge;Timer\n2018-W53;1\n", None), "error[K0862]: `2018-W53` is not a week");
}

#[test]
fn weeks_make_sums_of_flows_alone() {
    let of = |figures: &str| {
        let mapping = format!("period: Uge\nweeks: thursday\nmetrics:\n  {figures}");
        refused(&mapping, "Uge;Tal\n2018-W01;1\n", None)
    };
    let said = |metric: &str| format!("error[K0862]: `{metric}` is not summed up, so weeks cannot make a month of it");
    assert_eq!(of("persons: { value: Tal, aggregate: sum }"), said("persons"));
    assert_eq!(of("hours: { value: Tal, aggregate: mean }"), said("hours"));
    assert_eq!(of("hours: Tal"), said("hours"));
    let form = "period: Uge\ndates: \"yyyy 'uge' w\"\nmetrics:\n  hours: Tal";
    assert_eq!(
        refused(form, "Uge;Tal\n2018 uge 1;1\n", None),
        "error[K0862]: `yyyy 'uge' w` is a form of weeks, which may be of two months"
    );
}

// --- rows that are short ---

#[test]
fn a_row_that_is_shorter_than_its_header_is_taken_where_the_mapping_says_so() {
    let text = "Sted;2018-01;2018-02;2018-03\nRH;1;2;\nBFH;4\n";
    let mapping = |short: &str| {
        format!(
            "across: period\n{short}members: {{ hospital: {{ BFH: bfh }} }}\nmetrics:\n  builders: {{ by: {{ hospital: Sted }}, empty: skip }}"
        )
    };
    assert_eq!(refused(&mapping(""), text, None), "error[K0808]: this row has only 2 cells, but there are 4 columns");
    let taken = read_csv(&mapping("short: take\n"), text, None);
    assert_eq!(taken, ["builders 2018-01 rh: 1", "builders 2018-01 bfh: 4", "builders 2018-02 rh: 2"]);
    // Columns without a heading need not be there.
    let unnamed = "Sted;2018-01;;\nRH;1\n";
    assert_eq!(read_csv(&mapping(""), unnamed, None), ["builders 2018-01 rh: 1"]);
}

// --- an extract that is read again ---

const MARKS: &str = "period: P\nmarkers:\n  \"<5\": { hidden: under fem }\n  \"..\": { missing: ikke talt }\n  \
                     \"*\": { behind: foreløbig }\nmetrics:\n  persons: N";

/// Reads one row again and again, each time with another text, after the author has `edited` the snapshot.
#[track_caller]
fn again(texts: &[&str], edited: Option<(&str, &str)>) -> String {
    let project = site_with(MARKS);
    for (index, text) in texts.iter().enumerate() {
        if let Some((from, to)) = edited.filter(|_| index == 1) {
            project.edit("data/2018-01.yaml", from, to);
        }
        project.write("extract.csv", format!("P;N\n2018-01;{text}\n"));
        read(&project, "extract.csv", None);
    }
    project.read("data/2018-01.yaml").replace("period: 2018-01\nobservations:\n", "")
}

#[test]
fn the_note_of_a_marker_goes_with_the_marker() {
    let number = |amount: &str| format!("  persons:\n    value: {amount} # from extract.csv, row 2\n");
    assert_eq!(again(&["..", "52"], None), number("52"));
    assert_eq!(again(&["<5", "7"], None), number("7"));
    assert_eq!(again(&["19*", "19"], None), number("19"));
    assert_eq!(again(&["19*", "..", "20"], None), number("20"));
    assert_eq!(again(&["..", "<5"], None), format!("{}    note: under fem\n", number("null")));
    assert_eq!(again(&["19*", "<5"], None), format!("{}    note: under fem\n", number("null")));
    assert_eq!(again(&["19", "19*"], None), "  persons: { value: 19, note: foreløbig } # from extract.csv, row 2\n");
}

#[test]
fn a_note_that_the_author_wrote_stays() {
    let number = |amount: &str| format!("  persons:\n    value: {amount} # from extract.csv, row 2\n");
    let mine = Some(("note: ikke talt", "note: Strejke."));
    assert_eq!(again(&["..", "52"], mine), format!("{}    note: Strejke.\n", number("52")));
    assert_eq!(again(&["..", "52*"], mine), format!("{}    note: Strejke.\n", number("52")));
    assert_eq!(again(&["..", ".."], mine), format!("{}    note: Strejke.\n", number("null")));
    // What is missing says why.
    let mine = Some(("note: foreløbig", "note: Talt om."));
    assert_eq!(again(&["19*", ".."], mine), format!("{}    note: ikke talt\n", number("null")));
}

#[test]
fn a_member_that_is_counted_leaves_the_note_that_it_shared() {
    let mapping = MARKS.replace("persons: N", "builders: { value: N, by: { hospital: H } }");
    let project = site_with(&mapping);
    let of = |rh: &str, bfh: &str| {
        project.write("extract.csv", format!("P;H;N\n2018-01;rh;{rh}\n2018-01;bfh;{bfh}\n"));
        let changed = read(&project, "extract.csv", None);
        (changed, project.read("data/2018-01.yaml").replace("period: 2018-01\nobservations:\n  builders:\n", ""))
    };
    let (_, text) = of("..", "..");
    assert_eq!(
        text,
        "    values:\n      rh: null # from extract.csv, row 2\n      bfh: null # from extract.csv, row 3\n    note: ikke talt\n"
    );
    let (changed, text) = of("52", "..");
    assert_eq!(changed, ["builders 2018-01 rh: null → 52"]);
    assert_eq!(
        text,
        "    - values:\n        bfh: null # from extract.csv, row 3\n      note: ikke talt\n    \
         - values:\n        rh: 52 # from extract.csv, row 2\n"
    );
    // Both are counted, and one is preliminary.
    let (changed, text) = of("52*", "7");
    assert_eq!(changed, ["builders 2018-01 rh: other words, same amount", "builders 2018-01 bfh: null → 7"]);
    assert!(text.contains("note: foreløbig") && !text.contains("ikke talt"), "{text}");
}
