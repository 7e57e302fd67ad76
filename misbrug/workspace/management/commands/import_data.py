"""`manage.py import_data`: take a file's rows into the database, by the same way as the wizard."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from misbrug.imports import workflow
from misbrug.imports.kinds import KINDS, UnknownName, kind_and_target
from misbrug.tables.book import DECIMALS, ENCODINGS, SEPARATORS, Reading, UnusableFile
from misbrug.tables.files import file_bytes
from misbrug.tables.kind import SKIP, STOP
from misbrug.text import cpr
from misbrug.workspace.import_report import Report

DONE, WITH_ERRORS, UNUSABLE = 0, 1, 2
SEPARATOR_WORDS = {"tab": "\t", "semikolon": ";", "komma": ","}


class UnusableCommand(Exception):
    """An argument that does not fit. Its text is Danish and says what would."""


class Command(BaseCommand):
    """Import one file. Exit code 0: done; 1: rows with errors or open questions, nothing stored unless skip; 2: the
    file or an argument cannot be used. The import is kept as a run, unless it is dry."""

    help = "Importér en fil (.csv eller .xlsx). Alt eller intet, medmindre andet er valgt."

    def add_arguments(self, parser):
        """Declare the command line."""
        add = parser.add_argument
        add("kind", metavar="KIND", help=", ".join(KINDS))
        add("file", metavar="FILE", help="filen, der skal importeres")
        add("--into", metavar="SLUG", default="", help="kortnavnet på kataloget, runden eller strategien")
        add("--dry-run", action="store_true", help="vis, hvad der ville ske, og gem intet")
        add("--on-error", default=STOP, metavar="stop|skip", help="stop: gem intet; skip: gem rækkerne uden fejl")
        add("--json", action="store_true", help="skriv resultatet som JSON")
        add("--encoding", default="", metavar="NAVN", help=f"en .csv-fils tegn: {', '.join(ENCODINGS)}")
        add("--separator", default="", metavar="TEGN", help="en .csv-fils skilletegn: semikolon, komma eller tab")
        add("--decimal", default="", metavar="TEGN", help="decimaltegnet i en .csv-fil: , eller .")
        add("--map", action="append", default=[], metavar="OVERSKRIFT=KOLONNE", help="tag en overskrift for en kolonne")
        add("--decide", action="append", default=[], metavar="NØGLE=SVAR", help="svar på et spørgsmål")
        add("--submit-reason", default="", metavar="TEKST", help="answers: indsend på vegne af kommunen, og hvorfor")
        add("--invite", action="store_true", help="users: send invitation til nye brugere")

    def handle(self, *args, kind, file, dry_run, **options):
        """Import, report, and leave with the exit code."""
        report = Report(kind=kind, file=file, into=options["into"], dry_run=dry_run)
        try:
            self._import(report, options)
        except (UnusableFile, UnusableCommand, UnknownName, workflow.RunError) as problem:
            report.refuse(str(problem))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=2))
        else:
            for line in report.errors():
                self.stderr.write(line)
            for line in report.lines():
                self.stdout.write(line)
        code = UNUSABLE if report.unusable else WITH_ERRORS if report.has_errors else DONE
        if code:
            sys.exit(code)

    def _import(self, report, options):
        if options["on_error"] not in (STOP, SKIP):
            raise UnusableCommand("--on-error skal være stop eller skip.")
        kind, target = kind_and_target(report.kind, report.into)
        reading = _reading(options)
        data = file_bytes(report.file)
        with transaction.atomic() if report.dry_run else nullcontext():
            at, name = timezone.now(), Path(report.file).name
            run = workflow.start(kind, data, name, actor=None, at=at, target=target, reading=reading)
            try:
                self._prepare(run, options)
                self._carry_out(run, at, report)
            except (UnusableFile, workflow.RunError):
                workflow.drop(run.pk)
                raise
            finally:
                if report.dry_run:
                    transaction.set_rollback(True)

    def _prepare(self, run, options):
        """Bring in what the command line says about columns, questions and options."""
        columns = _pairs(options["map"], "--map OVERSKRIFT=KOLONNE")
        if columns:
            workflow.map_columns(run.pk, columns=columns)
        chosen = {"invite": True} if options["invite"] else {}
        if options["submit_reason"]:
            chosen |= {"submit": True, "submit_reason": options["submit_reason"]}
        decisions = _pairs(options["decide"], "--decide NØGLE=SVAR")
        workflow.decide(run.pk, decisions=decisions, options=chosen, on_error=options["on_error"])

    def _carry_out(self, run, at, report):
        """Preview the run and store it, unless it is dry or something stands in the way."""
        plan = self._finish(workflow.preview(run.pk, actor=None, at=at))
        report.plan, report.run = plan, None if report.dry_run else run.pk
        if report.dry_run:
            return
        try:
            report.applied = self._finish(workflow.apply(run.pk, actor=None, at=at))
        except workflow.Blocked:
            # The report says what stands in the way; the run stays, so that it can be gone on with in the wizard.
            report.applied = None

    def _finish(self, work):
        """Run a generator of `Progress` to its end and give its value. Who sits at a terminal sees how far it is."""
        shows = self.stderr.isatty()
        while True:
            try:
                progress = next(work)
            except StopIteration as end:
                if shows:
                    self.stderr.write("\r\033[K", ending="")
                return end.value
            if shows:
                share = f" {progress.done} af {progress.total}" if progress.total else ""
                self.stderr.write(f"\r\033[K{progress.text}{share} …", ending="")
                self.stderr.flush()


def _reading(options):
    """Give how a .csv is to be read, or None where that is to be found out. Raises UnusableCommand."""
    separator = SEPARATOR_WORDS.get(options["separator"], options["separator"])
    if separator and separator not in SEPARATORS:
        raise UnusableCommand(f"--separator skal være {', '.join(SEPARATOR_WORDS)}.")
    for name, known in (("encoding", ENCODINGS), ("decimal", DECIMALS)):
        if options[name] and options[name] not in known:
            raise UnusableCommand(f"--{name} skal være en af: {'  '.join(known)}.")
    reading = Reading(options["encoding"], separator, options["decimal"])
    return None if reading == Reading() else reading


def _pairs(texts, form):
    """Give "a=b" of the command line as a dict. Raises UnusableCommand."""
    pairs = {}
    for text in texts:
        key, sign, value = text.rpartition("=")
        if not sign or not key:
            raise UnusableCommand(f"Skriv {form}. Der står ”{cpr.redact(text)}”.")
        pairs[key.strip()] = value.strip()
    return pairs
