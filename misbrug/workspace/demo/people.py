"""The demo's users by role and place: caseworkers and leads of 22 municipalities, and those above the region's."""

from django.contrib.auth.hashers import make_password

from clusters.models import Cluster, Membership, Municipality, Region
from misbrug.accounts.demo import DOMAIN, PASSWORD
from misbrug.accounts.models import User

Role = Membership.Role

# One of each role, for who wants to look around, and the newcomer's two.
SHOWN = (
    ("sagsbehandler.faxe.stof", "er midt i en selvvurdering"),
    ("ansvarlig.faxe", "læser svarene og indsender"),
    ("sagsbehandler.lolland.alkohol", "skal begynde en ny selvvurdering"),
    ("ansvarlig.lolland", "indsender den nye selvvurdering"),
    ("tovholder.syd", "følger klyngen og melder kommuner ud"),
    ("sagsbehandler.koebenhavn", "retter en plan med 25 aktiviteter"),
    ("projektgruppe.lejre", "vurderer tvivlsomme svar og skriver rapporten"),
    ("styregruppe", "læser kladden og frigiver den"),
    ("laeser", "læser den frigivne rapport"),
    ("admin", "passer kommuner, kataloger, runder og brugere"),
)

# Municipalities outside the region whose strategies are in the demo.
ELSEWHERE = ("København", "Herning", "Silkeborg", "Ishøj", "Vallensbæk")

PROJECT_GROUP = ("Guldborgsund", "Lejre", "Holbæk")


def ascii_name(name):
    """Give a name as it can stand in an address: Køge → koege."""
    for danish, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), (" ", "-")):
        name = name.lower().replace(danish, plain)
    return name


def email(local):
    """Give the demo address of a local part."""
    return f"{local}@{DOMAIN}"


class People:
    """The demo's users by the local part of their e-mail. Making them twice gives the same as once."""

    def __init__(self, region, split):
        """Make the users of a region; `split` are the names of municipalities with one caseworker an area."""
        # Hashed once: the password is the same for all, and each hash takes a twentieth of a second.
        self._password = make_password(PASSWORD)
        self._by_local = {}
        self._region = region
        clusters = Cluster.objects.filter(region=region).order_by("order")
        for cluster in clusters:
            for row in cluster.memberships.select_related("municipality"):
                self._of_municipality(row.municipality, row.municipality.name in split)
                if row.role == "tovholder":
                    self._cluster_lead(cluster, row.municipality)
        for municipality in Municipality.objects.filter(name__in=ELSEWHERE).order_by("code"):
            self._of_municipality(municipality, split=False)
        self._of_region()

    def __getitem__(self, local):
        """Give the user with an address's local part."""
        return self._by_local[local]

    def caseworker(self, municipality, area_slugs):
        """Give the caseworker who fills in a track: by its first area with a person of its own, else the only one."""
        name = ascii_name(municipality.name)
        for area in area_slugs:
            user = self._by_local.get(f"sagsbehandler.{name}.{area}")
            if user:
                return user
        return self._by_local.get(f"sagsbehandler.{name}") or self._by_local[f"sagsbehandler.{name}.alkohol"]

    def lead(self, municipality):
        """Give the lead of a municipality."""
        return self._by_local[f"ansvarlig.{ascii_name(municipality.name)}"]

    def _user(self, local, name, **fields):
        user, _ = User.objects.get_or_create(
            email=email(local), defaults={"name": name, "password": self._password, **fields}
        )
        self._by_local[local] = user
        return user

    def _role(self, user, role, **place):
        Membership.objects.get_or_create(user=user, role=role, **place)

    def _of_municipality(self, municipality, split):
        local = ascii_name(municipality.name)
        areas = ("alkohol", "stof") if split else ("",)
        for area in areas:
            dotted = f".{area}" if area else ""
            shown = f" ({area})" if area else ""
            user = self._user(f"sagsbehandler.{local}{dotted}", f"Sagsbehandler, {municipality.name}{shown}")
            self._role(user, Role.CASEWORKER, municipality=municipality, area=area)
        lead = self._user(f"ansvarlig.{local}", f"Kommuneansvarlig, {municipality.name}")
        self._role(lead, Role.MUNICIPAL_LEAD, municipality=municipality)

    def _cluster_lead(self, cluster, employer):
        local = ascii_name(cluster.name).removeprefix("klynge-")
        user = self._user(f"tovholder.{local}", f"Klyngetovholder, {cluster.name}")
        self._role(user, Role.CLUSTER_LEAD, cluster=cluster, municipality=employer)

    def _of_region(self):
        for name in PROJECT_GROUP:
            user = self._user(f"projektgruppe.{ascii_name(name)}", f"Projektgruppe, {name}")
            employer = Municipality.objects.get(name=name)
            self._role(user, Role.PROJECT_GROUP, region=self._region, municipality=employer)
        steering = self._user("styregruppe", f"Styregruppe, {self._region.name}")
        self._role(steering, Role.STEERING_GROUP, region=self._region)
        reader = self._user("laeser", "Læser, KKR Sjælland")
        self._role(reader, Role.READER, region=self._region)
        self._user("admin", "Administrator", is_staff=True)


def shown_logins():
    """Give (e-mail, what one can try) for each login that is printed at the start."""
    return [(email(local), note) for local, note in SHOWN]


def the_region():
    """Give the demo's region."""
    return Region.objects.get(name="Region Sjælland")
