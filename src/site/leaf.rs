//! A page in the making: its path, its language, and the month whose knowledge it shows.

use std::sync::Arc;

use serde::Serialize;

use super::plan::State;
use super::{Set, Site, VERSION, metric_path, view};
use crate::base::address;
use crate::base::digest::in_groups;
use crate::base::inline::{Inline, escaped};
use crate::compute::{Figure, Kept, Known};
use crate::diag::Diagnostic;
use crate::exhibit::table;
use crate::l10n::wording::Wording;
use crate::l10n::{self, Words, phrases, words};
use crate::model::language::Language;
use crate::model::settings::{Robots, Source};

#[derive(Clone, Copy)]
pub struct Leaf<'a> {
    pub site: &'a Site<'a>,
    /// Its path in the output.
    pub path: &'a str,
    pub wording: Wording<'a>,
    /// Where figures are kept that were made for the page.
    pub kept: Option<&'a Arc<Kept>>,
}

/// What a page says of itself in its head and foot.
pub struct Head {
    pub kind: &'static str,
    pub state: State,
    pub title: String,
    pub description: Option<String>,
    pub cite: Option<String>,
    pub downloads: Vec<view::Download>,
    pub dataset: Option<String>,
    pub previous: Option<view::Link>,
    pub next: Option<view::Link>,
}

/// A file beside the page that readers take along.
pub struct File {
    /// `2018-02.xlsx`.
    pub name: String,
    pub format: &'static str,
    /// The type as servers name it.
    pub media: &'static str,
    /// What it holds.
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Head {
    pub fn new(kind: &'static str, title: impl Into<String>) -> Head {
        Head {
            kind,
            state: State::Final,
            title: title.into(),
            description: None,
            cite: None,
            downloads: Vec::new(),
            dataset: None,
            previous: None,
            next: None,
        }
    }
}

impl<'a> Leaf<'a> {
    /// The same, with every figure kept that is made for the page.
    pub fn kept_in(self, kept: &'a Arc<Kept>) -> Leaf<'a> {
        let known = self.wording.known.kept_in(Some(kept));
        Leaf { wording: Wording { known, ..self.wording }, kept: Some(kept), ..self }
    }

    pub fn language(&self) -> Language {
        self.wording.language
    }

    pub fn words(&self) -> &'static Words {
        words(self.language())
    }

    pub fn known(&self) -> Known<'a> {
        self.wording.known
    }

    /// The link from the page to a path of the output.
    pub fn to(&self, path: &str) -> String {
        address::relative(self.path, path)
    }

    pub fn link(&self, text: impl Into<String>, path: &str) -> view::Link {
        view::Link { text: text.into(), href: self.to(path) }
    }

    /// The link from the page to the row of a figure on its metric's page, or to that page if it has no such row.
    pub fn row_of(&self, figure: &Figure) -> String {
        let page = self.to(&metric_path(&figure.metric));
        let Some(latest) = self.site.latest() else { return page };
        let known = self.site.known();
        let last = known.period_shown(&figure.metric, latest);
        let listed = figure.period.grain() == last.grain()
            && known.first_period(&figure.metric).is_some_and(|first| first <= figure.period && figure.period <= last);
        if listed { format!("{page}#p{}", figure.period) } else { page }
    }

    /// The title of a page: its name, then the site's: "Revisions – Monthly status".
    pub fn title(&self, name: &str) -> String {
        format!("{name} – {}", self.site_title())
    }

