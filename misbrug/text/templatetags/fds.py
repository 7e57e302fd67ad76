"""What the form templates in templates/fds/ need to write the design system's markup: `{% load fds %}`."""

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.utils.html import format_html

register = template.Library()

WIDE_SPACE = "\u2003"

# In this order: to Django a list of checkboxes is a kind of radios.
_KINDS = (
    (CheckboxSelectMultiple, "checkboxes"),
    (RadioSelect, "radios"),
    (CheckboxInput, "checkbox"),
    (Select, "select"),
    (Textarea, "textarea"),
    (ClearableFileInput, "file"),
)
_CLASSES = {
    "radios": "form-radio",
    "checkboxes": "form-checkbox",
    "checkbox": "form-checkbox",
    "select": "form-select",
}


@register.filter
def widget_kind(field: BoundField) -> str:
    """What the field is drawn as: hidden, radios, checkboxes, checkbox, select, textarea, file or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    return next((kind for kind_of, kind in _KINDS if isinstance(widget, kind_of)), "input")


@register.simple_tag
def control(field: BoundField) -> str:
    """The field's input with the design system's class.

    A length limit never becomes `maxlength`, since browsers then cut what is pasted without a word: a text area
    gets a counter and the server answers for all of them.
    """
    kind = widget_kind(field)
    attrs = {"class": _joined(_CLASSES.get(kind, "form-input"), field.field.widget.attrs.get("class"))}
    limit = field.field.widget.attrs.get("maxlength")
    if limit:
        attrs["maxlength"] = False
        if kind == "textarea":
            attrs |= {"data-limit": limit, "data-counter": f"{field.auto_id}_counter"}
    if kind == "textarea" and field.field.widget.attrs.get("rows") in (None, "10"):
        attrs |= {"rows": 4, "cols": False}
    return field.as_widget(attrs=attrs)


@register.simple_tag
def counter(field: BoundField) -> str:
    """The place where a text area with a limit says how much is written; empty until something is."""
    if not field.field.widget.attrs.get("maxlength"):
        return ""
    return format_html('<p class="counter" id="{}_counter" hidden></p>', field.auto_id)


@register.simple_tag
def choice_sections(field: BoundField) -> list[tuple[str, list[tuple[BoundWidget, str, bool]]]]:
    """The choices of radios and checkboxes under the headings that the field gives them, "" where it gives none.

    Each is (the choice, its label, whether it stands below the one before, which is a label after a wide space). It
    is written as `{{ choice.tag }}` before its label.
    """
    widget = field.field.widget
    attrs = field.build_widget_attrs({"id": field.auto_id, "class": _CLASSES[widget_kind(field)]})
    sections: list[tuple[str, list[tuple[BoundWidget, str, bool]]]] = []
    for heading, options, _ in widget.optgroups(field.html_name, widget.format_value(field.value()), attrs):
        if heading or not sections or sections[-1][0]:
            sections.append((str(heading or ""), []))
        for data in options:
            label = str(data["label"])
            choice = BoundWidget(widget, data, field.form.renderer)
            sections[-1][1].append((choice, label.lstrip(WIDE_SPACE), label.startswith(WIDE_SPACE)))
    return sections


@register.filter
def has_class(field: BoundField, name: str) -> bool:
    """Whether the form asked for a look: `widget=RadioSelect(attrs={"class": "choice-row"})`."""
    return name in field.field.widget.attrs.get("class", "").split()


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether the label says "(frivilligt)". A form of filters sets `mark_optional = False`.

    A field that another choice asks for is named in the form's `conditional`, and its hint says when.
    """
    if field.name in getattr(field.form, "conditional", ()):
        return False
    return not field.field.required and getattr(field.form, "mark_optional", True)


def _joined(*classes):
    return " ".join(part for part in classes if part)
