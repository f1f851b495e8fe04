//! One member of a metric: in formulas, numerators and denominators, in the report of a member, and with targets.

use crate::project::{Built, Project};

/// Unemployed people by sex and region, over two months.
fn labour(metrics: &str) -> Project {
    Project::empty()
        .catalog(&format!(
            "dimensions:
  sex: {{ label: Sex, members: {{ women: Women, men: Men }} }}
  region: {{ label: Region, members: {{ n: North, s: South }} }}
metrics:
  unemployed: {{ label: Unemployed, type: stock, by: [sex, region] }}
{metrics}"
        ))
        .snapshot("2018-01", "unemployed: { values: { women: { n: 20, s: 30 }, men: { n: 40, s: 10 } } }")
        .snapshot("2018-02", "unemployed: { values: { women: { n: 30, s: 30 }, men: { n: 30, s: 30 } } }")
}

fn text_of(built: &Built<'_>, report: &str) -> String {
    built.page(report).find(".blk p").nth(0).text()
}

#[test]
fn a_formula_takes_one_member() {
    let project = labour(
        "  women: { type: derived, formula: 'of(unemployed, sex=women) / unemployed', format: percent }
  more: { type: derived, formula: 'of(unemployed, sex=women) - previous(of(unemployed, sex=women))' }
  north: { type: derived, formula: 'of(unemployed, sex=women, region=n)' }
",
    )
    .narrative("2018-02", "{{ women }}, {{ women | of(region=\"s\") }}, {{ more }}, {{ north }}\n");
    let built = project.build();
    assert_eq!(text_of(&built, "2018-02"), "50%, 50%, 10, 30");
    let figure = built.figure("2018-01", "women");
    assert_eq!((&figure["value"], &figure["by"]["region"]["n"]["value"]), (&0.5.into(), &0.333333333333.into()));
    // What it is worked out from, and how it is defined.
    let trail = built.page("2018-02").find(".trail").text();
    assert!(trail.contains("60 / 120"), "{trail}");
    let definition = built.page("metrics/more").find(".defs").text();
    assert!(definition.contains("Unemployed, Women − Unemployed, Women (previous)"), "{definition}");
}

#[test]
fn numerator_and_denominator_take_one_member() {
    let project = labour(
        "  women: { type: ratio, numerator: 'of(unemployed, sex=women)', denominator: unemployed, format: percent }
  balance: { type: ratio, numerator: 'of(unemployed, sex=women)', denominator: 'of(unemployed, sex=men)', decimals: 2 }
",
    )
    .narrative("2018-01", "{{ women }}, {{ balance | of(region=\"n\") }}\n")
    .file("content/2018-Q1.md", "{{ women }}\n");
    let built = project.build();
    assert_eq!(text_of(&built, "2018-01"), "50%, 0.50");
    assert!(built.page("metrics/women").find(".defs").text().contains("Unemployed, Women / Unemployed"));
    assert_eq!(text_of(&built, "2018-Q1"), "–");
}

#[test]
fn what_is_reckoned_from_a_hidden_member_is_hidden() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { members: { a: A, b: B, c: C } }
metrics:
  falls: { type: flow, by: [ward], suppress_below: 5 }
  share: { type: ratio, numerator: 'of(falls, ward=a)', denominator: falls, format: percent }
  twice: { type: derived, formula: 'of(falls, ward=a) * 2' }
  big: { type: derived, formula: 'of(falls, ward=c) * 2' }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 3, b: 4, c: 40 } }")
        .narrative("2018-01", "{{ share }} {{ twice }} {{ big }}\n");
    assert_eq!(text_of(&project.build(), "2018-01"), "* * 80");
}

#[test]
fn a_stated_share_of_a_hidden_member_is_hidden_too() {
    let project = Project::empty()
        .catalog(
            "dimensions:
  ward: { members: { a: A, b: B, c: C } }
metrics:
  falls: { type: flow, by: [ward], suppress_below: 5 }
  share: { type: ratio, numerator: 'of(falls, ward=a)', denominator: falls, format: percent }
",
        )
        .snapshot("2018-01", "falls: { values: { a: 3, b: 4, c: 40 } }\nshare: 6 %")
        .narrative("2018-01", "{{ share }}\n");
    assert_eq!(text_of(&project.build(), "2018-01"), "*");
}

