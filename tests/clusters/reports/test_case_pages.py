"""A report's political treatment and what is written in it row by row: who may, and what becomes of it."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from clusters.models import AdviceItem, AgendaItem, Annex, Case, ReportPriority, StatusReport, Task
from clusters.workflow import cases
from clusters.workflow.report_rows import open_report, save_row
from tests.clusters.pages import text_of as source_of
from tests.factories import NOW, RegionFactory, caseworker, cluster_lead, project_member, reader, steering_member

pytestmark = pytest.mark.django_db

SECRET = "Styregruppen vil se klyngernes egne tal"


def url(name, *more):
    """The address of one of the report's pages."""
    return reverse(f"clusters:report_{name}", args=["runde", *more])


def text_of(response):
    """The page's words as they are read."""
    return " ".join(strip_tags(source_of(response)).split())


@pytest.fixture
def report(round_, writer):
    """The report of the round, just begun."""
    return open_report(round_.pk, actor=writer, at=NOW)


@pytest.fixture
def board(round_, writer):
    """The steering group, as one of the region's bodies."""
    return cases.save_body(cases.new_body(round_.region, name="Styregruppen", kind="group"), actor=writer, at=NOW)


@pytest.fixture
def steering(round_):
    """A member of the steering group."""
    return steering_member(round_.region)


@pytest.fixture
def item(report, board, writer):
    """An agenda item with a remark."""
    row = AgendaItem(
        case=report.case, body=board, date=NOW.date(), outcome="remark", decision="Godkendt.", remark=SECRET
    )
    return save_row(row, actor=writer, at=NOW)


def advice(report, writer, number=1, text="Klyngerne aftaler fælles tilbud"):
    """An item of advice on a recommendation."""
    about = report.round.catalogue.recommendations.get(number=number)
    row = AdviceItem(report=report, recommendation=about, text=text, addressee="clusters")
    return save_row(row, actor=writer, at=NOW)


# --- The case ---------------------------------------------------------------------------------------------


def test_the_steering_group_treats_the_report(client, steering, round_, board):
    client.force_login(steering)
    assert client.get(url("case")).status_code == 200
    StatusReport.objects.get(round=round_)  # The first who looks finds a report to write in.
    routed = {f"rolle-{board.pk}": "decides", f"foer-{board.pk}": ""}
    client.post(url("routing"), routed)
    point = {
        "body": board.pk,
        "date": "2015-12-01",
        "proposals": "at rapporten godkendes",
        "outcome": "remark",
        "decision": "Godkendt med en bemærkning.",
        "remark": SECRET,
        "base_version": 0,
    }
    client.post(url("content_add", "dagsordenspunkt"), point)
    item = AgendaItem.objects.get(case__report__round=round_)
    task = {"title": "Skriv klyngernes tal ind", "owner": "Projektgruppen", "agenda_item": item.pk, "base_version": 0}
    answer = client.post(url("content_add", "opgave") + f"?i={item.pk}", task)
    assert answer.url == url("case") + "#opgaver"
    shown = text_of(client.get(url("case")))
    for words in ("beslutter", "at rapporten godkendes", SECRET, "Skriv klyngernes tal ind"):
        assert words in shown
    done = {"state": "done", "on": NOW.date().isoformat(), "result": "Tallene står i afsnittet."}
    assert client.post(url("task_close", Task.objects.get().pk), done).url == url("case") + "#opgaver"
    assert Task.objects.get().result == "Tallene står i afsnittet."
    client.post(url("task_reopen", Task.objects.get().pk))
    assert Task.objects.get().state == Task.State.OPEN
    client.post(url("case_texts"), {"summary": "Rapporten for efteråret.", "base_version": 1})
    assert Case.objects.get(report__round=round_).summary == "Rapporten for efteråret."


