"""How wide words are and where they break: for text in drawings, which nothing wraps by itself."""

import re

from misbrug.text.hyphens import SOFT_HYPHEN, soft_hyphens

# Widths of IBM Plex Sans in thousandths of the size, measured in a browser. Regular and 600 differ by up to 60, so
# the wider of the two is kept: a line that is a little short is no fault, one that leaves its box is.
_WIDTHS = {
    236: " \u00a0",
    276: "'ij",
    299: "l,.’",
    318: "!:;",
    337: "[]()",
    376: "f·{}t|",
    402: "r-",
    437: 'I/\\*"',
    513: "z?s”“",
    527: "vycxL",
    563: "Jkeéaåäoöë",
    588: "hnuøüFT_bdpqñ",
    600: "–$+0123456789<=>^`~ZEÉ§",
    655: "SYVPXC",
    690: "KRBAÅÄDU#Ü",
    719: "OQGØÖ&HN",
    819: "wM—…",
    888: "æm@½",
    960: "W%Æ→",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER, _IDEOGRAPH = 720, 1100
_BREAKS = re.compile(rf"(?<=[{SOFT_HYPHEN}/–-])")
_SPACES = re.compile(r"[ \t\r\n]+")
_VOWELS = "aeiouyæøåé"
_SHORTEST_PART = 3


def width_of(text: str, size: float) -> float:
    """Give how wide a text is, at most, in pixels at a size in pixels."""
    letters = text.replace(SOFT_HYPHEN, "")
    return sum(_WIDTH.get(letter) or (_OTHER if letter < "\u2e80" else _IDEOGRAPH) for letter in letters) * size / 1000


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines no wider than `room` pixels: between words, then at seams, then inside a word.

    A single letter wider than the room stands alone on its line.
    """
    lines, line = [], ""
    for word in _SPACES.split(soft_hyphens(text.strip())):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= room:
            line = longer
            continue
        if line and width_of(word, size) <= room:
            lines.append(line)
            line = word
            continue
        *full, line = _broken(line, word, room, size)
        lines += full
    return [each.replace(SOFT_HYPHEN, "") for each in [*lines, line] if each]


def _broken(line, word, room, size):
    """Give the lines of a word too long for one, beginning on the line so far."""
    lines, start = [], f"{line} " if line else ""
    for piece in _BREAKS.split(word):
        if width_of(_shown(start + piece), size) <= room:
            start += piece
            continue
        if start.strip():
            lines.append(_shown(start.rstrip(" ")))
        start = piece
        while width_of(_shown(start), size) > room and len(start.rstrip(SOFT_HYPHEN)) > 1:
            head, start = _forced(start, room, size)
            lines.append(head)
    return [*lines, start]


def _shown(text):
    """Give a text as it stands at the end of a line: a soft hyphen there is seen."""
    return text[:-1] + "-" if text.endswith(SOFT_HYPHEN) else text


def _forced(word, room, size):
    """Break a word where none of its seams helps: after a vowel where there is one near the end of the room."""
    fits = 1
    while fits < len(word) - 1 and width_of(word[: fits + 1] + "-", size) <= room:
        fits += 1
    for place in range(fits, max(_SHORTEST_PART, fits - 6), -1):
        after = word[place : place + 1].lower()
        if word[place - 1].lower() in _VOWELS and after.isalpha() and after not in _VOWELS:
            return word[:place] + "-", word[place:]
    return word[:fits] + "-" if fits > 1 else word[:1], word[fits:]
