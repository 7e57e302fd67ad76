"""Which rows lead to a user, which of them belong to the person, and where names are kept beside them."""

from django.contrib.admin.models import LogEntry
from django.db.models import CASCADE

from clusters.models import Membership, Municipality
from misbrug.accounts.models import User
from misbrug.accounts.traces import traces
from misbrug.text.danish import join

# Where the name at the time is kept beside the user: {model: {relation to the user: field with the name}}.
NAMES = {
    "clusters.Transition": {"actor": "actor_name"},
    "clusters.Submission": {"submitted_by": "submitter_name"},
    "clusters.Ruling": {"ruled_by": "ruler_name"},
    "clusters.TextWaiver": {"by": "by_name"},
    "clusters.CorrectionRequest": {"asked_by": "asked_by_name", "answered_by": "answered_by_name"},
    "strategies.StrategyEvent": {"actor": "actor_name"},
    "strategies.ProgressNote": {"author": "author_name"},
    "imports.ImportRun": {"made_by": "maker_name"},
}
# Where the name at the time is kept alone: {model: fields}.
NAMES_ALONE = {"imports.ImportRun": ("applied_by_name", "undone_by_name")}


def relations():
    """Give (model, name of its field, whether its rows belong to the user and go when the user does).

    What an administrator did in the administration is kept with the user's row, and so does not belong to it.
    """
    return [(model, name, on_delete is CASCADE and model is not LogEntry) for model, name, on_delete in traces()]


def places_of(user):
    """Give the municipalities, clusters and regions of a user's roles; of the former roles where there are none."""
    roles = list(user.memberships.select_related("municipality", "cluster", "region"))
    if not roles:
        seen = Membership.history.filter(user_id=user.pk).order_by("-history_date", "-history_id")
        roles = list(seen.select_related("municipality", "cluster", "region")[:1])
    found = [role.municipality or role.cluster or role.region for role in roles]
    return list(dict.fromkeys(found))


def former(user):
    """Give the name under which history speaks of somebody who has left: "tidligere medarbejder i Faxe Kommune"."""
    where = join([_in_words(place) for place in places_of(user)])
    name = f"tidligere medarbejder {where}" if where else "tidligere bruger"
    longest = User._meta.get_field("name").max_length
    return name if len(name) <= longest else "tidligere medarbejder flere steder"


def _in_words(place):
    if not isinstance(place, Municipality):
        return f"i {place}"
    # Københavns Kommune, Bornholms Regionskommune: what is not the name and "Kommune" is among the other names.
    official = [alias.name for alias in place.aliases.all() if alias.name.endswith(("Kommune", "kommune"))]
    return f"i {official[0] if official else f'{place} Kommune'}"
