//! What was published and who approved it.
#![no_main]

use kalends_fuzz::{on_site, parts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [ledger, approvals] = parts(bytes);
    on_site(|site| {
        site.write("ledger.jsonl", ledger);
        site.write("approvals.yaml", approvals);
        site.run(&["status"]);
        site.run(&["check", "--approved"]);
    });
});
