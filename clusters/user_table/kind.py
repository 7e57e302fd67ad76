"""The kind of table that brings in users with their roles. It never takes a role away."""

import tablib
from django.utils import timezone

from clusters.user_table.plan import NAMES, UserPlan, role_from
from clusters.user_table.rows import ADMINISTRATOR, FIELDS, LABELS, PLACES, SPECS, Known
from clusters.user_table.undoing import as_made, take_back
from misbrug.accounts.invitations import NotInvited, invite
from misbrug.accounts.models import User
from misbrug.accounts.sessions import end_sessions
from misbrug.tables.headings import understand_rows
from misbrug.tables.kind import Kind, Option
from misbrug.tables.plan import Act, Applied, NotAsPlanned, Plan, Progress
from misbrug.text.danish import NBSP, amount

INVITE = "invite"


class UsersKind(Kind):
    """Users, a row for each role; one without a role has a row with none."""

    slug, path, label = "users", "brugere", "Brugere"
    one, many = "rolle", "roller"
    specs = SPECS

    def may_use(self, user):
        """Administrators."""
        return user.is_staff

    def targets(self, user):
        """Users belong to the whole installation."""
        return

    def options(self, user):
        """Offer to invite the new ones."""
        hint = "De får en e-mail med et link til at vælge en adgangskode. Ellers kan de inviteres senere."
        return (Option(INVITE, "Send invitation til nye brugere", hint),)

    def understand(self, book, mapping, target=None):
        """Give the `Understood` of a book with a row for each role."""
        return understand_rows(book, self.specs, mapping)

    def plan(self, understood, job):
        """Say of each row what it would do."""
        yield Progress("Sammenligner med det gemte")
        work = UserPlan(understood, job)
        work.run()
        return Plan(
            columns=tuple(LABELS[name] for name in work.columns),
            rows=tuple(work.rows),
            questions=tuple(work.questions.values()),
            notes=tuple(work.notes),
            idle_options=() if any(task.user is None for task in work.tasks) else (INVITE,),
            work=work.tasks,
        )

    def apply(self, plan, job):
        """Store users and roles."""
        yield Progress("Gemmer", 0, len(plan.work))
        counts = plan.counts()
        if len(plan.work) != counts[Act.NEW] + counts[Act.CHANGED]:
            raise NotAsPlanned
        writing = _Writing(job)
        for task in plan.work:
            writing.store(task)
        skipped = counts[Act.ERROR] + counts[Act.ASK]
        changes = {**writing.changes, "new_users": [[user.pk, as_made(user)] for user in writing.made.values()]}
        return Applied(counts[Act.NEW], counts[Act.CHANGED], counts[Act.UNCHANGED], skipped, plan.notes, changes)

    def afterwards(self, applied, job):
        """Invite the new users where that was asked for, and say who could not be."""
        made = [pk for pk, _ in applied.changes["new_users"]]
        if not made:
            return ()
        if not job.options.get(INVITE):
            return ("De nye brugere er ikke inviteret. De kan inviteres under Brugere.",)
        sent, notes = 0, []
        for user in User.objects.filter(pk__in=made).order_by("email"):
            try:
                invite(user, at=timezone.now())
                sent += 1
            except NotInvited as reason:
                notes.append(str(reason))
        words = amount(sent, "invitation er sendt", "invitationer er sendt").replace(NBSP, " ")
        return (f"{words}.", *notes)

    def undo(self, changes, job):
        """Take the roles back, and the users that nobody remembers; the others are shut out."""
        yield Progress("Sætter tilbage")
        return take_back(changes, job)

    def export(self, target=None, user=None):
        """Give all users who have access or a role, without passwords."""
        known = Known()
        dataset = tablib.Dataset(headers=list(NAMES))
        for each in known.users.values():
            roles = [*([ADMINISTRATOR] if each.is_staff else []), *known.roles.get(each.pk, ())]
            for role in roles or ([None] if each.is_active else []):
                dataset.append(known.cells(each, role))
        return dataset


class _Writing:
    """Writes the rows of one import, and notes what it changes."""

    def __init__(self, job):
        self.job = job
        self.made = {}
        self.changes = {"users": [], "new_roles": [], "roles": []}

    def store(self, task):
        """Write one row."""
        wanted = task.wanted
        user = task.user or self.made.get(wanted.email)
        staff = wanted.role == ADMINISTRATOR
        if user is None:
            user = self.made[wanted.email] = self._make(task, staff)
        else:
            self._change(user, {"name": task.name, "is_active": task.active, "is_staff": user.is_staff or staff})
        if PLACES[wanted.role][0]:
            self._store_role(task, user)

    def _make(self, task, staff):
        user = User(email=task.wanted.email, name=task.name, is_active=task.active, is_staff=staff)
        user.set_unusable_password()
        user.full_clean()
        user.save()
        return user

    def _change(self, user, values):
        before = {name: getattr(user, name) for name, value in values.items() if getattr(user, name) != value}
        if not before:
            return
        for name in before:
            setattr(user, name, values[name])
        user.full_clean()
        user.save(update_fields=list(before))
        if not user.is_active:
            end_sessions(user)
        if user.email not in self.made:
            self.changes["users"].append([user.pk, before, {name: values[name] for name in before}])

    def _store_role(self, task, user):
        role = task.role
        wanted = role_from(task.wanted, role, user=user)
        if role is None:
            self._save(wanted)
            self.changes["new_roles"].append([wanted.pk, _values(wanted)])
            return
        before, after = _values(role), _values(wanted)
        if before != after:
            for name in ("area", *(f"{each}_id" for each in FIELDS.values())):
                setattr(role, name, getattr(wanted, name))
            self._save(role)
            self.changes["roles"].append([role.pk, before, after])

    def _save(self, role):
        role._history_user, role._history_date, role._change_reason = self.job.actor, self.job.at, self.job.reason
        role.full_clean()
        role.save()


def _values(role):
    return [role.municipality_id, role.cluster_id, role.region_id, role.area]
