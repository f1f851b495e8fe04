//! English, as in Britain: 1 February 2018.
//!
//! The fields of each table are explained beside their types: `words`, `lexicon`, `phrases`, and [`Signs`].

use icu_locale_core::locale;

use super::lexicon::{Beginnings, Lexicon, WordList};
use super::numbers::{Noun, Plural};
use super::phrases::{Grammar, Kind};
use super::words::Words;
use super::{LanguageFile, Signs, files_of};
use crate::base::period::Grain;
use crate::model::catalog::OverTime;

pub static ENGLISH: LanguageFile = LanguageFile {
    locale: locale!("en-GB"),
    words: WORDS,
    signs: SIGNS,
    lexicon: LEXICON,
    grammar: &English,
    starter: files_of!("en"),
};

const SIGNS: Signs = Signs {
    decimal: '.',
    delimiter: b',',
    quotes: ["“", "”", "‘", "’"],
    alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    month_ticks: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    quarter_ticks: ["Q1", "Q2", "Q3", "Q4"],
};

const WORDS: Words = Words {
    skip_to_content: "Skip to content",
    main_menu: "Main menu",
    reports: "Reports",
    figures: "Figures",
    revisions: "Revisions",
    search: "Search",
    contents: "Contents",
    other_editions: "Other editions",
    about_these_pages: "About these pages",
    never_silently: "A published figure never changes silently: every correction is listed under",
    never_silently_end: "with its reason.",
    where_figures_come_from: "Where the figures come from",
    checksum: "Checksum",
    full_manifest: "Full manifest",
    how_to_cite: "How to cite",
    download: "Download",
    and: "and",

    monthly_report: "Monthly report",
    quarterly_report: "Quarterly report",
    annual_report: "Annual report",
    period: "Period",
    state: "State",
    final_state: "Final",
    provisional: "Provisional",
    illustrative: "Illustrative figures",
    draft: "Draft, not approved",
    changed_later: "Changed later",
    changed_later_id: "changed-later",
    changed_since: "Changed since it was published",
    changed_since_id: "changed-since",
    new_edition: "New edition",
    changed_name: "Name",
    changed_limits: "Limits of usual variation",
    changed_rounding: "Rounding",
    changed_hiding: "Hidden figures",
    changed_retired: "No longer reported",
    report_withdrawn: "This report was withdrawn.",
    previous: "Previous",
    next: "Next",
    previous_edition: "previous edition",
    next_edition: "next edition",

    in_final: "final",
    in_provisional: "provisional",
    in_illustrative: "illustrative",
    in_revised: "revised",
    in_corrected: "corrected",
    in_withdrawn: "withdrawn",
    some_provisional: "Some of the figures are provisional; they have dots under the figure.",
    all_provisional: "The figures are provisional and may change.",
    all_illustrative: "The figures in this report are illustrative and must not be used as statistics.",
    illustrative_in_figure: "illustrative figures",

    see_the_revision: "See the revision",
    see_all_revisions: "See all revisions",
    revised: "Revised",
    withdrawn: "Withdrawn",
    changed_to: "changed to",
    where_it_stood: "Where it stood",
    appeared_in: "Appeared in",
    no_new_figure: "no new figure",
    new_figure: "new figure",
    changed_after_publication: "Figures changed after publication",
    no_revisions: "No figure has changed since publication.",
    how_to_read: "How to read this page",
    reason: "Reason",
    no_reason: "No reason given",
    kind_source: "Source",
    kind_routine: "Routine",
    kind_method: "Method",
    kind_error: "Error",
    kind_disclosure: "Disclosure",
    in_kind_source: "source",
    in_kind_routine: "routine",
    in_kind_method: "method",
    in_kind_error: "error",
    in_taken_out: "the earlier figure is not shown any more",
    in_kind_disclosure: "disclosure",
    kind_source_means: "the source system has delivered new data",
    kind_routine_means: "expected adjustment, for example late returns",
    kind_method_means: "the figure is counted in a new way",
    kind_error_means: "the published figure was wrong",
    kind_disclosure_means: "the published figure could identify individuals and is not shown again",

    key_figures: "Key figures",
    all_figures_in_report: "All figures in this report",
    figure: "Figure",
    change: "Change",
    before: "Before",
    now: "Now",
    unchanged: "unchanged",
    change_on_the_year: "change on the year before",
    first_count: "First count, no earlier month",
    first_count_quarter: "First count, no earlier quarter",
    first_count_year: "First count, no earlier year",
    change_not_known: "Change not known",
    previous_withdrawn: "the earlier figure is withdrawn",
    target: "Target",
    target_lower: "Lower bound of target",
    target_upper: "Upper bound of target",
    against_target: "Against target",
    at_least: "at least",
    at_most: "at most",
    met: "Met",
    nearly_met: "Nearly met",
    not_met: "Not met",
    target_is_met: "the target is met",
    unknown: "Unknown",
    no_target: "No target set",
    target_adds_up: "adds up over longer periods",
    targets_of_members: "Targets for the parts",
    key_own_targets: "Dashed line: the part’s own target",
    total: "Total",

    dash: "–",
    suppressed_mark: "*",
    suppressed_note: "* hidden to protect small counts",
    in_suppressed: "hidden to protect small counts",
    missing: "Missing",
    no_extract: "no extract",
    not_counted: "not counted",
    zero_denominator: "the denominator is zero",
    too_large: "too large for exact arithmetic",
    no_data_in_span: "no data for this span",

    figures_in_section: "Figures in this section",
    chart: "Figure",
    table: "Table",
    in_chart: "figure",
    in_table: "table",
    in_section: "section",
    in_report: "report",
    in_page: "page",
    in_figure: "metric",
    source: "Source",
    notes_and_sources: "Notes and sources",
    footnotes: "Footnotes",
    back_to_text: "back to the text",
    key_dotted_provisional: "Dotted line with rings: provisional",
    key_ring_revised: "Grey ring: the figure before revision",
    key_ring_previous: "Ring: previous period",
    key_same_axis: "Same y axis in every panel",
    key_forecast: "Dotted line: forecast; bands: 80% and 95% probability",
    note: "Note",
    tip: "Tip",
    important: "Important",
    warning: "Warning",
    caution: "Caution",

    mean: "mean",
    in_lowest: "lowest",
    in_highest: "highest",
    lower_limit: "lower limit",
    upper_limit: "upper limit",
    limits_without_season: "The values follow the season, which the limits do not know",
    forecast: "forecast",
    common_cause: "only common-cause variation",
    improvement: "improving",
    concern: "deteriorating",
    neutral_high: "unusually high",
    neutral_low: "unusually low",
    signal_outside_high: "above the upper limit of usual variation",
    signal_outside_low: "below the lower limit of usual variation",
    signal_trend_up: "rises through seven values in a row",
    signal_trend_down: "falls through seven values in a row",
    signal_two_of_three_high: "two of three values near the upper limit",
    signal_two_of_three_low: "two of three values near the lower limit",
    signal_shift_high: "seven values in a row above the mean",
    signal_shift_low: "seven values in a row below the mean",
    assurance_pass: "target reliably met",
    assurance_fail: "target consistently missed",
    assurance_hit_or_miss: "target not reliably met",
    no_forecast: "No forecast",
    forecast_latest_missing: "the newest value is missing",
    forecast_already_met: "the target is met",
    forecast_too_few: "there are fewer than 12 values",
    forecast_too_many_missing: "too many values are missing",
    forecast_no_trend: "the values show no clear trend",
    forecast_wrong_direction: "the trend leads away from the target",
    forecast_beyond_horizon: "the target is not reached within the time that can be foreseen",
    forecast_with_care: "Read the forecast with care",
    caution_alike: "neighbouring values are alike, so the bands are too narrow",
    caution_season: "the values follow the season",
    season_in_line: "The values follow the season, which the line does not know.",
    caution_range: "a bound lies outside what is possible",
    no_limits_yet: "Too few values for limits",
    key_grey: "Grey line",
    key_better: "▲: better than the year before; ▼: worse",
    key_common_cause: "Grey disc: common cause",
    key_improvement: "Blue disc: improvement",
    key_concern: "Orange square: concern",
    key_neutral: "Purple diamond: unusual",

    report_of_the_whole: "Report of the whole",
    page_not_found: "Page not found",
    page_not_found_lead: "It may have been moved or renamed. Look for it in the archive or in the register of all \
        reports and figures.",

    page_has_faults: "This page cannot be shown yet",
    page_has_faults_lead: "Mend the faults below and save; the page will come by itself.",

    latest_report: "Latest report",
    read_the_report: "Read the report",
    archive: "Archive",
    archive_grey: "grey months have no report",
    earlier_years: "Earlier years",
    quarters: "Quarters",
    years: "Years",
    standing_pages: "Standing pages",
    search_in: "Search reports and figures",
    no_matches: "No matches",
    in_match: "match",
    in_matches: "matches",
    in_note: "note",
    sections: "Sections",

    latest_value: "Latest value",
    full_history: "Full history",
    all_values: "All values",
    definition: "Definition",
    counted_as: "Counted as",
    unit: "Unit",
    formula: "Formula",
    better_is: "Better is",
    higher: "higher",
    lower: "lower",
    neither: "neither higher nor lower",
    contact: "contact",
    used_in: "Used in",
    defined_in: "Defined in",
    appears_in: "Appears in",
    value: "Value",
    course: "Trend",
    year_before: "Year before",
    earlier: "Earlier",
    published_in: "Published in",
    line: "Line",
    all_figures_and_definitions: "All figures and their definitions",

    review: "Review",
    not_published: "not published",
    look_first: "Look first",
    look_first_order: "sorted by how unusual it is",
    changed_as_expected: "Changed as expected",
    unchanged_figures: "Unchanged",
    count_look_first: "to look at first",
    count_as_expected: "changed as expected",
    count_new: "new figures",
    count_missing: "missing",
    tolerance: "Tolerance",
    the_text: "The text",
    no_explanation: "No explanation written",
    nothing_to_compare: "No earlier report to compare with",
    approve_all: "The approval is for all reports of the period.",
    summary: "Summary",
    opening: "Introduction",
    compared: "Comparison",
    show_the_values: "Show the values",
    the_charts: "The charts",
    charts_and_tables: "Charts and tables",
    signals: "Signals",
    renamed: "New names",
    further_reports: "Further reports",
    changed_figures: "Changed figures",
    changed_after_all: "changed",
    new_figures: "New figures",
    hidden_figures: "Hidden figures",
    dropped_figures: "Dropped figures",
    missing_figures: "Missing",
    show_unchanged: "Show what is unchanged",
    nothing_changed: "Nothing has changed.",
    nothing_to_look_at: "Nothing is out of the ordinary.",
    count_unchanged: "unchanged",
    in_new: "new",
    in_dropped: "dropped",
    in_rewritten: "rewritten",
    in_figures_moved: "unchanged, though its figures moved",
    in_missing: "missing",
    text_gone: "deleted:",
    text_added: "added:",
    how_marked: "Deleted text is struck through, new text underlined; a bar stands beside a new paragraph.",
    no_earlier_chart: "No earlier chart",
    no_newer_chart: "The chart was dropped",
    far_from_target: "Far from target",
    target_lost: "The target is no longer met",
    nothing_to_hold_it_to: "without an earlier figure to hold it against",
    revised_without_reason: "Revised without a reason",
    published_otherwise: "Published otherwise, and not said to be",
    what_stands_there: "The author writes",
    only_the_author: "The draft lies here so that it can be read without a network. It is no part of the \
        published pages.",
    sign_here: "Name and date",
    before_approval: "Before approval",
    ticks_not_saved: "ticks are not saved",
    check_look_first: "What needs a first look is understood and explained in the text",
    check_revisions: "Revised and withdrawn figures have a reason that readers understand",
    check_summary: "The summary says the same as the figures",
    check_titles: "The titles of the charts fit the charts",
    check_small_counts: "Nobody can be recognised in small counts",
    then_approve: "Then approve with:",

    check_the_date: "check the date",
    not_stated_yet: "Not stated yet:",
};

