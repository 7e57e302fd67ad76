"""What every page shows of the installation and the user: navigation, role and place, the demo strip."""

from django.conf import settings
from django.urls import reverse

from clusters.permissions import standing

PLACES = (
    ("Mit arbejde", "workspace:home", "/"),
    ("Selvvurdering", "clusters:assessment_list", "/selvvurderinger/"),
    ("Klynger", "clusters:round_list", "/klynger/"),
    ("Strategier", "strategies:list", "/strategier/"),
    ("Statusrapport", "clusters:report_list", "/statusrapporter/"),
)
TABLE_PAGES = ("/import/", "/eksport/")


def workspace(request):
    """Give `navigation`, `user_place`, `demo` to the templates. One query, for the roles of a logged-in user."""
    user = getattr(request, "user", None)
    who = standing(user) if user is not None else None
    return {
        "demo": settings.DEMO,
        "navigation": _navigation(request.path, who),
        "user_place": _place(who) if who else "",
    }


def _navigation(path, who):
    # The pages of tables look like the rest of the product. To administrators they belong to the administration, to
    # those who import and fetch their own answers to the self-assessments.
    in_tables = path.startswith(TABLE_PAGES)
    home = "/admin/" if who is not None and who.is_administrator else "/selvvurderinger/"
    places = [
        {
            "label": label,
            "url": reverse(name),
            "current": path == prefix if prefix == "/" else path.startswith(prefix) or (in_tables and prefix == home),
            "current_kind": "page" if path == prefix else "true",
        }
        for label, name, prefix in PLACES
        if who is not None and _is_for(name, who)
    ]
    if who is not None and who.is_administrator:
        places.append(
            {"label": "Administration", "url": reverse("admin:index"), "current": in_tables, "current_kind": "true"}
        )
    return places


def _is_for(name, who):
    if name == "workspace:home":
        return who.user_id is not None
    if name == "clusters:assessment_list":
        return bool(who.own or who.clusters or who.project)
    if name == "clusters:round_list":
        return who.takes_part or who.is_administrator
    return who.user_id is not None or settings.PUBLIC_READING


def _place(who):
    """Give the place of the user's first role, with the area of a caseworker: "Område: stof"."""
    if who.areas:
        return "Område: " + ", ".join(sorted(who.areas))
    if not who.memberships:
        return "Administrator" if who.is_administrator else ""
    first = who.memberships[0]
    return str(first.region or first.cluster or first.municipality)
