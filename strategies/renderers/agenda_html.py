"""An agenda item as a page: facts in, what the template shows out."""

from strategies.agenda import AgendaFacts
from strategies.renderers.agenda_sections import head, sections


def agenda_page(facts: AgendaFacts) -> dict:
    """Give the context of the agenda item's templates."""
    return {"facts": facts, "head": head(facts), "sections": sections(facts)}
