"""Writing in the report: what is stored and read, what is refused, and two people on one text."""

import re

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import ReportText, Round, TextWaiver
from clusters.models.reports import REPORT_TEXT_LIMIT
from clusters.reports.clearance import blockers
from clusters.reports.snapshot import RELATED, take_snapshot
from misbrug.text.danish import first_upper
from tests.catalogues import small_catalogue
from tests.clusters.pages import fields_of, text_of, unmarked
from tests.factories import NOW, UserFactory, project_member

pytestmark = pytest.mark.django_db

CERTAIN = "Borgeren 070761-4285 er i behandling"
POSSIBLE = "Sagen 010203-1234 er afsluttet"


def page(name="report", *args):
    """The address of one of the round's report pages."""
    return reverse(f"clusters:{name}", args=["runde", *args])


def write(client, text, part="status-1", version=0, act="save", **extra):
    """Post one text as the page's form does."""
    return client.post(
        page("report_edit", part), {"text": text, "base_version": version, "act": act} | extra, follow=act == "save"
    )


def stored(kind="status", number=1):
    """The text that stands, "" where there is none."""
    row = ReportText.objects.filter(kind=kind, recommendation__number=number).first()
    return row.text if row else ""


@pytest.mark.parametrize(
    ("part", "kind", "number"),
    [
        ("indledning", "introduction", None),
        ("konklusioner", "conclusions", None),
        ("klyngesamarbejdet", "cooperation", None),
        ("status-2", "status", 2),
        ("forklaring-3", "explanation", 3),
    ],
)
def test_each_text_is_written_and_read(writing, round_, part, kind, number):
    response = write(writing, "Det **vigtigste** først.\n\n- ét", part)
    assert "er gemt" in text_of(response)
    assert "Det <strong>vigtigste</strong> først." in text_of(response)
    assert stored(kind, number) == "Det **vigtigste** først.\n\n- ét"


@pytest.mark.parametrize("part", ["status-9", "andet", "status"])
def test_there_is_no_page_for_other_parts(writing, round_, part):
    assert writing.get(page("report_edit", part)).status_code == 404


def test_what_the_form_shows_saves_without_a_change(writing, round_):
    write(writing, "Første linje\n\n  indrykket")
    before = ReportText.objects.get()
    writing.post(page("report_edit", "status-1"), fields_of(writing.get(page("report_edit", "status-1"))))
    after = ReportText.objects.get()
    assert (after.version, after.text) == (before.version, before.text)


def test_the_draft_is_put_in_below_and_not_stored(writing, round_):
    response = write(writing, "Mit eget.", act="insert")
    (text,) = fields_of(response)["text"]
    assert text.startswith("Mit eget.\r\n\r\n")
    assert "indikator 1.1" in text
    assert stored() == ""


def test_a_preview_shows_the_text_and_stores_nothing(writing, round_):
    response = write(writing, "- ét\n- <b>to</b>", act="preview")
    assert "<li>ét</li><li>&lt;b&gt;to&lt;/b&gt;</li>" in text_of(response)
    assert fields_of(response)["text"] == ["- ét\r\n- <b>to</b>"]
    assert stored() == ""


def test_two_people_on_one_text_both_see_and_choose(writing, round_):
    write(writing, "Den førstes.")
    response = write(writing, "Den andens.", act="anything")
    assert response.status_code == 409
    assert "En nyere tekst står her" in text_of(response)
    assert "Den førstes." in text_of(response)
    assert fields_of(response)["text"] == ["Den andens."]
    assert stored() == "Den førstes."
    chosen = {name: values[0] for name, values in fields_of(response).items()} | {"act": "replace"}
    writing.post(page("report_edit", "status-1"), chosen)
    assert stored() == "Den andens."
    history = unmarked(writing.get(page("report_text_history", "status-1")))
    newest = history.split('class="change-list"')[1].split("</li>")[0]
    assert newest.index("Den førstes.</td>") < newest.index("Den andens.</td>")


def test_a_third_text_in_between_is_not_overwritten_either(writing, round_, writer):
    write(writing, "Den førstes.")
    response = write(writing, "Den andens.", act="anything")
    chosen = {name: values[0] for name, values in fields_of(response).items()} | {"act": "replace"}
    write(writing, "Den tredjes.", version=1)
    assert writing.post(page("report_edit", "status-1"), chosen).status_code == 409
    assert stored() == "Den tredjes."


