"""Every address × every role × the states that matter, against a plain statement of who may (docs/rettigheder.md).

The oracle below is written from the table in docs/rettigheder.md and shares no code with `clusters/permissions.py`. An
address that is not in it fails `test_every_address_is_in_the_table`.
"""

from itertools import product

import pytest
from django.urls import URLPattern, get_resolver, reverse

from clusters.models import Answer, Membership, Region, Track
from indicators.models import Indicator
from misbrug.accounts.models import User
from misbrug.workspace.demo.people import email
from tests.actors import ACTORS, LOGINS, ON_BOTH_DATABASES
from tests.export_cases import EXPORTS
from tests.reply_cases import REPLIES
from tests.report_cases import CASE, REGION_BODIES, case_addresses, rows_of_cases

pytestmark = pytest.mark.django_db

THEN, NOW = "region-sjaelland-2014", "region-sjaelland-2026"
OPEN, FORBIDDEN, HIDDEN, LOGIN = "open", 403, 404, "login"
UNAUTHORIZED = 401  # what the script that saves answers is told, where a page would be sent to the login

EVERY_ACTOR = [
    pytest.param(actor, marks=() if actor in ON_BOTH_DATABASES else pytest.mark.one_database) for actor in ACTORS
]
# (round, code) → (cluster, state); "submitted" stands for whatever has a submission that counts.
TARGETS = {
    (NOW, "0360"): ("Syd", "not started"),
    (NOW, "0320"): ("Syd", "draft"),
    (NOW, "0376"): ("Syd", "submitted"),
    (NOW, "0370"): ("Syd", "reviewed"),
    (NOW, "0336"): ("Syd", "absent"),
    (NOW, "0253"): ("Øst", "submitted"),
    (NOW, "0269"): ("Øst", "returned"),
    (NOW, "0350"): ("Øst", "submitted"),
    (THEN, "0320"): ("Syd", "published"),
    (THEN, "0350"): ("Øst", "published"),
    (THEN, "0336"): ("Syd", "absent"),
}
COUNTED = ("submitted", "reviewed", "returned", "published")


# --- The oracle -------------------------------------------------------------------------------------------


def takes_part(who):
    """Say whether the actor has a role in the round."""
    return any(who.get(key) for key in ("own", "leads_cluster", "project", "steering"))


def sees(who, code, cluster, state):
    """Say whether the actor sees a municipality's answers."""
    if who.get("own") == code:
        return True
    if state not in COUNTED:
        return False
    if who.get("project") or who.get("cluster") == cluster:
        return True
    return state == "published" and takes_part(who)


def manages_participation(who, code, cluster):
    """Say whether the actor may say that a municipality takes no part."""
    return bool(
        (who.get("own") == code and who.get("lead"))
        or (who.get("leads_cluster") and who["cluster"] == cluster)
        or who.get("project")
    )


def of_assessment(name, who, code, cluster, state):
    """Say what an address of an assessment answers: OPEN, FORBIDDEN or HIDDEN."""
    seen, own = sees(who, code, cluster, state), who.get("own") == code
    if name == "assessment_participation":
        if manages_participation(who, code, cluster):
            return OPEN
        return FORBIDDEN if seen else HIDDEN
    if name == "assessment_questionnaire" and (who.get("project") or who.get("admin")):
        return OPEN
    if not seen:
        return HIDDEN
    if name in ("answer_save", "assessment_tracks", "assessment_track_done", "assessment_questionnaire"):
        return OPEN if own else FORBIDDEN
    if name == "answer_restore":
        return OPEN if own else FORBIDDEN
    if name == "assessment_submit":
        return OPEN if own and who.get("lead") else FORBIDDEN
    if name in ("assessment_review", "assessment_return"):
        return OPEN if who.get("project") else FORBIDDEN
    return OPEN


def of_round(name, who):
    """Say what an address of a round answers."""
    if not (takes_part(who) or who.get("admin")):
        return HIDDEN
    if name in ("round_manage", "round_questionnaires"):
        return OPEN if who.get("project") or who.get("admin") else FORBIDDEN
    if name in ("ruling_queue", "ruling", "ruling_list"):
        return OPEN if who.get("project") else FORBIDDEN
    return OPEN


