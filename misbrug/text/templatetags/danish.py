"""Template filters for Danish dates, numbers and words: ``{% load danish %}``.

A value that is missing gives nothing, and a value of the wrong kind is shown as it is, since a page must not
fail over a date. Filters that change text keep markup that is already safe and leave escaping to the template.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from misbrug.text import danish

register = template.Library()

_TAG_OR_ENTITY = re.compile(r"(<[^<>]*>|&#?\w{1,40};)")


def _missing(value: object) -> bool:
    return value is None or value == ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@register.filter
def dato(value: date | None) -> str:
    """``{{ round.deadline|dato }}`` → 18. december 2026."""
    return danish.date_long(value) if isinstance(value, date) else _as_is(value)


@register.filter
def dato_kort(value: date | None, year: str = "") -> str:
    """``{{ day|dato_kort }}`` → 18. dec.; ``{{ day|dato_kort:"år" }}`` → 18. dec. 2026."""
    return danish.date_short(value, year=bool(year)) if isinstance(value, date) else _as_is(value)


@register.filter
def klokken(value: datetime | None) -> str:
    """``{{ answer.saved_at|klokken }}`` → 10.42."""
    return danish.time(value) if isinstance(value, datetime) else _as_is(value)


@register.filter
def dato_tid(value: datetime | None) -> str:
    """``{{ transition.at|dato_tid }}`` → 18. december 2026 kl. 10.42."""
    return danish.date_time(value) if isinstance(value, datetime) else _as_is(value)


@register.filter
def frist(value: date | None, today: date | None = None) -> str:
    """``{{ round.deadline|frist }}`` → om 27 dage, seen from ``today`` (Copenhagen's today unless given)."""
    if not isinstance(value, date):
        return _as_is(value)
    return danish.relative_deadline((_day(value) - _day(today or timezone.localdate())).days)


@register.filter
def tal(value: float | Decimal | None, places: int | None = None) -> str:
    """``{{ cost|tal }}`` → 55,5; ``{{ cost|tal:2 }}`` → 55,50; ``{{ citizens|tal }}`` → 1.600.000."""
    return danish.decimal(value, places) if _is_number(value) else _as_is(value)


@register.filter
def filstr(value: int | None) -> str:
    """``{{ annex.size|filstr }}`` → 193 byte, 12,4 kB, 3,1 MB: how large a file is ("filstørrelse")."""
    return danish.file_size(value) if _is_number(value) else _as_is(value)


@register.filter
def talord(value: int | None, gender: str = "common") -> str:
    """``{{ n|talord }}`` → syv; ``{{ n|talord:"neuter" }}`` → ét for 1."""
    return danish.number_word(value, gender) if isinstance(value, int) else _as_is(value)


@register.filter
def antal(value: int | None, nouns: str) -> str:
    """``{{ n|antal:"kommune,kommuner" }}`` → 7 kommuner, in digits, for facts and tables."""
    return danish.amount(value, *nouns.split(",")[:2]) if _is_number(value) else _as_is(value)


@register.filter
def antal_ord(value: int | None, nouns: str) -> str:
    """``{{ n|antal_ord:"svar,svar,neuter" }}`` → syv svar, in words to twelve, for running text."""
    return danish.count(value, *nouns.split(",")) if isinstance(value, int) else _as_is(value)


@register.filter(needs_autoescape=True)
def opremsning(value: object, conj: str = "og", autoescape: bool = True) -> str:
    """``{{ names|opremsning }}`` → Faxe, Greve og Køge; ``{{ names|opremsning:"eller" }}``."""
    if _missing(value):
        return ""
    escape: Callable[[object], str] = conditional_escape if autoescape else str
    # Each item is escaped, or was safe before; between them stand only commas and the escaped conjunction.
    return mark_safe(danish.join([escape(item) for item in value], escape(conj)))  # noqa: S308


# Not is_safe, unlike its neighbours: it may add an apostrophe.
@register.filter
@stringfilter
def genitiv(value: str) -> str:
    """``{{ municipality.name|genitiv }}`` → Faxes, Assens'."""
    return danish.genitive(value)


@register.filter(is_safe=True)
@stringfilter
def stort(value: str) -> str:
    """``{{ sentence|stort }}`` → the first letter as a capital, the rest as it is."""
    return _outside_markup(danish.first_upper, value, first_only=True)


@register.filter(is_safe=True)
@stringfilter
def bind(value: str) -> str:
    """``{{ text|bind }}`` → non-breaking spaces in "27 dage", "anbefaling 2", "mio. kr."."""
    return _outside_markup(danish.bind, value)


@register.filter(is_safe=True)
@stringfilter
def blode(value: str) -> str:
    """``{{ title|blode }}`` → soft hyphens ("bløde bindestreger") in words of 20 letters or more."""
    return _outside_markup(danish.soft_hyphens, value)


def _as_is(value: object) -> object:
    return "" if _missing(value) else value


def _day(value: date) -> date:
    """Return the day in Copenhagen on which a date or moment falls."""
    if isinstance(value, datetime):
        return value.astimezone(danish.COPENHAGEN).date() if value.tzinfo else value.date()
    return value


def _outside_markup(change: Callable[[str], str], value: str, *, first_only: bool = False) -> str:
    """Apply ``change`` to a text; in text that is markup already, only between its tags and entities."""
    if not isinstance(value, SafeString):
        return change(value)
    pieces = _TAG_OR_ENTITY.split(value)
    for place in range(0, len(pieces), 2):
        if pieces[place].strip():
            pieces[place] = change(pieces[place])
            if first_only:
                break
    return "".join(pieces)
