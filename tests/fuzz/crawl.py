"""What a person can reach by following links: the forms on the pages, and the addresses with their query strings."""

from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve

# What ends the visit or has a test of its own.
LEFT_ALONE = {"account_logout", "admin:logout", "account_demo_login", "admin:jsi18n"}


@dataclass(slots=True)
class Form:
    """A form as it stands on a page: where it is sent, and its fields as (name, type, value)."""

    page: str
    action: str
    method: str
    fields: list = field(default_factory=list)

    @property
    def view(self):
        """Give the name of the view that answers it."""
        return _view_of(self.action)

    @property
    def names(self):
        """Give the names of the fields, the token's left out."""
        return sorted({name for name, _, _ in self.fields if name != "csrfmiddlewaretoken"})


@dataclass(slots=True)
class Found:
    """Where somebody can go: forms, once for each set of fields, and {address: keys of its query strings}."""

    forms: list = field(default_factory=list)
    addresses: dict = field(default_factory=dict)


class _Page(HTMLParser):
    """Collects links and forms."""

    def __init__(self, address):
        super().__init__()
        self.address, self.links, self.forms = address, [], []
        self._form = self._select = self._textarea = None
        self._by_id, self._elsewhere = {}, []

    def handle_starttag(self, tag, attrs):
        attrs = {key: value or "" for key, value in attrs}
        if tag == "a" and attrs.get("href"):
            self.links.append(urljoin(self.address, attrs["href"]))
        elif tag == "form":
            action = urljoin(self.address, attrs.get("action") or self.address)
            self._form = Form(self.address, action, attrs.get("method", "get").lower())
            self._by_id[attrs.get("id")] = self._form
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea", "button") and attrs.get("name"):
            self._field(tag, attrs)
        elif tag == "option" and self._select and ("selected" in attrs or self._select[2] is None):
            self._select[2] = attrs.get("value", "")

    def _field(self, tag, attrs):
        form = self._by_id.get(attrs["form"]) if "form" in attrs else self._form
        if form is None:
            return
        kind = attrs.get("type", "text") if tag == "input" else tag
        is_off = kind in ("radio", "checkbox") and "checked" not in attrs
        value = [attrs["name"], kind, None if tag == "select" or is_off else attrs.get("value", "")]
        form.fields.append(value)
        self._select = value if tag == "select" else None
        self._textarea = value if tag == "textarea" else None

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data):
        if self._textarea:
            self._textarea[2] += data.removeprefix("\n")


def _view_of(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def crawl(client, start=("/",)):
    """Give what can be Found from some addresses on: the links and forms of one page of each view."""
    found, visited, forms = Found(), set(), set()
    waiting = deque(start)
    while waiting:
        address = waiting.popleft().partition("#")[0]
        path, query = urlsplit(address).path, urlsplit(address).query
        view = _view_of(address)
        if view is None or view in LEFT_ALONE or urlsplit(address).netloc:
            continue
        found.addresses.setdefault(path, set()).update(key for key, _ in parse_qsl(query, keep_blank_values=True))
        if view in visited:
            continue
        visited.add(view)
        page = _read(client, path)
        waiting.extend(page.links)
        for form in page.forms:
            key = (form.view, form.method, tuple(form.names))
            if form.view and form.view not in LEFT_ALONE and key not in forms:
                forms.add(key)
                found.forms.append(form)
                found.addresses.setdefault(urlsplit(form.action).path, set()).update(
                    form.names if form.method == "get" else ()
                )
    return found


def _read(client, path):
    response = client.get(path, follow=True)
    page = _Page(response.redirect_chain[-1][0] if getattr(response, "redirect_chain", None) else path)
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        page.feed(response.content.decode())
    return page


def forms_of(client, path):
    """Give the forms of a page."""
    return _read(client, path).forms
