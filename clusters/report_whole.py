"""A status report as what the shared pages write rows in."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from clusters.models import Annex, RoundCluster, Transition
from clusters.models.reports import ReportContent
from clusters.permissions import may_edit_region_bodies, may_treat_report
from clusters.reports.renderers.html_text import render_text
from clusters.reports.snapshot import take_snapshot
from clusters.reports.snapshot_written import letter
from clusters.track import Happening, load_track
from clusters.whole import Whole, Words
from clusters.workflow import report_rows

Act = Transition.Act
# The report's own way, as its political treatment tells it.
SHOWN_ACTS = {
    Act.TO_MUNICIPALITIES: "Sendt til kommunerne",
    Act.TO_STEERING: "Sendt til styregruppen",
    Act.BACK_TO_DRAFT: "Taget tilbage som kladde",
    Act.PUBLISH: "Frigivet",
    Act.UNPUBLISH: "En udgave trukket tilbage",
    Act.NEW_EDITION: "Ny udgave begyndt",
}
PAGES = {"document": "report", "track": "report_case", "case": "report_case_texts"}
CLOSED = "Rapporten er frigivet. Begynd på en ny udgave, før du retter i det, den siger."


def _is_of_report(model):
    return model is not None and issubclass(model, ReportContent)


class ReportWhole(Whole):
    """A status report as one user meets it. `owner` is the StatusReport, with its case, its round and the region."""

    page = "clusters/report_page.html"
    track_page = "clusters/report_case.html"
    words = Words(
        whole="rapporten",
        not_treated="Der er ikke skrevet, hvem der har behandlet rapporten, eller hvornår.",
        not_heard="Der er ikke skrevet en høring ind.",
        no_bodies="Regionens udvalg og grupper er ikke skrevet ind endnu",
        bodies_once="Projektgruppen skriver dem ind én gang. Så kan de vælges i alle regionens statusrapporter.",
        bodies_first="Regionens udvalg og grupper er ikke skrevet ind endnu.",
        other_party="Udfyldes, når parten ikke er et af regionens egne udvalg eller grupper.",
        texts="følger rapporten, når den bliver lagt frem.",
    )
    has_history = True
    orders_annexes = True

    @property
    def round(self):
        """Give the round that is reported."""
        return self.owner.round

    @property
    def title(self):
        """Give the report's name."""
        return str(self.owner)

    @property
    def places(self):
        """Give the region, whose bodies treat the report."""
        return [self.round.region]

    @cached_property
    def may_edit(self):
        """Say whether the user may write in the report's political treatment."""
        return may_treat_report(self.user, self.round)

    def address(self, page, *arguments):
        """Give the address of one of the report's pages."""
        return reverse(f"clusters:{PAGES.get(page, f'report_{page}')}", args=[self.round.slug, *arguments])

    def home_of(self, model):
        """Lead to the report's parts for what the report itself says, else to its political treatment."""
        if _is_of_report(model):
            return self.address("parts"), "Gå til rapportens dele"
        return self.address("track"), "Gå til den politiske behandling"

    def bodies_address(self, place):
        """Give the address of the page on the region's bodies, "" for who may not keep them."""
        if not may_edit_region_bodies(self.user, place):
            return ""
        return reverse("clusters:region_bodies", args=[place.slug])

    def closed(self, row):
        """Say that what the report says cannot change while it is released; "" for a row of its treatment."""
        return CLOSED if self.owner.is_released and isinstance(row, ReportContent | Annex) else ""

    def preview(self, row, text):
        """Give a text of the report as it will look there, with its figures; None for a text of the case."""
        if not isinstance(row, ReportContent):
            return None
        return render_text(text, facts=take_snapshot(self.round, at=timezone.now()), level=5)

    @cached_property
    def _clusters(self):
        return RoundCluster.objects.filter(round=self.round).count()

    def annex_name(self, number):
        """Give an annex its letter: after those of the clusters."""
        return f"Bilag {letter(self._clusters + number)}"

    def context(self, **more):
        """Give what the templates need on each of its pages, and more."""
        of_report = isinstance(more.get("row"), ReportContent) or _is_of_report(more.get("model"))
        return super().context(round=self.round, report=self.owner, of_report=of_report, **more)

    def load_track(self, today):
        """Load the report's political treatment with the acts on its own way."""
        return load_track(self.case, self.places, today, self._happenings())

    def _happenings(self):
        for event in Transition.objects.filter(round=self.round, act__in=SHOWN_ACTS).order_by("at", "pk"):
            words = SHOWN_ACTS[event.act]
            title = f"{words}, {event.detail}" if event.detail else words
            yield Happening(localtime(event.at).date(), title, event.actor_name, event.reason)

    def save(self, row, **given):
        """Store a row. See `clusters.workflow.report_rows`."""
        return report_rows.save_row(row, **given)

    def delete(self, row, **given):
        """Delete a row, and give its Deletion. See `clusters.workflow.report_rows`."""
        return report_rows.delete_row(row, **given)

    def undelete(self, deletion, **given):
        """Bring a deleted row back. See `clusters.workflow.report_rows`."""
        return report_rows.undelete_row(deletion, **given)

    def move(self, row, place, **given):
        """Put a row at a place among its siblings. See `clusters.workflow.report_rows`."""
        report_rows.move_row(row, place, **given)

    def act(self, name, *rows, **given):
        """Do what a function of `clusters.workflow.cases` does with the case, such as "close_task"."""
        return report_rows.CASE_ACTS[name](*rows, **given)
