//! What readers were told besides figures: it changes with a reason that the older reports show, or not at all.

use crate::page::Page;
use crate::project::{Project, Ran, without_checksums};

const METRICS: &str = "\
visits: { label: Visits, type: flow, unit: guests, better: higher, target: { path: { 2017-06: 100, 2018-12: 4000 } } }
meals: { label: Meals, type: flow, unit: guests, better: higher, target: 4000 }
ever: { label: Meals so far, type: cumulative, of: meals, since: start }
beds: { label: Beds, type: stock, by: [ward] }
calm: { label: Calm, type: stock, spc: true }
rate: { label: Rate, type: ratio, numerator: calm, denominator: meals, decimals: 2 }
";

fn published() -> Project {
    let project = Project::empty()
        .catalog(&format!(
            "dimensions:\n  ward: {{ label: Ward, members: {{ n: North, s: South }} }}\nmetrics:\n{}",
            METRICS.lines().map(|line| format!("  {line}\n")).collect::<String>()
        ))
        .file("content/_report.md", "---\ntitle: Status\n---\n## Meals\n\n{{ meals }} meals, {{ meals | status }}.\n")
        .snapshot("2018-01", "visits: 3000\nmeals: 3950\nbeds: { values: { n: 40, s: 31 } }\ncalm: 5")
        .snapshot("2018-02", "visits: 3100\nmeals: { value: 3960, note: One day was closed. }\nbeds: { values: { n: 41, s: 30 } }\ncalm: 6");
    publish(&project).fine();
    project
}

fn publish(project: &Project) -> Ran {
    project.run(["publish", "www"])
}

/// What the page of a report says was changed since it was published.
fn told(project: &Project, report: &str) -> Vec<String> {
    let page = Page::of(project.read(&format!("www/{report}/index.html")));
    reasons(&page)
}

/// What a notice says, without the links to editions before.
pub fn reasons(page: &Page) -> Vec<String> {
    let texts = page.find("#changed-since p").texts();
    texts.iter().map(|text| text.split(" Edition ").next().unwrap_or_default().to_owned()).collect()
}

/// Makes a change, sees it refused with `fault`, gives the `reason` and sees what the page of January says.
#[track_caller]
fn check(change: impl Fn(&Project), fault: &str, reason: impl Fn(&Project), says: &str) {
    let project = published();
    let before = project.read("www/2018-01/index.html");
    change(&project);
    let ran = publish(&project);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.starts_with(fault), "{}", ran.stderr);
    assert_eq!(project.read("www/2018-01/index.html"), before);
    reason(&project);
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), [says]);
    let page = project.read("www/2018-01/index.html");
    // Said once, it stands.
    publish(&project).fine();
    assert_eq!(project.read("www/2018-01/index.html"), page);
    project.run(["verify", "www"]).fine();
}

#[track_caller]
fn check_metric(was: &str, now: &str, key: &str, fault: &str, says: &str) {
    let id = METRICS.lines().find(|line| line.contains(was)).and_then(|line| line.split(':').next()).expect("a metric");
    check(
        |project| project.edit("data/metrics.yaml", was, now),
        fault,
        |project| {
            let (old, new) = (format!("  {id}: {{ "), format!("  {id}: {{ changed: {{ {key}: It was wrong. }}, "));
            project.edit("data/metrics.yaml", &old, &new);
        },
        says,
    );
}

#[test]
fn a_target_changes_with_a_reason_that_older_reports_show() {
    check_metric(
        "target: 4000",
        "target: 3900",
        "target",
        "error[K1028]: the target of `meals` was published in 2018-01 and 1 more report as \"at least 4,000 (not met)\", \
         and would now be \"at least 3,900 (met)\"
 --> data/metrics.yaml:5:3
",
        "Target, Meals: at least 4,000 (not met) → changed to at least 3,900 (met). It was wrong.",
    );
}

#[test]
fn a_target_that_holds_from_a_period_on_changes_no_older_report() {
    let project = published();
    project.edit("data/metrics.yaml", "target: 4000", "target: { 2017-01: 4000, 2018-03: 3900 }");
    let project = project.snapshot("2018-03", "visits: 1\nmeals: 3950\nbeds: { values: { n: 1, s: 1 } }\ncalm: 5");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), [""; 0]);
    assert!(project.read("www/2018-03/index.html").contains("met"));
}

#[test]
fn the_end_of_a_path_is_a_promise_too() {
    check_metric(
        "2018-12: 4000",
        "2018-12: 3800",
        "target",
        "error[K1028]: the target of `visits` was published in 2018-01 and 1 more report as \"at least 1,617",
        "Target, Visits: at least 1,617, on the way to 4,000 in December 2018 → changed to at least 1,539, on the way to \
         3,800 in December 2018. It was wrong.",
    );
}

#[test]
fn a_unit_and_a_label_are_what_readers_were_told() {
    check_metric(
        "label: Meals, type: flow, unit: guests",
        "label: Meals, type: flow, unit: thousand guests",
        "unit",
        "error[K1028]: the unit of `meals` was published in 2018-01 and 1 more report as \"guests\", and would now be \
         \"thousand guests\"",
        "Unit, Meals: guests → changed to thousand guests. It was wrong.",
    );
    check_metric(
        "label: Meals,",
        "label: Dinners,",
        "label",
        "error[K1028]: the label of `meals` was published in 2018-01 and 1 more report as \"Meals\", and would now be \
         \"Dinners\"",
        "Name, Dinners: Meals → changed to Dinners. It was wrong.",
    );
}

#[test]
fn labels_of_members_that_are_exchanged_are_told() {
    check(
        |project| project.edit("data/metrics.yaml", "n: North, s: South", "n: South, s: North"),
        "error[K1028]: the labels of the dimension `ward` was published in 2018-01 and 1 more report as \"North\", \
         and would now be \"South\"",
        |project| project.edit("data/metrics.yaml", "label: Ward, ", "label: Ward, changed: They were exchanged., "),
        "Name, Ward: North; South → changed to South; North. They were exchanged.",
    );
}

