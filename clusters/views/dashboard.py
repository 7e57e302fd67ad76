"""The cluster dashboard, the matrix, one cell of it, and the municipalities behind a number."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.behind import possible, sections
from clusters.cell import build_cell
from clusters.dashboard import load_picture
from clusters.matrix import build_matrix
from clusters.overview import choice_words, count_url, groups, read_choice, recommendations
from clusters.permissions import visible_assessments
from clusters.sight import sight_of
from clusters.views.frame import find_indicator, frame, load_round
from clusters.work import load_work
from indicators.values import is_verdict

# Up to so many municipalities are listed with their progress without being asked for.
FEW = 30


@login_required
@require_safe
def dashboard(request, round):
    """The round by cluster: who is how far, and what was answered to each indicator."""
    picture = load_picture(load_round(request.user, round))
    work = load_work(picture.round)
    choice = read_choice(request.GET, picture, work.areas)
    shown = picture.for_area(choice.area) if choice.area else picture
    context = {
        "work": work,
        "choice": choice,
        "choice_words": choice_words(choice, picture, work.areas),
        "recommendations": recommendations(picture),
        "chosen_cluster": next((c for c in picture.clusters if c.slug == choice.cluster), None),
        "area_name": dict(work.areas).get(choice.area, ""),
        "groups": groups(shown, choice, sight_of(request.user, picture)),
        "longest": max((cluster.n for cluster in picture.clusters), default=0),
        "pending": len(picture.pending()),
        "list_municipalities": picture.round.is_open and picture.invited <= FEW,
        "stacked": len(picture.clusters) > 4,
    }
    return render(request, "clusters/dashboard_page.html", frame(request, picture, "dashboard", **context))


@login_required
@require_safe
def matrix(request, round):
    """Every municipality and every consolidated indicator at a glance, or those of a cluster or a recommendation."""
    picture = load_picture(load_round(request.user, round))
    choice = read_choice(request.GET, picture, (), picture.verdicts)
    context = {
        "choice": choice,
        "choice_words": choice_words(choice, picture, ()),
        "matrix": build_matrix(picture, sight_of(request.user, picture), choice),
    }
    return render(request, "clusters/matrix_page.html", frame(request, picture, "matrix", **context))


@login_required
@require_safe
def cell(request, round, code, number):
    """One municipality's answer to one indicator: what it came to, by which rule, from which answers."""
    round_ = load_round(request.user, round)
    visible = _visible_in(request.user, code, round_)
    picture = load_picture(round_, municipality_code=code)
    row, indicator = picture.find(code), find_indicator(picture, number)
    if round_.pk not in visible or row is None:
        raise Http404
    context = {
        "cell": build_cell(picture, row, indicator),
        "cluster": picture.cluster_of(row),
        "before": _before(round_, visible, code, indicator),
    }
    page = frame(request, picture, "matrix", whole=False, **context)
    return render(request, "clusters/cell_page.html", page)


def _visible_in(user, code, round_):
    """Give the ids of the rounds, this one and the one before, in which the municipality's answers may be seen."""
    rounds = [round_.pk, round_.previous_id]
    return set(
        visible_assessments(user)
        .filter(municipality__code=code, round_id__in=rounds)
        .values_list("round_id", flat=True)
    )


def _before(round_, visible, code, indicator):
    """Give the same question's cell in the round before, found by its key; None where there is none to see."""
    if round_.previous_id not in visible:
        return None
    picture = load_picture(round_.previous, municipality_code=code)
    row = picture.find(code)
    same = next((each for each in picture.indicators if each.key == indicator.key), None)
    return build_cell(picture, row, same) if row and row.has_submitted and same else None


@login_required
@require_safe
def count(request, round, number):
    """The municipalities behind a number, with the rule and the answers of those one may see."""
    picture = load_picture(load_round(request.user, round))
    indicator = find_indicator(picture, number)
    areas = sorted({slug for row in picture.rows for track in row.tracks for slug in track.areas})
    choice = read_choice(request.GET, picture, [(slug, slug) for slug in areas])
    values = possible(indicator)
    value = request.GET.get("svar", "") if request.GET.get("svar", "") in dict(values) else ""
    shown = picture.for_area(choice.area) if choice.area else picture
    sight = sight_of(request.user, picture)
    found = sections(shown, indicator, sight, choice.cluster, value, alone=bool(choice.area))
    context = {
        "indicator": indicator,
        "choice": choice,
        "chosen_cluster": next((c for c in picture.clusters if c.slug == choice.cluster), None),
        "sections": found,
        "value_word": dict(values).get(value, ""),
        "switch": _switch(shown, indicator, choice, value, values),
        "whole_url": count_url(picture, indicator.number, klynge=choice.cluster, svar=value),
        "all_examples": _all_examples(found),
        "is_verdict": is_verdict(indicator.answer_type),
    }
    return render(request, "clusters/count_page.html", frame(request, picture, "dashboard", **context))


def _switch(picture, indicator, choice, value, values):
    """Give the links that narrow the page down to one answer, as (word, address, is current)."""
    return [
        (word, count_url(picture, indicator.number, klynge=choice.cluster, spor=choice.area, svar=each), each == value)
        for each, word in (("", "alle"), *values)
    ]


def _all_examples(found):
    """Say whether every answer shown is invented, so that one sentence says it for all."""
    answers = [track.answer for section in found for entry in section.entries for track in entry.cell.tracks]
    return bool(answers) and all(answer is None or answer.example for answer in answers)
