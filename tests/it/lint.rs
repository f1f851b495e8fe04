//! What an editor is asked to look at, and what passes.

use crate::project::Project;

/// Measured in both languages: a count by hospital, a share, a waiting time, a metric that is called a fall.
const DANISH: &str = "
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Nøglepersoner, type: stock, unit: personer, by: [hospital], target: 2200, better: higher }
  share: { label: Andel undervist, type: stock, format: percent, target: 85 %, better: higher }
  wait: { label: Ventetid, type: stock, decimals: 1, unit: dage, better: lower }
  falls: { label: Fald, type: flow, unit: fald, better: lower }
  sets: { label: Sæt, type: stock, unit: sæt }
  new: { label: Nye kolleger, type: flow, unit: kolleger, grain: quarter }
";

const ENGLISH: &str = "
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Key persons, type: stock, unit: persons, by: [hospital], target: 2200, better: higher }
  share: { label: Share trained, type: stock, format: percent, target: 85 %, better: higher }
  wait: { label: Waiting time, type: stock, decimals: 1, unit: days, better: lower }
  falls: { label: Falls, type: flow, unit: falls, better: lower }
  sets: { label: Order sets, type: stock, unit: sets }
  new: { label: New colleagues, type: flow, unit: colleagues, grain: quarter }
";

const JANUARY: &str = "
staff: { values: { rh: 1407, bfh: 412 } }
share: 29 %
wait: 7.5
falls: 31
sets: 4
new: { period: 2017-Q4, value: 712 }";

const FEBRUARY: &str = "
staff: { values: { rh: 1411, bfh: 396 } } # kalends: allow K0326 because the text is looked at
share: 24.37 % # kalends: allow K0326 because the text is looked at
wait: 8.2
falls: 37
sets: 7";

fn site(settings: &str, catalog: &str) -> Project {
    let project = Project::empty().settings(settings).catalog(catalog);
    project.remove("content/_report.md");
    project.snapshot("2018-01", JANUARY.trim()).snapshot("2018-02", FEBRUARY.trim())
}

fn danish() -> Project {
    site("{ title: Status, language: da }", DANISH)
}

fn english() -> Project {
    site("title: Status", ENGLISH)
}

