//! `kalends import FILE`: figures from an extract into the snapshots of `data/`.

pub mod claims;
pub mod edit;
pub mod extract;
mod number;
pub mod plan;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::args::{FaultArgs, SiteArgs, TimingArgs};
use super::ui::counted;
use super::{Host, Ui, output_fault};
use crate::base::period::{Grain, Period};
use crate::command::import::claims::Reading;
use crate::command::import::extract::Extract;
use crate::command::import::plan::{Difference, Plan, Wishes, plan};
use crate::command::sheets::sheet::{self, Form, HeaderAt};
use crate::command::sheets::table::Sheet;

use crate::diag::{Diagnostic, Diagnostics, Stopped, faults};
use crate::l10n;
use crate::lint;
use crate::load;
use crate::model::Decimal;
use crate::model::imports::{HeaderRows, Import, Imports, Mark, MonthNames, Named, Origin, filled, words};
use crate::model::language::Language;
use crate::model::snapshot::RevisionKind;
use crate::output::{Replacement, replace};

/// Take figures from a CSV, XLSX or ODS file, or from a command, into the snapshots
///
/// Without a mapping the columns are `metric`, `period`, `value` and one for each dimension; `low`, `high`, `as_of`,
/// `status`, `source`, `note`, `reason` and `kind` may be there too. Mappings for other tables stand in data/_imports.yaml.
/// Takes all rows or none, changes only what differs, and leaves comments and order of the snapshots as they are.
/// Prints each difference; doing it twice changes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to read, or the name of an import in data/_imports.yaml
    #[arg(value_name = "FILE|NAME", required_unless_present_any = ["from", "import"])]
    what: Option<String>,
    /// Read the file, or what the command prints, by this import of data/_imports.yaml
    #[arg(long = "as", id = "import", value_name = "NAME")]
    import: Option<String>,
    /// Read the CSV that a command prints, such as "psql --csv -f figures.sql"; it runs in the site's folder, without a
    /// shell. {period}, {first_day} and {last_day} in it stand for the month of `--period`
    #[arg(long, value_name = "COMMAND", conflicts_with = "what")]
    from: Option<String>,
    /// The month whose snapshot states the figures [default: of each figure the month that its period ends with, and
    /// for revisions the newest month of the extract]
    #[arg(long, value_name = "MONTH")]
    period: Option<String>,
    /// The sheet of a workbook [default: the first that is not hidden]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The mark before decimals [default: what the amounts themselves say]
    #[arg(long, value_name = "MARK", value_parser = mark())]
    decimal: Option<Mark>,
    /// Why figures of earlier snapshots are revised
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The kind of these revisions
    #[arg(long, value_name = "KIND", value_parser = revision_kind())]
    kind: Option<RevisionKind>,
    /// Put the figures in the place of other ones, wherever those came from, as long as no report that shows them is
    /// published; without it, those that came from the same extract
    #[arg(long)]
    replace: bool,
    /// How long the command may take [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: Option<u64>,
    /// Print the differences and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    site: SiteArgs,
    /// Count warnings as errors
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    faults: FaultArgs,
    /// Print nothing but faults and differences
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    timings: TimingArgs,
}

fn mark() -> impl TypedValueParser<Value = Mark> {
    PossibleValuesParser::new([".", ","]).map(|mark| if mark == "," { Mark::Comma } else { Mark::Point })
}

fn revision_kind() -> impl TypedValueParser<Value = RevisionKind> {
    PossibleValuesParser::new(RevisionKind::ALL.map(RevisionKind::word))
        .map(|word| RevisionKind::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(RevisionKind::Source))
}

