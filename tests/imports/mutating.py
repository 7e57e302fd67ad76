"""Tables as people spoil them: cells, rows, headings, encodings and bytes, changed by chance from a seed."""

import csv
import io
import string

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16", "utf-16-le", "utf-16-be")
CPR = "010203-1234"
NASTY = (
    *("", " ", "0", "-1", "1,5", "1.5", "1.234,5", "0376", "376 Faxe", "9" * 400, "1e309", "NaN", "∞", "٣٧٦", "½"),
    *(
        "=1+1",
        "=HYPERLINK(1)",
        "@x",
        "'",
        '"',
        ";",
        "|",
        "a|b|a",
        "\t",
        "to\nlinjer",
        "a\r\nb",
        "\x00",
        "x\x07y",
        "\x1b[0m",
    ),
    *(
        "#REF!",
        "#DIVISION/0!",
        "(formel uden værdi)",
        "2020-13-45",
        "31-02-2020",
        "1. 1. 2020",
        "32-01-0001",
        "ja",
        "nej",
        "delvis",
    ),
    *("i alt", "Total", "Kilde: os", "\u202eexe", "\u200b", "\ufeff", "😀" * 300, "æøåÆØÅ", "Å", "A\u030a", "\ue000"),
    *("x" * 300, "tekst " * 3000, CPR, "●●●●●●-●●●●", "none", "null", "' OR 1=1 --", "<b>x</b>", "{{ x }}", "%s", "\\"),
)
LETTERS = string.ascii_letters + string.digits + "æøåÆØÅ;,.|\"' \n\t-=\x00\x1f"


def spoiled(chance, sheets):
    """Give {name: rows} with some of its tables' cells, rows and headings changed."""
    sheets = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 5, 12))):
        rows = sheets[chance.choice(list(sheets))]
        if rows:
            chance.choice(SPOILERS)(chance, rows)
    if chance.random() < 0.05:
        sheets[f"Ark {len(sheets)}"] = chance.choice(
            ([], [["noget"]], [list(row) for row in next(iter(sheets.values()))])
        )
    return sheets


def saved(chance, sheets):
    """Give (name, bytes) of tables as a .csv (of the first sheet) or an .xlsx, sometimes with its bytes spoiled."""
    if len(sheets) > 1 or chance.random() < 0.4:
        name, data = "fil.xlsx", as_xlsx(chance, sheets)
    else:
        name, data = "fil.csv", as_csv(chance, next(iter(sheets.values())))
    if chance.random() < 0.2:
        data = chance.choice((flipped, cut, repeated, inserted, mixed))(chance, data)
    if chance.random() < 0.03:
        name = chance.choice(("fil.XLSX", "fil.CSV", "fil.txt", "fil.xls", "fil", f"{CPR}.csv"))
    return name, data


# --- Cells -------------------------------------------------------------------------------------------------


def _cell(chance, rows, first=0):
    """Give (row, place) of some cell; a row without cells is given one."""
    row = chance.choice(rows[first:] or rows)
    if not row:
        row.append("")
    return row, chance.randrange(len(row))


def swap_cells(chance, rows):
    """Let two cells change places."""
    (one, at), (other, there) = _cell(chance, rows), _cell(chance, rows)
    one[at], other[there] = other[there], one[at]


def blank_cell(chance, rows):
    """Empty a cell."""
    row, at = _cell(chance, rows, 1)
    row[at] = ""


def nasty_cell(chance, rows):
    """Put something into a cell that does not belong there."""
    row, at = _cell(chance, rows, 1)
    row[at] = chance.choice(NASTY)


def garble_cell(chance, rows):
    """Change a letter in a cell, as a slip of the finger does."""
    row, at = _cell(chance, rows, 1)
    text = row[at]
    place = chance.randint(0, len(text))
    row[at] = text[:place] + chance.choice(("", chance.choice(LETTERS))) + text[place + chance.choice((0, 1)) :]


def pad_cell(chance, rows):
    """Put spaces around a text and change its case."""
    row, at = _cell(chance, rows)
    row[at] = chance.choice((f"  {row[at]} ", row[at].upper(), f"\u00a0{row[at]}", row[at].lower()))


def nasty_column(chance, rows):
    """Put the same into all cells of a column."""
    at, text = _cell(chance, rows)[1], chance.choice(NASTY)
    for row in rows[1:]:
        row[at : at + 1] = [text]


# --- Rows --------------------------------------------------------------------------------------------------


