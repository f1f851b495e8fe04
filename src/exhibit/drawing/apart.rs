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

/// Each of `names` as `fit` makes it of its number, a name, and what has to stand behind that name; `None` where it has
/// no room at all.
pub fn told_apart<T>(names: &[&str], fit: impl Fn(usize, &str, &str) -> Option<Fit<T>>) -> Vec<Option<Fit<T>>> {
    let mut all: Vec<Option<Fit<T>>> = names.iter().enumerate().map(|(index, name)| fit(index, name, "")).collect();
    let every: Vec<usize> = (0..names.len()).collect();
    let mut open: Vec<(Vec<usize>, usize)> =
        alike(names, &all, &every).into_iter().map(|group| (group, usize::MAX)).collect();
    while let Some((mut group, tried)) = open.pop() {
        let shared = common(names, &group);
        if shared == tried {
            continue;
        }
        // One that is whole says what it is.
        group.retain(|index| is_cut(&all, *index));
        if let Some(begun) = with_beginning(names, &group, shared, &fit) {
            for (index, fit) in group.iter().zip(begun) {
                all[*index] = Some(fit);
            }
            continue;
        }
        // Words stay whole, unless the names differ in their ends, or the words are too long.
        for by_word in [true, false] {
            for index in &group {
                let name = format!("…{}", end_of(names[*index], shared, by_word));
                all[*index] = fit(*index, &name, "").map(|fit| Fit { whole: false, ..fit });
            }
            if alike(names, &all, &group).is_empty() {
                break;
            }
        }
        open.extend(alike(names, &all, &group).into_iter().map(|group| (group, shared)));
    }
    // The same wards of several hospitals: both ends of their names tell them apart.
    for index in still_alike(names, &all, &every) {
        if let Some(fit) = both_ends(names[index]).and_then(|name| fit(index, &name, "")) {
            all[index] = Some(Fit { whole: false, ..fit });
        }
    }
    // Not numbers, which are those of notes.
    for (index, letter) in still_alike(names, &all, &every).into_iter().zip(letters()) {
        if let Some(fit) = fit(index, names[index], &format!(" ({letter})")) {
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
fn still_alike<T>(names: &[&str], all: &[Option<Fit<T>>], among: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = alike(names, all, among).into_iter().flatten().collect();
    found.retain(|index| is_cut(all, *index));
    found.sort_unstable();
    found.dedup();
    found
}

fn is_cut<T>(all: &[Option<Fit<T>>], index: usize) -> bool {
    all[index].as_ref().is_some_and(|fit| !fit.whole)
}

/// Letters that are left of what names begin with, the most first.
const BEGINNINGS: [usize; 7] = [99, 10, 9, 8, 7, 6, 5];

/// The names of a group, each as the beginning that all of them share and what it does not share; `None` where there is no
/// room for that in one of them, or where they would still be alike.
fn with_beginning<T>(
    names: &[&str],
    group: &[usize],
    shared: usize,
    fit: impl Fn(usize, &str, &str) -> Option<Fit<T>>,
) -> Option<Vec<Fit<T>>> {
    let word = names[*group.first()?].get(..shared)?.split(' ').next()?;
    let letters = word.chars().count();
    BEGINNINGS.into_iter().filter(|most| *most == BEGINNINGS[0] || *most < letters).find_map(|most| {
        let begin: String = word.chars().take(most).collect();
        let one = |index: &usize| {
            let end = end_of(names[*index], shared, true);
            let is_word = names[*index].strip_suffix(end).is_some_and(|before| before.ends_with(' '));
            let name = format!("{begin}…{}{end}", if is_word { " " } else { "" });
            // Nothing would be left out.
            let is_shorter = name.chars().count() < names[*index].chars().count();
            fit(*index, &name, "").filter(|fit| fit.whole && is_shorter && !end.is_empty())
        };
        let all = group.iter().map(one).collect::<Option<Vec<Fit<T>>>>()?;
        let differ = all.iter().zip(group).enumerate().all(|(at, (fit, index))| {
            all.iter().zip(group).take(at).all(|(other, of)| other.name != fit.name || names[*of] == names[*index])
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
fn alike<T>(names: &[&str], all: &[Option<Fit<T>>], among: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let fit = |index: usize| all[index].as_ref().filter(|fit| !fit.name.is_empty());
    let could_be = |a: usize, b: usize| fit(a).zip(fit(b)).is_some_and(|(a, b)| is_begun(a, b) || is_begun(b, a));
    let shown = || among.iter().copied().filter(|index| fit(*index).is_some());
    for index in shown().filter(|index| is_cut(all, *index)) {
        match groups.iter_mut().find(|group| group.iter().any(|other| could_be(index, *other))) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    for group in &mut groups {
        let whole = shown().filter(|index| !is_cut(all, *index) && group.iter().any(|cut| could_be(*cut, *index)));
        group.extend(whole.collect::<Vec<usize>>());
    }
    let differ = |group: &Vec<usize>| group.iter().any(|index| names[*index] != names[group[0]]);
    groups.into_iter().filter(differ).collect()
}

/// Whether what is left of a name, which is cut at its end, could go on as the other one does.
fn is_begun<T>(cut: &Fit<T>, other: &Fit<T>) -> bool {
    let begun = cut.name.strip_suffix('…').filter(|begun| !cut.whole && !begun.is_empty());
    let is_longer = |begun: &&str| other.name.len() > begun.len() && other.name.starts_with(*begun);
    (!cut.whole && cut.name == other.name) || begun.filter(is_longer).is_some()
}

/// How many bytes all names of a group begin with alike.
fn common(names: &[&str], group: &[usize]) -> usize {
    let Some((first, others)) = group.split_first() else { return 0 };
    let with = |other: &usize| {
        let pairs = names[*first].chars().zip(names[*other].chars());
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
