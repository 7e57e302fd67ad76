"""The sample pages in place of the product's."""

from pathlib import Path

import pytest


@pytest.fixture
def sample_pages(settings):
    """Serve the pages of tests/look/urls.py; components, forms and error pages remain the product's."""
    settings.ROOT_URLCONF = "tests.look.urls"
    engine = settings.TEMPLATES[0]
    processors = [name for name in engine["OPTIONS"]["context_processors"] if name.startswith("django.")]
    settings.TEMPLATES = [
        engine
        | {
            "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"],
            "OPTIONS": engine["OPTIONS"] | {"context_processors": processors},
        }
    ]
