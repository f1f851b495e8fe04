//! A fingerprint of the program: what its sources and built-in templates hash to.
//!
//! A build of a site is skipped when nothing that decides its pages has changed, and the program is one of those
//! things. Its sources hash alike on every machine, which its binary would not.
//!
//! And the stack of the program's first thread: Windows would give it an eighth of what Linux and macOS do, too little for
//! the deepest YAML that is read.

#![expect(clippy::disallowed_methods, reason = "reads the sources and the target, before there is a program")]

use walkdir::WalkDir;
use xxhash_rust::xxh3::Xxh3;

/// In bytes, as on Linux.
const STACK: usize = 8 << 20;

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
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    match (target("OS").as_str(), target("ENV").as_str()) {
        ("windows", "msvc") => println!("cargo::rustc-link-arg-bins=/STACK:{STACK}"),
        ("windows", _) => println!("cargo::rustc-link-arg-bins=-Wl,--stack,{STACK}"),
        _ => {}
    }
    println!("cargo::rustc-env=KALENDS_PROGRAM={:032x}", hash.digest128());
    Ok(())
}