def double_row(chance, rows):
    """Have a row twice, sometimes with another cell."""
    row = list(chance.choice(rows))
    rows.insert(chance.randint(0, len(rows)), row)
    if row and chance.random() < 0.5:
        row[chance.randrange(len(row))] = chance.choice(NASTY)


def delete_row(chance, rows):
    """Lose a row, the headings too."""
    if len(rows) > 1:
        del rows[chance.randrange(len(rows))]


def shuffle_rows(chance, rows):
    """Sort the rows anew, mostly without the headings."""
    first = chance.choice((0, 1, 1, 1))
    body = rows[first:]
    chance.shuffle(body)
    rows[first:] = body


def other_row(chance, rows):
    """Put in a row that is none: empty, a title, a total, a source, or far too long."""
    wide = len(rows[0])
    row = chance.choice(
        ([], [""] * wide, ["Oversigt over det hele"], ["I alt", *["7"] * wide], ["Kilde: os"], ["x"] * 60)
    )
    rows.insert(chance.choice((0, len(rows), chance.randint(0, len(rows)))), list(row))


def cut_rows(chance, rows):
    """Lose the end of the table."""
    del rows[chance.randint(0, len(rows)) :]


# --- Headings and columns ----------------------------------------------------------------------------------


def other_heading(chance, rows):
    """Call a column something else."""
    row, at = rows[0] or [""], chance.randrange(max(len(rows[0]), 1))
    row[at] = chance.choice(("", "Bemærkning", row[at] * 2, row[at].upper(), row[at].replace("ø", "oe"), row[at][:-1]))


def double_heading(chance, rows):
    """Call two columns the same."""
    if len(rows[0]) > 1:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice(rows[0])


def merged_headings(chance, rows):
    """Let a heading stand over two columns, as merged cells do."""
    if len(rows[0]) > 1:
        at = chance.randrange(len(rows[0]) - 1)
        rows[0][at], rows[0][at + 1] = f"{rows[0][at]} {rows[0][at + 1]}", ""


def other_columns(chance, rows):
    """Lose, add or move a column."""
    act, at = chance.choice(("lose", "add", "move")), chance.randrange(max(map(len, rows), default=0) + 1)
    for number, row in enumerate(rows):
        if act == "add":
            row.insert(min(at, len(row)), "noget" if number else "Noter")
        elif at < len(row):
            cell = row.pop(at)
            if act == "move":
                row.append(cell)


SPOILERS = (
    *(swap_cells, blank_cell, nasty_cell, nasty_cell, nasty_cell, garble_cell, garble_cell, pad_cell, nasty_column),
    *(double_row, delete_row, shuffle_rows, other_row, cut_rows),
    *(other_heading, double_heading, merged_headings, other_columns),
)


# --- Files -------------------------------------------------------------------------------------------------


def as_csv(chance, rows):
    """Give rows as a .csv in some encoding, with some separator and line end."""
    out = io.StringIO(newline="")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    separator, end = chance.choice(";;;,\t"), chance.choice(("\r\n", "\n"))
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    before = f"sep={separator}{end}" if chance.random() < 0.05 else ""
    return (before + out.getvalue()).encode(chance.choice(ENCODINGS), "replace")


def as_xlsx(chance, sheets):
    """Give tables as an .xlsx, in which numbers, formulas and errors are such to Excel too."""
    workbook = Workbook(write_only=True)
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = workbook.create_sheet(name or "Ark1")
        if number and chance.random() < 0.1:
            sheet.sheet_state = "hidden"
        for row in rows:
            sheet.append([_value(chance, sheet, text) for text in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _value(chance, sheet, text):
    text = "".join(char for char in text if char >= " " or char in "\n\t")[:32_000]
    cell = WriteOnlyCell(sheet, value=text)
    if text.isdecimal() and text.isascii() and len(text) < 15 and chance.random() < 0.5:
        cell.value = int(text)
    elif chance.random() < 0.002:
        cell.value = "=1/0"
    elif text.startswith("=") and chance.random() < 0.8:
        cell.data_type = "s"
    return cell


def flipped(chance, data):
    """Change some bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 50))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance, data):
    """Lose the end."""
    return data[: chance.randint(0, len(data))]


def repeated(chance, data):
    """Have the file twice."""
    return data + data


def inserted(chance, data):
    """Put in bytes that do not belong there."""
    at = chance.randint(0, len(data))
    return (
        data[:at] + chance.choice((b"\x00", b"\xff\xfe", b'"', b"\n\n\n", b";" * 500, b"\xc3", bytes(100))) + data[at:]
    )


def mixed(chance, data):
    """Go on in another encoding."""
    at = chance.randint(0, len(data))
    return data[:at] + data[at:].decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")