#[test]
fn how_a_metric_is_judged_and_counted_is_told() {
    check_metric(
        "calm: { label: Calm, type: stock, spc: true }",
        "calm: { label: Calm, type: stock, spc: { rebase: [2018-02] } }",
        "spc",
        "error[K1028]: how the limits are reckoned of `calm` was published in 2018-01 and 1 more report otherwise",
        "Limits of usual variation, Calm: It was wrong.",
    );
    check_metric(
        "since: start",
        "since: year",
        "type",
        "error[K1028]: how it is counted, of `ever` was published in 2018-01 and 1 more report otherwise",
        "Counted as, Meals so far: It was wrong.",
    );
    check_metric(
        "calm: { label: Calm,",
        "calm: { better: lower, label: Calm,",
        "better",
        "error[K1028]: which side is better, of `calm` was published in 2018-01 and 1 more report as \"neither higher \
         nor lower\", and would now be \"lower\"",
        "Better is, Calm: neither higher nor lower → changed to lower. It was wrong.",
    );
}

#[test]
fn a_note_beside_a_published_figure_is_told() {
    let project = published();
    project.edit("data/2018-02.yaml", "One day was closed.", "Two days were closed.");
    let ran = publish(&project);
    let said = "error[K1028]: what is said beside figures of `meals` was published in 2018-02 otherwise";
    assert!(ran.code == Some(1) && ran.stderr.starts_with(said), "{}", ran.stderr);
    project.edit("data/metrics.yaml", "  meals: { ", "  meals: { changed: { note: It was two. }, ");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-02"), ["Note, Meals: It was two."]);
    assert_eq!(told(&project, "2018-01"), [""; 0]);
}

#[test]
fn a_reason_has_a_letter() {
    let project = published();
    project.edit("data/metrics.yaml", "target: 4000", "target: 3900");
    for nothing in ["\u{200b}", ".", "-", "2018"] {
        let changed = format!("label: Meals, changed: {{ target: \"{nothing}\" }},");
        project.edit("data/metrics.yaml", "label: Meals,", &changed);
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K0010]: expected a reason in words, found "), "{said}");
        project.edit("data/metrics.yaml", &changed, "label: Meals,");
    }
    project.edit("data/metrics.yaml", "target: 3900", "target: 4000");
    let said = |was: (&str, &str), file: &str| {
        project.edit(file, was.0, was.1);
        let said = publish(&project).refused();
        project.edit(file, was.1, was.0);
        said
    };
    for (from, to, file) in [
        ("title: Status", "title: Status\nedition: \".\"", "content/_report.md"),
        ("metrics:\n", "retired: { gone: \"-\" }\nmetrics:\n", "data/metrics.yaml"),
        ("label: Ward,", "label: Ward, changed: \"–\",", "data/metrics.yaml"),
        ("calm: 6", "calm: [6, { period: 2018-01, value: 7, reason: \"...\" }]", "data/2018-02.yaml"),
    ] {
        let said = said((from, to), file);
        assert!(said.contains("]: expected a reason in words, found "), "{said}");
    }
    for reason in [".", "-", "\u{200b}", "12"] {
        let said = project.run(["publish", "www", "--withdraw", "2018-01", "--reason", reason]).refused();
        assert!(said.starts_with("error[K1069]"), "{said}");
    }
}

#[test]
fn a_reason_counts_for_one_change() {
    let project = published();
    project.edit("data/metrics.yaml", "target: 4000", "target: 3900, changed: { target: It was wrong. }");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "target: 3900", "target: 3000");
    let ran = publish(&project);
    assert!(ran.code == Some(1) && ran.stderr.contains("as \"at least 3,900\", and would now be"), "{}", ran.stderr);
    project.edit("data/metrics.yaml", "It was wrong.", "It was wrong again.");
    publish(&project).fine();
    assert_eq!(
        told(&project, "2018-01"),
        [
            "Target, Meals: at least 4,000 (not met) → changed to at least 3,900 (met). It was wrong.",
            "Target, Meals: at least 3,900 → changed to at least 3,000. It was wrong again."
        ]
    );
}

#[test]
fn a_number_typed_in_the_place_of_a_figure_is_another_text() {
    check(
        |project| project.edit("content/_report.md", "{{ meals }} meals", "9999 meals"),
        "\
error[K1029]: the page of 2018-01 and 1 more report was published with another text
 --> content/_report.md:1:1
  |
1 | ---
  | ^
  |
help: put the text back, or say why this is a new edition: `edition: …` in the front matter, with another reason for \
         each; the page shows it
",
        |project| project.edit("content/_report.md", "title: Status", "title: Status\nedition: A trial."),
        "New edition: A trial.",
    );
}

/// Publishes a site with a text, sees each edit of it refused as another text, and others taken.
#[track_caller]
fn check_text(settings: &str, text: &str, others: &[(&str, &str)], same: &[(&str, &str)]) {
    let project = published().settings(settings).file("content/_report.md", format!("{text}\nEdition.\n"));
    project.edit("content/_report.md", "title: ", "edition: The first text.\ntitle: ");
    publish(&project).fine();
    for (was, now) in others {
        project.edit("content/_report.md", was, now);
        let ran = publish(&project);
        let said = "error[K1029]: the page of 2018-01 and 1 more report was published with another text";
        assert!(ran.code == Some(1) && ran.stderr.starts_with(said), "{was} → {now}: {}", ran.stderr);
        project.edit("content/_report.md", now, was);
    }
    for (was, now) in same {
        project.edit("content/_report.md", was, now);
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), ["New edition: The first text."], "{was} → {now}");
    }
}

const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

