"""Catalogues for tests: a small one that reads like a real one, and one with every type of answer.

Their areas, numbers and texts are data here and nowhere else: no code may know them.
"""

import csv
import tempfile
from pathlib import Path

from django.utils import timezone

from indicators.loading import load_catalogue
from indicators.models import Area, Catalogue, Indicator, Recommendation

AREAS = (("alkohol", "Alkohol"), ("stof", "Stof"), ("unge", "Unge"))


def make_catalogue(slug, questions, *, areas=AREAS, published=True, titles=None, unanswered=()):
    """Give a catalogue with its questions.

    `questions` are dicts of Indicator fields; the recommendation is the number before the first point, `parent`
    is the parent's number and `areas` the slugs asked (all where it is left out). `unanswered` are the numbers of
    recommendations that municipalities do not answer; they need no question.
    """
    catalogue = Catalogue.objects.create(
        slug=slug,
        title=f"Katalog {slug}",
        publisher="KL",
        year=2012,
    )
    by_slug = {
        area: Area.objects.create(catalogue=catalogue, slug=area, name=name, order=order)
        for order, (area, name) in enumerate(areas, 1)
    }
    numbers = sorted({int(question["number"].split(".")[0]) for question in questions} | set(unanswered))
    recommendations = {
        number: Recommendation.objects.create(
            catalogue=catalogue,
            number=number,
            title=(titles or {}).get(number, f"Kommunerne skal opfylde krav {number}"),
            answered_by_municipalities=number not in unanswered,
        )
        for number in numbers
    }
    made = {}
    for order, question in enumerate(questions, 1):
        fields = {"key": question["number"], "order": order, **question}
        asked = fields.pop("areas", by_slug)
        parent = fields.pop("parent", None)
        indicator = Indicator.objects.create(
            catalogue=catalogue,
            recommendation=recommendations[int(question["number"].split(".")[0])],
            parent=made.get(parent),
            **fields,
        )
        indicator.areas.set([by_slug[area] for area in asked])
        made[indicator.number] = indicator
    if published:
        # Last: nothing can be added to a published catalogue.
        catalogue.state, catalogue.published_at = Catalogue.State.PUBLISHED, timezone.now()
        catalogue.save()
    return catalogue


def small_catalogue(slug="lille", **fields):
    """Give a catalogue of three recommendations, one of them not for municipalities, and four questions.

    1.1 ja/nej/delvis with 1.1a (several choices) at ja and delvis; 1.2 ja/nej/delvis, *ikke relevant* allowed;
    2.1 ja/nej, asked of alkohol and stof alone. Recommendation 3 is for others.
    """
    questions = [
        {"number": "1.1", "text": "Familien indgår i behandlingen", "help_text": "Også de børn, der bor hjemme."},
        {
            "number": "1.1a",
            "parent": "1.1",
            "trigger_values": ["ja", "delvis"],
            "text": "Hvilke afdelinger arbejder sammen om familien?",
            "answer_type": "multiple_choice",
            "options": ["Misbrugscenter", "Familieafdeling", "Jobcenter"],
        },
        {"number": "1.2", "text": "Partnere inddrages, når det er muligt", "not_relevant_allowed": True},
        {
            "number": "2.1",
            "text": "Kommunen har en plan for opfølgning",
            "answer_type": "yes_no",
            "areas": ["alkohol", "stof"],
        },
    ]
    titles = {
        1: "Kommunerne skal tilbyde familieorienteret behandling",
        2: "Kommunerne skal følge op på behandlingen",
        3: "Regionerne skal sikre overgange fra sygehus til kommune",
    }
    return make_catalogue(slug, questions, titles=titles, unanswered=(3,), **fields)