def test_the_same_text_from_two_people_is_no_conflict(writing, round_):
    write(writing, "Enige.")
    assert write(writing, "Enige.").status_code == 200
    assert ReportText.objects.get().version == 1


def test_a_cpr_number_is_not_stored_and_stays_on_the_page(writing, round_):
    response = write(writing, CERTAIN)
    assert "ser ud til at indeholde et CPR-nummer" in text_of(response)
    assert fields_of(response)["text"] == [CERTAIN]
    assert stored() == ""
    write(writing, CERTAIN, cpr_confirmed="on")
    assert not ReportText.objects.exists()


def test_a_number_that_may_be_a_cpr_number_is_confirmed(writing, round_):
    response = write(writing, POSSIBLE)
    assert "Tallet er ikke et CPR-nummer" in text_of(response)
    assert stored() == ""
    write(writing, POSSIBLE, cpr_confirmed="on")
    assert stored() == POSSIBLE


def test_a_text_over_the_limit_is_kept_on_the_page(writing, round_):
    long = "a" * (REPORT_TEXT_LIMIT + 1)
    response = write(writing, long)
    assert "20.000" in text_of(response)
    assert fields_of(response)["text"] == [long]
    assert stored() == ""


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_broken_version_gives_a_message_and_no_traceback(writing, round_, version):
    response = write(writing, "Tekst", version=version, act="anything")
    assert response.status_code in (200, 409)
    assert fields_of(response)["text"] == ["Tekst"]
    assert stored() == ""


@pytest.mark.parametrize("act", ["replace", "insert", "preview"])
def test_a_broken_form_is_shown_again(writing, round_, act):
    assert writing.post(page("report_edit", "status-1"), {"act": act, "newer_version": "x"}).status_code == 200
    assert not ReportText.objects.exists()


def test_an_emptied_text_gives_the_draft_its_place_back(writing, round_):
    write(writing, "Noget.")
    response = write(writing, "", version=1)
    assert "Udkast fra tallene" in text_of(response)
    assert stored() == ""


def test_a_released_report_takes_no_more_texts(writing, published):
    assert "Rapporten er frigivet" in text_of(writing.get(page("report_edit", "status-1")))
    response = write(writing, "For sent.")
    assert "Rapporten er frigivet" in text_of(response)
    assert fields_of(response)["text"] == ["For sent."]
    assert stored() == ""
    assert "/rediger/" not in text_of(writing.get(page()))
    workflow.begin_edition(published.pk, actor=UserFactory(), at=NOW, reason="En fejl i 1.1")
    write(writing, "Rettet.")
    assert stored() == "Rettet."


def test_a_recommendation_of_another_catalogue_is_refused(writer, round_):
    other = small_catalogue("andet").recommendations.first()
    with pytest.raises(workflow.WorkflowError, match="rundens katalog"):
        workflow.save_text(
            round_id=round_.pk, kind="status", recommendation=other, text="x", base_version=0, actor=writer, at=NOW
        )
    assert not ReportText.objects.exists()


def test_what_is_left_out_keeps_its_text_and_comes_back(writing, round_):
    write(writing, "Skrevet om status.")
    address = reverse("clusters:report_leave_out", args=["runde", "status", 1])
    assert "udeladt af rapporten" in text_of(writing.post(address, {"act": "out"}, follow=True))
    assert "Skrevet om status." not in text_of(writing.get(page("report_draft")))
    assert stored() == "Skrevet om status."
    writing.post(address, {"act": "in"})
    assert "Skrevet om status." in text_of(writing.get(page("report_draft")))
    assert writing.post(reverse("clusters:report_leave_out", args=["runde", "titelblad", 1])).status_code == 404


# ---- texts and answers -----------------------------------------------------------------------------------

CONTRADICTED = "Alle kommuner i alle klynger svarer ja til indikator 1.1."


