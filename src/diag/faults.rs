//! Every fault by name: its code, its wording, its help.
//!
//! The first digits of a code name the stage: 00 files and YAML, 01 settings and catalog, 02 snapshots,
//! 03 what readers could trip over, 04 narrative, 05 templates, 06 output, 07 commands, 08 writing data and text,
//! 09 preview, comparison, review, 10 approvals, the ledger, what is published.

use super::{Diagnostic, Place, nearest};
use crate::base::period::Period;

/// A longer list of names is cut short.
const MOST_NAMES: usize = 14;

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "none".to_owned(),
        count if count > MOST_NAMES => format!("{} and {} more", shown.join(", "), count - MOST_NAMES),
        _ => shown.join(", "),
    }
}

/// "did you mean `x`?" or the names that exist.
fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, known.iter().copied()) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("{what}: {}", list(known)),
    }
}

// --- 00: files and YAML ---

pub fn no_site(start: &str) -> Diagnostic {
    Diagnostic::error("K0001", Place::of_file(start), "no kalends.yaml here or in a folder above")
        .help("run kalends inside a site, or name its folder with `--root DIR`")
}

pub fn no_catalog() -> Diagnostic {
    Diagnostic::error("K0002", Place::of_file("data/metrics.yaml"), "the file that says what is measured is missing")
        .help("write data/metrics.yaml with a key `metrics`")
}

pub fn unreadable(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0003", Place::of_file(file), format!("cannot be read: {reason}"))
        .help("mend its permissions or take it out of the site")
}

pub fn not_utf8(file: &str, bytes: &[u8], valid: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(&bytes[..valid.min(bytes.len())]);
    Diagnostic::error("K0004", Place::in_text(&file.into(), &text, text.len(), 1), "the file is not in UTF-8")
        .help("save it as UTF-8 in your editor; Windows-1252 and UTF-16 cannot be told apart safely")
}

pub fn forbidden_character(file: &std::sync::Arc<str>, text: &str, offset: usize, character: char) -> Diagnostic {
    let place = Place::in_text(file, text, offset, character.len_utf8());
    Diagnostic::error("K0005", place, format!("the character U+{:04X} may not stand in a file", u32::from(character)))
        .help("delete it; it cannot be seen and no page can show it")
}

pub fn control_in_text(place: Place, character: char) -> Diagnostic {
    Diagnostic::error("K0005", place, format!("the text holds the control character U+{:04X}", u32::from(character)))
        .help("take the escape out; no page can show it")
}

pub fn not_yaml(place: Place, reason: &str, has_tabs: bool) -> Diagnostic {
    let error = Diagnostic::error("K0006", place, format!("this is not YAML: {reason}"));
    if has_tabs {
        return error.help("YAML is indented with spaces; there is a tab in this file");
    }
    error.help("check the indentation, and put text with `:` or `#` in it in quotes")
}

pub fn repeated_key(place: Place, key: &str, first: Place) -> Diagnostic {
    Diagnostic::error("K0007", place, format!("`{key}` stands twice in the same mapping"))
        .related(first, "first here")
        .help("keep one of the two")
}

pub fn unknown_key(place: Place, key: &str, what: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error("K0008", place, format!("unknown key `{key}` in {what}")).help(suggest(
        key,
        known.iter().copied(),
        "known keys are",
    ))
}

pub fn missing_key(place: Place, key: &str, what: &str) -> Diagnostic {
    Diagnostic::error("K0009", place, format!("`{key}` is missing in {what}")).help(format!("add `{key}: …`"))
}

pub fn wrong_shape(place: Place, wanted: &str, found: &str) -> Diagnostic {
    Diagnostic::error("K0010", place, format!("expected {wanted}, found {found}")).help(match wanted {
        "true or false" => "write `true` or `false`".to_owned(),
        "a number" => "write the digits, as 1807 or 24.5".to_owned(),
        "text" | "some text" => "write the words, in quotes where they hold `:` or `#`".to_owned(),
        wanted if wanted.contains("mapping") => "write a line `key: value` for each".to_owned(),
        wanted if wanted.starts_with("a list") => "write it as `[one, two]`".to_owned(),
        wanted => format!("write {wanted}"),
    })
}

pub fn unknown_word(place: Place, word: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error("K0011", place, format!("`{word}` has no meaning here")).help(suggest(
        word,
        known.iter().copied(),
        "write one of",
    ))
}

pub fn name_not_text(file: &str) -> Diagnostic {
    Diagnostic::error("K0013", Place::of_file(file), "the file's name is not UTF-8").help("rename the file")
}

pub fn link_not_followed(file: &str) -> Diagnostic {
    Diagnostic::warning("K0014", Place::of_file(file), "this is a link or a device, which kalends does not follow")
        .help("put the file itself into the site")
}

// --- 01: settings and catalog ---

pub fn no_id(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("K0101", place, format!("`{id}` cannot be an id"))
        .help("an id begins with a letter a to z and goes on with a to z, 0 to 9 and `_`, 60 characters at most")
}

pub fn unknown_metric<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error = Diagnostic::error("K0102", place, format!("unknown metric `{name}`"));
    match nearest(name, known) {
        Some(other) => error.help(format!("did you mean `{other}`? all metrics are listed in data/metrics.yaml")),
        None => error.help("add it to data/metrics.yaml, or remove it here"),
    }
}

pub fn unknown_dimension<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("K0103", place, format!("unknown dimension `{name}`")).help(suggest(
        name,
        known,
        "dimensions are",
    ))
}

pub fn unknown_member<'a>(
    place: Place,
    name: &str,
    dimension: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    Diagnostic::error("K0104", place, format!("`{name}` is no member of `{dimension}`")).help(suggest(
        name,
        known,
        "members are",
    ))
}

pub fn unknown_source<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("K0105", place, format!("unknown source `{name}`")).help(suggest(
        name,
        known,
        "the sources in kalends.yaml are",
    ))
}

pub fn circle(place: Place, names: &[String]) -> Diagnostic {
    let way = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
    Diagnostic::error("K0106", place, format!("the definitions go round in a circle: {way}"))
        .help("let one of them be recorded in the snapshots")
}

pub fn rests_on_too_much(place: Place, metric: &str, most: usize) -> Diagnostic {
    Diagnostic::error(
        "K0130",
        place,
        format!("`{metric}` rests on more than {most} figures, which nobody could follow"),
    )
    .help("let one of the metrics between be recorded, or use each of them once")
}

pub fn year_cuts_quarters(place: Place, metric: &str, year_start: i32) -> Diagnostic {
    let message = format!(
        "`{metric}` is counted by quarter, and a year that begins with month {year_start} is not made of quarters"
    );
    Diagnostic::error("K0131", place, message)
        .help("count it by month, or let `fiscal_year_start` in kalends.yaml be 1, 4, 7 or 10")
}

pub fn bad_formula(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("K0107", place, format!("this formula cannot be read: {reason}"))
        .help("a formula is made of + - * /, parentheses, numbers, metric ids, `target(id)` and `previous(id)`")
}

pub fn taken_id(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("K0108", place, format!("`{id}` has a meaning of its own in the narrative"))
        .help("choose another id")
}

pub fn key_does_not_fit(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("K0109", place, format!("`{key}` means nothing for a metric of this type"))
        .help("remove it, or give the metric the type it belongs to")
}

pub fn grains_differ(place: Place, input: &str, its: &str, own: &str) -> Diagnostic {
    Diagnostic::error("K0110", place, format!("`{input}` is counted by {its}, this metric by {own}"))
        .help("compute from metrics of one grain")
}

pub fn only_counts_are_protected(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("K0123", place, format!("`{key}` is for counts, and this metric is none")).help(
        "give it to the stocks and flows that this metric is computed from; what uses a hidden count is hidden too",
    )
}

pub fn protected_twice(place: Place) -> Diagnostic {
    Diagnostic::error("K0124", place, "small counts are hidden or rounded, not both")
        .help("keep one of `suppress_below` and `round_to`")
}

pub fn reports_for_two_dimensions(place: Place, first: &str) -> Diagnostic {
    Diagnostic::error("K0127", place, format!("the other reports of this folder are for each member of `{first}`"))
        .help("put the reports of another dimension into a folder of their own")
}

pub fn page_for_each_member(place: Place) -> Diagnostic {
    Diagnostic::error("K0128", place, "`for_each` is for reports, and this page belongs to no period")
        .help("write it into the `_report.md` of the folder")
}

pub fn member_address_taken(place: Place, member: &str, taken_by: &str) -> Diagnostic {
    Diagnostic::error("K0129", place, format!("the reports of `{member}` would stand in place of {taken_by}"))
        .help("put `_report.md` into a folder of its own, such as `content/members/_report.md`")
}

pub fn no_theme_file(place: Place, path: &str) -> Diagnostic {
    Diagnostic::error("K0126", place, format!("there is no file content/{path}"))
        .help("put the file into `content/`, and name it as it is called there")
}

pub fn no_site_address(place: Place, written: &str) -> Diagnostic {
    Diagnostic::error("K0125", place, format!("`{written}` is not the address of a site"))
        .help("write it as `https://intranet.example/reports/`, without `?` and `#`")
}

pub fn no_target(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0111", place, format!("`target({name})` stands in the formula, but `{name}` has no target"))
        .help("give that metric a `target`, or write the number")
}

