//! A page as a browser reads it: its elements are asked for by CSS selectors.
//!
//! What is said of a page by its elements holds whatever order its attributes have and wherever its lines break. Where
//! the exact bytes are promised, they are in `html`.

use std::fmt;

use scraper::{ElementRef, Html, Selector};

/// A page.
pub struct Page {
    /// As it was written.
    pub html: String,
    tree: Html,
}

/// The elements that a selector finds, in the order of the page.
pub struct Found<'a> {
    selector: String,
    elements: Vec<ElementRef<'a>>,
}

impl Page {
    pub fn of(html: String) -> Page {
        let tree = Html::parse_document(&html);
        Page { html, tree }
    }

    #[track_caller]
    pub fn find(&self, selector: &str) -> Found<'_> {
        Found { selector: selector.to_owned(), elements: self.tree.select(&parsed(selector)).collect() }
    }

    /// What its readers read: the text of its body.
    pub fn text(&self) -> String {
        self.find("body").text()
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

impl<'a> Found<'a> {
    /// The elements within these. One that lies within two of them is found once.
    #[track_caller]
    pub fn find(&self, selector: &str) -> Found<'a> {
        let parsed = parsed(selector);
        let mut elements: Vec<ElementRef<'a>> = Vec::new();
        for element in self.elements.iter().flat_map(|outer| outer.select(&parsed)) {
            if !elements.contains(&element) {
                elements.push(element);
            }
        }
        Found { selector: format!("{} {selector}", self.selector), elements }
    }

    pub fn count(&self) -> usize {
        self.elements.len()
    }

    /// The first, the second …, counted from 0, as a list of one.
    #[track_caller]
    pub fn nth(&self, index: usize) -> Found<'a> {
        let element = *self.elements.get(index).unwrap_or_else(|| panic!("no {index} of `{}`", self.selector));
        Found { selector: format!("{} ({index})", self.selector), elements: vec![element] }
    }

    /// The text of each element.
    pub fn texts(&self) -> Vec<String> {
        self.elements.iter().map(text).collect()
    }

    /// The text of the only element.
    #[track_caller]
    pub fn text(&self) -> String {
        text(&self.only())
    }

    /// An attribute of each element, all of which must have it.
    #[track_caller]
    pub fn attributes(&self, name: &str) -> Vec<String> {
        self.elements.iter().map(|element| self.value(element, name)).collect()
    }

    /// An attribute of the only element, which must have it.
    #[track_caller]
    pub fn attribute(&self, name: &str) -> String {
        self.value(&self.only(), name)
    }

    /// What stands within the only element, as a browser would write it: attributes in the order of their names.
    #[track_caller]
    pub fn html(&self) -> String {
        self.only().inner_html()
    }

    #[track_caller]
    fn only(&self) -> ElementRef<'a> {
        match self.elements[..] {
            [element] => element,
            _ => panic!("{} elements are `{}`, not one", self.count(), self.selector),
        }
    }

    #[track_caller]
    fn value(&self, element: &ElementRef<'_>, name: &str) -> String {
        let value = element.attr(name);
        value.unwrap_or_else(|| panic!("no `{name}` in `{}`: {}", self.selector, element.html())).to_owned()
    }
}

#[track_caller]
fn parsed(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|fault| panic!("`{selector}` is not a selector: {fault:?}"))
}

/// The text of an element with single spaces, without scripts and styles. A space that does not break stays one.
fn text(element: &ElementRef<'_>) -> String {
    let mut text = String::new();
    for node in element.descendants() {
        let hidden = |name: &str| ["script", "style"].contains(&name);
        let within = node.parent().and_then(ElementRef::wrap);
        if let Some(own) = node.value().as_text()
            && !within.is_some_and(|parent| parent != *element && hidden(parent.value().name()))
        {
            text.push_str(own);
        }
    }
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
