"""What people write around the numbers of a report, as frozen plain values: title page, advice, annexes, editions.

A part of clusters/reports/facts.py, where the whole is explained.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the title page says besides region and round: "" where it is not written."""

    title: str = ""
    subtitle: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class AdviceFacts:
    """One item of "Det anbefales". `deadline` and `deadline_words` are never both given; `owner` may be ""."""

    text: str
    addressee: str
    owner: str = ""
    deadline: date | None = None
    deadline_words: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class FollowUpFacts:
    """An item of the report before and what became of it: `outcome` in words, "" where nobody has told yet."""

    item: AdviceFacts
    outcome: str = ""
    text: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """A target group in the whole country: `count` of `population`, with year and source. The base of estimates."""

    name: str
    count: int
    population: int
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class ClusterReportFacts:
    """What a cluster has delivered on itself, each part "" where it wrote none."""

    agreed: str
    wishes: str
    needs: str
    feedback: str
    delivered_at: datetime
    is_example: bool = False

    @property
    def parts(self):
        """Give (heading, text) of what is written."""
        headed = (
            ("Det er klyngen enig om", self.agreed),
            ("Det vil klyngen arbejde med", self.wishes),
            ("Behov for udvikling", self.needs),
            ("Tilbagemelding om samarbejdet", self.feedback),
        )
        return tuple(pair for pair in headed if pair[1])


@dataclass(frozen=True, slots=True)
class AnnexFacts:
    """An annex besides the clusters': an uploaded file with its SHA-256, or a link (`url`, then no file)."""

    letter: str
    title: str
    on: date | None = None
    url: str = ""
    file_name: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """Which edition it is, when it was released and what it says otherwise than the one before; None in a draft."""

    number: int
    released_at: datetime
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """The right of reply so far: requests for a correction, by how they were answered."""

    accepted: int = 0
    declined: int = 0
    open: int = 0

    @property
    def total(self):
        """Give how many requests there were."""
        return self.accepted + self.declined + self.open
