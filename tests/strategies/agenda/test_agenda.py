"""A strategy as an agenda item: which meeting is meant, and what each part says."""

import dataclasses
import datetime

import pytest

from clusters.models import AgendaItem, Annex, Hearing, Route, Task
from strategies import workflow
from strategies.agenda import NoSuchMeeting
from strategies.budget import SUM_NAMES
from strategies.renderers.agenda_sections import Block, head, parse, sections, sum_words
from tests import strategies as make
from tests.strategies.agenda import AT, TODAY, address, document, facts_of, lines, said

pytestmark = pytest.mark.django_db

# ---- which meeting ------------------------------------------------------------------------------------


def test_the_next_meeting_is_meant_else_the_latest(strategy, meeting):
    assert facts_of(strategy).meeting is None
    meeting(-30)
    latest = meeting(-3)
    assert facts_of(strategy).meeting.pk == latest.pk
    meeting(40)
    soon = meeting(10)
    assert facts_of(strategy).meeting.pk == soon.pk
    soon.outcome = "approved"
    workflow.save(soon, actor=make.editor(strategy), at=AT, base_version=1)
    assert facts_of(strategy).meeting.date == TODAY + datetime.timedelta(40)


def test_a_meeting_can_be_chosen_but_not_anothers(strategy, meeting):
    chosen = meeting(-30, item_number="7", case_number="26/19")
    meeting(5)
    assert dict(head(facts_of(strategy, chosen.pk)))["Sagsnr."] == "26/19"
    other = make.strategy(title="En anden")
    with pytest.raises(NoSuchMeeting):
        facts_of(other, chosen.pk)


# ---- what it says -------------------------------------------------------------------------------------


def test_the_head_says_whose_and_when(strategy, meeting):
    assert list(dict(head(facts_of(strategy)))) == ["Kommune", "Forvaltning"]
    meeting(26, item_number="12", case_number="26/1234")
    rows = dict(head(facts_of(strategy)))
    place = strategy.places[0].name
    assert list(rows) == ["Udvalg", "Mødedato", "Punkt", "Sagsnr.", "Kommune", "Forvaltning"]
    assert list(rows.values()) == ["Socialudvalget", "18.\u00a0december 2026", "12", "26/1234", place, "Center"]


def test_what_the_strategy_wants_comes_along_whatever_else_is_written(strategy, actor):
    make.focus_area(strategy, "Unge", purpose="Færre begynder.\nFlere stopper.")
    group = make.goal_group(strategy, "Behandling")
    goal = make.goal(strategy, "Flere i behandling", group=group)
    make.goal(strategy, "Under 14 dage", kind="sub_goal", parent=goal)
    make.goal(strategy, "Alle ved det")
    make.goal(strategy, "Ingen dør", kind="guiding")
    make.goal_group(strategy, "Uden mål")
    wanted = (
        "Pejlemærker\nIngen dør\nFokusområder\nUnge: Færre begynder. Flere stopper.\n"
        "Mål\nAlle ved det\nMål: Behandling\nFlere i behandling"
    )
    assert said(strategy, "indhold") == wanted
    assert said(strategy, "sagsfremstilling").startswith("Politikken ”Politik for rusmidler” er for ")
    assert [aim.title for aim in facts_of(strategy).goals[1][1][0].below] == ["Under 14 dage"]
    assert ("List Bullet 2", "Under 14 dage") in lines(document(strategy))
    assert said(strategy, "resume") == "Kort om det."
    strategy.case.presentation, strategy.case.summary = "Sagens egne ord.", "Resumé"
    assert said(strategy, "sagsfremstilling") == "Sagens egne ord."
    assert said(strategy, "resume") == "Resumé"
    assert said(strategy, "indhold") == wanted
    keys = [each.key for each in sections(facts_of(strategy))]
    assert keys.index("indhold") == keys.index("sagsfremstilling") + 1


def test_the_strategy_and_its_plan_are_annexes(strategy, put, meeting):
    plan = make.plan(strategy)
    assert said(strategy, "bilag") == "Politikken: Politik for rusmidler"
    make.activity(strategy, "A", plan=plan)
    put(Annex, title="Notat", date=TODAY, url="https://faxe.example/notat.pdf")
    own, sheet, note = next(each.annexes for each in sections(facts_of(strategy)) if each.key == "bilag")
    assert (own.note, own.address) == ("dokumentet", f"/strategier/{strategy.slug}/")
    assert (sheet.title, sheet.note) == ("Handleplanen", "Excel")
    assert sheet.address == f"{address(strategy, 'plan_xlsx')}?plan={plan.pk}"
    for title, shown in (("Handleplan 2027", "Handleplan 2027"), ("Spor 2", "Handleplanen: Spor 2")):
        changed = dataclasses.replace(facts_of(strategy).economy, plan=title)
        annexes = sections(dataclasses.replace(facts_of(strategy), economy=changed))[-1].annexes
        assert annexes[1].title == shown
    assert (note.title, note.note) == ("Notat", "22.\u00a0november 2026")
    targets = [each.target_ref for each in document(strategy).part.rels.values() if each.is_external]
    assert f"https://misbrug.example{sheet.address}" in targets
    meeting(-3)
    assert said(strategy, "bilag") == "Politikken: Politik for rusmidler\nHandleplanen"


