//! Danish.
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

pub static DANISH: LanguageFile = LanguageFile {
    locale: locale!("da"),
    words: WORDS,
    signs: SIGNS,
    lexicon: LEXICON,
    grammar: &Danish,
    starter: files_of!("da"),
};

const SIGNS: Signs = Signs {
    decimal: ',',
    delimiter: b';',
    quotes: ["”", "”", "’", "’"],
    alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ",
    month_ticks: ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    quarter_ticks: ["1. kvt.", "2. kvt.", "3. kvt.", "4. kvt."],
};

const WORDS: Words = Words {
    skip_to_content: "Spring til indholdet",
    main_menu: "Hovedmenu",
    reports: "Rapporter",
    figures: "Tal",
    revisions: "Revisioner",
    search: "Søg",
    contents: "Indhold",
    other_editions: "Andre udgaver",
    about_these_pages: "Om siderne",
    never_silently: "Et offentliggjort tal ændres aldrig i stilhed: hver rettelse står under",
    never_silently_end: "med årsag.",
    where_figures_come_from: "Tallenes vej",
    checksum: "Kontrolsum",
    full_manifest: "Fuldt manifest",
    how_to_cite: "Sådan henviser du",
    download: "Hent",
    and: "og",

    monthly_report: "Månedsrapport",
    quarterly_report: "Kvartalsrapport",
    annual_report: "Årsrapport",
    period: "Periode",
    state: "Tilstand",
    final_state: "Endelig",
    provisional: "Foreløbig",
    illustrative: "Illustrative tal",
    draft: "Kladde, ikke godkendt",
    changed_later: "Senere ændret",
    changed_later_id: "revideret",
    changed_since: "Ændret, siden den blev offentliggjort",
    changed_since_id: "aendret-siden",
    new_edition: "Ny udgave",
    changed_name: "Navn",
    changed_limits: "Grænser for sædvanlig variation",
    changed_rounding: "Afrunding",
    changed_hiding: "Skjulte tal",
    changed_retired: "Opgøres ikke længere",
    report_withdrawn: "Rapporten er trukket tilbage.",
    previous: "Forrige",
    next: "Næste",
    previous_edition: "forrige udgave",
    next_edition: "næste udgave",

    in_final: "endelig",
    in_provisional: "foreløbig",
    in_illustrative: "illustrativ",
    in_revised: "revideret",
    in_corrected: "rettet",
    in_withdrawn: "trukket tilbage",
    some_provisional: "Nogle af tallene er foreløbige; de er mærket med prikker under tallet.",
    all_provisional: "Tallene er foreløbige og kan blive ændret.",
    all_illustrative: "Tallene i rapporten er illustrative og må ikke bruges som opgørelse.",
    illustrative_in_figure: "illustrative tal",

    see_the_revision: "Se revisionen",
    see_all_revisions: "Se alle revisioner",
    revised: "Revideret",
    withdrawn: "Trukket tilbage",
    changed_to: "ændret til",
    where_it_stood: "Hvor tallet stod",
    appeared_in: "Stod i",
    no_new_figure: "intet nyt tal",
    new_figure: "nyt tal",
    changed_after_publication: "Tal, der er ændret efter offentliggørelsen",
    no_revisions: "Ingen tal er ændret efter offentliggørelsen.",
    how_to_read: "Sådan læses siden",
    reason: "Årsag",
    no_reason: "Ingen årsag angivet",
    kind_source: "Kilde",
    kind_routine: "Rutine",
    kind_method: "Metode",
    kind_error: "Fejl",
    kind_disclosure: "Diskretion",
    in_kind_source: "kilde",
    in_kind_routine: "rutine",
    in_kind_method: "metode",
    in_kind_error: "fejl",
    in_taken_out: "det tidligere tal vises ikke længere",
    in_kind_disclosure: "diskretion",
    kind_source_means: "kildesystemet har leveret nye data",
    kind_routine_means: "ventet efterregulering, for eksempel sene indberetninger",
    kind_method_means: "tallet opgøres på en ny måde",
    kind_error_means: "det offentliggjorte tal var forkert",
    kind_disclosure_means: "det offentliggjorte tal kunne røbe enkeltpersoner og vises ikke igen",

    key_figures: "Nøgletal",
    all_figures_in_report: "Alle tal i rapporten",
    figure: "Tal",
    change: "Ændring",
    before: "Før",
    now: "Nu",
    unchanged: "uændret",
    change_on_the_year: "ændring i forhold til året før",
    first_count: "Første opgørelse, ingen tidligere måned",
    first_count_quarter: "Første opgørelse, intet tidligere kvartal",
    first_count_year: "Første opgørelse, intet tidligere år",
    change_not_known: "Ændring kendes ikke",
    previous_withdrawn: "før-tallet er trukket tilbage",
    target: "Mål",
    target_lower: "Målets nedre grænse",
    target_upper: "Målets øvre grænse",
    against_target: "Mod målet",
    at_least: "mindst",
    at_most: "højst",
    met: "Nået",
    nearly_met: "Næsten nået",
    not_met: "Ikke nået",
    target_is_met: "målet er nået",
    unknown: "Ukendt",
    no_target: "Intet mål fastsat",
    target_adds_up: "lægges sammen over længere perioder",
    targets_of_members: "Mål for de enkelte dele",
    key_own_targets: "Stiplet linje: delens eget mål",
    total: "I alt",

    dash: "–",
    suppressed_mark: "*",
    suppressed_note: "* skjult af hensyn til små tal",
    in_suppressed: "skjult af hensyn til små tal",
    missing: "Mangler",
    no_extract: "intet udtræk",
    not_counted: "ikke opgjort",
    zero_denominator: "nævneren er nul",
    too_large: "for stort til at regne nøjagtigt med",
    no_data_in_span: "ingen tal i perioden",

    figures_in_section: "Tal i afsnittet",
    chart: "Graf",
    table: "Tabel",
    in_chart: "graf",
    in_table: "tabel",
    in_section: "afsnit",
    in_report: "rapport",
    in_page: "side",
    in_figure: "tal",
    source: "Kilde",
    notes_and_sources: "Noter og kilder",
    footnotes: "Fodnoter",
    back_to_text: "tilbage til teksten",
    key_dotted_provisional: "Prikket linje med ringe: foreløbig",
    key_ring_revised: "Grå ring: tallet før revision",
    key_ring_previous: "Ring: forrige periode",
    key_same_axis: "Samme y-akse i alle felter",
    key_forecast: "Prikket linje: fremskrivning; bånd: 80\u{a0}% og 95\u{a0}% sandsynlighed",
    note: "Bemærk",
    tip: "Tip",
    important: "Vigtigt",
    warning: "Advarsel",
    caution: "Pas på",

    mean: "gennemsnit",
    in_lowest: "laveste",
    in_highest: "højeste",
    lower_limit: "nedre grænse",
    upper_limit: "øvre grænse",
    limits_without_season: "Tallene svinger med årstiden, som grænserne ikke kender",
    forecast: "fremskrivning",
    common_cause: "kun tilfældig variation",
    improvement: "i bedring",
    concern: "i forværring",
    neutral_high: "usædvanligt højt",
    neutral_low: "usædvanligt lavt",
    signal_outside_high: "over den øvre grænse for sædvanlig variation",
    signal_outside_low: "under den nedre grænse for sædvanlig variation",
    signal_trend_up: "stiger syv tal i træk",
    signal_trend_down: "falder syv tal i træk",
    signal_two_of_three_high: "to af tre tal tæt på den øvre grænse",
    signal_two_of_three_low: "to af tre tal tæt på den nedre grænse",
    signal_shift_high: "syv tal i træk over gennemsnittet",
    signal_shift_low: "syv tal i træk under gennemsnittet",
    assurance_pass: "målet nås stabilt",
    assurance_fail: "målet nås konsekvent ikke",
    assurance_hit_or_miss: "målet nås ikke stabilt",
    no_forecast: "Ingen fremskrivning",
    forecast_latest_missing: "det nyeste tal mangler",
    forecast_already_met: "målet er nået",
    forecast_too_few: "der er færre end 12 tal",
    forecast_too_many_missing: "der mangler for mange tal",
    forecast_no_trend: "tallene viser ingen sikker udvikling",
    forecast_wrong_direction: "udviklingen fører væk fra målet",
    forecast_beyond_horizon: "målet nås ikke inden for den tid, der kan ses frem",
    forecast_with_care: "Læs fremskrivningen med forbehold",
    caution_alike: "nabotal ligner hinanden, så båndene er for smalle",
    caution_season: "tallene svinger med årstiden",
    season_in_line: "Tallene svinger med årstiden, som linjen ikke kender.",
    caution_range: "en grænse ligger uden for det mulige",
    no_limits_yet: "Der er for få tal til grænser",
    key_grey: "Grå linje",
    key_better: "▲: bedre end året før; ▼: dårligere",
    key_common_cause: "Grå prik: tilfældig variation",
    key_improvement: "Blå prik: bedring",
    key_concern: "Orange firkant: forværring",
    key_neutral: "Lilla rude: usædvanligt",

    report_of_the_whole: "Rapporten for helheden",
    page_not_found: "Siden findes ikke",
    page_not_found_lead: "Den kan være flyttet eller omdøbt. Find den i arkivet eller i registret over alle \
        rapporter og tal.",

    page_has_faults: "Siden kan ikke vises endnu",
    page_has_faults_lead: "Ret fejlene herunder og gem, så kommer siden af sig selv.",

    latest_report: "Nyeste rapport",
    read_the_report: "Læs rapporten",
    archive: "Arkiv",
    archive_grey: "grå måneder har ingen rapport",
    earlier_years: "Tidligere år",
    quarters: "Kvartaler",
    years: "År",
    standing_pages: "Faste sider",
    search_in: "Søg i rapporter og tal",
    no_matches: "Ingen træf",
    in_match: "træf",
    in_matches: "træf",
    in_note: "bemærkning",
    sections: "Afsnit",

    latest_value: "Nyeste værdi",
    full_history: "Hele historien",
    all_values: "Alle værdier",
    definition: "Definition",
    counted_as: "Opgøres som",
    unit: "Enhed",
    formula: "Formel",
    better_is: "Bedre er",
    higher: "højere",
    lower: "lavere",
    neither: "hverken højere eller lavere",
    contact: "kontakt",
    used_in: "Bruges i",
    defined_in: "Defineret i",
    appears_in: "Står i",
    value: "Værdi",
    course: "Udvikling",
    year_before: "Året før",
    earlier: "Tidligere",
    published_in: "Offentliggjort i",
    line: "Linje",
    all_figures_and_definitions: "Alle tal og deres definitioner",

    review: "Gennemgang",
    not_published: "offentliggøres ikke",
    look_first: "Se først",
    look_first_order: "sorteret efter, hvor usædvanligt det er",
    changed_as_expected: "Ændret som ventet",
    unchanged_figures: "Uændret",
    count_look_first: "bør ses først",
    count_as_expected: "ændret som ventet",
    count_new: "nye tal",
    count_missing: "mangler",
    tolerance: "Tolerance",
    the_text: "Teksten",
    no_explanation: "Ingen forklaring skrevet",
    nothing_to_compare: "Ingen tidligere rapport at sammenligne med",
    approve_all: "Godkendelsen gælder alle rapporter for perioden.",
    summary: "Resumé",
    opening: "Indledning",
    compared: "Sammenligning",
    show_the_values: "Vis tallene",
    the_charts: "Graferne",
    charts_and_tables: "Grafer og tabeller",
    signals: "Signaler",
    renamed: "Nye navne",
    further_reports: "Flere rapporter",
    changed_figures: "Ændrede tal",
    changed_after_all: "ændret",
    new_figures: "Nye tal",
    hidden_figures: "Skjulte tal",
    dropped_figures: "Udgåede tal",
    missing_figures: "Mangler",
    show_unchanged: "Vis det, der er uændret",
    nothing_changed: "Intet er ændret.",
    nothing_to_look_at: "Intet falder uden for det ventede.",
    count_unchanged: "uændret",
    in_new: "nyt",
    in_dropped: "udgået",
    in_rewritten: "skrevet om",
    in_figures_moved: "uændret, selv om tallene er ændret",
    in_missing: "mangler",
    text_gone: "slettet:",
    text_added: "tilføjet:",
    how_marked: "Slettet tekst er gennemstreget, ny tekst understreget; ved et nyt afsnit står en streg.",
    no_earlier_chart: "Ingen tidligere graf",
    no_newer_chart: "Grafen er udgået",
    far_from_target: "Langt fra målet",
    target_lost: "Målet nås ikke længere",
    nothing_to_hold_it_to: "uden tidligere tal at holde det op mod",
    revised_without_reason: "Revideret uden årsag",
    published_otherwise: "Offentliggjort anderledes, uden at det er sagt",
    what_stands_there: "Forfatteren skriver",
    only_the_author: "Kladden ligger her, så den kan læses uden netværk. Den er ikke en del af de \
        offentliggjorte sider.",
    sign_here: "Navn og dato",
    before_approval: "Før godkendelse",
    ticks_not_saved: "krydserne gemmes ikke",
    check_look_first: "Det, der bør ses først, er forstået og forklaret i teksten",
    check_revisions: "Revisioner og tilbagetrukne tal har en årsag, som læseren forstår",
    check_summary: "Resuméet siger det samme som tallene",
    check_titles: "Overskrifterne over graferne passer til graferne",
    check_small_counts: "Ingen personer kan kendes i små tal",
    then_approve: "Godkend derefter med:",

    check_the_date: "tjek datoen",
    not_stated_yet: "Endnu ikke opgjort:",
};

