"""The settings of an installation for the benchmark's own process; its database takes the tables from the models.

That the migrations lead to the same tables is what the tests' own database shows, and `makemigrations --check`.
"""

from misbrug.settings import *  # noqa: F403

DATABASES["default"]["TEST"] = {"MIGRATE": False}  # noqa: F405
