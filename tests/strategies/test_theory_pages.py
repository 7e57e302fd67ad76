"""The pages of theories of change: read by whom, with what warnings, and how a theory is started."""

import re
from itertools import pairwise

import pytest
from django.urls import reverse

from strategies import workflow
from strategies.diagram import load
from strategies.models import TheoryLink, TheoryStep
from tests import factories
from tests import strategies as make
from tests.strategies.theories import Theory, text

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def strategy():
    return make.strategy(title="Misbrugsplan", adopted=True)


@pytest.fixture
def actor(strategy):
    return make.editor(strategy)


@pytest.fixture
def theory(strategy, actor):
    return Theory(strategy, actor)


@pytest.fixture
def editor(client, actor):
    client.force_login(actor)
    return client


@pytest.fixture
def chain(theory, strategy, actor):
    """Give an activity, a result and a goal, one leading to the next."""
    steps = (
        theory.step(0, activity=make.activity(strategy, "Etniske unge", actor=actor)),
        theory.step(1, "Flere unge i behandling"),
        theory.step(2, goal=make.goal(strategy, "Tidlig indsats", kind="guiding", actor=actor)),
    )
    theory.link(steps[0], steps[1])
    theory.link(steps[1], steps[2])
    return steps


def stranger():
    """Give a caseworker of another municipality."""
    return factories.caseworker(factories.MunicipalityFactory())


# Reading


def test_an_adopted_strategys_theories_are_read_by_all_and_edited_by_its_own(client, theory, chain, actor, settings):
    settings.PUBLIC_READING = True
    for user in (None, stranger(), actor):
        if user:
            client.force_login(user)
        page = client.get(theory.url)
        assert page.status_code == 200
        assert ("Ret forandringsteorien" in text(page)) == (user == actor)
        assert "Tidlig indsats" in text(page)


def test_a_draft_is_hidden_from_strangers(client):
    draft = make.strategy(title="Kladde")
    theory = Theory(draft, make.editor(draft))
    client.force_login(stranger())
    for name, arguments in (("theories", []), ("theory", [theory.row.pk])):
        assert client.get(reverse(f"strategies:{name}", args=[draft.slug, *arguments])).status_code == 404


def test_readers_may_not_write(client, theory, chain):
    client.force_login(stranger())
    for url in (theory.arrows_url(chain[0]), reverse("strategies:theory_start", args=[theory.strategy.slug])):
        assert client.post(url).status_code == 403
    assert theory.row.links.count() == 2


def test_another_strategys_theory_is_not_found(editor, strategy):
    other = make.strategy(title="En anden", adopted=True)
    foreign = Theory(other, make.editor(other))
    step = foreign.step(0, "A")
    assert editor.get(reverse("strategies:theory", args=[strategy.slug, foreign.row.pk])).status_code == 404
    url = reverse("strategies:theory_arrows", args=[strategy.slug, foreign.row.pk, step.pk])
    assert editor.post(url).status_code == 404
    add = reverse("strategies:content_add", args=[strategy.slug, "trin"])
    assert editor.get(f"{add}?i={foreign.columns[0].pk}").status_code == 404


def test_the_drawing_and_the_list_hold_the_same_steps_and_lead_to_the_same_places(client, theory, chain, settings):
    settings.PUBLIC_READING = True
    page = client.get(theory.url).content.decode()
    activity, goal = chain[0].activity, chain[2].goal
    strategy = theory.strategy.slug
    assert page.count('role="img"') == 2
    for url in (
        reverse("strategies:activity", args=[strategy, activity.pk]),
        f"{reverse('strategies:document', args=[strategy])}#maal-{goal.pk}",
    ):
        assert page.count(f'href="{url}"') == 3, "wide drawing, narrow drawing, list"
    assert "Fra aktivitet til mål" in page


