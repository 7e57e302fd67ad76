"""The report as a workbook: facts in, bytes out. A sheet for each table, numbers as numbers, and native charts.

Nothing in it comes from the clock or from chance: the same facts give the same bytes.
"""

import io
import re
import zipfile
from datetime import UTC
from html import escape

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from clusters.reports.charts import Figure
from clusters.reports.facts import ReportFacts
from clusters.reports.renderers import xlsx_tables, xlsx_written
from clusters.reports.renderers.xlsx_cells import Writer
from clusters.reports.renderers.xlsx_charts import write_charts
from misbrug.tables.excel import clean, zipped
from misbrug.text.danish import date_long

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEFORE_CHARTS = (xlsx_tables.about, xlsx_tables.rules, xlsx_tables.indicators)
AFTER_CHARTS = (
    xlsx_tables.clusters,
    xlsx_tables.matrix,
    xlsx_tables.answers,
    xlsx_tables.rulings,
    xlsx_tables.supplements,
    xlsx_written.advice,
    xlsx_written.texts,
    xlsx_tables.needs,
    xlsx_written.annexes,
    xlsx_written.changes,
)
_FRAME = re.compile(r'name="Chart (\d+)"')


def render_xlsx(facts: ReportFacts) -> bytes:
    """Give the workbook of a report."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    _describe(workbook.properties, facts)
    writer = Writer(workbook, clean(facts.title), date_long(_moment(facts)))
    for table in BEFORE_CHARTS:
        _sheet(writer, table(facts))
    shown = write_charts(writer, facts)
    for table in AFTER_CHARTS:
        _sheet(writer, table(facts))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        # Not Workbook.save(), which would set the time of saving.
        ExcelWriter(workbook, archive).save()
    return _settled(out.getvalue(), shown)


def _sheet(writer, table):
    writer.table(writer.workbook.create_sheet(table.sheet), table)


def _moment(facts):
    return facts.edition.released_at if facts.edition else facts.taken_at


def _describe(properties, facts):
    at = _moment(facts).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = clean(facts.title)
    properties.subject = clean(facts.title_page.subtitle) or None
    properties.creator = clean(facts.title_page.publisher or facts.round.region)
    properties.category = "Statusrapport"
    properties.version = str(facts.edition.number) if facts.edition else None
    properties.language = "da-DK"
    properties.created = properties.modified = at


def _settled(data: bytes, shown: tuple[Figure, ...]) -> bytes:
    """Give a workbook with a fixed day on its files, and with a text for each chart in the place of the picture."""

    def content(old, name):
        if not name.startswith("xl/drawings/drawing"):
            return old.read(name)
        return _FRAME.sub(lambda match: _described(shown[int(match[1]) - 1]), old.read(name).decode()).encode()

    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zipped((name, content(old, name)) for name in old.namelist())


def _described(figure: Figure) -> str:
    said = escape(clean(f"{figure.title}. {figure.description}"))
    return f'name="Figur {figure.number}" descr="{said}"'
