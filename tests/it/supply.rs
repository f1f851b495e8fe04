//! What kalends is made of, as Cargo.lock and Cargo.toml say it. `tests/supply` asks Cargo and cargo-deny for the rest.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::project::{files_below, repository};

/// Of Cargo.lock, for all systems and features. Whoever changes it says in the commit what came or went.
const PACKAGES: usize = 460;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands in quotes after `key = ` at the begin of a line.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))?;
    line.trim_start_matches('"').split('"').next()
}

/// The packages of a lock file that anybody could have put there: neither from crates.io with a checksum, nor kalends.
fn foreign(lock: &str) -> Vec<&str> {
    let is_known = |package: &&str| match value(package, "source") {
        Some(source) => source == CRATES_IO && value(package, "checksum").is_some_and(|sum| sum.len() == 64),
        None => value(package, "name") == Some("kalends"),
    };
    lock.split("[[package]]\n").skip(1).filter(|package| !is_known(package)).collect()
}

/// The features that a manifest has, without `default`.
fn features(manifest: &str) -> BTreeSet<&str> {
    let section = manifest.split("[features]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = [")?.0)).filter(|name| *name != "default").collect()
}

/// What the packaged crate holds, as Cargo.toml says it: files, and folders with all that is in them.
fn packed(manifest: &str) -> Vec<&str> {
    let list = manifest.split("\ninclude = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
    list.split('"').filter_map(|part| part.strip_prefix('/')).collect()
}

/// The files that a source includes by name, by their path from the repository.
fn included(source: &Path, text: &str) -> Vec<PathBuf> {
    let names = ["include_str!(\"", "include_bytes!(\""].into_iter().flat_map(|begin| text.split(begin).skip(1));
    let resolved = |name: &str| {
        let mut path = source.parent().expect("a folder").to_path_buf();
        for part in Path::new(name).components() {
            match part {
                Component::ParentDir => _ = path.pop(),
                part => path.push(part),
            }
        }
        path
    };
    names.filter_map(|rest| Some(resolved(rest.split('"').next()?))).collect()
}

#[test]
fn the_packaged_crate_holds_what_its_sources_include() {
    let manifest = text("Cargo.toml");
    let packed = packed(&manifest);
    assert!(packed.contains(&"src"), "{packed:?}");
    let sources = files_below(&repository("src"));
    let files: BTreeSet<PathBuf> = sources
        .iter()
        .flat_map(|(path, bytes)| included(&Path::new("src").join(path), &String::from_utf8_lossy(bytes)))
        .collect();
    assert!(files.len() > 10, "{files:?}");
    let missing: Vec<&PathBuf> =
        files.iter().filter(|file| !packed.iter().any(|part| file.starts_with(part))).collect();
    assert!(missing.is_empty(), "`include` in Cargo.toml lacks {missing:?}");
}

#[test]
fn no_package_comes_unseen() {
    let count = text("Cargo.lock").matches("[[package]]\n").count();
    assert_eq!(count, PACKAGES, "Cargo.lock has another number of packages: say here how many, and in the commit why");
}

#[test]
fn every_package_comes_from_crates_io_with_a_checksum() {
    assert_eq!(foreign(&text("Cargo.lock")), Vec::<&str>::new());
}

#[test]
fn a_package_from_elsewhere_is_found() {
    let sum = "0".repeat(64);
    let lock = format!(
        "version = 4\n\n[[package]]\nname = \"kalends\"\nversion = \"1.0.0\"\n\n\
         [[package]]\nname = \"good\"\nsource = \"{CRATES_IO}\"\nchecksum = \"{sum}\"\n\n\
         [[package]]\nname = \"unsealed\"\nsource = \"{CRATES_IO}\"\n\n\
         [[package]]\nname = \"branch\"\nsource = \"git+https://example.org/branch\"\nchecksum = \"{sum}\"\n\n\
         [[package]]\nname = \"beside\"\nversion = \"1.0.0\"\n"
    );
    let found: Vec<_> = foreign(&lock).into_iter().filter_map(|package| value(package, "name")).collect();
    assert_eq!(found, ["unsealed", "branch", "beside"]);
}

#[test]
fn the_oldest_rust_is_the_same_wherever_it_is_stated() {
    let manifest = text("Cargo.toml");
    let oldest = value(&manifest, "rust-version").expect("Cargo.toml states it");
    let stated = format!("[Rust](https://www.rust-lang.org/tools/install) {oldest} or newer");
    assert!(text("README.md").contains(&stated), "README.md states another one than {oldest}");
    let stated = format!("compiles kalends: {oldest} today");
    assert!(text("docs/versions.md").contains(&stated), "docs/versions.md states another one than {oldest}");
}

#[test]
fn each_feature_is_tried_by_itself() {
    let manifest = text("Cargo.toml");
    let all = features(&manifest);
    assert!(all.contains("serve"), "no features were found");
    let names: Vec<&str> = all.iter().copied().collect();
    let workflow = format!("features: [\"\", {}]", names.join(", "));
    assert!(text(".github/workflows/ci.yml").contains(&workflow), "ci.yml lacks {workflow}");
    let script = format!("for features in \"\" {}; do", names.join(" "));
    assert!(text("tests/run").contains(&script), "tests/run lacks {script}");
}