pub fn target_needs_one_rule(place: Place) -> Diagnostic {
    Diagnostic::error("K0112", place, "a target needs one of `at_least`, `at_most` and `within`")
        .help("write for example `{ at_least: 2200 }`")
}

pub fn target_without_direction(place: Place) -> Diagnostic {
    Diagnostic::warning("K0113", place, "the target does not say in which direction it lies")
        .help("write `{ at_least: … }` or `{ at_most: … }`, or say `better: higher` or `better: lower`")
}

pub fn near_within_rule(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::error("K0134", place, format!("`near` belongs beside `{rule}`, not inside of it"))
        .help(format!("write it behind the rule: `{{ {rule}: …, near: … }}`"))
}

pub fn path_needs_two_points(place: Place) -> Diagnostic {
    Diagnostic::error("K0119", place, "a path needs two points at least")
        .help("write `{ path: { 2017-06: 1200, 2018-12: 2200 } }`")
}

pub fn only_flows_add_up(place: Place, of: &str) -> Diagnostic {
    Diagnostic::error("K0120", place, format!("`{of}` is no flow, so it has no running total"))
        .help("name a metric of the type `flow`")
}

pub fn unknown_rebase(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error("K0122", place, format!("`{metric}` has no value in {period} with which a phase could begin"))
        .help("name the first period after the change; it must lie in the metric's history")
}

pub fn too_many_dimensions(place: Place) -> Diagnostic {
    Diagnostic::error("K0114", place, "a metric is split by two dimensions at most")
        .help("leave the one out that is read least")
}

pub fn no_metrics(place: Place) -> Diagnostic {
    Diagnostic::error("K0115", place, "no metric is defined")
        .help("write at least one, for example `visits: { type: flow }`")
}

pub fn no_members(place: Place, dimension: &str) -> Diagnostic {
    Diagnostic::error("K0121", place, format!("the dimension `{dimension}` has no members"))
        .help("write at least one, for example `members: { rh: Rigshospitalet }`")
}

pub fn no_colour(place: Place, written: &str) -> Diagnostic {
    Diagnostic::error("K0116", place, format!("`{written}` is not a colour"))
        .help("write it as `\"#0b5394\"`, in quotes")
}

pub fn low_contrast(place: Place, colour: &str, ratio: f64) -> Diagnostic {
    Diagnostic::error("K0117", place, format!("links in `{colour}` stand out too little: the contrast is {ratio:.2}"))
        .help("choose a colour with a contrast of at least 4.5 on the page and on marked lines")
}

// --- 02: snapshots ---

pub fn no_period(place: Place, written: &str, year_start: i32) -> Diagnostic {
    let year = if year_start == 1 { "2018" } else { "2018-19" };
    Diagnostic::error("K0201", place, format!("`{written}` is not a period"))
        .help(format!("write a month as 2018-02, a quarter as 2018-Q1, a year as {year}"))
}

pub fn count_is_not_whole(place: Place, metric: &str, digits: &str) -> Diagnostic {
    let error =
        Diagnostic::error("K0202", place, format!("`{digits}` is not a whole number, but `{metric}` is a count"));
    match digits.split_once('.') {
        Some((whole, rest)) if rest.len() == 3 && whole.len() <= 3 => error.help(format!(
            "write {whole}{rest} without a separator; a metric with decimals says `decimals: 1` in data/metrics.yaml"
        )),
        _ => error.help("round it at the source; a metric with decimals says `decimals: 1` in data/metrics.yaml"),
    }
}

pub fn number_in_text(place: Place, text: &str) -> Diagnostic {
    let error = Diagnostic::error("K0203", place, format!("expected a number, found the text `{text}`"));
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !"\u{a0}_'".contains(*c)).collect();
    let (digits, percent) = match plain.strip_suffix('%') {
        Some(digits) => (digits, " %"),
        None => (plain.as_str(), ""),
    };
    let is_number =
        |text: &str| text.parse::<f64>().is_ok() && text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    // Zeros in front make it another number, or none, for other readers of YAML.
    let bare = |digits: &str| {
        let (sign, size) = digits.strip_prefix('-').map_or(("", digits), |size| ("-", size));
        let size = size.trim_start_matches('0');
        let zero = if size.is_empty() || size.starts_with('.') { "0" } else { "" };
        format!("{sign}{zero}{size}")
    };
    let marks: Vec<char> = digits.chars().filter(|c| ".,".contains(*c)).collect();
    let joined = digits.replace(['.', ','], "");
    let (whole, rest) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let help = match marks.as_slice() {
        _ if !is_number(&joined) => None,
        [] => Some(format!("write {}{percent}, without quotes, separators or zeros in front", bare(&joined))),
        [_] if rest.len() == 3 => Some(format!(
            "write {}{percent} for thousands or {}.{rest}{percent} for a decimal fraction",
            bare(&joined),
            bare(whole)
        )),
        [','] => Some(format!("write {}.{rest}{percent}: YAML has a full stop where Danish has a comma", bare(whole))),
        [_] => Some(format!("write {}.{rest}{percent}, without quotes, separators or zeros in front", bare(whole))),
        // Thousands, and where two kinds of marks stand, the last begins the decimals.
        [first, .., last] if first == last => {
            Some(format!("write {}{percent}, without quotes, separators or zeros in front", bare(&joined)))
        }
        [.., last] => digits.rsplit_once(*last).map(|(whole, rest)| {
            format!("write {}.{rest}{percent}, with no separator but a full stop", bare(&whole.replace(['.', ','], "")))
        }),
    };
    match help {
        Some(help) => error.help(help),
        None => error.help(
            "write the digits alone, as 1807, 24.5 or `24 %`; a figure that is not known is `null` with a `note`",
        ),
    }
}

pub fn not_a_number(place: Place, digits: &str) -> Diagnostic {
    Diagnostic::error("K0204", place, format!("`{digits}` is not a number that can be reported"))
        .help("write the digits, as 1807 or 24.5; a figure that is not known is `null` with a `note`")
}

pub fn stated_twice(place: Place, metric: &str, period: Period, first: Place) -> Diagnostic {
    Diagnostic::error("K0205", place, format!("`{metric}` for {period} is stated twice in this month"))
        .related(first, "first here")
        .help("keep one of the two")
}

pub fn total_unlike_parts(
    place: Place,
    metric: &str,
    total: impl std::fmt::Display,
    sum: impl std::fmt::Display,
) -> Diagnostic {
    Diagnostic::error("K0206", place, format!("`{metric}` states a total of {total}, but its parts add up to {sum}"))
        .help("mend the one that is wrong; where parts overlap, say `additive: false` in data/metrics.yaml")
}

pub fn revision_without_reason(
    place: Place,
    metric: &str,
    period: Period,
    was: impl std::fmt::Display,
    before: Place,
    routine: bool,
) -> Diagnostic {
    let message = format!("this replaces {was} as `{metric}` for {period} and does not say why");
    let diagnostic = match routine {
        true => Diagnostic::warning("K0207", place, message),
        false => Diagnostic::error("K0207", place, message),
    };
    diagnostic.related(before, "stated here").help("add `reason: …`; readers of the earlier report will see it")
}

pub fn computed_is_not_recorded(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error("K0208", place, format!("`{metric}` is computed, so it cannot be stated"))
        .help("remove it; state what it is computed from")
}

pub fn period_of_another_grain(place: Place, metric: &str, grain: &str, example: Period) -> Diagnostic {
    Diagnostic::error("K0209", place, format!("`{metric}` is counted by {grain}"))
        .help(format!("write a {grain}, such as {example}"))
}

pub fn period_has_not_ended(place: Place, period: Period, snapshot: Period) -> Diagnostic {
    Diagnostic::error("K0210", place, format!("{period} has not ended in the snapshot of {snapshot}"))
        .help("state it in a later snapshot, or mend the period")
}

pub fn no_date(place: Place, written: &str) -> Diagnostic {
    Diagnostic::error("K0211", place, format!("`{written}` is not a date")).help("write it as 2018-02-01")
}

pub fn withdrawn_has_no_value(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error("K0212", place, format!("`{metric}` is withdrawn here and given a value at once"))
        .help("remove `withdrawn` to replace the figure, or the value to take it back")
}

pub fn observation_says_nothing(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error("K0213", place, format!("this observation of `{metric}` states no amount"))
        .help("add `value: …` or `values: …`; a figure that is known to be missing is `value: null` with a `note`")
}

pub fn too_large(place: Place, digits: &str) -> Diagnostic {
    Diagnostic::error("K0214", place, format!("{digits} is larger than kalends counts"))
        .help("count in thousands or millions, and say so in the unit")
}

pub fn nothing_to_withdraw(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error(
        "K0215",
        place,
        format!("no earlier snapshot states `{metric}` for {period}, so it cannot be withdrawn"),
    )
    .help("mend the period, or state `value: null` with a `note`")
}

pub fn period_unlike_file(place: Place, period: Period, named: Period) -> Diagnostic {
    Diagnostic::error("K0216", place, format!("the snapshot says {period}, its file's name says {named}"))
        .help("mend the one that is wrong; a copied file keeps the old month inside")
}

pub fn gap_without_note(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::warning("K0217", place, format!("`{metric}` is missing and nobody says why"))
        .help("write `{ value: null, note: … }`; the page shows the note where the figure would stand")
}

