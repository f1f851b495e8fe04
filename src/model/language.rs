//! The languages that kalends writes.

/// The language of interface words, numbers, dates and sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    Da,
    #[default]
    En,
}

impl Language {
    /// The tag of BCP 47, as `lang` attributes and kalends.yaml have it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Da => "da",
            Language::En => "en",
        }
    }
}
