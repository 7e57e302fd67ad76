"""The history of a report's title page: old and new, who, why, and putting an earlier version back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import StatusReport
from tests import factories as make
from tests.clusters.pages import fields_of, text_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.NOW


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def project(round_):
    return make.project_member(round_.region)


def save(round_, version, actor, minutes=0, **values):
    given = {"title": "", "subtitle": "", "publisher": "", "need_size": 55_000} | values
    at = AT + timedelta(minutes=minutes)
    return workflow.save_title_page(round_id=round_.pk, values=given, base_version=version, actor=actor, at=at)


@pytest.fixture
def report(round_, project):
    """A report whose title page was written twice."""
    save(round_, 1, project, title="Den første titel", need_size=40_000)
    return save(round_, 2, project, 1, title="Den anden titel", publisher="KKR")


def history_url(round_):
    return reverse("clusters:report_title_history", args=[round_.slug])


def restore_url(report):
    version = report.history.get(version=2).history_id
    return reverse("clusters:report_title_restore", args=[report.round.slug, version])


def post(client, url):
    return client.post(url, {name: values[0] for name, values in fields_of(client.get(url)).items()})


def test_a_title_page_comes_back_as_a_new_version(client, round_, project, report):
    client.force_login(project)
    shown = unmarked(client.get(history_url(round_)))
    assert "Den første titel" in shown
    assert "40.000" in shown
    assert restore_url(report) in shown
    page = unmarked(client.get(restore_url(report)))
    assert page.index("Den anden titel") < page.rindex("Den første titel")
    assert post(client, restore_url(report)).url == history_url(round_)
    stored = StatusReport.objects.get()
    assert (stored.title, stored.publisher, stored.need_size, stored.version) == ("Den første titel", "", 40_000, 4)
    newest = stored.history.latest("history_id")
    assert newest.history_change_reason.startswith("Gendannet fra")
    assert newest.history_user == project


def test_the_form_leads_there_also_before_anything_is_written(client, round_, project):
    client.force_login(project)
    assert history_url(round_) in client.get(reverse("clusters:report_title", args=[round_.slug])).text
    assert "ikke skrevet noget endnu" in text_of(client.get(history_url(round_)))
    nowhere = reverse("clusters:report_title_restore", args=[round_.slug, 1])
    assert client.get(nowhere).status_code == 404


def test_what_was_saved_meanwhile_is_not_replaced_unseen(client, round_, project, report):
    client.force_login(project)
    stale = {name: values[0] for name, values in fields_of(client.get(restore_url(report))).items()}
    save(round_, 3, project, 2, title="Den nyere titel")
    response = client.post(restore_url(report), stale)
    assert response.status_code == 409
    assert "Den nyere titel" in unmarked(response)
    assert StatusReport.objects.get().title == "Den nyere titel"


def test_a_released_report_is_read_and_not_restored(client, round_, project, report):
    StatusReport.objects.update(state="released", published_at=AT)
    client.force_login(project)
    shown = client.get(history_url(round_))
    assert "Den første titel" in unmarked(shown)
    assert restore_url(report) not in shown.text
    assert "Det er låst" in text_of(client.get(restore_url(report)))
    assert client.post(restore_url(report), {"base_version": 3}).status_code == 409
    assert StatusReport.objects.get().title == "Den anden titel"
    assert history_url(round_) in client.get(reverse("clusters:report_title", args=[round_.slug])).text


@pytest.mark.parametrize("role", ["cluster_lead", "steering_member", "administrator"])
def test_nobody_but_the_project_group_restores(client, round_, report, role):
    who = {
        "cluster_lead": lambda: make.cluster_lead(round_.round_clusters.get().cluster),
        "steering_member": lambda: make.steering_member(round_.region),
        "administrator": lambda: make.administrator(),
    }[role]()
    client.force_login(who)
    # The steering group reads the draft that it may not write in.
    status = 403 if role == "steering_member" else 404
    for url in (history_url(round_), restore_url(report)):
        assert client.get(url).status_code == status
    assert client.post(restore_url(report), {"base_version": 3}).status_code == status
    assert StatusReport.objects.get().title == "Den anden titel"
