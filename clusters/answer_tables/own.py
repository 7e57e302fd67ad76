"""Our own questionnaire, as it is made and as it comes back: each sheet says in hidden cells what it is.

The cells stand in the columns to the right of the last one that is seen, from the first row on:

    MARK            the round's short name
    code            the municipality's name
    the areas' key  the track's name
    number  version  option      ← one line for each field, from the headings on

so that a sheet is known again wherever it is copied to, with the versions that its answers build on.
"""

from dataclasses import dataclass

from clusters.answer_tables.found import Found, at, cell
from clusters.answer_tables.known import Known
from misbrug.tables.book import UnusableFile

MARK = "misbrug-spørgeskema-1"
# The columns of a sheet, counted from nought: what is seen, then what is hidden.
NUMBER, TEXT, VALUE, ELABORATION, KEY, VERSION, OPTION = range(7)
# So many lines from the mark on come before the first field.
FIRST_ROW = 4
GUIDE, LISTS = "Vejledning", "Valgmuligheder"
SEPARATOR = "|"
DAMAGED = (
    "Spørgeskemaet mangler kolonner eller linjer, så svarene ikke kan læses sikkert. Hent et nyt skema, og sæt "
    "svarene ind i det."
)
_LOOK_AT = 10


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """One sheet of our own questionnaire. `shift` is how far its columns have been moved to the right."""

    round: str
    code: str
    municipality: str
    area_key: str
    track: str
    top: int
    shift: int


def own_sheet(rows) -> OwnSheet | None:
    """Give what a sheet's hidden cells say; None where it is none of ours. Raises UnusableFile for one of ours of which
    columns or lines are gone."""
    for top, row in enumerate(rows[:_LOOK_AT]):
        for column, text in enumerate(row):
            if text.strip() != MARK:
                continue
            if column < KEY or len(rows) < top + FIRST_ROW:
                raise UnusableFile(DAMAGED)
            hidden = [(cell(rows[top + line], column), cell(rows[top + line], column + 1)) for line in range(3)]
            (_, round_), (code, municipality), (area_key, track) = hidden
            if not (round_ and code and track):
                raise UnusableFile(DAMAGED)
            return OwnSheet(round_, code, municipality, area_key, track, top, column - KEY)
    return None


def read_own(rows, sheet: OwnSheet) -> list[Found]:
    """Give the answers of one sheet: those that hold anything, and those that did when the sheet was made.

    Of several choices each has a line with an x, under the line of its question.
    """
    found, options = [], {}
    for line in range(sheet.top + 1, len(rows)):
        number = cell(rows[line], KEY + sheet.shift)
        if line < sheet.top + FIRST_ROW or not number:
            continue
        option = cell(rows[line], OPTION + sheet.shift)
        if not option:
            found.append((line, number))
        elif cell(rows[line], VALUE + sheet.shift):
            options.setdefault(number, []).append((option, at(VALUE + sheet.shift, line)))
    answers = (_answer(rows[line], line, number, sheet, options.get(number)) for line, number in found)
    return [each for each in answers if each.value or each.elaboration or each.version not in ("", "0")]


def _answer(row, line, number, sheet, options):
    value, value_at = cell(row, VALUE + sheet.shift), at(VALUE + sheet.shift, line)
    if options:
        value, value_at = SEPARATOR.join(option for option, _ in options), options[0][1]
    return Found(
        line=line + 1,
        place=sheet.code,
        place_at="",
        track=sheet.track,
        track_at="",
        question=number,
        question_at=at(NUMBER + sheet.shift, line),
        value=value,
        value_at=value_at,
        elaboration=cell(row, ELABORATION + sheet.shift),
        elaboration_at=at(ELABORATION + sheet.shift, line),
        version=cell(row, VERSION + sheet.shift),
        version_at="",
    )


def refuse_other_round(sheets: list[OwnSheet], expected: str, expected_name: str) -> None:
    """Raise UnusableFile where a questionnaire is made for another round, or for several."""
    rounds = sorted({sheet.round for sheet in sheets})
    if len(rounds) > 1:
        raise UnusableFile(
            f"Arkene er spørgeskemaer til forskellige runder: {', '.join(rounds)}. Del filen, så hver runde er for sig."
        )
    if expected and rounds != [expected]:
        raise UnusableFile(
            f"Filen er et spørgeskema til runden {rounds[0]}, men du er ved at importere til {expected_name}. "
            "Vælg den anden runde, eller hent et nyt spørgeskema."
        )


def refuse_other_municipality(sheet: OwnSheet, known: Known, title: str) -> None:
    """Raise UnusableFile where the title names another municipality than the one the questionnaire was made for."""
    made_for = known.place(sheet.code)
    titled = known.place(title)
    if made_for and titled and titled != made_for:
        raise UnusableFile(
            f"Øverst på arket står {titled}, men spørgeskemaet er lavet til {made_for}. "
            f"Hent et spørgeskema til {titled}, og sæt svarene ind i det."
        )
