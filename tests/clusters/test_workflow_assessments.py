"""The way of an assessment: each act from each state, what it leaves behind, and the rulings on what was submitted."""

import pytest

from clusters import workflow
from clusters.models import Round, Ruling, SelfAssessment, Submission, Transition
from clusters.submitted import unseal
from clusters.workflow import IllegalTransition, Incomplete, Locked, WorkflowError
from clusters.workflow.rulings import _submitted_fingerprint
from tests import factories as make

pytestmark = pytest.mark.django_db

State = SelfAssessment.State
CERTAIN = "070761-4285"


@pytest.fixture
def actor():
    return make.UserFactory(name="Kommuneansvarlig, Faxe")


@pytest.fixture
def untouched():
    return make.opened_round().assessments.select_related("round", "municipality").first()


def brought_to(state, assessment, actor):
    """The assessment in a state, by the acts that lead there."""
    who = {"actor": actor, "at": make.NOW}
    if state == State.DRAFT:
        assessment = make.begun(assessment)
    elif state in (State.SUBMITTED, State.REVIEWED):
        assessment = make.submitted(assessment)
    if state == State.REVIEWED:
        workflow.review(assessment.pk, **who)
    if state == State.NOT_PARTICIPATING:
        workflow.withdraw(assessment.pk, **who)
    return assessment


ACTS = {
    "start": (workflow.begin, {"groups": [["stof"]], "provision": "own"}, {State.NOT_STARTED: State.DRAFT}),
    "submit": (workflow.submit, {"confirm_missing": True}, {State.DRAFT: State.SUBMITTED}),
    "review": (workflow.review, {}, {State.SUBMITTED: State.REVIEWED}),
    "return": (
        workflow.return_,
        {"reason": "Uddyb 1.1."},
        {State.SUBMITTED: State.DRAFT, State.REVIEWED: State.DRAFT},
    ),
    "withdraw": (
        workflow.withdraw,
        {"reason": "Ingen ressourcer."},
        dict.fromkeys(set(State) - {State.NOT_PARTICIPATING}, State.NOT_PARTICIPATING),
    ),
    "rejoin": (workflow.rejoin, {}, {State.NOT_PARTICIPATING: State.NOT_STARTED}),
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", ACTS)
def test_each_act_from_each_state(untouched, actor, name, state):
    act, extra, ways = ACTS[name]
    assessment = brought_to(state, untouched, actor)
    before = Transition.objects.count()
    if state not in ways:
        with pytest.raises(IllegalTransition):
            act(assessment.pk, actor=actor, at=make.NOW, **extra)
        assessment.refresh_from_db()
        assert assessment.state == state
        assert Transition.objects.count() == before
        return
    act(assessment.pk, actor=actor, at=make.NOW, **extra)
    assessment.refresh_from_db()
    assert assessment.state == ways[state]
    row = Transition.objects.order_by("-pk").first()
    assert (row.act, row.from_state, row.to_state) == (name, state, ways[state])
    assert (row.actor, row.actor_name, row.at) == (actor, actor.name, make.NOW)
    assert row.reason == extra.get("reason", "")


@pytest.mark.parametrize("name", ["start", "submit", "return", "withdraw", "rejoin"])
def test_a_locked_round_refuses_what_changes_answers_or_participation(untouched, actor, name):
    act, extra, ways = ACTS[name]
    state = next(iter(ways))
    assessment = brought_to(state, untouched, actor)
    workflow.start_processing(assessment.round_id, actor=actor, at=make.NOW)
    with pytest.raises(Locked):
        act(assessment.pk, actor=actor, at=make.NOW, **extra)
    assessment.refresh_from_db()
    assert assessment.state == state


def test_a_review_goes_on_while_the_round_is_treated_but_not_after(untouched, actor):
    other = untouched.round.assessments.exclude(pk=untouched.pk).get()
    make.submitted(untouched)
    make.submitted(other)
    workflow.start_processing(untouched.round_id, actor=actor, at=make.NOW)
    assert workflow.review(untouched.pk, actor=actor, at=make.NOW).state == State.REVIEWED
    workflow.close_round(untouched.round_id, actor=actor, at=make.NOW)
    with pytest.raises(IllegalTransition, match="afsluttet"):
        workflow.review(other.pk, actor=actor, at=make.NOW)


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.SUBMITTED, State.REVIEWED])
def test_taking_part_again_restores_what_was(untouched, actor, state):
    assessment = brought_to(state, untouched, actor)
    workflow.withdraw(assessment.pk, actor=actor, at=make.NOW, reason="Ingen ressourcer.")
    assessment.refresh_from_db()
    assert (assessment.absence_reason, assessment.participates) == ("Ingen ressourcer.", False)
    workflow.rejoin(assessment.pk, actor=actor, at=make.NOW)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.absence_reason, assessment.resumes_as) == (state, "", "")


@pytest.mark.parametrize(
    ("act", "reason"), [(workflow.return_, ""), (workflow.return_, " \r\n "), (workflow.return_, "x" * 10_001)]
)
def test_a_reason_that_is_none_changes_nothing(untouched, actor, act, reason):
    assessment = make.submitted(untouched)
    with pytest.raises(WorkflowError) as error:
        act(assessment.pk, actor=actor, at=make.NOW, reason=reason)
    assert error.value.field == "reason"
    assert SelfAssessment.objects.get(pk=assessment.pk).state == State.SUBMITTED


@pytest.mark.parametrize("act", [workflow.return_, workflow.withdraw])
def test_a_reason_holds_no_cpr_number(untouched, actor, act):
    assessment = make.submitted(untouched)
    for reason, certain in ((f"Borger {CERTAIN}", True), ("Sag 010203-1234", False)):
        with pytest.raises(workflow.CprRefused) as error:
            act(assessment.pk, actor=actor, at=make.NOW, reason=reason)
        assert error.value.certain == certain
        assert CERTAIN not in str(error.value)
    act(assessment.pk, actor=actor, at=make.NOW, reason="Sag 010203-1234", cpr_confirmed=True)


