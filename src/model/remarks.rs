//! What reviewers remarked on the reports of a period, and what became of it.

use crate::base::period::Period;
use crate::base::place::Place;
use crate::model::Date;

/// One remark of a reviewer.
#[derive(Debug, Clone)]
pub struct Remark {
    /// Of the reports that it is on.
    pub period: Period,
    /// The folder of the report's page: `hospitals/rh/2018-02`; `None`: any report of the period.
    pub report: Option<String>,
    /// Where that is said.
    pub report_place: Option<Place>,
    pub on: On,
    pub by: String,
    pub date: Option<Date>,
    pub text: String,
    /// What the author answered.
    pub answer: Option<String>,
    /// Why nothing is done about it.
    pub closed: Option<String>,
    /// Of its text in the file.
    pub place: Place,
}

/// What a remark is on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    Report,
    /// A metric, by its id.
    Figure(String),
    /// A paragraph, by how it begins.
    Paragraph(String),
}

/// How much of a paragraph tells it from the others.
const LONGEST_BEGINNING: usize = 60;

impl Remark {
    /// Whether nobody answered it or closed it.
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.closed.is_none()
    }
}

/// How a paragraph is named in a remark: its first words, as far as they tell it from others.
pub fn beginning(paragraph: &str) -> String {
    let plain = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = plain.char_indices().nth(LONGEST_BEGINNING);
    let Some(cut) = longest.and_then(|(end, _)| plain.get(..end)) else { return plain };
    cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_named_by_its_first_words() {
        assert_eq!(beginning("Der er  to.\nOg tre."), "Der er to. Og tre.");
        let long = "Æbler og pærer ".repeat(10);
        assert_eq!(beginning(&long), "Æbler og pærer Æbler og pærer Æbler og pærer Æbler og pærer");
        assert_eq!(beginning(&"x".repeat(90)), "x".repeat(60));
        assert_eq!(beginning(""), "");
    }
}