pub fn run(args: &Args, host: &Host, ui: &mut Ui, diags: &mut Diagnostics) -> Result<(), Stopped> {
    ui.faults_as(args.faults, "nothing was written");
    ui.quiet(args.quiet);
    ui.timed(args.timings.timings);
    let options = Options {
        root: host.site(args.site.root.as_deref(), diags)?,
        what: args.what.clone(),
        name: args.import.clone(),
        command: args.from.clone(),
        period: args.period.clone(),
        sheet: args.sheet.clone(),
        mark: args.decimal,
        reason: args.reason.clone(),
        kind: args.kind,
        replace: args.replace,
        timeout: args.timeout.map(Duration::from_secs),
        dry_run: args.dry_run,
        strict: args.strict,
    };
    let differences = import(&options, ui, diags)?;
    ui.print(lines(&differences));
    let figures = counted(differences.len(), "figure");
    match (differences.is_empty(), args.dry_run) {
        (true, _) => ui.say("nothing to change"),
        (false, true) => ui.say(&format!("{figures} would change; nothing was written")),
        (false, false) => ui.say(&format!("{figures} changed")),
    }
    Ok(())
}

/// What to import, and how.
#[derive(Debug, Clone)]
struct Options {
    pub root: PathBuf,
    /// A file, or an import of data/_imports.yaml.
    pub what: Option<String>,
    /// An import of data/_imports.yaml, where `what` is a file.
    pub name: Option<String>,
    /// A command whose output is read, in place of a file.
    pub command: Option<String>,
    /// The snapshot that states it.
    pub period: Option<String>,
    pub sheet: Option<String>,
    pub mark: Option<Mark>,
    /// Why earlier snapshots are revised.
    pub reason: Option<String>,
    pub kind: Option<RevisionKind>,
    /// Replaces what is not published yet.
    pub replace: bool,
    /// How long a command may take; `None`: as long as its import says, or else as usual.
    pub timeout: Option<Duration>,
    /// Writes nothing.
    pub dry_run: bool,
    pub strict: bool,
}

/// How long a command may take unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

/// Imports. Returns what is different, in order. After a fault nothing is written.
fn import(options: &Options, ui: &mut Ui, diags: &mut Diagnostics) -> Result<Vec<Difference>, Stopped> {
    ui.stage("load");
    let data = load::reported(&options.root, diags)?;
    let imports = load::imports(&options.root, &data.catalog, &data.settings, diags)?;
    // What there was to say of the site before is said by `check`.
    let before = diags.take_all();
    let month = month(options, &data).map_err(|fault| diags.stop(fault))?;
    let import = chosen(options, &imports).map_err(|fault| diags.stop(fault))?;

    ui.stage("extract");
    let months = month_names(data.settings.language);
    let asked = (month, months.as_slice());
    let extract = extract(options, import, &imports, asked, diags)?;
    let sheets = sheets(options, import, asked).map_err(|fault| diags.stop(fault))?;
    let form = Form {
        sheets: sheets.iter().map(String::as_str).collect(),
        separator: import.and_then(|(_, import)| import.separator),
        columns: claims::columns(import.map(|(_, import)| import), &data.catalog),
        header: import.map_or(HeaderAt::First, |(_, import)| header_at(import)),
    };
    let file = extract.name.as_str().into();
    let sheet = sheet::read(&file, extract.bytes, &form, diags).map_err(|fault| diags.stop(fault))?;

    ui.stage("read");
    let mark = options.mark.or(import.and_then(|(_, import)| import.decimal));
    let reading = Reading { data: &data, sheet: &sheet, origin: &extract.origin, month, mark, months: &months };
    let claims = match import {
        Some((_, import)) => claims::mapped(&reading, import, diags),
        None => claims::plain(&reading, diags),
    };
    keep_text(&sheet, diags);
    let claims = claims?;

    ui.stage("plan");
    let wishes = Wishes { month, reason: options.reason.clone(), kind: options.kind, replace: options.replace };
    // Of the snapshots, the plan says what there is to say.
    let of_extract = diags.take_all();
    let plan = plan(&data, &claims, &wishes, &before, diags);
    diags.extend(of_extract);
    keep_text(&sheet, diags);
    let plan = plan?;
    ui.stage("lint");
    lints(&data, &plan, diags);
    diags.no_warnings(options.strict)?;
    if !options.dry_run {
        ui.stage("write");
        write(options, &plan).map_err(|fault| diags.stop(fault))?;
    }
    Ok(plan.differences)
}

