"""The live site, seen as a stranger sees it, against what this copy of the records says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urljoin, urlsplit

from generator.adapters.ledger import Ledger
from generator.adapters.logstore import LogStore
from generator.adapters.probe import Answer, CertificateError, NoAnswerError, Prober
from generator.checkup.check import Check, Desk
from generator.checkup.machine import SLACK
from generator.errors import Diagnostic, LedgerError, MalformedError
from generator.issuing.book import status_list_url
from generator.site.hosting import headers_for
from generator.trust.canonical import canonical
from generator.trust.checkpoint import open_checkpoint
from generator.trust.did import Did, did_document, parse_did_document
from generator.trust.strictjson import parse_object
from generator.trust.transparency import TransparencyLog

__all__ = ["live_checks", "redirection_check"]

_SOON: Final = timedelta(days=21)
"""Certificates of free authorities are renewed thirty days before they end: whoever is later has a broken renewal."""
_UNKNOWN: Final = "/d/2222-2222-2222-2222-2222.html"
_HOME: Final = "/fr/index.html"
_PUBLISH: Final = "Build and publish; ask again then."


def live_checks(desk: Desk, prober: Prober, url: str) -> Iterator[Check]:
    """Ask the site at `url` (``https://HOST/``). Where it does not answer, that is all there is to say."""
    try:
        home = prober.ask(urljoin(url, _HOME))
    except CertificateError as error:
        problem = Diagnostic(
            url, 0, 0, "D402", str(error), "Browsers warn of the site. Have the host renew it."
        )
        yield Check("host", "its certificate is not believed", (problem,))
        return
    except NoAnswerError as error:
        hint = (
            "Is the name in DNS, and the site published? parchemin doctor --offline leaves the network out."
        )
        yield Check("host", "no answer", (Diagnostic(url, 0, 0, "D401", str(error), hint),))
        return
    yield _host(home)
    yield _certificate(desk, home)
    yield _host_clock(desk, home)
    yield redirection_check(prober, url)
    yield _headers(desk, prober, url, home)
    yield _unknown(prober, url)
    yield _keys(desk, prober, url)
    yield _lists(desk, prober, url)
    yield _log(desk, prober, url)


def _fetch(prober: Prober, url: str) -> Answer | Diagnostic:
    """The answer, or why there is none to be used."""
    try:
        answer = prober.ask(url)
    except NoAnswerError as error:
        return Diagnostic(url, 0, 0, "D401", str(error), "Ask again; if it stays so, ask the host.")
    return answer if answer.status == 200 else _wrong_status(answer)


def _wrong_status(answer: Answer) -> Diagnostic:
    if 300 <= answer.status < 400:
        message = f"it leads elsewhere ({answer.status}): {answer.headers.get('location', 'nowhere')}"
        hint = "This address is permanent and must answer itself."
        return Diagnostic(answer.url, 0, 0, "D404", message, hint)
    return Diagnostic(answer.url, 0, 0, "D403", f"the host says {answer.status} instead of 200", _PUBLISH)


def _host(home: Answer) -> Check:
    problems = () if home.status == 200 else (_wrong_status(home),)
    return Check("host", f"{urlsplit(home.url).netloc} answers {home.status}", problems)


def _certificate(desk: Desk, home: Answer) -> Check:
    ends = home.certificate_ends
    if ends is None:
        return Check("certificate", "plain http: there is none", skipped=True)
    left = ends - desk.now
    said = f"good until {ends:%Y-%m-%d} ({left.days} days)"
    if left < _SOON:
        hint = "Its renewal has failed, or nobody renews it. Look there before browsers warn."
        return Check(
            "certificate", said, (Diagnostic(home.url, 0, 0, "D405", f"it ends in {left.days} days", hint),)
        )
    return Check("certificate", said)


def _host_clock(desk: Desk, home: Answer) -> Check:
    if home.date is None:
        return Check("clock of the host", "it does not say", skipped=True)
    apart = abs(home.date - desk.now)
    if apart > SLACK:
        message = f"this machine says {desk.now:%H:%M:%S} UTC of {desk.now:%Y-%m-%d}, the host {home.date:%H:%M:%S} of "
        message += f"{home.date:%Y-%m-%d}"
        hint = "Set the clock that is wrong before anything is signed here."
        return Check("clock of the host", "differs", (Diagnostic("clock", 0, 0, "D202", message, hint),))
    return Check("clock of the host", f"{int(apart.total_seconds())} s apart")


def redirection_check(prober: Prober, url: str) -> Check:
    """Whether plain http, on its own port, leads to https of the same host."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.port not in (None, 443):
        return Check("redirection", "only asked of https on its own port", skipped=True)
    plain = f"http://{parts.hostname}{_HOME}"
    try:
        answer = prober.ask(plain)
    except NoAnswerError:
        return Check("redirection", "nothing answers on plain http")
    target = answer.headers.get("location", "")
    if 300 <= answer.status < 400 and urljoin(plain, target).startswith(f"https://{parts.hostname}/"):
        return Check("redirection", "http leads to https")
    message = f"http://{parts.hostname} answers {answer.status} without leading to https"
    hint = "Have the host redirect everything to https."
    return Check("redirection", "http is served", (Diagnostic(plain, 0, 0, "D406", message, hint),))


def _headers(desk: Desk, prober: Prober, url: str, home: Answer) -> Check:
    """What `_headers` promises, on a page and on each kind of file that other people's programs fetch."""
    dids = [Did.parse(one) for one in desk.dids.values()]
    issuers = [one.path[0] for one in dids if one.path]
    registration = desk.tree.site.registration
    connect = registration.origin if registration else None
    paths = [one.document_path for one in dids]
    paths += [f"/d/{one.code}.html" for one in desk.tree.site.specimens[:1]]
    problems: list[Diagnostic] = []
    for answer in (home, *(_fetch(prober, urljoin(url, path)) for path in paths)):
        if isinstance(answer, Diagnostic):
            continue  # whether the file is there is a question of its own
        promised = headers_for(urlsplit(answer.url).path, issuers, connect)
        problems += _differing(answer, promised)
    return Check(
        "headers",
        f"as promised on {1 + len(paths)} addresses" if not problems else "not all",
        tuple(problems),
    )


def _differing(answer: Answer, promised: dict[str, str]) -> Iterator[Diagnostic]:
    missing = [name for name in promised if name.lower() not in answer.headers]
    for name, value in promised.items():
        told = answer.headers.get(name.lower())
        if told is not None and " ".join(told.split()) != value:
            message = f"{name} is '{told[:120]}', not as _headers has it"
            yield Diagnostic(answer.url, 0, 0, "D407", message, "Give the host what _headers says.")
    if missing:
        hint = "docs/operators.md says what a host that cannot send them loses."
        yield Diagnostic(answer.url, 0, 0, "D408W", f"the host does not send {', '.join(missing)}", hint)


def _unknown(prober: Prober, url: str) -> Check:
    address = urljoin(url, _UNKNOWN)
    try:
        status = prober.ask(address).status
    except NoAnswerError as error:
        return Check("unknown codes", "no answer", (Diagnostic(address, 0, 0, "D401", str(error)),))
    if status == 404:
        return Check("unknown codes", "answered with 404")
    hint = "Have the host answer 404 with /404.html: anything else lets an invented code look like a page."
    message = f"an unknown code is answered with {status}, not with 404"
    return Check(
        "unknown codes", f"answered with {status}", (Diagnostic(address, 0, 0, "D409", message, hint),)
    )


def _keys(desk: Desk, prober: Prober, url: str) -> Check:
    problems: list[Diagnostic] = []
    for did in sorted(set(desk.dids.values())):
        address = urljoin(url, Did.parse(did).document_path)
        answer = _fetch(prober, address)
        if isinstance(answer, Diagnostic):
            problems.append(answer)
        elif answer.body != canonical(did_document(did, desk.ring.published(did))) + b"\n":
            problems.append(_other_keys(desk, did, answer))
    if not desk.dids:
        return Check("keys of the site", "no issuer has a key yet", skipped=True)
    return Check("keys of the site", "those of the ledger" if not problems else "differ", tuple(problems))


def _other_keys(desk: Desk, did: str, answer: Answer) -> Diagnostic:
    try:
        live = {one.multibase for one in parse_did_document(parse_object(answer.body)).keys.values()}
    except MalformedError as error:
        return Diagnostic(answer.url, 0, 0, "D410", f"this is no document of keys: {error}", _PUBLISH)
    here = {one.multibase for one in desk.ring.published(did)}
    if live - here:
        message = "the site publishes a key that this ledger does not, or does no longer"
        hint = "Pull. If it is still so: a given-up key waits for a build, or somebody put one there. Find out which."
    else:
        message, hint = "the site does not publish the keys of this ledger", _PUBLISH
    return Diagnostic(answer.url, 0, 0, "D410", message, hint)


def _lists(desk: Desk, prober: Prober, url: str) -> Check:
    problems: list[Diagnostic] = []
    files = Ledger(desk.root).status_lists()
    for file in files:
        did = desk.dids.get(file.issuer)
        if did is None:
            continue
        address = urljoin(url, urlsplit(status_list_url(did, file.number)).path)
        answer = _fetch(prober, address)
        if isinstance(answer, Diagnostic):
            problems.append(answer)
        elif answer.body != file.data:
            message = "the published status list is not the one of this ledger: it knows other revocations"
            problems.append(Diagnostic(address, 0, 0, "D411", message, f"Pull. {_PUBLISH}"))
    if not files:
        return Check("status lists", "none yet", skipped=True)
    return Check("status lists", "those of the ledger" if not problems else "differ", tuple(problems))


def _log(desk: Desk, prober: Prober, url: str) -> Check:
    store = LogStore(desk.root)
    if not store.exists():
        return Check("log", "this site keeps none", skipped=True)
    log = store.load()
    if log.newest is None:
        return Check("log", "nothing was signed yet", skipped=True)
    address = urljoin(url, "/log/checkpoint")
    answer = _fetch(prober, address)
    if isinstance(answer, Diagnostic):
        return Check("log", "no checkpoint", (answer,))
    return _compared(log, log.newest.size, answer)


def _compared(log: TransparencyLog, size: int, answer: Answer) -> Check:
    """The published checkpoint against the log here, whose last checkpoint has `size` leaves."""
    try:
        signed = open_checkpoint(answer.body.decode("utf-8", "replace"), log.key)
        if signed.size <= size:
            log.extends(signed)
    except (MalformedError, LedgerError) as error:
        hint = "Sign and publish nothing before this is understood."
        problem = Diagnostic(answer.url, 0, 0, "D412", f"the published log is not this one: {error}", hint)
        return Check("log", "another log", (problem,))
    if signed.size == size:
        return Check("log", f"the same {size} leaves")
    if signed.size > size:
        problem = Diagnostic(
            answer.url, 0, 0, "D413", f"the published log has {signed.size} leaves, this copy {size}", "Pull."
        )
        return Check("log", "ahead of this copy", (problem,))
    message = f"the published log lacks the newest {size - signed.size} leaves"
    return Check("log", "behind this copy", (Diagnostic(answer.url, 0, 0, "D414", message, _PUBLISH),))
