"""What is missing and how far one has come, for one track and for several."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.completeness import Kind, Share, is_asked, missing, progress


@dataclass(frozen=True)
class Q:
    """A question as plain values."""

    id: int
    number: str
    answer_type: str = "yes_no_partly"
    recommendation_id: int = 1
    parent_id: int | None = None
    trigger_values: tuple = ()
    text: str = "Spørgsmål"


@dataclass(frozen=True)
class A:
    """An answer as plain values."""

    value: str = ""
    elaboration: str = ""


@dataclass(frozen=True)
class T:
    """A track as plain values."""

    name: str
    answers: dict = field(default_factory=dict)
    asked: frozenset = frozenset(range(1, 20))

    @property
    def id(self):
        return self.name

    def get(self, question_id):
        return self.answers.get(question_id)


MAIN = Q(1, "1.1")
CHOICE = Q(2, "1.1a", "multiple_choice", parent_id=1, trigger_values=("ja", "delvis"))
YES_NO = Q(3, "1.1b", "yes_no", parent_id=1, trigger_values=("nej",))
SECOND = Q(4, "1.2")
LEVEL = Q(5, "2.1", "level", recommendation_id=2)
TEXT = Q(6, "2.2", "text", recommendation_id=2)
NUMBER = Q(7, "2.3", "number", recommendation_id=2)
ALL = (MAIN, CHOICE, YES_NO, SECOND, LEVEL, TEXT, NUMBER)


def found(questions, *tracks):
    return [(gap.kind, gap.label) for gap in missing(questions, tracks)]


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        (MAIN, None, Kind.MAIN),
        (MAIN, A(), Kind.MAIN),
        (MAIN, A("", "En uddybning uden svar"), Kind.MAIN),
        (MAIN, A("ja"), None),
        (MAIN, A("nej"), None),
        (MAIN, A("delvis"), Kind.ELABORATION),
        (MAIN, A("delvis", " \n\u00a0"), Kind.ELABORATION),
        (MAIN, A("delvis", "Kun for unge"), None),
        (MAIN, A("ikke_relevant"), Kind.REASON),
        (MAIN, A("ikke_relevant", "Vi køber alle tilbud"), None),
        (LEVEL, A("2"), None),
        (LEVEL, A("ikke_relevant"), Kind.REASON),
        (NUMBER, A("0"), None),
        (NUMBER, A("ikke_relevant"), Kind.REASON),
        # A text is a text, whatever it reads like.
        (TEXT, A("delvis"), None),
        (TEXT, A("ikke_relevant"), None),
        (Q(8, "3.1", "single_choice"), A("delvis"), None),
        (Q(8, "3.1", "multiple_choice"), A("ikke_relevant"), None),
    ],
)
def test_what_one_answer_lacks(question, answer, kind):
    track = T("Stof", {} if answer is None else {question.id: answer})
    assert found([question], track) == ([(kind, question.number)] if kind else [])


@pytest.mark.parametrize(
    ("kind", "blocking", "text"),
    [
        (Kind.MAIN, False, "Spørgsmålet er ikke besvaret."),
        (Kind.ELABORATION, True, "Skriv en uddybning. Den skal med, når svaret er delvis."),
        (Kind.REASON, True, "Skriv en begrundelse. Den skal med, når svaret er ikke relevant."),
        (Kind.SUPPLEMENT, False, "Det supplerende spørgsmål er ikke besvaret."),
    ],
)
def test_what_stops_a_submission_and_what_it_says(kind, blocking, text):
    answers = {
        Kind.MAIN: {},
        Kind.ELABORATION: {1: A("delvis")},
        Kind.REASON: {1: A("ikke_relevant")},
        Kind.SUPPLEMENT: {1: A("nej")},
    }
    (gap,) = missing([MAIN, YES_NO], [T("Stof", answers[kind])])
    assert (gap.kind, gap.blocking, gap.text) == (kind, blocking, text)


def test_supplements_count_only_where_their_parents_answer_in_that_track_asks_them():
    alcohol = T("Alkohol", {1: A("ja")})
    drugs = T("Stof", {1: A("nej")})
    young = T("Unge", {1: A("ikke_relevant", "Vi køber")})
    assert found([MAIN, CHOICE, YES_NO], alcohol, drugs, young) == [
        (Kind.SUPPLEMENT, "1.1a Alkohol"),
        (Kind.SUPPLEMENT, "1.1b Stof"),
    ]


def test_an_unanswered_parent_asks_no_supplements():
    assert found([MAIN, CHOICE, YES_NO], T("Stof")) == [(Kind.MAIN, "1.1")]


def test_an_answer_once_given_to_a_supplement_no_longer_asked_is_left_in_peace():
    partly = Q(9, "1.1c", "yes_no_partly", parent_id=1, trigger_values=("ja",))
    assert found([MAIN, partly], T("Stof", {1: A("nej"), 9: A("delvis")})) == []
    assert found([MAIN, partly], T("Stof", {1: A("ja"), 9: A("delvis")})) == [(Kind.ELABORATION, "1.1c")]


def test_several_choices_trigger_by_any_of_them():
    parent = Q(1, "1.1", "multiple_choice")
    child = Q(2, "1.1a", "text", parent_id=1, trigger_values=("Andet",))
    assert found([parent, child], T("Stof", {1: A("ASI|Andet")})) == [(Kind.SUPPLEMENT, "1.1a")]
    assert found([parent, child], T("Stof", {1: A("ASI|Andet steds")})) == []


def test_a_supplement_is_not_asked_where_its_parent_is_not():
    by_id = {1: MAIN, 2: CHOICE}
    answers = {1: A("ja")}
    assert is_asked(CHOICE, T("Stof", answers, frozenset({1, 2})), by_id)
    assert not is_asked(CHOICE, T("Stof", answers, frozenset({2})), by_id)
    assert not is_asked(CHOICE, T("Stof", answers, frozenset({1})), by_id)


def test_questions_that_a_track_is_not_asked_are_never_missing():
    young = T("Unge", asked=frozenset({4}))
    assert found(ALL, young) == [(Kind.MAIN, "1.2")]
    assert found(ALL, T("Unge", asked=frozenset())) == []


def test_the_list_follows_the_form_whatever_the_order_of_the_questions():
    tracks = (T("Alkohol", {1: A("delvis")}), T("Stof", {1: A("ja"), 4: A("ja")}))
    in_order = [
        (Kind.ELABORATION, "1.1 Alkohol"),
        (Kind.SUPPLEMENT, "1.1a Alkohol"),
        (Kind.SUPPLEMENT, "1.1a Stof"),
        (Kind.MAIN, "1.2 Alkohol"),
    ]
    assert found([MAIN, SECOND, CHOICE, YES_NO], *tracks) == in_order
    assert found([CHOICE, YES_NO, MAIN, SECOND], *tracks) == in_order


def test_several_gaps_of_several_tracks_are_all_listed():
    assert found(ALL, T("Alkohol"), T("Stof")) == [
        (Kind.MAIN, f"{question.number} {name}")
        for question in (MAIN, SECOND, LEVEL, TEXT, NUMBER)
        for name in ("Alkohol", "Stof")
    ]


# ---- progress ------------------------------------------------------------------------------------------


def test_progress_of_the_task_list():
    alcohol = T("Alkohol", {n: A("ja") for n in (1, 4)} | {5: A("3"), 6: A("x"), 7: A("0")})
    drugs = T("Stof", {1: A("delvis"), 2: A("ASI"), 5: A("2")})
    state = progress(ALL, [alcohol, drugs])
    assert state.cells == {
        (1, "Alkohol"): Share(2, 2),
        (1, "Stof"): Share(1, 2, partly=1),
        (2, "Alkohol"): Share(3, 3),
        (2, "Stof"): Share(1, 3),
    }
    assert state.tracks == {"Alkohol": Share(5, 5), "Stof": Share(2, 5, partly=1)}
    assert state.recommendations == {1: Share(3, 4, partly=1), 2: Share(4, 6)}
    assert (state.recommendations_answered, state.recommendations_total) == (0, 2)
    assert state.answers == Share(7, 10, partly=1)


def test_a_partly_without_its_elaboration_counts_as_answered_but_is_missing():
    track = T("Stof", {1: A("delvis")})
    assert progress([MAIN], [track]).tracks["Stof"].done
    assert progress([MAIN], [track]).recommendations_answered == 1
    assert found([MAIN], track) == [(Kind.ELABORATION, "1.1")]


def test_not_relevant_counts_as_answered():
    assert progress([MAIN], [T("Stof", {1: A("ikke_relevant")})]).tracks["Stof"] == Share(1, 1)


def test_supplements_are_never_counted():
    track = T("Stof", {1: A("ja"), 2: A("ASI")})
    assert progress([MAIN, CHOICE, YES_NO], [track]).answers == Share(1, 1)


def test_a_recommendation_is_answered_when_all_tracks_that_are_asked_have_answered():
    asked = T("Unge", {1: A("ja"), 4: A("nej")}, asked=frozenset({1, 4}))
    not_asked = T("Stof", asked=frozenset({5}))
    state = progress([MAIN, SECOND, LEVEL], [asked, not_asked])
    assert state.recommendations == {1: Share(2, 2), 2: Share(0, 1)}
    assert state.recommendations_answered == 1
    assert state.cells[1, "Stof"] == Share()
    assert not state.cells[1, "Stof"].done


def test_a_recommendation_that_no_track_is_asked_about_is_in_no_total():
    state = progress([MAIN, LEVEL], [T("Stof", {1: A("ja")}, asked=frozenset({1}))])
    assert (state.recommendations_answered, state.recommendations_total) == (1, 1)


def test_an_assessment_without_tracks_has_nothing_to_do():
    state = progress(ALL, [])
    assert (state.answers, state.recommendations_total, missing(ALL, [])) == (Share(), 0, ())


@pytest.mark.parametrize(
    ("share", "done", "begun", "left"),
    [
        (Share(0, 0), False, False, 0),
        (Share(0, 3), False, False, 3),
        (Share(2, 3), False, True, 1),
        (Share(3, 3), True, True, 0),
    ],
)
def test_what_a_share_says(share, done, begun, left):
    assert (share.done, share.begun, share.open) == (done, begun, left)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([question.id for question in ALL]),
            st.builds(A, st.sampled_from(["", "ja", "nej", "delvis", "ikke_relevant"]), st.sampled_from(["", "x"])),
        ),
        max_size=3,
    )
)
def test_missing_main_answers_and_progress_make_up_all_that_is_asked(forms):
    tracks = [T(f"Spor {i}", answers, frozenset({1, 2, 3, 4, 5})) for i, answers in enumerate(forms)]
    gaps = missing(ALL, tracks)
    state = progress(ALL, tracks)
    assert sum(gap.kind == Kind.MAIN for gap in gaps) == state.answers.open
    assert state.answers.total == 3 * len(tracks)
    assert len({(gap.question.id, gap.track.id) for gap in gaps}) == len(gaps)
    for gap in gaps:
        answer = gap.track.get(gap.question.id) or A()
        assert gap.blocking is (answer.value in ("delvis", "ikke_relevant"))
        assert not (gap.blocking and answer.elaboration)
