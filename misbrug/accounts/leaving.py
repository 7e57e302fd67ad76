"""Logging out, which takes along what was kept in the browser."""

from allauth.account import views as allauth_views


class LogoutView(allauth_views.LogoutView):
    """Log ud.

    The pages keep what is typed in the browser until it is saved. Their script empties that before it logs out; the
    header does so where the script does not run, and for whatever else a browser may have kept.
    """

    def post(self, *args, **kwargs):
        """Log out, and tell the browser to forget."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response
