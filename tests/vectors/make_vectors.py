"""Write the neutral verification vectors, `tests/vectors/verify/*.json`.

Both verifiers, in Python and in the browser, are held to these files. They are made from demonstration keys and fixed
dates, so that running this twice gives the same bytes; what is expected of each case is written here by hand and never
taken from a verifier. ``README.md`` beside the files explains their form.

Run ``python tests/vectors/make_vectors.py`` after a change, and read the difference before committing it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from generator.trust import (
    Award,
    SecretKey,
    StatusList,
    build,
    canonical,
    demonstration_key,
    did_document,
    multibase,
    sign_jcs,
    status_list_credential,
)
from generator.trust.code import make
from generator.trust.credential import Achievement, Alignment, CourseResult, Issuer

HERE = Path(__file__).parent / "verify"
BASE = "https://diplomes.example.org/"
DID = "did:web:diplomes.example.org"
OTHER_DID = "did:web:diplomes.example.org:ecole-exemple"
LIST = BASE + "status/revocation-1.json"
KEY = demonstration_key(DID)
OLD_KEY = demonstration_key(DID + "#2024")
OTHER_KEY = demonstration_key(OTHER_DID)
ROGUE_KEY = demonstration_key("did:web:rogue.example")
CREATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LISTED = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
NOW = "2026-11-20T12:00:00Z"
CODE = make(bytes(range(40, 56)))
INDEX = 94_567

CHECKS = ("parse", "structure", "issuer", "key", "proof", "dates", "status")
Json = Any
Vector = dict[str, Json]


# what is verified


def award(**changes: Json) -> Award:
    """A diploma that uses every member that we ever write."""
    facts: dict[str, Json] = {
        "base_url": BASE,
        "code": CODE,
        "issuer": Issuer(
            did=DID,
            name="Institut de démonstration",
            url=BASE,
            email="diplomes@diplomes.example.org",
            image_url=BASE + "assets/logo.svg",
            image_caption="Logo de l’Institut de démonstration",
        ),
        "holder_name": "Éléonore d’Aubigné-Nguyễn",
        "language": "fr",
        "licence_number": "2026-0042",
        "awarded": date(2026, 3, 1),
        "valid_until": date(2031, 2, 28),
        "achievement": Achievement(
            id=BASE + "fr/programmes/exemple.html",
            type="Diploma",
            name="Diplôme d’exemple en maladies imaginaires",
            description="Cinq cours suivis et validés.",
            criteria_url=BASE + "fr/programmes/exemple.html#regle",
            criteria_narrative="Cinq cours validés parmi dix-huit,\ndont un cours étoilé, en deux ans.",
            human_code="EX-1",
            field_of_study="Maladies imaginaires",
            credits=7.5,
            alignments=(Alignment(name="Cadre d’exemple", url="https://cadre.example/6", description="Niveau", framework="CE", code="6"),),
        ),
        "activity_start": date(2024, 2, 1),
        "activity_end": date(2025, 12, 15),
        "results": (
            CourseResult(
                id=BASE + "fr/courses/cours-a.html#resultat",
                name="Cours A",
                value="78 %",
                result_type="Percent",
                course_url=BASE + "fr/courses/cours-a.html",
            ),
            CourseResult(id=BASE + "fr/courses/cours-b.html#resultat", name="Cours B", value="acquis"),
        ),
        "status_list_url": LIST,
        "status_index": INDEX,
    }
    return Award(**(facts | changes))


def small(**changes: Json) -> Award:
    """A diploma with few members, for cases where they do not matter."""
    facts: dict[str, Json] = {
        "issuer": Issuer(did=DID, name="Institut de démonstration", url=BASE),
        "achievement": Achievement(
            id=BASE + "en/programmes/example.html",
            type="Certificate",
            name="Example certificate",
            description="One course.",
            criteria_url=BASE + "en/programmes/example.html#rule",
            criteria_narrative="Pass the course.",
        ),
        "holder_name": "Ada Exemple",
        "language": "en",
        "valid_until": None,
        "activity_start": None,
        "activity_end": None,
        "results": (),
    }
    return award(**(facts | changes))


def signed(what: Award, key: SecretKey = KEY, did: str = DID) -> Json:
    """The signed credential as parsed JSON."""
    return sign_jcs(build(what), key, did=did, created=CREATED)


def resigned(document: Json, key: SecretKey = KEY, did: str = DID) -> Json:
    """Sign a document that `build` would not write."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return sign_jcs(bare, key, did=did, created=CREATED)


def text(value: Json) -> str:
    """The canonical text."""
    return canonical(value).decode()


FULL = signed(award())
SMALL = signed(small())
DID_TEXT = text(did_document(DID, [OLD_KEY.public, KEY.public]))
OTHER_TEXT = text(did_document(OTHER_DID, [OTHER_KEY.public]))


def status_list(
    revoked: tuple[int, ...] = (), key: SecretKey = KEY, did: str = DID, signer: str = DID, url: str = LIST, **members: Json
) -> str:
    """A signed status list; `members` replace members before signing, None removes one."""
    document = status_list_credential(url, did, StatusList.empty().with_bits(set_=revoked), valid_from=LISTED)
    subject = members.pop("subject", {})
    document["credentialSubject"].update(subject)  # type: ignore[union-attr]
    document.update(members)
    document = {name: value for name, value in document.items() if value is not None}
    return text(sign_jcs(document, key, did=signer, created=LISTED))


GOOD_LISTS = {LIST: status_list()}


# what is expected


def valid(**status: str) -> Vector:
    """Every check passes."""
    return {"verdict": "valid", "checks": dict.fromkeys(CHECKS, "passed"), "reasons": {}}


def stops(check: str, reason: str, verdict: str = "altered", outcome: str = "failed") -> Vector:
    """Every check before `check` passes, and none after it is made."""
    place = CHECKS.index(check)
    checks = {name: "passed" if index < place else "not-checked" for index, name in enumerate(CHECKS)}
    return {"verdict": verdict, "checks": checks | {check: outcome}, "reasons": {check: reason}}


def bad_proof(reason: str) -> Vector:
    """The proof cannot even be read, so that no key is looked for."""
    expected = stops("proof", reason)
    expected["checks"]["key"] = "not-checked"
    return expected


