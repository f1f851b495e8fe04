//! A drawing → the picture of it that every version of Word shows, and the drawing that newer ones take in its place.
//!
//! Only the fonts of the pages are known here, never those of a machine, so that the bytes are the same everywhere. In
//! the drawing that is kept, texts are outlines: no reader has our font, and another one would not fit.

use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

/// The same cut as templates/assets/fonts, in the form that programs other than browsers read.
const FONTS: [&[u8]; 2] = [include_bytes!("fonts/kalends-sans-400.ttf"), include_bytes!("fonts/kalends-sans-600.ttf")];
const FAMILY: &str = "Kalends Sans";

/// Pixels for each unit of a drawing: sharp on paper too.
const SCALE: f32 = 2.0;
/// A picture has no more pixels on a side.
const MOST_PIXELS: f32 = 3000.0;

/// A drawing in the two forms of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub png: Vec<u8>,
    pub svg: Vec<u8>,
    /// In pixels of a page.
    pub size: (u32, u32),
}

static OPTIONS: LazyLock<usvg::Options<'static>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    for font in FONTS {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_serif_family(FAMILY);
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_monospace_family(FAMILY);
    fonts.set_cursive_family(FAMILY);
    fonts.set_fantasy_family(FAMILY);
    usvg::Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::new(fonts),
        // A drawing of an author may name files of this machine.
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    }
});

/// Draws an SVG; `None` where it is none, or has no size.
pub fn drawn(svg: &str) -> Option<Drawn> {
    let tree = usvg::Tree::from_str(svg, &OPTIONS).ok()?;
    let size = tree.size();
    let scale = SCALE.min(MOST_PIXELS / size.width().max(size.height()));
    let side = |length: f32| ((length * scale).round() as u32).max(1);
    let mut pixels = tiny_skia::Pixmap::new(side(size.width()), side(size.height()))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let options =
        usvg::WriteOptions { coordinates_precision: 3, transforms_precision: 5, ..usvg::WriteOptions::default() };
    Some(Drawn {
        png: pixels.encode_png().ok()?,
        svg: tree.to_string(&options).into_bytes(),
        size: (size.width().round() as u32, size.height().round() as u32),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fnv1a(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
    }

    #[test]
    fn a_drawing_is_drawn_with_the_fonts_of_the_pages_alone() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='20'>\
                   <text x='2' y='15' font-family='DejaVu Sans, monospace' font-size='12'>Æ 1.807</text></svg>";
        let one = drawn(svg).expect("a drawing");
        assert_eq!(one.size, (60, 20));
        assert!(one.png.starts_with(b"\x89PNG") && one.png.len() > 200, "{}", one.png.len());
        let kept = String::from_utf8(one.svg.clone()).expect("UTF-8");
        assert!(kept.contains("<path") && !kept.contains("<text"), "{kept}");
        let own = drawn(&svg.replace("DejaVu Sans, monospace", "Kalends Sans")).expect("a drawing");
        assert_eq!(own.png, one.png, "whatever font is named, ours is drawn");
        assert_eq!(drawn(svg), Some(one));
    }

    #[test]
    fn pictures_of_any_size_and_none_have_an_answer() {
        for svg in ["", "<svg", "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='4'/>", "<p>x</p>"] {
            assert_eq!(drawn(svg), None, "{svg}");
        }
        let large = "<svg xmlns='http://www.w3.org/2000/svg' width='90000' height='30'><path d='M0 0h9'/></svg>";
        assert_eq!(drawn(large).expect("a drawing").size, (90_000, 30));
        let file = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='/etc/hostname' width='9' \
                    height='9'/></svg>";
        assert!(drawn(file).is_some());
    }

    #[test]
    fn the_fonts_are_those_of_the_pages() {
        assert_eq!(FONTS.map(fnv1a), CHECKSUMS, "run tools/font.py");
    }

    /// FNV-1a (64 bits) of the two fonts, as tools/font.py writes them.
    const CHECKSUMS: [u64; 2] = [0x6cd2_dd3a_04a8_8265, 0x9787_0392_c8cd_670d];
}
