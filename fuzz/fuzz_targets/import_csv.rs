//! An extract in CSV, in any encoding.
#![no_main]

use kalends_fuzz::{IMPORTS, import, on_site};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    on_site(|site| {
        site.write("data/_imports.yaml", IMPORTS);
        import(site, "extract.csv", bytes);
    });
});
