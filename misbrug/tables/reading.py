"""From the bytes of a file to a `Book`: .xlsx, and .csv in the encodings that programs write."""

from pathlib import PurePath

from misbrug.tables import limits, sniffing
from misbrug.tables.book import Book, Reading, Sheet, UnusableFile
from misbrug.tables.csv_reading import read_csv
from misbrug.tables.own_sheets import without_own
from misbrug.tables.xlsx_reading import read_xlsx

SUFFIXES = (".csv", ".xlsx")
# Excel's ”Unicode-tekst” is a .txt with tabs.
_TEXTS = (".csv", ".txt", ".tsv")


def read_book(data, name, reading=None):
    """Read a file's bytes as a `Book`. `name` tells its type; `reading` says what must not be found out.

    Raises UnusableFile for what is empty, too large, no table file or cannot be read as `reading` says.
    """
    limits.refuse_size(len(data))
    suffix = PurePath(name).suffix.lower()
    if suffix in _TEXTS:
        sniffing.refuse_other(data, suffix)
        sniffing.refuse_zip_as_text(data, suffix)
        rows, reading, notes, is_cut = read_csv(data, reading or Reading())
        sheets = (Sheet("", rows, is_cut),)
    elif suffix == ".xlsx":
        sheets, notes = read_xlsx(data)
        reading = Reading()
    else:
        raise UnusableFile(_other_type(data, suffix))
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFile("Filen er tom. Vælg den rigtige fil.")
    return without_own(Book(name, sheets, reading, notes))


def _other_type(data, suffix):
    match suffix:
        case ".xlsm" | ".xltm":
            return "Filen kan indeholde makroer, og dem tager vi ikke imod. Gem den i Excel som .xlsx, og prøv igen."
        case ".xls" | ".xlsb" | ".ods" | ".numbers":
            return f"Regneark af typen {suffix} kan ikke læses. Gem filen som .xlsx, og prøv igen."
    return "Filtypen kan ikke læses. Gem filen som .csv eller .xlsx."