def test_the_page_of_all_theories_writes_out_what_it_draws(client, theory, chain, settings):
    settings.PUBLIC_READING = True
    page = client.get(reverse("strategies:theories", args=[theory.strategy.slug])).content.decode()
    assert "De samme trin og pile står som tekst under tegningen." in page
    words = " ".join(
        re.sub(r"<[^>]+>", " ", page.split('<details class="theory-words">')[1].split("</details>")[0]).split()
    )
    assert words.startswith("Fra aktivitet til mål, skrevet ud")
    assert "Etniske unge fører til: Flere unge i behandling fører til: Pejlemærke: Tidlig indsats" in words


def test_a_box_leads_to_a_place_that_is_there(client, theory, chain, strategy, actor, settings):
    settings.PUBLIC_READING = True
    theory.step(0, focus_area=make.focus_area(strategy, "Unge", actor=actor))
    links = re.findall(r'<a href="([^"]+)" aria-label', client.get(theory.url).content.decode())
    assert len(set(links)) == 3
    for url in set(links):
        address, _hash, anchor = url.partition("#")
        page = client.get(address)
        assert page.status_code == 200
        assert not anchor or f'id="{anchor}"' in page.content.decode()


def test_examples_are_marked_at_the_drawing_and_at_each_arrow(client, theory, chain, settings):
    settings.PUBLIC_READING = True
    assert "eksempl" not in text(client.get(theory.url)).split("Alle forandringsteorier")[1]
    end = theory.step(2, "Færre gener", other_policy="Sundhedspolitikken")
    theory.link(chain[1], chain[2], end, is_example=True)
    page = text(client.get(theory.url)).split("Alle forandringsteorier")[1]
    assert "Nogle af pilene er eksempler" in page
    assert "Anden politik, Sundhedspolitikken: Færre gener eksempel på en pil" in page
    assert page.count("eksempel på en pil") == 1


@pytest.mark.parametrize("size", [3, 60])
def test_the_same_number_of_queries_for_few_and_for_many_steps(editor, theory, count_queries, size, strategy, actor):
    common = {"theory": theory.row, "changed_at": AT}
    words = [{"text": f"Trin {number}"} for number in range(size - 1)]
    words.append({"goal": make.goal(strategy, "Målet", actor=actor)})
    rows = [TheoryStep(column=theory.columns[number % 3], **each, **common) for number, each in enumerate(words)]
    steps = TheoryStep.objects.bulk_create(rows)
    TheoryLink.objects.bulk_create(TheoryLink(source=one, target=two, **common) for one, two in pairwise(steps))
    editor.get(theory.url)
    with count_queries(exactly=10):
        assert editor.get(f"{theory.url}?trin={steps[0].pk}").status_code == 200
    with count_queries(exactly=11):
        editor.get(reverse("strategies:theories", args=[strategy.slug]))
    with count_queries(exactly=22):
        editor.get(theory.content_url("delete", "forandringsteori", theory.row.pk))


# Warnings


def test_what_hangs_loose_is_said_with_a_way_to_mend_it(editor, theory, chain, strategy, actor):
    lost = theory.step(1, "Bedre trivsel")
    theory.link(theory.step(0, "Samtaler"), lost)
    orphan = theory.step(1, "Kortere ventetid")
    theory.link(orphan, chain[2])
    lonely = theory.step(2, goal=make.goal(strategy, "Færre gener", actor=actor))
    page = editor.get(theory.url)
    words = text(page)
    assert "To trin fører ikke til et mål: Samtaler" in words
    assert "Intet fører til ét trin: Kortere ventetid" in words
    assert "Intet fører til ét mål: Færre gener" in words
    body = page.content.decode()
    assert f'href="?trin={lost.pk}#ret-{lost.pk}"' in body
    add = theory.content_url("add", "pil")
    for step in (orphan, lonely):
        assert f'href="{add}?i={theory.row.pk}-{step.pk}"' in body
    form = editor.get(f"{add}?i={theory.row.pk}-{lonely.pk}").content.decode()
    assert f'value="{lonely.pk}" selected' in form


