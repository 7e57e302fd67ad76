"""What a municipality has written and not submitted stays out of an administrator's sight, whatever he imports."""

import io
import zipfile
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clusters.models import Answer
from clusters.workflow import set_tracks
from misbrug.imports.models import ImportRun
from misbrug.tables.plan import CannotUndo
from tests import factories as make
from tests.catalogues import make_catalogue
from tests.imports.answer_files import table
from tests.imports.pages import address
from tests.imports.runs import AT, applied, kept_preview, planned, undone

pytestmark = pytest.mark.django_db
FILE = {"newer": "file"}
HIDDEN = "(ikke vist)"


@pytest.fixture
def round_():
    questions = [{"number": number, "text": "Hvad", "answer_type": "text"} for number in ("1.1", "1.2")]
    return make.opened_round(catalogue=make_catalogue("tekster", questions))


@pytest.fixture
def track(round_):
    return make.track_of(make.begun(round_.assessments.get(municipality_name="Faxe 0")), "alkohol")


@pytest.fixture
def worker(track):
    return make.caseworker(track.assessment.municipality)


@pytest.fixture
def admin():
    return make.administrator()


def row(value="", words="", number="1.1"):
    return table(f"Faxe 0;Alkohol;{number};{value};{words}")


def cells(round_, admin, value="", words="", **kwargs):
    _, plan = planned("answers", row(value, words), target=round_, actor=admin, **kwargs)
    return plan.rows[0].act.value, *plan.rows[0].cells


def stored():
    return Answer.objects.get(indicator__number="1.1")


@pytest.mark.parametrize(
    ("value", "words", "seen"),
    [
        ("filens", "", (("filens", "x"), (HIDDEN, "y"))),
        ("", "filens", ((HIDDEN, "x"), ("filens", "y"))),
        ("filens", "filens", (("filens", "x"), ("filens", "y"))),
    ],
)
def test_one_sees_what_one_has_imported_and_not_what_stood_beside_it(round_, track, admin, value, words, seen):
    make.answered(track, "1.1", "kommunens", "kommunens ord")
    assert cells(round_, admin, value, words)[0] == "ask"
    applied("answers", row(value, words), target=round_, actor=admin, decisions=FILE)
    assert cells(round_, admin, "x", "y")[1:] == seen
    _, plan = planned("answers", row(value, words), target=round_, actor=admin)
    assert plan.rows[0].act == "unchanged"
    assert not plan.questions


def test_words_that_are_the_municipalitys_are_not_overwritten_unasked(round_, track, admin):
    make.answered(track, "1.1", "kommunens", "kommunens ord")
    applied("answers", row("filens"), target=round_, actor=admin, decisions=FILE)
    assert cells(round_, admin, "andet")[0] == "changed"
    assert cells(round_, admin, "andet", "ord")[0] == "ask"
    assert cells(round_, admin, "filens", "ord", decisions=FILE) == ("changed", (None, "filens"), (HIDDEN, "ord"))
    kept = cells(round_, admin, "andet", "ord", decisions={"newer": "keep"})
    assert kept == ("unchanged", (None, "filens"), (None, HIDDEN))


def test_what_an_undo_puts_back_is_as_hidden_as_before(round_, track, worker, admin):
    make.answered(track, "1.1", "kommunens", "kommunens ord", actor=worker)
    for value, words in (("filens", ""), ("", "filens"), ("filens", "filens")):
        run, _ = applied("answers", row(value, words), target=round_, actor=admin, decisions=FILE)
        undone(run, actor=admin)
        assert (stored().value, stored().elaboration) == ("kommunens", "kommunens ord")
        assert cells(round_, admin, "x", "y") == ("ask", (HIDDEN, "x"), (HIDDEN, "y"))
    last = stored().history.latest("version")
    assert (last.history_user, last.history_change_reason) == (admin, "Fortrydelse af import af fil.csv")


def test_ones_own_words_are_ones_own_again_after_an_undo(round_, track, admin):
    applied("answers", row("første", "ord"), target=round_, actor=admin)
    run, _ = applied("answers", row("anden", "andre ord"), target=round_, actor=admin)
    undone(run, actor=admin)
    assert cells(round_, admin, "x", "y")[1:] == (("første", "x"), ("ord", "y"))


def test_what_another_undid_is_hidden(round_, track, admin):
    applied("answers", row("første", "ord"), target=round_, actor=admin)
    run, _ = applied("answers", row("anden", "andre ord"), target=round_, actor=admin)
    undone(run, actor=None)
    assert cells(round_, admin, "x", "y")[1:] == ((HIDDEN, "x"), (HIDDEN, "y"))


def test_an_import_does_not_tell_that_the_file_says_what_is_hidden(round_, track, admin):
    """What stands there is taken over as any other, or a guess that hits would be told by what stays hidden."""
    after = []
    for guess in ("kommunens", "forkert"):
        with transaction.atomic():
            make.answered(track, "1.1", "kommunens", "kommunens ord")
            run, done = applied("answers", row(guess), target=round_, actor=admin, decisions=FILE)
            told = [cells(round_, admin, "x", "y")[1][0], len(run.changes["answers"]), done.changed]
            told.append(undone(run, actor=admin).values)
            after.append((told[0] == guess, told[1:]))
            transaction.set_rollback(True)
    assert after == [(True, [1, 1, 1])] * 2


