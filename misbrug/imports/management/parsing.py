"""Commands that say in Danish what they cannot use on their command line."""

import re
import sys
from functools import partial

from django.core.management.base import BaseCommand, CommandError

_SAID = (
    (re.compile(r"unrecognized arguments: (.*)"), "Kommandoen kender ikke {}."),
    (re.compile(r"the following arguments are required: (.*)"), "Der mangler {}."),
)
UNUSABLE = 2


class DanishCommand(BaseCommand):
    """Base of commands whose arguments are refused in Danish where they do not fit: with exit code 2, changing
    nothing."""

    def create_parser(self, prog_name, subcommand, **kwargs):
        """Give the parser, which refuses in Danish. Raises CommandError where it is called from code."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = partial(self._refuse, parser, subcommand)
        return parser

    def _refuse(self, parser, subcommand, message):
        found = ((pattern.fullmatch(message), words) for pattern, words in _SAID)
        told = next((words.format(match[1]) for match, words in found if match), "Det kan kommandoen ikke bruge.")
        told += f" Se manage.py {subcommand} --help. Intet er ændret."
        if not parser.called_from_command_line:
            raise CommandError(told, returncode=UNUSABLE)
        self.stderr.write(told)
        sys.exit(UNUSABLE)