/// What `check` says, one line for each: `K0305 content/2018-02.md:1:8 the message; the help`.
#[track_caller]
fn said(project: &Project) -> Vec<String> {
    let ran = project.run(["check", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let place = format!("{}:{}:{}", text("file"), value["line"], value["column"]);
        format!("{} {place} {}; {}", text("code"), text("message"), text("help"))
    };
    ran.stderr.lines().map(line).collect()
}

/// Holds the report of February, with `text` as its narrative, against what it should be told.
#[track_caller]
fn check(project: Project, text: &str, expected: &[&str]) {
    let project = project.narrative("2018-02", text).file("content/plan.png", "a picture");
    assert_eq!(said(&project), expected, "\n{text}");
}

#[track_caller]
fn passes(project: fn() -> Project, texts: &[&str]) {
    for text in texts {
        check(project(), text, &[]);
    }
}

#[test]
fn a_figure_that_is_typed_by_hand_is_found_in_danish() {
    let typed = |text: &str, expected: &str| check(danish(), text, &[expected]);
    typed(
        "Der er 1.807 nøglepersoner.",
        "K0305 content/2018-02.md:1:8 `1.807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
    typed(
        "---\ntitle: \"Nu 1807 indmeldte\"\n---\nTekst.\n",
        "K0305 content/2018-02.md:2:12 `1807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
    typed(
        "---\nsummary: >-\n  Om {{ staff }} personer,\n  i alt 1 807 indmeldte\n---\nTekst.\n",
        "K0305 content/2018-02.md:4:9 `1 807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
    typed(
        "Om {{ share }}.\n\nKun 24&nbsp;% nåede det.",
        "K0305 content/2018-02.md:3:5 `24\u{a0}%` is typed by hand, and equals `share` for 2018-02; write `{{ share \
         }}`, so that the text follows the figure",
    );
    typed(
        "Andelen, der er undervist, er 24,37\u{a0}%.",
        "K0305 content/2018-02.md:1:31 `24,37\u{a0}%` is typed by hand, and equals `share` for 2018-02; write `{{ \
         share }}`, so that the text follows the figure",
    );
    typed(
        "Om {{ share }}: kun 24 pct. nåede det.",
        "K0305 content/2018-02.md:1:21 `24 pct` is typed by hand, and equals `share` for 2018-02; write `{{ share \
         }}`, so that the text follows the figure",
    );
    typed(
        "Ventetid: {{ wait | trend }}, nu 8,2 dage.",
        "K0305 content/2018-02.md:1:34 `8,2` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so \
         that the text follows the figure",
    );
    typed(
        "Der er {{ staff }} i alt, på Rigshospitalet 1.411.",
        "K0305 content/2018-02.md:1:45 `1.411` is typed by hand, and equals `staff` (Rigshospitalet) for 2018-02; \
         write `{{ staff | of(hospital=\"rh\") }}`, so that the text follows the figure",
    );
    typed(
        "## Tal\n\n{{ staff }} mod målet på 2.200.",
        "K0305 content/2018-02.md:3:26 `2.200` is typed by hand, and equals the target of `staff` in 2018-02; write \
         `{{ staff | target }}`, so that the text follows the figure",
    );
    typed(
        "{{ staff }} er indmeldt, så der mangler 393.",
        "K0305 content/2018-02.md:1:41 `393` is typed by hand, and equals the distance of `staff` from its target in \
         2018-02; write `{{ staff | gap }}`, so that the text follows the figure",
    );
    typed(
        "{{ staff }} er et fald på 12 personer.",
        "K0305 content/2018-02.md:1:27 `12` is typed by hand, and equals the change of `staff` in 2018-02; write `{{ \
         staff | change }}`, so that the text follows the figure",
    );
    typed(
        "{{ share }} blev undervist; faldet er på 5 procentpoint.",
        "K0305 content/2018-02.md:1:42 `5 procentpoint` is typed by hand, and equals the change of `share` in \
         2018-02; write `{{ share | change }}`, so that the text follows the figure",
    );
    typed(
        "Der er syv sæt, det vil sige {{ sets }}.",
        "K0305 content/2018-02.md:1:8 `syv` is typed by hand, and equals `sets` for 2018-02; write `{{ sets }}`, so \
         that the text follows the figure",
    );
    typed(
        "| Tal | Antal |\n| --- | --- |\n| Nøglepersoner | 1.807 |\n",
        "K0305 content/2018-02.md:3:19 `1.807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
    typed(
        "I 4. kvartal kom 712 nye.",
        "K0305 content/2018-02.md:1:18 `712` is typed by hand, and equals `new` for 2017-Q4; write `{{ new }}`, so \
         that the text follows the figure",
    );
}

#[test]
fn a_figure_that_is_typed_by_hand_is_found_in_english() {
    let typed = |text: &str, expected: &str| check(english(), text, &[expected]);
    typed(
        "- There are **1,807** now.",
        "K0305 content/2018-02.md:1:15 `1,807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
    typed(
        "The waiting time is 8.2 days.",
        "K0305 content/2018-02.md:1:21 `8.2` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so \
         that the text follows the figure",
    );
    typed(
        "{{ wait }}: that is 8 days.",
        "K0305 content/2018-02.md:1:21 `8` is typed by hand, and equals `wait` for 2018-02; write `{{ wait }}`, so \
         that the text follows the figure",
    );
    typed(
        "{{ share }} or 24.3% were trained.",
        "K0305 content/2018-02.md:1:16 `24.3%` is typed by hand, and nearly equals `share` for 2018-02, 24.37%; write \
         `{{ share }}`, so that the text follows the figure",
    );
    typed(
        "{% if staff | met %}There are 1,411.{% else %}Only [1,807](https://a.example/1807) of them.{% endif %}",
        "K0305 content/2018-02.md:1:53 `1,807` is typed by hand, and equals `staff` for 2018-02; write `{{ staff }}`, \
         so that the text follows the figure",
    );
}

#[test]
fn a_figure_of_the_month_before_may_be_left_over() {
    let typed = |project: Project, text: &str, expected: &str| check(project, text, &[expected]);
    typed(
        danish(),
        "Der er 1.819 nøglepersoner.",
        "K0306 content/2018-02.md:1:8 `1.819` is typed by hand, and equals `staff` for 2018-01; the report is of \
         2018-02; if it is left over, write `{{ staff }}` for the figure of this report; if it is meant, write `{{ \
         staff | at(period=previous) }}`",
    );
    typed(
        danish(),
        "I {{ previous }} var der 1.819 nøglepersoner.",
        "K0306 content/2018-02.md:1:26 `1.819` is typed by hand, and equals `staff` for 2018-01; the report is of \
         2018-02; write `{{ staff | at(period=previous) }}`, so that the text follows the figure",
    );
    typed(
        english(),
        "In January, 29% were trained; now {{ share }} are.",
        "K0306 content/2018-02.md:1:13 `29%` is typed by hand, and equals `share` for 2018-01; the report is of \
         2018-02; write `{{ share | at(period=previous) }}`, so that the text follows the figure",
    );
    typed(
        english(),
        "At Bispebjerg 412 of {{ staff }}.",
        "K0306 content/2018-02.md:1:15 `412` is typed by hand, and equals `staff` (Bispebjerg) for 2018-01; the \
         report is of 2018-02; if it is left over, write `{{ staff | of(hospital=\"bfh\") }}` for the figure of this \
         report; if it is meant, write `{{ staff | of(hospital=\"bfh\") | at(period=previous) }}`",
    );
}

#[test]
fn a_word_that_the_change_denies_is_found() {
    let moved =
        "`staff` fell by 12 from 2018-01 to 2018-02; mend the word, or let the figure say it: `{{ staff | trend }}`";
    let finds = |project: Project, text: &str, column: u32, word: &str| {
        let expected = format!("K0307 content/2018-02.md:1:{column} the text says `{word}`, but {moved}");
        check(project, text, &[&expected]);
    };
    finds(danish(), "Antallet steg med {{ staff | change }}.", 10, "steg");
    finds(danish(), "Der er {{ staff | change }} flere.", 29, "flere");
    finds(danish(), "En stigning på {{ staff | change }} er meget.", 4, "stigning");
    finds(danish(), "Antallet er igen vokset: {{ staff | trend }}.", 18, "vokset");
    finds(danish(), "Det er steget fra {{ staff | at(period=previous) }} til {{ staff }}.", 8, "steget");
    finds(danish(), "Antallet steg, som ventede mange, med {{ staff | change }}.", 10, "steg");
    finds(
        danish(),
        "Ventetiden steg med {{ wait | change }}, og antallet voksede med {{ staff | change }}.",
        54,
        "voksede",
    );
    finds(english(), "The number rose by {{ staff | change }}.", 12, "rose");
    finds(english(), "There are {{ staff | change }} more.", 32, "more");
    finds(english(), "It is up {{ staff | change }}.", 7, "up");
    finds(
        english(),
        "{% if staff | met %}It fell by 1.{% else %}It grew by {{ staff | change }}.{% endif %}",
        47,
        "grew",
    );
    check(
        english(),
        "Waiting fell by {{ wait | change }}.",
        &["K0307 content/2018-02.md:1:9 the text says `fell`, but `wait` rose by 0.7 from 2018-01 to 2018-02; mend \
             the word, or let the figure say it: `{{ wait | trend }}`"],
    );
    check(
        danish(),
        "På Rigshospitalet faldt det med {{ staff | of(hospital=\"rh\") | change }}.",
        &["K0307 content/2018-02.md:1:19 the text says `faldt`, but `staff` (rh) rose by 4 from 2018-01 to 2018-02; \
             mend the word, or let the figure say it: `{{ staff | of(hospital=\"rh\") | trend }}`"],
    );
}

#[test]
fn danish_text_that_is_in_order_passes() {
    passes(
        danish,
        &[
            "Ultimo {{ period }} er der {{ staff }} nøglepersoner, {{ staff | trend }}.",
            "Den 1. februar 2018 og pr. 1. {{ period }} er der {{ sets }} sæt.",
            "Fra 2018-02-01, 1/2 og 1.2.2018 kl. 8.20 til 37 uger senere.",
            "Ring på 18 07 18 19 eller tlf. 1807, lokal 412.",
            "Se Tabel 37, afsnit 8.2 og version 1.8.07 i kapitel 24.",
            "## 37 Om tallene\n\nAfsnittet er nyt.",
            "37. Første punkt\n38. Andet punkt\n",
            "Koden `1807` og <https://a.example/1807/> og [her](https://a.example/1807).",
            "```\n1.807 nøglepersoner\n```\n",
            "<!-- 1.807 nøglepersoner -->\n\nTekst.",
            "Én nøgleperson pr. 15 brugere, {{ staff }} i alt.",
            "Undervisningen tager 7,5 timer og 3 dage. Der er {{ sets }} sæt.",
            "Syv kolleger har haft 7 møder om {{ sets }} sæt.",
            "I 2018 og 2017 var der mange. Rum B1807, SP1807, COVID-37.",
            "10-37 dage og 7–37 dage, {{ falls }} fald.",
            "Om {{ wait }}: 24 timer i døgnet, 37 timer om ugen.",
            "Antallet faldt med {{ staff | change }}.",
            "Antallet steg ikke med {{ staff | change }}.",
            "Antallet skulle være steget, men ændringen er {{ staff | change }}.",
            "Ventetiden steg med {{ wait | change }}, mens antallet faldt med {{ staff | change }}.",
            "Antallet er {{ staff | change }} i forhold til {{ previous }}, og flere er på vej.",
            "Der var {{ falls | change }} fald mere end før.",
            "I hvert fald er ændringen {{ wait | change }}.",
            "{% if staff | met %}Antallet steg med {{ staff | change }} til 1.807.{% else %}Nej.{% endif %}",
            "{{ staff | chart(title=\"Antallet er nu 1.807\") }}",
            "Der er 100 % enighed om {{ share }}.",
        ],
    );
}

#[test]
fn english_text_that_is_in_order_passes() {
    passes(
        english,
        &[
            "At the end of {{ period }} there are {{ staff }} key persons, {{ staff | trend }}.",
            "On 1 February 2018, February 7, and 2018-02-01 at 8:20.",
            "See Figure 37, section 8.2, page 24 and version 1.8.07.",
            "Phone +45 18071807 or ext. 412.",
            "Twenty-four people met 7 times about {{ sets }} sets.",
            "Seven hospitals took part; there are {{ sets }} sets.",
            "The 37th week, the 4th quarter, 24-hour service for {{ falls }} falls.",
            "The number did not rise by {{ staff | change }}.",
            "The number didn't grow: {{ staff | change }}.",
            "If it rose, it would be by {{ staff | change }}.",
            "It fell by {{ staff | change }} as the need for growth went down.",
            "Falls: {{ falls | change }}, more than in {{ previous }}.",
            "The number fell by {{ staff | change }}, but waiting rose by {{ wait | change }}.",
            "It is {{ staff | change }} and more will follow up.",
            "Of {{ staff }}, 50% work by day, 0% by night.",
            "![1,807 key persons](plan.png)",
        ],
    );
}

#[test]
fn a_word_counts_in_its_own_language_only() {
    // To praise, and the name of a syndrome.
    passes(
        danish,
        &[
            "Det er let at rose kollegerne: {{ staff | trend }}.",
            "Børn med Down {{ wait | change }} dage efter henvisning.",
        ],
    );
    // Four in Danish, and a word of change.
    passes(
        english,
        &["There are {{ sets }} order sets; the fire sets are counted apart.", "They steg by {{ staff | change }}."],
    );
}

/// The codes and places of what `check` says.
fn places(project: &Project) -> Vec<String> {
    let place = |line: &String| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    said(project).iter().map(place).collect()
}

#[test]
fn a_sentence_counts_in_the_months_that_show_it() {
    let standing = "{% if staff | amount > 1810 %}The number rose by {{ staff | change }}.{% endif %}\n\
                    {% if wait | amount > 8 %}Waiting fell by {{ wait | change }}.{% endif %}\n";
    let project = english().file("content/_report.md", standing);
    assert_eq!(
        said(&project),
        ["K0307 content/_report.md:2:35 the text says `fell`, but `wait` rose by 0.7 from 2018-01 to 2018-02; mend \
             the word, or let the figure say it: `{{ wait | trend }}`"]
    );
}

#[test]
fn a_standing_narrative_is_told_once_of_each_place() {
    let march = FEBRUARY.replace("bfh: 396", "bfh: 390").replace("37", "41");
    let project = english()
        .snapshot("2018-03", march.trim())
        .file("content/_report.md", "The number rose by {{ staff | change }}, and {{ staff }} is not 1,807.\n");
    assert_eq!(
        said(&project),
        [
            "K0307 content/_report.md:1:12 the text says `rose`, but `staff` fell by 6 from 2018-02 to 2018-03; mend \
             the word, or let the figure say it: `{{ staff | trend }}`",
            "K0306 content/_report.md:1:65 `1,807` is typed by hand, and equals `staff` for 2018-02; the report is of \
             2018-03; if it is left over, write `{{ staff }}` for the figure of this report; if it is meant, write \
             `{{ staff | at(period=previous) }}`"
        ]
    );
}

#[test]
fn a_report_of_each_member_is_held_against_its_own_figures() {
    let page = "---\nfor_each: hospital\n---\nThere are 396 persons, {{ staff | trend }}.\n";
    let project = english().file("content/members/_report.md", page);
    assert_eq!(
        said(&project),
        ["K0305 content/members/_report.md:4:11 `396` is typed by hand, and equals `staff` for 2018-02; write `{{ \
             staff }}`, so that the text follows the figure"]
    );
}

#[test]
fn a_comment_in_the_text_holds_for_its_paragraph_or_its_section() {
    let number = "K0305 content/2018-02.md";
    let finds = |text: &str, lines: &[u32]| {
        let project = english().narrative("2018-02", text);
        let expected: Vec<String> = lines.iter().map(|line| format!("{number}:{line}:1")).collect();
        assert_eq!(places(&project), expected, "\n{text}");
    };
    let allow = "<!-- kalends: allow K0305 because the law says so -->";
    finds(&format!("{allow}\n1,807 came.\n\n1,807 went.\n"), &[4]);
    finds(&format!("{allow}\n\n1,807 came.\n\n1,807 went.\n"), &[5]);
    finds(&format!("1,807 came. {allow}\n1,807 went.\n\n1,807 left.\n"), &[4]);
    finds(&format!("1,807 came.\n{allow}\n1,807 went.\n\n1,807 left.\n"), &[5]);
    finds(
        &format!("# One\n\n{allow}\n\n1,807 came.\n\n1,807 went.\n\n## Two\n\n1,807 left.\n\n# Three\n\n1,807 stay.\n"),
        &[15],
    );
    finds(&format!("One\n===\n{allow}\n\n1,807 came.\n\n1,807 went.\n\nTwo\n===\n\n1,807 left.\n"), &[12]);
    finds("<!-- kalends: allow K0306, K0305 because\n     two lines say it -->\n1,807 came. 1,819 went.\n", &[]);
    // The comment about another code is in vain, and code is no comment.
    let project = english().narrative("2018-02", "<!-- kalends: allow K0306 because of it -->\n1,807 came.\n");
    assert_eq!(places(&project), ["K0315 content/2018-02.md:1:21", "K0305 content/2018-02.md:2:1"]);
    finds(&format!("`{allow}`\n\n```\n{allow}\n```\n"), &[]);
}

#[test]
fn a_comment_in_the_front_matter_holds_for_its_key() {
    let text = "\
---
# kalends: allow K0305 because the headline is frozen
title: Now 1,807 persons
summary: Once 1,807 persons
---
";
    let project = english().narrative("2018-02", text);
    assert_eq!(places(&project), ["K0305 content/2018-02.md:4:15"]);
    // What `kalends new` remarks there is for people.
    let text = "---\n# kalends: look: the month\ntitle: A report\n---\n";
    assert_eq!(places(&english().narrative("2018-02", text)), Vec::<String>::new());
}

#[test]
fn a_comment_in_a_snapshot_holds_for_its_observation() {
    let project = |february: &str| {
        let metrics = "a: { type: stock, tolerance: 1 }\nb: { type: stock, tolerance: 1 }";
        Project::new(metrics).snapshot("2018-01", "a: 1\nb: 1").snapshot("2018-02", february)
    };
    let allow = "# kalends: allow K0310 because of the move";
    assert_eq!(places(&project("a: 9\nb: 9")), ["K0310 data/2018-02.yaml:3:6", "K0310 data/2018-02.yaml:4:6"]);
    assert_eq!(places(&project(&format!("a: 9 {allow}\nb: 9"))), ["K0310 data/2018-02.yaml:4:6"]);
    assert_eq!(places(&project(&format!("{allow}\na: 9\nb: 9"))), ["K0310 data/2018-02.yaml:5:6"]);
    let long = format!("{allow}\na:\n  as_of: 2018-02-01\n  value: 9\nb: 9");
    assert_eq!(places(&project(&long)), ["K0310 data/2018-02.yaml:7:6"]);
    assert_eq!(places(&project("a: { value: 9, note: It moved. }\nb: 2")), Vec::<String>::new());
}

#[test]
fn what_is_allowed_is_not_said_by_build_either() {
    let site = |comment: &str| {
        Project::new("visits: { type: flow }").snapshot("2018-01", "visits: 40").snapshot(
            "2018-02",
            &format!("visits:\n  - 42\n  - {{ period: 2018-01, value: 41, kind: routine }}{comment}"),
        )
    };
    assert!(site("").build().stderr.contains("warning[K0207]"));
    let allowed = site(" # kalends: allow K0207 because late reports are counted every month");
    let said = allowed.build().stderr;
    assert!(!said.contains("K0207"), "{said}");
    assert_eq!(allowed.run(["check", "--strict"]).code, Some(0));
}

#[test]
fn strict_makes_errors_of_what_check_finds() {
    let project = english().narrative("2018-02", "There are 1,807 persons.\n");
    let said = project.run(["check", "--strict"]).refused();
    assert!(said.contains("error[K0305]"), "{said}");
    assert!(!project.build().stderr.contains("K0305"), "build does not lint");
}

#[test]
fn a_comment_to_kalends_never_reaches_the_page() {
    for raw_html in ["escape", "allow"] {
        let project = Project::new("visits: { type: flow }")
            .settings(&format!("{{ title: Test, raw_html: {raw_html} }}"))
            .snapshot("2018-02", "visits: 42")
            .narrative(
                "2018-02",
                "\
<!-- kalends: allow K0305 because alpha -->

Text <!-- kalends: allow K0306 because beta --> goes on.

<!-- kalends: allow K0307 because gamma --> Behind it.
",
            );
        let built = project.build();
        let page = built.page("2018-02");
        assert!(!page.html.contains("kalends: allow") && !page.html.contains("because"), "{raw_html}");
        let text = page.find(".blk").text();
        assert!(text.contains("goes on.") && text.contains("Behind it."), "{raw_html}: {text}");
    }
}

#[test]
fn a_metric_is_left_out_when_its_next_period_is_due() {
    let site = |snapshots: &[(&str, &str)]| {
        let metrics = "visits: { type: flow }\nhires: { type: flow, grain: quarter }\nlate: { type: flow }";
        snapshots.iter().fold(Project::new(metrics), |project, (month, text)| project.snapshot(month, text))
    };
    // Told once, of the first month without it; a month that is known to be missing is stated.
    let gone = [("2018-01", "visits: 1"), ("2018-02", "late: 1"), ("2018-03", "late: 1"), ("2018-04", "late: 1")];
    assert_eq!(places(&site(&gone)), ["K0309 data/2018-02.yaml:1:9"]);
    let two = [("2018-01", "visits: 1\nlate: 1"), ("2018-02", "")];
    assert_eq!(places(&site(&two)), ["K0309 data/2018-02.yaml:1:9", "K0309 data/2018-02.yaml:1:9"]);
    let missing = [("2018-01", "visits: 1"), ("2018-02", "visits: { value: null, note: no extract }")];
    assert_eq!(places(&site(&missing)), Vec::<String>::new());
    let after_all = [
        ("2018-01", "visits: 1"),
        ("2018-02", "late: 1"),
        ("2018-03", "visits: [2, { period: 2018-02, value: 1 }]\nlate: 2"),
    ];
    assert_eq!(places(&site(&after_all)), Vec::<String>::new());
    // A quarter that comes two months after its end is due then, and not before.
    let quarter = [
        ("2018-02", "hires: { period: 2017-Q4, value: 3 }"),
        ("2018-03", "visits: 1"),
        ("2018-04", "visits: 1"),
        ("2018-05", "visits: 1"),
    ];
    assert_eq!(places(&site(&quarter)), ["K0309 data/2018-05.yaml:1:9"]);
    assert_eq!(places(&site(&quarter[..3])), Vec::<String>::new());
    // So is a month that always comes a month later.
    let later =
        [("2018-02", "late: { period: 2018-01, value: 3 }"), ("2018-03", "late: { period: 2018-02, value: 3 }")];
    assert_eq!(places(&site(&later)), Vec::<String>::new());
}

#[test]
fn a_paragraph_may_stay_while_its_figure_hardly_moves() {
    let site = |text: &str, february: u32| {
        let metrics = "visits: { type: flow, tolerance: 5 }\nhires: { type: flow, tolerance: 0, grain: quarter }";
        Project::new(metrics)
            .snapshot("2018-01", "visits: 40\nhires: { period: 2017-Q4, value: 3 }")
            .snapshot("2018-02", &format!("visits: {{ value: {february}, note: A strike. }}"))
            .narrative("2018-01", &format!("## Visits\n\nFirst.\n\n{text}\n"))
            .narrative("2018-02", &format!("## Visits {{#visits}}\n\n{text}\n"))
    };
    let prose = "The {{ visits }} visits are\n  due to the weather.";
    assert_eq!(places(&site(prose, 46)), ["K0308 content/2018-02.md:3:1"]);
    for (text, february) in [
        (prose, 45),
        ("{{ visits }} visits, {{ visits | trend }}.", 46),
        // What it says its references say; the words between them are their frame.
        ("At the end of {{ period }} we had {{ visits }} visits, {{ visits | change }} from {{ previous }}.", 46),
        ("The new quarter brought {{ hires }} of them to us.", 46),
        ("Nothing is said of any figure in this text.", 46),
        ("In {{ previous }} there were {{ visits | at(period=previous) }} visits in all.", 46),
    ] {
        assert_eq!(places(&site(text, february)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_paragraph_without_tolerance_is_held_against_the_usual_variation() {
    let values = [50, 52, 49, 51, 50, 48, 51, 50, 49, 51, 50];
    let site = |last: u32| {
        let mut project = Project::new("visits: { type: flow, spc: true }");
        for (index, value) in values.iter().chain([&last]).enumerate() {
            project = project.snapshot(&format!("2018-{:02}", index + 1), &format!("visits: {value}"));
        }
        let text = "The {{ visits }} visits are due to the weather.\n";
        project.narrative("2018-11", text).narrative("2018-12", text)
    };
    assert_eq!(places(&site(90)), ["K0308 content/2018-12.md:1:1"]);
    assert_eq!(places(&site(51)), Vec::<String>::new());
}

#[test]
fn what_markdown_makes_of_a_text_behind_its_author_is_found() {
    let site = |text: &str| {
        Project::empty()
            .catalog(
                "dimensions:\n  ward: { label: Ward, members: { a: Alder, b: Birch } }\n\
                 metrics:\n  visits: { label: Visits, type: flow, by: [ward] }\n",
            )
            .settings("title: Test\nlanguage: da")
            .snapshot("2018-02", "visits: { values: { a: 1, b: 2 } }")
            .narrative("2018-02", text)
    };
    let torn =
        "| Afdeling | Besøg |\n|---|---|\n{% for w in ward %}\n| {{ w }} | {{ visits | of(ward=w) }} |\n{% endfor %}\n";
    for (text, found) in [
        (
            "Et.\n\n{% if visits | known %}\n\n    Der var {{ visits }}.\n{% endif %}\n",
            vec!["K0340 content/2018-02.md:5:5"],
        ),
        ("- Et.\n\n      To.\n", vec!["K0340 content/2018-02.md:3:7"]),
        (torn, vec!["K0341 content/2018-02.md:4:1"]),
        ("14. august var der lukket.\n", vec!["K0342 content/2018-02.md:1:1"]),
        ("Der var lukket\n1. august.\n", vec!["K0342 content/2018-02.md:2:1"]),
        ("4. kvartal er ovre.\n", vec!["K0342 content/2018-02.md:1:1"]),
        ("1. halvår er ovre.\n", vec!["K0342 content/2018-02.md:1:1"]),
        ("1. jan. var der lukket.\n", vec!["K0342 content/2018-02.md:1:1"]),
        ("14. august var der lukket.\n15. august var der åbent.\n", vec!["K0342 content/2018-02.md:1:1"]),
        ("Se [](https://example.org/).\n", vec!["K0343 content/2018-02.md:1:4"]),
        ("| | Besøg |\n|---|---|\n| Alle | {{ visits }} |\n", vec!["K0344 content/2018-02.md:1:3"]),
        (
            "## Om { visits }\n\nDer var { visits }.\n",
            vec!["K0345 content/2018-02.md:1:1", "K0345 content/2018-02.md:3:9"],
        ),
        (
            "**{ visits | of(ward=\"a\") }** og {visits}\n",
            vec!["K0345 content/2018-02.md:1:3", "K0345 content/2018-02.md:1:34"],
        ),
        // What is meant as it is.
        ("## Om {#besog .bred}\n\nDer var få.\n", vec![]),
        ("{ ward } og `{ visits }`, {{ visits }} og { noget }\n", vec![]),
        ("```\n    kode\n```\n\nTekst\n    der går videre.\n", vec![]),
        (&torn.replace("\n{% for w in ward %}", "{% for w in ward %}").replace("\n{% endfor", "{% endfor"), vec![]),
        ("1. Et punkt.\n\nTekst.\n\n2. Et punkt til.\n\n14\\. august var der lukket.\n", vec![]),
        ("[{{ visits }}](https://example.org/), [`kode`](https://example.org/), <https://example.org/>\n", vec![]),
        ("|a|\n|-|\n||\n", vec![]),
    ] {
        assert_eq!(places(&site(text)), found, "{text}");
    }
}

#[test]
fn limits_of_parts_that_miss_the_season_are_found() {
    let seasonal = [32, 35, 34, 25, 15, 5, 2, 3, 12, 22, 30, 36];
    let mut project = Project::empty().catalog(
        "dimensions:\n  w: { label: W, members: { x: X, y: Y } }\n\
         metrics:\n  falls: { label: Falls, type: flow, by: [w], additive: false, spc: true }\n",
    );
    for (index, value) in seasonal.iter().chain(&seasonal).chain(&seasonal).enumerate() {
        let month = format!("{}-{:02}", 2015 + index / 12, index % 12 + 1);
        project = project.snapshot(&month, &format!("falls: {{ values: {{ x: {}, y: 7 }} }}", value + index % 3));
    }
    assert_eq!(places(&project.narrative("2017-12", "Text.\n")), ["K0325 data/metrics.yaml:4:3"]);
}

#[test]
fn a_dash_in_a_sentence_is_asked_for_as_the_sentence_asks_for_the_figure() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  trust: { label: Trust, members: { ras: RAS, rh: RH } }\nmetrics:\n  \
             seen: { label: Seen, type: flow, by: [trust] }\n",
        )
        .snapshot("2018-02", "seen: { values: { rh: 5 } }");
    let line = |called: &str| {
        project.write("content/2018-02.md", format!("In this month RAS had {{{{ {called} }}}} patients.\n"));
        let said = project.run(["check", "--quiet"]).fine().stderr.clone();
        let first = said.lines().next().unwrap_or_default().to_owned();
        let help = said.lines().find_map(|line| line.strip_prefix("help: say it otherwise then: ")).unwrap_or_default();
        // Whoever follows it is done.
        let followed =
            help.trim_matches('`').replacen('…', &format!("In this month RAS had {{{{ {called} }}}} patients."), 1);
        project.write("content/2018-02.md", format!("{}\n", followed.replace('…', "Nobody counted.")));
        assert!(!project.run(["check", "--quiet"]).fine().stderr.contains("K0358"), "{called}");
        (first, help.to_owned())
    };
    let dash = "warning[K0358]: the sentence prints a dash, since `seen`";
    let help = |called: &str| format!("`{{% if {called} | known %}}…{{% else %}}…{{% endif %}}`");
    assert_eq!(
        line("seen | of(trust=\"ras\")"),
        (format!("{dash} (ras) is missing for 2018-02"), help("seen | of(trust=\"ras\")"))
    );
    assert_eq!(
        line("seen | of(trust=\"rh\") | at(period=previous)"),
        (format!("{dash} (rh) is missing for 2018-01"), help("seen | at(period=previous) | of(trust=\"rh\")"))
    );
    assert_eq!(
        line("seen | at(period=\"2017-12\")"),
        (format!("{dash} is missing for 2017-12"), help("seen | at(period=\"2017-12\")"))
    );
}

#[test]
fn what_is_missing_of_a_part_that_is_split_further_is_asked_for_beside_all_of_it() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  trust: { label: Trust, members: { ras: RAS, rh: RH } }\n  \
             kind: { label: Kind, members: { one: One, other: Other } }\nmetrics:\n  \
             seen: { label: Seen, type: flow, by: [trust, kind], better: higher, target: { at_least: { trust: { rh: 100 } } } }\n",
        )
        .narrative("2018-02", "{{ seen }} patients.\n");
    let said = |observations: &str| {
        project.write("data/2018-02.yaml", format!("period: 2018-02\nobservations:\n  seen: {observations}\n"));
        project.run(["check", "--quiet"]).stderr.clone()
    };
    let plain = "{ values: { ras: { one: 4, other: 3 }, rh: { one: 5, other: 2 } } }";
    let help = "help: write it beside the amount: `seen: [{ values: { … } }, { values: { rh: { …: … } }, note: …, action: \
                { what: …, who: …, by: … } }]`";
    let text = said(plain);
    assert!(text.contains("`seen` (rh) misses its target for 2018-02") && text.contains(help), "{text}");
    let words = "note: Two doctors were ill., action: { what: Hire one., who: The board, by: 2018-05 }";
    let followed = format!(
        "[{{ values: {{ ras: {{ one: 4, other: 3 }} }} }}, {{ values: {{ rh: {{ one: 5, other: 2 }} }}, {words} }}]"
    );
    let text = said(&followed);
    assert!(!text.contains("K0326"), "{text}");
}

#[test]
fn a_row_for_all_among_the_members_is_pointed_at_since_it_counts_everybody_twice() {
    let project = Project::empty()
        .catalog(
            "dimensions:\n  ward: { label: Ward, members: { n: North, s: South, all: In all } }\nmetrics:\n  \
             beds: { label: Beds, type: stock, by: [ward] }\n",
        )
        .narrative("2018-03", "{{ beds }} beds.\n")
        .snapshot("2018-01", "beds: { values: { n: 40, s: 30, all: 70 } }")
        .snapshot("2018-02", "beds: { values: { n: 41, s: 30, all: 71 } }")
        .snapshot("2018-03", "beds: { values: { n: 42, s: 31, all: 73 } }");
    let said = |project: &Project| project.run(["check", "--quiet"]).fine().stderr.clone();
    assert_eq!(
        said(&project),
        "warning[K0346]: in `beds` the member `all` is the sum of the others in each period
 --> data/2018-03.yaml:3:40
  |
3 |   beds: { values: { n: 42, s: 31, all: 73 } }
  |                                        ^^
  |
help: where it is their total, take `all` out of the members: it is counted twice

1 warning
"
    );
    // Once it is another amount, it is one of them, as it is where members do not add up, or are two.
    project.edit("data/2018-02.yaml", "all: 71", "all: 72");
    assert_eq!(said(&project), "");
    project.edit("data/2018-02.yaml", "all: 72", "all: 71");
    project.edit("data/metrics.yaml", "by: [ward] }", "by: [ward], additive: false }");
    assert_eq!(said(&project), "");
}
