"""Files that commands write: with persons or unpublished answers in them, they are for the one who ran the command."""

import os

OWNER_ALONE = 0o600


def write_private(path, content: bytes, *, replace: bool):
    """Write a file that only its owner may read or write, also where another stood in its place.

    The umask of whoever runs the command decides nothing. Raises FileExistsError where the name is taken, unless
    `replace`, and OSError where the file cannot be written.
    """
    taken = 0 if replace else os.O_EXCL
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | taken, OWNER_ALONE), "wb") as out:
        # Before there is anything in it: the mode above is that of a new file only. Windows knows none.
        if hasattr(os, "fchmod"):
            os.fchmod(out.fileno(), OWNER_ALONE)
        out.truncate(0)
        out.write(content)
