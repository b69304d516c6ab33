"""``parchemin verify``: its verdict, its words, its exit code, and what it refuses to do."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from generator.adapters.fetch import FetchError, fetch
from generator.cli import main
from generator.trust import build, canonical, sign
from tests.vectors.themes.diplomas import (
    CODE,
    DID,
    DID_TEXT,
    FULL,
    GOOD_LISTS,
    INDEX,
    KEY,
    LIST,
    OLD_KEY,
    resigned,
    signed,
    small,
    status_list,
)
from tests.vectors.themes.walking import replaced

NOW = "2026-11-20T12:00:00Z"
TEXT = canonical(FULL)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small saved site."""
    root = tmp_path / "site"
    for path, content in {
        f"d/{CODE}.json": TEXT.decode(),
        f"d/{CODE}.html": page(TEXT.decode()),
        ".well-known/did.json": DID_TEXT,
        "status/revocation-1.json": GOOD_LISTS[LIST],
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return root


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    """The same site, served from this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()
        thread.join()


def page(credential: str) -> str:
    """A registry page, reduced to what matters here."""
    embedded = credential.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return (
        f'<!doctype html><html lang="fr"><title>x</title><p id="credential">no &lt;script&gt;</p>'
        f'<script type="application/json" id="credential">{embedded}</script></html>'
    )


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["verify", "--at", NOW, *map(str, arguments)], input=stdin)


def test_a_diploma_of_a_saved_site_is_valid(site: Path) -> None:
    result = run(site / f"d/{CODE}.json", "--site", site)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Valid.")
    for text in (
        "Éléonore d’Aubigné-Nguyễn",
        "diplomes.example.org",
        KEY.public.fingerprint,
        "Cours A: 78 %",
        "2026-0042",
    ):
        assert text in result.output


def test_the_words_say_that_a_demonstration_proves_nothing(site: Path) -> None:
    assert "it proves nothing" in run(site / f"d/{CODE}.json", "--site", site).output


def test_the_page_is_as_good_as_the_file_and_says_what_was_not_checked(site: Path) -> None:
    result = run(site / f"d/{CODE}.html", "--site", site)
    assert result.exit_code == 0, result.output
    assert "not the words of the page" in result.output


def test_saved_files_are_enough(site: Path) -> None:
    did, status = site / ".well-known/did.json", site / "status/revocation-1.json"
    assert run("-", "--did", did, "--status", status, stdin=TEXT).exit_code == 0
    without_list = run("-", "--did", did, stdin=TEXT)
    assert without_list.exit_code == 3
    assert "could not be checked" in without_list.output


def test_a_pinned_fingerprint_is_enough_and_another_is_not(site: Path) -> None:
    file = site / f"d/{CODE}.json"
    status = site / "status/revocation-1.json"
    assert run(file, "--fingerprint", KEY.public.fingerprint, "--status", status).exit_code == 0
    assert run(file, "--fingerprint", OLD_KEY.public.fingerprint, "--status", status).exit_code == 1
    assert run(file, "--fingerprint", OLD_KEY.public.fingerprint, "--site", site).exit_code == 1
    assert run(file, "--fingerprint", "abc").exit_code == 2


def test_a_changed_byte_is_reported_as_altered_and_nothing_of_it_is_shown(site: Path) -> None:
    changed = TEXT.replace(b"Aubign", b"Aubigm")
    result = run("-", "--site", site, stdin=changed)
    assert result.exit_code == 1
    assert result.output.startswith("Altered")
    assert "Aubig" not in result.output


def test_a_revoked_diploma_is_reported(site: Path) -> None:
    (site / "status/revocation-1.json").write_text(status_list((INDEX,)), encoding="utf-8")
    result = run(site / f"d/{CODE}.json", "--site", site)
    assert result.exit_code == 1
    assert result.output.startswith("Revoked")


def test_an_expired_diploma_is_reported(site: Path) -> None:
    arguments = ["verify", "--at", "2040-01-01T00:00:00Z", str(site / f"d/{CODE}.json"), "--site", str(site)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert result.output.startswith("Expired")


def test_a_clock_that_is_years_behind_is_named_and_judges_no_dates(site: Path) -> None:
    """Without --at the machine's clock counts: to it, what is signed in 2990 is what today is to one set to 1990."""
    later = datetime(2990, 3, 2, 9, 30, tzinfo=UTC)
    unsigned = build(small(awarded=date(2990, 3, 1)))
    ahead = canonical(sign(unsigned, KEY, did=DID, created=later))
    arguments = ["verify", "-", "--site", str(site)]
    result = CliRunner().invoke(main, arguments, input=ahead)
    assert result.exit_code == 3
    assert result.output.startswith("Cannot be checked")
    assert "its clock is wrong" in result.output
    assert run("-", "--site", site, stdin=ahead).output.startswith("Not yet valid")
    (site / "status/revocation-1.json").write_text(status_list((INDEX,)), encoding="utf-8")
    assert CliRunner().invoke(main, arguments, input=ahead).output.startswith("Revoked")


def test_without_anyone_to_trust_the_issuer_is_unknown(site: Path) -> None:
    result = run(site / f"d/{CODE}.json")
    assert result.exit_code == 1
    assert "hint: say whom you trust" in result.output


def test_the_json_report_is_for_scripts(site: Path) -> None:
    result = run(site / f"d/{CODE}.json", "--site", site, "--json")
    report = json.loads(result.stdout)
    assert report["verdict"] == "valid"
    assert report["checks"][3]["detail"]["fingerprint"] == KEY.public.fingerprint
    assert report["fields"]["/credentialSubject/licenseNumber"] == "2026-0042"
    assert result.stdout.isascii()


def test_what_would_steer_the_terminal_is_written_out(site: Path) -> None:
    name = "Zoë\x1b[2J\u202egnirts\r\n[red]x[/red]"
    twice = replaced(signed(small()), "/credentialSubject/identifier/0/identityHash", name)
    hostile = resigned(replaced(twice, "/credentialSubject/name", name))
    result = run("-", "--site", site, stdin=canonical(hostile))
    assert result.exit_code == 0
    assert "Zoë\\u{1b}[2J\\u{202e}gnirts\\u{d}\\u{a}[red]x[/red]" in result.output
    assert not set("\x1b\u202e\r") & set(result.output)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b"[" * 100_000,
        b'{"a":"' + b"x" * 5_000_000,
        b"\0" * 100,
    ],
)
def test_no_text_gives_a_traceback(site: Path, text: bytes) -> None:
    """What never was a diploma is not "altered" either: it cannot be checked."""
    result = run("-", "--site", site, stdin=text)
    assert result.exit_code == 3
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Cannot be checked")
    assert "no diploma is inside" in result.output


