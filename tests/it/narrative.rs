//! What becomes of the author's text: references, filters, charts, links, notes and HTML.
//!
//! The reports here are set with a template of their own that prints the narrative and nothing else.

use crate::page::Page;
use crate::project::Project;

const TEMPLATE: &str = "\
<title>{{ report.title | safe }}</title>{% if report.lead %}<lead>{{ report.lead | safe }}</lead>{% endif %}
{% for section in report.sections %}{% if section.heading %}<h id={{ section.id }}>{{ section.heading | safe }}</h>
{% endif %}{% for block in section.blocks %}{% if block.html %}{{ block.html | safe }}{% endif %}\
{% if block.chart %}<chart>{{ block.chart.label }}: {{ block.chart.title | safe }}</chart>
{% endif %}{% if block.table %}<grid>{{ block.table.label }}: {{ block.table.caption | safe }}</grid>
{% endif %}{% endfor %}{% endfor %}\
{% for note in report.closing.notes %}<note>{{ note.number }} {{ note.html | safe }}</note>{% endfor %}";

const HOSPITALS: &str = "dimensions:\n  hospital: { members: { rh: Rigshospitalet, bfh: Bispebjerg } }\n";

/// Two months of a metric with a target, one that is split, and one without anything.
fn site() -> Project {
    Project::empty()
        .catalog(&format!(
            "\
{HOSPITALS}metrics:
  key_persons: {{ type: stock, target: 2200, better: higher }}
  staff: {{ type: stock, by: [hospital] }}
  share: {{ type: stock, format: percent, target: 85 %, better: higher }}
  beds: {{ type: stock }}
"
        ))
        .snapshot("2018-01", "key_persons: 1819\nstaff: { values: { rh: 400, bfh: 300 } }\nshare: 24 %\nbeds: 9")
        .snapshot("2018-02", "key_persons: 1807\nstaff: { values: { rh: 412, bfh: 308 } }\nshare: 12 %")
        .file("templates/report.html", TEMPLATE)
}

/// The narrative of February as it comes out.
#[track_caller]
fn set(text: &str) -> Page {
    site().narrative("2018-02", text).build().page("2018-02")
}

/// The words of the narrative, without tags.
#[track_caller]
fn words(text: &str) -> String {
    set(text).text()
}

#[track_caller]
fn shows(text: &str, expected: &str) {
    let html = set(text).html;
    assert!(html.contains(expected), "{expected} is not in\n{html}");
}

