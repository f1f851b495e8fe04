//! `kalends import`: an extract in, changed snapshots and messages out.

use std::io::Write;
use std::process::Command;

use crate::project::{Project, Ran, ran};

const CATALOG: &str = "\
dimensions:
  hospital:
    label: Hospital
    members: { rh: Rigshospitalet, bfh: Bispebjerg og Frederiksberg Hospital }
metrics:
  persons: { label: Personer, type: stock }
  builders: { label: Byggere, type: stock, by: [hospital] }
  share: { label: Andel, type: stock, format: percent, decimals: 1 }
  hours: { label: Timer, type: flow, decimals: 1 }
  hires: { label: Nyansatte, type: flow, grain: quarter }
  missing: { label: Mangler, type: derived, formula: 10 - persons }
";

pub fn site() -> Project {
    Project::empty().settings("title: Test\nsources: { hr: { label: HR } }\n").catalog(CATALOG)
}

/// Runs `import`, which must succeed.
#[track_caller]
pub fn import(project: &Project, arguments: &[&str]) -> Ran {
    project.run(["import"].iter().chain(arguments)).fine()
}

/// Letters of Windows-1252, all of which this file uses as they are in Latin-1.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect()
}

pub fn utf_16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

// --- what an extract becomes ---

#[test]
fn a_table_becomes_a_snapshot_that_says_where_each_value_came_from() {
    let project = site().file(
        "extract.csv",
        "metric,period,hospital,value\n\
         persons,2018-02,,1807\n\
         builders,2018-02,rh,49\n\
         builders,2018-02,bfh,4\n\
         builders,2018-02,,53\n\
         share,2018-02,,24 %\n\
         hires,2017-Q4,,712\n",
    );
    let ran = import(&project, &["extract.csv", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons: 1807 # from extract.csv, row 2\n  \
           builders:\n    \
             value: 53 # from extract.csv, row 5\n    \
             values:\n      \
               rh: 49 # from extract.csv, row 3\n      \
               bfh: 4 # from extract.csv, row 4\n  \
           share: 0.24 # from extract.csv, row 6\n  \
           hires:\n    \
             period: 2017-Q4\n    \
             value: 712 # from extract.csv, row 7\n"
    );
    assert_eq!(
        ran.stdout,
        "data/2018-02.yaml: persons 2018-02: 1807 (new)\n\
         data/2018-02.yaml: builders 2018-02: 53 (new)\n\
         data/2018-02.yaml: builders 2018-02 rh: 49 (new)\n\
         data/2018-02.yaml: builders 2018-02 bfh: 4 (new)\n\
         data/2018-02.yaml: share 2018-02: 0.24 (new)\n\
         data/2018-02.yaml: hires 2017-Q4: 712 (new)\n"
    );
    assert_eq!(ran.stderr, "6 figures changed\n");
    assert_eq!(project.build().figure("2018-02", "persons")["value"], 1807);
}

#[test]
fn without_a_month_each_period_goes_into_its_own_snapshot() {
    let project =
        site().file("extract.csv", "metric,period,value\npersons,2018-02,12\npersons,2018-01,11\nhires,2017-Q4,7\n");
    import(&project, &["extract.csv"]);
    assert!(project.read("data/2018-02.yaml").contains("persons: 12"));
    assert!(project.read("data/2018-01.yaml").contains("persons: 11"));
    assert_eq!(
        project.read("data/2017-12.yaml"),
        "period: 2017-12\nobservations:\n  hires: 7 # from extract.csv, row 4\n"
    );
}

#[test]
fn importing_twice_changes_nothing() {
    let project =
        site().file("extract.csv", "metric,period,hospital,value\nbuilders,2018-02,rh,49\nbuilders,2018-02,bfh,4\n");
    import(&project, &["extract.csv"]);
    let before = project.files("data");
    let ran = import(&project, &["extract.csv"]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "nothing to change\n"));
    assert_eq!(project.files("data"), before);
}

