"""The way of a strategy: draft, hearing, adopted by each municipality, retired. Each act leaves a recorded event."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from clusters.models import Case, Municipality
from clusters.workflow import deleting
from clusters.workflow.acts import clean_reason, refuse_cpr
from clusters.workflow.errors import Conflict, IllegalTransition, WorkflowError
from misbrug.text.danish import date_long, fold, loose_fold
from strategies.models import Goal, Strategy, StrategyEvent, StrategyMunicipality
from strategies.workflow.content import lock_strategy, save
from strategies.workflow.search import refresh_search, searchable_text

Act, State = StrategyEvent.Act, Strategy.State
# First words of addresses beside the strategies' own.
RESERVED = {"ny", "daekning", "fra-nej", "udvalg", "frister", "slettede"}
FIELDS = (
    *("title", "kind", "summary", "administration", "valid_from", "valid_to"),
    *("review_months", "review_owner", "next_review", "source"),
)


def create_strategy(*, municipalities, actor, at, is_example=False, slug="", **fields):
    """Start a strategy of one or several municipalities as a draft, with a case of its own, and give it.

    `fields` are those named in FIELDS. Side effects: a case, a row for each municipality, an event.
    Raises WorkflowError (with its field) where there is no municipality, or one of them has a draft of that title.
    """
    municipalities = list(municipalities)
    if not municipalities:
        raise WorkflowError("Vælg mindst én kommune.", "municipalities")
    with transaction.atomic():
        _refuse_twin(fields["title"], municipalities)
        strategy = Strategy(changed_by=actor, changed_at=at, is_example=is_example, **fields)
        strategy.slug = slug or free_slug(strategy.title, municipalities)
        case = Case(title=strategy.title, responsible=strategy.administration)
        _sign(case, actor, at)
        case.save()
        strategy.case = case
        _sign(strategy, actor, at)
        strategy.save()
        for municipality in municipalities:
            _join(strategy, municipality, actor, at)
        refresh_search(strategy)
        _record(strategy, Act.CREATE, actor=actor, at=at, to_state=State.DRAFT)
        return strategy


def _refuse_twin(title, municipalities):
    """Refuse a second draft of one title, which a double click would make. Locks the municipalities against that."""
    ids = [municipality.pk for municipality in municipalities]
    list(Municipality.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    drafts = Strategy.objects.filter(state=State.DRAFT, municipalities__in=ids).values_list("title", flat=True)
    if fold(title) in {fold(other) for other in drafts}:
        message = "I har allerede en kladde, der hedder sådan. Ret den, eller giv den nye et andet navn."
        raise WorkflowError(message, "title")


def create_answering(indicator, *, municipalities, actor, at, **fields):
    """Start a strategy that answers an indicator, and give it with its first goal, which is linked to the indicator.

    Raises as `create_strategy`; then neither is stored.
    """
    with transaction.atomic():
        strategy = create_strategy(municipalities=municipalities, actor=actor, at=at, **fields)
        goal = Goal(strategy=strategy, title=indicator.text[:300])
        save(goal, actor=actor, at=at, links={"indicators": [indicator]})
        return strategy, goal


def free_slug(title, municipalities):
    """Give an address for a new strategy that no other has: municipality and title."""
    words = f"{municipalities[0].name} {title}"
    base = slugify(loose_fold(words))[:70].strip("-") or "strategi"
    taken = set(Strategy.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def save_strategy(
    strategy, *, municipalities=None, own=frozenset(), base_version, actor, at, cpr_confirmed=False, reason=None
):
    """Store a strategy's own facts (title, period, review) and give it. `reason` goes into the history.

    `municipalities` may be added while nobody has adopted it, and taken away by themselves: `own` are the ids of those
    that the actor answers for.
    Raises WorkflowError (field "municipalities") where none is left, one that has adopted it or is another's is taken
    away, or one is added to an adopted strategy; CprRefused with the field; Conflict where a newer version stands.
    """
    with transaction.atomic():
        stored = lock_strategy(strategy.pk)
        if stored.version != base_version:
            raise Conflict("Andre har rettet strategiens oplysninger. Dine er ikke gemt.", stored, strategy)
        if municipalities is not None:
            _set_municipalities(stored, list(municipalities), own, actor, at)
        for name in FIELDS:
            value = getattr(strategy, name)
            if isinstance(value, str):
                refuse_cpr(value, name, confirmed=cpr_confirmed, stored=getattr(stored, name))
            setattr(stored, name, value)
        stored.version += 1
        stored.changed_by, stored.changed_at = actor, at
        stored.searchable = searchable_text(stored)
        stored._change_reason = reason
        _sign(stored, actor, at)
        stored.save()
        return stored


def send_to_hearing(strategy_id, *, actor, at, reason="", is_example=False, cpr_confirmed=False):
    """Turn a draft into a hearing draft (høringsudkast). Raises IllegalTransition for any other state, CprRefused.

    `is_example`: the day is invented, here and in the acts below.
    """
    reason = clean_reason(reason, required=False, cpr_confirmed=cpr_confirmed)
    return _go(strategy_id, Act.HEARING, (State.DRAFT,), State.HEARING, actor, at, reason, is_example=is_example)


def back_to_draft(strategy_id, *, actor, at, reason="", cpr_confirmed=False):
    """Turn a hearing draft back into a draft. Raises IllegalTransition for any other state, CprRefused."""
    reason = clean_reason(reason, required=False, cpr_confirmed=cpr_confirmed)
    return _go(strategy_id, Act.DRAFT, (State.HEARING,), State.DRAFT, actor, at, reason)


def adopt(strategy_id, municipality_id, *, on: date, actor, at, by=None, is_example=False):
    """Record that a municipality adopted the strategy on a day; from the first adoption on, everybody may read it.

    `by` is the body that adopted it. Raises WorkflowError (field "on") for a day to come, (field "by") for another
    municipality's body; IllegalTransition where the strategy is retired, or the municipality has adopted it already.
    """
    if on > timezone.localdate(at):
        raise WorkflowError("Vedtagelsen kan ikke ligge i fremtiden.", "on")
    if by is not None and by.municipality_id != municipality_id:
        raise WorkflowError("Vælg et af kommunens egne udvalg eller råd.", "by")
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        if strategy.state == State.RETIRED:
            raise IllegalTransition("Strategien er meldt afløst. Sæt den i kraft igen først.")
        row = strategy.adoptions.select_related("municipality").get(municipality_id=municipality_id)
        if row.adopted_on:
            raise IllegalTransition(f"{row.municipality} vedtog den allerede {date_long(row.adopted_on)}.")
        row.adopted_on, row.adopted_by, row.is_example = on, by, is_example
        _sign(row, actor, at)
        row.save()
        before = strategy.state
        _set_state(strategy, State.ADOPTED, actor, at)
        _record(
            strategy,
            Act.ADOPT,
            actor=actor,
            at=at,
            from_state=before,
            municipality=row.municipality,
            date=on,
            is_example=is_example,
        )
        return strategy


def withdraw_adoption(strategy_id, municipality_id, *, actor, at, reason, cpr_confirmed=False):
    """Take back a recorded adoption, with a reason; without any adoption left the strategy is a draft again.

    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where nothing is recorded.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        row = strategy.adoptions.select_related("municipality").get(municipality_id=municipality_id)
        if row.adopted_on is None or strategy.state != State.ADOPTED:
            raise IllegalTransition("Der er ingen vedtagelse at trække tilbage.")
        row.adopted_on = row.adopted_by = None
        row.is_example = False
        _sign(row, actor, at)
        row.save()
        before = strategy.state
        others = strategy.adoptions.filter(adopted_on__isnull=False).exists()
        _set_state(strategy, State.ADOPTED if others else State.DRAFT, actor, at)
        _record(
            strategy,
            Act.WITHDRAW,
            actor=actor,
            at=at,
            from_state=before,
            municipality=row.municipality,
            reason=reason,
        )
        return strategy


