//! How long it takes to read a site and to compute one report of it, against merely reading its files, for one, two and
//! four times as many observations. Times that grow like the observations, and ratios that stay, are what to look for.
//!
//! Asserts nothing: machines differ. Run with `cargo bench --bench load`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program of its own that times and prints"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use kalends::base::period::Period;
use kalends::compute::{self, Book};
use kalends::diag::Diagnostics;
use kalends::load;

const MONTHS: i32 = 120;
const MEMBERS: usize = 100;
const METRICS: usize = 6;

/// Each measurement is the best of so many.
const ROUNDS: usize = 5;

fn main() {
    println!("{MONTHS} months, {METRICS} metrics; the best of {ROUNDS} rounds on one core");
    println!("observations  read bytes       load    compute    ratio  ns/observation  peak memory so far");
    for times in [1, 2, 4] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_site(folder.path(), MEMBERS * times);
        measure(folder.path(), MEMBERS * times);
    }
}

fn write_site(root: &Path, members: usize) {
    let write = |path: String, text: String| fs::write(root.join(path), text).expect("can be written");
    fs::create_dir(root.join("data")).expect("a folder");
    fs::create_dir(root.join("content")).expect("a folder");
    write("kalends.yaml".to_owned(), "title: Large\n".to_owned());
    let names: Vec<String> = (0..members).map(|member| format!("m{member}: M{member}")).collect();
    let mut catalog = format!("dimensions:\n  h: {{ members: {{ {} }} }}\nmetrics:\n", names.join(", "));
    for metric in 0..METRICS {
        let kind = if metric % 2 == 0 { "flow" } else { "stock" };
        let _ = writeln!(catalog, "  f{metric}: {{ type: {kind}, by: [h] }}");
    }
    write("data/metrics.yaml".to_owned(), catalog);
    for period in months() {
        let mut text = format!("period: {period}\nobservations:\n");
        for metric in 0..METRICS {
            let _ = writeln!(text, "  f{metric}:\n    values:");
            for member in 0..members {
                let _ = writeln!(text, "      m{member}: {}", 100 + member * (metric + 1) % 977);
            }
        }
        write(format!("data/{period}.yaml"), text);
    }
    let last = months().next_back().expect("at least one");
    write(format!("content/{last}.md"), "---\ntitle: Report\n---\n{{ f0 }}\n".to_owned());
}

fn months() -> impl DoubleEndedIterator<Item = Period> {
    Period::month(2008, 1).through(Period::month(2008, 1).plus(MONTHS - 1))
}

fn measure(root: &Path, members: usize) {
    let observations = u128::try_from(members * METRICS).unwrap_or(0) * MONTHS.unsigned_abs() as u128;
    let last = months().next_back().expect("at least one");
    let bytes = best(|| {
        for period in months() {
            std::hint::black_box(fs::read(root.join(format!("data/{period}.yaml"))).expect("can be read"));
        }
    });
    let load = best(|| std::hint::black_box(site(root)));
    let inputs = site(root);
    let compute = best(|| {
        let book = Book::new(&inputs.catalog, &inputs.snapshots, inputs.longest_report());
        std::hint::black_box(compute::figures(book.known_in(last), last, inputs.settings.history, None))
    });
    let both = load + compute;
    println!(
        "{observations:>12} {:>8.1} ms {:>7.1} ms {:>7.1} ms {:>7.0}x {:>15}  {}",
        milliseconds(bytes),
        milliseconds(load),
        milliseconds(compute),
        both.as_secs_f64() / bytes.as_secs_f64(),
        both.as_nanos() / observations,
        peak_memory().unwrap_or_default()
    );
}

fn site(root: &Path) -> load::Site {
    load::site(root, &mut Diagnostics::default()).expect("the site has no faults")
}

fn best<T>(work: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        drop(work());
        start.elapsed()
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The most memory that this process has held, where the system tells.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}
