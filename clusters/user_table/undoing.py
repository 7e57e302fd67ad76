"""Taking an import of users back."""

from clusters.models import Membership
from misbrug.accounts.admin import is_remembered
from misbrug.accounts.models import User
from misbrug.accounts.sessions import end_sessions
from misbrug.tables.plan import CannotUndo, Undone
from misbrug.text.danish import NBSP, amount, join

ROLE_FIELDS = ("municipality_id", "cluster_id", "region_id", "area")
LINK_DEAD = "Invitationen er sendt, men linket i mailen virker ikke længere."
LINKS_DEAD = "Invitationerne er sendt, men linkene i mailene virker ikke længere."
USER_WORDS = {"email": "e-mail", "name": "navn", "is_active": "aktiv", "is_staff": "administrator"}


def as_made(user):
    """Give what an import wrote of a new user, to tell later whether somebody has changed it."""
    return {name: getattr(user, name) for name in USER_WORDS}


def take_back(changes, job):
    """Take the roles back, and the users that nobody remembers; the others are shut out. Gives what was `Undone`.

    Raises CannotUndo, with a message for each user and role that something later has touched.
    """
    if not any(changes[name] for name in ("new_users", "users", "new_roles", "roles")):
        raise CannotUndo("Der er intet at fortryde, for filen ændrede intet.")
    work = _TakingBack(changes, job)
    work.refuse_what_was_touched()
    return work.take_back()


class _TakingBack:
    """One import that is being taken back. Users and roles are locked."""

    def __init__(self, changes, job):
        self.changes, self.reason = changes, f"Fortrudt: {job.reason}"[:100]
        self.actor, self.at = job.actor, job.at
        self.new_roles, self.old_roles = dict(changes["new_roles"]), {pk: rest for pk, *rest in changes["roles"]}
        self.old_users, self.new_users = _merged(changes["users"]), dict(changes["new_users"])
        self.users = _locked(User, {*self.new_users, *self.old_users})
        self.roles = _locked(Membership, {*self.new_roles, *self.old_roles})

    def refuse_what_was_touched(self):
        """Raises CannotUndo with all that stands in the way."""
        messages = [*self._touched_roles(), *self._touched_users()]
        if messages:
            raise CannotUndo(*messages)

    def _touched_roles(self):
        for pk, wrote in [*self.new_roles.items(), *((pk, after) for pk, (_, after) in self.old_roles.items())]:
            role = self.roles.get(pk)
            if role is None and pk in self.old_roles:
                yield "En rolle, som importen ændrede, er slettet siden."
            elif role and _values(role) != wrote:
                yield f"{role.user}, ”{role}”: rollen er rettet siden."

    def _touched_users(self):
        for pk, (_, after) in self.old_users.items():
            user = self.users.get(pk)
            if user is None:
                yield "En bruger, som importen ændrede, er slettet siden."
                continue
            yield from _differences(user, after)
        for pk, made in self.new_users.items():
            user = self.users.get(pk)
            if user is None:
                continue
            yield from _differences(user, made)
            if user.last_login:
                yield f"{user} ({user.email}) har været logget ind. Luk adgangen under Brugere i stedet."
            elif user.has_usable_password():
                yield f"{user} ({user.email}) har fået en adgangskode siden."
            elif user.memberships.exclude(pk__in=self.new_roles).exists():
                yield f"{user} ({user.email}) har fået flere roller siden."

    def take_back(self):
        """Do it."""
        for pk in self.new_roles:
            if role := self.roles.get(pk):
                self._sign(role)
                role.delete()
        for pk, (before, _) in self.old_roles.items():
            role = self.roles[pk]
            for name, value in zip(ROLE_FIELDS, before, strict=True):
                setattr(role, name, value)
            self._sign(role)
            role.save()
        for pk, (before, _) in self.old_users.items():
            user = self.users[pk]
            for name, value in before.items():
                setattr(user, name, value)
            user.save(update_fields=list(before))
            if not user.is_active:
                end_sessions(user)
        notes = self._remove_users()
        values = len(self.new_roles) + len(self.old_roles) + sum(len(before) for before, _ in self.old_users.values())
        return Undone(values + len(self.new_users), notes)

    def _remove_users(self):
        """Delete the users that the import made, shut out those whom the history names, and say so."""
        deleted, invited, closed = 0, 0, []
        for pk in self.new_users:
            user = self.users.get(pk)
            if user is None:
                continue
            invited += user.invited_at is not None
            if is_remembered(user):
                user.is_active = user.is_staff = False
                user.save(update_fields=["is_active", "is_staff"])
                closed.append(user.email)
            else:
                user.delete()
                deleted += 1
        notes = [f"{amount(deleted, 'bruger', 'brugere')} er slettet."] if deleted else []
        if closed:
            notes.append(f"Lukket, men ikke slettet, for historikken nævner dem: {join(closed)}.")
        if invited:
            notes.append(LINKS_DEAD if invited > 1 else LINK_DEAD)
        return tuple(note.replace(NBSP, " ") for note in notes)

    def _sign(self, role):
        role._history_user, role._history_date, role._change_reason = self.actor, self.at, self.reason


def _locked(model, keys):
    return {row.pk: row for row in model.objects.select_for_update(of=("self",)).filter(pk__in=keys)}


def _differences(user, wrote):
    """Give a message for each value of a user that is no longer what the import wrote."""
    for name, value in wrote.items():
        if getattr(user, name) != value:
            yield f"{user} ({user.email}): ”{USER_WORDS[name]}” er rettet siden."


def _merged(rows):
    """Give {user: (before, after)} where several rows of the file have changed the same user."""
    found = {}
    for pk, before, after in rows:
        first, last = found.get(pk, ({}, {}))
        found[pk] = ({**before, **first}, {**last, **after})
    return found


def _values(role):
    return [getattr(role, name) for name in ROLE_FIELDS]