const LEXICON: Lexicon = Lexicon {
    rise: WordList(
        "steg steget stiger stige stigning stigningen stigende voksede vokset vokser vækst væksten øget øges øgedes \
         forøget forøgelse forøgelsen fremgang fremgangen",
    ),
    fall: WordList(
        "faldt faldet falder falde fald faldende nedgang nedgangen tilbagegang tilbagegangen reduceret reduceredes \
         reduktion reduktionen sank sunket mindskedes",
    ),
    more: WordList("flere mere højere større op"),
    less: WordList("færre mindre lavere ned"),
    beside_a_comparison: WordList("med end"),
    set_phrases: &[("hvert", "fald"), ("så", "fald"), ("bedste", "fald"), ("værste", "fald")],
    denial: WordList(
        "ikke aldrig ingen intet hverken uden hvis såfremt skal skulle bør burde vil ville kan kunne må forventes \
         forventer forventet ventes ønsker målet medmindre om trods",
    ),
    denial_endings: WordList(""),
    joints: WordList("og men mens medens hvorimod imens eller selvom"),
    abbreviations: WordList("ca pr kl nr bl bl.a f.eks eks dvs inkl ekskl jf mio mia hhv evt vs"),

    went_up: Beginnings("stig steg øge øgning voks vækst fremgang højere. forbedr bedre. fordobl"),
    went_down: Beginnings("falde fald. faldt. nedgang tilbagegang lavere. forværr dårligere. halver reduc"),
    did_not_move: Beginnings("uændre"),
    change: Beginnings(
        "steg stig fald vok vækst øge forøg nedgang fremgang tilbagegang reduc redukt flere færre højere lavere \
         mindre mere ændr",
    ),
    shortfall: Beginnings("mangl mål fra efterslæb"),
    target: Beginnings("mål krav standard mindst"),

    numbers_from_two: WordList("to tre fire fem seks syv otte ni ti elleve tolv"),
    percent: WordList("pct procent"),
    percent_in_two: None,
    points: WordList("procentpoint pp"),
    percent_before_points: WordList("pct procent"),
    months_and_days: WordList(
        "januar februar marts april maj juni juli august september oktober november december jan feb mar apr jun jul \
         aug sep okt nov dec mandag tirsdag onsdag torsdag fredag",
    ),
    naming: WordList(
        "figur fig graf tabel diagram afsnit kapitel side s version v nr nummer punkt pkt bilag trin uge kl klokken \
         stk kvartal q type rum bygning tlf telefon tel fase niveau klasse den d lokal model sag fodnote",
    ),
    quarter: WordList("kvartal"),
};

