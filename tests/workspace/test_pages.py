"""The pages that need neither a round nor a user."""

import pytest


@pytest.mark.parametrize("name", ["hjaelp", "privatliv", "tilgaengelighed"])
def test_the_pages_about_the_product_need_no_log_in(client, db, name):
    assert client.get(f"/{name}/").status_code == 200


def test_an_empty_installation_says_what_is_true(client, db):
    page = client.get("/").content.decode()
    assert "Ingen rapporter er frigivet" in page