# --- What a submission seals --------------------------------------------------------------------------------


def test_a_submission_is_sealed_and_counts_until_the_next(untouched, actor):
    assessment = make.submitted(untouched, {("stof", "1.1"): "delvis"})
    workflow.return_(assessment.pk, actor=actor, at=make.NOW, reason="Uddyb 1.1.")
    stof = make.track_of(assessment, "stof")
    make.answered(stof, "1.1", "nej")
    assessment.refresh_from_db()
    question = make.question(assessment, "1.1")
    sealed = {track.name: track for track in unseal(assessment.submission.content)}
    assert assessment.is_being_corrected
    assert sealed["Stof"].get(question.pk).value == "delvis"
    workflow.submit(assessment.pk, actor=actor, at=make.NOW)
    assessment.refresh_from_db()
    assert assessment.submission.number == 2
    assert {t.name: t for t in unseal(assessment.submission.content)}["Stof"].get(question.pk).value == "nej"
    assert Submission.objects.count() == 2


def test_what_is_missing_stops_a_submission(untouched, actor):
    assessment = make.begun(untouched)
    make.answer_all(assessment, {("stof", "1.2"): ""})
    with pytest.raises(Incomplete) as gaps:
        workflow.submit(assessment.pk, actor=actor, at=make.NOW)
    assert [(gap.label, gap.kind) for gap in gaps.value.missing] == [("1.2 Stof", "main")]
    assert not gaps.value.blocking
    make.answered(make.track_of(assessment, "stof"), "1.1", "delvis", "")
    with pytest.raises(Incomplete) as gaps:
        workflow.submit(assessment.pk, actor=actor, at=make.NOW, confirm_missing=True)
    assert gaps.value.blocking
    assert not Submission.objects.exists()


# --- Rulings ------------------------------------------------------------------------------------------------


@pytest.fixture
def doubtful(untouched):
    """An assessment whose 1.1 in Stof was submitted as delvis, and that answer."""
    assessment = make.submitted(untouched, {("stof", "1.1"): "delvis"})
    return assessment, make.track_of(assessment, "stof").answers.get(indicator__number="1.1")


def seen(assessment, answer):
    return _submitted_fingerprint(assessment, answer)


def test_a_ruling_is_added_with_its_reason(doubtful, actor):
    assessment, answer = doubtful
    mark = seen(assessment, answer)
    where = {"answer_id": answer.pk, "expected": mark, "actor": actor, "at": make.NOW}
    workflow.rule(outcome="nej", reason="Kun unge er med.", **where)
    workflow.rule(outcome="ja", reason="Efter en snak.", **where)
    assert list(Ruling.objects.order_by("pk").values_list("outcome", flat=True)) == ["nej", "ja"]
    assert assessment.transitions.filter(act="rule").count() == 2


@pytest.mark.parametrize(
    ("outcome", "reason", "field"), [("måske", "Fordi", "outcome"), ("", "Fordi", "outcome"), ("ja", " ", "reason")]
)
def test_a_ruling_is_yes_or_no_with_a_reason(doubtful, actor, outcome, reason, field):
    assessment, answer = doubtful
    mark = seen(assessment, answer)
    with pytest.raises(WorkflowError) as error:
        workflow.rule(answer_id=answer.pk, outcome=outcome, reason=reason, expected=mark, actor=actor, at=make.NOW)
    assert error.value.field == field
    assert not Ruling.objects.exists()


def test_nothing_is_decided_on_an_answer_that_has_changed(doubtful, actor):
    assessment, answer = doubtful
    mark = seen(assessment, answer)
    workflow.return_(assessment.pk, actor=actor, at=make.NOW, reason="Ret 1.1.")
    make.answered(answer.track, "1.1", "delvis", "Andre ord")
    where = {"answer_id": answer.pk, "outcome": "ja", "reason": "Fordi", "actor": actor, "at": make.NOW}
    # The draft does not count, so what was submitted can still be decided on …
    workflow.rule(expected=mark, **where)
    workflow.submit(assessment.pk, actor=actor, at=make.NOW)
    # … but not once the change is submitted.
    with pytest.raises(IllegalTransition, match="Svaret er ændret"):
        workflow.rule(expected=mark, **where)


@pytest.mark.parametrize("why", ["not delvis", "withdrawn", "closed", "never submitted"])
def test_what_does_not_wait_is_not_decided(doubtful, actor, why):
    assessment, answer = doubtful
    mark, who = seen(assessment, answer), {"actor": actor, "at": make.NOW}
    if why == "not delvis":
        answer = answer.track.answers.get(indicator__number="1.2")
    elif why == "withdrawn":
        workflow.withdraw(assessment.pk, **who)
    elif why == "closed":
        workflow.start_processing(assessment.round_id, **who)
        with pytest.raises(IllegalTransition, match="Afgør dem"):
            workflow.close_round(assessment.round_id, **who)
        # Rounds from before that was asked may be closed with answers that wait.
        Round.objects.filter(pk=assessment.round_id).update(state=Round.State.CLOSED)
    else:
        other = make.begun(assessment.round.assessments.exclude(pk=assessment.pk).get())
        answer = make.answered(make.track_of(other, "stof"), "1.1", "delvis", "Ord").answer
    with pytest.raises(IllegalTransition):
        workflow.rule(answer_id=answer.pk, outcome="ja", reason="Fordi", expected=mark, **who)
    assert not Ruling.objects.exists()