def test_nobody_else_knows_of_it(client, round_, item, writer):
    report = item.case.report
    task = save_row(Task(case=report.case, title="Opgave", owner="Nogen"), actor=writer, at=NOW)
    annex = save_row(Annex(case=report.case, title="Bilag", url="https://example.dk"), actor=writer, at=NOW)
    StatusReport.objects.filter(pk=report.pk).update(published_at=NOW)
    addresses = [
        *(url("case"), url("routing"), url("case_texts"), url("task_close", task.pk), url("annex", annex.pk)),
        *(url(name, "dagsordenspunkt", item.pk) for name in ("content_edit", "content_delete")),
        url("content_add", "anbefales"),
    ]
    place = round_.assessments.first().municipality
    cluster = round_.round_clusters.first().cluster
    elsewhere = project_member(RegionFactory(slug="region-fyn"))
    for user in (caseworker(place), cluster_lead(cluster), reader(round_.region), elsewhere):
        client.force_login(user)
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
        assert client.post(url("content_delete", "dagsordenspunkt", item.pk)).status_code == 404
        assert client.post(url("task_reopen", task.pk)).status_code == 404
    assert AgendaItem.objects.filter(pk=item.pk).exists()


def test_an_annex_has_its_letter_and_its_file(client, round_, report, steering):
    client.force_login(steering)
    content = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    for title in ("Notat om tallene", "Oversigt over tilbud"):
        file = SimpleUploadedFile(f"{title}.pdf", content, "application/pdf")
        answer = client.post(url("content_add", "bilag"), {"title": title, "file": file, "base_version": 0})
        assert answer.status_code == 302, text_of(answer)
    first, second = Annex.objects.order_by("order")
    letters = [chr(65 + round_.round_clusters.count() + place) for place in (0, 1)]
    shown = text_of(client.get(url("case")))
    assert f"Bilag {letters[0]} Notat om tallene" in shown
    client.post(url("content_move", "bilag", second.pk), {"by": "-1"})
    assert f"Bilag {letters[0]} Oversigt over tilbud" in text_of(client.get(url("case")))
    handed = client.get(url("annex", first.pk))
    assert hashlib.sha256(b"".join(handed.streaming_content)).hexdigest() == first.sha256


def test_its_page_costs_the_same_whatever_has_happened(client, report, board, writer, steering):
    client.force_login(steering)

    def treat(count):
        for number in range(count):
            meeting = AgendaItem(case=report.case, body=board, date=NOW.date() + timedelta(days=number))
            row = save_row(meeting, actor=writer, at=NOW)
            save_row(Task(case=report.case, title=f"Opgave {row.pk}", owner="A", agenda_item=row), actor=writer, at=NOW)
            save_row(Annex(case=report.case, title=f"Bilag {row.pk}", url="https://a.dk"), actor=writer, at=NOW)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("case"))
        return len(captured)

    treat(1)
    few = queries()
    treat(5)
    assert queries() == few <= 17


# --- What the report says ---------------------------------------------------------------------------------


def test_advice_is_written_by_the_project_group_alone(client, writing, report, writer, steering):
    sent = {"text": "Kommunerne skriver tilbuddene på hjemmesiden", "addressee": "municipalities", "base_version": 0}
    about = report.round.catalogue.recommendations.get(number=1)
    assert "for anbefaling" in text_of(writing.get(url("content_add", "anbefales") + "?i=1"))
    answer = writing.post(url("content_add", "anbefales") + "?i=1", sent)
    assert answer.url == url("parts") + "#anbefaling-1"
    writing.post(url("content_add", "anbefales"), sent)
    assert {row.recommendation for row in AdviceItem.objects.all()} == {about, None}
    assert writing.get(url("content_add", "anbefales") + "?i=97").status_code == 404
    looked = writing.post(url("content_add", "anbefales"), sent | {"text": "**Alle** svarer", "act": "preview"})
    assert "<strong>Alle</strong> svarer" in source_of(looked)
    both = sent | {"deadline": "2027-01-31", "deadline_words": "næste statusrapport"}
    assert "Skriv en dato eller en frist i ord, ikke begge dele." in text_of(
        writing.post(url("content_add", "anbefales"), both)
    )
    weight = {"recommendation": about.pk, "reason": "Uden den virker de andre ikke.", "base_version": 0}
    writing.post(url("content_add", "vaegt"), weight)
    assert ReportPriority.objects.get().reason == weight["reason"]
    refused = text_of(writing.post(url("content_add", "vaegt"), weight | {"reason": "En anden grund."}))
    assert "Det, du valgte, findes ikke længere." in refused
    client.force_login(steering)
    item = AdviceItem.objects.first()
    for word, row in (("anbefales", item), ("vaegt", ReportPriority.objects.get())):
        for name, more in (("content_add", []), ("content_edit", [row.pk]), ("content_delete", [row.pk])):
            assert client.post(url(name, word, *more), sent).status_code == 403
    assert AdviceItem.objects.count() == 2


