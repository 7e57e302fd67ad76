"""The file of a backup: a zip of tables and uploads, and a manifest that says what each has to be.

`manifest.json` is written last. A member is read in pieces, so that no size of a table or an upload fills the memory.
"""

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.utils import timezone

from misbrug.workspace.backup import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1024 * 1024
MANIFEST_KEYS = {"format", "made_at", "engine", "django", "migrations", "left_out", "tables", "files", "missing_files"}

# All that reading a damaged zip may raise.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


class Writer:
    """A backup that is being written, under a temporary name until it is whole."""

    def __init__(self, file):
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    @contextmanager
    def member(self, name: str):
        """Write one member: what the block is given has `write`, and `size` and `sha256` once the block has ended."""
        info = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as opened:
            yield _Counting(opened)

    def finish(self, manifest: dict):
        """Write the manifest and the zip's own list of what is in it."""
        with self.member(MANIFEST) as member:
            member.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        self.close()

    def close(self):
        """Let go of the zip, whole or not."""
        self._zip.close()


class _Counting:
    def __init__(self, opened):
        self._opened = opened
        self._digest = sha256()
        self.size = 0

    def write(self, data):
        self._opened.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def sha256(self):
        return self._digest.hexdigest()


@contextmanager
def new_file(path: Path, *, force: bool):
    """Give a Writer; the file gets its name once the block has ended without an error and every byte is on the disk.

    Whoever is stopped on the way leaves at most a file `NAME.….part`, which is never taken for a backup.
    Raises BackupError where the name is taken (unless `force`) or cannot be written.
    """
    _refuse_taken(path, force)
    with _in_words(path):
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                with _written(file) as writer:
                    yield writer
                file.flush()
                os.fsync(file.fileno())
            with Archive(part) as written:
                written.verify()
            _refuse_taken(path, force)
            part.replace(path)
            _flush_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _written(file):
    writer = Writer(file)
    try:
        yield writer
    except BaseException:
        # What is the matter is on its way up already; a full disk is full for the end of the zip as well.
        with suppress(OSError, ValueError):
            writer.close()
        raise


def _refuse_taken(path, force):
    if path.is_dir():
        raise BackupError(f"{path} er en mappe. Skriv navnet på en fil.")
    if path.exists() and not force:
        raise BackupError(f"{path} findes i forvejen. Vælg et andet navn, eller skriv --force for at erstatte filen.")


@contextmanager
def _in_words(path):
    try:
        yield
    except OSError as error:
        raise BackupError(f"Sikkerhedskopien kunne ikke skrives til {path}: {error.strerror or error}.") from error


def _flush_folder(folder):
    """Let the name itself survive a power cut; Windows opens no folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Archive:
    """A backup that is read; `manifest` is what it says about itself. Raises BackupError where it is none."""

    def __init__(self, path: Path):
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise BackupError(f"{path} kan ikke læses: {error.strerror or error}.") from error
        except UNREADABLE as error:
            raise self._damaged("Filen er ikke en hel zip-fil; den kan være blevet afbrudt undervejs") from error
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._zip.close()

    def verify(self):
        """Read every member to its end. Raises BackupError where one is missing, too many or not what was written."""
        members = {each["member"]: each for each in (*self.manifest["tables"], *self.manifest["files"])}
        names = self._zip.namelist()
        if sorted(names) != sorted([*members, MANIFEST]):
            raise self._damaged("Indholdet passer ikke til dens egen liste")
        for name, said in members.items():
            digest = sha256()
            for piece in self._pieces(name):
                digest.update(piece)
            if digest.hexdigest() != said["sha256"]:
                raise self._damaged(f"{name} er ikke det, der blev skrevet")

    def lines(self, member: str) -> Iterator[bytes]:
        """Give the lines of a table."""
        with self._reading(member), self._zip.open(member) as opened:
            yield from opened

    def copy(self, member: str, target):
        """Write a member to an opened file; a fault of the target itself is raised as it is."""
        for piece in self._pieces(member):
            target.write(piece)

    def _pieces(self, member):
        with self._reading(member):
            opened = self._zip.open(member)
        with opened:
            while True:
                with self._reading(member):
                    piece = opened.read(PIECE)
                if not piece:
                    return
                yield piece

    def _read_manifest(self):
        with self._reading(MANIFEST):
            manifest = json.loads(self._zip.read(MANIFEST))
        if not isinstance(manifest, dict) or "format" not in manifest:
            raise self._damaged("Den har ingen liste over, hvad der er i den")
        if manifest["format"] != FORMAT:
            raise BackupError(f"{self.path} er skrevet af en nyere version. Installér den, og gendan med den.")
        if not manifest.keys() >= MANIFEST_KEYS:
            raise self._damaged(f"{MANIFEST} er ikke hel")
        return manifest

    @contextmanager
    def _reading(self, member):
        try:
            yield
        except (OSError, *UNREADABLE) as error:
            raise self._damaged(f"{member} kan ikke læses") from error

    def _damaged(self, what):
        return BackupError(f"{self.path} er ikke en hel sikkerhedskopi. {what}. Intet er ændret.")
