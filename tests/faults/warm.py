"""The site, with its addresses and views loaded before workers are made, so that one that is new serves at once."""

from django.urls import get_resolver

from misbrug.wsgi import application

assert get_resolver().url_patterns

__all__ = ["application"]
