//! Reports → the newest of a folder, where it leaves open what others of the folder say: when the next one comes, and
//! who answers.

use super::{Finding, Task};
use crate::base::place::Place;
use crate::diag::faults;
use crate::load::{Edition, Site};
use crate::model::calendar;

/// `tasks` are all reports of the site `inputs`; those of a folder follow each other by period.
pub fn findings<'a>(inputs: &'a Site, tasks: &[Task<'a>]) -> Vec<Finding> {
    let editions: Vec<Edition<'a>> = tasks.iter().filter_map(Task::edition).collect();
    let folders = editions.chunk_by(|a, b| a.series.path == b.series.path && a.member == b.member);
    // A text for each member stands in one file, which says it once.
    let first_members =
        folders.filter(|folder| folder.first().is_some_and(|edition| is_first_member(&editions, edition)));
    first_members.filter_map(|folder| of_folder(inputs, folder)).collect()
}

fn is_first_member(editions: &[Edition<'_>], edition: &Edition<'_>) -> bool {
    let first = editions.iter().find(|other| other.series.path == edition.series.path);
    first.is_some_and(|first| first.member == edition.member)
}

fn of_folder<'a>(inputs: &'a Site, editions: &[Edition<'a>]) -> Option<Finding> {
    let newest = editions.iter().max_by_key(|edition| (edition.vintage(), edition.period.grain()))?;
    let mut alike = editions.iter().filter(|other| other.period.grain() == newest.period.grain());
    let says_next = |edition: &Edition<'_>| edition.page.release.next.is_some();
    let says_contact = |edition: &Edition<'_>| edition.page.release.contact.is_some();
    // The day of the next report can stand only in the text of one period.
    let announced = calendar::after(&inputs.settings.releases, &newest.series.path, newest.period);
    let is_announced = announced.iter().any(|release| !release.is_cancelled());
    let lacks_next = newest.is_own && !is_announced && !says_next(newest) && alike.clone().any(says_next);
    let lacks_contact = inputs.contact(newest).is_none() && alike.any(says_contact);
    let place = Place::of_file(newest.page.file.clone());
    (lacks_next || lacks_contact).then(|| Finding {
        diagnostic: faults::release_left_open(place, newest.period, lacks_next, lacks_contact),
        period: Some(newest.period),
        series: newest.series.path.clone(),
        metric: None,
        section: None,
        acknowledged: None,
    })
}
