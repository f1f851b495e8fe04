//! What kalends.yaml says about the whole site.

use indexmap::IndexMap;

use crate::base::place::Place;
use crate::model::Text;
use crate::model::calendar::Announced;
use crate::model::content::Contact;
use crate::model::language::Language;

/// The settings of a site; product.md names the defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    pub title: Text,
    pub organisation: Option<Text>,
    /// Who answers for the reports whose folder and text name nobody else.
    pub contact: Option<Contact>,
    pub language: Language,
    /// Where the site is served, with a `/` at its end; `None`: only links within the site are known.
    pub base_url: Option<String>,
    /// Whether search engines may list the pages.
    pub robots: Robots,
    /// The month in which a year begins, 1 to 12.
    pub fiscal_year_start: i32,
    /// Periods that a chart looks back.
    pub history: usize,
    pub numbered_headings: bool,
    pub raw_html: RawHtml,
    /// Each chart as .svg and .csv beside its page.
    pub chart_files: bool,
    /// In which forms the figures of a report stand beside its page as a workbook, where somebody says it.
    pub workbook: Option<Workbooks>,
    /// Each report as a document of Word beside its page.
    pub word: bool,
    /// Metrics shown as tiles, unless a report names others. Each keeps its place.
    pub key_figures: Vec<(String, Place)>,
    pub theme: Theme,
    pub sources: IndexMap<String, Source>,
    /// The calendar, in the order of the file.
    pub releases: Vec<Announced>,
    /// Patterns of files of `content/` that are published although no page refers to them, each with its place.
    pub publish_files: Vec<(String, Place)>,
    /// The folders of the site that may be links.
    pub links: Vec<String>,
    /// Why something is another one than in reports that are published, by what was changed.
    pub changed: IndexMap<String, Text>,
    /// Where each key stands in the file.
    pub places: IndexMap<String, Place>,
}

/// What search engines are told. Reports of an office stand on an intranet, so they are not listed unless asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Robots {
    #[default]
    Disallow,
    Allow,
}

/// The forms of a report's workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workbooks {
    Xlsx,
    Ods,
    Both,
    None,
}

impl Settings {
    /// The forms of a report's workbook. Where nobody says otherwise, what most offices open, if this program can write
    /// it; none beside the reports of members, of which a site may have thousands.
    pub fn workbook_beside(&self, is_of_member: bool) -> Workbooks {
        let has_usual = cfg!(feature = "xlsx") && !is_of_member;
        self.workbook.unwrap_or(if has_usual { Workbooks::Xlsx } else { Workbooks::None })
    }
}

impl Workbooks {
    /// The word in kalends.yaml.
    pub fn word(self) -> &'static str {
        match self {
            Workbooks::Xlsx => "xlsx",
            Workbooks::Ods => "ods",
            Workbooks::Both => "both",
            Workbooks::None => "none",
        }
    }

    pub fn has_xlsx(self) -> bool {
        matches!(self, Workbooks::Xlsx | Workbooks::Both)
    }

    pub fn has_ods(self) -> bool {
        matches!(self, Workbooks::Ods | Workbooks::Both)
    }
}

/// What becomes of HTML in the narrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawHtml {
    /// Shown as the text it is, with a warning.
    Escape,
    Allow,
}

/// The house style that may change without a template.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// `#rrggbb`, in light and in dark; checked for contrast.
    pub accent: Option<String>,
    pub accent_dark: Option<String>,
    /// Files below `content/`, as they are named there, each with its place. The second one is for dark screens.
    pub logo: Option<(String, Place)>,
    pub logo_dark: Option<(String, Place)>,
    /// Fonts of the text, named like the logo: its usual weight, and the bold one. Charts keep the font they are
    /// measured in.
    pub font: Option<(String, Place)>,
    pub font_bold: Option<(String, Place)>,
    pub footer: Option<Text>,
}

/// Where figures come from.
#[derive(Debug, Clone)]
pub struct Source {
    pub label: Text,
    pub contact: Option<Text>,
    /// An address of the web, to which its name leads.
    pub url: Option<String>,
}