def test_a_whole_theory_has_no_warnings(editor, theory, chain):
    assert "hænger kæderne ikke sammen" not in text(editor.get(theory.url))
    workflow.delete(theory.row.links.get(target=chain[2]), actor=theory.actor, at=AT)
    assert "hænger kæderne ikke sammen" in text(editor.get(theory.url))


def test_without_arrows_there_is_one_thing_to_do(editor, theory):
    theory.step(0, "Samtaler")
    page = text(editor.get(theory.url))
    assert "Der er ingen pile endnu" in page
    assert "fører ikke til et mål" not in page


# Starting


def test_a_theory_starts_from_its_focus_area(editor, strategy, actor):
    area = make.focus_area(strategy, "Unge", actor=actor)
    for title, state in (("Kurser", "planned"), ("Opgivet", "dropped"), ("Samtaler", "active")):
        make.activity(strategy, title, focus_area=area, state=state, actor=actor)
    make.activity(strategy, "Et andet sted", actor=actor)
    assert "Start fra fokusområdet Unge" in text(editor.get(reverse("strategies:theories", args=[strategy.slug])))
    answer = editor.post(reverse("strategies:theory_start", args=[strategy.slug]), {"focus_area": area.pk})
    made = area.theory
    assert answer.url == f"{reverse('strategies:theory', args=[strategy.slug, made.pk])}#ret"
    diagram = load(strategy, made.pk)
    assert [(column.title, [step.text for step in column.steps]) for column in diagram.columns] == [
        ("Aktiviteter", ["Kurser", "Samtaler"]),
        ("Resultater på kort sigt", []),
        ("Virkning", []),
    ]
    step = TheoryStep.objects.first()
    assert (step.history.get().history_user, step.version, step.is_example) == (actor, 1, False)
    assert "Fra aktivitet til mål" in text(editor.get(reverse("strategies:theory", args=[strategy.slug, made.pk])))


def test_the_overall_theory_starts_from_focus_areas_and_guiding_goals(editor, strategy, actor):
    for title in ("Unge", "Familier"):
        make.focus_area(strategy, title, actor=actor)
    make.goal(strategy, "Flere i behandling", kind="guiding", actor=actor)
    make.goal(strategy, "Et almindeligt mål", actor=actor)
    editor.post(reverse("strategies:theory_start", args=[strategy.slug]), {"focus_area": ""})
    diagram = load(strategy, strategy.theories.get().pk)
    assert [(column.title, [step.text for step in column.steps]) for column in diagram.columns] == [
        ("Fokusområder", ["Unge", "Familier"]),
        ("Kort sigt", []),
        ("Lang sigt", ["Flere i behandling"]),
    ]
    page = editor.get(reverse("strategies:theory", args=[strategy.slug, diagram.pk]))
    assert "Fra fokusområde til mål" in text(page)


def test_a_theory_is_not_started_twice(editor, theory):
    answer = editor.post(
        reverse("strategies:theory_start", args=[theory.strategy.slug]), {"focus_area": ""}, follow=True
    )
    assert "Forandringsteorien er allerede begyndt" in text(answer)
    assert theory.row.columns.count() == 3


@pytest.mark.parametrize("named", ["99999", "x", "9" * 30])
def test_a_focus_area_that_is_not_there_starts_nothing(editor, strategy, named):
    answer = editor.post(reverse("strategies:theory_start", args=[strategy.slug]), {"focus_area": named})
    assert answer.status_code == 404
    assert not strategy.theories.exists()


def test_an_empty_page_says_so_and_what_to_do(editor, client, strategy):
    url = reverse("strategies:theories", args=[strategy.slug])
    assert "Der er ingen forandringsteori endnu" in text(editor.get(url))
    assert "Begynd den samlede" in text(editor.get(url))
    client.force_login(stranger())
    assert "Begynd den samlede" not in text(client.get(url))