def no_jcs() -> Vector:
    """No proof that can be checked here."""
    expected = stops("proof", "no-jcs-proof", "cannot-check", "not-checked")
    expected["checks"]["key"] = "not-checked"
    return expected


def dated(reason: str) -> Vector:
    """Outside its dates, with its status checked."""
    expected = valid()
    return {
        "verdict": reason,
        "checks": expected["checks"] | {"dates": "failed"},
        "reasons": {"dates": reason},
    }


def status(reason: str) -> Vector:
    """All passes but the status."""
    revoked = reason == "revoked"
    outcome = "failed" if revoked else "not-checked"
    return {
        "verdict": "revoked" if revoked else "valid-status-not-checked",
        "checks": dict.fromkeys(CHECKS, "passed") | {"status": outcome},
        "reasons": {"status": reason},
    }


SIGNATURE = stops("proof", "signature")


@dataclass
class Theme:
    """One file of cases."""

    name: str
    cases: list[Vector] = field(default_factory=list)

    def add(
        self,
        name: str,
        claim: str,
        credential: Json,
        expect: Vector,
        *,
        did_documents: dict[str, str] | None = None,
        status_lists: dict[str, str] | None = None,
        now: str = NOW,
        pinned: str | None = None,
    ) -> None:
        """Add one case; a credential given as parsed JSON is written canonically."""
        exact = credential if isinstance(credential, str) or "repeat" in credential else text(credential)
        self.cases.append(
            {
                "name": name,
                "claim": claim,
                "now": now,
                "credential": exact,
                "did_documents": {DID: DID_TEXT} if did_documents is None else did_documents,
                "status_lists": GOOD_LISTS if status_lists is None else status_lists,
                "pinned": pinned,
                "expect": expect,
            }
        )


# walking through a document


