//! Arguments → a command. Help texts live here.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::command::destination::MaxDelete;
use crate::command::schema::SCHEMAS;
use crate::model::Date;
use crate::model::imports::Mark;
use crate::model::language::Language;
use crate::model::snapshot::RevisionKind;

/// Builds monthly status reports whose every figure can be traced.
#[derive(Debug, Parser)]
#[command(name = "kalends", version, disable_help_subcommand = true)]
#[command(after_help = "Exit status: 0 fine, 1 the site has errors (nothing is written), 2 wrong use.\n\
                  Pages go to output/ in the site's folder; open output/index.html in a browser.")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the whole site into its output folder
    ///
    /// Reads kalends.yaml, data/, content/ and templates/, and writes a static report set that opens from
    /// disk. All faults of the site are reported at once; with any error the output stays as it was.
    Build {
        #[command(flatten)]
        common: Common,
        /// Folder for the pages [default: output in the site's folder]
        #[arg(long, value_name = "DIR", env = "KALENDS_OUTPUT")]
        output: Option<PathBuf>,
        /// Write into a folder that kalends did not make; its other files are kept
        #[arg(long)]
        force: bool,
        /// Leave out reports that are not approved, where the site has approvals.yaml
        #[arg(long)]
        approved: bool,
    },
    /// Do everything that build does, except writing
    Check {
        #[command(flatten)]
        common: Common,
        /// Leave out reports that are not approved, where the site has approvals.yaml
        #[arg(long)]
        approved: bool,
    },
    /// Approve all reports of a period, as they are now
    ///
    /// Writes a sign-off into approvals.yaml: who, when, and a hash of each part of what was approved. Once a site has
    /// that file, a report that is not approved is built as a draft; so is one that changes after it was approved.
    Approve(Approval),
    /// Show how each report stands: a draft, approved, void and why, published
    Status {
        /// The site's folder [default: the nearest one upwards with a kalends.yaml]
        #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
        root: Option<PathBuf>,
        /// Check that every sign-off is signed with the secret half of this key, a file of minisign
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
        /// For people, or as JSON
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Print a report as a PDF with tags and outline, through an installed Chromium, Chrome or Edge
    ///
    /// Builds the site for it as `build` does, but into memory: the PDF shows what the site's files say now, and
    /// output/ stays as it is. Links to other pages are whole addresses where kalends.yaml has a base_url, else text.
    /// Prints the path of the PDF.
    Pdf(Pdf),
    /// Build the site and put it where readers find it
    ///
    /// A folder is built beside the published one and takes its place in one step, and the last versions are kept.
    /// A server is reached by ssh and rsync, and shows a new version in one step too. Object stores and WebDAV get what
    /// differs, the front page last; they need a kalends with the feature `publish`. Drafts are left out.
    #[command(after_long_help = SECRETS)]
    Publish(Publish),
    /// Show the site in a browser while you write: pages follow the files
    ///
    /// Serves on 127.0.0.1, to this computer only, and prints the address. Makes the page that is asked for, so a site of
    /// any size starts at once; an open page is shown anew when a file is saved, or the faults in its place. Drafts are
    /// shown, too. Writes nothing; output/ stays as it is. Ctrl-C ends it.
    #[cfg(feature = "serve")]
    Serve(Serve),
    /// Make a new site, or put the built-in templates into one
    ///
    /// Without `--templates`: writes a small site with comments, in a new or empty folder, that builds at once.
    /// Prints the path of each file it writes; never writes over one.
    Init {
        /// The new site's folder [default: this one]; with --templates a site's [default: the nearest one upwards]
        #[arg(value_name = "DIR", env = "KALENDS_ROOT")]
        dir: Option<PathBuf>,
        /// Put the built-in templates, style sheets, script and icon into templates/ of a site
        ///
        /// Each file there stands in for the built-in one. Delete those that you leave as they are, so that they
        /// follow later versions of kalends. Fonts are chosen in kalends.yaml, by `theme`.
        #[arg(long, conflicts_with = "language")]
        templates: bool,
        /// The language of the new site and of its comments
        #[arg(long, default_value = "en", value_parser = language())]
        language: Language,
        /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Begin a month: write its snapshot with every figure that is expected, to be filled in
    ///
    /// Nothing is filled in. Each figure stands with an empty value, beside it as a comment the last known one, and no build
    /// goes through while one is empty. Files, forms and members are those of the month before; figures by quarter or year are
    /// asked for in the month that ends it. Where the last month has a text of its own, the new month's starts from it, as a
    /// draft, with a remark wherever something was typed that does not follow the month.
    ///
    /// Prints the path of each file it writes; never writes over one.
    New {
        /// The month, such as 2018-03 [default: the one after the newest snapshot]
        period: Option<String>,
        /// Copy the standing narrative, `_report.md`, where the last month has no text of its own
        #[arg(long)]
        text: bool,
        /// The site's folder [default: the nearest one upwards with a kalends.yaml]
        #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
        root: Option<PathBuf>,
        /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Take figures from a CSV, XLSX or ODS file, or from a command, into the snapshots
    ///
    /// Without a mapping the columns are `metric`, `period`, `value` and one for each dimension; `as_of`, `status`,
    /// `source`, `note`, `reason` and `kind` may be there too. Mappings for other tables stand in data/_imports.yaml.
    /// Takes all rows or none, changes only what differs, and leaves comments and order of the snapshots as they are.
    /// Prints each difference; doing it twice changes nothing.
    Import(Import),
    /// Show what is different between two periods of a site, or between two built folders
    ///
    /// Tells each figure that changed, with its target and what stands out of the usual variation; figures of the past
    /// that were revised; charts, tables and sections that came or went; the text, paragraph by paragraph. Periods are
    /// compared as the site's files say now, drafts included; folders as they were built. A folder that is named like a
    /// period is written ./2018-02. Exit status 0, whatever is found.
    Diff(Diff),
    /// Write a folder for the one who has to approve a period's reports
    ///
    /// It begins with what to look at first: figures revised or withdrawn, out of their usual variation or beyond their
    /// tolerance, far from their target, each with what the author wrote about it. Then come all changes of figures, text
    /// and charts since the report before, and what to check. The drafts lie beside it. The folder opens from a share,
    /// without a network, and is never published. Prints the path of its page.
    Review(Review),
    /// Put the files of data/ into one form
    ///
    /// Observations stand in the order of data/metrics.yaml, members in that of their dimension, all indented by two, with
    /// single blank lines between them. Lines are moved, never rewritten: figures and comments stay as they are. Prints the
    /// path of each file that changes; one that cannot be moved about safely is left as it is, with the reason.
    Fmt {
        /// The site's folder [default: the nearest one upwards with a kalends.yaml]
        #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
        root: Option<PathBuf>,
        /// Change nothing, and fail when a file would change
        #[arg(long)]
        check: bool,
        /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Prove that what is published says what the site's files say
    ///
    /// Builds the site and compares every file with the published one, byte by byte. Names each figure that differs, in
    /// text, charts, tables, downloads and texts for screen readers, and files that are missing, left over from an older
    /// build or not made by kalends. Files of the site that are newer than what is published do not count.
    #[command(after_help = SECRETS)]
    Verify(Verify),
    /// Show where a figure comes from, down to the lines of the snapshots, or what a message means
    ///
    /// With a metric's id: the figure, and the lines of the snapshots that it rests on.
    /// With a code such as K0203: what the message means, an example, and what to do; this needs no site.
    Explain {
        #[command(flatten)]
        common: Common,
        /// The metric's id in data/metrics.yaml, or the code of a message
        #[arg(value_name = "METRIC|CODE")]
        what: String,
        /// The report that shows the figure, such as 2018-02 [default: the newest snapshot's]
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// A member it is split by: rh, or hospital=rh; once for each dimension
        #[arg(long, value_name = "MEMBER")]
        member: Vec<String>,
    },
    /// Print the JSON Schema of a kind of file, for editors and other programs
    ///
    /// settings is kalends.yaml, metrics data/metrics.yaml, snapshot any other YAML file in data/, frontmatter what
    /// stands on top of a page, and figures the figures.json of a report. `init` puts them where editors find them.
    Schema {
        #[arg(value_parser = PossibleValuesParser::new(SCHEMAS.iter().map(|schema| schema.name)))]
        name: String,
    },
    /// Print the completions for a shell
    ///
    /// For bash: kalends completions bash > ~/.local/share/bash-completion/completions/kalends
    Completions { shell: clap_complete::Shell },
    /// Print the manual page of kalends, or of one of its commands
    ///
    /// To read it: kalends man | man -l -
    Man {
        /// A command, such as build [default: the page that lists them all]
        command: Option<String>,
    },
}

#[derive(Debug, Clone, Args)]
pub struct Approval {
    /// The periods whose reports are approved, such as 2018-02
    #[arg(value_name = "PERIOD", required = true)]
    pub periods: Vec<String>,
    /// The name of whoever approves
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// The day of the sign-off [default: today in UTC, or that of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// Why it is approved although there are warnings on the period's text or snapshots
    #[arg(long, value_name = "REASON")]
    pub anyway: Option<String>,
    /// Sign with this secret key, a file of minisign; its password is read from KALENDS_SIGN_PASSWORD
    #[arg(long, value_name = "FILE")]
    pub sign: Option<PathBuf>,
    /// The site's folder [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
    /// How faults are printed: for people, or as one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Debug, Clone, Args)]
pub struct Pdf {
    #[command(flatten)]
    pub common: Common,
    /// The report's period, such as 2018-02 [default: the newest month]
    pub period: Option<String>,
    /// The folder that the report lies in, such as hospitals or hospitals/rh [default: the site's own reports]
    #[arg(long, value_name = "FOLDER", default_value = "", hide_default_value = true)]
    pub series: String,
    /// The PDF; takes the place of another PDF, never of other files, and never lies in output/ [default: the report's
    /// period or folder and period in the current folder, such as 2018-02.pdf]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The browser to print with [default: the first one found on the search path or in the usual places]
    #[arg(long, value_name = "PATH", env = "KALENDS_BROWSER")]
    pub browser: Option<PathBuf>,
    /// How long the browser may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

const SECRETS: &str = "Destinations:
  /srv/www                    a folder, also on a share
  user@host:/srv/www          a server with ssh and rsync; also ssh://user@host:port/srv/www
  s3://bucket/prefix          S3 or like it: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL
  az://container/prefix       Azure: AZURE_STORAGE_ACCOUNT_NAME, AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_KEY
  https://host/folder         WebDAV, to verify any web server: KALENDS_WEBDAV_USER, KALENDS_WEBDAV_PASSWORD

Keys and passwords are taken from these variables of the environment only.";

#[derive(Debug, Clone, Args)]
pub struct Publish {
    #[command(flatten)]
    pub common: Common,
    /// The folder, server or store: /srv/www, user@host:/srv/www, s3://bucket/prefix, az://container/prefix,
    /// https://host/folder
    #[arg(value_name = "DEST", env = "KALENDS_PUBLISH")]
    pub destination: String,
    /// How many versions before the published one are kept
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub keep: usize,
    /// Put an earlier version back: the one before, or the one that `--versions` calls VERSION
    #[arg(long, value_name = "VERSION", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["dry_run", "in_place", "force", "all"])]
    pub rollback: Option<String>,
    /// Print which versions are there, and do nothing
    #[arg(long, conflicts_with_all = ["rollback", "dry_run", "in_place", "force", "all"])]
    pub versions: bool,
    /// Print what would be written and removed, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How many files may be removed, as a number or as a share [default: 10% or 20, whichever is more]
    #[arg(long, value_name = "N|P%", default_value = "usual", hide_default_value = true, value_parser = max_delete)]
    pub max_delete: MaxDelete,
    /// Publish into a place that kalends did not make; its other files are kept
    #[arg(long)]
    pub force: bool,
    /// Send every file anew, whatever the manifest of the store says is there already
    #[arg(long)]
    pub all: bool,
    /// Change the folder file by file, where it cannot be replaced as a whole; no versions are kept
    #[arg(long)]
    pub in_place: bool,
    /// How a server is reached
    #[arg(long, value_name = "COMMAND", env = "KALENDS_SSH", default_value = "ssh")]
    pub ssh: String,
}

#[derive(Debug, Clone, Args)]
pub struct Verify {
    #[command(flatten)]
    pub common: Common,
    /// The published folder, server or store, as for `publish`, or the address at which readers find it:
    /// https://host/folder
    #[arg(value_name = "DEST", env = "KALENDS_PUBLISH")]
    pub destination: String,
    /// A file or folder in it that others wrote and that may stand there; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub ignore: Vec<String>,
    /// Check too that every sign-off is signed with the secret half of this key, a file of minisign
    #[arg(long, value_name = "FILE")]
    pub public_key: Option<PathBuf>,
    /// How a server is reached
    #[arg(long, value_name = "COMMAND", env = "KALENDS_SSH", default_value = "ssh")]
    pub ssh: String,
}

fn max_delete(written: &str) -> Result<MaxDelete, &'static str> {
    if written == "usual" { Ok(MaxDelete::Usual) } else { written.parse() }
}

#[cfg(feature = "serve")]
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// The site's folder [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
    /// This port and no other; 0 for any free one [default: 4000, or the next free one]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Open the front page in your browser
    #[arg(long)]
    pub open: bool,
    /// Look at the files every second; for network drives, which do not say when a file changes
    #[arg(long)]
    pub poll: bool,
    /// Another name that browsers may use for the server, as behind a proxy; once for each
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// How faults are printed: for people, or as one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Debug, Clone, Args)]
pub struct Import {
    #[command(flatten)]
    pub common: Common,
    /// The file to read, or the name of an import in data/_imports.yaml
    #[arg(value_name = "FILE|NAME", required_unless_present_any = ["from", "import"])]
    pub what: Option<String>,
    /// Read the file, or what the command prints, by this import of data/_imports.yaml
    #[arg(long = "as", id = "import", value_name = "NAME")]
    pub import: Option<String>,
    /// Read the CSV that a command prints, such as "psql --csv -f figures.sql"; it runs in the site's folder, without a
    /// shell. {period}, {first_day} and {last_day} in it stand for the month of `--period`
    #[arg(long, value_name = "COMMAND", conflicts_with = "what")]
    pub from: Option<String>,
    /// The month whose snapshot states the figures [default: of each figure the month that its period ends with, and
    /// for revisions the newest month of the extract]
    #[arg(long, value_name = "MONTH")]
    pub period: Option<String>,
    /// The sheet of a workbook [default: the first that is not hidden]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The mark before decimals [default: what the amounts themselves say]
    #[arg(long, value_name = "MARK", value_parser = mark())]
    pub decimal: Option<Mark>,
    /// Why figures of earlier snapshots are revised
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The kind of these revisions
    #[arg(long, value_name = "KIND", value_parser = revision_kind())]
    pub kind: Option<RevisionKind>,
    /// How long the command may take [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
    /// Print the differences and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Args)]
pub struct Diff {
    /// The older: a period such as 2018-01, or a built folder
    #[arg(value_name = "A")]
    pub before: String,
    /// The newer: a period such as 2018-02, or a built folder
    #[arg(value_name = "B")]
    pub now: String,
    /// The site's folder, for periods [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
    /// How the comparison and faults are printed: for people, or as JSON
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write the comparison as a page too: one HTML file that asks for no other
    #[arg(long, value_name = "FILE")]
    pub page: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub struct Review {
    /// The reports' period, such as 2018-02 or 2018-Q1 [default: the newest month]
    pub period: Option<String>,
    /// The site's folder [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
    /// Folder for the review [default: review/PERIOD in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Write into a folder that kalends did not make; its other files are kept
    #[arg(long)]
    pub force: bool,
    /// How faults are printed: for people, or as one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The site's folder [default: the nearest one upwards with a kalends.yaml]
    #[arg(long, value_name = "DIR", env = "KALENDS_ROOT")]
    pub root: Option<PathBuf>,
    /// Count warnings as errors
    #[arg(long)]
    pub strict: bool,
    /// Build pages marked `draft: true` too
    #[arg(long)]
    pub drafts: bool,
    /// How faults are printed: for people, as one JSON object a line, or as one SARIF document
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print nothing but faults
    #[arg(long, short)]
    pub quiet: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
    /// Threads to work with [default: as many as there are cores]
    #[arg(long, value_name = "N", env = "KALENDS_JOBS", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
    Sarif,
}

fn mark() -> impl TypedValueParser<Value = Mark> {
    PossibleValuesParser::new([".", ","]).map(|mark| if mark == "," { Mark::Comma } else { Mark::Point })
}

fn revision_kind() -> impl TypedValueParser<Value = RevisionKind> {
    PossibleValuesParser::new(RevisionKind::ALL.map(RevisionKind::word))
        .map(|word| RevisionKind::ALL.into_iter().find(|kind| kind.word() == word).unwrap_or(RevisionKind::Source))
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::TAGS).map(|tag| Language::of_tag(&tag).unwrap_or_default())
}
