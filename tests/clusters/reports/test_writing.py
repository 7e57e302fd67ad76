"""Writing in the report: what is stored and read, what is refused, and two people on one text."""

import pytest
from django.urls import reverse

from clusters import workflow
from clusters.models import ReportText
from clusters.models.reports import REPORT_TEXT_LIMIT
from tests.catalogues import small_catalogue
from tests.clusters.pages import fields_of, text_of
from tests.factories import NOW, UserFactory

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
        ("status-2", "status", 2),
        ("det-anbefales-3", "advice", 3),
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
    history = text_of(writing.get(page("report_text_history", "status-1")))
    assert history.index("Den andens.") < history.index("Den førstes.")


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


def test_a_closed_round_takes_no_more_texts(writing, published):
    workflow.close_round(published.pk, actor=UserFactory(), at=NOW)
    assert "Rapportens tekster kan ikke ændres længere" in text_of(writing.get(page("report_edit", "status-1")))
    response = write(writing, "For sent.")
    assert "Runden er afsluttet" in text_of(response)
    assert fields_of(response)["text"] == ["For sent."]
    assert stored() == ""
    assert "/rediger/" not in text_of(writing.get(page()))


def test_a_recommendation_of_another_catalogue_is_refused(writer, round_):
    other = small_catalogue("andet").recommendations.first()
    with pytest.raises(workflow.WorkflowError, match="rundens katalog"):
        workflow.save_text(
            round_id=round_.pk, kind="status", recommendation=other, text="x", base_version=0, actor=writer, at=NOW
        )
    assert not ReportText.objects.exists()


def test_beside_the_advice_stands_what_the_numbers_say(writing, round_):
    html = text_of(writing.get(page("report_edit", "det-anbefales-1")))
    assert "Forslag fra tallene" not in html, "nobody answers nej"
    assert "svarer ja til indikator 1.1" in html


def test_where_the_numbers_say_nothing_nothing_stands_beside(writing, round_):
    unanswered = round_.catalogue.recommendations.filter(answered_by_municipalities=False).first()
    for kind in ("status", "det-anbefales"):
        html = text_of(writing.get(page("report_edit", f"{kind}-{unanswered.number}")))
        assert "<aside" not in html
        assert "Indsæt forslag" not in html
