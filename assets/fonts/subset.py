"""Builds the certificate fonts of this folder from pinned npm packages.

Needs python3 with fonttools, and npm. Run it in any folder: python3 assets/fonts/subset.py
A face holds only what a certificate prints, and no hinting. The faces are plain TrueType: they are
shaped and subset again for each certificate, and WOFF would have to be decompressed first.
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
LATIN = (
    "U+0020-007E,U+00A0-024F,U+02B0-02DD,U+0300-0345,U+1E00-1EFF,U+2000-205F,U+20A8-20BF,"
    "U+2116,U+2122,U+2212"
)
# Joiners, dandas, the rupee, and the circle that carries a sign without a letter.
INDIC = "U+200C-200D,U+0964-0965,U+20B9,U+25CC"
# The letters of Arabic and Urdu; with those of all Nastaliq the face is twice as large.
URDU = (
    "U+060C,U+061B,U+061F,U+0621-0655,U+0657-065E,U+0660-066D,U+0670-0671,U+0679,U+067E,U+0686,"
    "U+0688,U+0691,U+0698,U+06A9,U+06AF,U+06BA,U+06BE,U+06C0-06C3,U+06CC,U+06D2-06D5,U+06F0-06F9,"
    "U+0600-0604,U+0610-0614,U+200C-200D,U+25CC,U+FDF2,U+FDFA"
)
LATIN_FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
GARAMOND = ["latin", "latin-ext", "vietnamese"]
# Package, weight, style, parts, characters, features, file.
FACES = [
    ("eb-garamond", 400, "normal", GARAMOND, LATIN, LATIN_FEATURES, "serif"),
    ("eb-garamond", 400, "italic", GARAMOND, LATIN, LATIN_FEATURES, "serif-italic"),
    ("eb-garamond", 700, "normal", GARAMOND, LATIN, LATIN_FEATURES, "serif-bold"),
    ("eb-garamond", 700, "italic", GARAMOND, LATIN, LATIN_FEATURES, "serif-bold-italic"),
    ("noto-sans", 400, "normal", GARAMOND, LATIN, LATIN_FEATURES, "sans"),
    ("noto-sans", 400, "italic", GARAMOND, LATIN, LATIN_FEATURES, "sans-italic"),
    ("noto-sans", 700, "normal", GARAMOND, LATIN, LATIN_FEATURES, "sans-bold"),
    ("noto-sans", 700, "italic", GARAMOND, LATIN, LATIN_FEATURES, "sans-bold-italic"),
    *(
        (f"noto-{family}-{script}", 400, "normal", [script], f"{block},{INDIC}", ["*"], script)
        for family, script, block in [
            ("serif", "devanagari", "U+0900-097F,U+1CD0-1CF9,U+A8E0-A8FF"),
            ("serif", "bengali", "U+0980-09FF"),
            ("serif", "gujarati", "U+0A80-0AFF"),
            ("serif", "tamil", "U+0B80-0BFF"),
            ("serif", "telugu", "U+0C00-0C7F"),
            ("sans", "kannada", "U+0C80-0CFF"),
            ("serif", "malayalam", "U+0D00-0D7F"),
            ("sans", "gurmukhi", "U+0A00-0A7F"),
            ("sans", "oriya", "U+0B00-0B7F"),
        ]
    ),
    ("noto-nastaliq-urdu", 400, "normal", ["arabic"], URDU, ["*"], "nastaliq"),
]
PACKAGE_VERSION = "5.3.0"
# Seconds since 1904, 2026-01-01: a face would else carry the time of its making.
FACE_TIME = 3_850_070_400


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        for package in sorted({face[0] for face in FACES}):
            unpack(package, Path(work))
        for package, weight, style, parts, unicodes, features, output in FACES:
            paths = [plain(Path(work), package, part, f"{weight}-{style}") for part in parts]
            face = Merger().merge(paths) if len(paths) > 1 else TTFont(paths[0])
            write(face, unicodes, features, HERE / f"{output}.ttf")


def unpack(package: str, work: Path) -> None:
    name = f"@fontsource/{package}@{PACKAGE_VERSION}"
    done = subprocess.run(["npm", "pack", name], cwd=work, check=True, capture_output=True, text=True)
    with tarfile.open(work / done.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(work / package)
    shutil.copy(work / package / "package" / "LICENSE", HERE / f"{package}.OFL.txt")


def plain(work: Path, package: str, part: str, style: str) -> str:
    """Takes one part of a face out of its WOFF wrapping."""
    font = TTFont(work / package / "package" / "files" / f"{package}-{part}-{style}.woff")
    font.flavor = None
    path = work / f"{package}-{part}-{style}.ttf"
    font.save(path)
    return str(path)


def write(font: TTFont, unicodes: str, features: list[str], output: Path) -> None:
    options = subset.Options(
        layout_features=features,
        hinting=False,
        notdef_outline=True,
        drop_tables=["STAT", "gasp", "DSIG", "MATH"],
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
