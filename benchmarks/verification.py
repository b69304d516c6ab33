"""``python -m benchmarks.verification``: issuing and verifying, ours beside other people's, in one run on one machine.

The diplomas are `synthetic`'s: five courses each, a proof set, one status list. Digital Bazaar's libraries get what
their documentation recommends: contexts in memory, marked as static, so that nothing is fetched or parsed twice. Needs
what the tests need (``make test`` installs it): Node.js with tests/interop, Chromium.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from pyld import jsonld

from benchmarks import synthetic
from generator.issuing.lists import signed_list
from generator.trust import Verdict, Verifier, canonical, did_document, multibase, sign
from generator.trust.instant import format_instant
from generator.trust.proof import JCS, RDFC
from generator.trust.rdf import canonical_nquads
from tests.browser.harness import CHROMIUM_FLAGS, chromium, serve
from tests.browser.test_verifier_vectors import ASSETS, SCRIPTS
from tests.interop.judges import PUBLISHED_CONTEXTS, run_node

Json = Any

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = synthetic.SIGNER.key
SIGNED = [line.credential for line in synthetic.lines(tuple(map(synthetic.holder, range(100))))]
UNSIGNED: list[Json] = [{name: value for name, value in one.items() if name != "proof"} for one in SIGNED]
TEXTS = [canonical(one) for one in SIGNED]
DID_DOCUMENT = did_document(synthetic.DID, [KEY.public])
LIST = signed_list(synthetic.SIGNER, 1, set(), synthetic.ISSUED)
LIST_URL: str = json.loads(LIST)["id"]
CASES = [
    {
        "name": str(number),
        "credential": text.decode(),
        "documents": {synthetic.DID: DID_DOCUMENT, LIST_URL: json.loads(LIST)},
        "now": format_instant(NOW),
    }
    for number, text in enumerate(TEXTS)
]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second: `who` did `what` in so many processes at once.

    `processor` is the time of processors that each took, in microseconds: unlike the rate it says something on a
    machine that is doing other things, too. None where it cannot be known.
    """

    what: str
    who: str
    processes: int
    per_second: float
    processor: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """The processor time of one step for one diploma."""

    step: str
    microseconds: float


# --- Measuring


Measured = tuple[float, float | None]
"""Calls a second, and microseconds of processor time for each."""


def _rate(work: Callable[[int], object], seconds: float) -> tuple[float, float]:
    """Measure after a warm-up of a fifth of the time. `work` gets the number of the call."""
    for stretch in (seconds / 5, seconds):
        begin, processor = time.perf_counter(), _processor_time()
        done = 0
        while (passed := time.perf_counter() - begin) < stretch:
            work(done)
            done += 1
    return done / passed, 1e6 * (_processor_time() - processor) / done


