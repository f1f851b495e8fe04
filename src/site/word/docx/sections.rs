//! Which parts of a document stand on paper that lies across: tables that have no room side by side on upright paper even
//! in the smallest letters, with what is said above and below them.

use std::io;

use super::widths::{self, LONG, MARGIN, Paper, SHORT};
use crate::site::word::{Block, Paragraph, Style};
use crate::site::xml::{Xml, empty, within};

/// How the paper lies under each of the blocks.
pub fn papers(blocks: &[Block]) -> Vec<Paper> {
    let mut papers = vec![Paper::Upright; blocks.len()];
    let style = |index: usize| match blocks.get(index) {
        Some(Block::Paragraph(Paragraph { style, .. })) => Some(*style),
        _ => None,
    };
    for (index, block) in blocks.iter().enumerate() {
        let Block::Table(table) = block else { continue };
        if widths::of(table).paper == Paper::Upright {
            continue;
        }
        // A caption stays with its table, and a heading with the caption below it.
        let is_above = |at: &usize| matches!(style(*at), Some(Style::Caption | Style::Subtitle | Style::Heading(_)));
        let is_below = |at: &usize| style(*at) == Some(Style::Remark);
        let first = (0..index).rev().take_while(is_above).last().unwrap_or(index);
        let last = (index + 1..blocks.len()).take_while(is_below).last().unwrap_or(index);
        papers.iter_mut().take(last + 1).skip(first).for_each(|paper| *paper = Paper::Across);
    }
    papers
}

/// The paper of a section, and what stands on each of its pages.
pub fn section(xml: &mut Xml, paper: Paper) -> io::Result<()> {
    let sides = [SHORT, LONG].map(|side| side.to_string());
    let [short, long] = [sides[0].as_str(), sides[1].as_str()];
    within(xml, "w:sectPr", &[], |xml| {
        empty(xml, "w:headerReference", &[("w:type", "default"), ("r:id", "rId-header")])?;
        empty(xml, "w:footerReference", &[("w:type", "default"), ("r:id", "rId-footer")])?;
        match paper {
            Paper::Upright => empty(xml, "w:pgSz", &[("w:w", short), ("w:h", long)])?,
            Paper::Across => empty(xml, "w:pgSz", &[("w:w", long), ("w:h", short), ("w:orient", "landscape")])?,
        }
        let margin = MARGIN.to_string();
        let sides = ["w:top", "w:right", "w:bottom", "w:left"].map(|side| (side, margin.as_str()));
        let margins: Vec<(&str, &str)> =
            sides.into_iter().chain([("w:header", "567"), ("w:footer", "567"), ("w:gutter", "0")]).collect();
        empty(xml, "w:pgMar", &margins)
    })
}

/// A paragraph without a height that ends a section behind a table.
pub fn end(xml: &mut Xml, paper: Paper) -> io::Result<()> {
    within(xml, "w:p", &[], |xml| {
        within(xml, "w:pPr", &[], |xml| {
            let none = [("w:before", "0"), ("w:after", "0"), ("w:line", "20"), ("w:lineRule", "exact")];
            empty(xml, "w:spacing", &none)?;
            section(xml, paper)
        })
    })
}
