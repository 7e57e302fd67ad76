"""A backup of the demo comes back as it was: every row of every table, every file, every number."""

import threading
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

import clusters.checks
import indicators.checks
import strategies.checks
from clusters.models import Annex, Region
from misbrug.accounts.models import Session, User
from misbrug.imports.models import ImportRun
from misbrug.workspace.backup.engines import one_moment
from misbrug.workspace.backup.make import make_backup
from misbrug.workspace.backup.restore import restore_backup, rows_there
from tests.workspace.backup.cases import files_below, manage, manifest_of, rewritten, rows_of_all_tables

HOSTILE = "Å ”æ” 'ø'\r\n\t\\ \"; DROP TABLE -- %s {0} \u2028 \U0001f600 \\u0000"


def run(name, *arguments, **options):
    """Run a command; gives what it said and what it complained of."""
    said, complained = StringIO(), StringIO()
    call_command(name, *map(str, arguments), stdout=said, stderr=complained, **options)
    return said.getvalue(), complained.getvalue()


# --- What comes back --------------------------------------------------------------------------------------


def test_the_demo_comes_back_as_it_was(empty, demo_backup):
    assert rows_there() == {}
    said, complained = run("restore", demo_backup.path)
    assert "gendannet og sammenlignet" in said
    assert complained == ""
    rows = rows_of_all_tables()
    assert {name for name in rows if rows[name] != demo_backup.rows[name]} == set()
    assert rows.keys() == demo_backup.rows.keys()
    assert sum(map(len, rows.values())) == demo_backup.made.rows > 5000
    assert files_below(empty) == demo_backup.files
    assert demo_backup.files, "the demo has uploads"
    assert [*indicators.checks.breaches(), *clusters.checks.breaches(), *strategies.checks.breaches()] == []


def test_new_rows_take_no_number_that_the_history_knows(empty, demo_backup):
    restore_backup(demo_backup.path)
    assert User.objects.create_user("new@example.dk", name="Ny").pk > demo_backup.gone
    # A table that is empty now and one that never had a row.
    assert Region.objects.create(name="Region Prøve").pk > 5


def test_everything_that_a_column_can_hold(empty, tmp_path):
    user = User.objects.create_user("anna@example.dk", "en lang kode", name=HOSTILE[:100])
    run_ = ImportRun.objects.create(
        kind="answers",
        file_name="a\nb",
        file_size=2**31 - 1,
        file_digest="",
        file=bytes(range(256)) * 40,
        file_until=timezone.now(),
        reading={"b": [1, 1.0, 1e22, -0.0, None, True], "a": {"å": HOSTILE}, "": []},
        plan=[HOSTILE, None, {"x": 0.1}],
        maker_name=HOSTILE,
        made_by=user,
        made_at=datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
    )
    before = rows_of_all_tables()
    make_backup(tmp_path / "odd.zip")
    restore_backup(tmp_path / "odd.zip", replace=True)
    assert rows_of_all_tables() == before
    back = ImportRun.objects.get(pk=run_.pk)
    assert bytes(back.file) == run_.file
    assert (back.reading, back.plan, back.changes, back.made_at) == (run_.reading, run_.plan, None, run_.made_at)
    assert User.objects.get().check_password("en lang kode")


def test_what_stands_there_is_replaced_only_when_asked_for(empty, demo_backup, monkeypatch):
    User.objects.create_user("anna@example.dk", name="Anna")
    Session.objects.create(session_key="a" * 32, expire_date=timezone.now())
    before = rows_of_all_tables()
    with pytest.raises(CommandError, match=r"Installationen er ikke tom: .* har 2 rækker"):
        run("restore", demo_backup.path)
    monkeypatch.setattr("builtins.input", lambda prompt: "ja")
    with pytest.raises(CommandError, match="Intet er ændret"):
        run("restore", demo_backup.path, "--replace")
    assert rows_of_all_tables() == before
    assert files_below(empty) == {}
    monkeypatch.setattr("builtins.input", lambda prompt: "erstat")
    run("restore", demo_backup.path, "--replace")
    assert rows_of_all_tables() == demo_backup.rows
    assert not Session.objects.exists(), "somebody is still logged in"
    run("restore", demo_backup.path, "--replace", "--no-input")
    assert rows_of_all_tables() == demo_backup.rows


