"""Saving answers and dividing them into tracks: nothing is lost, nothing overwritten, nothing half written."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from clusters import workflow
from clusters.models import Answer, Track, TrackArea
from clusters.workflow import Conflict, CprRefused, IllegalTransition, Locked, WorkflowError
from tests import factories as make
from tests.catalogues import catalogue_of_every_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return make.UserFactory(name="Sagsbehandler, Faxe")


@pytest.fixture
def untouched():
    return make.opened_round().assessments.select_related("round", "municipality").first()


@pytest.fixture
def assessment(untouched):
    return make.begun(untouched)


@pytest.fixture
def stof(assessment):
    return make.track_of(assessment, "stof")


def divide(assessment, *groups, at=make.NOW, provision="own"):
    workflow.set_tracks(
        assessment.pk, groups=[list(group) for group in groups], provision=provision, actor=make.UserFactory(), at=at
    )


def in_use(assessment):
    return list(assessment.tracks.filter(active=True).values_list("area_key", flat=True))


def content(track):
    return {row.indicator.number: (row.value, row.elaboration) for row in track.answers.select_related("indicator")}


# --- Saving -------------------------------------------------------------------------------------------------


def test_a_save_takes_four_queries(stof, count_queries, actor):
    question = make.question(stof.assessment, "1.1")
    where = {"assessment_id": stof.assessment_id, "track_id": stof.pk, "indicator_id": question.pk, "actor": actor}
    for value, version in (("ja", 0), ("nej", 1)):
        with count_queries(exactly=4):
            workflow.save_answer(value=value, elaboration="", base_version=version, at=make.NOW, **where)


def test_versions_grow_by_one_and_the_history_keeps_each(stof, actor):
    for version, value in enumerate(["ja", "nej", "delvis", ""]):
        assert make.answered(stof, "1.1", value, "Ord", version=version, actor=actor).version == version + 1
    answer = Answer.objects.get()
    assert [row.value for row in answer.history.order_by("history_id")] == ["ja", "nej", "delvis", ""]
    assert {row.history_user for row in answer.history.all()} == {actor}


def test_an_older_version_is_a_conflict_that_holds_both(stof, actor):
    make.answered(stof, "1.1", "nej", "Kollegas", actor=actor)
    with pytest.raises(Conflict) as conflict:
        make.answered(stof, "1.1", "ja", "Mit", version=0)
    current, mine = conflict.value.current, conflict.value.mine
    assert (current.value, current.elaboration, current.changed_by) == ("nej", "Kollegas", actor)
    assert (mine.value, mine.elaboration) == ("ja", "Mit")
    assert content(stof)["1.1"] == ("nej", "Kollegas")


@pytest.mark.parametrize("version", [0, 1, 2, 99, -1])
def test_a_retry_of_what_stands_is_no_conflict_whatever_its_version(stof, version):
    make.answered(stof, "1.1", "ja", "Ord")
    saved = make.answered(stof, "1.1", " Ja ", "Ord\r\n", version=version)
    assert (saved.changed, saved.version) == (False, 1)
    assert Answer.history.count() == 1


def test_a_retry_after_somebody_elses_change_is_a_conflict(stof):
    make.answered(stof, "1.1", "ja")
    make.answered(stof, "1.1", "nej")
    with pytest.raises(Conflict):
        make.answered(stof, "1.1", "ja", version=0)


def test_nothing_written_where_nothing_was_ever_answered(stof):
    saved = make.answered(stof, "1.1", "", "")
    assert (saved.answer, saved.changed, saved.version) == (None, False, 0)
    assert not Answer.objects.exists()


def test_a_confirmed_number_is_not_asked_again_when_a_word_changes(stof):
    with pytest.raises(CprRefused):
        make.answered(stof, "1.1", "ja", "Sag 010203-1234")
    make.answered(stof, "1.1", "ja", "Sag 010203-1234", cpr_confirmed=True)
    assert make.answered(stof, "1.1", "ja", "Sagen 010203-1234 er lukket").changed


@pytest.mark.parametrize("value", ["måske", "1", "ikke relevant"])
def test_a_wrong_value_is_refused_in_words(stof, value):
    with pytest.raises(WorkflowError, match="Skriv ja, nej eller delvis") as error:
        make.answered(stof, "1.1", value)
    assert error.value.field == "value"
    assert not Answer.objects.exists()


@pytest.mark.parametrize("state", ["not_started", "submitted", "reviewed", "not_participating", "locked"])
def test_an_assessment_that_is_not_open_takes_no_answers(untouched, actor, state):
    who = {"actor": actor, "at": make.NOW}
    assessment = make.begun(untouched)
    track = make.track_of(assessment, "stof")
    if state in ("submitted", "reviewed"):
        make.submitted(assessment)
    if state == "reviewed":
        workflow.review(assessment.pk, **who)
    if state == "not_participating":
        workflow.withdraw(assessment.pk, **who)
    if state == "locked":
        workflow.start_processing(assessment.round_id, **who)
    if state == "not_started":
        # No act leads back here; the lock must hold even so.
        type(assessment).objects.filter(pk=assessment.pk).update(state="not_started")
    before = content(track)
    with pytest.raises(Locked):
        make.answered(track, "1.2", "nej")
    with pytest.raises(Locked):
        workflow.mark_done(track.pk, assessment.pk, **who)
    with pytest.raises(Locked):
        workflow.set_tracks(assessment.pk, groups=[["unge"]], provision="", **who)
    assert content(track) == before


def test_the_database_holds_one_answer_a_place(stof):
    saved = make.answered(stof, "1.1", "ja")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(track=stof, indicator=saved.answer.indicator, value="nej", changed_at=make.NOW)


# --- Tracks -------------------------------------------------------------------------------------------------


def test_from_one_track_to_two_and_back_loses_nothing(untouched):
    assessment = make.begun(untouched, (("alkohol", "stof"),))
    one = make.track_of(assessment, "alkohol+stof")
    make.answered(one, "1.1", "delvis", "Fælles ord")
    make.answered(one, "1.1a", "Jobcenter")
    before = content(one)

    divide(assessment, ["alkohol"], ["stof"], at=make.NOW + timedelta(hours=1))
    alkohol, stof = make.track_of(assessment, "alkohol"), make.track_of(assessment, "stof")
    assert content(alkohol) == content(stof) == before
    make.answered(stof, "1.1", "nej", "Kun stof", at=make.NOW + timedelta(hours=2))

    divide(assessment, ["alkohol", "stof"], at=make.NOW + timedelta(hours=3))
    assert in_use(assessment) == ["alkohol+stof"]
    # They differ now: nobody's nej becomes a ja, and no old answer passes for today's …
    assert content(one)["1.1"] == ("", "")
    assert content(one)["1.1a"] == before["1.1a"]
    assert content(stof)["1.1"] == ("nej", "Kun stof")  # … and theirs is not gone.
    assert [row.value for row in one.answers.get(indicator__number="1.1").history.all()] == ["", "delvis"]

    divide(assessment, ["alkohol"], ["stof"], at=make.NOW + timedelta(hours=4))
    assert content(make.track_of(assessment, "stof"))["1.1"] == ("nej", "Kun stof")
    assert content(make.track_of(assessment, "alkohol"))["1.1"] == ("delvis", "Fælles ord")


def test_a_disagreement_is_missing_until_somebody_decides(untouched):
    assessment = make.begun(untouched, (("alkohol", "stof"),))
    make.answered(make.track_of(assessment, "alkohol+stof"), "1.1", "ja")
    divide(assessment, ["alkohol"], ["stof"], at=make.NOW + timedelta(hours=1))
    make.answered(make.track_of(assessment, "stof"), "1.1", "nej", at=make.NOW + timedelta(hours=2))
    divide(assessment, ["alkohol", "stof"], at=make.NOW + timedelta(hours=3))
    with pytest.raises(workflow.Incomplete) as refused:
        workflow.submit(assessment.pk, actor=make.UserFactory(), at=make.NOW + timedelta(hours=4))
    assert "1.1" in {gap.question.number for gap in refused.value.missing}


def test_each_track_gets_its_own_words_back(assessment):
    words = {"alkohol": "Om alkohol", "stof": "Om stof"}
    for key, text in words.items():
        make.answered(make.track_of(assessment, key), "1.1", "ja", text)
    divide(assessment, ["alkohol", "stof"], at=make.NOW + timedelta(hours=1))
    divide(assessment, ["alkohol"], ["stof"], at=make.NOW + timedelta(hours=2))
    for key, text in words.items():
        assert content(make.track_of(assessment, key))["1.1"] == ("ja", text)


def test_what_is_written_in_the_joint_track_goes_to_both(assessment):
    for key in ("alkohol", "stof"):
        make.answered(make.track_of(assessment, key), "1.1", "ja", key)
    divide(assessment, ["alkohol", "stof"], at=make.NOW + timedelta(hours=1))
    joined = make.track_of(assessment, "alkohol+stof")
    make.answered(joined, "1.1", "nej", "Fælles", at=make.NOW + timedelta(hours=2))
    divide(assessment, ["alkohol"], ["stof"], at=make.NOW + timedelta(hours=3))
    for key in ("alkohol", "stof"):
        assert content(make.track_of(assessment, key))["1.1"] == ("nej", "Fælles")


@pytest.mark.parametrize("typed", ["070761-4285", "0707614285", "070761 4285"])
def test_a_cpr_number_in_a_number_field_is_refused_as_typed(db, typed):
    round_ = make.opened_round(catalogue=catalogue_of_every_type(), municipalities=1)
    number = round_.catalogue.indicators.filter(answer_type="number", parent=None).first()
    assessment = make.begun(round_.assessments.get(), [sorted(number.areas.values_list("slug", flat=True))])
    track = assessment.tracks.get()
    with pytest.raises(workflow.CprRefused) as refused:
        workflow.save_answer(
            assessment_id=assessment.pk,
            track_id=track.pk,
            indicator_id=number.pk,
            value=typed,
            elaboration="",
            base_version=0,
            actor=make.UserFactory(),
            at=make.NOW,
            cpr_confirmed=True,
        )
    assert refused.value.certain
    assert refused.value.field == "value"


def test_what_two_tracks_agree_on_is_taken_over_with_both_their_words(assessment):
    make.answered(make.track_of(assessment, "alkohol"), "1.1", "ja", "Om alkohol")
    make.answered(make.track_of(assessment, "stof"), "1.1", "ja", "Om stof")
    make.answered(make.track_of(assessment, "stof"), "1.2", "nej")
    divide(assessment, ["alkohol", "stof"])
    joined = make.track_of(assessment, "alkohol+stof")
    assert content(joined) == {"1.1": ("ja", "Alkohol: Om alkohol\n\nStof: Om stof")}
    assert "Overtaget fra Alkohol og Stof" in joined.answers.get().history.get().history_change_reason


def test_texts_too_long_together_are_not_cut(assessment):
    for key in ("alkohol", "stof"):
        make.answered(make.track_of(assessment, key), "1.1", "ja", key[0] * 9_000)
    divide(assessment, ["alkohol", "stof"])
    assert content(make.track_of(assessment, "alkohol+stof"))["1.1"] == ("ja", "")
    assert len(content(make.track_of(assessment, "stof"))["1.1"][1]) == 9_000


def test_a_track_out_of_use_is_no_longer_finished(assessment, stof, actor):
    workflow.mark_done(stof.pk, assessment.pk, actor=actor, at=make.NOW)
    divide(assessment, ["alkohol"])
    stof.refresh_from_db()
    assert (stof.active, stof.done_at) == (False, None)
    with pytest.raises(Locked, match="ikke længere i brug"):
        make.answered(stof, "1.1", "ja", version=0)


def test_tracks_stand_in_the_catalogues_order_whatever_order_was_posted(untouched):
    assessment = make.begun(untouched, (("unge",), ("stof", "alkohol")))
    assert in_use(assessment) == ["alkohol+stof", "unge"]
    assert list(assessment.tracks.values_list("name", flat=True)) == ["Alkohol og stof", "Unge"]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([], "Vælg mindst ét område"),
        ([[]], "Vælg mindst ét område"),
        ([["stof"], ["stof"]], "kun være i ét spor"),
        ([["stof", "stof"]], "kun være i ét spor"),
        ([["ukendt"]], "findes ikke i kataloget"),
    ],
)
def test_a_division_that_is_none_changes_nothing(assessment, groups, words):
    with pytest.raises(WorkflowError, match=words):
        divide(assessment, *groups)
    assert in_use(assessment) == ["alkohol", "stof"]
    assert TrackArea.objects.filter(assessment=assessment).count() == 2


def test_an_unknown_provision_changes_nothing(assessment):
    with pytest.raises(WorkflowError) as error:
        divide(assessment, ["unge"], provision="lånt")
    assert error.value.field == "provision"
    assert in_use(assessment) == ["alkohol", "stof"]


def test_beginning_twice_is_refused_and_keeps_the_first(assessment, actor):
    with pytest.raises(IllegalTransition, match="allerede begyndt"):
        workflow.begin(assessment.pk, groups=[["unge"]], provision="own", actor=actor, at=make.NOW)
    assert in_use(assessment) == ["alkohol", "stof"]


def test_finished_twice_is_said_once(assessment, stof, actor):
    for _ in range(2):
        workflow.mark_done(stof.pk, assessment.pk, actor=actor, at=make.NOW)
    assert assessment.transitions.filter(act="track_done").count() == 1
    workflow.mark_done(stof.pk, assessment.pk, actor=actor, at=make.NOW, done=False)
    assert assessment.transitions.filter(act="track_reopened").count() == 1
    assert Track.objects.get(pk=stof.pk).done_by is None


def test_the_track_of_another_assessment_is_not_found(assessment, actor):
    other = make.begun(assessment.round.assessments.exclude(pk=assessment.pk).get())
    track = make.track_of(other, "stof")
    with pytest.raises(Track.DoesNotExist):
        workflow.mark_done(track.pk, assessment.pk, actor=actor, at=make.NOW)
    with pytest.raises(Track.DoesNotExist):
        workflow.save_answer(
            assessment_id=assessment.pk,
            track_id=track.pk,
            indicator_id=make.question(assessment, "1.1").pk,
            value="ja",
            elaboration="",
            base_version=0,
            actor=actor,
            at=make.NOW,
        )
