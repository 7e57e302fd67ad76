"""Whatever goes wrong, there is either a whole backup or none, and either a whole installation or the one before."""

import errno
import resource
import signal
import sqlite3
import time
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from misbrug.accounts.models import User
from misbrug.workspace.backup import BackupError, archive
from misbrug.workspace.backup.make import make_backup
from misbrug.workspace.backup.restore import restore_backup, rows_there
from tests.workspace.backup.cases import (
    files_below,
    manage,
    manifest_of,
    rewritten,
    rows_of_all_tables,
    said_of,
    start,
)

# --- A file that is not what was written ------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Give a small backup's bytes and what its members hold."""
    path = tmp_path_factory.mktemp("small") / "small.zip"
    contents = {"a": b"[1]\n[2]\n" * 9, "b": bytes(range(256))}
    with archive.new_file(path, force=False) as writer:
        tables = []
        for name, content in contents.items():
            with writer.member(name) as member:
                member.write(content)
            tables.append({"member": name, "sha256": member.sha256})
        said = dict.fromkeys(archive.MANIFEST_KEYS, "") | {"format": 1, "tables": tables, "files": []}
        writer.finish(said)
    return path.read_bytes(), contents


def read(path):
    """Give what a backup holds, once it has been verified."""
    with archive.Archive(path) as opened:
        opened.verify()
        found = {}
        for each in opened.manifest["tables"]:
            opened.copy(each["member"], content := BytesIO())
            found[each["member"]] = content.getvalue()
        return found


def test_every_flipped_byte_is_found_or_does_no_harm(small, tmp_path):
    """A zip has bytes that say nothing of what is in it, such as the times of its members."""
    whole, contents = small
    path, found = tmp_path / "flipped.zip", 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            assert read(path) == contents, place
        except BackupError:
            found += 1
    assert found > len(whole) / 2


def test_every_truncated_file_is_refused(small, tmp_path):
    whole, _ = small
    path = tmp_path / "short.zip"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupError, match="ikke en hel sikkerhedskopi"):
            read(path)


