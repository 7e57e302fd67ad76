"""What the tests of an assessment's pages share: addresses, and the fields of a page as a browser would post them."""

import re
from html.parser import HTMLParser

from django.urls import reverse

TICKED = ("radio", "checkbox")


def address(assessment, name="assessment", **extra):
    """Give the address of a page of the assessment."""
    where = {"round": assessment.round.slug, "code": assessment.municipality.code}
    return reverse(f"clusters:{name}", kwargs=where | extra)


def place(track, indicator):
    """Give the prefix of the fields of an answer."""
    return f"svar-{track.pk}-{indicator.pk}"


def text_of(response):
    """Give the page's source with its lines joined, so that a sentence is found wherever the template breaks it."""
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def without_marks(markup):
    """Give markup without the marks of words that differ, and without what is said of them aloud."""
    spoken = r'<(?:del|ins)><span class="sr-only">(?:Fjernet|Tilføjet): </span>'
    return re.sub(f"{spoken}|</?(?:mark|del|ins)>", "", markup)


def unmarked(response):
    """Give the page's source as `text_of` does, without the marks of words that differ."""
    return without_marks(text_of(response))


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields, self.area = {}, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "textarea" and "name" in attrs:
            self.area = attrs["name"]
            self.fields[self.area] = [""]
        elif tag == "input" and "name" in attrs and (attrs.get("type") not in TICKED or "checked" in attrs):
            self.fields.setdefault(attrs["name"], []).append(attrs.get("value", "on"))

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # As browsers do: the newline after the tag is not part of the text, and lines end with CR LF.
            text = self.fields[self.area][0].removeprefix("\n")
            self.fields[self.area] = [text.replace("\n", "\r\n")]
            self.area = None


def fields_of(response):
    """Give what a browser would post from the page if nothing was touched, as a dict of lists."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.fields


def save(client, track, indicator, value, elaboration="", version=0, **extra):
    """Post one answer as the page's script does."""
    data = {"track": track.pk, "indicator": indicator.pk, "value": value, "elaboration": elaboration}
    return client.post(address(track.assessment, "answer_save"), data | {"version": version} | extra)