/// Keeps the text of the extract, where there is something to say of it.
fn keep_text(sheet: &Sheet, diags: &mut Diagnostics) {
    if !diags.is_empty() {
        diags.keep_text(&sheet.file, &sheet.text());
    }
}

/// Adds what `check` would point out of the metrics that are imported, and did not before. What only a person can say of a
/// figure, why it misses its target and what is done, `check` asks for once it is there.
fn lints(data: &load::Reported, plan: &Plan, diags: &mut Diagnostics) {
    let look = |site: load::Site| {
        let book = Arc::new(crate::site::book(&site));
        let findings = lint::newest(lint::findings(&site, &book, false, &|_| true));
        let of_import = |finding: &lint::Finding| {
            *finding.diagnostic.code != faults::MISSED_WITHOUT_WORDS
                && plan.differences.iter().any(|difference| finding.metric.as_ref() == Some(&difference.metric))
        };
        findings.into_iter().filter(of_import).map(|finding| finding.diagnostic).collect::<Vec<_>>()
    };
    let Some(snapshots) = &plan.snapshots else { return };
    let (before, after) = (look(data.site(data.snapshots.clone())), look(data.site(snapshots.clone())));
    diags.extend(after);
    diags.forget_like(&before);
}

fn month(options: &Options, data: &load::Reported) -> Result<Option<Period>, Diagnostic> {
    let Some(written) = &options.period else { return Ok(None) };
    let month = Period::read(written, data.catalog.year_start).ok().filter(|period| period.grain() == Grain::Month);
    month.map(Some).ok_or_else(|| faults::no_snapshot_month(written))
}

/// What the languages call the months, that of the site first.
fn month_names(first: Language) -> Vec<MonthNames> {
    let others = Language::ALL.into_iter().filter(|language| *language != first);
    let of = |language| {
        let month = |index: usize| Period::month(2000, index as i32 + 1);
        MonthNames {
            long: std::array::from_fn(|index| l10n::month_name(month(index), language).to_owned()),
            short: std::array::from_fn(|index| l10n::month_tick(month(index), language).to_owned()),
        }
    };
    std::iter::once(first).chain(others).map(of).collect()
}

/// The month that is asked for, and what the languages call the months.
type Asked<'a> = (Option<Period>, &'a [MonthNames]);

/// The names that the sheet of a workbook may have; none for the first that is not hidden.
fn sheets(options: &Options, import: Chosen<'_>, asked: Asked<'_>) -> Result<Vec<String>, Diagnostic> {
    if let Some(sheet) = &options.sheet {
        return Ok(vec![sheet.clone()]);
    }
    let Some(Named { name, place }) = import.and_then(|(_, import)| import.sheet.as_ref()) else {
        return Ok(Vec::new());
    };
    filled(name, asked.0, asked.1).ok_or_else(|| faults::period_is_asked_for(place.clone()))
}

/// Where the header is, as far as a mapping says it.
fn header_at(import: &Import) -> HeaderAt {
    match &import.header {
        HeaderRows::Rows(rows) => rows.last().map_or(HeaderAt::First, |row| HeaderAt::Row(*row)),
        HeaderRows::None => HeaderAt::First,
        HeaderRows::Found | HeaderRows::Holding(..) => HeaderAt::Anywhere,
    }
}

type Chosen<'a> = Option<(&'a str, &'a Import)>;

/// The mapping that is asked for, if any: by `--as`, or by a name in place of a file.
fn chosen<'a>(options: &Options, imports: &'a Imports) -> Result<Chosen<'a>, Diagnostic> {
    let known = |name: &str| imports.get_key_value(name).map(|(name, import)| (name.as_str(), import));
    match &options.name {
        Some(name) => {
            known(name).map(Some).ok_or_else(|| faults::no_such_import(name, imports.keys().map(String::as_str)))
        }
        None => Ok(options.what.as_deref().and_then(known)),
    }
}

