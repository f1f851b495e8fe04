//! What the settings of the site said on a page, held against what they say now.

use super::causes::TITLE_OF_FOLDER;
use super::compare::{Found, Now, stands_otherwise};
use super::record::sources_of;
use super::told::Told;
use crate::base::place::Place;
use crate::model::ledger::{Change, What};

impl Now<'_> {
    /// What the settings of the site say on the page.
    pub(super) fn compare_settings(&self, told: &Told<'_>, found: &mut Found) {
        let language = self.wording.language;
        // Of what is not said on the newest page, the last page that said it counts.
        let changed = told.said_last.iter().filter_map(|(key, last)| {
            let newest = told.settings.and_then(|said| said.get(*key)).map_or(*last, String::as_str);
            let was = if newest.is_empty() { *last } else { newest };
            let now = self.setting(told, key, was)?;
            // A metric may have a new id.
            let is_same = |was: &str| was == now || *key == "key_figures" && told.in_ids_of_now(was) == now;
            (!is_same(newest) && !is_same(was)).then_some((*key, was, now))
        });
        for (key, was, now) in changed {
            let (key, source) = key.split_once(' ').map_or((key, None), |(key, source)| (key, Some(source)));
            let texts = |of: &dyn Fn(&str) -> String| (Some(of(was)), Some(of(now)));
            let (what, (was, now)) = match key {
                "key_figures" => (What::Tiles, texts(&|ids| self.labels(&told.in_ids_of_now(ids)))),
                "history" if told.settings.and_then(|was| was.get("periods")) == self.said.get("periods") => continue,
                "history" => (What::History, texts(&str::to_owned)),
                "fiscal_year_start" => (What::YearStart, texts(&str::to_owned)),
                "language" => (What::Language, texts(&str::to_owned)),
                "organisation" => (What::Organisation, texts(&str::to_owned)),
                // Where nobody was named, somebody may be.
                "contact" if was.is_empty() => continue,
                "contact" => (What::Contact, texts(&str::to_owned)),
                "sources" => (What::SourceLabel, texts(&str::to_owned)),
                "order" if stands_otherwise(&told.order_of_now(was), now) => (What::Order, (None, None)),
                // Days may be said later, not otherwise.
                "published" | "next" if was.is_empty() => continue,
                // The title of the folder belongs to the text, and so does what the front matter says of the release.
                "series" | "published" | "next" | "early_readers" => (What::Text, (None, None)),
                _ => continue,
            };
            let written = |text: Option<String>| text.filter(|text| !text.is_empty());
            let reason = match what {
                What::Text => self.new_edition(told).map(str::to_owned),
                what => {
                    let reason = self.site.changed.get(what.word()).map(|reason| reason.get(language));
                    let reason = reason.filter(|reason| !told.was_said(what, source, reason));
                    // A text may say itself in which language it is, and who answers for it.
                    let is_said_there = matches!(what, What::Language | What::Contact);
                    reason.or_else(|| self.new_edition(told).filter(|_| is_said_there)).map(str::to_owned)
                }
            };
            let label = if what == What::SourceLabel { now.clone().unwrap_or_default() } else { String::new() };
            let place = self.site.places.get(key).cloned().unwrap_or_else(|| Place::of_file("kalends.yaml"));
            let place = match what {
                What::Text => self.page.as_ref().map_or(place, |(_, place)| place.clone()),
                What::Contact => {
                    let of_text = self.contact.filter(|contact| contact.place.file != place.file);
                    of_text.map_or(place, |contact| contact.place.clone())
                }
                _ => place,
            };
            let change = Change {
                what,
                metric: source.map(str::to_owned),
                label,
                was: written(was),
                now: written(now),
                made_from: None,
                reason: reason.unwrap_or_default(),
            };
            match (key, &self.around) {
                ("series", Some(around)) => found.add_of(told, change, TITLE_OF_FOLDER.to_owned(), &around.title),
                _ => found.add(told, change, &place),
            }
        }
    }

    /// What a setting says on the page now; `None` where that does not say it. What a source is called is asked where it
    /// `was` called otherwise, as long as the page names it.
    fn setting<'s>(&'s self, told: &Told<'_>, key: &str, was: &str) -> Option<&'s str> {
        let Some(source) = key.strip_prefix("sources ") else { return self.said.get(key).map(String::as_str) };
        let label = self.site.sources.get(source)?.label.get(self.wording.language);
        if label == was {
            return Some(label);
        }
        let known = self.wording.known;
        let mut told = told.values.keys().map(|(id, period, cell)| self.figure(id, cell, *period));
        let mut history = self.figures.into_iter().flat_map(|all| all.metrics.values()).flat_map(|of| &of.history);
        let names = |figure: &crate::compute::Figure| sources_of(known, figure) == Some(source);
        (told.any(|figure| names(&figure)) || history.any(|figure| names(figure))).then_some(label)
    }
}
