"""gunicorn with several workers, and what may happen to it."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 3
START_SECONDS = 60


class Server:
    """The site as an installation in use runs it, on a database that is there already. `harm` counts what was done."""

    def __init__(self, database, folder, seed):
        self.harm = {"worker killed": 0, "restarted": 0, "all killed": 0}
        self.port = _free_port()
        self._log = folder / "gunicorn.log"
        self._chance = random.Random(seed)
        self._environment = {
            **os.environ,
            "ENV_FILE": os.devnull,
            "SECRET_KEY": "only-for-tests",
            "HTTPS": "false",
            "DEBUG": "false",
            "DEMO": "false",
            "STATIC_FROM_SOURCE": "true",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": database,
            "MEDIA_ROOT": str(folder),
            "DJANGO_SETTINGS_MODULE": "misbrug.settings",
        }
        self._process = None
        self.start()

    def start(self):
        """Start it and wait until it answers. Raises RuntimeError, with what it said, where it does not."""
        command = [sys.executable, "-m", "gunicorn", "tests.faults.warm", "--preload", "--workers", str(WORKERS)]
        command += ["--bind", f"127.0.0.1:{self.port}", "--graceful-timeout", "5", "--log-level", "warning"]
        with self._log.open("a") as log:
            # A session of its own, so that all of it can be killed at once.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server did not start:\n{self._log.read_text()}")

    def stop(self):
        """End it, as the one who looks after the machine does."""
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._kill_all()

    def hurt(self):
        """Let something happen: mostly a worker dies, now and then all is restarted or killed."""
        what = self._chance.choices(list(self.harm), [8, 1, 1])[0]
        self.harm[what] += 1
        if what == "worker killed":
            self._kill_a_worker()
        elif what == "restarted":
            self.stop()
            self.start()
        else:
            self._kill_all()
            self.start()

    def errors(self):
        """Give the lines of the log that tell of an answer with 500, which nothing that happens here excuses."""
        return [line for line in self._log.read_text().splitlines() if '"status": 50' in line or "Traceback" in line]

    def _kill_a_worker(self):
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(self._chance.choice(children)), signal.SIGKILL)

    def _kill_all(self):
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=10)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
