//! README.md and the manual against the program: commands, keys and codes that they name exist, and what is shown
//! without a file's name or a command above it, which `manual.rs` cannot run, is tried here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use clap::{CommandFactory, Parser};
use kalends::command::Cli;
use kalends::diag::codes;
use kalends::load;

use crate::manual::{self, Block, ELSEWHERE};
#[cfg(unix)] // commands of a shell
use crate::project::{KALENDS, ran};
use crate::project::{Project, files_below, repository};

/// The first lines of all blocks that `manual.rs` does not run. Each has a test here that tries it.
const SHOWN: &[&str] = &[
    "# data/metrics.yaml, with a dimension",
    "# data/2018-02.yaml",
    "period: 2018-03",
    "error[K0840]: `key_persons` is not filled in yet",
    "{* kalends: look: indtastede tal: 2017; tidspunkter: 1. februar 2018 *}",
    "# data/metrics.yaml",
    "metric;period;hospital;value",
    "courses:",
    "<!-- kalends: allow K0305 because the law names the number -->",
    "  # kalends: allow K0310 because the ward was closed for two weeks",
    VOID,
    "error[K1035]: `key_persons` in the text of section `people`: `1,870` is published, and the site says `1,807`",
    "# yaml-language-server: $schema=../.kalends/schemas/snapshot.json",
];

const VOID: &str = "2018-02  void: approved by Anna Jensen, 2018-03-05; since then: key_persons: 1,807 is now 1,817; \
                    text of content/2018-02.md";

/// The pages that are written by hand, one behind the other.
fn readme() -> String {
    written().into_values().collect()
}

fn written() -> BTreeMap<String, String> {
    manual::pages().into_iter().filter(|(page, _)| !ELSEWHERE.iter().any(|(other, _)| other == page)).collect()
}

/// All blocks, page by page.
fn blocks() -> Vec<Block> {
    written().values().flat_map(|text| manual::blocks(text)).collect()
}

/// The block that begins with this line.
#[track_caller]
fn block(first: &str) -> String {
    assert!(SHOWN.contains(&first), "`{first}` is missing in SHOWN");
    let found = blocks().into_iter().find(|block| block.text.lines().next() == Some(first));
    found.unwrap_or_else(|| panic!("no page has a block that begins with `{first}`")).text
}

/// What stands between backticks in running text, on one line.
fn spans(text: &str) -> Vec<String> {
    let mut is_open = false;
    let mut is_text = |line: &&str| {
        let is_fence = line.starts_with("```");
        is_open ^= is_fence;
        !is_open && !is_fence
    };
    let text: Vec<&str> = text.lines().filter(&mut is_text).collect();
    text.join(" ").split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|")).collect()
}

/// The text below a heading, down to the next one.
#[track_caller]
fn section(heading: &str) -> String {
    let readme = readme();
    let (_, rest) = readme.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no `{heading}`"));
    ["\n# ", "\n## ", "\n### "]
        .into_iter()
        .fold(rest, |text, level| text.split(level).next().unwrap_or_default())
        .to_owned()
}

/// The rows of the tables in a text, without their heads.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let is_row = |index: &usize| {
        let below = lines.get(index + 1).copied().unwrap_or_default();
        lines[*index].starts_with('|') && !lines[*index].starts_with("| ---") && !below.starts_with("| ---")
    };
    let cells = |line: &str| line.trim_matches(['|', ' ']).split(" | ").map(|cell| cell.trim().to_owned()).collect();
    (0..lines.len()).filter(is_row).map(|index| cells(lines[index])).collect()
}

// --- commands ---

/// The commands that the pages name, each as its words behind `kalends`.
fn commands() -> Vec<String> {
    let in_text = spans(&readme()).into_iter().filter_map(|span| span.strip_prefix("kalends ").map(str::to_owned));
    let lines = blocks().into_iter().filter(|block| block.language == "sh").flat_map(|Block { text, .. }| {
        let command = |line: &str| {
            // Without its remark, and without what the shell does with it.
            let line =
                [" # ", "  #", " > ", " 2> "].iter().fold(line, |line, end| line.split(end).next().unwrap_or(line));
            let begun = ["cargo run --release -- ", "do kalends ", "kalends "].iter();
            begun.filter_map(|begin| Some(line.split_once(begin)?.1.to_owned())).next()
        };
        text.lines().filter_map(command).collect::<Vec<_>>()
    });
    in_text.chain(lines).collect()
}

