"""What a workbook can hold, and how it is saved so that the same content is the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import PurePath

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.writer.excel import ExcelWriter

MOST_CHARACTERS = 32_767
"""So much text a cell can hold, counted as Excel does: an emoji counts twice."""
# With those that Word has for a line break, and others of which no XML can hold.
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e]")
# Excel takes _x0041_ in a text for a coded letter.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\\*?:/\[\]]")
# The oldest day that a file inside a zip can have.
OLDEST_DAY = (1980, 1, 1, 0, 0, 0)


def visible(text: str) -> str:
    """Give a text as typed, without the characters that nobody sees and XML forbids."""
    return _NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", _LINE_BREAKS.sub("\n", text)))


def clean(text: str) -> str:
    """Give a text as a workbook can hold it: what is visible of it, and nothing that Excel takes for a code."""
    return _CODED.sub("_x005F_", visible(text))


def length(text: str) -> int:
    """Give how long a text is to Excel."""
    return len(text) + sum(char > "\uffff" for char in text) if not text.isascii() else len(text)


def saved(workbook, at=None) -> bytes:
    """Give a workbook as bytes in which nothing comes from the clock: `at` is when it says that it was made."""
    moment = at or datetime(*OLDEST_DAY, tzinfo=UTC)
    properties = workbook.properties
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.language = "da-DK"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        # Not Workbook.save(), which would set the time of saving.
        ExcelWriter(workbook, archive).save()
    return settled(out.getvalue())


def settled(data: bytes) -> bytes:
    """Give a zip with the same day on each of its files."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zipped((name, old.read(name)) for name in old.namelist())


def zipped(files) -> bytes:
    """Give (name, content) pairs as the bytes of a zip in which nothing comes from the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            item = zipfile.ZipInfo(name, OLDEST_DAY)
            item.compress_type, item.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(item, content, compresslevel=6)
    return out.getvalue()


def sheet_name(file_name: str) -> str:
    """Give a name that a sheet can have, from that of a file without its ending."""
    return _NOT_IN_SHEET_NAMES.sub(" ", visible(PurePath(file_name).stem)).strip(" '")[:31].strip(" '") or "Filen"
