//! `kalends import` of workbooks: what a cell holds beside its value, and files that would fill the memory.

use std::time::Instant;

use crate::import::{archive, import, ods, rows, site, xlsx};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// A sheet of Excel with these rows, and what stands behind them.
fn sheet(of: &[&[&str]], behind: &str) -> String {
    format!("<sheetData>{}</sheetData>{behind}", rows(of))
}

/// What the import of a workbook says that is refused.
fn refused(sheet: &str) -> String {
    site().file("extract.xlsx", xlsx(sheet)).run(["import", "extract.xlsx"]).refused()
}

#[test]
fn a_cell_that_shows_a_percentage_is_a_share_and_a_bare_number_beyond_the_whole_is_refused() {
    let shares = sheet(
        &[&["metric", "period", "value"], &["share", "2018-02", "%1.8"], &["share", "2018-03", "%0.07000000000000001"]],
        "",
    );
    let project = site().file("extract.xlsx", xlsx(&shares));
    import(&project, &["extract.xlsx"]);
    assert!(project.read("data/2018-02.yaml").contains("share: 180 % # from extract.xlsx"));
    assert!(project.read("data/2018-03.yaml").contains("share: 0.07 # from extract.xlsx"));
    assert_eq!(import(&project, &["extract.xlsx"]).stderr, "nothing to change\n");

    let bare = refused(&sheet(&[&["metric", "period", "value"], &["share", "2018-02", "=1.8"]], ""));
    assert!(bare.contains("error[K0222]: `share` is a share, and 1.8 is beyond the whole"), "{bare}");
    let count = refused(&sheet(&[&["metric", "period", "value"], &["hours", "2018-02", "%1.8"]], ""));
    assert!(count.starts_with("error[K0221]"), "{count}");

    let cell = "<table:table-cell office:value-type=\"percentage\" office:value=\"1.8\"><text:p>180 %</text:p>";
    let table = |cells: [&str; 3]| cells.map(|cell| format!("{cell}</table:table-cell>")).concat();
    let text = |text: &str| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>");
    let row = |cells: [&str; 3]| format!("<table:table-row>{}</table:table-row>", table(cells));
    let (metric, period, value) = (text("metric"), text("period"), text("value"));
    let head = row([&metric, &period, &value]);
    let data = row([&text("share"), &text("2018-02"), cell]);
    let project = site().file("extract.ods", ods(&format!("<table:table table:name=\"A\">{head}{data}</table:table>")));
    import(&project, &["extract.ods"]);
    assert!(project.read("data/2018-02.yaml").contains("share: 180 % # from extract.ods"));
}

#[test]
fn a_number_has_the_fifteen_digits_that_excel_shows() {
    let noise = sheet(
        &[
            &["metric", "period", "value"],
            &["hours", "2018-01", "=1234.5600000000002"],
            &["persons", "2018-01", "=100.00000000000001"],
            &["hours", "2018-02", "=-0.30000000000000004"],
            &["persons", "2018-02", "=1E+3"],
            &["hours", "2018-03", "=2.9999999999999998E-4"],
        ],
        "",
    );
    let project = site().file("extract.xlsx", xlsx(&noise));
    import(&project, &["extract.xlsx"]);
    let of = |month: &str| project.read(&format!("data/{month}.yaml"));
    assert!(of("2018-01").contains("hours: 1234.56 #") && of("2018-01").contains("persons: 100 #"));
    assert!(of("2018-02").contains("hours: -0.3 #") && of("2018-02").contains("persons: 1000 #"));
    assert!(of("2018-03").contains("hours: 0.0003 #"));
    let half = refused(&sheet(&[&["metric", "period", "value"], &["persons", "2018-01", "=100.5"]], ""));
    assert!(half.contains("error[K0825]: `100.5` is not a whole number"), "{half}");
}

