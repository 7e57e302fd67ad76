"""A strategy as what the shared pages write rows in."""

from functools import cached_property

from django.urls import reverse

from clusters.whole import Whole, Words
from strategies import workflow
from strategies.models import Activity, FocusArea, Goal, Prerequisite, Strategy, TheoryStep
from strategies.models.strategies import StrategyContent
from strategies.models.theory import TheoryContent
from strategies.permissions import may_decide, may_edit
from strategies.timeline import load_track
from strategies.unsettled import hearing_gap

CLOSED = "Strategien er meldt afløst. Den kan rettes igen, når den er sat i kraft."
OF_STRATEGY = (StrategyContent, TheoryContent, Prerequisite)


class StrategyWhole(Whole):
    """A strategy as one user meets it."""

    page = "strategies/strategy_page.html"
    track_page = "strategies/strategy_base.html"
    words = Words(
        whole="strategien",
        not_treated="Kommunen har ikke skrevet, hvem der har behandlet strategien, eller hvornår.",
        not_heard="Strategien har ikke været i høring.",
        no_bodies="Kommunens udvalg og råd er ikke skrevet ind endnu",
        bodies_once="Skriv dem ind én gang. Så kan de vælges i alle kommunens strategier.",
        bodies_first="Kommunens udvalg er ikke skrevet ind endnu.",
        other_party="Udfyldes, når parten ikke er et af kommunens egne udvalg eller råd.",
        texts="kommer med, når strategien bliver til et dagsordenspunkt.",
    )
    has_history = True

    def address(self, page, *arguments):
        """Give the address of one of the strategy's pages."""
        return reverse(f"strategies:{page}", args=[self.owner.slug, *arguments])

    @property
    def places(self):
        """Give the strategy's municipalities in order."""
        return self.owner.places

    @cached_property
    def may_edit(self):
        """Say whether the user may edit the strategy now."""
        return may_edit(self.user, self.owner)

    def closed(self, row):
        """Say that nothing in a retired strategy changes; "" for one that is not, and for its political treatment."""
        return CLOSED if self.owner.state == Strategy.State.RETIRED and isinstance(row, OF_STRATEGY) else ""

    def along(self, row):
        """Let steps go with what they stand for."""
        return (TheoryStep,) if isinstance(row, Activity | FocusArea | Goal) else ()

    @property
    def warning(self):
        """Say that an adopted strategy is read by everybody; "" for one that is not."""
        if not self.owner.is_readable:
            return ""
        return f"Strategien er {'afløst' if self.owner.state == Strategy.State.RETIRED else 'vedtaget'}."

    def agenda_address(self, item):
        """Give the address at which the strategy is drawn up for the body of an agenda item."""
        return f"{self.address('agenda')}?punkt={item.pk}"

    def bodies_address(self, place):
        """Give the address of the page on a municipality's bodies."""
        return reverse("strategies:bodies", args=[place.code])

    def context(self, **more):
        """Give what the templates need on each of its pages, and more."""
        return super().context(strategy=self.owner, **more)

    def load_track(self, today):
        """Load the strategy's political treatment with its adoptions and acts."""
        return load_track(self.owner, today)

    def track_context(self, track):
        """Give whether its state fits the hearings, for who can mend it."""
        gap = hearing_gap(self.owner, track.hearings) if self.may_edit else ""
        return {
            "may_decide": may_decide(self.user, self.owner),
            "gap": gap,
            "gap_template": "strategies/_hearing_gap.html" if gap else "",
        }

    def save(self, row, **given):
        """Store a row. See `strategies.workflow.save`."""
        return workflow.save(row, **given)

    def delete(self, row, **given):
        """Delete a row, and give its Deletion. See `strategies.workflow.delete`."""
        return workflow.delete(row, **given)

    def undelete(self, deletion, **given):
        """Bring a deleted row back. See `strategies.workflow.undelete`."""
        return workflow.undelete(deletion, **given)

    def move(self, row, place, **given):
        """Put a row at a place among its siblings. See `strategies.workflow.move`."""
        workflow.move(row, place, **given)

    def act(self, name, *rows, **given):
        """Do what a function of `strategies.workflow` does with the case, such as "close_task"."""
        return getattr(workflow, name)(*rows, **given)
