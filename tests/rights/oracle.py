"""Who may what, stated anew from the tables in docs/rettigheder.md. Nothing of the product is imported here.

`decide(verb, actor, case)` says what an address answers, in four words. Every verb stands in `RULES` under its row of
the tables; how a row reads is checked against the tables themselves in test_oracle.py. It is meant to be read beside
the tables, so nothing in it is clever.
"""

from dataclasses import dataclass, fields

OPEN, FORBIDDEN, HIDDEN, LOGIN = "open", "forbidden", "hidden", "login"

CASEWORKER, LEAD, CLUSTER_LEAD = "sagsbehandler", "kommuneansvarlig", "klyngetovholder"
PROJECT, STEERING, READER = "projektgruppe", "styregruppe", "læser"

# Where the places of the world lie.
CLUSTER_OF = {"A": "syd", "B": "syd", "C": "øst", "N": "nord"}
REGION_OF = {"syd": "sj", "øst": "sj", "nord": "no"}

SUBMITTED = ("submitted", "reviewed", "returned")
WITH_EDITION = ("released", "renewed", "withdrawn")
STANDING = ("released", "renewed")
AT_MUNICIPALITIES = ("municipalities", "steering", *WITH_EDITION)


@dataclass(frozen=True)
class Actor:
    """One who asks: their roles as (role, place), and for those above the municipalities where they come from."""

    name: str
    roles: tuple = ()
    employer: str = ""
    administrator: bool = False
    logged_in: bool = True

    def has(self, role, place):
        """Say whether the actor has the role in that place."""
        return (role, place) in self.roles

    def answers_for(self, municipality):
        """Say whether the actor is a caseworker or the lead of the municipality."""
        return self.has(CASEWORKER, municipality) or self.has(LEAD, municipality)


@dataclass(frozen=True)
class Case:
    """What is asked about: a place, and the states that it and what belongs to it are in.

    `state`: not started, draft, submitted, returned, reviewed, absent. `round`: planned, open, processing, closed.
    `report`: draft, municipalities, steering, released, renewed (a new edition is being written), withdrawn.
    `strategy`: draft, hearing, adopted, retired; `owners` are its municipalities. `public`: may be read without
    logging in. `maker` and `kind` are an import's.
    """

    municipality: str = "A"
    state: str = "submitted"
    round: str = "closed"
    report: str = "draft"
    delivered: bool = False
    strategy: str = "draft"
    owners: tuple = ("A",)
    public: bool = True
    maker: str = ""
    kind: str = ""

    def __str__(self):
        """Give what the case says beyond the usual."""
        said = (f"{each.name}={getattr(self, each.name)}" for each in fields(self) if self._is_said(each))
        return ", ".join(said) or "as usual"

    def _is_said(self, each):
        return getattr(self, each.name) != each.default

    @property
    def cluster(self):
        """Give the cluster that the municipality is in."""
        return CLUSTER_OF[self.municipality]

    @property
    def region(self):
        """Give the region that the municipality is in."""
        return REGION_OF[self.cluster]


# ---- who is what ----------------------------------------------------------------------------------------------


def in_project(actor, case):
    """Say whether the actor is in the project group of the region."""
    return actor.has(PROJECT, case.region)


def in_drafts(actor, case):
    """Say whether the actor is in the project or the steering group of the region."""
    return in_project(actor, case) or actor.has(STEERING, case.region)


def leads_cluster(actor, case):
    """Say whether the actor leads the municipality's cluster."""
    return actor.has(CLUSTER_LEAD, case.cluster)


def takes_part(actor, case):
    """Say whether the actor has a role in the round. Municipalities come into it when it opens."""
    clusters = [cluster for cluster, region in REGION_OF.items() if region == case.region]
    if in_drafts(actor, case) or any(actor.has(CLUSTER_LEAD, cluster) for cluster in clusters):
        return True
    members = [code for code, cluster in CLUSTER_OF.items() if cluster in clusters]
    return case.round != "planned" and any(actor.answers_for(code) for code in members)


