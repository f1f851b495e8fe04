//! `kalends check`: everything that build does, except writing, and the lints; and whether the imports can be read,
//! which no page needs.

use super::args::{BuildArgs, FaultArgs, JobArgs, SiteArgs, TimingArgs};
use super::{Host, Ui, kept_from_readers, made, remarks};
use crate::diag::{Diagnostics, Stopped};
use crate::lint::{self, Lints};
use crate::load;
use crate::model::content::Page;
use crate::narrative::prose::Prose;
use crate::narrative::scope::Scope;
use crate::output::{Counted, Memory};
use crate::site::{self, Choice};

/// Do everything that build does, except writing
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    build: BuildArgs,
    /// Leave out reports that are not approved, where the site has approvals.yaml
    #[arg(long)]
    approved: bool,
    #[command(flatten)]
    faults: FaultArgs,
    /// Print nothing but faults
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    timings: TimingArgs,
    #[command(flatten)]
    jobs: JobArgs,
}

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    args.jobs.limit_threads(None);
    let root = host.site(args.site.root.as_deref(), diags)?;
    let built = check(args, &root, ui, diags)?;
    ui.say(&format!("{}; no errors{}", made(&built), kept_from_readers(&built)));
    Ok(())
}

fn check(args: &Args, root: &std::path::Path, ui: &mut Ui, diags: &mut Diagnostics) -> Result<site::Summary, Stopped> {
    ui.stage("load");
    let drafts = args.build.drafts;
    let choice = Choice { drafts, approved_only: args.approved, ..Choice::default() };
    let inputs = load::readable(root, &|_| true, diags)?;
    // A fault in them leaves the pages as they are, so the other stages go on and tell of theirs.
    let is_sound = !diags.has_errors();
    let imports = load::imports(root, &inputs.catalog, &inputs.settings, diags);
    if !is_sound {
        return Err(site::faults_of_texts(inputs, choice, diags));
    }
    // The month of a draft is in no page yet, but its author wants to know what is to be looked at.
    let has_drafts = inputs.series.iter().any(|series| series.has_drafts());
    let whole =
        (has_drafts && !drafts).then(|| site::prepare(inputs.clone(), Choice { drafts: true, ..Choice::default() }));
    let prepared = site::prepare(inputs, choice);
    ui.stage("build");
    let seen = whole.as_ref().unwrap_or(&prepared);
    let lints = Lints::new(&seen.inputs, seen.book(), drafts, &|_| true);
    let look = |page: &Page, scope: Scope, prose: Prose<'_>| lints.look(page, scope, prose);
    let progress = ui.count(prepared.reports().len());
    let built = site::build_and_read(&prepared, &Counted::new(&Memory::new(), &|| progress.step()), &look, diags);
    ui.stage("lint");
    let findings = lint::newest(lints.finish());
    diags.extend(findings.into_iter().map(|finding| finding.diagnostic));
    diags.extend(remarks::to_answer(&seen.inputs));
    // What a page with errors would have been warned of is not known, so no comment can be said to be in vain.
    let (built, _) = (built?, imports?);
    // Nor can one beside what is not looked at.
    if !args.approved {
        diags.judge_allowances();
    }
    diags.no_warnings(args.build.strict)?;
    Ok(built)
}
