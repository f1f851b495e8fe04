//! The process: arguments, terminal, clock, exit code.

#![expect(clippy::disallowed_methods, reason = "this is the process: clock, environment and terminal are its own")]

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use clap_complete::Shell;
use kalends::command;
use kalends::command::build::Built;
use kalends::command::cli::{Approval, Cli, Command, Common, Diff, Format, Import, Pdf, Publish, Review, Verify};
use kalends::command::destination::object;
use kalends::command::pdf::browser;
use kalends::command::publish::Published;
use kalends::command::schema;
use kalends::diag::{self, Diagnostics, faults};
use kalends::load;
use kalends::model::language::Language;
use kalends::model::{Date, day_of};
use kalends::output::Version;
use kalends::site::Summary;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Work that takes longer shows on a terminal.
const PATIENCE: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let cli = Cli::parse();
    match &cli.command {
        Command::Build { common, output, force, approved } => {
            let asked = Asked { output: output.as_deref(), force: *force, approved_only: *approved, write: true };
            run(common, &asked)
        }
        Command::Check { common, approved } => {
            run(common, &Asked { output: None, force: false, approved_only: *approved, write: false })
        }
        Command::Approve(wanted) => approve(wanted),
        Command::Status { root, public_key, format } => status(root.as_deref(), public_key.clone(), *format),
        Command::Pdf(wanted) => pdf(wanted),
        Command::Publish(wanted) => publish(wanted),
        #[cfg(feature = "serve")]
        Command::Serve(wanted) => serve(wanted),
        Command::Init { dir, templates, language, format } => init(dir.as_deref(), *templates, *language, *format),
        Command::Diff(wanted) => diff(wanted),
        Command::Review(wanted) => review(wanted),
        Command::Import(wanted) => import(wanted),
        Command::New { period, text, root, format } => new(period.as_ref(), *text, root.as_deref(), *format),
        Command::Fmt { root, check, format } => fmt(root.as_deref(), *check, *format),
        Command::Verify(wanted) => verify(wanted),
        Command::Explain { common, what, .. } if command::explain::is_code(what) => explain_code(what, common.format),
        Command::Schema { name } => printed(schema::of(name).map_or("", |schema| schema.text).as_bytes()),
        Command::Completions { shell } => completions(*shell),
        Command::Man { command } => man(command.as_deref()),
        Command::Explain { common, what, period, member } => explain(common, what, period.as_ref(), member),
    }
}

/// Prints what was approved on standard output.
fn approve(wanted: &Approval) -> ExitCode {
    let (root, mut diags) = match begin(wanted.root.as_deref(), wanted.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let Some(date) = wanted.date.or_else(today) else {
        say("SOURCE_DATE_EPOCH is not a number of seconds since 1970");
        return ExitCode::from(2);
    };
    let options = command::approve::Options {
        root,
        periods: wanted.periods.clone(),
        by: wanted.by.clone(),
        date,
        anyway: wanted.anyway.clone(),
        key: wanted.sign.clone(),
        password: std::env::var("KALENDS_SIGN_PASSWORD").ok(),
    };
    let signed = command::approve::run(&options, &|_| {}, &mut diags);
    end(&diags, wanted.format, "nothing was approved", signed, |lines| print((lines.join("\n") + "\n").as_bytes()))
}

/// The day, in UTC; `None` where SOURCE_DATE_EPOCH holds something else than a moment.
fn today() -> Option<Date> {
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(seconds) => day_of(seconds.to_str()?.trim().parse().ok()?),
        None => {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
            day_of(i64::try_from(since.as_secs()).ok()?)
        }
    }
}

