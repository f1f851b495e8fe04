//! The words that `lint` looks for in English, explained beside [`Lexicon`].

use crate::l10n::lexicon::{Beginnings, Lexicon, WordList};

pub(super) const LEXICON: Lexicon = Lexicon {
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
    parts_of_a_year: WordList("quarter half"),
    of_charts: WordList(
        "a an the chart charts graph graphs plot diagram figure figures bar bars line lines column columns overview \
         of for in on by per and with each all every development history trend course status",
    ),
    statement: [
        "Purpose",
        "Contents and definitions",
        "Sources and collection",
        "Frequency and timeliness",
        "Accuracy and sources of error",
        "Comparability",
        "Revisions",
        "Confidentiality",
        "Contact",
    ],
};
