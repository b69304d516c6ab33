"""The browser's verifier judges as the command line's: every shared vector, every change of a diploma."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.errors import MalformedError
from generator.trust import strictjson
from generator.trust.canonical import canonical
from generator.trust.did import Did, did_document
from generator.trust.keys import demonstration_key
from generator.trust.verify import verify
from tests.browser.harness import ROOT, serve
from tests.browser.material import (
    DID,
    DID_DOCUMENT,
    INDEX,
    KEY,
    LIST,
    VECTORS,
    credential,
    given_to_browser,
    signed,
    status_list,
    vectors,
)

ASSETS = ROOT / "site_templates" / "assets"
SCRIPTS = (
    "strict-json.js",
    "vocabulary.js",
    "nquads.js",
    "credential.js",
    "proof.js",
    "verify-core.js",
    "verify-words.js",
    "words-fr.js",
    "words-en.js",
    "doubts-fr.js",
    "doubts-en.js",
)

Case = dict[str, Any]


@pytest.fixture(scope="module")
def verifier(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """An empty page under the site's policy, with the verifier's scripts as a registry page loads them."""
    root = tmp_path_factory.mktemp("verifier")
    for script in SCRIPTS:
        shutil.copy(ASSETS / script, root)
    tags = "".join(f'<script src="{script}" defer></script>' for script in SCRIPTS)
    (root / "index.html").write_text(
        f'<!doctype html><html lang="en"><title>-</title>{tags}', encoding="utf-8"
    )
    with serve(root) as served:
        page = browser.new_page()
        page.goto(served.url + "/")
        yield page
        page.close()


def _in_browser(page: Page, case: Case) -> Case:
    report: Case = page.evaluate(
        """async (given) => {
          const report = await parchemin.verify(given);
          return {verdict: report.verdict, checks: report.checks, proven: report.credential !== null};
        }""",
        case,
    )
    return report


def _in_python(case: Case) -> Case:
    report = verify(
        case["credentialText"],
        did_documents=case["didDocuments"],
        status_lists=case["statusLists"],
        now=datetime.fromisoformat(case["now"]),
        pinned=case["pinned"],
    )
    made = report.to_json()
    return {"verdict": made["verdict"], "checks": made["checks"], "proven": report.view is not None}


def _without_sentences(report: Case) -> Case:
    """Each program has its own words for an error and for foreign suites; everything else is common."""
    for check in report["checks"]:
        check["detail"].pop("error", None)
        if check["reason"] == "no-jcs-proof":
            check["detail"].pop("cryptosuite", None)
    return report


# --- The shared vectors


def test_there_are_vectors() -> None:
    assert vectors()


@pytest.mark.parametrize("case", vectors())
def test_the_browser_reaches_the_vector_s_verdict(verifier: Page, case: Case) -> None:
    given = given_to_browser(case)
    report = _in_browser(verifier, given)
    outcomes = {check["id"]: check["outcome"] for check in report["checks"]}
    assert (report["verdict"], outcomes) == (case["expect"]["verdict"], case["expect"]["checks"]), case[
        "claim"
    ]
    assert list(outcomes) == ["parse", "structure", "issuer", "key", "proof", "dates", "status"]
    assert _without_sentences(report) == _without_sentences(_in_python(given))


W3C = json.loads((VECTORS.parent / "w3c" / "eddsa-jcs-2022.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", W3C, ids=[str(place) for place in range(len(W3C))])
def test_the_browser_reproduces_the_published_vectors_of_the_suite(verifier: Page, vector: Case) -> None:
    signed_document = {
        **json.loads(vector["canonicalDocument"]),
        "proof": {
            **json.loads(vector["canonicalProofConfiguration"]),
            "proofValue": vector["proofValue"],
        },
    }
    hashed = """async (text) => {
      const value = parchemin.canonical(parchemin.parseJson(text));
      return [value, parchemin.hex(await parchemin.sha256(value))];
    }"""
    for text_name, hash_name in (
        ("canonicalDocument", "documentHash"),
        ("canonicalProofConfiguration", "proofConfigurationHash"),
    ):
        text, digest = verifier.evaluate(hashed, vector[text_name])
        assert text == vector[text_name]
        assert digest == vector.get(hash_name, digest)  # the second example publishes no hashes
    holds = """([text, key]) => {
      const document = parchemin.parseJson(text);
      return parchemin.proofHolds(document, parchemin.readProofs(document).known[0], parchemin.keyBytes(key));
    }"""
    assert verifier.evaluate(holds, [json.dumps(signed_document), vector["publicKeyMultibase"]])
    signed_document["name"] = "Another"
    assert not verifier.evaluate(holds, [json.dumps(signed_document), vector["publicKeyMultibase"]])


# --- The two verifiers side by side
def _case(text: str, **changes: Any) -> Case:
    return {
        "credentialText": text,
        "didDocuments": {DID: DID_DOCUMENT},
        "statusLists": {LIST: status_list()},
        "now": "2026-11-22T12:00:00Z",
        "pinned": None,
        **changes,
    }


def _agree(page: Page, cases: list[tuple[str, Case]]) -> dict[str, str]:
    """Each case's verdict, after checking that the two verifiers report the same in every particular."""
    differences, verdicts = [], {}
    for name, case in cases:
        theirs, ours = _without_sentences(_in_browser(page, case)), _without_sentences(_in_python(case))
        if theirs != ours:
            differences.append(f"{name}:\n  browser {theirs}\n  python  {ours}")
        verdicts[name] = ours["verdict"]
    assert not differences, "\n".join(differences)
    return verdicts


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    for name, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, name)
        if isinstance(item, (dict, list)):
            yield from _places(item, (*path, name))


