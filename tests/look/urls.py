"""Pages that show every component with sample data, under the middleware and the rules of the product."""

from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

KEYS = ("ja", "nej", "afventer", "ikke_besvaret", "ikke_relevant")


def counts(*numbers):
    """Counts in the order of the marks; the rest are zero."""
    return dict(zip(KEYS, numbers, strict=False))


def shell(**extra):
    """What the context processors of the product give to every page, and the page's own."""
    places = ("Mit arbejde", "Selvvurdering", "Klynger", "Statusrapport")
    return {
        "demo": True,
        "navigation": [{"label": label, "url": "/", "current": label == "Klynger"} for label in places],
        "user": SimpleNamespace(is_authenticated=True, name="Projektgruppe, Lejre"),
        "user_place": "Region Sjælland",
    } | extra


def components(request):
    """Every component that is not about a form."""
    messages.success(request, "Selvvurderingen er indsendt.")
    return render(
        request,
        "look/components.html",
        shell(
            tabs=[
                {"label": "Klynger", "url": "/", "current": True},
                {"label": "Kommuner × indikatorer", "url": "/"},
                {"label": "Til vurdering", "url": "/", "count": 5},
                {"label": "Klyngerapporter", "url": "/", "count": 0},
            ],
            facts=[
                {"number": 16, "of": "af 17", "label": "kommuner deltager"},
                {"number": 16, "of": "af 16", "label": "har indsendt"},
                {"number": 13, "of": "af 16", "label": "er gennemgået"},
                {"number": 0, "label": "svar afventer vurdering", "url": "/"},
            ],
            tiles=["ja"] * 3 + ["nej"] * 5 + ["ja"] * 3 + ["nej", "ja", "nej", "afventer"],
            bars=[counts(4, 1), counts(5), counts(2, 2, 1), counts(3, 0, 1, 0, 1), counts(3, 2, 0, 1), counts()],
            rows=[("Klynge Syd", counts(4, 1)), ("Klynge Øst", counts(5))],
            steps=[
                {"label": "Åbnet", "note": "2. november", "state": "done"},
                {"label": "Besvares", "note": "alkohol færdig, stof i gang", "state": "current"},
                {"label": "Indsendes", "note": "senest 18. december", "state": "todo"},
            ],
            groups=[
                {"items": [{"label": "Indledning", "url": "/"}]},
                {
                    "title": "Anbefalinger",
                    "items": [
                        {"number": 1, "label": "Familieorienteret behandling", "url": "/"},
                        {
                            "number": 2,
                            "label": "Synlighed, tilgængelighed og tidlig opsporing",
                            "url": "/",
                            "current": True,
                        },
                    ],
                },
            ],
        ),
    )


class SampleForm(forms.Form):
    """A form with each kind of field."""

    name = forms.CharField(label="Navn", help_text="Skriv rolle og sted.", max_length=40)
    email = forms.EmailField(label="E-mail", required=False)
    cluster = forms.ChoiceField(label="Klynge", choices=[("", "Vælg klynge"), ("s", "Klynge Syd")])
    answer = forms.ChoiceField(
        label="Svar",
        widget=forms.RadioSelect(attrs={"class": "choice-row"}),
        choices=[("ja", "Ja"), ("nej", "Nej"), ("delvis", "Delvis")],
        help_text="Vælg ét svar.",
    )
    provision = forms.ChoiceField(
        label="Tilbud", widget=forms.RadioSelect, choices=[("e", "Egne"), ("k", "Købte")], required=False
    )
    departments = forms.MultipleChoiceField(
        label="Afdelinger",
        widget=forms.CheckboxSelectMultiple,
        choices=[("j", "Jobcenter"), ("f", "Familieafdeling"), ("s", "Skole og PPR")],
        required=False,
    )
    elaboration = forms.CharField(label="Uddybning", widget=forms.Textarea, max_length=50, required=False)
    deadline = forms.DateField(label="Frist", widget=forms.DateInput(attrs={"class": "form-input--short"}))
    file = forms.FileField(label="Fil", required=False)
    confirm = forms.BooleanField(label="Vi indsender uden disse svar.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        """Let the form write its own tag and button."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Gem"))


def form(request):
    """A form, which comes back with errors when it is sent empty."""
    sample = SampleForm(request.POST or None, request.FILES or None)
    return render(request, "look/form.html", shell(form=sample))


def matrix(request):
    """A matrix of four municipalities."""
    numbers = [f"{group}.{number}" for group in (1, 2, 5) for number in (1, 2, 3)]
    rows = []
    for place, name in enumerate(("Faxe", "Guldborgsund", "Lolland", "Næstved")):
        cells = [
            {
                "key": KEYS[(place + column) % 5],
                "number": number,
                "href": f"/svar/{name}/{number}/",
                "split": (place + column) % 5 == 1,
                "place": f"{name}, {number}",
                "rule": f"Reglen for {name}.",
                "tracks": "Alkohol: ja · Stof: nej",
            }
            for column, number in enumerate(numbers)
        ]
        rows.append({"name": name, "cells": cells})
    context = shell(groups=(1, 2, 5), numbers=numbers, rows=rows, width=len(numbers) + 2)
    return render(request, "look/matrix.html", context)


def assessment(request):
    """A page of the self-assessment with a conflict and an error."""
    context = shell(
        tabs=[{"label": "Alkohol", "url": "/", "count": 3}, {"label": "Stof", "url": "/", "count": 2, "current": True}],
        tracks=[
            {"name": "Alkohol", "id": "a", "own": False, "value": "Ja"},
            {"name": "Stof", "id": "s", "own": True, "value": "Delvis"},
        ],
        values=("Ja", "Nej", "Delvis", "Ikke relevant"),
        departments=("Misbrugscenter", "Familieafdeling", "Jobcenter"),
        errors=[("1.1 Stof: Skriv en uddybning. Den skal med, når svaret er delvis", "#s-text")],
    )
    return render(request, "look/assessment.html", context)


def refuse(request):
    """A page that the user may not see."""
    raise PermissionDenied("Svar fra Køge kan ses af Klynge Øst.")


def fail(request):
    """A page with a fault in it."""
    raise RuntimeError("a fault")


def nothing(request):
    """An empty page, for the addresses that head and foot name."""
    return HttpResponse()


workspace = (
    [path(f"{name}/", nothing, name=name) for name in ("accessibility", "privacy", "help")],
    "workspace",
)
urlpatterns = [
    path("", components),
    path("form/", form),
    path("matrix/", matrix),
    path("assessment/", assessment),
    path("refuse/", refuse),
    path("fail/", fail),
    path("om/", include(workspace)),
    path("ind/", nothing, name="account_login"),
    path("ud/", nothing, name="account_logout"),
    path("kode/", nothing, name="account_change_password"),
]
