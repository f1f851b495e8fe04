//! The fixed words of the interface: one row for each, Danish and English side by side.
//!
//! Templates get the whole table as `words`. A word that needs a number, a name or a period is a
//! function in `phrases`. Words for the middle of a sentence or a cell begin with a small letter.

use serde::Serialize;

use crate::model::language::Language;

/// The words of one language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::Da => &DA,
        Language::En => &EN,
    }
}

/// Makes the struct and its two constants from one table, so that no word can lack a language.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $da:literal, $en:literal;)*) => {
        /// Every fixed word of the interface, in one language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub struct Words { $($(#[$doc])* pub $name: &'static str,)* }

        pub const DA: Words = Words { $($name: $da,)* };
        pub const EN: Words = Words { $($name: $en,)* };
    };
}

words! {
    // The frame of every page.
    skip_to_content: "Spring til indholdet", "Skip to content";
    main_menu: "Hovedmenu", "Main menu";
    reports: "Rapporter", "Reports";
    figures: "Tal", "Figures";
    revisions: "Revisioner", "Revisions";
    search: "Søg", "Search";
    contents: "Indhold", "Contents";
    other_editions: "Andre udgaver", "Other editions";
    about_these_pages: "Om siderne", "About these pages";
    /// Followed by `revisions` as a link and `never_silently_end`.
    never_silently: "Et offentliggjort tal ændres aldrig i stilhed: hver rettelse står under", "A published figure never changes silently: every correction is listed under";
    never_silently_end: "med årsag.", "with its reason.";
    where_figures_come_from: "Tallenes vej", "Where the figures come from";
    checksum: "Kontrolsum", "Checksum";
    full_manifest: "Fuldt manifest", "Full manifest";
    how_to_cite: "Sådan henviser du", "How to cite";
    download: "Hent", "Download";

    // The title block of a report.
    monthly_report: "Månedsrapport", "Monthly report";
    quarterly_report: "Kvartalsrapport", "Quarterly report";
    annual_report: "Årsrapport", "Annual report";
    period: "Periode", "Period";
    state: "Tilstand", "State";
    final_state: "Endelig", "Final";
    provisional: "Foreløbig", "Provisional";
    illustrative: "Illustrative tal", "Illustrative figures";
    draft: "Kladde, ikke godkendt", "Draft, not approved";
    changed_later: "Senere ændret", "Changed later";
    previous: "Forrige", "Previous";
    next: "Næste", "Next";
    previous_edition: "forrige udgave", "previous edition";
    next_edition: "næste udgave", "next edition";

    // States within a sentence or a cell.
    in_final: "endelig", "final";
    in_provisional: "foreløbig", "provisional";
    in_illustrative: "illustrativ", "illustrative";
    in_revised: "revideret", "revised";
    in_corrected: "rettet", "corrected";
    in_withdrawn: "trukket tilbage", "withdrawn";
    some_provisional: "Nogle af tallene er foreløbige; de er mærket med prikker under tallet.", "Some of the figures are provisional; they have dots under the figure.";
    all_provisional: "Tallene er foreløbige og kan blive ændret.", "The figures are provisional and may change.";
    all_illustrative: "Tallene i rapporten er illustrative og må ikke bruges som opgørelse.", "The figures in this report are illustrative and must not be used as statistics.";
    illustrative_in_figure: "illustrative tal", "illustrative figures";

    // Revisions and withdrawals.
    see_the_revision: "Se revisionen", "See the revision";
    see_all_revisions: "Se alle revisioner", "See all revisions";
    revised: "Revideret", "Revised";
    withdrawn: "Trukket tilbage", "Withdrawn";
    /// Hidden text in place of an arrow.
    changed_to: "ændret til", "changed to";
    where_it_stood: "Hvor tallet stod", "Where it stood";
    appeared_in: "Stod i", "Appeared in";
    no_new_figure: "intet nyt tal", "no new figure";
    new_figure: "nyt tal", "new figure";
    changed_after_publication: "Tal, der er ændret efter offentliggørelsen", "Figures changed after publication";
    no_revisions: "Ingen tal er ændret efter offentliggørelsen.", "No figure has changed since publication.";
    how_to_read: "Sådan læses siden", "How to read this page";
    reason: "Årsag", "Reason";
    no_reason: "Ingen årsag angivet", "No reason given";
    kind_source: "Kilde", "Source";
    kind_routine: "Rutine", "Routine";
    kind_method: "Metode", "Method";
    kind_error: "Fejl", "Error";
    kind_disclosure: "Diskretion", "Disclosure";
    in_kind_source: "kilde", "source";
    in_kind_routine: "rutine", "routine";
    in_kind_method: "metode", "method";
    in_kind_error: "fejl", "error";
    in_taken_out: "det tidligere tal vises ikke længere", "the earlier figure is not shown any more";
    in_kind_disclosure: "diskretion", "disclosure";
    kind_source_means: "kildesystemet har leveret nye data", "the source system has delivered new data";
    kind_routine_means: "ventet efterregulering, for eksempel sene indberetninger", "expected adjustment, for example late returns";
    kind_method_means: "tallet opgøres på en ny måde", "the figure is counted in a new way";
    kind_error_means: "det offentliggjorte tal var forkert", "the published figure was wrong";
    kind_disclosure_means: "det offentliggjorte tal kunne røbe enkeltpersoner og vises ikke igen", "the published figure could identify individuals and is not shown again";

    // Key figures and the table of all figures.
    key_figures: "Nøgletal", "Key figures";
    all_figures_in_report: "Alle tal i rapporten", "All figures in this report";
    figure: "Tal", "Figure";
    change: "Ændring", "Change";
    before: "Før", "Before";
    now: "Nu", "Now";
    unchanged: "uændret", "unchanged";
    first_count: "Første opgørelse, ingen tidligere måned", "First count, no earlier month";
    first_count_quarter: "Første opgørelse, intet tidligere kvartal", "First count, no earlier quarter";
    first_count_year: "Første opgørelse, intet tidligere år", "First count, no earlier year";
    change_not_known: "Ændring kendes ikke", "Change not known";
    previous_withdrawn: "før-tallet er trukket tilbage", "the earlier figure is withdrawn";
    target: "Mål", "Target";
    against_target: "Mod målet", "Against target";
    at_least: "mindst", "at least";
    at_most: "højst", "at most";
    met: "Nået", "Met";
    nearly_met: "Næsten nået", "Nearly met";
    not_met: "Ikke nået", "Not met";
    unknown: "Ukendt", "Unknown";
    no_target: "Intet mål fastsat", "No target set";
    total: "I alt", "Total";

    // Absence.
    /// In place of a value that is missing.
    dash: "–", "–";
    /// In place of a value that is suppressed.
    suppressed_mark: "*", "*";
    suppressed_note: "* skjult af hensyn til små tal", "* hidden to protect small counts";
    in_suppressed: "skjult af hensyn til små tal", "hidden to protect small counts";
    missing: "Mangler", "Missing";
    no_extract: "intet udtræk", "no extract";
    not_counted: "ikke opgjort", "not counted";
    no_data_in_span: "ingen tal i perioden", "no data for this span";

    // Sections, figures and tables.
    figures_in_section: "Tal i afsnittet", "Figures in this section";
    chart: "Graf", "Figure";
    table: "Tabel", "Table";
    in_chart: "graf", "figure";
    in_table: "tabel", "table";
    in_section: "afsnit", "section";
    in_report: "rapport", "report";
    in_page: "side", "page";
    in_figure: "tal", "metric";
    source: "Kilde", "Source";
    notes_and_sources: "Noter og kilder", "Notes and sources";
    footnotes: "Fodnoter", "Footnotes";
    back_to_text: "tilbage til teksten", "back to the text";
    key_dotted_provisional: "Prikket linje med ringe: foreløbig", "Dotted line with rings: provisional";
    key_ring_revised: "Grå ring: tallet før revision", "Grey ring: the figure before revision";
    key_ring_previous: "Ring: forrige periode", "Ring: previous period";
    key_same_axis: "Samme y-akse i alle felter", "Same y axis in every panel";
    key_forecast: "Prikket linje: fremskrivning; bånd: 80\u{a0}% og 95\u{a0}% sandsynlighed", "Dotted line: forecast; bands: 80% and 95% probability";
    note: "Bemærk", "Note";
    tip: "Tip", "Tip";
    important: "Vigtigt", "Important";
    warning: "Advarsel", "Warning";
    caution: "Pas på", "Caution";

    // XmR charts and forecasts.
    mean: "gennemsnit", "mean";
    lower_limit: "nedre grænse", "lower limit";
    upper_limit: "øvre grænse", "upper limit";
    trial_limits: "foreløbige grænser", "trial limits";
    forecast: "fremskrivning", "forecast";
    common_cause: "kun tilfældig variation", "only common-cause variation";
    improvement: "i bedring", "improving";
    concern: "i forværring", "deteriorating";
    neutral_high: "usædvanligt højt", "unusually high";
    neutral_low: "usædvanligt lavt", "unusually low";
    assurance_pass: "målet nås stabilt", "target reliably met";
    assurance_fail: "målet nås konsekvent ikke", "target consistently missed";
    assurance_hit_or_miss: "målet nås ikke stabilt", "target not reliably met";
    /// Why no forecast is shown.
    no_forecast: "Ingen fremskrivning", "No forecast";
    forecast_latest_missing: "det nyeste tal mangler", "the newest value is missing";
    forecast_already_met: "målet er nået", "the target is met";
    forecast_too_few: "der er færre end 12 tal", "there are fewer than 12 values";
    forecast_too_many_missing: "der mangler for mange tal", "too many values are missing";
    forecast_no_trend: "tallene viser ingen sikker udvikling", "the values show no clear trend";
    forecast_wrong_direction: "udviklingen fører væk fra målet", "the trend leads away from the target";
    forecast_beyond_horizon: "målet nås ikke inden for den tid, der kan ses frem", "the target is not reached within the time that can be foreseen";
    forecast_with_care: "Læs fremskrivningen med forbehold", "Read the forecast with care";
    caution_alike: "nabotal ligner hinanden, så båndene er for smalle", "neighbouring values are alike, so the bands are too narrow";
    caution_season: "tallene svinger med årstiden", "the values follow the season";
    caution_range: "en grænse ligger uden for det mulige", "a bound lies outside what is possible";
    no_limits_yet: "Der er for få tal til grænser", "Too few values for limits";
    key_grey: "Grå linje", "Grey line";
    key_better: "▲: bedre end året før; ▼: dårligere", "▲: better than the year before; ▼: worse";
    key_common_cause: "Grå prik: tilfældig variation", "Grey disc: common cause";
    key_improvement: "Blå prik: bedring", "Blue disc: improvement";
    key_concern: "Orange firkant: forværring", "Orange square: concern";
    key_neutral: "Lilla rude: usædvanligt", "Purple diamond: unusual";

    // Where there is no page.
    report_of_the_whole: "Rapporten for helheden", "Report of the whole";
    page_not_found: "Siden findes ikke", "Page not found";
    page_not_found_lead: "Den kan være flyttet eller omdøbt. Find den i arkivet eller i registret over alle rapporter og tal.", "It may have been moved or renamed. Look for it in the archive or in the register of all reports and figures.";

    // In place of a page that has faults.
    page_has_faults: "Siden kan ikke vises endnu", "This page cannot be shown yet";
    page_has_faults_lead: "Ret fejlene herunder og gem, så kommer siden af sig selv.", "Mend the faults below and save; the page will come by itself.";

    // Home.
    latest_report: "Nyeste rapport", "Latest report";
    read_the_report: "Læs rapporten", "Read the report";
    archive: "Arkiv", "Archive";
    archive_grey: "grå måneder har ingen rapport", "grey months have no report";
    earlier_years: "Tidligere år", "Earlier years";
    quarters: "Kvartaler", "Quarters";
    years: "År", "Years";
    standing_pages: "Faste sider", "Standing pages";
    search_in: "Søg i rapporter og tal", "Search reports and figures";
    no_matches: "Ingen træf", "No matches";
    in_match: "træf", "match";
    in_matches: "træf", "matches";
    in_note: "bemærkning", "note";
    sections: "Afsnit", "Sections";

    // The page of a metric.
    latest_value: "Nyeste værdi", "Latest value";
    full_history: "Hele historien", "Full history";
    all_values: "Alle værdier", "All values";
    definition: "Definition", "Definition";
    counted_as: "Opgøres som", "Counted as";
    unit: "Enhed", "Unit";
    formula: "Formel", "Formula";
    better_is: "Bedre er", "Better is";
    higher: "højere", "higher";
    lower: "lavere", "lower";
    neither: "hverken højere eller lavere", "neither higher nor lower";
    contact: "kontakt", "contact";
    used_in: "Bruges i", "Used in";
    defined_in: "Defineret i", "Defined in";
    appears_in: "Står i", "Appears in";
    value: "Værdi", "Value";
    /// Of a metric through time, over a small line.
    course: "Udvikling", "Trend";
    year_before: "Året før", "Year before";
    earlier: "Tidligere", "Earlier";
    published_in: "Offentliggjort i", "Published in";
    line: "Linje", "Line";
    all_figures_and_definitions: "Alle tal og deres definitioner", "All figures and their definitions";

    // Review.
    review: "Gennemgang", "Review";
    not_published: "offentliggøres ikke", "not published";
    look_first: "Se først", "Look first";
    look_first_order: "sorteret efter, hvor usædvanligt det er", "sorted by how unusual it is";
    changed_as_expected: "Ændret som ventet", "Changed as expected";
    unchanged_figures: "Uændret", "Unchanged";
    count_look_first: "bør ses først", "to look at first";
    count_as_expected: "ændret som ventet", "changed as expected";
    count_new: "nye tal", "new figures";
    count_missing: "mangler", "missing";
    tolerance: "Tolerance", "Tolerance";
    the_text: "Teksten", "The text";
    no_explanation: "Ingen forklaring skrevet", "No explanation written";
    nothing_to_compare: "Ingen tidligere rapport at sammenligne med", "No earlier report to compare with";
    approve_all: "Godkendelsen gælder alle rapporter for perioden.", "The approval is for all reports of the period.";
    summary: "Resumé", "Summary";
    opening: "Indledning", "Introduction";
    compared: "Sammenligning", "Comparison";
    show_the_values: "Vis tallene", "Show the values";
    the_charts: "Graferne", "The charts";
    charts_and_tables: "Grafer og tabeller", "Charts and tables";
    signals: "Signaler", "Signals";
    renamed: "Nye navne", "New names";
    further_reports: "Flere rapporter", "Further reports";
    changed_figures: "Ændrede tal", "Changed figures";
    changed_after_all: "ændret", "changed";
    new_figures: "Nye tal", "New figures";
    hidden_figures: "Skjulte tal", "Hidden figures";
    dropped_figures: "Udgåede tal", "Dropped figures";
    missing_figures: "Mangler", "Missing";
    show_unchanged: "Vis det, der er uændret", "Show what is unchanged";
    nothing_changed: "Intet er ændret.", "Nothing has changed.";
    nothing_to_look_at: "Intet falder uden for det ventede.", "Nothing is out of the ordinary.";
    count_unchanged: "uændret", "unchanged";
    in_new: "nyt", "new";
    in_dropped: "udgået", "dropped";
    in_rewritten: "skrevet om", "rewritten";
    in_figures_moved: "uændret, selv om tallene er ændret", "unchanged, though its figures moved";
    in_missing: "mangler", "missing";
    /// Hidden text before what was taken out of a text, and before what was put in.
    text_gone: "slettet:", "deleted:";
    text_added: "tilføjet:", "added:";
    how_marked: "Slettet tekst er gennemstreget, ny tekst understreget; ved et nyt afsnit står en streg.", "Deleted text is struck through, new text underlined; a bar stands beside a new paragraph.";
    no_earlier_chart: "Ingen tidligere graf", "No earlier chart";
    no_newer_chart: "Grafen er udgået", "The chart was dropped";
    far_from_target: "Langt fra målet", "Far from target";
    target_lost: "Målet nås ikke længere", "The target is no longer met";
    nothing_to_hold_it_to: "uden tidligere tal at holde det op mod", "without an earlier figure to hold it against";
    revised_without_reason: "Revideret uden årsag", "Revised without a reason";
    published_otherwise: "Offentliggjort anderledes, uden at det er sagt", "Published otherwise, and not said to be";
    what_stands_there: "Forfatteren skriver", "The author writes";
    only_the_author: "Kladden ligger her, så den kan læses uden netværk. Den er ikke en del af de offentliggjorte sider.", "The draft lies here so that it can be read without a network. It is no part of the published pages.";
    sign_here: "Navn og dato", "Name and date";
    before_approval: "Før godkendelse", "Before approval";
    ticks_not_saved: "krydserne gemmes ikke", "ticks are not saved";
    check_look_first: "Det, der bør ses først, er forstået og forklaret i teksten", "What needs a first look is understood and explained in the text";
    check_revisions: "Revisioner og tilbagetrukne tal har en årsag, som læseren forstår", "Revised and withdrawn figures have a reason that readers understand";
    check_summary: "Resuméet siger det samme som tallene", "The summary says the same as the figures";
    check_titles: "Overskrifterne over graferne passer til graferne", "The titles of the charts fit the charts";
    check_small_counts: "Ingen personer kan kendes i små tal", "Nobody can be recognised in small counts";
    then_approve: "Godkend derefter med:", "Then approve with:";
}
