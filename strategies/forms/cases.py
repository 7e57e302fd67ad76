"""The kinds of rows of a strategy's case: agenda items, hearings and their parties, tasks, annexes."""

from django.urls import reverse

from clusters.forms.cases import case_kinds


def track_back(anchor):
    """Give the function that leads back to a strategy's political track, at an anchor."""

    def back(strategy, row):
        return f"{reverse('strategies:track', args=[strategy.slug])}#{anchor}"

    return back


KINDS = case_kinds(track_back)
