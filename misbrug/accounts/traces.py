"""Which rows lead to a user, told by the models themselves, so that a new model is not forgotten."""

from misbrug.accounts.models import User


def traces():
    """Give (model, name of its field, what becomes of its rows when the user is deleted) of every relation to a user.

    Relations without a name on the user are among them: most that tell who did something have none.
    """
    return [
        (relation.related_model, relation.field.name, relation.on_delete)
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.one_to_many or (relation.one_to_one and relation.auto_created)
    ]
