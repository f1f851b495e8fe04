//! What was published: a record of each report, each time that it was, in the order in which it happened.
//!
//! The ledger belongs to the office, as data/ does, and is no part of what is published. Of a count that is hidden to
//! protect somebody it says that it was hidden, and not its value. One that was published and had to be taken out later stays where it was written, as
//! it stays in the older snapshot that states it: from then on new lines leave it out, and no page shows it.

use std::collections::BTreeMap;

use crate::base::digest::sha256;
use crate::base::period::Period;
use crate::model::calendar::Told;

/// The file, in the site's folder.
pub const LEDGER: &str = "ledger.jsonl";

/// Everything that was ever published, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// The folders that reports have now, by those that lines name: of members that were renamed since.
    pub renamed: BTreeMap<String, String>,
}

/// One line: a report that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Of the file, from 1.
    pub line: u32,
    /// When it was published, as `2018-03-05T09:30:00Z`.
    pub at: String,
    pub record: Record,
    /// SHA-256 of the hash before it, a line end, and this line without its own hash.
    pub chain: String,
}

/// A report as it was published, or what other pages showed beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its folder in the output: `2018-02`, `hospitals/rh/2018-02`. [`OTHER_PAGES`] for what pages that are no report
    /// showed as known in the period.
    pub report: String,
    pub period: Period,
    /// Who approved it; `None` on a site without approvals.yaml.
    pub approved_by: Option<String>,
    /// SHA-256 of what makes the report (`Parts::digest` of this report alone); empty for other pages.
    pub digest: String,
    /// Every figure of figures.json, each metric in the period that the report shows, with its parts; and every other
    /// figure that was made for its page.
    pub figures: Vec<Figure>,
    /// The earlier periods in figures.json, by metric: the machine value, `None` for a gap. Hidden ones are left out.
    pub history: BTreeMap<String, BTreeMap<Period, Option<String>>>,
    /// The targets of those periods where they are others than that of the report's figure.
    pub targets: BTreeMap<String, BTreeMap<Period, Option<Target>>>,
    /// What is said beside the report's figure and those of earlier periods, where there is something: that it is
    /// provisional, its note, why it was revised and, in a line with [`STATED`], as what.
    pub notes: BTreeMap<String, BTreeMap<Period, String>>,
    /// How each metric is counted and judged: a word for each of [`MEANINGS`] that it has.
    pub meanings: BTreeMap<String, BTreeMap<String, String>>,
    /// What the settings of the site say on its page, by key; empty in a line of an older kalends, and for other pages.
    pub settings: BTreeMap<String, String>,
    /// What its page says besides figures; `None` in a line of an older kalends, and for other pages.
    pub page: Option<PageDigests>,
    /// What it says otherwise than the line before, and why.
    pub changes: Vec<Change>,
    /// Why it was withdrawn; `None` for a report that is there.
    pub withdrawn: Option<String>,
    /// SHA-256 of what the author says on each page that belongs to no period, by its folder; in a line of [`PAGES`].
    pub pages: BTreeMap<String, String>,
    /// SHA-256 of the files that the site was published from then; `None` in a line of an older kalends.
    pub inputs: Option<String>,
    /// That the page of a report was kept when a new edition took its place; such a line is of its [`edition_folder`].
    pub kept: Option<Kept>,
}

/// The page of a report as it was before a new edition took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of the page that is kept: marked as superseded, with everything in it that it shows.
    pub file: String,
    /// SHA-256 of the page as it was published.
    pub page: String,
}

impl Record {
    /// That the page of a report is kept as an edition of it.
    pub fn edition(folder: &str, period: Period, kept: Kept) -> Record {
        Record { kept: Some(kept), ..Record::of(folder, period) }
    }

    /// One that says nothing yet.
    pub fn of(report: &str, period: Period) -> Record {
        Record {
            report: report.to_owned(),
            period,
            approved_by: None,
            digest: String::new(),
            figures: Vec::new(),
            history: BTreeMap::new(),
            targets: BTreeMap::new(),
            notes: BTreeMap::new(),
            meanings: BTreeMap::new(),
            settings: BTreeMap::new(),
            page: None,
            changes: Vec::new(),
            withdrawn: None,
            pages: BTreeMap::new(),
            inputs: None,
            kept: None,
        }
    }

