"""What the browser keeps of a text that is not saved yet, as the tests see it."""

import time

COUNT = "Object.keys(localStorage).filter((key) => key.startsWith('misbrug.ikke-gemt')).length"


def wait_until_kept(page, count):
    """Wait until the browser keeps so many. By looking again: the pages' policy forbids the way Playwright waits."""
    until = time.monotonic() + 10
    while page.evaluate(COUNT) != count:
        assert time.monotonic() < until, f"{page.evaluate(COUNT)} kept, not {count}"
        page.wait_for_timeout(50)
