"""What may be uploaded as an annex: told by what is in the file, not by its name alone. Bytes in, facts or refusal out.

Files that do something when they are opened (macros, scripts) are refused, and so is what cannot be looked into:
encrypted files, the old Office formats. Only the beginning of what is needed is unpacked, so that a small file cannot
become a huge one in memory.
"""

import hashlib
import io
import lzma
import re
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic

NAME_LIMIT = 120
UNPACKED_LIMIT = 200 * 1024 * 1024
ENTRIES_LIMIT = 5000
PART_LIMIT = 1024 * 1024
# So much may follow the end of a PDF or a picture; more is another file that hides behind it.
TAIL_LIMIT = 4096

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
# Ending → (media type, what people call it)
TYPES = {
    ".pdf": ("application/pdf", "en PDF"),
    ".docx": (_OFFICE + "wordprocessingml.document", "et Word-dokument"),
    ".xlsx": (_OFFICE + "spreadsheetml.sheet", "et Excel-ark"),
    ".pptx": (_OFFICE + "presentationml.presentation", "en PowerPoint"),
    ".odt": (_ODF + "text", "et OpenDocument-dokument"),
    ".ods": (_ODF + "spreadsheet", "et OpenDocument-regneark"),
    ".odp": (_ODF + "presentation", "en OpenDocument-præsentation"),
    ".png": ("image/png", "et PNG-billede"),
    ".jpg": ("image/jpeg", "et JPEG-billede"),
    ".jpeg": ("image/jpeg", "et JPEG-billede"),
    ".txt": ("text/plain", "en tekstfil"),
    ".csv": ("text/csv", "en CSV-fil"),
}
ALLOWED = "PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, TXT og CSV"
_MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
_MACRO_ENDINGS = {".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm", ".potm", ".ppsm"}
_OLD_ENDINGS = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pptx"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_IN_NAMES = frozenset(" -_.(),&")
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError),
)
_NAME_END = rb"(?![A-Za-z0-9._-])"
_PDF_LOCK = re.compile(rb"/Encrypt\s*(?:<<|[0-9]{1,9}\s+[0-9]{1,5}\s+R)")
_PDF_SCRIPT = re.compile(
    rb"/(?:JavaScript|Launch)"
    + _NAME_END
    + rb"|/JS\s*(?:\([\t\r\n -~]{4}|<[0-9A-Fa-f\s]{4}|[0-9]{1,9}\s+[0-9]{1,5}\s+R)"
)
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PDF_BUNDLE = re.compile(rb"/ObjStm" + _NAME_END)
_PDF_BEGINS = re.compile(rb"[^\0]{0,400}?\bstream\r?\n")
# More than any program writes. Counted is what may be a bundle and what may be a letter, whatever it turns out to be:
# a file made of nothing else takes as long.
BUNDLES_LIMIT = 5000
BUNDLED_LIMIT = 32 * 1024 * 1024
ESCAPES_LIMIT = 100_000
_STEP = 64 * 1024
_PNG_END = b"IEND\xaeB`\x82"
_UNPACKS_OUTSIDE = re.compile(r"/|[A-Za-z]:|(?:.*/)?\.\.(?:/|$)")
_NOT_TEXT = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")


class UploadRefused(ValueError):
    """A file that is not taken. `str()` is a Danish message that says what to do."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What is known of a file that may be stored. `size` is in bytes; `text` is what a text file says, else ""."""

    name: str
    media_type: str
    size: int
    sha256: str
    text: str = ""


