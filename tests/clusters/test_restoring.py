"""Putting an earlier version back, as typing does: of an answer, a text of the report, a cluster's report."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import Answer, ClusterReport, ReportText, StatusReport
from clusters.workflow.cluster_reports import PARTS
from tests import factories as make
from tests.clusters.pages import address, fields_of, text_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.NOW
REASON = "Gendannet fra "


def later(minutes):
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def round_(db):
    return make.opened_round()


@pytest.fixture
def assessment(round_):
    return make.begun(round_.assessments.first())


@pytest.fixture
def cluster(round_):
    return round_.round_clusters.get()


@pytest.fixture
def answer(assessment):
    """An answer of two versions, the first with an elaboration."""
    track = make.track_of(assessment, "stof")
    make.answered(track, "1.1", "delvis", "Kun for de unge, indtil videre.")
    return make.answered(track, "1.1", "nej", "", at=later(1)).answer


def text_in(round_, text, version=0, minutes=0):
    return workflow.save_text(
        round_id=round_.pk,
        kind="introduction",
        recommendation=None,
        text=text,
        base_version=version,
        actor=make.project_member(round_.region),
        at=later(minutes),
    )


@pytest.fixture
def text(round_):
    text_in(round_, "Den første indledning.")
    return text_in(round_, "Den anden indledning.", 1, 1)


@pytest.fixture
def report(cluster):
    lead = make.cluster_lead(cluster.cluster)
    for version, word in enumerate(("første", "anden")):
        texts = dict.fromkeys(PARTS, f"Den {word} udgave.")
        workflow.save_cluster_report(cluster.pk, texts=texts, base_version=version, actor=lead, at=later(version))
    return ClusterReport.objects.get()


def first_of(row):
    return row.history.earliest("history_id")


def answer_url(assessment, answer, version=None):
    return address(assessment, "answer_restore", answer=answer.pk, version=version or first_of(answer).history_id)


def text_url(round_, text, version=None):
    where = [round_.slug, "indledning", version or first_of(text).history_id]
    return reverse("clusters:report_text_restore", args=where)


def report_url(cluster, report, version=None):
    where = [cluster.round.slug, cluster.cluster.slug, version or first_of(report).history_id]
    return reverse("clusters:cluster_report_restore", args=where)


def post(client, url, **fields):
    """Post the page as it stands, with some fields changed."""
    return client.post(url, {name: values[0] for name, values in fields_of(client.get(url)).items()} | fields)


def test_an_answer_comes_back_as_a_new_version_with_its_elaboration(client, assessment, answer):
    worker = make.caseworker(assessment.municipality, name="Medarbejder")
    client.force_login(worker)
    shown = unmarked(client.get(answer_url(assessment, answer)))
    assert "Kun for de unge, indtil videre." in shown
    assert shown.index("Det, der står nu") < shown.index("Det, der bliver gendannet")
    assert post(client, answer_url(assessment, answer)).status_code == 302
    stored = Answer.objects.get(pk=answer.pk)
    assert (stored.value, stored.elaboration) == ("delvis", "Kun for de unge, indtil videre.")
    assert (stored.version, stored.changed_by) == (3, worker)
    newest = stored.history.latest("history_id")
    assert newest.history_change_reason.startswith(REASON)
    assert newest.history_user == worker
    history = text_of(client.get(address(assessment, "answer_history", answer=answer.pk)))
    assert newest.history_change_reason.replace("\xa0", " ") in history
    assert "gælder nu" in history


def test_a_restored_answer_voids_what_was_ruled_on_the_one_it_replaces(assessment):
    make.submitted(assessment, {("stof", "1.1"): "delvis"})
    answer = Answer.objects.get(track__assessment=assessment, value="delvis")
    before = answer.version
    workflow.return_(assessment.pk, actor=make.project_member(assessment.round.region), at=later(1), reason="Ret.")
    given = {"assessment_id": assessment.pk, "track_id": answer.track_id, "indicator_id": answer.indicator_id}
    worker = make.caseworker(assessment.municipality)
    changed = workflow.save_answer(
        **given, value="nej", elaboration="", base_version=before, actor=worker, at=later(2)
    ).answer
    back = workflow.save_answer(
        **given,
        value=answer.value,
        elaboration=answer.elaboration,
        base_version=changed.version,
        actor=worker,
        at=later(3),
        reason="Gendannet",
    ).answer
    assert (back.value, back.version) == (answer.value, before + 2)


@pytest.mark.parametrize("kind", ["answer", "text", "report"])
def test_what_was_saved_meanwhile_is_not_replaced_unseen(client, request, round_, assessment, cluster, kind):
    row = request.getfixturevalue(kind)
    who, url = {
        "answer": lambda: (make.caseworker(assessment.municipality), answer_url(assessment, row)),
        "text": lambda: (make.project_member(round_.region), text_url(round_, row)),
        "report": lambda: (make.cluster_lead(cluster.cluster), report_url(cluster, row)),
    }[kind]()
    client.force_login(who)
    stale = {name: values[0] for name, values in fields_of(client.get(url)).items()}
    if kind == "answer":
        make.answered(row.track, "1.1", "ja", "Nyere", at=later(5))
    elif kind == "text":
        text_in(round_, "Nyere", 2, 5)
    else:
        texts = dict.fromkeys(PARTS, "Nyere")
        workflow.save_cluster_report(cluster.pk, texts=texts, base_version=2, actor=who, at=later(5))
    response = client.post(url, stale)
    assert response.status_code == 409
    assert "Der er gemt noget nyere" in text_of(response)
    assert "Nyere" in text_of(response)
    current = type(row).objects.get(pk=row.pk)
    assert "Nyere" in (getattr(current, "elaboration", ""), getattr(current, "text", ""), getattr(current, "needs", ""))
    again = {name: values[0] for name, values in fields_of(response).items()}
    assert client.post(url, again).status_code == 302
    assert type(row).objects.get(pk=row.pk).version == current.version + 1


def test_a_text_of_the_report_comes_back(client, round_, text):
    client.force_login(make.project_member(round_.region))
    history = reverse("clusters:report_text_history", args=[round_.slug, "indledning"])
    page = unmarked(client.get(history))
    assert "Den første indledning." in page
    assert text_url(round_, text) in page
    assert text_url(round_, text, text.history.latest("history_id").history_id) not in page
    assert post(client, text_url(round_, text)).status_code == 302
    stored = ReportText.objects.get(pk=text.pk)
    assert (stored.text, stored.version) == ("Den første indledning.", 3)
    assert stored.history.latest("history_id").history_change_reason.startswith(REASON)


def test_a_clusters_report_comes_back_whole(client, cluster, report):
    client.force_login(make.cluster_lead(cluster.cluster))
    assert post(client, report_url(cluster, report)).status_code == 302
    report.refresh_from_db()
    assert {getattr(report, name) for name in PARTS} == {"Den første udgave."}
    assert report.history.latest("history_id").history_change_reason.startswith(REASON)


def test_what_is_locked_is_shown_but_not_restored(client, round_, assessment, answer, text, cluster, report):
    make.submitted(assessment)
    StatusReport.objects.update(state="released", published_at=AT)
    pages = [
        (make.caseworker(assessment.municipality), answer_url(assessment, answer), answer),
        (make.project_member(round_.region), text_url(round_, text), text),
        (make.cluster_lead(cluster.cluster), report_url(cluster, report), report),
    ]
    for who, url, row in pages:
        client.force_login(who)
        before = type(row).objects.get(pk=row.pk).version
        shown = client.get(url)
        assert "Det er låst" in text_of(shown), url
        assert "Gendan denne udgave</button>" not in text_of(shown)
        assert client.post(url, {"base_version": before}).status_code == 409
        assert type(row).objects.get(pk=row.pk).version == before


def test_another_rows_version_and_what_is_no_version_are_not_there(client, assessment, answer):
    other = make.answered(make.track_of(assessment, "alkohol"), "1.1", "ja").answer
    client.force_login(make.caseworker(assessment.municipality))
    for version in (first_of(other).history_id, 999_999):
        url = answer_url(assessment, answer, version)
        assert client.get(url).status_code == 404
        assert client.post(url, {"base_version": 2}).status_code == 404
    assert client.post(answer_url(assessment, answer), {"base_version": "x"}).status_code == 302
    assert Answer.objects.get(pk=answer.pk).version == 2


OTHER = "another municipality's caseworker"
# Who → (answer, text of the report, cluster's report).
ROLES = {
    "caseworker": (200, 404, 403),
    "municipal_lead": (200, 404, 403),
    OTHER: (404, 404, 404),
    "cluster_lead": (404, 404, 200),
    "project_member": (404, 200, 404),
    "administrator": (404, 404, 404),
}


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_edit_restore(client, round_, assessment, answer, text, cluster, report, role):
    who = {
        "caseworker": lambda: make.caseworker(assessment.municipality),
        "municipal_lead": lambda: make.municipal_lead(assessment.municipality),
        OTHER: lambda: make.caseworker(make.MunicipalityFactory()),
        "cluster_lead": lambda: make.cluster_lead(cluster.cluster),
        "project_member": lambda: make.project_member(round_.region),
        "administrator": lambda: make.administrator(),
    }[role]()
    client.force_login(who)
    urls = (answer_url(assessment, answer), text_url(round_, text), report_url(cluster, report))
    rows = (answer, text, report)
    for url, row, status in zip(urls, rows, ROLES[role], strict=True):
        assert client.get(url).status_code == status, url
        assert client.post(url, {"base_version": 2}).status_code == (302 if status == 200 else status), url
        assert type(row).objects.get(pk=row.pk).version == (3 if status == 200 else 2)


def test_who_is_not_logged_in_restores_nothing(client, assessment, answer):
    assert client.post(answer_url(assessment, answer), {"base_version": 2}).status_code == 302
    assert Answer.objects.get(pk=answer.pk).version == 2


def test_a_history_costs_the_same_with_two_and_with_many_versions(client, assessment, answer, count_queries):
    client.force_login(make.caseworker(assessment.municipality))
    url = address(assessment, "answer_history", answer=answer.pk)
    make.answered(answer.track, "1.1", "ja", actor=make.caseworker(assessment.municipality), at=later(2))
    with count_queries() as few:
        client.get(url)
    for number in range(3, 50):
        who = make.caseworker(assessment.municipality)
        make.answered(answer.track, "1.1", "ja", f"Nr. {number}", actor=who, at=later(number))
    with count_queries(exactly=len(few)):
        page = client.get(url)
    assert text_of(page).count("Gendan denne udgave") == 19
    assert "Nr. 49" in unmarked(page)
    assert "Kun for de unge" in unmarked(client.get(url, {"side": 3}))
