"""The administration: nothing in it is for others than administrators."""

from clusters.models import NeedRate
from indicators.models import Catalogue, Indicator, Recommendation
from tests.rights.table.entry import Entry

# What is administered, and a row of each.
ROWS = {
    "accounts_user": lambda w: w.users["no role"],
    "clusters_municipality": lambda w: w.places["A"],
    "clusters_region": lambda w: w.places["sj"],
    "clusters_needrate": lambda w: NeedRate.objects.first(),
    "clusters_cluster": lambda w: w.places["syd"],
    "clusters_round": lambda w: w.round,
    "clusters_selfassessment": lambda w: w.assessments["A"],
    "indicators_catalogue": lambda w: Catalogue.objects.first(),
    "indicators_recommendation": lambda w: Recommendation.objects.first(),
    "indicators_indicator": lambda w: Indicator.objects.first(),
}
WITH_HISTORY = tuple(
    name for name in ROWS if name not in ("accounts_user", "clusters_region", "clusters_selfassessment")
)
WITH_EXPORT = ("clusters_municipality", "clusters_cluster", "indicators_catalogue")
# What is not done here: published catalogues and opened rounds stay as they are, and who has left a trace stays.
LOCKED = ("clusters_round", "clusters_selfassessment", "indicators_catalogue", "indicators_recommendation")
LOCKED += ("indicators_indicator",)
NOT_ADDED = ("clusters_selfassessment", "indicators_recommendation", "indicators_indicator")
NOT_DELETED = (*LOCKED, "accounts_user", "clusters_municipality", "clusters_region")
NOBODY = "administer what nobody does"


def _of(name, verb="administer", where=lambda world, case: {}, **fields):
    return Entry(f"admin:{name}", verb, where, **{"post": {}} | fields)


def _of_row(model, page, verb="administer", **fields):
    return _of(f"{model}_{page}", verb, lambda world, case: {"object_id": ROWS[model](world).pk}, **fields)


def _of_model(model):
    yield _of(f"{model}_changelist")
    yield _of(f"{model}_add", NOBODY if model in NOT_ADDED else "administer")
    yield _of_row(model, "change", post_verb=NOBODY if model in LOCKED else "")
    yield _of_row(model, "history")
    yield _of_row(model, "delete", NOBODY if model in NOT_DELETED else "administer")
    label, name = model.split("_")
    # Django's own short form of the address, which has no name.
    yield Entry("", "administer", path=f"/admin/{label}/{name}/1/", post={})


def _version(model):
    def where(world, case):
        row = ROWS[model](world)
        return row.pk, row.history.first().pk

    return where


ENTRIES = (
    *(entry for model in ROWS for entry in _of_model(model)),
    *(_of(f"{model}_simple_history", "find nothing", _version(model)) for model in WITH_HISTORY),
    *(_of(f"{model}_export") for model in WITH_EXPORT),
    *(_of(f"catalogue_{act}", where=lambda w, c: {"pk": Catalogue.objects.first().pk}) for act in ("publish", "copy")),
    *(
        _of("app_list", where=lambda w, c, app=app: {"app_label": app})
        for app in ("accounts", "clusters", "indicators")
    ),
    # What was deleted in it has pages of our own.
    Entry("clusters:administered_deletions", "administer"),
    Entry(
        "clusters:administered_deletion",
        "administer",
        lambda w, c: {"pk": w.deleted_rate.pk},
        post={},
        guess={"pk": 987654},
    ),
    _of("index"),
    _of("login"),
    _of("jsi18n", post=None, get_only=True),
    _of(
        "autocomplete",
        query="?app_label=clusters&model_name=membership&field_name=municipality&term=",
        post=None,
        get_only=True,
    ),
    _of("view_on_site", "find nothing", lambda w, c: {"content_type_id": "1", "object_id": "1"}),
    Entry("", "find nothing", path="/admin/findes/ikke/", post={}),
    # These lead to the product's own pages, which know themselves for whom they are.
    _of("logout"),
    _of("password_change"),
    _of("password_change_done"),
)