def retire(strategy_id, *, actor, at, reason, cpr_confirmed=False):
    """Say that an adopted strategy no longer applies (replaced or run out), with a reason. It can still be read.

    Raises WorkflowError (field "reason"), CprRefused, IllegalTransition where it is not adopted.
    """
    reason = clean_reason(reason, cpr_confirmed=cpr_confirmed)
    return _go(strategy_id, Act.RETIRE, (State.ADOPTED,), State.RETIRED, actor, at, reason)


def resume(strategy_id, *, actor, at, reason="", cpr_confirmed=False):
    """Let a retired strategy apply again. Raises IllegalTransition where it is not retired, CprRefused."""
    reason = clean_reason(reason, required=False, cpr_confirmed=cpr_confirmed)
    return _go(strategy_id, Act.RESUME, (State.RETIRED,), State.ADOPTED, actor, at, reason)


def complete_review(strategy_id, *, on: date, note, actor, at, is_example=False, cpr_confirmed=False):
    """Record that the strategy was taken up on a day, and set the next date by its rhythm (none without one).

    Raises WorkflowError (fields "on", "reason"), CprRefused.
    """
    if on > timezone.localdate(at):
        raise WorkflowError("Skriv en dag, der har været.", "on")
    note = clean_reason(note, cpr_confirmed=cpr_confirmed)
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        months = strategy.review_months
        strategy.next_review = on + relativedelta(months=months) if months else None
        _set_state(strategy, strategy.state, actor, at)
        _record(
            strategy,
            Act.REVIEW,
            actor=actor,
            at=at,
            from_state=strategy.state,
            reason=note,
            date=on,
            is_example=is_example,
        )
        return strategy


