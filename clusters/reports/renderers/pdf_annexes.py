"""The annexes as the PDF's template reads them: the clusters' reports and values, then files and links. Pure."""

from clusters.reports.facts import ClusterFacts, ReportFacts
from clusters.reports.reasons import reasons
from clusters.reports.renderers.pdf_parts import WHOLE, aside, head, part
from clusters.reports.renderers.pdf_text import tagged, written
from misbrug.text.danish import NBSP, bind, date_long, file_size, first_upper, join
from misbrug.text.marks import STATE_BY_KEY, STATES

LONGEST_TITLE = 400
"""An annex whose title has more letters begins a page."""

WIDEST_MATRIX = 18
"""Indicators beside each other in one table; where there are more, another follows."""


def annexes(facts: ReportFacts):
    """Give an annex for each cluster, then the list of those that are files or links."""
    numbers = [row.number for row in facts.verdicts]
    for cluster in facts.clusters:
        yield from _cluster(cluster, facts, numbers)
    if facts.annexes:
        yield from _files(facts)


def _cluster(cluster: ClusterFacts, facts, numbers):
    anchor = f"bilag-{cluster.letter.lower()}"
    yield part(anchor, cluster.name, eyebrow=f"Bilag{NBSP}{cluster.letter}", annex=True)
    yield head("Klyngens rapport", example=bool(cluster.report) and tagged(cluster.report, facts))
    if cluster.report:
        for title, text in cluster.report.parts:
            yield head(title, level=3)
            yield {"is": "text", "level": 4, "blocks": written(text, facts)}
        yield aside(bind(f"Afleveret {date_long(cluster.report.delivered_at)}."))
    else:
        yield aside("Klyngen har ikke afleveret en rapport.")
    yield head("Kommunernes samlede svar")
    if numbers and cluster.participants:
        for start in range(0, len(numbers), WIDEST_MATRIX):
            yield _matrix(cluster, numbers[start : start + WIDEST_MATRIX])
        yield from _short_words(cluster)
    else:
        yield aside("Ingen kommuner deltager." if cluster.members else "Klyngen har ingen kommuner.")
    if cluster.members:
        yield head("Reglen bag hvert svar")
    for member in cluster.members:
        yield _member(member, facts)


def _matrix(cluster, numbers):
    """Give the values of a cluster's municipalities, one table of indicators that fit beside each other."""
    rows = []
    for member in cluster.members:
        values = {value.number: value for value in member.values}
        cells = [values.get(number) for number in numbers]
        rows.append(
            {
                "name": member.name,
                "values": [
                    {"key": each.value, "word": _short(each.value), "split": each.split}
                    if each
                    else {"key": "", "word": "", "split": False}
                    for each in cells
                ]
                if member.participates
                else [],
            }
        )
    return {"is": "matrix", "numbers": numbers, "rows": rows, "absent": "Deltager ikke"}


def _short_words(cluster):
    """Say what the shortened words and the corner in a matrix mean, those that occur."""
    values = [value for member in cluster.participants for value in member.values]
    keys = {value.value for value in values}
    told = [
        f"{state.tile}: {state.word}" for state in STATES if state.key in keys and state.tile not in ("", state.word)
    ]
    if any(value.split for value in values):
        told.append("sort hjørne: delt indsats, sporene svarer forskelligt")
    if told:
        yield aside(f"{first_upper('; '.join(told))}.")


def _short(key):
    state = STATE_BY_KEY[key]
    return state.tile or state.word


def _member(member, facts):
    if not member.participates:
        return {"is": "member", "name": member.name, "fine": "", "tracks": "", "absence": bind(member.absence)}
    marks = ["tovholder"] if member.is_lead else []
    marks += ["under rettelse"] if member.under_correction else []
    quoted = [f"”{track}”" for track in member.tracks]
    return {
        "is": "member",
        "name": member.name,
        "fine": ", ".join(marks),
        "tracks": f"Svarer i sporene {join(quoted)}." if len(quoted) > 1 else "",
        "absence": "",
        "reasons": [_reason(each) for each in reasons(member.values, tells=not facts.round.is_example)],
    }


def _reason(reason):
    return {
        "key": reason.value,
        "words": reason.words,
        "numbers": reason.numbers,
        "rule": reason.rule,
        "why": bind(reason.why),
        "example": reason.is_example,
        "starred": reason.starred,
    }


def _files(facts):
    """Give each file or link with a heading of its own, all of them below each other."""
    for place, row in enumerate(facts.annexes):
        name = f"Bilag{NBSP}{row.letter}"
        anchor = f"bilag-{row.letter.lower()}"
        opens = place == 0 or len(row.title) > LONGEST_TITLE
        yield part(anchor, bind(row.title), eyebrow=name, opens=opens, place=WHOLE, annex=True)
        told = [*_told(row), f"Fra {date_long(row.on)}"] if row.on else _told(row)
        blocks = [{"kind": "paragraph", "lines": [[each]]} for each in told]
        yield {"is": "text", "blocks": blocks, "example": tagged(row, facts)}
    if any(row.sha256 for row in facts.annexes):
        yield aside("Med fingeraftrykket (SHA-256) kan enhver se, at en fil er den, der blev udgivet med rapporten.")


def _told(row):
    """Say which file or address an annex is."""
    if row.url:
        return [{"text": row.url, "bold": False, "link": row.url, "note": None}]
    size = f", {file_size(row.size)}" if row.size is not None else ""
    told = [f"{row.file_name}{size}"] if row.file_name else []
    return [*told, f"SHA-256: {row.sha256}"] if row.sha256 else told