def of_report(name, who, published):
    """Say what an address of a report answers."""
    drafts = bool(who.get("project") or who.get("steering"))
    if name in OF_DRAFT:
        return OPEN if drafts else HIDDEN
    if not published and (name in OF_EDITION or not drafts):
        return HIDDEN
    if name in OF_WRITERS:
        return OPEN if who.get("project") else FORBIDDEN
    if name == "edition_withdraw":
        return OPEN if drafts else FORBIDDEN
    return OPEN


def of_case(name, who, kind=""):
    """Say what an address of a report's political treatment, or of what is written in it row by row, answers."""
    if name in REGION_BODIES:
        return OPEN if who.get("project") else HIDDEN
    if not (who.get("project") or who.get("steering")):
        return HIDDEN
    return FORBIDDEN if kind == "anbefales" and not who.get("project") else OPEN


ASSESSMENT = (
    *("assessment", "assessment_recommendation", "assessment_print", "assessment_history", "answer_history"),
    *("assessment_questionnaire", "answer_restore"),
    *("answer_save", "assessment_tracks", "assessment_track_done", "assessment_submit", "assessment_return"),
    *("assessment_review", "assessment_participation"),
)
ROUND = ("dashboard", "matrix", "count", "ruling_queue", "ruling_list", "round_manage", "round_questionnaires")
CELL = ("cell",)
RULING = ("ruling",)
OF_READERS = ("report", "report_download", "edition", "edition_file", "edition_count", "edition_compare")
OF_EDITION = ("edition", "edition_file", "edition_annex", "edition_count", "edition_compare", "edition_withdraw")
OF_DRAFT = ("report_draft", "draft_file", "report_way", "report_act")
OF_WRITERS = ("report_edit", "report_text_history", "report_title", "word_template")
REPORT = (*OF_READERS, *OF_DRAFT, *OF_WRITERS, "edition_withdraw")
# Hangs on what the demo's edition has sealed; who gets an annex is who gets the other files.
ANNEX = ("edition_annex",)
REPORT_ARGUMENTS = {"part": "indledning", "number": 1, "kind": "json", "indicator": "1.1", "act": "frigiv"}
KNOWN_USERS = ("assessment_list", "round_list")
EVERYBODY = ("home", "help", "privacy", "accessibility", "health", "report_list")
ACCOUNTS_AND_ADMIN = ("accounts", "account", "admin")


# --- The matrix -------------------------------------------------------------------------------------------


@pytest.fixture
def user_of(demo):
    """Give the user of an actor, None for the anonymous one."""
    region = Region.objects.exclude(name="Region Sjælland").first()

    def find(actor):
        if actor == "anonymous":
            return None
        if actor in LOGINS:
            return User.objects.get(email=email(LOGINS[actor]))
        user = User.objects.create_user(f"{actor.replace(' ', '.')}@example.dk", name=actor)
        if actor == "project group elsewhere":
            Membership.objects.create(user=user, role="project_group", region=region)
        if actor == "lead elsewhere":
            other = region.municipalities.first()
            Membership.objects.create(user=user, role="municipal_lead", municipality=other)
        return user

    return find


def outcome(response):
    """Give what a response amounts to: LOGIN, FORBIDDEN, HIDDEN or OPEN (a page, a redirect, a refusal in words)."""
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return LOGIN
    if response.status_code == UNAUTHORIZED:
        return LOGIN
    if response.status_code in (FORBIDDEN, HIDDEN):
        return response.status_code
    assert response.status_code < 500
    return OPEN


def expected_for(actor, decision):
    """Give what the actor meets: who is not logged in is asked to log in before anything is said."""
    return LOGIN if actor == "anonymous" else decision


