"""The tables and the chart of docs/benchmarks.md, from what was measured. What was not is said to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.chart import chart
from benchmarks.peers import PEERS
from benchmarks.records import show as records_table

__all__ = ["tables", "write_docs"]

BEGIN, END = "<!-- begin: python -m benchmarks.full -->", "<!-- end: python -m benchmarks.full -->"
_NOT_YET = "not yet measured"
_IMAGE = (
    "![Seconds against diplomas, both in powers of ten; the tables below have the figures](benchmarks.svg)"
)
_OURS = {
    "parchemin": "every proof verified; pages, QR codes, documents, proofs of the log written",
    "unchanged": "again, nothing changed",
    "changed": "again, 100 new, 10 revoked, a course renamed",
    "audit": "the published site checked whole by `parchemin verify`",
    "check": "the ledger checked by `parchemin check`, nothing remembered",
    "checked": "again, nothing changed",
    "floor": "the floor: as many signatures checked, the same files written, nothing else",
}
_MKDOCS = {"mkdocs": "MkDocs, our layout, page alone", "material": "MkDocs, Material’s theme, page alone"}

Values = Mapping[str, Any]


def write_docs(docs: Path, values: Values) -> None:
    """Put the tables between the markers of ``benchmarks.md``, and the chart beside it."""
    page = docs / "benchmarks.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    drawn = chart(_lines(values), title="Seconds to write the pages of so many diplomas")
    if drawn:
        (docs / "benchmarks.svg").write_text(drawn, encoding="utf-8")
    image = f"{_IMAGE}\n\n" if drawn else ""
    page.write_text(f"{before}{BEGIN}\n\n{image}{tables(values)}\n\n{END}{after}", encoding="utf-8")


def tables(values: Values) -> str:
    """All tables, as Markdown."""
    parts = [_machine(values), "### Diplomas", _diplomas(values), "### Goals", _goals(values)]
    parts += ["### Records", records_table(values["records"]) if "records" in values else f"{_NOT_YET}."]
    parts += ["### A whole build", _school(values), "### Issuing and verifying, per core", _issuing(values)]
    parts += ["### The transparency log", _log(values), "### Catalogues", _catalogue(values)]
    parts += ["### Documents", _documents(values)]
    parts += ["### Import and reconciliation", _reconciliation(values)]
    return "\n\n".join(parts)


def _machine(values: Values) -> str:
    """Which parts were measured on which machine, and when: a run that is taken up again may be on another."""
    parts: dict[tuple[str, str], dict[str, float]] = {}
    for name, part in values.items():
        if "day" in part:
            where = part["machine"]
            words = (
                f"{where['processors']} × {where['processor']}, {where['memory_gb']} GB, {where['system']} · "
                f"{where['python']}"
            )
            parts.setdefault((part["day"], words), {})[name] = part["load"]
    if not parts:
        return f"{_NOT_YET.capitalize()}."
    versions = " · ".join(f"{name} {number}" for name, number in values["versions"].items())
    rows = [
        f"- {day} · {words} · load {min(names.values()):.1f} to {max(names.values()):.1f}: {', '.join(sorted(names))}"
        for (day, words), names in sorted(parts.items(), reverse=True)
    ]
    return "\n".join(rows) + f"\n\n{versions}"


def _diplomas(values: Values) -> str:
    rows = [
        "| diplomas | job | seconds | processors’ s | peak MB | largest process MB |",
        "|--:|---|--:|--:|--:|--:|",
    ]
    for part in _registries(values):
        for name, words in _OURS.items():
            row = part["rows"].get(name)
            if row is not None:
                seconds = row["seconds"] if "seconds" in row else _registry_seconds(row)
                rows.append(_row(part["count"], words, {**row, "seconds": seconds}))
    others = {name: peer.words for name, peer in PEERS.items()} | _MKDOCS
    for name, what in others.items():
        rows.append(_row(values.get(name, {}).get("count"), what, values.get(name)))
    return "\n".join(rows)


def _row(count: int | None, words: str, row: Values | None) -> str:
    if row is None or row.get("missing"):
        return f"| | {words} | {_NOT_YET if row is None else 'could not be installed'} | | | |"
    seconds = f"{row['seconds']:.2f}" if row.get("done", True) else f"more than {row['seconds']:.0f}"
    largest = f"{row['largest_mb']:,}" if "largest_mb" in row else ""
    return f"| {count:,} | {words} | {seconds} | {row['cpu_seconds']:.1f} | {row['peak_mb']:,} | {largest} |"


def _registry_seconds(row: Values) -> float:
    stages = row["stages"]
    return float(stages["floor"] if "floor" in stages else stages["registry"])


def _registries(values: Values) -> list[Any]:
    return sorted(
        (part for name, part in values.items() if name.startswith("registry-")),
        key=lambda part: part["count"],
    )


def _goals(values: Values) -> str:
    """Each goal as the ratio of two figures above."""
    rows = ["| what | goal | measured |", "|---|---|--:|"]
    rows += [
        f"| {what} | {goal} | {_NOT_YET if found is None else found} |"
        for what, goal, found in _ratios(values)
    ]
    return "\n".join(rows)


def _ratios(values: Values) -> Iterator[tuple[str, str, str | None]]:
    parts = _registries(values)
    one = parts[0] if parts else None
    rows = one["rows"] if one else {}

    def seconds(name: str) -> float | None:
        return _registry_seconds(rows[name]) if name in rows else None

    cold, hugo = seconds("parchemin"), values.get("hugo", {})
    same = one is not None and hugo.get("count") == one["count"] and not hugo.get("missing")
    yield "Hugo’s time ÷ ours, cold", "≥ 4", _ratio(hugo.get("seconds") if same else None, cold)
    yield (
        "our memory ÷ Hugo’s",
        "≤ 0.1",
        _ratio(rows.get("parchemin", {}).get("peak_mb") if same else None, hugo.get("peak_mb")),
    )
    yield "cold ÷ the floor", "≤ 2.5", _ratio(cold, seconds("floor"))
    yield "nothing changed ÷ cold, registry", "< 1 %", _percent(seconds("unchanged"), cold)
    yield "a day’s work ÷ cold, registry", "< 3 %", _percent(seconds("changed"), cold)
    large = parts[-1] if len(parts) > 1 else None
    yield (
        f"{parts[-1]['count']:,} ÷ {parts[0]['count']:,}" if large else "the largest ÷ the smallest",
        "≤ 8.5",
        _ratio(_registry_seconds(large["rows"]["parchemin"]) if large else None, cold),
    )
    heaviest = parts[-1]["rows"]["parchemin"].get("largest_mb") if parts else None
    yield (
        f"largest process for {parts[-1]['count']:,}, MB" if parts else "largest process, MB",
        "≤ 500",
        None if heaviest is None else f"{heaviest:,}",
    )
    yield "cold ÷ auditing the published site", "≥ 3", _ratio(cold, rows.get("audit", {}).get("seconds"))
    read = values.get("records", {}).get("rows", {})
    cpu = {name: row["cpu"] for name, row in read.items()}
    yield "records, cold ÷ parsing alone", "≤ 3", _ratio(cpu.get("cold"), cpu.get("parse"))
    yield "records, nothing changed ÷ cold", "< 5 %", _percent(cpu.get("unchanged"), cpu.get("cold"))
    courses = values.get("catalogue", {}).get("rows", [])
    yield (
        f"MkDocs’ part of a build of {courses[-1]['courses']:,} courses ÷ MkDocs alone"
        if courses
        else "MkDocs’ part",
        "≤ 1",
        _ratio(courses[-1]["stages"]["mkdocs"], courses[-1]["mkdocs_alone_cpu_seconds"]) if courses else None,
    )
    for name, words in (("school", ""), ("school-with-candidates", " and as many candidates")):
        row = values.get(name, {}).get("rows", {}).get("renamed")
        found = f"{sum(row['stages'].values()):.1f} s" if row else None
        yield f"whole build, one course of 50 renamed{words}", "< 3 s", found
    ours, theirs = (
        _rate(values, "issue: both proofs", "Parchemin"),
        _rate(values, "issue: rdfc proof", "Digital Bazaar"),
    )
    yield "issuing with both proofs ÷ Digital Bazaar’s, rdfc alone", "≥ 5", _ratio(ours, theirs)


def _rate(values: Values, what: str, who: str) -> float | None:
    """Diplomas a second in one process, by the names that `verification` gives its rows."""
    for rate in values.get("issuing", {}).get("rates", []):
        if (rate["what"], rate["who"], rate["processes"]) == (what, who, 1):
            return float(rate["per_second"])
    return None


def _ratio(one: float | None, other: float | None) -> str | None:
    return None if not one or not other else f"{one / other:.2f}"


def _percent(one: float | None, other: float | None) -> str | None:
    return None if one is None or not other else f"{100 * one / other:.1f} %"


def _school(values: Values) -> str:
    rows = [
        "| diplomas, courses, candidates | cold | nothing changed | a course renamed |",
        "|---|--:|--:|--:|",
    ]
    for name in ("school", "school-with-candidates"):
        part = values.get(name)
        if part is None:
            rows.append(f"| {name} | {_NOT_YET} | | |")
            continue
        cells = (
            f"{sum(part['rows'][one]['stages'].values()):.2f} s" for one in ("cold", "unchanged", "renamed")
        )
        rows.append(f"| {part['count']:,}, 50, {part['candidates']:,} | {' | '.join(cells)} |")
        rows += _stages(part["rows"])
    return "\n".join(rows)


def _stages(rows: Values) -> Iterable[str]:
    for stage in rows["cold"]["stages"]:
        cells = " | ".join(f"{rows[one]['stages'][stage]:.2f}" for one in ("cold", "unchanged", "renamed"))
        yield f"| … of which {stage} | {cells} |"


def _issuing(values: Values) -> str:
    part = values.get("issuing")
    if part is None:
        return f"{_NOT_YET.capitalize()}."
    rows = ["| what | who | processes | a second | processor time each, µs |", "|---|---|--:|--:|--:|"]
    for one in part["rates"]:
        each = "" if one["processor"] is None else f"{one['processor']:,.0f}"
        rows.append(
            f"| {one['what']} | {one['who']} | {one['processes']} | {one['per_second']:,.0f} | {each} |"
        )
    return "\n".join(rows)


def _log(values: Values) -> str:
    part = values.get("log")
    if part is None:
        return f"{_NOT_YET.capitalize()}."
    rows = ["| leaves | what | seconds | µs each |", "|--:|---|--:|--:|"]
    for result in part["results"]:
        for one in result["measures"]:
            each = one["seconds"] / one["count"] * 1e6
            rows.append(f"| {result['leaves']:,} | {one['what']} | {one['seconds']:.2f} | {each:,.1f} |")
    return "\n".join(rows)


def _catalogue(values: Values) -> str:
    rows = [
        "| courses | pages | build, processors’ s | MkDocs’ part of it, s | "
        "MkDocs alone over as many short pages of Markdown, s | peak MB |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    for row in values.get("catalogue", {}).get("rows", []):
        spent, alone = row["cpu_seconds"], row["mkdocs_alone_cpu_seconds"]
        rows.append(
            f"| {row['courses']:,} | {row['pages']:,} | {spent:.1f} | {row['stages']['mkdocs']:.1f} | {alone:.1f} "
            f"| {row['peak_mb']:,} |"
        )
    return "\n".join(rows) if len(rows) > 2 else f"{_NOT_YET.capitalize()}."


def _documents(values: Values) -> str:
    """Documents in PDF a second, beside WeasyPrint in the same layout."""
    found = values.get("documents")
    if found is None:
        return f"{_NOT_YET.capitalize()}."
    words = {
        "made": "verified and set as PDF/A-3a and PDF/UA-1, the credential attached",
        "unchanged": "again, nothing changed",
        "weasyprint": f"WeasyPrint {found.get('weasyprint')}, the same layout, PDF/A-3a alone",
    }
    rows = [f"| in {found['processes']} processes | documents | seconds | a second |", "|---|--:|--:|--:|"]
    for name, row in found["rows"].items():
        rows.append(
            f"| {words[name]} | {row['documents']:,} | {row['seconds']:.2f} | {row['a_second']:,.1f} |"
        )
    return "\n".join(rows)


def _reconciliation(values: Values) -> str:
    rows = ["| candidates and rows | step | seconds | processors’ s | peak MB |", "|--:|---|--:|--:|--:|"]
    for size, steps in values.get("reconciliation", {}).get("sizes", {}).items():
        for step, row in steps.items():
            rows.append(
                f"| {int(size):,} | {step} | {row['seconds']:.2f} | {row['cpu_seconds']:.2f} | {row['peak_mb']:,} |"
            )
    return "\n".join(rows) if len(rows) > 2 else f"{_NOT_YET.capitalize()}."


def _lines(values: Values) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for name, words in (
        ("parchemin", "Parchemin, cold"),
        ("changed", "Parchemin, a day’s work"),
        ("unchanged", "Parchemin, nothing changed"),
        ("floor", "the floor"),
    ):
        found[words] = [
            (part["count"], max(_registry_seconds(part["rows"][name]), 0.001))
            for part in _registries(values)
            if name in part["rows"]
        ]
    labels = {
        "hugo": "Hugo, three files",
        "hugo-markdown": "Hugo, pages alone",
        "eleventy": "Eleventy, pages alone",
    }
    labels |= {"zensical": "Zensical, pages alone", "mkdocs": "MkDocs, pages alone"}
    for name, words in labels.items():
        row = values.get(name)
        if row is not None and not row.get("missing") and row.get("done", True):
            found[words] = [(row["count"], row["seconds"])]
    return {name: line for name, line in found.items() if line}
