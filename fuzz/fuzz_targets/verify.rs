//! A published page that somebody, or a program on the way, has changed.
#![no_main]

use std::cell::Cell;
use std::fs;

use kalends_fuzz::on_site;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static IS_BUILT: Cell<bool> = const { Cell::new(false) };
}

fuzz_target!(|bytes: &[u8]| {
    on_site(|site| {
        // A destination is looked for where the process runs.
        let output = site.path("output").to_string_lossy().into_owned();
        if !IS_BUILT.replace(true) {
            assert_eq!(site.run(&["build"]), 0, "the site can be built");
            assert_eq!(site.run(&["verify", &output]), 0, "what was built is what it should be");
        }
        let Some((first, text)) = bytes.split_first() else { return };
        let path = ["output/2018-02/index.html", "output/2018-02/figures.json", "output/index.html"][usize::from(*first) % 3];
        let before = fs::read(site.path(path)).expect("a page");
        site.write(path, text);
        site.run(&["verify", &output]);
        site.write(path, before);
    });
});
