//! The bytes of a picture → its width and height, so that a page keeps room for it before it is there.

/// Width and height in pixels; `None` where they are not known.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes)
        .ok()
        .and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)));
    size.or_else(|| of_svg(std::str::from_utf8(bytes).ok()?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// Of a drawing what its first tag says: its width and height in pixels, or else those of the part that it shows.
fn of_svg(text: &str) -> Option<(u32, u32)> {
    let (_, tag) = text.split_once("<svg")?;
    let (tag, _) = tag.split_once('>')?;
    let attribute = |name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=")).or_else(|| tag.split_once(&format!("\n{name}=")))?;
        let quoted = |quote: char| rest.strip_prefix(quote)?.split(quote).next();
        quoted('"').or_else(|| quoted('\''))
    };
    // A length in per cent or another unit is not known in pixels.
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        (number > 0.0 && number < 100_000.0).then(|| number.round() as u32)
    };
    let side = |name: &str| attribute(name).and_then(pixels);
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Some((width, height));
    }
    let shown: Vec<&str> = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    match shown.as_slice() {
        [_, _, width, height] => Some((pixels(width)?, pixels(height)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_its_size_in_its_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x40\0\0\0\xf0\x08\x02\0\0\0";
        assert_eq!(size(png), Some((320, 240)));
        assert_eq!(size(b"GIF89a\x0a\0\x14\0\0\0\0"), Some((10, 20)));
    }

    #[test]
    fn a_drawing_says_its_size_in_its_first_tag() {
        let of = |attributes: &str| size(format!("<?xml version=\"1.0\"?>\n<svg {attributes}><g/></svg>").as_bytes());
        assert_eq!(of("xmlns='x' width='30' height='20.4px'"), Some((30, 20)));
        assert_eq!(of("width=\"100%\" viewBox=\"0 0 640 480\""), Some((640, 480)));
        assert_eq!(of("\nviewBox=\"0,0,64,48\""), Some((64, 48)));
    }

    #[test]
    fn what_is_no_picture_or_says_nothing_has_no_size() {
        for text in
            ["", "text", "<svg>", "<svg width='1em' height='2em'>", "<svg width=30 height=20>", "<svg viewBox='0 0 1'>"]
        {
            assert_eq!(size(text.as_bytes()), None, "{text}");
        }
    }
}
