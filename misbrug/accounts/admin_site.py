"""The administration's outer door: the product's own login, and no page at all for those who are no administrators."""

from functools import wraps

from allauth.account.views import logout
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse


class AdminSite(admin.AdminSite):
    """Django's administration without login, logout and password pages of its own."""

    site_header = "Misbrug – administration"
    site_title = "Misbrug"
    index_title = "Administration"

    def get_app_list(self, request, app_label=None):
        """List what is used most first: each model by its admin's `index_order`, each app by its first model."""
        order = {model: getattr(page, "index_order", 100) for model, page in self._registry.items()}
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda row: order[row["model"]])
        return sorted(apps, key=lambda app: order[app["models"][0]["model"]])

    def admin_view(self, view, cacheable=False):
        """Let administrators in, send strangers to log in, and tell others nothing: 404."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def guard(request, *args, **kwargs):
            if not self.has_permission(request):
                return self.login(request)
            return guarded(request, *args, **kwargs)

        return guard

    def login(self, request, extra_context=None):
        """Lead to the product's login, and from there back to the page that was asked for."""
        index = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(index)
        if request.user.is_authenticated:
            raise Http404
        at_door = request.path == reverse("admin:login", current_app=self.name)
        return redirect_to_login(index if at_door else request.get_full_path(), reverse("account_login"))

    def logout(self, request, extra_context=None):
        """Log out as everywhere else."""
        return logout(request)

    def password_change(self, request, extra_context=None):
        """Lead to the product's own page."""
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        """Lead to the page that says so."""
        return redirect("account_overview")
