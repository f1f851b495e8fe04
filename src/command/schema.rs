//! `kalends schema NAME`: the JSON Schema of a kind of file.

use clap::builder::PossibleValuesParser;

use super::Ui;
use crate::diag::Stopped;
use crate::load::schema::{self, SCHEMAS};

/// Print the JSON Schema of a kind of file, for editors and other programs
///
/// settings is kalends.yaml, metrics data/metrics.yaml, snapshot any other YAML file in data/, frontmatter what
/// stands on top of a page, remarks what reviewers remarked, and figures the figures.json of a report. `init` puts them where editors find them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_parser = PossibleValuesParser::new(SCHEMAS.iter().map(|schema| schema.name)))]
    name: String,
}

pub fn run(args: &Args, ui: &mut Ui) -> Result<(), Stopped> {
    ui.print(schema::of(&args.name).map_or("", |schema| schema.text));
    Ok(())
}
