"""Telling a questionnaire from a table with one answer a row, and bringing every shape of it to the same columns."""

from dataclasses import replace

from openpyxl.utils.cell import coordinate_to_tuple

from clusters.answer_tables import own
from clusters.answer_tables.by_place import heading_line, read_by_place
from clusters.answer_tables.by_question import question_columns, read_by_question
from clusters.answer_tables.columns import CODE, INDICATOR, MUNICIPALITY, SPECS, VALUE
from clusters.answer_tables.found import Found, at, cell
from clusters.answer_tables.known import Known
from clusters.answer_tables.meaning import track_columns
from clusters.answer_tables.whose import Part, completed, placed, why_undecided
from misbrug.tables.book import Book, Row, Table, Understood
from misbrug.text.danish import join, loose_fold, sort_key

# So many lines of a sheet tell what it is: a table of a hundred thousand answers is not read to its end for that.
LOOK_AT = 80
COLUMNS = ("kommune", "spor", "indikator", "svar", "uddybning")
OWN_COLUMNS = ("runde", *COLUMNS, "version")
ANSWERS, BY_QUESTION, BY_PLACE = "answers", "question", "place"
_NAMES = {loose_fold(word): spec.name for spec in SPECS for word in (spec.name, *spec.also)}
NO_PLACE = (
    "Filen siger ikke, hvilken kommune svarene er fra. Skriv kommunens navn over tabellen eller i filens navn, "
    "og vælg filen igen."
)


def understand_questionnaire(book: Book, known: Known, chosen: dict, round_slug="", round_name="") -> Understood | None:
    """Give the `Understood` of a book that holds questionnaires; None where it does not, such as one answer a row.

    `chosen` is {folded heading: column name or ""}, decided by a person. Raises UnusableFile for a questionnaire of
    our own that belongs to another round than `round_slug`, or to another municipality than its title names.
    """
    ours = [(sheet, found) for sheet in book.sheets if (found := own.own_sheet(sheet.rows))]
    if ours:
        return _understood_own(book, ours, known, round_slug, round_name)
    shapes = {sheet.name: _shape(sheet, known, chosen) for sheet in book.sheets}
    if not any(shapes.values()) or ANSWERS in shapes.values():
        return None
    parts, unread = [], []
    for sheet in book.sheets:
        read = _read(sheet, shapes[sheet.name], known, chosen)
        if read:
            parts.append(placed(book, sheet, read, known))
        elif sheet.rows:
            unread.append(sheet.name)
    if not parts:
        return None
    undecided = why_undecided(book, parts, known) or _why_unclear(parts)
    parts = completed(book, parts, known)
    lacks_place = not all(part.read.has_places or part.place[0] for part in parts)
    return Understood(
        shape=_words(parts, shapes),
        tables=tuple(_table(part) for part in parts),
        specs=(*SPECS, *track_columns(known)),
        missing=(MUNICIPALITY.name,) if lacks_place and not undecided else (),
        notes=(*book.notes, *([NO_PLACE] if lacks_place else []), *_notes(parts, unread)),
        unusable=undecided,
    )


# ---- telling shapes apart ---------------------------------------------------------------------------------


def _shape(sheet, known, chosen):
    """Give ANSWERS for one answer a row, BY_QUESTION, BY_PLACE, or "" where no question is named."""
    rows = sheet.rows[:LOOK_AT]
    columns = question_columns(rows, known)
    lines = [row for row in rows if any(known.question(cell(row, column)) for column in columns)]
    if _has_headings_of_answers(rows, chosen) or (lines and _name_municipalities(rows, lines, columns, known)):
        return ANSWERS
    if not lines:
        return ""
    down = max(len({known.question(cell(row, column)) for row in lines} - {""}) for column in columns)
    across = heading_line(rows, known)[1]
    return BY_QUESTION if down >= across else BY_PLACE


def _name_municipalities(rows, lines, questions, known):
    """Say whether one column names a municipality beside most questions: then each line is one answer. Under the
    name of a municipality such words are an answer, since the number 320 is a code too."""
    above = rows[: rows.index(lines[0])]
    for column in range(max(map(len, lines))):
        if column in questions or any(known.place(cell(row, column)) for row in above):
            continue
        if 2 * sum(bool(known.place(cell(row, column))) for row in lines) >= len(lines):
            return True
    return False


def _has_headings_of_answers(rows, chosen):
    """Say whether one line names municipality, question and answer: the headings of a table of answers."""
    names = _NAMES | chosen
    for row in rows:
        found = {names.get(loose_fold(text)) for text in row if text}
        if {INDICATOR.name, VALUE.name} <= found and found & {CODE.name, MUNICIPALITY.name}:
            return True
    return False


def _read(sheet, shape, known, chosen):
    """Read a sheet in its shape, else in the other one; None where it is neither."""
    readers = (read_by_place, read_by_question) if shape == BY_PLACE else (read_by_question, read_by_place)
    found = (reader(sheet.rows, known, chosen) for reader in readers if shape)
    read = next((read for read in found if read and (read.answers or read.unclear)), None)
    return read and replace(read, unused=_filled(read, sheet.rows))


def _filled(read, rows):
    """Give the columns that are asked about, and those that are not used though something stands in them beside an
    answer; what is decided already is neither."""
    lines = [rows[found.line - 1] for found in read.answers]
    known = {loose_fold(heading) for _, heading, *_ in (*read.decided, *read.asked)}
    filled = (each for each in read.unused if any(cell(line, each[0]) for line in lines))
    return (*read.asked, *(each for each in filled if loose_fold(each[1]) not in known))


