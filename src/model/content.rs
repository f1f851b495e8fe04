//! What is written: the narrative of reports, the standing narrative, pages that belong to no period.

use std::sync::Arc;

use crate::base::period::{Grain, Period};
use crate::base::place::Place;
use crate::model::embargo::Moment;
use crate::model::language::Language;
use crate::model::{Date, Text};

/// A folder of `content/`: the reports in it, and its other pages.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Path of the folder below `content/`; empty for the site's own series.
    pub path: String,
    /// `_index.md`: the folder's title and landing text.
    pub index: Option<Arc<Page>>,
    /// `_report.md`: the narrative of every snapshot month without a file of its own.
    pub standing: Option<Arc<Page>>,
    /// Reports with a narrative of their own, in period order.
    pub reports: Vec<(Period, Arc<Page>)>,
    /// Everything else, by `order`, then by file name.
    pub pages: Vec<Arc<Page>>,
    /// The dimension whose members each have reports of their own here; `None`: the reports are of the whole.
    pub for_each: Option<String>,
}

impl Series {
    /// Its title, or the name of its folder.
    pub fn title(&self) -> String {
        let title = self.index.as_ref().and_then(|index| index.title.as_ref()).map(|title| title.text.clone());
        title.unwrap_or_else(|| self.path.rsplit('/').next().unwrap_or_default().to_owned())
    }

    /// The text of a month's report: its own, or the standing one where that stands in. Of a longer period only its own.
    pub fn text_of(&self, period: Period) -> Option<&Arc<Page>> {
        let is_month = period.grain() == Grain::Month;
        let standing = || self.standing.as_ref().filter(|page| is_month && page.stands_in(period));
        self.own_text_of(period).or_else(standing)
    }

    /// The text that a report has for itself.
    pub fn own_text_of(&self, period: Period) -> Option<&Arc<Page>> {
        let index = self.reports.binary_search_by_key(&period, |(other, _)| *other).ok()?;
        self.reports.get(index).map(|(_, page)| page)
    }

    /// Whether one of its reports is a draft.
    pub fn has_drafts(&self) -> bool {
        self.standing.iter().chain(self.reports.iter().map(|(_, page)| page)).any(|page| page.draft)
    }

    /// Who answers for its reports, as its `_index.md` says.
    pub fn contact(&self) -> Option<&Contact> {
        self.index.as_ref().and_then(|index| index.release.contact.as_ref())
    }

    /// How good its figures are, and how they are made.
    pub fn quality(&self) -> Option<&Arc<Page>> {
        self.pages.iter().find(|page| page.is_quality_statement())
    }

    /// The language of its pages that name none; `None`: the site's.
    pub fn language(&self) -> Option<Language> {
        self.index.as_ref().and_then(|index| index.language)
    }
}

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Page {
    /// Path from the site's folder.
    pub file: Arc<str>,
    /// The last part of its address, without an ending.
    pub slug: String,
    pub title: Option<Written>,
    pub summary: Option<Written>,
    /// The metrics of its tiles; `None` takes those of the settings.
    pub key_figures: Option<Vec<(String, Place)>>,
    pub draft: bool,
    /// The last month of its quarter or year, as long as that is not over: until then it is a draft, too.
    pub waits_for: Option<Period>,
    pub language: Option<Language>,
    pub order: i32,
    /// The template's path below `templates/`, in place of the usual one.
    pub template: Option<(String, Place)>,
    /// The dimension whose members the reports of its folder are made for.
    pub for_each: Option<(String, Place)>,
    /// Of a standing narrative, the first and the last period whose months it makes reports of; `None`: it has no bound.
    pub from: Option<(Period, Place)>,
    pub to: Option<(Period, Place)>,
    /// Why its text is another one than in reports that are published, as those reports tell it.
    pub edition: Option<String>,
    /// Whether the page before stays readable where a new edition takes its place.
    pub keep_edition: bool,
    /// Where that is said.
    pub keep_edition_place: Option<Place>,
    /// Folders of the output at which readers found it before: `about`. Each keeps its place.
    pub moved_from: Vec<(String, Place)>,
    pub release: Release,
    /// Of a page of no period: the day as of which it holds.
    pub updated: Option<Date>,
    /// The whole file, byte for byte.
    pub text: Arc<str>,
    /// Where the narrative begins in `text`, after the front matter.
    pub body: usize,
    /// The front matter as far as it decides what the page says: without comments and layout, by key.
    pub front: String,
}

/// What readers are told of when a report came out, and who answers for it.
#[derive(Debug, Clone, Default)]
pub struct Release {
    pub published: Option<Date>,
    pub published_place: Option<Place>,
    /// When the report after it comes out.
    pub next: Option<Date>,
    pub next_place: Option<Place>,
    /// Nobody but its early readers sees it before.
    pub not_before: Option<(Moment, Place)>,
    /// Who sees it before that.
    pub early_readers: Vec<String>,
    pub contact: Option<Contact>,
}

/// Who answers for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub name: Text,
    /// The address of a mailbox: `status@example.org`.
    pub email: Option<String>,
    pub place: Place,
}

impl Contact {
    /// As readers see it: "The data office, status@example.org".
    pub fn text(&self, language: Language) -> String {
        let name = self.name.get(language);
        self.email.as_ref().map_or_else(|| name.to_owned(), |email| format!("{name}, {email}"))
    }

    /// Where a link of it leads. The signs that an address may have mean nothing else in a link.
    pub fn href(&self) -> Option<String> {
        self.email.as_ref().map(|email| format!("mailto:{email}"))
    }
}

impl Page {
    /// Whether it says how good the figures of its folder are, and how they are made: `quality.md`.
    pub fn is_quality_statement(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').is_some_and(|(stem, _)| stem == "quality")
    }

    /// What a report that is made of it says by it: changes of anything else in the file change no report.
    pub fn told(&self) -> String {
        format!("{}\n{}", self.front, self.body_text())
    }

    /// The narrative as its author wrote it.
    pub fn body_text(&self) -> &str {
        self.text.get(self.body..).unwrap_or_default()
    }

    /// Whether a standing narrative makes the report of a month that has no text of its own.
    pub fn stands_in(&self, month: Period) -> bool {
        self.bound_before(month).is_none()
    }

    /// The key and the period of the bound beyond which a month lies; `None` where it is within both.
    pub fn bound_before(&self, month: Period) -> Option<(&'static str, Period)> {
        let from = self.from.as_ref().map(|(from, _)| *from).filter(|from| month < from.first_month());
        let to = self.to.as_ref().map(|(to, _)| *to).filter(|to| to.last_month() < month);
        from.map(|from| ("from", from)).or(to.map(|to| ("to", to)))
    }
}

/// A text of the front matter that may hold references, and where it stands.
#[derive(Debug, Clone)]
pub struct Written {
    pub text: String,
    pub place: Place,
}