struct Danish;

impl Grammar for Danish {
    fn from(&self, period: &str) -> String {
        format!("fra {period}")
    }

    fn changed_since(&self, period: &str) -> String {
        format!("Ændret siden {period}")
    }

    fn against(&self, now: &str, before: &str) -> String {
        format!("{now} mod {before}")
    }

    fn latest(&self, span: &str) -> String {
        format!("Seneste {span}")
    }

    fn edition(&self, period: &str) -> String {
        format!("udgave {period}")
    }

    fn only_in(&self, name: &str) -> String {
        format!("Kun i {name}")
    }

    fn over_period(&self, what: &str, period: &str) -> String {
        format!("{what} i {period}")
    }

    fn between(&self, lower: &str, upper: &str) -> String {
        format!("mellem {lower} og {upper}")
    }

    fn rule_per_period(&self, rule: &str, period: &str) -> String {
        format!("{rule} pr. {period}")
    }

    fn rule_towards(&self, rule: &str, amount: &str, period: &str) -> String {
        format!("{rule}, på vej mod {amount} i {period}")
    }

    fn distance_from_target(&self, distance: &str) -> String {
        format!("{distance} fra målet")
    }

    fn as_known_in(&self, period: &str) -> String {
        format!("Rapporten viser tallene, som de var kendt i {period}.")
    }

