"""Forms of what makes a strategy a document: parts, target groups, focus areas, goals, budget, relations."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html

from clusters.forms.fields import WebField
from misbrug.text.danish import decimal, first_upper
from strategies.budget import shares
from strategies.forms.amounts import BudgetField
from strategies.forms.base import ContentForm, Kind
from strategies.forms.choices import GoalChoice
from strategies.forms.serves import ServesForm
from strategies.models import BudgetLine, FocusArea, Goal, GoalGroup, Part, Relation, TargetGroup
from strategies.permissions import visible_strategies

FORMAT = (
    "En tom linje giver et nyt afsnit, og en linje, der begynder med -, et punkt på en liste. **To stjerner** om ord "
    "giver fed skrift; står de alene på linjen, bliver de en underoverskrift."
)
GUIDING = "pejlemaerke"


def text_area(rows=4):
    """Give the widget of a text of some length; `rows` is its height in lines."""
    return forms.Textarea(attrs={"rows": rows})


class PartForm(ContentForm):
    """A part of the document."""

    conditional = ("heading",)

    class Meta:
        model = Part
        fields = ["kind", "heading", "text"]
        widgets = {"text": text_area(16)}
        help_texts = {
            "kind": "Bruges, når strategier læses på tværs. Læseren ser kun overskriften.",
            "heading": "Skal udfyldes, når slagsen er andet. Ellers bliver overskriften den slags, du har valgt.",
            "text": FORMAT,
        }

    def __init__(self, *args, **kwargs):
        """Let the heading be left out where the kind says it."""
        super().__init__(*args, **kwargs)
        self.fields["heading"].required = False

    def clean(self):
        """Take the heading from the kind where none is written."""
        cleaned = super().clean()
        if not (cleaned.get("heading") or "").strip() and "heading" not in self.errors:
            kind = cleaned.get("kind")
            if kind and kind != Part.Kind.OTHER:
                cleaned["heading"] = first_upper(Part.Kind(kind).label)
            else:
                self.add_error("heading", "Skriv en overskrift, eller vælg en anden slags end andet.")
        return cleaned


class TargetGroupForm(ContentForm):
    """Whom the strategy is for."""

    of_whole = {"goal": lambda strategy: strategy.goals.all()}
    nothing = {"goal": "Intet mål"}
    constraint_at = {"target_group_once_in_strategy": "name"}

    class Meta:
        model = TargetGroup
        fields = ["name", "text", "challenge", "goal", "effort", "responsible"]
        field_classes = {"goal": GoalChoice}
        widgets = {"text": text_area(), "challenge": text_area(), "effort": text_area()}
        help_texts = {
            "name": "Hvem det er, for eksempel unge under 25 år. Skriv aldrig om bestemte borgere.",
            "challenge": "Hvad der er svært for gruppen, eller for kommunen i mødet med den.",
            "goal": "Et af strategiens egne mål eller pejlemærker.",
            "effort": "Hvordan indsatsen er for netop den gruppe.",
        }

    def __init__(self, *args, **kwargs):
        """Say where goals come from while there are none."""
        super().__init__(*args, **kwargs)
        if not self.fields["goal"].queryset.exists():
            address = reverse("strategies:content_add", args=[self.strategy.slug, "maal"])
            self.fields["goal"].help_text = format_html(
                'Strategien har ingen mål endnu. <a href="{}">Tilføj et mål</a> først, eller vælg det bagefter.',
                address,
            )


class FocusAreaForm(ContentForm):
    """An area in which the strategy wants something to change."""

    constraint_at = {
        "focus_area_once_in_strategy": "title",
        "focus_area_priority_has_reason": "priority_reason",
    }
    conditional = ("priority_reason",)

    class Meta:
        model = FocusArea
        fields = ["title", "challenge", "purpose", "text", "priority", "priority_reason"]
        widgets = {
            "challenge": text_area(),
            "purpose": text_area(),
            "text": text_area(8),
            "priority": forms.RadioSelect,
            "priority_reason": text_area(3),
        }
        help_texts = {
            "challenge": "Hvad der skal blive anderledes.",
            "purpose": "Hvad I vil opnå.",
            "text": FORMAT,
            "priority": "Hvor vigtigt det er. Siger intet om, hvor klar det er.",
            "priority_reason": "Skal udfyldes, når fokusområdet har en prioritet.",
        }


class GoalGroupForm(ContentForm):
    """A group of goals."""

    constraint_at = {"goal_group_once_in_strategy": "title"}

    class Meta:
        model = GoalGroup
        fields = ["title", "text"]
        widgets = {"text": text_area()}
        help_texts = {"title": "For eksempel et trin i indsatsen, fra forebyggelse til behandling."}


class GoalForm(ServesForm, ContentForm):
    """A goal, a delmål under another goal, or a pejlemærke."""

    of_whole = {
        "parent": lambda strategy: strategy.goals.filter(parent=None),
        "group": lambda strategy: strategy.goal_groups.all(),
        "focus_area": lambda strategy: strategy.focus_areas.all(),
    }
    links = ("recommendations", "indicators")
    nothing = {"parent": "Intet mål", "group": "Ingen gruppe", "focus_area": "Intet fokusområde"}
    constraint_at = {"goal_sub_goal_has_parent": "parent"}
    conditional = ("parent",)

    class Meta:
        model = Goal
        fields = ["title", "kind", "parent", "text", "group", "focus_area", "recommendations", "indicators"]
        field_classes = {"parent": GoalChoice}
        widgets = {"kind": forms.RadioSelect, "text": text_area(6)}
        help_texts = {
            "kind": "Pejlemærker er de få mål, som hele strategien styrer efter. De står først i dokumentet.",
            "parent": "Skal vælges for et delmål: det mål, det er en del af.",
            "text": FORMAT,
            "group": "Et delmål følger sit mål.",
        }

    def __init__(self, *args, **kwargs):
        """Leave the goal itself out of what it can be part of."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].queryset = self.fields["parent"].queryset.exclude(pk=self.instance.pk)

    def clean(self):
        """Hold kind and parent together, and let a delmål follow its goal's group."""
        cleaned = super().clean()
        kind, parent = cleaned.get("kind"), cleaned.get("parent")
        if "parent" in self.errors or "kind" in self.errors:
            return cleaned
        if kind == Goal.Kind.SUB_GOAL and parent is None:
            self.add_error("parent", "Vælg det mål, som delmålet hører under.")
        elif kind != Goal.Kind.SUB_GOAL and parent is not None:
            self.add_error("parent", "Kun et delmål hører under et andet mål. Vælg ”Intet mål”, eller slagsen delmål.")
        elif parent is not None:
            cleaned["group"] = parent.group
        return cleaned


