"""What is read beside an edition: the municipalities behind one of its numbers, and what is other than in another."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from clusters.consolidation import Outcome
from clusters.models import Edition
from clusters.permissions import readable_report_rounds, standing, visible_rounds
from clusters.reports.comparison import compare
from clusters.reports.sealed_answers import find_indicator, read_record, sections
from clusters.views.editions import find_edition
from clusters.views.reports import HEAVY, for_readers, report_frame, sealed_facts
from indicators.models import Indicator
from indicators.values import SEPARATOR, display

OFFERED = 50


# ---- behind a number -------------------------------------------------------------------------------------


@for_readers
@require_safe
def edition_count(request, round, number, indicator):
    """The municipalities behind a number of an edition; for those who take part with their own words."""
    round_, editions, found = find_edition(request.user, round, number)
    facts = sealed_facts(found)
    row = find_indicator(facts, indicator)
    if row is None:
        raise Http404
    cluster = next((each for each in facts.clusters if each.slug == request.GET.get("klynge")), None)
    value = _chosen(row, request.GET.get("svar", ""))
    slug = cluster.slug if cluster else ""
    shown = sections(facts, row, slug, value if row.counts else "")
    told = _told(found, round_, indicator, shown) if sees_record(request.user, round_, found) else None
    if told is not None and value and row.tally:
        shown = _with_option(shown, told, value)
    context = report_frame(
        request.user,
        round_,
        editions,
        edition=found,
        facts=facts,
        indicator=row,
        cluster=cluster,
        value=value,
        sections=[
            (each, [(entry, (told or {}).get(entry.member.code, ())) for entry in each.entries]) for each in shown
        ],
        sees_record=told is not None,
        switch=_switch(round_, found, row, slug, value),
        all_examples=_all_examples(shown),
    )
    return render(request, "clusters/edition_count.html", context)


def sees_record(user, round_, edition):
    """Say whether the user may read the answers behind an edition: as other participants' answers once released."""
    if edition.is_withdrawn or not standing(user).takes_part:
        return False
    return visible_rounds(user).filter(pk=round_.pk).exists()


def _options(indicator):
    return [word for word, _ in indicator.tally.tally.options] if hasattr(indicator.tally.tally, "options") else []


def _chosen(indicator, value):
    """Give the outcome or option that the page is narrowed down to, "" for what is none."""
    known = [outcome.value for outcome in Outcome] if indicator.counts else _options(indicator)
    return value if value in known else ""


def _switch(round_, edition, indicator, cluster, value):
    """Give the links that narrow the page down to one answer, as (word, address, is current)."""
    words = (
        [(outcome.value, outcome.label) for outcome in Outcome]
        if indicator.counts
        else [(option, option) for option in _options(indicator)]
    )
    address = reverse("clusters:edition_count", args=[round_.slug, edition.number, indicator.number])
    links = []
    for each, word in (("", "alle"), *words):
        query = urlencode({name: text for name, text in (("klynge", cluster), ("svar", each)) if text})
        links.append((word, f"{address}?{query}" if query else address, each == value))
    return links


def _told(edition, round_, number, shown):
    """Give what the record says to one indicator: by code, (track, words, elaboration, supplements) of each track."""
    rows = Indicator.objects.filter(catalogue=round_.catalogue_id).select_related("parent").order_by("order", "pk")
    rows = [row for row in rows if number in (row.number, row.parent and row.parent.number)]
    main = next((row for row in rows if row.number == number), None)
    record, told = read_record(edition.record), {}
    for section in shown:
        for entry in section.entries:
            tracks = record.get(entry.member.code, ())
            told[entry.member.code] = [_track(track, main, rows) for track in tracks if _answers(track, rows)]
    return told


def _answers(track, rows):
    return [row for row in rows if row.pk in track.answers]


def _track(track, main, rows):
    answer = track.answers.get(main.pk) if main else None
    return {
        "name": track.name,
        "value": answer.value if answer else "",
        "words": display(main, answer.value) if answer else "ikke besvaret",
        "elaboration": answer.elaboration if answer else "",
        "example": bool(answer and answer.example),
        "supplements": [
            {
                "number": row.number,
                "text": row.text,
                "words": display(row, track.answers[row.pk].value),
                "elaboration": track.answers[row.pk].elaboration,
            }
            for row in _answers(track, rows)
            if row is not main and track.answers[row.pk].value
        ],
    }


def _with_option(shown, told, option):
    """Keep the municipalities in which a track chose an option."""
    (section,) = shown
    chosen = [
        entry
        for entry in section.entries
        if any(option in track["value"].split(SEPARATOR) for track in told.get(entry.member.code, ()))
    ]
    return (type(section)(section.key, section.word, tuple(chosen)),)


def _all_examples(shown):
    values = [entry.value for section in shown for entry in section.entries if entry.value]
    return bool(values) and all(value.is_example for value in values)


# ---- two editions ----------------------------------------------------------------------------------------


@for_readers
@require_safe
def edition_compare(request, round, number):
    """Which municipalities moved between two editions of two rounds, by the indicators' stable keys."""
    round_, editions, found = find_edition(request.user, round, number)
    offered = _offered(request.user, round_)
    chosen, is_unknown = _other(request.GET.get("med", ""), offered, round_)
    context = report_frame(
        request.user, round_, editions, edition=found, offered=offered, chosen=chosen, is_unknown=is_unknown
    )
    if chosen:
        earlier, later = sorted((chosen, found), key=_age)
        compared = compare(sealed_facts(earlier), sealed_facts(later))
        context |= {
            "earlier": earlier,
            "later": later,
            "comparison": compared,
            "moved": [row for row in compared.indicators if row.moved],
            "unmoved": [row for row in compared.indicators if not row.moved],
        }
    return render(request, "clusters/edition_compare.html", context, status=404 if is_unknown else 200)


def _age(edition):
    round_ = edition.report.round
    return (round_.opened_at is not None, round_.opened_at or edition.released_at, edition.released_at)


def _offered(user, round_):
    """Give the editions of other rounds of the region that the user may read, the newest round first."""
    rounds = readable_report_rounds(user).filter(region=round_.region_id).exclude(pk=round_.pk)
    rows = Edition.objects.filter(report__round__in=rounds).defer(*HEAVY).select_related("report__round")
    return list(rows.order_by("-report__round__opened_at", "-number")[:OFFERED])


def _other(asked, offered, round_):
    """Give the edition to compare with, and whether one was asked for that is not there to be read."""
    if asked:
        found = next((row for row in offered if f"{row.report.round.slug}/{row.number}" == asked), None)
        return found, found is None
    before = [row for row in offered if row.report.round_id == round_.previous_id and not row.is_withdrawn]
    return (before[0] if before else None), False
