"""Deleting on the pages: undone at once from the message, or found later and read before it is brought back."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from clusters.models import AgendaItem, Annex, Body, Deletion
from strategies import workflow
from strategies.models import Activity, Part, ProgressNote, Strategy
from tests import factories
from tests import strategies as make
from tests.clusters.pages import text_of, unmarked

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def place():
    return factories.MunicipalityFactory(name="Faxe", code="0320")


@pytest.fixture
def strategy(place):
    return make.strategy(place)


@pytest.fixture
def editor(strategy):
    return make.editor(strategy)


def undo_address(response):
    """Give where the message's button posts."""
    return re.search(r'<form method="post" action="([^"]+)">\s*<input[^>]+>\s*<button[^>]*>Fortryd<', response.text)[1]


def test_a_row_is_brought_back_from_the_message(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Vi vil.", actor=editor)
    client.force_login(editor)
    url = reverse("strategies:content_delete", args=[strategy.slug, "afsnit", part.pk])
    assert "Det kan fortrydes bagefter." in client.get(url).text
    after = client.post(url, follow=True)
    assert "”Vision” er slettet." in text_of(after)
    assert not Part.objects.exists()
    back = client.post(undo_address(after), follow=True)
    assert "”Vision” er gendannet." in text_of(back)
    assert Part.objects.get(pk=part.pk).text == "Vi vil."
    assert client.post(undo_address(after), follow=True).status_code == 200
    assert Part.objects.count() == 1


def test_what_was_deleted_is_found_later_and_read(client, strategy, editor):
    activity = make.activity(strategy, "Opsøgende", actor=editor)
    workflow.add_note(activity.pk, text="Et notat.", on=AT.date(), state="active", readiness="", actor=editor, at=AT)
    workflow.delete(Activity.objects.get(), actor=editor, at=AT + timedelta(minutes=1))
    client.force_login(editor)
    history = client.get(reverse("strategies:history", args=[strategy.slug]))
    listed = reverse("strategies:deletions", args=[strategy.slug])
    assert listed in history.text
    shown = text_of(client.get(listed))
    assert "Opsøgende" in shown
    assert "20. november 2026 kl. 10.01" in shown
    url = reverse("strategies:deletion", args=[strategy.slug, Deletion.objects.get().pk])
    assert url in shown
    page = text_of(client.get(url))
    assert "Et notat." in page
    assert not ProgressNote.objects.exists()
    assert client.post(url).url == reverse("strategies:activity", args=[strategy.slug, activity.pk])
    assert ProgressNote.objects.get().text == "Et notat."
    assert "Der er ikke slettet noget" in text_of(client.get(listed))


def test_the_document_leads_to_what_was_deleted_in_it(client, strategy, editor):
    part = make.part(strategy, "Vision", actor=editor)
    client.force_login(editor)
    document, link = reverse("strategies:document", args=[strategy.slug]), '/slettede/">Slettede</a>'
    assert link not in client.get(document).text
    deletion = workflow.delete(part, actor=editor, at=AT)
    assert link in client.get(document).text
    workflow.undelete(deletion, actor=editor, at=AT)
    assert link not in client.get(document).text


def test_a_refusal_is_told_and_nothing_is_brought_back(client, strategy, editor):
    deletion = workflow.delete(make.focus_area(strategy, "Unge", actor=editor), actor=editor, at=AT)
    make.focus_area(strategy, "Unge", actor=editor)
    client.force_login(editor)
    response = client.post(reverse("strategies:deletion", args=[strategy.slug, deletion.pk]))
    assert response.status_code == 409
    assert "allerede et fokusområde med det navn" in text_of(response)


def test_the_file_of_a_deleted_annex_stays_and_is_served_again(client, strategy, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(editor)
    annex = Annex(case=strategy.case, title="Notat", file_name="notat.txt", media_type="text/plain", size=4)
    annex.file.save("notat", ContentFile(b"Tekst"), save=False)
    annex = workflow.save(annex, actor=editor, at=AT)
    stored = annex.file.path
    deletion = workflow.delete(Annex.objects.get(), actor=editor, at=AT)
    served = reverse("strategies:annex", args=[strategy.slug, annex.pk])
    assert client.get(served).status_code == 404
    with open(stored, "rb") as file:
        assert file.read() == b"Tekst"
    workflow.undelete(deletion, actor=editor, at=AT)
    assert b"".join(client.get(served).streaming_content) == b"Tekst"


def test_another_strategys_deletion_is_not_there(client, strategy, editor, place):
    other = make.strategy(place, title="En anden")
    deletion = workflow.delete(make.part(other, "Vision", actor=editor), actor=editor, at=AT)
    client.force_login(editor)
    url = reverse("strategies:deletion", args=[strategy.slug, deletion.pk])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert not Part.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("caseworker", 302), ("municipal_lead", 302), ("stranger", 404), ("administrator", 404)]
)
def test_only_the_strategys_own_people_undo(client, strategy, editor, place, who, status):
    user = {
        "caseworker": lambda: factories.caseworker(place),
        "municipal_lead": lambda: factories.municipal_lead(place),
        "stranger": lambda: factories.caseworker(factories.MunicipalityFactory()),
        "administrator": lambda: factories.administrator(),
    }[who]()
    deletion = workflow.delete(make.part(strategy, "Vision", actor=editor), actor=editor, at=AT)
    client.force_login(user)
    assert client.post(reverse("strategies:deletion", args=[strategy.slug, deletion.pk])).status_code == status
    assert Part.objects.exists() == (status == 302)


