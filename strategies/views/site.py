"""What the pages that write rows, cases and bodies are told with the addresses of strategies."""

from django.http import Http404
from django.urls import reverse

from clusters.models import Municipality
from clusters.views.bodies import BodyPages
from clusters.views.site import Site
from strategies.permissions import may_edit_bodies
from strategies.views.access import find_editable, find_strategy
from strategies.views.kinds import KINDS
from strategies.whole import StrategyWhole


def _find_place(user, code):
    """Give the municipality if the user may edit its bodies. Raises Http404 otherwise."""
    place = Municipality.objects.filter(code=code).first()
    if place is None or not may_edit_bodies(user, place):
        raise Http404
    return place


SITE = Site(
    find_readable=lambda user, slug: StrategyWhole(find_strategy(user, slug), user),
    find_editable=lambda user, slug, kind="": StrategyWhole(find_editable(user, slug), user),
    front=lambda slug: reverse("strategies:document", args=[slug]),
    kinds=KINDS,
)

BODIES = BodyPages(
    find=_find_place,
    named="strategies:{}",
    key=lambda place: place.code,
    crumb=("Strategier", "strategies:list"),
    whose="kommunens",
    cases="strategier",
    places=(
        "som den, der behandler en sag, på et dagsordenspunkt, som høringspart "
        "eller som den, der har vedtaget en strategi"
    ),
)
