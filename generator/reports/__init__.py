"""What is counted: statistics over the records, as values. Pure, and nothing in them is about one person.

::

    figures = figures_of(tree, day)
    figures.diplomas.cell("dnm2ip", "2026")     # None where the count is too small to be published
"""

from __future__ import annotations

from generator.reports.figures import Figures, Happened, figures_of
from generator.reports.suppression import Published, publish

__all__ = ["Figures", "Happened", "Published", "figures_of", "publish"]
