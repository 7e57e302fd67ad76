"""Files to fetch, for the tables of who may see what: who meets what, and where."""

from django.urls import reverse

from misbrug.imports.kinds import KINDS

THEN, NOW = "region-sjaelland-2014", "region-sjaelland-2026"
OPEN, HIDDEN = "open", 404
ROUND_FILES = ("dashboard_file", "matrix_file", "round_file")
EXPORTS = (*ROUND_FILES, "list", "file")
# What a file is fetched from, where it needs something.
SOURCES = {"recommendations": "kl-2012", "indicators": "kl-2012", "supplementary": "kl-2012"}


def takes_part(who):
    """Say whether the actor has a role in the rounds."""
    return any(who.get(key) for key in ("own", "leads_cluster", "project", "steering"))


def of_export(who, slug="answers"):
    """Say what the page of the export and the file of one kind answer.

    The answers are for all who take part in some round, be it elsewhere: there may be none that they see.
    """
    if who.get("admin"):
        return OPEN
    return OPEN if slug == "answers" and (takes_part(who) or who.get("elsewhere")) else HIDDEN


def of_round_file(who):
    """Say what a file of a round answers: those who see the round's pages may fetch them."""
    return OPEN if takes_part(who) or who.get("admin") else HIDDEN


def export_addresses():
    """Give (address, what it answers by `who`) of every file, and of the page that leads to them."""
    for name in ROUND_FILES:
        for round_slug, kind in ((THEN, "xlsx"), (NOW, "csv"), (NOW, "json")):
            yield reverse(f"clusters:{name}", args=[round_slug, kind]), of_round_file
        yield reverse(f"clusters:{name}", args=[NOW, "pdf"]), lambda who: HIDDEN
    yield reverse("exports:list"), of_export
    for slug, kind in KINDS.items():
        if slug != "activities":
            url = reverse("exports:file", args=[kind.path]) + f"?type=csv&fra={SOURCES.get(slug, '')}"
            yield url, lambda who, s=slug: of_export(who, s)
    yield reverse("exports:file", args=["findes-ikke"]), lambda who: HIDDEN
