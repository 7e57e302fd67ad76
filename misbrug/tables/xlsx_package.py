"""An .xlsx as the zip that it is: its parts, opened carefully. Sizes are measured while unpacking, never believed."""

import copy
import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from misbrug.tables import limits, sniffing
from misbrug.tables.book import UnusableFile

DAMAGED = "Filen er gået i stykker eller er ikke kommet hel frem. Åbn den i Excel, gem den igen, og prøv igen."
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)
_CHUNK = 1024 * 1024
_SMALL = 4 * 1024 * 1024
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook names it: its name, the part of the package it is in, and whether people see it."""

    name: str
    path: str
    is_hidden: bool


class Package:
    """The parts of one .xlsx. Use it in a `with`.

    Raises UnusableFile, here and when parts are read, for what is no workbook, is damaged, locked or too large.
    """

    def __init__(self, data, suffix=".xlsx"):
        if not data.startswith(sniffing.ZIP):
            sniffing.refuse_other(data, suffix)
            raise UnusableFile(
                f"Filen er ikke et Excel-regneark (.xlsx), selv om den hedder {suffix}. Gem den i Excel som .xlsx."
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise UnusableFile(DAMAGED) from None
        self._entries = self._archive.infolist()
        self._unpacked = 0
        self._refuse_bombs()
        sniffing.refuse_other_archive(self._archive, suffix)
        if _WORKBOOK not in self.names:
            raise UnusableFile(DAMAGED)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._archive.close()

    @property
    def names(self):
        """Give the parts' names in the file's order."""
        return [entry.filename for entry in self._entries]

    @property
    def comment(self):
        """Give the comment on the archive itself, which no program shows."""
        return self._archive.comment.decode("utf-8", "replace")

    def size_of(self, paths, most):
        """Give how many bytes some parts unpack to, counted while unpacking, and no further than `most`."""
        size = 0
        for path in paths:
            for chunk in self.chunks(path):
                size += len(chunk)
                if size > most:
                    return size
        return size

    def _refuse_bombs(self):
        if any(entry.flag_bits & 0x1 for entry in self._entries):
            raise UnusableFile("Filen er låst med en adgangskode. Gem den uden adgangskode, og prøv igen.")
        if len(set(self.names)) < len(self.names):
            raise UnusableFile(DAMAGED)
        if (
            len(self._entries) > limits.MAX_PARTS
            or sum(entry.file_size for entry in self._entries) > limits.MAX_UNPACKED
        ):
            raise _too_much()

    def chunks(self, name):
        """Give the bytes of a part, unpacked a piece at a time."""
        entry = copy.copy(self._archive.getinfo(name))
        # Python would stop at the size that is declared; what reads the file after us does not.
        entry.file_size = limits.MAX_UNPACKED + _CHUNK
        try:
            with self._archive.open(entry) as part:
                while chunk := part.read(_CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > limits.MAX_UNPACKED:
                        raise _too_much()
                    yield chunk
        except _BROKEN:
            raise UnusableFile(DAMAGED) from None

    def sheets(self):
        """Give a `SheetPart` for each sheet with cells, in the workbook's order."""
        targets = {
            each.get("Id"): each.get("Target", "")
            for each in self._tree("xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
            if each.get("Type", "").endswith("/worksheet")
        }
        found = []
        for sheet in self._tree(_WORKBOOK).iterfind("{*}sheets/{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if relation in targets:
                path = posixpath.normpath(posixpath.join("/xl", targets[relation])).lstrip("/")
                found.append(SheetPart(sheet.get("name", ""), path, sheet.get("state", "visible") != "visible"))
        if len(found) > limits.MAX_SHEETS:
            raise UnusableFile(f"Filen har over {limits.MAX_SHEETS} ark. Del den i flere.")
        if not found or any(sheet.path not in self.names for sheet in found):
            raise UnusableFile(DAMAGED)
        return found

    def _tree(self, name):
        if name not in self.names:
            raise UnusableFile(DAMAGED)
        content = b""
        for chunk in self.chunks(name):
            content += chunk
            if len(content) > _SMALL:
                raise _too_much()
        try:
            return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            raise UnusableFile(DAMAGED) from None


def _too_much():
    return UnusableFile("Filen fylder urimeligt meget, når den pakkes ud. Slet det, der ikke skal med, eller del den.")