pub fn snapshot_is_of_a_month(place: Place, period: Period) -> Diagnostic {
    Diagnostic::error("K0218", place, format!("a snapshot is of a month, and {period} is none"))
        .help("write the month of the report, as 2018-02; an observation may name another period")
}

pub fn period_must_be_named(place: Place, grain: &str, latest: Period) -> Diagnostic {
    Diagnostic::error(
        "K0219",
        place,
        format!("no {grain} ends with this month, so the observation must say which it is of"),
    )
    .help(format!("write `{{ period: {latest}, value: … }}`"))
}

pub fn metric_is_not_split(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error("K0220", place, format!("`{metric}` is not split by a dimension"))
        .help("write `value: …`, or say `by: [dimension]` in data/metrics.yaml")
}

pub fn share_for_a_number(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error("K0221", place, format!("this is a share, but `{metric}` is a number"))
        .help("write the number, or say `format: percent` in data/metrics.yaml")
}

pub fn share_is_large(
    place: Place,
    metric: &str,
    share: impl std::fmt::Display,
    hundredth: impl std::fmt::Display,
) -> Diagnostic {
    Diagnostic::warning("K0222", place, format!("`{metric}` is a share, and {share} is more than 200 %")).help(format!(
        "write `{share} %` or {hundredth}; a share that is meant to be so large is written with its % sign"
    ))
}

pub fn negative_size(place: Place) -> Diagnostic {
    Diagnostic::error("K0133", place, "a distance cannot be negative").help("write how far it may be, as 50 or `5 %`")
}

pub fn by_widens(place: Place, metric: &str, dimension: &str, input: &str) -> Diagnostic {
    Diagnostic::error(
        "K0132",
        place,
        format!("`{metric}` cannot be split by `{dimension}`: `{input}`, which it is computed from, is not"),
    )
    .help(format!("take `{dimension}` out of `by`, or say `by: [{dimension}]` of `{input}` and state its parts"))
}

/// `stated` and `computed` as they are shown.
pub fn share_unlike_parts(
    place: Place,
    metric: &str,
    period: Period,
    stated: &str,
    computed: &str,
    part: Option<Place>,
) -> Diagnostic {
    let warning = Diagnostic::warning(
        "K0324",
        place,
        format!("`{metric}` for {period} is stated as {stated}, and its parts give {computed}"),
    )
    .help("take the stated share out, so that it is computed; a share is stated only where its parts are not known");
    match part {
        Some(part) => warning.related(part, "a part of it"),
        None => warning,
    }
}

pub fn withdrawn_without_reason(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error("K0223", place, format!("`{metric}` for {period} is withdrawn and does not say why"))
        .help("add `reason: …`; readers of the earlier report will see it")
}

pub fn null_takes_back(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    Diagnostic::error("K0224", place, format!("this takes back `{metric}` for {period} without saying so"))
        .related(before, "stated here")
        .help("write `{ period: …, withdrawn: true, reason: … }`")
}

pub fn too_long_ago(place: Place, period: Period, snapshot: Period, most: i32) -> Diagnostic {
    let grain = period.grain().word();
    let message = format!("{period} lies more than {most} {grain}s before the newest snapshot, {snapshot}");
    Diagnostic::error("K0229", place, message).help("mend the year, here or in the newest snapshot")
}

pub fn not_a_snapshot(file: &str) -> Diagnostic {
    Diagnostic::warning("K0225", Place::of_file(file), "this file in data/ is not YAML and is not read")
        .help("a name that begins with `_` says that this is meant")
}

pub fn nothing_to_take_out(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error(
        "K0226",
        place,
        format!("no earlier snapshot states this part of `{metric}` for {period}, so it gave nobody away"),
    )
    .help("put `kind: disclosure` on the figure that older reports show; all that overlaps it is hidden there too")
}

pub fn taken_out_and_shown(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    let message = format!("this shows again what it takes out of older reports as `{metric}` for {period}");
    Diagnostic::error("K0227", place, message)
        .related(before, "stated here")
        .help("state a value that gives nobody away, or `withdrawn: true`")
}

pub fn taken_out_without_reason(place: Place, metric: &str, period: Period, before: Place) -> Diagnostic {
    let message = format!("this takes `{metric}` for {period} out of older reports and does not say why");
    Diagnostic::error("K0228", place, message)
        .related(before, "stated here")
        .help("add `reason: …`; readers of the earlier report will see it, so it must not tell the figure")
}

// --- 03: what readers could trip over ---

pub fn parts_as_shown(place: Place, metric: &str, period: Period, total: &str, sum: &str) -> Diagnostic {
    let message = format!("`{metric}` for {period} is shown as {total}, but its parts as shown add up to {sum}");
    Diagnostic::warning("K0301", place, message)
        .help("show more decimals, or say in a `note` that the figures are rounded")
}

pub fn change_across_break(place: Place, metric: &str, before: Period, now: Period) -> Diagnostic {
    let message = format!("the change of `{metric}` from {before} to {now} crosses a new method");
    Diagnostic::warning("K0302", place, message)
        .help("restate the other period by the same method too, or explain it in the text")
}

pub fn mixed_vintages(place: Place, metric: &str, period: Period, first: Period, last: Period) -> Diagnostic {
    let message = format!("the total of `{metric}` for {period} mixes members stated in {first} and in {last}");
    Diagnostic::warning("K0303", place, message).help("state all members anew, so that one total rests on one extract")
}

pub fn given_away(place: Place, metric: &str, members: &str, period: Period, snapshot: Period) -> Diagnostic {
    let part = if members.is_empty() { String::new() } else { format!(" ({members})") };
    let message = format!(
        "`{metric}`{part} for {period} is hidden from the snapshot of {snapshot} on, but older reports can give it away"
    );
    Diagnostic::warning("K0304", place, message)
        .help("restate what they show with `kind: disclosure`, which takes it out of them; the README tells more")
}

pub fn typed_figure(place: Place, typed: &str, equals: &str, reference: &str) -> Diagnostic {
    Diagnostic::warning("K0305", place, format!("`{typed}` is typed by hand, and {equals}"))
        .help(format!("write `{reference}`, so that the text follows the figure"))
}

pub fn typed_figure_of_before(
    place: Place,
    typed: &str,
    equals: &str,
    now: Option<&str>,
    before: &str,
    report: Period,
) -> Diagnostic {
    let diagnostic = Diagnostic::warning(
        "K0306",
        place,
        format!("`{typed}` is typed by hand, and {equals}; the report is of {report}"),
    );
    match now {
        Some(now) => diagnostic.help(format!(
            "if it is left over, write `{now}` for the figure of this report; if it is meant, write `{before}`"
        )),
        None => diagnostic.help(format!("write `{before}`, so that the text follows the figure")),
    }
}

pub fn direction_against_change(
    place: Place,
    word: &str,
    metric: &str,
    members: &str,
    moved: &str,
    reference: &str,
) -> Diagnostic {
    let part = if members.is_empty() { String::new() } else { format!(" ({members})") };
    Diagnostic::warning("K0307", place, format!("the text says `{word}`, but `{metric}`{part} {moved}"))
        .help(format!("mend the word, or let the figure say it: `{reference}`"))
}

pub fn unchanged_paragraph(place: Place, metric: &str, moved: &str, before: Place) -> Diagnostic {
    Diagnostic::warning(
        "K0308",
        place,
        format!("the paragraph is that of the report before, word for word, but `{metric}` {moved}"),
    )
    .related(before, "the same words here")
    .help("write what is new; if it still holds, say so: `<!-- kalends: allow K0308 because … -->`")
}

pub fn left_out(
    place: Place,
    snapshot: Period,
    metric: &str,
    member: &str,
    period: Period,
    before: Place,
) -> Diagnostic {
    let part = if member.is_empty() { String::new() } else { format!(" ({member})") };
    let null = match (member.is_empty(), period == snapshot) {
        (true, true) => format!("{metric}: {{ value: null, note: … }}"),
        (true, false) => format!("{metric}: {{ period: {period}, value: null, note: … }}"),
        (false, _) => format!("{member}: null"),
    };
    let message = format!("the snapshot of {snapshot} leaves out `{metric}`{part} for {period}");
    Diagnostic::warning("K0309", place, message)
        .related(before, "stated last here")
        .help(format!("state it; if it is missing, write `{null}`"))
}

pub fn change_without_note(place: Place, metric: &str, period: Period, moved: &str, tolerance: &str) -> Diagnostic {
    let message =
        format!("`{metric}` for {period} {moved}, more than its tolerance of {tolerance}, and no note says why");
    Diagnostic::warning("K0310", place, message).help("add `note: …`; it stands beside the figure on the page")
}

pub fn picture_without_text(place: Place, source: &str) -> Diagnostic {
    Diagnostic::warning("K0311", place, format!("the picture `{source}` has no words for those who cannot see it"))
        .help(format!("say what it shows: `![…]({source})`"))
}

pub fn anchor_to_nothing<'a>(place: Place, target: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let warning = Diagnostic::warning(
        "K0312",
        place,
        format!("the link leads to `{target}`, and no part of the page has that id"),
    );
    let known: Vec<&str> = known.into_iter().collect();
    warning.help(suggest(target.rsplit('#').next().unwrap_or(""), known, "ids there are"))
}