#[test]
fn which_figure_stands_where_is_what_readers_were_told() {
    let text = "\
---
title: \"Status: {{ meals }}\"
summary: \"There were {{ meals }} of them.\"
key_figures: [meals, visits]
---
## Meals, {{ meals | change }}

So {{ (meals | amount) * 1 | number(decimals=0) }} and {{ (beds | amount) / (meals | amount) | percent(decimals=1) }},
*of* which {{ beds | of(ward=\"n\") }} in {{ period }}.[^1] {{ meals | spark }}

| a | b |
| --- | --- |
| one | {{ meals }} |

{{ meals | chart(title=\"Now \" ~ meals) }}

{{ calm | table(title=\"T\", subtitle=\"Now \" ~ calm, history=2) }}

[^1]: With {{ beds }} beds.
"
    .replace("(meals | amount) * 1 |", "((meals | amount) * 1) |")
    .replace("(beds | amount) / (meals | amount) |", "((beds | amount) / (meals | amount)) |");
    let others = [
        ("Status: {{ meals }}", "Status: {{ visits }}"),
        ("There were {{ meals }}", "There were {{ meals | change }}"),
        ("There were {{ meals }}", "There were 9999"),
        ("[meals, visits]", "[visits, meals]"),
        ("Meals, {{ meals | change }}", "Meals, {{ visits | change }}"),
        ("amount) * 1", "amount) * 2"),
        ("((meals | amount) * 1)", "9999"),
        ("((beds | amount)", "((calm | amount)"),
        ("of(ward=\"n\")", "of(ward=\"s\")"),
        ("in {{ period }}", "in {{ previous }}"),
        ("{{ meals | spark }}", "{{ visits | spark }}"),
        ("| one | {{ meals }}", "| one | {{ visits }}"),
        ("\"Now \" ~ meals", "\"Now \" ~ visits"),
        ("\"Now \" ~ meals)", "\"Now \" ~ meals, from_zero=true)"),
        ("\"Now \" ~ meals)", "\"Now \" ~ meals, annotate=false)"),
        ("\"Now \" ~ calm", "\"Now \" ~ beds"),
        ("With {{ beds }}", "With {{ calm }}"),
        ("With {{ beds }}", "~~With~~ {{ beds }}"),
    ];
    // Other decimals, the same reckoned otherwise, the same words set otherwise.
    let same = [
        ("number(decimals=0)", "number(decimals=1)"),
        ("((meals | amount) * 1)", "(meals | amount)"),
        ("*of* which", "**of**\nwhich"),
        ("[^1]", "[^beds]"),
    ];
    check_text("title: T", &text, &others, &same[..3]);
    let both = text.replace("[^1]", "[^beds]");
    // Readers may have links to a chart by its id.
    check_text("title: T", &both, &[("history=2", "id=\"calm-months\", history=2")], &[]);
}

#[test]
fn what_html_says_in_attributes_and_drawings_is_the_text_too() {
    let text = "\
---
title: Status
---
{{ meals }} <span>40</span> <data value=\"1\">41</data> <abbr title=\"forty\">x</abbr> <b class=\"a\">y</b> ~~not~~ safe

<svg viewBox=\"0 0 9 9\"><text y=\"15\">42 deaths</text></svg>

<data>There were 43 of them.</data>

3. third
";
    let others = [
        ("<span>40", "<span>9999"),
        ("value=\"1\"", "value=\"2\""),
        (">41<", ">9999<"),
        ("forty", "fifty"),
        ("~~not~~", "not"),
        ("42 deaths", "0 deaths"),
        ("43 of them", "none of them"),
        ("3. third", "1. third"),
    ];
    check_text("title: T\nraw_html: allow", text, &others, &[("class=\"a\"", "class=\"b\"")]);
}

#[test]
fn a_picture_or_a_file_that_is_exchanged_under_its_name_is_another_edition() {
    let project = published();
    project.edit("content/_report.md", "{{ meals }} meals", "![A plan](plan.png) [annex](annex.pdf) {{ meals }} meals");
    project.edit("content/_report.md", "title: Status", "title: Status\nedition: With a plan.");
    project.write("content/plan.png", PIXEL);
    project.write("content/annex.pdf", "%PDF-1");
    publish(&project).fine();
    for (file, bytes) in [("content/plan.png", [PIXEL, b"x"].concat()), ("content/annex.pdf", b"%PDF-2".to_vec())] {
        let was = std::fs::read(project.path(file)).expect("a file");
        project.write(file, bytes);
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
        project.write(file, was);
    }
    // The same file under another name is the same to a reader.
    project.write("content/map.png", PIXEL);
    project.edit("content/_report.md", "plan.png", "map.png");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["New edition: With a plan."]);
}

#[test]
fn how_figures_are_written_forecast_and_come_about_is_told() {
    for (was, now, key, fault, says) in [
        (
            "rate: { label: Rate, ",
            "rate: { label: Rate, format: percent, ",
            "format",
            "error[K1028]: how figures are written, of `rate` was published in 2018-01 and 1 more report otherwise",
            "How figures are written, Rate: It was wrong.",
        ),
        (
            "meals: { label: Meals, type: flow, ",
            "meals: { label: Meals, type: flow, forecast: true, ",
            "forecast",
            "error[K1028]: how it is forecast, of `meals` was published in 2018-01 and 1 more report otherwise",
            "Forecast, Meals: It was wrong.",
        ),
    ] {
        check_metric(was, now, key, fault, says);
    }
    let project = published();
    project.edit("kalends.yaml", "title:", "sources: { r1: Audited register, r2: Guesswork }\ntitle:");
    project.edit(
        "data/metrics.yaml",
        "label: Calm,",
        "label: Calm, source: r1, changed: { source: It is known now. },",
    );
    project.edit("data/2018-02.yaml", "calm: 6", "calm: { value: 6, source: r1 }");
    publish(&project).fine();
    project.edit("data/2018-02.yaml", "source: r1", "source: r2");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1028]: the source of `calm` was published in 2018-02 otherwise"), "{said}");
    project.edit("data/2018-02.yaml", "source: r2", "source: r1");
    project.edit("data/metrics.yaml", "source: r1,", "source: r2,");
    let said = publish(&project).refused();
    assert!(
        said.starts_with("error[K1028]: the source of `calm` was published in 2018-01 and 1 more report"),
        "{said}"
    );
}

#[test]
fn the_label_of_a_dimension_and_the_charts_of_an_event_are_told() {
    check(
        |project| project.edit("data/metrics.yaml", "label: Ward,", "label: Nationality,"),
        "error[K1028]: the labels of the dimension `ward` was published in 2018-01 and 1 more report as \"Ward\", and \
         would now be \"Nationality\"",
        |project| {
            project.edit("data/metrics.yaml", "label: Nationality, ", "label: Nationality, changed: It is that., ");
        },
        "Name, Nationality: Ward → changed to Nationality. It is that.",
    );
    let project = published();
    project.edit(
        "data/metrics.yaml",
        "metrics:\n",
        "events: { 2018-01: { text: It burnt., metrics: [meals] } }\nmetrics:\n",
    );
    let chart = "title: Status\nedition: There was a fire.\n---\n{{ visits | chart(title=\"Visits\") }}\n\n";
    project.edit("content/_report.md", "title: Status\n---\n", chart);
    publish(&project).fine();
    project.edit("data/metrics.yaml", "metrics: [meals]", "metrics: [visits]");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
}

#[test]
fn what_a_template_writes_into_tags_is_told_and_its_form_is_not() {
    let built_in =
        std::fs::read_to_string(crate::project::repository("templates/report.html")).expect("the built-in one");
    let (before, after) = built_in.rsplit_once("{% endblock").expect("a block");
    let with = |more: &str| format!("{before}{more}{{% endblock{after}");
    for (was, now) in [
        ("<p>x <span>40</span></p>", "<p>x <span>9999</span></p>"),
        ("<p>x <data>40</data></p>", "<p>x <data>9999</data></p>"),
        ("<svg><text>40</text></svg>", "<svg><text>99</text></svg>"),
        ("<p title=\"40\">x</p>", "<p title=\"99\">x</p>"),
        ("<p aria-label=\"40 beds\">x</p>", "<p aria-label=\"99 beds\">x</p>"),
        ("<p>x</p>a < 40", "<p>x</p>a < 99"),
        ("<data value=\"1\"><p>40</p>", "<data value=\"1\"><p>9999</p>"),
        ("<ol start=\"4\"><li>x</ol>", "<ol start=\"5\"><li>x</ol>"),
    ] {
        let project = published().file("templates/report.html", with(was));
        project.edit("content/_report.md", "title: Status", "title: Status\nedition: With a template.");
        publish(&project).fine();
        project.write("templates/report.html", with(now));
        let said = publish(&project).refused();
        assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
        // Decimals and layout may change together.
        project
            .write("templates/report.html", with(was).replace("<header class=\"ttl\">", "<header class=\"ttl wide\">"));
        project.edit("data/metrics.yaml", "calm: { label: Calm,", "calm: { label: Calm, decimals: 1,");
        publish(&project).fine();
    }
}

#[test]
fn words_of_a_template_are_the_pages_and_its_layout_is_not() {
    let template = "{% extends \"base.html\" %}{% block main %}<h1>{{ report.title }}</h1>{% endblock main %}";
    check(
        |project| project.write("templates/report.html", template.replace("</h1>", "</h1><b>9999</b>")),
        "error[K1029]: the page of 2018-01 and 1 more report was published with another text",
        |project| {
            let own = "{% extends \"base.html\" %}{% block main %}<h1>{{ report.title }}</h1><b>9999</b><div \
                       id=\"changed-since\">{% if report.editions %}{% for item in report.editions.items %}<p>{{ \
                       item.what }}: {{ item.reason }}</p>{% endfor %}{% endif %}</div>{% endblock main %}";
            project.write("templates/report.html", own);
            project.edit("content/_report.md", "title: Status", "title: Status\nedition: A trial.");
        },
        "New edition: A trial.",
    );
    let project = published();
    let built_in = crate::project::repository("templates/report.html");
    let own = std::fs::read_to_string(built_in).expect("the built-in one");
    project.write("templates/report.html", own.replace("<header class=\"ttl\">", "<header class=\"ttl wide\">"));
    publish(&project).fine();
}

#[test]
fn what_a_standing_text_says_of_older_months_alone_counts() {
    let project = published();
    project.edit(
        "content/_report.md",
        "{{ meals }} meals, {{ meals | status }}.",
        "{{ meals }} meals, {{ meals | status }}.{% if meals | amount < 100 %} Few!{% endif %}",
    );
    let project = project.snapshot("2018-03", "visits: 1\nmeals: 5\nbeds: { values: { n: 1, s: 1 } }\ncalm: 5");
    publish(&project).fine();
    assert!(project.read("www/2018-03/index.html").contains("Few!"));
    assert_eq!(told(&project, "2018-01"), [""; 0]);
}

#[test]
fn rounding_that_is_added_is_told_without_the_number() {
    let project = published();
    project.edit("data/metrics.yaml", "type: stock, by: [ward] }", "type: stock, by: [ward], round_to: 5 }");
    let ran = publish(&project);
    let said = "error[K1028]: that figures are rounded or not, of `beds` was published in 2018-01 and 1 more report";
    assert!(ran.code == Some(1) && ran.stderr.starts_with(said), "{}", ran.stderr);
    project.edit("data/metrics.yaml", "round_to: 5 }", "round_to: 5, changed: { round_to: To protect people. } }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Rounding, Beds: To protect people."]);
}

#[test]
fn a_hidden_figure_is_not_shown_later_beside_what_was_seen() {
    let counts = |order: &str| {
        format!(
            "dimensions:\n  ward: {{ members: {{ {order} }} }}\nmetrics:\n  falls: {{ type: flow, by: [ward], \
             suppress_below: 5 }}\n"
        )
    };
    let project = Project::empty()
        .catalog(&counts("a: null, b: null, c: null"))
        .snapshot("2018-01", "falls: { values: { a: 3, b: 12, c: 12 } }");
    publish(&project).fine();
    // Another one would be hidden beside the small count.
    assert!(project.read("ledger.jsonl").matches("\"hidden\":true").count() >= 2);
    project.write("data/metrics.yaml", counts("a: null, b: null, c: null").replace(", suppress_below: 5", ""));
    let ran = publish(&project);
    let said = "error[K1030]: a figure of `falls` was hidden in 2018-01, and would now be shown";
    assert!(ran.code == Some(1) && ran.stderr.starts_with(said), "{}", ran.stderr);
    project.edit("data/metrics.yaml", "by: [ward]", "by: [ward], changed: { suppress_below: The ward is closed. }");
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), ["Hidden figures, falls: The ward is closed."]);
}

// --- reports ---

#[test]
fn a_published_report_goes_by_its_name_only_and_leaves_a_page() {
    let project = published();
    project.edit("content/_report.md", "title: Status", "title: Status\ndraft: true");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K1067]: the report 2018-01 is published and would go: its text is a draft
--> ledger.jsonl:1:1
 |
help: put it back; to take it away, `--withdraw 2018-01 --reason \"…\"` leaves a page that says so
"
        ),
        "{said}"
    );
    project.edit("content/_report.md", "\ndraft: true", "");
    for (arguments, fault) in [
        (["--withdraw", "2018-1", "--reason", "x"], "error[K1068]: no report `2018-1` is published"),
        (["--withdraw", "2018-01", "--reason", "  "], "error[K1069]: `  ` is no reason that can be read"),
    ] {
        let said = project.run(["publish", "www"].iter().chain(&arguments)).refused();
        assert!(said.starts_with(fault), "{said}");
    }
    let withdraw = || project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "It named <a> patient."]);
    let said = withdraw().fine().stderr.clone();
    let rest = "\nthe figures of the report that was withdrawn still stand on other pages, until a later snapshot takes them \
                back with `withdrawn: true`\n";
    assert!(said.ends_with(rest), "{said}");
    let page = Page::of(project.read("www/2018-01/index.html"));
    assert_eq!(page.find("h1").text(), "January 2018");
    assert_eq!(page.find(".lead").text(), "This report was withdrawn.");
    assert!(page.text().contains("It named <a> patient."), "{}", page.text());
    assert!(!project.path("www/2018-01/figures.json").exists());
    assert!(!project.read("www/index.html").contains("2018-01/index.html"));
    project.run(["verify", "www"]).fine();
    // It stays so, also where the text is gone.
    let said = publish(&project).fine().stderr.clone();
    assert!(!said.contains("still stand"), "{said}");
    assert_eq!(Page::of(project.read("www/2018-01/index.html")).find(".lead").text(), "This report was withdrawn.");
    let said = withdraw().refused();
    assert!(said.starts_with("error[K1068]: the report `2018-01` is withdrawn already"), "{said}");
}

