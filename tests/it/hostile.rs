//! Whatever a file holds is only text: the program ends in order, names the file, and writes nothing outside.

use std::fmt::Write;
use std::fs;

use serde_json::Value;

use crate::project::{Project, Ran, files_below, snapshot};
use crate::random::Random;

fn site() -> Project {
    Project::new("a: { type: flow }\nb: { type: stock, decimals: 1 }").snapshot("2018-02", "a: 2\nb: 8")
}

/// Runs a build beside a file that nobody may touch or read into a page, and holds what came of it against the rules.
#[track_caller]
fn survives(what: &str, project: &Project) -> Ran {
    let around = project.root().parent().expect("the temporary folder");
    let name = format!("{}-secret", project.root().file_name().expect("a name").display());
    let secret = around.join(&name);
    fs::write(&secret, "SECRET-OF-THE-MACHINE").expect("a file beside the site");
    let mut command = project.command(["build", "--quiet"]);
    command.env("GATE_SECRET", "SECRET-OF-THE-MACHINE");
    let ran = crate::project::ran(command);
    let untouched = fs::read_to_string(&secret).is_ok_and(|text| text == "SECRET-OF-THE-MACHINE");
    let _ = fs::remove_file(&secret);
    ran.is_orderly(what);
    assert!(untouched, "{what}: a file outside was written");
    for (path, bytes) in files_below(&project.path("output")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("SECRET-OF-THE-MACHINE"), "{what}: a secret is in {path}");
    }
    let beside = files_below(project.root());
    let strange = beside.keys().find(|path| {
        !["kalends.yaml", "data/", "content/", "templates/", "output/"].iter().any(|start| path.starts_with(start))
    });
    assert_eq!(strange, None, "{what}: something was written beside the output");
    ran
}

/// It must be refused, and the message must name the file.
#[track_caller]
fn is_refused(what: &str, project: &Project, file: &str) {
    let ran = survives(what, project);
    assert_eq!(ran.code, Some(1), "{what} is accepted\n{}", ran.stderr);
    let said = ran.refused();
    assert!(said.contains(file), "{what}: the message does not name {file}\n{said}");
}

/// Texts of YAML that no reader should take, or take long over.
fn bad_yaml() -> Vec<(&'static str, Vec<u8>)> {
    let bomb: String = (0..9)
        .map(|level| {
            let below = char::from(b'a' + level);
            let own = char::from(b'b' + level);
            format!("{own}: &{own} [{}]\n", vec![format!("*{below}"); 10].join(","))
        })
        .collect();
    let utf16 = "title: a\n".encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("an alias bomb", format!("a: &a [x, x, x, x]\n{bomb}").into_bytes()),
        ("an alias to itself", b"a: &x {b: *x}\n".to_vec()),
        ("an anchor to nothing", b"a: *nothing\n".to_vec()),
        ("deep brackets", format!("a: {}{}\n", "[".repeat(20_000), "]".repeat(20_000)).into_bytes()),
        ("deep braces", format!("a: {}\n", "{a: ".repeat(20_000)).into_bytes()),
        (
            "deep indentation",
            (0..1500).map(|depth| format!("{}-\n", " ".repeat(depth))).collect::<String>().into_bytes(),
        ),
        ("many keys", (0..10_000).map(|number| format!("key{number}: 1\n")).collect::<String>().into_bytes()),
        ("a key twice", b"title: a\ntitle: b\n".to_vec()),
        ("two documents", b"title: a\n---\ntitle: b\n".to_vec()),
        ("a NUL", b"title: a\0b\n".to_vec()),
        ("an escaped NUL", b"title: \"a\\0b\"\n".to_vec()),
        ("an escape sequence", b"title: \"a\\e[31mb\"\n".to_vec()),
        ("a raw escape sequence", b"title: a\x1b[31mb\n".to_vec()),
        ("latin-1", b"title: Gr\xf8n\n".to_vec()),
        ("UTF-16", [0xff, 0xfe].into_iter().chain(utf16).collect()),
        ("tabs", b"a:\n\t- b\n".to_vec()),
        ("a list", b"- 1\n".to_vec()),
        ("a bare word", b"word\n".to_vec()),
        ("a merge key", b"a: &a {x: 1}\nb: {<<: *a}\n".to_vec()),
        ("a tag", b"title: !!python/object/apply:os.system [ls]\n".to_vec()),
        ("an unclosed quotation", b"title: 'abc\n".to_vec()),
        ("a key that is a list", b"? [a, b]\n: 1\n".to_vec()),
        ("an empty file", Vec::new()),
    ]
}