#[test]
fn every_command_that_is_named_is_understood() {
    let mut faults = Vec::new();
    let commands = commands();
    for command in &commands {
        // A word in capitals stands for one that the reader chooses; some are among a few.
        let chosen = command
            .replace("schema NAME", "schema settings")
            .replace("$name", "settings")
            .replace("SHELL", "bash")
            .replace(['[', ']', '…'], "");
        let words = shlex::split(&chosen).unwrap_or_else(|| panic!("`{command}` cannot be taken apart"));
        let parsed = Cli::try_parse_from(["kalends"].into_iter().chain(words.iter().map(String::as_str)));
        let is_name_alone = words.len() == 1 && Cli::command().find_subcommand(&words[0]).is_some();
        let is_understood = parsed.is_ok() || is_name_alone || words.last().is_some_and(|word| word == "--help");
        if !is_understood {
            faults.push(format!("kalends {command}"));
        }
    }
    assert!(faults.is_empty(), "commands that do not exist:\n{}", faults.join("\n"));
    assert!(commands.len() > 60, "{commands:#?}");
}

#[test]
fn every_option_that_is_named_exists() {
    let cli = Cli::command();
    let of_command = |command: &clap::Command| -> Vec<String> {
        command.get_arguments().filter_map(|option| option.get_long().map(str::to_owned)).collect()
    };
    let mut known: Vec<String> = cli.get_subcommands().flat_map(of_command).collect();
    known.extend(["help".to_owned(), "no-default-features".to_owned()]);
    let spans = spans(&readme());
    let named = spans.iter().filter_map(|span| span.strip_prefix("--")?.split([' ', '=']).next());
    let missing: Vec<&str> = named.filter(|name| !known.iter().any(|option| option == name)).collect();
    assert!(missing.is_empty(), "no command has {missing:?}");
}

#[test]
fn every_variable_of_the_environment_that_is_named_is_read() {
    let source: String =
        files_below(&repository("src")).into_values().map(|text| String::from_utf8_lossy(&text).into_owned()).collect();
    // docs/releasing.md names those of tools/release.
    let pages = written().into_iter().filter(|(page, _)| page != "docs/releasing.md");
    let readme: String = pages.map(|(_, text)| text).collect();
    let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
    let names =
        readme.match_indices("KALENDS_").map(|(at, _)| readme[at..].split(|c| !is_name(c)).next().unwrap_or_default());
    let missing: Vec<&str> = names.filter(|name| !source.contains(&format!("\"{name}\""))).collect();
    assert!(missing.is_empty(), "the program reads no {missing:?}");
}

#[test]
fn every_code_that_is_named_is_one() {
    let readme = readme();
    let named = readme.match_indices('K').filter_map(|(at, _)| readme.get(at..at + 5));
    let named: Vec<&str> = named.filter(|code| code[1..].bytes().all(|byte| byte.is_ascii_digit())).collect();
    assert!(named.len() > 10);
    let missing: Vec<&&str> = named.iter().filter(|code| codes::of(code).is_none()).collect();
    assert!(missing.is_empty(), "no message has {missing:?}");
}

#[test]
fn every_key_that_is_named_is_read() {
    let known = |what: &str| load::KEYS.iter().find(|(name, _)| *name == what).expect("a kind of mapping").1;
    for (heading, what) in [
        ("# Settings", &["the settings"][..]),
        ("# What is measured", &["a metric"]),
        ("# Take figures from other systems", &["an import", "the figures of a metric"]),
    ] {
        let rows = rows(&section(heading));
        let keys: Vec<String> = rows.iter().flat_map(|row| spans(&row[0])).collect();
        assert!(keys.len() > 8, "{heading}: {keys:?}");
        for key in &keys {
            // `empty: skip` names a key and its value.
            let key = key.split(':').next().unwrap_or(key);
            assert!(what.iter().any(|what| known(what).contains(&key)), "{heading} names `{key}`");
        }
    }
}