def test_a_newer_item_does_not_cost_what_was_typed(writing, report, writer):
    item = advice(report, writer)
    begun = {"text": "Min udgave", "addressee": "kkr", "base_version": item.version}
    item.text = "Kollegaens udgave"
    save_row(item, actor=writer, at=NOW, base_version=item.version)
    answer = writing.post(url("content_edit", "anbefales", item.pk), begun)
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Andre har gemt noget nyere her" in shown
    assert "Min udgave" in answer.content.decode()
    assert "Kollegaens udgave" in shown
    replaced = begun | {"act": "replace", "newer_version": item.version}
    writing.post(url("content_edit", "anbefales", item.pk), replaced)
    assert AdviceItem.objects.get().text == "Min udgave"


def test_what_a_released_report_says_is_locked_but_its_case_goes_on(writing, report, writer, board):
    item = advice(report, writer)
    StatusReport.objects.filter(pk=report.pk).update(state="released", published_at=NOW)
    changed = {"text": "Noget andet", "addressee": "kkr", "base_version": item.version}
    answer = writing.post(url("content_edit", "anbefales", item.pk), changed)
    assert "Begynd på en ny udgave" in text_of(answer)
    assert "Noget andet" in answer.content.decode()
    annex = {"title": "Sent bilag", "url": "https://example.dk", "base_version": 0}
    for name, word, more, sent in (
        ("content_delete", "anbefales", [item.pk], {}),
        ("content_add", "bilag", [], annex),
        ("content_move", "anbefales", [item.pk], {"by": "1"}),
    ):
        writing.post(url(name, word, *more), sent)
    assert AdviceItem.objects.get().text == item.text
    assert not Annex.objects.exists()
    meeting = {"body": board.pk, "date": "2015-12-01", "outcome": "noted", "base_version": 0}
    writing.post(url("content_add", "dagsordenspunkt"), meeting)
    assert AgendaItem.objects.get().outcome == "noted"


def test_a_meeting_to_come_has_decided_nothing(writing, report, board):
    meeting = {"body": board.pk, "date": f"{timezone.localdate() + timedelta(days=30)}", "decision": "Godkendt."}
    meeting["base_version"] = 0
    refused = writing.post(url("content_add", "dagsordenspunkt"), meeting)
    assert "Skriv, hvad der blev besluttet, bagefter." in text_of(refused)
    assert not AgendaItem.objects.exists()
    writing.post(url("content_add", "dagsordenspunkt"), meeting | {"decision": ""})
    assert AgendaItem.objects.exists()


def test_what_was_deleted_meanwhile_shows_its_day_in_danish_and_leads_back(writing, report):
    typed = {"text": "Et råd", "addressee": "kkr", "deadline": "2027-01-18", "base_version": 1}
    answer = writing.post(url("content_edit", "anbefales", 987654321), typed)
    assert "18. januar 2027" in text_of(answer)
    gone = answer.content.decode()
    assert f'href="{url("parts")}">Gå til rapportens dele' in gone
    late = {"title": "Ring", "base_version": 1}
    gone = writing.post(url("content_edit", "opgave", 987654321), late).content.decode()
    assert f'href="{url("case")}">Gå til den politiske behandling' in gone


# --- The region's bodies ----------------------------------------------------------------------------------


def test_the_project_group_keeps_the_regions_bodies(client, writing, round_, steering):
    here = [round_.region.slug]
    page, add = reverse("clusters:region_bodies", args=here), reverse("clusters:region_body_add", args=here)
    assert writing.get(page).status_code == 200
    answer = writing.post(add, {"name": "Kommunekontaktrådet", "short_name": "KKR", "kind": "group", "base_version": 0})
    assert answer.url == page
    assert "Kommunekontaktrådet" in text_of(writing.get(url("routing")))
    client.force_login(steering)
    assert client.get(page).status_code == 404
    assert page not in client.get(url("case")).content.decode()


def test_no_round_takes_the_word_of_the_bodies(round_):
    round_.slug = "udvalg"
    with pytest.raises(ValidationError, match="Kortnavnet udvalg er optaget"):
        round_.full_clean()