def test_a_draft_is_brought_back_by_a_lead_alone(client, strategy, editor, place):
    make.part(strategy, "Vision", text="Den hele vision.", actor=editor)
    lead = factories.municipal_lead(place)
    client.force_login(lead)
    url = reverse("strategies:way_act", args=[strategy.slug, "slet"])
    assert "Den kan gendannes" in text_of(client.get(url))
    after = client.post(url, {"confirmed": "on"}, follow=True)
    assert not Strategy.objects.exists()
    assert f"”{strategy.title}” er slettet." in text_of(after)
    listed = reverse("strategies:deleted_drafts", args=["0320"])
    assert listed in after.text
    undo = undo_address(after)
    page = text_of(client.get(undo))
    assert "Den hele vision." in page
    shown = re.findall(r'<p class="change-list__head"> (.*?)(?: <b>(.*?)</b>)? </p>', page)
    assert shown == [("Strategi", strategy.title), ("Kommune bag strategien", ""), ("Afsnit", "Vision")]
    assert "<dt>Strategi</dt>" not in page
    assert "draft" not in page
    client.force_login(editor)
    assert client.post(undo).status_code == 403
    client.force_login(factories.municipal_lead(factories.MunicipalityFactory()))
    assert client.post(undo).status_code == 404
    client.force_login(lead)
    assert client.post(undo, follow=True).status_code == 200
    assert Part.objects.get().text == "Den hele vision."
    assert listed not in client.get(reverse("strategies:list")).text


def test_a_body_is_brought_back(client, place, editor):
    body = make.body(place, "Byrådet")
    client.force_login(editor)
    after = client.post(reverse("strategies:body_delete", args=["0320", body.pk]), follow=True)
    assert "Byrådet" in text_of(client.get(reverse("strategies:body_deletions", args=["0320"])))
    client.post(undo_address(after))
    assert Body.objects.get(pk=body.pk).name == "Byrådet"


def test_the_lists_cost_the_same_with_one_and_with_many(client, strategy, editor, count_queries):
    def delete(number):
        body = make.body(strategy.places[0], f"Udvalg {number}")
        row = AgendaItem(case=strategy.case, body=body, date=AT.date())
        workflow.delete(workflow.save(row, actor=editor, at=AT), actor=editor, at=AT)

    delete(0)
    client.force_login(editor)
    url = reverse("strategies:deletions", args=[strategy.slug])
    client.get(url)
    with count_queries() as with_one:
        client.get(url)
    for number in range(1, 8):
        delete(number)
    with count_queries(exactly=len(with_one)):
        client.get(url)


def test_the_versions_of_a_deleted_row_are_read_before_it_is_brought_back(client, strategy, editor):
    part = make.part(strategy, "Vision", text="Den første ordlyd.", actor=editor)
    part.text = "Den anden ordlyd."
    part = workflow.save(part, base_version=1, actor=editor, at=AT + timedelta(minutes=1))
    deletion = workflow.delete(Part.objects.get(), actor=editor, at=AT + timedelta(minutes=2))
    client.force_login(editor)
    shown = client.get(reverse("strategies:deletion", args=[strategy.slug, deletion.pk]))
    assert "Den første ordlyd." not in shown.text
    versions = reverse("strategies:content_history", args=[strategy.slug, "afsnit", part.pk])
    assert f'href="{versions}"' in shown.text
    assert "Den første ordlyd." in unmarked(client.get(versions))


def test_what_changed_in_a_deleted_draft_is_read_before_it_is_brought_back(client, strategy, editor, place):
    area = make.focus_area(strategy, "Unge under 25", actor=editor)
    goal = make.goal(strategy, "Flere i job", actor=editor)
    goal.title, goal.focus_area = "Flere i behandling", area
    workflow.save(goal, base_version=1, actor=editor, at=AT + timedelta(minutes=1))
    lead = factories.municipal_lead(place)
    deletion = workflow.delete_draft(strategy.pk, actor=lead, at=AT + timedelta(minutes=2))
    client.force_login(lead)
    url = reverse("strategies:deleted_draft_history", args=["0320", deletion.pk])
    assert f'href="{url}"' in client.get(reverse("strategies:deleted_draft", args=["0320", deletion.pk])).text
    shown = unmarked(client.get(url))
    assert "Flere i job" in shown
    # What went in the same act is still called by its name.
    assert re.search(r'data-label="Efter"[^>]*>Unge under 25<', shown)
    assert client.get(reverse("strategies:history", args=[strategy.slug])).status_code == 404
    workflow.undelete_draft(deletion, actor=lead, at=AT + timedelta(minutes=3))
    assert client.get(url).status_code == 302


def test_what_changed_in_a_deleted_draft_is_its_municipalitys_leads_alone(client, strategy, place):
    lead = factories.municipal_lead(place)
    deletion = workflow.delete_draft(strategy.pk, actor=lead, at=AT)
    url = reverse("strategies:deleted_draft_history", args=["0320", deletion.pk])
    elsewhere = factories.municipal_lead(factories.MunicipalityFactory(code="0336"))
    for user, status in ((lead, 200), (factories.caseworker(place), 403), (elsewhere, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.get(url.replace("0320", "0336")).status_code == 404
