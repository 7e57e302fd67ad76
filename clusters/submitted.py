"""The document a submission seals: plain values in, plain JSON out, and back. No ORM.

{"schema": 1, "tracks": [{"id": 7, "name": "Alkohol", "area_key": "alkohol", "asked": [4, 5], "answers": [
    {"id": 31, "indicator": 4, "value": "delvis", "elaboration": "…", "version": 2,
     "by": "Sagsbehandler, Faxe", "at": "2014-04-24T10:42:00+02:00", "example": true}]}]}
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from clusters.consolidation import fingerprint

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class SubmittedAnswer:
    """One answer as submitted. `id` is the answer row, `indicator` the indicator row."""

    id: int
    indicator: int
    value: str
    elaboration: str
    version: int
    by: str
    at: str
    example: bool = False

    @property
    def answered_at(self):
        """Give the time of the last change as an aware datetime."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class SubmittedTrack:
    """One track as submitted: the indicator rows it was asked, supplements included, and its answers by them.

    What was asked is sealed too, so that counting needs no look at the areas.
    """

    id: int
    name: str
    area_key: str
    asked: frozenset[int]
    answers: dict[int, SubmittedAnswer]

    @property
    def areas(self):
        """Give the slugs of the areas covered, a frozenset."""
        return frozenset(self.area_key.split("+"))

    def get(self, indicator_id):
        """Give the answer to an indicator, None where there is none."""
        return self.answers.get(indicator_id)


def seal(tracks):
    """Give the JSON document of some tracks.

    >>> seal([SubmittedTrack(1, "Alkohol", "alkohol", frozenset(), {})])
    {'schema': 1, 'tracks': [{'id': 1, 'name': 'Alkohol', 'area_key': 'alkohol', 'asked': [], 'answers': []}]}
    """
    return {
        "schema": SCHEMA,
        "tracks": [
            {
                "id": track.id,
                "name": track.name,
                "area_key": track.area_key,
                "asked": sorted(track.asked),
                "answers": [asdict(answer) for answer in track.answers.values()],
            }
            for track in tracks
        ],
    }


def unseal(document):
    """Give the tracks of a document as a tuple of SubmittedTrack.

    Raises ValueError where the document has a schema that this version does not know.
    """
    if document.get("schema") != SCHEMA:
        raise ValueError(f"Unknown schema of a submission: {document.get('schema')!r}")
    return tuple(
        SubmittedTrack(
            id=track["id"],
            name=track["name"],
            area_key=track["area_key"],
            asked=frozenset(track["asked"]),
            answers={row["indicator"]: SubmittedAnswer(**row) for row in track["answers"]},
        )
        for track in document["tracks"]
    )


def mark_of(track, indicator_id, supplement_ids):
    """Give the mark that pins a ruling: the versions of a submitted answer and of its supplementary answers."""
    versions = {pk: track.get(pk).version for pk in supplement_ids if track.get(pk)}
    return fingerprint(track.get(indicator_id).version, versions)
