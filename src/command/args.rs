//! Arguments that several commands take, each with its one help text.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::diag::print::HowMany;

/// Which site.
#[derive(Debug, Clone, Args)]
pub struct SiteArgs {
    /// The site's folder [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
}

/// What is built, and what stops it.
#[derive(Debug, Clone, Args)]
pub struct BuildArgs {
    /// Count warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// Build pages marked `draft: true` too
    #[arg(long)]
    pub drafts: bool,
}

/// In which form faults are printed, for a command whose `--all` means something else.
#[derive(Debug, Clone, Copy, Args)]
pub struct FormatArgs {
    /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
    #[arg(long, value_enum, default_value_t = FaultFormat::Human)]
    pub format: FaultFormat,
}

/// How faults are printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct FaultArgs {
    #[command(flatten)]
    pub format: FormatArgs,
    /// Print every fault for people, also where there are more than 20 of one code
    #[arg(long = "all")]
    pub is_all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FaultFormat {
    Human,
    Json,
    Sarif,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct ResultArgs {
    /// How the result and faults are printed: for people, or as JSON
    #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
    pub format: ResultFormat,
    /// Print every fault for people, also where there are more than 20 of one code
    #[arg(long = "all")]
    is_all: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultFormat {
    Human,
    Json,
}

impl ResultArgs {
    /// How faults are printed beside the result.
    pub fn of_faults(self) -> FaultForm {
        let format = match self.format {
            ResultFormat::Human => FaultFormat::Human,
            ResultFormat::Json => FaultFormat::Json,
        };
        FaultForm { format, how_many: how_many(self.is_all) }
    }
}

/// How faults are printed, as the arguments of a command say.
#[derive(Debug, Clone, Copy)]
pub struct FaultForm {
    pub format: FaultFormat,
    pub how_many: HowMany,
}

impl From<FormatArgs> for FaultForm {
    fn from(args: FormatArgs) -> FaultForm {
        FaultForm { format: args.format, how_many: HowMany::Some { all: "kalends check --all" } }
    }
}

impl From<FaultArgs> for FaultForm {
    fn from(args: FaultArgs) -> FaultForm {
        FaultForm { format: args.format.format, how_many: how_many(args.is_all) }
    }
}

fn how_many(is_all: bool) -> HowMany {
    if is_all { HowMany::All } else { HowMany::Some { all: "--all" } }
}

#[derive(Debug, Clone, Args)]
pub struct TimingArgs {
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
}

#[derive(Debug, Clone, Args)]
pub struct JobArgs {
    /// Threads to work with [default: as many as there are cores]
    #[arg(long, value_name = "N", env = "KALENDS_JOBS", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

impl JobArgs {
    /// Has the work done by so many threads, or by `usual` many. To be called before any work.
    pub fn limit_threads(&self, usual: Option<usize>) {
        if let Some(jobs) = self.jobs.map(usize::from).or(usual) {
            // Fails only when the pool was made before.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
        }
    }
}
