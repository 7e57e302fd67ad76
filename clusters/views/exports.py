"""Files to fetch: the dashboard and the matrix as they are filtered, and the whole round."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.answer_tables.export import export_answers
from clusters.dashboard import load_picture
from clusters.exports.binder import bound
from clusters.exports.pages import dashboard_binder, matrix_binder
from clusters.exports.whole_round import round_binder
from clusters.matrix import build_matrix
from clusters.overview import choice_words, groups, read_choice
from clusters.sight import sight_of
from clusters.views.editions import attachment
from clusters.views.frame import load_round
from clusters.work import load_work
from misbrug.tables.writing import plain_name

KINDS = ("xlsx", "csv", "json")


@login_required
@require_safe
def dashboard_file(request, round, kind):
    """Fetch the figures of the dashboard, filtered as its address is."""
    picture = _picture(request, round, kind)
    work = load_work(picture.round)
    choice = read_choice(request.GET, picture, work.areas)
    shown = picture.for_area(choice.area) if choice.area else picture
    found = groups(shown, choice, sight_of(request.user, picture))
    words = choice_words(choice, picture, work.areas)
    return _file(dashboard_binder(shown, found, words, timezone.now()), kind, "klynger", round, *choice.query.values())


@login_required
@require_safe
def matrix_file(request, round, kind):
    """Fetch the municipalities by the indicators, filtered as the matrix's address is."""
    picture = _picture(request, round, kind)
    choice = read_choice(request.GET, picture, (), picture.verdicts)
    matrix = build_matrix(picture, sight_of(request.user, picture), choice)
    words = choice_words(choice, picture, ())
    return _file(matrix_binder(picture, matrix, words, timezone.now()), kind, "kommuner", round, *choice.query.values())


@login_required
@require_safe
def round_file(request, round, kind):
    """Fetch the whole round: answers, rulings and results that the user may see."""
    picture = _picture(request, round, kind)
    answers = export_answers(picture.round, request.user)
    sight = sight_of(request.user, picture)
    return _file(round_binder(picture, sight, answers, timezone.now()), kind, "runde", round)


def _picture(request, round, kind):
    if kind not in KINDS:
        raise Http404
    return load_picture(load_round(request.user, round))


def _file(binder, kind, *words):
    content, ending, media_type = bound(binder, kind)
    day = timezone.localdate(binder.at).isoformat()
    return attachment(content, f"{plain_name(*words, day)}{ending}", media_type)