def test_taking_tracks_together_tells_nothing(round_, track, worker, admin):
    make.answered(track, "1.1", "kommunens", "kommunens ord", actor=worker)
    stof = make.track_of(track.assessment, "stof")
    make.answered(stof, "1.1", "kommunens", "kommunens ord", actor=worker)
    for name in ("Alkohol", "Stof"):
        text = table(f"Faxe 0;{name};1.1;filens;")
        applied("answers", text, target=round_, actor=admin, decisions=FILE, at=AT + timedelta(hours=1))
    set_tracks(track.assessment_id, groups=[["alkohol", "stof"]], provision="", actor=worker, at=AT)
    text = table("Faxe 0;Alkohol og stof;1.1;x;y")
    _, plan = planned("answers", text, target=round_, actor=admin)
    assert plan.rows[0].cells == ((HIDDEN, "x"), (HIDDEN, "y"))


def test_a_person_who_changes_one_of_the_two_has_not_written_the_other(round_, track, worker, admin):
    make.answered(track, "1.1", "kommunens", "kommunens ord", actor=worker)
    make.answered(track, "1.1", "administrators", "kommunens ord", actor=admin)
    assert cells(round_, admin, "x", "y")[1:] == (("administrators", "x"), (HIDDEN, "y"))


def test_words_that_are_emptied_unseen_are_shown_as_emptied(round_, track, admin):
    make.answered(track, "1.1", "kommunens", "kommunens ord")
    text = table("Faxe 0;Alkohol;1.1;x;;1", headings="kommune;spor;indikator;svar;uddybning;version")
    _, plan = planned("answers", text, target=round_, actor=admin, decisions=FILE)
    assert plan.rows[0].cells == ((HIDDEN, "x"), (HIDDEN, ""))


def test_guesses_cannot_be_tried_against_the_fingerprint(round_, track, admin, settings):
    make.answered(track, "1.1", "kommunens", "kommunens ord")
    prints = []
    for key in ("a", "b"):
        settings.SECRET_KEY = key * 50
        prints.append(planned("answers", row("x"), target=round_, actor=admin)[1].fingerprint)
    assert prints[0] != prints[1]


# Who does what with (value, words): typing by the municipality, importing by the administrator, taking back which run.
ACTS = st.sampled_from(["types", "imports", "undoes", "undoes by command"])
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 2), st.integers(0, 3)), min_size=2, max_size=6)


class Play:
    """Somebody types, the administrator imports and takes back, and looks at the preview after each step."""

    def __init__(self, client, round_, track, worker, admin):
        self.client, self.round, self.track, self.worker, self.admin = client, round_, track, worker, admin
        self.number = 0

    def step(self, what, which, place):
        """Do one thing: `which` of value and words (2 for both), or of the runs."""
        self.number += 1
        said = [f"{{}}{self.number}s svar" if which != 1 else "", f"{{}}{self.number}s ord" if which != 0 else ""]
        if what == "types":
            self._type(said)
        elif what == "imports":
            texts = [text.format("admin") for text in said]
            applied("answers", row(*texts), target=self.round, actor=self.admin, decisions=FILE)
        else:
            self._undo(None if "command" in what else self.admin, place)
        run, plan = planned("answers", row("x", "y"), target=self.round, actor=self.admin)
        assert "kommune" not in f"{plan.rows}{plan.notes}{plan.questions}{kept_preview(run)}"

    def _type(self, said):
        old = Answer.objects.filter(track=self.track, indicator__number="1.1").first()
        stood = (old.value, old.elaboration) if old else ("", "")
        texts = [new.format("kommune") or before for new, before in zip(said, stood, strict=True)]
        make.answered(self.track, "1.1", *texts, actor=self.worker)

    def _undo(self, actor, place):
        runs = ImportRun.objects.filter(state="applied").order_by("-pk")
        if runs:
            with suppress(CannotUndo):
                undone(runs[place % len(runs)], actor=actor)

    def look(self):
        """See the pages of what was imported, the page and the marked file of one more, and the export."""
        for run in ImportRun.objects.filter(state__in=["applied", "undone"]):
            self._see(address("receipt", run))
            self._see(address("undo", run), follow=True)
        run, _ = planned("answers", row("x", "#REF!"), target=self.round, actor=self.admin)
        self._see(address("preview", run))
        package = zipfile.ZipFile(io.BytesIO(self.client.get(address("errors", run)).content))
        parts = [package.read(name).decode(errors="ignore") for name in package.namelist()]
        assert any("#REF!" in part for part in parts)
        assert not any(marker in part for part in parts for marker in MARKERS)
        self._see(reverse("exports:file", args=["svar"]) + f"?type=csv&fra={self.round.slug}")

    def _see(self, page, **kwargs):
        response = self.client.get(page, **kwargs)
        assert response.status_code == 200
        assert not any(marker in response.content.decode() for marker in MARKERS)


MARKERS = [f"kommune{number}s" for number in range(1, 20)]


def test_nothing_the_municipality_wrote_is_ever_told(client, round_, track, worker, admin):
    client.force_login(admin)

    @settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(STEPS)
    @example([("types", 2, 0), ("imports", 0, 0)])
    @example([("types", 2, 0), ("imports", 0, 0), ("undoes", 0, 0)])
    @example([("types", 2, 0), ("imports", 1, 0), ("imports", 0, 0), ("undoes", 0, 0), ("undoes", 0, 0)])
    @example([("imports", 2, 0), ("types", 1, 0), ("imports", 0, 0), ("undoes", 0, 1), ("undoes", 0, 0)])
    def check(steps):
        with transaction.atomic():
            play = Play(client, round_, track, worker, admin)
            for step in steps:
                play.step(*step)
            play.look()
            transaction.set_rollback(True)

    check()