#[test]
fn a_withdrawn_report_is_published_again_by_its_name_and_says_so() {
    let project = published();
    let again = |report: &str| project.run(["publish", "www", "--restore", report, "--reason", "It names nobody now."]);
    let said = again("2018-01").refused();
    assert!(said.starts_with("error[K1068]: the report `2018-01` is not withdrawn"), "{said}");
    let said = again("2018-7").refused();
    assert!(said.starts_with("error[K1068]: no report `2018-7` was published"), "{said}");
    project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "It named <a> patient."]).fine();
    // What readers were told before it was withdrawn is held on to.
    project.edit("data/2018-01.yaml", "3950", "3951");
    let said = again("2018-01").refused();
    assert!(said.starts_with("error[K1023]: `meals` for 2018-01 was published"), "{said}");
    project.edit("data/2018-01.yaml", "3951", "3950");
    project.edit("content/_report.md", " meals,", " meals in all,");
    assert!(again("2018-01").refused().starts_with("error[K1029]"));
    project.edit("content/_report.md", " in all,", ",");
    // Nor is it a way past a draft.
    project.write("content/2018-01.md", "---\ndraft: true\n---\n{{ meals }}\n");
    assert!(again("2018-01").refused().starts_with("error[K1067]"));
    project.remove("content/2018-01.md");
    let before = project.read("www/2018-01/index.html");
    assert!(before.contains("This report was withdrawn."));
    again("2018-01").fine();
    let says = ["Withdrawn: It named <a> patient.", "Published again: It names nobody now."];
    assert_eq!(told(&project, "2018-01"), says);
    assert!(project.path("www/2018-01/figures.json").exists());
    assert!(project.read("www/index.html").contains("2018-01/index.html"));
    project.run(["verify", "www"]).fine();
    // It stays so, and may be withdrawn once more.
    let lines = project.read("ledger.jsonl").lines().count();
    publish(&project).fine();
    assert_eq!(told(&project, "2018-01"), says);
    assert_eq!(project.read("ledger.jsonl").lines().count(), lines);
    assert!(project.read("ledger.jsonl").contains("\"restored\""));
    project.run(["publish", "www", "--withdraw", "2018-01", "--reason", "It does."]).fine();
    assert!(!project.path("www/2018-01/figures.json").exists());
}

