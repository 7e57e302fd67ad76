"""Beginning and submitting on behalf of municipalities, and taking it back, where people have written as well."""

import pytest

from clusters import workflow
from clusters.checks import CHECKS
from clusters.models import SelfAssessment, Submission, Transition
from misbrug.imports.workflow import NOTHING_NEW
from misbrug.tables.plan import CannotUndo
from tests import factories as make
from tests.imports.answer_files import standing, table
from tests.imports.runs import AT, applied, planned, undone

pytestmark = pytest.mark.django_db
ON_BEHALF = {"submit": True, "submit_reason": "Hentet ind fra regneark."}
LEFT = "Andre er begyndt på selvvurderingen, så kommunen må selv indsende den: Faxe 0."


@pytest.fixture
def admin():
    return make.administrator()


@pytest.fixture
def round_():
    return make.opened_round()


@pytest.fixture
def faxe(round_):
    return round_.assessments.get(municipality_name="Faxe 0")


def state_of(assessment):
    return SelfAssessment.objects.get(pk=assessment.pk).state


@pytest.mark.parametrize("by_command", [True, False])
def test_a_draft_that_the_municipality_has_written_is_not_sent_nor_told_of(round_, faxe, admin, by_command):
    track = make.track_of(make.begun(faxe), "stof")
    make.answered(track, "1.1", "delvis")
    actor = None if by_command else admin
    text = table("Faxe 0;Alkohol;1.1;ja;", "Greve 1;Alkohol;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=actor, options=ON_BEHALF)
    assert plan.notes[-1] == LEFT
    assert not plan.problems()
    applied("answers", text, target=round_, actor=actor, options=ON_BEHALF)
    assert state_of(faxe) == "draft"
    assert Submission.objects.get().assessment.municipality_name == "Greve 1"


def test_what_another_administrator_brought_in_is_not_sent_unseen(round_, faxe, admin):
    applied("answers", table("Faxe 0;Alkohol;1.1;ja;"), target=round_, actor=make.administrator())
    text = table("Faxe 0;Stof;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert plan.notes == (LEFT,)


def test_a_file_that_only_submits_is_not_said_to_do_nothing(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;ja;")
    applied("answers", text, target=round_, actor=admin)
    _, plan = planned("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert plan.counts()["unchanged"] == 1
    assert NOTHING_NEW not in plan.notes
    run, _ = applied("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    assert run.notes[-1] == "Selvvurderingen indsendes på vegne af kommunen i Faxe 0."
    assert state_of(faxe) == "submitted"


def test_areas_that_the_file_does_not_name_begin_as_tracks_of_their_own(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;ja;")
    _, plan = planned("answers", text, target=round_, actor=admin)
    assert plan.notes == ("Selvvurderingen begynder med sporene Alkohol, Stof og Unge i Faxe 0.",)
    applied("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    submission = Submission.objects.get()
    assert [track["name"] for track in submission.content["tracks"]] == ["Alkohol", "Stof", "Unge"]
    # In alkohol what is asked beside a ja, 1.2 and 2.1; in stof three; in unge two, where 2.1 is not asked.
    assert submission.confirmed_missing == 8


def test_another_file_fits_the_areas_that_the_first_left(round_, faxe):
    applied("answers", table("Faxe 0;Alkohol;1.1;ja;"), target=round_, actor=make.caseworker(faxe.municipality))
    other = make.caseworker(faxe.municipality, area="stof")
    _, plan = planned("answers", table("Faxe 0;Stof;1.1;nej;"), target=round_, actor=other)
    assert plan.counts()["new"] == 1


def test_undo_of_an_import_that_began_brings_it_back_to_not_started(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;ja;")
    run, _ = applied("answers", text, target=round_, actor=admin, options=ON_BEHALF)
    receipt = undone(run, actor=admin)
    assert receipt.values == 1
    assert state_of(faxe) == "not_started"
    assert not faxe.tracks.filter(active=True).exists()
    last = faxe.transitions.get(act=Transition.Act.UNSTART)
    assert (last.from_state, last.to_state, last.reason) == ("draft", "not_started", "Fortrydelse af import af fil.csv")
    assert not [fault for check in CHECKS for fault in check()]


def test_what_was_taken_back_can_be_imported_again(round_, faxe, admin):
    text = table("Faxe 0;Alkohol;1.1;ja;")
    run, _ = applied("answers", text, target=round_, actor=admin)
    undone(run, actor=admin)
    again, done = applied("answers", text, target=round_, actor=admin)
    assert done.new == 1
    assert standing()["Faxe 0", "Alkohol", "1.1"] == ("ja", "", 3)
    assert not [fault for check in CHECKS for fault in check()]
    undone(again, actor=admin)
    assert state_of(faxe) == "not_started"


def test_an_assessment_that_others_have_gone_on_with_stays_begun(round_, faxe, admin):
    run, _ = applied("answers", table("Faxe 0;Alkohol;1.1;ja;"), target=round_, actor=admin)
    make.answered(make.track_of(faxe, "stof"), "1.1", "nej")
    receipt = undone(run, actor=admin)
    assert state_of(faxe) == "draft"
    assert receipt.notes == ("Selvvurderingen er stadig begyndt i Faxe 0, for andre har arbejdet videre på den.",)
    assert standing()["Faxe 0", "Stof", "1.1"] == ("nej", "", 1)


def test_undo_is_refused_where_the_tracks_were_divided_since(faxe, admin):
    round_ = faxe.round
    run, _ = applied("answers", table("Faxe 0;Alkohol og stof;1.1;ja;"), target=round_, actor=admin)
    groups = [["alkohol"], ["stof"], ["unge"]]
    workflow.set_tracks(faxe.pk, groups=groups, provision="own", actor=make.UserFactory(), at=AT)
    before = standing()
    with pytest.raises(CannotUndo) as refused:
        undone(run, actor=admin)
    assert refused.value.messages == (f"{faxe}: Sporene er delt om siden.",)
    assert standing() == before
