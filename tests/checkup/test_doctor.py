"""``parchemin doctor``: each thing that can be wrong is found, against a real host that serves a real site's files."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from generator.adapters.keystore import KeyStore, Limits, new_key
from generator.adapters.look import supplied
from generator.adapters.overrides import copy
from generator.adapters.probe import Answer, Prober
from generator.checkup.live import redirection_check
from generator.cli import main
from generator.cli.serve import server
from generator.site.hosting import headers_file
from generator.trust.canonical import canonical
from generator.trust.did import did_document
from tests.issuing.school import School

Findings = dict[str, dict[str, Any]]
PHRASE = "six words that nobody would guess"
QUICK = Limits(passes=1, memory=8192)


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@school.example"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def ask(root: Path, *options: str) -> tuple[int, Findings]:
    done = CliRunner().invoke(main, ["-C", str(root), "doctor", "--json", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, {row["check"]: row for row in json.loads(done.stdout)["checks"]}


def codes(found: Findings) -> set[str]:
    return {problem["code"] for row in found.values() for problem in row["problems"]}


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    """A school that has issued, whose repository is committed and pushed."""
    monkeypatch.setenv("PARCHEMIN_KEYS", str(tmp_path / "keys"))
    site = School(tmp_path / "site").build(2)
    site.add_key()
    site.issue()
    assert CliRunner().invoke(main, ["-C", str(site.root), "upgrade"]).exit_code == 0
    git(site.root, "init", "--initial-branch=main")
    git(site.root, "add", "--all")
    git(site.root, "commit", "-m", "Everything")
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", str(tmp_path / "origin.git")],
        check=True,
    )
    git(site.root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(site.root, "push", "--set-upstream", "origin", "main")
    return site


@pytest.fixture
def published(school: School, tmp_path: Path) -> Path:
    """What a build publishes of it, as far as the doctor asks."""
    place = tmp_path / "published"
    (place / "fr").mkdir(parents=True)
    (place / "fr" / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (place / "404.html").write_text("<!doctype html>", encoding="utf-8")
    (place / "_headers").write_text(headers_file([]), encoding="utf-8")
    (place / ".well-known").mkdir()
    document = did_document(school.did, school.ledger().keyring().published(school.did))
    (place / ".well-known" / "did.json").write_bytes(canonical(document) + b"\n")
    (place / "status").mkdir()
    for file in school.ledger().status_lists():
        (place / "status" / f"revocation-{file.number}.json").write_bytes(file.data)
    return place


@contextmanager
def served(place: Path, context: ssl.SSLContext | None = None, **changes: Any) -> Iterator[str]:
    """The files at `place` with the headers that are due; `changes` replaces methods of the handler."""
    host = server(place, 0)
    if context is not None:
        host.socket = context.wrap_socket(host.socket, server_side=True)
    handler = host.RequestHandlerClass
    if changes:
        made = type("Changed", (handler.func,), changes)  # type: ignore[attr-defined]
        host.RequestHandlerClass = lambda *given: made(*given, **handler.keywords)  # type: ignore
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{host.server_address[1]}/"
    finally:
        host.shutdown()
        host.server_close()


@pytest.fixture
def ask_host(school: School, published: Path) -> Iterator[Callable[..., tuple[int, Findings]]]:
    """Serve what is published now, and ask the doctor about it alone."""
    with ExitStack() as stack:

        def asked(**changes: Any) -> tuple[int, Findings]:
            return ask(school.root, "--live", "--url", stack.enter_context(served(published, **changes)))

        yield asked


# --- This machine and its repository


def test_a_school_in_order_has_nothing_to_be_said_about(school: School) -> None:
    code, found = ask(school.root, "--offline")
    assert (code, codes(found)) == (0, set())
    assert {row["state"] for row in found.values()} == {"good"}
    assert list(found) == ["keys", "secrets", "clock", "git", "templates", "version", "texts"]


def test_the_network_is_left_alone_for_a_name_of_examples(school: School) -> None:
    code, found = ask(school.root)
    assert code == 0
    assert found["host"]["state"] == "not checked"


def test_a_secret_in_the_tree_is_found_wherever_it_lies(school: School) -> None:
    (school.root / "content" / "assets" / "school.abc.key.json").write_text("{}", encoding="utf-8")
    code, found = ask(school.root, "--offline")
    assert code == 1
    assert [one["where"] for one in found["secrets"]["problems"]] == ["content/assets/school.abc.key.json"]


def test_a_key_store_inside_the_tree_is_a_problem(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARCHEMIN_KEYS", str(school.root / "keys"))
    code, found = ask(school.root, "--offline")
    assert (code, codes(found)) == (1, {"D103"})


def test_keys_that_others_can_read_that_are_damaged_or_edited_are_named(
    school: School, tmp_path: Path
) -> None:
    store, key = KeyStore(tmp_path / "keys", site=school.root), school.signer().key
    at = datetime(2026, 1, 5, tzinfo=UTC)
    path = store.save(key, issuer="other", did=school.did, passphrase=PHRASE, created=at, limits=QUICK)
    assert codes(ask(school.root, "--offline")[1]) == {"D106"}
    path.parent.chmod(0o755)
    assert codes(ask(school.root, "--offline")[1]) == {"D102", "D106"}
    path.write_text("{}", encoding="utf-8")
    assert codes(ask(school.root, "--offline")[1]) == {"D102", "D105"}


def test_an_issuer_without_a_key_and_one_whose_key_is_elsewhere_are_told(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = school.ledger()
    entry = ledger.keyring().entries[0]
    shutil.rmtree(ledger.directory / "keys")
    assert codes(ask(school.root, "--offline")[1]) >= {"D104W", "D302"}
    with ledger.writing():
        from dataclasses import replace

        ledger.add_key(replace(entry, public=new_key().public, demonstration=False))
    assert "D101W" in codes(ask(school.root, "--offline")[1])


def test_a_clock_behind_the_newest_commit_is_a_problem(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    monkeypatch.setenv("GIT_COMMITTER_DATE", later)
    git(school.root, "commit", "--allow-empty", "-m", "Later")
    code, found = ask(school.root, "--offline")
    assert code == 1
    assert codes(found) == {"D201", "D306W"}


def test_what_is_not_committed_pushed_or_pulled_is_told(school: School, tmp_path: Path) -> None:
    next(iter(school.ledger().segments())).rename(tmp_path / "taken-away")
    school.write("content/pages.yml", "site", {})
    _, found = ask(school.root, "--offline")
    assert codes(found) == {"D302", "D303W"}
    git(school.root, "reset", "--hard")
    git(school.root, "clean", "-fd")
    git(school.root, "commit", "--allow-empty", "-m", "Pushed, then forgotten")
    git(school.root, "push")
    git(school.root, "reset", "--hard", "HEAD~1")
    assert codes(ask(school.root, "--offline")[1]) == {"D307W"}
    git(school.root, "branch", "--unset-upstream")
    assert codes(ask(school.root, "--offline")[1]) == {"D305W"}


def test_a_site_outside_of_git_and_a_shallow_clone_are_told(school: School, tmp_path: Path) -> None:
    git(school.root, "commit", "--allow-empty", "-m", "Second")
    git(school.root, "push")
    git(tmp_path, "clone", "--depth=1", f"file://{tmp_path}/origin.git", "shallow")
    assert codes(ask(tmp_path / "shallow", "--offline")[1]) == {"D304W"}
    shutil.rmtree(tmp_path / "shallow" / ".git")
    assert codes(ask(tmp_path / "shallow", "--offline")[1]) == {"D301"}


def test_a_copied_template_whose_original_has_changed_is_told(
    school: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy(school.root, ("pages/partials/footer.html",))
    own = school.root / "site_templates/pages/partials/footer.html"
    own.write_text("own", encoding="utf-8")
    assert ask(school.root, "--offline")[1]["templates"]["said"] == "one template of the site's own"
    newer = tmp_path / "newer"
    (newer / "pages/partials").mkdir(parents=True)
    (newer / "pages/partials/footer.html").write_text("new", encoding="utf-8")
    assert supplied() != newer
    monkeypatch.setattr("generator.adapters.overrides.supplied", lambda: newer)
    assert "D308W" in codes(ask(school.root, "--offline")[1])


def test_a_text_that_is_still_to_be_written_is_told_with_its_lines(school: School) -> None:
    assert ask(school.root, "--offline")[1]["texts"]["problems"] == []
    pages = school.root / "content/pages"
    for language, mark in (("fr", "à compléter"), ("en", "to be written")):
        (pages / language).mkdir(parents=True, exist_ok=True)
        (pages / language / "legal.md").write_text(f"# Legal\n\n- Host: {mark}\n- Seat: {mark}.\n")
    code, found = ask(school.root, "--offline")
    assert code == 0
    told = [(one["code"], one["where"], one["message"]) for one in found["texts"]["problems"]]
    assert told == [
        ("D310W", f"content/pages/{language}/legal.md", "lines 3, 4 still to be written")
        for language in ("en", "fr")
    ]
    assert found["texts"]["said"] == "4 lines to be written"


def test_an_upgrade_that_waits_is_told(school: School) -> None:
    (school.root / "content/schemas/course.json").write_text("{}", encoding="utf-8")
    assert "D309W" in codes(ask(school.root, "--offline")[1])


# --- The live site


def test_a_host_that_serves_what_the_ledger_says_is_in_order(ask_host: Callable[..., Any]) -> None:
    code, found = ask_host()
    assert (code, codes(found)) == (0, set())
    good = {name for name, row in found.items() if row["state"] == "good"}
    assert good == {
        "host",
        "clock of the host",
        "headers",
        "unknown codes",
        "keys of the site",
        "status lists",
    }


def test_a_host_that_does_not_answer_is_a_problem(school: School) -> None:
    code, found = ask(school.root, "--live", "--url", "http://127.0.0.1:9/")
    assert (code, codes(found)) == (1, {"D401"})


def test_an_older_list_and_missing_or_foreign_keys_are_found(
    ask_host: Callable[..., Any], school: School, published: Path
) -> None:
    path = published / "status" / "revocation-1.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert codes(ask_host()[1]) == {"D411"}
    path.unlink()
    assert codes(ask_host()[1]) == {"D403"}
    keys = published / ".well-known" / "did.json"
    keys.write_bytes(canonical(did_document(school.did, [new_key().public])) + b"\n")
    found = ask_host()[1]["keys of the site"]["problems"]
    assert [(one["code"], "publishes a key" in one["message"]) for one in found] == [("D410", True)]
    keys.write_bytes(canonical(did_document(school.did, [])) + b"\n")
    found = ask_host()[1]["keys of the site"]["problems"]
    assert [(one["code"], "does not publish" in one["message"]) for one in found] == [("D410", True)]
    keys.write_bytes(b"[]")
    assert ask_host()[1]["keys of the site"]["problems"][0]["code"] == "D410"


def test_headers_that_are_missing_or_others_are_found(ask_host: Callable[..., Any]) -> None:
    def bare(self: Any) -> None:
        super(type(self).__mro__[1], self).end_headers()

    code, found = ask_host(end_headers=bare)
    assert (code, codes(found)) == (0, {"D408W"})

    def loose(self: Any) -> None:
        self.send_header("Content-Security-Policy", "default-src *")
        super(type(self).__mro__[1], self).end_headers()

    code, found = ask_host(end_headers=loose)
    assert code == 1
    assert codes(found) == {"D407", "D408W"}


def test_redirections_invented_pages_and_a_wrong_clock_are_found(ask_host: Callable[..., Any]) -> None:
    def elsewhere(self: Any) -> None:
        self.send_response(302)
        self.send_header("Location", "https://elsewhere.example/")
        self.end_headers()

    code, found = ask_host(do_GET=elsewhere)
    assert code == 1
    assert codes(found) == {"D404", "D409"}
    assert "https://elsewhere.example/" in found["host"]["problems"][0]["message"]

    code, found = ask_host(date_time_string=lambda self, timestamp=None: "Wed, 01 Jan 2020 00:00:00 GMT")
    assert (code, codes(found)) == (1, {"D202"})


def say(school: School, *words: str) -> None:
    done = CliRunner().invoke(main, ["-C", str(school.root), *words])
    assert done.exit_code == 0, done.output


def newest_checkpoint(school: School) -> bytes:
    folder = school.root / "candidates/ledger/log/checkpoints"
    return max(folder.iterdir(), key=lambda path: int(path.name)).read_bytes()


def of_the_log(answer: tuple[int, Findings]) -> tuple[int, list[str]]:
    return answer[0], [problem["code"] for problem in answer[1]["log"]["problems"]]


def test_a_log_that_is_behind_ahead_or_another_one_is_found(
    ask_host: Callable[..., Any], school: School, published: Path, tmp_path: Path
) -> None:
    say(school, "log", "init", "--demonstration")
    say(school, "log", "append", "--without-git", "--demonstration")
    (published / "log").mkdir()
    checkpoint = published / "log" / "checkpoint"
    checkpoint.write_bytes(newest_checkpoint(school))
    assert ask_host()[1]["log"]["state"] == "good"

    before = tmp_path / "before"
    shutil.copytree(school.root / "candidates/ledger/log", before)
    say(
        school,
        "revoke",
        school.codes()[0],
        "--reason-class",
        "fraud",
        "--note",
        "x",
        "--by",
        "Ada",
        "--demonstration",
    )
    say(school, "log", "append", "--without-git", "--demonstration")
    assert of_the_log(ask_host()) == (1, ["D414"])

    checkpoint.write_bytes(newest_checkpoint(school))
    shutil.rmtree(school.root / "candidates/ledger/log")
    shutil.copytree(before, school.root / "candidates/ledger/log")
    assert of_the_log(ask_host()) == (1, ["D413"])

    note = checkpoint.read_text(encoding="utf-8")
    checkpoint.write_text(note.replace("/log", "/other", 1), encoding="utf-8")
    assert of_the_log(ask_host()) == (1, ["D412"])


class AtHome(Prober):
    """Finds what would be plain http on a host's own port where it runs here, since that port is not everybody's."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def ask(self, url: str) -> Answer:
        return super().ask(url.replace("http://127.0.0.1/", f"http://127.0.0.1:{self._port}/"))


