"""A round of seven invented municipalities, worked out by hand: what they answered and what it must add up to.

Plain values, so that the pure functions, the dashboard and the report can be held to the same numbers. The
reasoning stands beside each expectation; nothing here is computed by the product.

Nord: Ager (Alkohol | Stof), Birk (one track for all), Dalby (takes no part, though it had answered ja to all).
Syd:  Eng (Alkohol og stof | Unge), Fjord (Alkohol | Stof | Unge), Gran (takes part, never submitted).
Vest: Holm (one track for all).

N = 6: Nord 2 (Ager, Birk), Syd 3 (Eng, Fjord, Gran), Vest 1 (Holm).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

ALL = "Alkohol, stof og unge"

CLUSTERS = {
    "Nord": ("Ager", "Birk", "Dalby"),
    "Syd": ("Eng", "Fjord", "Gran"),
    "Vest": ("Holm",),
}
NOT_PARTICIPATING = {"Dalby": ""}
NOT_SUBMITTED = {"Gran"}

# Areas by track; every area is in exactly one track of a municipality.
TRACKS = {
    "Ager": {"Alkohol": {"alkohol"}, "Stof": {"stof"}},
    "Birk": {ALL: {"alkohol", "stof", "unge"}},
    "Dalby": {ALL: {"alkohol", "stof", "unge"}},
    "Eng": {"Alkohol og stof": {"alkohol", "stof"}, "Unge": {"unge"}},
    "Fjord": {"Alkohol": {"alkohol"}, "Stof": {"stof"}, "Unge": {"unge"}},
    "Gran": {ALL: {"alkohol", "stof", "unge"}},
    "Holm": {ALL: {"alkohol", "stof", "unge"}},
}

# number: (answer type, fulfilled from, not relevant allowed, areas)
EVERYWHERE = {"alkohol", "stof", "unge"}
INDICATORS = {
    "1.1": ("yes_no_partly", None, False, EVERYWHERE),
    "1.2": ("yes_no_partly", None, True, EVERYWHERE),
    "2.1": ("yes_no_partly", None, False, EVERYWHERE),
    "3.1": ("level", 3, True, EVERYWHERE),
    "4.1": ("yes_no", None, False, {"unge"}),
    "5.1": ("yes_no", None, False, EVERYWHERE),
}

# indicator → municipality → the value of each track that is asked, in the order of TRACKS. "" is unanswered.
ANSWERS = {
    "1.1": {
        "Ager": ("ja", "nej"),
        "Birk": ("delvis",),
        "Dalby": ("ja",),
        "Eng": ("delvis", "ja"),
        "Fjord": ("ja", "", "delvis"),
        "Holm": ("ja",),
    },
    "1.2": {
        "Ager": ("ikke_relevant", "ja"),
        "Birk": ("ikke_relevant",),
        "Dalby": ("ja",),
        "Eng": ("ikke_relevant", ""),
        "Fjord": ("nej", "", "ikke_relevant"),
        "Holm": ("nej",),
    },
    "2.1": {
        "Ager": ("delvis", "ja"),
        "Birk": ("delvis",),
        "Dalby": ("ja",),
        "Eng": ("delvis", "delvis"),
        "Fjord": ("delvis", "delvis", "ja"),
        "Holm": ("delvis",),
    },
    "3.1": {
        "Ager": ("2", "4"),
        "Birk": ("3",),
        "Dalby": ("5",),
        "Eng": ("5", "4"),
        "Fjord": ("2", "", "1"),
        "Holm": ("ikke_relevant",),
    },
    # Asked of the young only: Ager has no track for them, Eng and Fjord are asked in "Unge" alone.
    "4.1": {
        "Ager": (),
        "Birk": ("ja",),
        "Dalby": ("ja",),
        "Eng": ("ja",),
        "Fjord": ("nej",),
        "Holm": ("ja",),
    },
    "5.1": {
        "Ager": ("ja", "ja"),
        "Birk": ("ja",),
        "Dalby": ("ja",),
        "Eng": ("ja", "ja"),
        "Fjord": ("ja", "ja", "ja"),
        "Holm": ("ja",),
    },
}

# (indicator, municipality, track) → (version of the answer, versions of its supplementary answers) where these
# are not (1, {}). Rulings name the versions that they were made on.
VERSIONS = {
    ("1.1", "Eng", "Alkohol og stof"): (2, {}),
    ("2.1", "Birk", ALL): (3, {"2.1a": 1, "2.1b": 4}),
    ("2.1", "Eng", "Unge"): (1, {"2.1a": 2}),
    ("2.1", "Holm", ALL): (5, {}),
}


@dataclass(frozen=True)
class HandRuling:
    """A ruling as a person would tell it: which answer, at which versions, what and on which day of May 2014."""

    indicator: str
    municipality: str
    track: str
    outcome: str
    day: int
    version: int = 1
    supplements: tuple[tuple[str, int], ...] = ()

    @property
    def at(self):
        """Give the time of the ruling."""
        return datetime(2014, 5, self.day, 12, tzinfo=UTC)


RULINGS = (
    HandRuling("1.1", "Birk", ALL, "ja", 6),
    # Void: Eng has since changed the answer from version 1 to 2.
    HandRuling("1.1", "Eng", "Alkohol og stof", "ja", 6),
    # Fjord's delvis in Unge has a ruling, but Stof is unanswered, so it changes nothing.
    HandRuling("1.1", "Fjord", "Unge", "ja", 7),
    # Ager: ja, then nej about the same versions. The latest counts.
    HandRuling("2.1", "Ager", "Alkohol", "ja", 6),
    HandRuling("2.1", "Ager", "Alkohol", "nej", 8),
    HandRuling("2.1", "Birk", ALL, "nej", 6, 3, (("2.1b", 4), ("2.1a", 1))),
    HandRuling("2.1", "Eng", "Alkohol og stof", "ja", 6),
    # Void: Eng has since changed the supplementary answer 2.1a in Unge from version 1 to 2.
    HandRuling("2.1", "Eng", "Unge", "ja", 6, 1, (("2.1a", 1),)),
    HandRuling("2.1", "Fjord", "Alkohol", "ja", 6),
    HandRuling("2.1", "Fjord", "Stof", "nej", 6),
    HandRuling("2.1", "Fjord", "Stof", "ja", 9),
    # Holm: the ruling on day 8 was about version 4, which the answer no longer is. The one on day 6 counts.
    HandRuling("2.1", "Holm", ALL, "ja", 6, 5),
    HandRuling("2.1", "Holm", ALL, "nej", 8, 4),
    # On an answer that is no delvis, a ruling says nothing: Ager's nej stays nej.
    HandRuling("1.1", "Ager", "Stof", "ja", 6),
)

# indicator → municipality → (value, rule, level). Every participant is in it.
EXPECTED = {
    "1.1": {
        "Ager": ("nej", "split", None),  # ja | nej: delt indsats
        "Birk": ("ja", "yes_ruled", None),  # delvis, ruled ja
        "Eng": ("afventer", "awaiting", None),  # delvis with a void ruling | ja
        "Fjord": ("ikke_besvaret", "unanswered", None),  # ja | unanswered | delvis
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("ja", "all_yes", None),
    },
    "1.2": {
        "Ager": ("ja", "all_yes", None),  # not relevant | ja: the relevant track decides
        "Birk": ("ikke_relevant", "not_relevant", None),
        "Eng": ("ikke_besvaret", "unanswered", None),  # not relevant | unanswered
        "Fjord": ("nej", "no_answered", None),  # nej | unanswered | not relevant: nobody says otherwise
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("nej", "no_answered", None),
    },
    "2.1": {
        "Ager": ("nej", "split", None),  # delvis, ruled nej at last | ja
        "Birk": ("nej", "no_ruled", None),
        "Eng": ("afventer", "awaiting", None),  # delvis ruled ja | delvis with a void ruling
        "Fjord": ("ja", "yes_ruled", None),  # delvis ruled ja | delvis ruled ja at last | ja
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("ja", "yes_ruled", None),
    },
    "3.1": {
        "Ager": ("nej", "split", None),  # 2 is below 3 | 4 is not
        "Birk": ("ja", "level_lowest", 3),  # 3 is just enough
        "Eng": ("ja", "level_lowest", 4),  # the lowest of 5 and 4
        "Fjord": ("nej", "level_below", None),  # 2 | unanswered | 1: both that are answered are below
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("ikke_relevant", "not_relevant", None),
    },
    "4.1": {
        "Ager": ("ikke_relevant", "not_asked", None),
        "Birk": ("ja", "all_yes", None),
        "Eng": ("ja", "all_yes", None),
        "Fjord": ("nej", "no_answered", None),
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("ja", "all_yes", None),
    },
    "5.1": {
        "Ager": ("ja", "all_yes", None),
        "Birk": ("ja", "all_yes", None),
        "Eng": ("ja", "all_yes", None),
        "Fjord": ("ja", "all_yes", None),
        "Gran": ("ikke_besvaret", "not_submitted", None),
        "Holm": ("ja", "all_yes", None),
    },
}

# indicator → cluster → (ja, nej, afventer, ikke besvaret, ikke relevant), counted on fingers. Each row sums to
# the cluster's N of 2, 3 and 1, each total to 6.
COUNTS = {
    "1.1": {
        "Nord": (1, 1, 0, 0, 0),  # Birk | Ager
        "Syd": (0, 0, 1, 2, 0),  # Eng waits | Fjord, Gran unanswered
        "Vest": (1, 0, 0, 0, 0),  # Holm
        None: (2, 1, 1, 2, 0),
    },
    "1.2": {
        "Nord": (1, 0, 0, 0, 1),  # Ager | Birk not relevant
        "Syd": (0, 1, 0, 2, 0),  # Fjord | Eng, Gran unanswered
        "Vest": (0, 1, 0, 0, 0),  # Holm
        None: (1, 2, 0, 2, 1),
    },
    "2.1": {
        "Nord": (0, 2, 0, 0, 0),  # Ager, Birk
        "Syd": (1, 0, 1, 1, 0),  # Fjord | Eng waits | Gran unanswered
        "Vest": (1, 0, 0, 0, 0),  # Holm
        None: (2, 2, 1, 1, 0),
    },
    "3.1": {
        "Nord": (1, 1, 0, 0, 0),  # Birk | Ager
        "Syd": (1, 1, 0, 1, 0),  # Eng | Fjord | Gran unanswered
        "Vest": (0, 0, 0, 0, 1),  # Holm not relevant
        None: (2, 2, 0, 1, 1),
    },
    "4.1": {
        "Nord": (1, 0, 0, 0, 1),  # Birk | Ager not relevant
        "Syd": (1, 1, 0, 1, 0),  # Eng | Fjord | Gran unanswered
        "Vest": (1, 0, 0, 0, 0),  # Holm
        None: (3, 1, 0, 1, 1),
    },
    "5.1": {
        "Nord": (2, 0, 0, 0, 0),
        "Syd": (2, 0, 0, 1, 0),  # Gran unanswered
        "Vest": (1, 0, 0, 0, 0),
        None: (5, 0, 0, 1, 0),
    },
}

# The queue: only what decides. Fjord's delvis in 1.1 stands beside an unanswered track and is not in it.
QUEUE = {("1.1", "Eng", "Alkohol og stof"), ("2.1", "Eng", "Unge")}

# Nothing is unanimous as long as Gran has not submitted. Without Gran, N is 5 and 5.1 is ja in all of them.
UNANIMOUS = set()
UNANIMOUS_WITHOUT_GRAN = {"5.1"}


def asked_tracks(indicator, municipality):
    """Give the names of a municipality's tracks in which the indicator is asked, in order."""
    areas = INDICATORS[indicator][3]
    return [name for name, covered in TRACKS[municipality].items() if covered & areas]
