"""Says at the end how many cells of the matrix were asked."""


def pytest_terminal_summary(terminalreporter):
    """Add up what each test has asked, also where several processes did."""
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    asked = sum(count for each in reports for name, count in each.user_properties if name == "cells")
    if asked:
        terminalreporter.write_line(f"{asked} cells of the matrix of rights were asked")