pub fn allowed_without_reason(place: Place, code: &str) -> Diagnostic {
    Diagnostic::warning("K0313", place, format!("the comment allows {code} and does not say why, so it has no effect"))
        .help(format!("write `kalends: allow {code} because …`"))
}

pub fn allowed_unknown(place: Place, code: &str) -> Diagnostic {
    Diagnostic::warning("K0314", place, format!("`{code}` is no warning that can be allowed"))
        .help(format!("errors must be mended; what can be allowed is {}", ALLOWED.join(", ")))
}

pub fn allowed_in_vain(place: Place, code: &str) -> Diagnostic {
    Diagnostic::warning("K0315", place, format!("the comment allows {code}, which is not found where it holds"))
        .help("take the comment out, or move it to where the warning is")
}

pub fn not_an_acknowledgement(place: Place) -> Diagnostic {
    Diagnostic::warning("K0316", place, "the comment begins with `kalends:` and is not understood")
        .help("write `kalends: allow K0305 because …`")
}

/// The warnings that an author may acknowledge in a comment: all that stages 00 to 05 give at a line of a file.
pub const ALLOWED: [&str; 18] = [
    "K0113", "K0207", "K0217", "K0222", "K0301", "K0302", "K0303", "K0304", "K0305", "K0306", "K0307", "K0308",
    "K0309", "K0310", "K0311", "K0312", "K0324", "K0414",
];

// --- 04: narrative ---

pub fn almost_a_period(place: Place, stem: &str) -> Diagnostic {
    Diagnostic::warning("K0421", place, format!("`{stem}` is not a period, so this is a page and no report"))
        .help("name a report as 2018-02.md, 2018-Q1.md or 2018.md (2018-19.md where years do not begin in January)")
}

pub fn front_matter_unclosed(place: Place) -> Diagnostic {
    Diagnostic::error("K0401", place, "the front matter is not closed").help("end it with a line `---`")
}

pub fn report_without_snapshot(place: Place, period: Period) -> Diagnostic {
    Diagnostic::error("K0402", place, format!("there is no snapshot of {} to report on", period.last_month()))
        .help(format!("add data/{}.yaml, or name the page otherwise", period.last_month()))
}

pub fn no_address(place: Place, slug: &str) -> Diagnostic {
    Diagnostic::error("K0403", place, format!("`{slug}` cannot be the address of a page"))
        .help("use letters, digits, `-` and `_`; `slug: …` in the front matter gives an address unlike the file's name")
}

pub fn folder_no_address(place: Place, folder: &str) -> Diagnostic {
    Diagnostic::error("K0420", place, format!("the folder `{folder}` cannot be part of an address"))
        .help("rename it, with letters, digits, `-` and `_`; the names of the program's own folders are taken")
}

pub fn address_taken(place: Place, slug: &str, by: &str) -> Diagnostic {
    Diagnostic::error("K0404", place, format!("the address `{slug}` is taken by {by}"))
        .help("give the page another `slug`")
}

pub fn template_fault(place: Place, message: &str, help: Option<&str>) -> Diagnostic {
    // What to do stands behind a semicolon in the messages of our own filters.
    let (message, own) = message.split_once("; ").map_or((message, None), |(fact, help)| (fact, Some(help)));
    let usual = match place.file.starts_with("templates") {
        true => "mend the template; docs/templates.md of kalends lists what it may use",
        false => "mend the expression; the narrative's filters are listed in the README",
    };
    let help = help.or(own).unwrap_or(usual);
    Diagnostic::error("K0405", place, message).help(help)
}

pub fn unknown_variable<'a>(place: Place, name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let help = suggest(name, known, "names are");
    Diagnostic::error("K0406", place, format!("unknown name `{name}`")).help(help)
}

pub fn unknown_filter(place: Place, name: &str, known: &[&str]) -> Diagnostic {
    let error = Diagnostic::error("K0407", place, format!("unknown filter `{name}`"));
    if known.is_empty() {
        return error.help("filters of templates are those of Tera");
    }
    match nearest(name, known.iter().copied()) {
        Some(other) => error.help(format!("did you mean `{other}`?")),
        None => error.help(format!("filters are: {}, and those of Tera", known.join(", "))),
    }
}

pub fn narrative_too_large(place: Place) -> Diagnostic {
    Diagnostic::error("K0408", place, "the narrative grows beyond 4 MB").help("look for a loop that runs too often")
}

pub fn exhibit_in_text(place: Place) -> Diagnostic {
    Diagnostic::error(
        "K0409",
        place,
        "a chart or table cannot stand inside a list, a quotation, a heading, a cell or a sentence",
    )
    .help("give it a paragraph of its own, with an empty line before and after")
}

pub fn exhibit_in_a_title(place: Place) -> Diagnostic {
    Diagnostic::error(
        "K0422",
        place,
        "a chart, a table, a small line or a reference to one cannot stand in a title or summary",
    )
    .help("titles and summaries hold text and figures alone; write the rest below the front matter")
}

pub fn unknown_exhibit<'a>(place: Place, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("K0410", place, format!("no chart or table has the id `{id}`")).help(suggest(
        id,
        known,
        "ids on this page are",
    ))
}

pub fn repeated_id(place: Place, id: &str, first: Place) -> Diagnostic {
    Diagnostic::error("K0411", place, format!("the id `{id}` is used twice on this page"))
        .related(first, "first here")
        .help("give one of them another id")
}

pub fn no_anchor(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("K0418", place, format!("`{id}` cannot be the id of a heading"))
        .help("use letters, digits, `-` and `_`")
}

pub fn attachment_in_the_way(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0419", Place::of_file(file), format!("this file cannot lie among the pages: {reason}"))
        .help("give it another name, or another folder of content/")
}

pub fn link_scheme(place: Place, target: &str) -> Diagnostic {
    Diagnostic::error("K0412", place, format!("a link may not lead to `{target}`"))
        .help("use http, https, mailto, or a path inside the site")
}

pub fn link_to_nothing<'a>(place: Place, target: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error = Diagnostic::error("K0413", place, format!("the link leads to `{target}`, which is not in the site"));
    match nearest(target, known) {
        Some(other) => error.help(format!("did you mean `{other}`?")),
        None => error.help("a link to a page names its file in content/, as in `om-tallene.md`"),
    }
}

pub fn raw_html(place: Place) -> Diagnostic {
    Diagnostic::warning("K0414", place, "HTML in the narrative is shown as the text it is")
        .help("write Markdown, or say `raw_html: allow` in kalends.yaml if you trust every author")
}

pub fn footnote_missing(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0415", place, format!("there is no footnote `{name}`"))
        .help(format!("add a line `[^{name}]: …`"))
}

pub fn parts_do_not_add_up(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error(
        "K0416",
        place,
        format!("`{metric}` cannot be stacked: in {period} its parts do not add up to the whole"),
    )
    .help("use a line chart, or mend the figures")
}

pub fn dimension_is_metric(place: Place, id: &str) -> Diagnostic {
    Diagnostic::error("K0118", place, format!("`{id}` is the id of a metric and of a dimension"))
        .help("give one of them another id")
}

pub fn image_from_outside(place: Place, source: &str) -> Diagnostic {
    Diagnostic::error("K0417", place, format!("the picture `{source}` lies outside the site"))
        .help("put the file into content/ and name it there, so that the page can be read without a network")
}

// --- 05: templates ---

pub fn unknown_template(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0501", place, format!("there is no template `{name}`"))
        .help("name a file below templates/, such as `report.html`")
}

pub fn template_missing(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0503", place, format!("there is no template `{name}`"))
        .help("name a file below templates/, or a built-in one such as `builtin/base.html`")
}

pub fn page_too_large(template: &str) -> Diagnostic {
    Diagnostic::error("K0502", Place::of_file(format!("templates/{template}")), "a page grows beyond 32 MB")
        .help("look for a loop in the template that runs too often")
}

// --- 06: output ---

pub fn cannot_write(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0601", Place::of_file(path), format!("cannot be written: {reason}"))
        .help("free some space or mend the permissions; the published folder is as it was")
}

pub fn foreign_output(path: &str) -> Diagnostic {
    Diagnostic::error("K0602", Place::of_file(path), "the output folder holds files that kalends did not write")
        .help("name another folder with `--output DIR`, or take this one over with `--force`; files that are not ours are kept")
}

pub fn output_is_no_folder(path: &str) -> Diagnostic {
    Diagnostic::error("K0603", Place::of_file(path), "the output is not a folder")
        .help("name a folder with `--output DIR`")
}

pub fn output_occupied(path: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        "K0604",
        Place::of_file(path),
        format!("a page would replace `{name}`, which kalends did not write"),
    )
    .help("move that file away, or let the page take its place with `--force`")
}

pub fn output_in_the_way(path: &str) -> Diagnostic {
    Diagnostic::error("K0605", Place::of_file(path), "the output folder lies across the site's own files")
        .help("choose a folder that is not, and does not hold, data/, content/ or templates/")
}

pub fn file_exists(path: &str) -> Diagnostic {
    Diagnostic::error("K0606", Place::of_file(path), "something else is there already")
        .help("move it away first; kalends never writes over a file of yours")
}

pub fn site_exists(folder: &str) -> Diagnostic {
    Diagnostic::error("K0607", Place::of_file(folder), "this is a site already").help(
        "`kalends build` builds it, `kalends init --templates` adds its templates; for a new site, name a new folder",
    )
}