    fn first_published_as(&self, value: &str) -> String {
        format!("først offentliggjort som {value}")
    }

    fn new_figure_in(&self, value: &str, period: &str) -> String {
        format!("nyt tal i {period}: {value}")
    }

    fn revised_and_withdrawn(&self, revised: &str, withdrawn: &str) -> String {
        format!(
            "{revised} er revideret, og {withdrawn} er trukket tilbage. De gamle rapporter står uændret med en \
             henvisning hertil."
        )
    }

    fn value_in(&self, value: &str, period: &str) -> String {
        format!("{value} i {period}")
    }

    fn since(&self, trend: &str, period: &str) -> String {
        format!("{trend} siden {period}")
    }

    fn highest_and_lowest(&self, highest: (&str, &str), lowest: (&str, &str)) -> String {
        format!("Højest: {} med {}; lavest: {} med {}.", highest.0, highest.1, lowest.0, lowest.1)
    }

    fn met_by(&self, met: usize, of: usize, period: &str) -> String {
        format!("{met} af {of} når målet i {period}.")
    }

    fn usual_variation(&self, lower: &str, upper: &str, mean: &str) -> String {
        format!("Den sædvanlige variation går fra {lower} til {upper} med et gennemsnit på {mean}.")
    }

    fn target_reached_in(&self, mean: &str, earliest: &str, latest: Option<&str>) -> String {
        let span = match latest {
            Some(latest) => format!("mellem {earliest} og {latest}"),
            None => format!("tidligst i {earliest}"),
        };
        format!("Går det fortsat som hidtil, nås målet i {mean} (80\u{a0}%: {span}).")
    }

