"""The start page, Mit arbejde."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.utils import timezone

from clusters.models import Edition
from clusters.permissions import standing, visible_reports
from misbrug.workspace.home import load_home
from strategies.due import load_due


def home(request):
    """What waits for the user, by role. Who is not logged in sees released reports, or is asked to log in."""
    if not request.user.is_authenticated:
        if not settings.PUBLIC_READING:
            return redirect_to_login("/")
        return render(request, "workspace/welcome.html", {"reports": _published(request.user)})
    today = timezone.localdate()
    context = {"home": load_home(request.user), "today": today, "who": standing(request.user)}
    context["due"] = load_due(request.user, today)
    if not context["who"].takes_part:
        context["reports"] = _published(request.user)
    return render(request, "workspace/home.html", context)


def _published(user):
    """Give the reports of which an edition stands, each with that edition's number."""
    standing_edition = Edition.objects.filter(report=OuterRef("pk"), withdrawn_at__isnull=True).order_by("-number")
    reports = visible_reports(user).filter(published_at__isnull=False)
    reports = reports.annotate(edition_number=Subquery(standing_edition.values("number")[:1]))
    return reports.select_related("round__region").order_by("-published_at")[:20]