def test_plain_http_has_to_lead_to_https(published: Path) -> None:
    def leading(target: str) -> Callable[[Any], None]:
        def answer(self: Any) -> None:
            self.send_response(301)
            self.send_header("Location", target)
            self.end_headers()

        return answer

    for changes, expected in (
        ({}, ["D406"]),
        ({"do_GET": leading("https://127.0.0.1/fr/index.html")}, []),
        ({"do_GET": leading("http://127.0.0.1/fr/")}, ["D406"]),
        ({"do_GET": leading("https://elsewhere.example/")}, ["D406"]),
    ):
        with served(published, **changes) as url:
            prober = AtHome(urlsplit(url).port or 0)
            found = redirection_check(prober, "https://127.0.0.1/")
        assert [one.code for one in found.problems] == expected


def certificate(folder: Path, days: int) -> Path:
    """A certificate for 127.0.0.1 that is its own authority, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    import ipaddress

    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"host-{days}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("days", "believed", "expected"),
    [(60, True, set()), (10, True, {"D405"}), (-1, True, {"D402"}), (60, False, {"D402"})],
)
def test_a_certificate_is_judged_over_real_tls(
    school: School,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    days: int,
    believed: bool,
    expected: set[str],
) -> None:
    path = certificate(tmp_path, days)
    if believed:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with served(published, context) as url:
        code, found = ask(school.root, "--live", "--url", url)
    assert codes(found) == expected
    assert code == (1 if expected else 0)
    if not expected:
        assert found["certificate"]["said"].startswith("good until")


# --- How it speaks


def test_for_people_each_check_is_a_line_and_each_problem_has_a_code_and_a_hint(school: School) -> None:
    done = CliRunner().invoke(
        main, ["-C", str(school.root), "doctor", "--live", "--url", "http://127.0.0.1:9/"]
    )
    assert done.exit_code == 1
    assert "✗ host" in done.output
    assert "D401" in done.output
    assert "hint: Is the name in DNS" in done.output
    assert done.output.endswith("1 of 1 looked at: 1 with problems, 0 with warnings.\n")


@pytest.mark.parametrize(
    "options", [["--offline", "--live"], ["--url", "http://school.example/"], ["--url", "ftp://x.example/"]]
)
def test_what_makes_no_sense_is_a_usage_error(school: School, options: list[str]) -> None:
    assert CliRunner().invoke(main, ["-C", str(school.root), "doctor", *options]).exit_code == 2