    /// That the site was published from other files, where no report says anything else by it.
    pub fn of_files(period: Period) -> Record {
        Record::of(FILES, period)
    }

    /// What the author says on pages that belong to no period, with what `settings` say there.
    pub fn of_pages(period: Period, pages: BTreeMap<String, String>, settings: BTreeMap<String, String>) -> Record {
        Record { pages, settings, ..Record::of(PAGES, period) }
    }

    /// That a report was withdrawn.
    pub fn withdrawn(report: &str, period: Period, reason: &str) -> Record {
        Record { withdrawn: Some(reason.to_owned()), ..Record::of(report, period) }
    }
}

/// What is recorded in place of a report's folder for pages that belong to no report. No report has this folder.
pub const OTHER_PAGES: &str = "site";

/// What is recorded in place of a report's folder where nothing changed but the files. No report has this folder.
pub const FILES: &str = "files";

/// What is recorded in place of a report's folder for what authors say on pages that belong to no period. They may change
/// at any time: whoever publishes is told. No report has this folder.
pub const PAGES: &str = "pages";

/// A setting that such a line has: where the site is read. The others are the releases that it announces.
pub const BASE_URL: &str = "base_url";

/// The folder of an edition of a report, from 1: `2018-02/editions/1`.
pub fn edition_folder(report: &str, number: usize) -> String {
    format!("{report}/editions/{number}")
}

/// The report and the number of an edition, by its folder. The folder of a report ends with its period.
pub fn edition_of(folder: &str) -> Option<(&str, usize)> {
    let (report, number) = folder.rsplit_once("/editions/")?;
    let period = report.rsplit('/').next()?;
    let is_period = period.len() >= 4 && period.bytes().take(4).all(|digit| digit.is_ascii_digit());
    number.parse().ok().filter(|_| is_period).map(|number| (report, number))
}

/// An edition of a report before the present one.
#[derive(Debug, Clone)]
pub struct Edition<'l> {
    pub folder: &'l str,
    /// The folder that its report has now.
    pub report: &'l str,
    /// From 1.
    pub number: usize,
    pub period: Period,
    pub kept: &'l Kept,
    /// When the next one took its place.
    pub at: &'l str,
    /// The line that says so.
    pub line: u32,
    /// Why it is not shown any more.
    pub withdrawn: Option<&'l str>,
}

/// What is recorded of how a metric is counted and judged: the keys of its definition that a report must not change.
pub const MEANINGS: [&str; 23] = [
    "better",
    "type",
    "spc",
    "format",
    "forecast",
    "source",
    "by",
    "members",
    "relative",
    "action",
    "as_of",
    "over_time",
    "description",
    "note",
    "actions",
    "days",
    "sources",
    "reasons",
    ADDITIVE,
    ROUND_TO,
    STATED,
    TARGET_OF,
    SUPPRESS_BELOW,
];

/// In which periods something of a metric was stated, and of which members. A line that has it also has all that is said
/// beside its figures: the kinds of revisions, and what stands beside its parts.
pub const STATED: &str = "stated";

/// Whether the figures of its members add up: `true` or `false`.
pub const ADDITIVE: &str = "additive";

/// Whether counts are rounded, to protect people: `5` or `none`.
pub const ROUND_TO: &str = "round_to";

/// What a line says there of a metric that is not rounded.
pub const NOT_ROUNDED: &str = "none";

/// Below which threshold its counts are hidden; a metric that is not protected so has none.
pub const SUPPRESS_BELOW: &str = "suppress_below";

/// The metrics that its target is made from; empty where that is an amount.
pub const TARGET_OF: &str = "target_of";

/// A setting that a line has: which reasons stood there when the report was published first.
pub const REASONS: &str = "reasons";

/// The key of the settings of a line under which stands what the notices of later corrections give as reasons.
pub const NOTICES: &str = "notices";