pub fn folder_in_use(folder: &str, name: &str) -> Diagnostic {
    Diagnostic::error("K0608", Place::of_file(folder), format!("the folder is not empty: it holds `{name}`"))
        .help("name a new or empty folder: `kalends init DIR`")
}

// --- 07: commands ---

fn pdf() -> Place {
    Place::of_command("pdf")
}

pub fn no_browser(names: &[&str], places: usize) -> Diagnostic {
    Diagnostic::error("K0701", pdf(), "no browser was found to print with").help(format!(
        "install Chromium, Chrome or Edge, or name one with `--browser PATH` or KALENDS_BROWSER; the search path was \
         searched for {}, and {places} places of macOS and Windows",
        list(names.iter().copied()),
    ))
}

pub fn browser_does_not_start(browser: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0702", Place::of_file(browser), format!("the browser does not start: {reason}"))
        .help("name an installed Chromium, Chrome or Edge with `--browser PATH` or KALENDS_BROWSER")
}

pub fn browser_failed(browser: &str, last_line: &str) -> Diagnostic {
    let said = if last_line.is_empty() { "it said nothing".to_owned() } else { format!("it said `{last_line}`") };
    Diagnostic::error("K0703", Place::of_file(browser), format!("the browser printed no PDF; {said}"))
        .help("name another one with `--browser PATH`, or open the built page in a browser and print it from there")
}

pub fn browser_too_slow(browser: &str, seconds: u64) -> Diagnostic {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Diagnostic::error(
        "K0704",
        Place::of_file(browser),
        format!("the browser had printed nothing after {seconds} {unit}"),
    )
    .help("give it longer with `--timeout SECONDS`, or name another one with `--browser PATH`")
}

pub fn no_such_report(written: &str, known: &[String]) -> Diagnostic {
    Diagnostic::error("K0705", pdf(), format!("there is no report of `{written}`"))
        .help(format!("there are, newest first: {}", list(known.iter().map(String::as_str))))
}

pub fn no_reports_there<'a>(series: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let message = match series {
        "" => "the site has no reports outside its folders".to_owned(),
        folder => format!("there are no reports in `{folder}`"),
    };
    let named: Vec<&str> = known.iter().copied().filter(|folder| !folder.is_empty()).collect();
    Diagnostic::error("K0705", pdf(), message).help(match (named.is_empty(), known.len() > named.len()) {
        (true, true) => "leave `--series` out: all reports are the site's own".to_owned(),
        (true, false) => "write a report first: content/_report.md makes one of every snapshot".to_owned(),
        (false, _) => suggest(series, named, "name one with `--series`"),
    })
}

pub fn pdf_in_output(path: &str) -> Diagnostic {
    Diagnostic::error("K0706", Place::of_file(path), "this lies in a folder of pages, where kalends alone writes")
        .help("choose another place with `--output FILE`; what the pages should offer belongs in content/")
}

pub fn unknown_code<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let error =
        Diagnostic::error("K0710", Place::of_command("explain"), format!("no message has the code `{written}`"));
    match nearest(written, known) {
        Some(other) => error.help(format!("did you mean `{other}`? docs/diagnostics.md of kalends lists them all")),
        None => error.help("copy it from the message; docs/diagnostics.md of kalends lists them all"),
    }
}

// --- 08: writing data and text ---

/// Stands for the command line, where no file is at fault.
fn import() -> Place {
    Place::of_command("import")
}

pub fn no_extract(shown: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0801", Place::of_file(shown), format!("cannot be read: {reason}"))
        .help("name a file in CSV, XLSX or ODS, or an import of data/_imports.yaml")
}

pub fn no_table(place: Place, kind: &str) -> Diagnostic {
    Diagnostic::error("K0802", place, format!("this is {kind}, and no table that can be read"))
        .help("save it as CSV in UTF-8, or as XLSX or ODS without a password")
}

pub fn no_workbook(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("K0802", place, format!("this workbook cannot be read: {reason}"))
        .help("open it and save it anew as XLSX, ODS or CSV, without a password and with only what is needed")
}

pub fn no_spreadsheets(place: Place) -> Diagnostic {
    Diagnostic::error("K0802", place, "this kalends was built without the reader of workbooks")
        .help("save the sheet as CSV, or build kalends with its feature `xlsx`")
}

pub fn no_sheet(place: Place, wanted: Option<&str>, known: &[String]) -> Diagnostic {
    let known = known.iter().map(String::as_str);
    match wanted {
        Some(name) => Diagnostic::error("K0803", place, format!("there is no sheet `{name}`")).help(suggest(
            name,
            known,
            "sheets are",
        )),
        None => Diagnostic::error("K0803", place, "all sheets of this workbook are hidden")
            .help(format!("name one with `--sheet NAME`: {}", list(known))),
    }
}

pub fn no_header(place: Place, row: Option<u32>) -> Diagnostic {
    let message = match row {
        Some(row) => format!("row {row} names no columns, for it is empty"),
        None => "the extract is empty".to_owned(),
    };
    Diagnostic::error("K0804", place, message)
        .help("the first row names the columns; `header` of an import says which row does instead")
}

pub fn no_column(header: Place, name: &str) -> Diagnostic {
    let help = match name {
        "period" => "add the column, or name the month with `--period 2018-02`",
        _ => {
            "an extract has the columns metric, period, value and one for each dimension; for any other, write an import \
              in data/_imports.yaml"
        }
    };
    Diagnostic::error("K0805", header, format!("there is no column `{name}`")).help(help)
}

pub fn no_column_of_mapping<'a>(
    place: Place,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    header: Place,
) -> Diagnostic {
    Diagnostic::error("K0805", place, format!("the extract has no column `{name}`"))
        .related(header, "its columns")
        .help(suggest(name, known, "columns are"))
}

pub fn unknown_column(header: Place, name: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::error("K0806", header, format!("the column `{name}` has no meaning here")).help(suggest(
        name,
        known.iter().copied(),
        "take it out, or write an import in data/_imports.yaml; columns that have one are",
    ))
}

pub fn column_twice(header: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0807", header, format!("two columns are called `{name}`"))
        .help("rename one of them, so that it is plain which one is meant")
}

pub fn row_too_long(place: Place, cells: usize, columns: usize) -> Diagnostic {
    Diagnostic::error("K0808", place, format!("this row has {cells} cells, but there are only {columns} columns"))
        .help("put text that holds the separator in double quotes, or name the column")
}

/// `mark`: the decimal mark, where it is settled.
pub fn no_number(place: Place, text: &str, mark: Option<&str>) -> Diagnostic {
    let with = mark.map_or(String::new(), |mark| format!(" whose decimal mark is `{mark}`"));
    Diagnostic::error("K0809", place, format!("`{text}` is not a number{with}"))
        .help("mend it at the source; in a mapping, leave such rows out with `where`")
}

pub fn ambiguous_number(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("K0810", place, format!("`{text}` means two numbers, and nothing in the extract says which"))
        .help("say which mark stands before decimals: `--decimal ,` or `--decimal .`, or `decimal` of the import")
}

pub fn marks_disagree(place: Place, text: &str, first: Place) -> Diagnostic {
    Diagnostic::error("K0811", place, format!("`{text}` has another decimal mark than the amounts before it"))
        .related(first, "which is settled here")
        .help("mend it at the source, or say which mark is right: `--decimal ,` or `--decimal .`, or `decimal` of the import")
}

pub fn empty_amount(place: Place, metric: &str, is_mapped: bool) -> Diagnostic {
    Diagnostic::error("K0812", place, format!("the amount of `{metric}` is empty")).help(match is_mapped {
        true => "leave such rows out with `empty: skip`, or mend the extract",
        false => "leave the row out, or say in a column `note` why the figure is not known",
    })
}

pub fn empty_cell(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("K0813", place, format!("this row does not say its `{what}`"))
        .help("fill the cell; cells are never filled from the row above")
}

pub fn failed_formula(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("K0814", place, format!("the formula of this cell failed: {text}"))
        .help("mend the workbook and save it anew")
}

pub fn merged_cell(place: Place) -> Diagnostic {
    Diagnostic::error("K0815", place, "this cell is covered by a merged one, so it says nothing of its own")
        .help("split the merged cells, and fill each of them")
}

pub fn unmapped_member<'a>(
    place: Place,
    text: &str,
    dimension: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    Diagnostic::error("K0816", place, format!("`{text}` is no member of `{dimension}`")).help(format!(
        "say which it is, with `members: {{ {dimension}: {{ \"{text}\": … }} }}`, or leave it out with `where`; members are {}",
        list(known)
    ))
}

pub fn members_in_part(place: Place, metric: &str, missing: &str) -> Diagnostic {
    Diagnostic::error("K0817", place, format!("`{metric}` is split by `{missing}` too, whose member is not said here"))
        .help("name a member of each dimension, or of none for the total")
}

pub fn metric_is_not_split_by(place: Place, metric: &str, dimension: &str, by: &[String]) -> Diagnostic {
    Diagnostic::error("K0818", place, format!("`{metric}` is not split by `{dimension}`")).help(match by {
        [] => "leave it empty for this metric, or add `by` to the metric in data/metrics.yaml".to_owned(),
        by => suggest(dimension, by.iter().map(String::as_str), "it is split by"),
    })
}