def _changed(document: Case, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Case:
    altered = copy.deepcopy(document)
    parent = altered
    for name in path[:-1]:
        parent = parent[name]
    change(parent, path[-1])
    return altered


def _set(value: Any) -> Callable[[Any, Any], None]:
    return lambda parent, name: parent.__setitem__(name, value)


CHANGES: dict[str, Callable[[Any, Any], None]] = {
    "deleted": lambda parent, name: parent.__delitem__(name),
    "null": _set(None),
    "empty": _set(""),
    "text": _set("x"),
    "number": _set(7),
    "list": _set([]),
    "object": _set({}),
    "other-address": _set("http://example.org/"),
    "other-instant": _set("2026-02-29T00:00:00Z"),
}


def test_a_good_diploma_is_valid_in_both(verifier: Page) -> None:
    good = signed(credential())
    assert _agree(verifier, [("good", _case(good))]) == {"good": "valid"}


def test_the_two_verifiers_agree_on_every_member_of_a_credential(verifier: Page) -> None:
    """Each member removed or replaced: by a forger (signature kept), by a careless issuer (signed again)."""
    document = credential()
    forged_from = json.loads(signed(document))
    cases = []
    for path in _places(forged_from):
        where = "/".join(map(str, path))
        for name, change in CHANGES.items():
            altered = _changed(forged_from, path, change)
            if altered == forged_from:
                continue
            cases.append((f"forged {where} {name}", _case(json.dumps(altered))))
            if path[0] not in ("proof", "@context"):
                cases.append((f"signed {where} {name}", _case(signed(_changed(document, path, change)))))
    verdicts = _agree(verifier, cases)
    assert len(verdicts) > 1000
    good = {name for name, verdict in verdicts.items() if verdict.startswith("valid")}
    assert not {name for name in good if name.startswith("forged")}


def test_the_two_verifiers_agree_on_every_member_of_did_json(verifier: Page) -> None:
    document = json.loads(DID_DOCUMENT)
    good = signed(credential())
    cases = [
        (f"{path} {name}", _case(good, didDocuments={DID: json.dumps(_changed(document, path, change))}))
        for path in _places(document)
        for name, change in CHANGES.items()
    ]
    other = did_document(Did.parse("did:web:other.example"), [KEY.public])
    cases += [
        ("another issuer's", _case(good, didDocuments={DID: json.dumps(other)})),
        ("none", _case(good, didDocuments={})),
        ("no JSON", _case(good, didDocuments={DID: "<html>"})),
        ("too large", _case(good, didDocuments={DID: DID_DOCUMENT + " " * 65_536})),
        ("a key twice", _case(good, didDocuments={DID: json.dumps(_twice(document))})),
    ]
    verdicts = _agree(verifier, cases)
    assert set(verdicts.values()) == {"valid", "altered", "unknown-issuer", "cannot-check"}


def _twice(document: Case) -> Case:
    return {**document, "verificationMethod": document["verificationMethod"] * 2}


def test_a_status_list_in_doubt_never_says_not_revoked(verifier: Page) -> None:
    good = signed(credential())
    original = json.loads(status_list())
    unsigned = {name: value for name, value in original.items() if name != "proof"}
    cases = [
        (f"{path} {name}", _case(good, statusLists={LIST: json.dumps(_changed(original, path, change))}))
        for path in _places(original)
        for name, change in CHANGES.items()
    ]
    altered = [case for case in cases if not case[0].startswith("('validUntil'")]
    verdicts = _agree(verifier, altered)
    assert set(verdicts.values()) == {"valid-status-not-checked"}
    resigned = [
        (f"signed {path} {name}", _case(good, statusLists={LIST: signed(_changed(unsigned, path, change))}))
        for path in _places(unsigned)
        for name, change in CHANGES.items()
        if path[0] != "@context"
    ]
    packed = original["credentialSubject"]["encodedList"]
    lists = {
        "cut": packed[:-10],
        "not gzip": "uAAAA",
        "wrong letter": "z" + packed[1:],
        "padded": packed + "==",
        "long": packed + "A",
        "short": _packed(131_071 // 8),
        "bomb": _packed(2_097_153),
        "largest": _packed(2_097_152),
    }
    resigned += [
        (name, _case(good, statusLists={LIST: status_list(encodedList=text)})) for name, text in lists.items()
    ]
    resigned += [
        ("expired", _case(good, statusLists={LIST: status_list(validUntil="2026-11-22T11:59:59Z")})),
        ("from tomorrow", _case(good, statusLists={LIST: status_list(validFrom="2026-11-22T12:00:01Z")})),
        ("other key", _case(good, statusLists={LIST: _signed_by_another()})),
        ("missing", _case(good, statusLists={})),
        ("too large", _case(good, statusLists={LIST: "[" + " " * 4_000_000 + "]"})),
    ]
    verdicts = _agree(verifier, resigned)
    assert verdicts["largest"] == "valid"
    assert {verdicts[name] for name in ("cut", "bomb", "short", "expired", "other key", "missing")} == {
        "valid-status-not-checked"
    }


def _packed(size: int) -> str:
    import base64
    import gzip

    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(size), mtime=0)).decode().rstrip("=")


