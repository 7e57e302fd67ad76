"""`manage.py forget_import_files`: forget imported files whose time is up. For cron; each new import does it too."""

from django.utils import timezone

from misbrug.imports.management.parsing import DanishCommand
from misbrug.imports.workflow import forget_files
from misbrug.text.danish import NBSP, amount


class Command(DanishCommand):
    """Forget the files of imports that are older than IMPORT_FILE_DAYS. What they changed is kept, so they can still
    be taken back."""

    help = "Glem importerede filer, hvis tid er gået (IMPORT_FILE_DAYS)."

    def handle(self, *args, **options):
        """Forget them and say how many."""
        count = forget_files(timezone.now())
        self.stdout.write(f"{amount(count, 'fil', 'filer')} er glemt.".replace(NBSP, " "))
