"""Finding an assessment for a user: strangers get 404, those who may see but not do what they ask for 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from clusters.permissions import editable_assessments, manageable_assessments, visible_assessments

RELATED = ("round__catalogue", "round__region", "round_cluster", "municipality", "submission")


def find_assessment(user, round_slug, code):
    """Give the assessment if the user may see its answers. Raises Http404 otherwise."""
    return _find(visible_assessments(user), round_slug, code)


def find_editable(user, round_slug, code):
    """Give the assessment of a municipality the user answers for.

    Raises PermissionDenied for those who may see it only, Http404 for everybody else.
    """
    rows = editable_assessments(user).filter(round__slug=round_slug, municipality__code=code)
    assessment = rows.order_by("pk").first()
    if assessment is None:
        find_assessment(user, round_slug, code)
        raise PermissionDenied("Svarene rettes af kommunens egne sagsbehandlere.")
    return assessment


def find_manageable(user, round_slug, code):
    """Give the assessment if the user may change whether the municipality takes part.

    Raises PermissionDenied for those who may see it only, Http404 for everybody else.
    """
    try:
        return _find(manageable_assessments(user), round_slug, code)
    except Http404:
        find_assessment(user, round_slug, code)
        raise PermissionDenied(
            "Det er kommuneansvarlige, klyngetovholdere og projektgruppen, der melder en kommune ud af runden."
        ) from None


def require(allowed, message):
    """Raise PermissionDenied with the message unless it is allowed."""
    if not allowed:
        raise PermissionDenied(message)


def _find(assessments, round_slug, code):
    rows = assessments.select_related(*RELATED)
    return get_object_or_404(rows, round__slug=round_slug, municipality__code=code)


def find_row(rows, pk):
    """Give one of a whole's rows. Raises Http404 where it is another's, or gone."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