/// Where an extract comes from.
enum Source {
    Command(Vec<String>),
    File(PathBuf),
}

fn extract(
    options: &Options,
    import: Chosen<'_>,
    imports: &Imports,
    asked: Asked<'_>,
    diags: &mut Diagnostics,
) -> Result<Extract, Stopped> {
    match source(options, import, imports, asked).map_err(|fault| diags.stop(fault))? {
        Source::File(path) => Ok(Extract::of_file(load::extract(&options.root, &path, diags)?)),
        Source::Command(words) => {
            let timeout = import.and_then(|(_, import)| import.timeout_seconds).map(Duration::from_secs);
            let patience = options.timeout.or(timeout).unwrap_or(PATIENCE);
            extract::run(&words, &options.root, asked, patience).map_err(|fault| diags.stop(fault))
        }
    }
}

/// What is named on the command line, or else what the mapping says.
fn source(
    options: &Options,
    import: Chosen<'_>,
    imports: &Imports,
    (month, months): Asked<'_>,
) -> Result<Source, Diagnostic> {
    let no_such_import = |name: &str| faults::no_such_import(name, imports.keys().map(String::as_str));
    let is_named = options.name.is_none() && import.is_some();
    if let Some(command) = &options.command {
        return words(command).map(Source::Command).ok_or_else(|| faults::no_command_given(command));
    }
    if let Some(path) = options.what.as_deref().filter(|_| !is_named) {
        // A word without a point or a slash was meant as the name of an import.
        let is_word = !path.contains(['.', '/', '\\']);
        if is_word && load::matching(&options.root, path).is_empty() {
            return Err(no_such_import(path));
        }
        return Ok(Source::File(PathBuf::from(path)));
    }
    // The arguments name a command, a file or an import.
    let Some((name, import)) = import else { return Err(no_such_import("")) };
    match &import.origin {
        Some(Origin::Command(words)) => Ok(Source::Command(words.clone())),
        Some(Origin::File(pattern)) => {
            let fault = || faults::period_is_asked_for(pattern.place.clone());
            let paths = filled(&pattern.name, month, months).ok_or_else(fault)?;
            let mut found: Vec<String> = paths.iter().flat_map(|path| load::matching(&options.root, path)).collect();
            found.sort();
            found.dedup();
            match found.as_slice() {
                [one] => Ok(Source::File(options.root.join(one))),
                found => Err(faults::which_file(pattern.place.clone(), &paths.join("` or `"), found)),
            }
        }
        None => Err(faults::import_without_extract(import.place.clone(), name)),
    }
}

fn write(options: &Options, plan: &Plan) -> Result<(), Diagnostic> {
    let files: Vec<Replacement> = plan
        .files
        .iter()
        .map(|(path, new)| Replacement {
            path: load::place(&options.root, path),
            before: new.before.clone(),
            after: new.after.clone(),
        })
        .collect();
    replace(&options.root, &files).map_err(|fault| output_fault(&fault, &options.root))
}

/// The differences for people, one a line: `data/2018-02.yaml: builders 2018-02 certified: 49 → 50`.
fn lines(differences: &[Difference]) -> String {
    let amount = |value: Option<Decimal>| value.map_or("null".to_owned(), |value| value.to_string());
    let mut text = String::new();
    for Difference { file, metric, period, cell, was, is, replaces } in differences {
        let members: String = cell.members().map(|member| format!(" {member}")).collect();
        let change = match (was, replaces) {
            (Some(was), _) if was == is => "other words, same amount".to_owned(),
            (Some(was), _) => format!("{} → {}", amount(*was), amount(*is)),
            (None, Some((was, snapshot))) => format!("{} (revises {was} of {snapshot})", amount(*is)),
            (None, None) => format!("{} (new)", amount(*is)),
        };
        text.push_str(&format!("{file}: {metric} {period}{members}: {change}\n"));
    }
    text
}