/// `count`: of a mapping, how many rows there are in all.
pub fn figure_in_two_rows(
    place: Place,
    metric: &str,
    period: Period,
    first: Place,
    count: Option<usize>,
) -> Diagnostic {
    let rows = count.map_or("two rows".to_owned(), |count| format!("{count} rows"));
    Diagnostic::error("K0819", place, format!("{rows} say what `{metric}` is for {period}"))
        .related(first, "first here")
        .help(match count {
            Some(_) => "say what to do with them: `aggregate: sum`, `count`, `first`, `last`, `min` or `max`",
            None => "keep one of the two",
        })
}

pub fn more_row_faults(place: Place, count: usize) -> Diagnostic {
    let rows = if count == 1 { "1 more row has a fault" } else { &format!("{count} more rows have faults") };
    Diagnostic::error("K0820", place, rows).help("mend what is shown first; one cause often has many rows")
}

pub fn no_rows(place: Place, is_mapped: bool) -> Diagnostic {
    match is_mapped {
        true => Diagnostic::error("K0821", place, "no row of the extract is one that the import reads")
            .help("look at `where` of the import: its texts must be those of the cells, letter by letter"),
        false => Diagnostic::error("K0821", place, "there are no rows under the names of the columns")
            .help("an empty extract changes nothing, so it is taken for a mistake"),
    }
}

pub fn which_period(place: Place) -> Diagnostic {
    Diagnostic::error("K0822", place, "the extract does not say which period this is of")
        .help("name the month with `--period 2018-02`, or the column with `period` of the import")
}

pub fn no_period_ends(place: Place, metric: &str, grain: &str, month: Period) -> Diagnostic {
    let message = format!("`{metric}` is counted by {grain}, and no {grain} ends with {month}");
    Diagnostic::error("K0822", place, message).help(format!("say which {grain} it is of in a column `period`"))
}

pub fn period_is_asked_for(place: Place) -> Diagnostic {
    Diagnostic::error("K0822", place, "this is different for every month, and no month was named")
        .help("name the month with `--period 2018-02`")
}

pub fn no_snapshot_month(written: &str) -> Diagnostic {
    Diagnostic::error("K0823", import(), format!("`{written}` is not a month that a snapshot can be of"))
        .help("write a month as 2018-02")
}

pub fn no_period_in_extract(place: Place, written: &str, has_form: bool) -> Diagnostic {
    Diagnostic::error("K0824", place, format!("`{written}` is not a period or a day")).help(match has_form {
        true => "mend it, or `dates` of the import, which says how they are written",
        false => {
            "write 2018-02, 2018-Q1, 2018 or 2018-02-28; `dates` of an import reads other forms, such as dd-mm-yyyy"
        }
    })
}

pub fn count_in_extract_is_not_whole(place: Place, metric: &str, shown: &str) -> Diagnostic {
    Diagnostic::error("K0825", place, format!("`{shown}` is not a whole number, but `{metric}` is a count"))
        .help("round it at the source; a metric with decimals says `decimals: 1` in data/metrics.yaml")
}

pub fn import_revises(
    place: Place,
    metric: &str,
    period: Period,
    (was, is): (impl std::fmt::Display, impl std::fmt::Display),
    before: Place,
) -> Diagnostic {
    let message = format!("this replaces {was} by {is} as `{metric}` for {period} and does not say why");
    Diagnostic::error("K0826", place, message)
        .related(before, "published here")
        .help("say why with `--reason \"…\"` or a column `reason`; `--kind routine` is for what is always late")
}

pub fn changes_published(
    place: Place,
    metric: &str,
    period: Period,
    was: impl std::fmt::Display,
    before: Place,
) -> Diagnostic {
    let message = format!("`{metric}` for {period} is published as {was}, and there are newer snapshots");
    Diagnostic::error("K0827", place, message).related(before, "published here").help(
        "name the snapshot that is to say it with `--period`: a newer one, as a revision, or this one, to change it",
    )
}

pub fn words_for_several(place: Place, attribute: &str, shared: Place) -> Diagnostic {
    Diagnostic::error("K0828", place, format!("`{attribute}` would change for other amounts too"))
        .related(shared, "they share it here")
        .help("say the same for all of them, or give them observations of their own in the snapshot")
}

pub fn cannot_edit(place: Place) -> Diagnostic {
    Diagnostic::error("K0829", place, "this is written in a way that kalends cannot change without harm")
        .help("write the metric in a plain form, without anchors, aliases or text over several lines, and import again")
}

pub fn cannot_edit_metric(place: Place, metric: &str, period: Period) -> Diagnostic {
    Diagnostic::error(
        "K0829",
        place,
        format!("`{metric}` for {period} is written in a way that kalends cannot change without harm"),
    )
    .help("write the metric in a plain form, without anchors, aliases or text over several lines, and import again")
}

pub fn would_be_wrong() -> Diagnostic {
    Diagnostic::error("K0830", import(), "with these figures data/ would have the errors shown here")
        .help("mend the extract or the snapshots; files and lines are shown as they would be")
}

pub fn changed_meanwhile(path: &str) -> Diagnostic {
    Diagnostic::error("K0831", Place::of_file(path), "the file was changed by somebody else in the meantime")
        .help("run the command again")
}

pub fn no_such_import<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let error = Diagnostic::error("K0832", import(), format!("there is no import `{name}`, and no file of that name"));
    match known.as_slice() {
        [] => error.help("name a file in CSV, XLSX or ODS; imports are written in data/_imports.yaml"),
        _ => error.help(suggest(name, known, "imports in data/_imports.yaml are")),
    }
}

pub fn import_without_extract(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("K0833", place, format!("the import `{name}` does not say where its extract is"))
        .help(format!("name the file: `kalends import --as {name} FILE`, or add `file` or `command`"))
}

pub fn file_and_command(place: Place) -> Diagnostic {
    Diagnostic::error("K0833", place, "an extract is a file or comes from a command, not both")
        .help("keep `file` or `command`")
}

pub fn which_file(place: Place, pattern: &str, found: &[String]) -> Diagnostic {
    match found {
        [] => Diagnostic::error("K0834", place, format!("no file is called `{pattern}`"))
            .help("the path begins at the site's folder, and `*` stands for any letters of one name"),
        found => {
            Diagnostic::error("K0834", place, format!("{} files are called `{pattern}`", found.len())).help(format!(
                "name the one to read: `kalends import --as … FILE`, or write `{{period}}` in its place; there are {}",
                list(found.iter().map(String::as_str))
            ))
        }
    }
}

pub fn no_command(place: Place, written: &str) -> Diagnostic {
    let message = match written.trim() {
        "" => "the command is empty".to_owned(),
        written => format!("a quote is not closed in the command `{written}`"),
    };
    Diagnostic::error("K0835", place, message)
        .help("write a program and its arguments, as in `psql --csv -f figures.sql`; no shell is between")
}

/// `--from` is at fault, and no file.
pub fn no_command_given(written: &str) -> Diagnostic {
    no_command(import(), written)
}

pub fn command_does_not_start(program: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0836", import(), format!("`{program}` does not start: {reason}"))
        .help("install it, or write the path to it; no shell is between, so there are no pipes and no `~`")
}

pub fn command_failed(program: &str, how: &str, last_lines: &[String]) -> Diagnostic {
    let said = match last_lines {
        [] => "it said nothing".to_owned(),
        lines => format!("its last lines are `{}`", lines.join("` `")),
    };
    Diagnostic::error("K0837", import(), format!("`{program}` failed with {how}; {said}"))
        .help("run it by itself in the site's folder; nothing of what it printed was read")
}

pub fn command_printed_too_much(program: &str) -> Diagnostic {
    Diagnostic::error("K0837", import(), format!("`{program}` prints more than 32 MB"))
        .help("let it sum up the rows: an import is of figures, not of cases")
}

pub fn command_too_slow(program: &str, seconds: u64) -> Diagnostic {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Diagnostic::error("K0838", import(), format!("`{program}` had not ended after {seconds} {unit}"))
        .help("give it longer with `--timeout SECONDS`, or `timeout` of the import")
}

pub fn no_date_form(place: Place, written: &str) -> Diagnostic {
    Diagnostic::error("K0839", place, format!("`{written}` does not say how dates are written"))
        .help("write it with d, m, q and yyyy, such as dd-mm-yyyy, mm/yyyy or yyyyKq")
}

/// The code of [`not_filled_in`], which is no fault while a month is being filled in.
pub const NOT_FILLED_IN: &str = "K0840";

pub fn not_filled_in(place: Place, metric: &str) -> Diagnostic {
    Diagnostic::error(NOT_FILLED_IN, place, format!("`{metric}` is not filled in yet"))
        .help("write the amount behind the colon; where it is known to be missing, `value: null` with a `note`")
}

pub fn no_month_to_follow() -> Diagnostic {
    Diagnostic::error("K0841", Place::of_command("new"), "there is no snapshot yet, so the month must be named")
        .help("name the first month, such as `kalends new 2018-02`")
}

pub fn no_month(written: &str) -> Diagnostic {
    Diagnostic::error("K0842", Place::of_command("new"), format!("`{written}` is not a month"))
        .help("write it as 2018-02; quarters and years are asked for in the month that ends them")
}

