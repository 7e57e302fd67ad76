"""Editions as they are read: the same bytes each time, the withdrawn marked, what is behind the numbers."""

import hashlib
import json
import re

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import Edition, EditionFile
from clusters.models.publishing import Sealed
from clusters.reports.sealing import canonical, digest, from_json
from tests.clusters.editions import json_alone, released, released_again
from tests.clusters.page_rounds import mixed_round
from tests.clusters.pages import fields_of, text_of
from tests.factories import NOW, UserFactory, administrator, caseworker, cluster_of, opened_round, reader

pytestmark = pytest.mark.django_db

SECRET = "Hvorfor delvis"
CERTAIN = "Borgeren 070761-4285 er i behandling"


def page(name, *args, **query):
    """The address of one of the round's report pages."""
    return reverse(f"clusters:{name}", args=["runde", *args], query=query or None)


@pytest.fixture
def edition(published):
    """The first edition."""
    return Edition.objects.get(report__round=published)


def withdraw(edition, reason="Tallene for 1.1 er forkerte."):
    """Withdraw an edition."""
    return workflow.withdraw_edition(edition.pk, actor=UserFactory(name="Styregruppe"), at=NOW, reason=reason)


# ---- files -----------------------------------------------------------------------------------------------


def test_a_file_is_handed_out_as_it_was_stored(client, edition):
    file = edition.files.get()
    first, second = client.get(page("edition_file", 1, "json")), client.get(page("edition_file", 1, "json"))
    assert first.content == second.content == bytes(file.content)
    assert hashlib.sha256(first.content).hexdigest() == file.sha256
    assert from_json(first.content.decode()) == from_json(edition.facts)
    assert first["ETag"] == f'"{file.sha256}"'
    assert first["Cache-Control"] == "private, max-age=31536000, immutable"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Content-Disposition"] == 'attachment; filename="udgave-1.json"'
    again = client.get(page("edition_file", 1, "json"), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", [("edition_file", 1, "pdf"), ("edition_file", 1, "annex"), ("edition", 2)])
def test_what_an_edition_has_not_is_not_found(client, edition, address):
    assert client.get(page(*address)).status_code == 404


def test_an_annex_is_a_download_and_a_page_never_one_of_ours(client, processed):
    page_of_ours = b"<script>alert(1)</script>"

    def with_html(facts):
        return [*json_alone(facts), workflow.MadeFile("html", "rapport.html", "text/html; charset=utf-8", page_of_ours)]

    edition = released(processed, make_files=with_html)
    EditionFile.objects.create(
        edition=edition, kind="annex", letter="D", name="Ondt æ.html", media_type="text/html", size=1, content=b"x"
    )
    for address in (page("edition_file", 1, "html"), page("edition_annex", 1, "d")):
        response = client.get(address)
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
    assert 'filename="bilag-d.html"' in response["Content-Disposition"]
    assert client.get(page("edition_annex", 1, "E")).status_code == 404


def test_what_is_sealed_cannot_be_changed(edition):
    for change in ({"facts": "{}"}, {"number": 9}):
        with pytest.raises(Sealed):
            Edition.objects.filter(pk=edition.pk).update(**change)
    edition.facts = "{}"
    for act in (edition.save, edition.delete, edition.files.get().delete, edition.files.all().delete):
        with pytest.raises(Sealed):
            act()


def test_an_edition_is_the_same_after_everything_else_has_changed(client, published, edition, writer):
    before = client.get(page("edition", 1)).content, client.get(page("edition_count", 1, "1.1")).content
    workflow.begin_edition(published.pk, reason="Rettelse", actor=writer, at=NOW)
    workflow.save_text(
        round_id=published.pk,
        kind="introduction",
        recommendation=None,
        text="Ny indledning.",
        base_version=0,
        actor=writer,
        at=NOW,
    )
    published.assessments.update(municipality_name="Et andet navn")
    published.round_clusters.update(name="En anden klynge")
    sealed = Edition.objects.get()
    assert digest(sealed.facts, sealed.record) == edition.sha256
    assert (client.get(page("edition", 1)).content, client.get(page("edition_count", 1, "1.1")).content) == before
    assert "Ny indledning." not in text_of(client.get(page("report")))
    client.force_login(writer)
    assert "Ny indledning." in text_of(client.get(page("report_draft")))
    assert "Kladde til 2.&nbsp;udgave" in text_of(client.get(page("report")))


def test_the_page_has_size_and_sum_of_each_file_and_what_has_changed(client, published, edition):
    again = released_again(published)
    shown = text_of(client.get(page("edition", 2)))
    assert edition.sha256 != again.sha256
    assert again.sha256 in shown
    assert again.files.get().sha256 in shown
    changes = from_json(again.facts).edition.changes
    assert all(change in shown for change in changes)
    old = text_of(client.get(page("edition", 1)))
    assert "Der er en nyere udgave" in old
    assert "2.&nbsp;udgave" in old


# ---- withdrawn -------------------------------------------------------------------------------------------


def test_a_withdrawn_edition_is_marked_wherever_it_is(client, edition):
    withdraw(edition)
    for address in (page("report"), page("edition", 1), page("report_download"), reverse("clusters:report_list")):
        shown = text_of(client.get(address))
        assert "rukket tilbage 2. november 2026" in shown or "Trukket tilbage" in shown, address
        assert "Tallene for 1.1 er forkerte." in shown, address
    assert "trukket tilbage" in text_of(client.get(page("edition_count", 1, "1.1")))
    assert "Rapporten er trukket tilbage" in text_of(client.get(page("report")))
    assert client.get(page("edition_file", 1, "json")).status_code == 200


def test_the_one_before_stands_again(client, published, edition):
    withdraw(released_again(published))
    assert "1. udgave, frigivet" in text_of(client.get(page("report")))
    assert "2. udgave" not in text_of(client.get(page("report"))).split("<title>")[1].split("</title>")[0]


def test_withdrawing_needs_a_reason_and_keeps_what_was_typed(writing, edition):
    assert "Skriv en begrundelse" in text_of(writing.post(page("edition_withdraw", 1), {"reason": " "}))
    refused = writing.post(page("edition_withdraw", 1), {"reason": CERTAIN})
    assert "CPR-nummer" in text_of(refused)
    assert fields_of(refused)["reason"] == [CERTAIN]
    assert not Edition.objects.get().is_withdrawn
    assert writing.post(page("edition_withdraw", 1), {"reason": "En fejl."}).status_code == 302
    assert Edition.objects.get().withdrawn_reason == "En fejl."
    writing.post(page("edition_withdraw", 1), {"reason": "Igen."})
    assert Edition.objects.get().withdrawn_reason == "En fejl."


# ---- behind a number -------------------------------------------------------------------------------------


def rows_of(html):
    """The words of each row of the page's tables."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_behind_a_number_stand_value_rule_tracks_and_ruling(client, edition):
    facts = from_json(edition.facts)
    ruled = next(row for row in facts.rulings if row.number == "1.1")
    html = text_of(client.get(page("edition_count", 1, "1.1")))
    for member in facts.participants:
        value = next(row for row in member.values if row.number == "1.1")
        (row,) = (row for row in rows_of(html) if row.startswith(member.name))
        assert value.rule.label in row
        assert all(f"{track.name}: {track.words}" in row for track in value.tracks)
    assert ruled.reason in html
    yes = sum(row.value == "ja" for each in facts.participants for row in each.values if row.number == "1.1")
    alone = text_of(client.get(page("edition_count", 1, "1.1", svar="ja")))
    assert len([row for row in rows_of(alone) if any(row.startswith(m.name) for m in facts.participants)]) == yes
    cluster = facts.clusters[0]
    narrowed = rows_of(text_of(client.get(page("edition_count", 1, "1.1", klynge=cluster.slug))))
    assert {m.name for m in facts.participants if any(row.startswith(m.name) for row in narrowed)} == {
        m.name for m in cluster.participants
    }


@pytest.mark.parametrize("query", [{"svar": "<script>"}, {"klynge": "findes-ikke"}, {"svar": "ja\x00"}])
def test_a_choice_that_is_none_shows_all(client, edition, query):
    everything = rows_of(text_of(client.get(page("edition_count", 1, "1.1"))))
    assert rows_of(text_of(client.get(page("edition_count", 1, "1.1", **query)))) == everything


def test_every_tile_of_the_annexes_leads_to_the_answer_behind_it(client, edition):
    pattern = rf'href="({re.escape(page("edition_count", 1, "0")[:-2])}[^"?#]+/)#(kommune-[0-9]+)"'
    ways = set(re.findall(pattern, text_of(client.get(page("edition", 1)))))
    facts = from_json(edition.facts)
    assert len(ways) == sum(len(row.values) for row in facts.participants if row.has_submitted)
    shown = {address: text_of(client.get(address)) for address, _ in ways}
    assert [way for way in ways if f'id="{way[1]}"' not in shown[way[0]]] == []


def test_a_number_that_is_none_is_not_found(client, edition):
    assert client.get(page("edition_count", 1, "99.9")).status_code == 404


def test_elaborations_are_for_those_who_take_part_while_the_edition_stands(client, published, edition):
    own = caseworker(published.assessments.first().municipality)
    assert SECRET in edition.record
    assert SECRET not in edition.facts
    seen = {}
    for name, user in (("own", own), ("reader", reader(published.region)), ("admin", administrator()), ("no", None)):
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = SECRET in text_of(client.get(page("edition_count", 1, "1.1")))
    assert seen == {"own": True, "reader": False, "admin": False, "no": False}
    withdraw(edition)
    client.force_login(own)
    assert SECRET not in text_of(client.get(page("edition_count", 1, "1.1")))


def test_the_record_names_no_person(edition):
    assert "Kommuneansvarlig" not in edition.record
    assert edition.record == canonical(json.loads(edition.record))


# ---- two rounds ------------------------------------------------------------------------------------------


def test_two_rounds_are_compared_by_what_is_asked(client, published, edition, count_queries):
    later = opened_round(cluster_of(2), slug="efter", previous=published)
    workflow.start_processing(later.pk, actor=UserFactory(), at=NOW)
    released(later)
    address = reverse("clusters:edition_compare", args=["efter", 1])
    with count_queries(at_most=8):
        shown = text_of(client.get(address))
    assert '<option value="runde/1" selected>' in shown
    assert "Fra 2026 til" in shown
    unknown = client.get(f"{address}?med=runde/7")
    assert unknown.status_code == 404
    assert "Den udgave findes ikke" in text_of(unknown)


def test_a_draft_of_another_round_cannot_be_compared_with(client, edition):
    mixed_round(2, clusters=1, slug="anden")
    response = client.get(page("edition_compare", 1, med="anden/1"))
    assert "Der er intet at sammenligne med" in text_of(response)
