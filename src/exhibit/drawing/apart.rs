//! Names that have to be cut, so that those that differ still do.
//!
//! Of names that would be cut to the same, each loses what all of them begin with: `…nord`, `…syd` of two wards of one
//! hospital, behind as much of what they begin with as there is room for: `Anæstesi… Glostrup`. Where that is not enough,
//! both ends are left, `Bispebjerg… nord`, or they are numbered.

/// A name in the room it has, as it is drawn.
#[derive(Debug, Clone)]
pub struct Fit<T> {
    pub drawn: T,
    /// What is left of the name; readers tell names apart by it.
    pub name: String,
    /// Whether that is all of it.
    pub whole: bool,
}

/// Each of `names` as `fit` makes it of its number, a name, and what has to stand behind that name; `None` where it has
/// no room at all.
pub fn told_apart<T>(names: &[&str], fit: impl Fn(usize, &str, &str) -> Option<Fit<T>>) -> Vec<Option<Fit<T>>> {
    let mut all: Vec<Option<Fit<T>>> = names.iter().enumerate().map(|(index, name)| fit(index, name, "")).collect();
    let every: Vec<usize> = (0..names.len()).collect();
    let mut open: Vec<(Vec<usize>, usize)> =
        alike(names, &all, &every).into_iter().map(|group| (group, usize::MAX)).collect();
    while let Some((group, tried)) = open.pop() {
        let shared = common(names, &group);
        if shared == tried {
            continue;
        }
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
    for index in alike(names, &all, &every).into_iter().flatten() {
        if let Some(fit) = both_ends(names[index]).and_then(|name| fit(index, &name, "")) {
            all[index] = Some(Fit { whole: false, ..fit });
        }
    }
    for (index, number) in alike(names, &all, &every).into_iter().flatten().zip(1..) {
        if let Some(numbered) = fit(index, names[index], &format!(" ({number})")) {
            all[index] = Some(Fit { whole: false, ..numbered });
        }
    }
    all
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

/// Those of `among` that differ and are cut to the same, together.
fn alike<T>(names: &[&str], all: &[Option<Fit<T>>], among: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for index in among {
        let Some(fit) = all[*index].as_ref().filter(|fit| !fit.whole) else { continue };
        match groups.iter_mut().find(|(name, _)| *name == fit.name) {
            Some((_, group)) => group.push(*index),
            None => groups.push((&fit.name, vec![*index])),
        }
    }
    let differ = |group: &Vec<usize>| group.iter().any(|index| names[*index] != names[group[0]]);
    groups.into_iter().map(|(_, group)| group).filter(differ).collect()
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
            Some(Fit { drawn: (), name, whole })
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
    fn names_that_cannot_be_told_apart_by_what_is_left_are_numbered() {
        // Cut where they differ, two of one pair look like two of the other.
        let ends = ["Alpha ward x", "Alpha ward y", "Betas ward x", "Betas ward y"];
        assert_eq!(told(&ends, 6), ["A… (1)", "A… (2)", "B… (3)", "B… (4)"]);
        // The same name twice is the same thing twice.
        assert_eq!(told(&["Alpha ward", "Alpha ward"], 6), ["Alpha…", "Alpha…"]);
    }
}
