//! Names that have to be cut, so that those that differ still do.
//!
//! Of names that would be cut to the same, each loses what all of them begin with: `…nord`, `…syd` of two wards of one
//! hospital, behind as much of what they begin with as there is room for: `Anæstesi… Glostrup`. Where that is not enough,
//! both ends are left, `Bispebjerg… nord`, or a letter stands behind each. A name that is cut where another one goes on
//! may be that one, too.

/// A name in the room it has, as it is drawn.
#[derive(Debug, Clone)]
pub struct Fit<T> {
    pub drawn: T,
    /// What is left of the name; readers tell names apart by it.
    pub name: String,
    /// Whether that is all of it.
    pub whole: bool,
    /// What stands behind it where nothing that is left tells it from others: `a` of `Alph… (a)`.
    pub letter: Option<String>,
}

/// A name that a drawing does not have in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    pub name: String,
    /// What stands for the rest of it in the drawing.
    pub letter: Option<String>,
}

impl Cut {
    /// `(a) Alpha ward`: the name in full, behind what the drawing has for it.
    pub fn in_full(&self) -> String {
        self.letter.iter().map(|letter| format!("({letter}) ")).chain([self.name.clone()]).collect()
    }
}

/// Names, each with its number.
type Group<'n> = Vec<(usize, &'n str)>;

/// Each of `names` as `fit` makes it of its number, a name, and what has to stand behind that name; `None` where it has
/// no room at all.
#[expect(clippy::indexing_slicing, reason = "a group has the numbers of names, and each name has a fit or none")]
pub fn told_apart<T>(names: &[&str], fit: impl Fn(usize, &str, &str) -> Option<Fit<T>>) -> Vec<Option<Fit<T>>> {
    let mut all: Vec<Option<Fit<T>>> = names.iter().enumerate().map(|(index, name)| fit(index, name, "")).collect();
    let every: Group<'_> = names.iter().copied().enumerate().collect();
    let mut open: Vec<(Group<'_>, usize)> = alike(&all, &every).into_iter().map(|group| (group, usize::MAX)).collect();
    while let Some((mut group, tried)) = open.pop() {
        let shared = common(&group);
        if shared == tried {
            continue;
        }
        // One that is whole says what it is.
        group.retain(|(index, _)| is_cut(&all, *index));
        if let Some(begun) = with_beginning(&group, shared, &fit) {
            for ((index, _), fit) in group.iter().zip(begun) {
                all[*index] = Some(fit);
            }
            continue;
        }
        // Words stay whole, unless the names differ in their ends, or the words are too long.
        for by_word in [true, false] {
            for (index, name) in &group {
                let name = format!("…{}", end_of(name, shared, by_word));
                all[*index] = fit(*index, &name, "").map(|fit| Fit { whole: false, ..fit });
            }
            if alike(&all, &group).is_empty() {
                break;
            }
        }
        open.extend(alike(&all, &group).into_iter().map(|group| (group, shared)));
    }
    // The same wards of several hospitals: both ends of their names tell them apart.
    for (index, name) in still_alike(&all, &every) {
        if let Some(fit) = both_ends(name).and_then(|name| fit(index, &name, "")) {
            all[index] = Some(Fit { whole: false, ..fit });
        }
    }
    // Not numbers, which are those of notes.
    for ((index, name), letter) in still_alike(&all, &every).into_iter().zip(letters()) {
        if let Some(fit) = fit(index, name, &format!(" ({letter})")) {
            all[index] = Some(Fit { whole: false, letter: Some(letter), ..fit });
        }
    }
    all
}

/// `a`, `b`, … `z`, `aa`, `ab`, …
fn letters() -> impl Iterator<Item = String> {
    let of = |before: String| ('a'..='z').map(move |letter| format!("{before}{letter}"));
    of(String::new()).chain(('a'..='z').flat_map(move |before| of(before.to_string())))
}

/// The names that are cut and could each be another one, in their order.
fn still_alike<'n, T>(all: &[Option<Fit<T>>], among: &[(usize, &'n str)]) -> Group<'n> {
    let mut found: Group<'_> = alike(all, among).into_iter().flatten().collect();
    found.retain(|(index, _)| is_cut(all, *index));
    found.sort_unstable();
    found.dedup();
    found
}

fn fit_of<T>(all: &[Option<Fit<T>>], index: usize) -> Option<&Fit<T>> {
    all.get(index)?.as_ref()
}

fn is_cut<T>(all: &[Option<Fit<T>>], index: usize) -> bool {
    fit_of(all, index).is_some_and(|fit| !fit.whole)
}

/// Letters that are left of what names begin with, the most first.
const BEGINNINGS: [usize; 7] = [WHOLE_WORD, 10, 9, 8, 7, 6, 5];

/// As many as a whole word may have.
const WHOLE_WORD: usize = 99;