pub fn month_exists(file: &str, month: Period, next: Period) -> Diagnostic {
    Diagnostic::error("K0843", Place::of_file(file), format!("there is a snapshot of {month} already"))
        .help(format!("go on with it; the next month is `kalends new {next}`"))
}

pub fn months_left_out(first: Period, last: Period) -> Diagnostic {
    let message = if first == last {
        format!("{first} has no snapshot")
    } else {
        format!("the months from {first} to {last} have no snapshot")
    };
    Diagnostic::warning("K0844", Place::of_command("new"), message)
        .help(format!("each is a gap in every history; to report on them, begin with `kalends new {first}`"))
}

pub fn month_before_others(month: Period, newest: Period) -> Diagnostic {
    Diagnostic::warning(
        "K0845",
        Place::of_command("new"),
        format!("{month} lies before the newest snapshot, of {newest}"),
    )
    .help("reports of later months will show what it states: those that are out change")
}

pub fn left_untidy(place: Place, why: &str) -> Diagnostic {
    Diagnostic::warning("K0850", place, format!("the file is left as it is: {why}"))
        .help("write it in lines of `key: value`, each value once; or leave it, it is read as well")
}

pub fn untidy(file: &str) -> Diagnostic {
    Diagnostic::error("K0851", Place::of_file(file), "the file is not in the form that `kalends fmt` gives it")
        .help("run `kalends fmt`; it moves lines and changes no figure")
}

// --- 09: preview, comparison, review ---

pub fn port_taken(port: u16) -> Diagnostic {
    Diagnostic::error("K0901", Place::of_command("serve"), format!("another program uses port {port}"))
        .help("name another one, or leave `--port` out to get a free one")
}

pub fn cannot_watch(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0902", Place::of_file(path), format!("changes cannot be watched: {reason}"))
        .help("start it again with `--poll`, which looks at the files every second")
}

pub fn cannot_listen(port: u16, reason: &str) -> Diagnostic {
    Diagnostic::error("K0903", Place::of_command("serve"), format!("nothing can be served on port {port}: {reason}"))
        .help("name a port from 1024 to 65535 with `--port N`; those below belong to the system")
}

pub fn browser_not_opened(address: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("K0904", Place::of_command("serve"), format!("no browser was opened: {reason}"))
        .help(format!("open {address} yourself"))
}

pub fn no_built_reports(folder: &str) -> Diagnostic {
    Diagnostic::error("K0910", Place::of_file(folder), "there are no built reports in this folder")
        .help("name a folder that `kalends build` wrote, such as output; or two periods, such as 2018-01 2018-02")
}

pub fn neither_period_nor_folder(written: &str) -> Diagnostic {
    Diagnostic::error("K0914", Place::of_command("diff"), format!("`{written}` is neither a period nor a folder")).help(
        "name two periods, such as 2018-01 2018-02, or two folders that `kalends build` wrote, such as before output",
    )
}

pub fn period_against_folder(period: &str) -> Diagnostic {
    Diagnostic::error("K0915", Place::of_command("diff"), format!("the period {period} cannot be held against a folder"))
        .help(format!(
            "name two periods or two folders; the built reports of a period lie in the folder of its name, such as output/{period}"
        ))
}

pub fn unreadable_report(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K0911", Place::of_file(file), format!("this is no report that kalends built: {reason}"))
        .help("build the folder again with `kalends build`")
}

/// `command` is what asks for the report.
pub fn no_report_of(command: &str, written: &str, known: &[String]) -> Diagnostic {
    let error = Diagnostic::error("K0912", Place::of_command(command), format!("there is no report of `{written}`"));
    match known.is_empty() {
        true => error.help("write one first: content/_report.md makes one of every snapshot"),
        false => error.help(format!("there are, newest first: {}", list(known.iter().map(String::as_str)))),
    }
}

pub fn review_among_pages(folder: &str) -> Diagnostic {
    Diagnostic::error("K0913", Place::of_file(folder), "the review would lie among the published pages")
        .help("choose another folder with `--output DIR`; a review is not for publication")
}

// --- 10: what is published ---

pub fn published_missing(name: &str) -> Diagnostic {
    Diagnostic::error("K1031", Place::of_file(name), "the site builds this file, and it is not among what is published")
        .help("publish again; the copy may have stopped half-way")
}

pub fn published_foreign(name: &str) -> Diagnostic {
    Diagnostic::error("K1032", Place::of_file(name), "this file is published and kalends did not write it")
        .help("take it out, or say that it belongs there with `--ignore NAME`")
}

pub fn published_unlisted(name: &str) -> Diagnostic {
    Diagnostic::error("K1033", Place::of_file("manifest.json"), format!("`{name}` is not listed as it is"))
        .help("publish again; somebody changed the manifest or copied files from another build")
}

/// `changed` are files of the site, `names` files of what is published.
pub fn published_older(changed: &[String], names: &[&str]) -> Diagnostic {
    let count = match names {
        [_] => "1 file is".to_owned(),
        _ => format!("{} files are", names.len()),
    };
    let since = list(changed.iter().map(String::as_str));
    Diagnostic::error(
        "K1034",
        Place::of_file("manifest.json"),
        format!("{count} of an older build: {}", list(names.iter().copied())),
    )
    .help(format!("changed in the site since: {since}; publish again, or put back what was changed"))
}

/// `says` and `should` are the stretches that differ, one of them empty where something was added or left out.
pub fn published_figure(
    place: Place,
    metric: &str,
    part: &str,
    says: &str,
    should: &str,
    period: Option<Period>,
    stated: Option<Place>,
) -> Diagnostic {
    let message = format!("`{metric}` in {part}: {}", against(says, should));
    let report = period.map_or(String::new(), |period| format!(" --period {period}"));
    let error = Diagnostic::error("K1035", place, message)
        .help(format!("publish again; `kalends explain {metric}{report}` shows where the figure comes from"));
    match stated {
        Some(stated) => error.related(stated, "the report's figure is stated here"),
        None => error,
    }
}

pub fn published_text(place: Place, part: &str, says: &str, should: &str) -> Diagnostic {
    Diagnostic::error("K1036", place, format!("{part}: {}", against(says, should)))
        .help("publish again; somebody changed the file after it was published")
}

fn against(says: &str, should: &str) -> String {
    match (says, should) {
        ("", _) => format!("`{should}` is left out"),
        (_, "") => format!("`{says}` was put in"),
        _ => format!("`{says}` is published, and the site says `{should}`"),
    }
}

pub fn published_differs(name: &str) -> Diagnostic {
    Diagnostic::error("K1037", Place::of_file(name), "the published file is not the one that the site builds")
        .help("publish again; somebody changed the file after it was published")
}

pub fn not_published(path: &str) -> Diagnostic {
    Diagnostic::error(
        "K1038",
        Place::of_file(path),
        "there is no report set of kalends here: it has no manifest.json that kalends wrote",
    )
    .help("name the published folder itself; it holds index.html and manifest.json")
}

/// `name` is empty where it is about the place as a whole.
pub fn published_unread(destination: &str, name: &str, reason: &str) -> Diagnostic {
    let file = if name.is_empty() { String::new() } else { format!(": `{name}`") };
    Diagnostic::error("K1039", Place::of_file(destination), format!("what is published cannot be read{file}: {reason}"))
        .help("put right what it says and run the same command again; nothing is known of what is published until then")
}

pub fn published_meanwhile(destination: &str) -> Diagnostic {
    Diagnostic::error(
        "K1040",
        Place::of_file(destination),
        "another version was published here while this one was read",
    )
    .help("run the same command again")
}

pub fn published_in_part() -> Diagnostic {
    Diagnostic::error(
        "K1041",
        Place::of_file("manifest.part.json"),
        "publishing was broken off here; pages may be of two versions",
    )
    .help("publish again; it goes on where it stopped")
}

/// `command` is what asks for the place.
pub fn no_destination(command: &str, message: String) -> Diagnostic {
    Diagnostic::error("K1051", Place::of_command(command), message).help(
        "name a folder, `user@host:/folder`, `s3://bucket/prefix`, `az://container/prefix` or `https://host/folder`",
    )
}

/// The destination is not repeated: it would stand in logs.
pub fn secret_in_destination(command: &str, user: &str, password: &str) -> Diagnostic {
    Diagnostic::error(
        "K1052",
        Place::of_command(command),
        "the destination holds a user name or a key, which all can read in the list of processes",
    )
    .help(format!(
        "leave it out; `kalends {command} --help` names the variables it is taken from, such as {user} and {password}"
    ))
}

pub fn cannot_swap(path: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K1053", Place::of_file(path), format!("the new pages are ready and cannot take this folder's place: {reason}"))
        .help("on a share, wait until nobody has a file of it open; where the folder is itself a mounted disk, name a folder in it, or use `--in-place`; it is as it was")
}

pub fn too_many_removals(destination: &str, gone: usize, present: usize, allowed: usize) -> Diagnostic {
    let message =
        format!("{gone} of {present} published files would be removed, and {allowed} may be without being asked");
    Diagnostic::error("K1054", Place::of_file(destination), message)
        .help(format!("look at them with `--dry-run`; if it is meant, allow it with `--max-delete {gone}`"))
}

