"""Takes the snapshot behind a status report; with snapshot_written.py the only reader of the database in this package.

A fixed number of queries whatever the size: three for the round as it counts, three for the round before, one for the
recommendations and one for the populations; what people have written takes six (see snapshot_written.py).
"""

from collections import Counter

from django.core.cache import cache
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from clusters.completeness import is_asked
from clusters.consolidation import Outcome, Rule, explain
from clusters.dashboard import load_picture
from clusters.models import PopulationFigure, ReportText, Round, SelfAssessment
from clusters.reports.facts import (
    SCHEMA,
    CatalogueFacts,
    ClusterCounts,
    ClusterFacts,
    IndicatorFacts,
    MemberFacts,
    RecommendationFacts,
    ReportFacts,
    RoundFacts,
    RuleUse,
    RulingNote,
    TallyFacts,
    TrackFacts,
    ValueFacts,
)
from clusters.reports.snapshot_written import letter, load_written, role_of
from clusters.tallies import tally_choices, tally_numbers, tally_texts
from indicators.models import Recommendation
from indicators.values import AnswerType, display, is_verdict, possible_values
from misbrug.text.danish import sort_key

UNKNOWN_ABSENCE = "klyngen kender ikke årsagen"
UNDER_CORRECTION = "under rettelse"
NOTHING_SUBMITTED = "ikke indsendt"
RELATED = ("region", "catalogue", "previous", "report__case")
Kind = ReportText.Kind


def take_snapshot(round_, *, at):
    """Give the ReportFacts of a round as its answers and texts stand; `at` is when that was.

    `round_` is loaded with RELATED, or its region, catalogue, previous round and report cost a query each.
    """
    picture = load_picture(round_)
    written = load_written(round_)
    populations, counted_on = _populations(round_, at)
    return ReportFacts(
        schema=SCHEMA,
        taken_at=at,
        published_at=getattr(getattr(round_, "report", None), "published_at", None),
        round=_round_facts(round_),
        catalogue=_catalogue_facts(round_.catalogue),
        before=round_.previous.label if round_.previous_id else "",
        clusters=tuple(
            _cluster(cluster, picture, place, written, populations) for place, cluster in enumerate(picture.clusters)
        ),
        recommendations=_recommendations(picture, written, _counts_before(round_)),
        introduction=written.text(Kind.INTRODUCTION),
        conclusions=written.text(Kind.CONCLUSIONS),
        rules=_rules(picture),
        title_page=written.title_page,
        cooperation=written.text(Kind.COOPERATION),
        cooperation_advice=written.advice_on(None),
        cooperation_follow_ups=written.follow_ups_on(None),
        annexes=written.annexes(len(picture.clusters)),
        needs=written.needs,
        need_size=written.need_size,
        populations_on=counted_on,
        reply=written.reply,
    )


def _populations(round_, at):
    """Give each municipality's population by its id, and the newest day among them.

    The newest figure from before the round was opened counts, else the first one after.
    """
    day, found = timezone.localdate(round_.opened_at or at), {}
    rows = PopulationFigure.objects.filter(
        municipality__in=SelfAssessment.objects.filter(round=round_).values("municipality_id")
    )
    for pk, count, counted_on in rows.order_by("date").values_list("municipality_id", "count", "date"):
        if counted_on <= day or pk not in found:
            found[pk] = (count, counted_on)
    return {pk: count for pk, (count, _) in found.items()}, max((on for _, on in found.values()), default=None)


def _round_facts(round_):
    return RoundFacts(
        slug=round_.slug,
        name=round_.name,
        label=round_.label,
        region=round_.region.name,
        state=round_.get_state_display(),
        takes_answers=round_.state in (Round.State.PLANNED, Round.State.OPEN),
        deadline=round_.deadline,
        is_example=round_.is_example,
    )


def _catalogue_facts(catalogue):
    return CatalogueFacts(
        title=catalogue.title,
        publisher=catalogue.publisher,
        year=catalogue.year,
        version=catalogue.version,
        source=catalogue.source,
    )


def _counts_before(round_):
    """Give last round's counts by the key that an indicator keeps across catalogues.

    Nothing of a closed round changes any more, so its counts are worked out once and remembered for an hour.
    """
    previous = round_.previous
    if previous is None:
        return {}
    if previous.state != Round.State.CLOSED:
        return _counts_of(previous)
    key = f"counts-of-closed-round-{previous.pk}-{previous.opened_at:%Y%m%d%H%M%S}"
    return cache.get_or_set(key, lambda: _counts_of(previous), timeout=3600)


def _counts_of(round_):
    picture = load_picture(round_)
    return {row.key: picture.counts(row.pk) for row in picture.verdicts} if picture.n else {}


# ---- municipalities --------------------------------------------------------------------------------------


def _cluster(cluster, picture, place, written, populations):
    members = [_participant(row, picture, populations) for row in cluster.rows]
    members += [_absent(row, populations) for row in cluster.absent]
    return ClusterFacts(
        letter=letter(place),
        slug=cluster.slug,
        name=cluster.name,
        members=tuple(sorted(members, key=lambda member: sort_key(member.name))),
        report=written.cluster_reports.get(cluster.round_cluster.pk),
    )


def _participant(row, picture, populations):
    assessment = row.assessment
    state = assessment.get_state_display() if row.has_submitted else NOTHING_SUBMITTED
    return MemberFacts(
        code=assessment.municipality.code,
        name=row.name,
        is_lead=assessment.cluster_role == "tovholder",
        state=UNDER_CORRECTION if assessment.is_being_corrected else state,
        participates=True,
        has_submitted=row.has_submitted,
        under_correction=assessment.is_being_corrected,
        absence="",
        provision=assessment.get_provision_display() if row.has_submitted else "",
        tracks=tuple(track.name for track in row.tracks),
        values=tuple(_value(row, indicator) for indicator in picture.verdicts),
        population=populations.get(assessment.municipality_id),
    )


