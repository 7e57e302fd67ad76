"""Writing a table of activities: row by row under one lock and with one reason, what the search reads kept once."""

from clusters.workflow import content
from strategies.workflow.content import touch


def write_row(row, *, strategy, actor, at, reason, links=None):
    """Store a row of a strategy whose lock the import holds, as `save` does, and give it.

    Raises what `clusters.workflow.content.save_content` raises. The strategy is signed by `finish_import`.
    """
    row._change_reason = reason
    return content.save_content(row, lock=lambda _: strategy, actor=actor, at=at, base_version=row.version, links=links)


def finish_import(strategy, *, actor, at):
    """Sign a strategy of which rows were written, and keep what the search reads."""
    touch(strategy, actor=actor, at=at)
