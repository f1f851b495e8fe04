//! A snapshot that is made up, and an import into it: what is written says what was meant, and a second import and the
//! house's form change no figure.
#![no_main]

use std::fs;

use kalends::diag::Diagnostics;
use kalends::load;
use kalends::model::snapshot::Observation;
use kalends_fuzz::{SNAPSHOTS, Site, on_site};
use libfuzzer_sys::fuzz_target;

const EXTRACT: &str = "metric,period,hospital,value,note\nstaff,2018-02,,61,\nbeds,2018-02,rh,40,\nbeds,2018-02,bfh,21,\n\
                       hours,2018-02,,7.5,\"a: #b\"\nvisits,2018-01,,7,Late\n";

/// What the site states, without where; `None` where it cannot be read.
fn stated(site: &Site) -> Option<Vec<String>> {
    let reported = load::reported(&site.path(""), &mut Diagnostics::default()).ok()?;
    let said = |observation: &Observation| {
        let Observation { metric, period, cell, snapshot, value, status, as_of, note, source, .. } = observation;
        format!("{metric} {period} {cell:?} {snapshot} {value:?} {status:?} {as_of:?} {note:?} {source:?}")
    };
    let all = reported.snapshots.iter().flat_map(|snapshot| &snapshot.observations);
    let mut all: Vec<String> = all.map(said).collect();
    all.sort();
    Some(all)
}

fuzz_target!(|bytes: &[u8]| {
    on_site(|site| {
        let (path, usual) = SNAPSHOTS[1];
        site.write(path, bytes);
        site.write("extract.csv", EXTRACT);
        let import = ["import", "extract.csv", "--period", "2018-02", "--reason", "Late", "--replace"];
        if site.run(&import) == 0 {
            let after = stated(site).expect("what an import wrote can be read");
            let text = fs::read(site.path(path)).expect("a snapshot");
            assert_eq!(site.run(&import), 0, "it can be done twice");
            assert!(text == fs::read(site.path(path)).expect("a snapshot"), "a second import changes something");
            site.run(&["fmt"]);
            assert_eq!(stated(site).as_ref(), Some(&after), "the house's form changes a figure");
        }
        site.write(path, usual);
        site.write(SNAPSHOTS[0].0, SNAPSHOTS[0].1);
    });
});
