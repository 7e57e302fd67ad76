"""What a fresh machine and an installation in use rely on: dev.py, the settings, the static files."""

import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from clusters.models import Round
from misbrug.accounts.models import User
from misbrug.workspace.management.commands import prepare_demo

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "a-key-of-an-installation-in-use-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "misbrug.example",
    "DATABASE_URL": "sqlite:///:memory:",
}


@pytest.fixture
def dev(monkeypatch, tmp_path):
    """dev.py as a module that believes it lies in an empty folder."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(module, "ENV_FILE", tmp_path / ".env")
    monkeypatch.setattr(module, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.chdir(tmp_path)
    return module


@pytest.fixture
def taken_port():
    """A port of this machine that something listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def manage(*arguments, **environment):
    """Run manage.py in a process of its own, with nothing of the tests' settings in its environment."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    chosen = inherited | PRODUCTION | environment
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in chosen.items() if value is not None},
        capture_output=True,
        text=True,
    )


def one_line(capsys):
    """The one line on standard error; more than one, or a traceback, is a failure."""
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


# --- dev.py: what is missing is said in one line ----------------------------------------------------------


def test_old_python(dev, monkeypatch, capsys):
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (4, 0))
    assert dev.main(["run"]) == 1
    assert "Misbrug needs Python 4.0 or newer" in one_line(capsys)


def test_port_in_use(dev, taken_port, capsys):
    assert dev.main(["run", "--port", str(taken_port)]) == 1
    line = one_line(capsys)
    assert f"Port {taken_port} is taken" in line
    assert "--port" in line


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_no_such_port(dev, port, capsys):
    assert dev.main(["run", "--port", port]) == 1
    assert "1 to 65535" in one_line(capsys)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_venv_module(dev, monkeypatch, missing, capsys):
    """Debian ships the two in a package of their own."""
    monkeypatch.setattr(dev, "find_spec", lambda name: None if name == missing else object())
    assert dev.main(["run", "--no-server"]) == 1
    assert "-venv" in one_line(capsys)


def test_no_network(dev, monkeypatch, tmp_path, capsys):
    """The reason stands in the middle of what pip prints; what it ends with leads astray."""
    output = (
        "WARNING: Retrying after 'NewConnectionError('<HTTPSConnection object>: Failed to establish a new "
        "connection: [Errno -2] Name or service not known')': /\nERROR: No matching distribution found for Django"
    )
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("Django==5.2\n")
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, output, ""))
    assert dev.main(["run", "--no-server"]) == 1
    line = one_line(capsys)
    assert "Is there a network" in line
    assert line.endswith("[Errno -2] Name or service not known")


def test_folder_that_cannot_be_written(dev, monkeypatch, capsys):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(dev, "install", refuse)
    assert dev.main(["run", "--no-server"]) == 1
    assert "Permission denied" in one_line(capsys)


def test_ctrl_c_while_installing(dev, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "install", interrupt)
    assert dev.main(["run", "--no-server"]) == 130
    assert capsys.readouterr().err == ""


def test_unknown_argument_is_not_swallowed(dev, capsys):
    with pytest.raises(SystemExit):
        dev.main(["run", "--prot", "8001"])
    assert "--prot" in capsys.readouterr().err


# --- dev.py: known weaknesses -----------------------------------------------------------------------------

LOOKED_UP = {"name": "django", "version": "5.2.1", "vulns": []}
WEAK = LOOKED_UP | {"vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["5.2.2"]}]}
NOT_LOOKED_UP = {"name": "django", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("output", "holds", "says"),
    [
        ([LOOKED_UP, NOT_LOOKED_UP], True, "1 of 2 packages looked up, 0 with known weaknesses."),
        ([LOOKED_UP, WEAK], False, "django 5.2.1: PYSEC-2026-1, mended in 5.2.2"),
        ([NOT_LOOKED_UP], True, "Notice: skipped, no list of weaknesses can be reached. ERROR: no network"),
        (None, True, "Notice: skipped"),
    ],
)
def test_known_weaknesses_fail_and_no_network_is_told(dev, monkeypatch, capsys, output, holds, says):
    answer = "" if output is None else json.dumps({"dependencies": output, "fixes": []})
    done = subprocess.CompletedProcess([], 1, answer, "ERROR: no network")
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: done)
    assert dev.audit("runtime") is holds
    assert says in capsys.readouterr().out


# --- dev.py: what is there is left alone ------------------------------------------------------------------


def test_packages_are_installed_when_the_list_changes_and_only_then(dev, monkeypatch, tmp_path):
    pinned = tmp_path / "requirements" / "runtime.txt"
    pinned.parent.mkdir()
    pinned.write_text("one==1\n")
    (tmp_path / ".venv").mkdir()
    installed = []
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "fetch", lambda command, what: installed.append(pinned.read_text()))
    dev.install("runtime")
    dev.install("runtime")
    pinned.write_text("one==2\n")
    dev.install("runtime")
    assert installed == ["one==1\n", "one==2\n"]


def test_a_failed_installation_is_done_again(dev, monkeypatch, tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("one==1\n")
    (tmp_path / ".venv").mkdir()
    attempts = []

    def fail(command, what):
        attempts.append(what)
        raise dev.CannotGoOn("no")

    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "fetch", fail)
    for _ in range(2):
        with pytest.raises(dev.CannotGoOn):
            dev.install("runtime")
    assert len(attempts) == 2


def test_npm_from_a_python_package_where_there_is_none(dev, monkeypatch, tmp_path):
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    installed, commands = [], []
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "install", lambda *names: installed.extend(names))
    monkeypatch.setattr(dev, "fetch", lambda command, what: commands.append(command))
    dev.install_node_packages()
    assert installed == ["node"]
    assert commands[0][0] == dev.PYTHON
    assert "ci" in commands[0]


def test_key_is_made_once_and_for_the_owner_alone(dev, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    dev.write_environment()
    first = dev.ENV_FILE.read_text()
    dev.write_environment()
    assert dev.ENV_FILE.read_text() == first
    assert dev.ENV_FILE.stat().st_mode & 0o077 == 0


def test_own_environment_file_without_a_key(dev, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    dev.ENV_FILE.write_text("DEBUG=true\n")
    with pytest.raises(dev.CannotGoOn, match="SECRET_KEY"):
        dev.write_environment()


def test_server_ends_with_dev_py(dev, tmp_path):
    """A server left behind would hold the port; the reloader's child is the one that is forgotten."""
    script = tmp_path / "server.py"
    script.write_text(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'import time; print(1, flush=True); time.sleep(60)'])\n"
    )
    server = subprocess.Popen([sys.executable, script], start_new_session=True, stdout=subprocess.PIPE)
    server.stdout.readline()
    dev.stop(server)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(server.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        os.killpg(server.pid, signal.SIGKILL)
        pytest.fail("a process of the server is still there")


# --- The database before it is served ---------------------------------------------------------------------


def test_database_that_does_not_answer(tmp_path):
    done = manage("prepare_demo", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database of DATABASE_URL cannot be used")
    assert "Traceback" not in done.stderr


def test_database_in_use_gets_no_demo(db, settings, monkeypatch):
    """Somebody will run the developer's command on a server one day. Its tables are there: `migrate` is left out."""
    settings.DEMO = False
    others = lambda name, **options: None if name == "migrate" else call_command(name, **options)  # noqa: E731
    monkeypatch.setattr(prepare_demo, "call_command", others)
    call_command("prepare_demo", stdout=StringIO())
    assert (Round.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize("there_already", [False, True])
def test_demo_is_loaded_once_and_its_logins_are_always_said(db, settings, monkeypatch, there_already):
    settings.DEMO = True
    called = []
    monkeypatch.setattr(prepare_demo, "is_loaded", lambda: there_already)
    monkeypatch.setattr(prepare_demo, "call_command", lambda name, **options: called.append((name, options)))
    call_command("prepare_demo", stdout=StringIO())
    loads = [options for name, options in called if name == "load_demo" and not options.get("show_logins")]
    assert len(loads) == (0 if there_already else 1)
    assert called[-1][1]["show_logins"]


def test_sqlite_keeps_what_it_has_confirmed(tmp_path):
    """WAL, and a flush to the disk at every commit (2 = FULL), so that a saved answer survives a power cut."""
    code = (
        "from django.db import connection as c; cursor = c.cursor(); "
        "print([cursor.execute(f'PRAGMA {p}').fetchone()[0] for p in "
        "('journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout')], c.transaction_mode)"
    )
    done = manage("shell", "-v", "0", "-c", code, DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}")
    assert done.stdout.strip() == "['wal', 2, 1, 20000] IMMEDIATE"


# --- The settings in use ----------------------------------------------------------------------------------


def test_no_key_no_start():
    done = manage("check", SECRET_KEY=None)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_production_settings_pass_djangos_own_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_models_and_migrations_agree():
    done = manage("makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


def test_static_files_can_be_built(tmp_path):
    """Every file that a stylesheet names has to be there, or no page of an installation in use has a style."""
    done = manage("collectstatic", "--no-input", STATIC_ROOT=str(tmp_path / "static"))
    assert done.returncode == 0, done.stderr
    built = {path.name.split(".")[0] for path in (tmp_path / "static" / "dkfds" / "css").iterdir()}
    assert "dkfds" in built
    assert not list((tmp_path / "static").rglob("*.scss"))


def test_every_answer_forbids_what_is_not_ours(client, db):
    policy = client.get("/konto/log-ind/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
    assert directives["form-action"] == directives["base-uri"] == "'self'"
    assert "unsafe" not in policy


def test_an_english_browser_gets_danish(client, db):
    page = client.get("/konto/log-ind/", headers={"accept-language": "en"})
    assert '<html lang="da"' in page.content.decode()


def test_cookies_are_not_for_scripts_or_other_sites(client, django_user_model):
    django_user_model.objects.create_user("anna@kommune.example", "en lang kode", name="Prøve")
    client.post("/konto/log-ind/", {"login": "anna@kommune.example", "password": "en lang kode"})
    cookie = client.cookies["misbrug_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 10 * 60 * 60


def test_readme_lists_every_variable():
    """Whoever installs the site reads the README and not the settings."""
    settings = (ROOT / "misbrug" / "settings.py").read_text()
    readme = (ROOT / "README.md").read_text()
    variables = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"|environ\.get\(\"([A-Z_]+)\"", settings))
    names = {name for pair in variables for name in pair if name}
    assert "SECRET_KEY" in names
    assert [name for name in sorted(names) if f"`{name}`" not in readme] == []