/// Whether a line says that a longer period shows nothing of a metric but what was there at the end.
pub fn is_level_at_end(meanings: &BTreeMap<String, String>) -> bool {
    let says = |key: &str, word: &str| meanings.get(key).is_some_and(|said| said == word);
    says("type", "stock") && says("over_time", "last")
}

/// A label as far as it tells one thing from another.
pub fn alike(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A reason in it: `note beds 1f2e3d4c5b6a7988`. `subject` is a metric or a dimension; `None` for the text and for the site
/// as a whole.
pub fn reason_line(what: What, subject: Option<&str>, reason: &str) -> String {
    // There is one reason for all sources.
    let subject = subject.filter(|_| what != What::SourceLabel).unwrap_or("-");
    let digest = sha256(reason.as_bytes());
    format!("{} {subject} {}", what.word(), digest.get(..16).unwrap_or_default())
}

/// Those of which every ledger that has meanings says something, if only by leaving them out.
pub const OLDEST_MEANINGS: [&str; 3] = ["better", "type", "spc"];

/// One figure as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub metric: String,
    pub period: Period,
    /// Its member in each dimension that the metric is split by; `None` is the total over it.
    pub members: Vec<Option<String>>,
    /// The machine value, unrounded; `None` for a gap, and where it was hidden.
    pub value: Option<String>,
    /// As readers saw it.
    pub text: String,
    /// To protect somebody.
    pub hidden: bool,
    /// What readers saw beside it; `None` in a line of an older kalends.
    pub shown: Option<Shown>,
}

/// What readers saw beside a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The metric's label, with those of its members.
    pub label: String,
    pub unit: Option<String>,
    pub target: Option<Target>,
    /// `met`, `near`, `not_met` or `unknown`; `None` without a target.
    pub verdict: Option<String>,
    /// What is said beside it, with the kind of its revision; `None` where nothing is, and in a line without [`STATED`].
    pub note: Option<String>,
}

/// A target in one period. Amounts are machine values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// `at_least`, `at_most` or `within`.
    pub rule: String,
    /// `None` where it could not be worked out.
    pub amount: Option<String>,
    /// The upper bound of a range.
    pub upper: Option<String>,
    /// The shortfall that counts as nearly met.
    pub near: Option<String>,
    /// The points of a path: `2017-06: 1200, 2018-12: 2200`.
    pub path: Option<String>,
}

/// What the page of a report says besides its figures, the notices and links on it, and what the program writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageDigests {
    /// SHA-256 of what the author wrote, as the page says it.
    pub text: String,
    /// SHA-256 of the files in which the author wrote it. While they are the same, the text can differ only with
    /// figures, targets and labels, which are recorded by themselves.
    pub source: String,
    /// SHA-256 of the site's own templates; `None` where it has none.
    pub templates: Option<String>,
    /// SHA-256 of the words that they put on the page.
    pub words: String,
    /// SHA-256 of the text with each figure named that it prints. This and what follows is `None` in a line of an older
    /// kalends, and cannot be compared then.
    pub says: Option<String>,
    /// SHA-256 of the pictures and other files that the text shows or leads to.
    pub files: Option<String>,
    /// SHA-256 of what happened, and on which charts it is marked.
    pub beside: Option<String>,
    /// SHA-256 of all that the site's own templates say, in attributes and drawings too.
    pub shows: Option<String>,
    /// SHA-256 of the ids of its sections, charts and tables, which links of readers name.
    pub ids: Option<String>,
    /// As `says`, with what puts the words together: lists, cells, quotes, and how the author's HTML sets them.
    pub form: Option<String>,
    /// As `shows`, with which figure or drawing the templates put where, and with what puts the words together.
    pub places: Option<String>,
    /// As `files`, of titles, headings and captions.
    pub titles: Option<String>,
    /// SHA-256 of the notes of the metrics that it cites.
    pub remarks: Option<String>,
}

/// Something that a published report says otherwise than before, with the reason that its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub what: What,
    /// The metric, dimension or source that it is about; `None` for the text and for the site as a whole.
    pub metric: Option<String>,
    /// Its label, then. Empty where there is none.
    pub label: String,
    /// What readers were told, as the page says it; `None` where it is not repeated.
    pub was: Option<String>,
    pub now: Option<String>,
    /// Of a target, the metrics that it was made from and is: with one of them hidden, neither is repeated. `None` in a
    /// line of an older kalends, and of anything else.
    pub made_from: Option<String>,
    pub reason: String,
}