/// The narrative is refused with a message that holds all of `parts`.
#[track_caller]
fn is_refused(text: &str, parts: &[&str]) {
    let said = site().narrative("2018-02", text).refused();
    for part in parts {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
}

#[test]
fn a_reference_prints_the_figure_with_its_machine_value() {
    shows("There are {{ key_persons }}.", "<data value=\"1807\">1,807</data>");
    assert_eq!(words("There are {{ key_persons }} of {{ key_persons | target }}."), "There are 1,807 of 2,200.");
}

#[test]
fn in_running_text_a_figure_is_a_link_and_elsewhere_it_is_not() {
    shows("There are {{ key_persons }}.", "<a class=\"n\" href=\"#t-0-key_persons\"><data value=\"1807\">");
    shows("## Now {{ key_persons }}\n", ">Now <data value=\"1807\">1,807</data></h>");
    shows("| a |\n|---|\n| {{ key_persons }} |\n", "<td><data value=\"1807\">1,807</data></td>");
    let row = "| a | b |\n|--:|---|\n| {{ period }} | all |\n| 12 | all |\n| | all |\n";
    shows(row, "<th scope=\"row\" class=\"r\">February 2018</th><td>all</td>");
    shows(row, "<td class=\"r\">12</td><td>all</td>");
    shows(row, "<td class=\"r\"></td><td>all</td>");
    shows("[all {{ key_persons }}](#here)", "<a href=\"#here\">all <data value=\"1807\">1,807</data></a>");
}

#[test]
fn a_figure_in_an_alt_text_and_in_code_is_its_text() {
    let project = site()
        .file("content/a.png", "no picture")
        .narrative("2018-02", "![Now {{ key_persons }}](a.png) and `{{ key_persons }}`\n");
    let page = project.build().page("2018-02");
    assert_eq!(page.find("img").attribute("alt"), "Now 1,807");
    assert_eq!(page.find("code").html(), "<data value=\"1807\">1,807</data>");
}

#[test]
fn the_title_of_a_link_or_a_picture_is_an_attribute() {
    shows("[a](#b \"All {{ key_persons }}\")\n", "<a href=\"#b\" title=\"All 1,807\">a</a>");
    let text = "![Plan](a.png 'The \"new\" ward {{ key_persons }}') ![Plan][it] ![Plan](a.png)\n\n[it]: a.png (Old)\n";
    let project = site().file("content/a.png", "no picture").narrative("2018-02", text);
    let html = String::from_utf8(project.build().files()["2018-02/index.html"].clone()).expect("UTF-8");
    let picture = |title: &str| format!("<img src=\"../a.png\" alt=\"Plan\"{title}>");
    let (new, old) = (" title=\"The &quot;new&quot; ward 1,807\"", " title=\"Old\"");
    for expected in [picture(new), picture(old), picture("")] {
        assert!(html.contains(&expected), "{expected} is not in\n{html}");
    }
}

#[test]
fn title_and_summary_may_hold_figures() {
    let page = set("---\ntitle: Status {{ period }}\nsummary: Still {{ key_persons | gap }} to go.\n---\nText.\n");
    assert_eq!(page.find("title").html(), "Status February 2018");
    assert_eq!(page.find("lead").html(), "Still <data value=\"393\">393</data> to go.");
}

#[test]
fn a_label_is_text_wherever_it_stands() {
    let label = "A*B* <i>x</i> | [c](d) `e` & \"f\"";
    let project = Project::empty()
        .catalog(&format!(
            "dimensions:\n  hospital: {{ members: {{ rh: '{label}' }} }}\n\
             metrics:\n  staff: {{ type: stock, by: [hospital], label: '{label}' }}\n"
        ))
        .snapshot("2018-02", "staff: { values: { rh: 1 } }")
        .file("templates/report.html", TEMPLATE)
        .narrative(
            "2018-02",
            "\
{% for h in hospital %}
## {{ h }}

Text {{ h }}, *{{ h }}*

| {{ h }} |
|---|
| {{ h }} |

[{{ h }}](#a)
{% endfor %}
{{ staff | chart }}
",
        );
    let html = project.build().page("2018-02").html;
    let escaped = "A*B* &lt;i&gt;x&lt;/i&gt; | [c](d) `e` &amp; &quot;f&quot;";
    // Heading, text, emphasis, the name of the table and its caption, two cells, link, chart.
    assert_eq!(html.matches(escaped).count(), 9, "{html}");
    assert!(!html.contains("<i>"), "{html}");
}

#[test]
fn filters_narrow_and_turn_a_figure() {
    for (text, expected) in [
        ("{{ key_persons | at(period=\"2018-01\") }}", "1,819"),
        ("{{ key_persons | at(period=previous) }}", "1,819"),
        ("{{ staff | of(hospital=\"rh\") }}", "412"),
        ("{{ staff | at(period=previous) | of(hospital=\"bfh\") }}", "300"),
        ("{{ staff | of(hospital=\"bfh\") | at(period=previous) }}", "300"),
        ("{{ key_persons | change }}", "−12"),
        ("{{ staff | change(since=\"2018-01\") }}", "+20"),
        ("{{ share | change }}", "−12 percentage points"),
        ("{{ key_persons | target }}", "2,200"),
        ("{{ share | target }}", "85%"),
        ("{{ key_persons | gap }}", "393"),
        ("{{ key_persons | attainment }}", "82%"),
        ("{{ key_persons | status }}", "not met"),
        ("{{ period }} and {{ previous }}", "February 2018 and January 2018"),
        ("{{ beds }}", "–"),
        (
            "{% for h in hospital %}{{ h }} {{ staff | of(hospital=h) }} {% endfor %}",
            "Rigshospitalet 412 Bispebjerg 308",
        ),
    ] {
        assert_eq!(words(text).replace('\u{a0}', " "), expected, "{text}");
    }
}

#[test]
fn filters_behind_one_another_do_what_each_says() {
    for (text, expected) in [
        ("{{ beds_then | change(since=\"2017-12\") | trend }}", "a fall of 5 (35.7%)"),
        ("{{ key_persons | at(period=\"2018-01\") | gap }}", "381"),
        ("{{ key_persons | gap | at(period=\"2018-01\") }}", "381"),
        ("{{ staff | of(hospital=\"rh\") | change }}", "+12"),
        ("{{ staff | change | of(hospital=\"rh\") }}", "+12"),
        ("{% if staff | trend | known %}yes{% endif %}", "yes"),
        ("{{ \"a b\" | title }} {{ \"Ab\" | upper }} {{ \"AB\" | lower }} {{ \"ab\" | capitalize }}", "A B AB ab Ab"),
        ("{{ [3, 1, 2] | sort | join(sep=\"\") }}", "123"),
        ("{{ nothing | default(value=key_persons) }}", "1,807"),
    ] {
        let project = Project::empty()
            .catalog(&format!(
                "{HOSPITALS}metrics:\n  key_persons: {{ type: stock, target: 2200, better: higher }}\n  \
                 staff: {{ type: stock, by: [hospital] }}\n  beds_then: {{ type: stock }}\n"
            ))
            .snapshot("2017-12", "beds_then: 14")
            .snapshot("2018-01", "key_persons: 1819\nstaff: { values: { rh: 400, bfh: 300 } }\nbeds_then: 8")
            .snapshot("2018-02", "key_persons: 1807\nstaff: { values: { rh: 412, bfh: 308 } }\nbeds_then: 9")
            .file("templates/report.html", TEMPLATE)
            .narrative("2018-02", text);
        assert_eq!(project.build().page("2018-02").text(), expected, "{text}");
    }
}

#[test]
fn a_trend_is_a_phrase() {
    let said = words("{{ key_persons | trend }}");
    assert!(said.contains("12") && said.contains("0.7%"), "{said}");
    let project = site().settings("title: Test\nlanguage: da").narrative("2018-02", "{{ key_persons | trend }}");
    assert_eq!(project.build().page("2018-02").text(), "et fald på 12 (0,7\u{a0}%)");
}

#[test]
fn conditions_ask_for_the_verdict_the_amount_or_whether_it_is_known() {
    for (condition, expected) in [
        ("key_persons | met", "no"),
        ("key_persons | at(period=\"2018-01\") | met", "no"),
        ("key_persons | known", "yes"),
        ("beds | known", "no"),
        ("key_persons | amount > 1800", "yes"),
        ("key_persons | change | amount < 0", "yes"),
        ("key_persons | gap | amount == 393", "yes"),
    ] {
        let text = format!("{{% if {condition} %}}yes{{% else %}}no{{% endif %}}");
        assert_eq!(words(&text), expected, "{condition}");
    }
}

#[test]
fn a_chart_is_referred_to_by_its_number_before_it_appears() {
    let page = set("As {{ ref(id=\"staff\") }} and {{ ref(id=\"all\") }} show.\n\n{{ key_persons | chart }}\n\n\
                    {{ staff | chart }}\n\n{{ staff | table(by=\"hospital\", id=\"all\", title=\"All\") }}\n");
    let references = page.find("p a");
    assert_eq!(references.texts(), ["Figure\u{a0}2", "Table\u{a0}1"]);
    assert_eq!(references.attributes("href"), ["#fig-staff", "#tab-all"]);
    assert_eq!(page.find("p").text(), "As Figure\u{a0}2 and Table\u{a0}1 show.");
    assert_eq!(page.find("chart").texts(), ["Figure\u{a0}1: key_persons", "Figure\u{a0}2: staff"]);
    assert_eq!(page.find("grid").texts(), ["Table\u{a0}1: All"]);
}

#[test]
fn a_second_chart_of_a_metric_gets_a_name_of_its_own() {
    let project = site().narrative("2018-02", "{{ staff | chart }}\n\n{{ staff | chart(kind=\"stacked\") }}\n");
    let built = project.build();
    let figures = built.json("2018-02/figures.json")["figures"].clone();
    assert_eq!((&figures[0]["id"], &figures[1]["id"]), (&"staff".into(), &"staff-2".into()));
    assert!(built.files().contains_key("2018-02/staff-2.svg"));
}

#[test]
fn figures_in_the_title_of_a_chart_are_read_too() {
    shows(
        "{{ staff | chart(title=\"Now \" ~ staff) }}",
        "<chart>Figure\u{a0}1: Now <data value=\"720\">720</data></chart>",
    );
}

#[test]
fn an_unknown_name_period_or_member_is_refused_with_the_names_that_exist() {
    is_refused(
        "There are\n{{ key_person }}.",
        &["unknown name `key_person`", "content/2018-02.md:2:4", "`key_persons`"],
    );
    is_refused("{{ staff | at(period=\"2018-3\") }}", &["`2018-3` is not a period", "content/2018-02.md:1:12"]);
    is_refused("{{ staff | of(hospital=\"xx\") }}", &["`xx` is no member of `hospital`", "rh", "bfh"]);
    is_refused("{{ staff | of(ward=\"rh\") }}", &["not split by `ward`", "hospital"]);
}

#[test]
fn every_unknown_name_is_reported_in_one_run() {
    is_refused("{{ key_person }}\n\n{{ staf }}\n\n{{ nothing }}", &["`key_person`", "`staf`", "`nothing`", "3 errors"]);
}

#[test]
fn a_fault_stands_at_its_line_below_the_front_matter() {
    is_refused("---\ntitle: A\nsummary: B\n---\n\nText {{ staf }}\n", &["content/2018-02.md:6:9"]);
}

#[test]
fn a_figure_goes_through_no_filter_that_takes_it_apart() {
    for filter in
        ["length", "truncate(length=1)", "reverse", "replace(from=\"0\", to=\"1\")", "wordcount", "int", "round"]
    {
        let said = site().narrative("2018-02", &format!("{{{{ key_persons | {filter} }}}} text\n")).refused();
        assert!(said.contains("content/2018-02.md"), "{filter}: {said}");
    }
}

#[test]
fn filters_for_lists_still_work_on_lists() {
    assert_eq!(words("{{ hospital | length }} hospitals"), "2 hospitals");
}

#[test]
fn footnotes_are_numbered_by_their_first_reference() {
    let page = set("One.[^b] Two.[^a] Again.[^b]\n\n[^a]: The {{ key_persons }} first.\n[^b]: The second.\n");
    assert!(page.html.contains("One.<sup><a id=\"ref-1\" href=\"#note-1\">1</a></sup>"), "{page}");
    assert!(page.html.contains("Again.<sup><a href=\"#note-1\">1</a></sup>"), "{page}");
    let notes = page.find("note");
    assert_eq!(notes.texts(), ["1 The second.", "2 The 1,807 first."]);
    assert_eq!(notes.nth(1).find("p").html(), "The <data value=\"1807\">1,807</data> first.");
}

#[test]
fn a_footnote_has_one_name_in_capital_and_small_letters() {
    shows("One.[^Note] Two.[^note]\n\n[^NOTE]: The only one.\n", "<note>1 <p>The only one.</p>\n</note>");
}

#[test]
fn of_two_footnotes_the_last_is_shown_as_the_warning_says() {
    let text = "One.[^a]\n\n[^a]: The first.\n\n[^a]: The second.\n";
    shows(text, "<note>1 <p>The second.</p>\n</note>");
}

#[test]
fn a_chart_in_a_footnote_that_nobody_sees_moves_no_other() {
    shows("[^a]: {{ staff | chart }}\n\n{{ key_persons | chart }}\n", "<chart>Figure\u{a0}1: key_persons</chart>");
}

#[test]
fn what_looks_like_a_footnote_in_code_or_behind_a_backslash_is_none() {
    shows("The pattern `[^abc]` fits.\n", "<code>[^abc]</code>");
    shows("```\n[^abc]\n```\n", "<code>[^abc]\n</code>");
    shows("Text\n\n    [^abc]\n", "<code>[^abc]\n</code>");
    shows("The pattern \\[^abc] fits.\n", "<p>The pattern [^abc] fits.</p>");
    is_refused("\\\\[^abc]\n", &["there is no footnote `abc`", "content/2018-02.md:1:3"]);
}

/// A metric of two dimensions that both have a member `a`, with one observation missing.
fn site_of_two_dimensions() -> Project {
    Project::empty()
        .catalog(
            "\
dimensions:
  hospital: { members: { a: Alpha, b: Beta } }
  group: { members: { a: Nurses, b: Doctors } }
metrics:
  staff: { type: stock, by: [hospital, group] }
",
        )
        .snapshot("2018-02", "staff: { values: { a: { a: 1, b: null }, b: { a: 4, b: 8 } }, note: No answer. }")
}

#[test]
fn each_figure_leads_to_its_own_line_where_two_dimensions_share_a_name() {
    let text = "Of {{ staff | of(group=\"a\") }}, {{ staff | of(hospital=\"b\") }} and\n\
                {{ staff | of(group=\"b\") }} and again {{ staff | of(hospital=\"b\") }}.\n";
    let project = site_of_two_dimensions().file("templates/report.html", TEMPLATE).narrative("2018-02", text);
    let html = String::from_utf8(project.build().files()["2018-02/index.html"].clone()).expect("UTF-8");
    let link = |id: &str, shown: &str| format!("<a class=\"n\" href=\"#t-0-staff-{id}\">{shown}</a>");
    let (nurses, beta) = (link("a", "<data value=\"5\">5</data>"), link("b", "<data value=\"12\">12</data>"));
    let doctors = link("b-2", "<span>–</span>");
    assert!(html.contains(&format!("Of {nurses}, {beta} and\n{doctors} and again {beta}.")), "{html}");
}

#[test]
fn a_missing_part_has_the_name_of_its_own_dimension() {
    let project = site_of_two_dimensions().narrative("2018-02", "Of {{ staff | of(hospital=\"a\") }}.\n");
    let html = String::from_utf8(project.build().files()["2018-02/index.html"].clone()).expect("UTF-8");
    assert!(html.contains("‘Alpha, Doctors’ is missing"), "{html}");
}

#[test]
fn html_is_shown_as_text_with_one_warning_for_each_piece() {
    let project = site().narrative("2018-02", "A <b>bold</b> word.\n\n<div onclick=\"x()\">\n<i>A box</i>\n</div>\n");
    let built = project.build();
    let page = built.page("2018-02");
    assert!(page.html.contains("A &lt;b&gt;bold&lt;/b&gt; word."), "{page}");
    assert!(page.html.contains("&lt;div onclick=\"x()\"&gt;"), "{page}");
    assert_eq!(page.find("div, i, b").count(), 0);
    assert!(!page.html.contains("<div") && !page.html.contains("<i>") && !page.html.contains("<b>"), "{page}");
    assert_eq!(built.stderr.matches("K0414").count(), 2, "{}", built.stderr);
}

#[test]
fn html_is_allowed_where_the_settings_trust_the_authors() {
    let project =
        site().settings("title: Test\nraw_html: allow").narrative("2018-02", "A <b>bold</b> {{ key_persons }}.\n");
    let built = project.build();
    assert_eq!(built.page("2018-02").find("p > b").text(), "bold");
    assert!(!built.stderr.contains("K0414"), "{}", built.stderr);
}

#[test]
fn figures_in_html_that_is_allowed_are_those_of_the_report() {
    let text = "## A\n\n<div class=\"box\" title=\"{{ key_persons }} > {{ period }}\">In a box {{ key_persons }}, \
                <a href=\"x.html\">see {{ key_persons }}</a>.</div>\n\nSo <b title='{{ key_persons }}'>{{ key_persons }}</b>.\n\n\
                <script>var of = {{ key_persons }};</script>\n";
    let page = site().settings("title: Test\nraw_html: allow").narrative("2018-02", text).build().page("2018-02");
    let value = page.find("p > b").text();
    assert!(value.contains("807"), "{value}");
    let in_box = page.find("div.box");
    assert_eq!(in_box.text(), format!("In a box {value}, see {value}."));
    assert_eq!(in_box.attribute("title"), format!("{value} > February 2018"));
    assert_eq!(page.find("p > b").attribute("title"), value);
    // They lead to their lines, but not from within another link.
    assert_eq!(in_box.find("a data").count(), 2);
    assert_eq!(in_box.find("a a").count(), 0);
    assert!(page.html.contains(&format!("<script>var of = {value};</script>")), "{page}");
    assert!(!page.html.contains(['\u{e000}', '\u{e001}']), "{page}");
    let chart = "<div>{{ key_persons | chart }}</div>\n";
    let said = site().settings("title: Test\nraw_html: allow").narrative("2018-02", chart).refused();
    assert!(said.starts_with("error[K0409]"), "{said}");
}

#[test]
fn what_stands_before_the_first_heading_is_one_level_below_the_title() {
    let text = "{{ key_persons | chart }}\n\n## A\n\n{{ key_persons | table }}\n\n### B\n\n{{ key_persons | chart(id=\"other\") }}\n";
    let project = Project::new("key_persons: { label: Staff, type: stock }").snapshot("2018-02", "key_persons: 7");
    let page = project.file("content/_report.md", text).build().page("2018-02");
    let levels = ["#fig-key-persons h2", "#tab-key-persons-2 h3", "#fig-other h4"];
    assert_eq!(levels.map(|selector| page.find(selector).count()), [1, 1, 1], "{page}");
}

#[test]
fn a_comment_is_never_shown_however_many_lines_it_has() {
    let project = site().narrative("2018-02", "Text <!-- not this --> here.\n\n<!-- nor\n\nthis -->\n\nEnd.\n");
    let built = project.build();
    let page = built.page("2018-02");
    assert!(!page.html.contains("this"), "{page}");
    assert_eq!(page.find("p").texts(), ["Text here.", "End."]);
    assert!(!built.stderr.contains("K0414"), "{}", built.stderr);
}

#[test]
fn links_lead_to_the_web_to_mail_or_into_the_site() {
    let project = site()
        .file("content/about.md", "Text.\n")
        .file("content/doc.pdf", "%PDF")
        .narrative(
            "2018-02",
            "[a](about.md#x) [b](https://example.org/?a=1&b=2) [c](mailto:a@example.org) [d](doc.pdf) \
             [e](2018-01.md)\n",
        )
        .narrative("2018-01", "Text.\n");
    let page = project.build().page("2018-02");
    assert_eq!(page.find("p a").texts(), ["a", "b", "c", "d", "e"]);
    assert_eq!(
        page.find("p a").attributes("href"),
        [
            "../about/index.html#x",
            "https://example.org/?a=1&b=2",
            "mailto:a@example.org",
            "../doc.pdf",
            "../2018-01/index.html",
        ]
    );
}

#[test]
fn a_link_that_runs_a_script_is_refused_however_it_is_written() {
    for target in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "<java\u{9}script:alert(1)>",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org/x",
        "/etc/passwd",
        "file:///etc/passwd",
    ] {
        is_refused(&format!("[x]({target})\n"), &["error[K04"]);
    }
    is_refused("<javascript:alert(1)>\n", &["K0412"]);
    is_refused("[x][y]\n\n[y]: javascript:alert(1)\n", &["K0412"]);
    is_refused("![x](https://example.org/a.png)\n", &["K0417"]);
}

#[test]
fn a_chart_has_a_paragraph_of_its_own() {
    for text in [
        "- {{ staff | chart }}\n",
        "> {{ staff | chart }}\n",
        "## {{ staff | chart }}\n",
        "| a |\n|---|\n| {{ staff | table }} |\n",
        "Text.[^a]\n\n[^a]: {{ staff | chart }}\n",
        "Before {{ staff | chart }} after.\n",
        "{{ staff | chart }}\nafter.\n",
    ] {
        is_refused(text, &["K0409", "content/2018-02.md:"]);
    }
    shows("Before\n{{ staff | chart }}\n", "<chart>");
}

#[test]
fn a_chart_is_not_lost_in_a_link_or_in_code() {
    for text in [
        "[see {{ staff | chart }}](#a)\n",
        "`{{ staff | chart }}`\n",
        "![{{ staff | chart }}](a.png)\n",
        "![Plan](a.png \"{{ staff | chart }}\")\n",
        "[see](#a \"{{ staff | chart }}\")\n",
        "    {{ staff | chart }}\n",
    ] {
        let project = site().file("content/a.png", "no picture").narrative("2018-02", text);
        let ran = project.run(["build"]);
        let kept = ran.code == Some(0) && project.build_with(["--force"]).page("2018-02").find("chart").count() == 1;
        assert!(kept || ran.stderr.contains("K0409"), "{text}: {}", ran.stderr);
    }
}

#[test]
fn headings_get_ids_that_are_free() {
    let page = set("## Staff\n\nText.\n\n## Staff\n\nText.\n\n## Beds {#beds-here}\n");
    assert_eq!(page.find("h").attributes("id"), ["staff", "staff-2", "beds-here"]);
}

#[test]
fn quotation_marks_are_those_of_the_language() {
    let text = "\"Now\" and 'then' -- {{ key_persons }}\n";
    shows(text, "“Now” and ‘then’ –");
    let project = site().settings("title: Test\nlanguage: da").narrative("2018-02", text);
    assert_eq!(project.build().page("2018-02").text(), "”Now” and ’then’ – 1.807");
}

#[test]
fn the_standing_narrative_speaks_for_months_without_one() {
    let project = site().file("content/_report.md", "Now {{ key_persons }}.\n");
    let built = project.build();
    assert_eq!(
        (built.page("2018-01").text(), built.page("2018-02").text()),
        ("Now 1,819.".into(), "Now 1,807.".into())
    );
}

#[test]
fn a_draft_is_left_out_until_it_is_asked_for() {
    let project = site().narrative("2018-02", "---\ndraft: true\n---\nText.\n");
    assert!(!project.build().files().contains_key("2018-02/index.html"));
    assert!(project.build_with(["--drafts"]).files().contains_key("2018-02/index.html"));
}

#[test]
fn a_report_may_be_in_another_language_than_its_site() {
    shows("---\nlanguage: da\n---\n{{ key_persons }} i {{ period }}\n", ">1.807</data></a> i februar 2018");
}

#[test]
fn a_reckoned_number_is_written_by_the_rules_of_the_language() {
    let text = "{{ ((key_persons | amount) / 2) | number(decimals=1) }} og {{ 0.245 | percent(decimals=1) }}, \
                {{ (key_persons | amount) * -1 | number(decimals=0) }}\n";
    shows("{{ ((key_persons | amount) / 2) | number(decimals=1) }}\n", ">903.5</data>");
    let project = site().settings("title: Test\nlanguage: da").narrative("2018-02", text);
    let told = project.refused();
    assert!(told.contains("K0405"), "the filter goes with the last number alone: {told}");
    let text = text.replace("(key_persons | amount) * -1 |", "((key_persons | amount) * -1) |");
    let project = site().settings("title: Test\nlanguage: da").narrative("2018-02", &text);
    assert_eq!(project.build().page("2018-02").text(), "903,5 og 24,5\u{a0}%, \u{2212}1.807");
}

#[test]
fn counts_of_the_text_itself_may_be_printed() {
    shows("{% for x in [key_persons, key_persons] %}{{ loop.index }}: {{ x }} {% endfor %}\n", "1: ");
    shows(
        "{{ [key_persons, key_persons] | length }} of them, {{ [\"a\", \"b\"] | join(sep=\" and \") }}\n",
        "2 of them, a and b",
    );
}

#[test]
fn a_name_that_a_text_gives_to_something_else_is_looked_at() {
    for text in [
        "{% set key_persons = [1] %}{{ key_persons }}\n",
        "{% for key_persons in [1.5] %}{{ key_persons }}{% endfor %}\n",
    ] {
        let told = site().narrative("2018-02", text).refused();
        assert!(told.contains("K0452"), "{text}: {told}");
    }
}

#[test]
fn a_report_cites_the_quarter_and_the_year_that_end_with_it() {
    // 90 in January, 10 more each month.
    let year = || {
        (1..=12).fold(Project::new("a: { label: A, type: flow }"), |project, month| {
            project.snapshot(&format!("2018-{month:02}"), &format!("a: {}", 80 + month * 10))
        })
    };
    let project = year().narrative(
        "2018-12",
        "## A\n\n{{ a | at(period=\"2018\") }}, {{ a | at(period=\"2018-Q4\") }}, {{ a | at(period=\"2018-Q4\") | change }}, \
         {% if a | at(period=\"2018\") | known %}known{% endif %}.\n\n{{ a | at(period=\"2018-Q4\") | chart(title=\"Quarters\") }}\n",
    );
    let built = project.build();
    let page = built.page("2018-12");
    assert_eq!(page.find(".b > p").texts().first().map(String::as_str), Some("1,740, 570, +90, known."));
    assert!(page.find("#fig-a").text().contains("570 in Q4 2018"), "{}", page.find("#fig-a").text());
    // What does not end with it has not ended.
    for period in ["2018", "2018-Q4"] {
        let project = year().narrative("2018-11", &format!("{{{{ a | at(period=\"{period}\") }}}}\n"));
        assert!(project.refused().contains("K0427"), "{period}");
    }
}

#[test]
fn a_report_cites_the_fiscal_year_that_ends_with_it() {
    let project = Project::new("a: { type: flow }\nb: { type: flow, grain: year }")
        .settings("title: Test\nfiscal_year_start: 4")
        .narrative("2010-03", "## A\n\n{{ b | at(period=\"2009-10\") }} and {{ a | at(period=\"2010-Q1\") }}.\n")
        .narrative(
            "2017-03",
            "## A\n\n{{ a | at(period=\"2016-17\") }} and {{ a | at(period=\"2016-17\") | change }}.\n",
        )
        .snapshot("2010-03", "b: 7\na: 1");
    let months = (4..28).map(|month| format!("{}-{:02}", 2015 + (month - 1) / 12, (month - 1) % 12 + 1));
    let project =
        months.zip(1..).fold(project, |project, (month, value)| project.snapshot(&month, &format!("a: {value}")));
    let built = project.build();
    assert_eq!(built.page("2017-03").find(".b > p").text(), "222 and +144.");
    // Of a yearly metric, what could be a month is a year.
    assert_eq!(built.page("2010-03").find(".b > p").text(), "7 and –.");
}

#[test]
fn a_picture_says_how_much_room_it_takes() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xf0\x08\x02\0\0\0";
    let project = site()
        .file("content/pictures/plan.png", png)
        .file("content/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 480'/>")
        .file("content/broken.png", "no picture")
        .narrative(
            "2018-02",
            "![Plan](pictures/plan.png \"The plan\") ![Drawing](drawing.svg) ![Broken](broken.png)\n",
        );
    let html = project.build().page("2018-02").html;
    for tag in [
        "<img src=\"../pictures/plan.png\" alt=\"Plan\" width=\"320\" height=\"240\" title=\"The plan\">",
        "<img src=\"../drawing.svg\" alt=\"Drawing\" width=\"640\" height=\"480\">",
        "<img src=\"../broken.png\" alt=\"Broken\">",
    ] {
        assert!(html.contains(tag), "{tag}");
    }
}
