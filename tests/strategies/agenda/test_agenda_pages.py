"""The agenda item as a Word document and as a page: styles, marks, who may have it, and that text stays text."""

import datetime
import io
import zipfile

import pytest
from django.urls import reverse
from docx.oxml.ns import qn

from clusters.models import AgendaItem, Annex, Hearing, Route, Task
from strategies import workflow
from strategies.models import Strategy
from strategies.renderers.agenda_sections import head
from tests import factories
from tests import strategies as make
from tests.strategies.agenda import AT, TODAY, address, document, facts_of, lines

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script> {{ settings }} {% now %} { PAGE \\* MERGEFORMAT } 😀 " + "Ø" * 200

# ---- the document -------------------------------------------------------------------------------------


def test_the_document_has_real_styles_and_says_what_it_is(strategy, meeting, put):
    meeting(5, proposals="sagen godkendes")
    make.activity(strategy, "A", focus_area=make.focus_area(strategy, "Unge"), annual_cost="1.6")
    put(Annex, title="Politikken", date=TODAY, url="https://faxe.example/politik.pdf")
    read = document(strategy)
    found = lines(read)
    assert found[0] == ("Title", "Politik for rusmidler")
    headings = [text for style, text in found if style == "Heading 1"]
    wanted = ["Resumé", "Sagsfremstilling", "Politikkens indhold", "Indstilling", "Økonomi", "Bilag"]
    assert headings == wanted
    assert ("List Number", "at sagen godkendes") in found
    assert ("List Bullet", "Unge") in found
    assert found[-1][0] == "List Bullet"
    properties = read.core_properties
    assert (properties.title, properties.author, properties.language) == ("Politik for rusmidler", "Center", "da-DK")
    assert {each.get(qn("w:val")) for each in read.styles.element.iter(qn("w:lang"))} == {"da-DK"}
    links = [each.target_ref for each in read.part.rels.values() if each.is_external]
    assert links[-1] == "https://faxe.example/politik.pdf"


def test_its_tables_have_heads_that_stand_again_and_a_name(strategy):
    make.activity(strategy, "A", focus_area=make.focus_area(strategy, "Unge"), annual_cost="1.6")
    facts, numbers = document(strategy).tables
    assert [row.cells[0].text for row in facts.rows] == ["Kommune", "Forvaltning"]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in numbers.rows]
    assert kept == [True, True, None]
    widths = {cell.text: cell.width.cm for cell in numbers.rows[0].cells}
    assert sum(widths.values()) == pytest.approx(16, abs=0.01)
    assert widths["Heraf tidsbegrænset"] == max(list(widths.values())[1:]) > 2.8
    assert numbers.rows[0].cells[0].text == "Fokusområde"
    assert [cell.text for cell in numbers.rows[-1].cells][:3] == ["I alt", "1", "1,6"]
    assert numbers._tbl.findall(f".//{qn('w:tblHeader')}") == numbers.rows[0]._tr.findall(f".//{qn('w:tblHeader')}")
    assert len(numbers._tbl.findall(f".//{qn('w:cantSplit')}")) == len(numbers.rows)
    for table, first_row in ((facts, "0"), (numbers, "1")):
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == (first_row, "1")
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_text_is_text_whatever_it_says(strategy, meeting):
    strategy.case.presentation = NASTY
    meeting(5, proposals=f"at {NASTY}", case_number="{ PAGE }")
    read = document(strategy, title=NASTY + "\x00\x0c\ud800\uffff")
    found = lines(read)
    assert found[0] == ("Title", NASTY)
    assert ("List Number", f"at {NASTY}") in found
    assert ("Normal", NASTY) in found
    codes = [field.get(qn("w:instr")) for field in read.element.body.iter(qn("w:fldSimple"))]
    assert codes == []
    assert "instrText" not in read.element.xml


def test_a_made_up_strategy_and_a_draft_say_so(client, strategy, actor):
    client.force_login(actor)
    assert [text for style, text in lines(document(strategy)) if style == "Subtitle"] == ["Kladde"]
    assert "Kladde</span>" in client.get(address(strategy)).content.decode()
    hearing = [text for _, text in lines(document(strategy, unfinished="høringsudkast", is_example=True))]
    assert hearing[1] == "Høringsudkast"
    assert "opfundet" in hearing[2]
    adopted = make.strategy(title="Vedtaget", adopted=True)
    assert not any(style == "Subtitle" for style, _ in lines(document(adopted)))


def test_what_is_invented_in_a_real_strategy_is_marked(client, strategy, actor, meeting, put):
    make.focus_area(strategy, "Unge", is_example=True)
    put(Annex, title="Notat", url="https://a.example/", is_example=True)
    meeting(5, is_example=True)
    texts = [text for _, text in lines(document(strategy))]
    assert "Unge [eksempel]" in texts
    assert texts[-1].endswith("[eksempel]")
    assert dict(head(facts_of(strategy)))["Mødedato"].endswith("(eksempel)")
    client.force_login(actor)
    assert client.get(address(strategy)).content.decode().count('class="example"') == 2
    Strategy.objects.update(is_example=True)
    strategy.refresh_from_db()
    assert "Unge" in [text for _, text in lines(document(strategy))]