#[test]
fn bad_yaml_is_refused_in_every_kind_of_file() {
    for (what, bytes) in bad_yaml() {
        let files = ["data/2018-02.yaml", "data/metrics.yaml", "kalends.yaml"];
        // What takes seconds is tried once.
        let slow = ["an alias bomb", "many keys"].contains(&what);
        for file in &files[..if slow { 1 } else { 3 }] {
            is_refused(&format!("{what} in {file}"), &site().file(file, &bytes), file);
        }
        if slow {
            continue;
        }
        let mut page = b"---\n".to_vec();
        page.extend(&bytes);
        page.extend(b"\n---\nText.\n");
        survives(&format!("{what} in front matter"), &site().file("content/2018-02.md", page));
    }
}

#[test]
fn a_huge_text_is_taken_or_refused() {
    let huge = "B".repeat(5_000_000);
    survives("a huge title", &site().settings(&format!("title: {huge}")));
    survives("a huge note", &site().snapshot("2018-02", &format!("a: {{ value: 1, note: {huge} }}")));
    survives("a huge narrative", &site().narrative("2018-02", &"*_[`".repeat(200_000)));
}

#[test]
fn a_file_beyond_32_megabytes_is_refused_unread() {
    let project = site().file("data/big.yaml", "");
    fs::File::options()
        .write(true)
        .open(project.path("data/big.yaml"))
        .and_then(|file| file.set_len(33 * 1024 * 1024))
        .expect("a hole in a file");
    is_refused("33 MB", &project, "data/big.yaml");
    assert!(survives("33 MB", &project).stderr.contains("K0003"));
}

#[test]
fn what_is_no_number_is_refused_as_a_value() {
    for value in [
        ".nan",
        ".NaN",
        ".inf",
        "-.INF",
        "1e999",
        "1e3",
        "true",
        "off",
        "2:15",
        "2026-04-01",
        "twelve",
        "[1, 2]",
        "{ x: 1 }",
        "3,14",
        "1.807",
        "\"12\"",
        "0x1F",
        "0o17",
        "017",
        "1_000",
        "+",
        "-",
        "--1",
        "1.2.3",
        "99999999999999999999",
        "١٢",
        "1 000",
        "'' ",
        "!!int 3.7",
        "12 %",
        "½",
    ] {
        let project = site().snapshot("2018-02", &format!("a: {value}"));
        is_refused(&format!("the value {value}"), &project, "data/2018-02.yaml");
    }
}

#[test]
fn every_other_key_survives_every_kind_of_value() {
    for value in [".nan", "true", "2018-02", "[x]", "{x: y}", "~", "-1", "1e999", "''", "\"\\u202e\""] {
        for key in ["period", "as_of", "status", "note", "source", "withdrawn", "reason", "kind", "values", "unknown"] {
            survives(
                &format!("{key}: {value}"),
                &site().snapshot("2018-02", &format!("a: {{ value: 1, {key}: {value} }}")),
            );
        }
    }
}

#[test]
fn templates_that_do_not_end_or_look_around_are_stopped() {
    for template in [
        "{% include \"report.html\" %}",
        "{% extends \"report.html\" %}",
        "{% for i in range(end=50000000) %}y{% endfor %}",
        "{% for a in range(end=9000) %}{% for b in range(end=9000) %}zzzzzzzz{% endfor %}{% endfor %}",
        "{% include \"../secret.txt\" %}",
        "{% include \"../../data/metrics.yaml\" %}",
        "{{ get_env(name=\"GATE_SECRET\", default=\"\") }}",
        "{% if true %}",
        "{{ nobody_knows_me }}",
        "{{ page.title | nothing }}",
        "{{ 1 / 0 }}",
        "{{ 9223372036854775807 + 1 }}",
        "{{ \"a\" * 3 }}",
        "{{ __tera_context }}",
        "{% import \"x\" as y %}",
        "{% raw %}",
        "{{ \"a\" | truncate(length=-1) }}",
    ] {
        survives(template, &site().file("templates/report.html", template));
        survives(template, &site().narrative("2018-02", template));
    }
    let endless = "{% for a in range(end=9000) %}{% for b in range(end=9000) %}zzzzzzzz{% endfor %}{% endfor %}";
    assert!(survives("a page without end", &site().file("templates/report.html", endless)).stderr.contains("K0502"));
}

