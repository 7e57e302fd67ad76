"""An action plan as a workbook: facts in, bytes out. Numbers are numbers, and what people wrote is never a formula.

What is unknown is an empty cell, so that Excel's own sums are right, with the word for it in a column of its own.
"""

import io
import math

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from misbrug.tables.excel import clean
from misbrug.text.danish import amount, date_long, first_upper, join, sort_key
from strategies import budget
from strategies.renderers.plan_formulas import UNKNOWN, Sums, with_results
from strategies.workbook import PlanFacts

MIO, WHOLE, YEAR, DAY = "#,##0.0##", "#,##0", "0", "[$-406]d\\. mmmm yyyy"
COUNTED = '[=1]0" aktivitet";0" aktiviteter"'
FONT, LINE_HEIGHT, TALLEST = "Calibri", 13.5, 405
LINE = Side(style="thin", color="BFBFBF")
HEAD = PatternFill("solid", fgColor="EEF3F8")

# Heading, width in characters, number format ("" for text), and how an activity fills the cell.
COLUMNS = (
    ("Fokusområde", 18, "", lambda line: line.focus_area),
    ("Aktivitet", 26, "", lambda line: line.title),
    ("Klar", 11, "", lambda line: line.readiness),
    ("Tilstand", 10, "", lambda line: line.state),
    ("Årligt, mio. kr.", 9, MIO, lambda line: line.cost.annual),
    ("Etablering, mio. kr.", 11, MIO, lambda line: line.cost.establishment),
    ("Ukendte beløb", 14, "", lambda line: unknown_words(line.cost)),
    ("Finansiering", 17, "", lambda line: line.funding),
    ("Finansiering, antal år", 13, WHOLE, lambda line: line.cost.years),
    ("Borgere, skøn", 9, WHOLE, lambda line: line.citizens),
    ("Start", 8, YEAR, lambda line: line.start),
    ("Forudsætninger", 26, "", lambda line: line.prerequisites),
    ("Eksempel", 10, "", lambda line: line.example),
    ("Forventet effekt", 30, "", lambda line: line.effect),
    ("Forudsætninger, hvordan det står", 26, "", lambda line: line.conditions),
    ("Prioritet", 10, "", lambda line: line.priority),
    ("Hvorfor den prioritet", 24, "", lambda line: line.priority_reason),
    ("Ansvarlig", 18, "", lambda line: line.responsible),
    ("Samarbejdspartnere", 20, "", lambda line: line.partners),
    ("Mål", 28, "", lambda line: line.goals),
    ("Anbefalinger", 12, "", lambda line: line.recommendations),
    ("Indikatorer", 12, "", lambda line: line.indicators),
    ("Beskrivelse", 80, "", lambda line: line.text),
)
LETTERS = {heading: get_column_letter(place) for place, (heading, *_) in enumerate(COLUMNS, start=1)}
# Those to the right of it are for the screen: on paper they would make all of it too small to read.
LAST_PRINTED = "Eksempel"
ANNUAL, ESTABLISHMENT, YEARS = "Årligt, mio. kr.", "Etablering, mio. kr.", "Finansiering, antal år"
# Heading, width, format, the formula, and what it gives; the columns of the sheet "Økonomi" from the second on.
SUMS = (
    ("Aktiviteter", 12, WHOLE, lambda sums, row: sums.count(), lambda totals: totals.count),
    (
        f"{budget.SUM_NAMES[0]}, mio. kr.",
        *(12, MIO, lambda sums, row: sums.sum(ANNUAL), lambda totals: known(totals.sums[0])),
    ),
    ("Ukendt årligt, antal", 14, WHOLE, lambda sums, row: sums.unknown(ANNUAL), lambda totals: totals.annual.unknown),
    (
        f"{budget.SUM_NAMES[1]}, mio. kr.",
        *(22, MIO, lambda sums, row: sums.sum(ANNUAL, sums.limited(YEARS), whole=f"C{row}")),
        lambda totals: known(totals.sums[1]),
    ),
    (
        f"{budget.SUM_NAMES[2]}, mio. kr.",
        *(15, MIO, lambda sums, row: sums.sum(ANNUAL, sums.limited(YEARS, 1), whole=f"C{row}")),
        lambda totals: known(totals.sums[2]),
    ),
    (
        f"{budget.SUM_NAMES[3]}, mio. kr.",
        *(15, MIO, lambda sums, row: sums.sum(ESTABLISHMENT), lambda totals: known(totals.sums[3])),
    ),
    (
        "Ukendt etablering, antal",
        *(16, WHOLE, lambda sums, row: sums.unknown(ESTABLISHMENT), lambda totals: totals.establishment.unknown),
    ),
    ("Opgivne, ikke regnet med", 14, WHOLE, lambda sums, row: sums.count(dropped=True), lambda totals: totals.dropped),
)
NOTES = (
    ("Dato", 18, DAY, lambda note: note.date),
    ("Fokusområde", 26, "", lambda note: note.focus_area),
    ("Aktivitet", 30, "", lambda note: note.activity),
    ("Notat", 60, "", lambda note: note.text),
    ("Tilstand", 20, "", lambda note: note.state),
    ("Klar", 20, "", lambda note: note.readiness),
    ("Eksempel", 11, "", lambda note: note.example),
)