def clean_name(name):
    """Give a file's name without folders: letters, digits, spaces and a few marks that fool no header or eye."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if char.isspace() else char for char in name)
    name = "".join(char for char in name if not unicodedata.category(char).startswith("C"))
    name = "".join(char if char in _IN_NAMES or unicodedata.category(char)[0] in "LN" else "-" for char in name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    path = PurePosixPath(name or "bilag")
    stem, ending = path.stem, path.suffix.strip()
    return f"{stem[: NAME_LIMIT - len(ending)].strip()}{ending}"


def read_upload(name, data, limit):
    """Look into a file and give what is known of it. `limit` is the largest size in bytes.

    Raises UploadRefused for an empty or too large file, a type that is not taken, one that is not what its name says,
    one that is encrypted, damaged or holds macros.
    """
    name = clean_name(name)
    ending = PurePosixPath(name).suffix.lower()
    if not data:
        raise UploadRefused("Filen er tom. Vælg den rigtige fil.")
    refuse_size(len(data), limit)
    _refuse_ending(ending)
    text = _CHECKS[ending](data, ending) or ""
    return Upload(name, TYPES[ending][0], len(data), hashlib.sha256(data).hexdigest(), text)


def refuse_size(size, limit):
    """Raise UploadRefused for more bytes than the limit."""
    if size > limit:
        most = limit // (1024 * 1024)
        raise UploadRefused(f"Filen er større end {most} MB. Gør den mindre, eller læg den et sted, I kan linke til.")


def _refuse_ending(ending):
    if ending in _MACRO_ENDINGS:
        raise UploadRefused("Filen kan indeholde makroer, og dem tager vi ikke imod. Gem den uden makroer.")
    if ending in _OLD_ENDINGS:
        raise UploadRefused(f"Det er et gammelt Office-format. Gem filen som {_OLD_ENDINGS[ending]}.")
    if ending not in TYPES:
        raise UploadRefused(f"Den slags filer kan ikke gemmes her. I kan bruge {ALLOWED}.")


def _is_not(ending):
    what = TYPES[ending][1]
    return UploadRefused(f"Filen hedder {ending}, men er ikke {what}. Åbn den, og gem den i det format, den hedder.")


def _check_known(data, ending):
    """Check what begins with a mark of its own: pictures, and PDF."""
    try:
        found = puremagic.magic_string(data[:65536])
    except (puremagic.PureError, ValueError):
        found = []
    if not any(match.mime_type == TYPES[ending][0] for match in found):
        raise _is_not(ending)


def _check_png(data, ending):
    _check_known(data, ending)
    _refuse_tail(data, data.find(_PNG_END), len(_PNG_END))


def _refuse_tail(data, end, length):
    """Raise UploadRefused where much follows the mark at `end`; where the mark is missing (-1) nothing is known."""
    if end >= 0 and len(data) - end - length > TAIL_LIMIT:
        raise UploadRefused("Der ligger noget mere efter filens slutning. Åbn den, og gem den igen.")


def _check_pdf(data, ending):
    _check_known(data, ending)
    _refuse_tail(data, data.rfind(b"%%EOF"), 5)
    if _PDF_LOCK.search(data):
        raise _locked()
    escapes = 0
    for part in _pdf_parts(data):
        plain, found = _PDF_ESCAPE.subn(_unescaped, part, count=ESCAPES_LIMIT)
        escapes += found
        if escapes >= ESCAPES_LIMIT:
            raise _too_tangled()
        if _PDF_SCRIPT.search(plain):
            raise UploadRefused(
                "PDF-filen kan køre et script eller starte et program, og det tager vi ikke imod. "
                "Gem den uden, for eksempel ved at udskrive den til en ny PDF."
            )


def _too_tangled():
    return UploadRefused(
        "PDF-filen er så indviklet, at vi ikke kan se, om den kan køre et script. "
        "Udskriv den til en ny PDF, og vælg den i stedet."
    )


def _unescaped(match):
    return bytes([int(match[1], 16)])


def _pdf_parts(data):
    """Give a PDF as it stands, and then the beginning of each bundle of objects that is packed inside it.

    Raises UploadRefused where there is more to look through than a program writes.
    """
    yield data
    room = BUNDLED_LIMIT
    for number, bundle in enumerate(_PDF_BUNDLE.finditer(data)):
        if number == BUNDLES_LIMIT:
            raise _too_tangled()
        begins = _PDF_BEGINS.match(data, bundle.end())
        if begins:
            part = _unpacked(data, begins.end())
            room -= len(part)
            if room < 0:
                raise _too_tangled()
            yield part


def _unpacked(data, start):
    """Unpack the beginning of what is packed at a place, "" where nothing is; no more is read than is needed."""
    machine, made = zlib.decompressobj(), bytearray()
    # What is damaged further on still has its beginning.
    with suppress(zlib.error):
        for place in range(start, min(start + PART_LIMIT * 4, len(data)), _STEP):
            made += machine.decompress(data[place : place + _STEP], PART_LIMIT - len(made))
            if machine.eof or len(made) >= PART_LIMIT:
                break
    return bytes(made)


def _check_office(data, ending):
    with _opened(data, ending) as archive:
        names = set(archive.namelist())
        if not {"[Content_Types].xml", _MAIN_PART[ending]} <= names:
            raise _is_not(ending)
        types = _part(archive, "[Content_Types].xml", ending).lower()
        if b"macroenabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise UploadRefused("Filen indeholder makroer, og dem tager vi ikke imod. Gem den uden makroer.")


def _check_odf(data, ending):
    with _opened(data, ending) as archive:
        names = archive.namelist()
        if "mimetype" not in names or "content.xml" not in names:
            raise _is_not(ending)
        if _part(archive, "mimetype", ending).decode("ascii", "replace").strip() != TYPES[ending][0]:
            raise _is_not(ending)
        if "META-INF/manifest.xml" in names and b"encryption-data" in _part(archive, "META-INF/manifest.xml", ending):
            raise _locked()
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise UploadRefused("Filen indeholder makroer, og dem tager vi ikke imod. Gem den uden makroer.")


def _locked():
    return UploadRefused("Filen er låst med en adgangskode. Gem den uden adgangskode, så alle kan læse den.")


def _opened(data, ending):
    """Open an archive whose table of contents is in reason."""
    if data.startswith(_OLE):
        # Office wraps what is locked with a password in its old format.
        raise _locked() if ending in _MAIN_PART else _is_not(ending)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as problem:
        raise _is_not(ending) from problem
    entries = archive.infolist()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _locked()
    if any(_UNPACKS_OUTSIDE.match(entry.filename.replace("\\", "/")) for entry in entries):
        raise UploadRefused("Filen vil skrive uden for sin egen mappe, når den pakkes ud. Åbn den, og gem den igen.")
    if len(entries) > ENTRIES_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise UploadRefused("Filen fylder urimeligt meget, når den pakkes ud. Gem den igen, og vælg den nye fil.")
    return archive


def _part(archive, name, ending):
    """Read the beginning of one part of an archive."""
    try:
        with archive.open(name) as part:
            return part.read(PART_LIMIT)
    except _DAMAGED as problem:
        raise _is_not(ending) from problem


def _check_text(data, ending):
    """Check that a file is text, and give the text."""
    if data.startswith(_NOT_TEXT):
        raise _is_not(ending)
    text = _decoded(data)
    if text is None or any(unicodedata.category(char) == "Cc" and char not in "\t\n\r\f" for char in text):
        raise _is_not(ending)
    return text


def _decoded(data):
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    # What Danish Excel writes comes last: it makes a text of nearly anything.
    encodings = ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


_CHECKS = {
    ".pdf": _check_pdf,
    ".png": _check_png,
    **dict.fromkeys((".jpg", ".jpeg"), _check_known),
    **dict.fromkeys(_MAIN_PART, _check_office),
    **dict.fromkeys((".odt", ".ods", ".odp"), _check_odf),
    **dict.fromkeys((".txt", ".csv"), _check_text),
}
