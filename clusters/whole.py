"""What the shared pages write rows in: a strategy or a status report, as one user meets it.

The pages know a `Whole` alone. Who owns the rows says in a subclass where its pages are, who stores what is written,
and the few sentences that differ.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say of a whole: `whole` with its article ("strategien"), the rest are whole sentences."""

    whole: str
    not_treated: str
    not_heard: str
    no_bodies: str
    bodies_once: str
    bodies_first: str
    other_party: str
    texts: str


class Whole:
    """A strategy or a report (`owner`) whose rows one user reads or writes. `case` is its case in the database.

    Its pages extend `page`, the one about its political treatment `track_page`. `has_history`: earlier versions of a
    row have a page; `orders_annexes`: the order of the annexes means something.
    """

    page = ""
    track_page = ""
    words: Words
    has_history = False
    orders_annexes = False

    def __init__(self, owner: Any, user=None):
        """Let a user meet an owner."""
        self.owner, self.user = owner, user

    @property
    def title(self):
        """Give what the whole is called."""
        return self.owner.title

    @property
    def case(self):
        """Give the case that is treated."""
        return self.owner.case

    @property
    def places(self):
        """Give the municipalities or the region whose bodies treat it, in order."""
        raise NotImplementedError

    @property
    def may_edit(self):
        """Say whether the user may write in it now."""
        raise NotImplementedError

    @property
    def warning(self):
        """Say in a sentence that others read what is written at once; "" where they do not."""
        return ""

    def address(self, page, *arguments):
        """Give the address of one of its pages: "track", "content_add" with the word of a kind …"""
        raise NotImplementedError

    def home_of(self, model):
        """Give (address, words) of a link to where rows of a model stand; of None, what has no rows."""
        return self.address("document"), f"Gå til {self.words.whole}"

    def agenda_address(self, item):
        """Give the address at which an agenda item can be taken along, "" where there is none."""
        return ""

    def annex_name(self, number):
        """Give what an annex is called by its place among the case's own, from 0; "" where it has a title alone."""
        return ""

    def closed(self, row):
        """Say in a sentence why a row cannot be changed now; "" where it can."""
        return ""

    def along(self, row):
        """Give the models whose rows may be taken out together with a row that they point to, if the person says so."""
        return ()

    def preview(self, row, text):
        """Give a row's text as it will look, None where it looks as texts of rows do."""
        return

    def context(self, **more):
        """Give what the templates need on each of its pages, and more."""
        return {"whole": self, **more}

    def load_track(self, today):
        """Load its political treatment as it looks on a day: a `clusters.track.Track`."""
        raise NotImplementedError

    def track_context(self, track):
        """Give what its page on the political treatment shows besides the track."""
        return {}

    def save(self, row, **given):
        """Store a row. See `clusters.workflow.content.save_content`."""
        raise NotImplementedError

    def delete(self, row, **given):
        """Delete a row, and give its Deletion. See `clusters.workflow.content.delete_content`."""
        raise NotImplementedError

    def undelete(self, deletion, **given):
        """Bring a deleted row back. See `clusters.workflow.content.undelete_content`."""
        raise NotImplementedError

    def move(self, row, place, **given):
        """Put a row at a place among its siblings. See `clusters.workflow.content.move_content`."""
        raise NotImplementedError

    def act(self, name, *rows, **given):
        """Do what a function of `clusters.workflow.cases` does with the case, such as "close_task"."""
        raise NotImplementedError

    def bodies_address(self, place):
        """Give the address of the page on the bodies of one of its places."""
        raise NotImplementedError
