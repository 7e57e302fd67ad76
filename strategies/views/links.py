"""What ties strategies to the self-assessment: from nej to action, and which recommendations are served where."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from clusters.consolidation import Outcome
from clusters.current import current_first
from clusters.dashboard import load_picture
from clusters.models import Round
from clusters.permissions import may_edit_answers, visible_assessments, visible_rounds
from indicators.models import Indicator
from strategies import workflow
from strategies.coverage import load_coverage, load_served
from strategies.forms.links import LinkForm
from strategies.models import Strategy
from strategies.permissions import editable_strategies, visible_strategies
from strategies.remedies import changes_of, load_remedies, load_standings, needs_of, outcomes_by_key


@login_required
@require_safe
def remedies(request, round, code):
    """What a municipality answered nej to in a round, what is meant to change it, and how it was the round before."""
    assessment = _find_assessment(request.user, round, code)
    picture = load_picture(assessment.round, municipality_code=code)
    row = picture.find(code)
    earlier = _earlier(request.user, assessment)
    keys = {each.key for shown in (picture, earlier) if shown for each in shown.verdicts}
    strategies = visible_strategies(request.user).filter(adoptions__municipality=assessment.municipality)
    found = load_remedies(strategies, assessment.round.catalogue_id, keys, dated=True)
    before = outcomes_by_key(earlier, earlier and earlier.find(code))
    own = may_edit_answers(request.user, assessment)
    needs = needs_of(picture, row, Outcome.NO, found) if row else ()
    context = {
        "assessment": assessment,
        "round": assessment.round,
        "row": row,
        "needs": needs,
        "without": sum(not need.has_remedy for need in needs),
        "only_meant": sum(need.is_only_meant for need in needs),
        "awaiting": needs_of(picture, row, Outcome.AWAITING, found) if row else (),
        "changes": changes_of(picture, outcomes_by_key(picture, row), earlier, before, found) if before else (),
        "before_is_known": bool(before),
        "own": own,
        "may_start": own and _open_strategies(request.user, assessment).exists(),
    }
    return render(request, "strategies/remedies.html", context)


@login_required
@require_safe
def remedies_round(request, round):
    """How many nej each municipality has in a round, and which of them nothing is meant to change."""
    round_ = get_object_or_404(visible_rounds(request.user).select_related("catalogue"), slug=round)
    seen = visible_assessments(request.user).filter(round=round_).values_list("municipality__code", flat=True)
    standings = load_standings(load_picture(round_), visible_strategies(request.user), set(seen))
    return render(request, "strategies/remedies_round.html", {"round": round_, "standings": standings})


@login_required
@require_safe
def remedies_start(request, round, code, number):
    """Start an activity against a nej: at once where there is one strategy it can go into, else after a choice."""
    assessment, indicator = _find_own(request.user, round, code, number)
    starts = [
        (
            strategy,
            f"{reverse('strategies:activity_add', args=[strategy.slug])}?{urlencode({'indikator': indicator.pk})}",
        )
        for strategy in _open_strategies(request.user, assessment)
    ]
    if len(starts) == 1:
        return redirect(starts[0][1])
    context = {"assessment": assessment, "round": assessment.round, "indicator": indicator, "starts": starts}
    return render(request, "strategies/remedies_start.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remedies_link(request, round, code, number):
    """Tie an indicator to a goal or an activity that the municipality has already."""
    assessment, indicator = _find_own(request.user, round, code, number)
    strategies = _open_strategies(request.user, assessment)
    form = LinkForm(request.POST or None, strategies=strategies, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen
        try:
            workflow.save(
                chosen,
                actor=request.user,
                at=timezone.now(),
                base_version=chosen.version,
                links={"indicators": [*chosen.indicators.all(), indicator]},
            )
        except workflow.WorkflowError as refusal:
            form.add_error("what", refusal.message)
        else:
            messages.success(request, f"”{chosen}” er knyttet til {indicator.number}.")
            return redirect(f"{reverse('strategies:remedies', args=[round, code])}#indikator-{indicator.pk}")
    context = {"assessment": assessment, "round": assessment.round, "indicator": indicator, "form": form}
    return render(request, "strategies/remedies_link.html", context)


@login_required
@require_safe
def coverage(request):
    """Which recommendations each municipality's goals and activities serve, cluster by cluster."""
    shown = load_coverage(request.user, catalogue=request.GET.get("katalog", ""), cluster=request.GET.get("klynge", ""))
    opened = visible_rounds(request.user).exclude(state=Round.State.PLANNED)
    context = {"coverage": shown, "round": next(iter(current_first(opened)), None)}
    return render(request, "strategies/coverage.html", context)


@login_required
@require_safe
def coverage_cell(request, code, number):
    """The goals and activities behind one cell of the matrix."""
    served = load_served(request.user, code=code, number=number, catalogue=request.GET.get("katalog", ""))
    if served is None:
        raise Http404
    return render(request, "strategies/coverage_cell.html", {"served": served})


def _find_assessment(user, round_slug, code):
    """Give the assessment if the user may see its answers. Raises Http404 otherwise."""
    related = ("round__catalogue", "round__previous", "municipality", "round_cluster", "submission")
    rows = visible_assessments(user).select_related(*related)
    return get_object_or_404(rows, round__slug=round_slug, municipality__code=code)


def _find_own(user, round_slug, code, number):
    """Give (assessment, indicator) to those who answer for the municipality.

    Raises PermissionDenied for those who may see the answers only, Http404 for everybody else and for a number that
    is none of the catalogue's indicators.
    """
    assessment = _find_assessment(user, round_slug, code)
    indicator = Indicator.objects.filter(
        catalogue_id=assessment.round.catalogue_id, number=number, parent__isnull=True
    ).first()
    if indicator is None:
        raise Http404
    if not may_edit_answers(user, assessment):
        raise PermissionDenied("Aktiviteter og mål skrives af kommunens egne sagsbehandlere og ansvarlige.")
    return assessment, indicator


def _open_strategies(user, assessment):
    """Give the strategies of the municipality into which the user may write, those that are replaced left out."""
    mine = editable_strategies(user).filter(adoptions__municipality=assessment.municipality_id)
    return mine.exclude(state=Strategy.State.RETIRED).order_by("title", "pk")


def _earlier(user, assessment):
    """Give the picture of the round before, None where there is none or its answers may not be seen."""
    previous, code = assessment.round.previous, assessment.municipality.code
    seen = visible_assessments(user).filter(round=previous, municipality__code=code) if previous else None
    return load_picture(previous, municipality_code=code) if seen is not None and seen.exists() else None
