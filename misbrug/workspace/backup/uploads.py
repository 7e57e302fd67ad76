"""The files that people have uploaded: all of MEDIA_ROOT, since no file in it is ever removed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import models

from misbrug.workspace.backup import BackupError
from misbrug.workspace.backup.archive import PIECE, Archive, Writer

FOLDER = "files/"


def write_all(writer: Writer) -> list[dict]:
    """Write every upload as a member; gives what the manifest says of each."""
    root = Path(settings.MEDIA_ROOT)
    said = []
    for path in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(root).as_posix()
        with path.open("rb") as file, writer.member(FOLDER + name) as member:
            while piece := file.read(PIECE):
                member.write(piece)
        said.append({"name": name, "member": FOLDER + name, "size": member.size, "sha256": member.sha256})
    return said


def names_in(tables) -> Iterator[str]:
    """Give the name of every upload that a row tells of."""
    for table in tables:
        for field in table.model._meta.local_concrete_fields:
            if isinstance(field, models.FileField):
                names = table.model._base_manager.exclude(**{field.attname: ""})
                yield from names.values_list(field.attname, flat=True).iterator(chunk_size=500)


@contextmanager
def restoring(archive: Archive, *, replace: bool):
    """Give a function that puts the uploads back; where the block fails, the new ones are removed again.

    A file that is there already stays if it is the same. Raises BackupError where it is not and may not be replaced.
    """
    placed = []

    def put_back():
        for said in archive.manifest["files"]:
            target = _target(said)
            is_new = not target.exists()
            if is_new or _differs(target, said, replace):
                _write(archive, said, target)
                placed.extend([target] if is_new else [])

    try:
        yield put_back
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise


def _target(said):
    """Give where a file belongs, which is never outside the folder of uploads whatever its name says."""
    name = PurePosixPath(said["name"])
    if name.is_absolute() or ".." in name.parts or not name.parts or "\\" in said["name"]:
        raise BackupError(f"Sikkerhedskopien har en fil med et navn, der ikke kan bruges: {said['name']}.")
    return Path(settings.MEDIA_ROOT, *name.parts)


def _differs(target, said, replace):
    with target.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() == said["sha256"]:
            return False
    if not replace:
        raise BackupError(f"{target} findes i forvejen med et andet indhold. Skriv --replace for at erstatte filen.")
    return True


def _write(archive, said, target):
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                archive.copy(said["member"], file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"{target} kunne ikke skrives: {error.strerror or error}.") from error
