"""Builds the certificate fonts of this folder from pinned npm packages.

Needs python3 with fonttools, and npm. Run it in any folder: python3 assets/fonts/subset.py
A face holds only what a certificate prints: fewer glyphs and tables mean a faster certificate.
The faces are plain TrueType, since WOFF would be decompressed again for every document.
"""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
# What nearly every certificate needs. The same set stands in src/certificates/script-run.ts.
LATIN = "U+0020-017F,U+2010-2026,U+20AC,U+20B9,U+2122,U+2212"
EXTENDED = f"{LATIN},U+0180-024F,U+02B0-02DD,U+0300-0345,U+1E00-1EFF,U+2000-205F,U+20A8-20BF,U+2116"
DEVANAGARI = "U+0900-097F,U+1CD0-1CF9,U+200C-200D,U+20B9,U+25CC,U+A8E0-A8FF"
BASIC = ["kern", "liga"]
ALL = ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
GARAMOND = ["latin", "latin-ext", "vietnamese"]
FACES = [
    ("eb-garamond", "normal", GARAMOND, LATIN, BASIC, "serif.ttf"),
    ("eb-garamond", "italic", GARAMOND, LATIN, BASIC, "serif-italic.ttf"),
    ("eb-garamond", "normal", GARAMOND, EXTENDED, ALL, "serif-extended.ttf"),
    ("eb-garamond", "italic", GARAMOND, EXTENDED, ALL, "serif-extended-italic.ttf"),
    ("noto-sans-devanagari", "normal", ["devanagari"], DEVANAGARI, ["*"], "devanagari.ttf"),
]
PACKAGE_VERSION = "5.3.0"
# Seconds since 1904, 2026-01-01: a face would else carry the time of its making.
FACE_TIME = 3_850_070_400


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        for package in sorted({face[0] for face in FACES}):
            unpack(package, Path(work))
        for package, style, parts, unicodes, features, output in FACES:
            paths = [plain(Path(work), package, part, style) for part in parts]
            write(Merger().merge(paths), unicodes, features, HERE / output)


def unpack(package: str, work: Path) -> None:
    name = f"@fontsource/{package}@{PACKAGE_VERSION}"
    done = subprocess.run(["npm", "pack", name], cwd=work, check=True, capture_output=True, text=True)
    with tarfile.open(work / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(work / package)
    shutil.copy(work / package / "package" / "LICENSE", HERE / f"{package}.OFL.txt")


def plain(work: Path, package: str, part: str, style: str) -> str:
    """Takes one part of a face out of its WOFF wrapping."""
    font = TTFont(work / package / "package" / "files" / f"{package}-{part}-400-{style}.woff")
    font.flavor = None
    path = work / f"{package}-{part}-{style}.ttf"
    font.save(path)
    return str(path)


def write(font: TTFont, unicodes: str, features: list[str], output: Path) -> None:
    options = subset.Options(
        layout_features=features,
        hinting=False,
        notdef_outline=True,
        drop_tables=["STAT", "gasp", "DSIG"],
        recalc_timestamp=False,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
    subsetter.subset(font)
    font["head"].created = font["head"].modified = FACE_TIME
    font.recalcTimestamp = False
    font.save(output)


if __name__ == "__main__":
    main()