def render_plan_xlsx(facts: PlanFacts) -> bytes:
    """Give the workbook: the plan, its economy, its notes, and what the workbook is."""
    workbook = Workbook()
    workbook.properties.title = clean(f"{facts.plan or 'Handleplan'}: {facts.strategy}")
    workbook.properties.creator = clean(join(facts.places))
    workbook.properties.language = "da-DK"
    results = {"sheet1.xml": {}, "sheet2.xml": {}}
    _plan(workbook.active, facts, results["sheet1.xml"])
    _economy(workbook.create_sheet(), facts, results["sheet2.xml"])
    _notes(workbook.create_sheet(), facts)
    _about(workbook.create_sheet(), facts)
    out = io.BytesIO()
    workbook.save(out)
    return with_results(out.getvalue(), results)


def unknown_words(cost: budget.Cost) -> str:
    """Say which amounts of an activity are unknown: "årlig udgift og etablering", "" for none."""
    amounts = (("årlig udgift", cost.annual), ("etablering", cost.establishment))
    return join([name for name, value in amounts if value is None])


def known(found: budget.Sum):
    """Give a sum for a cell; "Ukendt" where no amount in it is known."""
    return UNKNOWN if found.is_unknown else found.total


# ---- the sheets ---------------------------------------------------------------------------------------


def _plan(sheet, facts, results):
    sheet.title = "Handleplan"
    _table(sheet, COLUMNS, facts.lines)
    _print(sheet, facts, heads="1:1")
    sheet.freeze_panes = "C2"
    if not facts.lines:
        _text(
            sheet.cell(2, 1), "Ingen aktiviteter passer til filtrene." if facts.filters else "Ingen aktiviteter endnu."
        )
        return
    # Below the filtered rows, with a row between, so that sorting and filtering leave the sums alone.
    row = len(facts.lines) + 3
    _text(sheet.cell(row, 1), "Sum efter fokusområde", bold=True)
    _height(sheet, row)
    # The same rows stand at the top of the sheet "Økonomi", where they are reckoned.
    for source, (name, totals) in enumerate(
        (*_groups(facts, "focus_area").items(), ("I alt", _totals(facts))), start=2
    ):
        row += 1
        look = {"bold": name == "I alt"}
        _text(sheet.cell(row, 1), name, **look)
        _formula(sheet.cell(row, 2), f"Økonomi!B{source}", COUNTED, totals.count, results, **look)
        _formula(sheet.cell(row, 5), f"Økonomi!C{source}", MIO, known(totals.annual), results, **look)
        _formula(sheet.cell(row, 6), f"Økonomi!G{source}", MIO, known(totals.establishment), results, **look)
        unknown = " og ".join(
            f"{name} for {number}"
            for name, number in (("årlig udgift", totals.annual.unknown), ("etablering", totals.establishment.unknown))
            if number
        )
        annual, establishment = f"Økonomi!D{source}", f"Økonomi!H{source}"
        words = (
            f'IF({annual}>0,"årlig udgift for "&{annual},"")&IF(AND({annual}>0,{establishment}>0)," og ","")'
            f'&IF({establishment}>0,"etablering for "&{establishment},"")'
        )
        _formula(sheet.cell(row, 7), words, "", unknown, results, **look)
        _height(sheet, row, least=2 if unknown else 1)
    sheet.print_area = f"A1:{LETTERS[LAST_PRINTED]}{row}"


