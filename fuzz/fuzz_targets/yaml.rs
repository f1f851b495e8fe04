//! Settings, catalog, a snapshot and imports: one of them is made up, and the site is checked.
#![no_main]

use kalends_fuzz::{IMPORTS, METRICS, SETTINGS, SNAPSHOTS, on_site};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else { return };
    let files = [("kalends.yaml", SETTINGS), ("data/metrics.yaml", METRICS), SNAPSHOTS[1], ("data/_imports.yaml", IMPORTS)];
    let (path, usual) = files[usize::from(*first) % files.len()];
    on_site(|site| {
        site.write(path, text);
        site.run(&["check"]);
        site.write(path, usual);
    });
});