def _absent(assessment, populations):
    return MemberFacts(
        code=assessment.municipality.code,
        name=assessment.municipality_name,
        is_lead=assessment.cluster_role == "tovholder",
        state=assessment.get_state_display(),
        participates=False,
        has_submitted=False,
        under_correction=False,
        absence=assessment.absence_reason or UNKNOWN_ABSENCE,
        provision="",
        tracks=(),
        values=(),
        population=populations.get(assessment.municipality_id),
    )


def _value(row, indicator):
    result = row.results[indicator.pk]
    # A level says more than the ja it counts as.
    words = result.value.label if result.level is None else display(indicator, str(result.level))
    return ValueFacts(
        number=indicator.number,
        value=result.value.value,
        words=words,
        rule=result.rule,
        explanation=explain(result),
        split=result.split,
        is_example=row.is_example(indicator.pk),
        tracks=tuple(_track(indicator, settled) for settled in result.tracks),
    )


def _track(indicator, settled):
    ruled = settled.ruling.outcome if settled.ruling else ""
    return TrackFacts(settled.answer.track_name, display(indicator, settled.answer.value), ruled)


# ---- recommendations -------------------------------------------------------------------------------------


def _recommendations(picture, written, before):
    by_recommendation = {}
    for indicator in picture.indicators:
        by_recommendation.setdefault(indicator.recommendation_id, []).append(indicator)
    rows = _weighted(Recommendation.objects.filter(catalogue_id=picture.round.catalogue_id), picture.round)
    weight = {pk: place for place, pk in enumerate(_weightiest(rows), start=1)}
    return tuple(
        RecommendationFacts(
            number=row.number,
            title=row.title,
            short_title=row.heading,
            explanation=row.explanation,
            addressee=row.get_addressee_display(),
            answered=row.answered_by_municipalities,
            indicators=tuple(_indicator(each, picture, before) for each in by_recommendation.get(row.pk, ())),
            status=written.text(Kind.STATUS, row.number),
            written_explanation=written.text(Kind.EXPLANATION, row.number),
            advice=written.advice_on(row.number),
            follow_ups=written.follow_ups_on(row.number),
            left_out=written.left_out(row.number),
            priority=weight.get(row.pk),
            priority_reason=row.chosen_reason or "",
            priority_is_example=bool(row.chosen_example),
        )
        for row in rows
    )


def _weighted(recommendations, round_):
    """Let each recommendation know whether it has special weight in the round's report, as which and why."""
    report = getattr(round_, "report", None)
    chosen = FilteredRelation("priorities", condition=Q(priorities__report=report.pk if report else None))
    return recommendations.annotate(
        chosen=chosen,
        chosen_order=F("chosen__order"),
        chosen_reason=F("chosen__reason"),
        chosen_example=F("chosen__is_example"),
    ).order_by("number")


def _weightiest(rows):
    chosen = (row for row in rows if row.chosen_order is not None)
    return [row.pk for row in sorted(chosen, key=lambda row: (row.chosen_order, row.number))]


def _indicator(indicator, picture, before):
    counted = is_verdict(indicator.answer_type)
    results = [row.results[indicator.pk] for row in picture.rows] if counted else []
    return IndicatorFacts(
        number=indicator.number,
        key=indicator.key,
        text=indicator.text,
        answer_type=indicator.answer_type,
        counts=picture.counts(indicator.pk) if counted else None,
        clusters=tuple(ClusterCounts(c.slug, c.name, c.counts(indicator.pk)) for c in picture.clusters)
        if counted
        else (),
        unanimous=counted and picture.is_unanimous(indicator.pk),
        splits=sum(result.split for result in results),
        rulings=tuple(_rulings(indicator, picture)) if counted else (),
        tally=None if counted else _tally(indicator, picture),
        supplements=tuple(_tally(row, picture, indicator) for row in picture.supplements.get(indicator.pk, ())),
        before=before.get(indicator.key) if counted else None,
        is_example=any(row.is_example(indicator.pk) for row in picture.rows),
    )


def _rulings(indicator, picture):
    for row in picture.rows:
        for settled in row.results[indicator.pk].tracks:
            if settled.ruling:
                yield RulingNote(
                    number=indicator.number,
                    municipality=row.name,
                    track=settled.answer.track_name if len(row.tracks) > 1 else "",
                    outcome=settled.ruling.outcome,
                    reason=settled.ruling.reason,
                    role=role_of(settled.ruling.organisation),
                    at=settled.ruling.at,
                    is_example=settled.ruling.example,
                )


def _tally(question, picture, parent=None):
    """Tally one question over the submitted tracks in which it was asked."""
    questions = {row.pk: row for row in (question, parent) if row}
    values = [
        answer.value if (answer := track.get(question.pk)) else ""
        for row in picture.rows
        for track in row.tracks
        if is_asked(question, track, questions)
    ]
    return TallyFacts(question.number, question.text, question.answer_type, question.unit, _count(question, values))


def _count(question, values):
    if question.answer_type == AnswerType.TEXT:
        return tally_texts(values)
    if question.answer_type == AnswerType.NUMBER:
        return tally_numbers(values)
    return tally_choices([v for v in possible_values(question) if v != Outcome.NOT_RELEVANT], values)


def _rules(picture):
    fired = Counter(result.rule for row in picture.rows for result in row.results.values())
    return tuple(RuleUse(rule, fired[rule]) for rule in Rule if fired[rule])