const LEXICON: Lexicon = Lexicon {
    rise: WordList(
        "rose risen rise rises rising increase increased increases increasing grew grown grows growth growing climbed \
         climb gained",
    ),
    fall: WordList(
        "fell fallen fall falls falling decrease decreased decreases decreasing decline declined declining dropped \
         drop shrank reduction sank",
    ),
    more: WordList("more higher up greater larger above"),
    less: WordList("fewer less lower down smaller below"),
    beside_a_comparison: WordList("by than"),
    set_phrases: &[],
    denial: WordList(
        "not never no neither nor without if unless should would could can may might will expected expects whether \
         aims despite",
    ),
    denial_endings: WordList("n't"),
    joints: WordList("and but while whereas although or though however"),
    abbreviations: WordList("ca e.g i.e approx no vs cf incl excl"),

    went_up: Beginnings("rise. rises. rose. risen. rising. increas grow grew. higher. improv better. doubl"),
    went_down: Beginnings("fall. falls. fell. fallen. falling. decreas declin drop lower. worse halv reduc"),
    did_not_move: Beginnings("unchanged."),
    change: Beginnings(
        "rose rise fell fall increas decreas declin grew grow drop reduc more fewer less higher lower chang down",
    ),
    shortfall: Beginnings("short missing target below lack gap"),
    target: Beginnings("target goal standard aim"),

    numbers_from_two: WordList("two three four five six seven eight nine ten eleven twelve"),
    percent: WordList("pct percent"),
    percent_in_two: Some(("per", "cent")),
    points: WordList("pp"),
    percent_before_points: WordList("pct percent percentage"),
    months_and_days: WordList(
        "january february march april may june july august september october november december jan feb mar apr jun \
         jul aug sep sept oct nov dec monday tuesday friday",
    ),
    naming: WordList(
        "figure fig chart table diagram section chapter page p version v no number item appendix annex step week \
         quarter q type room building phone tel phase level grade class ext model case",
    ),
    quarter: WordList("quarter"),
};

