"""That somebody who published has left changes no byte of what was published."""

from hashlib import sha256

from clusters.models import Edition, EditionFile
from misbrug.workspace.personal.anonymise import anonymise
from tests.factories import NOW


def test_editions_keep_their_bytes(demo):
    def files():
        return {row.pk: sha256(bytes(row.content)).hexdigest() for row in EditionFile.objects.all()}

    edition = Edition.objects.exclude(released_by=None).first()
    before = files()
    user = edition.released_by
    user.is_active = False
    user.save()
    anonymise(user, at=NOW)
    assert before
    assert files() == before