def _economy(sheet, facts, results):
    sheet.title = "Økonomi"
    row = 1
    for heading, name in (("Fokusområde", "focus_area"), ("Finansiering", "funding")):
        columns = ((heading, 44, "", None), *(column[:4] for column in SUMS))
        _head(sheet, columns, row)
        for group, totals in (*_groups(facts, name).items(), (None, _totals(facts))):
            row += 1
            last = group is None
            _text(sheet.cell(row, 1), "I alt" if last else group or "Ikke angivet", bold=last)
            named = {} if last else {"group": heading, "name": f"$A{row}" if group else ""}
            sums = Sums(LETTERS, max(2, len(facts.lines) + 1), **named)
            for place, (_, _, form, formula, value) in enumerate(SUMS, start=2):
                _formula(sheet.cell(row, place), formula(sums, row), form, value(totals), results, bold=last)
            _rule(sheet, row, len(columns))
            _height(sheet, row)
        row += 3
    _print(sheet, facts)


def _notes(sheet, facts):
    sheet.title = "Notater"
    _table(sheet, NOTES, facts.notes)
    sheet.freeze_panes = "A2"
    if not facts.notes:
        _text(sheet.cell(2, 1), "Ingen notater endnu.")
    _print(sheet, facts, heads="1:1")


def _about(sheet, facts):
    sheet.title = "Om"
    chosen = join([f"{name}: {word}" for name, word in facts.filters])
    shown = f"{len(facts.lines)} af {amount(facts.total_count, 'aktivitet', 'aktiviteter')}"
    rows = (
        ("Strategi", facts.strategy),
        ("Kommune" if len(facts.places) == 1 else "Kommuner", join(facts.places)),
        ("Tilstand", first_upper(facts.state)),
        ("Vedtaget", _adopted(facts)),
        ("Periode", facts.period),
        ("Handleplan", facts.plan or "Strategien har ingen handleplan endnu"),
        ("Kilde", facts.source),
        ("Adresse", facts.address),
        ("Hentet", date_long(facts.day)),
        ("Vist", f"{shown}, valgt ud fra {chosen}" if chosen else shown),
        ("Beløb", "Mio. kr. En tom celle er et ukendt beløb, ikke 0. Opgivne aktiviteter er ikke med i summerne."),
        ("Summer", "De følger det, du filtrerer og retter i arket Handleplan."),
        ("Tidsbegrænset", "Den del af den årlige udgift, der kun er foreslået for et antal år. Etablering er for sig."),
        ("Borgere", "Skøn. De kan ikke lægges sammen, for den samme borger kan være nået af flere aktiviteter."),
        ("Klar", "Siger, hvor klar en aktivitet er til at blive ført ud i livet, ikke hvor vigtig den er."),
        ("Eksempler", _examples(facts)),
    )
    for number, (label, value) in enumerate((row for row in rows if row[1]), start=1):
        _text(sheet.cell(number, 1), label, bold=True)
        _text(sheet.cell(number, 2), value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 80
    _print(sheet, facts)


def _adopted(facts):
    """Give when it was adopted, of a joint strategy by whom when."""
    joint = len(facts.places) > 1
    return join(
        [
            f"{f'{place} ' if joint else ''}{date_long(day)}{' (eksempel)' if invented else ''}"
            for place, day, invented in facts.adoptions
        ]
    )


def _examples(facts):
    if facts.is_example:
        return "Strategien er opfundet for at vise, hvordan det kan se ud."
    if any(line.example for line in facts.lines) or any(note.example for note in facts.notes):
        return "Det, der er mærket i kolonnen Eksempel, er opfundet."
    return ""


def _groups(facts, name):
    """Give the totals by focus area in the plan's order, by funding in that of the alphabet with none stated last."""
    found = budget.by_group(facts.lines, lambda line: getattr(line, name), lambda line: line.cost)
    if name == "focus_area":
        return found
    return dict(sorted(found.items(), key=lambda group: (not group[0], sort_key(group[0]))))


def _totals(facts):
    return budget.totals(line.cost for line in facts.lines)


# ---- cells --------------------------------------------------------------------------------------------


def _table(sheet, columns, rows):
    _head(sheet, columns, 1)
    for number, row in enumerate(rows, start=2):
        for place, (_, _, form, value) in enumerate(columns, start=1):
            cell = sheet.cell(number, place)
            found = value(row)
            _number(cell, found, form) if form and not isinstance(found, str) else _text(cell, found)
        _rule(sheet, number, len(columns))
        _height(sheet, number)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"


def _head(sheet, columns, row):
    for place, (heading, width, form, _) in enumerate(columns, start=1):
        cell = sheet.cell(row, place)
        _text(cell, heading, bold=True)
        cell.fill = HEAD
        cell.alignment = _placed(form, wrap_text=True, vertical="bottom")
        sheet.column_dimensions[get_column_letter(place)].width = width
    _rule(sheet, row, len(columns))
    _height(sheet, row)


def _text(cell, text, *, bold=False):
    """Write a text that stays a text, whatever it looks like: "=1+1", "0376"."""
    cell.value = clean(text) or None
    if cell.value is not None:
        cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@", "'"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(name=FONT, size=10, bold=bold)


def _number(cell, value, form, *, bold=False):
    cell.value, cell.number_format = value, form
    cell.alignment = _placed(form, vertical="top")
    cell.font = Font(name=FONT, size=10, bold=bold)


def _formula(cell, formula, form, value, results, *, bold=False):
    """Write a formula of our own, and keep what it gives."""
    _number(cell, f"={formula}", form or "General", bold=bold)
    if not form:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    results[cell.coordinate] = value


def _placed(form, **options):
    """Numbers stand to the right, with an indent that keeps them from the text beside them; the rest to the left."""
    if form in (MIO, WHOLE):
        return Alignment(horizontal="right", indent=1, **options)
    return Alignment(horizontal="left", **options)


def _height(sheet, row, least=1):
    """Make a row as tall as its longest text needs: not every program does so when it opens a file."""
    lines = least
    for cell in sheet[row]:
        if isinstance(cell.value, str) and cell.data_type != "f":
            room = max(1, sheet.column_dimensions[cell.column_letter].width * 0.95)
            lines = max(lines, sum(max(1, math.ceil(len(part) / room)) for part in cell.value.split("\n")))
    sheet.row_dimensions[row].height = min(TALLEST, lines * LINE_HEIGHT + 2)


def _rule(sheet, row, width):
    for place in range(1, width + 1):
        sheet.cell(row, place).border = Border(bottom=LINE)


def _print(sheet, facts, heads=""):
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if heads:
        sheet.print_title_rows = heads
    # "&" begins a code in a header.
    sheet.oddHeader.left.text = clean(facts.strategy).replace("&", "&&")[:200]
    sheet.oddHeader.right.text = date_long(facts.day)
    sheet.oddFooter.right.text = "Side &P af &N"
