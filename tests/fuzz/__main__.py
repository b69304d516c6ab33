"""``python -m tests.fuzz TARGET --seconds N``: fuzz one reader with atheris, in a child with bounded memory.

A finding (an exception that the reader does not name, an input that takes more than five seconds, a gigabyte of memory)
ends the child; its input is left below ``tests/artifacts/fuzz``, and is for a person to look at. What reached new code
is kept in the corpus, as far as it is small. The run is written into ``tests/fuzz/runs.jsonl``; its seconds are those
of the processor.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
from pathlib import Path

from tests.fuzz import corpus

WORK = Path(__file__).resolve().parents[1] / "artifacts" / "fuzz"
SLOW = 5
MEMORY = 1_024
KEPT = 24
KEPT_BYTES = 1_500
_COVERED = re.compile(r"#(\d+)\t\w+\s+cov: (\d+)")
_DONE = re.compile(r"Done (\d+) (?:runs )?in (\d+) second")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description="Fuzz the readers of hostile input."
    )
    parser.add_argument("target", nargs="?", help="the reader; see --list")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--list", action="store_true", help="name the readers")
    parser.add_argument("--table", action="store_true", help="print the figures of all runs")
    parser.add_argument(
        "--replay", type=int, metavar="N", help="every reader: samples, corpus, N damaged copies"
    )
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if options.child:
        _child(options.target, rest)
    from tests.fuzz.targets import TARGETS

    if options.list:
        print("\n".join(f"{name:14}{target.about}" for name, target in TARGETS.items()))
    elif options.table:
        print(corpus.table({name: target.about for name, target in TARGETS.items()}), end="")
    elif options.replay is not None:
        sys.exit(_replay(options.replay))
    elif options.target in TARGETS:
        sys.exit(_fuzz(options.target, options.seconds))
    else:
        parser.error("name one of the readers (--list)")


def _fuzz(target: str, seconds: int) -> int:
    from tests.fuzz.targets import MAX_INPUT, TARGETS

    folder = WORK / target
    folder.mkdir(parents=True, exist_ok=True)
    former = list(corpus.kept(target))
    for place, data in enumerate([*TARGETS[target].samples(), *(one.data for one in former)]):
        (folder / f"seed-{place:04d}").write_bytes(data)
    command = [
        *(sys.executable, "-m", "tests.fuzz", target, "--child"),
        *(
            f"-max_total_time={seconds}",
            f"-timeout={SLOW}",
            f"-rss_limit_mb={MEMORY}",
            f"-max_len={MAX_INPUT}",
        ),
        *(f"-artifact_prefix={WORK}/found-{target}-", "-print_final_stats=1", "-reduce_inputs=1"),
        str(folder),
    ]
    child = subprocess.run(command, capture_output=True, check=False)
    said = child.stderr.decode(errors="replace") + child.stdout.decode(errors="replace")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    covered = _COVERED.findall(said)
    if not covered:
        print(said[-3_000:])
        return 1
    done = _DONE.search(said)
    corpus.record(
        {
            "edges": int(covered[-1][1]),
            "executions": int(done[1]) if done else int(covered[-1][0]),
            "seconds": round(used.ru_utime + used.ru_stime),
            "target": target,
        }
    )
    found = child.returncode != 0
    if found:
        print(said[-4_000:])
    names = [path for path in folder.iterdir() if not path.name.startswith("seed-")]
    fresh = sorted((path.read_bytes() for path in names if path.stat().st_size <= KEPT_BYTES), key=len)
    step = max(1, len(fresh) // KEPT)
    corpus.keep(
        target,
        [one for one in former if one.broke] + [corpus.Kept(data, "") for data in fresh[::step][:KEPT]],
    )
    print(f"{target}: {covered[-1]} {'FOUND SOMETHING' if found else 'nothing found'}")
    return 1 if found else 0


def _replay(damaged: int) -> int:
    from tests.fuzz.replay import bound_memory, replayed
    from tests.fuzz.targets import TARGETS

    bound_memory()
    wrong = [line for name, target in TARGETS.items() for line in replayed(name, target, damaged)]
    print("\n".join(wrong), end="")
    return 1 if wrong else 0


def _child(target: str, arguments: list[str]) -> None:
    import atheris  # type: ignore[import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["generator"]):
        from tests.fuzz.targets import TARGETS

    atheris.Setup([sys.argv[0], *arguments], TARGETS[target].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
