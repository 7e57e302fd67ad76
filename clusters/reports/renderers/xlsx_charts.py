"""The workbook's charts: native bars that Excel draws, one for each indicator that is not unanimous.

Marks, order and words are those of all other formats (misbrug/text/marks.py): a pattern beside each colour, the number
in the bar, and one length for one municipality throughout. The numbers stand beside each chart.
"""

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.fill import ColorChoice, PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from clusters.reports.charts import Figure, figures
from clusters.reports.facts import ReportFacts
from clusters.reports.narrative import unanimity
from clusters.reports.renderers.xlsx_cells import LINE_HEIGHT, Writer, lines_of
from misbrug.tables.excel import clean
from misbrug.text.danish import first_upper, join
from misbrug.text.marks import STATES

SHEET = "Diagrammer"
# Line, and pattern with its two colours; "" for a plain ground.
_MARKS = {
    "ja": ("0E6760", "", "", "0E6760"),
    "nej": ("8A5A12", "wdUpDiag", "8A5A12", "F0D9B0"),
    "afventer": ("454545", "pct20", "454545", "EFEFEF"),
    "ikke_besvaret": ("707070", "", "", "FFFFFF"),
    "ikke_relevant": ("8E8E8E", "ltHorz", "8E8E8E", "FFFFFF"),
}
# The plate under a number, and the number.
_NUMBERS = {
    "ja": ("", "FFFFFF"),
    "nej": ("FDF7EA", "3F2803"),
    "afventer": ("FFFFFF", "1A1A1A"),
    "ikke_besvaret": ("FFFFFF", "1A1A1A"),
    "ikke_relevant": ("FFFFFF", "1A1A1A"),
}
_NO_WORDS = dict.fromkeys(("showLegendKey", "showCatName", "showSerName", "showPercent", "showBubbleSize"), False)
NAME_WIDTH, COUNT_WIDTH = 30, 9
_WIDTH, _HEAD, _ROW = 20.0, 2.6, 0.95
"""Width, and height of title and legend and of each bar, in centimetres."""
_ROW_POINTS, _POINTS_A_CM = 15.0, 28.35
_SCALE, _PAGE_POINTS = 70, 600
"""What of their size the charts have on paper, in percent, and how much of the sheet a page then holds."""


def write_charts(writer: Writer, facts: ReportFacts) -> tuple[Figure, ...]:
    """Write the sheet with a chart and its numbers for each figure of the report, and give the figures."""
    sheet = writer.workbook.create_sheet(SHEET)
    shown = tuple(figures(facts.verdicts).values())
    last = len(STATES) + 3
    sheet.column_dimensions["A"].width = NAME_WIDTH
    for place in range(2, last):
        sheet.column_dimensions[get_column_letter(place)].width = COUNT_WIDTH
    sheet.column_dimensions[get_column_letter(last)].width = 3
    writer.put(sheet, 1, 1, "Svar efter klynge", look="title")
    writer.put(sheet, 2, 1, _unanimous(facts))
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=last - 1)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 22, 2 * LINE_HEIGHT
    row, used = 4, 80.0
    for figure in shown:
        top, row = row, _figure(writer, sheet, figure, row)
        height = sum(sheet.row_dimensions[each].height or _ROW_POINTS for each in range(top, row))
        # A page ends before a chart that would be cut in two.
        if used + height > _PAGE_POINTS and top > 4:
            sheet.row_breaks.append(Break(id=top - 1))
            used = 0
        used += height
    sheet.freeze_panes = "A2"
    writer.page(sheet)
    # Breaks do not count on a sheet that is fitted to its pages.
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale = _SCALE
    return shown


def _unanimous(facts: ReportFacts) -> str:
    numbers = [row.number for row in facts.verdicts if row.unanimous]
    if not facts.n:
        return "Ingen kommuner deltager, så der er ingen svar at vise."
    if not numbers:
        return f"{first_upper(unanimity(facts))}." if facts.verdicts else "Der er ingen indikatorer."
    return f"Alle klynger svarer ja til {join(numbers)}. De har ikke noget diagram."