#[test]
fn every_file_of_the_repository_that_is_named_is_there() {
    let text = fs::read_to_string(repository("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let (_, ours) = text.split_once("\n## Where things are\n").expect("its files");
    let (ours, _) = ours.split_once("\n## ").expect("a further heading");
    let rows = rows(ours);
    assert!(rows.len() > 6, "{rows:?}");
    for path in rows.iter().flat_map(|row| spans(&row[0])) {
        assert!(repository(&path).exists(), "{path}");
    }
}

#[test]
fn every_block_is_tried() {
    let mut shown = Vec::new();
    for (page, text) in written() {
        for block in manual::blocks(&text) {
            let is_run = ["sh", "console"].contains(&block.language.as_str()) || block.path().is_some();
            let first = block.text.lines().next().unwrap_or_default().to_owned();
            assert!(
                is_run || SHOWN.contains(&first.as_str()),
                "{page}: nothing tries the block that begins with `{first}`"
            );
            shown.extend((!is_run).then_some((first, block.text)));
        }
    }
    for first in SHOWN {
        // The pages of another language show the same block.
        let texts: BTreeSet<&String> = shown.iter().filter(|(other, _)| other == first).map(|(_, text)| text).collect();
        assert_eq!(texts.len(), 1, "`{first}`");
    }
}

// --- a new month in ten minutes ---

#[test]
fn a_month_is_begun_as_it_is_shown() {
    let project = Project::copy_of(".");
    project.run(["new"]).fine();
    let snapshot = project.read("data/2018-03.yaml");
    assert!(snapshot.starts_with(&block("period: 2018-03")), "{snapshot}");
    let said = project.run(["check", "--drafts"]).refused();
    let unfilled = block("error[K0840]: `key_persons` is not filled in yet");
    assert!(said.starts_with(&unfilled), "{said}");
    let remark = block("{* kalends: look: indtastede tal: 2017; tidspunkter: 1. februar 2018 *}");
    let text = project.read("content/2018-03.md");
    assert!(text.contains(&format!("\n{remark}")), "{text}");
}

// --- writing the text ---

/// Meals in two halls, with a target and a year to look back on.
fn halls() -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  hall: { label: Hall, members: { north: North, south: South } }
metrics:
  meals: { label: Meals, type: flow, by: [hall], unit: meals, better: higher, target: 4000, spc: true }
  guests: { label: Guests, type: flow, by: [hall], unit: meals }
  open_days: { label: Days open, type: flow, unit: days }
",
        )
        .snapshot("2025-02", "meals: { values: { north: 1900, south: 1800 } }\nguests: 10\nopen_days: 20")
        .snapshot("2026-01", "meals: { values: { north: 2000, south: 1821 } }\nguests: 11\nopen_days: 21")
        .snapshot("2026-02", "meals: { values: { north: 2105, south: 2000 } }\nguests: 12\nopen_days: 20")
}

#[test]
fn the_metric_that_is_split_is_read_as_it_is_shown() {
    let project = Project::empty()
        .catalog(&block("# data/metrics.yaml, with a dimension"))
        .file("data/2018-02.yaml", block("# data/2018-02.yaml"))
        .narrative("2018-02", "{{ meals }}: {{ meals | status }}, {{ meals | of(hall=\"south\") | status }}.\n");
    assert_eq!(project.build().page("2018-02").find(".b > p").text(), "4,010: met, not met.");
}

#[test]
fn the_targets_of_quarters_are_judged_as_it_is_said() {
    let project = ["2026-01", "2026-02", "2026-03"].into_iter().fold(
        Project::empty().catalog(&block("# data/metrics.yaml")).narrative("2026-Q1", "{{ open_days | target }}\n"),
        |project, month| project.snapshot(month, "meals: 3960\nguests: 320\nopen_days: 20"),
    );
    let built = project.build();
    let target = |metric: &str| built.figure("2026-Q1", metric)["target"].clone();
    assert_eq!((&target("meals")["value"], &target("meals")["status"]), (&12000.into(), &"near".into()));
    assert_eq!((&target("guests")["value"], &target("guests")["status"]), (&1000.into(), &"not_met".into()));
    assert!(target("open_days").is_null());
    assert_eq!(built.page("2026-Q1").find(".b > p").text(), "–");
    let met = project.narrative("2026-Q1", "{% if open_days | met %}{% endif %}\n");
    assert!(met.refused().contains("`open_days` has no target for a quarter"));
}

