//! The words that `lint` looks for in Danish, explained beside [`Lexicon`].

use crate::l10n::lexicon::{Beginnings, Lexicon, WordList};

pub(super) const LEXICON: Lexicon = Lexicon {
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
    parts_of_a_year: WordList("kvartal kvt halvår tertial"),
    of_charts: WordList(
        "en et den det de diagram diagrammer graf grafer figur figurer kurve kurver søjler søjlediagram linjediagram \
         oversigt overblik af for i på om pr per efter fordelt opdelt over og med hver alle udvikling udviklingen \
         historik forløb status",
    ),
    statement: [
        "Formål",
        "Indhold og definitioner",
        "Kilder og indsamling",
        "Hyppighed og aktualitet",
        "Nøjagtighed og fejlkilder",
        "Sammenlignelighed",
        "Revisioner",
        "Fortrolighed",
        "Kontakt",
    ],
};
