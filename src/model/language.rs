//! The languages that kalends writes: the one list of them.
//!
//! What a language says is in `l10n`, in a file of its name.

/// The language of interface words, numbers, dates and sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    Da,
    #[default]
    En,
}

impl Language {
    /// Every language, in the order of the variants.
    pub const ALL: [Language; 2] = [Language::Da, Language::En];

    /// The tags of all languages, which are the keys of a text that has one wording for each.
    #[expect(clippy::indexing_slicing, reason = "an index beyond the end does not compile")]
    pub const TAGS: [&str; Language::ALL.len()] = {
        let mut tags = [""; Language::ALL.len()];
        let mut index = 0;
        while index < tags.len() {
            tags[index] = Language::ALL[index].tag();
            index += 1;
        }
        tags
    };

    /// The language in which the program speaks to those who use it.
    pub const OF_MESSAGES: Language = Language::En;

    /// The tag of BCP 47, as `lang` attributes and kalends.yaml have it.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Da => "da",
            Language::En => "en",
        }
    }

    /// The language of a tag. `None` for a language that kalends does not write.
    pub fn of_tag(tag: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The place in [`Language::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_found_by_its_place_and_its_tag() {
        for (index, language) in Language::ALL.into_iter().enumerate() {
            assert_eq!(language.index(), index);
            assert_eq!(Language::of_tag(language.tag()), Some(language));
        }
        assert_eq!(Language::TAGS, Language::ALL.map(Language::tag));
        assert_eq!(Language::of_tag("xx"), None);
    }
}
