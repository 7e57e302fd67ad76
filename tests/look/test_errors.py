"""The pages for when something goes wrong: Danish, in the product's look, and possible to write without anything."""

import pytest
from django.template.loader import get_template

pytestmark = pytest.mark.usefixtures("sample_pages")


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/findes-ikke/", 404, "Siden findes ikke"),
        ("/refuse/", 403, "Du må ikke se siden"),
        ("/fail/", 500, "Der skete en fejl hos os"),
    ],
)
def test_each_error_has_its_page(client, db, path, status, heading):
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == status
    html = response.content.decode()
    assert heading in html
    assert 'lang="da"' in html
    assert "Traceback" not in html


def test_a_refusal_says_why(client, db):
    assert "Svar fra Køge kan ses af Klynge Øst." in client.get("/refuse/").content.decode()


def test_a_form_from_an_old_page_gets_a_danish_answer(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/form/", {"name": "x"})
    assert response.status_code == 403
    assert "Siden har været åben for længe" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403_csrf", "500"])
def test_pages_that_get_no_context_stand_alone(name):
    html = get_template(f"{name}.html").render()
    assert "<h1>" in html
    assert "Gå til forsiden" in html
