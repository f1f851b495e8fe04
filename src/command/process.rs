//! Another program, run to its end or to the end of patience: what it printed, and how it ended.
//!
//! No shell is between: a program and its arguments. What it prints is collected while it runs, so that it never waits
//! for a reader; of its messages only the last lines are kept.

#![expect(clippy::disallowed_methods, reason = "this is where other programs are run and waited for")]

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often a program is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(50);

/// So many lines that helpers of a program still say after its end are listened to.
const MOST_LINES: usize = 1000;

/// A longer line of its messages is cut.
const LONGEST_LINE: usize = 200;

/// So many last lines are kept.
const LAST_LINES: usize = 5;

/// What may be printed.
pub const LARGEST_OUTPUT: u64 = 32 * 1024 * 1024;

/// A program that ended by itself.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    /// All that it printed, and a byte more than [`LARGEST_OUTPUT`] when it was cut there. Empty when nobody asked for
    /// it.
    pub output: Vec<u8>,
    /// The last lines of its messages that are not empty, oldest first.
    pub last_lines: Vec<String>,
}

/// Why there is no end to tell of.
#[derive(Debug)]
pub enum Fault {
    /// There is no such program, or it may not be run.
    NotStarted(io::Error),
    /// It was ended.
    TookTooLong,
}

/// Runs `command` without anything to read. Its output is collected when `listens`, else it goes nowhere.
///
/// Helpers that it leaves behind are not waited for, unless they hold an output that is listened to.
pub fn run(command: &mut Command, listens: bool, patience: Duration) -> Result<Ended, Fault> {
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(if listens { Stdio::piped() } else { Stdio::null() })
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Fault::NotStarted)?;
    let output = read_output(&mut child);
    let lines = read_lines(&mut child);
    let ended = wait(&mut child, &lines, &output, begun, patience);
    if ended.is_err() {
        // It may have ended by itself just now; then both have nothing to do.
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

fn read_output(child: &mut Child) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut stdout = stdout.take(LARGEST_OUTPUT + 1);
            // What was read before an error is all there is.
            let _ = stdout.read_to_end(&mut bytes);
            // A program that prints without end hears that nobody reads on.
            drop(stdout);
            let _ = sender.send(bytes);
        });
    }
    receiver
}

fn read_lines(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(stderr) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stderr);
            let mut line = Vec::new();
            while reader.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                // Nobody listens any more when the program has ended before its helpers.
                let _ = sender.send(String::from_utf8_lossy(&line).trim().chars().take(LONGEST_LINE).collect());
                line.clear();
            }
        });
    }
    receiver
}

fn wait(
    child: &mut Child,
    lines: &Receiver<String>,
    output: &Receiver<Vec<u8>>,
    begun: Instant,
    patience: Duration,
) -> Result<Ended, Fault> {
    let mut last = VecDeque::new();
    let mut keep = |line: String| {
        if !line.is_empty() {
            last.push_back(line);
            if last.len() > LAST_LINES {
                last.pop_front();
            }
        }
    };
    let status = loop {
        match lines.recv_timeout(GLANCE) {
            Ok(line) => keep(line),
            Err(RecvTimeoutError::Timeout) => {}
            // It has closed its messages and is about to end.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(GLANCE / 10),
        }
        if let Some(status) = child.try_wait().map_err(Fault::NotStarted)? {
            break status;
        }
        if begun.elapsed() > patience {
            return Err(Fault::TookTooLong);
        }
    };
    // What it said last may still be on its way.
    std::iter::from_fn(|| lines.recv_timeout(GLANCE).ok()).take(MOST_LINES).for_each(keep);
    let output = match output.recv_timeout(patience.saturating_sub(begun.elapsed()).max(GLANCE)) {
        Ok(bytes) => bytes,
        Err(RecvTimeoutError::Timeout) => return Err(Fault::TookTooLong),
        // Nobody listens.
        Err(RecvTimeoutError::Disconnected) => Vec::new(),
    };
    Ok(Ended { status, output, last_lines: last.into() })
}
