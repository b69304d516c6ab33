"""Diplomas on paper, as values: what a document says, which characters its fonts have, which images it may print.

    setting = Setting(Kind.DIPLOMA, "a4", "both")
    data = document_data(code, credential, text, setting, recorded)     # JSON for a template of
    site_templates/documents

Everything printed is signed (the credential) or recorded (`Recorded`); `data` is all that a template is given. The
compiler is `generator.adapters.typesetting`, and `generator.documents` makes documents in bulk.
"""

from generator.site.documents.facts import (
    Recorded,
    RecordedSignatory,
    awarded_instant,
    document_data,
    title_of,
)
from generator.site.documents.setting import FORMATS, LANGUAGES, Kind, Setting, file_name

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "Kind",
    "Recorded",
    "RecordedSignatory",
    "Setting",
    "awarded_instant",
    "document_data",
    "file_name",
    "title_of",
]