/// What of a published report was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The text of its page.
    Text,
    /// A metric's label.
    Label,
    /// The labels of a dimension's members, or its own; or that figures of a member are shown that was none.
    Members,
    /// Figures of earlier periods are shown that were not known.
    Earlier,
    Unit,
    Target,
    Better,
    Type,
    Limits,
    /// Whether its figures are written as numbers or as shares.
    Format,
    Forecast,
    Source,
    /// What is said beside its figures.
    Note,
    /// What is done about a missed target.
    Action,
    /// The day on which figures were counted.
    AsOf,
    /// Whether changes are told as percentages.
    Relative,
    /// What a longer period shows of a level.
    OverTime,
    /// What is counted, in words.
    Description,
    /// The order in which the metrics stand, or the members of a dimension.
    Order,
    /// The key figures of the site.
    Tiles,
    /// How many periods charts look back.
    History,
    /// In which month years begin.
    YearStart,
    Language,
    Organisation,
    /// Who answers for it.
    Contact,
    /// What a source is called.
    SourceLabel,
    /// Figures are rounded that were not, or not any more.
    Rounding,
    /// Figures are shown that were hidden.
    Hiding,
    /// The metric is gone.
    Retired,
    /// The report was not there for a while.
    Withdrawn,
    /// It is there again.
    Restored,
}

impl What {
    pub const ALL: [What; 31] = [
        What::Text,
        What::Label,
        What::Members,
        What::Earlier,
        What::Unit,
        What::Target,
        What::Better,
        What::Type,
        What::Limits,
        What::Format,
        What::Forecast,
        What::Source,
        What::Note,
        What::Action,
        What::AsOf,
        What::Relative,
        What::OverTime,
        What::Description,
        What::Order,
        What::Tiles,
        What::History,
        What::YearStart,
        What::Language,
        What::Organisation,
        What::Contact,
        What::SourceLabel,
        What::Rounding,
        What::Hiding,
        What::Retired,
        What::Withdrawn,
        What::Restored,
    ];

    /// The word in the ledger; for most, the key of a definition that was changed, under which the reason stands.
    pub fn word(self) -> &'static str {
        match self {
            What::Text => "edition",
            What::Label => "label",
            What::Members => "members",
            What::Earlier => "earlier",
            What::Unit => "unit",
            What::Target => "target",
            What::Better => "better",
            What::Type => "type",
            What::Limits => "spc",
            What::Format => "format",
            What::Forecast => "forecast",
            What::Source => "source",
            What::Note => "note",
            What::Action => "action",
            What::AsOf => "as_of",
            What::Relative => "relative",
            What::OverTime => "over_time",
            What::Description => "description",
            What::Order => "order",
            What::Tiles => "key_figures",
            What::History => "history",
            What::YearStart => "fiscal_year_start",
            What::Language => "language",
            What::Organisation => "organisation",
            What::Contact => "contact",
            What::SourceLabel => "sources",
            What::Rounding => "round_to",
            What::Hiding => "suppress_below",
            What::Retired => "retired",
            What::Withdrawn => "withdrawn",
            What::Restored => "restored",
        }
    }

    pub fn read(word: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.word() == word)
    }
}

/// Whether a line with this folder is about a report, and not about other pages, their texts, files or an edition.
pub fn is_of_a_report(folder: &str) -> bool {
    ![OTHER_PAGES, FILES, PAGES].contains(&folder) && edition_of(folder).is_none()
}

impl Entry {
    /// What it says of the figures of periods that end no later than `last`, and nothing else.
    pub fn of_figures_until(&self, last: Option<Period>) -> Entry {
        let record = &self.record;
        let known = |of: &&Figure| last.is_some_and(|last| of.period.last_month() <= last);
        let figures = record.figures.iter().filter(known).cloned().collect();
        Entry { record: Record { figures, ..Record::of(&record.report, record.period) }, ..self.clone() }
    }
}