#[test]
fn every_filter_prints_what_the_table_says() {
    let table = section("# The text of a report");
    let rows = rows(&table);
    let mut narrative = String::new();
    for row in &rows {
        let code = spans(&row[0]).remove(0);
        let text = match &code {
            code if code.starts_with("{{") => code.clone(),
            code if code.starts_with("{%") => format!("{code}yes{{% else %}}no{{% endif %}}"),
            code => format!("{{{{ {code} }}}}"),
        };
        narrative.push_str(&format!("{text}\n\n"));
    }
    assert!(rows.len() > 15, "{rows:?}");
    let page = halls().narrative("2026-02", &narrative).build().page("2026-02");
    let printed = page.find(".blk .b > p").texts();
    let expected = [
        ("{{ meals }}", "4,105"),
        ("meals | at(period=\"2026-01\")", "3,821"),
        ("meals | of(hall=\"north\")", "2,105"),
        ("meals | change", "+284"),
        ("meals | trend", "a rise of 284 (7.4%)"),
        ("meals | target", "4,000"),
        ("meals | gap", "105"),
        ("meals | attainment", "103%"),
        ("meals | status", "met"),
        ("{% if meals | met %}", "yes"),
        ("{% if meals | known %}", "yes"),
        ("{% if meals | amount > 4000 %}", "yes"),
        ("((meals | amount) / 12) | number(decimals=1)", "342.1"),
        ("0.24 | percent(decimals=0)", "24%"),
        ("{{ ref(id=\"meals\") }}", "Figure 1"),
    ];
    for (code, text) in expected {
        assert!(rows.iter().any(|row| spans(&row[0])[0] == code), "the table has no `{code}`");
        assert!(
            printed.iter().any(|line| line.replace('\u{a0}', " ") == text),
            "{code}: {text} is not in {printed:#?}"
        );
    }
    for shown in ["4,105", "+284", "a rise of 284 (7.4%)", "Figure 1"] {
        assert!(table.contains(shown), "the table does not show {shown}");
    }
    assert_eq!(page.find(".blk figure.fig").count(), 1);
    assert_eq!(page.find(".blk .tab").count(), 1);
    assert_eq!(page.find(".blk .kpis > li").count(), 2);
    assert_eq!(page.find(".blk p svg.ks").count(), 1);
}

#[test]
fn every_kind_and_argument_of_a_chart_is_one() {
    let kinds: Vec<String> = rows(&section("# Charts")).iter().map(|row| spans(&row[0]).remove(0)).collect();
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    let mut narrative = r#"
{{ meals | chart(title="A", subtitle="B", id="c", kind="line", by="hall", history=2, from_zero=true, height=300,
  annotate="notes") }}

{{ meals | chart(with=[guests], id="d") }}

{{ [meals, guests] | chart(id="e") }}

{{ meals | table(by="hall", sort="name", title="F", subtitle="G", id="h") }}

{{ [meals, guests] | table(title="F", id="i", history=3) }}

"#
    .to_owned();
    for (index, kind) in kinds.iter().enumerate() {
        let by = if ["\"line\"", "\"xmr\"", "\"deviation\""].contains(&kind.as_str()) { "" } else { ", by=\"hall\"" };
        let since = if ["\"arrow\"", "\"bridge\""].contains(&kind.as_str()) { ", since=previous" } else { "" };
        narrative.push_str(&format!("{{{{ meals | chart(kind={kind}{by}{since}, id=\"kind-{index}\") }}}}\n\n"));
    }
    let tables: Vec<String> = rows(&section("# Tables")).iter().map(|row| spans(&row[0]).remove(0)).collect();
    assert_eq!(tables.len(), 5, "{tables:?}");
    for (index, call) in tables.iter().enumerate() {
        let call = call.replace("table(", "table").replace("table", &format!("table(id=\"table-{index}\", "));
        let call = if call.ends_with(')') { call } else { format!("{call})") };
        narrative.push_str(&format!("{{{{ {} }}}}\n\n", call.replace(", )", ")")));
    }
    narrative.push_str(
        r#"{{ meals | table(by="hall", columns=["value", "share", "year_ago"], sort="share", top=5, id="last-1") }}

{{ meals | table(by="hall", history=2, members=["north"], total=false, shade=true, id="last-2") }}

"#,
    );
    let project = halls().narrative("2026-02", &narrative);
    let figures = project.build().json("2026-02/figures.json")["figures"].clone();
    let made = figures.as_array().into_iter().flatten().filter(|figure| figure["kind"] == "table").count();
    assert_eq!(made, 2 + tables.len() + 2);
    let drawn: Vec<String> = figures
        .as_array()
        .into_iter()
        .flatten()
        .skip(5)
        .map(|figure| figure["kind"].to_string())
        .take(kinds.len())
        .collect();
    assert_eq!(drawn, kinds);
}

