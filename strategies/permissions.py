"""Who may do what with strategies: one function a verb, and `visible_strategies` for lists. Decided here alone.

The table of roles is in docs/rettigheder.md.
"""

from django.conf import settings
from django.db.models import Q

from clusters.permissions import standing
from strategies.models import Strategy, StrategyMunicipality

READABLE = (Strategy.State.ADOPTED, Strategy.State.RETIRED)


def visible_strategies(user):
    """Give the strategies the user may read: adopted ones, and those of one's own municipalities in any state.

    Who is not logged in reads adopted ones where the installation allows it.
    """
    adopted = Q(state__in=READABLE)
    who = standing(user)
    if who.user_id is None:
        return Strategy.objects.filter(adopted if settings.PUBLIC_READING else Q(pk__in=[]))
    return Strategy.objects.filter(adopted | _own(who))


def editable_strategies(user):
    """Give the strategies of the municipalities one answers for: a joint one is edited by either."""
    return Strategy.objects.filter(_own(standing(user)))


def _own(who):
    mine = StrategyMunicipality.objects.filter(municipality_id__in=who.own).values("strategy_id")
    return Q(pk__in=mine) if who.own else Q(pk__in=[])


def own_municipalities(user):
    """Give the ids of the municipalities for which one may start a strategy."""
    return standing(user).own


def may_edit(user, strategy):
    """Caseworkers and leads of one of its municipalities, until it is retired.

    One query unless `adoptions` is prefetched.
    """
    own = standing(user).own
    if not own or strategy.state == Strategy.State.RETIRED:
        return False
    return any(row.municipality_id in own for row in strategy.adoptions.all())


def may_decide(user, strategy):
    """Leads of one of its municipalities: send it to hearing, take it back, retire it, and delete a draft."""
    leads = standing(user).leads
    return bool(leads) and any(row.municipality_id in leads for row in strategy.adoptions.all())


def may_adopt(user, municipality_id):
    """The municipality's lead: record that it adopted a strategy, since that lets everybody read it."""
    return municipality_id in standing(user).leads


def may_edit_bodies(user, municipality):
    """Caseworkers and leads of the municipality: its bodies, which all its strategies' cases go through."""
    return municipality.pk in standing(user).own


def may_restore_drafts(user, municipality):
    """The municipality's lead, who may delete a draft of its: bring it back."""
    return municipality.pk in standing(user).leads
