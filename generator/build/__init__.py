"""The build: records and ledger in, a whole site out, in place of the last one or not at all.

    report = build(root, root / "site", day=build_day(root).day)

No secret is needed and nothing is decided here: signatures were made when diplomas were issued, and every one
is verified before anything takes its place (`diplomas`); the edited pages are staged and rendered (`pages`), the rest
is written (`files`), and `run` puts it together. What was wrong is raised as a `ParcheminError` with every diagnostic.
"""

from __future__ import annotations

from generator.build.diplomas import Diplomas, write_diplomas
from generator.build.documents import keep_documents
from generator.build.files import finish_site
from generator.build.pages import STAGING, mkdocs_settings, stage_pages, staged_site
from generator.build.privacy import search_files
from generator.build.progress import Progress, Stage
from generator.build.run import CACHE, BuildReport, build
from generator.build.site import Site, open_site
from generator.registry.keeping import Part

__all__ = [
    "CACHE",
    "STAGING",
    "BuildReport",
    "Diplomas",
    "Part",
    "Progress",
    "Site",
    "Stage",
    "build",
    "finish_site",
    "keep_documents",
    "mkdocs_settings",
    "open_site",
    "search_files",
    "stage_pages",
    "staged_site",
    "write_diplomas",
]