def is_in_cluster(actor, case):
    """Say whether the actor has a role in a municipality of the same cluster, or leads it."""
    members = [code for code, cluster in CLUSTER_OF.items() if cluster == case.cluster]
    return leads_cluster(actor, case) or any(actor.answers_for(code) for code in members)


def sees_answers(actor, case):
    """Say whether the actor sees the municipality's answers: the table "Hvem ser en kommunes svar"."""
    if actor.answers_for(case.municipality):
        return True
    if case.state not in SUBMITTED:
        return False
    if is_in_cluster(actor, case) or in_project(actor, case):
        return True
    return case.report in STANDING and takes_part(actor, case)


def sees_counts(actor, case):
    """Say whether the actor sees the round's counts."""
    return takes_part(actor, case) or actor.administrator


def sees_coverage(actor, case):
    """Say whether the municipality is in the actor's table of coverage: by a role in the region, or what is adopted."""
    of_region = [case.region, *(cluster for cluster, region in REGION_OF.items() if region == case.region)]
    of_region += [code for code, cluster in CLUSTER_OF.items() if REGION_OF[cluster] == case.region]
    return actor.administrator or case.strategy == "adopted" or any(place in of_region for _, place in actor.roles)


def sees_drafts_of_report(actor, case):
    """Say whether the actor reads the report's draft. A round that is only planned has none."""
    return in_drafts(actor, case) and case.round != "planned"


def reads_report(actor, case):
    """Say whether the actor may know that there is a report."""
    return case.report in WITH_EDITION or sees_drafts_of_report(actor, case)


def sees_cluster_report(actor, case):
    """Say whether the actor reads the cluster's report."""
    return is_in_cluster(actor, case) or (case.delivered and in_drafts(actor, case))


def owns(actor, case):
    """Say whether the actor answers for one of the strategy's municipalities."""
    return any(actor.answers_for(code) for code in case.owners)


def reads_strategy(actor, case):
    """Say whether the actor may read the strategy."""
    return case.strategy in ("adopted", "retired") or owns(actor, case)


def leads_strategy(actor, case):
    """Say whether the actor leads one of the strategy's municipalities."""
    return any(actor.has(LEAD, code) for code in case.owners)


# ---- rules: who does it, and who at least may know that it is there -------------------------------------------


def nobody(actor, case):
    """Say no."""
    return False


def everybody(actor, case):
    """Say yes."""
    return True


def is_administrator(actor, case):
    """Say whether the actor is an administrator."""
    return actor.administrator


def is_own(actor, case):
    """Say whether the actor answers for the municipality."""
    return actor.answers_for(case.municipality)


def is_own_lead(actor, case):
    """Say whether the actor leads the municipality."""
    return actor.has(LEAD, case.municipality)


def sets_participation(actor, case):
    """Say whether the actor may say that the municipality takes no part."""
    return is_own_lead(actor, case) or leads_cluster(actor, case) or in_project(actor, case)


def fetches_form(actor, case):
    """Say whether the actor may fetch the municipality's form in Excel, be it empty."""
    return is_own(actor, case) or in_project(actor, case) or actor.administrator


def manages_round(actor, case):
    """Say whether the actor opens and closes the round."""
    return in_project(actor, case) or actor.administrator


def rules_here(actor, case):
    """Say whether the actor settles the municipality's answers and requests: never of one's own place."""
    return in_project(actor, case) and actor.employer != case.municipality and not is_own(actor, case)


def shown_in_report(actor, case):
    """Say whether the actor sees how the municipality is shown in the report."""
    return is_own(actor, case) and case.report in AT_MUNICIPALITIES


def has_edition(actor, case):
    """Say whether there is an edition for the actor to know of."""
    return case.report in WITH_EDITION


def reopens_cluster_report(actor, case):
    """Say whether the actor opens the cluster's report again."""
    return leads_cluster(actor, case) or in_project(actor, case)