// --- figures from other systems ---

fn hospitals() -> Project {
    Project::empty().settings("title: Test\nsources: { kursusportalen: Kursusportalen }").catalog(
        "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  key_persons: { label: Key persons, type: stock, unit: persons, target: 2200, better: higher }
  builders: { label: Builders, type: stock, by: [hospital] }
  training_share: { label: Trained, type: stock, grain: quarter, format: percent }
  visits: { label: Visits, type: flow, tolerance: 100 }
",
    )
}

/// Behind an amount that misses its target, where nobody need say why.
const ALLOWED: &str = "  # kalends: allow K0326 because the courses were full";

#[test]
fn the_extract_that_is_shown_is_imported() {
    let project = hospitals().file("extract.csv", block("metric;period;hospital;value"));
    project.run(["import", "extract.csv"]).fine();
    assert!(project.read("data/2018-02.yaml").contains("rh: 49 # from extract.csv, row 2\n"));
    assert!(project.read("data/2017-12.yaml").contains("training_share: 0.24 # from extract.csv, row 3\n"));
}

#[test]
fn the_mapping_that_is_shown_reads_a_table() {
    let table = "Dato;Status;Rolle;Antal;Sted\n\
                 01-02-2018;Aktiv;Nøgleperson;1;BBH\n\
                 02-02-2018;Orlov;Bygger;2;BBH\n\
                 28-02-2018;Aktiv;Nøgleperson;3;Rigshospitalet\n\
                 28-02-2018;Ophørt;Nøgleperson;4;rh\n";
    let project = hospitals().file("data/_imports.yaml", block("courses:")).file("extracts/courses-2018-02.csv", table);
    project.run(["import", "courses", "--period", "2018-02"]).fine();
    let snapshot = project.read("data/2018-02.yaml");
    let stated: Vec<&str> = snapshot.lines().filter_map(|line| Some(line.split_once(" # from ")?.0.trim())).collect();
    assert_eq!(stated, ["value: 2", "rh: 3", "bfh: 3"], "{snapshot}");
}

// --- what check looks for ---

#[test]
fn a_warning_is_allowed_as_it_is_shown() {
    let comment = block("<!-- kalends: allow K0305 because the law names the number -->");
    let site = || hospitals().snapshot("2018-02", &format!("key_persons: 1807{ALLOWED}"));
    let (_, without) = comment.split_once('\n').expect("a comment and a text");
    let said = site().narrative("2018-02", without).run(["check"]).fine().stderr;
    assert!(said.contains("warning[K0305]"), "{said}");
    site().narrative("2018-02", &comment).run(["check", "--strict"]).fine();

    let comment = block("  # kalends: allow K0310 because the ward was closed for two weeks");
    let february = |text: &str| format!("period: 2018-02\nobservations:\n{text}");
    let site = |text: &str| hospitals().snapshot("2018-01", "visits: 700").file("data/2018-02.yaml", february(text));
    let (_, without) = comment.split_once('\n').expect("a comment and a figure");
    let said = site(without).run(["check"]).fine().stderr;
    assert!(said.contains("warning[K0310]"), "{said}");
    site(&comment).run(["check", "--strict"]).fine();
}

