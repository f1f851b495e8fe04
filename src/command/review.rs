//! `kalends review [PERIOD]`: a folder for the one who has to approve a period's reports.

mod checklist;
mod remarks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{FaultArgs, SiteArgs};
use super::comparison::editions;
use super::ui::Progress;
use super::{Host, Ui, check_output, output_fault, read_site};
use crate::base::period::{Grain, Period};
use crate::command::comparison::Comparison;
use crate::command::comparison::look::{self, StandsIn};
use crate::command::comparison::sheet::{self, Judged};
use crate::command::comparison::{self, Key};
use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::l10n::wording::{self, Wording};
use crate::l10n::words;
use crate::lint;
use crate::load;
use crate::model::content::Series;
use crate::output::{Counted, Memory, Sink, Staged};
use crate::site::{self, Choice, Detached, Links, Prepared, ReportPage, SomeReports};

/// Write a folder for the one who has to approve a period's reports
///
/// It begins with what to look at first: figures revised or withdrawn, out of their usual variation or beyond their
/// tolerance, far from their target, each with what the author wrote about it. Then come all changes of figures, text
/// and charts since the report before, and what to check. The drafts lie beside it. The folder opens from a share,
/// without a network, and is never published. Prints the path of its page.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The reports' period, such as 2018-02 or 2018-Q1 [default: the newest month]
    period: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
    /// Folder for the review [default: review/PERIOD in the site's folder]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write into a folder that kalends did not make; its other files are kept
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    faults: FaultArgs,
}

/// The page of the review in its folder.
const PAGE: &str = "index.html";

/// Writes the review. After an error the folder is as it was.
pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    let root = host.site(args.site.root.as_deref(), diags)?;
    ui.stage("load");
    let choice = Choice { drafts: true, ..Choice::default() };
    let prepared = site::prepare(read_site(&root, &choice, diags)?, choice);
    let period = asked_period(&prepared, args.period.as_deref(), diags)?;
    let output = args.output.clone().unwrap_or_else(|| root.join("review").join(period.to_string()));
    if let Some(fault) = in_the_way(&root, &output) {
        return Err(diags.stop(fault));
    }
    ui.stage("build");
    let before = period_before(&prepared, period);
    let is_built = |report: &ReportPage| [Some(period), before].contains(&Some(report.period));
    let progress = ui.count(prepared.reports().iter().filter(|report| is_built(report)).count());
    let drafts = built(&prepared, period, true, &progress, diags)?;
    let earlier = match before {
        Some(before) => Some(built(&prepared, before, false, &progress, diags)?),
        None => None,
    };

    ui.stage("compare");
    let now = editions::read(&drafts.some.reports, &drafts.files, diags)?;
    let old = match &earlier {
        Some(earlier) => editions::read(&earlier.some.reports, &earlier.files, diags)?,
        None => now.iter().map(|(name, edition)| (name.clone(), edition.with_nothing())).collect(),
    };
    let language = prepared.inputs.settings.language;
    let written = |period: Period| period.to_string();
    let comparison = comparison::compare(
        (&before.map_or_else(|| words(language).dash.to_owned(), written), &old),
        (&written(period), &now),
    );
    // A line is told once, of the report that showed it first.
    let mut broken: Vec<Diagnostic> = Vec::new();
    for fault in earlier.iter().chain([&drafts]).flat_map(|reports| &reports.some.broken) {
        if broken.iter().all(|other| other.place != fault.place) {
            broken.push(fault.clone());
        }
    }
    let remarks = remarks::sheet(&prepared.inputs, load::remarks_text(&root, period).as_deref(), period, &now);
    let periods = (before, period);
    let built: Vec<Diagnostic> = diags.sorted().into_iter().cloned().collect();
    let findings = lint::of_period(&prepared.inputs, prepared.book(), period);
    let checklist = checklist::groups(&checklist::Found {
        prepared: &prepared,
        period,
        broken: &broken,
        built: &built,
        findings: &findings,
        drafts: &drafts.some.reports,
    });
    let review = judged(&prepared, periods, &comparison, &drafts.some, &broken, findings, remarks);
    let review = site::view::Review { checklist: Some(checklist), ..review };

    ui.stage("write");
    let staged = Staged::begin(&output, args.force).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    put(&prepared, &drafts, &review, &staged).map_err(|faults| diags.stop_all(faults))?;
    staged.finish(prepared.head()).map_err(|fault| diags.stop(output_fault(&fault, &root)))?;
    ui.print_paths(&[output.join(PAGE)], host);
    Ok(())
}