def test_a_damaged_backup_changes_nothing(empty, demo_backup, tmp_path):
    whole = demo_backup.path.read_bytes()
    for number, damaged in enumerate((whole[: len(whole) // 2], whole[:9999] + b"\0\0\0\0" + whole[10003:])):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(damaged)
        with pytest.raises(CommandError, match="ikke en hel sikkerhedskopi") as caught:
            call_command("restore", str(path), replace=True, no_input=True)
        assert caught.value.returncode == 2
    assert rows_there() == {}
    assert files_below(empty) == {}


@pytest.mark.parametrize("name", ["nowhere.zip", "text.zip", "other.zip", "."])
def test_what_is_no_backup(empty, tmp_path, name):
    (tmp_path / "text.zip").write_text("hej")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a.txt", "hej")
    with pytest.raises(CommandError, match=r"kan ikke læses|ikke en hel sikkerhedskopi"):
        call_command("restore", str(tmp_path / name))


# --- A backup whose rows are not right --------------------------------------------------------------------


def without_last_row(path, table):
    """Give a table's lines but the last one."""
    with zipfile.ZipFile(path) as backup:
        return b"".join(backup.read(f"tables/{table}.jsonl").splitlines(keepends=True)[:-1])


def test_rows_that_do_not_add_up(empty, demo_backup, tmp_path):
    short = without_last_row(demo_backup.path, "clusters_answer")
    path = rewritten(demo_backup.path, tmp_path / "less.zip", clusters_answer=short)
    with pytest.raises(BackupError, match="clusters_answer blev ikke, som den var"):
        restore_backup(path)
    assert rows_there() == {}
    assert files_below(empty) == {}


def test_rows_that_refer_to_nothing(empty, demo_backup, tmp_path):
    short = without_last_row(demo_backup.path, "clusters_municipality")
    path = rewritten(demo_backup.path, tmp_path / "less.zip", clusters_municipality=short)
    with pytest.raises(BackupError, match="henviser til noget"):
        restore_backup(path)
    assert rows_there() == {}


def test_a_table_too_few(empty, demo_backup, tmp_path):
    def drop(manifest):
        manifest["tables"].remove(said_of(manifest, "clusters_answer"))

    with pytest.raises(BackupError, match="Sikkerhedskopiens tabeller"):
        restore_backup(rewritten(demo_backup.path, tmp_path / "less.zip", drop))
    assert rows_there() == {}


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside", ""])
def test_no_upload_is_written_outside_its_folder(empty, demo_backup, tmp_path, name):
    def rename(manifest):
        manifest["files"][0]["name"] = name

    with pytest.raises(BackupError, match="navn, der ikke kan bruges"):
        restore_backup(rewritten(demo_backup.path, tmp_path / "bad.zip", rename))
    assert rows_there() == {}
    assert files_below(empty) == {}
    assert not list(tmp_path.rglob("outside"))


def test_an_upload_of_other_content_stands_in_the_way(empty, demo_backup):
    name = manifest_of(demo_backup.path)["files"][0]["name"]
    (empty / name).parent.mkdir(parents=True)
    (empty / name).write_text("other")
    with pytest.raises(BackupError, match="et andet indhold"):
        restore_backup(demo_backup.path)
    assert rows_there() == {}
    assert files_below(empty) == {name: b"other"}
    restore_backup(demo_backup.path, replace=True)
    assert files_below(empty) == demo_backup.files


# --- Another version --------------------------------------------------------------------------------------


def test_a_newer_backup_is_refused(empty, demo_backup, tmp_path):
    def renew(manifest):
        manifest["migrations"]["clusters"].append("0999_from_tomorrow")

    newer = rewritten(demo_backup.path, tmp_path / "newer.zip", renew)
    with pytest.raises(CommandError, match=r"nyere version .* clusters\.0999_from_tomorrow"):
        call_command("restore", str(newer), replace=True, no_input=True)
    assert rows_there() == {}


def test_a_database_that_is_behind(empty, demo_backup, tmp_path):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("imports", "0001_initial")
    try:
        with pytest.raises(BackupError, match=r"Kør først: manage\.py migrate"):
            restore_backup(demo_backup.path)
        with pytest.raises(BackupError, match=r"Kør først: manage\.py migrate"):
            make_backup(tmp_path / "behind.zip")
    finally:
        recorder.record_applied("imports", "0001_initial")
    assert list(tmp_path.glob("behind*")) == []


# --- A place that cannot be written -----------------------------------------------------------------------


def test_a_name_that_is_taken(empty, tmp_path):
    path = tmp_path / "taken.zip"
    path.write_text("yesterday's")
    with pytest.raises(CommandError, match="findes i forvejen") as caught:
        call_command("backup", str(path))
    assert caught.value.returncode == 2
    assert path.read_text() == "yesterday's"
    call_command("backup", str(path), force=True, stdout=StringIO())
    assert manifest_of(path)["tables"]


def test_places_that_cannot_be_written(empty, tmp_path):
    for path, told in ((tmp_path / "none" / "a.zip", "No such file"), (tmp_path, "er en mappe")):
        with pytest.raises(CommandError, match=told):
            call_command("backup", str(path), force=True)


def test_a_full_disk_leaves_yesterdays_backup(empty, demo_backup, tmp_path):
    """The process may write no file larger than 100 kB, which is what a full disk is to it."""
    restore_backup(demo_backup.path)
    path = tmp_path / "b" / "backup.zip"
    path.parent.mkdir()
    path.write_text("yesterday's")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    process = start("backup", path, "--force", preexec_fn=limit)
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 2, complained
    assert said == ""
    assert "kunne ikke skrives" in complained
    assert "Traceback" not in complained
    assert files_below(path.parent) == {"backup.zip": b"yesterday's"}


def test_a_disk_that_is_full_for_uploads(empty, demo_backup, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("misbrug.workspace.backup.uploads.os.fsync", full)
    with pytest.raises(BackupError, match="No space left"):
        restore_backup(demo_backup.path)
    assert rows_there() == {}
    assert files_below(empty) == {}


# --- Killed in the middle ---------------------------------------------------------------------------------


def wait_until(process, condition, seconds=120):
    """Wait for a condition, or the end of the process."""
    until = time.monotonic() + seconds
    while process.poll() is None and not condition():
        assert time.monotonic() < until
        time.sleep(0.002)


def kill(process):
    """Kill -9, and wait for the end. Gives whether it was still at work."""
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def test_a_killed_backup_is_none(empty, demo_backup, tmp_path):
    restore_backup(demo_backup.path)
    path = tmp_path / "b" / "backup.zip"
    path.parent.mkdir()
    process = start("backup", path)
    wait_until(process, lambda: any(each.stat().st_size > 50_000 for each in path.parent.glob("*.part")))
    assert kill(process), "it was done before it could be killed"
    assert not path.exists()
    assert manage("backup", path)[0] == 0
    assert manage("restore", path, "--check")[0] == 0


def is_restoring():
    """Say whether another process is in the middle of its transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT%' AND xact_start IS NOT NULL "
                "AND datname = current_database()"
            )
            return cursor.fetchone()[0] > 0
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        other.close()
    return False


def test_a_killed_restore_changes_nothing(empty, demo_backup):
    User.objects.create_user("anna@example.dk", name="Anna")
    before = rows_of_all_tables()
    process = start("restore", demo_backup.path, "--replace", "--no-input")
    wait_until(process, is_restoring)
    time.sleep(0.2)
    assert kill(process), "it was done before it could be killed"
    assert rows_of_all_tables() == before
    restore_backup(demo_backup.path, replace=True)
    assert rows_of_all_tables() == demo_backup.rows
    assert {name: each for name, each in files_below(empty).items() if ".part" not in name} == demo_backup.files
