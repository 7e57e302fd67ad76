"""The demo agrees with what is documented of 2014, shows every state, and is the same when loaded twice."""

from collections import Counter
from itertools import chain

import pytest

import clusters.checks
import indicators.checks
from clusters.consolidation import Rule
from clusters.dashboard import load_picture
from clusters.models import Answer, Membership, Municipality, Round, Ruling, SelfAssessment, Transition
from misbrug.accounts.models import User
from misbrug.workspace.demo.load import load_demo
from misbrug.workspace.demo.people import shown_logins

pytestmark = pytest.mark.django_db

# ja, nej, afventer, ikke besvaret, ikke relevant of N = 16, counted by hand from the table of answers.
IN_2014 = {
    "1.1": (14, 2, 0, 0, 0),
    "1.2": (16, 0, 0, 0, 0),
    "1.3": (15, 1, 0, 0, 0),
    "2.1": (7, 9, 0, 0, 0),
    "2.2": (6, 10, 0, 0, 0),
    "2.3": (7, 9, 0, 0, 0),
    "5.1": (13, 3, 0, 0, 0),
    "5.2": (3, 13, 0, 0, 0),
    "6.1": (16, 0, 0, 0, 0),
    "6.2": (16, 0, 0, 0, 0),
    "7.1": (16, 0, 0, 0, 0),
    "7.2": (11, 3, 0, 0, 2),
    "9.1": (16, 0, 0, 0, 0),
    "10.1": (9, 5, 0, 1, 1),
    "12.1": (4, 12, 0, 0, 0),
}


def numbers(picture):
    """Give the counts of each indicator as tuples in the order of IN_2014."""
    counts = {row.number: picture.counts(row.pk) for row in picture.verdicts}
    return {n: (c.ja, c.nej, c.afventer, c.ikke_besvaret, c.ikke_relevant) for n, c in counts.items()}


def test_2014_says_what_the_report_of_that_year_says(demo):
    picture = load_picture(Round.objects.get(slug="region-sjaelland-2014"))
    assert numbers(picture) == IN_2014
    assert [cluster.n + len(cluster.absent) for cluster in picture.clusters] == [6, 5, 6]
    assert (picture.n, picture.invited) == (16, 17)
    assert [row.municipality_name for row in picture.absent] == ["Stevns"]
    assert picture.absent[0].absence_reason == ""
    unanimous = [row.number for row in picture.verdicts if picture.is_unanimous(row.pk)]
    assert unanimous == ["1.2", "6.1", "6.2", "7.1", "9.1"]
    assert len(picture.verdicts) - len(unanimous) == 10
    exceptions = [cluster for cluster in picture.clusters if cluster.counts(_pk(picture, "1.3")).nej]
    assert len(exceptions) == 1
    for number in ("2.1", "2.2", "2.3"):
        assert sorted(c.counts(_pk(picture, number)).ja for c in picture.clusters)[0] == 1


def test_2014s_invented_supplements_say_what_its_texts_say(demo):
    """The texts are documented or written from those, so the invented answers beside them may not contradict them."""
    answers = Answer.objects.filter(track__assessment__round__slug="region-sjaelland-2014")
    texts = {
        number: [
            set(value.split("|")) for value in answers.filter(indicator__number=number).values_list("value", flat=True)
        ]
        for number in ("1.3a", "6.2a", "7.2a", "10.1a", "10.1b", "12.1a", "12.1b")
    }
    assert all("Systemisk" in each for each in texts["6.2a"])
    assert all(each >= {"Beskæftigelse", "Socialpsykiatri", "Familieafdeling"} for each in texts["12.1a"])
    assert _most(texts["1.3a"])[0] == "Hjemmeside"
    assert set(_most(texts["10.1a"])[:2]) == {"ASI", "KL's basisscreener"}
    for number, answer in (("7.2a", "1"), ("10.1a", "ASI"), ("10.1b", "ja"), ("12.1b", "ja")):
        assert sum(answer in each for each in texts[number]) * 2 > len(texts[number]), number


def _most(chosen):
    """Give the options by how often they were chosen, the most chosen first."""
    return [option for option, _ in Counter(chain.from_iterable(chosen)).most_common()]


def _pk(picture, number):
    return next(row.pk for row in picture.verdicts if row.number == number)


def test_2014_is_closed_settled_and_published(demo):
    round_ = Round.objects.select_related("report").get(slug="region-sjaelland-2014")
    assert round_.state == Round.State.CLOSED
    assert round_.report.is_published
    picture = load_picture(round_)
    assert picture.pending() == []
    rules = {result.rule for row in picture.rows for result in row.results.values()}
    assert rules >= {Rule.SPLIT, Rule.NO_RULED, Rule.YES_RULED, Rule.NOT_RELEVANT, Rule.UNANSWERED, Rule.ALL_YES}
    assert round_.report.texts.exclude(text="").count() >= 10


def test_only_documented_answers_are_no_examples(demo):
    documented = Answer.objects.filter(is_example=False)
    assert {row.track.assessment.round.label for row in documented.select_related("track__assessment__round")} == {
        "2014"
    }
    assert set(documented.values_list("indicator__number", flat=True)) == {"1.2", "6.1", "6.2", "7.1", "9.1"}
    assert not documented.exclude(elaboration="").exists()
    assert not Ruling.objects.filter(is_example=False).exists()
    assert Round.objects.get(label="2026").is_example


def test_2026_shows_every_state_and_leaves_one_for_the_newcomer(demo):
    round_ = Round.objects.get(slug="region-sjaelland-2026")
    states = set(SelfAssessment.objects.filter(round=round_).values_list("state", flat=True))
    assert states == set(SelfAssessment.State.values)
    assert round_.is_open
    assert round_.previous.slug == "region-sjaelland-2014"
    newcomer = SelfAssessment.objects.get(round=round_, municipality__name="Lolland")
    assert newcomer.state == SelfAssessment.State.NOT_STARTED
    assert SelfAssessment.objects.get(round=round_, municipality__name="Solrød").is_being_corrected
    picture = load_picture(round_)
    assert {row.name for row, _, _ in picture.pending()} == {"Greve", "Køge", "Lejre", "Odsherred"}
    voided = [settled.voided for _, _, settled in picture.pending() if settled.voided]
    assert len(voided) == 1


def test_time_is_the_time_of_the_round(demo):
    history = Answer.history.filter(history_date__year__gt=2014, history_date__lt="2026-11-02T00:00Z")
    assert not history.exists()
    assert Answer.history.filter(history_date__year=2014).count() > 300
    assert not Transition.objects.filter(at__gt="2026-11-21T12:00Z").exists()


def test_nobody_rules_on_their_own_municipality_in_the_demo(demo):
    for ruling in Ruling.objects.select_related("answer__track__assessment", "ruled_by"):
        home = Membership.objects.filter(user=ruling.ruled_by).values_list("municipality_id", flat=True)
        assert ruling.answer.track.assessment.municipality_id not in home


def test_no_rule_is_broken(demo):
    assert list(chain(indicators.checks.breaches(), clusters.checks.breaches())) == []


def test_twice_is_the_same_as_once(demo):
    def state():
        models = (User, Membership, Municipality, Round, SelfAssessment, Answer, Answer.history, Transition, Ruling)
        return [getattr(model, "objects", model).count() for model in models]

    once = state()
    assert load_demo() is False
    assert state() == once


def test_the_printed_logins_exist(demo):
    emails = set(User.objects.values_list("email", flat=True))
    assert {email for email, _ in shown_logins()} <= emails


def test_all_municipalities_of_the_country_are_there(demo):
    assert Municipality.objects.count() == 98