def delete_draft(strategy_id, *, actor, at):
    """Delete a strategy that nobody has adopted, with all that is in it; give the Deletion, its municipality's.

    Raises IllegalTransition where it is, or was, adopted, or where it is another municipality's too.
    """
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        if strategy.adoptions.count() > 1:
            raise IllegalTransition("Strategien er fælles. Den kan slettes, når de andre kommuner har meldt sig ud.")
        if strategy.is_readable or strategy.events.filter(act=Act.ADOPT).exists():
            raise IllegalTransition("En strategi, der har været vedtaget, kan ikke slettes. Meld den afløst i stedet.")
        place = strategy.adoptions.get().municipality
        roots = [strategy, strategy.case]
        return deleting.archive(roots, whole=place, title=strategy.title, actor=actor, at=at)


def undelete_draft(deletion, *, actor, at):
    """Bring a deleted draft back with all that was in it, and give the strategy; None where it is back already.

    Its address changes where another strategy has taken it. Raises WorkflowError where something it points to is gone.
    """
    with transaction.atomic():
        place = Municipality.objects.select_for_update(of=("self",)).get(pk=deletion.whole_id)

        def prepare(rows):
            strategy = rows[0]
            if Strategy.objects.filter(slug=strategy.slug).exists():
                strategy.slug = free_slug(strategy.title, [place])

        rows = deleting.bring_back(deletion, actor=actor, at=at, prepare=prepare)
        if not rows:
            return None
        refresh_search(rows[0])
        return rows[0]


def leave(strategy_id, municipality_id, *, actor, at):
    """Take a municipality out of a joint strategy; what it wrote stays with the others.

    Raises IllegalTransition where it has adopted the strategy, or is the only one left.
    """
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        row = strategy.adoptions.select_related("municipality").get(municipality_id=municipality_id)
        if row.adopted_on:
            raise IllegalTransition(f"{row.municipality} har vedtaget strategien. Træk vedtagelsen tilbage først.")
        if strategy.adoptions.count() == 1:
            raise IllegalTransition(f"{row.municipality} er alene om strategien.")
        _sign(row, actor, at)
        row.delete()
        refresh_search(strategy)
        return strategy


def _join(strategy, municipality, actor, at):
    row = StrategyMunicipality(strategy=strategy, municipality=municipality)
    _sign(row, actor, at)
    row.save()


def _set_municipalities(strategy, chosen, own, actor, at):
    if not chosen:
        raise WorkflowError("Vælg mindst én kommune.", "municipalities")
    wanted = {municipality.pk for municipality in chosen}
    rows = {row.municipality_id: row for row in strategy.adoptions.select_related("municipality")}
    for pk, row in rows.items():
        if pk in wanted:
            continue
        if row.adopted_on:
            message = f"{row.municipality} har vedtaget strategien. Træk vedtagelsen tilbage, før kommunen tages ud."
            raise WorkflowError(message, "municipalities")
        if pk not in own:
            message = f"{row.municipality} er med i strategien. Kun kommunen selv kan melde sig ud af den."
            raise WorkflowError(message, "municipalities")
        _sign(row, actor, at)
        row.delete()
    joining = [municipality for municipality in chosen if municipality.pk not in rows]
    if joining and strategy.is_readable:
        message = "Strategien er vedtaget, så der kan ikke komme flere kommuner med. Skriv en ny sammen."
        raise WorkflowError(message, "municipalities")
    for municipality in joining:
        _join(strategy, municipality, actor, at)


def _go(strategy_id, act, sources, target, actor, at, reason, *, is_example=False):
    with transaction.atomic():
        strategy = lock_strategy(strategy_id)
        before = strategy.state
        if before not in sources:
            raise IllegalTransition(
                f"Strategien er {strategy.get_state_display()}. Siden er måske åbnet for længe siden."
            )
        _set_state(strategy, target, actor, at)
        _record(strategy, act, actor=actor, at=at, from_state=before, reason=reason, is_example=is_example)
        return strategy


def _set_state(strategy, state, actor, at):
    strategy.state = state
    strategy.changed_by, strategy.changed_at = actor, at
    _sign(strategy, actor, at)
    strategy.save()


def _record(
    strategy, act, *, actor, at, from_state="", to_state="", municipality=None, reason="", date=None, is_example=False
):
    return StrategyEvent.objects.create(
        strategy=strategy,
        act=act,
        from_state=from_state,
        to_state=to_state or strategy.state,
        municipality=municipality,
        reason=reason,
        date=date,
        actor=actor,
        actor_name=actor.name,
        at=at,
        is_example=is_example,
    )


def _sign(row, actor, at):
    row._history_user, row._history_date = actor, at
