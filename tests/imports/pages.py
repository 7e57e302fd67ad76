"""What the tests of the import's pages have in common: sending a file, and reading what a page says."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from misbrug.imports.forms import field_name
from misbrug.imports.models import ImportRun
from misbrug.text.danish import loose_fold


def upload(client, path, data, name="fil.csv", **fields):
    """Send a file as a browser without a script does, and give the page that it leads to."""
    data = data if isinstance(data, bytes) else data.encode()
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("imports:new", args=[path]), {"file": file, **fields}, follow=True)


def text_of(response):
    """Give what a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def latest():
    """Give the run that was made last."""
    return ImportRun.objects.order_by("pk").last()


def address(name, run=None):
    """Give the address of a run's page, of the latest run's where none is given."""
    return reverse(f"imports:{name}", args=[(run or latest()).pk])


def press(client, name, values=None, *, run=None, shown=None, **kwargs):
    """Post the form of a run's preview to a page of it, as one does who sees the preview as it is kept now.

    `shown` is the digest of another preview that one looks at instead.
    """
    run = run or latest()
    digest = run.plan_digest if shown is None else shown
    return client.post(address(name, run), {"shown": digest, **(values or {})}, **kwargs)


def answers(choices):
    """Give the fields of a preview's questions: {question's key: choice}."""
    return {f"question-{field_name(key)}": choice for key, choice in choices.items()}


def columns(choices):
    """Give the fields of the page that asks for the columns: {heading: column}."""
    return {f"column-{field_name(loose_fold(heading))}": name for heading, name in choices.items()}
