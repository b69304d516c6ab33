"""``python -m benchmarks``: the measurement of the registry."""

from benchmarks.registry import main

main()
