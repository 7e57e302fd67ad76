"""Whose answers in a round one user may see: what `permissions` decides, told for a whole picture without a query."""

from dataclasses import dataclass

from clusters.permissions import may_see_answers, standing


@dataclass(frozen=True, slots=True)
class Sight:
    """The assessments of a round whose answers a user may see, by id."""

    assessments: frozenset[int]

    def sees(self, row):
        """Say whether the answers of a participant's row may be seen."""
        return row.assessment.pk in self.assessments

    def sees_all(self, rows):
        """Say whether the submitted answers of all of these rows may be seen."""
        return all(self.sees(row) for row in rows if row.has_submitted)


def is_published(round_):
    """Say whether the round's report is published; no query where the round was loaded with its `report`."""
    report = getattr(round_, "report", None)
    return report is not None and report.is_published


def sight_of(user, picture):
    """Give the user's Sight of a whole round's picture. The caller has found the round among `visible_rounds`."""
    who = standing(user)
    everybody = picture.assessments
    own_clusters = frozenset(a.round_cluster_id for a in everybody if a.municipality_id in who.own)
    published = is_published(picture.round)
    return Sight(frozenset(a.pk for a in everybody if may_see_answers(user, a, own_clusters, published)))
