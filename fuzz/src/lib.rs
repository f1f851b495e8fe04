//! A site in a folder, and the program run on it within this process.
//!
//! The targets go in where users do: a file of a site is what libFuzzer makes up, and a command reads it. So nothing of
//! the library has to be opened for them, and a fault that is found is one that a user can meet. What ends in a message is
//! right, whatever it says; a panic, a hang and memory without end are not.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::PathBuf;

use clap::Parser;
use jiff::Timestamp;
use kalends::command::{Cli, Host, Ui};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub const SETTINGS: &str = "title: Test\nsources: { hr: { label: HR } }\nlanguage: en\n";

pub const METRICS: &str = "\
dimensions:
  hospital: { label: Hospital, members: { rh: Rigshospitalet, bfh: Bispebjerg } }
metrics:
  staff: { label: Staff, type: stock, better: higher, target: { at_least: 50 }, tolerance: 5 }
  beds: { label: Beds, type: stock, by: [hospital] }
  visits: { label: Visits, type: flow }
  hours: { label: Hours, type: flow, decimals: 1 }
  trained: { label: Trained, type: stock, format: percent }
  rate: { label: Rate, type: derived, formula: visits / staff, decimals: 2 }
";

pub const SNAPSHOTS: [(&str, &str); 2] = [
    (
        "data/2018-01.yaml",
        "period: 2018-01\nobservations:\n  staff: 50\n  beds: { values: { rh: 36, bfh: 20 } }\n  visits: 490\n  hours: 10\n  trained: 24 %\n",
    ),
    (
        "data/2018-02.yaml",
        "period: 2018-02\nobservations:\n  staff: 52 # counted by hand\n  beds:\n    values:\n      rh: 38\n      bfh: 19\n  visits: { value: 475, note: Snow }\n",
    ),
];

pub const NARRATIVE: &str = "---\ntitle: February\n---\n\n## Staff\n\nThere were {{ staff }}.\n\n{{ beds | table }}\n";

/// A site that can be built.
pub struct Site {
    folder: TempDir,
    host: Host,
}

impl Site {
    pub fn new() -> Site {
        // fuzz/run says where: in memory, and swept afterwards, for a target ends without dropping anything.
        let folder = TempDir::new().expect("a folder");
        let here = folder.path().join("site");
        let host = Host::new(here, folder.path().to_path_buf(), Vec::new(), Timestamp::UNIX_EPOCH);
        let site = Site { folder, host };
        site.write("kalends.yaml", SETTINGS);
        site.write("data/metrics.yaml", METRICS);
        SNAPSHOTS.iter().for_each(|(path, text)| site.write(path, text));
        site.write("content/2018-02.md", NARRATIVE);
        site
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("site").join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.path(path));
    }

    /// Runs a command; returns its exit code.
    pub fn run(&self, arguments: &[&str]) -> u8 {
        let mut ui = Ui::new(Box::new(io::sink()), Box::new(io::sink()), false);
        Cli::parse_from(["kalends"].iter().chain(arguments)).run(&self.host, &mut ui)
    }
}

impl Default for Site {
    fn default() -> Site {
        Site::new()
    }
}

thread_local! {
    static SITE: Site = Site::new();
}

/// The site that a target uses for all that is made up.
pub fn on_site(body: impl FnOnce(&Site)) {
    SITE.with(body);
}

/// A made-up text in several parts, between which stand bytes of zero; those that are missing are empty.
pub fn parts<const COUNT: usize>(bytes: &[u8]) -> [&[u8]; COUNT] {
    let mut parts = bytes.split(|byte| *byte == 0);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Packs the parts of a workbook.
pub fn packed(all: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in all {
        zip.start_file(*name, stored).expect("a part");
        zip.write_all(bytes).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// Mappings for tables of many shapes, by name.
pub const IMPORTS: &str = r#"
plain: { metrics: { staff: Staff } , period: Month }
across: { across: period, dates: [mmm-yy, yyyy-mm], ignore: [Total], until: [Total, ""], fill: down, metrics: { beds: { by: { hospital: Ward }, empty: skip } } }
two: { header: [1, 2], across: [hospital, period], dates: mmm yyyy, where: { Item: Beds }, hidden: skip, metrics: { beds: {} } }
days: { dates: [dd-mm-yyyy, yyyy-mm-dd], where: { Day: { from: "2018-01-01", to: "{last_day}" } }, period: Day, later: skip, metrics: { staff: { value: Name, aggregate: distinct }, hours: { value: [A, B], aggregate: sum, unit: h, scale: 2, duration: hours }, visits: { aggregate: count } } }
marked: { period: [Year, Month], dates: yyyy mmm, fill: down, short: take, markers: { "-": zero, "<5": hidden, "*": { behind: early } }, metrics: { beds: { value: N, by: { hospital: Ward }, aggregate: last }, trained: { value: P, aggregate: mean } } }
weeks: { period: Week, weeks: thursday, metrics: { visits: { value: N, aggregate: sum } } }
places: { header: none, columns: { A: A, B: 2, C: { heading: x, number: 1 } }, metrics: { hours: { value: { plus: A, minus: B }, cumulative: true } } }
"#;

/// Imports a made-up extract without a mapping and by each of [`IMPORTS`]; nothing is written.
pub fn import(site: &Site, file: &str, bytes: &[u8]) {
    site.write(file, bytes);
    for arguments in [&["--period", "2018-02"][..], &[], &["--decimal", ","]] {
        site.run(&[&["import", file, "--dry-run"], arguments].concat());
    }
    for name in ["plain", "across", "two", "days", "marked", "weeks", "places"] {
        site.run(&["import", file, "--as", name, "--period", "2018-02", "--dry-run"]);
    }
}
