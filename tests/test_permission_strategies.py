"""Every address of strategies × every role × a strategy in each state, against a plain statement of who may.

The oracle is written from the table in docs/rettigheder.md and shares no code with `strategies/permissions.py`. An
address that is not in it fails `test_every_address_of_strategies_is_in_the_table`.
"""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clusters.models import Body, Municipality
from clusters.workflow.deleting import archive
from misbrug.accounts.models import User
from misbrug.workspace.demo.people import email
from strategies import workflow
from strategies.models import Part, Strategy, StrategyMunicipality
from strategies.views.kinds import KINDS
from tests.test_permission_matrix import FORBIDDEN, HIDDEN, LOGIN, OPEN, outcome, patterns

pytestmark = pytest.mark.django_db

# Each actor's municipality, and whether they are its lead. The rest have roles that give no right to strategies.
ACTORS = {
    "anonymous": (None, False),
    "laeser": (None, False),
    "admin": (None, False),
    "projektgruppe.lejre": (None, False),
    "styregruppe": (None, False),
    "tovholder.syd": (None, False),
    "sagsbehandler.faxe.stof": ("0320", False),
    "ansvarlig.faxe": ("0320", True),
    "ansvarlig.greve": ("0253", True),
    "sagsbehandler.koebenhavn": ("0101", False),
    "ansvarlig.koebenhavn": ("0101", True),
    "sagsbehandler.ishoej": ("0183", False),
    "ansvarlig.vallensbaek": ("0187", True),
}
# CI asks both databases for these, one of each kind; see .ci/run.
ON_BOTH_DATABASES = {"anonymous", "projektgruppe.lejre", "ansvarlig.faxe", "sagsbehandler.koebenhavn"}
EVERYBODY = [
    pytest.param(actor, marks=() if actor in ON_BOTH_DATABASES else pytest.mark.one_database) for actor in ACTORS
]
# Slug → (codes of its municipalities, whether everybody may read it).
STRATEGIES = {
    "faxe-rusmiddelstrategi": (("0320",), True),
    "koebenhavn-misbrugsplan": (("0101",), False),
    "ishoej-vallensbaek-misbrugspolitik": (("0183", "0187"), True),
}
READ = (
    *("document", "plan", "movement", "economy", "theories", "track", "agenda", "agenda_docx", "plan_xlsx"),
    *("activity", "theory", "annex"),
)
# Pages for who may edit; what they post is posted empty, which changes nothing.
EDIT = (
    *("edit", "history", "case", "routing", "activity_add", "note"),
    *("content_add", "content_edit", "content_delete", "content_history", "content_restore", "task_close"),
    *("deletions", "deletion", "case_history", "case_restore"),
)
POSTED = ("content_move", "activity_move", "task_reopen", "theory_start", "theory_arrows")
BODIES = ("bodies", "body_add", "body_edit", "body_delete", "body_move", "body_deletions", "body_deletion")
DRAFTS = ("deleted_drafts", "deleted_draft")
# Tested on their own below, or by the tests of their pages, since they are not about one strategy.
ELSEWHERE = {
    *("list", "add", "due", "coverage", "coverage_cell"),
    *("remedies", "remedies_round", "remedies_start", "remedies_link"),
}
WAY = {"way", "way_act"}


def may_edit(actor, codes):
    """Say whether the actor answers for one of a strategy's municipalities."""
    return ACTORS[actor][0] in codes


def decision_on(name, actor, codes, readable):
    """Say what an address of a strategy answers: OPEN, FORBIDDEN or HIDDEN."""
    own = may_edit(actor, codes)
    if not (own or readable):
        return HIDDEN
    if name in READ:
        return OPEN
    return OPEN if own else FORBIDDEN


def expected(name, actor, decision, readable):
    """Give what the actor meets; who is not logged in may read what is adopted and is else asked to log in."""
    if actor != "anonymous":
        return decision
    if name in READ:
        return OPEN if readable else HIDDEN
    return LOGIN