/// Prints the state of every report on standard output.
fn status(root: Option<&Path>, public_key: Option<PathBuf>, format: Format) -> ExitCode {
    let (root, mut diags) = match begin(root, format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::status::Options { root, public_key, json: format == Format::Json };
    let told = command::status::run(&options, &mut diags);
    end(&diags, format, "", told, |text| print(text.as_bytes()))
}

/// Prints the path of the PDF on standard output.
fn pdf(wanted: &Pdf) -> ExitCode {
    let common = &wanted.common;
    let clock = Clock::start(common);
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    limit_threads(common.jobs.map(Into::into));
    let browser = wanted.browser.clone().or_else(|| browser::find(std::env::var_os("PATH").as_deref()));
    if browser.is_none() {
        diags.add(faults::no_browser(browser::NAMES, browser::PLACES.len()));
    }
    let printed = browser.and_then(|browser| {
        let options = command::pdf::Options {
            root,
            period: wanted.period.clone(),
            series: wanted.series.clone(),
            output: wanted.output.clone(),
            browser,
            timeout: Duration::from_secs(wanted.timeout),
            strict: common.strict,
            drafts: common.drafts,
        };
        command::pdf::run(&options, &|stage| clock.enter(stage), &mut diags)
    });
    clock.stop();
    if common.timings {
        clock.print();
    }
    end(&diags, common.format, "nothing was written", printed, |path| print_paths(&[path]))
}

/// Prints the address on standard output, and serves until the process is ended.
#[cfg(feature = "serve")]
fn serve(wanted: &command::cli::Serve) -> ExitCode {
    let format = wanted.format;
    let (root, mut diags) = match begin(wanted.root.as_deref(), format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::serve::Options { root, port: wanted.port, hosts: wanted.host.clone(), poll: wanted.poll };
    let ending = "the pages say so, too";
    let served = command::serve::run(&options, move |found| report(found, format, ending), &mut diags);
    if let Some(served) = &served
        && wanted.open
        && let Err(error) = open::that_detached(served.url())
    {
        diags.add(faults::browser_not_opened(&served.url(), &error.to_string()));
    }
    end(&diags, format, "nothing is served", served, |served| {
        // Whoever closed the other end of the pipe knows the address.
        let _ = writeln!(io::stdout(), "{}", served.url());
        served.wait();
    })
}

/// Prints the comparison on standard output. A site is needed for periods only.
fn diff(wanted: &Diff) -> ExitCode {
    let (root, mut diags) = match command::diff::is_of_folders(&wanted.before, &wanted.now) {
        true => (None, Diagnostics::default()),
        false => match begin(wanted.root.as_deref(), wanted.format) {
            Ok((root, diags)) => (Some(root), diags),
            Err(code) => return code,
        },
    };
    let options = command::diff::Options {
        root,
        before: wanted.before.clone(),
        now: wanted.now.clone(),
        json: wanted.format == Format::Json,
        page: wanted.page.clone(),
    };
    let compared = command::diff::run(&options, &|_| {}, &mut diags);
    end(&diags, wanted.format, "nothing was written", compared, |text| {
        // Whoever closed the other end of the pipe has read enough.
        let _ = io::stdout().lock().write_all(text.as_bytes());
    })
}

/// Prints the path of the review's page on standard output.
fn review(wanted: &Review) -> ExitCode {
    let (root, mut diags) = match begin(wanted.root.as_deref(), wanted.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::review::Options {
        root,
        period: wanted.period.clone(),
        output: wanted.output.clone(),
        force: wanted.force,
    };
    let written = command::review::run(&options, &|_| {}, &mut diags);
    end(&diags, wanted.format, "nothing was written", written, |page| print_paths(&[page]))
}

/// So many requests are under way at once where each takes its time.
const FAR_JOBS: usize = 16;

fn verify(wanted: &Verify) -> ExitCode {
    let common = &wanted.common;
    let clock = Clock::start(common);
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let is_far = command::verify::is_far(&wanted.destination);
    limit_threads(common.jobs.map(Into::into).or(is_far.then_some(FAR_JOBS)));
    let options = command::verify::Options {
        root,
        destination: wanted.destination.clone(),
        ignored: wanted.ignore.clone(),
        public_key: wanted.public_key.clone(),
        ssh: words(&wanted.ssh),
        rsync: RSYNC.to_owned(),
        scratch: std::env::temp_dir(),
        variables: variables(),
    };
    let verified = command::verify::run(&options, &|stage| clock.enter(stage), &mut diags);
    clock.stop();
    if common.timings {
        clock.print();
    }
    end(&diags, common.format, "what is published is not proven", verified, |verified| {
        if common.quiet || common.format != Format::Human {
            return;
        }
        let reports =
            if verified.reports == 1 { "1 report".to_owned() } else { format!("{} reports", verified.reports) };
        say(&format!("{reports} proven: {} files are what the site's files say", verified.proven.same));
        if !verified.proven.listed {
            say("files of others were not looked for: the server does not tell what it has");
        }
        for name in &verified.unpublished {
            say(&format!("not published yet: {name}"));
        }
        for folder in &verified.absent {
            say(&format!("published before, and not there: {folder}"));
        }
    })
}

/// Prints versions, or what would be done, on standard output.
fn publish(wanted: &Publish) -> ExitCode {
    let common = &wanted.common;
    let clock = Clock::start(common);
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    limit_threads(common.jobs.map(Into::into));
    let now = jiff::Timestamp::now();
    let options = command::publish::Options {
        root,
        destination: wanted.destination.clone(),
        keep: wanted.keep,
        max_delete: wanted.max_delete,
        dry_run: wanted.dry_run,
        force: wanted.force,
        all: wanted.all,
        in_place: wanted.in_place,
        strict: common.strict,
        drafts: common.drafts,
        now: jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string(),
        ssh: words(&wanted.ssh),
        rsync: RSYNC.to_owned(),
        variables: variables(),
    };
    let progress = |stage: &'static str| clock.enter(stage);
    let undone = "nothing was published";
    if wanted.versions {
        let found = command::publish::list(&options, &mut diags);
        clock.stop();
        return end(&diags, common.format, undone, found, |versions| print_versions(&versions));
    }
    if let Some(version) = &wanted.rollback {
        let version = Some(version.as_str()).filter(|version| !version.is_empty());
        let done = command::publish::put_back(&options, version, &mut diags);
        clock.stop();
        return end(&diags, common.format, undone, done, |version| {
            if !common.quiet && common.format == Format::Human {
                say(&format!("{} shows version {version} again", options.destination));
            }
        });
    }
    let done = command::publish::run(&options, &progress, &mut diags);
    clock.stop();
    if common.timings {
        clock.print();
    }
    // Readers may have the pages, or some of them.
    let is_half = diags.sorted().iter().any(|fault| ["K1060", "K1064"].contains(&fault.code));
    let undone = if is_half { "" } else { undone };
    end(&diags, common.format, undone, done, |done| {
        if wanted.dry_run {
            print_changes(&done);
        }
        if !common.quiet && common.format == Format::Human {
            say(&published(&done, &options.destination, wanted.dry_run));
        }
    })
}

/// What sends files to a server, and copies them from it.
const RSYNC: &str = "rsync";

/// A command with its arguments.
fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(str::to_owned).collect()
}

/// Settings and secrets of stores.
fn variables() -> Vec<(String, String)> {
    let all =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter(|(name, _)| object::VARIABLES.iter().any(|start| name.starts_with(start))).collect()
}

/// A line for each version: its name, when it was published, what it is.
fn print_versions(versions: &[Version]) {
    let mut output = io::stdout().lock();
    for version in versions {
        let (at, note) = match &version.entry {
            Some(entry) => (entry.at.as_str(), entry.note.as_str()),
            None => ("-", "not in the log"),
        };
        let mark = if version.published { "  (published)" } else { "" };
        // Whoever closed the other end of the pipe has read enough.
        let _ = writeln!(output, "{}  {at:<20}  {note}{mark}", version.id);
    }
}

/// A line for each file that would be written or removed.
fn print_changes(done: &Published) {
    let mut output = io::stdout().lock();
    for (what, names) in [("write ", &done.changes.write), ("remove", &done.changes.remove)] {
        for name in names {
            let _ = writeln!(output, "{what} {name}");
        }
    }
}

/// "1 report, 14 pages published to …: 20 files written, 3 unchanged; version 3f9a01bc".
fn published(done: &Published, destination: &str, is_trial: bool) -> String {
    let changes = &done.changes;
    let (verb, written) = if is_trial { ("to be published to", "to write") } else { ("published to", "written") };
    let mut text = match changes.write.is_empty() && changes.remove.is_empty() {
        true => format!("{destination} is up to date: {}", made(done.site)),
        false => {
            let (site, count, same) = (made(done.site), changes.write.len(), changes.same);
            format!("{site} {verb} {destination}: {count} files {written}, {same} unchanged")
        }
    };
    if !changes.remove.is_empty() {
        text.push_str(&format!(", {} {}", changes.remove.len(), if is_trial { "to remove" } else { "removed" }));
    }
    if let Some(version) = done.version.as_ref().filter(|_| !is_trial) {
        text.push_str(&format!("; version {version}"));
    }
    for name in &done.kept {
        text.push_str(&format!("\nkept: {name} (not made by kalends)"));
    }
    text
}

/// Prints each difference on standard output, and how many there are on standard error.
fn import(wanted: &Import) -> ExitCode {
    let common = &wanted.common;
    let clock = Clock::start(common);
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::import::Options {
        root,
        what: wanted.what.clone(),
        name: wanted.import.clone(),
        command: wanted.from.clone(),
        period: wanted.period.clone(),
        sheet: wanted.sheet.clone(),
        mark: wanted.decimal,
        reason: wanted.reason.clone(),
        kind: wanted.kind,
        timeout: wanted.timeout.map(Duration::from_secs),
        dry_run: wanted.dry_run,
        strict: common.strict,
    };
    let differences = command::import::run(&options, &|stage| clock.enter(stage), &mut diags).ok();
    clock.stop();
    if common.timings {
        clock.print();
    }
    end(&diags, common.format, "nothing was written", differences, |differences| {
        // Whoever closed the other end of the pipe has read enough.
        let _ = io::stdout().lock().write_all(command::import::lines(&differences).as_bytes());
        if !common.quiet && common.format == Format::Human {
            let count = counted(differences.len(), "figure");
            match (differences.is_empty(), wanted.dry_run) {
                (true, _) => say("nothing to change"),
                (false, true) => say(&format!("{count} would change; nothing was written")),
                (false, false) => say(&format!("{count} changed")),
            }
        }
    })
}

fn limit_threads(jobs: Option<usize>) {
    if let Some(jobs) = jobs {
        // Fails only when the pool was made before, which nothing has done yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
}

/// Prints the path of each file that was written on standard output.
fn init(dir: Option<&Path>, templates: bool, language: Language, format: Format) -> ExitCode {
    if templates {
        let (root, mut diags) = match begin(dir, format) {
            Ok(begun) => begun,
            Err(code) => return code,
        };
        let written = command::init::templates(&root, &mut diags);
        return end(&diags, format, "nothing was written", written, |paths| print_paths(&paths));
    }
    let mut diags = Diagnostics::default();
    let written = command::init::new_site(dir.unwrap_or(Path::new(".")), language, &mut diags);
    end(&diags, format, "nothing was written", written, |paths| print_paths(&paths))
}

/// Prints the path of each file that was written on standard output, and what makes the report where no text was.
fn new(period: Option<&String>, text: bool, root: Option<&Path>, format: Format) -> ExitCode {
    let (root, mut diags) = match begin(root, format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::new::Options { root, period: period.cloned(), copy_standing: text };
    let begun = command::new::run(&options, &mut diags);
    end(&diags, format, "nothing was written", begun, |begun| {
        print_paths(&begun.paths);
        for standing in begun.standing.iter().filter(|_| format == Format::Human) {
            say(&format!(
                "{standing} makes the report of {} too; `--text` copies it for a text of its own",
                begun.month
            ));
        }
    })
}

/// Prints the path of each file that changed on standard output.
fn fmt(root: Option<&Path>, check: bool, format: Format) -> ExitCode {
    let (root, mut diags) = match begin(root, format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let changed = command::fmt::run(&command::fmt::Options { root, check }, &mut diags);
    end(&diags, format, "nothing was written", changed, |paths| print_paths(&paths))
}

/// Prints paths as they are best read from here.
fn print_paths(paths: &[PathBuf]) {
    let here = std::env::current_dir().unwrap_or_default();
    let mut output = io::stdout().lock();
    for path in paths {
        let path = path.strip_prefix(&here).or(path.strip_prefix(".")).unwrap_or(path);
        // Whoever closed the other end of the pipe has read enough.
        let _ = writeln!(output, "{}", path.display());
    }
}

/// Prints what was asked for on standard output.
fn explain(common: &Common, metric: &str, period: Option<&String>, members: &[String]) -> ExitCode {
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    let options = command::explain::Options {
        root,
        metric: metric.to_owned(),
        period: period.cloned(),
        members: members.to_vec(),
        json: common.format == Format::Json,
    };
    let explained = command::explain::run(&options, &mut diags);
    end(&diags, common.format, "", explained, |text| print(text.as_bytes()))
}

fn explain_code(code: &str, format: Format) -> ExitCode {
    let mut diags = Diagnostics::default();
    let explained = command::explain::code(code, format == Format::Json, &mut diags);
    end(&diags, format, "", explained, |text| print(text.as_bytes()))
}

fn completions(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "kalends", &mut script);
    printed(&script)
}

/// The page of the program, or of one of its commands.
fn man(command: Option<&str>) -> ExitCode {
    let mut program = Cli::command();
    program.build();
    let page_of = match command {
        None => Some(&program),
        Some(name) => program.find_subcommand(name),
    };
    let Some(page_of) = page_of else {
        let wrong = format!("there is no command `{}`", command.unwrap_or_default());
        let _ = program.error(ErrorKind::InvalidSubcommand, wrong).print();
        return ExitCode::from(2);
    };
    let mut page = Vec::new();
    let source = concat!("kalends ", env!("CARGO_PKG_VERSION"));
    // Writing to memory does not fail.
    let _ = clap_mangen::Man::new(page_of.clone()).source(source).manual("kalends").render(&mut page);
    printed(&page)
}

fn printed(bytes: &[u8]) -> ExitCode {
    print(bytes);
    ExitCode::SUCCESS
}

fn print(bytes: &[u8]) {
    // Whoever closed the other end of the pipe has read enough.
    let _ = io::stdout().lock().write_all(bytes);
}

/// What build and check are asked for beside what all commands are.
struct Asked<'a> {
    output: Option<&'a Path>,
    force: bool,
    approved_only: bool,
    /// Check does everything else.
    write: bool,
}

fn run(common: &Common, asked: &Asked<'_>) -> ExitCode {
    let clock = Clock::start(common);
    let (root, mut diags) = match begin(common.root.as_deref(), common.format) {
        Ok(begun) => begun,
        Err(code) => return code,
    };
    limit_threads(common.jobs.map(Into::into));
    let options = command::Options {
        output: asked.output.map_or_else(|| root.join("output"), Path::to_path_buf),
        root,
        strict: common.strict,
        force: asked.force,
        drafts: common.drafts,
        approved_only: asked.approved_only,
    };
    let progress = |stage: &'static str| clock.enter(stage);
    let done = match asked.write {
        true => command::build::run(&options, &progress, &mut diags).map(|built| summary(&built, &options.output)),
        false => command::check::run(&options, &progress, &mut diags).map(|site| format!("{}; no errors", made(site))),
    };
    clock.stop();
    if common.timings {
        clock.print();
    }
    end(&diags, common.format, "nothing was written", done, |message| {
        if !common.quiet && common.format == Format::Human {
            say(&message);
        }
    })
}

/// What a command for a site begins with: its folder, and nothing found wrong yet. Where there is no site, that is
/// printed, and the process ends with the code.
fn begin(named: Option<&Path>, format: Format) -> Result<(PathBuf, Diagnostics), ExitCode> {
    let mut diags = Diagnostics::default();
    match root(named, &mut diags) {
        Some(root) => Ok((root, diags)),
        None => {
            report(&diags, format, "");
            Err(ExitCode::from(2))
        }
    }
}

/// What a command ends with: its faults are printed, then what it did, and the exit code says whether it did it.
/// `undone` is what is said where it did not.
fn end<T>(diags: &Diagnostics, format: Format, undone: &str, done: Option<T>, say: impl FnOnce(T)) -> ExitCode {
    report(diags, format, if done.is_some() { "" } else { undone });
    match done {
        Some(done) => {
            say(done);
            ExitCode::SUCCESS
        }
        None => ExitCode::from(1),
    }
}

/// The site's folder: the one that is named, or the nearest upwards from here.
fn root(named: Option<&Path>, diags: &mut Diagnostics) -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let found = match named {
        Some(named) => load::is_site(named).then(|| named.to_path_buf()),
        None => load::find_root(&here),
    };
    if found.is_none() {
        let start = named.unwrap_or(Path::new("."));
        diags.add(faults::no_site(&start.display().to_string()));
    }
    found
}

/// "1 report, 14 pages".
fn made(site: Summary) -> String {
    format!("{}, {}", counted(site.reports, "report"), counted(site.pages, "page"))
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn summary(built: &Built, output: &Path) -> String {
    match built {
        Built::UpToDate => format!("{} is up to date", output.display()),
        Built::Written { site, files } => {
            let mut text = format!(
                "{} in {}: {} files written, {} unchanged",
                made(*site),
                output.display(),
                files.written,
                files.unchanged
            );
            if !files.removed.is_empty() {
                text.push_str(&format!(", {} removed", files.removed.len()));
            }
            for name in &files.kept {
                text.push_str(&format!("\nkept: {name} (not made by kalends)"));
            }
            text
        }
    }
}

/// Prints the faults and how many there are.
fn report(diags: &Diagnostics, format: Format, ending: &str) {
    let text = match format {
        Format::Json => diag::print::json_lines(diags),
        Format::Sarif => diag::sarif::document(diags),
        Format::Human => {
            let counts = diag::print::counts(diags);
            let ending = if ending.is_empty() || counts.is_empty() { String::new() } else { format!("; {ending}") };
            let counts = if counts.is_empty() { counts } else { format!("{counts}{ending}\n") };
            diag::print::human(diags) + &counts
        }
    };
    // Whoever closed the other end of the pipe has read enough.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

fn say(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}

/// The stages and how long they took, and a line on the terminal while they last.
struct Clock {
    begun: Instant,
    stages: Mutex<Vec<(&'static str, Instant)>>,
    shown: bool,
    done: std::sync::Arc<(Mutex<bool>, std::sync::Condvar)>,
}

impl Clock {
    fn start(common: &Common) -> Clock {
        let done = std::sync::Arc::new((Mutex::new(false), std::sync::Condvar::new()));
        let shown = io::stderr().is_terminal() && !common.quiet && common.format == Format::Human;
        if shown {
            let done = done.clone();
            std::thread::spawn(move || {
                let (lock, signal) = &*done;
                let Ok(guard) = lock.lock() else { return };
                if let Ok((guard, waited)) = signal.wait_timeout_while(guard, PATIENCE, |done| !*done)
                    && waited.timed_out()
                    && !*guard
                {
                    let _ = write!(io::stderr(), "building …\r");
                }
            });
        }
        Clock { begun: Instant::now(), stages: Mutex::default(), shown, done }
    }

    fn enter(&self, stage: &'static str) {
        if let Ok(mut stages) = self.stages.lock() {
            stages.push((stage, Instant::now()));
        }
    }

    /// Ends the last stage and clears the line.
    fn stop(&self) {
        self.enter("");
        let (lock, signal) = &*self.done;
        if let Ok(mut done) = lock.lock() {
            *done = true;
            signal.notify_all();
        }
        if self.shown {
            let _ = write!(io::stderr(), "          \r");
        }
    }

    fn print(&self) {
        let Ok(stages) = self.stages.lock() else { return };
        for pair in stages.windows(2) {
            say(&format!("{:>8.1} ms  {}", (pair[1].1 - pair[0].1).as_secs_f64() * 1000.0, pair[0].0));
        }
        say(&format!("{:>8.1} ms  in all", self.begun.elapsed().as_secs_f64() * 1000.0));
    }
}
