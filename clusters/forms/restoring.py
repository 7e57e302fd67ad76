"""The form with which an earlier version is put back, once both have been seen."""

from django import forms

from clusters.forms.replies import Refusing


class RestoreForm(Refusing):
    """`base_version` is that of the row that stands, so that nothing newer is replaced unseen."""

    base_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    field_order = ["base_version", "cpr_confirmed"]