def _processor_time() -> float:
    """Seconds, those of finished child processes included."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _in_processes(work: Callable[[int], object], seconds: float, processes: int) -> Measured:
    if processes == 1:
        return _rate(work, seconds)
    with multiprocessing.Pool(processes) as pool:
        found = pool.starmap(_rate, [(work, seconds)] * processes, chunksize=1)
    return _together(found)


def _in_nodes(command: str, job: Json, processes: int) -> Measured:
    with ThreadPoolExecutor(processes) as pool:
        running = [
            pool.submit(run_node, "digitalbazaar.mjs", command, job={"contexts": PUBLISHED_CONTEXTS, **job})
            for _ in range(processes)
        ]
        answers = [one.result() for one in running]
    return _together([(answer["perSecond"], answer["processor"]) for answer in answers])


def _together(found: list[tuple[float, float]]) -> Measured:
    return sum(rate for rate, _ in found), sum(processor for _, processor in found) / len(found)


# --- What is measured


def _issue(number: int) -> None:
    sign(UNSIGNED[number % len(UNSIGNED)], KEY, did=synthetic.DID, created=synthetic.ISSUED)


def _issue_rdfc(number: int) -> None:
    document = UNSIGNED[number % len(UNSIGNED)]
    sign(document, KEY, did=synthetic.DID, created=synthetic.ISSUED, suites=(RDFC,))


VERIFIER = Verifier({synthetic.DID: canonical(DID_DOCUMENT)}, {LIST_URL: LIST})


def _verify(number: int) -> None:
    assert VERIFIER.verify(TEXTS[number % len(TEXTS)], now=NOW).verdict is Verdict.VALID


def issuing(seconds: float) -> list[Rate]:
    """Signing a diploma that is already built."""
    found = []
    for processes in (1, 2):
        for what, work in (("both proofs", _issue), ("rdfc proof", _issue_rdfc)):
            found.append(
                Rate(f"issue: {what}", "Parchemin", processes, *_in_processes(work, seconds, processes))
            )
        for what, suites in (("rdfc proof", ["rdfc"]), ("both proofs", ["rdfc", "jcs"])):
            job = {
                "documents": UNSIGNED,
                "did": synthetic.DID,
                "seed": KEY.seed.hex(),
                "created": format_instant(synthetic.ISSUED),
                "suites": suites,
                "seconds": seconds,
            }
            found.append(
                Rate(f"issue: {what}", "Digital Bazaar", processes, *_in_nodes("signing", job, processes))
            )
    return found


def verifying(seconds: float) -> list[Rate]:
    """Verifying a diploma against a did.json and a status list that are at hand."""
    found = []
    for processes in (1, 2):
        found.append(
            Rate(
                "verify: both proofs, status",
                "Parchemin",
                processes,
                *_in_processes(_verify, seconds, processes),
            )
        )
    found.append(Rate("verify: both proofs, status", "Parchemin in Chromium", 1, *_in_browser(seconds)))
    job = {"cases": CASES, "setup": "both", "seconds": seconds}
    found.append(Rate("verify: both proofs, status", "Digital Bazaar", 1, *_in_nodes("verifying", job, 1)))
    found.append(
        Rate("verify: one file", "parchemin verify (a process each)", 1, *_on_the_command_line(seconds))
    )
    return found


def _in_browser(seconds: float) -> Measured:
    """In a page with the site's own scripts, by the page's own clock."""
    loop = """async ([cases, milliseconds]) => {
      const round = async stretch => {
        const begin = performance.now();
        let done = 0;
        while (performance.now() - begin < stretch) {
          const {verdict} = await parchemin.verify(cases[done % cases.length]);
          if (verdict !== 'valid') throw new Error(verdict);
          done += 1;
        }
        return 1000 * done / (performance.now() - begin);
      };
      await round(milliseconds / 5);
      return round(milliseconds);
    }"""
    given = [
        {
            "credentialText": text.decode(),
            "didDocuments": {synthetic.DID: canonical(DID_DOCUMENT).decode()},
            "statusLists": {LIST_URL: LIST.decode()},
            "now": format_instant(NOW),
            "pinned": None,
        }
        for text in TEXTS
    ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for script in SCRIPTS:
            shutil.copy(ASSETS / script, folder)
        tags = "".join(f'<script src="{script}" defer></script>' for script in SCRIPTS)
        page_text = f'<!doctype html><html lang="en"><title>-</title>{tags}'
        (Path(folder) / "index.html").write_text(page_text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_FLAGS))
        with serve(Path(folder)) as served:
            page = browser.new_page()
            page.goto(served.url + "/")
            rate: float = page.evaluate(loop, [given, 1000 * seconds])
        browser.close()
    return rate, None


def _on_the_command_line(seconds: float) -> Measured:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in (
            ("diploma.json", TEXTS[0]),
            ("did.json", canonical(DID_DOCUMENT)),
            ("list.json", LIST),
        ):
            (folder / file).write_bytes(content)
        command = [str(Path(sys.executable).parent / "parchemin"), "verify", "diploma.json"]
        command += ["--did", "did.json", "--status", "list.json", "--at", format_instant(NOW)]

        def run(_: int) -> None:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)

        return _rate(run, seconds)


def parts(seconds: float) -> list[Part]:
    """Where the time of issuing goes, and where a general JSON-LD processor spends it."""
    document = UNSIGNED[0]
    bare: Json = {name: value for name, value in SIGNED[0]["proof"][0].items() if name != "proofValue"}  # type: ignore[index, union-attr]
    signature = KEY.sign(bytes(64))
    options = {"documentLoader": _pyld_loader}
    dataset = {**options, "algorithm": "URDNA2015", "format": "application/n-quads"}
    assert jsonld.normalize(document, dataset) == canonical_nquads(document).decode()
    steps: dict[str, Callable[[int], object]] = {
        "PyLD: expand": lambda _: jsonld.expand(document, options),
        "PyLD: expand, to RDF": lambda _: jsonld.to_rdf(document, options),
        "PyLD: expand, to RDF, RDFC-1.0": lambda _: jsonld.normalize(document, dataset),
        "rdfc: canonical N-Quads of the diploma (trust.rdf)": lambda _: canonical_nquads(document),
        "rdfc: canonical N-Quads of the proof": lambda _: canonical_nquads(bare),
        "jcs: canonical JSON of the diploma": lambda _: canonical(document),
        "jcs: both hashes": lambda _: JCS.configuration_hash(document, bare) + JCS.document_hash(document),
        "Ed25519 signature": lambda _: KEY.sign(bytes(64)),
        "base58 of a signature": lambda _: multibase.encode(signature),
    }
    return [Part(step, _rate(work, seconds / 3)[1]) for step, work in steps.items()]


def _pyld_loader(url: str, _options: Json) -> Json:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": PUBLISHED_CONTEXTS[url],
        "tag": "static",  # spares PyLD, too, the second reading of a context
    }


# --- Printing


def table(rates: list[Rate], steps: list[Part]) -> str:
    """The results as Markdown."""
    lines = ["| what | who | processes | a second | processor time each, µs |", "|---|---|--:|--:|--:|"]
    for one in rates:
        each = "" if one.processor is None else f"{one.processor:,.0f}"
        lines.append(f"| {one.what} | {one.who} | {one.processes} | {one.per_second:,.0f} | {each} |")
    lines += ["", "| step of one diploma | µs |", "|---|--:|"]
    lines += [f"| {step.step} | {step.microseconds:,.1f} |" for step in steps]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of each measurement (default 3)")
    arguments = parser.parse_args()
    busy = os.getloadavg()[0]
    rates = issuing(arguments.seconds) + verifying(arguments.seconds)
    steps = parts(arguments.seconds)
    if arguments.json:
        answer = {
            "cores": os.cpu_count(),
            "load": busy,
            "rates": [*map(asdict, rates)],
            "parts": [*map(asdict, steps)],
        }
        sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    else:
        sys.stdout.write(f"{os.cpu_count()} cores, load {busy:.1f} at the start\n\n{table(rates, steps)}\n")


if __name__ == "__main__":
    main()
