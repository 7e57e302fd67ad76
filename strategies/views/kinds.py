"""Every kind of row that the pages can add and edit, by its word in the address. Each area gives its own."""

from strategies.forms import cases, documents, plans, theories

KINDS = {**documents.KINDS, **plans.KINDS, **theories.KINDS, **cases.KINDS}
