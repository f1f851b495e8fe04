//! Which texts of a page stand in its margins: running heads and page numbers, which belong to no figure, wherever they are
//! painted.

use lopdf::content::Operation;
use lopdf::{Document, Object, ObjectId};

/// What `@page` leaves free above and below in templates/assets/pages.css, in points: 16 and 18 mm.
const ABOVE: f32 = 45.3;
const BELOW: f32 = 51.0;

/// The heights between which the text of a page stands, in points from its foot.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    from: f32,
    to: f32,
}

impl Body {
    /// A page without margins.
    pub const WHOLE: Body = Body { from: f32::MIN, to: f32::MAX };

    pub fn of(document: &Document, page: ObjectId) -> Body {
        let inherited = |mut id: ObjectId| {
            for _ in 0..DEEPEST {
                let own = document.get_dictionary(id).ok()?;
                if let Ok(sides) = own.get(b"MediaBox").and_then(Object::as_array) {
                    return Some(numbers(sides));
                }
                id = own.get(b"Parent").ok()?.as_reference().ok()?;
            }
            None
        };
        match inherited(page).as_deref() {
            Some([_, foot, _, top]) => Body { from: foot + BELOW, to: top - ABOVE },
            _ => Body::WHOLE,
        }
    }

    pub fn holds(self, height: f32) -> bool {
        (self.from..=self.to).contains(&height)
    }
}

/// Deeper than any tree of pages.
const DEEPEST: usize = 64;

fn numbers(operands: &[Object]) -> Vec<f32> {
    operands.iter().filter_map(|operand| operand.as_float().ok()).collect()
}

/// As PDF writes it: a, b, c, d, e, f.
type Matrix = [f32; 6];

const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// Where a text begins, after the operators so far.
pub struct Pen {
    page: Matrix,
    kept: Vec<Matrix>,
    /// Of the text; `None` before anything says where it stands.
    line: Option<Matrix>,
}

impl Pen {
    pub fn new() -> Pen {
        Pen { page: SAME, kept: Vec::new(), line: None }
    }

    pub fn follow(&mut self, operation: &Operation) {
        let matrix = || <Matrix>::try_from(numbers(&operation.operands)).ok();
        match operation.operator.as_str() {
            "q" => self.kept.push(self.page),
            "Q" => self.page = self.kept.pop().unwrap_or(self.page),
            "cm" => self.page = matrix().map_or(self.page, |own| product(own, self.page)),
            "BT" => self.line = None,
            "Tm" => self.line = matrix().or(self.line),
            "Td" | "TD" => {
                if let [x, y] = numbers(&operation.operands).as_slice() {
                    self.line = Some(product([1.0, 0.0, 0.0, 1.0, *x, *y], self.line.unwrap_or(SAME)));
                }
            }
            _ => {}
        }
    }

    /// How high on the page the next letter stands, in points; `None` where nothing says so.
    pub fn height(&self) -> Option<f32> {
        self.line.map(|line| product(line, self.page)[5])
    }
}

/// First the one, then the other.
fn product([a, b, c, d, e, f]: Matrix, [k, l, m, n, o, p]: Matrix) -> Matrix {
    [a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p]
}

#[cfg(test)]
mod tests {
    use lopdf::content::Content;

    use super::*;

    #[test]
    fn the_margins_are_those_of_the_style_sheet() {
        let points = |millimetres: f32| millimetres * 72.0 / 25.4;
        assert!((points(16.0) - ABOVE).abs() < 0.1 && (points(18.0) - BELOW).abs() < 0.1);
        assert!(
            include_str!("../../../../templates/assets/pages.css").contains("@page{size:A4;margin:16mm 16mm 18mm;")
        );
    }

    #[test]
    fn a_text_stands_where_its_operators_put_it() {
        let height = |content: &str| {
            let mut pen = Pen::new();
            for operation in Content::decode(content.as_bytes()).expect("operators").operations {
                pen.follow(&operation);
            }
            pen.height()
        };
        assert_eq!(height("BT"), None);
        assert_eq!(height("BT 1 0 0 1 60 34 Tm"), Some(34.0));
        // As Chromium writes: from the top, in pixels.
        assert_eq!(height(".5 0 0 -.5 0 800 cm q 2 0 0 2 0 0 cm BT 1 0 0 -1 60 34 Tm"), Some(766.0));
        assert_eq!(height(".5 0 0 -.5 0 800 cm q 2 0 0 2 0 0 cm Q BT 1 0 0 -1 60 34 Tm 0 10 Td"), Some(788.0));
    }
}