@pytest.fixture
def log_in(client, demo):
    """Log an actor in; the anonymous one is not."""

    def enter(actor):
        if actor != "anonymous":
            client.force_login(User.objects.get(email=email(actor)))

    return enter


def deleted_part(strategy):
    """Give the Deletion of a part that is written and deleted at once."""
    actor = User.objects.get(email=email("admin"))
    part = Part.objects.create(strategy=strategy, heading="Slettet", order=99, changed_at=timezone.now())
    with transaction.atomic():
        return archive([part], whole=strategy, title="Slettet", actor=actor, at=timezone.now())


def addresses(strategy):
    """Give (name, address) of every page of a strategy that has something to show."""
    rows = {
        "activity": strategy.activities.first(),
        "note": strategy.activities.first(),
        "activity_move": strategy.activities.first(),
        "theory": strategy.theories.first(),
        "annex": strategy.case.annexs.exclude(file="").first(),
        "task_close": strategy.case.tasks.first(),
        "task_reopen": strategy.case.tasks.first(),
    }
    for name in (*READ, *EDIT, *POSTED):
        if name.startswith("content_"):
            yield from _content(name, strategy)
        elif name == "theory_arrows":
            step = rows["theory"] and rows["theory"].steps.first()
            if step:
                yield name, reverse(f"strategies:{name}", args=[strategy.slug, rows["theory"].pk, step.pk])
        elif name == "case_restore":
            version = strategy.case.history.first().history_id
            yield name, reverse(f"strategies:{name}", args=[strategy.slug, version])
        elif name == "deletion":
            yield name, reverse(f"strategies:{name}", args=[strategy.slug, deleted_part(strategy).pk])
        elif name in rows:
            if rows[name]:
                yield name, reverse(f"strategies:{name}", args=[strategy.slug, rows[name].pk])
        else:
            yield name, reverse(f"strategies:{name}", args=[strategy.slug])


def _content(name, strategy):
    for word, kind in KINDS.items():
        if name == "content_add":
            # What goes into something else needs to be told what; those kinds are tested by their pages.
            if word in ("afsnit", "maalgruppe", "fokusomraade", "maalsaet", "maal", "budgetlinje", "handleplan"):
                yield name, reverse(f"strategies:{name}", args=[strategy.slug, word])
            continue
        row = kind.rows(strategy).first()
        if row:
            version = [row.history.first().history_id] if name == "content_restore" else []
            yield name, reverse(f"strategies:{name}", args=[strategy.slug, word, row.pk, *version])


@pytest.mark.parametrize("actor", EVERYBODY)
def test_strategies(client, log_in, actor):
    log_in(actor)
    wrong = []
    for slug, (codes, readable) in STRATEGIES.items():
        for name, url in addresses(Strategy.objects.get(slug=slug)):
            decision = expected(name, actor, decision_on(name, actor, codes, readable), readable)
            response = client.post(url, {}) if name in POSTED else client.get(url)
            # A move to nowhere is answered as an address that is not there, by who may move.
            allowed = {decision, HIDDEN} if decision == OPEN and name in POSTED else {decision}
            if outcome(response) not in allowed:
                wrong.append(f"{url}: {response.status_code}, not {decision}")
    assert wrong == []


@pytest.mark.parametrize("actor", EVERYBODY)
def test_without_public_reading_one_has_to_log_in(client, log_in, actor, settings):
    settings.PUBLIC_READING = False
    log_in(actor)
    for slug, (codes, readable) in STRATEGIES.items():
        decision = OPEN if may_edit(actor, codes) or readable else HIDDEN
        if actor == "anonymous":
            decision = HIDDEN
        response = client.get(reverse("strategies:document", args=[slug]))
        assert outcome(response) in {decision, LOGIN} if actor == "anonymous" else {decision}, slug


