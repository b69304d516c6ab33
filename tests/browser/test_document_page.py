"""Documents as typst writes them, and copies of them that somebody edited, in front of the verify page."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from generator.documents.one import draft_of, set_document
from generator.site.documents import Setting
from generator.site.documents.published import DIGESTS, LISTED, NONE, NOTICE
from generator.trust.strictjson import parse_object
from generator.trust.view import fields
from tests.browser import desk
from tests.browser.conftest import OpenPage
from tests.browser.desk import CODE, RECORD, as_file
from tests.browser.harness import Served, axe, serve
from tests.documents.print_shop import RECORDED, ROOT, SUBJECT, press


def typeset() -> bytes:
    """The diploma of the desk on paper, without a proof of the log, which the desk has not."""
    from dataclasses import replace

    view = fields(parse_object(RECORD.encode()))
    recorded = replace(RECORDED, proof=None)
    draft = draft_of(
        press(),
        ROOT,
        CODE,
        view,
        RECORD.encode(),
        setting=Setting(tongue="both"),
        recorded=recorded,
        base_url=desk.SITE.base_url,
    )
    return set_document(press(), draft, view, SUBJECT)


PDF = typeset()


def edited() -> bytes:
    """Another name is printed, by an editor that writes the whole file anew, with object streams."""
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        page = pdf.pages[0]
        page.Contents.write(page.Contents.read_bytes() + b"\nq 1 g 100 300 600 60 re f Q\n")
        made = io.BytesIO()
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


def listed(*documents: bytes, bucket_of: bytes) -> dict[str, bytes]:
    """The list of digests that holds these documents', at the address where that of `bucket_of` is looked for."""
    digests = "".join(sorted(f"{hashlib.sha256(one).hexdigest()}\n" for one in documents))
    return {
        f"/{NOTICE}": LISTED,
        f"/{DIGESTS}/{hashlib.sha256(bucket_of).hexdigest()[:2]}.txt": digests.encode(),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk.write_site(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def opened(folder: Path, open_page: OpenPage) -> Iterator[object]:
    servers: list[object] = []

    def go(data: bytes, changes: dict[str, bytes] | None = None) -> Page:
        # Where nothing is published the notice says so, and what is not there is not asked for: no 404 is allowed here.
        context = serve(folder, {f"/{NOTICE}": NONE, **(changes or {})})
        served: Served = context.__enter__()
        servers.append(context)
        page = open_page(f"{served.url}/verify/")
        page.get_by_label(re.compile("^Choisir un fichier(?! CSV)")).set_input_files(
            [as_file("diplome.pdf", data)]
        )
        expect(page.get_by_role("article")).to_be_visible()
        return page

    yield go
    for context in servers:
        context.__exit__(None, None, None)  # type: ignore[attr-defined]


def shown(page: Page) -> tuple[str, str, set[str]]:
    report = page.get_by_role("article")
    notes = report.locator("[data-note]").evaluate_all("all => all.map(one => one.dataset.note)")
    return (
        str(report.get_attribute("data-verdict")),
        str(report.get_attribute("data-tone")),
        {one for one in notes if one.startswith("document")},
    )


def test_a_document_is_read_and_the_page_says_what_was_checked_and_what_was_not(opened) -> None:  # type: ignore[no-untyped-def]
    page = opened(PDF)
    assert shown(page) == ("valid", "good", {"document"})
    expect(page.get_by_role("article")).to_contain_text("Le diplôme joint au PDF a été vérifié")
    axe(page)


def test_an_edited_copy_shows_what_was_signed_and_is_not_green_where_digests_are_published(opened) -> None:  # type: ignore[no-untyped-def]
    copy = edited()
    holder = fields(parse_object(RECORD.encode())).holder_name.value
    page = opened(copy, listed(bucket_of=copy))
    assert shown(page) == ("valid", "warn", {"document", "document-unknown"})
    expect(page.get_by_role("article")).to_contain_text(holder)
    expect(page.get_by_role("article")).to_contain_text("il a été modifié, ou fait autrement")


def test_the_schools_own_file_is_known_byte_for_byte(opened) -> None:  # type: ignore[no-untyped-def]
    assert shown(opened(PDF, listed(PDF, bucket_of=PDF))) == (
        "valid",
        "good",
        {"document", "document-published"},
    )


def test_a_host_that_answers_every_address_with_some_page_is_not_taken_for_a_list(opened) -> None:  # type: ignore[no-untyped-def]
    some = b"<!doctype html><title>Not here</title>"
    notice, address = listed(bucket_of=PDF)
    for changes in ({notice: some}, {notice: LISTED, address: some}):
        assert shown(opened(PDF, changes)) == ("valid", "good", {"document"})
