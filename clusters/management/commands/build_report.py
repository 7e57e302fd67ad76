"""`manage.py build_report`: write a status report to a file, an edition as it was released or the draft."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from clusters.models import Edition, EditionFile, Round
from clusters.reports import build
from misbrug.operations.private_files import write_private
from misbrug.text.danish import NBSP, date_long, file_size

LONGEST = 6


class Unusable(Exception):
    """What was asked for is not there, or cannot be written. Its text is a Danish sentence."""


class Command(BaseCommand):
    """Build one report. Exit code 0: done; 2: the round, edition, format or file cannot be used."""

    help = "Skriv en statusrapport til en fil: den nyeste udgave, der gælder, ellers kladden."

    def add_arguments(self, parser):
        """Declare the command line."""
        parser.add_argument("round", metavar="ROUND", help="rundens kortnavn, for eksempel region-sjaelland-2014")
        parser.add_argument("--format", default="", help=", ".join(build.FORMATS))
        parser.add_argument("--output", metavar="FILE", default="", help="filen, der skal skrives")
        parser.add_argument("--edition", metavar="N", default="", help="udgavens nummer, også en tilbagetrukket")

    def handle(self, *args, round, format, output, edition, **options):
        """Write the file and say which edition it is, or that it is the draft."""
        try:
            content, which = self._content(round, format, output, edition)
            self._write(Path(output), content)
        except (Unusable, build.CannotBeMade) as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        size = file_size(len(content))
        self.stdout.write(f"{which} er skrevet til {Path(output).name} ({size}).".replace(NBSP, " "))

    def _content(self, slug, kind, output, number):
        """Give the bytes and what they are, in words. Raises Unusable, CannotBeMade."""
        if kind not in build.FORMATS:
            asked = f"Formatet ”{kind}” findes ikke." if kind else "Sig, hvilket format det skal være, med --format."
            raise Unusable(f"{asked} Vælg mellem {', '.join(build.FORMATS)}.")
        if not output:
            raise Unusable("Sig, hvilken fil rapporten skal skrives til, med --output.")
        round_ = Round.objects.filter(slug=slug).first()
        if round_ is None:
            raise Unusable(f"Der er ingen runde, der hedder ”{slug}”. Runderne er: {_rounds()}.")
        edition = _edition(round_, number)
        return _sealed(edition, kind) if edition else _draft(round_, kind)

    def _write(self, path, content):
        """Put the file in its place in one step, so that nobody meets half of it. Raises Unusable."""
        refusal = f"Filen {path.name or path} kan ikke skrives. Findes mappen, og må du skrive i den?"
        if not path.name or path.is_dir():
            raise Unusable(refusal)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            write_private(half, content, replace=True)
            half.replace(path)
        except (OSError, ValueError) as problem:
            with suppress(OSError):
                half.unlink()
            raise Unusable(refusal) from problem


def _rounds():
    return ", ".join(Round.objects.order_by("slug").values_list("slug", flat=True)) or "ingen endnu"


def _edition(round_, number):
    """Give the edition that was asked for, else the newest that stands, None where none does. Raises Unusable."""
    editions = Edition.objects.filter(report__round=round_).defer("facts", "record")
    if not number:
        return editions.filter(withdrawn_at__isnull=True).order_by("-number").first()
    is_number = number.isascii() and number.isdecimal() and len(number) < LONGEST
    found = editions.filter(number=int(number)).first() if is_number else None
    if found is None:
        known = ", ".join(str(each) for each in editions.order_by("number").values_list("number", flat=True))
        raise Unusable(f"Der er ingen {number}. udgave af {round_.name}. Der er: {known or 'ingen endnu'}.")
    return found


def _sealed(edition, kind):
    """Give the stored bytes of an edition. Raises Unusable where it has none of the format."""
    file = EditionFile.objects.filter(edition=edition, kind=kind, letter="").first()
    if file is None:
        raise Unusable(f"{edition.number}. udgave har ingen fil i formatet {kind}.")
    which = f"{edition.number}. udgave, frigivet {date_long(edition.released_at)},"
    if edition.is_withdrawn:
        which = f"{which[:-1]} og trukket tilbage {date_long(edition.withdrawn_at)},"
    return bytes(file.content), which


def _draft(round_, kind):
    """Make the draft. Raises Unusable for a round that is not opened, CannotBeMade."""
    if round_.state == Round.State.PLANNED:
        raise Unusable(f"{round_.name} er ikke åbnet endnu, så der er ingen rapport.")
    facts = build.draft_of(round_.slug, at=timezone.now())
    template = build.word_template(round_.slug) if kind == EditionFile.Kind.DOCX else None
    return build.FORMATS[kind].render(facts, template), "Kladden"
