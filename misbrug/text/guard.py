"""The CPR guard in Django's terms: what models, the admin and forms use. The rules are in ``cpr.py``."""

from django.core.exceptions import ValidationError

from misbrug.text import cpr


def validate_no_cpr(value: object) -> None:
    """Refuse every certain or possible CPR number in ``value``; for model fields and the admin.

    There is no room for a confirmation at a model field, so a merely possible number is refused as well, and
    the message says how to write it instead. Texts inside lists and dictionaries (JSON fields) are read too;
    other values pass. Raises ``ValidationError`` with code ``cpr``.
    """
    if isinstance(value, dict):
        for key, each in value.items():
            validate_no_cpr(key)
            validate_no_cpr(each)
    elif isinstance(value, list | tuple):
        for each in value:
            validate_no_cpr(each)
    elif isinstance(value, str):
        try:
            cpr.check(value)
        except cpr.CprFound as found:
            message = cpr.CERTAIN_MESSAGE if found.certain else cpr.REWRITE_MESSAGE
            raise ValidationError(message, code="cpr") from None


def refuse_cpr(text: str, *, confirmed: bool = False, stored: str = "") -> None:
    """Do what ``cpr.check`` does, for a form's ``clean`` method.

    Raises ``ValidationError`` with code ``cpr`` (nothing but removing it helps) or ``cpr_possible`` (the form
    then offers the tick box ``cpr.CONFIRM_LABEL`` and passes its value as ``confirmed``).
    """
    try:
        cpr.check(text, confirmed=confirmed, stored=stored)
    except cpr.CprFound as found:
        raise ValidationError(found.message, code="cpr" if found.certain else "cpr_possible") from None
