"""`parchemin build` and `parchemin serve`, as people use them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from generator.cli.serve import server
from generator.site.hosting import POLICY, headers_file, headers_for
from tests.build.conftest import Small

PARCHEMIN = Path(sys.executable).parent / "parchemin"


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PARCHEMIN, "-C", root, *arguments], capture_output=True, text=True, check=False)


def test_build_says_what_was_built_and_how_to_look_at_it(small: Small) -> None:
    ran = run(small.root, "build", "--date", "2026-08-01")
    assert ran.returncode == 0, ran.stderr
    assert "for 2026-08-01 (given with --date)" in ran.stdout
    assert "6 diplomas (6 valid)" in ran.stdout
    assert "parchemin serve" in ran.stdout
    assert "\x1b" not in ran.stdout


def test_build_names_what_is_false_and_exits_with_1(small: Small) -> None:
    path = small.segment()
    path.write_text(path.read_text().replace(small.holders[0].name, "Someone Else"))
    ran = run(small.root, "build")
    assert ran.returncode == 1
    assert f"{path.relative_to(small.root).as_posix()}:1:1: L303" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not small.output.exists()


def test_build_refuses_to_replace_a_directory_that_is_not_a_site(small: Small, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/thesis.txt").write_text("years of work")
    ran = run(small.root, "build", "--output", str(tmp_path / "home"))
    assert ran.returncode == 1
    assert "holds files that no build wrote" in ran.stderr
    assert (tmp_path / "home/thesis.txt").exists()


def test_build_does_not_understand_an_impossible_day(small: Small) -> None:
    assert run(small.root, "build", "--date", "2026-02-30").returncode == 2


def test_serve_needs_a_site(small: Small) -> None:
    ran = run(small.root, "serve", "--port", "0")
    assert ran.returncode == 1
    assert "parchemin build" in ran.stderr


@pytest.fixture
def address(built: Small) -> Iterator[tuple[str, int]]:
    with server(built.output, 0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield "127.0.0.1", running.server_address[1]
        running.shutdown()


def ask(address: tuple[str, int], path: str, method: str = "GET") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(*address, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer, answer.read()


def test_a_page_is_served_with_the_strict_policy(address: tuple[str, int]) -> None:
    answer, _ = ask(address, "/fr/index.html")
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
    assert answer.getheader("Content-Security-Policy") == POLICY
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Access-Control-Allow-Origin") is None


def test_a_diploma_asks_not_to_be_indexed_and_its_document_may_be_read_from_anywhere(
    built: Small, address: tuple[str, int]
) -> None:
    answer, _ = ask(address, f"/d/{built.holders[0].code}.json")
    assert answer.getheader("Content-Type") == "application/json"
    assert answer.getheader("Access-Control-Allow-Origin") == "*"
    assert answer.getheader("X-Robots-Tag") == "noindex"


@pytest.mark.parametrize("path", ["/.well-known/did.json", "/status/revocation-1.json"])
def test_keys_and_status_lists_may_be_read_from_anywhere(address: tuple[str, int], path: str) -> None:
    answer, _ = ask(address, path)
    assert answer.status == 200
    assert answer.getheader("Access-Control-Allow-Origin") == "*"


def test_an_unknown_address_gets_the_sites_own_page(address: tuple[str, int]) -> None:
    answer, body = ask(address, "/d/2222-2222-2222-2222-2222.html")
    assert answer.status == 404
    assert "introuvable" in body.decode()
    assert ask(address, "/nothing", "HEAD")[1] == b""


def test_directories_are_not_listed(built: Small, address: tuple[str, int]) -> None:
    answer, body = ask(address, "/d/")
    assert answer.status == 404
    assert built.holders[0].code.encode() not in body


@pytest.mark.parametrize(
    "path", ["/../content/site.yml", "/%2e%2e/content/site.yml", "/..%2fcontent/site.yml"]
)
def test_nothing_outside_the_site_is_served(address: tuple[str, int], path: str) -> None:
    assert ask(address, path)[0].status == 404


def test_the_file_for_hosts_and_the_local_server_say_the_same(built: Small) -> None:
    text = headers_file(["autre-ecole"])
    assert (built.output / "_headers").read_text().startswith("# Written by Parchemin")
    for path in ("/fr/index.html", "/d/x.json", "/autre-ecole/did.json", "/.well-known/did.json"):
        for name, value in headers_for(path, ["autre-ecole"]).items():
            assert f"  {name}: {value}\n" in text
