"""`manage.py benchmark`: the server's time for each key page, against the limits it has to keep."""

import json
import platform
import sys
from dataclasses import asdict

import django
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from misbrug.workspace.benchmark.imports import build_history, measure_imports
from misbrug.workspace.benchmark.measure import Unexpected, measure
from misbrug.workspace.benchmark.pages import demo_pages
from misbrug.workspace.benchmark.scale import MOST, large_pages, play_large_round
from misbrug.workspace.benchmark.scratch import NoScratch, scratch_site
from misbrug.workspace.demo.load import load_demo

HEAD = f"{'page':<38}{'queries':>8}{'limit':>7}{'median ms':>11}{'limit':>7}{'95 % ms':>9}{'cpu ms':>8}{'kB':>6}"
IMPORT_HEAD = (
    f"{'import':<22}{'rows':>7}{'stored':>8}{'read s':>8}{'preview s':>11}{'store s':>9}{'all s':>7}{'limit':>7}"
    f"{'rows/s':>8}{'cpu s':>7}{'queries':>9}{'MB':>5}"
)


class Command(BaseCommand):
    """Makes a database of its own beside the one of DATABASE_URL, loads the demo, measures, and removes it.

    Exits with 1 where a limit is broken, with 2 where nothing can be measured.
    """

    help = "Measure the server's time for each key page with the demo, in a database made for it and removed again."

    def add_arguments(self, parser):
        """Declare --json, --scale, --runs and --imports."""
        parser.add_argument("--json", metavar="FILE", help="write the figures here too")
        parser.add_argument("--scale", metavar="N", type=int, help="measure a round of N municipalities as well")
        parser.add_argument("--imports", action="store_true", help="measure imports of the whole history, and no pages")
        parser.add_argument("--runs", metavar="N", type=int, default=50, help="requests a page that are timed (50)")

    def handle(self, *args, json, scale, runs, imports, **options):
        """Measure and print. Raises CommandError where an option or the database cannot be used."""
        if runs < 1:
            raise CommandError("--runs takes a number from 1 up.", returncode=2)
        if scale is not None and not 1 <= scale <= MOST:
            raise CommandError(f"--scale takes a number from 1 to {MOST}.", returncode=2)
        try:
            with scratch_site():
                where = self._where()
                figures = self._measure_imports() if imports else self._measure(scale, runs)
        except (NoScratch, Unexpected) as reason:
            raise CommandError(str(reason), returncode=2) from reason
        if json:
            self._write(json, {**where, "runs": runs, "scale": scale}, figures)
        broken = [f"{each.name}: {limit}" for each in figures for limit in each.broken]
        if broken:
            self.stderr.write("Over the limit:\n" + "\n".join(broken))
            sys.exit(1)
        self.stdout.write("Every limit holds.")

    def _measure(self, scale, runs):
        load_demo()
        self.stdout.write(HEAD)
        figures = [self._row(page, runs) for page in demo_pages()]
        if scale:
            play_large_round(scale)
            figures += [self._row(page, runs) for page in large_pages(scale)]
        return figures

    def _measure_imports(self):
        build_history()
        self.stdout.write(IMPORT_HEAD)
        figures = []
        for each in measure_imports():
            self.stdout.write(
                f"{each.name:<22}{each.rows:>7}{each.stored:>8}{each.read:>8.2f}{each.preview:>11.2f}{each.store:>9.2f}"
                f"{each.seconds:>7.2f}{each.limit:>7g}{each.rows / each.seconds:>8.0f}{each.cpu:>7.2f}"
                f"{each.queries:>9}{each.megabytes:>5.0f}"
            )
            self.stdout.flush()
            figures.append(each)
        return figures

    def _row(self, page, runs):
        found = measure(page, runs)
        queries, ms = (("–" if limit is None else f"{limit:g}") for limit in (found.limits.queries, found.limits.ms))
        self.stdout.write(
            f"{found.name:<38}{found.queries:>8}{queries:>7}{found.median:>11.1f}{ms:>7}{found.p95:>9.1f}"
            f"{found.cpu:>8.1f}{found.kilobytes:>6.0f}"
        )
        self.stdout.flush()
        return found

    def _where(self):
        return {
            "at": timezone.now().isoformat(timespec="seconds"),
            "database": f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}",
            "python": platform.python_version(),
            "django": django.get_version(),
            "machine": platform.machine(),
        }

    def _write(self, path, where, figures):
        pages = [asdict(each) | {"broken": each.broken} for each in figures]
        try:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(where | {"pages": pages}, file, indent=2, ensure_ascii=False)
                file.write("\n")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}", returncode=2) from error
