"""Deleting what administrators keep, so that it can be undone: draft catalogues, rates, clusters, planned rounds."""

from django.db import transaction

from clusters.models import Cluster, NeedRate, Round
from clusters.workflow import deleting
from clusters.workflow.content import Held, pointing_at
from clusters.workflow.errors import Locked, WorkflowError
from indicators.models import Catalogue, Indicator, Recommendation
from indicators.sealing import Sealed, refuse_if_published
from indicators.workflow import lock_catalogue

MODELS = (Catalogue, Recommendation, Indicator, NeedRate, Cluster, Round)
OF_CATALOGUE = (Recommendation, Indicator)


def delete_administered(row, *, actor, at):
    """Delete a row with what is part of it, and give the Deletion by which it can be brought back.

    Raises Held where others need it, Locked where it belongs to a published catalogue.
    """
    with transaction.atomic():
        whole = _lock(row)
        try:
            refuse_if_published([whole.pk] if isinstance(whole, Catalogue) else [])
        except Sealed as sealed:
            raise Locked(sealed.message) from sealed
        holders = pointing_at(row)
        if holders:
            raise Held(f"”{row}” bruges af andet og kan ikke slettes.", holders)
        return deleting.archive([row], whole=whole, title=str(row), actor=actor, at=at)


def undelete_administered(deletion, *, actor, at):
    """Bring back what was deleted, as it stood, and give the rows; () where it is back already.

    Raises what `clusters.workflow.deleting.bring_back` raises, and Locked where its catalogue is published by now.
    """
    with transaction.atomic():
        deleting.refuse_missing(deletion)
        row = deleting.rows_of(deletion)[0].object
        if isinstance(row, OF_CATALOGUE):
            _lock(row)
        try:
            return deleting.bring_back(deletion, actor=actor, at=at)
        except Sealed as sealed:
            raise Locked(sealed.message) from sealed


def _lock(row):
    """Lock what a row is deleted from, and give it: its catalogue, or itself. Raises WorkflowError where it is gone."""
    if isinstance(row, (Catalogue, *OF_CATALOGUE)):
        return lock_catalogue(row.pk if isinstance(row, Catalogue) else row.catalogue_id)
    found = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None:
        raise WorkflowError("Det er allerede slettet.")
    return found
