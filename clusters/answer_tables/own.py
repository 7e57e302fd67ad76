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
from misbrug.tables.book import LeftOut, UnusableFile

MARK = "misbrug-spørgeskema-1"
# The columns of a sheet, counted from nought: what is seen, then what is hidden.
NUMBER, TEXT, VALUE, ELABORATION, KEY, VERSION, OPTION = range(7)
# So many lines from the mark on come before the first field.
FIRST_ROW = 4
GUIDE, LISTS = "Vejledning", "Valgmuligheder"
_PLACE = ("Klynge", "Kommunekode", "Kommune")
BESIDE = (
    ("Oplysning", "Indhold"),
    (*_PLACE, "Rolle", "Deltager"),
    (*_PLACE, "Spor", "Indikator", "Vurderet til"),
    (*_PLACE, "Indikator", "Resultat"),
    (*_PLACE, "Årsag"),
)
"""The headings of the sheets that stand beside the answers in the file of a whole round."""
SEPARATOR = "|"
DAMAGED = (
    "Spørgeskemaet mangler kolonner eller linjer, så svarene ikke kan læses sikkert. Hent et nyt skema, og sæt "
    "svarene ind i det."
)
MOVED = "Hent et nyt skema, og sæt svarene ind i det."
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


def read_own(rows, sheet: OwnSheet, known: Known) -> tuple[list[Found], list[LeftOut]]:
    """Give the answers of one sheet: those that hold anything, those that did when the sheet was made, and lines whose
    cells have been moved against what is hidden in them, which are not to be believed. And the lines that hold
    something where an answer belongs, but are of no question.

    Of several choices each has a line with an x, under the line of its question.
    """
    found, options, lost = [], {}, []
    all_options = {cell(row, OPTION + sheet.shift) for row in rows[sheet.top + FIRST_ROW :]} - {""}
    for line in range(sheet.top + FIRST_ROW, len(rows)):
        row = _SheetRow(rows[line], line, sheet)
        if not row.number:
            lost += row.lost()
            continue
        moved = row.moved(known, all_options)
        if moved or not row.option:
            found.append((row, moved))
        elif row.value:
            options.setdefault(row.number, []).append((row.option, row.value_at))
    answers = (row.answer(() if moved else options.get(row.number), moved) for row, moved in found)
    held = [each for each in answers if each.problem or each.value or each.elaboration or each.version not in ("", "0")]
    return held, lost


class _SheetRow:
    """One line of a sheet: what is seen in it, and what is hidden."""

    def __init__(self, cells, line, sheet):
        self.cells, self.line, self.sheet = cells, line, sheet
        self.number, self.option, self.version = (self._cell(column) for column in (KEY, OPTION, VERSION))
        self.value, self.value_at = self._cell(VALUE), at(VALUE + sheet.shift, line)

    def _cell(self, column):
        return cell(self.cells, column + self.sheet.shift)

    def lost(self):
        """Give, as `LeftOut`, a line that belongs to no question though something stands where an answer belongs."""
        if not (self.value or self._cell(ELABORATION)):
            return []
        seen = " · ".join(filter(None, (self._cell(column) for column in range(KEY))))
        return [LeftOut(self.line + 1, seen[:80], "Hører ikke til et spørgsmål")]

    def moved(self, known, options):
        """Say what is wrong where what is seen is not what the line belongs to; "" where it is. `options` are all that
        the sheet has, so that none is taken for the words of a question."""
        number, text = self._cell(NUMBER), self._cell(TEXT)
        if self.option:
            belongs, stands = f"”{self.option}” under {self.number}", f"”{text[:60]}”" if text else number
            is_same = text == self.option and not number
        else:
            # The number may have lost its dot on its way through another program.
            is_same = number.replace(",", ".") == self.number.replace(",", ".")
            belongs, stands = self.number, number
            other = known.question(text.partition("\n")[0])
            is_other = text in options or (other and not known.is_same_question(other, self.number))
            if is_same and (not text or is_other):
                is_same, stands = False, f"”{text.partition(chr(10))[0][:60]}”" if text else ""
        if is_same:
            return ""
        return f"Rækken hører til {belongs}, men der står {stands or 'intet'}. {MOVED}"

    def answer(self, options, moved):
        """Give what the line answers, with the chosen `options` of its question."""
        value, value_at = self.value, self.value_at
        if options:
            value, value_at = SEPARATOR.join(option for option, _ in options), options[0][1]
        shift, sheet = self.sheet.shift, self.sheet
        return Found(
            line=self.line + 1,
            place=sheet.code,
            place_at="",
            track=sheet.track,
            track_at="",
            question=self.number,
            question_at=at(NUMBER + shift, self.line),
            value=value,
            value_at=value_at,
            elaboration=self._cell(ELABORATION),
            elaboration_at=at(ELABORATION + shift, self.line),
            version=self.version,
            version_at="",
            problem=moved,
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