def test_other_rows_refer_to_the_right_kinds_of_things(empty, demo_backup):
    """`migrate` numbers content types as it comes to them, which differs from one installation to the next."""
    call_command("flush", interactive=False, verbosity=0)
    ContentType.objects.filter(app_label="clusters", model="annex").delete()
    ContentType.objects.create(app_label="clusters", model="annex")
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_model(Annex)
    restore_backup(demo_backup.path)
    assert ContentType.objects.get_for_model(Annex) == ContentType.objects.get(app_label="clusters", model="annex")
    assert rows_of_all_tables() == demo_backup.rows


# --- What a backup is -------------------------------------------------------------------------------------


def test_the_backup_tells_what_is_in_it(demo_backup):
    manifest = manifest_of(demo_backup.path)
    assert manifest["engine"] == connection.vendor
    assert manifest["migrations"]["clusters"][0] == "0001_initial"
    assert manifest["left_out"] == ["accounts_session", "django_session", "misbrug_cache"]
    assert "accounts_session" not in {each["name"] for each in manifest["tables"]}
    assert all(len(each["sha256"]) == 64 for each in (*manifest["tables"], *manifest["files"]))
    assert demo_backup.path.stat().st_mode & 0o077 == 0, "others can read it"
    assert [path.name for path in demo_backup.path.parent.iterdir()] == ["demo.zip"]


def test_checking_a_backup_changes_nothing(empty, demo_backup):
    said, _ = run("restore", demo_backup.path, "--check")
    assert said.startswith("Filen er hel:")
    assert rows_there() == {}


def test_a_backup_is_of_one_moment(empty):
    """What others store while it is being made is in it as a whole or not at all."""
    User.objects.create_user("before@example.dk", name="Før")

    def store():
        User.objects.create_user("meanwhile@example.dk", name="Imens")
        connection.close()

    with one_moment():
        assert User.objects.count() == 1
        other = threading.Thread(target=store)
        other.start()
        other.join(timeout=30)
        assert not other.is_alive(), "the backup kept others waiting"
        assert User.objects.count() == 1
    assert User.objects.count() == 2


def test_missing_uploads_are_told(empty, demo_backup, tmp_path):
    restore_backup(demo_backup.path)
    lost = Annex.objects.exclude(file="").first().file
    lost.storage.delete(lost.name)
    _, complained = run("backup", tmp_path / "less.zip")
    assert lost.name in complained
    assert manifest_of(tmp_path / "less.zip")["missing_files"] == [lost.name]


# --- Another database -------------------------------------------------------------------------------------


def summed(path):
    """Give each table's rows, sum and last number as a backup states them."""
    return {each["name"]: (each["rows"], each["digest"], each["last_number"]) for each in manifest_of(path)["tables"]}


@pytest.mark.postgres
def test_from_postgresql_to_sqlite_and_back(empty, demo_backup, tmp_path):
    """Into a new SQLite file, whose tables `restore` makes itself; backed up there; and back into PostgreSQL."""
    other = {"url": f"sqlite:///{tmp_path / 'other.sqlite3'}", "media": tmp_path / "other"}
    code, _, complained = manage("restore", demo_backup.path, **other)
    assert (code, complained) == (0, "")
    assert manage("check_data", **other)[0] == 0
    assert files_below(other["media"]) == demo_backup.files
    code, _, complained = manage("backup", tmp_path / "other.zip", **other)
    assert (code, complained) == (0, "")
    assert manifest_of(tmp_path / "other.zip")["engine"] == "sqlite"
    assert summed(tmp_path / "other.zip") == summed(demo_backup.path)
    restore_backup(tmp_path / "other.zip")
    assert rows_of_all_tables() == demo_backup.rows
    assert User.objects.create_user("new@example.dk", name="Ny").pk > demo_backup.gone


@pytest.mark.one_database
def test_an_older_backup_is_brought_up_to_date(empty, demo_backup, tmp_path):
    """As if it had been made before there were imports: into a new database, and never into one of this version."""

    def age(manifest):
        del manifest["migrations"]["imports"]
        manifest["tables"] = [each for each in manifest["tables"] if not each["name"].startswith("imports_")]

    older = rewritten(demo_backup.path, tmp_path / "older.zip", age)
    with pytest.raises(CommandError, match="fra en ældre version"):
        run("restore", older)
    assert rows_there() == {}
    other = {"url": f"sqlite:///{tmp_path / 'new.sqlite3'}", "media": tmp_path / "new"}
    code, _, complained = manage("restore", older, **other)
    assert (code, complained) == (0, "")
    # Refused where a migration is missing.
    assert manage("backup", tmp_path / "now.zip", **other)[0] == 0
    now, then = summed(tmp_path / "now.zip"), summed(older)
    assert now["imports_importrun"][0] == 0
    assert {name for name in then if now[name] != then[name]} == set()