#[test]
fn a_slug_never_leads_out_of_the_output() {
    let long = "x".repeat(250);
    for slug in [
        "../up",
        "../../up",
        "/tmp/kalends-abs",
        "..",
        ".",
        "a/b",
        "a\\b",
        "%2e%2e/up",
        "index",
        "Index",
        "a b",
        "a?b#c",
        "AUX",
        "con.txt",
        "a:b",
        "ü",
        "\\x00",
        "2018-02",
        "metrics",
        "assets",
        ".hidden",
        "-x",
        &long,
    ] {
        let page = format!("---\nslug: {}\n---\nText.\n", Value::from(slug));
        survives(&format!("the slug {slug}"), &site().file("content/page.md", page));
    }
}

#[cfg(unix)] // Windows has no files of such names
#[test]
fn strange_names_of_files_and_folders_are_survived() {
    for name in [
        "2026-99",
        "2026-1",
        "x y",
        "<b>",
        "\"q\"",
        "it's",
        "2026-01 (1)",
        ".hidden",
        "-x",
        "ü",
        "a#b",
        "a%20b",
        "a?b",
        "AUX",
        "nul",
    ] {
        survives(&format!("a page {name}"), &site().file(&format!("content/{name}.md"), "Text.\n"));
        survives(&format!("a series {name}"), &site().file(&format!("content/{name}/_report.md"), "{{ a }}\n"));
        survives(&format!("an attachment {name}"), &site().file(&format!("content/{name}.pdf"), "%PDF"));
        survives(
            &format!("a snapshot {name}"),
            &site().file(&format!("data/{name}.yaml"), snapshot("2018-01", "a: 1")),
        );
        survives(&format!("a template {name}"), &site().file(&format!("templates/{name}.html"), "x"));
    }
}

#[test]
fn an_attachment_never_takes_the_place_of_a_page() {
    for path in ["index.html", "2018-02/figures.json", "manifest.json", "metrics/a/index.html", "assets/kalends.css"] {
        let project = site().file(&format!("content/{path}"), "of the author");
        is_refused(path, &project, &format!("content/{path}"));
    }
}

#[cfg(unix)] // whoever makes links on Windows needs a right
#[test]
fn links_are_not_followed() {
    let project = site();
    std::os::unix::fs::symlink("/etc", project.path("content/etc")).expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", project.path("content/passwd.md")).expect("a link");
    let ran = survives("links", &project);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("K0014").count(), 2, "{}", ran.stderr);
    assert!(!project.path("output/passwd").exists() && !project.path("output/etc").exists());
}

#[cfg(target_os = "linux")] // names are any bytes
#[test]
fn a_name_that_is_not_utf_8_is_named_and_refused() {
    use std::os::unix::ffi::OsStrExt;
    let project = site();
    fs::write(project.path("data").join(std::ffi::OsStr::from_bytes(b"gr\xf8n.yaml")), "").expect("a file");
    assert!(survives("a name in latin-1", &project).stderr.contains("K0013"));
}

/// Every kind of metric, and formulas that soon leave what can be counted.
const ARITHMETIC: &str = "
dimensions:
  ward: { members: { a: null, b: null, c: null } }
metrics:
  level: { type: stock, by: [ward], decimals: 6, target: { at_least: 10, near: 1 }, better: higher, spc: true, forecast: true }
  flow: { type: flow, by: [ward], decimals: 2, better: lower, target: { at_most: { path: { 2017-01: 10, 2017-12: 999999999999999 } } } }
  mean: { type: stock, decimals: 6, over_time: mean, spc: { screen: false, baseline: 12 }, target: { at_least: flow / 3 } }
  peak: { type: stock, decimals: 6, over_time: max, format: percent, target: { within: [-0.5, 0.5] }, forecast: true }
  dip: { type: stock, decimals: 6, over_time: min, tolerance: 1 }
  hires: { type: flow, grain: quarter, decimals: 1 }
  few: { type: flow, by: [ward], suppress_below: 5 }
  rough: { type: flow, by: [ward], round_to: 5 }
  share: { type: ratio, numerator: level, denominator: flow, decimals: 6, format: percent, better: higher, target: 50 % }
  least: { type: ratio, numerator: few, denominator: rough, decimals: 3 }
  power: { type: derived, formula: level * level * flow * mean, decimals: 3, spc: true }
  deep: { type: derived, formula: level / flow / mean / peak - previous(dip), decimals: 6, better: lower, forecast: true, target: { at_most: 1 } }
  away: { type: derived, formula: (target(level) - level) * 1000000000000 / (dip - dip) }
  ever: { type: cumulative, of: flow, since: start }
  yearly: { type: cumulative, of: few, since: year }