def leaves(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every string, number and truth value with its pointer."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, f"{pointer}/{place}")
    else:
        yield pointer, value


def objects(value: Json, pointer: str = "") -> Iterator[tuple[str, Json]]:
    """Every object with its pointer."""
    if isinstance(value, dict):
        yield pointer, value
        for name, item in value.items():
            yield from objects(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from objects(item, f"{pointer}/{place}")


def changed(document: Json, pointer: str, change: Callable[[Json, Json], None]) -> Json:
    """A copy in which `change(parent, name)` was made at `pointer` (no name of ours holds ``/`` or ``~``)."""
    copy = deepcopy(document)
    parent, name = copy, ""
    parts = pointer.split("/")[1:]
    for part in parts[:-1]:
        parent = parent[int(part)] if isinstance(parent, list) else parent[part]
    name = parts[-1]
    change(parent, int(name) if isinstance(parent, list) else name)
    return copy


def replaced(document: Json, pointer: str, value: Json) -> Json:
    """A copy with another value at `pointer`."""

    def put(parent: Json, name: Json) -> None:
        parent[name] = value

    return changed(document, pointer, put)


def removed(document: Json, pointer: str) -> Json:
    """A copy without the member at `pointer`."""

    def drop(parent: Json, name: Json) -> None:
        del parent[name]

    return changed(document, pointer, drop)


def slug(pointer: str) -> str:
    """A name for a case."""
    return pointer.strip("/").replace("/", "-").replace("@", "at-") or "top"


def expected_at(pointer: str, table: dict[str, Vector]) -> Vector:
    """The expectation of the longest entry of `table` that `pointer` begins with, or a false signature."""
    fitting = [prefix for prefix in table if pointer == prefix or pointer.startswith(prefix.rstrip("*") + "/")]
    return table[max(fitting, key=len)] if fitting else SIGNATURE


# the themes


def good() -> Theme:
    """Credentials that are valid, and ways of writing them that change nothing."""
    theme = Theme("good")
    theme.add("french", "A French diploma with every member is valid", FULL, valid())
    theme.add("english", "An English certificate with few members is valid", SMALL, valid())
    theme.add("old-key", "A retired key that is still listed verifies", signed(small(), OLD_KEY), valid())
    theme.add("indented", "White space between tokens changes nothing", json.dumps(SMALL, indent=2, ensure_ascii=False), valid())
    theme.add("escaped", "Escaping every letter beyond ASCII changes nothing", json.dumps(FULL, ensure_ascii=True), valid())
    backwards = {name: SMALL[name] for name in reversed(sorted(SMALL))}
    theme.add("reordered", "The order of members changes nothing", json.dumps(backwards, ensure_ascii=False), valid())
    theme.add("slashes", "An escaped slash is a slash", text(SMALL).replace("/", "\\/"), valid())
    theme.add("html-safe", "The form embedded in a page is the same JSON", html_safe(text(FULL)), valid())
    theme.add("one-proof-object", "A proof that is one object rather than a set is accepted", SMALL | {"proof": SMALL["proof"][0]}, valid())
    return theme


def html_safe(canonical_text: str) -> str:
    """As embedded in a page."""
    return canonical_text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def names() -> Theme:
    """Names as people have them, and as attackers would like to."""
    theme = Theme("names")
    for name, holder in (
        ("markup", "<script>alert(1)</script> & <b>\"Zoë\"</b>"),
        ("closing-comment", "--> ]]> </script><!-- \\u003c"),
        ("arabic", "محمد عبد الله الخوارزمي"),
        ("hebrew-with-mark", "דוד בן־גוריון\u200f (ת״א)"),
        ("chinese", "歐陽詢・王羲之"),
        ("japanese", "さいとう　まこと"),
        ("thai", "สมชาย ใจดี"),
        ("devanagari", "श्री क्षितिज"),
        ("combining", "Q\u0323\u0307 M\u0304ara x\u0300"),
        ("emoji", "Zoé 👩🏽‍🔬 🏳️‍🌈"),
        ("astral", "𝒜𝒹𝒶 𠮷野家"),
        ("long", "Nom-à-rallonge " * 20 + "."),
        ("one-word", "Wolfeschlegelsteinhausenbergerdorff" * 8),
        ("template", "{{ 7*7 }} ${7*7} %s {0}"),
        ("apostrophes", "O’Neil-d'Arc « L’Été »"),
        ("one-letter", "O"),
    ):
        theme.add(name, f"The name {name} is signed and verified as it is", signed(small(holder_name=holder)), valid())
    return theme


def tampered() -> Theme:
    """Every single value changed."""
    theme = Theme("tampered")
    names_differ = stops("structure", "names-differ")
    entry = stops("structure", "status-entry")
    table = {
        "/@context": stops("structure", "context"),
        "/type": stops("structure", "type"),
        "/issuer/id": stops("issuer", "no-did-document", "unknown-issuer"),
        "/credentialSubject/name": names_differ,
        "/credentialSubject/identifier/0/identityHash": names_differ,
        "/credentialStatus/type": entry,
        "/credentialStatus/statusPurpose": entry,
        "/proof/0/type": no_jcs(),
        "/proof/0/cryptosuite": no_jcs(),
        "/proof/0/proofPurpose": bad_proof("proof-purpose"),
        "/proof/0/@context": bad_proof("proof-context"),
        "/proof/0/verificationMethod": stops("key", "key-not-found"),
    }
    for pointer, value in leaves(FULL):
        document = replaced(FULL, pointer, other(pointer, value))
        theme.add(slug(pointer), f"Changing {pointer} is reported", document, expected_at(pointer, table))
    return theme


def other(pointer: str, value: Json) -> Json:
    """Another value of the same kind, that structure alone would accept."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 1
    name = pointer.rsplit("/", 1)[1]
    if name in ("validFrom", "awardedDate", "validUntil", "activityStartDate", "activityEndDate", "created"):
        return value.replace("202", "201", 1) if "202" in value else value.replace("203", "204", 1)
    if name == "statusListIndex":
        return value[:-1] + "8"
    if name == "proofValue":
        return value[:-1] + ("2" if value[-1] != "2" else "3")
    return value + "x"


def members() -> Theme:
    """Every member removed, added, or renamed to its absolute IRI."""
    theme = Theme("members")
    entry, subject, issuer = (stops("structure", reason) for reason in ("status-entry", "subject", "issuer"))
    member = stops("structure", "member")
    required = {
        "/@context": stops("structure", "context"),
        "/type": stops("structure", "type"),
        "/id": stops("structure", "id"),
        "/name": member,
        "/issuer": issuer,
        "/issuer/id": issuer,
        "/issuer/name": issuer,
        "/validFrom": stops("structure", "date"),
        "/credentialSubject": subject,
        "/credentialSubject/name": subject,
        "/credentialSubject/achievement": subject,
        "/credentialSubject/achievement/name": subject,
        "/credentialSubject/identifier/0/identityHash": stops("structure", "names-differ"),
        "/credentialSubject/achievement/alignment/0/targetName": member,
        "/credentialSubject/achievement/alignment/0/targetUrl": member,
        "/credentialSubject/achievement/resultDescription/0/id": member,
        "/credentialSubject/achievement/resultDescription/1/id": member,
        "/credentialSubject/result/0/value": member,
        "/credentialSubject/result/1/value": member,
        "/credentialStatus": entry,
        "/credentialStatus/type": entry,
        "/credentialStatus/statusPurpose": entry,
        "/credentialStatus/statusListIndex": entry,
        "/credentialStatus/statusListCredential": entry,
        "/proof": bad_proof("no-proof"),
        "/proof/0/type": no_jcs(),
        "/proof/0/cryptosuite": no_jcs(),
        "/proof/0/@context": bad_proof("proof-context"),
        "/proof/0/created": bad_proof("proof-malformed"),
        "/proof/0/verificationMethod": bad_proof("proof-malformed"),
        "/proof/0/proofPurpose": bad_proof("proof-malformed"),
        "/proof/0/proofValue": bad_proof("proof-malformed"),
    }
    for pointer, value in objects(FULL):
        for name in value:
            at = f"{pointer}/{name}"
            theme.add(f"removed-{slug(at)}", f"Removing {at} is reported", removed(FULL, at), required.get(at, SIGNATURE))
    for pointer, _ in objects(FULL):
        at = f"{pointer}/note"
        expect = bad_proof("proof-malformed") if pointer.startswith("/proof") else SIGNATURE
        theme.add(f"added-{slug(at)}", f"Adding {at} is reported", replaced(FULL, at, "x"), expect)
    theme.add(
        "added-statusSize",
        "A status entry of another size would give the bits another meaning",
        resigned(replaced(FULL, "/credentialStatus/statusSize", 2)),
        entry,
    )
    renamed = stops("structure", "absolute-iri")
    for name, vocabulary in (
        ("validUntil", "https://www.w3.org/2018/credentials#"),
        ("credentialStatus", "https://www.w3.org/2018/credentials#"),
        ("validFrom", "https://www.w3.org/2018/credentials#"),
    ):
        document = {vocabulary + name if key == name else key: value for key, value in FULL.items()}
        theme.add(f"renamed-{name}", f"{name} renamed to its absolute IRI is refused", document, renamed)
    document = deepcopy(FULL)
    document["credentialSubject"]["https://schema.org/name"] = document["credentialSubject"].pop("name")
    theme.add("renamed-name", "The holder's name renamed to its absolute IRI is refused", document, subject)
    theme.add(
        "unknown-but-signed",
        "A member that this version does not know is let through when it is signed",
        resigned(SMALL | {"relatedResource": [{"id": BASE + "d/x.pdf", "digestSRI": "sha256-x", "mediaType": "application/pdf"}]}),
        valid(),
    )
    return theme


def structure() -> Theme:
    """Members of the wrong kind, even when signed."""
    theme = Theme("structure")
    for name, pointer, value, reason in (
        ("context-order", "/@context", list(reversed(FULL["@context"])), "context"),
        ("context-more", "/@context", [*FULL["@context"], "https://more.example/v1"], "context"),
        ("context-object", "/@context", [*FULL["@context"][:2], {"name": "https://x.example/"}], "context"),
        ("context-text", "/@context", FULL["@context"][0], "context"),
        ("type-text", "/type", "VerifiableCredential", "type"),
        ("type-order", "/type", list(reversed(FULL["type"])), "type"),
        ("id-http", "/id", "http://diplomes.example.org/d/x.json", "id"),
        ("id-urn", "/id", "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33", "id"),
        ("issuer-text", "/issuer", DID, "issuer"),
        ("issuer-https", "/issuer/id", "https://diplomes.example.org/", "issuer"),
        ("issuer-key", "/issuer/id", f"did:key:{KEY.public.multibase}", "issuer"),
        ("issuer-upper-case", "/issuer/id", "did:web:Diplomes.example.org", "issuer"),
        ("issuer-dots", "/issuer/id", "did:web:diplomes.example.org:..:x", "issuer"),
        ("issuer-javascript", "/issuer/url", "javascript:alert(1)", "url"),
        ("issuer-data-image", "/issuer/image/id", "data:image/svg+xml,<svg/>", "url"),
        ("date-offset", "/validFrom", "2026-03-01T00:00:00+01:00", "date"),
        ("date-fraction", "/validFrom", "2026-03-01T00:00:00.0Z", "date"),
        ("date-day", "/validFrom", "2026-03-01", "date"),
        ("date-impossible", "/validFrom", "2026-02-30T00:00:00Z", "date"),
        ("date-hour-24", "/validFrom", "2026-03-01T24:00:00Z", "date"),
        ("date-leap-second", "/validFrom", "2026-06-30T23:59:60Z", "date"),
        ("date-year-zero", "/validFrom", "0000-01-01T00:00:00Z", "date"),
        ("date-null", "/validUntil", None, "date"),
        ("subject-list", "/credentialSubject", [FULL["credentialSubject"]], "subject"),
        ("name-map", "/credentialSubject/name", {"fr": "x"}, "subject"),
        ("name-empty", "/credentialSubject/name", "", "subject"),
        ("title-map", "/name", {"fr": "x"}, "member"),
        ("credits-text", "/credentialSubject/achievement/creditsAvailable", "7.5", "member"),
        ("credits-true", "/credentialSubject/achievement/creditsAvailable", True, "member"),
        ("result-number", "/credentialSubject/result/0/value", 78, "member"),
        ("result-object", "/credentialSubject/result", {"value": "x"}, "member"),
        ("criteria-javascript", "/credentialSubject/achievement/criteria/id", "javascript:x", "url"),
        ("status-list", "/credentialStatus", [FULL["credentialStatus"]], "status-entry"),
        ("status-index-number", "/credentialStatus/statusListIndex", INDEX, "status-entry"),
        ("status-index-negative", "/credentialStatus/statusListIndex", "-1", "status-entry"),
        ("status-index-zero", "/credentialStatus/statusListIndex", "007", "status-entry"),
        ("status-index-blank", "/credentialStatus/statusListIndex", " 7", "status-entry"),
        ("status-http", "/credentialStatus/statusListCredential", "http://diplomes.example.org/s", "status-entry"),
    ):
        document = resigned(replaced(FULL, pointer, value))
        theme.add(name, f"{pointer} as in {name} is refused although it is signed", document, stops("structure", reason))
    theme.add("not-an-object", "A credential is an object", "[]", stops("parse", "not-an-object"))
    theme.add("empty-object", "An empty object is no credential", "{}", stops("structure", "context"))
    return theme


def parsing() -> Theme:
    """Texts that two readers could read differently, or that nobody issued."""
    theme = Theme("parsing")
    whole = text(SMALL)
    seen = set()
    for pointer, value in objects(FULL):
        kind = "-".join(part for part in pointer.split("/") if not part.isdigit())
        if kind in seen:
            continue
        seen.add(kind)
        name = sorted(value)[0]
        theme.add(
            f"duplicate-{slug(pointer)}",
            f"The member {name} twice in {pointer or 'the credential'} is refused",
            with_duplicate(FULL, pointer, name),
            stops("parse", "duplicate-member"),
        )
    escaped = whole.replace('"name":"Ada', '"na\\u006de":"Eve Exemple","name":"Ada', 1)
    theme.add("duplicate-escaped", "A duplicate hidden behind an escape is a duplicate", escaped, stops("parse", "duplicate-member"))
    proto = whole.replace('"name":"Ada', '"__proto__":{"name":"Eve"},"name":"Ada', 1)
    theme.add("proto", "A member called __proto__ is an ordinary, unsigned member", proto, SIGNATURE)
    for place in (0, 1, len(whole) // 2, len(whole) - 1):
        theme.add(f"truncated-{place}", f"A text cut off after {place} characters", whole[:place], stops("parse", "not-json"))
    for name, broken in (
        ("trailing", whole + "x"),
        ("twice", whole + whole),
        ("trailing-comma", whole[:-1] + ",}"),
        ("comment", "/* a diploma */" + whole),
        ("single-quotes", "{'id': 1}"),
        ("byte-order-mark", "\ufeff" + whole),
        ("no-break-space", "\u00a0" + whole),
        ("form-feed", "\f" + whole),
        ("raw-newline", whole.replace("One course.", "One\ncourse.")),
        ("raw-null", whole.replace("One course.", "One\x00course.")),
        ("bad-escape", whole.replace("One course.", "One\\xcourse.")),
        ("bad-unicode-escape", whole.replace("One course.", "One\\u12g4.")),
        ("signed-unicode-escape", whole.replace("One course.", "One\\u+123.")),
        ("words", "This is my diploma."),
    ):
        theme.add(name, f"Not JSON: {name}", broken, stops("parse", "not-json"))
    theme.add(
        "lone-surrogate", "Half of a surrogate pair is refused", whole.replace("One course.", "One \\ud800 course."), stops("parse", "lone-surrogate")
    )
    theme.add(
        "reversed-surrogates", "A surrogate pair in the wrong order is refused", whole.replace("One", "\\udc00\\ud800"), stops("parse", "lone-surrogate")
    )
    theme.add(
        "lone-surrogate-name", "Half of a surrogate pair in a member's name is refused", whole[:-1] + ',"\\ud800":1}', stops("parse", "lone-surrogate")
    )
    theme.add(
        "ten-megabytes",
        "A text of ten megabytes is not read",
        {"prefix": '{"a":"', "repeat": "aaaaaaaaaa", "times": 1_000_000, "suffix": '"}'},
        stops("parse", "too-large"),
    )
    theme.add(
        "one-byte-too-many",
        "The bound is a million bytes, not characters",
        {"prefix": '{"a":"é', "repeat": "é", "times": 499_997, "suffix": '"}'},
        stops("parse", "too-large"),
    )
    theme.add(
        "depth-1000",
        "A text nested a thousand levels deep is not read",
        {"prefix": '{"a":', "repeat": "[", "times": 1000, "suffix": "]" * 1000 + "}"},
        stops("parse", "too-deep"),
    )
    theme.add(
        "depth-100000",
        "A text nested a hundred thousand levels deep exhausts nobody's stack",
        {"prefix": '{"a":', "repeat": "[", "times": 100_000, "suffix": ""},
        stops("parse", "too-deep"),
    )
    for name, depth, expect in (("depth-32", 31, stops("structure", "context")), ("depth-33", 32, stops("parse", "too-deep"))):
        nested = '{"a":' + "[" * depth + "]" * depth + "}"
        theme.add(name, "Objects and arrays nest 32 levels deep at most", nested, expect)
    return theme


def with_duplicate(value: Json, pointer: str, name: str) -> str:
    """Compact text in which the object at `pointer` has the member `name` twice."""

    def write(item: Json, at: str) -> str:
        if isinstance(item, dict):
            parts = [f"{json.dumps(key)}:{write(item[key], f'{at}/{key}')}" for key in item]
            if at == pointer:
                parts.append(f"{json.dumps(name)}:{json.dumps(item[name], ensure_ascii=False)}")
            return "{" + ",".join(parts) + "}"
        if isinstance(item, list):
            return "[" + ",".join(write(part, f"{at}/{place}") for place, part in enumerate(item)) + "]"
        return json.dumps(item, ensure_ascii=False)

    return write(value, "")


def numbers() -> Theme:
    """Writings of a number.

    RFC 8785 canonicalises the value, so that another writing of the same double is the same document. What a browser would
    round silently, and what is no JSON number, is refused when parsing.
    """
    theme = Theme("numbers")
    whole = text(signed(award(achievement=with_credits(3))))
    assert '"creditsAvailable":3,' in whole
    for name, writing, expect in (
        ("decimal", "3.0", valid()),
        ("exponent", "3e0", valid()),
        ("negative-exponent", "30E-1", valid()),
        ("beyond-precision", "3.00000000000000000001", valid()),
        ("other-value", "4", SIGNATURE),
        ("minus", "-3", SIGNATURE),
        ("minus-zero", "-0", SIGNATURE),
        ("tiny", "1e-400", SIGNATURE),
        ("safe-integer", "9007199254740991", SIGNATURE),
        ("unsafe-integer", "9007199254740992", stops("parse", "number")),
        ("unsafe-negative", "-9007199254740993", stops("parse", "number")),
        ("many-digits", "3" * 5000, stops("parse", "number")),
        ("infinite", "1e400", stops("parse", "number")),
        ("large-double", "1e300", SIGNATURE),
        ("leading-zero", "03", stops("parse", "not-json")),
        ("plus", "+3", stops("parse", "not-json")),
        ("no-integer", ".3", stops("parse", "not-json")),
        ("no-fraction", "3.", stops("parse", "not-json")),
        ("hexadecimal", "0x3", stops("parse", "not-json")),
        ("underscore", "3_0", stops("parse", "not-json")),
        ("arabic-digit", "٣", stops("parse", "not-json")),
        ("nan", "NaN", stops("parse", "not-json")),
        ("infinity", "-Infinity", stops("parse", "not-json")),
    ):
        document = whole.replace('"creditsAvailable":3,', f'"creditsAvailable":{writing},')
        theme.add(name, f"Credits written as in {name}", document, expect)
    for credits in (0.5, 1.1, 7.25, 333.3333333333333):
        document = signed(award(achievement=with_credits(credits)))
        theme.add(f"signed-{credits}", "A signed fraction has one canonical writing", document, valid())
    return theme


def with_credits(credits: float) -> Achievement:
    """The full achievement with other credits."""
    facts = award().achievement
    return Achievement(
        id=facts.id,
        type=facts.type,
        name=facts.name,
        description=facts.description,
        criteria_url=facts.criteria_url,
        criteria_narrative=facts.criteria_narrative,
        human_code=facts.human_code,
        credits=credits,
    )


def issuers() -> Theme:
    """Which did.json is believed for whom."""
    theme = Theme("issuers")
    unknown = stops("issuer", "no-did-document", "unknown-issuer")
    theme.add("none", "Without any did.json the issuer is unknown", SMALL, unknown, did_documents={})
    theme.add("another", "The did.json of another issuer says nothing", SMALL, unknown, did_documents={OTHER_DID: OTHER_TEXT})
    theme.add(
        "wrong-document",
        "A did.json that names another id is not the issuer's",
        SMALL,
        stops("issuer", "did-mismatch", "unknown-issuer"),
        did_documents={DID: OTHER_TEXT},
    )
    broken = stops("issuer", "did-document-malformed", "cannot-check")
    for name, document in (
        ("not-json", DID_TEXT[:-1]),
        ("empty", ""),
        ("html", "<!doctype html><title>404</title>"),
        ("list", "[]"),
        ("no-methods", text({"id": DID})),
        ("duplicate-member", DID_TEXT[:-1] + f',"id":"{DID}"' + "}"),
        ("duplicate-key", text(replaced(json.loads(DID_TEXT), "/verificationMethod", [json.loads(DID_TEXT)["verificationMethod"][0]] * 2))),
        ("too-large", DID_TEXT[:-1] + " " * 70_000 + "}"),
    ):
        theme.add(f"document-{name}", "A did.json that cannot be read leaves the question open", SMALL, broken, did_documents={DID: document})
    other_school = signed(
        small(
            issuer=Issuer(did=OTHER_DID, name="École d’exemple", url=BASE),
            status_list_url=BASE + "ecole-exemple/status/revocation-1.json",
        ),
        OTHER_KEY,
        OTHER_DID,
    )
    other_list = BASE + "ecole-exemple/status/revocation-1.json"
    theme.add(
        "with-path",
        "A did:web with a path is an issuer like another",
        other_school,
        valid(),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
        status_lists={other_list: status_list((), OTHER_KEY, OTHER_DID, OTHER_DID, other_list)},
    )
    return theme


def keys() -> Theme:
    """Which key is believed."""
    theme = Theme("keys")
    document = json.loads(DID_TEXT)
    method = f"{DID}#{KEY.public.multibase}"
    rogue = ROGUE_KEY.public.multibase
    theme.add(
        "fragment",
        "A key that only the credential's own fragment carries is not believed",
        signed(small(), ROGUE_KEY),
        stops("key", "key-not-found"),
    )
    theme.add("wrong-key", "A signature by another key under the right name is false", renamed_method(signed(small(), ROGUE_KEY), method), SIGNATURE)
    theme.add(
        "other-did",
        "A verification method of another did is not the issuer's",
        signed(small(), OTHER_KEY, OTHER_DID),
        stops("key", "key-of-another-issuer"),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    theme.add(
        "did-key",
        "A did:key carries its own key, and is not the issuer's",
        renamed_method(signed(small(), ROGUE_KEY), f"did:key:{rogue}#{rogue}"),
        stops("key", "key-of-another-issuer"),
    )
    theme.add(
        "longer-did",
        "A did that only begins like the issuer's is another",
        renamed_method(signed(small(), ROGUE_KEY), f"{DID}.rogue.example#{rogue}"),
        stops("key", "key-of-another-issuer"),
    )
    theme.add("no-fragment", "A verification method without fragment names no key", renamed_method(SMALL, DID), stops("key", "key-of-another-issuer"))
    theme.add("relative", "A relative verification method names no issuer", renamed_method(SMALL, "#" + KEY.public.multibase), stops("key", "key-of-another-issuer"))
    last = "/verificationMethod/1"
    for name, claim, changes, reason in (
        ("not-for-assertion", "A key outside assertionMethod does not issue", {"/assertionMethod": document["assertionMethod"][:1]}, "key-not-for-assertion"),
        ("no-assertion", "Without assertionMethod no key issues", {"/assertionMethod": []}, "key-not-for-assertion"),
        ("embedded-assertion", "A key embedded in assertionMethod is not one of ours", {"/assertionMethod": [document["verificationMethod"][1]]}, "key-not-for-assertion"),
        ("wrong-controller", "A key controlled by another did is not the issuer's", {f"{last}/controller": OTHER_DID}, "key-controller"),
        ("wrong-type", "A key of another type is not read", {f"{last}/type": "JsonWebKey"}, "key-type"),
        ("other-key-behind-fragment", "The fragment names its own key", {f"{last}/publicKeyMultibase": rogue}, "key-fragment"),
        ("x25519", "A key for encryption signs nothing", {f"{last}/publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"}, "key-fragment"),
        ("missing", "A key that was removed no longer verifies", {"/verificationMethod": document["verificationMethod"][:1]}, "key-not-found"),
    ):
        altered = document
        for pointer, value in changes.items():
            altered = replaced(altered, pointer, value)
        theme.add(name, claim, SMALL, stops("key", reason), did_documents={DID: text(altered)})
    for name, bad in (("base58-rubbish", "z0OIl"), ("not-base58btc", "u7QEx"), ("short", "z6Mk"), ("empty", "")):
        named = f"{DID}#{bad}"
        altered = {
            **document,
            "verificationMethod": [{"id": named, "type": "Multikey", "controller": DID, "publicKeyMultibase": bad}],
            "assertionMethod": [named],
        }
        theme.add(f"malformed-{name}", "A key that is no key verifies nothing", renamed_method(SMALL, named), stops("key", "key-malformed"), did_documents={DID: text(altered)})
    # The identity point: with it, R = identity and S = 0 would "verify" any message in a careless library.
    weak = multibase.encode(b"\xed\x01" + b"\x01" + bytes(31))
    named = f"{DID}#{weak}"
    altered = {
        **document,
        "verificationMethod": [{"id": named, "type": "Multikey", "controller": DID, "publicKeyMultibase": weak}],
        "assertionMethod": [named],
    }
    forged = replaced(renamed_method(SMALL, named), "/proof/0/proofValue", multibase.encode(b"\x01" + bytes(63)))
    theme.add("small-order", "A key of small order verifies nothing", forged, SIGNATURE, did_documents={DID: text(altered)})
    return theme


def renamed_method(document: Json, method: str) -> Json:
    """With another verification method, the signature being left as it was."""
    return replaced(document, "/proof/0/verificationMethod", method)


def proofs() -> Theme:
    """One proof, several, none, others."""
    theme = Theme("proofs")
    proof = SMALL["proof"][0]
    value = proof["proofValue"]

    def having(**changes: Json) -> Json:
        return SMALL | {"proof": [{**proof, **changes}]}

    rdfc = {name: item for name, item in proof.items() if name != "@context"} | {"cryptosuite": "eddsa-rdfc-2099"}
    theme.add("none", "Without a proof nothing is authentic", removed(SMALL, "/proof"), bad_proof("no-proof"))
    theme.add("null", "A proof that is null is none", SMALL | {"proof": None}, bad_proof("no-proof"))
    theme.add("empty-set", "An empty set of proofs is none", SMALL | {"proof": []}, bad_proof("no-proof"))
    theme.add("text", "A proof that is a text is malformed", SMALL | {"proof": "trust me"}, bad_proof("proof-malformed"))
    theme.add("set-of-text", "A set of texts is malformed", SMALL | {"proof": ["trust me"]}, bad_proof("proof-malformed"))
    theme.add("unknown-only", "Only proofs of suites unknown here: cannot be checked", SMALL | {"proof": [rdfc]}, no_jcs())
    theme.add("legacy-only", "A proof of an older kind cannot be checked", having(type="Ed25519Signature2020"), no_jcs())
    theme.add("unknown-beside", "A proof of an unknown suite beside a good one does not matter", SMALL | {"proof": [rdfc, proof]}, valid())
    second = signed(small(), OLD_KEY)["proof"][0]
    theme.add("two-good", "Two good proofs are as good as one", SMALL | {"proof": [proof, second]}, valid())
    bad = {**second, "proofValue": value}
    theme.add("one-bad-of-two", "One false proof among known ones spoils the document", SMALL | {"proof": [proof, bad]}, SIGNATURE)
    theme.add("bad-first", "The order of proofs does not matter", SMALL | {"proof": [bad, proof]}, SIGNATURE)
    unlisted = signed(small(), ROGUE_KEY)["proof"][0]
    theme.add("one-unlisted-of-two", "A known proof by an unknown key spoils the document", SMALL | {"proof": [proof, unlisted]}, stops("key", "key-not-found"))
    theme.add("other-credential", "The proof of another credential proves nothing here", SMALL | {"proof": FULL["proof"]}, SIGNATURE)
    unsigned = {name: item for name, item in SMALL.items() if name != "proof"}
    bare = {name: item for name, item in proof.items() if name not in ("@context", "proofValue")}
    message = digest(bare) + digest(unsigned)
    contextless = {**bare, "proofValue": multibase.encode(KEY.sign(message))}
    theme.add("without-context", "A jcs proof without @context is refused although signed", SMALL | {"proof": [contextless]}, bad_proof("proof-context"))
    prefix = {**proof, "@context": SMALL["@context"][:2]}
    theme.add("shorter-context", "A proof's @context is the whole of the document's", SMALL | {"proof": [prefix]}, bad_proof("proof-context"))
    theme.add("expires", "A member that nobody checks is a promise: refused", having(expires="2030-01-01T00:00:00Z"), bad_proof("proof-malformed"))
    theme.add("domain", "A proof for one domain is not ours", having(domain="x.example"), bad_proof("proof-malformed"))
    theme.add("authentication", "A proof made for another purpose is refused", having(proofPurpose="authentication"), bad_proof("proof-purpose"))
    theme.add("created-number", "The instant of a proof is a text", having(created=1), bad_proof("proof-malformed"))
    theme.add("created-offset", "The instant of a proof is in UTC", having(created="2026-03-02T09:30:00+00:00"), bad_proof("proof-malformed"))
    theme.add("method-object", "A verification method is named, not embedded", having(verificationMethod={"id": proof["verificationMethod"]}), bad_proof("proof-malformed"))
    signature = multibase.decode(value)
    order = 2**252 + 27742317777372353535851937790883648493
    malleable = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    theme.add("malleable", "A signature rewritten modulo the group order is refused", having(proofValue=multibase.encode(malleable)), SIGNATURE)
    for name, rubbish in (
        ("empty", ""),
        ("prefix-only", "z"),
        ("no-prefix", value[1:]),
        ("other-prefix", "u" + value[1:]),
        ("not-base58", value[:10] + "0OIl" + value[14:]),
        ("blank", value[:10] + " " + value[11:]),
        ("leading-one", "z1" + value[1:]),
        ("short", multibase.encode(signature[:-1])),
        ("long", multibase.encode(signature + b"\0")),
        ("huge", "z" + "2" * 100_000),
        ("number", 7),
        ("hexadecimal", signature.hex()),
    ):
        theme.add(f"value-{name}", "A proof value that is not 64 bytes in base58btc is refused", having(proofValue=rubbish), bad_proof("proof-value"))
    theme.add("value-zero", "A signature of zeros is false", having(proofValue=multibase.encode(bytes(64))), SIGNATURE)
    theme.add("value-swapped", "A signature with its halves swapped is false", having(proofValue=multibase.encode(signature[32:] + signature[:32])), SIGNATURE)
    return theme


def digest(value: Json) -> bytes:
    """SHA-256 of the canonical text."""
    import hashlib

    return hashlib.sha256(canonical(value)).digest()


def dates() -> Theme:
    """Before, during, after."""
    theme = Theme("dates")
    for name, now, expect in (
        ("second-before", "2026-02-28T23:59:59Z", dated("not-yet-valid")),
        ("first-second", "2026-03-01T00:00:00Z", None),
        ("last-second", "2031-02-28T23:59:59Z", valid()),
        ("second-after", "2031-03-01T00:00:00Z", dated("expired")),
        ("long-after", "2099-01-01T00:00:00Z", dated("expired")),
    ):
        # Before the list was made, its state says nothing about the moment asked for.
        early = now < "2026-03-03"
        expected = status("list-not-yet-valid") if expect is None else deepcopy(expect)
        if early:
            expected["checks"]["status"] = "not-checked"
            expected["reasons"]["status"] = "list-not-yet-valid"
        theme.add(name, f"Looked at from {now}", FULL, expected, now=now)
    theme.add("no-end", "A diploma without validUntil does not expire", SMALL, valid(), now="2126-01-01T00:00:00Z")
    revoked = status("revoked")
    revoked["checks"]["dates"] = "failed"
    revoked["reasons"]["dates"] = "expired"
    theme.add(
        "expired-and-revoked", "Revoked is graver than expired", FULL, revoked, now="2040-01-01T00:00:00Z", status_lists={LIST: status_list((INDEX,))}
    )
    unlisted = dated("expired")
    unlisted["checks"]["status"] = "not-checked"
    unlisted["reasons"]["status"] = "list-missing"
    theme.add("expired-without-list", "Expired is certain although the list is missing", FULL, unlisted, now="2040-01-01T00:00:00Z", status_lists={})
    return theme


def statuses() -> Theme:
    """The status list: fetched, signed by the issuer, and what its bit says."""
    theme = Theme("status")

    def listed(name: str, claim: str, reason: str | None, list_text: str | None, **more: Json) -> None:
        lists = {} if list_text is None else {LIST: list_text}
        theme.add(name, claim, SMALL, valid() if reason is None else status(reason), status_lists=lists, **more)

    listed("revoked", "The bit is set: revoked", "revoked", status_list((INDEX,)))
    listed("neighbours", "The bits of the neighbours say nothing", None, status_list((INDEX - 1, INDEX + 1)))
    listed("old-key", "A list signed with an older key of the issuer is the issuer's", None, status_list((), OLD_KEY))
    listed("missing", "Without the list the status is not checked", "list-missing", None)
    theme.add(
        "another-address", "A list found at another address is not the one", SMALL, status("list-missing"), status_lists={BASE + "status/revocation-2.json": status_list()}
    )
    listed("moved", "A list that names another address is not the one", "list-of-another-address", status_list(url=BASE + "status/revocation-2.json"))
    listed(
        "other-issuer",
        "A list of another issuer says nothing",
        "list-of-another-issuer",
        status_list((), OTHER_KEY, OTHER_DID, OTHER_DID),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    listed(
        "other-signer",
        "A list signed by another issuer says nothing",
        "list-key",
        status_list((), OTHER_KEY, DID, OTHER_DID),
        did_documents={DID: DID_TEXT, OTHER_DID: OTHER_TEXT},
    )
    listed("unlisted-key", "A list signed with an unknown key says nothing", "list-key", status_list((), ROGUE_KEY))
    good_list = json.loads(status_list())
    revoking = json.loads(status_list((INDEX,)))
    forged = replaced(revoking, "/credentialSubject/encodedList", good_list["credentialSubject"]["encodedList"])
    listed("cleared", "A list whose bit was cleared after signing says nothing", "list-signature", text(forged))
    listed("unsigned", "A list without proof says nothing", "list-signature", text(removed(good_list, "/proof")))
    listed("unknown-suite", "A list with unknown proofs only says nothing", "list-signature", text(replaced(good_list, "/proof/0/cryptosuite", "x")))
    listed("not-json", "A list that is not JSON says nothing", "list-malformed", "<!doctype html><title>404</title>")
    listed("duplicate", "A list with a duplicate member says nothing", "list-malformed", status_list()[:-1] + ',"id":"x"}')
    listed("type", "A document of another type is no list", "list-malformed", status_list(type=["VerifiableCredential"]))
    listed("no-bits", "A list without bits is no list", "list-malformed", status_list(subject={"encodedList": 7}))
    listed("purpose", "A list for suspension does not speak of revocation", "list-purpose", status_list(subject={"statusPurpose": "suspension"}))
    full = StatusList.empty().encode()
    for name, encoded, reason in (
        ("short", packed(bytes(16_383)), "list-too-short"),
        ("empty", packed(b""), "list-too-short"),
        ("bomb", packed(bytes(50_000_000)), "list-too-large"),
        ("no-prefix", full[1:], "list-malformed"),
        ("not-base64", full[:-4] + "+/==", "list-malformed"),
        ("not-gzip", "u" + "A" * 100, "list-malformed"),
        ("truncated", full[:-12], "list-malformed"),
        ("false-checksum", packed(bytes(16_384), checksum=1), "list-malformed"),
    ):
        listed(f"encoded-{name}", f"An encoded list as in {name} says nothing", reason, status_list(subject={"encodedList": encoded}))
    listed("future", "A list from the future says nothing yet", "list-not-yet-valid", status_list(validFrom="2026-12-01T00:00:00Z"))
    listed("expired", "A list past its validUntil says nothing any more", "list-expired", status_list(validUntil="2026-06-01T00:00:00Z"))
    listed("current", "A list within its validUntil speaks", None, status_list(validUntil="2026-12-01T00:00:00Z"))
    listed("undated", "A list without dates speaks", None, status_list(validFrom=None))
    listed("bad-date", "A list with an impossible date says nothing", "list-malformed", status_list(validFrom="yesterday"))
    for name, index, reason in (("last-index", 131_071, None), ("beyond", 131_072, "index-out-of-range"), ("far-beyond", 4_294_967_296, "index-out-of-range")):
        document = signed(small(status_index=index))
        theme.add(name, f"Index {index} of a list of 131,072", document, valid() if reason is None else status(reason))
    theme.add("first-index", "Index 0 is the most significant bit of the first byte", signed(small(status_index=0)), status("revoked"), status_lists={LIST: status_list((0,))})
    theme.add(
        "first-byte",
        "Index 7 is the least significant bit of the first byte",
        signed(small(status_index=7)),
        status("revoked"),
        status_lists={LIST: status_list(subject={"encodedList": packed(b"\x01" + bytes(16_383))})},
    )
    return theme


def packed(bits: bytes, checksum: int | None = None) -> str:
    """Bits as `encodedList`, without the bounds of `StatusList`."""
    import base64
    import struct
    import zlib

    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = compressor.compress(bits) + compressor.flush()
    trailer = struct.pack("<II", zlib.crc32(bits) if checksum is None else checksum, len(bits))
    data = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + body + trailer
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def pins() -> Theme:
    """A fingerprint known beforehand, with or without did.json."""
    theme = Theme("pinned")
    right, wrong = KEY.public.fingerprint, ROGUE_KEY.public.fingerprint
    mismatch = stops("key", "fingerprint-mismatch", "unknown-issuer")
    theme.add("right", "The pinned key signed", SMALL, valid(), pinned=right)
    theme.add("as-copied", "A fingerprint is read as people copy it", SMALL, valid(), pinned=right.upper().replace(" ", ":"))
    theme.add("wrong", "A good key of the issuer that is not the pinned one is not trusted", SMALL, mismatch, pinned=wrong)
    theme.add("other-key-of-issuer", "The pin holds against the issuer's other keys", SMALL, mismatch, pinned=OLD_KEY.public.fingerprint)
    theme.add("false-signature", "A pin saves no altered text", replaced(SMALL, "/description", "x"), SIGNATURE, pinned=right)
    alone = valid()
    alone["checks"]["issuer"] = "not-checked"
    alone["reasons"]["issuer"] = "pinned-key-only"
    theme.add("alone", "With a pin and no did.json, the pin carries the trust", SMALL, alone, pinned=right, did_documents={})
    lone = deepcopy(mismatch)
    lone["checks"]["issuer"] = "not-checked"
    lone["reasons"]["issuer"] = "pinned-key-only"
    theme.add("alone-wrong", "With a pin and no did.json, no other key is believed", SMALL, lone, pinned=wrong, did_documents={})
    theme.add("alone-rogue", "A rogue's own key is not the pinned one", signed(small(), ROGUE_KEY), lone, pinned=right, did_documents={})
    false = deepcopy(SIGNATURE)
    false["checks"]["issuer"] = "not-checked"
    false["reasons"]["issuer"] = "pinned-key-only"
    theme.add(
        "alone-renamed",
        "Naming the pinned key does not sign with it",
        renamed_method(signed(small(), ROGUE_KEY), f"{DID}#{KEY.public.multibase}"),
        false,
        pinned=right,
        did_documents={},
    )
    without = deepcopy(alone)
    without["verdict"] = "valid-status-not-checked"
    without["checks"]["status"] = "not-checked"
    without["reasons"]["status"] = "list-key"
    theme.add(
        "alone-list-by-other-key",
        "With a pin and no did.json, a list signed by another key says nothing",
        SMALL,
        without,
        pinned=right,
        did_documents={},
        status_lists={LIST: status_list((), OLD_KEY)},
    )
    return theme


THEMES = (good, names, tampered, members, structure, parsing, numbers, issuers, keys, proofs, dates, statuses, pins)


def files() -> dict[str, str]:
    """Every file by name."""
    made = {}
    for make_theme in THEMES:
        theme = make_theme()
        repeated = [case["name"] for case in theme.cases]
        assert len(set(repeated)) == len(repeated), theme.name
        lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in theme.cases)
        made[f"{theme.name}.json"] = f"[\n{lines}\n]\n"
    return made


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    for file_name, content in files().items():
        (HERE / file_name).write_text(content, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{file_name}: {content.count(chr(10)) - 2} cases, {len(content)} characters\n")
