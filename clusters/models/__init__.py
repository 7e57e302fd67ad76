"""Models of the clusters app: places, people, rounds, assessments, the report's own texts, and political cases."""

from clusters.models.assessments import Answer, Ruling, SelfAssessment, Submission, Track, TrackArea
from clusters.models.cases import AgendaItem, Annex, Body, Case, Hearing, HearingParty, Route, Task
from clusters.models.deletions import Deletion
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
from clusters.models.publishing import (
    ClusterReport,
    CorrectionRequest,
    Edition,
    EditionFile,
    NeedRate,
    Sealed,
    WordTemplate,
)
from clusters.models.reports import (
    AdviceItem,
    AdviceOutcome,
    Presence,
    ReportPriority,
    ReportText,
    StatusReport,
    TextWaiver,
)
from clusters.models.rounds import Round, RoundCluster, Transition

__all__ = [
    "AdviceItem",
    "AdviceOutcome",
    "AgendaItem",
    "Annex",
    "Answer",
    "Body",
    "Case",
    "Cluster",
    "ClusterMembership",
    "ClusterReport",
    "ClusterRole",
    "CorrectionRequest",
    "Deletion",
    "Edition",
    "EditionFile",
    "Hearing",
    "HearingParty",
    "Membership",
    "Municipality",
    "MunicipalityAlias",
    "NeedRate",
    "PopulationFigure",
    "Presence",
    "Region",
    "ReportPriority",
    "ReportText",
    "Round",
    "RoundCluster",
    "Route",
    "Ruling",
    "Sealed",
    "SelfAssessment",
    "StatusReport",
    "Submission",
    "Task",
    "TextWaiver",
    "Track",
    "TrackArea",
    "Transition",
    "WordTemplate",
]
