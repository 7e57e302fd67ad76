"""What a table of users would change, row by row."""

from dataclasses import dataclass

from clusters.models import Membership
from clusters.user_table.rows import ADMINISTRATOR, FIELDS, PLACES, SPECS, Known, RowReader, Wanted
from misbrug.accounts.models import User
from misbrug.tables.plan import Act, PlanRow, Question
from misbrug.tables.resource import Place, quote
from misbrug.text import cpr
from misbrug.text.danish import join

YES, NO = "yes", "no"
NAMES = tuple(spec.name for spec in SPECS)


@dataclass(frozen=True, slots=True)
class Task:
    """One row that is to be stored: what it asks for, the stored user and role it is about, if any."""

    wanted: Wanted
    user: User | None
    role: Membership | None
    name: str
    active: bool


class UserPlan:
    """Plans the rows of one import. After `run` it has `rows`, `questions`, `tasks` and `notes`."""

    def __init__(self, understood, job):
        self.job = job
        self.known = Known(job.locked)
        self.columns = [name for name in NAMES if any(name in table.names for table in understood.tables)]
        self.sources = [
            (Place(row.line, table.sheet, row, {name: table.position(name) for name in self.columns}))
            for table in understood.tables
            for row in table.rows
        ]
        self.rows, self.questions, self.tasks, self.closed = [], {}, [], []

    def run(self):
        """Read all rows, then say of each what it would do."""
        reader = RowReader(self.known, lambda place, key: self.job.decision(key_of(place), key))
        wanted = [reader.read(place, self._texts(place)) for place in self.sources]
        self._refuse_twins([each for each in wanted if not each.problems])
        self._agree([each for each in wanted if not each.problems])
        for each in wanted:
            self.rows.append(self._row(each))

    @property
    def notes(self):
        """Say who stays shut out though the file names them."""
        if self.closed:
            names = ", ".join(dict.fromkeys(self.closed))
            yield f"Lukket og bliver ved med at være det: {names}. Skriv ja i kolonnen aktiv for at åbne."

    def _texts(self, place):
        positions = place.positions.items()
        return {name: "" if at is None else place.row.cells[at] for name, at in positions}

    def _refuse_twins(self, wanted):
        """Refuse a row that is about the same as another one."""
        groups = {}
        for each in wanted:
            groups.setdefault(each.key, []).append(each)
        for group in groups.values():
            texts = {tuple(self._texts(each.place).values()) for each in group}
            for each in group[1:] if len(texts) == 1 else group if len(group) > 1 else ():
                others = join([str(other.place) for other in group if other is not each][:5])
                said = "Det samme står" if len(texts) == 1 else "Der står noget andet om samme rolle"
                each.add_problem("e-mail", f"{said} i {others}. Behold den ene.", each.email)

    def _agree(self, wanted):
        """See that the rows of one user agree on the name and the access, and that a new one has a name."""
        users = {}
        for each in wanted:
            users.setdefault(each.email, []).append(each)
        for email, group in users.items():
            for heading, attribute in (("navn", "name"), ("aktiv", "active")):
                said = {getattr(each, attribute) for each in group} - {"", None}
                for each in group if len(said) > 1 else ():
                    others = join([str(other.place) for other in group if other is not each][:5])
                    each.add_problem(heading, f"Der står noget andet om samme bruger i {others}. Ret den ene.")
                value = said.pop() if len(said) == 1 else None
                for each in group:
                    setattr(each, attribute, value if attribute == "active" else value or "")
            for each in group:
                self._check_user(each, self.known.users.get(email))

    def _check_user(self, wanted, user):
        if user is None and not wanted.name and not wanted.problems:
            wanted.add_problem("navn", "Brugeren er ny. Skriv et navn, for eksempel ”Sagsbehandler, Faxe”.")
        if wanted.active is False and user is not None and user == self.job.actor:
            wanted.add_problem("aktiv", "Du kan ikke fjerne din egen adgang. Bed en anden administrator om det.", "nej")

    def _row(self, wanted):
        place, user = wanted.place, self.known.users.get(wanted.email)
        label = user.name if user else wanted.name or wanted.email
        question = "" if wanted.problems else self._question(wanted, user, label)
        act, cells = Act.ERROR, self._as_sent(place)
        if wanted.problems:
            for heading, asked in wanted.questions.items():
                wanted.add_problem(heading, f"{asked.hint} {asked.text}")
        elif question:
            act = Act.ASK
        else:
            act, cells = self._effect(wanted, user)
        return PlanRow(
            key_of(place), place.sheet, place.line, act, quote(label), cells, tuple(wanted.problems), question
        )

    def _question(self, wanted, user, label):
        """Give the key of the question that a row waits for, "" where it waits for none."""
        asked = [*wanted.questions.values(), *_about_administrators(wanted, user, quote(label))]
        for question in asked:
            if not self.job.decision(key_of(wanted.place), question.key):
                self.questions.setdefault(question.key, question)
                return question.key
        return ""

    def _effect(self, wanted, user):
        """Give (act, cells) of a row that nothing stands in the way of, and keep what is to be done."""
        refused = [
            question.key
            for question in _about_administrators(wanted, user, "")
            if self.job.decision(key_of(wanted.place), question.key) == NO
        ]
        if refused:
            return Act.UNCHANGED, self._as_sent(wanted.place)
        role = self.known.role_of(user, wanted)
        name = wanted.name or user.name
        active = (user.is_active if user else True) if wanted.active is None else wanted.active
        if user and not active and wanted.active is None and wanted.role:
            self.closed.append(user.name)
        was_staff = bool(user and user.is_staff)
        is_new = (
            user is None or (wanted.role == ADMINISTRATOR and not was_staff) or (PLACES[wanted.role][0] and not role)
        )
        after = self._after(wanted, user, role, name, active)
        before = None if is_new else self._picked(self.known.cells(user, role or wanted.role))
        cells = tuple(
            (None if before is None or before[at] == text else before[at], text) for at, text in enumerate(after)
        )
        if before == after:
            return Act.UNCHANGED, cells
        self.tasks.append(Task(wanted, user, role, name, active))
        return (Act.NEW if is_new else Act.CHANGED), cells

    def _after(self, wanted, user, role, name, active):
        stands = User(email=wanted.email, name=name, is_active=active)
        becomes = wanted.role or None
        if PLACES[wanted.role][0]:
            becomes = role_from(wanted, role)
        return self._picked(self.known.cells(stands, becomes))

    def _picked(self, cells):
        return tuple(cells[NAMES.index(name)] for name in self.columns)

    def _as_sent(self, place):
        return tuple((None, cpr.redact(text.strip())) for text in self._texts(place).values())