#[test]
fn a_formula_without_a_result_is_an_error_and_never_empty() {
    let formula = |cell: &str| {
        let head = rows(&[&["metric", "period", "value"]]);
        let texts = "<c r=\"A2\" t=\"inlineStr\"><is><t>persons</t></is></c>\
                     <c r=\"B2\" t=\"inlineStr\"><is><t>2018-02</t></is></c>";
        format!("<sheetData>{head}<row r=\"2\">{texts}{cell}</row></sheetData>")
    };
    assert_eq!(
        refused(&formula("<c r=\"C2\"><f>50+50</f><v></v></c>")),
        "\
error[K0853]: the formula of this cell was never calculated, so there is no value
 --> extract.xlsx:2:21
  |
2 | persons | 2018-02 | 
  |                     ^
  |
help: open the workbook in Excel or LibreOffice and save it, so that it holds the results

1 error; nothing was written
"
    );
    for cell in ["<c r=\"C2\"><f>50+50</f></c>", "<c r=\"C2\" t=\"str\"><f>A1</f></c>", "<c r=\"C2\"><f/></c>"] {
        assert!(refused(&formula(cell)).starts_with("error[K0853]"), "{cell}");
    }
    // A formula whose result is an empty text was calculated.
    assert!(refused(&formula("<c r=\"C2\" t=\"str\"><f>\"\"</f><v></v></c>")).starts_with("error[K0812]"));
    let project = site().file("extract.xlsx", xlsx(&formula("<c r=\"C2\"><f>50+50</f><v>100</v></c>")));
    import(&project, &["extract.xlsx"]);
    assert!(project.read("data/2018-02.yaml").contains("persons: 100 #"));

    // With a mapping that leaves empty amounts out, too.
    let project = site()
        .file("extract.xlsx", xlsx(&formula("<c r=\"C2\"><f>50+50</f></c>")))
        .file("data/_imports.yaml", "a:\n  period: period\n  metrics:\n    persons: { value: value, empty: skip }\n");
    let said = project.run(["import", "extract.xlsx", "--as", "a"]).refused();
    assert!(said.starts_with("error[K0853]"), "{said}");
}