def test_a_sentence_that_parts_with_the_answers_is_settled_or_let_stand(writing, round_):
    edit = page("report_edit", "status-1")
    response = write(writing, f"{CONTRADICTED} Resten er godt.")
    assert response.redirect_chain[-1][0].endswith("#afklares")
    assert CONTRADICTED in text_of(response)
    key = re.search(r'name="key"\s+value="(\w+)"', response.text)[1]
    waive = page("report_waive", "status-1")

    without = writing.post(waive, {"key": key, "reason": " "})
    assert "Skriv en begrundelse." in without.text
    assert not TextWaiver.objects.exists()
    writing.post(waive, {"key": key, "reason": "Rapporten taler om klyngerne som helhed."})
    assert "Rapporten taler om klyngerne som helhed." in text_of(writing.get(edit))
    assert not findings(round_)
    # The answers change: what was let stand is warned of again.
    other = round_.assessments.exclude(submission=None).order_by("-pk").first()
    workflow.withdraw(other.pk, actor=UserFactory(), at=NOW)
    assert findings(round_)
    assert "ændret i mellemtiden" in text_of(writing.post(waive, {"key": key, "reason": "Igen."}, follow=True))


def test_a_waiver_is_taken_back(writing, round_):
    key = re.search(r'name="key"\s+value="(\w+)"', write(writing, CONTRADICTED).text)[1]
    writing.post(page("report_waive", "status-1"), {"key": key, "reason": "Sådan er det."})
    writing.post(page("report_waive", "status-1"), {"key": key, "act": "undo"})
    assert findings(round_)


def findings(round_):
    """What is to be settled in the status of recommendation 1."""
    facts = take_snapshot(Round.objects.select_related(*RELATED).get(pk=round_.pk), at=NOW)
    waived = frozenset(TextWaiver.objects.values_list("key", flat=True))
    return [row for row in blockers(facts, waived) if row.part and row.part.slug == "status-1"]


def test_a_bound_figure_has_its_words_on_the_page_and_a_wrong_one_is_told(writing, round_):
    figure = page("report_figure", "status-1")
    words = writing.get(figure, {"figur": "1.1 nej"}).json()["words"]
    write(writing, "[[1.1 nej]] kommuner svarer nej.")
    assert f"{first_upper(words)}</a> kommuner svarer nej." in text_of(writing.get(page("report_draft")))
    assert "message" in writing.get(figure, {"figur": "9.9 nej"}).json()
    assert "[[9.9 nej]]" in text_of(write(writing, "Der er [[9.9 nej]] her.", version=1))
    assert len(findings(round_)) == 1


def test_two_people_on_one_text_are_told_of_each_other(writing, round_, client):
    write(writing, "Noget.")
    writing.get(page("report_edit", "status-1"))
    other = project_member(round_.region, name="Projektgruppe, Holbæk")
    client.force_login(other)
    assert "Projektgruppe, Lejre har også teksten åben." in text_of(client.get(page("report_edit", "status-1")))
    assert client.post(page("report_presence", "status-2"), {"act": "here"}).json()["others"] == []
    answer = client.post(page("report_presence", "status-1"), {"act": "here"}).json()
    assert answer == {"others": ["Projektgruppe, Lejre"], "version": 1}


def test_where_the_numbers_say_nothing_nothing_is_suggested(writing, round_):
    unanswered = round_.catalogue.recommendations.filter(answered_by_municipalities=False).first()
    for kind in ("status", "forklaring"):
        html = text_of(writing.get(page("report_edit", f"{kind}-{unanswered.number}")))
        assert "Forslag fra tallene" not in html


def test_the_overview_tells_how_far_each_part_has_come(writing, round_):
    write(writing, CONTRADICTED)
    html = text_of(writing.get(page("report_parts")))
    assert "ét sted skal afklares" in html
    assert "Rapporten viser det, der er dannet af tallene" in html


def test_an_earlier_text_is_put_in_again_and_not_stored(writing, round_):
    write(writing, "Den første.")
    write(writing, "Den anden.", version=1)
    first = ReportText.history.get(text="Den første.")
    link = f"{page('report_edit', 'status-1')}?tekst={first.pk}"
    restore = page("report_text_restore", "status-1", first.pk)
    assert restore in writing.get(page("report_text_history", "status-1")).text
    assert link in writing.get(restore).text
    shown = writing.get(link)
    assert shown.context["form"].initial == {"text": "Den første.", "base_version": 2}
    assert stored() == "Den anden."
    assert writing.get(f"{page('report_edit', 'status-1')}?tekst=0").status_code == 200