pub fn no_version(destination: &str, wanted: &str, known: &[String]) -> Diagnostic {
    let message = match wanted {
        "" => "there is no version before the published one".to_owned(),
        wanted if known.iter().any(|version| version.starts_with(wanted)) => {
            format!("several earlier versions begin with `{wanted}`")
        }
        wanted => format!("there is no earlier version `{wanted}`"),
    };
    Diagnostic::error("K1055", Place::of_file(destination), message).help(match known {
        [] => {
            "versions are kept from the second publishing on; publish an earlier state of the site instead".to_owned()
        }
        known => format!("earlier versions are: {}; `--versions` tells more", list(known.iter().map(String::as_str))),
    })
}

pub fn damaged_version(path: &str, version: &str) -> Diagnostic {
    Diagnostic::error(
        "K1056",
        Place::of_file(path),
        format!("this file of version {version} is not what was published"),
    )
    .help("take another version, or publish an earlier state of the site; the published folder is as it was")
}

pub fn foreign_destination(destination: &str) -> Diagnostic {
    Diagnostic::error("K1057", Place::of_file(destination), "what is published there was not made by kalends")
        .help("name another place, or take this one over with `--force`; files that are not ours are kept")
}

pub fn destination_is_no_folder(destination: &str) -> Diagnostic {
    Diagnostic::error("K1058", Place::of_file(destination), "the destination is not a folder").help("name a folder")
}

pub fn no_client(destination: &str) -> Diagnostic {
    Diagnostic::error(
        "K1059",
        Place::of_file(destination),
        "this kalends was built without the client for object stores, WebDAV and web servers",
    )
    .help("install it with `cargo install --path . --locked --features publish`; folders and ssh need no feature")
}

pub fn destination_refused(destination: &str, name: &str, reason: &str) -> Diagnostic {
    let file = if name.is_empty() { String::new() } else { format!(" at `{name}`") };
    Diagnostic::error("K1060", Place::of_file(destination), format!("publishing is broken off{file}: {reason}"))
        .help("put right what it says and run the same command again; it goes on where it stopped")
}

pub fn no_versions_there(destination: &str) -> Diagnostic {
    Diagnostic::error("K1061", Place::of_file(destination), "no versions are kept there")
        .help("publish an earlier state of the site instead; folders and servers reached by ssh keep versions")
}

pub fn nothing_approved() -> Diagnostic {
    Diagnostic::error("K1063", Place::of_file("approvals.yaml"), "no report is approved as it is, so none can be published")
        .help("`kalends status` shows what is missing, `kalends approve PERIOD --by NAME` approves; `--drafts` publishes drafts, marked as such")
}

pub fn ledger_not_written(reason: &str) -> Diagnostic {
    Diagnostic::error(
        "K1064",
        Place::of_file("ledger.jsonl"),
        format!("the pages are published and not recorded: {reason}"),
    )
    .help("mend the ledger or its permissions and run the same command again; it records what was published")
}

pub fn publishing_already(destination: &str) -> Diagnostic {
    Diagnostic::error("K1065", Place::of_file(destination), "another run is publishing this site at this moment")
        .help("let it end and run the same command again; one that hangs can be ended, readers have one whole version then too")
}

pub fn destination_too_long(destination: &str) -> Diagnostic {
    Diagnostic::error("K1066", Place::of_file(destination), "the name of the destination is too long for the file system")
        .help("take a shorter one: beside the folder lie its versions, under its name with `.kalends-versions.` before it; nothing was changed")
}

pub fn in_place_elsewhere(destination: &str) -> Diagnostic {
    Diagnostic::error("K1062", Place::of_file(destination), "`--in-place` is for folders")
        .help("leave it out; object stores are always written to file by file, and servers reached by ssh never")
}

// --- 10: trust: approvals, ledger, proof ---

pub fn approval_edited(place: Place, period: Period) -> Diagnostic {
    Diagnostic::error("K1001", place, format!("the sign-off of {period} was changed after it was given")).help(format!(
        "take it back from version control; or take it out, and `kalends approve {period} --by NAME` writes a new one"
    ))
}

/// Stands for the command line, where no file is at fault.
fn approve() -> Place {
    Place::of_file("kalends approve")
}

pub fn nothing_to_approve<'a>(period: Period, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::error("K1002", approve(), format!("there is no report of {period} to approve"))
        .help(format!("there are, newest first: {}; a page with `draft: true` is none", list(known)))
}

pub fn approve_with_warnings(period: Period, count: usize) -> Diagnostic {
    let warnings = if count == 1 { "a warning".to_owned() } else { format!("{count} warnings") };
    Diagnostic::error("K1003", approve(), format!("there is {warnings} on the reports of {period}"))
        .help("settle what is warned of, or say why they are approved all the same: `--anyway \"reason\"`")
}

pub fn approvals_not_extended() -> Diagnostic {
    Diagnostic::error("K1004", Place::of_file("approvals.yaml"), "the sign-off cannot be written behind the others")
        .help("let the file end with the list of `approvals:`, one sign-off below the other, each with `- ` before its first key")
}

pub fn no_name(written: &str) -> Diagnostic {
    Diagnostic::error("K1005", approve(), format!("`{}` is nobody's name", written.escape_debug()))
        .help("say who approves: `--by \"Anna Jensen\"`")
}

pub fn no_key(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("K1006", Place::of_file(file), format!("this is no key that can be used: {reason}"))
        .help("name a file that `minisign -G` wrote: the secret key to sign, the public one to check")
}

pub fn key_is_locked(file: &str) -> Diagnostic {
    Diagnostic::error("K1007", Place::of_file(file), "the key is locked with a password")
        .help("put the password into the variable KALENDS_SIGN_PASSWORD of the environment")
}

pub fn wrong_password(file: &str) -> Diagnostic {
    Diagnostic::error("K1026", Place::of_file(file), "the key does not open with this password")
        .help("put the key's password into the variable KALENDS_SIGN_PASSWORD of the environment; what is there is another one")
}

pub fn signature_is_not_of_the_key(place: Place, period: Period, reason: &str) -> Diagnostic {
    Diagnostic::error("K1008", place, format!("the signature on {period} is not one of this key: {reason}"))
        .help("ask who signed it, and approve again with `--sign KEY`")
}

pub fn no_reason_to_approve(written: &str) -> Diagnostic {
    Diagnostic::error("K1025", approve(), format!("`{}` is no reason that can be read", written.escape_debug()))
        .help("say why the reports may stand as they are: `--anyway \"The register was closed for a week\"`")
}

pub fn ledger_unreadable(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("K1021", place, format!("this is no line of a ledger: {reason}"))
        .help("take the file back from version control; only kalends writes into it")
}

pub fn ledger_broken(place: Place, line: u32) -> Diagnostic {
    let trusted = match line {
        0 | 1 => "no line of the file can be trusted".to_owned(),
        line => format!("lines 1 to {} still hold", line - 1),
    };
    Diagnostic::error(
        "K1022",
        place,
        "the line does not follow from the one before: it was changed, or one before it was taken out",
    )
    .help(format!("take the file back from version control; {trusted}"))
}

pub fn published_report_gone(line: u32, folder: &str) -> Diagnostic {
    let place = Place { line, column: 1, length: 1, ..Place::of_file("ledger.jsonl") };
    Diagnostic::warning("K1024", place, format!("the report {folder} was published and is not built any more")).help(
        "put its text and its snapshot back, and approve it where the site asks for that; readers have links to it",
    )
}

/// `others` is how many further reports were published with it.
pub fn published_metric_gone(line: u32, metric: &str, folder: &str, others: usize) -> Diagnostic {
    let place = Place { line, column: 1, length: 1, ..Place::of_file("ledger.jsonl") };
    let others = match others {
        0 => String::new(),
        1 => " and 1 more report".to_owned(),
        others => format!(" and {others} more reports"),
    };
    let message = format!("`{metric}` was published in {folder}{others}, and no metric has that id any more");
    Diagnostic::warning("K1027", place, message).help(
        "put it back into data/metrics.yaml; if it is gone for good or has a new id, publish: the ledger then records the \
         reports without it",
    )
}

/// A published figure as a report would show it now.
pub struct Otherwise<'a> {
    /// The folder of the report.
    pub report: &'a str,
    /// `builders (certified)`, in backticks.
    pub name: &'a str,
    pub period: Period,
    pub was: &'a str,
    pub now: &'a str,
    /// The further figures that the same line changes.
    pub others: usize,
    pub origin: Origin,
}

/// Where a figure that changed comes from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Stated,
    Computed,
    /// Nothing states it any more.
    Gone,
}

pub fn published_otherwise(place: Place, of: &Otherwise<'_>) -> Diagnostic {
    let Otherwise { report, name, period, was, now, others, origin } = *of;
    let others = match others {
        0 => String::new(),
        1 => ", and 1 more figure".to_owned(),
        count => format!(", and {count} more figures"),
    };
    let message =
        format!("{name} for {period} was published in {report} as {was}, and the report would now show {now}{others}");
    let restate =
        format!("restate it in a later snapshot, with `period: {period}` and a `reason`, which gives a notice");
    Diagnostic::error("K1023", place, message).help(match origin {
        Origin::Stated => format!("put {was} back here and {restate}"),
        Origin::Computed => "put back what it is computed from; a new way to compute it is a metric of its own".to_owned(),
        Origin::Gone => format!("put {was} back into its snapshot; a later one takes it back, with `period: {period}`, `withdrawn: true` and a `reason`"),
    })
}
