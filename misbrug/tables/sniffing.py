"""What a file really is, told by how it begins and what is in it, when its name says something else."""

import io
import zipfile

from misbrug.tables.book import UnusableFile

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
# UTF-16 letters, as they stand in the list of what an old Office file holds.
_IN_OLE = {
    "EncryptedPackage": "låst med en adgangskode",
    "Workbook": "et gammelt Excel-regneark (.xls)",
    "Book": "et gammelt Excel-regneark (.xls)",
    "WordDocument": "et gammelt Word-dokument (.doc)",
    "PowerPoint Document": "en gammel PowerPoint (.ppt)",
}
_IN_ZIP = {
    "xl/workbook.bin": "et binært Excel-regneark (.xlsb)",
    "word/document.xml": "et Word-dokument (.docx)",
    "ppt/presentation.xml": "en PowerPoint (.pptx)",
    "Index/Document.iwa": "et Numbers-regneark",
}
_BEGINNINGS = {
    b"%PDF-": "en PDF",
    b"\x89PNG": "et billede (PNG)",
    b"\xff\xd8\xff": "et billede (JPEG)",
    b"GIF8": "et billede (GIF)",
    b"{\\rtf": "et dokument (RTF)",
    b"\x1f\x8b": "en pakket fil (gzip)",
    b"7z\xbc\xaf": "en pakket fil (7z)",
    b"Rar!": "en pakket fil (rar)",
    b"<!doctype html": "en webside (HTML)",
    b"<html": "en webside (HTML)",
    b"<?xml": "en XML-fil",
}
_ADVICE = "Gem den i Excel som .xlsx, og prøv igen."


def refuse_other(data, suffix):
    """Raise UnusableFile for what begins like something else than a table file; it says what the file is."""
    if data.startswith(OLE):
        _refuse_old(data, suffix)
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, what in _BEGINNINGS.items():
        if head.startswith(beginning.lower()):
            raise _is_really(what, suffix)


def _refuse_old(data, suffix):
    for name, what in _IN_OLE.items():
        if name.encode("utf-16-le") in data:
            if name == "EncryptedPackage":
                raise UnusableFile("Filen er låst med en adgangskode. Gem den i Excel uden adgangskode, og prøv igen.")
            raise _is_really(what, suffix)
    raise _is_really("en gammel Office-fil", suffix)


def refuse_other_archive(archive, suffix):
    """Raise UnusableFile for an open zip that is something else than a workbook of type .xlsx."""
    names = set(archive.namelist())
    for name, what in _IN_ZIP.items():
        if name in names:
            raise _is_really(what, suffix)
    if "mimetype" in names and "content.xml" in names:
        raise _is_really("et OpenDocument-regneark (.ods) eller -dokument", suffix)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnusableFile(f"Filen kan indeholde makroer (.xlsm), og dem tager vi ikke imod. {_ADVICE}")
    if not any(name.lower().startswith("xl/") for name in names):
        raise _is_really("en zip-fil", suffix)


def refuse_zip_as_text(data, suffix):
    """Raise UnusableFile for a zip that is named as a text file."""
    if not data.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_other_archive(archive, suffix)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _is_really("en zip-fil", suffix) from None
    raise UnusableFile(f"Filen hedder {suffix}, men er et Excel-regneark. Giv den et navn, der ender på .xlsx.")


def _is_really(what, suffix):
    return UnusableFile(f"Filen hedder {suffix}, men er {what}. {_ADVICE}")