#[test]
fn a_correction_that_readers_were_told_of_stays_when_the_report_that_told_it_is_withdrawn() {
    let project = published();
    for period in ["2018-01", "2018-02"] {
        project.run(["approve", period, "--by", "Anna", "--anyway", "A trial."]).fine();
    }
    let march = "period: 2018-03\nobservations:\n  meals:\n    - { period: 2018-03, value: 4100 }\n    \
                 - { period: 2018-02, value: 4001, reason: Two trays were not counted., kind: error }\n";
    project.write("data/2018-03.yaml", march);
    project.run(["approve", "2018-03", "--by", "Anna", "--anyway", "A trial."]).fine();
    publish(&project).fine();
    let corrected = project.read("www/2018-02/index.html");
    assert!(corrected.contains("4,001"), "{corrected}");
    project.run(["publish", "www", "--withdraw", "2018-03", "--reason", "It named a guest."]).fine();
    assert!(project.read("www/2018-02/index.html").contains("4,001"));
    assert!(project.read("www/revisions/index.html").contains("Two trays were not counted."));
    project.run(["verify", "www"]).fine();
    publish(&project).fine();
}

#[test]
fn a_correction_stays_told_when_a_text_of_its_month_is_begun() {
    let project = published();
    project.remove("content/_report.md");
    project
        .write("content/2018-02.md", "---\ntitle: Status\n---\n## Meals\n\n{{ meals }} meals, {{ meals | status }}.\n");
    project
        .write("content/2018-01.md", "---\ntitle: Status\n---\n## Meals\n\n{{ meals }} meals, {{ meals | status }}.\n");
    let march = "period: 2018-03\nobservations:\n  meals:\n    - { period: 2018-03, value: 4100 }\n    \
                 - { period: 2018-02, value: 4001, reason: Two trays were not counted., kind: error }\n";
    project.write("data/2018-03.yaml", march);
    publish(&project).fine();
    assert!(project.read("www/2018-02/index.html").contains("4,001"));
    project.write("content/2018-03.md", "---\ndraft: true\n---\n{{ meals }} meals.\n");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K1023]: `meals` for 2018-02 was published in pages that are no report as 4,001, and they would now show 3,960"
        ),
        "{said}"
    );
    assert!(project.read("www/2018-02/index.html").contains("4,001"));
}

