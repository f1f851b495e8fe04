//! `kalends fmt`: the files of data/ in one form, without a change of what they say.

use std::collections::BTreeMap;

use kalends::diag::Diagnostics;
use serde_json::Value;

use crate::project::{Project, repository};
use crate::random::Random;

const CATALOG: &str = "\
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg, ah: Amager } }
  staff: { label: Staff, members: { doctors: Doctors, nurses: Nurses } }
metrics:
  visits: { label: Visits, type: flow }
  beds: { label: Beds, type: stock, by: [hospital] }
  hours: { label: Hours, type: flow, by: [hospital, staff] }
  hires: { label: New hires, type: flow, grain: quarter }
";

fn site() -> Project {
    Project::empty().catalog(CATALOG)
}

/// The snapshot as `kalends fmt` leaves it; a second run must leave it alone, and so must the site's reader.
#[track_caller]
fn tidied(text: &str) -> String {
    let project = site().file("data/2018-02.yaml", text);
    let ran = project.run(["fmt"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let written = project.read("data/2018-02.yaml");
    let is_changed = ran.stdout == "data/2018-02.yaml\n";
    assert_eq!(is_changed, written != text, "it prints {:?}", ran.stdout);
    let again = project.run(["fmt", "--check"]);
    assert_eq!((again.code, again.stderr.as_str()), (Some(0), ""), "a second run changes it:\n{written}");
    written
}

/// What it says when it leaves the snapshot as it is.
#[track_caller]
fn left(text: &str) -> String {
    let project = site().file("data/2018-02.yaml", text);
    let ran = project.run(["fmt"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
    assert_eq!(project.read("data/2018-02.yaml"), text);
    ran.stderr
}

#[test]
fn observations_stand_in_the_order_of_the_catalog_and_members_in_that_of_their_dimension() {
    let text = "\
# Figures of February.

observations:
    hours:
        values:
            bfh:
                nurses: 4
                doctors: 3
            rh: { nurses: 2, doctors: 1 }
    beds:
        values:
            ah: 3
            bfh: 2
            rh: 1
    visits: 42
period: 2018-02
";
    let expected = "\
# Figures of February.

period: 2018-02
observations:
  visits: 42
  beds:
    values:
      rh: 1
      bfh: 2
      ah: 3
  hours:
    values:
      rh: { nurses: 2, doctors: 1 }
      bfh:
        doctors: 3
        nurses: 4
";
    assert_eq!(tidied(text), expected);
}

#[test]
fn a_comment_stays_on_its_line_or_with_the_entry_under_it() {
    let text = "\
period: 2018-02   # the month
# what was counted
observations:


  # From the ward's own list.

  # Ah counts anew.
  beds:   # by hospital
    # a note on the note
    note: Counted by hand.
    values:
      ah: 3   # 2018-01: 2
      # the largest
      rh: 1
      # nothing more of beds
  # Visits are final.
  visits: 42
  # nothing more at all
# the end


";
    let expected = "\
period: 2018-02   # the month
# what was counted
observations:
  # Visits are final.
  visits: 42

  # From the ward's own list.

  # Ah counts anew.
  beds:   # by hospital
    values:
      # the largest
      rh: 1
      ah: 3   # 2018-01: 2
      # nothing more of beds
    # a note on the note
    note: Counted by hand.
  # nothing more at all
# the end
";
    assert_eq!(tidied(text), expected);
}

#[test]
fn the_items_of_a_list_keep_their_order_and_the_keys_of_each_have_one() {
    let text = "\
period: 2018-02
observations:
  hires:
  - reason: |
      # no comment, but the reason

        set further in
    kind: source
    # of the fourth quarter
    period: 2017-Q4
    value: 12
  # the one before
  -   value: 11
      period: 2017-Q3
  visits:
    - 42
    - { value: 40, period: 2018-01, reason: counted late }
";
    let expected = "\
period: 2018-02
observations:
  visits:
    - 42
    - { value: 40, period: 2018-01, reason: counted late }
  hires:
    # of the fourth quarter
    - period: 2017-Q4
      value: 12
      kind: source
      reason: |
        # no comment, but the reason

          set further in
    # the one before
    - period: 2017-Q3
      value: 11
";
    assert_eq!(tidied(text), expected);
}

#[test]
fn text_over_several_lines_moves_along() {
    let text = "\
---
observations:
   visits:
      note: >-
         Two lines
         folded to one.

      value: 42
   beds:
      values: { ah: 3,
         # braces are left alone
         rh: 1 }
      note: \"quoted
         # over lines\"
period: 2018-02
";
    let expected = "\
---
period: 2018-02
observations:
  visits:
    value: 42
    note: >-
       Two lines
       folded to one.
  beds:
    values: { ah: 3,
       # braces are left alone
       rh: 1 }
    note: \"quoted
       # over lines\"
";
    assert_eq!(tidied(text), expected);
}

#[test]
fn the_catalog_keeps_its_order() {
    let text = "\
metrics:


    visits: { label: Visits, type: flow }
    # by hospital
    beds:
        type: stock
        by:
        - hospital
        label: Beds
dimensions:
    hospital:
        members:
            rh: Rigshospitalet
            bfh: Bispebjerg
        label: Hospital

";
    let expected = "\
metrics:
  visits: { label: Visits, type: flow }
  # by hospital
  beds:
    type: stock
    by:
      - hospital
    label: Beds
dimensions:
  hospital:
    members:
      rh: Rigshospitalet
      bfh: Bispebjerg
    label: Hospital
";
    let project = Project::empty().catalog(text).snapshot("2018-02", "visits: 42");
    let ran = project.run(["fmt"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "data/metrics.yaml\n", ""));
    assert_eq!(project.read("data/metrics.yaml"), expected);
    assert_eq!(project.run(["fmt"]).stdout, "");
}

#[test]
fn line_ends_and_byte_order_mark_stay_as_they_are() {
    let project = site().file("data/2018-02.yaml", "\u{feff}observations:\r\n    visits: 42\r\nperiod: 2018-02\r\n");
    assert_eq!(project.run(["fmt"]).code, Some(0));
    assert_eq!(project.read("data/2018-02.yaml"), "\u{feff}period: 2018-02\r\nobservations:\r\n  visits: 42\r\n");
    assert_eq!(project.run(["fmt"]).stdout, "");
}

#[test]
fn a_month_that_is_not_filled_in_can_be_put_into_form() {
    assert_eq!(
        tidied("observations:\n    visits:   # 2018-01: 40\nperiod: 2018-02\n"),
        "period: 2018-02\nobservations:\n  visits:   # 2018-01: 40\n"
    );
}

#[test]
fn the_sites_that_come_with_the_program_are_in_form() {
    for site in [".", "examples/ae-attendances", "examples/gallery", "starter/en", "starter/da"] {
        let ran = Project::empty().run(
            ["fmt", "--check", "--root"]
                .into_iter()
                .map(Into::into)
                .chain([repository(site).canonicalize().expect("it is there")]),
        );
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{site}");
    }
}

#[test]
fn what_is_out_of_form_fails_the_check_and_stays_as_it_is() {
    let project = site()
        .file("data/2018-02.yaml", "observations: { visits: 42 }\nperiod: 2018-02\n")
        .file("data/2018-01/visits.yaml", "period: 2018-01\nobservations:\n    visits: 40\n")
        .file("data/2018-03.yaml", "period: 2018-03\nobservations:\n  visits: 43\n");
    assert_eq!(
        project.run(["fmt", "--check"]).refused(),
        "\
error[K0851]: the file is not in the form that `kalends fmt` gives it
--> data/2018-01/visits.yaml
 |
help: run `kalends fmt`; it moves lines and changes no figure

error[K0851]: the file is not in the form that `kalends fmt` gives it
--> data/2018-02.yaml
 |
help: run `kalends fmt`; it moves lines and changes no figure

2 errors; nothing was written
"
    );
    assert_eq!(project.run(["fmt"]).stdout, "data/2018-01/visits.yaml\ndata/2018-02.yaml\n");
    assert_eq!(project.run(["fmt", "--check"]).code, Some(0));
}

#[test]
fn a_file_with_an_alias_is_left_as_it_is() {
    let said = left(
        "\
period: 2018-02
observations:
    visits: { value: 42, note: &why counted late }
    beds: { value: 3, note: *why }
",
    );
    assert_eq!(
        said,
        "\
warning[K0850]: the file is left as it is: an alias must stand behind what it repeats
 --> data/2018-02.yaml:4:29
  |
4 |     beds: { value: 3, note: *why }
  |                             ^^^^
  |
help: write it in lines of `key: value`, each value once; or leave it, it is read as well

1 warning
"
    );
}

#[test]
fn a_file_in_braces_is_left_as_it_is() {
    let said = left("{ observations: { visits: 42 }, period: 2018-02 }\n");
    assert!(said.starts_with("warning[K0850]: the file is left as it is: the file is one value in braces\n"), "{said}");
}

#[test]
fn a_file_that_would_say_something_else_is_left_as_it_is() {
    // The blank lines at the end belong to the note.
    let said = left("observations:\n  visits:\n    note: |+\n      counted late\n\n\n    value: 42\nperiod: 2018-02\n");
    assert_eq!(
        said,
        "\
warning[K0850]: the file is left as it is: moving its lines would change what they say
--> data/2018-02.yaml
 |
help: write it in lines of `key: value`, each value once; or leave it, it is read as well

1 warning
"
    );
}

#[test]
fn a_file_with_a_carriage_return_of_its_own_is_left_as_it_is() {
    let said = left("period: 2018-02\nobservations:\r  visits: 42\n");
    assert!(said.contains("left as it is: a carriage return stands within a line\n--> data/2018-02.yaml\n"), "{said}");
}

#[test]
fn nothing_is_put_into_form_while_a_file_is_no_yaml() {
    let project = site()
        .file("data/2018-01.yaml", "observations:\n    visits: 40\nperiod: 2018-01\n")
        .file("data/2018-02.yaml", "period: 2018-02\nobservations: [\n");
    let said = project.run(["fmt"]).refused();
    assert!(said.starts_with("error[K0006]: this is not YAML"), "{said}");
    assert!(said.ends_with("1 error; nothing was written\n"), "{said}");
}

#[test]
fn a_key_that_stands_twice_is_not_moved_about() {
    let project = site().file("data/2018-02.yaml", "observations:\n  visits: 40\n  visits: 42\nperiod: 2018-02\n");
    let said = project.run(["fmt"]).refused();
    assert!(said.starts_with("error[K0007]: `visits` stands twice"), "{said}");
}

/// A snapshot with everything in a wrong place. Each comment has a number of its own.
fn shaken(random: &mut Random) -> String {
    let mut remarks = 0;
    let mut text = String::new();
    let step = 1 + random.below(4);
    let mut top = vec!["period", "status", "observations"];
    random.shuffle(&mut top);
    for key in top {
        remark(random, &mut remarks, 0, &mut text);
        match key {
            "period" => text.push_str(&format!("period: 2018-02{}\n", beside(random, &mut remarks))),
            "status" => text.push_str(&format!("status: final{}\n", beside(random, &mut remarks))),
            _ => {
                text.push_str(&format!("observations:{}\n", beside(random, &mut remarks)));
                let mut metrics = vec!["visits", "beds", "hours", "hires"];
                random.shuffle(&mut metrics);
                for metric in metrics {
                    observation(random, &mut remarks, metric, step, &mut text);
                }
                remark(random, &mut remarks, step, &mut text);
            }
        }
    }
    remark(random, &mut remarks, 0, &mut text);
    text
}

fn observation(random: &mut Random, remarks: &mut usize, metric: &str, step: usize, text: &mut String) {
    remark(random, remarks, step, text);
    let amount = random.below(1000);
    if metric == "visits" && random.one_in(2) {
        text.push_str(&format!("{:step$}visits: {amount}{}\n", "", beside(random, remarks)));
        return;
    }
    text.push_str(&format!("{:step$}{metric}:{}\n", "", beside(random, remarks)));
    let is_list = metric == "hires" || random.one_in(3);
    let inner = if is_list { 2 * step + 2 } else { 2 * step };
    let mut keys = vec!["note", "source", if metric == "beds" || metric == "hours" { "values" } else { "value" }];
    if is_list {
        keys.push("period");
    }
    random.shuffle(&mut keys);
    for (index, key) in keys.into_iter().enumerate() {
        if !(is_list && index == 0) {
            remark(random, remarks, inner, text);
        }
        let dash = inner - 2;
        match is_list && index == 0 {
            true => text.push_str(&format!("{:dash$}- ", "")),
            false => text.push_str(&format!("{:inner$}", "")),
        }
        match key {
            "value" => text.push_str(&format!("value: {amount}{}\n", beside(random, remarks))),
            "period" => text.push_str(&format!("period: 2017-Q4{}\n", beside(random, remarks))),
            "source" => text.push_str("source: 'a # b'\n"),
            "note" => {
                let deep = inner + 1 + random.below(3);
                let style = random.of(&["|", ">-", "|-"]);
                text.push_str(&format!("note: {style}\n{:deep$}- words: 1\n\n{:deep$}# and {amount}\n", "", ""));
            }
            _ => {
                text.push_str(&format!("values:{}\n", beside(random, remarks)));
                let mut members = vec!["rh", "bfh", "ah"];
                random.shuffle(&mut members);
                let deep = inner + step;
                for member in members {
                    remark(random, remarks, deep, text);
                    match metric {
                        "beds" => {
                            text.push_str(&format!("{:deep$}{member}: {amount}{}\n", "", beside(random, remarks)));
                        }
                        _ if random.one_in(2) => {
                            text.push_str(&format!("{:deep$}{member}: {{ nurses: 2, doctors: {amount} }}\n", ""));
                        }
                        _ => {
                            let deeper = deep + step;
                            text.push_str(&format!("{:deep$}{member}:\n{:deeper$}nurses: 2\n", "", ""));
                            remark(random, remarks, deeper, text);
                            text.push_str(&format!("{:deeper$}doctors: {amount}{}\n", "", beside(random, remarks)));
                        }
                    }
                }
            }
        }
    }
}

/// Sometimes a comment on a line of its own, or blank lines.
fn remark(random: &mut Random, remarks: &mut usize, indent: usize, text: &mut String) {
    for _ in 0..random.below(3) {
        match random.below(3) {
            0 => text.push('\n'),
            1 => text.push_str("  \n"),
            _ => {
                *remarks += 1;
                text.push_str(&format!("{:indent$}# comment {remarks}.\n", ""));
            }
        }
    }
}

/// Sometimes a comment behind a value.
fn beside(random: &mut Random, remarks: &mut usize) -> String {
    if random.one_in(2) {
        return String::new();
    }
    *remarks += 1;
    format!("  # comment {remarks}.")
}

#[test]
fn whatever_a_snapshot_looks_like_its_figures_and_comments_stay() {
    let catalog = site();
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let text = shaken(&mut random);
        let (said, tidied) = {
            let mut diags = Diagnostics::default();
            let data = kalends::load::data(catalog.root(), &mut diags).expect("the catalog");
            let tidied =
                kalends::command::fmt::tidy::snapshot(&"data/2018-02.yaml".into(), &text, &data.catalog, &mut diags);
            let tidied = tidied.ok().flatten();
            let again = tidied.as_ref().and_then(|tidied| {
                let file = "data/2018-02.yaml".into();
                kalends::command::fmt::tidy::snapshot(&file, tidied, &data.catalog, &mut diags).ok().flatten()
            });
            assert_eq!(again, tidied, "seed {seed}: a second run changes it");
            (kalends::diag::print::human(&diags, kalends::diag::print::HowMany::All), tidied)
        };
        let tidied = tidied.unwrap_or_else(|| panic!("seed {seed}: {said}\n{text}"));
        assert_eq!(comments(&text), comments(&tidied), "seed {seed}\n{text}\n----\n{tidied}");
        assert_eq!(meaning(&text), meaning(&tidied), "seed {seed}\n{text}\n----\n{tidied}");
        let stands = |key: &str| tidied.find(&format!("\n  {key}:")).unwrap_or_default();
        let order = ["visits", "beds", "hours", "hires"].map(stands);
        assert!(order.is_sorted() && order[0] > 0, "seed {seed}\n{tidied}");
        assert!(
            !tidied.contains("\n\n\n") && tidied.ends_with('\n') && !tidied.ends_with("\n\n"),
            "seed {seed}\n{tidied}"
        );
    }
}

#[test]
fn a_damaged_snapshot_is_left_alone_or_keeps_what_it_says() {
    let catalog = site();
    let data = kalends::load::data(catalog.root(), &mut Diagnostics::default()).expect("the catalog");
    let mut moved = 0;
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let mut text: Vec<char> = shaken(&mut random).chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            match random.below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(
                    at,
                    *random.of(&[' ', '\n', '-', '#', ':', '"', '\'', '|', '{', '[', '&', '*', '!', 'å', '\t']),
                ),
                _ => text.truncate(at.max(1)),
            }
        }
        let text: String = text.into_iter().collect();
        let mut diags = Diagnostics::default();
        let path = "data/2018-02.yaml".into();
        if let Ok(Some(tidied)) = kalends::command::fmt::tidy::snapshot(&path, &text, &data.catalog, &mut diags)
            && !diags.has_errors()
            // The other reader wants keys that are text.
            && serde_saphyr::from_str::<Value>(&text).is_ok()
        {
            moved += 1;
            assert_eq!(meaning(&text), meaning(&tidied), "seed {seed}\n{text}\n----\n{tidied}");
        }
    }
    assert!(moved > 100, "only {moved} could still be moved");
}

fn comments(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> =
        text.match_indices("# comment ").map(|(at, _)| &text[at..=at + text[at..].find('.').unwrap()]).collect();
    all.sort_unstable();
    all
}

/// What a snapshot says, with its keys sorted.
fn meaning(text: &str) -> Value {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(map) => {
                let sorted: BTreeMap<String, Value> =
                    map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
                Value::Object(sorted.into_iter().collect())
            }
            Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
            other => other,
        }
    }
    sorted(serde_saphyr::from_str(text).expect("YAML"))
}