def catalogue_of_every_type(slug="alle-typer", **fields):
    """Give a catalogue with one recommendation, two areas of its own and one question of each type of answer."""
    steps = ["Ikke begyndt", "Under planlægning", "I gang", "Systematisk", "Systematisk og evalueret"]
    questions = [
        {"number": "1.1", "text": "Der er en plan", "answer_type": "yes_no"},
        {"number": "1.2", "text": "Planen følges", "answer_type": "yes_no_partly", "not_relevant_allowed": True},
        {"number": "1.3", "text": "Hvor langt er I?", "answer_type": "level", "options": steps, "fulfilled_from": 4},
        {"number": "1.4", "text": "Hvor længe venter man?", "answer_type": "number", "unit": "uger"},
        {
            "number": "1.5",
            "text": "Hvem har ansvaret?",
            "answer_type": "single_choice",
            "options": ["Direktion", "Centerchef", "Teamleder"],
        },
        {
            "number": "1.6",
            "text": "Hvem er med?",
            "answer_type": "multiple_choice",
            "options": ["Jobcenter", "Socialpsykiatri", "Skole"],
        },
        {"number": "1.7", "text": "Hvad er det næste, I gør?", "answer_type": "text"},
    ]
    return make_catalogue(slug, questions, areas=(("boern", "Børn"), ("aeldre", "Ældre")), **fields)


LEVELS = ("Ikke begyndt", "Under planlægning", "I gang", "Systematisk", "Systematisk og evalueret")
GROUPS = (3,) * 5 + (2,) * 10


def write_second_catalogue(folder, slug="kvalitet-2025"):
    """Write the tables of a catalogue that shares nothing with the shipped one into a folder.

    35 indicators in 15 groups, on levels 1 to 5 with names, fulfilled from 4, for two areas of its own; every
    seventh is for one of them alone, every fifth may be *ikke relevant*. A supplementary question at levels 1 and 2
    of the first in each of the first three groups. Group 16 is for others than municipalities.
    """
    numbers = [(group, place) for group, size in enumerate(GROUPS, 1) for place in range(1, size + 1)]
    levels = "|".join(LEVELS)
    tables = {
        "katalog.csv": [
            ["kortnavn", "titel", "udgiver", "år", "kilde"],
            [slug, "Kvalitet i botilbud", "Socialstyrelsen", 2025, "Opdigtet til prøve"],
        ],
        "omraader.csv": [
            ["kortnavn", "navn", "rækkefølge"],
            ["bostoette", "Bostøtte", 1],
            ["botilbud", "Botilbud", 2],
        ],
        "anbefalinger.csv": [
            ["nummer", "titel", "adressat", "besvares_af_kommuner"],
            *([group, f"Krav {group} til kvaliteten", "kommune", "ja"] for group in range(1, 16)),
            [16, "Staten skal lave en vejledning", "stat og KL", "nej"],
        ],
        "indikatorer.csv": [
            ["nummer", "anbefaling", "nøgle", "indikator", "svartype", "valgmuligheder", "opfyldt_fra"]
            + ["ikke_relevant_tilladt", "områder"],
            *(
                [f"{group}.{place}", group, f"k-{group}-{place}", f"Led {place} af krav {group} er på plads"]
                + ["niveau", levels, 4, "ja" if count % 5 == 0 else "nej", "Botilbud" if count % 7 == 0 else ""]
                for count, (group, place) in enumerate(numbers, 1)
            ),
        ],
        "supplerende.csv": [
            ["nummer", "indikator", "spørgsmål", "svartype", "vises_ved"],
            *([f"{group}.1a", f"{group}.1", "Hvad står i vejen?", "tekst", "1|2"] for group in (1, 2, 3)),
        ],
    }
    for name, rows in tables.items():
        with (Path(folder) / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)


def second_catalogue(slug="kvalitet-2025", *, at=None):
    """Give the catalogue of `write_second_catalogue`, published, through the same import as any other."""
    with tempfile.TemporaryDirectory() as folder:
        write_second_catalogue(folder, slug)
        return load_catalogue(folder, at=at or timezone.now())
