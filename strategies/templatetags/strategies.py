"""What the pages of a strategy share: `{% load strategies %}`."""

from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from misbrug.text.danish import NBSP, date_long, first_upper, join, soft_hyphens
from misbrug.text.templatetags.ui import example, icon, state_tag
from strategies.models import Strategy
from strategies.templatetags.plans import cost_facts, mio

register = template.Library()

TABS = (
    ("document", "Dokument"),
    ("plan", "Handleplan"),
    ("economy", "Økonomi"),
    ("theories", "Forandringsteori"),
    ("track", "Politisk behandling"),
)


@register.simple_block_tag(takes_context=True)
def strategy_tabs(context, content, strategy):
    """The tabs of a strategy. The content is the name of the current one; without it the page's own address tells."""
    match = getattr(context.get("request"), "resolver_match", None)
    current = content.strip() or (match.url_name if match else "")
    tabs = [
        {"label": label, "url": url, "current": name == current, "count": ""}
        for name, label in TABS
        if (url := _address(name, strategy.slug))
    ]
    return render_to_string("components/tabs.html", {"tabs": tabs, "label": "Strategiens sider", "css": "tabs--wrap"})


def _address(name, *arguments):
    try:
        return reverse(f"strategies:{name}", args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag
def strategy_state(strategy):
    """The tag that says how far a strategy is; of a joint one, whose adoption is recorded.

    An invented day is marked, unless the whole strategy is an example, which its head says once.
    """
    state = strategy.state
    if state == Strategy.State.ADOPTED:
        adoptions = list(strategy.adoptions.all())
        invented = not strategy.is_example and any(row.is_example for row in adoptions)
        return format_html("{} {}", state_tag(_adopted_words(adoptions), "done"), example(invented))
    unfinished = state in (Strategy.State.DRAFT, Strategy.State.HEARING)
    return state_tag(first_upper(strategy.get_state_display()), "none" if unfinished else "plain")


def _adopted_words(adoptions):
    adopted = [row for row in adoptions if row.adopted_on]
    if len(adopted) < len(adoptions):
        return f"Vedtaget i {join([row.municipality.name for row in adopted])}"
    days = {row.adopted_on for row in adopted}
    return f"Vedtaget {date_long(days.pop())}" if len(days) == 1 else "Vedtaget"


@register.filter
def has_run_out(strategy):
    """Whether a strategy's period is over in Copenhagen today, without its having been replaced."""
    return strategy.has_run_out(timezone.localdate())


@register.filter
def review_rhythm(strategy):
    """``{{ strategy|review_rhythm }}`` → "Tages op hvert andet år af Driftssektionen"; "" where neither is set."""
    months, owner = strategy.review_months, strategy.review_owner
    if not months and not owner:
        return ""
    words = ["Tages op", _every(months) if months else "", f"af {owner}" if owner else ""]
    return " ".join(word for word in words if word)


@register.filter
def review_every(strategy):
    """``{{ strategy|review_every }}`` → "hvert andet år"; "" where no rhythm is set."""
    return _every(strategy.review_months) if strategy.review_months else ""


def _every(months):
    if months == 1:
        return "hver måned"
    if months == 12:
        return "hvert år"
    if months == 24:
        return "hvert andet år"
    if months % 12 == 0:
        return f"hvert {months // 12}.{NBSP}år"
    return f"hver {months}.{NBSP}måned"


@register.simple_tag
def row_tools(strategy, kind, row, among=2):
    """What an editor can do with a row: edit and delete it, and move it where it stands `among` several.

    The buttons that move belong to the page's one form for it, so that a long page is not made of tokens.
    """
    name = str(row)
    move = reverse("strategies:content_move", args=[strategy.slug, kind, row.pk])
    return format_html(
        '<span class="row-tools">{}'
        '<a href="{}" data-edit aria-label="Ret ”{}”">Ret</a><a href="{}" aria-label="Slet ”{}”">Slet</a></span>',
        format_html(
            _MOVERS, move=move, name=name, drag=icon("drag-pan"), up=icon("arrow-upward"), down=icon("arrow-downward")
        )
        if among > 1
        else "",
        reverse("strategies:content_edit", args=[strategy.slug, kind, row.pk]),
        name,
        reverse("strategies:content_delete", args=[strategy.slug, kind, row.pk]),
        name,
    )


_MOVERS = (
    '<button class="row-tools__handle" type="button" data-handle hidden aria-pressed="false"'
    ' aria-describedby="flyt-hjaelp" aria-label="Tag fat i ”{name}”">{drag}</button>'
    '<button type="submit" form="flyt" formaction="{move}" name="by" value="-1" data-step="-1"'
    ' aria-label="Flyt ”{name}” op">{up}</button>'
    '<button type="submit" form="flyt" formaction="{move}" name="by" value="1" data-step="1"'
    ' aria-label="Flyt ”{name}” ned">{down}</button>'
)


@register.simple_tag
def move_address(strategy, kind, row):
    """The address at which a row is moved, for the script that lets it be dragged."""
    return reverse("strategies:content_move", args=[strategy.slug, kind, row.pk])


@register.simple_tag
def add_link(strategy, kind, label, *within):
    """The link with which an editor adds a row; the pieces of `within` name what it goes into."""
    address = reverse("strategies:content_add", args=[strategy.slug, kind])
    query = f"?{urlencode({'i': ''.join(map(str, within))})}" if within else ""
    return format_html(
        '<a class="row-link add-link" href="{}{}" data-edit>{}{}</a>', address, query, icon("plus"), label
    )


@register.simple_tag
def economy_facts(doc):
    """The strip of the document's amounts: the field's budget, what the plan costs a year, and once."""
    address = _address("economy", doc.strategy.slug)
    facts = [_budget_fact(entry) for entry in doc.budget if entry.line.amount is not None][:1]
    if doc.totals.count:
        facts += cost_facts(doc.totals, address)
    return render_to_string("components/facts.html", {"facts": facts}) if facts else ""


def _budget_fact(entry):
    line = entry.line
    shares = ", ".join(f"{share.label.lower()} {mio(share.amount)}" for share in entry.shares)
    label = f"{line.label} {line.year}" if line.year else line.label
    return {
        "number": mio(line.amount),
        "of": f"mio.{NBSP}kr.",
        "label": f"{label}: {shares}" if shares else label,
        "url": "#budgetlinje",
    }


@register.simple_tag
def document_contents(doc, editing=False):
    """The sections of a document for its list of contents; an editor also gets those that are still empty."""
    goals = [section.group for section in doc.goal_sections if section.group]
    sections = [
        ("pejlemaerker", "Pejlemærker", doc.guiding),
        ("oekonomi", "Økonomi", doc.has_economy),
        *((f"afsnit-{part.pk}", part.heading, True) for part in doc.parts),
        ("afsnit", "Afsnit", editing and not doc.parts),
        ("maalgruppe", "Målgrupper", doc.target_groups or editing),
        ("fokusomraade", "Fokusområder", doc.focus_areas or editing),
        ("maal", "Mål" if not doc.guiding or goals else "Andre mål", doc.goal_sections or editing),
        *((f"afsnit-{part.pk}", part.heading, True) for part in doc.closing_parts),
        ("budgetlinje", "Budgettet for området", doc.budget or editing),
        ("beslaegtet", "Beslægtede strategier og planer", doc.relations or editing),
        ("opfoelgning", "Opfølgning", doc.has_follow_up or editing),
        ("bilag", "Bilag", doc.annexes),
        ("kilde", "Kilde", doc.strategy.source),
    ]
    items = [{"label": soft_hyphens(label), "url": f"#{anchor}"} for anchor, label, shown in sections if shown]
    return [{"title": "", "items": items}]
