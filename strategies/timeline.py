"""The political treatment of a strategy: that of its case, its adoptions and the acts on its way."""

from django.utils.timezone import localtime

from clusters import track
from clusters.track import Happening, load_hearings
from misbrug.text.danish import first_upper
from strategies.models import StrategyEvent, StrategyMunicipality

__all__ = ["load_hearings", "load_track"]

# Adoptions are shown by their own day, and that a strategy was entered into the system is no political event.
SHOWN_ACTS = {
    StrategyEvent.Act.HEARING: "Sendt i høring",
    StrategyEvent.Act.DRAFT: "Taget tilbage til kladde",
    StrategyEvent.Act.WITHDRAW: "Vedtagelsen trukket tilbage",
    StrategyEvent.Act.RETIRE: "Meldt afløst",
    StrategyEvent.Act.RESUME: "Sat i kraft igen",
    StrategyEvent.Act.REVIEW: "Taget op",
}


def load_track(strategy, today):
    """Load the track of a strategy as it looks on a day. Nine queries, where there is a hearing."""
    happenings = [*_adoptions(strategy), *_events(strategy)]
    return track.load_track(strategy.case, strategy.places, today, happenings)


def _adoptions(strategy):
    rows = StrategyMunicipality.objects.filter(strategy=strategy, adopted_on__isnull=False)
    for row in rows.select_related("municipality", "adopted_by"):
        by = str(row.adopted_by or "")
        yield Happening(row.adopted_on, f"Vedtaget i {row.municipality}", by, is_example=row.is_example)


def _events(strategy):
    for event in StrategyEvent.objects.filter(strategy=strategy, act__in=SHOWN_ACTS).select_related("municipality"):
        where = f" i {event.municipality}" if event.municipality else ""
        day = event.date or localtime(event.at).date()
        words = first_upper(SHOWN_ACTS[event.act] + where)
        sending = event.act == StrategyEvent.Act.HEARING
        yield Happening(day, words, reason=event.reason, is_sending=sending, is_example=event.is_example)