struct English;

impl Grammar for English {
    fn from(&self, period: &str) -> String {
        format!("from {period}")
    }

    fn changed_since(&self, period: &str) -> String {
        format!("Changed since {period}")
    }

    fn against(&self, now: &str, before: &str) -> String {
        format!("{now} against {before}")
    }

    fn latest(&self, span: &str) -> String {
        format!("Latest {span}")
    }

    fn edition(&self, period: &str) -> String {
        format!("edition {period}")
    }

    fn only_in(&self, name: &str) -> String {
        format!("Only in {name}")
    }

    fn over_period(&self, what: &str, period: &str) -> String {
        format!("{what} of {period}")
    }

    fn between(&self, lower: &str, upper: &str) -> String {
        format!("between {lower} and {upper}")
    }

    fn rule_per_period(&self, rule: &str, period: &str) -> String {
        format!("{rule} a {period}")
    }

    fn rule_towards(&self, rule: &str, amount: &str, period: &str) -> String {
        format!("{rule}, on the way to {amount} in {period}")
    }

    fn distance_from_target(&self, distance: &str) -> String {
        format!("{distance} from target")
    }

    fn as_known_in(&self, period: &str) -> String {
        format!("This report shows the figures as known in {period}.")
    }

    fn first_published_as(&self, value: &str) -> String {
        format!("first published as {value}")
    }

