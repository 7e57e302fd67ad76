"""The pages that are measured: those that people meet every day, as the demo's users see them."""

from functools import partial
from itertools import count

from django.test import Client
from django.urls import reverse

from clusters.dashboard import load_picture
from clusters.models import Answer, Municipality, Round
from clusters.permissions import may_rule
from indicators.values import NO, YES
from misbrug.accounts.models import User
from misbrug.workspace.benchmark.files import report_files
from misbrug.workspace.benchmark.measure import Limits, Page
from misbrug.workspace.demo.people import email

PAGE = Limits(ms=60)
DASHBOARD = Limits(ms=60, queries=8)
AUTOSAVE = Limits(ms=12, queries=8)

THEN, NOW = "region-sjaelland-2014", "region-sjaelland-2026"
CASEWORKER, LEAD, PROJECT = "sagsbehandler.faxe.stof", "ansvarlig.faxe", "projektgruppe.lejre"
# Its two indicators have the longest supplementary questions of all.
RECOMMENDATION = 5
INDICATOR = "5.2"


def demo_pages():
    """Give the Pages of the demo, in the order in which people come to them."""
    own = {"round": NOW, "code": _code("Faxe")}
    then, now = {"round": THEN}, {"round": NOW}
    return [
        _page("start page, caseworker", CASEWORKER, "workspace:home"),
        _page("start page, project group", PROJECT, "workspace:home"),
        _page("list of self-assessments", PROJECT, "clusters:assessment_list"),
        _page("task list", CASEWORKER, "clusters:assessment", own),
        _page("recommendation", CASEWORKER, "clusters:assessment_recommendation", own | {"number": RECOMMENDATION}),
        Page("autosave", Autosave(CASEWORKER, NOW, "Faxe"), AUTOSAVE),
        _page("submit page", LEAD, "clusters:assessment_submit", own),
        _page("whole form on paper", CASEWORKER, "clusters:assessment_print", own),
        _page("list of rounds", PROJECT, "clusters:round_list"),
        _page("dashboard, open round", PROJECT, "clusters:dashboard", now, DASHBOARD),
        *round_pages(PROJECT, THEN, _code("Køge"), "closed round"),
        _page("ruling queue", PROJECT, "clusters:ruling_queue", now),
        _page("ruling", PROJECT, "clusters:ruling", now | {"answer": _waiting_answer()}),
        _page("list of rulings", PROJECT, "clusters:ruling_list", then),
        _page("draft of the status report", PROJECT, "clusters:report", now),
        _page("published status report", None, "clusters:report", then),
        *report_files(THEN, "2014"),
    ]


def round_pages(local, slug, code, label, page=PAGE, dashboard=DASHBOARD):
    """Give the Pages on which a whole round is counted, for the user and the municipality given."""
    where = {"round": slug}
    return [
        _page(f"dashboard, {label}", local, "clusters:dashboard", where, dashboard),
        _page(f"matrix, {label}", local, "clusters:matrix", where, page),
        _page(f"cell, {label}", local, "clusters:cell", where | {"code": code, "number": INDICATOR}, page),
        _page(f"behind a number, {label}", local, "clusters:count", where | {"number": INDICATOR}, page),
    ]


def report_page(local, slug, label, limits):
    """Give the Page of a round's status report."""
    return _page(f"status report, {label}", local, "clusters:report", {"round": slug}, limits)


class Autosave:
    """Saves one answer after another in the same field, each on top of the one before, as the page's script does."""

    def __init__(self, local, slug, municipality):
        """Find the field: the first track's answer to INDICATOR."""
        self._client = client_of(local)
        answer = Answer.objects.select_related("track__assessment").get(
            track__assessment__round__slug=slug,
            track__assessment__municipality__name=municipality,
            track__order=1,
            track__active=True,
            indicator__number=INDICATOR,
        )
        where = {"round": slug, "code": _code(municipality)}
        self._url = reverse("clusters:answer_save", kwargs=where)
        self._place = {"track": answer.track_id, "indicator": answer.indicator_id}
        self._version = answer.version
        self._turn = count(1)

    def __call__(self):
        """Change the answer and its elaboration; gives the response."""
        turn = next(self._turn)
        fields = {
            "version": self._version,
            "value": (YES, NO)[turn % 2],
            "elaboration": f"Ventetiden er målt for {turn}. gang. " + "Vi følger den måned for måned. " * 10,
        }
        response = self._client.post(self._url, self._place | fields, secure=True)
        if response.status_code == 200:
            self._version = response.json()["version"]
        return response


def client_of(local):
    """Give a browser in which a user of the demo is logged in; nobody is where `local` is None."""
    client = Client()
    if local is not None:
        client.force_login(User.objects.get(email=email(local)))
    return client


def _page(name, local, url_name, where=None, limits=PAGE):
    get = client_of(local).get
    return Page(name, partial(get, reverse(url_name, kwargs=where), secure=True), limits)


def _code(name):
    return Municipality.objects.get(name=name).code


def _waiting_answer():
    """Give the id of an answer of the open round that waits for a ruling which the project group's user may make."""
    picture = load_picture(Round.objects.get(slug=NOW))
    user = User.objects.get(email=email(PROJECT))
    row, indicator, settled = next(item for item in picture.pending() if may_rule(user, item[0].assessment))
    track = next(track for track in row.tracks if track.id == settled.answer.track)
    return track.get(indicator.pk).id
