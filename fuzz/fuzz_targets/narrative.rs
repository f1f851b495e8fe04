//! The text of a report: template, references and Markdown.
#![no_main]

use kalends_fuzz::on_site;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    on_site(|site| {
        site.write("content/2018-02.md", bytes);
        site.run(&["check"]);
    });
});