/// The names of a group, each as the beginning that all of them share and what it does not share; `None` where there is no
/// room for that in one of them, or where they would still be alike.
fn with_beginning<T>(
    group: &[(usize, &str)],
    shared: usize,
    fit: impl Fn(usize, &str, &str) -> Option<Fit<T>>,
) -> Option<Vec<Fit<T>>> {
    let (_, first) = group.first()?;
    let word = first.get(..shared)?.split(' ').next()?;
    let letters = word.chars().count();
    BEGINNINGS.into_iter().filter(|most| *most == WHOLE_WORD || *most < letters).find_map(|most| {
        let begin: String = word.chars().take(most).collect();
        let one = |(index, name): &(usize, &str)| {
            let end = end_of(name, shared, true);
            let is_word = name.strip_suffix(end).is_some_and(|before| before.ends_with(' '));
            let begun = format!("{begin}…{}{end}", if is_word { " " } else { "" });
            // Nothing would be left out.
            let is_shorter = begun.chars().count() < name.chars().count();
            fit(*index, &begun, "").filter(|fit| fit.whole && is_shorter && !end.is_empty())
        };
        let all = group.iter().map(one).collect::<Option<Vec<Fit<T>>>>()?;
        let differ = all.iter().zip(group).enumerate().all(|(at, (fit, (_, name)))| {
            all.iter().zip(group).take(at).all(|(other, (_, of))| other.name != fit.name || of == name)
        });
        differ.then(|| all.into_iter().map(|fit| Fit { whole: false, ..fit }).collect())
    })
}

/// The first word of a name and its last: `Bispebjerg… nord`; `None` where it has no others.
fn both_ends(name: &str) -> Option<String> {
    let mut words = name.split_whitespace();
    let (first, last) = (words.next()?, words.next_back()?);
    words.next().map(|_| format!("{first}… {last}"))
}

/// Those of `among` that differ, and of which one is cut to what could be another one, together.
fn alike<'n, T>(all: &[Option<Fit<T>>], among: &[(usize, &'n str)]) -> Vec<Group<'n>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let fit = |index: usize| fit_of(all, index).filter(|fit| !fit.name.is_empty());
    let could_be = |a: usize, b: usize| fit(a).zip(fit(b)).is_some_and(|(a, b)| is_begun(a, b) || is_begun(b, a));
    let shown = || among.iter().copied().filter(|(index, _)| fit(*index).is_some());
    for named in shown().filter(|(index, _)| is_cut(all, *index)) {
        match groups.iter_mut().find(|group| group.iter().any(|(other, _)| could_be(named.0, *other))) {
            Some(group) => group.push(named),
            None => groups.push(vec![named]),
        }
    }
    for group in &mut groups {
        let is_like = |index: usize| group.iter().any(|(cut, _)| could_be(*cut, index));
        let whole: Group<'_> = shown().filter(|(index, _)| !is_cut(all, *index) && is_like(*index)).collect();
        group.extend(whole);
    }
    let differ =
        |group: &Group<'_>| group.iter().any(|(_, name)| group.first().is_some_and(|(_, first)| first != name));
    groups.into_iter().filter(differ).collect()
}

/// Whether what is left of a name, which is cut at its end, could go on as the other one does.
fn is_begun<T>(cut: &Fit<T>, other: &Fit<T>) -> bool {
    let begun = cut.name.strip_suffix('…').filter(|begun| !cut.whole && !begun.is_empty());
    let is_longer = |begun: &&str| other.name.len() > begun.len() && other.name.starts_with(*begun);
    (!cut.whole && cut.name == other.name) || begun.filter(is_longer).is_some()
}

