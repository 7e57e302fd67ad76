"""The log of requests: what each line says, and that no personal datum but the user's number gets into one."""

import logging
import os
import re
import subprocess
import sys
import time
from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone

from misbrug.accounts.invitations import invite
from misbrug.accounts.models import User
from misbrug.text.cpr import REDACTED
from misbrug.text.logs import JsonLines, scrub

pytestmark = pytest.mark.django_db

NAME, EMAIL, CPR = "Annelise Sandsynlig", "annelise.sandsynlig@faxe.example", "070757-5123"
PRIVATE = ("Annelise", "Sandsynlig", "annelise.sandsynlig", "faxe.example", "5123", "hunter2-hunter2", "10.11.12.13")

logger = logging.getLogger("misbrug.somewhere")


def fails(request):
    """A view that fails on what somebody has written."""
    elaboration = request.POST["elaboration"]
    raise ValueError(f"cannot read {elaboration}") from KeyError(NAME)


def streams(request):
    def content():
        yield b"a"
        logger.warning("late")

    return StreamingHttpResponse(content())


def refuses(request):
    raise PermissionDenied(f"{NAME} may not")


def is_suspicious(request):
    raise SuspiciousOperation("Too much")


def speaks(request):
    logger.warning("in between")
    return HttpResponse("done")


def answers(status):
    return lambda request, exception: HttpResponse("no", status=status)


urlpatterns = [
    path("fails/", fails),
    path("streams/", streams),
    path("refuses/", refuses),
    path("suspicious/", is_suspicious),
    path("speaks/", speaks),
    path("speaks/<path:rest>", lambda request, rest: HttpResponse("done")),
]
handler400, handler403, handler404 = answers(400), answers(403), answers(404)


@pytest.fixture
def odd_pages(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def person(client):
    user = User.objects.create_user(EMAIL, "hunter2-hunter2", name=NAME)
    client.force_login(user)
    return user


# --- What a line says -------------------------------------------------------------------------------------


def test_each_request_is_one_line(client, log, person, odd_pages):
    response = client.post("/speaks/her?navn=Annelise", {"a": NAME}, headers={"x-request-id": "proxy-0001"})
    (line,) = log.parsed
    assert datetime.fromisoformat(line.pop("time")).utcoffset() is not None
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "level": "INFO",
        "logger": "misbrug.operations.requests",
        "message": "POST /speaks/her 200",
        "request_id": "proxy-0001",
        "user": person.pk,
        "method": "POST",
        "path": "/speaks/her",
        "status": 200,
    }
    assert response["X-Request-ID"] == "proxy-0001"


def test_line_has_the_number_of_the_user(client, log, person):
    client.get(reverse("workspace:privacy"))
    assert [line.get("user") for line in log.parsed] == [person.pk]
    client.logout()
    client.get(reverse("workspace:privacy"))
    assert "user" not in log.parsed[-1]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "abcdefg h", 'abc"defghi', "æøåæøåæøå", EMAIL])
