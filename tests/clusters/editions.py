"""Reports that have gone the way to an edition, with one small file instead of all formats."""

from clusters import workflow
from clusters.dashboard import load_picture
from clusters.models import Edition, Round
from clusters.reports.sealing import to_json
from clusters.ruling_page import queue
from tests.factories import NOW, UserFactory


def json_alone(facts):
    """Make one file that holds all that was sealed."""
    return [
        workflow.MadeFile("json", f"udgave-{facts.edition.number}.json", "application/json", to_json(facts).encode())
    ]


def settled(round_, outcome="ja", reason="Som de andre."):
    """Rule on every *delvis* that waits, and give the round."""
    actor = UserFactory(name="Projektgruppe, Lejre")
    for case in queue(load_picture(Round.objects.select_related("catalogue").get(pk=round_.pk))):
        workflow.rule(
            answer_id=case.answer.id, outcome=outcome, reason=reason, expected=case.fingerprint, actor=actor, at=NOW
        )
    return round_


def at_steering(round_, actor=None):
    """Send the report of a round that takes no more answers to the municipalities and on to the steering group."""
    actor = actor or UserFactory(name="Projektgruppe, Lejre")
    workflow.send_to_municipalities(round_.pk, deadline=None, actor=actor, at=NOW)
    workflow.send_to_steering(round_.pk, actor=actor, at=NOW)
    return round_


def released(round_, *, make_files=json_alone, at=NOW) -> Edition:
    """Let the report of a round that takes no more answers go all the way, and give its edition."""
    at_steering(settled(round_))
    return workflow.release(round_.pk, actor=UserFactory(name="Styregruppe"), at=at, make_files=make_files)


def released_again(round_, reason="En tekst er rettet.", at=NOW) -> Edition:
    """Begin and release one more edition of a released report, past the municipalities."""
    who = {"actor": UserFactory(name="Projektgruppe, Lejre"), "at": at}
    workflow.begin_edition(round_.pk, reason=reason, **who)
    workflow.send_to_steering(round_.pk, reason=reason, **who)
    return workflow.release(round_.pk, make_files=json_alone, **who)
