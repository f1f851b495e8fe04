//! A workbook in OpenDocument, whose content is made up.
#![no_main]

use kalends_fuzz::{IMPORTS, import, on_site, packed, parts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [content, manifest] = parts(bytes);
    let bytes = packed(&[("content.xml", content), ("META-INF/manifest.xml", manifest)]);
    on_site(|site| {
        site.write("data/_imports.yaml", IMPORTS);
        import(site, "extract.ods", &bytes);
    });
});