class BudgetLineForm(ContentForm):
    """A line of the field's background budget."""

    of_whole = {"part_of": lambda strategy: strategy.budget_lines.filter(part_of=None)}
    nothing = {"part_of": "Ikke del af en anden linje"}
    constraint_at = {"budget_line_not_negative": "amount"}
    year = forms.IntegerField(
        label="År",
        required=False,
        min_value=1990,
        max_value=2100,
        help_text="Det år, beløbet gælder.",
        error_messages={
            "invalid": "Skriv et årstal med fire cifre.",
            "min_value": "Skriv et årstal fra 1990 til 2100.",
            "max_value": "Skriv et årstal fra 1990 til 2100.",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "form-input--short"}),
    )

    class Meta:
        model = BudgetLine
        fields = ["label", "amount", "part_of", "year"]
        field_classes = {"amount": BudgetField}
        help_texts = {
            "label": "For eksempel hele misbrugsområdet, eller stof.",
            "amount": "For eksempel 203 eller 1,6. Lad feltet stå tomt, hvis beløbet er ukendt.",
            "part_of": "Vælges, når linjen er en del af et større beløb.",
        }

    def __init__(self, *args, **kwargs):
        """Leave the line itself out of what it can be part of."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["part_of"].queryset = self.fields["part_of"].queryset.exclude(pk=self.instance.pk)

    def remarks(self, saved):
        """Say so where the shares of a line are more than the line."""
        whole = saved.part_of or saved
        held = shares(whole.amount, [share.amount for share in whole.shares.all()])
        if held.rest is None or held.rest >= 0:
            return ()
        return (f"Delene af ”{whole}” giver {decimal(-held.rest)} mio. kr. mere end linjen selv. Tjek beløbene.",)


class StrategyChoice(forms.ModelChoiceField):
    """A strategy, named with its municipalities and period: many have the same title."""

    def label_from_instance(self, strategy):
        """Give "Misbrugspolitik, Faxe, 2014–2018"."""
        return ", ".join(part for part in (strategy.title, strategy.place_names, strategy.period) if part)


class RelationForm(ContentForm):
    """Another strategy or plan: one of those here that the writer may read, or one elsewhere."""

    nothing = {"other": "Ikke her i systemet"}
    constraint_at = {"relation_to_another_strategy": "other"}
    conditional = ("title",)
    url = WebField(
        label="Link",
        required=False,
        max_length=500,
        help_text="Hvor den kan læses, hvis den ikke er her. Begynder med https://.",
    )

    class Meta:
        model = Relation
        fields = ["other", "title", "url", "text"]
        field_classes = {"other": StrategyChoice}
        widgets = {"text": text_area()}
        help_texts = {
            "other": "Den bliver et link for dem, der må læse den.",
            "title": (
                "Politikkens eller planens navn. Skal udfyldes, når den ikke er her. "
                "Ellers bruges navnet på den, du har valgt."
            ),
        }

    def __init__(self, *args, **kwargs):
        """Offer what the writer may read; where another has linked to what they may not, leave that as it is."""
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        readable = visible_strategies(self.user) if self.user else self.fields["other"].queryset.none()
        if self.instance.other_id and not readable.filter(pk=self.instance.other_id).exists():
            del self.fields["other"]
        else:
            others = readable.exclude(pk=self.strategy.pk).prefetch_related("adoptions__municipality")
            self.fields["other"].queryset = others

    def clean(self):
        """Take the title from the chosen strategy where everybody may know it."""
        cleaned = super().clean()
        other = cleaned.get("other")
        if (cleaned.get("title") or "").strip() or "title" in self.errors:
            return cleaned
        if other is None:
            self.add_error("title", "Skriv navnet, eller vælg en strategi, der er her i systemet.")
        elif not other.is_readable:
            self.add_error(
                "title", "Skriv navnet. Det kan læses af alle, også før den strategi, du har valgt, er vedtaget."
            )
        else:
            cleaned["title"] = other.title
        return cleaned


def document_back(anchor):
    """Give the function that leads back to a strategy's page: to the row itself, a new one's at its section."""

    def back(strategy, row):
        place = anchor if row.pk is None else f"{anchor}-{row.pk}"
        return f"{reverse('strategies:document', args=[strategy.slug])}#{place}"

    return back


def section_back(anchor):
    """Give the function that leads back to a section of a strategy's page, once a row of it was deleted."""

    def back(strategy, row):
        return f"{reverse('strategies:document', args=[strategy.slug])}#{anchor}"

    return back


