"""Pages about the product itself: help, privacy, accessibility."""

from django.shortcuts import render

HELP = (
    ("Svar på selvvurderingen", "svar"),
    ("Indsend for kommunen", "indsend"),
    ("Sådan samles svarene", "samles"),
    ("Vurdér et ”delvis”", "vurder"),
    ("Strategi og handleplan", "strategi"),
    ("Hvem ser hvad", "hvem"),
)


def help_page(request):
    """How the work goes, from the first answer to the numbers."""
    items = [{"label": label, "url": f"#{anchor}"} for label, anchor in HELP]
    return render(request, "workspace/help.html", {"contents": [{"items": items}]})


def privacy(request):
    """What is kept about people, and what must not be written here."""
    return render(request, "workspace/privacy.html")


def accessibility(request):
    """How the pages can be used, and whom to tell where they cannot."""
    return render(request, "workspace/accessibility.html")
