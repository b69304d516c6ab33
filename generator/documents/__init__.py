"""Documents in bulk: diplomas that the ledger holds in, PDF files out.

    selection = select(root, editions=("dnm2ip-2026-07",))
    report = make(root, tree, selection, order, output)

Each diploma is verified before it is printed, in one of several processes; what did not change is left alone.
"""

from generator.documents.making import Order, Report, make
from generator.documents.selecting import Selection, select

__all__ = ["Order", "Report", "Selection", "make", "select"]
