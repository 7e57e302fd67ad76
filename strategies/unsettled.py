"""What is still under way when somebody decides on a strategy: said before they confirm, never in the way of it."""

from clusters.models import AgendaItem, Route
from misbrug.text.danish import date_long, join
from strategies.models import Strategy

Outcome = AgendaItem.Outcome
# Of a body that decides, these are no adoption.
NOT_YET = (Outcome.POSTPONED, Outcome.RETURNED, Outcome.REJECTED, Outcome.HEARING)


def unsettled(strategy, hearings, places=None):
    """Say in sentences which hearings are not over and which bodies have not decided: 2 queries.

    `hearings` are those of `load_hearings`; `places` the municipalities whose bodies count, all of the strategy's
    where none are given.
    """
    return [*_open_hearings(hearings), *_waiting_bodies(strategy, places)]


def hearing_gap(strategy, hearings):
    """Say in a sentence that the strategy's state does not fit its hearings; "" where it does.

    `hearings` are those of `load_hearings`, or of a track.
    """
    started = [entry.hearing.title for entry in hearings if entry.is_open and not entry.is_ahead]
    if strategy.state == Strategy.State.DRAFT and started:
        what = f"Høringen {_quoted(started)} er" if len(started) == 1 else f"Høringerne {_quoted(started)} er"
        return f"{what} i gang, men strategien står stadig som kladde."
    if strategy.state == Strategy.State.HEARING and not hearings:
        return "Strategien står som høringsudkast, men der er ikke skrevet en høring ind."
    return ""


def _quoted(titles):
    return join(f"”{title}”" for title in titles)


def _open_hearings(hearings):
    for entry in hearings:
        if not entry.is_open:
            continue
        name = f"Høringen ”{entry.hearing.title}” er ikke slut:"
        missing = f"{join(str(party) for party in entry.missing)} har ikke svaret" if entry.missing else ""
        if entry.days is not None and entry.days >= 0:
            missing = f", og {missing}" if missing else ""
            yield f"{name} Svarfristen er {date_long(entry.hearing.deadline)}{missing}."
        else:
            yield f"{name} {missing or 'Der er ikke skrevet, hvem der skal svare'}."


def _waiting_bodies(strategy, places):
    """Say which bodies' latest item has no result, and which of those that decide have not approved."""
    ids = {place.pk for place in places or strategy.places}
    latest = {}
    for item in AgendaItem.objects.filter(case=strategy.case_id, body__municipality__in=ids).select_related("body"):
        latest[item.body] = item
    for item in latest.values():
        if not item.outcome and not item.decision:
            yield f"Punktet i {item.body} {date_long(item.date)} står som ”{item.get_outcome_display()}”."
    routes = Route.objects.filter(case=strategy.case_id, role=Route.Role.DECIDES, body__municipality__in=ids)
    for route in routes.select_related("body"):
        item = latest.get(route.body)
        if item is None:
            yield f"{route.body} skal beslutte, men der er ikke skrevet et dagsordenspunkt derfra."
        elif item.outcome in NOT_YET:
            result = item.get_outcome_display()
            yield f"{route.body} skal beslutte, men resultatet {date_long(item.date)} er ”{result}”."
