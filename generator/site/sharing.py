"""What the holder of a diploma shares: an entry for a LinkedIn profile, a picture that names nobody.

The link is a plain address with parameters, as LinkedIn documents for "Add to profile"; nothing is loaded from there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus, urlencode

from generator.records.base import Language
from generator.site.cards import card_path
from generator.trust.view import CredentialView

__all__ = ["SHARED", "linkedin", "picture"]

SHARED: Final = frozenset({"valid", "expired"})
"""The states in which a page offers to share: nobody is helped to post what was taken back or does not hold yet."""
_ADD: Final = "https://www.linkedin.com/profile/add"
# Most of what is quoted, diplomas have in common.
_quoted: Final = lru_cache(maxsize=1_024)(quote_plus)


def linkedin(view: CredentialView, code: str, address: str) -> str:
    """The address that adds the diploma to the profile of whoever follows it. All of it is on the page already."""
    since = (view.awarded or view.valid_from).value
    entry = {
        "startTask": "CERTIFICATION_NAME",
        "name": view.achievement_name.value,
        "organizationName": view.issuer_name.value,
        "issueYear": str(int(since[:4])),
        "issueMonth": str(int(since[5:7])),
    }
    if view.valid_until is not None:
        until = view.valid_until.value
        entry |= {"expirationYear": str(int(until[:4])), "expirationMonth": str(int(until[5:7]))}
    return f"{_ADD}?{urlencode(entry | {'certUrl': address, 'certId': code}, quote_via=_quoted)}"


def picture(programme: str, language: Language) -> str:
    """Where the programme's picture is, below the root: what other sites show of a diploma's page."""
    return card_path(f"programmes/{programme}", language)
