"""Models of the clusters app: places, people, rounds, assessments, the report's own texts, and political cases."""

from clusters.models.assessments import Answer, Ruling, SelfAssessment, Submission, Track, TrackArea
from clusters.models.cases import AgendaItem, Annex, Body, Case, Hearing, HearingParty, Route, Task
from clusters.models.geography import (
    Cluster,
    ClusterMembership,
    ClusterRole,
    Municipality,
    MunicipalityAlias,
    PopulationFigure,
    Region,
)
from clusters.models.people import Membership
from clusters.models.reports import ReportText, StatusReport
from clusters.models.rounds import Round, RoundCluster, Transition

__all__ = [
    "AgendaItem",
    "Annex",
    "Answer",
    "Body",
    "Case",
    "Cluster",
    "ClusterMembership",
    "ClusterRole",
    "Hearing",
    "HearingParty",
    "Membership",
    "Municipality",
    "MunicipalityAlias",
    "PopulationFigure",
    "Region",
    "ReportText",
    "Round",
    "RoundCluster",
    "Route",
    "Ruling",
    "SelfAssessment",
    "StatusReport",
    "Submission",
    "Task",
    "Track",
    "TrackArea",
    "Transition",
]