def _signed_by_another() -> str:
    return signed(
        {k: v for k, v in json.loads(status_list()).items() if k != "proof"},
        demonstration_key("did:web:x.test"),
    )


def test_the_bit_of_a_diploma_is_the_right_one(verifier: Page) -> None:
    good = signed(credential())
    cases = [
        (str(bit), _case(good, statusLists={LIST: status_list(revoked=(bit,))}))
        for bit in (0, INDEX - 8, INDEX - 1, INDEX, INDEX + 1, INDEX + 8, 131_071)
    ]
    verdicts = _agree(verifier, cases)
    assert [bit for bit, verdict in verdicts.items() if verdict == "revoked"] == [str(INDEX)]


def test_dates_are_judged_to_the_second(verifier: Page) -> None:
    good = signed(credential())
    moments = {
        "2026-07-09T23:59:59Z": "not-yet-valid",
        "2026-07-10T00:00:00Z": "valid-status-not-checked",
        "2030-01-31T23:59:59Z": "valid",
        "2030-02-01T00:00:00Z": "expired",
    }
    assert _agree(verifier, [(now, _case(good, now=now)) for now in moments]) == moments


def test_a_pinned_fingerprint_is_the_only_key_believed(verifier: Page) -> None:
    good = signed(credential())
    right, wrong = KEY.public.fingerprint, demonstration_key("did:web:x.test").public.fingerprint
    cases = [
        ("right", _case(good, pinned=right)),
        ("as copied", _case(good, pinned=right.upper().replace(" ", "\u00a0:"))),
        ("wrong", _case(good, pinned=wrong)),
        ("right alone", _case(good, pinned=right, didDocuments={})),
        ("wrong alone", _case(good, pinned=wrong, didDocuments={})),
    ]
    verdicts = _agree(verifier, cases)
    assert list(verdicts.values()) == ["valid", "valid", "unknown-issuer", "valid", "unknown-issuer"]


# --- Text


