"""Users, who log in by e-mail and are shown by role and place, never by a personal name alone; and their sessions."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from misbrug.text.guard import validate_no_cpr


class UserManager(BaseUserManager):
    """Creates users by e-mail."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Give a saved user; without a password the account can only be entered through an invitation.

        Raises ValueError where the e-mail is blank.
        """
        if not email:
            raise ValueError("A user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Give a saved administrator (the only kind of user that may enter /admin/)."""
        fields.setdefault("name", "Administrator")
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Find a user by e-mail without regard to case."""
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in. What one may do follows from memberships in clusters; `is_staff` is the administrator."""

    email = models.EmailField(
        "e-mail",
        max_length=254,
        unique=True,
        validators=[validate_no_cpr],
        error_messages={"unique": "Der findes allerede en bruger med den e-mail."},
    )
    name = models.CharField(
        "navn",
        max_length=120,
        validators=[validate_no_cpr],
        help_text="Vises for andre. Skriv rolle og sted, for eksempel ”Sagsbehandler, Faxe”.",
    )
    is_staff = models.BooleanField(
        "administrator",
        default=False,
        help_text="Må bruge administrationen: kommuner, kataloger, runder og brugere.",
    )
    is_active = models.BooleanField(
        "aktiv",
        default=True,
        help_text="Fjern markeringen i stedet for at slette brugeren, så historikken kan læses.",
    )
    invited_at = models.DateTimeField("inviteret", null=True, blank=True, editable=False)
    date_joined = models.DateTimeField("oprettet", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "bruger"
        verbose_name_plural = "brugere"
        ordering = ["name", "pk"]
        constraints = [
            # With this, unique means unique whatever the case, and a login finds its user by the index.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message="E-mailen skal stå med små bogstaver.",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_has_name"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Write the e-mail as it is stored: in lower case."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self):
        """Give the shown name, role and place."""
        return self.name

    def get_short_name(self):
        """Give the shown name, role and place."""
        return self.name


class Session(AbstractBaseSession):
    """A session, and for a logged-in user what its owner is shown of it. misbrug/accounts/sessions.py tells how."""

    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="sessions", verbose_name="bruger"
    )
    device = models.CharField("enhed", max_length=60, blank=True, default="")
    started_at = models.DateTimeField("logget ind", null=True, blank=True)
    seen_at = models.DateTimeField("sidst brugt", null=True, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"
        verbose_name_plural = "sessioner"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) | models.Q(started_at__isnull=False, seen_at__isnull=False),
                name="session_of_user_has_times",
            ),
        ]

    @property
    def public_id(self):
        """Give a name for forms, so that not even the row's key, a hash of the cookie's value, is on a page."""
        return salted_hmac("misbrug.accounts.models.Session", self.session_key, algorithm="sha256").hexdigest()[:20]

    @classmethod
    def get_session_store_class(cls):
        """Give the store that reads and writes the rows."""
        from misbrug.accounts.sessions import SessionStore

        return SessionStore


class CacheEntry(models.Model):
    """A row of the cache that all server processes share, as django.core.cache.backends.db writes it.

    A model, so that `migrate` makes the table; nothing else uses it.
    """

    cache_key = models.CharField("nøgle", max_length=255, primary_key=True)
    value = models.TextField("værdi")
    expires = models.DateTimeField("udløber", db_index=True)

    class Meta:
        db_table = "misbrug_cache"
        verbose_name = "midlertidig værdi"
        verbose_name_plural = "midlertidige værdier"

    def __str__(self):
        return self.cache_key
