"""What a row of the table of users says: who, with which role, where. It is read here and written nowhere."""

import difflib
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clusters.matching import MunicipalityFinder, NoMunicipality, doubt
from clusters.models import Cluster, Membership, Region
from indicators.models import Area
from misbrug.accounts.models import User
from misbrug.tables.book import ColumnSpec
from misbrug.tables.columns import Choice, YesNo, plain, refuse_cpr
from misbrug.tables.plan import Problem, Question
from misbrug.tables.resource import Place, quote
from misbrug.text.danish import fold, join

Role = Membership.Role
ADMINISTRATOR = "administrator"
ROLES = {**{role.label: role.value for role in Role}, ADMINISTRATOR: ADMINISTRATOR}
ROLES_TOO = {"tovholder": Role.CLUSTER_LEAD.value, "ansvarlig": Role.MUNICIPAL_LEAD.value}
SPECS = (
    ColumnSpec("e-mail", required=True, also=("email", "mail", "mailadresse", "e-mailadresse", "e-mail-adresse")),
    ColumnSpec("navn", also=("brugerens navn", "vises som"), hint="Rolle og sted, for eksempel ”Sagsbehandler, Faxe”."),
    ColumnSpec("rolle", also=("roller",), hint=f"{join(list(ROLES), 'eller')}. Tom: ingen rolle."),
    ColumnSpec("kommune", also=("kommunenavn", "kommunekode", "ansat i"), hint="Navn eller kode."),
    ColumnSpec("klynge", also=("klyngenavn",), hint="Klyngetovholderens klynge."),
    ColumnSpec("region", also=("regionsnavn",), hint="Projektgruppens, styregruppens eller læserens region."),
    ColumnSpec("område", also=("fagområde",), hint="Sagsbehandlerens eget område. Tom: alle områder."),
    ColumnSpec("aktiv", also=("adgang",), hint="ja eller nej. Tom: som det er."),
)
LABELS = {spec.name: spec.label for spec in SPECS}
# What mail programs copy: "Lone Hansen <lone@greve.example>".
_WITH_NAME = re.compile(r"[^<>]*<(?:mailto:)?\s*([^<>\s]+)\s*>")
# What a role is tied to; the second it may have besides.
PLACES = {
    Role.CASEWORKER.value: ("kommune", "område"),
    Role.MUNICIPAL_LEAD.value: ("kommune", ""),
    Role.CLUSTER_LEAD.value: ("klynge", "kommune"),
    Role.PROJECT_GROUP.value: ("region", "kommune"),
    Role.STEERING_GROUP.value: ("region", ""),
    Role.READER.value: ("region", ""),
    ADMINISTRATOR: ("", ""),
    "": ("", ""),
}
FIELDS = {"kommune": "municipality", "klynge": "cluster", "region": "region"}


@dataclass
class Wanted:
    """What one row asks for. `questions` are about its cells that are in doubt, by heading."""

    place: Place
    email: str = ""
    name: str = ""
    role: str = ""
    places: dict = field(default_factory=dict)
    area: str = ""
    active: bool | None = None
    problems: list = field(default_factory=list)
    questions: dict = field(default_factory=dict)

    @property
    def key(self):
        """Give what the row is about: who, which role, where."""
        main = PLACES[self.role][0]
        where = self.places.get(main)
        return self.email, self.role, main and (where.pk if where else None)

    def add_problem(self, heading, message, value=""):
        """Keep what is wrong, and where."""
        place, label = self.place, LABELS[heading]
        self.problems.append(Problem(place.line, label, quote(value), message, place.sheet, place.at(heading)))


class Known:
    """What is stored of users, roles and places: a fixed number of queries. With `locked` users and roles are."""

    def __init__(self, locked=False):
        users = User.objects.select_for_update() if locked else User.objects.all()
        self.users = {user.email: user for user in users.order_by("email")}
        self.roles = {}
        roles = Membership.objects.select_for_update(of=("self",)) if locked else Membership.objects.all()
        for row in roles.select_related("municipality", "cluster__region", "region").order_by("role", "pk"):
            self.roles.setdefault(row.user_id, []).append(row)
        self.finder = MunicipalityFinder()
        self.regions = {fold(row.name): row for row in Region.objects.order_by("name")}
        self.clusters = {}
        for row in Cluster.objects.select_related("region").order_by("region__name", "order", "name"):
            self.clusters.setdefault(fold(row.name), []).append(row)
        self.areas, self.area_words = {}, {}
        for slug, name in Area.objects.order_by("order", "slug").values_list("slug", "name"):
            self.areas.setdefault(slug, name)
            self.area_words.setdefault(fold(slug), slug)
        for slug, name in self.areas.items():
            self.area_words.setdefault(fold(name), slug)

    def role_of(self, user, wanted):
        """Give the stored role that a row is about, or None."""
        main = PLACES[wanted.role][0]
        if not user or not main:
            return None
        where = wanted.places[main]
        attribute = f"{FIELDS[main]}_id"
        rows = self.roles.get(user.pk, ())
        return next((row for row in rows if row.role == wanted.role and getattr(row, attribute) == where.pk), None)

    def area_word(self, slug):
        """Give how an area is written so that it is read again."""
        name = self.areas.get(slug, slug)
        return name if self.area_words.get(fold(name)) == slug else slug

    def cells(self, user, role):
        """Give the cells of a user with one role: a `Membership`, ADMINISTRATOR or None."""
        words = [user.email, user.name, "", "", "", "", "", "ja" if user.is_active else "nej"]
        if role == ADMINISTRATOR:
            words[2] = ADMINISTRATOR
        elif role:
            region = role.region
            if role.cluster and len(self.clusters[fold(role.cluster.name)]) > 1:
                region = role.cluster.region
            words[2:7] = [
                role.get_role_display(),
                *(str(each) if each else "" for each in (role.municipality, role.cluster, region)),
                self.area_word(role.area),
            ]
        return tuple(words)