";

/// A page on which every figure is drawn and put in words.
fn about_everything() -> String {
    let mut text = "## Everything\n\n".to_owned();
    for id in ARITHMETIC.lines().skip(4).filter_map(|line| line.trim().split_once(':')).map(|(id, _)| id) {
        let _ =
            writeln!(text, "{{{{ {id} }}}} {{{{ {id} | change }}}} {{{{ {id} | trend }}}} {{{{ {id} | chart }}}}\n");
    }
    text + "{{ level | gap }} {{ flow | attainment }} {{ level | chart(by=\"ward\", id=\"by\") }}\n\n\
            {{ rough | chart(by=\"ward\", id=\"rough-by\") }}\n\n{{ few | table(by=\"ward\", id=\"t\") }}\n"
}

/// The numbers that a hostile site is made of, for metrics with decimals and for counts.
type Numbers = (&'static [&'static str], &'static [&'static str]);

const HUGE_AND_TINY: Numbers = (
    &[
        "0",
        "-0.0",
        "1",
        "-1",
        "999999999999999",
        "-999999999999999",
        "999999999999999.9999999999999",
        "0.0000000000000000000000000001",
        "-0.0000000000000000000000000001",
        "0.3333333333333333333333333333",
        "0.0000001",
        "123456789.987654321",
    ],
    &["0", "1", "4", "5", "7", "999999999999999"],
);

const ZERO: Numbers = (&["0", "-0", "0.00"], &["0"]);

const SAME: Numbers = (&["3.5"], &["3"]);

/// A site of `months` months; of two statements one is left out where there are `gaps`.
fn arithmetic(random: &mut Random, (amounts, counts): Numbers, months: usize, gaps: bool) -> Project {
    let mut project = Project::empty().catalog(ARITHMETIC).file("content/_report.md", about_everything());
    for month in 1..=months {
        let mut text = String::new();
        for id in ["level", "flow", "mean", "peak", "dip", "hires", "few", "rough"] {
            if (id == "hires" && month % 3 != 0) || (gaps && random.one_in(2)) {
                continue;
            }
            let mut amount = || *random.of(if ["few", "rough"].contains(&id) { counts } else { amounts });
            if !["level", "flow", "few", "rough"].contains(&id) {
                // A share beyond the whole has its sign.
                let sign = if id == "peak" { " %" } else { "" };
                let _ = writeln!(text, "{id}: {}{sign}", amount());
                continue;
            }
            let values = ["a", "b", "c"].map(|ward| format!("{ward}: {}", amount()));
            let stated = if gaps { random.below(4) } else { 3 };
            match stated {
                0 => _ = writeln!(text, "{id}: {{ value: null, note: Missing. }}"),
                stated => _ = writeln!(text, "{id}: {{ values: {{ {} }} }}", values[..stated].join(", ")),
            }
        }
        project = project.snapshot(&format!("2017-{month:02}"), &text);
    }
    if months >= 3 {
        project = project.narrative("2017-Q1", &about_everything());
    }
    if months == 12 {
        project = project.narrative("2017", &about_everything());
    }
    project
}

/// Every figure of a report is a number or a gap that says why; returns how many are numbers.
#[track_caller]
fn is_whole(what: &str, figures: &Value) -> usize {
    let mut numbers = 0;
    for (id, figure) in figures["metrics"].as_object().expect("metrics") {
        let missing = figure["missing"].as_str();
        assert!(missing.is_none_or(|reason| !reason.is_empty()), "{what}, {id}: {figure}");
        assert_eq!(figure["value"].is_number(), missing.is_none(), "{what}, {id}: {figure}");
        let members = figure["by"].as_object().into_iter().flatten().filter_map(|(_, list)| list.as_object()).flatten();
        for part in members.map(|(_, part)| part).chain([figure]) {
            assert!(part["text"].as_str().is_some_and(|text| !text.is_empty()), "{what}, {id}: {part}");
            assert!(part["value"].is_number() || part["value"].is_null(), "{what}, {id}: {part}");
            assert!(part["suppressed"] == false || part["value"].is_null(), "{what}, {id}: {part}");
        }
        let target = &figure["target"];
        if !target.is_null() {
            let known = figure["value"].is_number() && target["value"].is_number();
            assert_eq!(target["status"] == "unknown", !known, "{what}, {id}: {figure}");
        }
        numbers += usize::from(figure["value"].is_number());
    }
    numbers
}