def _figure(writer, sheet, figure, top):
    """Write one figure from a row on: its title, its numbers with the chart beside them. Give the next free row."""
    writer.put(sheet, top, 1, figure.title, look="bold")
    width = NAME_WIDTH + COUNT_WIDTH * (len(STATES) + 1)
    sheet.merge_cells(start_row=top, start_column=1, end_row=top, end_column=len(STATES) + 2)
    sheet.row_dimensions[top].height = LINE_HEIGHT * lines_of(clean(figure.title), width) + 3
    head = ("Klynge", *(first_upper(state.word) for state in STATES), "N")
    for place, heading in enumerate(head, start=1):
        writer.put(sheet, top + 1, place, heading, look="head")
    sheet.row_dimensions[top + 1].height = 2 * LINE_HEIGHT
    lines = [*((row.name, row.counts) for row in figure.rows), ("I alt", figure.total)]
    for number, (name, counts) in enumerate(lines, start=top + 2):
        look = "bold" if number == top + 1 + len(lines) else ""
        writer.put(sheet, number, 1, name, look=look)
        for place, state in enumerate(STATES, start=2):
            writer.put(sheet, number, place, getattr(counts, state.key), look=look)
        writer.put(sheet, number, len(STATES) + 2, counts.n, look=look)
        sheet.row_dimensions[number].height = max(_ROW_POINTS, LINE_HEIGHT * lines_of(clean(name), NAME_WIDTH) + 3)
    height = _HEAD + _ROW * len(figure.rows)
    chart = _chart(figure, top + 2, height)
    sheet.add_chart(chart, f"{get_column_letter(len(STATES) + 4)}{top}")
    used = sum(sheet.row_dimensions[number].height for number in range(top, top + 2 + len(lines)))
    spare = max(0, height * _POINTS_A_CM - used)
    return top + 2 + len(lines) + 1 + int(spare // _ROW_POINTS) + 1


def _chart(figure, first, height):
    last = first + len(figure.rows) - 1
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 45
    chart.width, chart.height = _WIDTH, height
    chart.title = _title(figure)
    chart.legend.position, chart.legend.overlay = "b", False
    chart.roundedCorners = False
    for place, state in enumerate(STATES, start=2):
        if getattr(figure.total, state.key):
            chart.series.append(_series(figure, place, state, first, last))
    # The first cluster stands at the top, and one municipality has one length in all charts.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.majorTickMark = "none"
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.x_axis.txPr = _letters("1A1A1A", 1000)
    chart.y_axis.majorGridlines = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, figure.longest
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill="DCDCDC"))
    chart.layout = _room(height)
    return chart


def _room(height):
    """Give where the bars stand: below the title, above the legend, with room for the clusters' names."""
    top, bottom = 1.5, 1.0
    place = ManualLayout(xMode="edge", yMode="edge", x=0.24, y=top / height, w=0.73, h=1 - (top + bottom) / height)
    place.layoutTarget = "inner"
    return Layout(manualLayout=place)


def _series(figure, column, state, first, last):
    """Give the bars of one state: where their numbers stand, and the numbers for programs that reckon nothing."""
    letter, counts = get_column_letter(column), [getattr(row.counts, state.key) for row in figure.rows]
    names = [clean(row.name) for row in figure.rows]
    word = first_upper(state.word)
    series = Series(
        idx=column - 2,
        order=column - 2,
        tx=SeriesLabel(strRef=_texts(f"${letter}${first - 1}", [word])),
        cat=AxDataSource(strRef=_texts(f"$A${first}:$A${last}", names)),
        val=NumDataSource(numRef=_numbers(f"${letter}${first}:${letter}${last}", counts)),
    )
    line, pattern, ink, ground = _MARKS[state.key]
    fill = (
        {
            "pattFill": PatternFillProperties(
                prst=pattern, fgClr=ColorChoice(srgbClr=ink), bgClr=ColorChoice(srgbClr=ground)
            )
        }
        if pattern
        else {}
    )
    outline = LineProperties(w=9525, solidFill=line, prstDash="dash" if state.key == "ikke_besvaret" else "solid")
    series.graphicalProperties = GraphicalProperties(ln=outline, **(fill or {"solidFill": ground}))
    series.invertIfNegative = False
    plate, digits = _NUMBERS[state.key]
    series.dLbls = DataLabelList(
        # A part of no length has neither number nor plate.
        dLbl=[DataLabel(idx=place, showVal=False, **_NO_WORDS) for place, count in enumerate(counts) if not count],
        numFmt="0;;",
        dLblPos="ctr",
        showVal=True,
        **_NO_WORDS,
        spPr=GraphicalProperties(solidFill=plate) if plate else None,
        txPr=_letters(digits, 1000, bold=True),
    )
    return series


def _texts(cells, values):
    points = [StrVal(idx=place, v=value) for place, value in enumerate(values)]
    return StrRef(f=f"'{SHEET}'!{cells}", strCache=StrData(ptCount=len(points), pt=points))


def _numbers(cells, values):
    points = [NumVal(idx=place, v=value) for place, value in enumerate(values)]
    return NumRef(f=f"'{SHEET}'!{cells}", numCache=NumData(formatCode="General", ptCount=len(points), pt=points))


def _title(figure):
    look = CharacterProperties(sz=1100, b=True, solidFill="1A1A1A")
    run = RegularTextRun(rPr=look, t=f"{clean(figure.title)[:230]} ({_ja_of_all(figure)})")
    text = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), r=[run])])
    return Title(tx=Text(rich=text), overlay=False)


def _ja_of_all(figure):
    return f"{figure.total.ja} af {figure.total.n} ja"


def _letters(colour, size, *, bold=False):
    look = CharacterProperties(sz=size, b=bold, solidFill=colour)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=look), endParaRPr=look)])