class RowReader:
    """Reads rows against what is known. `decide` gives a person's answer for a row's place and a question's key."""

    def __init__(self, known, decide):
        self.known, self.decide = known, decide
        self.readers = {
            "e-mail": self._email,
            "navn": self._name,
            "rolle": Choice(ROLES, others=ROLES_TOO, blank="").clean,
            "klynge": self._named,
            "region": self._region,
            "aktiv": YesNo(blank=None).clean,
        }

    def read(self, place, cells):
        """Give what a row asks for. `cells` are its texts by column; columns that the file lacks are not in it."""
        wanted, values = Wanted(place), {}
        for heading, text in cells.items():
            text = plain(text)
            try:
                refuse_cpr(text)
                if heading == "kommune":
                    values[heading] = self._municipality(wanted, text)
                elif heading == "område":
                    values[heading] = self._area(wanted, text)
                else:
                    values[heading] = self.readers[heading](text)
            except ValueError as error:
                wanted.add_problem(heading, str(error), text)
        wanted.email, wanted.name = values.get("e-mail", ""), values.get("navn", "")
        wanted.role, wanted.area = values.get("rolle", ""), values.get("område", "")
        wanted.active = values.get("aktiv")
        if not wanted.problems:
            self._fit_places(wanted, values)
        return wanted

    def _fit_places(self, wanted, values):
        """Hold the places against the role, as the constraints of `Membership` do."""
        main, beside = PLACES[wanted.role]
        word = Role(wanted.role).label if wanted.role in Role.values else wanted.role
        if main and not values.get(main):
            wanted.add_problem(main, f"Her mangler noget. Rollen {word} hører til en {main}.")
        for heading in ("kommune", "klynge", "region", "område"):
            said = values.get(heading)
            names_cluster = heading == "region" and main == "klynge"
            if said and heading not in (main, beside) and not names_cluster:
                which = f"Rollen {word} har ikke" if word else "Uden en rolle er der ikke"
                article = "noget" if heading == "område" else "nogen"
                wanted.add_problem(heading, f"{which} {article} {heading}. Lad cellen stå tom.", str(said))
        if main == "klynge" and values.get(main):
            values[main] = self._cluster(wanted, values[main], values.get("region"))
        wanted.places = {
            heading: values[heading] for heading in ("kommune", "klynge", "region") if heading in values
        } | ({"region": None} if main == "klynge" else {})

    def _cluster(self, wanted, clusters, region):
        """Give the one cluster that is meant of those with the name."""
        fitting = [row for row in clusters if region is None or row.region == region]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            regions = join([str(row.region) for row in fitting])
            wanted.add_problem("klynge", f"Der er flere med det navn. Skriv regionen: {regions}.", str(fitting[0]))
        else:
            wanted.add_problem("region", f"Klyngen ligger i {clusters[0].region}. Ret den ene.", str(region))
        return None

    def _email(self, text):
        if with_name := _WITH_NAME.fullmatch(text):
            text = with_name[1]
        try:
            validate_email(text)
        except ValidationError:
            raise ValueError("Skriv hele e-mailen, for eksempel navn@kommune.dk.") from None
        if len(text) > User._meta.get_field("email").max_length:
            raise ValueError("E-mailen er for lang.")
        return text.lower()

    def _name(self, text):
        most = User._meta.get_field("name").max_length
        if len(text) > most:
            raise ValueError(f"Navnet må højst være {most} tegn.")
        return text

    def _municipality(self, wanted, text):
        if not text:
            return None
        try:
            return self.known.finder.find(text)
        except NoMunicipality as missed:
            if missed.proposal is None:
                raise
            if self._is_denied(wanted, "kommune", doubt(text, missed.proposal)):
                raise
            return missed.proposal

    def _is_denied(self, wanted, heading, question):
        """Say whether a person has denied what a cell probably means; where nobody has decided it is asked."""
        decided = self.decide(wanted.place, question.key)
        if decided not in [value for value, _ in question.choices]:
            wanted.questions[heading] = question
        return decided == "no"

    def _named(self, text):
        if not text:
            return None
        found = self.known.clusters.get(fold(text))
        if not found:
            names = ", ".join(rows[0].name for rows in self.known.clusters.values()) or "ingen endnu"
            raise ValueError(f"Klyngen findes ikke. Der er: {names}.")
        return found

    def _region(self, text):
        if not text:
            return None
        found = self.known.regions.get(fold(text))
        if not found:
            names = ", ".join(row.name for row in self.known.regions.values()) or "ingen endnu"
            raise ValueError(f"Regionen findes ikke. Der er: {names}.")
        return found

    def _area(self, wanted, text):
        if not text:
            return ""
        found = self.known.area_words.get(fold(text))
        if found:
            return found
        near = difflib.get_close_matches(fold(text), self.known.area_words, n=1, cutoff=0.7)
        if near:
            found = self.known.area_words[near[0]]
            if not self._is_denied(wanted, "område", _area_doubt(text, found, self.known.areas[found])):
                return found
        names = ", ".join(self.known.areas.values()) or "ingen endnu"
        raise ValueError(f"Området findes ikke. Der er: {names}.")


def _area_doubt(text, slug, name):
    shown = quote(text)
    return Question(
        key=f"area:{fold(shown)}"[:150],
        text=f"Er ”{shown}” {name}?",
        choices=((slug, f"Ja, brug {name}"), ("no", "Nej, det er en fejl i filen")),
        hint=f"Der findes intet område, der hedder ”{shown}”.",
    )