    fn line_through(&self, periods: &str, span: &str) -> String {
        format!("Linjen går gennem de seneste {periods}, {span}.")
    }

    fn show_the_data(&self, number: usize) -> String {
        format!("Vis tallene i graf\u{a0}{number}")
    }

    fn axis_starts_at(&self, value: &str) -> String {
        format!("Y-aksen begynder ved {value}")
    }

    fn sum_of(&self, span: &str) -> String {
        format!("summen af {span}")
    }

    fn beyond_tolerance(&self, tolerance: &str) -> String {
        format!("Ændringen er større end tolerancen (±{tolerance})")
    }

    fn first_turn(&self, is_rise: bool, span: &str) -> String {
        format!("Første {} i {span}", if is_rise { "stigning" } else { "fald" })
    }

    fn extreme(&self, is_highest: bool, span: &str) -> String {
        format!("{} i {span}", if is_highest { "Højeste" } else { "Laveste" })
    }

    fn not_asked_for(&self, metrics: &str) -> String {
        format!("Ikke opgjort det seneste år, så der spørges ikke til: {metrics}")
    }

    fn typed_numbers(&self, numbers: &str) -> String {
        format!("tal skrevet i hånden: {numbers}")
    }

    fn named_periods(&self, periods: &str) -> String {
        format!("tidspunkter: {periods}")
    }