    pub fn site_title(&self) -> &'a str {
        self.site.settings().title.get(self.language())
    }

    pub fn organisation(&self) -> Option<&'a str> {
        self.site.settings().organisation.as_ref().map(|text| text.get(self.language()))
    }

    /// A source, and whom to ask about it.
    pub fn source(&self, source: &Source) -> Inline {
        let contact = source.contact.as_ref().map(|contact| contact.get(self.language()));
        let contact = contact.map_or(String::new(), |contact| format!("; {}: {contact}", self.words().contact));
        let name = self.name_of(source);
        Inline { html: format!("{}{}", name.html, escaped(&contact)), text: format!("{}{contact}", name.text) }
    }

    /// The name of a source, which leads to its page where that is known.
    pub fn name_of(&self, source: &Source) -> Inline {
        let name = Inline::plain(source.label.get(self.language()));
        match &source.url {
            Some(url) => Inline { html: format!(r#"<a href="{}">{}</a>"#, escaped(url), name.html), ..name },
            None => name,
        }
    }

    /// Writes a file beside the page.
    pub fn write_beside(&self, name: &str, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        let path = address::beside(self.path, name);
        match self.embargo().filter(|_| address::has_ending(name, &["csv"])) {
            // A row that is copied takes the mark along.
            Some(mark) => {
                let language = self.language();
                self.site.write(&path, &table::with_column(bytes, self.words().embargo, &mark, language))
            }
            None => self.site.write(&path, bytes),
        }
    }

    /// That the page is under embargo, and until when, where it says so.
    pub fn embargo(&self) -> Option<String> {
        self.site.embargo(self.path).map(|until| l10n::embargoed(until, self.language()))
    }

    /// What every page has. `part` is the path of the menu's entry that the page belongs to.
    pub fn page(&self, part: &str, head: Head) -> view::Page {
        let (settings, language) = (self.site.settings(), self.language());
        let embargo = self.embargo();
        let page = view::Page {
            title: head.title,
            description: head.description,
            organisation: self.organisation().map(str::to_owned),
            logo: settings.theme.logo.as_ref().map(|(logo, _)| view::Logo {
                src: self.to(logo),
                dark: settings.theme.logo_dark.as_ref().map(|(logo, _)| self.to(logo)),
            }),
            root: address::to_root(self.path),
            canonical: self.site.address_of(self.path),
            listed: settings.robots == Robots::Allow && head.state != State::Draft && embargo.is_none(),
            embargo,
            dataset: head.dataset,
            feed: settings.base_url.as_ref().and(self.site.latest()).map(|_| self.to("feed.xml")),
            menu: self.menu(part),
            footer: view::Footer {
                text: settings.theme.footer.as_ref().map(|text| text.get(language).to_owned()),
                built_by: phrases::built_by(VERSION, self.site.inputs.files.len(), language),
                checksum: self.site.checksum.clone(),
                ledger: self.site.prepared.ledger_line(address::folder(self.path)).map(|(number, hash)| {
                    view::LedgerLine { name: phrases::ledger_line(number, language), hash: in_groups(hash, 5) }
                }),
                manifest: self.to("manifest.json"),
                revisions: self.to("revisions/index.html"),
                cite: head.cite,
                downloads: head.downloads,
            },
            previous: head.previous,
            next: head.next,
            ..view::Page::bare(head.kind, head.state, language, self.site_title().to_owned())
        };
        match self.site.set {
            Set::Detached(detached) => detached.page(page, self.path),
            Set::Whole | Set::Compared => page,
        }
    }

    fn menu(&self, part: &str) -> Vec<view::MenuItem> {
        let words = self.words();
        let parts = [
            (words.reports, "index.html"),
            (words.figures, "metrics/index.html"),
            (words.revisions, "revisions/index.html"),
            (words.search, "search/index.html"),
        ];
        let item =
            |(text, to): (&str, &str)| view::MenuItem { text: text.to_owned(), href: self.to(to), current: to == part };
        parts.into_iter().map(item).collect()
    }

    /// Renders `template` with the page and its view, which the template calls `name`, and writes the page.
    pub fn write<T: Serialize>(
        &self,
        template: &str,
        page: &view::Page,
        name: &'static str,
        view: &T,
    ) -> Result<(), Vec<Diagnostic>> {
        let html = self.site.templates.render(template, page, self.language(), name, view)?;
        self.site.write(self.path, html.as_bytes())
    }
}
