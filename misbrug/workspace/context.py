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
    places = [
        {
            "label": label,
            "url": reverse(name),
            "current": path == prefix if prefix == "/" else path.startswith(prefix),
            "current_kind": "page" if path == prefix else "true",
        }
        for label, name, prefix in PLACES
        if who is not None and _is_for(name, who)
    ]
    if who is not None and who.is_administrator:
        # The pages of the import look like the rest of the product, and belong to the administration all the same.
        here = any(path.startswith(prefix) for prefix in TABLE_PAGES)
        places.append(
            {"label": "Administration", "url": reverse("admin:index"), "current": here, "current_kind": "true"}
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