#[test]
fn a_revised_member_is_told_of_what_is_reckoned_from_it() {
    let project = labour(
        "  women: { type: ratio, numerator: 'of(unemployed, sex=women)', denominator: unemployed, format: percent }\n",
    );
    project.write(
        "data/2018-02.yaml",
        "period: 2018-02
observations:
  unemployed:
    - { values: { women: { n: 30, s: 30 }, men: { n: 30, s: 30 } } }
    - { period: 2018-01, values: { women: { n: 60 } }, reason: forty were forgotten }
",
    );
    let built = project.build();
    let notices = built.json("2018-01/figures.json")["notices"].to_string();
    assert!(notices.contains("\"women\"") && notices.contains("forty were forgotten"), "{notices}");
}

/// Reports for each hospital, of a metric with targets of the whole and of members.
fn hospitals(text: &str) -> Project {
    Project::empty()
        .catalog(
            "dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff:
    type: stock
    by: [hospital]
    better: higher
    target: { total: { 2018-01: 40, 2018-02: 50 }, hospital: { rh: { 2018-01: 20, 2018-02: 25 }, bfh: { path: { 2018-01: 10, 2018-03: 20 } } } }
  beds: { type: stock }
",
        )
        .snapshot("2018-01", "staff: { values: { rh: 21, bfh: 14 } }\nbeds: 100")
        .snapshot("2018-02", "staff: { values: { rh: 22, bfh: 15 } }\nbeds: 101")
        .file("content/hospitals/_report.md", format!("---\nfor_each: hospital\n---\n{text}\n"))
}

#[test]
fn the_report_of_a_member_cites_the_total_and_another_member() {
    let project = hospitals(
        "{{ staff }} of {{ staff | total }}, {{ staff | total | change }}; at Bispebjerg {{ staff | of(hospital=\"bfh\") }}; \
         own {{ staff | of(hospital=report.member) }}, before {{ staff | at(period=previous) | total }}",
    );
    let built = project.build();
    assert_eq!(text_of(&built, "hospitals/rh/2018-02"), "22 of 37, +2; at Bispebjerg 15; own 22, before 35");
    assert_eq!(text_of(&built, "hospitals/bfh/2018-02"), "15 of 37, +2; at Bispebjerg 15; own 15, before 35");
    let page =
        hospitals("{{ staff | total | chart(by=\"hospital\", kind=\"bars\") }}").build().page("hospitals/rh/2018-02");
    assert!(page.find("figure svg").nth(0).text().contains("Bispebjerg"));
}

#[test]
fn a_loop_can_tell_the_member_of_the_report_from_the_others() {
    let project = hospitals(
        "{% for h in hospital %}{% if h != report.member %}{{ h }}: {{ staff | of(hospital=h) }}{% endif %}{% endfor %}",
    );
    assert_eq!(text_of(&project.build(), "hospitals/rh/2018-02"), "Bispebjerg: 15");
}

#[test]
fn members_and_periods_are_compared_as_they_are_written_in_the_files() {
    let project = hospitals(
        "{% if report.member == \"rh\" %}A{% endif %}{% if report.period == \"2018-02\" %}B{% endif %}\
         {% if period > \"2018-01\" and previous != \"2018-02\" %}C{% endif %}{% if report.member in [\"bfh\"] %}D{% endif %}\
         {% if staff | amount > 1 %}E{% endif %}",
    );
    assert_eq!(text_of(&project.build(), "hospitals/rh/2018-02"), "ABCE");
}

#[test]
fn the_total_and_each_member_have_targets_of_their_own_over_time() {
    let project =
        hospitals("{{ staff | target }} {{ staff | status }}, {{ staff | total | target }} {{ staff | total | gap }}")
            .narrative("2018-02", "{{ staff | target }}\n\n{{ staff | table(by=\"hospital\", sort=\"members\") }}\n");
    let built = project.build();
    assert_eq!(text_of(&built, "hospitals/rh/2018-01"), "20 met, 40 5");
    assert_eq!(text_of(&built, "hospitals/rh/2018-02"), "25 not met, 50 13");
    assert_eq!(text_of(&built, "hospitals/bfh/2018-02"), "15 met, 50 13");
    let page = built.page("2018-02");
    assert_eq!(page.find(".blk p").nth(0).text(), "50");
    let rows = page.find(".blk table tbody tr").texts();
    assert_eq!(rows.len(), 3);
    assert!(
        rows[0].contains("3 from target") && rows[1].contains("Met") && rows[2].contains("13 from target"),
        "{rows:?}"
    );
}
