"""Asking the product: one request as an actor, what it amounts to, and what the answer holds."""

import re
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

from django.conf import settings
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from pypdf import PdfReader

from tests.rights.oracle import FORBIDDEN, HIDDEN, LOGIN, OPEN

STATUSES = {401: LOGIN, 403: FORBIDDEN, 404: HIDDEN}
CHANGING = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|data-seconds="\d+"|\b[0-9a-f]{32}\b')


class Asker(RequestFactory):
    """Asks as one user. Unlike Django's client it keeps no cookies and no contexts, and is several times as quick."""

    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, user=None):
        """Log in whom it asks as."""
        super().__init__()
        if user is not None:
            client = Client()
            client.force_login(user)
            self.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def request(self, **environ):
        """Give the response to a request."""
        return self.handler(self._base_environ(**environ))


def outcome_of(response):
    """Give what a response amounts to: OPEN is a page, a redirect or a refusal in words; a fault is its status."""
    status = response.status_code
    if status == 302 and response.url.startswith(reverse("account_login")):
        return LOGIN
    if status in STATUSES:
        return STATUSES[status]
    return OPEN if status < 500 and status != 405 else str(status)


def body_of(response):
    """Give the bytes of a response, also of one that comes in pieces."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(response):
    """Give all text in a response, that in workbooks, Word files and PDFs included, without hyphens within words."""
    body = body_of(response)
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as packed:
            body = b" ".join(packed.read(name) for name in packed.namelist())
    elif body.startswith(b"%PDF-"):
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return re.sub("\u00ad|&shy;|<wbr>", "", body.decode(errors="ignore"))


def said_in(response, address):
    """Give what a response says, without what differs from one request to the next and without its address."""
    path = address.partition("?")[0]
    text = body_of(response).decode(errors="ignore").replace(path, "").replace(quote(path, safe=""), "")
    return response.status_code, CHANGING.sub("", text.replace(quote(path), ""))