    fn words_of_direction(&self, words: &str) -> String {
        format!("retning: {words}")
    }

    fn write_anew(&self, reasons: &str) -> String {
        if reasons.is_empty() { "skriv på ny".to_owned() } else { format!("skriv på ny; {reasons}") }
    }

    fn noun(&self, noun: Noun) -> [&'static str; 2] {
        match noun {
            Noun::Chart => ["graf", "grafer"],
            Noun::File => ["fil", "filer"],
            Noun::Figure => ["tal", "tal"],
            Noun::Hit => ["træf", "træf"],
            Noun::Month => ["måned", "måneder"],
            Noun::Page => ["side", "sider"],
            Noun::Quarter => ["kvartal", "kvartaler"],
            Noun::Report => ["rapport", "rapporter"],
            Noun::Revision => ["revision", "revisioner"],
            Noun::Section => ["afsnit", "afsnit"],
            Noun::Year => ["år", "år"],
        }
    }

    fn percent(&self, number: &str) -> String {
        format!("{number}\u{a0}%")
    }

    fn points(&self, _: Plural) -> &'static str {
        "procentpoint"
    }

    fn quoted(&self, label: &str) -> String {
        format!("”{label}”")
    }

    fn quarter(&self, number: i32, year: i32) -> String {
        format!("{number}. kvartal {year}")
    }

    fn short_month(&self, name: &str, tick: &str, year: i32) -> String {
        let stop = if tick == name { "" } else { "." };
        format!("{tick}{stop} {year}")
    }

    fn short_date(&self, day: i8, month: i8, _: &str, year: i16) -> String {
        format!("{day:02}.{month:02}.{year:04}")
    }

    fn at_end_of(&self, period: &str) -> String {
        format!("ultimo {period}")
    }

    fn as_of(&self, date: &str) -> String {
        format!("pr.\u{a0}{date}")
    }

    fn counted_as(&self, kind: Kind<'_>, grain: Grain, over: &str, additive: bool) -> String {
        let (of_period, periods) = match grain {
            Grain::Month => ("månedens", "måneder"),
            Grain::Quarter => ("kvartalets", "kvartaler"),
            Grain::Year => ("årets", "år"),
        };
        let adds_up = match (over, additive) {
            ("", _) => format!("lægges aldrig sammen over {periods}"),
            (_, true) => format!("lægges sammen over {over}, aldrig over {periods}"),
            (_, false) => format!("lægges hverken sammen over {over} eller over {periods}"),
        };
        match kind {
            Kind::Stock(over_time) => {
                let longer = match over_time {
                    OverTime::Last => String::new(),
                    OverTime::Mean => format!("; en længere periode viser gennemsnittet af sine {periods}"),
                    OverTime::Min => format!("; en længere periode viser det laveste af sine {periods}"),
                    OverTime::Max => format!("; en længere periode viser det højeste af sine {periods}"),
                };
                format!("beholdning ved {of_period} udgang{longer}; {adds_up}")
            }
            Kind::Flow => {
                let adds_up = match (over, additive) {
                    ("", _) => format!("over {periods}"),
                    (_, true) => format!("over {over} og over {periods}"),
                    (_, false) => format!("over {periods}, men ikke over {over}"),
                };
                format!("antal i {of_period} løb; lægges sammen {adds_up}")
            }
            Kind::Ratio { numerator, denominator } => format!(
                "{} i forhold til {}; beregnes ud fra summerne, aldrig som gennemsnit af forholdstal",
                self.quoted(numerator),
                self.quoted(denominator)
            ),
            Kind::Derived => "beregnet ud fra andre tal; beregnes på ny for hver periode og hver del".to_owned(),
            Kind::Cumulative { of, since_year } => {
                let since = if since_year { "årets begyndelse" } else { "opgørelsens begyndelse" };
                format!("løbende sum af {} siden {since}; {adds_up}", self.quoted(of))
            }
        }
    }

    fn fall_of(&self, size: &str) -> String {
        format!("et fald på {size}")
    }

    fn rise_of(&self, size: &str) -> String {
        format!("en stigning på {size}")
    }

    fn revised_in_period(&self, period: &str) -> String {
        format!("revideret i {period}")
    }

    fn withdrawn_in_period(&self, period: &str) -> String {
        format!("trukket tilbage i {period}")
    }

    fn revised_from(&self, period: &str, was: &str, now: &str) -> String {
        format!("{period} er revideret fra {was} til {now}.")
    }

    fn no_data_for_periods(&self, periods: &str) -> String {
        format!("Ingen tal for {periods}.")
    }

    fn follows_from_metric(&self, quoted: &str, reason: &str) -> String {
        format!("Følger af {quoted}: {reason}")
    }

    fn sum_over_dimension(&self, quoted: &str) -> String {
        format!("summen over {quoted}")
    }

    fn in_period(&self, period: &str, parts: &str) -> String {
        format!("I {period}: {parts}.")
    }

    fn is_missing(&self, quoted: &str) -> String {
        format!("{quoted} mangler")
    }

    fn is_missing_for(&self, quoted: &str, period: &str) -> String {
        format!("{quoted} for {period} mangler")
    }

    fn counted_of(&self, present: usize, expected: &str) -> String {
        format!("{present} af {expected} er opgjort")
    }

    fn period_is_withdrawn(&self, period: &str) -> String {
        format!("{period} er trukket tilbage")
    }

    fn limits_rest_on_values(&self, values: &str, span: &str, are_trial: bool) -> String {
        format!("{} bygger på {values}, {span}", if are_trial { "Foreløbige grænser: de" } else { "Grænserne" })
    }

    fn not_named(&self, names: &str) -> String {
        format!("Uden navn i grafen: {names}")
    }

    fn extract(&self, when: &str) -> String {
        format!("udtræk {when}")
    }

    fn nothing_changed(&self, reports: &str) -> String {
        format!("Intet er ændret i {reports}")
    }

    fn built_from(&self, version: &str, files: &str) -> String {
        format!("Bygget med kalends {version} af {files}")
    }

    fn matters(&self, entries: usize, unexplained: usize) -> String {
        match (entries, unexplained) {
            (1, 0) => "Ét forhold bør ses først. Det er forklaret.".to_owned(),
            (1, _) => "Ét forhold bør ses først. Det mangler en forklaring.".to_owned(),
            (_, 0) => format!("{entries} forhold bør ses først. De er alle forklaret."),
            _ => format!("{entries} forhold bør ses først. {unexplained} af dem mangler en forklaring."),
        }
    }
}