def assessment_arguments(name, round_slug, code):
    """Give the arguments of an assessment's address."""
    arguments = {"round": round_slug, "code": code}
    place = {"assessment__round__slug": round_slug, "assessment__municipality__code": code}
    if name == "assessment_recommendation":
        arguments["number"] = 1
    if name == "assessment_track_done":
        track = Track.objects.filter(**place, active=True).first()
        arguments["track"] = track.pk if track else 0
    if name in ("answer_history", "answer_restore"):
        answer = Answer.objects.filter(**{f"track__{key}": value for key, value in place.items()}).first()
        arguments["answer"] = answer.pk if answer else 0
        if name == "answer_restore":
            arguments["version"] = answer.history.first().pk if answer else 0
    return arguments


POSTED = ("answer_save", "assessment_track_done", "assessment_review")
# Nothing to find there: what is asked for hangs on a track or an answer that the municipality does not have yet.
WITHOUT_CONTENT = ("assessment_track_done", "answer_history", "answer_restore")


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_assessments(client, user_of, actor):
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    for (round_slug, code), (cluster, state) in TARGETS.items():
        for name in ASSESSMENT:
            arguments = assessment_arguments(name, round_slug, code)
            decision = of_assessment(name, ACTORS[actor], code, cluster, state)
            if decision == OPEN and name in WITHOUT_CONTENT and 0 in arguments.values():
                continue
            url = reverse(f"clusters:{name}", kwargs=arguments)
            response = client.post(url, {}) if name in POSTED else client.get(url)
            if outcome(response) != expected_for(actor, decision):
                wrong.append(f"{url}: {response.status_code}, not {expected_for(actor, decision)}")
    assert wrong == []


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_rounds_cells_and_rulings(client, user_of, actor):
    if user := user_of(actor):
        client.force_login(user)
    who, wrong = ACTORS[actor], []

    def look(url, decision):
        response = client.get(url)
        if outcome(response) != expected_for(actor, decision):
            wrong.append(f"{url}: {response.status_code}, not {expected_for(actor, decision)}")

    for round_slug in (THEN, NOW):
        for name in ROUND:
            arguments = {"round": round_slug} | ({"number": "1.1"} if name == "count" else {})
            look(reverse(f"clusters:{name}", kwargs=arguments), of_round(name, who))
        doubtful = Answer.objects.filter(
            track__assessment__round__slug=round_slug, track__assessment__municipality__code="0259", value="delvis"
        ).first()
        look(reverse("clusters:ruling", args=[round_slug, doubtful.pk]), of_round("ruling", who))
    for (round_slug, code), (cluster, state) in TARGETS.items():
        decision = of_round("cell", who)
        if decision == OPEN and (state not in COUNTED or not sees(who, code, cluster, state)):
            # A cell shows what was submitted: where nothing was, not even one's own municipality has one.
            decision = OPEN if who.get("own") == code and state in ("draft", "not started") else HIDDEN
        look(reverse("clusters:cell", args=[round_slug, code, "1.1"]), decision)
    assert wrong == []


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_reports(client, user_of, actor, settings):
    if user := user_of(actor):
        client.force_login(user)
    who, wrong = ACTORS[actor], []
    for public, (round_slug, published) in product((True, False), ((THEN, True), (NOW, False))):
        settings.PUBLIC_READING = public
        for name in REPORT:
            url = report_url(name, round_slug)
            decision = of_report(name, who, published)
            if actor == "anonymous" and not (name in OF_READERS and public):
                decision = LOGIN
            response = client.get(url)
            if outcome(response) != decision:
                wrong.append(f"{url}, reading public {public}: {response.status_code}, not {decision}")
    assert wrong == []


def report_url(name, round_slug):
    """Give an address of a report; texts are those of the introduction, editions the first."""
    pattern = next(p for p in patterns() if p.name == name)
    arguments = {key: REPORT_ARGUMENTS[key] for key in pattern.pattern.converters if key != "round"}
    return reverse(f"clusters:{name}", kwargs={"round": round_slug} | arguments)


