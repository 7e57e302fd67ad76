"""The template filters: what they show, and that they leave escaping intact."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

NBSP = "\u00a0"


def show(template: str, **context) -> str:
    return Template("{% load danish %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ v|dato }}", date(2026, 12, 18), "18. december 2026"),
        ("{{ v|dato }}", datetime(2026, 12, 18, 23, 30, tzinfo=UTC), "19. december 2026"),
        ("{{ v|dato_kort }}", date(2026, 12, 18), "18. dec."),
        ('{{ v|dato_kort:"år" }}', date(2026, 12, 18), "18. dec. 2026"),
        ("{{ v|klokken }}", datetime(2026, 12, 18, 9, 42, tzinfo=UTC), "10.42"),
        ("{{ v|dato_tid }}", datetime(2026, 12, 18, 9, 42, tzinfo=UTC), "18. december 2026 kl. 10.42"),
        ("{{ v|tal }}", Decimal("55.50"), "55,5"),
        ("{{ v|tal:2 }}", 1600000, "1.600.000,00"),
        ("{{ v|talord }}", 7, "syv"),
        ('{{ v|talord:"neuter" }}', 1, "ét"),
        ('{{ v|antal:"kommune,kommuner" }}', 7, "7 kommuner"),
        ('{{ v|antal:"kommune,kommuner" }}', 0, "0 kommuner"),
        ('{{ v|antal_ord:"svar,svar,neuter" }}', 1, "ét svar"),
        ("{{ v|genitiv }}", "Faxe", "Faxes"),
        ("{{ v|stort }}", "alle klynger", "Alle klynger"),
        ("{{ v|bind }}", "om 27 dage", "om 27 dage"),
        ("{{ v|blode }}", "misbrugsbehandlingen", "misbrugs\u00adbehandlingen"),
        ("{{ v|opremsning }}", ["Faxe", "Greve", "Køge"], "Faxe, Greve og Køge"),
        ('{{ v|opremsning:"eller" }}', ["Faxe", "Greve"], "Faxe eller Greve"),
        ("{{ v|opremsning }}", [], ""),
    ],
)
def test_shown(template, value, shown):
    assert show(template, v=value).replace(NBSP, " ") == shown


FILTERS = [
    *["dato", "dato_kort", "klokken", "dato_tid", "frist", "tal", "talord", "genitiv", "stort", "bind", "blode"],
    *['antal:"kommune,kommuner"', 'antal_ord:"kommune,kommuner"'],
]


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("value", ["", "missing"])
def test_what_is_missing_shows_nothing(name, value):
    context = {} if value == "missing" else {"v": value}
    assert show("{{ v|" + name + " }}", **context) == ""


@pytest.mark.parametrize("name", [*FILTERS[:7], *FILTERS[11:]])
def test_none_shows_nothing(name):
    assert show("{{ v|" + name + " }}", v=None) == ""


@pytest.mark.parametrize("name", FILTERS)
def test_what_is_of_the_wrong_kind_is_shown_and_escaped(name):
    assert show("{{ v|" + name + " }}", v="<b>") in {"&lt;b&gt;", "&lt;b&gt;&#x27;s", "&lt;B&gt;"}


@pytest.mark.parametrize("name", ["stort", "bind", "blode", "genitiv"])
def test_text_is_escaped_once(name):
    assert show("{{ v|" + name + " }}", v="A & B") in {"A &amp; B", "A &amp; Bs", "A &amp; B&#x27;s"}


def test_deadline_is_seen_from_today_or_the_day_given():
    template = "{{ v|frist:today }}"
    assert show(template, v=date(2026, 12, 18), today=date(2026, 11, 21)) == f"om 27{NBSP}dage"
    late_evening = datetime(2026, 12, 17, 23, 30, tzinfo=UTC)
    assert show(template, v=date(2026, 12, 18), today=late_evening) == "i dag"
    assert show(template, v=late_evening, today=date(2026, 12, 17)) == "i morgen"


def test_deadline_without_a_day_counts_from_copenhagens_today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 17, 23, 30, tzinfo=UTC))
    assert show("{{ v|frist }}", v=date(2026, 12, 18)) == "i dag"


def test_lists_escape_each_item_and_keep_what_is_safe():
    items = ["<script>", mark_safe("<b>Køge</b>"), "A & B"]
    assert show("{{ v|opremsning }}", v=items) == "&lt;script&gt;, <b>Køge</b> og A &amp; B"
    assert show("{% autoescape off %}{{ v|opremsning }}{% endautoescape %}", v=["<i>"]) == "<i>"
    assert show("{{ v|opremsning:c }}", v=["a", "b"], c="<hr>") == "a &lt;hr&gt; b"


def test_markup_is_left_alone_between_its_brackets():
    markup = mark_safe('<a title="27 dage misbrugsbehandlingen">27 dage misbrugsbehandlingen &amp; 3 svar</a>')
    bound = show("{{ v|bind|blode }}", v=markup)
    assert bound == (
        f'<a title="27 dage misbrugsbehandlingen">27{NBSP}dage misbrugs\u00adbehandlingen &amp; 3{NBSP}svar</a>'
    )


def test_first_letter_of_markup_is_that_of_its_text():
    assert show("{{ v|stort }}", v=mark_safe("<b>alle</b> og flere")) == "<b>Alle</b> og flere"
