//! `kalends word [PERIOD]`: a report as a document of Word, for agendas and minutes.
//!
//! The figures and the words are those of the page. `output/` stays as it is: to send is not to publish.

use std::path::PathBuf;

use super::one_report::{OneReport, UsualArgs, WhichArgs};
use super::{Host, Ui};
use crate::diag::{Diagnostics, Stopped};
use crate::site;

/// Write a report as a document of Word
///
/// The whole page: headings, text, key figures, charts as pictures with their descriptions, tables whose headers come
/// again on each page, captions that Word can refer to, footnotes. Links to other pages are whole addresses where
/// kalends.yaml has a base_url, else text. Prints the path of the document.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    which: WhichArgs,
    /// The document; takes the place of one that nobody has saved since, never of other files, and never lies in output/
    /// [default: the report's period or folder and period in the current folder, such as 2018-02.docx]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    usual: UsualArgs,
}

/// Writes the document. After an error nothing is written.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    let asked = (&args.which, &args.usual, args.output.as_deref());
    let one = OneReport::begin(asked, ("word", "docx", &site::signature_of_documents()), (host, ui, diags))?;
    ui.stage("write");
    let document = site::document(&one.prepared, &one.report, diags)?;
    let target = one.finish(&document, diags)?;
    ui.print_paths(&[target], host);
    Ok(())
}
