//! `kalends mail [PERIOD]`: the draft of a mail that tells of a report, as an `.eml` file.
//!
//! The figures are those of the page, in its words. The draft has no sender, no receivers and no date: those are for
//! whoever sends it.

mod body;

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::args::{BuildArgs, FormatArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, output_fault};
use crate::command::one_report::{file_name, report};
use crate::diag::{Diagnostics, Stopped};
use crate::load;
use crate::output::{Memory, WorkFolder};
use crate::site::{self, Choice, Digest};

/// Write the draft of a mail that tells of a report
///
/// Title, summary, key figures with change and target, what misses its target, what was revised, and the link to the
/// page where kalends.yaml has a base_url; as text and as HTML for Outlook and Gmail. Opens as a draft: sender,
/// receivers and date are for whoever sends it. Prints the path of the file.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The report's period, such as 2018-02 [default: the newest month]
    period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    series: String,
    /// The file; takes the place of another draft, never of other files, and never lies in output/ [default: the report's
    /// period or folder and period in the current folder, such as 2018-02.eml]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    build: BuildArgs,
    #[command(flatten)]
    faults: FormatArgs,
    #[command(flatten)]
    timings: TimingArgs,
    #[command(flatten)]
    jobs: JobArgs,
}

/// How every draft begins: mail programs open it to be sent.
const SIGNATURE: &str = "X-Unsent: 1\r\n";

/// A line of a mail is no longer, and neither is a part of a subject before it is packed.
const LINE: usize = 76;
const PART_OF_SUBJECT: usize = 42;

/// Between the parts; `=` and `_` stand in no packed text.
const BOUNDARY: &str = "=_kalends_=";

/// Writes the draft. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    ui.stage("load");
    let inputs = load::site(&root, diags)?;
    let prepared = site::prepare(inputs, Choice { drafts: args.build.drafts, sent_on: true, ..Choice::default() });
    let report = report(&prepared, &args.series, args.period.as_deref(), "mail").map_err(|fault| diags.stop(fault))?;
    let target = args.output.clone().unwrap_or_else(|| file_name(&report, "eml"));
    let place = WorkFolder::begin(&target, SIGNATURE.as_bytes(), &root.join("output"));
    let place = place.map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    ui.stage("build");
    // The whole site, since the report is sound where its pages are.
    site::build(&prepared, &Memory::new(), diags)?;
    let digest = site::digest(&prepared, &report, diags)?;
    diags.no_warnings(args.build.strict)?;
    place.finish(draft(&digest).as_bytes()).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    if digest.address.is_none() {
        ui.say("the mail has no link to the report: kalends.yaml has no `base_url`");
    }
    ui.print_paths(&[target], host);
    Ok(())
}

/// The draft as a file.
fn draft(digest: &Digest) -> String {
    let marked = digest.embargo.as_ref().map_or_else(String::new, |mark| format!("{mark}: "));
    let subject = subject(&format!("{marked}{} – {}", digest.title, digest.site));
    let language = digest.language.tag();
    let part = |kind: &str, text: &str| {
        format!(
            "--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Language: {language}\r\n\r\n{}\r\n",
            packed(text)
        )
    };
    format!(
        "{SIGNATURE}Subject: {subject}\r\nMIME-Version: 1.0\r\nContent-Language: {language}\r\nContent-Type: \
         multipart/alternative; boundary=\"{BOUNDARY}\"\r\n\r\n{}{}--{BOUNDARY}--\r\n",
        part("plain", &body::text(digest)),
        part("html", &body::html(digest))
    )
}

/// A subject in any letters, as RFC 2047 asks for: short parts, none of which cuts a letter.
fn subject(text: &str) -> String {
    let mut parts = vec![String::new()];
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match parts.last_mut() {
            Some(part) if part.len() + letter.len_utf8() <= PART_OF_SUBJECT => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    let packed = parts.iter().map(|part| format!("=?utf-8?B?{}?=", STANDARD.encode(part)));
    packed.collect::<Vec<_>>().join("\r\n ")
}

/// A text in lines of letters and digits, whatever it holds.
fn packed(text: &str) -> String {
    let encoded = STANDARD.encode(text.replace('\n', "\r\n"));
    let lines = encoded.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line).into_owned());
    lines.collect::<Vec<_>>().join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_cut_between_letters() {
        assert_eq!(subject("Beds"), "=?utf-8?B?QmVkcw==?=");
        let long = subject(&"ø".repeat(60));
        let decoded = |part: &str| {
            let inner =
                part.trim().strip_prefix("=?utf-8?B?").and_then(|part| part.strip_suffix("?=")).expect("a part");
            String::from_utf8(STANDARD.decode(inner).expect("base64")).expect("whole letters")
        };
        assert_eq!(long.split("\r\n").map(decoded).collect::<String>(), "ø".repeat(60));
        assert!(long.split("\r\n").all(|line| line.len() <= 76), "{long}");
        assert_eq!(decoded(&subject("a\r\nBcc: b")), "a Bcc: b");
    }
}