#[test]
fn whatever_the_numbers_are_every_figure_is_one_or_says_why_not() {
    let mut numbers = 0;
    for (what, amounts, months, gaps) in [
        ("huge and tiny numbers", HUGE_AND_TINY, 12, false),
        ("huge and tiny numbers with gaps", HUGE_AND_TINY, 7, true),
        ("a single month", HUGE_AND_TINY, 1, false),
        ("a single month with gaps", HUGE_AND_TINY, 1, true),
        ("nothing but zeros", ZERO, 3, false),
        ("zeros and gaps", ZERO, 4, true),
        ("always the same", SAME, 6, false),
        ("always the same with gaps", SAME, 4, true),
    ] {
        let project = arithmetic(&mut Random::new(months as u64), amounts, months, gaps);
        let ran = survives(what, &project);
        assert_eq!(ran.code, Some(0), "{what}: {}", ran.stderr);
        for (path, bytes) in files_below(&project.path("output")) {
            if path.ends_with("figures.json") {
                numbers += is_whole(&format!("{what}, {path}"), &serde_json::from_slice(&bytes).expect("JSON"));
            }
            if path.ends_with(".svg") {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!text.contains("NaN") && !text.contains("\"inf"), "{what}, {path}: a drawing without a place");
            }
        }
    }
    assert!(numbers > 200, "{numbers}");
}

/// Texts that would run a script if they were taken for markup, in one place or another.
const PAYLOADS: &[&str] = &[
    "<script>__xss(1)</script>",
    "</p><script>__xss(2);</script><p>",
    "<img src=q onerror=__xss(3)>",
    "<svg onload=__xss(4)></svg>",
    "\" onclick=\"__xss(5)",
    "' onclick='__xss(6)",
    "\"><svg onload=__xss(7)>",
    "</title><img src=q onerror=__xss(8)>",
    "</svg><img src=q onerror=__xss(9)>",
    "--><img src=q onerror=__xss(10)>",
    "]]><img src=q onerror=__xss(11)>",
    "</style><img src=q onerror=__xss(12)>",
    "<svg><script>__xss(13)</script></svg>",
    "&#x3C;img src=q onerror=__xss(14)&#x3E;",
    "{{ 11111 * 11111 }}",
    "{% for i in [1] %}{{ i }}{% endfor %}",
    "[x](javascript:__xss(15))",
    "`code` <b onclick=__xss(16)>raw</b>",
    "<base href=//xss.invalid/>",
    "javascript:__xss(17)",
];

#[test]
fn text_comes_out_as_text_wherever_it_was_put() {
    for payload in PAYLOADS {
        let quoted = Value::from(*payload).to_string();
        // A reason has a letter.
        let reason = Value::from(format!("{payload} because")).to_string();
        let project = Project::empty()
            .settings(&format!(
                "\
title: {quoted}
organisation: {quoted}
key_figures: [staff]
sources: {{ s: {{ label: {quoted}, contact: {quoted} }} }}
theme: {{ footer: {quoted} }}"
            ))
            .catalog(&format!(
                "\
dimensions:
  hospital: {{ label: {quoted}, members: {{ rh: {quoted}, bfh: {quoted} }} }}
metrics:
  staff: {{ type: stock, by: [hospital], label: {quoted}, unit: {quoted}, description: {quoted}, note: {quoted}, \
source: s, target: 3, better: higher }}
  twice: {{ type: derived, formula: staff * 2, label: {quoted} }}
"
            ))
            .snapshot("2018-01", &format!("staff: {{ values: {{ rh: 1, bfh: 2 }}, note: {quoted} }}"))
            .snapshot(
                "2018-02",
                &format!(
                    "staff: [{{ values: {{ rh: 2, bfh: 2 }} }}, {{ period: 2018-01, values: {{ rh: 3 }}, reason: \
                          {reason} }}]"
                ),
            )
            .file(
                "content/_report.md",
                r#"---
title: "{{ site.title }}"
summary: "{{ site.title }} {{ hospital | first }}"
---
## {{ hospital | first }}

{{ staff }} {{ site.organisation }}

{{ staff | chart }}

{{ staff | chart(by="hospital", title=site.title, subtitle=site.title) }}

{{ staff | chart(kind="stacked") }}

{{ staff | table(by="hospital", title=site.title) }}
"#,
            );
        let ran = survives(payload, &project);
        // Text of the settings is the author's own Markdown once the narrative prints it; a link in it may be refused.
        if ran.code == Some(1) {
            assert!(ran.stderr.contains("content/_report.md"), "{payload}: {}", ran.stderr);
            continue;
        }
        for (path, bytes) in files_below(&project.path("output")) {
            let text = String::from_utf8_lossy(&bytes);
            if path.ends_with(".html") || path.ends_with(".svg") || path.ends_with(".xml") {
                is_harmless(&format!("{payload} in {path}"), &text);
            }
        }
    }
}