impl Ledger {
    /// The folder that a report has now, by the one that a line names.
    pub fn folder_now<'l>(&'l self, folder: &'l str) -> &'l str {
        self.renamed.get(folder).map_or(folder, String::as_str)
    }

    /// The newest entry of each report, by its folder of now; a report that was withdrawn is among them.
    pub fn newest(&self) -> BTreeMap<&str, &Entry> {
        self.of_reports().map(|entry| (self.folder_now(&entry.record.report), entry)).collect()
    }

    /// The newest entry of any report that is there.
    pub fn newest_of_a_report(&self) -> Option<&Entry> {
        self.entries.iter().rfind(|entry| is_of_a_report(&entry.record.report) && entry.record.withdrawn.is_none())
    }

    /// The newest entry of each report up to the line `last`, by the folder that it names.
    pub fn newest_until(&self, last: usize) -> BTreeMap<&str, &Entry> {
        let until = self.of_reports().take_while(|entry| entry.line as usize <= last);
        until.map(|entry| (entry.record.report.as_str(), entry)).collect()
    }

    /// Whether a report was ever published, by its folder of now.
    pub fn has(&self, folder: &str) -> bool {
        self.of_reports().any(|entry| self.folder_now(&entry.record.report) == folder)
    }

    /// All entries of each report, oldest first, by its folder of now.
    pub fn reports(&self) -> BTreeMap<&str, Vec<&Entry>> {
        let mut all: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in self.of_reports() {
            all.entry(self.folder_now(&entry.record.report)).or_default().push(entry);
        }
        all
    }

    /// What pages that are no report showed: all entries of each month in which it was known, oldest first.
    pub fn other_pages(&self) -> BTreeMap<Period, Vec<&Entry>> {
        let mut all: BTreeMap<Period, Vec<&Entry>> = BTreeMap::new();
        let others = self.entries.iter().filter(|entry| entry.record.report == OTHER_PAGES);
        others.for_each(|entry| all.entry(entry.record.period).or_default().push(entry));
        all
    }

    /// What authors said last on pages that belong to no period.
    pub fn pages(&self) -> Option<&Record> {
        self.of_pages().next_back()
    }

    /// What readers were told last of a release, by its key.
    pub fn told_of_release(&self, key: &str) -> Option<Told> {
        self.of_pages().rev().find_map(|record| record.settings.get(key)?.parse().ok())
    }

    /// When readers were told something else of a release than they had been told before, last; `None` where they never
    /// were.
    pub fn release_changed(&self, key: &str) -> Option<&str> {
        let of_pages = self.entries.iter().filter(|entry| entry.record.report == PAGES);
        let told = of_pages.filter_map(|entry| Some((entry, entry.record.settings.get(key)?)));
        let told: Vec<(&Entry, &String)> = told.collect();
        let changed = told.windows(2).rev().find_map(|pair| match pair {
            [(_, was), (entry, now)] if was != now => Some(*entry),
            _ => None,
        });
        changed.map(|entry| entry.at.as_str())
    }

    /// The editions of all reports before the present ones, in the order in which they were kept.
    pub fn editions(&self) -> Vec<Edition<'_>> {
        let mut editions: Vec<Edition<'_>> = Vec::new();
        for entry in &self.entries {
            let record = &entry.record;
            let Some((report, number)) = edition_of(&record.report) else { continue };
            let known = editions.iter_mut().find(|edition| edition.folder == record.report);
            match (known, &record.kept) {
                (Some(known), _) => known.withdrawn = record.withdrawn.as_deref(),
                (None, Some(kept)) => editions.push(Edition {
                    folder: &record.report,
                    report: self.folder_now(report),
                    number,
                    period: record.period,
                    kept,
                    at: &entry.at,
                    line: entry.line,
                    withdrawn: None,
                }),
                (None, None) => {}
            }
        }
        editions
    }

    fn of_pages(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.entries.iter().map(|entry| &entry.record).filter(|record| record.report == PAGES)
    }

    /// All entries of reports, oldest first.
    pub fn of_reports(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| is_of_a_report(&entry.record.report))
    }
}
