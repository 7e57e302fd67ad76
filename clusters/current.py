"""Which round is the one that is worked on now, and in what order rounds are listed."""

import re
from datetime import date

from django.utils import timezone

from clusters.models import Round

UNDER_WAY = (Round.State.OPEN, Round.State.PROCESSING)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.A)


def current_first(rounds, today=None):
    """Give rounds as a list, the one that is worked on first.

    First the open ones whose deadline is not past, the nearest first; then the others that are under way and then the
    rest, the newest by deadline first. When a round was opened says little: an old one may be opened to be brought in.
    """
    today = today or timezone.localdate()
    return sorted(rounds, key=lambda round_: _place(round_, today))


def _place(round_, today):
    day = _day(round_)
    if round_.is_open and day >= today:
        return 0, day.toordinal(), -round_.pk
    return (1 if round_.state in UNDER_WAY else 2), -day.toordinal(), -round_.pk


def _day(round_):
    """Give the day that a round is of: its deadline, the end of the year that it is called by, or when it opened."""
    if round_.deadline:
        return round_.deadline
    year = _YEAR.search(f"{round_.label} {round_.name}")
    if year:
        return date(int(year[0]), 12, 31)
    return timezone.localdate(round_.opened_at) if round_.opened_at else date.max
