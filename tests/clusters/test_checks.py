"""Each rule that spans rows is broken behind the workflow's back, and the check says so."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from clusters import checks
from clusters.models import (
    Answer,
    ClusterMembership,
    Membership,
    Municipality,
    Round,
    Ruling,
    SelfAssessment,
    Submission,
    Track,
    TrackArea,
    Transition,
)
from indicators.models import Indicator

pytestmark = pytest.mark.django_db

NOW = "region-sjaelland-2026"


def assessment(name):
    """Give an assessment of the open round as a queryset of one."""
    return SelfAssessment.objects.filter(round__slug=NOW, municipality__name=name)


def in_two_clusters():
    row = ClusterMembership.objects.filter(municipality__name="Faxe").get()
    other = ClusterMembership.objects.exclude(cluster=row.cluster).first().cluster
    ClusterMembership.objects.create(
        cluster=other, municipality=row.municipality, valid_from=date(2015, 1, 1), valid_to=date(2016, 1, 1)
    )


def round_on_a_draft():
    with connection.cursor() as cursor:  # The model refuses to change what is published.
        cursor.execute("UPDATE indicators_catalogue SET state = 'draft', published_at = NULL")


def ring_of_rounds():
    Round.objects.filter(slug="region-sjaelland-2014").update(previous=Round.objects.get(slug=NOW))


def previous_elsewhere():
    other = Municipality.objects.get(name="Herning").region
    Round.objects.filter(slug="region-sjaelland-2014").update(region=other)


def cluster_of_another_round():
    then = SelfAssessment.objects.get(round__slug="region-sjaelland-2014", municipality__name="Faxe")
    assessment("Faxe").update(round_cluster=then.round_cluster)


def locked_in_an_open_round():
    assessment("Faxe").update(locked=True)


def unlocked_in_a_closed_round():
    SelfAssessment.objects.filter(round__slug="region-sjaelland-2014").update(locked=False)


def area_without_its_track():
    TrackArea.objects.filter(track__assessment__in=assessment("Faxe")).first().delete()


def area_of_an_inactive_track():
    Track.objects.filter(assessment__in=assessment("Guldborgsund")).update(active=False)


def answer_that_is_no_answer():
    Answer.objects.filter(track__assessment__in=assessment("Faxe"), indicator__number="1.1").update(value="måske")


def version_ahead_of_history():
    Answer.objects.filter(pk=Answer.objects.first().pk).update(version=9)


def gap_between_submissions():
    Submission.objects.filter(assessment__in=assessment("Odsherred"), number=2).update(number=3)


def unreadable_submission():
    Submission.objects.filter(assessment__in=assessment("Greve")).update(content={"schema": 99})


def older_submission_counts():
    row = assessment("Odsherred").get()
    assessment("Odsherred").update(submission=row.submissions.get(number=1))


def answer_changed_after_submission():
    answer = Answer.objects.filter(track__assessment__in=assessment("Greve")).first()
    answer.version += 1
    answer.save()


def state_without_a_transition():
    assessment("Næstved").update(state="submitted")


def round_state_without_a_transition():
    Transition.objects.filter(round__slug=NOW, assessment=None).delete()


def ruling_on_a_plain_question():
    ruling = Ruling.objects.first()
    supplement = Answer.objects.filter(indicator__answer_type="multiple_choice").first()
    Ruling.objects.filter(pk=ruling.pk).update(answer=supplement)


def ruling_from_home():
    ruling = Ruling.objects.first()
    place = ruling.answer.track.assessment.municipality
    Membership.objects.create(user=ruling.ruled_by, role="caseworker", municipality=place)


def cpr_number_in_a_text():
    Answer.objects.filter(pk=Answer.objects.first().pk).update(elaboration="Borgeren 070761-4285 blev hørt")


def asked_otherwise():
    indicator = Indicator.objects.get(number="1.2")
    Indicator.areas.through.objects.filter(indicator=indicator).delete()


BREACHES = [
    (in_two_clusters, "på samme tid"),
    (round_on_a_draft, "kataloget er en kladde"),
    (ring_of_rounds, "går i ring"),
    (previous_elsewhere, "fra en anden region"),
    (cluster_of_another_round, "klyngen hører til en anden runde"),
    (locked_in_an_open_round, "låst, selv om runden er åben"),
    (unlocked_in_a_closed_round, "ikke låst"),
    (area_without_its_track, "områderne passer ikke med sporet"),
    (area_of_an_inactive_track, "områderne passer ikke med sporet"),
    (answer_that_is_no_answer, "værdien passer ikke til spørgsmålet"),
    (version_ahead_of_history, "versionen passer ikke med historikken"),
    (gap_between_submissions, "numrene har huller"),
    (unreadable_submission, "indholdet kan ikke læses"),
    (older_submission_counts, "den seneste indsendelse er ikke den, der tæller"),
    (answer_changed_after_submission, "er ændret efter indsendelsen"),
    (state_without_a_transition, "tilstanden passer ikke med hændelserne"),
    (round_state_without_a_transition, "tilstanden passer ikke med hændelserne"),
    (ruling_on_a_plain_question, "kan ikke besvares med delvis"),
    (ruling_from_home, "fra kommunen selv"),
    (cpr_number_in_a_text, "CPR-nummer"),
    (asked_otherwise, "end kataloget siger"),
]


@pytest.mark.parametrize(("breach", "words"), BREACHES, ids=[breach.__name__ for breach, _ in BREACHES])
def test_a_breach_is_found(demo, breach, words):
    breach()
    found = list(checks.breaches())
    assert any(words in sentence for sentence in found), found
    assert not any("070761" in sentence for sentence in found)


def test_the_command_ends_with_one_where_something_is_wrong(demo, capsys):
    locked_in_an_open_round()
    with pytest.raises(SystemExit) as ended:
        call_command("check_data")
    assert ended.value.code == 1
    assert "Faxe" in capsys.readouterr().out


def test_the_command_is_content_with_the_demo(demo, capsys):
    call_command("check_data")
    assert "Ingen brud på reglerne" in capsys.readouterr().out
