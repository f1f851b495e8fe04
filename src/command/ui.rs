//! What a command says: results on standard output, faults and what was done on standard error, and how far it is.
//!
//! A command hands over what it has to say while it works. All of it is printed at the end, faults first, so that what
//! a command did is the last line on a terminal.

#![expect(clippy::disallowed_methods, reason = "stages are timed here; nothing that is built depends on it")]

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::args::{FaultForm, FaultFormat, FormatArgs};
use super::host::Host;
use crate::diag::{self, Diagnostics};
use crate::load;

/// A stream of text to whoever called.
pub type Stream = Box<dyn Write + Send>;

/// Work that takes longer shows on a terminal.
const PATIENCE: Duration = Duration::from_millis(500);
/// So often the line on the terminal is looked at anew.
const REFRESH: Duration = Duration::from_millis(200);

/// The standard streams of a process, and what is yet to be said on them.
pub struct Ui {
    out: Stream,
    faults: Faults,
    /// The stage shows on a terminal while it lasts.
    is_terminal: bool,
    is_quiet: bool,
    is_timed: bool,
    /// What a failed command left undone, such as "nothing was written".
    undone: &'static str,
    printed: Vec<u8>,
    said: String,
    stages: Vec<(&'static str, Instant)>,
    progress: Arc<Progress>,
    shown: Option<Arc<Shown>>,
}

/// How many reports of how many are made in a stage. Threads that make them share it.
#[derive(Default)]
pub struct Progress {
    done: AtomicUsize,
    /// None where the stage counts nothing.
    of: AtomicUsize,
}

/// Prints faults, from other threads too.
#[derive(Clone)]
pub struct Faults {
    err: Arc<Mutex<Stream>>,
    form: FaultForm,
}

/// The stage that a line on the terminal names; `None` when all is done.
struct Shown {
    stage: Mutex<Option<&'static str>>,
    changed: Condvar,
    progress: Arc<Progress>,
}

impl Ui {
    /// For standard output and standard error. `is_terminal`: someone may watch standard error.
    pub fn new(out: Stream, err: Stream, is_terminal: bool) -> Ui {
        Ui {
            out,
            faults: Faults { err: Arc::new(Mutex::new(err)), form: FormatArgs { format: FaultFormat::Human }.into() },
            is_terminal,
            is_quiet: false,
            is_timed: false,
            undone: "",
            printed: Vec::new(),
            said: String::new(),
            stages: Vec::new(),
            progress: Arc::default(),
            shown: None,
        }
    }

    /// In which form faults are printed. `undone` is said with the number of errors, for people.
    pub fn faults_as(&mut self, form: impl Into<FaultForm>, undone: &'static str) {
        self.faults.form = form.into();
        self.undone = undone;
    }

    /// Nothing but faults and results is printed.
    pub fn quiet(&mut self, is_quiet: bool) {
        self.is_quiet = is_quiet;
    }

    /// How long each stage took is printed.
    pub fn timed(&mut self, is_timed: bool) {
        self.is_timed = is_timed;
    }

    /// Takes a result for standard output.
    pub fn print(&mut self, text: impl AsRef<[u8]>) {
        self.printed.extend_from_slice(text.as_ref());
    }

    /// Takes paths for standard output, one a line, as they are best read from where the process runs.
    pub fn print_paths(&mut self, paths: &[PathBuf], host: &Host) {
        for path in paths {
            self.print(format!("{}\n", host.shown(path)));
        }
    }

    /// Takes a line on what was done, for people on standard error.
    pub fn say(&mut self, line: &str) {
        if !self.is_quiet && self.faults.form.format == FaultFormat::Human {
            self.said.push_str(line);
            self.said.push('\n');
        }
    }

    /// Begins a stage.
    pub fn stage(&mut self, name: &'static str) {
        self.stages.push((name, Instant::now()));
        self.progress.begin(0);
        if !self.is_terminal || self.is_quiet || self.faults.form.format != FaultFormat::Human {
            return;
        }
        match &self.shown {
            Some(shown) => shown.set(Some(name)),
            None => self.shown = Some(Shown::begin(name, self.progress.clone(), self.faults.err.clone())),
        }
    }

    /// Begins to count the reports of the stage, of which there are so many. Whoever makes one says so with
    /// [`Progress::step`].
    pub fn count(&mut self, of: usize) -> Arc<Progress> {
        self.progress.begin(of);
        self.progress.clone()
    }

    /// Hands out what prints faults while the command goes on.
    pub fn faults(&self) -> Faults {
        self.faults.clone()
    }

    /// Prints everything that was handed over: faults, results, and what was done. Where `is_done` is false, what was
    /// left undone is said.
    pub fn flush(&mut self, diags: &Diagnostics, is_done: bool) {
        self.end_stages();
        self.faults.print(diags, if is_done { "" } else { self.undone });
        // Whoever closed the other end of a pipe has read enough.
        let _ = self.out.write_all(&std::mem::take(&mut self.printed)).and_then(|()| self.out.flush());
        let _ = self.faults.err().write_all(std::mem::take(&mut self.said).as_bytes());
    }

