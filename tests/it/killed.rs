//! A run that is killed at any moment leaves the old version or the new one, whole, and the next run clears up.
//!
//! `KALENDS_KILLS=200` kills as often; without it a few times, so that the suite stays quick.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::project::files_below;
use crate::publish::{staff, whole};

/// Numbers that look random and are the same in every run (xorshift).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// How often a test kills: as often as is asked for, or else a few times.
pub fn kills(few: u64) -> u64 {
    std::env::var("KALENDS_KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(few)
}

#[test]
fn killed_at_any_moment_the_published_folder_is_one_whole_version() {
    let kills = kills(20);
    let months: Vec<String> = (1..=9).map(|month| format!("2018-{month:02}")).collect();
    let project = staff(&months.iter().map(String::as_str).collect::<Vec<_>>());
    let (public, www) = (project.path("public"), project.path("public/www"));
    let command = |what: &[&str]| {
        let mut command = project.command(what);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let publish = ["publish", "public/www", "--keep", "2"];
    assert!(command(&publish).status().expect("it starts").success());
    project.write("kalends.yaml", "title: Timed");
    let begun = Instant::now();
    assert!(command(&publish).status().expect("it starts").success());
    let whole_run = u64::try_from(begun.elapsed().as_micros()).expect("a short run");

    let mut dice = Dice(0x2018_0217);
    let mut seen = BTreeSet::new();
    let mut before = whole(&www);
    let mut shown = Vec::new();
    let mut ended = 0;
    for kill in 0..kills {
        let title = format!("title: Version {kill}");
        project.write("kalends.yaml", &title);
        // What is published differs, so each version has lines of its own in the ledger.
        project.write(
            "content/_report.md",
            format!("---\nedition: Version {kill}.\nkeep_edition: false\n---\nThere are {{{{ staff }}}} in version {kill}.\n"),
        );
        // Now and then a version is put back, or the folder is changed file by file.
        let mut child = match kill % 8 {
            6 => command(&["publish", "public/www", "--rollback"]),
            7 => command(&["publish", "public/www", "--in-place"]),
            _ => command(&publish),
        };
        let mut child = child.spawn().expect("it starts");
        // Towards the end there is more to go wrong.
        let moment = match kill % 3 {
            0 => dice.below(whole_run * 5 / 4),
            _ => whole_run * 3 / 4 + dice.below(whole_run / 2),
        };
        std::thread::sleep(Duration::from_micros(moment));
        let has_ended = child.try_wait().expect("its state").is_some();
        ended += u64::from(has_ended);
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        if kill % 8 == 7 {
            // Promised is only that the next run completes it.
            assert!(command(&["publish", "public/www", "--in-place"]).status().expect("it starts").success());
        }
        if !www.exists() {
            // Between two renames, where the file system knows no exchange: the next run puts it right.
            assert!(public.join(".kalends-old.www").exists(), "{kill}: the folder is gone");
            continue;
        }
        let now = whole(&www);
        let is_old = now == before;
        let page = String::from_utf8_lossy(&now["index.html"]).into_owned();
        let is_new = page.contains(&format!("Version {kill}<")) || kill % 8 == 6;
        assert!(is_old || is_new, "{kill}: a version that was not asked for");
        seen.insert(is_old);
        if is_new && kill % 8 != 6 {
            shown.push(kill);
        }
        before = now;
    }
    assert_eq!(seen.len(), 2, "all {kills} kills came before the swap, or all after it ({ended} after the end)");

    project.write("kalends.yaml", "title: At last");
    assert!(command(&publish).status().expect("it starts").success());
    whole(&www);
    let names = |folder: &std::path::Path| -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&public), [".kalends-versions.www", "www"]);
    let versions = names(&public.join(".kalends-versions.www"));
    assert!(versions.len() <= 3, "the log and two versions, not {versions:?}");
    for version in versions.iter().filter(|name| *name != "log.jsonl") {
        assert_eq!(version.len(), 32, "{version} was left");
        whole(&public.join(".kalends-versions.www").join(version));
    }
    let ledger = project.read("ledger.jsonl");
    let of_first = ledger.lines().filter(|line| line.contains("\"report\":\"2018-01\"")).count();
    // The first one, the one that was timed, each that readers saw, and the last.
    assert_eq!(of_first, shown.len() + 3, "versions {shown:?} were seen");
    let hidden: Vec<String> = names(project.root()).into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(hidden, [""; 0], "something was left in the site's folder");
}

