//! Arguments that several commands take, each with its one help text.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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

/// How faults are printed.
#[derive(Debug, Clone, Args)]
pub struct FaultArgs {
    /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
    #[arg(long, value_enum, default_value_t = FaultFormat::Human)]
    pub format: FaultFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FaultFormat {
    Human,
    Json,
    Sarif,
}

/// How a result is printed.
#[derive(Debug, Clone, Args)]
pub struct ResultArgs {
    /// How the result and faults are printed: for people, or as JSON
    #[arg(long, value_enum, default_value_t = ResultFormat::Human)]
    pub format: ResultFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ResultFormat {
    Human,
    Json,
}

impl ResultFormat {
    /// The form of faults beside it.
    pub fn of_faults(self) -> FaultFormat {
        match self {
            ResultFormat::Human => FaultFormat::Human,
            ResultFormat::Json => FaultFormat::Json,
        }
    }
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
