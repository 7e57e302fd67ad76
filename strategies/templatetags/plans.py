"""What the pages of action plans repeat hundreds of times, written fast: `{% load plans %}`."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from misbrug.text.danish import NBSP, amount, first_upper
from strategies.amounts import told
from strategies.budget import SUM_NAMES
from strategies.models import Activity

register = template.Library()

# Word, shape and colour each say the same: a check on a disc, a half disc, a bar in a square, a dashed ring.
_SHAPES = {
    "green": mark_safe(
        '<circle class="ready__ground" cx="9" cy="9" r="8"/><path class="ready__mark" d="M5 9.4l2.8 2.8L13 6.6"/>'
    ),
    "yellow": mark_safe(
        '<circle class="ready__edge" cx="9" cy="9" r="7.25"/>'
        '<path class="ready__ground" d="M9 1.75a7.25 7.25 0 0 1 0 14.5z"/>'
    ),
    "red": mark_safe(
        '<rect class="ready__edge" x="1.75" y="1.75" width="14.5" height="14.5" rx="2"/>'
        '<path class="ready__mark" d="M5.5 9h7"/>'
    ),
    "": mark_safe('<circle class="ready__edge" cx="9" cy="9" r="7.25"/>'),
}


@register.simple_tag
def readiness_sign(readiness, words=True):
    """The sign of how ready an activity is, with its word: "Grøn". Without words a screen reader still gets it."""
    return _sign(readiness, bool(words))


@cache
def _sign(readiness, words):
    name = first_upper(Activity.Readiness(readiness).label)
    return format_html(
        '<span class="ready ready--{}"><svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true" '
        'focusable="false">{}</svg><span{}>{}</span></span>',
        readiness or "unknown",
        _SHAPES[readiness],
        "" if words else mark_safe(' class="sr-only"'),
        name,
    )


@register.filter
def mio(value):
    """``{{ activity.annual_cost|mio }}`` → 3,0 or 0,25; "ukendt" where it is not known."""
    return "ukendt" if value is None else told(value)


@register.simple_tag
def sum_cell(found):
    """A sum in mio. kr. with what is unknown counted below it: "27,0" and "+ 1 ukendt"; "ukendt" without any known."""
    if not found.unknown:
        return mio(found.total)
    if found.is_unknown:
        return format_html('<span class="unknown">{}</span>', "ukendt")
    count = f"{found.unknown}{NBSP}ukendt{'e' if found.unknown > 1 else ''}"
    return format_html('{}<span class="unknown unknown--beside">+{}{}</span>', mio(found.total), NBSP, count)


@register.filter
def named_sums(totals):
    """``{% for name, found in totals|named_sums %}`` → ("Årligt", Sum) and so on, in the order of the columns."""
    return list(zip(SUM_NAMES, totals.sums, strict=True))


def sum_fact(found, what, label, per="", url=""):
    """Give a fact of a sum for a strip of facts; what is unknown is counted in its label, and is never a nought.

    `what` is the sum's name, which stands where nothing of it is known, `per` what the amount is per, `label` what
    it is for.
    """
    if found.is_unknown:
        return {"number": "Ukendt", "of": "", "label": what, "url": url}
    unknown = f" – {found.unknown} er ukendt{'e' if found.unknown > 1 else ''}" if found.unknown else ""
    return {"number": mio(found.total), "of": f"mio.{NBSP}kr.{per}", "label": f"{label}{unknown}", "url": url}


def cost_facts(totals, url=""):
    """Give the facts of what some activities cost a year and once."""
    many = amount(totals.annual.known, "aktivitet", "aktiviteter")
    unknown = amount(totals.annual.unknown, "aktivitet", "aktiviteter")
    what = f"årlig udgift for {unknown}"
    return [
        sum_fact(totals.annual, what, f"for {many}", " om året", url),
        sum_fact(totals.establishment, "udgift til etablering, én gang", "til etablering, én gang"),
    ]


@register.simple_tag
def plan_facts(totals):
    """The strip of what a plan costs: a year, how much of it is for a limited time, and once."""
    annual, establishment = cost_facts(totals)
    name, (_, limited, one_off, _) = SUM_NAMES[1], totals.sums
    within = f", {mio(one_off.total)} af det kun for ét år" if one_off.known else ""
    facts = [annual, sum_fact(limited, name.lower(), f"{name.lower()}{within}"), establishment]
    return render_to_string("components/facts.html", {"facts": facts})


@register.filter
def borgere(value):
    """``{{ activity.citizens|borgere }}`` → "ca. 70 borgere (skøn)"; "" where no estimate is made."""
    return "" if value is None else f"ca.{NBSP}{amount(value, 'borger', 'borgere')} (skøn)"


@register.simple_tag
def funding(activity):
    """How an activity is financed, with for how long: "Budgettilførsel (1 år)"."""
    if not activity.funding_years:
        return activity.funding
    return f"{activity.funding or 'Ikke angivet'} ({activity.funding_years}{NBSP}år)"