def key_of(place):
    """Give a row's key."""
    return f"{place.sheet}!{place.line}"


def role_from(wanted, stored=None, **values):
    """Give an unsaved role with what a row says; columns that the file lacks stay as `stored`."""
    role = Membership(role=wanted.role, area=wanted.area, **values)
    for heading, attribute in FIELDS.items():
        if heading in wanted.places:
            setattr(role, attribute, wanted.places[heading])
        elif stored:
            setattr(role, attribute, getattr(stored, attribute))
    if stored and "område" not in wanted.place.positions:
        role.area = stored.area
    return role


def _about_administrators(wanted, user, label):
    """Give the questions of a row that makes an administrator, or opens or shuts the door to one."""
    if wanted.role == ADMINISTRATOR and not (user and user.is_staff):
        yield Question(
            f"administrator:{wanted.email}",
            f"Skal {label} ({wanted.email}) være administrator?",
            ((YES, "Ja, gør til administrator"), (NO, "Nej, spring rækken over")),
            "En administrator kan se og ændre alt det, der ligger under Administration.",
        )
    if user and user.is_staff and wanted.active is not None and wanted.active != user.is_active:
        act = "åbnes for" if wanted.active else "lukkes for"
        yield Question(
            f"access:{wanted.email}",
            f"Skal adgangen {act} administratoren {label} ({wanted.email})?",
            ((YES, "Ja"), (NO, "Nej, spring rækken over")),
        )
