"""Sheets made to take long: looking through one takes no longer than its length."""

import time

import pytest

from misbrug.tables.xlsx_scan import scan_sheet


@pytest.mark.parametrize("element", [b"<c ", b"<c s='1' ", b"<row "])
def test_elements_that_never_end_take_no_longer_than_their_length(element):
    begun = time.thread_time()
    scan_sheet([b"<worksheet><sheetData><row r='1'>", element * (400_000 // len(element)), b"<f>1</f>"], "Ark1")
    assert time.thread_time() - begun < 1