    fn new_figure_in(&self, value: &str, period: &str) -> String {
        format!("new figure in {period}: {value}")
    }

    fn revised_and_withdrawn(&self, revised: &str, withdrawn: &str) -> String {
        format!("{revised} revised and {withdrawn} withdrawn. The old reports stand unchanged and point here.")
    }

    fn value_in(&self, value: &str, period: &str) -> String {
        format!("{value} in {period}")
    }

    fn since(&self, trend: &str, period: &str) -> String {
        format!("{trend} since {period}")
    }

    fn highest_and_lowest(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Highest: {} with {}; lowest: {} with {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn met_by(&self, met: usize, of: usize, period: &str) -> String {
        format!("{met} of {of} meet the target in {period}.")
    }

    fn usual_variation(&self, lower: &str, upper: &str, mean: &str) -> String {
        format!("The usual variation is from {lower} to {upper} around a mean of {mean}.")
    }

    fn target_reached_in(&self, mean: &str, earliest: &str, latest: Option<&str>) -> String {
        let span = match latest {
            Some(latest) => format!("between {earliest} and {latest}"),
            None => format!("{earliest} at the earliest"),
        };
        format!("At the present rate the target is reached in {mean} (80%: {span}).")
    }

    fn line_through(&self, periods: &str, span: &str) -> String {
        format!("The line runs through the last {periods}, {span}.")
    }

    fn show_the_data(&self, number: usize) -> String {
        format!("Show the data of figure\u{a0}{number}")
    }

    fn axis_starts_at(&self, value: &str) -> String {
        format!("Y axis starts at {value}")
    }

    fn sum_of(&self, span: &str) -> String {
        format!("sum of {span}")
    }

    fn beyond_tolerance(&self, tolerance: &str) -> String {
        format!("The change is larger than the tolerance (±{tolerance})")
    }

    fn first_turn(&self, is_rise: bool, span: &str) -> String {
        format!("First {} in {span}", if is_rise { "rise" } else { "fall" })
    }

    fn extreme(&self, is_highest: bool, span: &str) -> String {
        format!("{} in {span}", if is_highest { "Highest" } else { "Lowest" })
    }

    fn not_asked_for(&self, metrics: &str) -> String {
        format!("Not stated for a year, so not asked for: {metrics}")
    }

    fn typed_numbers(&self, numbers: &str) -> String {
        format!("typed numbers: {numbers}")
    }

    fn named_periods(&self, periods: &str) -> String {
        format!("dates: {periods}")
    }

    fn words_of_direction(&self, words: &str) -> String {
        format!("direction: {words}")
    }

    fn write_anew(&self, reasons: &str) -> String {
        if reasons.is_empty() { "write anew".to_owned() } else { format!("write anew; {reasons}") }
    }

    fn noun(&self, noun: Noun) -> [&'static str; 2] {
        match noun {
            Noun::Chart => ["chart", "charts"],
            Noun::File => ["file", "files"],
            Noun::Figure => ["figure", "figures"],
            Noun::Hit => ["match", "matches"],
            Noun::Month => ["month", "months"],
            Noun::Page => ["page", "pages"],
            Noun::Quarter => ["quarter", "quarters"],
            Noun::Report => ["report", "reports"],
            Noun::Revision => ["revision", "revisions"],
            Noun::Section => ["section", "sections"],
            Noun::Year => ["year", "years"],
        }
    }

    fn percent(&self, number: &str) -> String {
        format!("{number}%")
    }

    fn points(&self, form: Plural) -> &'static str {
        match form {
            Plural::One => "percentage point",
            Plural::Other => "percentage points",
        }
    }

    fn quoted(&self, label: &str) -> String {
        format!("‘{label}’")
    }

    fn quarter(&self, number: i32, year: i32) -> String {
        format!("Q{number} {year}")
    }

    fn short_month(&self, _: &str, tick: &str, year: i32) -> String {
        format!("{tick} {year}")
    }

    /// With the name of the month, since readers of English do not agree which number it is.
    fn short_date(&self, day: i8, _: i8, tick: &str, year: i16) -> String {
        format!("{day} {tick} {year:04}")
    }

    fn at_end_of(&self, period: &str) -> String {
        format!("end of {period}")
    }

    fn as_of(&self, date: &str) -> String {
        format!("as of {date}")
    }

    fn counted_as(&self, kind: Kind<'_>, grain: Grain, over: &str, additive: bool) -> String {
        let (period, periods) = match grain {
            Grain::Month => ("month", "months"),
            Grain::Quarter => ("quarter", "quarters"),
            Grain::Year => ("year", "years"),
        };
        let adds_up = match (over, additive) {
            ("", _) => format!("never added up over {periods}"),
            (_, true) => format!("added up over {over}, never over {periods}"),
            (_, false) => format!("added up neither over {over} nor over {periods}"),
        };
        match kind {
            Kind::Stock(over_time) => {
                let longer = match over_time {
                    OverTime::Last => String::new(),
                    OverTime::Mean => format!("; a longer period shows the mean of its {periods}"),
                    OverTime::Min => format!("; a longer period shows the lowest of its {periods}"),
                    OverTime::Max => format!("; a longer period shows the highest of its {periods}"),
                };
                format!("level at the end of the {period}{longer}; {adds_up}")
            }
            Kind::Flow => {
                let adds_up = match (over, additive) {
                    ("", _) => format!("over {periods}"),
                    (_, true) => format!("over {over} and over {periods}"),
                    (_, false) => format!("over {periods}, but not over {over}"),
                };
                format!("count during the {period}; added up {adds_up}")
            }
            Kind::Ratio { numerator, denominator } => format!(
                "{} relative to {}; computed from the totals, never as a mean of ratios",
                self.quoted(numerator),
                self.quoted(denominator)
            ),
            Kind::Derived => "computed from other figures; computed anew for every period and every part".to_owned(),
            Kind::Cumulative { of, since_year } => {
                let since = if since_year { "the start of the year" } else { "the records began" };
                format!("running total of {} since {since}; {adds_up}", self.quoted(of))
            }
        }
    }

    fn fall_of(&self, size: &str) -> String {
        format!("a fall of {size}")
    }

    fn rise_of(&self, size: &str) -> String {
        format!("a rise of {size}")
    }

    fn revised_in_period(&self, period: &str) -> String {
        format!("revised in {period}")
    }

    fn withdrawn_in_period(&self, period: &str) -> String {
        format!("withdrawn in {period}")
    }

    fn revised_from(&self, period: &str, was: &str, now: &str) -> String {
        format!("{period} has been revised from {was} to {now}.")
    }

    fn no_data_for_periods(&self, periods: &str) -> String {
        format!("No data for {periods}.")
    }

    fn follows_from_metric(&self, quoted: &str, reason: &str) -> String {
        format!("Follows from {quoted}: {reason}")
    }

    fn sum_over_dimension(&self, quoted: &str) -> String {
        format!("sum over {quoted}")
    }

    fn in_period(&self, period: &str, parts: &str) -> String {
        format!("In {period}: {parts}.")
    }

    fn is_missing(&self, quoted: &str) -> String {
        format!("{quoted} is missing")
    }

    fn is_missing_for(&self, quoted: &str, period: &str) -> String {
        format!("{quoted} for {period} is missing")
    }

    fn counted_of(&self, present: usize, expected: &str) -> String {
        format!("{present} of {expected} counted")
    }

    fn period_is_withdrawn(&self, period: &str) -> String {
        format!("{period} is withdrawn")
    }

    fn limits_rest_on_values(&self, values: &str, span: &str, are_trial: bool) -> String {
        format!("{} rest on {values}, {span}", if are_trial { "Trial limits: they" } else { "The limits" })
    }

    fn not_named(&self, names: &str) -> String {
        format!("Not named in the chart: {names}")
    }

    fn extract(&self, when: &str) -> String {
        format!("extract {when}")
    }

    fn nothing_changed(&self, reports: &str) -> String {
        format!("Nothing has changed in {reports}")
    }

    fn built_from(&self, version: &str, files: &str) -> String {
        format!("Built by kalends {version} from {files}")
    }

    fn matters(&self, entries: usize, unexplained: usize) -> String {
        let verb = if unexplained == 1 { "has" } else { "have" };
        match (entries, unexplained) {
            (1, 0) => "One matter should be looked at first. It is explained.".to_owned(),
            (1, _) => format!("One matter should be looked at first. It {verb} no explanation."),
            (_, 0) => format!("{entries} matters should be looked at first. All of them are explained."),
            _ => format!("{entries} matters should be looked at first. {unexplained} of them {verb} no explanation."),
        }
    }
}
