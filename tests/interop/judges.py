"""Verifiers that we did not write, and ours, each behind the same small answer.

None has a network: they are handed the documents of the case and nothing else.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.verify import VerificationPolicy, verify_credential

from generator.trust import Verdict, canonical, rdfc_only, verify
from generator.trust.did import Did
from generator.trust.instant import parse_instant
from generator.trust.view import CONTEXTS
from tests.interop.cases import Case

Json = Any

HERE = Path(__file__).resolve().parent
SETUPS = ("rdfc", "jcs", "both")
"""Which suites Digital Bazaar's library is told about."""


class MissingLibrariesError(Exception):
    """Node.js or its libraries are not installed; the message is one sentence for a person."""


def _published_contexts() -> dict[str, Json]:
    bundled = files("openbadgeslib") / "ob3" / "contexts"
    names = ("credentials-v2.json", "ob-v3p0-context-3.0.3.json", "ob-v3p0-extensions.json")
    texts = [(bundled / name).read_text(encoding="utf-8") for name in names]
    return dict(zip(CONTEXTS, map(json.loads, texts), strict=True))


PUBLISHED_CONTEXTS = _published_contexts()
"""The three contexts of a diploma as published, from the copies that openbadgeslib bundles."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """`verified` is the judge's own word, `revoked` what it read in the list (None: nothing), `error` its reason."""

    verified: bool
    revoked: bool | None = None
    error: str | None = None

    @property
    def word(self) -> str:
        """What a careful caller of this judge would say: ``valid``, ``revoked`` or ``refused``."""
        return "refused" if not self.verified else "revoked" if self.revoked else "valid"


def run_node(script: str, *arguments: str, job: Json) -> Json:
    """Run a script of this folder, its job on standard input; its answer is the JSON that it prints."""
    if not (HERE / "node_modules").is_dir():
        raise MissingLibrariesError(
            "The interoperability tests need libraries from npm: run .ci/npm tests/interop, or make test."
        )
    command = ["node", str(HERE / script), *arguments]
    ran = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{script} failed:\n{ran.stderr}")
    return json.loads(ran.stdout)


def by_digital_bazaar(cases: Iterable[Case]) -> dict[str, dict[str, Judgement]]:
    """The judgements of ``@digitalbazaar/vc``: for each case by name, one for each of `SETUPS`."""
    given = [
        {
            "name": case.name,
            "credential": case.text,
            "documents": {**case.issuers, **case.lists},
            "now": case.now,
        }
        for case in cases
    ]
    answer = run_node("digitalbazaar.mjs", "verify", job={"contexts": PUBLISHED_CONTEXTS, "cases": given})
    return {
        name: {setup: Judgement(**verdicts[setup]) for setup in SETUPS} for name, verdicts in answer.items()
    }


def by_dcc(cases: Iterable[Case]) -> dict[str, Judgement]:
    """The judgements of DCC's ``verifier-core`` by case, one process of Node.js for all cases of the same did.json
    documents, which it keeps. It knows the rdfc suite and reads the machine's clock.
    """
    jobs: dict[str, list[Json]] = {}
    for case in cases:
        issuers = {
            Did.parse(did).document_url: canonical(found).decode() for did, found in case.issuers.items()
        }
        lists = {url: canonical(found).decode() for url, found in case.lists.items()}
        given = {"name": case.name, "credential": case.text, "documents": issuers | lists}
        jobs.setdefault(json.dumps(issuers, sort_keys=True), []).append(given)
    found: dict[str, Judgement] = {}
    for given in jobs.values():
        answer = run_node("dcc.mjs", job={"cases": given})
        found |= {name: Judgement(**verdict) for name, verdict in answer.items()}
    return found


def by_openbadgeslib(case: Case, *, verify_list: bool = False) -> Judgement:
    """`openbadgeslib`, which knows the rdfc suite; it reads the machine's clock.

    Its own default is to check a list's signature too, which it can do for lists in JWT form alone.
    """
    verifier = OB3LdpVerifier()
    try:
        verifier.verify(case.text, check_status=True, download=case.at, verify_status_list=verify_list)
    except OB3VerificationError as error:
        # It raises for a revoked credential, too, once everything else is well.
        revoked = "status 'revocation' is set" in str(error)
        return Judgement(revoked, revoked or None, str(error))
    return Judgement(True, False)


def by_openvc(case: Case, *, single_list: bool = True) -> Judgement:
    """`openvc-core`, which knows both suites, one proof at a time.

    With `single_list` it finds the list with the rdfc proof alone; without, the list as we publish it.
    """

    def fetch(url: str) -> str:
        found = json.loads(case.at(url))
        return canonical(rdfc_only(found) if single_list and "proof" in found else found).decode()

    resolver = DidWebResolver(lambda url: json.loads(case.at(url)))
    policy = VerificationPolicy(
        now=parse_instant(case.now), require_not_revoked=False, require_status_issuer_binding=True
    )
    try:
        result = verify_credential(
            json.loads(case.text),
            policy=policy,
            resolver=resolver,
            resolve_status_list=default_status_list_resolver(resolver=resolver, fetch=fetch),
            extra_contexts=PUBLISHED_CONTEXTS,
        )
    except (OpenvcError, LookupError) as error:
        return Judgement(False, None, f"{type(error).__name__}: {error}")
    return Judgement(True, None if result.status is None else result.status.revoked)


def by_us(case: Case) -> Verdict:
    """Our own verifier, which the browser's is held to by the shared vectors."""
    return verify(
        case.text,
        did_documents={did: canonical(document) for did, document in case.issuers.items()},
        status_lists={url: canonical(document) for url, document in case.lists.items()},
        now=parse_instant(case.now),
    ).verdict
