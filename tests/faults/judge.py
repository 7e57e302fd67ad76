"""What the writers were told, held against what is stored."""

from collections import Counter

from clusters.models import Answer


def judge(told) -> dict[str, list[str]]:
    """Give {"lost", "duplicated", "overwritten unseen", "not what stands", "surprises": what is wrong, in words}.

    `told` is a list of writer.Told. A text is lost where its writer was told that it is saved and no history row of
    that version holds it, or where it was sent and neither stored nor given up by its writer. It is duplicated where
    the history holds it more often than it was sent. It is overwritten unseen where the version after it was written
    by somebody who had not been shown it.
    """
    rows = _stored()
    versions = {(place, version): text for place, version, text in rows}
    sent = [payload for each in told for payload in each.sent]
    return {
        "lost": _lost(told, versions),
        "duplicated": _duplicated(rows, sent),
        "overwritten unseen": _unseen(rows, versions, sent),
        "not what stands": _standing(rows),
        "surprises": [str(surprise) for each in told for surprise in each.surprises],
    }


def _stored():
    rows = Answer.history.order_by("id", "version", "history_id")
    fields = rows.values_list("track_id", "indicator_id", "version", "elaboration")
    return [((track, indicator), version, text) for track, indicator, version, text in fields]


def _lost(told, versions):
    lost = []
    texts = {(place, text) for (place, _), text in versions.items()}
    for each in told:
        for payload, version in each.saved:
            if versions.get((payload.place, version)) != payload.text:
                lost.append(
                    f"told that {payload} is version {version}, which is {versions.get((payload.place, version))}"
                )
        answered = {payload for payload, _ in each.saved} | set(each.discarded)
        for payload in each.sent:
            text_goes_on = any(other.text == f"{payload.text} igen" for other in each.sent)
            if payload not in answered and not text_goes_on and (payload.place, payload.text) not in texts:
                lost.append(f"sent and never heard of: {payload}")
    return lost


def _duplicated(rows, sent):
    stored = Counter((place, text) for place, _, text in rows)
    wanted = Counter((payload.place, payload.text) for payload in set(sent))
    twice = [f"{text} {number} times" for (place, text), number in stored.items() if number > wanted[place, text]]
    versions = Counter((place, version) for place, version, _ in rows)
    return twice + [f"version {key} {number} times" for key, number in versions.items() if number > 1]


def _unseen(rows, versions, sent):
    """Each version builds on the one before it, and its writer had seen what that said."""
    built_on = {(payload.place, payload.text, payload.base): payload.base_text for payload in sent}
    unseen = []
    for place, version, text in rows:
        before = versions.get((place, version - 1), "")
        if built_on.get((place, text, version - 1)) != before:
            unseen.append(f"version {version} ({text}) was written over “{before}”")
    return unseen


def _standing(rows):
    latest = {}
    for place, version, text in rows:
        latest[place] = max(latest.get(place, (0, "")), (version, text))
    stands = {
        (track, indicator): (version, text)
        for track, indicator, version, text in Answer.objects.values_list(
            "track_id", "indicator_id", "version", "elaboration"
        )
    }
    return [
        f"{place}: {latest.get(place)}, but {stands.get(place)} stands"
        for place in latest | stands
        if latest.get(place) != stands.get(place)
    ]