/// No tag of a payload survives as a tag, and no attribute of it as an attribute.
#[track_caller]
fn is_harmless(what: &str, text: &str) {
    assert!(!text.contains("123454321"), "{what}: a template in a text was run");
    for tag in text.split('<').skip(1) {
        let tag = tag_of(tag);
        assert!(!tag.contains("__xss") || in_an_attribute(tag), "{what}: <{tag}>");
        assert!(!tag.starts_with("base "), "{what}: <{tag}>");
    }
}

/// The tag that `rest` begins with, up to a `>` outside its quotation marks.
fn tag_of(rest: &str) -> &str {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return &rest[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    rest
}

/// Whether every call of a payload stands inside the quotation marks of an attribute that runs nothing.
fn in_an_attribute(tag: &str) -> bool {
    let mut outside = String::new();
    let (mut quote, mut name, mut runs) = (None, String::new(), false);
    for c in tag.chars() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                let attribute = name.trim_end_matches('=').rsplit(' ').next().unwrap_or_default().to_lowercase();
                runs |= attribute.starts_with("on");
            }
            (Some(open), c) if c == open => quote = None,
            (None, c) => {
                outside.push(c);
                name.push(c);
            }
            _ => {}
        }
    }
    !outside.contains("__xss") && !runs
}

#[test]
fn a_template_that_doubles_a_text_or_never_ends_is_an_error_at_its_line() {
    for (text, line) in [
        ("{% set x = \"ab\" %}\n{% for i in range(end=60) %}\n{% set_global x = x ~ x %}{% endfor %}", 3),
        (
            "{% set x = \"ab\" %}\n{% for i in range(end=60) %}{% set_global x %}{{ x }}{{ x }}{% endset %}{% endfor %}",
            2,
        ),
        (
            "{# {{ \" #}\n{% for i in range(end=9000) %}{% for j in range(end=9000) %}{% for k in range(end=9000) %}\n\
          {% endfor %}{% endfor %}{% endfor %}",
            2,
        ),
        (
            "{% extends \"builtin/404.html\" %}\n{% block main %}\n{{ [1 for i in range(end=90000) if [2 for j in \
          range(end=90000)] | length] | length }}{% endblock %}",
            3,
        ),
    ] {
        let project = site().file("templates/404.html", text);
        let told = project.refused();
        assert!(told.contains("K0502") && told.contains(&format!("templates/404.html:{line}:")), "{text}: {told}");
    }
}

#[test]
fn a_tag_with_nothing_in_it_is_an_error_wherever_it_stands() {
    for tag in ["{{}}", "{{-}}", "{{--}}", "{{ - }}", "{%%}", "{%-%}", "{%--%}", "{% - %}"] {
        for file in ["content/_report.md", "templates/404.html"] {
            let project = site().file(file, format!("A\n{tag}\n"));
            let told = project.refused();
            assert!(told.contains("K0405") && told.contains(&format!("{file}:2:")), "{tag} in {file}: {told}");
        }
    }
}

#[test]
fn a_quoted_text_hides_no_loop_from_the_count() {
    for before in [
        "{% set x = \"\\\"\" %}",
        "{% raw %} endraw %} {{ \" {% endraw %}",
        "{* {{ \" *}",
        "{{- \"{%\" -}}",
        "{% set x = '{{ \"' %}",
    ] {
        let endless = "{% for i in range(end=9000) %}{% for j in range(end=9000) %}{% endfor %}{% endfor %}";
        let told = site().file("content/_report.md", format!("{before}\n\n{endless} {{{{ a }}}}\n")).refused();
        assert!(told.contains("K0408"), "{before}: {told}");
    }
}