#[test]
fn a_withdrawn_report_comes_back_with_a_mended_text_once_that_is_approved() {
    let project = published();
    let approve = |period: &str| {
        project.run(["approve", period, "--by", "Anna", "--anyway", "A trial."]).fine();
    };
    ["2018-01", "2018-02"].into_iter().for_each(approve);
    publish(&project).fine();
    project.run(["publish", "www", "--withdraw", "2018-02", "--reason", "It named a guest."]).fine();
    // What its snapshot says from then on waits for a sign-off, as everywhere.
    project.edit("data/2018-02.yaml", "One day was closed.", "A catastrophe.");
    let restore = ["publish", "www", "--restore", "2018-02", "--reason", "It names nobody now."];
    publish(&project).fine();
    assert!(!project.read("www/metrics/meals/index.html").contains("catastrophe"));
    project.edit("data/2018-02.yaml", "A catastrophe.", "One day was closed.");
    publish(&project).fine();
    assert!(project.read("www/metrics/meals/index.html").contains("3,960"));
    project.edit("content/_report.md", "title: Status\n", "title: Status\nedition: It named a guest.\n");
    project.edit("content/_report.md", " meals,", " meals in all,");
    let said = project.run(restore).refused();
    assert!(said.starts_with("error[K1067]"), "{said}");
    ["2018-01", "2018-02"].into_iter().for_each(approve);
    assert!(
        !project.run(["status"]).fine().stdout.contains("2018-02  approved"),
        "a withdrawn report is named as that"
    );
    project.run(restore).fine();
    assert!(project.read("www/2018-02/index.html").contains("meals in all"));
    project.run(["verify", "www"]).fine();
}

#[test]
fn one_of_several_approved_reports_of_a_period_is_withdrawn_and_comes_back() {
    let project = published()
        .file("content/wards/_index.md", "---\ntitle: Wards\n---\n")
        .file("content/wards/_report.md", "---\ntitle: Ward\nfor_each: ward\n---\n## Beds\n\n{{ beds }} beds.\n");
    for period in ["2018-01", "2018-02"] {
        project.run(["approve", period, "--by", "Anna", "--anyway", "A trial."]).fine();
    }
    publish(&project).fine();
    for report in ["wards/n/2018-01", "2018-01"] {
        project.run(["publish", "www", "--withdraw", report, "--reason", "Wrong."]).fine();
        assert!(project.read(&format!("www/{report}/index.html")).contains("This report was withdrawn."));
    }
    assert!(project.path("www/wards/s/2018-01/figures.json").exists());
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    project.run(["publish", "www", "--restore", "wards/n/2018-01", "--reason", "Right after all."]).fine();
    assert!(project.path("www/wards/n/2018-01/figures.json").exists());
    assert!(!project.path("www/2018-01/figures.json").exists());
    // Whoever approves anew approves those that are there.
    project.run(["approve", "2018-01", "--by", "Anna", "--anyway", "A trial."]).fine();
    project.run(["publish", "www", "--withdraw", "wards/s/2018-01", "--reason", "Wrong, too."]).fine();
    publish(&project).fine();
    // What changes besides is another matter.
    project.edit("content/wards/_report.md", " beds.", " good beds.");
    project.edit("content/wards/_report.md", "title: Ward", "title: Ward\nedition: It was dull.");
    assert!(publish(&project).refused().starts_with("error[K1067]"));
}

#[test]
fn an_approved_report_that_changed_stops_publishing() {
    let project = published();
    for period in ["2018-01", "2018-02"] {
        project.run(["approve", period, "--by", "Anna", "--anyway", "A trial."]).fine();
    }
    publish(&project).fine();
    let before = project.read("www/2018-02/index.html");
    let text = project.read("content/_report.md");
    project.edit("content/_report.md", "title: Status", "title: Status\nedition: It was dull.");
    project.edit("content/_report.md", " meals,", " good meals,");
    let said = publish(&project).refused();
    assert!(
        said.starts_with(
            "error[K1067]: the report 2018-01 is published and would go: it changed after it was approved: text of \
             content/_report.md
"
        ) && said.contains("put back what was changed, or approve it: `kalends approve 2018-01 --by NAME`"),
        "{said}"
    );
    project.write("content/_report.md", text);
    project.edit("data/2018-02.yaml", "3960", "3961");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `meals` for 2018-02 was published in 2018-02 as 3,960"), "{said}");
    assert_eq!(project.read("www/2018-02/index.html"), before);
    project.edit("data/2018-02.yaml", "3961", "3960");
    let approvals = project.read("approvals.yaml");
    project.remove("approvals.yaml");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1071]: it was published with approvals.yaml, and the site has no such"), "{said}");
    project.write("approvals.yaml", approvals);
    publish(&project).fine();
}

#[test]
fn what_says_nothing_on_a_report_voids_no_sign_off() {
    let project = published();
    for period in ["2018-01", "2018-02"] {
        project.run(["approve", period, "--by", "Anna", "--anyway", "A trial."]).fine();
    }
    publish(&project).fine();
    let title = "title: Status";
    for keys in ["from: 2018-01", "from: 2018\nto: 2018-Q1", "# Seen by Bent.\ndraft: false"] {
        project.edit("content/_report.md", title, &format!("{keys}\n{title}"));
        let said = project.run(["status"]).fine();
        assert_eq!(said.stdout.matches("  approved by Anna").count(), 2, "{keys}: {}", said.stdout);
        publish(&project).fine();
        project.run(["verify", "www"]).fine();
        project.edit("content/_report.md", &format!("{keys}\n{title}"), title);
    }
    // What readers see does.
    project.edit("content/_report.md", title, "contact: Anna\ntitle: Status");
    let said = project.run(["status"]).fine();
    assert_eq!(said.stdout.matches("  void: approved by Anna").count(), 2, "{}", said.stdout);
}

