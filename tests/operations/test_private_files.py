"""What the commands write and people upload is for the application's user alone, whatever the umask says."""

import os
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from misbrug.operations.private_files import write_private

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files.")


@contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path):
    return path.stat().st_mode & 0o777


def test_a_new_file(tmp_path):
    with umask(0):
        write_private(tmp_path / "ny", b"navne", replace=False)
    assert mode(tmp_path / "ny") == 0o600
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "ny", b"andet", replace=False)
    assert (tmp_path / "ny").read_bytes() == b"navne"


def test_in_the_place_of_one_that_everybody_could_read(tmp_path):
    file = tmp_path / "gammel"
    file.write_bytes(b"noget, der er meget laengere")
    file.chmod(0o644)
    write_private(file, b"navne", replace=True)
    assert (mode(file), file.read_bytes()) == (0o600, b"navne")


def test_the_folders_of_uploaded_files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with umask(0o022):
        default_storage.save("bilag/2026/fil.txt", ContentFile(b"noget"))
    for path in ("bilag", "bilag/2026"):
        assert mode(tmp_path / path) == 0o700
    assert mode(tmp_path / "bilag/2026/fil.txt") == 0o600