#[test]
fn killed_while_it_changes_a_folder_in_place_every_file_is_whole_and_the_next_run_completes_it() {
    let project = staff(&["2018-01", "2018-02", "2018-03"]);
    let www = project.path("www");
    let command = || {
        let mut command = project.command(["publish", "www", "--in-place"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert!(command().status().expect("it starts").success());
    project.write("kalends.yaml", "title: Timed");
    let begun = Instant::now();
    assert!(command().status().expect("it starts").success());
    let whole_run = u64::try_from(begun.elapsed().as_micros()).expect("a short run");
    let mut dice = Dice(0x2018_0311);
    let mut halfway = 0;
    let mut before = whole(&www);
    let kills = kills(12);
    for kill in 0..kills {
        project.write("kalends.yaml", format!("title: Version {kill}"));
        project.write(
            "content/_report.md",
            format!("---\nedition: Version {kill}.\n---\nThere are {{{{ staff }}}} in version {kill}.\n"),
        );
        let mut child = command().spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(whole_run / 3 + dice.below(whole_run)));
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        let found = files_below(&www);
        assert!(command().status().expect("it starts").success());
        let after = whole(&www);
        assert_eq!(fs::read_dir(&www).expect("the folder").count(), names_above(&after), "{kill}: something was left");
        for (name, bytes) in found.iter().filter(|(name, _)| after.contains_key(*name) && *name != "manifest.json") {
            let is_whole = before.get(name) == Some(bytes) || after.get(name) == Some(bytes);
            assert!(is_whole, "{kill}: {name} is of neither version");
        }
        halfway += u64::from(found != before && found != after);
        before = after;
    }
    println!("{halfway} of {kills} kills left a mix of two versions");
    let ledger = project.read("ledger.jsonl");
    let of_first = ledger.lines().filter(|line| line.contains("\"report\":\"2018-01\"")).count();
    // The first one, the one that was timed, and each that the next run completed; once each.
    assert_eq!(u64::try_from(of_first).expect("a few"), kills + 2);
}

/// How many names there are in the folder itself.
fn names_above(files: &std::collections::BTreeMap<String, Vec<u8>>) -> usize {
    files.keys().map(|name| name.split('/').next()).collect::<BTreeSet<_>>().len()
}

/// What the site says, month by month.
fn amounts(project: &crate::project::Project) -> Vec<String> {
    let inputs = kalends::load::site(project.root(), &mut kalends::diag::Diagnostics::default()).expect("a site");
    let observations = inputs.snapshots.iter().flat_map(|snapshot| &snapshot.observations);
    observations.map(|observation| observation.value.map(|value| value.to_string()).unwrap_or_default()).collect()
}

#[test]
fn an_import_that_is_killed_has_changed_all_months_or_none_and_the_next_run_clears_up() {
    let months: Vec<String> = (1..=9).map(|month| format!("2018-{month:02}")).collect();
    let project = staff(&months.iter().map(String::as_str).collect::<Vec<_>>());
    project.edit("data/metrics.yaml", "metrics:", "metrics:\n  beds: { label: Beds, type: stock }");
    let rows: String = months.iter().map(|month| format!("beds;{month};7\n")).collect();
    project.write("extract.csv", format!("metric;period;value\n{rows}"));
    let before = project.files("data");
    let reset = || before.iter().for_each(|(name, bytes)| project.write(&format!("data/{name}"), bytes));
    let command = || {
        let mut command = project.command(["import", "extract.csv"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    assert!(command().status().expect("it starts").success());
    let whole_run = u64::try_from(begun.elapsed().as_micros()).expect("a short run");
    let mut dice = Dice(0x2018_0403);
    let mut seen = BTreeSet::new();
    for kill in 0..kills(15) {
        reset();
        let mut child = command().spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(whole_run / 2 + dice.below(whole_run * 3 / 4)));
        // A build beside it reads one state.
        let beside = amounts(&project).len();
        assert!(beside == 9 || beside == 18, "{kill}: {beside} amounts");
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        let after = amounts(&project).len();
        assert!(after == 9 || after == 18, "{kill}: {after} amounts");
        seen.insert(after);
        // The next run ends what this one promised.
        assert!(command().status().expect("it starts").success());
        assert_eq!(amounts(&project).len(), 18);
    }
    println!("{seen:?} amounts were seen after {} kills", kills(15));
    let left: Vec<String> = project.files("").into_keys().filter(|name| name.contains(".kalends")).collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn what_a_killed_run_was_still_to_write_is_read_and_then_written() {
    let project = staff(&["2018-01", "2018-02"]);
    let (first, second) = (project.read("data/2018-01.yaml"), project.read("data/2018-02.yaml"));
    let changed = |text: &str| text.replace("20", "90").replace("21", "90").replace("9018", "2018");
    let one = |path: &str, text: &str| {
        let before = kalends::base::digest::sha256(text.as_bytes());
        serde_json::json!({ "path": path, "before": before, "after": changed(text) })
    };
    let promise = serde_json::json!([one("data/2018-01.yaml", &first), one("data/2018-02.yaml", &second)]).to_string();
    project.write("data/2018-01.yaml", changed(&first));
    project.write(".kalends-changing.json", &promise);
    assert_eq!(amounts(&project), ["90", "90"]);
    assert_eq!(project.read("data/2018-02.yaml"), second, "who reads writes nothing");
    project.run(["new", "2018-03"]).fine();
    project.remove("data/2018-03.yaml");
    assert_eq!(project.read("data/2018-02.yaml"), changed(&second));
    assert!(!project.path(".kalends-changing.json").exists());
    // Half of it is none, and neither is a file that somebody changed since.
    for text in [&promise[..promise.len() / 2], "[]", "{}", "[{\"path\":\"../x\",\"before\":null,\"after\":\"\"}]"] {
        project.write(".kalends-changing.json", text);
        assert_eq!(amounts(&project).len(), 2, "{text}");
    }
}
