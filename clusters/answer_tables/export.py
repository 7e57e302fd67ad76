"""Answers as a table: one answer a row, with what an import needs to find its place and its version again."""

import tablib

from clusters.answer_tables.columns import SPECS
from clusters.models import Answer, Round
from clusters.permissions import standing, visible_assessments
from clusters.submitted import unseal
from indicators.models import Indicator
from indicators.values import as_input


def export_answers(round_=None, user=None):
    """Give the answers of a round, or of all rounds, as a Dataset with the headings of SPECS.

    Sorted by round, municipality, track and question; what is blank is left out, and so are tracks out of use. A user
    gets the answers of his own municipalities as they stand, and of the others that he may see what they have
    submitted. `user` None is the command, which gets all as they stand. Four queries, whatever the size.
    """
    rows = list(_standing_answers(round_, user))
    if user is not None:
        rows += _submitted_answers(round_, user)
    questions = _questions(round_)
    rows.sort(key=lambda row: (row[0], row[1], row[3], questions[row[4]][0]))
    dataset = tablib.Dataset(headers=[spec.name for spec in SPECS])
    for slug, code, name, (_, _, track), indicator, value, elaboration, version in rows:
        _, question = questions[indicator]
        dataset.append([slug, code, name, track, question.number, as_input(question, value), elaboration, str(version)])
    return dataset


def _standing_answers(round_, user):
    """Give the answers as they stand: the command's, or those of the user's own municipalities."""
    found = Answer.objects.filter(track__active=True).exclude(value="", elaboration="")
    if round_ is not None:
        found = found.filter(track__assessment__round=round_)
    if user is not None:
        found = found.filter(track__assessment__municipality_id__in=standing(user).own)
    values = found.order_by().values_list(
        "track__assessment__round__slug",
        "track__assessment__municipality__code",
        "track__assessment__municipality__name",
        "track__order",
        "track_id",
        "track__name",
        "indicator_id",
        "value",
        "elaboration",
        "version",
    )
    for slug, code, name, order, track, track_name, indicator, value, elaboration, version in values.iterator(5000):
        yield slug, code, name, (order, track, track_name), indicator, value, elaboration, version


def _submitted_answers(round_, user):
    """Give what others have submitted and the user may see: a draft under correction is theirs alone."""
    others = visible_assessments(user).exclude(municipality_id__in=standing(user).own)
    if round_ is not None:
        others = others.filter(round=round_)
    for assessment in others.select_related("round", "municipality", "submission").order_by("pk"):
        for place, track in enumerate(unseal(assessment.submission.content)):
            for answer in track.answers.values():
                if answer.value or answer.elaboration:
                    yield (
                        assessment.round.slug,
                        assessment.municipality.code,
                        assessment.municipality.name,
                        (place, track.id, track.name),
                        answer.indicator,
                        answer.value,
                        answer.elaboration,
                        answer.version,
                    )


def _questions(round_):
    """Give {id: (place in the catalogue, question)}: a supplementary question comes after the one it belongs to."""
    catalogues = Round.objects.values("catalogue_id") if round_ is None else [round_.catalogue_id]
    rows = Indicator.objects.filter(catalogue_id__in=catalogues).select_related("recommendation").order_by()
    by_id = {row.pk: row for row in rows}
    return {pk: (_place(row, by_id), row) for pk, row in by_id.items()}


def _place(row, by_id):
    own = (row.order, row.pk)
    main = by_id[row.parent_id] if row.parent_id else row
    return main.recommendation.number, main.order, main.pk, *(own if row.parent_id else ())