def test_texts_keep_their_paragraphs_lines_and_lists():
    assert parse("Ét\n to **tre**\n\n\n- fire\n• fem\nseks") == (
        Block(False, ("Ét\n to **tre**",)),
        Block(True, ("fire", "fem")),
        Block(False, ("seks",)),
    )
    assert parse("") == ()
    assert parse(" \n \n-\n") == (Block(False, ("-",)),)


def test_points_are_recommended_by_the_administration(strategy, meeting):
    assert said(strategy, "indstilling") == "Der er ikke skrevet en indstilling endnu."
    meeting(3, proposals="at politikken sendes i høring\n- at sagen tages op igen")
    assert said(strategy, "indstilling") == "Center indstiller,\nat politikken sendes i høring\nat sagen tages op igen"


def test_the_economy_counts_what_is_unknown_and_never_takes_it_for_nothing(strategy):
    unge, familier = make.focus_area(strategy, "Unge"), make.focus_area(strategy, "Familier")
    make.activity(strategy, "A", focus_area=unge, annual_cost="1.6", establishment_cost="0")
    make.activity(strategy, "B", focus_area=unge, establishment_cost="2", funding_years=1)
    make.activity(strategy, "C", focus_area=familier, annual_cost="2.5", funding_years=1)
    make.activity(strategy, "D", focus_area=familier, annual_cost="9", state="dropped")
    table = next(each.table for each in sections(facts_of(strategy)) if each.table)
    assert table.rows == (
        ("Unge", "2", "1,6 + 1\u00a0ukendt", "ukendt", "ukendt", "2,0"),
        ("Familier", "1", "2,5", "2,5", "2,5", "ukendt"),
    )
    part = "2,5 + 1\u00a0ukendt"
    assert table.foot == ("I alt", "3", "4,1 + 1\u00a0ukendt", part, part, "2,0 + 1\u00a0ukendt")
    assert table.head == ("Fokusområde", "Aktiviteter", *SUM_NAMES)
    text = said(strategy, "oekonomi").replace("\u00a0", " ")
    assert "Handleplanen har 3 aktiviteter. 2 af dem koster 4,1 mio. kr. om året." in text
    assert "Af den årlige udgift er 2,5 mio. kr. kun for ét år." in text
    assert "Den årlige udgift er ukendt for én aktivitet og er ikke regnet med." in text
    assert "Etableringen koster 2,0 mio. kr. Den årlige" in text
    assert "Opgjort 22. november 2026. Én opgivet aktivitet er ikke med." in text
    assert "Tallene er dem, der gælder i dag." not in text


def test_the_sums_stand_once_and_say_from_which_day_they_are(strategy, meeting):
    make.activity(strategy, "A", annual_cost="1.6")
    strategy.case.economy = "Det koster 1,6 mio. kr."
    held = meeting(-30)
    text = said(strategy, "oekonomi").replace("\u00a0", " ")
    assert text == (
        "Det koster 1,6 mio. kr.\nFra handleplanen\n"
        "Opgjort 22. november 2026. Mødet er holdt. Tallene er dem, der gælder i dag."
    )
    found = lines(document(strategy))
    assert ("Heading 2", "Fra handleplanen") in found
    assert any(words.startswith("Opgjort 22.\u00a0november 2026.") for _, words in found)
    meeting(3)
    assert "Mødet er holdt" not in said(strategy, "oekonomi")
    assert "Mødet er holdt" in said(strategy, "oekonomi", held.pk)


def test_an_economy_of_nothing_known_names_no_amount(strategy):
    assert said(strategy, "oekonomi") == "Der er endnu ingen aktiviteter med beløb."
    make.activity(strategy, "A")
    text = said(strategy, "oekonomi")
    assert "koster" not in text
    assert "Den årlige udgift er ukendt for én" in text
    assert [sum_words(each) for each in facts_of(strategy).economy.totals.sums] == ["ukendt"] * 4
    strategy.case.economy = "Politikken nævner ingen beløb."
    section = next(each for each in sections(facts_of(strategy)) if each.key == "oekonomi")
    assert section.table is None
    assert section.blocks[0].lines == ("Politikken nævner ingen beløb.",)
    assert len(section.blocks) == 2