/// Refuses a folder that is not for a review: the author's own, and that of the published pages.
fn in_the_way(root: &Path, output: &Path) -> Option<Diagnostic> {
    let published = root.join("output");
    if super::absolute(output)?.starts_with(super::absolute(&published)?) {
        return Some(faults::review_among_pages(&output.display().to_string()));
    }
    check_output(root, output)
}

/// Some reports as they were built, each file by its path.
struct Reports {
    some: SomeReports,
    files: BTreeMap<String, Vec<u8>>,
}

/// The reports of a period, drafts among them; as drafts with a menu of their own, or as they would be published.
fn built(
    prepared: &Prepared,
    period: Period,
    detached: bool,
    progress: &Progress,
    diags: &mut Diagnostics,
) -> Result<Reports, Stopped> {
    let pages = Memory::new();
    let is_wanted = |report: &ReportPage| report.period == period;
    let frame = detached.then(|| Detached { menu: menu(prepared, period) });
    let some =
        site::build_reports(prepared, &is_wanted, frame.as_ref(), &Counted::new(&pages, &|| progress.step()), diags)?;
    Ok(Reports { some, files: pages.into_files() })
}

/// The review, and the reports of the whole.
fn menu(prepared: &Prepared, period: Period) -> Vec<(String, String)> {
    let words = words(prepared.inputs.settings.language);
    let of_period = prepared.reports().into_iter().filter(|report| report.period == period && report.member.is_none());
    let entry = |report: ReportPage| (report.folder().to_owned(), report.path);
    std::iter::once((words.review.to_owned(), PAGE.to_owned())).chain(of_period.map(entry)).collect()
}

fn asked_period(prepared: &Prepared, written: Option<&str>, diags: &mut Diagnostics) -> Result<Period, Stopped> {
    if let Some(written) = written {
        return editions::period(prepared, written, "review", diags);
    }
    let periods: BTreeSet<Period> = prepared.reports().iter().map(|report| report.period).collect();
    let newest = periods.iter().rfind(|period| period.grain() == Grain::Month).or(periods.last());
    newest.copied().ok_or_else(|| diags.stop(faults::no_report_of("review", "the newest month", &[])))
}

/// The last period of the same length before this one of which there is a report.
fn period_before(prepared: &Prepared, period: Period) -> Option<Period> {
    let earlier = prepared.reports().into_iter().map(|report| report.period);
    earlier.filter(|other| other.grain() == period.grain() && *other < period).max()
}

/// The page of the review, from what is different and what is out of the ordinary.
fn judged(
    prepared: &Prepared,
    (before, period): (Option<Period>, Period),
    comparison: &Comparison,
    drafts: &SomeReports,
    broken: &[Diagnostic],
    findings: Vec<lint::Finding>,
    remarks: site::view::RemarkSheet,
) -> site::view::Review {
    let (inputs, book) = (&prepared.inputs, prepared.book());
    let language = inputs.settings.language;
    let mut cited: BTreeMap<(String, String), Vec<StandsIn>> = BTreeMap::new();
    for report in comparison.reports.iter().filter(|report| report.member.is_none()) {
        for (figure, sections) in &report.cited {
            let stands =
                sections.iter().map(|section| StandsIn { report: report.name.clone(), section: section.clone() });
            cited.entry(figure.clone()).or_default().extend(stands);
        }
    }
    let lints = lints(findings, drafts);
    let matters = look::matters(&look::Reviewed {
        book,
        language,
        period,
        before,
        reports: &prepared.reports().iter().map(|report| report.period).collect(),
        cited: &cited,
        broken,
        lints: &lints,
    });
    let known = book.known_in(period.last_month());
    let wording = Wording { known, language };
    let tolerance = |key: &Key| {
        let metric = known.metric(&key.metric);
        let amount = metric.and_then(|metric| Some(wording::size(metric, metric.tolerance?, language)));
        amount.map_or_else(String::new, |amount| format!("±{amount}"))
    };
    let history = inputs.settings.history;
    let spark = |key: &Key| {
        let shown = known.period_shown(&key.metric, period);
        site::spark(wording.known, &known.figure(&key.metric, &editions::cell(&inputs.catalog, key), shown), history)
    };
    let pages = drafts.reports.iter().map(|report| (report.folder().to_owned(), report.path.clone())).collect();
    sheet::review(
        comparison,
        &Judged {
            matters: &matters,
            tolerance: &tolerance,
            spark: &spark,
            history,
            drafts: &pages,
            members: &reports_of_members(inputs, comparison, &drafts.reports),
            remarks,
            command: format!("kalends approve {period} --by NAME"),
            before,
            now: period,
        },
    )
}