@pytest.fixture
def treated(demo):
    return rows_of_cases((THEN, NOW), User.objects.get(email=email(LOGINS["project group"])))


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_cases_of_reports(client, user_of, treated, actor):
    if user := user_of(actor):
        client.force_login(user)
    wrong = []
    for name, url, kind in case_addresses(treated):
        decision = expected_for(actor, of_case(name, ACTORS[actor], kind))
        posted = name.endswith(("_move", "_reopen"))
        response = client.post(url, {}) if posted else client.get(url)
        # A move to nowhere is answered as an address that is not there, by who may move.
        allowed = {decision, HIDDEN} if decision == OPEN and posted else {decision}
        if outcome(response) not in allowed:
            wrong.append(f"{url}: {response.status_code}, not {decision}")
    assert wrong == []


@pytest.mark.parametrize("actor", EVERY_ACTOR)
def test_pages_without_a_place_and_the_administration(client, user_of, actor):
    if user := user_of(actor):
        client.force_login(user)
    decisions = {
        reverse(f"clusters:{name}" if name == "report_list" else f"workspace:{name}"): OPEN for name in EVERYBODY
    }
    decisions |= {reverse(f"clusters:{name}"): expected_for(actor, OPEN) for name in KNOWN_USERS}
    of_admin = expected_for(actor, OPEN if ACTORS[actor].get("admin") else HIDDEN)
    for url in ("/admin/", "/admin/clusters/municipality/", "/admin/accounts/user/", "/admin/indicators/catalogue/"):
        decisions[url] = of_admin
    met = {url: outcome(client.get(url)) for url in decisions}
    assert met == decisions


def test_nobody_rules_on_their_own_municipality(client, user_of):
    for actor, place in (("project group", "0350"),):
        client.force_login(user_of(actor))
        answer = Answer.objects.get(
            track__assessment__round__slug=NOW, track__assessment__municipality__code=place, value="delvis"
        )
        url = reverse("clusters:ruling", args=[NOW, answer.pk])
        response = client.post(url, {"outcome": "ja", "reason": "Fordi", "expected": "x"})
        assert response.status_code == FORBIDDEN
        assert not answer.rulings.filter(ruled_by=user_of(actor)).exists()


# --- Posts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", EVERY_ACTOR[1:])
def test_nobody_writes_in_a_municipality_that_is_not_theirs(client, user_of, actor):
    client.force_login(user_of(actor))
    before = Answer.history.count()
    for code in ("0320", "0376", "0253", "0269", "0350"):
        if ACTORS[actor].get("own") == code:
            continue
        track = Track.objects.filter(
            assessment__round__slug=NOW, assessment__municipality__code=code, active=True
        ).first()
        indicator = Indicator.objects.get(number="1.1", catalogue__slug="kl-2012")
        place = {"round": NOW, "code": code}
        response = client.post(
            reverse("clusters:answer_save", kwargs=place),
            {"track": track.pk, "indicator": indicator.pk, "value": "nej", "elaboration": "", "version": 1},
        )
        assert response.status_code in (FORBIDDEN, HIDDEN)
        form = reverse("clusters:assessment_recommendation", kwargs=place | {"number": 1})
        assert client.post(form, {f"svar-{track.pk}-{indicator.pk}": "nej"}).status_code in (FORBIDDEN, HIDDEN)
    assert Answer.history.count() == before


# --- Completeness -----------------------------------------------------------------------------------------


def patterns(resolver=None, namespaces=()):
    """Give every named address of the product's own apps."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            entry.namespaces = namespaces
            yield entry
        else:
            yield from patterns(entry, (*namespaces, *filter(None, [entry.namespace])))


def test_every_address_is_in_the_table():
    table = {
        *ASSESSMENT,
        *ROUND,
        *CELL,
        *RULING,
        *REPORT,
        *ANNEX,
        *CASE,
        *REPLIES,
        *REGION_BODIES,
        *KNOWN_USERS,
        *EVERYBODY,
        *EXPORTS,
    }
    own = {entry.name for entry in patterns() if set(entry.namespaces) & {"clusters", "workspace", "exports"}}
    assert own - table == set(), "an address without a decision"
    assert table - own == set(), "a decision without an address"
