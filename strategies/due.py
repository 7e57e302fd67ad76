"""What is due in one's municipalities: reviews, periods, plans, tasks, hearings, activities that should have begun.

Four queries for whoever answers for a municipality, none for others, whatever the number of strategies.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse

from clusters.models import Hearing, Task
from clusters.permissions import standing
from misbrug.text.danish import count, join
from strategies.models import Activity, Strategy
from strategies.permissions import editable_strategies

SHOWN = 8
AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True, order=True)
class DueItem:
    """One thing that is due on a day. `who` is its owner, "" where nobody is named."""

    date: date
    kind: str
    title: str
    strategy: str = field(compare=False)
    url: str = field(compare=False)
    who: str = field(default="", compare=False)
    days: int = field(default=0, compare=False)

    @property
    def is_overdue(self):
        """Say whether the day has passed."""
        return self.days < 0


@dataclass(frozen=True, slots=True, order=True)
class Undated:
    """A task or a hearing that waits for somebody but has no deadline, so that it is never due."""

    strategy: str
    kind: str
    title: str
    url: str = field(compare=False)
    who: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Due:
    """All that is due, by date: what is overdue, what comes within 90 days, what comes later; and what has no date."""

    overdue: tuple[DueItem, ...] = ()
    soon: tuple[DueItem, ...] = ()
    later: tuple[DueItem, ...] = ()
    undated: tuple[Undated, ...] = ()

    @property
    def undated_words(self):
        """Say how much has no deadline: "to opgaver og én høring"; "" for none."""
        tasks = sum(each.kind == "opgave" for each in self.undated)
        hearings = len(self.undated) - tasks
        words = [(tasks, "opgave", "opgaver"), (hearings, "høring", "høringer")]
        return join(count(*each) for each in words if each[0])

    @property
    def pressing(self):
        """Give what is overdue or comes soon."""
        return self.overdue + self.soon

    @property
    def shown(self):
        """Give what the start page shows."""
        return self.pressing[:SHOWN]

    @property
    def more(self):
        """Give how many pressing things the start page does not show."""
        return max(0, len(self.pressing) - SHOWN)

    @property
    def is_empty(self):
        """Say whether nothing is due at all."""
        return not (self.overdue or self.soon or self.later or self.undated)


def arrange(items: Iterable[DueItem | Undated], today: date) -> Due:
    """Part what is due by how near it is; each part is sorted by date, then by kind and title."""
    found = list(items)
    overdue, soon, later = [], [], []
    for item in sorted(each for each in found if isinstance(each, DueItem)):
        place = overdue if item.date < today else soon if item.date <= today + AHEAD else later
        place.append(item)
    undated = tuple(sorted(each for each in found if isinstance(each, Undated)))
    return Due(tuple(overdue), tuple(soon), tuple(later), undated)


def load_due(user, today: date):
    """Load what is due in the municipalities that the user answers for; None for who answers for none."""
    if not standing(user).own:
        return None
    # What has been replaced is no longer followed up on.
    strategies = editable_strategies(user).exclude(state=Strategy.State.RETIRED)
    return arrange(
        [
            *_of_strategies(strategies, today),
            *_tasks(strategies, today),
            *_hearings(strategies, today),
            *_activities(strategies, today),
        ],
        today,
    )


def _item(day, today, kind, title, strategy, slug, page, anchor="", who=""):
    """Give what is due on a day, or what is never due where the day is None."""
    url = reverse(f"strategies:{page}", args=[slug]) + anchor
    if day is None:
        return Undated(strategy, kind, title, url, who)
    return DueItem(day, kind, title, strategy, url, who, (day - today).days)


def _of_strategies(strategies, today):
    """Give reviews, periods that run out or have done so, and years for which a yearly plan is missing."""
    rows = strategies.annotate(
        newest_plan=Max("plans__year"),
        living_plans=Count("plans", filter=Q(plans__isnull=False, plans__year__isnull=True)),
    ).filter(Q(next_review__isnull=False) | Q(valid_to__isnull=False) | Q(newest_plan__isnull=False))
    columns = ("title", "slug", "next_review", "review_owner", "valid_to", "state", "newest_plan", "living_plans")
    for title, slug, review, owner, end, state, newest, living in rows.order_by("pk").values_list(*columns):
        if review:
            yield _item(review, today, "strategi", "Strategien skal tages op", title, slug, "document", who=owner)
        if end:
            words = "Perioden er udløbet" if end < today else "Perioden udløber"
            yield _item(end, today, "strategi", words, title, slug, "document")
        in_force = state == Strategy.State.ADOPTED and (end is None or end >= today)
        if in_force and newest and newest < today.year and not living:
            words = f"Der er ingen handleplan for {today.year}"
            yield _item(date(today.year, 1, 1), today, "handleplan", words, title, slug, "plan")


def _tasks(strategies, today):
    rows = Task.objects.filter(case__strategy__in=strategies, state=Task.State.OPEN)
    for task in rows.select_related("case__strategy"):
        strategy = task.case.strategy
        yield _item(
            task.deadline, today, "opgave", task.title, strategy.title, strategy.slug, "track", "#opgaver", task.owner
        )


def _hearings(strategies, today):
    """Give the hearings that parties have not answered."""
    rows = Hearing.objects.filter(case__strategy__in=strategies)
    waiting = rows.annotate(missing=Count("parties", filter=Q(parties__answered_on__isnull=True)))
    for hearing in waiting.filter(missing__gt=0).select_related("case__strategy"):
        strategy = hearing.case.strategy
        yield _item(
            hearing.deadline,
            today,
            "høring",
            f"{hearing.title}: {count(hearing.missing, 'part', 'parter')} har ikke svaret",
            strategy.title,
            strategy.slug,
            "track",
            "#hoeringer",
        )


def latest_start(year, month):
    """Give the last day on which an activity still begins when it was recommended: of its month, or of its year."""
    month = month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


def _activities(strategies, today):
    """Give the planned activities whose recommended start has passed. What nobody has adopted cannot be late."""
    late = Q(start_year__lt=today.year) | Q(start_year=today.year, start_month__lt=today.month)
    rows = Activity.objects.filter(
        late,
        strategy__in=strategies.filter(state=Strategy.State.ADOPTED),
        state=Activity.State.PLANNED,
    )
    for activity in rows.select_related("strategy"):
        day = latest_start(activity.start_year, activity.start_month)
        url = reverse("strategies:activity", args=[activity.strategy.slug, activity.pk])
        yield DueItem(
            day,
            "aktivitet",
            f"{activity.title} skulle være begyndt",
            activity.strategy.title,
            url,
            activity.responsible,
            (day - today).days,
        )