#[test]
fn danish_numbers_in_windows_1252_are_read() {
    let project = site().file(
        "udtræk.csv",
        windows_1252(
            "metric;period;value;note\r\npersons;2018-02;1.807;Færre på grund af \
                      oprydning\r\nhours;2018-02;1.234,5;\r\nshare;2018-02;24,5 %;\r\n",
        ),
    );
    import(&project, &["udtræk.csv"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons:\n    \
             value: 1807 # from udtræk.csv, row 2\n    \
             note: Færre på grund af oprydning\n  \
           share: 0.245 # from udtræk.csv, row 4\n  \
           hours: 1234.5 # from udtræk.csv, row 3\n"
    );
}

#[test]
fn english_numbers_are_read() {
    let project = site()
        .file("extract.csv", "\u{feff}metric,period,value\npersons,2018-02,\"1,807\"\nhours,2018-02,\"1,234.5\"\n");
    import(&project, &["extract.csv"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(snapshot.contains("persons: 1807 #") && snapshot.contains("hours: 1234.5 #"), "{snapshot}");
}

#[test]
fn utf_16_with_tabs_is_read_as_excel_saves_it() {
    let project =
        site().file("extract.txt", utf_16("metric\tperiod\tvalue\tnote\r\npersons\t2018-02\t1 807\tæøå ≥ 5\r\n"));
    import(&project, &["extract.txt"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(snapshot.contains("value: 1807 #") && snapshot.contains("note: \"æøå ≥ 5\""), "{snapshot}");
}

#[test]
fn the_line_with_which_excel_names_the_separator_is_obeyed() {
    let project = site().file("extract.csv", "sep=|\nmetric|period|value\npersons|2018-02|5\n");
    import(&project, &["extract.csv"]);
    assert!(project.read("data/2018-02.yaml").contains("persons: 5 # from extract.csv, row 3\n"));
}

#[test]
fn everything_that_an_observation_says_can_stand_in_columns() {
    let project = site().snapshot("2018-01", "persons: 10").file(
        "extract.csv",
        "metric,period,value,as_of,status,source,note,reason,kind\n\
         persons,2018-01,11,2018-02-01,provisional,hr,\"Two: \"\"late\"\"\",Late reports,routine\n\
         persons,2018-02,,,,,Not known yet,,\n",
    );
    import(&project, &["extract.csv", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons:\n    \
             - period: 2018-01\n      \
               as_of: 2018-02-01\n      \
               status: provisional\n      \
               source: hr\n      \
               value: 11 # from extract.csv, row 2\n      \
               note: \"Two: \\\"late\\\"\"\n      \
               reason: Late reports\n      \
               kind: routine\n    \
             - value: null # from extract.csv, row 3\n      \
               note: Not known yet\n"
    );
    assert_eq!(import(&project, &["extract.csv", "--period", "2018-02"]).stderr, "nothing to change\n");
}

// --- what stays as it is ---

#[test]
fn comments_order_and_style_of_the_author_stay() {
    let before = "\
# What we know in February
status: provisional   # until March
period: 2018-02

observations:
  # counted by hand
  builders: { values: { rh: 48, bfh: 4 }, as_of: 2018-02-01 }   # see the list
  persons: 1806    # all of them

  hours: 12.50
  # the end
";
    let project = site().file("data/2018-02.yaml", before).file(
        "extract.csv",
        "\
metric,period,hospital,value
persons,2018-02,,1807
builders,2018-02,rh,49
builders,2018-02,bfh,4
hours,2018-02,,12.5
hires,2017-Q4,,7
",
    );
    let ran = import(&project, &["extract.csv", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        before
            .replace("rh: 48", "rh: 49")
            .replace("# see the list", "# see the list; values rh from extract.csv, row 3")
            .replace("1806    # all of them", "1807    # all of them; from extract.csv, row 2")
            .replace(
                "  hours: 12.50\n",
                "  hours: 12.50\n  hires:\n    period: 2017-Q4\n    value: 7 # from extract.csv, row 6\n"
            )
    );
    assert_eq!(
        ran.stdout,
        "data/2018-02.yaml: persons 2018-02: 1806 → 1807\n\
         data/2018-02.yaml: builders 2018-02 rh: 48 → 49\n\
         data/2018-02.yaml: hires 2017-Q4: 7 (new)\n"
    );
    // The next extract takes the place of the first in the comments.
    project.write("next.csv", "metric,period,hospital,value\npersons,2018-02,,1808\nbuilders,2018-02,rh,50\n");
    import(&project, &["next.csv"]);
    let after = project.read("data/2018-02.yaml");
    assert!(after.contains("persons: 1808    # all of them; from next.csv, row 2\n"), "{after}");
    assert!(after.contains("# see the list; values rh from next.csv, row 3\n"), "{after}");
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_stay() {
    let project = site()
        .file("data/2018-02.yaml", "\u{feff}period: 2018-02\r\nobservations:\r\n  persons: 5\r\n  hours: 1.5")
        .file("extract.csv", "metric,period,value\npersons,2018-02,6\nhires,2017-Q4,7\n");
    import(&project, &["extract.csv", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "\u{feff}period: 2018-02\r\nobservations:\r\n  persons: 6 # from extract.csv, row 2\r\n  hours: 1.5\r\n  \
         hires:\r\n    period: 2017-Q4\r\n    value: 7 # from extract.csv, row 3"
    );
}

#[test]
fn another_period_turns_one_observation_into_a_list() {
    let rows = "\
metric,period,hospital,value
builders,2017-12,rh,3
builders,2018-02,bfh,4
persons,2017-12,,9
hours,2017-12,,1.5
";
    let project = site()
        .file(
            "data/2018-02.yaml",
            "\
period: 2018-02
observations:
  builders:
    # by name
    values:
      rh: 5 # five

  persons: 7 # seven
  hours: [2.5, { period: 2018-01, value: 2 }]
",
        )
        .file("extract.csv", rows);
    import(&project, &["extract.csv", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "\
period: 2018-02
observations:
  builders:
    # by name
    - values:
        rh: 5 # five
        bfh: 4 # from extract.csv, row 3
    - period: 2017-12
      values:
        rh: 3 # from extract.csv, row 2

  persons:
    - 7 # seven
    - period: 2017-12
      value: 9 # from extract.csv, row 4
  hours: [2.5, { period: 2018-01, value: 2 }, { period: 2017-12, value: 1.5 }] # 3 value from extract.csv, row 5
"
    );
    assert_eq!(import(&project, &["extract.csv", "--period", "2018-02"]).stderr, "nothing to change\n");
}

#[test]
fn a_value_is_changed_in_the_file_of_the_month_where_it_stands() {
    let project = site()
        .file("data/2018-01/hr.yaml", "period: 2018-01\nobservations:\n  hours: 1.5\n")
        .file("data/2018-02/a.yaml", "period: 2018-02\nobservations:\n  persons: 5\n")
        .file("data/2018-02/hr.yaml", "period: 2018-02\n")
        .file("extract.csv", "metric,period,value\npersons,2018-02,6\nhours,2018-02,2.5\n");
    import(&project, &["extract.csv"]);
    assert_eq!(
        project.read("data/2018-02/a.yaml"),
        "period: 2018-02\nobservations:\n  persons: 6 # from extract.csv, row 2\n"
    );
    assert_eq!(
        project.read("data/2018-02/hr.yaml"),
        "period: 2018-02\nobservations:\n  hours: 2.5 # from extract.csv, row 3\n",
        "where the month before has it"
    );
}

#[test]
fn a_dry_run_shows_the_differences_and_writes_nothing() {
    let project = site()
        .snapshot("2018-02", "persons: 5")
        .file("extract.csv", "metric,period,value\npersons,2018-02,6\nhours,2018-02,2\n");
    let before = project.files("");
    let ran = import(&project, &["extract.csv", "--dry-run"]);
    assert_eq!(ran.stdout, "data/2018-02.yaml: persons 2018-02: 5 → 6\ndata/2018-02.yaml: hours 2018-02: 2 (new)\n");
    assert_eq!(ran.stderr, "2 figures would change; nothing was written\n");
    assert_eq!(project.files(""), before);
}

#[test]
fn a_share_stays_written_as_one() {
    let project =
        site().snapshot("2018-02", "share: 24 %").file("extract.csv", "metric,period,value\nshare,2018-02,0.255\n");
    import(&project, &["extract.csv"]);
    assert!(project.read("data/2018-02.yaml").contains("share: 25.5 % # from extract.csv, row 2\n"));
}

#[test]
fn a_share_beyond_the_whole_is_written_with_its_sign() {
    let project = site().file("extract.csv", "metric,period,value\nshare,2018-02,180 %\nshare,2018-03,\"-120,5 %\"\n");
    import(&project, &["extract.csv"]);
    assert!(project.read("data/2018-02.yaml").contains("share: 180 % # from extract.csv, row 2\n"));
    assert!(project.read("data/2018-03.yaml").contains("share: -120.5 % # from extract.csv, row 3\n"));
    assert_eq!(import(&project, &["extract.csv"]).stderr, "nothing to change\n");
    project.build();

    // Two shares within the whole may come to more than it.
    let summed = site()
        .snapshot("2018-02", "share: 0.5")
        .file("data/_imports.yaml", "sums:\n  metrics:\n    share: { value: Part, aggregate: sum }\n")
        .file("extract.csv", "Part\n0.6\n70 %\n");
    import(&summed, &["--as", "sums", "--period", "2018-02", "extract.csv"]);
    assert!(summed.read("data/2018-02.yaml").contains("share: 130 % # from extract.csv"));
}

#[test]
fn a_month_that_was_begun_is_filled_in() {
    let project = site()
        .snapshot("2018-02", "persons: 5\nbuilders: { values: { rh: 1, bfh: 2 } }\nshare: 24 %")
        .snapshot("2017-12", "hires: 7");
    let ran = project.run(["new", "2018-03"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    project.write(
        "extract.csv",
        "\
metric,period,hospital,value,note
persons,2018-03,,6,
builders,2018-03,bfh,3,Counted late.
hires,2018-Q1,,8,
",
    );
    import(&project, &["extract.csv"]);
    assert_eq!(
        project.read("data/2018-03.yaml"),
        "period: 2018-03\n\
         observations:\n  \
           persons: 6  # 2018-02: 5; from extract.csv, row 2\n  \
           builders:\n    \
             values:\n      \
               rh:  # 2018-02: 1\n      \
               bfh: 3  # 2018-02: 2; from extract.csv, row 3\n    \
             note: Counted late.\n  \
           share:  # 2018-02: 24 %\n  \
           hours:\n  \
           hires: 8  # 2017-Q4: 7; from extract.csv, row 4\n"
    );
    project.write(
        "extract.csv",
        "metric,period,hospital,value\nbuilders,2018-03,rh,2\nshare,2018-03,,25 %\nhours,2018-03,,1\n",
    );
    import(&project, &["extract.csv"]);
    assert_eq!(project.run(["check", "--drafts"]).code, Some(0));
}

// --- revisions ---

#[test]
fn a_published_figure_is_revised_with_a_reason_in_the_newest_month() {
    let project = site()
        .snapshot("2018-01", "persons: 10")
        .file("extract.csv", "metric,period,value\npersons,2018-01,11\npersons,2018-02,12\n");
    assert_eq!(
        project.run(["import", "extract.csv"]).refused(),
        "\
error[K0826]: this replaces 10 by 11 as `persons` for 2018-01 and does not say why
 --> extract.csv:2:17
  |
2 | persons,2018-01,11
  |                 ^^
  |
 ::: data/2018-01.yaml:3:12
  |
3 |   persons: 10
  |            -- stated here
  |
help: say why with `--reason \"…\"` or a column `reason`; `--kind routine` is for what is always late; `--replace` changes it where it stands, since it is not published

1 error; nothing was written
"
    );
    let ran = import(&project, &["extract.csv", "--reason", "One came late", "--kind", "source"]);
    assert_eq!(
        ran.stdout,
        "data/2018-02.yaml: persons 2018-01: 11 (revises 10 of 2018-01)\ndata/2018-02.yaml: persons 2018-02: 12 (new)\n"
    );
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons:\n    \
             - period: 2018-01\n      \
               value: 11 # from extract.csv, row 2\n      \
               reason: One came late\n      \
               kind: source\n    \
             - 12 # from extract.csv, row 3\n"
    );
    assert_eq!(project.read("data/2018-01.yaml"), "period: 2018-01\nobservations:\n  persons: 10\n");
    assert_eq!(import(&project, &["extract.csv"]).stderr, "nothing to change\n", "the reason is on record");
}

#[test]
fn a_figure_below_newer_snapshots_is_changed_only_in_a_named_one() {
    let project = site()
        .snapshot("2018-01", "persons: 10")
        .snapshot("2018-02", "persons: 12")
        .file("extract.csv", "metric,period,value\npersons,2018-01,11\n");
    assert_eq!(
        project.run(["import", "extract.csv"]).refused(),
        "\
error[K0827]: `persons` for 2018-01 is stated as 10, and there are newer snapshots
 --> extract.csv:2:17
  |
2 | persons,2018-01,11
  |                 ^^
  |
 ::: data/2018-01.yaml:3:12
  |
3 |   persons: 10
  |            -- stated here
  |
help: name the snapshot that is to say it with `--period`: a newer one, as a revision, or this one, to change it; `--replace` changes it where it is

1 error; nothing was written
"
    );
    import(&project, &["extract.csv", "--period", "2018-02", "--reason", "Miscounted"]);
    assert!(project.read("data/2018-02.yaml").contains("- period: 2018-01\n      value: 11"));
}

#[test]
fn a_correction_after_publishing_goes_into_a_month_that_is_not_published() {
    let project = site()
        .snapshot("2018-01", "persons: 10")
        .snapshot("2018-02", "persons: 12")
        .file("content/_report.md", "We count.")
        .file("extract.csv", "metric,period,value\npersons,2018-01,11\n");
    project.run(["publish", "www"]).fine();
    let cure = "help: state it as a revision in a month that is not published yet: `--period 2018-03 --reason \"…\"`\n";
    let said = project.run(["import", "extract.csv"]).refused();
    assert!(said.starts_with("error[K0827]: `persons` for 2018-01 is stated as 10, and there are newer"), "{said}");
    assert!(said.contains(cure), "{said}");
    assert_eq!(
        project.run(["import", "extract.csv", "--period", "2018-02", "--reason", "Late"]).refused(),
        format!(
            "\
error[K0827]: `persons` for 2018-01 would change in the snapshot of 2018-02, whose report is published
 --> extract.csv:2:17
  |
2 | persons,2018-01,11
  |                 ^^
  |
 ::: data/2018-01.yaml:3:12
  |
3 |   persons: 10
  |            -- stated here
  |
{cure}
1 error; nothing was written
"
        )
    );
    // As it says; the month has no report of its own until its figures are there.
    import(&project, &["extract.csv", "--period", "2018-03", "--reason", "Late"]);
    let said = project.run(["check"]).stderr;
    assert!(said.contains("warning[K0359]: the snapshot of 2018-03 corrects others and states nothing new"), "{said}");
    project.write("content/_report.md", "---\nto: 2018-02\n---\nWe count.");
    assert_eq!(project.run(["check", "--strict"]).code, Some(0));
    project.run(["publish", "www"]).fine();
    assert!(project.read("www/2018-01/index.html").contains("Late."));
    assert!(!project.path("www/2018-03").exists());
    // What a wrong import put into a published month can be taken back.
    project.edit("data/2018-02.yaml", "persons: 12", "persons: 13");
    project.write("extract.csv", "metric,period,value\npersons,2018-02,12\n");
    import(&project, &["extract.csv", "--period", "2018-02", "--replace"]);
    project.run(["publish", "www"]).fine();
}

// --- workbooks ---

/// A packed file that holds `files` as they are: enough of the format for a workbook, and every byte in sight.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    fn crc_32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }
    let short = |number: usize| u16::try_from(number).expect("small").to_le_bytes();
    let long = |number: usize| u32::try_from(number).expect("small").to_le_bytes();
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let start = body.len();
        let mut header = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
        header.extend(crc_32(text.as_bytes()).to_le_bytes());
        header.extend([long(text.len()), long(text.len())].concat());
        header.extend([short(name.len()), short(0)].concat());
        body.extend([b"PK\x03\x04", header.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\x00", header.as_slice(), &[0; 10], &long(start), name.as_bytes()].concat());
    }
    let counts = [short(0), short(0), short(files.len()), short(files.len())].concat();
    let end = [b"PK\x05\x06", counts.as_slice(), &long(directory.len()), &long(body.len()), &short(0)].concat();
    [body, directory, end].concat()
}

/// A workbook of Excel with a hidden sheet before the one called Ark1, which holds `rows`.
pub fn xlsx(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    archive(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>",
        ),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets>\
                 <sheet name=\"Opslag\" sheetId=\"1\" state=\"hidden\" r:id=\"r1\"/>\
                 <sheet name=\"Ark1\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{packages}\">\
                 <Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"r2\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
                 <Relationship Id=\"r3\" Type=\"{relations}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/>\
                 <xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet xmlns=\"{main}\"><sheetData/></worksheet>")),
        ("xl/worksheets/sheet2.xml", &format!("<worksheet xmlns=\"{main}\">{rows}</worksheet>")),
    ])
}

/// A row of a sheet of Excel: texts, and after `=` numbers, after `%` shares, after `@` dates, after `~` durations, after
/// `!` errors.
pub fn row(number: usize, cells: &[&str]) -> String {
    let cell = |(index, cell): (usize, &&str)| {
        let at = format!("r=\"{}{number}\"", char::from(b'A' + u8::try_from(index).expect("few")));
        match cell.split_at_checked(1) {
            None => String::new(),
            Some(("=", digits)) => format!("<c {at}><v>{digits}</v></c>"),
            Some(("%", digits)) => format!("<c {at} s=\"2\"><v>{digits}</v></c>"),
            Some(("~", days)) => format!("<c {at} s=\"3\"><v>{days}</v></c>"),
            Some(("@", days)) => format!("<c {at} s=\"1\"><v>{days}</v></c>"),
            Some(("!", error)) => format!("<c {at} t=\"e\"><v>{error}</v></c>"),
            Some(_) => format!("<c {at} t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
        }
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

pub fn rows(rows: &[&[&str]]) -> String {
    rows.iter().enumerate().map(|(index, cells)| row(index + 1, cells)).collect()
}

#[test]
fn a_workbook_of_excel_is_read_with_its_dates_shares_and_floats() {
    let sheet = rows(&[
        &["metric", "period", "hospital", "value"],
        &["persons", "@43159", "", "=1807"],
        &["share", "@43159", "", "%0.245"],
        &["hours", "2018-02", "", "=0.30000000000000004"],
        &["hires", "@43100", "", "712"],
        &[],
        &["builders", "2018-02", "rh", "=49.0"],
    ]);
    let project = site().file("udtræk.xlsx", xlsx(&format!("<sheetData>{sheet}</sheetData>")));
    import(&project, &["udtræk.xlsx", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons: 1807 # from udtræk.xlsx, Ark1!D2\n  \
           builders:\n    \
             values:\n      \
               rh: 49 # from udtræk.xlsx, Ark1!D7\n  \
           share: 0.245 # from udtræk.xlsx, Ark1!D3\n  \
           hours: 0.3 # from udtræk.xlsx, Ark1!D4\n  \
           hires:\n    \
             period: 2017-Q4\n    \
             value: 712 # from udtræk.xlsx, Ark1!D5\n"
    );
}

#[test]
fn cells_of_a_workbook_that_say_nothing_are_reported_with_their_row() {
    let sheet = rows(&[
        &["metric", "period", "value"],
        &["persons", "2018-02", "=5"],
        &["hours", "2018-02", "!#DIV/0!"],
        &["share", "2018-02", "@43159"],
    ]);
    let sheet = sheet.replace("<c r=\"B3\" t=\"inlineStr\"><is><t>2018-02</t></is></c>", "<c r=\"B3\"/>");
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>";
    let project = site().file("extract.xlsx", xlsx(&format!("<sheetData>{sheet}</sheetData>{merged}")));
    assert_eq!(
        project.run(["import", "extract.xlsx"]).refused(),
        "\
error[K0815]: this cell is covered by a merged one, so it says nothing of its own
 --> extract.xlsx:3:1
  |
3 |  |  | #DIV/0!
  | ^
  |
help: split the merged cells and fill each of them; in an import, `fill: down` takes what they hold

error[K0809]: `2018-02-28` is not a number
 --> extract.xlsx:4:19
  |
4 | share | 2018-02 | 2018-02-28
  |                   ^^^^^^^^^^
  |
help: mend it at the source; an import says with `markers` what a sign means, and leaves rows out with `where`

2 errors; nothing was written
"
    );
    assert_eq!(
        project.run(["import", "extract.xlsx", "--sheet", "Ark2"]).refused(),
        "\
error[K0803]: there is no sheet `Ark2`
--> extract.xlsx
 |
help: did you mean `Ark1`?

1 error; nothing was written
"
    );
}

#[test]
fn a_workbook_in_open_document_is_read() {
    let table = "\
<table:table table:name=\"Ark1\">
<table:table-row><table:table-cell office:value-type=\"string\"><text:p>metric</text:p></table:table-cell>
<table:table-cell office:value-type=\"string\"><text:p>period</text:p></table:table-cell>
<table:table-cell office:value-type=\"string\"><text:p>value</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>
<table:table-row><table:table-cell office:value-type=\"string\"><text:p>share</text:p></table:table-cell>
<table:table-cell office:value-type=\"date\" office:date-value=\"2018-02-28\"><text:p>28-02-18</text:p></table:table-cell>
<table:table-cell office:value-type=\"percentage\" office:value=\"0.245\"><text:p>24,5 %</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated=\"1048572\"><table:table-cell table:number-columns-repeated=\"1024\"/></table:table-row>
</table:table>";
    let project = site().file("extract.ods", ods(&table.replace(">\n<", "><")));
    import(&project, &["extract.ods"]);
    assert!(project.read("data/2018-02.yaml").contains("share: 0.245 # from extract.ods, Ark1!C4\n"));
}

pub fn ods(tables: &str) -> Vec<u8> {
    let name = |name: &str| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\"");
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", &format!("<manifest:manifest {}></manifest:manifest>", name("manifest"))),
        (
            "content.xml",
            &format!(
                "<office:document-content {} {} {}><office:body><office:spreadsheet>{tables}</office:spreadsheet>\
                 </office:body></office:document-content>",
                name("office"),
                name("table"),
                name("text")
            ),
        ),
    ])
}

#[test]
fn a_workbook_that_would_fill_the_memory_is_refused() {
    let cell =
        "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
    let table = format!(
        "<table:table table:name=\"A\"><table:table-row \
         table:number-rows-repeated=\"6000\">{cell}</table:table-row></table:table>"
    );
    let project = site().file("extract.ods", ods(&table));
    assert_eq!(
        project.run(["import", "extract.ods"]).refused(),
        "\
error[K0802]: this workbook cannot be read: it has more than 5 million cells
--> extract.ods
 |
help: open it and save it anew as XLSX, ODS or CSV, without a password and with only what is needed

1 error; nothing was written
"
    );
    // One that breaks off is no table either; its reader would wait for the end.
    project.write("open.ods", ods("<table:table table:name=\"A\">"));
    assert!(
        project
            .run(["import", "open.ods"])
            .refused()
            .contains("error[K0802]: this workbook cannot be read: content.xml:")
    );
    // Far cells alone are no table of that size.
    let far = "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>\
               <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    project.write("far.xlsx", xlsx(far));
    assert!(project.run(["import", "far.xlsx"]).refused().contains("error[K0806]"));
}

// --- mappings ---

const MAPPINGS: &str = "\
courses:
  file: extracts/kursus-*-{period}.csv
  decimal: \",\"
  dates: dd-mm-yyyy
  period: Dato
  where: { Status: [Aktiv, Orlov] }
  source: hr
  status: provisional
  metrics:
    builders:
      - { value: Antal, by: { hospital: Sted }, where: { Sted: { not: I alt } }, aggregate: sum }
      - { value: Antal, where: { Sted: I alt }, aggregate: last }
    persons: { aggregate: count }
    hours: { value: Timer, aggregate: sum, empty: skip }
  members:
    hospital: { BBH: bfh }
wide:
  header: 3
  metrics:
    persons: I alt
    builders:
      - { value: RH, member: { hospital: rh } }
      - { value: BFH, member: { hospital: bfh } }
";

const COURSES: &str = "\
Dato;Sted;Status;Antal;Timer
01-02-2018;Rigshospitalet;Aktiv;2;1.001,5
02-02-2018;rh;Orlov;3;
03-02-2018;BBH;Aktiv;4;2
04-02-2018;BBH;Fratrådt;100;?
28-02-2018;I alt;Aktiv;9;
";

#[test]
fn a_mapping_picks_filters_and_sums_up() {
    let project = site()
        .file("data/_imports.yaml", MAPPINGS)
        .file("extracts/kursus-hr-2018-02.csv", windows_1252(COURSES))
        .file("extracts/kursus-hr-2018-01.csv", "");
    import(&project, &["courses", "--period", "2018-02"]);
    let from = "# from extracts/kursus-hr-2018-02.csv,";
    assert_eq!(
        project.read("data/2018-02.yaml"),
        format!(
            "period: 2018-02\n\
             observations:\n  \
               persons:\n    \
                 status: provisional\n    \
                 source: hr\n    \
                 value: 4 {from} count of 4 rows from 2 to 6\n  \
               builders:\n    \
                 status: provisional\n    \
                 source: hr\n    \
                 value: 9 {from} row 6\n    \
                 values:\n      \
                   rh: 5 {from} sum of 2 rows from 2 to 3\n      \
                   bfh: 4 {from} row 4\n  \
               hours:\n    \
                 status: provisional\n    \
                 source: hr\n    \
                 value: 1003.5 {from} sum of 2 rows from 2 to 4\n"
        )
    );
    let again = import(&project, &["courses", "--period", "2018-02"]);
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("", "nothing to change\n"));
}

#[test]
fn a_mapping_reads_a_file_that_is_named_and_columns_of_members() {
    let project =
        site().file("data/_imports.yaml", MAPPINGS).file("list.csv", "Byggere\n\nHospital,RH,BFH,I alt\nalle,5,6,11\n");
    import(&project, &["list.csv", "--as", "wide", "--period", "2018-02"]);
    assert_eq!(
        project.read("data/2018-02.yaml"),
        "period: 2018-02\n\
         observations:\n  \
           persons: 11 # from list.csv, row 4\n  \
           builders:\n    \
             values:\n      \
               rh: 5 # from list.csv, row 4\n      \
               bfh: 6 # from list.csv, row 4\n"
    );
}

// --- commands ---

/// A program in the site's folder, a script of the system's own shell.
const PROGRAM: &str = if cfg!(windows) { "./query.cmd" } else { "./query.sh" };

/// Prints two observations: of the month that is its argument, and of the one in its environment.
const QUERY: [&str; 2] = [
    "printf 'metric,period,value\\npersons,%s,5\\nhours,%s,1.5\\n' \"$1\" \"$KALENDS_PERIOD\"\n",
    "@echo metric,period,value\r\n@echo persons,%~1,5\r\n@echo hours,%KALENDS_PERIOD%,1.5\r\n",
];

/// A site with the [`PROGRAM`] in it, as it is written for Unix and for Windows.
fn site_with_program([on_unix, on_windows]: [&str; 2]) -> Project {
    if cfg!(windows) {
        return site().file(PROGRAM, on_windows);
    }
    let project = site().file(PROGRAM, format!("#!/bin/sh\n{on_unix}"));
    #[cfg(unix)] // whatever is called so may be run on Windows
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(project.path(PROGRAM), mode).expect("it may be run");
    }
    project
}

#[test]
fn a_command_is_run_with_the_month_and_its_output_is_named_by_what_it_printed() {
    let project = site_with_program(QUERY);
    let command = format!("{PROGRAM} {{period}}");
    import(&project, &["--from", &command, "--period", "2018-02"]);
    let line_end = if cfg!(windows) { "\r\n" } else { "\n" };
    let printed = ["metric,period,value", "persons,2018-02,5", "hours,2018-02,1.5", ""].join(line_end);
    let hash = &kalends::output::hash(printed.as_bytes())[..8];
    assert_eq!(
        project.read("data/2018-02.yaml"),
        format!(
            "period: 2018-02\n\
             observations:\n  \
               persons: 5 # from {command} ({hash}), row 2\n  \
               hours: 1.5 # from {command} ({hash}), row 3\n"
        )
    );
    assert_eq!(import(&project, &["--from", &command, "--period", "2018-02"]).stderr, "nothing to change\n");

    // From another folder it is still the program of the site.
    project.remove("data/2018-02.yaml");
    let mut elsewhere = project.command(["import", "--root", "..", "--from", &command, "--period", "2018-02"]);
    elsewhere.current_dir(project.path("content"));
    ran(elsewhere).fine();
    assert!(project.read("data/2018-02.yaml").contains("persons: 5 # from"));
}

#[test]
fn a_command_stands_in_a_mapping_too_and_a_month_is_one_argument_whatever_it_holds() {
    let mapping = r#"sums:
  command: [PROGRAM, "{first_day} {last_day}"]
  where: { metric: persons, period: "{first_day} {last_day}" }
  period: period
  dates: yyyy-mm-dd 2018-02-28
  metrics: { persons: value }
"#;
    let project = site_with_program(QUERY).file("data/_imports.yaml", mapping.replace("PROGRAM", PROGRAM));
    import(&project, &["sums", "--period", "2018-02"]);
    assert!(
        project
            .read("data/2018-02.yaml")
            .contains(&format!("persons: 5 # from {PROGRAM} {{first_day}} {{last_day}} ("))
    );
}

#[test]
fn a_command_that_fails_says_how_and_its_last_lines() {
    let project = site_with_program([
        "echo metric,period,value\necho persons,2018-02,5\necho connecting >&2\necho 'no such table' >&2\nexit 3\n",
        "@echo off\r\necho metric,period,value\r\necho persons,2018-02,5\r\n>&2 echo connecting\r\n>&2 echo no such \
         table\r\nexit /b 3\r\n",
    ]);
    assert_eq!(
        project.run(["import", "--from", PROGRAM]).refused().replace(PROGRAM, "PROGRAM"),
        "\
error[K0837]: `PROGRAM` failed with exit status 3; its last lines are `connecting` `no such table`
--> kalends import
 |
help: run it by itself in the site's folder; nothing of what it printed was read

1 error; nothing was written
"
    );
}

#[test]
fn a_command_that_takes_too_long_is_ended() {
    let project = site_with_program(["exec sleep 60\n", "@:again\r\n@goto again\r\n"]);
    assert_eq!(
        project.run(["import", "--from", PROGRAM, "--timeout", "1"]).refused().replace(PROGRAM, "PROGRAM"),
        "\
error[K0838]: `PROGRAM` had not ended after 1 second
--> kalends import
 |
help: give it longer with `--timeout SECONDS`, or `timeout` of the import

1 error; nothing was written
"
    );
}

#[test]
fn a_command_that_is_not_there_is_named() {
    assert_eq!(
        site().run(["import", "--from", "kalends-no-such-program -x"]).refused(),
        "\
error[K0836]: `kalends-no-such-program` does not start: No such file or directory (os error 2)
--> kalends import
 |
help: install it, or write the path to it; no shell is between, so there are no pipes and no `~`

1 error; nothing was written
"
    );
    assert_eq!(
        site().run(["import", "--from", "echo {period}"]).refused(),
        "\
error[K0822]: this is different for every month, and no month was named
--> echo {period}
 |
help: name the month with `--period 2018-02`

1 error; nothing was written
"
    );
}

/// Whether a program can be run; says so in the test's output where it cannot.
fn is_installed(program: &str, what: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        // Not by a macro, whose output the test runner keeps to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: {what} needs `{program}`, which is not installed");
    }
    found
}

#[test]
fn a_real_database_is_asked() {
    if !is_installed("sqlite3", "the test that asks a database") {
        return;
    }
    let sql = "create table visits (day text, place text, n integer);
        insert into visits values ('2018-02-01', 'rh', 2), ('2018-02-28', 'rh', 3), ('2018-02-03', 'bfh', 4),
            ('2018-03-01', 'rh', 9);
        select 'builders' as metric, place as hospital, sum(n) as value from visits
        where day like :period || '%' group by place order by place;";
    let project = site().file("visits.sql", sql);
    let command = r#"sqlite3 -csv -header -cmd ".param set :period \"'{period}'\"" :memory: '.read visits.sql'"#;
    import(&project, &["--from", command, "--period", "2018-02"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(snapshot.contains("rh: 5 # from sqlite3 -csv") && snapshot.contains("bfh: 4 #"), "{snapshot}");

    project.write("visits.sql", "select * from nothings;");
    let said = project
        .run(["import", "--from", "sqlite3 -csv -bail :memory: '.read visits.sql'", "--period", "2018-02"])
        .refused();
    assert!(said.contains("error[K0837]") && said.contains("no such table: nothings"), "{said}");
}

#[test]
fn duckdb_is_asked_for_an_extract_of_its_own() {
    if !is_installed("duckdb", "the test that asks DuckDB") {
        return;
    }
    let project =
        site().file("cases.csv", "day,place\n2018-02-01,rh\n2018-02-02,rh\n2018-02-03,bfh\n2018-03-01,rh\n").file(
            "cases.sql",
            "select 'builders' as metric, place as hospital, count(*) as value from 'cases.csv'
         where strftime(day, '%Y-%m') = getenv('KALENDS_PERIOD') group by place order by place;",
        );
    import(&project, &["--from", "duckdb -csv -f cases.sql", "--period", "2018-02"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(
        snapshot.contains("rh: 2 # from duckdb -csv -f cases.sql (") && snapshot.contains("bfh: 1 #"),
        "{snapshot}"
    );
}

// --- again, and what was there before ---

#[test]
fn an_import_does_not_repeat_what_check_says_of_the_site() {
    let project = site()
        .snapshot("2018-01", "persons: null\nhours: { value: 3, note: Counted }")
        .file("extract.csv", "metric,period,value\npersons,2018-02,7\nhours,2018-02,\n");
    assert!(project.run(["check"]).stderr.contains("K0217"));
    for arguments in [&["extract.csv", "--dry-run"][..], &["extract.csv"], &["extract.csv"]] {
        let ran = project.run(["import"].iter().chain(arguments));
        let old = ran.stderr.contains("2018-01.yaml");
        assert!(!old, "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_dry_run_warns_of_what_it_would_write() {
    let project = site()
        .snapshot("2018-01", "persons: null")
        .snapshot("2018-02", "persons: 8")
        .file("extract.csv", "metric,period,value\npersons,2018-02,9\nhours,2018-03,5\n");
    let arguments = ["extract.csv", "--period", "2018-03", "--kind", "routine", "--dry-run"];
    let ran = import(&project, &arguments);
    // The value of 2018-02 is revised without a reason, and the snapshot of 2018-03 leaves out its own.
    let codes = ["K0207", "K0309"].map(|code| ran.stderr.matches(&format!("warning[{code}]")).count());
    assert_eq!((codes, ran.stderr.matches("warning[").count()), ([1, 1], 2), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches(" --> data/2018-03.yaml:").count(), 2, "{}", ran.stderr);
    assert!(ran.changed.is_empty(), "{:?}", ran.changed);
}

/// Six months from one extract, each `factor` times its number.
fn months(factor: u32) -> String {
    let row = |month: u32| format!("persons;2018-0{month};{}\n", factor * month);
    format!("metric;period;value\n{}", (1..=6).map(row).collect::<String>())
}

#[test]
fn an_import_of_many_months_can_be_done_again_while_nothing_is_published() {
    let project = site().file("extract.csv", months(4));
    import(&project, &["extract.csv"]);
    project.write("extract.csv", months(400));
    let ran = import(&project, &["extract.csv"]);
    assert_eq!(ran.stdout.lines().count(), 6, "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().next(), Some("data/2018-01.yaml: persons 2018-01: 4 → 400"));
    assert!(project.read("data/2018-01.yaml").contains("persons: 400 # from extract.csv, row 2"));
    assert!(project.read("data/2018-06.yaml").contains("persons: 2400 # from extract.csv, row 7"));
    assert_eq!(import(&project, &["extract.csv"]).stdout, "");
}

#[test]
fn what_an_author_typed_or_readers_have_is_not_replaced_by_an_import() {
    let project = site().file("extract.csv", months(4));
    import(&project, &["extract.csv"]);
    project.edit("data/2018-02.yaml", " # from extract.csv, row 3", "");
    project.write("extract.csv", months(400));
    let ran = project.run(["import", "extract.csv"]);
    assert_eq!((ran.code, ran.changed.len()), (Some(1), 0), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("K0826").count(), 1, "only what was typed: {}", ran.stderr);

    let project = site().file("extract.csv", months(4));
    import(&project, &["extract.csv"]);
    project.run(["publish", "www"]).fine();
    project.write("extract.csv", months(400));
    let ran = project.run(["import", "extract.csv"]);
    assert_eq!((ran.code, ran.changed.len()), (Some(1), 0), "{}", ran.stderr);
}

#[test]
fn of_many_rows_with_faults_all_are_counted_and_shown_where_that_is_asked_for() {
    let rows: String = (0..50).map(|row| format!("nothing{row},2018-02,1\n")).collect();
    let project = site().file("extract.csv", format!("metric,period,value\n{rows}"));
    let shown = |arguments: &[&str]| {
        let told = project.run([&["import", "extract.csv", "--period", "2018-02"], arguments].concat()).refused();
        (told.matches("error[K0102]").count(), told)
    };
    let (count, told) = shown(&[]);
    assert_eq!(count, 20, "{told}");
    assert!(told.contains("\nK0102: 30 more of 50; `--all` shows them\n"), "{told}");
    assert!(told.ends_with("\n50 errors; nothing was written\n"), "{told}");
    assert_eq!(shown(&["--all"]).0, 50);
}

#[test]
fn an_extract_of_wrong_rows_alone_is_read_no_further_than_ten_thousand_of_them() {
    let ends = "\
error[K0869]: the rows below are not read, for 10000 faults were found up to here
     --> extract.csv:10001:1
      |
10001 | nothing9999,2018-02,1
      | ^^^^^^^^^^^
      |
help: mend what the first of them says, for most are of one kind

";
    let rows: String = (0..12_000).map(|row| format!("nothing{row},2018-02,1\n")).collect();
    let project = site().file("extract.csv", format!("metric,period,value\n{rows}"));
    let told = project.run(["import", "extract.csv"]).refused();
    assert!(told.contains(ends), "{told}");
    assert!(
        told.ends_with("\nK0102: 9980 more of 10000; `--all` shows them\n\n10001 errors; nothing was written\n"),
        "{told}"
    );

    // With a mapping too, wherever it stumbles.
    let mapping = "rows: { period: period, metrics: { persons: value } }";
    let project = site().file("data/_imports.yaml", mapping);
    for row in ["2018-02,x", "soon,1", "2018-02"] {
        project.write("extract.csv", format!("period,value\n{}", format!("{row}\n").repeat(12_000)));
        let told = project.run(["import", "--as", "rows", "extract.csv"]).refused();
        assert!(told.contains("error[K0869]: the rows below are not read, for 10000 faults"), "{row}: {told}");
    }
}

#[test]
fn what_was_withdrawn_is_stated_again_with_a_reason() {
    let project = site()
        .snapshot("2018-01", "persons: 11")
        .snapshot("2018-02", "persons: { period: 2018-01, withdrawn: true, reason: Twice. }")
        .snapshot("2018-03", "hires: 4")
        .file("extract.csv", "metric,period,value\npersons,2018-01,12\n");
    let again = ["import", "extract.csv", "--period", "2018-03"];
    let refused = project.run(again).refused();
    let message = "error[K0207]: this states `persons` for 2018-01 again, which was withdrawn, and does not say why";
    assert!(refused.contains(message), "{refused}");
    project.run([&again[..], &["--reason", "Recounted."]].concat()).fine();
    let stated = project.read("data/2018-03.yaml");
    assert!(stated.contains("period: 2018-01") && stated.contains("Recounted."), "{stated}");
}

#[test]
fn an_import_looks_at_its_own_values_as_check_does() {
    let project = site()
        .snapshot("2018-01", "builders: { values: { rh: 4, bfh: 5 } }\nhours: 3")
        .snapshot("2018-02", "builders: { values: { rh: 4 } }")
        .file("extract.csv", "metric,period,hospital,value\nbuilders,2018-03,bfh,7\n");
    for arguments in [&["import", "extract.csv", "--dry-run"][..], &["import", "extract.csv"], &["check"]] {
        let ran = project.run(arguments);
        let left_out = ran.stderr.lines().filter(|line| line.starts_with("warning[K0309]"));
        let said = left_out.collect::<Vec<_>>().join("\n");
        assert!(said.contains("(rh)"), "{arguments:?}: {}", ran.stderr);
        // Of what stood there before, and of other metrics, `check` tells.
        let of_others = ["(bfh)", "`hours`"].iter().any(|words| said.contains(words));
        assert_eq!(of_others, arguments[0] == "check", "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn an_empty_last_cell_of_a_workbook_is_named_in_its_own_row() {
    let sheet = rows(&[&["metric", "period", "value"], &["persons", "2018-01"], &["persons", "2018-02", "=2"]]);
    let project = site().file("extract.xlsx", xlsx(&format!("<sheetData>{sheet}</sheetData>")));
    let said = project.run(["import", "extract.xlsx"]).refused();
    assert!(said.contains("extract.xlsx:2:"), "{said}");
    assert!(said.contains("2 | persons | 2018-01\n"), "{said}");
}

/// The block of docs/large-data.md in a language that holds a text.
fn manual(language: &str, text: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/large-data.md");
    let manual = std::fs::read_to_string(path).expect("the manual");
    let blocks = manual.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let found = blocks.into_iter().find(|(named, block)| *named == language && block.contains(text));
    found.unwrap_or_else(|| panic!("{language}: {text}")).1.to_owned()
}

/// The site of that page.
fn site_of_visits() -> Project {
    Project::empty().settings("title: Test\n").catalog(&manual("yaml", "dimensions:"))
}

#[test]
fn postgresql_is_asked_as_the_manual_says() {
    let answers = Command::new("psql").args(["-Xqc", "select 1"]).output().is_ok_and(|ran| ran.status.success());
    if !answers {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the test that asks PostgreSQL needs `psql` and a server that PGHOST and PGUSER name"
        );
        return;
    }
    let tables = "create temp table visits (month text, hospital text, n integer);
        insert into visits values ('2018-02', 'rh', 2), ('2018-02', 'rh', 3), ('2018-02', 'bfh', 4), ('2018-01', 'rh', 9);";
    let project =
        site_of_visits().file("visits.sql", format!("\\set QUIET on\n{tables}\n{}", manual("sql", ":'period'")));
    // The program is run without the environment of the tests.
    let server = [("PGHOST", "-h"), ("PGPORT", "-p"), ("PGUSER", "-U"), ("PGDATABASE", "-d")];
    let named = server.iter().filter_map(|(name, flag)| Some(format!(" {flag} {}", std::env::var(name).ok()?)));
    let server: String = named.collect();
    let command = format!("psql -X{server} --csv -v ON_ERROR_STOP=1 -v period={{period}} -f visits.sql");
    import(&project, &["--from", &command, "--period", "2018-02"]);
    let snapshot = project.read("data/2018-02.yaml");
    assert!(snapshot.contains("rh: 5 # from psql") && snapshot.contains("bfh: 4 #"), "{snapshot}");
}

#[test]
fn spark_is_asked_as_the_manual_says() {
    let found = Command::new("python3").args(["-c", "import pyspark, pandas"]).output();
    if !found.is_ok_and(|ran| ran.status.success()) {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the test that asks Spark needs `python3` with pyspark and pandas, and Java"
        );
        return;
    }
    let project = site_of_visits();
    let table = "import pandas\npandas.DataFrame({'month': ['2018-02', '2018-02', '2018-01'], 'hospital': ['rh', 'rh', \
                 'bfh'], 'visits': [2, 3, 9]}).to_csv('visits.csv', index=False)\n";
    project.write("table.py", table);
    let wrote = Command::new("python3").arg("table.py").current_dir(project.root()).status();
    assert!(wrote.is_ok_and(|status| status.success()));
    // Parquet needs one library more; a table of CSV says the same.
    let program = manual("python", "SparkSession").replace("parquet.`visits.parquet`", "visits").replace(
        "spark.sql(",
        "spark.read.csv('visits.csv', header=True).createOrReplaceTempView('visits')\nspark.sql(",
    );
    project.write("visits.py", program);
    import(&project, &["--timeout", "600", "--from", "python3 visits.py", "--period", "2018-02"]);
    assert!(project.read("data/2018-02.yaml").contains("rh: 5 # from python3 visits.py"));
}
