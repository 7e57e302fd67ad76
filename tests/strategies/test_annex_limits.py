"""PDFs made to take long: they are refused before they have."""

import time
import zlib

import pytest

from clusters.models.cases import ANNEX_LIMIT
from clusters.uploads import UploadRefused, read_upload
from tests.strategies.test_annexes import pdf_with_bundle


def _filled(unit, size=ANNEX_LIMIT):
    return b"%PDF-1.4\n" + unit * ((size - 20) // len(unit)) + b"\n%%EOF"


@pytest.mark.parametrize(
    "data",
    [
        _filled(b"/ObjStm "),
        _filled(b"/ObjStm\nstream\r"),
        _filled(b"#41"),
        _filled(b"/ObjStm stream\n" + zlib.compress(b"#41" * 300_000), 2**20),
        _filled(b"/ObjStm stream\n" + zlib.compress(b"/JS " * 250_000), 2**20),
    ],
    ids=["bundles", "bundles that never begin", "letters", "letters in bundles", "large bundles"],
)
def test_a_pdf_with_more_to_look_through_than_a_program_writes_is_refused_at_once(data):
    begun = time.thread_time()
    with pytest.raises(UploadRefused, match="så indviklet"):
        read_upload("a.pdf", data, ANNEX_LIMIT)
    assert time.thread_time() - begun < 3


def test_a_script_is_found_behind_many_bundles():
    harmless = b"2 0 obj<</Type/ObjStm>>stream\n" + zlib.compress(b"9 0 <</Type/Page>>") + b"\nendstream endobj\n"
    with pytest.raises(UploadRefused, match="køre et script"):
        read_upload(
            "a.pdf", pdf_with_bundle(b"<</JS 7 0 R>>").replace(b"2 0 obj", harmless * 300 + b"2 0 obj"), ANNEX_LIMIT
        )
