"""Annexes: what may be uploaded, told by what is in it; how it is kept; and who gets it handed out."""

import hashlib
import io
import unicodedata
import zipfile
import zlib
from contextlib import suppress

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import Annex
from clusters.models.cases import ANNEX_LIMIT
from clusters.uploads import NAME_LIMIT, TYPES, UNPACKED_LIMIT, UploadRefused, clean_name, read_upload
from tests import factories
from tests import strategies as make

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def word():
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Et bilag")
    document.save(out)
    return out.getvalue()


def excel():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def with_part(data, name, part=b"x"):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(name, part)
    return out.getvalue()


def locked(data):
    """Give an archive whose first entry says that it is encrypted."""
    place = data.index(b"PK\x01\x02")
    return data[: place + 8] + bytes([data[place + 8] | 1]) + data[place + 9 :]


def pdf_with(inside, after=b""):
    return PDF.replace(b"endobj", b"endobj\n" + inside + b"\n", 1) + after


def pdf_with_bundle(inside):
    """Give a PDF in which an object is packed, as most programs pack them."""
    packed = zlib.compress(inside)
    return pdf_with(b"2 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj")


def unpacking_to_much(data):
    """Give an archive whose table of contents says that its first entry becomes huge."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + (UNPACKED_LIMIT + 1).to_bytes(4, "little") + data[place + 4 :]


def odt(kind="text", **more):
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"}
    return archive(parts | {name.replace("__", "/"): data for name, data in more.items()})


# --- What is taken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.docx", word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", excel(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", odt(), "application/vnd.oasis.opendocument.text"),
        (
            "a.pdf",
            pdf_with(b"<</OpenAction[1 0 R/Fit]/Note(JavaScript, Launch og Encrypt)>>", b"\n" * 900),
            "application/pdf",
        ),
        ("a.pdf", pdf_with_bundle(b"9 0 <</Type/Page>>"), "application/pdf"),
        ("a.docx", with_part(word(), "word/a..b/c...xml"), TYPES[".docx"][0]),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.txt", "Hej på dig".encode(), "text/plain"),
        ("a.csv", "navn;beløb\r\nÅ;1,6".encode("cp1252"), "text/csv"),
        ("a.txt", "\ufeffÆbler".encode("utf-16"), "text/plain"),
        ("BM.txt", b"BM er en by", "text/plain"),
    ],
)
def test_files_that_are_what_they_say_are_taken(name, data, media_type):
    known = read_upload(name, data, ANNEX_LIMIT)
    assert (known.name, known.media_type, known.size) == (name, media_type, len(data))
    assert known.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", PDF, "er ikke et Word-dokument"),
        ("a.docx", excel(), "er ikke et Word-dokument"),
        ("a.xlsx", word(), "er ikke et Excel-ark"),
        ("a.pptx", word(), "er ikke en PowerPoint"),
        ("a.pdf", b"Bare en tekst", "er ikke en PDF"),
        ("a.pdf", word(), "er ikke en PDF"),
        ("a.png", JPEG, "er ikke et PNG-billede"),
        ("a.txt", PDF, "er ikke en tekstfil"),
        ("a.txt", b"MZ\x90\x00\x03", "er ikke en tekstfil"),
        ("a.csv", excel(), "er ikke en CSV-fil"),
        ("a.odt", odt("spreadsheet"), "er ikke et OpenDocument-dokument"),
        ("a.docx", b"PK\x03\x04 og mere ikke", "er ikke et Word-dokument"),
        ("a.docx", word()[:900], "er ikke et Word-dokument"),
        ("a.pdf", b"", "Filen er tom"),
        ("a.docm", word(), "makroer"),
        ("a.docx", with_part(word(), "word/vbaProject.bin"), "indeholder makroer"),
        ("a.odt", odt(Basic__a="x"), "indeholder makroer"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600, "låst med en adgangskode"),
        ("a.docx", locked(word()), "låst med en adgangskode"),
        ("a.xlsx", unpacking_to_much(excel()), "urimeligt meget"),
        ("a.docx", with_part(word(), "../../ud.txt"), "uden for sin egen mappe"),
        ("a.docx", with_part(word(), "/etc/ud.txt"), "uden for sin egen mappe"),
        ("a.docx", with_part(word(), "word\\..\\..\\ud.txt"), "uden for sin egen mappe"),
        ("a.xlsx", with_part(excel(), "C:/ud.txt"), "uden for sin egen mappe"),
        ("a.odt", odt(**{"x__..__ud": "x"}), "uden for sin egen mappe"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "låst med en adgangskode"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt <</V 2>>/Root"), "låst med en adgangskode"),
        ("a.pdf", pdf_with(b"<</OpenAction<</S/JavaScript/JS(app.alert)>>>>"), "køre et script"),
        ("a.pdf", pdf_with(b"<</S/J#61vaScript/J#53 7 0 R>>"), "køre et script"),
        ("a.pdf", pdf_with(b"<</JS (this.print)>>"), "køre et script"),
        ("a.pdf", pdf_with(b"<</S /Launch /F (cmd.exe)>>"), "starte et program"),
        ("a.pdf", pdf_with_bundle(b"9 0 <</S/JavaScript/JS 7 0 R>>"), "køre et script"),
        ("a.pdf", PDF + b"PK" * 9000, "efter filens slutning"),
        ("a.png", PNG + b"PK" * 9000, "efter filens slutning"),
        ("a.doc", b"x", "Gem filen som .docx"),
        ("a.exe", b"MZ", "kan ikke gemmes her"),
        ("rapport.pdf.exe", PDF, "kan ikke gemmes her"),
        ("a.svg", b"<svg/>", "kan ikke gemmes her"),
        ("a", PDF, "kan ikke gemmes her"),
        ("a.txt", b"x" * (ANNEX_LIMIT + 1), "større end 10 MB"),
    ],
)
def test_files_that_are_not_taken_say_why(name, data, words):
    with pytest.raises(UploadRefused, match=words):
        read_upload(name, data, ANNEX_LIMIT)


def test_exactly_the_limit_is_taken():
    assert read_upload("a.txt", b"x" * ANNEX_LIMIT, ANNEX_LIMIT).size == ANNEX_LIMIT


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpg", "txt", "csv"])
@given(data=st.binary(max_size=400))
def test_no_bytes_break_the_check(ending, data):
    with suppress(UploadRefused):
        read_upload(f"a.{ending}", data, ANNEX_LIMIT)


@given(cut=st.integers(min_value=0, max_value=len(word())), data=st.binary(max_size=12))
def test_no_damaged_document_breaks_the_check(cut, data):
    whole = word()
    with suppress(UploadRefused):
        read_upload("a.docx", whole[:cut] + data + whole[cut + len(data) :], ANNEX_LIMIT)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/Bilag 1.pdf", "Bilag 1.pdf"),
        ("C:\\Brugere\\æøå.docx", "æøå.docx"),
        ('a"b;c\r\nd.pdf', "a-b-c d.pdf"),
        ("fdp\u202ecod.pdf", "fdpcod.pdf"),
        ("Høring (2. udkast), §5 – å_b.pdf", "Høring (2. udkast), -5 - å_b.pdf"),
        ("l'été = {a}#b@c!.pdf", "l-été - -a--b-c-.pdf"),
        ("...", "bilag"),
        ("x" * 300 + ".pdf", "x" * (NAME_LIMIT - 4) + ".pdf"),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert clean_name(name) == cleaned


@given(st.text(max_size=300))
def test_no_name_keeps_a_path_or_a_control_character(name):
    cleaned = clean_name(name)
    assert cleaned
    assert all(char.isalnum() or char in " -_.(),&" or unicodedata.category(char)[0] in "LN" for char in cleaned)
    assert len(cleaned) <= max(NAME_LIMIT, len(cleaned.rsplit(".", 1)[-1]) + 1)
    assert clean_name(cleaned) == cleaned


# --- Pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def strategy(db):
    return make.strategy()


@pytest.fixture
def logged_in(client, strategy):
    client.force_login(make.editor(strategy))
    return client


def _sent(files):
    return {"file": files[0]} if files else {}


def add(client, strategy, *files, **fields):
    address = reverse("strategies:content_add", args=[strategy.slug, "bilag"])
    return client.post(address, {"base_version": 0, "title": "Udkast"} | fields | _sent(files))


def pdf(name="Udkast 1.pdf", data=PDF):
    return SimpleUploadedFile(name, data, "application/octet-stream")


def test_the_limit_is_said_before(logged_in, strategy):
    html = logged_in.get(reverse("strategies:content_add", args=[strategy.slug, "bilag"])).content.decode()
    assert "Højst 10 MB" in html


def test_a_file_is_kept_under_a_random_name_and_handed_out_under_its_own(logged_in, strategy):
    assert add(logged_in, strategy, pdf("../Udkast æ.pdf")).status_code == 302
    annex = Annex.objects.get()
    assert (annex.file_name, annex.media_type, annex.size) == ("Udkast æ.pdf", "application/pdf", len(PDF))
    assert annex.sha256 == hashlib.sha256(PDF).hexdigest()
    assert "Udkast" not in annex.file.name
    response = logged_in.get(reverse("strategies:annex", args=[strategy.slug, annex.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Udkast%20%C3%A6.pdf"
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/pdf")


def test_only_who_may_read_the_strategy_gets_the_file(client, strategy):
    client.force_login(make.editor(strategy))
    add(client, strategy, pdf())
    address = reverse("strategies:annex", args=[strategy.slug, Annex.objects.get().pk])
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(factories.caseworker(factories.MunicipalityFactory()))
    assert client.get(address).status_code == 404
    make.adopt(strategy, strategy.places[0])
    client.logout()
    assert client.get(address).status_code == 200


def test_an_annex_of_another_strategy_is_not_handed_out(logged_in, strategy):
    add(logged_in, strategy, pdf())
    other = make.strategy(strategy.places[0], title="En anden")
    assert logged_in.get(reverse("strategies:annex", args=[other.slug, Annex.objects.get().pk])).status_code == 404


def test_a_link_is_an_annex_without_a_file(logged_in, strategy):
    assert add(logged_in, strategy, url="https://eksempel.dk/bilag").status_code == 302
    annex = strategy.case.annexs.get()
    html = logged_in.get(reverse("strategies:track", args=[strategy.slug])).content.decode()
    assert 'href="https://eksempel.dk/bilag"' in html
    assert logged_in.get(reverse("strategies:annex", args=[strategy.slug, annex.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["www.eksempel.dk/bilag", "//www.eksempel.dk/bilag"])
def test_an_address_without_a_scheme_gets_https(logged_in, strategy, typed):
    assert add(logged_in, strategy, url=typed).status_code == 302
    assert Annex.objects.get().url == "https://www.eksempel.dk/bilag"


def test_no_name_gives_the_download_a_header_of_its_own(logged_in, strategy):
    add(logged_in, strategy, pdf("Udkast; filename=ond.exe.pdf"))
    response = logged_in.get(reverse("strategies:annex", args=[strategy.slug, Annex.objects.get().pk]))
    assert response["Content-Disposition"] == 'attachment; filename="Udkast- filename-ond.exe.pdf"'


@pytest.mark.parametrize(
    ("files", "fields", "words"),
    [
        ([], {}, "Vælg en fil, eller skriv et link."),
        ([pdf()], {"url": "https://eksempel.dk/"}, "ikke begge dele"),
        ([pdf("a.docx")], {}, "er ikke et Word-dokument"),
        ([pdf(data=b"")], {}, "Filen er tom"),
        ([pdf()], {"title": ""}, "Vælg filen igen."),
        ([pdf()], {"title": "Om 010190-1234"}, "Vælg filen igen."),
        ([pdf("0101901234.pdf")], {}, "Filens navn indeholder tal, der kan være et CPR-nummer."),
        ([pdf("a.txt", b"Borgeren 010190-1234")], {}, "Teksten i filen indeholder tal, der kan være et CPR-nummer."),
        ([], {"url": "javascript:alert(1)"}, "Skriv en adresse på nettet"),
        ([], {"url": "ftp://eksempel.dk/bilag"}, "Skriv en adresse på nettet"),
        ([], {"url": "http://navn:kode@eksempel.dk/"}, "uden brugernavn og adgangskode"),
        ([], {"url": "navn@eksempel.dk/bilag"}, "uden brugernavn og adgangskode"),
    ],
)
def test_what_is_not_taken_is_said_at_the_field(logged_in, strategy, files, fields, words):
    for each in files:
        each.seek(0)
    response = add(logged_in, strategy, *files, **fields)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Annex.objects.exists()


def test_a_file_above_the_limit_is_refused_with_the_limit_in_words(logged_in, strategy):
    response = add(logged_in, strategy, pdf("stor.txt", b"x" * (ANNEX_LIMIT + 1)))
    assert "Filen er større end 10 MB." in response.content.decode()
    assert not Annex.objects.exists()


def edit(client, strategy, annex, *files, **fields):
    address = reverse("strategies:content_edit", args=[strategy.slug, "bilag", annex.pk])
    start = {"base_version": annex.version, "title": annex.title, "url": annex.url}
    return client.post(address, start | fields | _sent(files))


def test_a_title_is_changed_without_choosing_the_file_again(logged_in, strategy):
    add(logged_in, strategy, pdf())
    annex = Annex.objects.get()
    assert edit(logged_in, strategy, annex, title="Høringsudkast").status_code == 302
    changed = Annex.objects.get()
    assert (changed.title, changed.file.name, changed.sha256) == ("Høringsudkast", annex.file.name, annex.sha256)


def test_a_new_file_or_a_link_takes_the_files_place_and_history_keeps_the_old(logged_in, strategy):
    add(logged_in, strategy, pdf())
    first = Annex.objects.get()
    assert edit(logged_in, strategy, first, pdf("Nyt.txt", b"Nyt")).status_code == 302
    second = Annex.objects.get()
    assert (second.file_name, second.media_type) == ("Nyt.txt", "text/plain")
    assert edit(logged_in, strategy, second, url="https://eksempel.dk/").status_code == 302
    third = Annex.objects.get()
    assert (third.url, third.file.name, third.file_name, third.size) == ("https://eksempel.dk/", "", "", None)
    assert edit(logged_in, strategy, third, pdf()).status_code == 302
    assert (Annex.objects.get().url, Annex.objects.get().file_name) == ("", "Udkast 1.pdf")
    storage = first.file.storage
    assert all(storage.exists(name) for name in (first.file.name, second.file.name))


def test_a_deleted_annex_is_gone_but_its_bytes_stay_for_the_history(logged_in, strategy):
    add(logged_in, strategy, pdf())
    annex = Annex.objects.get()
    address = reverse("strategies:annex", args=[strategy.slug, annex.pk])
    logged_in.post(reverse("strategies:content_delete", args=[strategy.slug, "bilag", annex.pk]))
    assert logged_in.get(address).status_code == 404
    assert Annex.history.filter(history_type="-", sha256=annex.sha256).exists()
    assert annex.file.storage.exists(annex.file.name)


def test_somebody_elses_newer_annex_is_not_replaced_and_the_file_is_to_be_chosen_again(logged_in, strategy):
    add(logged_in, strategy, pdf())
    annex = Annex.objects.get()
    edit(logged_in, strategy, annex, title="Deres")
    response = edit(logged_in, strategy, annex, pdf("Mit.pdf"), title="Mit")
    assert response.status_code == 409
    assert "Vælg filen igen." in response.content.decode()
    assert Annex.objects.get().title == "Deres"


def test_a_file_that_has_vanished_from_the_disk_is_not_found(logged_in, strategy):
    add(logged_in, strategy, pdf())
    annex = Annex.objects.get()
    annex.file.storage.delete(annex.file.name)
    assert logged_in.get(reverse("strategies:annex", args=[strategy.slug, annex.pk])).status_code == 404
