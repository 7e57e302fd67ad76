"""What is told of the lines of a file that are not taken for rows, so that none is lost unseen."""

from misbrug.text import cpr
from misbrug.text.danish import amount, join

# How many lines that are left out for the same reason are told of with their words.
WITH_WORDS = 5
# How many of more lines are named by their number.
NAMED = 10
_LONGEST = 80


def notes_on_left_out(understood):
    """Give a Danish note on each line that was left out and could be taken for a row, or on many of them together."""
    for table in understood.tables:
        by_why = {}
        for each in table.left_out:
            if not each.is_quiet:
                by_why.setdefault(each.why[:1].lower() + each.why[1:], []).append(each)
        for why, lines in by_why.items():
            if len(lines) <= WITH_WORDS:
                yield from (
                    f"{_where(table, f'række {each.line}')} er ikke taget med: {why}{_words(each)}." for each in lines
                )
            else:
                more = [amount(len(lines) - NAMED, "række", "rækker") + " til"] if lines[NAMED:] else []
                numbers = join([str(each.line) for each in lines[:NAMED]] + more)
                yield f"{_where(table, f'række {numbers}')} er ikke taget med: {why}."


def _where(table, place):
    return f"Arket ”{table.sheet}”, {place}" if table.sheet else place[:1].upper() + place[1:]


def _words(each):
    text = cpr.redact(each.text)
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f" ({text})" if text else ""
