"""What the log is told of a document that could not be set: never what the document says."""

from subprocess import CompletedProcess

import pytest

from clusters.reports.renderers import typesetting

TOLD = b"Traceback:\n  ...\ntypst.TypstError: expected comma\n  Peters misbrug er en hemmelighed\n"


@pytest.mark.parametrize(
    ("told", "kind"), [(TOLD, "TypstError"), (b"memory allocation of 9 bytes failed", "memory"), (b"Peter", "unknown")]
)
def test_the_log_tells_the_type_of_an_error_alone(monkeypatch, caplog, told, kind):
    monkeypatch.setattr(typesetting.subprocess, "run", lambda *_, **__: CompletedProcess([], 1, b"", told))
    with pytest.raises(typesetting.TypesettingError):
        typesetting._set("", {}, {}, root=".", at=0)
    assert caplog.messages == [f"Setting a document failed: {kind}"]