def test_the_economy_tells_a_limit_of_years_from_a_single_year(strategy):
    make.activity(strategy, "A", annual_cost="1", funding_years=2)
    assert "er 1,0 mio. kr. tidsbegrænset." in said(strategy, "oekonomi").replace("\u00a0", " ")
    make.activity(strategy, "B", annual_cost="2", funding_years=1)
    text = said(strategy, "oekonomi").replace("\u00a0", " ")
    assert "Af den årlige udgift er 3,0 mio. kr. tidsbegrænset, heraf 2,0 kun for ét år." in text


def test_what_is_to_come_stands_by_date_and_what_has_been_does_not(strategy, meeting, put):
    meeting(-30)
    meeting(5)
    meeting(40, "Byrådet")
    put(Hearing, title="Brugerrådet", sent_on=TODAY, deadline=TODAY + datetime.timedelta(20))
    put(Hearing, title="Den gamle", sent_on=datetime.date(2020, 1, 1), deadline=datetime.date(2020, 2, 1))
    put(Task, title="Skriv notat", owner="Staben", deadline=TODAY + datetime.timedelta(30))
    put(Task, title="Følg op", owner="Staben")
    strategy.case.further_process = "Så går det videre."
    text = said(strategy, "proces").replace("\u00a0", " ")
    assert text == (
        "Så går det videre.\nPlanlagt\n12. december 2026: Frist for høringssvar: Brugerrådet\n"
        "22. december 2026: Skriv notat (Staben)\n1. januar 2027: Byrådet behandler sagen\nFølg op (Staben), uden frist"
    )


def test_an_item_tells_only_what_was_known_before_its_meeting(strategy, actor, meeting):
    first, last = meeting(-300), meeting(-200, "Byrådet", outcome="remark", remark="Med vægt på de unge.")
    case = strategy.case

    def task(title, at=AT, **fields):
        row = Task(case=case, title=title, owner="Staben", **fields)
        return workflow.save(row, actor=actor, at=at)

    back = AT - datetime.timedelta(days=400)
    task("Før alle", at=back)
    task("Skrevet i dag")
    task("Fra det første", agenda_item=first)
    task("Fra det sidste", agenda_item=last, deadline=TODAY)
    sent = TODAY - datetime.timedelta(days=260)
    hearing = Hearing(case=case, title="Rådet", sent_on=sent, deadline=sent + datetime.timedelta(days=20))
    workflow.save(hearing, actor=actor, at=AT)
    task("Fra høringen", hearing=hearing)
    assert said(strategy, "proces", first.pk) == "Planlagt\nFør alle (Staben), uden frist"
    assert said(strategy, "beslutning", first.pk) == (
        "Resultatet er ikke skrevet.\nOpgaver\nFra det første (Staben), uden frist"
    )
    before = "\n".join(f"{title} (Staben), uden frist" for title in ("Før alle", "Fra det første", "Fra høringen"))
    assert said(strategy, "proces", last.pk) == f"Planlagt\n{before}"
    decided = said(strategy, "beslutning", last.pk).replace("\u00a0", " ")
    assert decided.endswith("unge.\nOpgaver\nFra det sidste (Staben), frist 22. november 2026")


def test_a_later_meeting_is_told_of_where_it_was_known(strategy, actor):
    body, case = make.body(strategy.places[0]), strategy.case
    days = (datetime.date(2026, 3, 1), datetime.date(2026, 5, 1), datetime.date(2026, 7, 1))
    written = (AT.replace(month=1), AT.replace(month=2), AT.replace(month=4))
    first, *_ = [
        workflow.save(AgendaItem(case=case, body=body, date=day, outcome="noted"), actor=actor, at=at)
        for day, at in zip(days, written, strict=True)
    ]
    done = Task(case=case, title="Nu færdig", owner="Staben")
    workflow.save(done, actor=actor, at=written[0])
    workflow.close_task(done.pk, state="done", result="Klaret", on=AT.date(), actor=actor, at=AT)
    assert said(strategy, "proces", first.pk).replace("\u00a0", " ") == (
        "Planlagt\n1. maj 2026: Socialudvalget behandler sagen\nNu færdig (Staben), uden frist"
    )


def test_who_treats_it_stands_role_by_role(strategy, meeting, put):
    place = strategy.places[0]
    for name, role in (("Byrådet", "decides"), ("Ældrerådet", "heard"), ("Handicaprådet", "heard")):
        put(Route, body=make.body(place, name), role=role)
    assert said(strategy, "proces") == ("Hvem behandler sagen\nBeslutter: Byrådet\nHøres: Ældrerådet og Handicaprådet")


def test_a_decision_is_in_it_once_there_is_one(strategy, meeting):
    item = meeting(-3, outcome="remark", decision="Som indstillet.", remark="Med vægt på de unge.")
    assert said(strategy, "beslutning") == "Godkendt med bemærkning.\nSom indstillet.\nBemærkning: Med vægt på de unge."
    item.outcome, item.remark, item.decision = "", "", ""
    workflow.save(item, actor=make.editor(strategy), at=AT, base_version=1)
    assert "beslutning" not in [each.key for each in sections(facts_of(strategy))]
