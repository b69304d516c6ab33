"""The key directory: every key, what became of it, and commands that work as they are printed."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.records.reading import read
from generator.records.tree import Tree
from generator.site.fragments import Fragments, Source
from generator.site.keys_page import issuer_keys, pages
from generator.trust.canonical import canonical
from generator.trust.keyact import KeyAct, Keyring
from generator.trust.keys import SecretKey, demonstration_key
from generator.trust.ledger import KeyEntry
from tests.vectors.themes.diplomas import DID, FULL, KEY

FIRST, SECOND, THIRD = (SecretKey(hashlib.sha256(b"key %d" % number).digest()) for number in range(3))


def entry(key: SecretKey, year: int, *, did: str = DID, slug: str = "institut-pasteur") -> KeyEntry:
    open_secret = key.seed == demonstration_key(did).seed
    return KeyEntry(slug, did, key.public, datetime(year, 3, 1, tzinfo=UTC), open_secret)


def act(kind: str, key: SecretKey, year: int) -> KeyAct:
    when = datetime(year, 6, 1, tzinfo=UTC)
    return KeyAct.sign(
        THIRD,
        act=kind,  # type: ignore[arg-type]
        issuer=DID,
        key=key.public,
        date=when,
        by="Ada Private",
        note="secret reason",
    )


RING = Keyring(
    (entry(FIRST, 2022), entry(SECOND, 2024), entry(THIRD, 2026)),
    (act("retire", FIRST, 2025), act("compromise", SECOND, 2026)),
)


@pytest.fixture(scope="module")
def tree(root: Path) -> Tree:
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "content").rglob("*")
        if path.suffix in (".yml", ".md")
    }
    others = [
        path.relative_to(root).as_posix() for path in (root / "content/assets").rglob("*") if path.is_file()
    ]
    found = read(files, others).tree
    assert found is not None
    return found


def rendered(root: Path, tree: Tree, ring: Keyring) -> dict[str, str]:
    fragments = Fragments(
        {path.name: path.read_text() for path in (root / "site_templates/fragments").glob("*.html")}
    )
    source = Source(tree, date(2026, 11, 22), (), ring)
    return {page.path: page.text() for page in pages(source, fragments)}


def test_each_key_says_since_when_it_signed_and_until_when(tree: Tree) -> None:
    (found,) = issuer_keys(Source(tree, date(2026, 11, 22), (), RING))
    assert found.name == tree.issuers["institut-pasteur"].name
    assert [
        (key.fingerprint, key.state, key.since.year, key.until and key.until.year) for key in found.keys
    ] == [
        (THIRD.public.fingerprint, "current", 2026, None),
        (SECOND.public.fingerprint, "compromised", 2024, 2026),
        (FIRST.public.fingerprint, "retired", 2022, 2024),
    ]
    (plain,) = issuer_keys(Source(tree, date(2026, 11, 22), (), replace(RING, acts=())))
    assert [key.state for key in plain.keys] == ["current", "replaced", "replaced"]


def test_an_issuer_without_a_record_is_listed_under_its_did(tree: Tree) -> None:
    ring = Keyring((entry(FIRST, 2022, did="did:web:diplomes.example.org:gone", slug="gone"),))
    (found,) = issuer_keys(Source(tree, date(2026, 11, 22), (), ring))
    assert (found.name, found.document) == ("did:web:diplomes.example.org:gone", "gone/did.json")


def test_the_page_shows_every_fingerprint_in_both_languages_and_nothing_private(
    root: Path, tree: Tree
) -> None:
    found = rendered(root, tree, RING)
    assert set(found) == {"fr/keys", "en/keys"}
    for text in found.values():
        for key in (FIRST, SECOND, THIRD):
            assert key.public.fingerprint in text
            assert key.public.multibase in text
        assert "Ada Private" not in text
        assert "secret reason" not in text
        assert 'href="../.well-known/did.json"' in text
    assert "restent valables" in found["fr/keys"]
    assert "remain good" in found["en/keys"]


def test_a_demonstration_key_is_called_one(root: Path, tree: Tree) -> None:
    page = rendered(root, tree, Keyring((entry(KEY, 2026),)))["en/keys"]
    assert "Anyone can compute the secret of this key" in page
    assert "Anyone can compute" not in rendered(root, tree, RING)["en/keys"]


def test_without_a_key_the_page_says_so(root: Path, tree: Tree) -> None:
    assert "No key is published yet." in rendered(root, tree, Keyring(()))["en/keys"]


def test_the_commands_work_as_they_are_printed(root: Path, tree: Tree, tmp_path: Path) -> None:
    for tool in ("jq", "openssl", "xxd"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    page = rendered(root, tree, Keyring((entry(KEY, 2026),)))["fr/keys"]
    commands = [
        html.unescape(one) for one in re.findall(r'<code class="command">(.*?)</code>', page, re.DOTALL)
    ]
    (pem,) = re.findall(r'<code class="pem">(.*?)</code>', page, re.DOTALL)
    (tmp_path / "key.pem").write_text(html.unescape(pem) + "\n")
    (tmp_path / "credential.json").write_bytes(canonical(FULL))

    def run() -> subprocess.CompletedProcess[str]:
        script = "\n".join(commands)
        return subprocess.run(
            ["bash", "-eu", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    good = run()
    assert good.returncode == 0, good.stderr
    assert good.stdout.splitlines() == [
        "Signature Verified Successfully",
        KEY.public.fingerprint.replace(" ", ""),
    ]
    (tmp_path / "credential.json").write_bytes(canonical(FULL).replace(b"2026-0042", b"2026-0043"))
    assert run().returncode != 0
