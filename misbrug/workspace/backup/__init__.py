"""Back up an installation into one file, and restore it from there, into SQLite or PostgreSQL alike.

`make.py` and `restore.py` are the two ways; `archive.py` knows the file, `tables.py` the rows, `uploads.py` the files
that people have uploaded, `engines.py` what the two databases do differently. docs/operations.md tells how to use it.
"""


class BackupError(Exception):
    """A backup cannot be made or restored; the message, in Danish, says why and what to do."""
