"""Takes the record behind an edition: every submitted answer with its elaboration, without the names of persons.

One query. What readers see is in the facts; the record is for those who take part.
"""

from clusters.models import SelfAssessment
from clusters.reports.sealing import canonical
from clusters.submitted import unseal


def take_record(round_):
    """Give canonical JSON: a list of the participants, each with its code and its submitted answers by track."""
    rows = (
        SelfAssessment.objects.filter(round=round_, submission__isnull=False)
        .exclude(state=SelfAssessment.State.NOT_PARTICIPATING)
        .select_related("submission", "municipality")
        .order_by("municipality__code")
    )
    return canonical([{"code": row.municipality.code, "tracks": _tracks(row.submission)} for row in rows])


def _tracks(submission):
    return [
        {
            "name": track.name,
            "areas": sorted(track.areas),
            "answers": [
                {
                    "indicator": answer.indicator,
                    "value": answer.value,
                    "elaboration": answer.elaboration,
                    "example": answer.example,
                }
                for _, answer in sorted(track.answers.items())
            ],
        }
        for track in unseal(submission.content)
    ]
