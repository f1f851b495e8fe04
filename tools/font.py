#!/usr/bin/env python3
"""Cuts Source Sans 3 down to the characters of a report and writes it as Kalends Sans.

Run from the root of the repository, when the set of characters changes:

    python3 -m venv venv && venv/bin/pip install fonttools==4.68.0 brotli==1.2.1
    venv/bin/pip download --no-deps fontpkg-source-sans-3==3.52
    venv/bin/python tools/font.py fontpkg_source_sans_3-3.52-py3-none-any.whl

Writes templates/assets/fonts/ (two weights as WOFF2, the licence) and src/exhibit/drawing/widths.rs (the
advance widths of the same cut, with a checksum of each file that a test holds against it), and
src/site/word/fonts/ (the same unpacked, for programs that are no browsers; it prints their checksums, which stand in
src/site/word/picture.rs). The
same wheel and the same versions give the same bytes.

"Source" is a Reserved Font Name under the SIL Open Font License 1.1, so a cut must not carry it:
every name record is replaced, only copyright and licence stay.
"""

import io
import sys
import zipfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "templates/assets/fonts"
WIDTHS = ROOT / "src/exhibit/drawing/widths.rs"
UNPACKED = ROOT / "src/site/word/fonts"
FAMILY = "Kalends Sans"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
# Latin-1, Latin Extended-A, then the signs of a report: dashes, quotation marks, thin spaces,
# comparison, arrows, and the marks of the states (met, near, missed, unknown).
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "\u2009\u200a\u2011\u202f–—‘’‚“”„†‡•…‰′″‹›⁄€−≈≠≤≥∞√Δ←↑→↓■□▲▼◆●○"),
]
# Names by their number in OpenType: copyright, trademark, licence text and its address stay.
KEPT_NAMES = {0, 7, 13, 14}


def cut(variable: bytes, weight: int) -> TTFont:
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": weight})
    options = subset.Options(
        layout_features=["kern"],
        hinting=False,
        name_IDs=["*"],
        name_languages=[0x409],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["BASE", "DSIG", "GDEF", "GSUB", "MVAR", "STAT", "gasp", "meta"],
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    rename(font, weight)
    return font


def rename(font: TTFont, weight: int) -> None:
    style = WEIGHTS[weight]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in KEPT_NAMES]
    replaced = {1: f"{FAMILY} {style}" if weight != 400 else FAMILY, 2: "Regular", 3: postscript}
    replaced |= {4: f"{FAMILY} {style}", 5: "Version 1.000", 6: postscript, 16: FAMILY, 17: style}
    for number, text in replaced.items():
        names.setName(text, number, 3, 1, 0x409)


def woff2(font: TTFont) -> bytes:
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = None
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    return out.getvalue()


def advances(font: TTFont) -> dict[int, int]:
    """Advance widths in thousandths of an em, rounded up so that a sum is never short."""
    per_em = font["head"].unitsPerEm
    return {code: -(-font["hmtx"][name][0] * 1000 // per_em) for code, name in font.getBestCmap().items()}


def fnv1a(data: bytes) -> int:
    """FNV-1a, 64 bits: enough to notice that table and font drifted apart."""
    sum_ = 0xCBF29CE484222325
    for byte in data:
        sum_ = ((sum_ ^ byte) * 0x100000001B3) % 2**64
    return sum_


def table(fonts: dict[int, TTFont], files: dict[int, bytes]) -> str:
    widths = {weight: advances(font) for weight, font in fonts.items()}
    codes = sorted(widths[400])
    assert codes == sorted(widths[600]), "both weights hold the same characters"
    lines = [
        "//! Advance widths of Kalends Sans, from the same cut as templates/assets/fonts.",
        "//!",
        "//! Written by tools/font.py; change that, not this.",
        "",
        "/// Character, width in weight 400, width in weight 600; thousandths of an em, in order of the character.",
        "#[rustfmt::skip]",
        f"pub(super) const WIDTHS: [(char, u16, u16); {len(codes)}] = [",
    ]
    entries = [f"('\\u{{{code:x}}}', {widths[400][code]}, {widths[600][code]})," for code in codes]
    lines += ["    " + " ".join(entries[at : at + 4]) for at in range(0, len(entries), 4)]
    lines += ["];", "", "/// FNV-1a (64 bits) of the two font files, weight 400 first.", "#[cfg(test)]"]
    sums = ", ".join(f"0x{fnv1a(files[weight]):016x}" for weight in WEIGHTS)
    lines += [f"pub(super) const CHECKSUMS: [u64; 2] = [{sums}];", ""]
    return "\n".join(lines)


def main() -> None:
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        variable = wheel.read("fontpkg_source_sans_3/files/SourceSans3[wght].ttf")
        licence = wheel.read("fontpkg_source_sans_3/LICENSE").decode()
    fonts = {weight: cut(variable, weight) for weight in WEIGHTS}
    files = {weight: woff2(font) for weight, font in fonts.items()}
    for weight, data in files.items():
        (FONTS / f"kalends-sans-{weight}.woff2").write_bytes(data)
        plain = unpacked(data)
        (UNPACKED / f"kalends-sans-{weight}.ttf").write_bytes(plain)
        print(f"kalends-sans-{weight}.ttf: 0x{fnv1a(plain):016x}")
    (FONTS / "OFL.txt").write_text("\n".join(line.rstrip() for line in licence.splitlines()) + "\n")
    WIDTHS.write_text(table(fonts, files))


if __name__ == "__main__":
    main()
