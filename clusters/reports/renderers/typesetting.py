"""Setting documents with typst in a process of their own: a template and its data in, a PDF or pictures out. Pure.

What people write is data alone. It is never part of a template, so nothing in it can mean anything to typst.
"""

import json
import logging
import re
import struct
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from clusters.reports.renderers.glyphs import displayable

logger = logging.getLogger(__name__)

TIME_LIMIT = 60
"""Seconds that a document may take."""

PPI = 220
"""Pixels per inch of pictures, where nothing else is said."""

STANDARDS = ("a-2a", "ua-1")
_PROCESS = Path(__file__).with_name("typesetting_process.py")
_PICTURES = """
#let data = json(bytes(sys.inputs.data))
#set page(width: auto, height: auto, margin: 0pt)
#for (place, picture) in data.enumerate() {
  if place > 0 { pagebreak() }
  image(bytes(picture), format: "svg")
}
"""


class TypesettingError(Exception):
    """A document could not be set. Its text is a Danish sentence for the one who asked for it."""


def set_pdf(template: Path, data: dict, *, at: datetime) -> bytes:
    """Give the PDF of a template, which reads `data` as JSON from `sys.inputs.data`.

    It is tagged, by PDF/UA-1 and PDF/A-2a, and says that it was made `at`. The same input gives the same bytes.
    Characters that the font lacks have to be replaced before (glyphs.py). Raises TypesettingError.
    """
    options = {"format": "pdf", "pdf_standards": list(STANDARDS)}
    (pdf,) = _set(template.read_text("utf-8"), data, options, root=template.parent, at=int(at.timestamp()))
    return pdf


def rasterise(svgs: Sequence[str], *, ppi: float = PPI) -> list[bytes]:
    """Give drawings as PNG pictures, in the same order, all set by one process. Raises TypesettingError."""
    if not svgs:
        return []
    pictures = [displayable(svg) for svg in svgs]
    return _set(_PICTURES, pictures, {"format": "png", "ppi": ppi}, root=_PROCESS.parent, at=0)


def _set(source, data, options, *, root, at):
    job = {
        "source": source,
        "data": data,
        "options": options,
        "root": str(root),
        "timestamp": at,
        "packages": str(_place_of("typst").parent),
        "fonts": str(fonts()),
    }
    # -I and -S: nothing of the surroundings is read, which makes it start in a third of the time.
    command = [sys.executable, "-I", "-S", str(_PROCESS)]
    try:
        done = subprocess.run(  # noqa: S603 - both words are our own
            command, input=json.dumps(job).encode(), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired as error:
        logger.error("Setting a document took more than %s seconds", TIME_LIMIT)
        raise TypesettingError(
            f"Filen blev ikke færdig inden for {TIME_LIMIT} sekunder. Prøv igen, eller del de længste tekster op."
        ) from error
    if done.returncode:
        told = done.stderr.decode(errors="replace")
        logger.error("Setting a document failed: %s", _error_type(told))
        if "memory allocation" in told:
            raise TypesettingError("Teksterne er for lange til at blive sat op. Kort dem ned, eller læg noget i bilag.")
        raise TypesettingError("Filen kunne ikke dannes. Fejlen er skrevet i loggen, så en administrator kan se den.")
    return _files(done.stdout)


def _error_type(told):
    """Give the type of the error that a process told of and nothing else: its words could quote what a report says."""
    types = re.findall(r"^(?:\w+\.)*(\w*(?:Error|Exception|Interrupt))\b", told, re.M | re.A)
    return types[-1] if types else "memory" if "memory allocation" in told else "unknown"


def _files(made):
    files, place = [], 0
    while place < len(made):
        (size,) = struct.unpack_from(">I", made, place)
        files.append(made[place + 4 : place + 4 + size])
        place += 4 + size
    return files


def fonts() -> Path:
    """Give the directory with the fonts that documents are set in."""
    return _place_of("fontpkg_ibm_plex_sans") / "files"


@cache
def _place_of(package):
    return Path(find_spec(package).submodule_search_locations[0])
