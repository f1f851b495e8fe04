//! The formula of a metric: read, and computed by a check of the site.
#![no_main]

use kalends::command::import::edit::scalar;
use kalends::model::formula::Formula;
use kalends_fuzz::{METRICS, on_site};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::parse(text) else { return };
    formula.targets();
    formula.inputs();
    on_site(|site| {
        site.write("data/metrics.yaml", format!("{METRICS}  made_up: {{ type: derived, formula: {} }}\n", scalar(text)));
        site.run(&["check"]);
    });
});
