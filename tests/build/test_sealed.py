"""Sealed diplomas in a whole site: nothing of them is published in clear, and the link opens and proves them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.synthetic import make_site
from generator.adapters.ledger import Ledger
from generator.cli import main
from generator.mailing.desk import read_diplomas
from generator.site import qr
from generator.trust.carriers import opened
from generator.trust.sealedpage import from_fragment
from tests.build.conftest import Small, contents


def run(small: Small, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(small.root), *arguments])


def seal_first(small: Small) -> str:
    """Let the first diploma be issued sealed; return its code."""
    path = small.segment()
    lines = [item.value for item in Ledger(small.root).credentials(path)]
    path.write_bytes(
        b"".join([replace(lines[0], sealed=True).to_line(), *(one.to_line() for one in lines[1:])])
    )
    return lines[0].code


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Small, str, str]:
    """A logged site whose first diploma is sealed, its code, its link; read-only."""
    root = tmp_path_factory.mktemp("sealed") / "small"
    small = Small(root, make_site(root, 3, logged=True))
    code = seal_first(small)
    small.build()
    return small, code, run(small, "link", code).stdout.strip()


def name_of(small: Small, code: str) -> str:
    return next(one.name for one in small.holders if one.code == code)


def test_nothing_is_published_in_clear(sealed: tuple[Small, str, str]) -> None:
    small, code, _ = sealed
    files = [path for path in (small.output / "d").iterdir() if path.name.startswith(code)]
    assert {path.name for path in files} == {f"{code}.html", f"{code}.json"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        for private in (name_of(small, code), "credentialSubject", "2026-07", "ESSAI"):
            assert private not in text
    page = (small.output / "d" / f"{code}.html").read_text(encoding="utf-8")
    assert 'data-state="valid"' in page and "Diplôme scellé" in page and "Sealed diploma" in page


def test_pages_of_sealed_diplomas_are_of_one_size_whatever_the_name(tmp_path: Path) -> None:
    root = tmp_path / "sizes"
    small = Small(root, make_site(root, 9, logged=True))
    path = small.segment()
    lines = [replace(item.value, sealed=True) for item in Ledger(root).credentials(path)]
    path.write_bytes(b"".join(one.to_line() for one in lines))
    small.build()
    names = {len(one.name) for one in small.holders}
    sizes = {one.stat().st_size for one in (small.output / "d").glob("*.json")}
    assert len(names) > 3 and len(sizes) == 1


def test_the_link_verifies_and_the_address_alone_does_not(sealed: tuple[Small, str, str]) -> None:
    small, code, link = sealed
    for file in (f"{code}.html", f"{code}.json"):
        path = str(small.output / "d" / file)
        closed = run(small, "verify", path, "--site", str(small.output))
        assert closed.exit_code == 3 and "sealed" in closed.output
        opened = run(small, "verify", path, "--site", str(small.output), "--key", link, "--json")
        report = json.loads(opened.stdout)
        assert (opened.exit_code, report["verdict"]) == (0, "valid"), opened.output
        assert report["fields"]["/credentialSubject/name"] == name_of(small, code)
    other = run(small, "verify", path, "--key", "k=" + "A" * 22)
    assert other.exit_code == 3


def test_seal_and_unseal_change_what_is_published_and_nothing_else(tmp_path: Path) -> None:
    root = tmp_path / "wish"
    small = Small(root, make_site(root, 3, logged=True))
    small.build()
    before = contents(small.output)
    code = small.holders[1].code
    words = ("--by", "Ada Exemple", "--note", "the holder asked", "--demonstration")
    done = run(small, "seal", code, *words)
    assert done.exit_code == 0, done.output
    small.build()
    now = contents(small.output)
    changed = {path for path in before | now if before.get(path) != now.get(path)}
    assert changed == {f"d/{code}.html", f"d/{code}.json", f"d/{code}.rdfc.json"}
    assert run(small, "seal", code, *words).output.startswith(f"{code}: nothing to do")
    assert run(small, "unseal", code, *words).exit_code == 0
    small.build()
    assert contents(small.output) == before


def test_the_state_of_a_sealed_diploma_is_public(tmp_path: Path) -> None:
    root = tmp_path / "revoked"
    small = Small(root, make_site(root, 3, logged=True))
    code = seal_first(small)
    words = (
        "--by",
        "Ada Exemple",
        "--note",
        "a mistake",
        "--demonstration",
        "--reason-class",
        "issued-in-error",
    )
    assert run(small, "revoke", code, *words).exit_code == 0
    small.build()
    page = (small.output / "d" / f"{code}.html").read_text(encoding="utf-8")
    assert 'data-state="revoked"' in page and name_of(small, code) not in page


def test_messages_to_holders_have_the_whole_link(sealed: tuple[Small, str, str]) -> None:
    small, code, link = sealed
    fragments = {one.code: one.fragment for one in read_diplomas(Ledger(small.root))}
    assert link.endswith(f"{code}.html{fragments[code]}")
    assert {fragment for other, fragment in fragments.items() if other != code} == {""}


def test_the_page_inside_is_what_the_templates_make_of_it(sealed: tuple[Small, str, str]) -> None:
    small, code, link = sealed
    page = opened((small.output / "d" / f"{code}.html").read_bytes(), from_fragment(link)).decode()
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    drawn = qr.path(qr.symbol(link))
    assert f'd="{drawn}"' in page and link in page and name_of(small, code) in page
