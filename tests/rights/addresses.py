"""Every address that the URL configuration knows, and the methods its view takes."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

BOTH = frozenset({"GET", "POST"})


@dataclass(frozen=True)
class Address:
    """One pattern: its whole route, its name with namespaces, and which of GET and POST its view takes."""

    route: str
    name: str
    methods: frozenset


def every_address(resolver=None, route="", namespaces=()):
    """Give every pattern of the URL configuration, those of the administration included."""
    for entry in (resolver or get_resolver()).url_patterns:
        whole = route + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield Address(whole, ":".join((*namespaces, str(entry.name))), methods_of(entry.callback))
        else:
            yield from every_address(entry, whole, (*namespaces, *filter(None, [entry.namespace])))


def methods_of(view):
    """Give which of GET and POST a view takes: both, unless it says that it takes less.

    Classes say it by their methods, functions by the decorators of django.views.decorators.http, which keep what they
    take in what they enclose.
    """
    taken = BOTH
    while view is not None:
        if hasattr(view, "view_class"):
            named = {name.upper() for name in view.view_class.http_method_names if hasattr(view.view_class, name)}
            return taken & named
        taken &= _declared(view)
        view = getattr(view, "__wrapped__", None)
    return taken


def _declared(view):
    code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
    enclosed = dict(zip(getattr(code, "co_freevars", ()), (cell.cell_contents for cell in cells), strict=True))
    return frozenset(enclosed.get("request_method_list", BOTH))