def test_an_unsafe_request_id_is_replaced(client, log, odd_pages, given):
    made = client.get("/speaks/", headers={"x-request-id": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32
    assert {line["request_id"] for line in log.parsed} == {made}


def test_what_is_logged_on_the_way_names_the_request(client, log, odd_pages):
    made = [client.get("/speaks/")["X-Request-ID"] for _ in range(2)]
    assert made[0] != made[1]
    assert [line["request_id"] for line in log.of("misbrug.somewhere")] == made
    logger.warning("between requests")
    assert "request_id" not in log.parsed[-1]


def test_a_response_that_streams_still_names_its_request(client, log, odd_pages):
    response = client.get("/streams/")
    assert b"".join(response.streaming_content) == b"a"
    response.close()
    (late,) = log.of("misbrug.somewhere")
    assert late["request_id"] == response["X-Request-ID"]


def test_a_refusal_is_one_line_of_warning(client, log, odd_pages):
    assert client.get("/refuses/").status_code == 403
    (line,) = log.parsed
    assert (line["level"], line["message"], line["status"]) == ("WARNING", "GET /refuses/ 403", 403)
    assert "exception" not in line
    assert "Traceback" not in log.text


def test_what_is_not_there_is_one_line_of_warning(client, log, odd_pages):
    client.get("/nowhere/")
    assert [(line["level"], line["status"]) for line in log.parsed] == [("WARNING", 404)]


def test_a_suspicious_request_has_no_traceback(client, log, odd_pages):
    client.get("/suspicious/")
    assert [line["status"] for line in log.parsed if "status" in line] == [400]
    assert not any("exception" in line for line in log.parsed)


@pytest.mark.parametrize("address", ["/sundhed", "/static/css/site.css"])
def test_probes_and_static_files_make_no_line(client, log, address):
    client.get(address)
    assert [line for line in log.parsed if line["level"] == "INFO"] == []


def test_an_address_cannot_begin_a_line_of_its_own(client, log, odd_pages):
    client.get("/speaks/a%0a%7B%22level%22:%22ERROR%22%7D%e2%80%a8b")
    (line,) = log.parsed
    assert "\n" not in line["path"] + line["message"]
    assert "\u2028" not in line["path"]


# --- What no line says ------------------------------------------------------------------------------------


def assert_nothing_private(log):
    found = [word for word in PRIVATE if word in log.text]
    assert found == [], log.text


def test_a_fault_tells_where_and_not_what(client, log, odd_pages, person):
    client.raise_request_exception = False
    words = {"elaboration": f"{NAME} {EMAIL} {CPR}", "password": "hunter2-hunter2"}
    response = client.post("/fails/?email=" + EMAIL, words, REMOTE_ADDR="10.11.12.13")
    assert response.status_code == 500
    fault, answered = log.parsed
    assert fault["logger"] == "django.request"
    assert fault["request_id"] == answered["request_id"]
    assert 'raise ValueError(f"cannot read {elaboration}")' in fault["exception"], "the line of the source"
    assert fault["exception"].endswith("\nValueError")
    assert "KeyError\n" in fault["exception"]
    assert (answered["level"], answered["status"]) == ("ERROR", 500)
    assert_nothing_private(log)


def test_a_breach_of_the_database_names_the_rule_and_not_the_row(log, person):
    try:
        User.objects.create_user(EMAIL, name=NAME)
    except IntegrityError:
        logger.exception("Not stored")
    (line,) = log.parsed
    assert "IntegrityError: " in line["exception"]
    assert "accounts_user" in line["exception"]
    assert_nothing_private(log)


def test_a_missing_file_is_told_without_its_name(log):
    try:
        open(f"/nowhere/{NAME}")  # noqa: SIM115
    except OSError:
        logger.exception("Not opened")
    assert log.parsed[0]["exception"].endswith("FileNotFoundError: [Errno 2]")
    assert_nothing_private(log)


def test_what_the_program_gets_wrong_is_told_in_full(log):
    try:
        logger.no_such_thing  # noqa: B018
    except AttributeError:
        logger.exception("Wrong")
    assert "has no attribute 'no_such_thing'" in log.parsed[0]["exception"]


def test_variables_and_requests_given_along_stay_out(log, rf):
    extra = {"request": rf.get("/?navn=Annelise"), "email": EMAIL, "password": "hunter2-hunter2"}
    logger.warning("Something", extra=extra)
    logger.warning({"message": "Something", "email": EMAIL})
    assert set(log.parsed[0]) == {"time", "level", "logger", "message"}
    assert_nothing_private(log)


@pytest.mark.parametrize("end", ["", "?naeste=/"])
def test_links_that_choose_a_password_are_secret(client, log, mailoutbox, end):
    invite(User.objects.create_user(EMAIL, name=NAME), at=timezone.now())
    address = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    token = address.rstrip("/").rsplit("/", 1)[1]
    for each in (address, address.rstrip("/"), address.rstrip("/") + "x/", address.replace("invitation", "indbydelse")):
        client.get(each + end)
    client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": token}) + end)
    assert len(log.parsed) >= 5
    assert token not in log.text
    assert token.split("-")[1] not in log.text
    assert_nothing_private(log)


def test_logging_in_and_failing_to(client, log, settings):
    User.objects.create_user(EMAIL, "hunter2-hunter2", name=NAME)
    for word in ("hunter2-hunter2-wrong", "hunter2-hunter2"):
        client.post(reverse("account_login"), {"login": EMAIL, "password": word}, REMOTE_ADDR="10.11.12.13")
    client.post(reverse("account_reset_password"), {"email": EMAIL})
    client.get(f"/soeg/{EMAIL}/{CPR}/?q={EMAIL}")
    assert len(log.parsed) >= 4
    assert_nothing_private(log)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (f"mail to {EMAIL}.", "mail to ●"),
        (f"<{EMAIL}>, next", "<●>, next"),
        ("login=anna%40faxe.example", "login=●"),
        (f"Key (email)=({EMAIL})", "Key (email)=(●)"),
        (f"citizen {CPR}", f"citizen {REDACTED}"),
        ("GET /a/b/?q=Anna HTTP/1.1", "GET /a/b/?● HTTP/1.1"),
        ("https://id.example/cb?code=s3cret&state=1 failed", "https://id.example/cb?● failed"),
        ("Invalid request from ip=10.11.12.13: bad", "Invalid request from ip=●: bad"),
        ("/konto/invitation/MQ/abc-def", "/konto/invitation/●"),
        ("/konto/glemt-adgangskode/ny/1-abc/", "/konto/glemt-adgangskode/ny/●"),
        ("/strategier/faxe-rusmiddelstrategi-2026/plan/ 200", "/strategier/faxe-rusmiddelstrategi-2026/plan/ 200"),
        ("What now? Nothing", "What now? Nothing"),
    ],
)
def test_scrubbing(text, scrubbed):
    assert scrub(text) == scrubbed


@pytest.mark.parametrize("unit", ["a", "x/", "a%4", "1.1"])
def test_scrubbing_a_long_text_takes_no_longer_than_its_length(unit):
    begun = time.thread_time()
    scrub(unit * (60_000 // len(unit)))
    assert time.thread_time() - begun < 1


def test_a_circle_of_causes_ends():
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    try:
        raise first
    except ValueError:
        assert JsonLines().formatException(sys.exc_info()).endswith("ValueError")


# --- The setting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("debug", "formatter"), [("true", "text"), ("false", "json")])
def test_format_by_default(debug, formatter):
    code = "from misbrug import settings; print(settings.LOGGING['handlers']['console']['formatter'])"
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "SECRET_KEY": "x", "DEBUG": debug}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == formatter
