"""Which characters a document can show: those of IBM Plex Sans. Text in, text out. Pure.

A PDF for everybody (PDF/UA) cannot hold a character that its font lacks, and nobody who writes knows what a font
has. So what is lacking is written with what is there, and where nothing is, with the sign for an unknown character.
"""

import re
import struct
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

UNKNOWN = "\ufffd"
"""What stands for characters that cannot be shown."""

_FONT = "IBMPlexSans[wdth,wght].ttf"
# Invisible characters that steer what is around them: joiners, directions, variants. None is of use in Danish.
_STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_ALIKE = str.maketrans("✔✅☑●■▪◦▸►➔➜➡⇒✖✗✘❎", "✓✓✓••••••→→→→❌❌❌❌")


def displayable(text: str) -> str:
    """Give a text with only such characters as the font has; UNKNOWN stands for a run of others."""
    text = _STEERING.sub("", unicodedata.normalize("NFC", text))
    lacking = _lacking()
    return lacking.sub(_instead, text) if lacking.search(text) else text


def _instead(match):
    """Write letters that are only another shape of a letter, such as 𝐇𝐞𝐣, as that letter."""
    plain = unicodedata.normalize("NFKC", match[0]).translate(_ALIKE)
    return _lacking().sub(UNKNOWN, plain)


@cache
def _lacking():
    """Give a pattern of the characters that the font has no glyph for."""
    known = sorted(_characters() - {0xFEFF, 0xFFFE, 0xFFFF} | {0x09, 0x0A, 0x0D, 0xA0, 0xAD, ord(UNKNOWN)})
    return re.compile(f"[^{''.join(re.escape(chr(code)) for code in known)}]+")


def _characters():
    """Read which characters the font maps to a glyph, from its table "cmap", format 4 (ISO/IEC 14496-22)."""
    place = Path(find_spec("fontpkg_ibm_plex_sans").submodule_search_locations[0]) / "files" / _FONT
    data = place.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    (parts,) = struct.unpack_from(">H", data, start + 2)
    offsets = (struct.unpack_from(">I", data, start + 8 + 8 * number)[0] for number in range(parts))
    table = next(start + each for each in offsets if struct.unpack_from(">H", data, start + each) == (4,))
    return _mapped(data, table)


def _mapped(data, table):
    (doubled,) = struct.unpack_from(">H", data, table + 6)
    row = f">{doubled // 2}H"
    places = (table + 14, table + 16 + doubled, table + 16 + 2 * doubled, table + 16 + 3 * doubled)
    ends, starts, deltas, ranges = (struct.unpack_from(row, data, place) for place in places)
    found = set()
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if offset:
                at = places[3] + 2 * number + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, at)
            if glyph and (glyph + delta) % 65536:
                found.add(code)
    return found
