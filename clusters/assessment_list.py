"""The list of assessments: one's own first, then those one may see or whose participation one may change."""

from dataclasses import dataclass

from clusters.current import current_first
from clusters.models import Round, SelfAssessment
from clusters.permissions import manageable_assessments, standing, visible_assessments
from misbrug.text.danish import sort_key


@dataclass(frozen=True, slots=True)
class Line:
    """One assessment in the list: one's own, or another; whether its answers, its participation are open to one."""

    assessment: SelfAssessment
    own: bool
    may_see: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class RoundLines:
    """A round with one's own assessments and the others."""

    round: Round
    own: tuple[Line, ...]
    others: tuple[Line, ...]

    @property
    def may_manage(self):
        """Say whether the participation of any of the others may be changed now."""
        return any(line.may_manage for line in self.others)


def load_rounds(user):
    """Give the rounds with their lines, the one that is worked on first: 3 queries, whatever their number."""
    who = standing(user)
    visible = set(visible_assessments(user).values_list("pk", flat=True))
    manageable = set(manageable_assessments(user).values_list("pk", flat=True))
    rows = (
        SelfAssessment.objects.filter(pk__in=visible | manageable)
        .select_related("round", "municipality", "round_cluster", "submission")
        .defer("submission__content")
        .order_by()
    )
    by_round = {}
    for row in rows:
        line = Line(
            assessment=row,
            own=row.municipality_id in who.own,
            may_see=row.pk in visible,
            may_manage=row.pk in manageable and not row.locked,
        )
        by_round.setdefault(row.round, []).append(line)
    return [
        RoundLines(
            round=round_,
            own=tuple(_sorted(line for line in by_round[round_] if line.own)),
            others=tuple(_sorted(line for line in by_round[round_] if not line.own)),
        )
        for round_ in current_first(by_round)
    ]


def _sorted(lines):
    return sorted(lines, key=lambda line: sort_key(line.assessment.municipality_name))
