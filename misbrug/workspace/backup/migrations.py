"""How the migrations of a backup, of the database and of this version of the product stand to each other."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from misbrug.workspace.backup import BackupError

MIGRATE_FIRST = "Databasen er ikke ført op til denne version. Kør først: manage.py migrate"
NEWER = (
    "Sikkerhedskopien er fra en nyere version end den, der er installeret her: {count} ændringer af databasen er "
    "ukendte, blandt andre {example}. Installér den nyere version, og gendan med den."
)
OLDER = (
    "Sikkerhedskopien er fra en ældre version, og databasen er allerede ført op til denne. Gendan den i en ny database "
    "uden tabeller (på SQLite: en ny fil); så bliver den ført op til denne version bagefter."
)


def applied() -> dict[str, list[str]]:
    """Give the migrations that the database has had, by app. Raises BackupError where one of ours is missing."""
    loader = MigrationLoader(connection)
    known, had = set(loader.graph.nodes), set(loader.applied_migrations)
    if known - had:
        raise BackupError(MIGRATE_FIRST)
    by_app = {}
    for app, name in sorted(known):
        by_app.setdefault(app, []).append(name)
    return by_app


class Upgrade:
    """From the state in which a backup was made to that of this version; most often they are the same.

    Raises BackupError where the backup is of a newer version, or the database is in neither state.
    """

    def __init__(self, migrations: dict[str, list[str]]):
        loader = MigrationLoader(connection)
        known, had = set(loader.graph.nodes), set(loader.applied_migrations)
        self._wanted = {(app, name) for app, names in migrations.items() for name in names}
        if unknown := sorted(self._wanted - known):
            raise BackupError(NEWER.format(count=len(unknown), example=".".join(unknown[0])))
        self.is_new_database = not had
        self.is_older = self._wanted != known
        if not self.is_new_database and known - had:
            raise BackupError(MIGRATE_FIRST)
        if not self.is_new_database and self.is_older:
            raise BackupError(OLDER)

    def prepare(self):
        """Make the tables of the backup's state in a new database. Gives the registry of the models in that state."""
        executor = MigrationExecutor(connection)
        targets = self._ends(executor.loader.graph)
        if self.is_new_database:
            executor.migrate(targets)
        return executor.loader.project_state(targets).apps if self.is_older else None

    def finish(self):
        """Bring what was restored up to this version."""
        if self.is_older:
            call_command("migrate", verbosity=0, interactive=False)

    def _ends(self, graph):
        """Give the last migration of each app among those of the backup."""
        followed = {
            parent.key for key in self._wanted for parent in graph.node_map[key].parents if parent.key[0] == key[0]
        }
        return sorted(self._wanted - followed)