#[test]
fn a_range_that_leaves_a_published_report_out_is_named() {
    for (range, why, cure) in [
        ("from: 2018-02", "says `from: 2018-02`", "let `from` take 2018-01 in again"),
        ("to: 2017", "says `to: 2017`", "let `to` take 2018-01 in again"),
    ] {
        let project = published();
        project.edit("content/_report.md", "title: Status", &format!("{range}\ntitle: Status"));
        let said = publish(&project).refused();
        let expected = format!(
            "error[K1067]: the report 2018-01 is published and would go: content/_report.md {why}, so that it makes no \
             report of it\n--> ledger.jsonl:1:1\n |\nhelp: {cure}, or write a text for 2018-01 alone; to take it away, \
             `--withdraw 2018-01 --reason \"…\"` leaves a page that says so\n"
        );
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn a_ledger_that_is_lost_or_cut_is_noticed() {
    let project = published();
    let ledger = project.read("ledger.jsonl");
    let lines = ledger.lines().count();
    let (cut, _) = ledger.trim_end().rsplit_once('\n').expect("two lines");
    project.remove("ledger.jsonl");
    let said = publish(&project).refused();
    let lost =
        format!("error[K1070]: it was published with line {lines} of a ledger, and the site has no ledger.jsonl");
    assert!(said.starts_with(&lost), "{said}");
    project.write("ledger.jsonl", format!("{cut}\n"));
    let said = publish(&project).refused();
    let cut = format!("and the site's ledger.jsonl ends before it, with line {}", lines - 1);
    assert!(said.starts_with("error[K1070]: ") && said.contains(&cut), "{said}");
    project.write("ledger.jsonl", ledger);
    publish(&project).fine();
}

/// What `verify` says of a published folder whose manifest somebody edited.
fn forged(project: &Project, change: impl FnOnce(&mut serde_json::Value)) -> Ran {
    let text = project.read("www/manifest.json");
    let mut manifest = serde_json::from_str(&text).expect("a manifest");
    change(&mut manifest);
    let edited = serde_json::to_string_pretty(&manifest).expect("JSON") + "\n";
    project.write("www/manifest.json", edited);
    let ran = project.run(["verify", "www"]);
    project.write("www/manifest.json", text);
    ran
}

#[test]
fn a_manifest_names_the_files_that_pages_lead_to_as_they_are() {
    let project = published();
    project.edit("content/_report.md", "{{ meals }} meals", "[annex](annex.pdf) {{ meals }} meals");
    project.edit("content/_report.md", "title: Status", "title: Status\nedition: With an annex.");
    project.write("content/annex.pdf", "%PDF-1");
    project.write("content/alone.pdf", "%PDF-1");
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    let name = "content/annex.pdf";
    let said = forged(&project, |manifest| manifest["inputs"][name] = "0".repeat(32).into()).refused();
    let expected = "the manifest is not the build's own: it was not built from `content/annex.pdf` as it says";
    assert!(said.contains(expected), "{said}");
    let removed = |manifest: &mut serde_json::Value| {
        manifest["inputs"].as_object_mut().expect("inputs").remove(name);
    };
    let said = forged(&project, removed).refused();
    assert!(said.contains(expected), "{said}");
    let said = forged(&project, |manifest| manifest["inputs"]["content/alone.pdf"] = "0".repeat(32).into()).refused();
    assert!(said.contains("it was not built from `content/alone.pdf` as it says"), "{said}");
    // What no page leads to does not count, and what changed since is told as what readers were told.
    project.write("content/later.pdf", "%PDF-1");
    project.run(["verify", "www"]).fine();
    project.write(name, "%PDF-2");
    let said = project.run(["verify", "www"]).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
}

#[test]
fn an_older_version_cannot_name_the_newest_line_of_the_ledger() {
    let project = Project::new("a: { label: A, type: flow }").snapshot("2018-01", "a: 1").snapshot("2018-02", "a: 2");
    project.remove("content/_report.md");
    let project = project.snapshot("2018-03", "a: 3").file("content/2018-Q1.md", "{{ a }}\n");
    publish(&project).fine();
    let older: Vec<(String, Vec<u8>)> = project.files("www").into_iter().collect();
    let project = project.snapshot("2018-04", "a: [2, { period: 2018-03, value: 900, reason: Counted wrongly. }]");
    publish(&project).fine();
    project.run(["verify", "www"]).fine();
    let newest: serde_json::Value = serde_json::from_str(&project.read("www/manifest.json")).expect("a manifest");
    std::fs::remove_dir_all(project.path("www")).expect("a folder");
    older.iter().for_each(|(name, bytes)| project.write(&format!("www/{name}"), bytes));
    // The line tells of a correction that its files do not have.
    let said = forged(&project, |manifest| manifest["ledger"] = newest["ledger"].clone()).refused();
    assert!(
        said.starts_with(
            "error[K1023]: `a` for 2018-03 was published in pages that are no report as 900, and they would now show 3"
        ),
        "{said}"
    );
}

#[test]
fn what_is_published_from_other_files_has_a_line_of_its_own() {
    let project = published();
    let lines = |project: &Project| project.read("ledger.jsonl").lines().count();
    let before = lines(&project);
    let settings = project.read("kalends.yaml");
    project.write("kalends.yaml", format!("{settings}\n# Ours.\n"));
    publish(&project).fine();
    assert_eq!(lines(&project), before + 1);
    let line = project.read("ledger.jsonl").lines().last().expect("a line").to_owned();
    assert!(line.contains("\"report\":\"files\",\"period\":\"2018-02\"") && line.contains("\"inputs\":\""), "{line}");
    project.run(["verify", "www"]).fine();
    project.run(["status"]).fine();
    publish(&project).fine();
    assert_eq!(lines(&project), before + 1, "nothing is new");
    // Back to what was published before, it is another publishing.
    project.write("kalends.yaml", format!("{settings}\n# Ours, and were before.\n"));
    publish(&project).fine();
    project.write("kalends.yaml", format!("{settings}\n# Ours.\n"));
    publish(&project).fine();
    assert_eq!(lines(&project), before + 3);
    project.run(["verify", "www"]).fine();
}

// --- ledgers of an older kalends ---

/// Two months, published by a kalends that recorded figures alone.
const FIGURES_ALONE: &str = include_str!("../ledgers/figures-alone.jsonl");

fn of_before() -> Project {
    Project::empty()
        .settings("title: Old")
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  beds: { label: Beds, type: \
             stock, by: [ward], better: higher, target: 70 }\n  falls: { label: Falls, type: flow, by: [ward], \
             suppress_below: 5 }\n",
        )
        .file("content/_report.md", "---\ntitle: Status\n---\nThere are {{ beds }} beds.\n")
        .file("ledger.jsonl", FIGURES_ALONE)
        .snapshot("2018-01", "beds: { values: { n: 40, s: 31 } }\nfalls: { values: { n: 3, s: 12 } }")
        .snapshot("2018-02", "beds: { values: { n: 41, s: 30 } }\nfalls: { values: { n: 13, s: 12 } }")
}

#[test]
fn a_site_with_a_ledger_of_figures_alone_goes_on_without_a_break() {
    let project = of_before();
    project.run(["check"]).fine();
    // What was published then holds.
    project.edit("data/2018-01.yaml", "n: 40", "n: 42");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `beds` (n) for 2018-01 was published in 2018-01 as 40"), "{said}");
    project.edit("data/2018-01.yaml", "n: 42", "n: 40");
    // What was not recorded then may be put right before the next publishing.
    project.edit("data/metrics.yaml", "label: Beds", "label: Beds in use");
    publish(&project).fine();
    let ledger = project.read("ledger.jsonl");
    assert!(ledger.starts_with(FIGURES_ALONE), "older lines stay as they are");
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    project.run(["status"]).fine();
    // From then on it is a promise: who answers, what is counted.
    for (is, was, fault) in [
        ("contact: Anna", "contact: Bent", "`contact`"),
        ("description: In use.", "description: Made.", "the description of `beds`"),
    ] {
        let project = of_before();
        let file = if is.starts_with("contact") { "kalends.yaml" } else { "data/metrics.yaml" };
        let place =
            if is.starts_with("contact") { ("title: Old", "title: Old\n") } else { ("label: Beds", "label: Beds, ") };
        project.edit(file, place.0, &format!("{}{is}", place.1));
        publish(&project).fine();
        assert_eq!(told(&project, "2018-01"), [""; 0]);
        project.edit(file, is, was);
        let said = publish(&project).refused();
        assert!(
            said.starts_with(&format!("error[K1028]: {fault} was published in 2018-01 and 1 more report")),
            "{said}"
        );
    }
    project.edit("data/metrics.yaml", "label: Beds in use", "label: Beds");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1028]: the label of `beds` was published in 2018-01 and 1 more report"), "{said}");
}

