"""What the pages about one round share: who may see it, its heading and its tabs."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from clusters.dashboard import load_picture
from clusters.models import Round
from clusters.permissions import may_manage_round, may_see_rulings, standing, visible_rounds

STATE_KINDS = {
    Round.State.PLANNED: "none",
    Round.State.OPEN: "progress",
    Round.State.PROCESSING: "progress",
    Round.State.CLOSED: "done",
}


def load_round(user, slug):
    """Give a round that the user may see, with all that its pages name: 1 query. Raises Http404 for strangers."""
    rounds = visible_rounds(user).select_related("catalogue", "region", "report", "previous")
    return get_object_or_404(rounds, slug=slug)


def load_for_rulings(user, slug):
    """Give (round, picture) for those who see the doubtful answers. Raises Http404 and PermissionDenied."""
    round_ = load_round(user, slug)
    if not may_see_rulings(user, round_):
        raise PermissionDenied("Kun regionens projektgruppe vurderer svar.")
    return round_, load_picture(round_)


def find_indicator(picture, number):
    """Give a main indicator by its number. Raises Http404."""
    indicator = picture.indicator(number)
    if indicator is None:
        raise Http404
    return indicator


def frame(request, picture, current, whole=True, **context):
    """Give a page's context with the round's heading and tabs. `current` is the name of the page's tab.

    `whole` is false where the picture holds one municipality alone, which cannot say how many answers wait.
    """
    round_ = picture.round
    return {
        "round": round_,
        "picture": picture,
        "round_url": reverse("clusters:dashboard", args=[round_.slug]),
        "queue_url": reverse("clusters:ruling_queue", args=[round_.slug]),
        "state_kind": STATE_KINDS[round_.state],
        "tabs": _tabs(request.user, picture, current, whole),
        "sees_rulings": may_see_rulings(request.user, round_),
        "now": timezone.now(),
        **context,
    }


def _tabs(user, picture, current, whole):
    round_ = picture.round
    tabs = [("dashboard", "Klynger", None), ("matrix", "Kommuner × indikatorer", None)]
    if standing(user).takes_part and round_.state != Round.State.PLANNED:
        tabs.append(("cluster_report_list", "Klyngerapporter", None))
    if may_see_rulings(user, round_):
        tabs.append(("ruling_queue", "Til vurdering", len(picture.pending()) if whole else None))
    if may_manage_round(user, round_):
        tabs.append(("round_manage", "Styring", None))
    return [
        {
            "label": label,
            "url": reverse(f"clusters:{name}", args=[round_.slug]),
            "current": name == current,
            "count": count,
        }
        for name, label, count in tabs
    ]