@pytest.mark.parametrize("actor", EVERYBODY)
def test_the_way_is_for_leads(client, log_in, actor):
    log_in(actor)
    code, is_lead = ACTORS[actor]
    for slug, (codes, readable) in STRATEGIES.items():
        for act in ("hoering", "afloest"):
            url = reverse("strategies:way", args=[slug]) + f"{act}/"
            response = client.post(url, {})
            if actor == "anonymous":
                assert outcome(response) == LOGIN
            elif not (code in codes or readable):
                assert outcome(response) == HIDDEN, url
            elif not (code in codes and is_lead):
                assert outcome(response) in (FORBIDDEN, HIDDEN), url
    states = {slug: Strategy.objects.get(slug=slug).state for slug in STRATEGIES}
    assert set(states.values()) == {"adopted", "hearing"}


@pytest.mark.parametrize("actor", EVERYBODY)
def test_bodies_are_the_municipalitys_own(client, log_in, actor):
    log_in(actor)
    for code in ("0320", "0101", "0657"):
        url = reverse("strategies:bodies", args=[code])
        decision = OPEN if ACTORS[actor][0] == code else HIDDEN
        if actor == "anonymous":
            decision = LOGIN
        assert outcome(client.get(url)) == decision, url
        body = Municipality.objects.get(code=code).bodies.first()
        if body:
            for name in ("body_edit", "body_delete"):
                assert outcome(client.get(reverse(f"strategies:{name}", args=[code, body.pk]))) == decision, name


@pytest.mark.parametrize("actor", EVERYBODY)
def test_what_a_municipality_deleted_is_its_own(client, log_in, actor):
    log_in(actor)
    code, is_lead = ACTORS[actor]
    for place in Municipality.objects.filter(code__in=("0320", "0101")):
        boss, now = User.objects.get(email=email("admin")), timezone.now()
        body = Body.objects.create(municipality=place, name="Et nedlagt udvalg", changed_at=now)
        draft = workflow.create_strategy(municipalities=[place], actor=boss, at=now, title="Slettet kladde")
        with transaction.atomic():
            gone = archive([body], whole=place, title="Et nedlagt udvalg", actor=boss, at=now)
        gone_draft = workflow.delete_draft(draft.pk, actor=boss, at=now)
        assert not StrategyMunicipality.objects.filter(strategy_id=gone_draft.row_id).exists()
        own = code == place.code
        of_drafts = OPEN if own and is_lead else FORBIDDEN if own else HIDDEN
        decisions = {
            reverse("strategies:body_deletions", args=[place.code]): OPEN if own else HIDDEN,
            reverse("strategies:body_deletion", args=[place.code, gone.pk]): OPEN if own else HIDDEN,
            reverse("strategies:deleted_drafts", args=[place.code]): of_drafts,
            reverse("strategies:deleted_draft", args=[place.code, gone_draft.pk]): of_drafts,
        }
        for url, decision in decisions.items():
            assert outcome(client.get(url)) == (LOGIN if actor == "anonymous" else decision), url


@pytest.mark.parametrize("actor", EVERYBODY[1:])
def test_drafts_show_nowhere(client, log_in, actor):
    log_in(actor)
    title = Strategy.objects.get(slug="koebenhavn-misbrugsplan").title
    own = ACTORS[actor][0] == "0101"
    for url in ("/strategier/", f"/strategier/?q={title}", "/strategier/daekning/", "/strategier/frister/"):
        response = client.get(url)
        if response.status_code == 200 and not own:
            assert title not in response.content.decode().replace(f'value="{title}"', ""), url


def test_every_address_of_strategies_is_in_the_table():
    table = {*READ, *EDIT, *POSTED, *BODIES, *DRAFTS, *ELSEWHERE, *WAY}
    own = {entry.name for entry in patterns() if "strategies" in entry.namespaces}
    assert own - table == set(), "an address without a decision"
    assert table - own == set(), "a decision without an address"