    fn end_stages(&mut self) {
        if let Some(shown) = self.shown.take() {
            shown.set(None);
            let _ = write!(self.faults.err(), "\r\x1b[K");
        }
        let ends = self.stages.iter().skip(1).map(|(_, begun)| *begun).chain([Instant::now()]);
        let mut text = String::new();
        for ((name, begun), end) in self.stages.iter().zip(ends.collect::<Vec<_>>()) {
            text.push_str(&format!("{:>8.1} ms  {name}\n", (end - *begun).as_secs_f64() * 1000.0));
        }
        if let Some((_, first)) = self.stages.first().filter(|_| self.is_timed) {
            text.push_str(&format!("{:>8.1} ms  in all\n", first.elapsed().as_secs_f64() * 1000.0));
            let _ = self.faults.err().write_all(text.as_bytes());
        }
        self.stages.clear();
    }
}

impl Faults {
    /// Prints the faults and, for people, how many there are, with `ending` behind it.
    pub fn print(&self, diags: &Diagnostics, ending: &str) {
        let text = match self.form.format {
            FaultFormat::Json => diag::print::json_lines(diags),
            FaultFormat::Sarif => diag::sarif::document(diags),
            FaultFormat::Human => {
                let counts = diag::print::counts(diags);
                let ending = if ending.is_empty() || counts.is_empty() { String::new() } else { format!("; {ending}") };
                let counts = if counts.is_empty() { counts } else { format!("{counts}{ending}\n") };
                diag::print::human(diags, self.form.how_many) + &counts
            }
        };
        let _ = self.err().write_all(text.as_bytes());
    }

    fn err(&self) -> MutexGuard<'_, Stream> {
        self.err.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    fn begin(&self, of: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    /// One more is made.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// "build … 340 of 1708 reports"; without a number where there is nothing to count.
    fn line(&self, stage: &str) -> String {
        match self.of.load(Ordering::Relaxed) {
            0 => format!("{stage} …"),
            of => format!("{stage} … {} of {}", self.done.load(Ordering::Relaxed), counted(of, "report")),
        }
    }
}

impl Shown {
    /// Shows the stage in a line of its own as soon as the work has lasted for a while.
    fn begin(stage: &'static str, progress: Arc<Progress>, err: Arc<Mutex<Stream>>) -> Arc<Shown> {
        let shown = Arc::new(Shown { stage: Mutex::new(Some(stage)), changed: Condvar::new(), progress });
        let watched = shown.clone();
        std::thread::spawn(move || {
            let stage = watched.lock();
            let waited = watched.changed.wait_timeout_while(stage, PATIENCE, |stage| stage.is_some());
            let mut stage = waited.unwrap_or_else(PoisonError::into_inner).0;
            let mut last = String::new();
            while let Some(name) = *stage {
                let line = watched.progress.line(name);
                if line != last {
                    let _ = write!(err.lock().unwrap_or_else(PoisonError::into_inner), "\r\x1b[K{line}");
                    last = line;
                }
                let next = watched.changed.wait_timeout_while(stage, REFRESH, |stage| *stage == Some(name));
                stage = next.unwrap_or_else(PoisonError::into_inner).0;
            }
        });
        shown
    }

    fn set(&self, stage: Option<&'static str>) {
        *self.lock() = stage;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Option<&'static str>> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// "1 report", "14 pages".
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Whether a text has a letter or digit, and no sign that moves or hides what is printed beside it.
pub fn is_readable(text: &str) -> bool {
    // What joins letters and emoji is no such sign.
    let steers = |letter: char| {
        let is_invisible = matches!(letter,
            '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        letter.is_control() || is_invisible
    };
    text.chars().any(char::is_alphanumeric) && !text.chars().any(steers)
}

/// What was written as a reason, in one line; `None` where it cannot be read, or has no letter.
pub fn one_line(written: &str) -> Option<String> {
    let line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_readable(&line) && load::is_reason(&line)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_says_how_many_reports_of_how_many_are_made() {
        let progress = Progress::default();
        assert_eq!(progress.line("load"), "load …");
        progress.begin(1708);
        progress.step();
        progress.step();
        assert_eq!(progress.line("build"), "build … 2 of 1708 reports");
        progress.begin(0);
        assert_eq!(progress.line("write"), "write …");
    }

    /// Standard error that is read back.
    struct Err(Arc<Mutex<Vec<u8>>>);
    impl Write for Err {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("the bytes").write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What somebody who watches a terminal sees of work that lasts for a second.
    fn watched(is_terminal: bool, is_quiet: bool) -> String {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut ui = Ui::new(Box::new(std::io::sink()), Box::new(Err(seen.clone())), is_terminal);
        ui.quiet(is_quiet);
        ui.stage("build");
        let progress = ui.count(3);
        std::thread::sleep(PATIENCE + REFRESH);
        progress.step();
        std::thread::sleep(2 * REFRESH);
        ui.flush(&Diagnostics::default(), true);
        let bytes = seen.lock().expect("the bytes").clone();
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn progress_shows_on_a_terminal_alone_and_not_to_whoever_wants_quiet() {
        let seen = watched(true, false);
        assert!(seen.contains("build … 0 of 3 reports") && seen.contains("build … 1 of 3 reports"), "{seen:?}");
        assert!(seen.ends_with("\r\x1b[K"), "{seen:?}");
        assert_eq!(watched(true, true), "");
        assert_eq!(watched(false, false), "");
    }
}