@pytest.mark.parametrize("damage", [slice(0, -1), slice(1, None), slice(0, 2_000)])
def test_a_damaged_diploma_is_altered(site: Path, damage: slice) -> None:
    result = run("-", "--site", site, stdin=TEXT[damage])
    assert result.exit_code == 1
    assert result.output.startswith("Altered")


@pytest.mark.parametrize("text", [b"<!doctype html><title>404</title>", b"<" * 1000, page("{}").encode() * 2])
def test_a_page_without_exactly_one_diploma_is_refused(site: Path, text: bytes) -> None:
    result = run("-", "--site", site, stdin=text)
    assert result.exit_code == 3
    assert result.output.startswith("Cannot be checked")
    assert "inside" in result.output


def test_a_file_that_is_no_did_document_is_a_mistake_in_the_command(site: Path) -> None:
    assert run("-", "--did", site / f"d/{CODE}.json", stdin=TEXT).exit_code == 2
    assert run("-", "--did", site / "nothing.json", stdin=TEXT).exit_code == 2
    assert run(site / "nothing.json").exit_code == 2


def test_a_status_address_cannot_leave_the_saved_site(site: Path) -> None:
    (site.parent / "secret.json").write_text(GOOD_LISTS[LIST], encoding="utf-8")
    document = signed(small(status_list_url="https://diplomes.example.org/../secret.json"))
    result = run("-", "--site", site, stdin=canonical(document))
    assert result.exit_code == 3
    assert "no status list was given or found" in result.output


def test_an_address_on_this_machine_stands_for_the_site_it_copies(server: str) -> None:
    for name in ("json", "html"):
        result = run(f"{server}/d/{CODE}.{name}")
        assert result.exit_code == 0, result.output


def test_an_address_whose_list_is_missing_is_not_called_unrevoked(server: str, site: Path) -> None:
    (site / "status/revocation-1.json").unlink()
    result = run(f"{server}/d/{CODE}.json")
    assert result.exit_code == 3
    assert "status 404" in result.output


def test_an_address_that_answers_nothing_cannot_be_checked(server: str) -> None:
    result = run(f"{server}/d/nothing.json")
    assert result.exit_code == 3
    assert "status 404" in result.output


def test_plain_http_is_not_spoken_to_other_machines() -> None:
    for url in (
        "http://diplomes.example.org/d/x.json",
        "ftp://x.example/",
        "file:///etc/passwd",
        "https//x",
        "http://[bad",
    ):
        with pytest.raises(FetchError):
            fetch(url, max_bytes=10)


def test_a_large_answer_is_cut_short(server: str) -> None:
    with pytest.raises(FetchError, match="more than 100 bytes"):
        fetch(f"{server}/d/{CODE}.json", max_bytes=100)


def test_the_help_explains_the_exit_codes() -> None:
    output = CliRunner().invoke(main, ["verify", "--help"]).output
    for text in (
        "Exit codes:",
        "0  valid",
        "1  not valid",
        "3  cannot be checked",
        "--fingerprint",
        "Nothing is fetched",
    ):
        assert text in output


def test_verifying_loads_no_library_that_it_does_not_need() -> None:
    program = (
        "import sys, generator.cli.verify; print(sorted({'pydantic', 'jinja2', 'yaml'} & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