/// How many bytes all names of a group begin with alike.
fn common(group: &[(usize, &str)]) -> usize {
    let Some(((_, first), others)) = group.split_first() else { return 0 };
    let with = |(_, other): &(usize, &str)| {
        let pairs = first.chars().zip(other.chars());
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    others.iter().map(with).min().unwrap_or(0)
}

/// What is left of a name behind what it shares with others: from the word on in which it differs, or from the letter.
fn end_of(name: &str, shared: usize, by_word: bool) -> &str {
    let begun = name.get(..shared).unwrap_or(name);
    let word = begun.rfind(' ').map_or(0, |space| space + 1);
    let rest = name.len().saturating_sub(shared);
    let is_short = shared - word > rest;
    // Of a name that is what another one begins with, the last word is left.
    let from = if rest > 0 && (is_short || !by_word) { shared } else { word };
    name.get(from..).unwrap_or(name).trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of at most `room` letters, as `shorten` cuts them.
    fn told(names: &[&str], room: usize) -> Vec<String> {
        let fit = |_: usize, name: &str, behind: &str| {
            let whole = name.chars().count() + behind.chars().count() <= room;
            let kept: String = name.chars().take(room.saturating_sub(behind.chars().count() + 1)).collect();
            let name = if whole { format!("{name}{behind}") } else { format!("{}…{behind}", kept.trim_end()) };
            Some(Fit { drawn: (), name, whole, letter: None })
        };
        let all = told_apart(names, fit);
        all.into_iter().map(|fit| fit.map_or_else(String::new, |fit| fit.name)).collect()
    }

    #[test]
    fn names_that_are_cut_to_the_same_lose_what_they_begin_with() {
        assert_eq!(told(&["Ward north", "Ward south", "Clinic"], 6), ["…north", "…south", "Clinic"]);
        assert_eq!(told(&["Ward north", "Ward south", "Clinic"], 8), ["Ward no…", "Ward so…", "Clinic"]);
        assert_eq!(told(&["Ward north", "Clinic"], 6), ["Ward…", "Clinic"]);
        // Those that are still alike lose more.
        let four = ["Bispebjerg A nord", "Bispebjerg B nord", "Bispebjerg A syd", "Bispebjerg B syd"];
        assert_eq!(told(&four, 8), ["…A nord", "…B nord", "…A syd", "…B syd"]);
        let deep = ["Hospital ward one east", "Hospital ward one west", "Hospital ward two"];
        assert_eq!(told(&deep, 10), ["…one east", "…one west", "…two"]);
        assert_eq!(told(&deep, 6), ["…east", "…west", "…two"]);
    }

    #[test]
    fn names_keep_as_much_of_their_beginning_as_there_is_room_for() {
        let wards = ["Anæstesiologisk Afdeling, Glostrup", "Anæstesiologisk Afdeling, Blegdamsvej", "Urologi"];
        assert_eq!(told(&wards, 23), ["Anæstesiol… Glostrup", "Anæstesiol… Blegdamsvej", "Urologi"]);
        assert_eq!(told(&wards, 18), ["Anæst… Glostrup", "Anæst… Blegdamsvej", "Urologi"]);
        assert_eq!(told(&wards, 14), ["…Glostrup", "…Blegdamsvej", "Urologi"]);
    }

    #[test]
    fn names_that_begin_and_end_alike_keep_both_ends() {
        let wards =
            ["Bispebjerg Hospital, nord", "Bispebjerg Hospital, syd", "Herlev Hospital, nord", "Herlev Hospital, syd"];
        assert_eq!(told(&wards, 17), ["Bispebjerg… nord", "Bispebjerg… syd", "Herlev… nord", "Herlev… syd"]);
    }

    #[test]
    fn long_words_are_cut_where_they_differ() {
        assert_eq!(told(&["Anæstesiologi1", "Anæstesiologi2"], 6), ["…1", "…2"]);
        let long = ["Afdelingerneforkirurgi i nord", "Afdelingerneformedicin i syd"];
        assert_eq!(told(&long, 10), ["…kirurgi…", "…medicin…"]);
        // One is the beginning of the other.
        assert_eq!(told(&["Hospital North", "Hospital North annex"], 11), ["…North", "…North ann…"]);
    }

    #[test]
    fn names_that_cannot_be_told_apart_by_what_is_left_have_letters() {
        // Cut where they differ, two of one pair look like two of the other.
        let ends = ["Alpha ward x", "Alpha ward y", "Betas ward x", "Betas ward y"];
        assert_eq!(told(&ends, 6), ["A… (a)", "A… (b)", "B… (c)", "B… (d)"]);
        // The same name twice is the same thing twice.
        assert_eq!(told(&["Alpha ward", "Alpha ward"], 6), ["Alpha…", "Alpha…"]);
    }

    #[test]
    fn a_cut_name_that_begins_like_another_is_told_from_it() {
        // Values of several lengths leave names several rooms.
        let names = ["Mænd under 30 år, løst ansat", "Mænd under 30 år, fast ansat", "Mænd"];
        let fit = |index: usize, name: &str, behind: &str| {
            let room = [17, 11, 17][index];
            let whole = name.chars().count() + behind.chars().count() <= room;
            let kept: String = name.chars().take(room.saturating_sub(behind.chars().count() + 1)).collect();
            let name = if whole { format!("{name}{behind}") } else { format!("{}…{behind}", kept.trim_end()) };
            Some(Fit { drawn: (), name, whole, letter: None })
        };
        let told: Vec<String> = told_apart(&names, fit).into_iter().flatten().map(|fit| fit.name).collect();
        assert_eq!(told, ["…løst ansat", "…fast ansat", "Mænd"]);
        let cut = Cut { name: "Mænd under 30 år".to_owned(), letter: Some("b".to_owned()) };
        assert_eq!(cut.in_full(), "(b) Mænd under 30 år");
        assert_eq!(letters().nth(27).as_deref(), Some("ab"));
    }
}
