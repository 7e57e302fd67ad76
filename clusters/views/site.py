"""What the shared pages are told with their address: whose rows they write, and who may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clusters.forms.content import Kind
from clusters.whole import Whole


@dataclass(frozen=True, slots=True)
class Site:
    """Where wholes are found by what stands in an address, given by name.

    `find_readable(user, …)` and `find_editable(user, kind, …)` give the whole or raise Http404 or PermissionDenied;
    `kind` is the word of the kind of row to be written, "" for the case itself. `front(…)` is the address of the page
    to which those are led who only look at what takes posts.
    """

    find_readable: Callable[..., Whole]
    find_editable: Callable[..., Whole]
    front: Callable[..., str]
    kinds: Mapping[str, Kind]