#[test]
fn line_breaks_that_a_workbook_writes_with_their_number_are_line_breaks() {
    let text =
        sheet(&[&["metric", "period", "value", "note"], &["persons", "2018-02", "=5", "a_x000D_\nb_x005F_x000D_"]], "");
    let project = site().file("extract.xlsx", xlsx(&text));
    import(&project, &["extract.xlsx"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(snapshot.contains(r#"note: "a\nb_x000D_""#), "{snapshot}");
}

#[test]
fn a_time_that_a_workbook_writes_out_is_of_its_day_unless_it_names_a_zone() {
    let of = |written: &str| {
        let head = rows(&[&["metric", "period", "value"]]);
        format!(
            "<sheetData>{head}<row r=\"2\"><c t=\"str\"><v>persons</v></c><c t=\"d\"><v>{written}</v></c><c><v>5</v></c>\
             </row></sheetData>"
        )
    };
    let project = site().file("extract.xlsx", xlsx(&of("2018-01-31T23:00:00")));
    import(&project, &["extract.xlsx"]);
    assert!(project.read("data/2018-01.yaml").contains("persons: 5 # from extract.xlsx, Ark1!C2"));
    assert!(refused(&of("2018-01-31T23:00:00Z")).contains("is a time of some zone"));
}

#[test]
fn a_small_file_with_a_far_cell_is_refused_at_once() {
    let begun = Instant::now();
    let of = |far: &str| {
        let head = rows(&[&["metric", "period", "value"], &["persons", "2018-02", "=5"]]);
        refused(&format!("<sheetData>{head}{far}</sheetData>"))
    };
    assert_eq!(
        of("<row r=\"1000000000\"><c r=\"A1000000000\"><v>1</v></c></row>"),
        "\
error[K0802]: this workbook cannot be read: it has a cell in row 1000000000 and column 1, beyond the 1048576 rows and \
         16384 columns of a sheet
--> extract.xlsx
 |
help: open it and save it anew as XLSX, ODS or CSV, without a password and with only what is needed

1 error; nothing was written
"
    );
    for far in [
        "<row r=\"1000000000\"><c><v>1</v></c></row>",
        "<row r=\"4294967295\"><c/></row><row><c><v>1</v></c></row>",
        "<row r=\"3\"><c r=\"ZZZ3\"><v>1</v></c></row>",
        "<row r=\"99999999999\"/>",
        "<row r=\"3\"><c r=\"AAAAAAA3\"><v>1</v></c></row>",
    ] {
        assert!(of(far).contains("error[K0802]: this workbook cannot be read:"), "{far}");
    }
    let table = "<table:table table:name=\"A\"><table:table-row table:number-rows-repeated=\"4000000000\"/>\
                 <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>\
                 </table:table>";
    let project = site().file("extract.ods", ods(table));
    assert!(project.run(["import", "extract.ods"]).refused().contains("it has a cell in row 4000000001"));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn merged_cells_that_overlap_are_read_and_a_crowd_of_them_is_refused() {
    let merges = |area: &str, count: usize| {
        let merge = format!("<mergeCell ref=\"{area}\"/>");
        format!("<mergeCells>{}</mergeCells>", merge.repeat(count))
    };
    let of = |behind: &str| {
        let cells: &[&[&str]] =
            &[&["metric", "period", "value"], &["persons", "2018-02", "=5"], &["hours", "2018-02", "=6"]];
        sheet(cells, behind)
    };
    let two = "<mergeCells><mergeCell ref=\"E1:F2\"/><mergeCell ref=\"F2:G3\"/></mergeCells>";
    let project = site().file("extract.xlsx", xlsx(&of(two)));
    import(&project, &["extract.xlsx"]);
    assert!(refused(&of("<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>")).contains("error[K0815]"));

    let crowd = refused(&of(&merges("A1:XFD1048576", 60_000)));
    assert!(
        crowd.contains("error[K0802]: this workbook cannot be read: its merged cells overlap too often"),
        "{crowd}"
    );
}

#[test]
fn parts_in_utf_16_and_a_workbook_that_lies_elsewhere_are_no_obstacle() {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let cells = sheet(&[&["metric", "period", "value"], &["persons", "2018-02", "=5"]], "");
    let project = site().file(
        "extract.xlsx",
        archive(&[
            (
                "_rels/.rels",
                &format!(
                    "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" \
                     Target=\"/office/book.xml\"/></Relationships>"
                ),
            ),
            (
                "office/book.xml",
                &format!(
                    "<x:workbook xmlns:x=\"{MAIN}\" xmlns:q=\"{relations}\"><x:sheets>\
                     <x:sheet name=\"Ark 1\" sheetId=\"1\" q:id=\"r1\"/></x:sheets></x:workbook>"
                ),
            ),
            (
                "office/_rels/book.xml.rels",
                &format!(
                    "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" \
                     Target=\"../sheets/a.xml\"/></Relationships>"
                ),
            ),
            ("sheets/a.xml", &format!("<worksheet xmlns=\"{MAIN}\">{cells}</worksheet>")),
            // What Power Query puts beside the sheets, here not even well formed.
            ("customXml/item1.xml", "\u{0}<\u{0}D"),
        ]),
    );
    import(&project, &["extract.xlsx", "--sheet", "ark\u{a0}1"]);
    assert!(project.read("data/2018-02.yaml").contains("persons: 5 #"));
}

#[test]
fn a_locked_workbook_is_called_locked_and_an_older_one_gets_the_command_that_reads_it() {
    let packed = |name: &str| {
        let name = name.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".iter().copied().chain([0; 600]).chain(name).collect::<Vec<u8>>()
    };
    let project = site()
        .file("locked.xlsx", packed("EncryptedPackage"))
        .file("old.xls", packed("Workbook"))
        .file("packed.csv.gz", b"\x1f\x8b\x08\x00")
        .file("table.parquet", b"PAR1\x15")
        .file("rows.json", "[\n  {\"metric\": \"persons\"}\n]\n")
        .file("figures.xlsb", archive(&[("xl/workbook.bin", "")]));
    assert_eq!(
        project.run(["import", "locked.xlsx"]).refused(),
        "\
error[K0802]: this workbook is locked with a password
--> locked.xlsx
 |
help: open it with its password, and save it without one

1 error; nothing was written
"
    );
    let pandas = "python3 -c \\\"import pandas; print(pandas.read_excel('FILE').to_csv(index=False))\\\"";
    for (file, kind, command) in [
        ("old.xls", "a workbook of the older form XLS", pandas),
        ("figures.xlsb", "a workbook of the form XLSB", pandas),
        ("table.parquet", "a Parquet file", "duckdb -csv -c \\\"from read_parquet('FILE')\\\""),
        ("rows.json", "JSON", "duckdb -csv -c \\\"from read_json('FILE')\\\""),
        ("packed.csv.gz", "a file packed by gzip", "gzip -dc 'FILE'"),
    ] {
        let said = project.run(["import", file]).refused();
        let first = format!("error[K0802]: this is {kind}, which kalends does not read itself\n--> {file}\n");
        assert!(said.starts_with(&first), "{said}");
        let help = format!("`kalends import --from \"{}\"`", command.replace("FILE", file));
        assert!(said.split_whitespace().collect::<String>().contains(&help.replace(' ', "")), "{said}");
    }
}

#[test]
fn a_file_that_is_too_large_gets_the_way_out() {
    let project = site().file("extract.csv", vec![b'x'; 32 * 1024 * 1024 + 1]);
    assert_eq!(
        project.run(["import", "extract.csv"]).refused(),
        "\
error[K0801]: cannot be read: it is larger than 32 MB
--> extract.csv
 |
help: let another program sum it up, for an import is of figures: `kalends import --from \"duckdb -csv -f figures.sql\"`, \
         or the same as `command` of an import

1 error; nothing was written
"
    );
}