def sees_cell(actor, case):
    """Say whether the actor sees one answer in the round's table, where those that take no part have none."""
    return sees_answers(actor, case) and sees_counts(actor, case) and case.state != "absent"


def exports_answers(actor, case):
    """Say whether the actor may export answers: those who take part anywhere, and administrators."""
    return actor.administrator or any(role != READER for role, _ in actor.roles)


def imports_kind(actor, case):
    """Say whether the actor may import what the case names."""
    answering = any(role in (CASEWORKER, LEAD) for role, _ in actor.roles)
    return actor.administrator or (case.kind in ("answers", "any") and answering)


def opens_import(actor, case):
    """Say whether the actor may open the import: one's own, administrators all but others' answers."""
    return actor.name == case.maker or (actor.administrator and case.kind != "answers")


def starts_strategy(actor, case):
    """Say whether the actor may start a strategy."""
    return any(role in (CASEWORKER, LEAD) for role, _ in actor.roles)


def adopts(actor, case):
    """Say whether the actor records the adoption of the municipality that the case names."""
    return actor.has(LEAD, case.municipality) and case.municipality in case.owners


# verb: (who does it, who may else know of it, row of the tables in docs/rettigheder.md)
RULES = {
    "answer": (is_own, sees_answers, "svare, vælge spor, melde et spor færdigt"),
    "see answers": (sees_answers, nobody, ""),
    "submit": (is_own_lead, sees_answers, "indsende"),
    "set participation": (sets_participation, sees_answers, "melde ”deltager ikke” og tage det tilbage"),
    "review": (
        lambda actor, case: in_project(actor, case) and sees_answers(actor, case),
        sees_answers,
        "gennemgå og sende tilbage",
    ),
    "fetch form": (fetches_form, sees_answers, "hente kommunens skema i Excel"),
    "rule": (rules_here, sees_counts, "vurdere et ”delvis”"),
    "see rulings": (in_project, sees_counts, "se de svar, der venter på en vurdering"),
    "see counts": (sees_counts, nobody, "se antal og fremdrift i runden"),
    "see cell": (sees_cell, nobody, ""),
    "fetch round": (sees_counts, nobody, "hente rundens tal, matrix og hele runden som fil"),
    "export answers": (exports_answers, nobody, "eksportere svar"),
    "export": (is_administrator, nobody, "eksportere kommuner, kataloger, aktiviteter og brugere"),
    "manage round": (manages_round, sees_counts, "åbne, lukke og afslutte runden"),
    "read draft": (sees_drafts_of_report, nobody, "læse rapportens kladde"),
    "write report": (
        lambda actor, case: in_project(actor, case) and reads_report(actor, case),
        reads_report,
        "skrive i rapporten",
    ),
    "send report": (
        lambda actor, case: in_project(actor, case) and sees_drafts_of_report(actor, case),
        sees_drafts_of_report,
        "sende rapporten til kommunerne og styregruppen, begynde på en ny udgave",
    ),
    "take report back": (sees_drafts_of_report, nobody, "tage rapporten tilbage som kladde"),
    "release": (sees_drafts_of_report, nobody, "frigive rapporten, trække en udgave tilbage"),
    "withdraw edition": (
        lambda actor, case: has_edition(actor, case) and in_drafts(actor, case),
        has_edition,
        "frigive rapporten, trække en udgave tilbage",
    ),
    "upload template": (
        lambda actor, case: in_project(actor, case) and reads_report(actor, case),
        reads_report,
        "lægge regionens Word-skabelon op",
    ),
    "see own part": (shown_in_report, nobody, "se, hvordan egen kommune vises, og bede om en rettelse"),
    "read corrections": (sees_drafts_of_report, nobody, "læse ønsker om rettelse"),
    "answer correction": (rules_here, sees_drafts_of_report, "svare på et ønske om rettelse"),
    "write cluster report": (leads_cluster, sees_cluster_report, "skrive og aflevere klyngerapporten"),
    "read cluster report": (sees_cluster_report, nobody, "læse klyngerapporten"),
    "reopen cluster report": (
        lambda actor, case: reopens_cluster_report(actor, case) and sees_cluster_report(actor, case),
        sees_cluster_report,
        "åbne en afleveret klyngerapport igen",
    ),
    "treat report": (
        sees_drafts_of_report,
        nobody,
        "se og skrive rapportens politiske behandling: hvem, møder, høringer, opgaver, sagens tekster og bilag",
    ),
    "write advice": (
        lambda actor, case: in_project(actor, case) and sees_drafts_of_report(actor, case),
        sees_drafts_of_report,
        "skrive det, der anbefales, hvad der blev af det, og hvad der vejer særlig tungt",
    ),
    "edit bodies of region": (in_project, nobody, "rette regionens udvalg og råd"),
    "read report": (reads_report, nobody, "læse en frigivet rapport, alle dens udgaver og filer"),
    "read edition": (has_edition, nobody, "læse en frigivet rapport, alle dens udgaver og filer"),
    "import": (imports_kind, nobody, "importere svar og se og fortryde sin egen import af svar"),
    "open import": (opens_import, nobody, "importere svar og se og fortryde sin egen import af svar"),
    "administer": (is_administrator, nobody, "administration: kommuner, kataloger, brugere"),
    # Strategies
    "read strategy": (reads_strategy, nobody, "læse en kladde eller et høringsudkast"),
    "read public strategy": (reads_strategy, nobody, "læse en vedtaget eller afløst strategi"),
    "start strategy": (starts_strategy, everybody, "oprette en strategi for sin kommune"),
    "edit strategy": (owns, reads_strategy, "rette afsnit, mål, aktiviteter"),
    "see strategy's history": (owns, reads_strategy, "se historikken"),
    "decide on strategy": (leads_strategy, reads_strategy, "sende i høring, tage tilbage til kladde"),
    "adopt strategy": (adopts, reads_strategy, "registrere og trække tilbage, at kommunen har vedtaget den"),
    "restore drafts": (is_own_lead, is_own, "slette en kladde"),
    "edit bodies": (is_own, nobody, "rette kommunens udvalg og råd"),
    "see remedies": (sees_answers, nobody, "se ”fra nej til handling”"),
    "write remedies": (is_own, sees_answers, ""),
    "see remedies of round": (sees_counts, nobody, "se rundens oversigt over ”fra nej til handling”"),
    "see coverage": (sees_coverage, nobody, "se dækningen"),
    "see what is due": (starts_strategy, nobody, "se kommunens frister"),
    # Pages of one's own, and of everybody
    "be logged in": (everybody, nobody, ""),
    "be anybody": (everybody, nobody, ""),
    "see own account": (everybody, nobody, ""),
    "log in with a code": (everybody, nobody, ""),
    "confirm with what one has not": (nobody, everybody, ""),
    "find nothing": (nobody, nobody, ""),
    "find nothing anywhere": (nobody, nobody, ""),
    "find no edition": (nobody, nobody, ""),
    "administer what nobody does": (nobody, is_administrator, ""),
}
# What may be read without logging in where the installation allows it.
PUBLIC = ("read report", "read edition", "find no edition", "read public strategy")
# What never asks who it is.
ASKS_NOBODY = ("be anybody", "find nothing anywhere")


def decide(verb, actor, case=None):
    """Give what the actor meets who does `verb` in the case: OPEN, FORBIDDEN, HIDDEN or LOGIN."""
    does, knows, _ = RULES[verb]
    case = case or Case()
    if not actor.logged_in and verb not in ASKS_NOBODY and not (verb in PUBLIC and case.public):
        return LOGIN
    if not actor.logged_in:
        # Who is deactivated has roles that count for nothing.
        actor = Actor(actor.name, logged_in=False)
    if does(actor, case):
        return OPEN
    return FORBIDDEN if knows(actor, case) else HIDDEN
