"""Finding the row of headings in a sheet: below titles, in two rows where cells are merged, anywhere from the left."""

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from misbrug.tables.heading_words import squeeze

LOOK_AT = 40
# How many columns without a heading are offered to be mapped. What stands further right is told of as left over.
BEYOND = 40


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """The headings of a sheet. `line` is the row they end in, `first_line` the one they begin in, where two rows make
    them up. `written` are the headings as they stand, "" for none; `shown` tells apart those that read the same and
    names those that are missing above a filled column: "Kolonne D"."""

    first_line: int
    line: int
    written: tuple[str, ...]
    shown: tuple[str, ...]


def find_heading_row(rows, words):
    """Give the `HeadingRow` of a sheet's rows, or None where it has no row with text.

    The row that names most columns wins; where none names any, the first that looks like headings.
    """
    candidates = list(_candidates(rows[:LOOK_AT], words))
    if not candidates:
        return None
    # A row that names no column is no worse for it than another: then the first wins that looks like headings.
    best = max(candidates, key=lambda each: (_columns(each[2], words), each[1] - each[0], each[3], -each[1]))
    first, last, written, _ = best
    return HeadingRow(first + 1, last + 1, *_named(written, rows[last + 1 :]))


def _candidates(rows, words):
    """Give (first index, last index, headings, whether it looks like headings) of each row, alone and as the lower of
    two."""
    widest = max((sum(1 for cell in row if cell.strip()) for row in rows), default=0)
    for index, row in enumerate(rows):
        alone = tuple(cell.strip() for cell in row)
        if not any(alone):
            continue
        yield index, index, alone, _looks_like_headings(alone, widest)
        above = tuple(cell.strip() for cell in rows[index - 1]) if index else ()
        if any(above):
            merged = _merged(above, alone, words)
            more = _columns(merged, words) > max(_columns(alone, words), _columns(above, words))
            if more or _goes_on(above, alone, words):
                yield index - 1, index, merged, True


def _columns(headings, words):
    """Give how many columns the headings name, each counted once."""
    return len({name for name, _ in map(words.find, headings) if name})


def _goes_on(above, below, words):
    """Say whether the lower row only parts groups of the upper one: it has cells below blank ones, and none below a
    heading that is known."""
    width = max(len(above), len(below))
    above, below = (row + ("",) * (width - len(row)) for row in (above, below))
    pairs = list(zip(above, below, strict=True))
    parts_group = any(
        lower and not upper and place and any(above[:place]) for place, (upper, lower) in enumerate(pairs)
    )
    known = [lower for upper, lower in pairs if upper and words.find(upper)[0]]
    return parts_group and len(known) > 1 and not any(known)


def _looks_like_headings(cells, widest):
    """Say whether a row is filled as far as most are, with different texts that are no numbers."""
    filled = [cell for cell in cells if cell]
    texts = {squeeze(cell) for cell in filled if any(char.isalpha() for char in cell)}
    return len(texts) >= 2 and len(texts) == len(filled) and 2 * len(filled) >= widest


def _merged(above, below, words):
    """Give the headings of two rows, the upper of which holds groups merged over several columns.

    A column has the lower heading where that one is known by itself, else both; the upper alone where the cells are
    merged downwards.
    """
    width = max(len(above), len(below))
    above, below = (row + ("",) * (width - len(row)) for row in (above, below))
    merged, group = [], ""
    for upper, lower in zip(above, below, strict=True):
        group = upper or group
        both = f"{group} {lower}".strip()
        if not lower:
            merged.append(upper)
        elif words.find(lower)[0] and not words.find(both)[0] and below.count(lower) == 1:
            merged.append(lower)
        else:
            merged.append(both)
    return tuple(merged)


def _named(written, rows):
    """Give the headings as written and as shown, as many as there are filled columns below."""
    width = max((place + 1 for place, cell in enumerate(written) if cell), default=0)
    longer = [row for row in rows if len(row) > width]
    beyond = {place for row in longer for place in range(width, min(len(row), width + BEYOND)) if row[place].strip()}
    width = max([width, *(place + 1 for place in beyond)])
    written = tuple(written[:width]) + ("",) * (width - len(written))
    unnamed = [place for place, heading in enumerate(written) if not heading]
    filled = {place for place in unnamed if any(len(row) > place and row[place].strip() for row in rows)}
    shown, seen = [], set()
    for place, heading in enumerate(written):
        letter = get_column_letter(place + 1)
        if not heading:
            shown.append(f"Kolonne {letter}" if place in filled else "")
        elif squeeze(heading) in seen:
            shown.append(f"{heading} (kolonne {letter})")
        else:
            seen.add(squeeze(heading))
            shown.append(heading)
    return written, tuple(shown)