# ---- the pages ----------------------------------------------------------------------------------------


def test_the_page_shows_it_all_as_it_was_typed(client, strategy, actor, meeting):
    chosen, _ = meeting(-30, proposals=NASTY, case_number="26/19"), meeting(5, "Byrådet")
    make.activity(strategy, "A", annual_cost="1.6")
    client.force_login(actor)
    page = client.get(address(strategy), {"punkt": chosen.pk}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ settings }}" in page
    assert f"?punkt={chosen.pk}" in page
    assert "26/19" in page
    assert "Byrådet" in page
    assert "Uden fokusområde" in page


def test_without_a_meeting_the_page_says_what_to_do(client, strategy, actor):
    client.force_login(actor)
    page = client.get(address(strategy)).content.decode()
    assert "Sagen er ikke på en dagsorden endnu" in page
    assert reverse("strategies:content_add", args=[strategy.slug, "dagsordenspunkt"]) in page


def test_only_who_may_add_the_meeting_is_led_to_an_item_without_one(client):
    adopted = make.strategy(title="Den vedtagne", adopted=True)
    led, there = f'href="{address(adopted)}"', reverse("strategies:document", args=[adopted.slug])
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert led not in client.get(there).content.decode()
    page = client.get(address(adopted)).content.decode()
    assert "Mødet, hvor den blev vedtaget, er ikke lagt ind" in page
    assert "Tilføj dagsordenspunkt" not in page
    assert "Indstillingen er ikke lagt ind." in page
    client.force_login(make.editor(adopted))
    assert led in client.get(there).content.decode()
    item = AgendaItem(case=adopted.case, body=make.body(adopted.places[0]), date=TODAY)
    workflow.save(item, actor=make.editor(adopted), at=AT)
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert led in client.get(there).content.decode()


@pytest.mark.parametrize("punkt", ["x", "-1", "99999", "1" * 20, "²"])
@pytest.mark.parametrize("name", ["agenda", "agenda_docx"])
def test_a_meeting_that_is_not_the_cases_is_not_found(client, strategy, actor, name, punkt):
    client.force_login(actor)
    assert client.get(address(strategy, name), {"punkt": punkt}).status_code == 404


def test_the_file_has_a_name_that_every_system_can_keep(client, actor, strategy, meeting):
    meeting(5, "Børne- og Ungeudvalget")
    client.force_login(actor)
    answer = client.get(address(strategy, "agenda_docx"))
    name = f"dagsordenspunkt-{strategy.slug}-boerne-og-ungeudvalget-2026-11-27.docx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize("name", ["agenda", "agenda_docx", "plan_xlsx"])
def test_who_may_read_the_strategy_may_fetch_it(client, name):
    draft, adopted = make.strategy(title="Kladden"), make.strategy(title="Den vedtagne", adopted=True)
    stranger = factories.caseworker(factories.MunicipalityFactory())
    client.force_login(stranger)
    assert client.get(address(draft, name)).status_code == 404
    assert client.get(address(adopted, name)).status_code == 200
    assert client.post(address(adopted, name)).status_code == 405
    client.force_login(make.editor(draft))
    assert client.get(address(draft, name)).status_code == 200


@pytest.mark.parametrize("name", ["agenda", "agenda_docx"])
def test_it_asks_the_database_the_same_however_much_there_is(
    client, strategy, actor, meeting, put, count_queries, name
):
    client.force_login(actor)
    plan, area = make.plan(strategy), make.focus_area(strategy, "Unge")

    def add(number):
        meeting(number, f"Udvalg {number}")
        put(Annex, title=f"Bilag {number}", url="https://a.example/")
        put(Task, title=f"Opgave {number}", owner="Staben")
        put(Hearing, title=f"Høring {number}", sent_on=TODAY, deadline=TODAY + datetime.timedelta(number))
        put(Route, body=strategy.places[0].bodies.get(name=f"Udvalg {number}"), role="heard")
        group = make.goal_group(strategy, f"Gruppe {number}", actor=actor)
        goal = make.goal(strategy, f"Mål {number}", actor=actor, group=group)
        make.goal(strategy, f"Delmål {number}", actor=actor, kind="sub_goal", parent=goal)
        make.activity(strategy, f"A {number}", actor=actor, plan=plan, focus_area=area, annual_cost=number)

    add(1)
    with count_queries() as few:
        client.get(address(strategy, name))
    for number in range(2, 6):
        add(number)
    with count_queries(exactly=len(few)):
        client.get(address(strategy, name))