TEXTS = [
    "{}",
    "[]",
    "",
    " ",
    "nul",
    "null",
    "truefalse",
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"__proto__":1,"b":[{}]}',
    '{"__proto__":1,"__proto__":2}',
    '{"constructor":{},"toString":1}',
    "[1,]",
    "[,1]",
    '{"a":1,}',
    "{a:1}",
    "{'a':1}",
    "[01]",
    "[-]",
    "[+1]",
    "[.5]",
    "[1.]",
    "[1e]",
    "[1E+2]",
    "[1e400]",
    "[-1e400]",
    "[1e-400]",
    "[-0]",
    "[-0.0]",
    "[NaN]",
    "[Infinity]",
    "[-Infinity]",
    "[9007199254740991]",
    "[9007199254740992]",
    "[-9007199254740991]",
    "[-9007199254740992]",
    "[9007199254740993.0]",
    "[1e21]",
    "[123456789012345678901234567890]",
    "[0.1, 1e-7, 1.5e300, 5e-324, 100.0, 1e20]",
    "[333333333.33333329]",
    "[1E30, 4.50, 2e-3, 0.000000000000000000000000001]",
    '["\\ud800"]',
    '["\\udc00\\ud800"]',
    '["\\ud83d\\ude00"]',
    '{"\\ud800":1}',
    '["\\x41"]',
    '["\\u12"]',
    '["\t"]',
    '["\\t\\/"]',
    '["\u007f\u0080\u2028\u20ac\\u0000\\u001f"]',
    "[1]x",
    "[1] \n\r\t",
    "\ufeff[1]",
    "\u00a0[1]",
    "[1]\u2003",
    "[1]\f",
    '["',
    '["\\',
    '["\\"',
    "[" * 32 + "]" * 32,
    "[" * 33 + "]" * 33,
    '{"a":' * 32 + "1" + "}" * 32,
    '{"a":' * 33 + "1" + "}" * 33,
    '["\\u2028"]',
    '{"\u20ac":1,"\\r":2,"\ufb33":3,"1":4,"\U0001f600":5,"\u0080":6,"\u00f6":7}',
    '["' + "a" * 999_996 + '"]',
    '["' + "a" * 999_997 + '"]',
    '["' + "é" * 499_998 + '"]',
    '["' + "é" * 499_999 + '"]',
    "[１]",
    "[1\u0000]",
    "// x\n{}",
]


def test_the_two_strict_parsers_read_the_same_and_write_the_same(verifier: Page) -> None:
    read = """(text) => { try { return parchemin.canonical(parchemin.parseJson(text)); }
                          catch (error) { return 'refused: ' + error.reason; } }"""
    for text in TEXTS:
        try:
            expected = canonical(strictjson.parse(text)).decode()
        except MalformedError as error:
            expected = f"refused: {error.reason}"
        assert verifier.evaluate(read, text) == expected, text[:80]


def test_bytes_that_are_not_utf8_are_refused(verifier: Page) -> None:
    read = """(bytes) => { try { parchemin.parseJson(Uint8Array.from(bytes)); return 'read'; }
                           catch (error) { return error.reason; } }"""
    for raw in (b'["\xff"]', b'["\xc0\xaf"]', b'["\xed\xa0\x80"]', b"\xef\xbb\xbf[]", b'["\xc3\xa9"]'):
        try:
            strictjson.parse(raw)
            expected = "read"
        except MalformedError as error:
            expected = error.reason
        assert verifier.evaluate(read, list(raw)) == expected, raw


# --- Browsers that cannot


@pytest.mark.parametrize(
    "crippled",
    [
        "SubtleCrypto.prototype.importKey = async () => { throw new DOMException('', 'NotSupportedError') }",
        "SubtleCrypto.prototype.verify = () => Promise.resolve(false)",
        "Object.defineProperty(globalThis.crypto, 'subtle', {value: undefined})",
    ],
    ids=["no-ed25519", "broken-ed25519", "insecure-context"],
)
def test_a_browser_that_cannot_check_says_so(browser: Browser, verifier: Page, crippled: str) -> None:
    context = browser.new_context()
    context.add_init_script(crippled)
    page = context.new_page()
    page.goto(verifier.url)
    report = _in_browser(page, _case(signed(credential())))
    context.close()
    assert report["verdict"] == "cannot-check"
    assert not report["proven"]
    proof = next(check for check in report["checks"] if check["id"] == "proof")
    assert (proof["outcome"], proof["reason"]) == ("not-checked", "no-ed25519")


def test_the_verifier_uses_neither_page_nor_network_nor_clock() -> None:
    for script in ("strict-json.js", "nquads.js", "credential.js", "proof.js", "verify-core.js"):
        text = (ASSETS / script).read_text(encoding="utf-8")
        for word in (
            "document.get",
            "window",
            "fetch(",
            "Date.now",
            "new Date()",
            "XMLHttpRequest",
            "innerHTML",
            "eval(",
        ):
            assert word not in text, f"{script}: {word}"


def test_no_script_writes_markup() -> None:
    for script in Path(ASSETS).glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
            assert word not in text, f"{script.name}: {word}"