def _why_unclear(parts):
    """Say in Danish which answers cannot be read, and in which sheet; "" where all can."""
    several = len(parts) > 1
    return " ".join(
        f"Arket ”{part.sheet.name}”: {part.read.unclear}" if several else part.read.unclear
        for part in parts
        if part.read.unclear
    )


# ---- tables -----------------------------------------------------------------------------------------------


def _table(part):
    """Give a sheet's answers under the names of their columns, those that are in it; what is not used follows."""
    read, rows = part.read, part.sheet.rows
    lines = [_values(each, part, rows[each.line - 1]) for each in read.answers]
    beside = [*((column, heading, "") for column, heading in read.unused), *read.decided]
    headings = [*COLUMNS, *(heading for _, heading, _ in beside)]
    names = [*COLUMNS, *(name for *_, name in beside)]
    kept = [
        place
        for place in range(len(headings))
        if place >= len(COLUMNS) or not lines or any(any(line[place]) for line in lines)
    ]
    return Table(
        sheet=part.sheet.name,
        heading_line=read.heading_line,
        headings=tuple(headings[place] for place in kept),
        names=tuple(names[place] for place in kept),
        rows=tuple(
            Row(
                each.line,
                tuple(line[place][0] for place in kept),
                tuple(line[place][1] for place in kept),
                written=tuple(_written(rows, place, *line[place]) for place in kept),
            )
            for each, line in zip(read.answers, lines, strict=True)
        ),
        left_out=read.left_out,
    )


def _written(rows, place, text, where):
    """Give municipality and track as they stand in the sheet; what else is read is as it stands."""
    if not where or COLUMNS[place : place + 1] not in (("kommune",), ("spor",)):
        return text
    line, column = coordinate_to_tuple(where)
    return cell(rows[line - 1], column - 1)


def _values(found: Found, part, cells):
    """Give (text, where it stands) for each of COLUMNS and of the columns that are not used."""
    return (
        (found.place, found.place_at) if part.read.has_places else part.place,
        (found.track, found.track_at) if part.read.has_tracks else part.track,
        (found.question, found.question_at),
        (found.value, found.value_at),
        (found.elaboration, found.elaboration_at),
        *((cell(cells, column), at(column, found.line - 1)) for column, *_ in (*part.read.unused, *part.read.decided)),
    )


def _understood_own(book, ours, known, round_slug, round_name):
    own.refuse_other_round([sheet for _, sheet in ours], round_slug, round_name)
    for sheet, found in ours:
        own.refuse_other_municipality(found, known, cell(sheet.rows[found.top], found.shift))
    tables = tuple(_own_table(sheet, found, known) for sheet, found in ours)
    used = {sheet.name for sheet, _ in ours} | {own.GUIDE, own.LISTS}
    places = sorted({found.municipality for _, found in ours}, key=sort_key)
    # That the sheet of the drop-down lists is hidden and not read is as it should be.
    notes = [note for note in book.notes if own.LISTS not in note]
    unread = [sheet.name for sheet in book.sheets if sheet.rows and sheet.name not in used]
    if unread:
        notes.append(_not_used(unread))
    return Understood(f"Spørgeskemaet til {join(places)}, som det er hentet herfra", tables, SPECS, notes=tuple(notes))


def _own_table(sheet, found, known):
    answers, left_out = own.read_own(sheet.rows, found, known)
    rows = tuple(
        Row(
            each.line,
            (found.round, each.place, each.track, each.question, each.value, each.elaboration, each.version),
            ("", "", "", each.question_at, each.value_at, each.elaboration_at, ""),
            each.problem,
        )
        for each in answers
    )
    return Table(sheet.name, found.top + own.FIRST_ROW, OWN_COLUMNS, OWN_COLUMNS, rows, tuple(left_out))


# ---- words ------------------------------------------------------------------------------------------------


def _words(parts: list[Part], shapes):
    """Say what was understood: "Et spørgeskema: et ark pr. spor, en række pr. spørgsmål, en kolonne pr. kommune"."""
    places = {part.place[0] for part in parts} - {""}
    several = len(parts) > 1
    said = []
    if several and len(places) > 1:
        said.append("et ark pr. kommune")
    elif several and not any(part.read.has_tracks for part in parts):
        said.append("et ark pr. spor")
    if shapes[parts[0].sheet.name] == BY_PLACE:
        said += ["en række pr. kommune", "en kolonne pr. spørgsmål"]
    else:
        said.append("en række pr. spørgsmål")
        said += ["en kolonne pr. kommune"] if any(part.read.has_places for part in parts) else []
        said += ["en kolonne pr. spor"] if any(part.read.has_tracks for part in parts) else []
    whose = f" fra {places.pop()}" if len(places) == 1 else ""
    return f"Et spørgeskema{whose}: {', '.join(said)}"


def _notes(parts, unread):
    """Tell which sheets and columns are used and which are not."""
    notes = []
    if len(parts) > 1:
        notes.append(f"Der er svar i arkene {join([f'”{part.sheet.name}”' for part in parts])}.")
    if unread:
        notes.append(_not_used(unread))
    for part in parts:
        unused = [*part.read.unused, *((column, text) for column, text, name in part.read.decided if not name)]
        if unused:
            headings = join([f"”{heading[:60]}”" for _, heading in unused])
            where = f" i arket ”{part.sheet.name}”" if len(parts) > 1 else ""
            notes.append(f"Ikke brugt{where}: {headings}.")
    return tuple(notes)


def _not_used(names):
    sheets = join([f"”{name}”" for name in names])
    return f"Ikke brugt, da der ingen svar er i {'det' if len(names) == 1 else 'dem'}: {sheets}."