// --- who approved what, and what is published ---

#[test]
fn the_status_is_printed_as_it_is_shown() {
    let project = hospitals()
        .snapshot("2018-01", "key_persons: 1819")
        .snapshot("2018-02", &format!("key_persons: 1807{ALLOWED}"))
        .narrative("2018-02", "There are {{ key_persons }}.\n");
    let sign = |period: &str, name: &str, date: &str| {
        project.run(["approve", period, "--by", name, "--date", date]).fine();
    };
    sign("2018-01", "Bent Olsen", "2018-02-06");
    project.write("ledger.jsonl", project.recorded("2018-02-06T09:30:00Z"));
    sign("2018-02", "Anna Jensen", "2018-03-05");
    project.edit("data/2018-02.yaml", "1807", "1817");
    project.edit("content/2018-02.md", "There are", "Now there are");
    assert_eq!(project.run(["status"]).fine().stdout, block(VOID));
}

#[test]
fn an_edited_digit_is_found_as_it_is_shown() {
    let project = hospitals()
        .settings("title: Test\nkey_figures: [key_persons]")
        .snapshot("2018-01", "key_persons: 1819")
        .snapshot("2018-02", "key_persons: 1807")
        .file("content/_report.md", "## Key persons {#people}\n\nThere are {{ key_persons }} key persons.\n");
    project.build();
    project.edit("output/2018-02/index.html", "\">1,807</data></a> key", "\">1,870</data></a> key");
    let said = project.run(["verify", "output"]).refused();
    let shown = block(
        "error[K1035]: `key_persons` in the text of section `people`: `1,870` is published, and the site says `1,807`",
    );
    // The line of the page is another one in every site.
    let without_line = |text: &str| {
        let lines: Vec<&str> = text.lines().take(2).collect();
        let (place, line) = lines[1].split_once(".html:").expect("a place");
        (lines[0].to_owned(), place.to_owned(), line.split_once(':').map(|(_, column)| column.to_owned()))
    };
    assert_eq!(without_line(&said), without_line(&shown), "{said}");
}

// --- in an editor ---

#[cfg(unix)] // commands of a shell
#[test]
fn the_schemas_are_put_where_the_editor_looks_as_it_is_shown() {
    let commands =
        blocks().into_iter().find(|block| block.text.contains("kalends schema $name")).expect("a block").text;
    let project = Project::empty();
    let mut shell = project.plain("sh");
    let programs = std::path::Path::new(KALENDS).parent().expect("a folder");
    shell.env("PATH", format!("{}:/usr/bin:/bin", programs.display())).args(["-e", "-c", &commands]);
    ran(shell).fine();
    let written = project.files(".kalends");
    let site = Project::empty();
    site.run(["init", "canteen"]).fine();
    assert_eq!(written, site.files("canteen/.kalends"));

    let line = block("# yaml-language-server: $schema=../.kalends/schemas/snapshot.json");
    let (_, path) = line.trim_end().split_once("$schema=").expect("a path");
    assert!(site.path("canteen/data").join(path).is_file(), "{path}");
}

// --- targets ---

#[test]
fn every_form_of_a_target_builds() {
    let rows = rows(&section("## Forms of a target"));
    assert!(rows.len() > 8, "{rows:?}");
    for target in rows.iter().flat_map(|row| spans(&row[1])) {
        let target = target.trim_start_matches("target: ");
        let metric = if target.contains('%') {
            format!("share: {{ type: stock, format: percent, better: higher, target: {target} }}")
        } else {
            format!("meals: {{ type: flow, by: [hall], better: higher, target: {target} }}")
        };
        let id = if target.contains('%') { "share" } else { "meals" };
        let amount = if target.contains('%') { "share: 77 %" } else { "meals: { values: { north: 1, south: 2 } }" };
        let project = Project::empty().snapshot("2026-04", &format!("users: 30\n{amount}")).catalog(&format!(
            "dimensions: {{ hall: {{ members: {{ north: North, south: South }} }} }}\n\
             metrics:\n  users: {{ type: stock }}\n  {metric}\n"
        ));
        let built = project.build();
        assert!(built.figure("2026-04", id)["target"].is_object(), "{target}");
    }
}