/// The reports of single members: by dimension and member, the title and the name.
fn reports_of_members(
    inputs: &load::Site,
    comparison: &Comparison,
    drafts: &[ReportPage],
) -> BTreeMap<(String, String), (String, String)> {
    let titles: BTreeMap<&str, &str> =
        comparison.reports.iter().map(|report| (report.name.as_str(), report.title.as_str())).collect();
    let mut found = BTreeMap::new();
    for draft in drafts {
        let of_series = |series: &&Arc<Series>| draft.series.starts_with(&format!("{}/", series.path));
        let dimension = inputs.series.iter().filter(of_series).find_map(|series| series.for_each.clone());
        let (Some(dimension), Some(member)) = (dimension, draft.member.clone()) else { continue };
        let Some(title) = titles.get(draft.folder()) else { continue };
        found.insert((dimension, member), ((*title).to_owned(), draft.folder().to_owned()));
    }
    found
}

/// What readers and editors could trip over in the reports, each once; with the reason where the author allows it.
fn lints(found: Vec<lint::Finding>, drafts: &SomeReports) -> Vec<(Diagnostic, Option<String>)> {
    let mut all: BTreeMap<Diagnostic, Option<String>> =
        drafts.warnings.iter().map(|(_, warning)| (warning.clone(), None)).collect();
    all.extend(found.into_iter().map(|finding| (finding.diagnostic, finding.acknowledged)));
    all.into_iter().collect()
}

/// Writes the review, the drafts, and what they ask for. Links to pages that do not lie here become text.
fn put(
    prepared: &Prepared,
    drafts: &Reports,
    review: &site::view::Review,
    staged: &Staged,
) -> Result<(), Vec<Diagnostic>> {
    let inputs = &prepared.inputs;
    let language = inputs.settings.language;
    let title = format!("{} – {}", review.title, inputs.settings.title.get(language));
    let mut page = site::view::Page::bare("review", site::State::Draft, language, title);
    page.site_title = inputs.settings.title.get(language).to_owned();
    page.organisation = inputs.settings.organisation.as_ref().map(|text| text.get(language).to_owned());
    let of_period =
        |embargo: &site::Embargo<'_>| Some(embargo.period) == drafts.some.reports.first().map(|of| of.period);
    let until = prepared.embargoes().into_iter().filter(of_period).max_by_key(|embargo| embargo.until.seconds);
    page.embargo = until.map(|embargo| crate::l10n::embargoed(embargo.until, language));
    page.footer.checksum = prepared.checksum();
    page.footer.built_by = crate::l10n::phrases::built_by(site::VERSION, inputs.files.len(), language);
    let menu = drafts.some.reports.first().map_or_else(Vec::new, |report| menu(prepared, report.period));
    page.menu =
        menu.into_iter().map(|(text, href)| site::view::MenuItem { text, current: href == PAGE, href }).collect();
    let html = site::review_html(&inputs.templates, &page, language, review)?;
    let write = |path: &str, bytes: &[u8]| {
        staged.write(path, bytes).map_err(|error| vec![faults::cannot_write(path, &error.to_string())])
    };
    write(PAGE, html.as_bytes())?;
    for (path, text) in site::review_assets(&inputs.templates) {
        write(path, text.as_bytes())?;
    }
    let is_here = |path: &str| path == PAGE || path == "manifest.json" || drafts.files.contains_key(path);
    for (path, bytes) in &drafts.files {
        if path.ends_with(".html") && drafts.some.reports.iter().any(|report| report.path == *path) {
            let html = site::relinked(&String::from_utf8_lossy(bytes), path, &Links::Only(&is_here));
            write(path, html.as_bytes())?;
        } else {
            write(path, bytes)?;
        }
    }
    Ok(())
}
