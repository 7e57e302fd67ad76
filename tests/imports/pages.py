"""What the tests of the import's pages have in common: sending a file, and reading what a page says."""

import html
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from misbrug.imports.models import ImportRun


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
