//! A fingerprint of the program: what its sources and built-in templates hash to.
//!
//! A build of a site is skipped when nothing that decides its pages has changed, and the program is one of those
//! things. Its sources hash alike on every machine, which its binary would not.

#![expect(clippy::disallowed_methods, reason = "reads the sources, before there is a program")]

use walkdir::WalkDir;
use xxhash_rust::xxh3::Xxh3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut hash = Xxh3::new();
    for root in ["Cargo.lock", "src", "templates"] {
        println!("cargo::rerun-if-changed={root}");
        for entry in WalkDir::new(root).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                hash.update(entry.path().to_string_lossy().replace('\\', "/").as_bytes());
                hash.update(&std::fs::read(entry.path())?);
            }
        }
    }
    println!("cargo::rustc-env=KALENDS_PROGRAM={:032x}", hash.digest128());
    Ok(())
}
