"""The decisions: one entry or more for every address of the product, area by area."""

from tests.rights.table import accounts, admin, assessments, cases, exchange, reports, rounds, strategies

ENTRIES = (
    *assessments.ENTRIES,
    *rounds.ENTRIES,
    *reports.ENTRIES,
    *cases.ENTRIES,
    *strategies.ENTRIES,
    *exchange.ENTRIES,
    *accounts.ENTRIES,
    *admin.ENTRIES,
)