def start_of(model):
    """Give the function that starts a row which belongs to the strategy itself."""

    def start(strategy, within):
        if within:
            raise Http404
        return model(strategy=strategy)

    return start


def named_row(rows, pk):
    """Give the row that a new one goes into, as the address names it. Raises Http404 where there is none such."""
    row = rows.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None
    if row is None:
        raise Http404
    return row


def start_goal(strategy, within):
    """Start a goal: in the group "maalsaet-7", under the goal "maal-7", of "fokusomraade-7", or as a "pejlemaerke"."""
    goal = Goal(strategy=strategy)
    kind, _, pk = within.rpartition("-") if "-" in within else (within, "", "")
    if kind == "maalsaet":
        goal.group = named_row(strategy.goal_groups, pk)
    elif kind == "maal":
        goal.parent = named_row(strategy.goals.filter(parent=None), pk)
        goal.kind, goal.group_id = Goal.Kind.SUB_GOAL, goal.parent.group_id
    elif kind == "fokusomraade":
        goal.focus_area = named_row(strategy.focus_areas, pk)
    elif within == GUIDING:
        goal.kind = Goal.Kind.GUIDING
    elif within:
        raise Http404
    return goal


def start_budget_line(strategy, within):
    """Start a budget line; `within` names the one it is a part of."""
    whole = named_row(strategy.budget_lines.filter(part_of=None), within) if within else None
    return BudgetLine(strategy=strategy, part_of=whole)


def _kind(anchor, form, relation, new, edit, start=None, **more):
    """Give a Kind whose rows stand in the document, in the section of the same name as in the address."""
    return Kind(
        form=form,
        rows=lambda strategy: getattr(strategy, relation).all(),
        start=start or start_of(form._meta.model),
        back=document_back(anchor),
        back_deleted=section_back(anchor),
        new=new,
        edit=edit,
        **more,
    )


KINDS = {
    "afsnit": _kind("afsnit", PartForm, "parts", "Nyt afsnit", "Ret afsnit", again="Gem og skriv et til"),
    "maalgruppe": _kind(
        "maalgruppe", TargetGroupForm, "target_groups", "Ny målgruppe", "Ret målgruppe", again="Gem og skriv en til"
    ),
    "fokusomraade": _kind(
        "fokusomraade", FocusAreaForm, "focus_areas", "Nyt fokusområde", "Ret fokusområde", again="Gem og skriv et til"
    ),
    "maalsaet": _kind(
        "maalsaet", GoalGroupForm, "goal_groups", "Ny gruppe af mål", "Ret gruppe af mål", again="Gem og skriv en til"
    ),
    "maal": _kind("maal", GoalForm, "goals", "Nyt mål", "Ret mål", start_goal, again="Gem og skriv et til"),
    "budgetlinje": _kind(
        "budgetlinje",
        BudgetLineForm,
        "budget_lines",
        "Ny budgetlinje",
        "Ret budgetlinje",
        start_budget_line,
        intro="Budgettet for hele området. Det, aktiviteterne koster, står i handleplanen.",
        again="Gem og skriv en til",
    ),
    "beslaegtet": _kind(
        "beslaegtet", RelationForm, "relations", "Ny beslægtet strategi eller plan", "Ret beslægtet strategi eller plan"
    ),
}