/// The same months, published by a kalends that knew of a text neither which figure stands where nor its pictures.
const PAGES: &str = include_str!("../ledgers/pages.jsonl");

#[test]
fn a_site_with_a_ledger_of_pages_goes_on_without_a_break() {
    let text = "---\ntitle: \"Status: {{ beds }}\"\n---\nThere are {{ beds }} beds.\n";
    let project = of_before().file("ledger.jsonl", PAGES).file("content/_report.md", text);
    project.run(["check"]).fine();
    // What was published then holds.
    project.edit("content/_report.md", "There are", "There were");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
    project.edit("content/_report.md", "There were", "There  are");
    // What was not recorded then may be put right before the next publishing.
    project.edit("content/_report.md", "Status: {{ beds }}", "Status: {{ falls }}");
    project.edit("data/metrics.yaml", "label: Ward", "label: House");
    project.edit("data/metrics.yaml", "label: Beds", "label: Beds, source: r");
    project.edit("kalends.yaml", "title: Old", "title: Old\nsources: { r: A register }");
    publish(&project).fine();
    assert!(project.read("ledger.jsonl").starts_with(PAGES), "older lines stay as they are");
    assert_eq!(told(&project, "2018-01"), [""; 0]);
    project.run(["verify", "www"]).fine();
    // From then on it is a promise.
    project.edit("content/_report.md", "Status: {{ falls }}", "Status: {{ beds }}");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1029]: the page of 2018-01 and 1 more report was published"), "{said}");
}

#[test]
fn a_figure_that_was_hidden_in_between_does_not_come_back_changed() {
    let project = Project::new("a: { label: A, type: flow }").snapshot("2018-01", "a: 440");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "type: flow", "type: flow, suppress_below: 1000");
    publish(&project).fine();
    assert!(!without_checksums(&project.read("www/2018-01/index.html")).contains("440"));
    project.edit("data/metrics.yaml", ", suppress_below: 1000", "");
    project.edit("data/2018-01.yaml", "440", "880");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `a` for 2018-01 was published in 2018-01 as 440"), "{said}");
    // A metric that was taken out in between does not, either.
    let project =
        Project::new("a: { label: A, type: flow }\nb: { label: B, type: flow }").snapshot("2018-01", "a: 440\nb: 1");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "  a: { label: A, type: flow }\n", "");
    project.edit("data/metrics.yaml", "metrics:", "retired: { a: Nobody read it. }\nmetrics:");
    project.edit("data/2018-01.yaml", "  a: 440\n", "");
    publish(&project).fine();
    project.edit("data/metrics.yaml", "  b: {", "  a: { label: A, type: flow }\n  b: {");
    project.edit("data/2018-01.yaml", "  b: 1", "  a: 880\n  b: 1");
    let said = publish(&project).refused();
    assert!(said.starts_with("error[K1023]: `a` for 2018-01 was published in 2018-01 as 440"), "{said}");
}

#[track_caller]
fn refuses_the_edit(project: &Project, from: &str, to: &str) {
    project.edit("data/2017-10.yaml", from, to);
    let said = publish(project).refused();
    assert!(said.starts_with("error[K1023]: `beds`"), "{said}");
    assert!(said.contains("--> data/2017-10.yaml:3:"), "{said}");
}

#[test]
fn whatever_a_page_printed_is_kept() {
    let head = "dimensions:\n  ward: { label: Ward, members: { n: North, s: South } }\nmetrics:\n  beds: { label: Beds, type: \
                stock, by: [ward] }\n";
    let site = |text: &str| {
        let project = Project::empty()
            .settings("title: Test\nhistory: 2")
            .catalog(head)
            .snapshot("2017-10", "beds: { values: { n: 1, s: 2 } }")
            .snapshot("2017-11", "beds: { values: { n: 3, s: 4 } }")
            .snapshot("2018-01", "beds: { values: { n: 5, s: 6 } }")
            .snapshot("2018-02", "beds: { values: { n: 7, s: 8 } }");
        project.remove("content/_report.md");
        let project = project.file("content/2018-02.md", text);
        publish(&project).fine();
        project
    };
    // A month before the history, a member's, exchanged with another one's.
    refuses_the_edit(&site("{{ beds | at(period=\"2017-10\") | of(ward=\"n\") }}\n"), "n: 1, s: 2", "n: 2, s: 1");
    refuses_the_edit(&site("{{ beds | chart(title=\"x\", by=\"ward\", history=24) }}\n"), "n: 1, s: 2", "n: 2, s: 1");
    // No page but that of the metric shows the month, which has no report.
    refuses_the_edit(&site("None.\n"), "n: 1, s: 2", "n: 2, s: 1");
    refuses_the_edit(&site("None.\n"), "n: 1", "n: 9");
    // A page that belongs to no month.
    let project = site("None.\n").file("content/about.md", "In all {{ beds | at(period=\"2017-10\") }}.\n");
    publish(&project).fine();
    refuses_the_edit(&project, "s: 2", "s: 9");
}
