"""Files that have most of their text in common are judged piece by piece: no finding of the careful search is missed.

The careful search of the whole file is the oracle. `PARCHEMIN_PLANTS` says how many leaks are planted at random.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import random
import re

import pytest

from generator.privacy.index import Index
from generator.privacy.own import Own
from generator.privacy.pieces import Pieces
from generator.privacy.search import Search
from generator.privacy.secrets import candidate_secrets, code_secret
from generator.records.candidate import Candidate
from tests.privacy.test_search import CODE, LEAKS, PATH, PERSON, PLACES

HOLDER = "Zoé Essai"
OWN = "224Q-3KCP-9TWK-W7CX-372W"
PLANTS = int(os.environ.get("PARCHEMIN_PLANTS", "400"))


def page(number: int) -> str:
    """One of many pages: words of candidates' names stand in what all have in common."""
    frame = "\n".join(f'<p lang="fr" class="c{one}">École d’essai, texte {one}</p>' for one in range(60))
    proof = "\n".join(digest(f"{number} {one}") for one in range(12))
    drawn = "".join(f"h{one % 7}m{number} {one % 3}v{one}" for one in range(100))
    facts = ",".join(f'"member{one}":"Certificat d’essai {one}, conjecture et personne"' for one in range(40))
    return (
        f"<html>\n<title>{OWN} – Site d’essai</title>\n{frame}\n<h2>{HOLDER}</h2>\n<td>ESSAI-2026-{number:07d}</td>\n"
        f'<svg><path d="M0 .5{drawn}h5"/></svg>\n'
        f'<script>{{"code":"{OWN}","name":"{HOLDER}",{facts},"proofValue":"z{number:088d}"}}</script>\n'
        f"<script>c2sp.org/tlog-proof@v1\nextra {digest(str(number))}\nindex {number}\n{proof}\n</script>\n"
        f"{frame}\n</html>\n"
    )


def digest(text: str) -> str:
    """A line of a log's proof: it ends with the sign by which one of quoted-printable goes on."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.fixture(scope="module")
def index() -> Index:
    people = (
        PERSON,
        person("Zoé Essai"),
        person("Léo Essai"),
        person("Essai Martin"),
        person("Class Member Texte"),
        person("王小明"),
    )
    rows = [
        row
        for number, one in enumerate(people)
        for row in candidate_secrets(PATH, f"c-4f9k2m7x1{'qrstvw'[number]}", one)
    ]
    return Index.of(row.to_line() for row in (*rows, code_secret(CODE), code_secret(OWN)))


def person(name: str) -> Candidate:
    """Somebody of that name."""
    return PERSON.model_copy(
        update={"name": PERSON.name.model_copy(update={"display": name, "given": None, "family": None})}
    )


def warm(index: Index, own: Own) -> Pieces:
    """After some pages that hold nothing."""
    pieces = Pieces(index)
    for number in range(6):
        assert list(Search(index)(page(number).encode(), own)) == []
        pieces.doubtful(page(number).encode(), own)
    return pieces


def test_pages_that_hold_nothing_are_not_in_doubt(index: Index) -> None:
    pieces = warm(index, Own((OWN,), HOLDER))
    assert not any(pieces.doubtful(page(number).encode(), Own((OWN,), HOLDER)) for number in range(6, 40))


@pytest.mark.parametrize("place", PLACES)
def test_every_leak_in_every_place_is_in_doubt(index: Index, place: str) -> None:
    pieces, careful = warm(index, Own((OWN,), HOLDER)), Search(index)
    for text in LEAKS.values():
        data = PLACES[place](text)
        assert next(careful(data), None) is not None
        # As often as it is looked at: what is in doubt is never taken for known.
        for _ in range(2):
            assert pieces.doubtful(data, Own())


def test_the_holder_of_one_page_is_a_leak_on_another(index: Index) -> None:
    own, other = Own((OWN,), HOLDER), Own((CODE,), "Éloïse Conjecture")
    pieces = warm(index, own)
    assert pieces.doubtful(page(7).encode(), other)
    assert not pieces.doubtful(page(7).encode(), own)
    assert pieces.doubtful(page(7).replace(HOLDER, "Léo Essai").encode(), own)


def test_a_value_that_could_stand_in_a_drawn_code_is_looked_for_there() -> None:
    path = "M0 .5" + "h1m2 0v3" * 200
    for account, found in (("h7v1h3m12", True), ("demo-441011", False)):
        someone = PERSON.model_copy(update={"platform_id": account})
        pieces = Pieces(Index.of(row.to_line() for row in candidate_secrets(PATH, "c-4f9k2m7x1q", someone)))
        assert not pieces.doubtful(f'<path d="{path}"/>'.encode(), Own())
        data = f'<path d="{path[:800]} h7v1h3m12 {path[800:]}"/>'.encode()
        assert pieces.doubtful(data, Own()) == found
    # What is none of its letters is no part of a path, and both of its ends are looked at.
    for place in (0, 60, 800, len(path) - 60, len(path)):
        data = f'<path d="{path[:place]} demo-441011 {path[place:]}"/>'.encode()
        assert pieces.doubtful(data, Own())


def planted(chance: random.Random, number: int) -> bytes:
    """A page with something in it: a leak, or what resembles one, in some encoding, anywhere."""
    text = chance.choice(
        [*LEAKS.values(), "Léo Essai", "Essai Martin", "Class Member Texte", HOLDER, "王小明"]
    )
    if chance.random() < 0.5:
        cut = chance.choice(
            ["\n", ',"', "</p>\n<p>", '","', " ", "&#32;", "\n&#32;", "=\n", "-", "<b>", '" lang="fr']
        )
        text = re.sub(r"[ -]", lambda _: cut, text, count=chance.choice([0, 1]))
    data = page(number).encode()
    leak = text.encode()
    if chance.random() < 0.5:
        with contextlib.suppress(UnicodeEncodeError):  # a name that Windows-1252 cannot write
            leak = PLACES[chance.choice(list(PLACES))](text)
    if leak.startswith((b"%PDF", b"\x89PNG", b"\x1f\x8b")):
        leak = text.encode()
    ends = [found.end() for found in re.finditer(rb"\n|,\"|>|[a-z]", data)]
    at = chance.choice(ends)
    return (
        data[:at]
        + chance.choice([b"", b" ", b'"', b">", b"\n"])
        + leak
        + chance.choice([b"", b" ", b'"', b"<"])
        + data[at:]
    )


def test_what_the_careful_search_finds_is_never_missed(index: Index) -> None:
    chance = random.Random(20260801)  # noqa: S311 - which plants are tried
    careful, own = Search(index), Own((OWN,), HOLDER)
    pieces = warm(index, own)
    leaks = 0
    for number in range(PLANTS):
        data = planted(chance, number % 50)
        found = [row.kind for row in careful(data, own)]
        leaks += bool(found)
        if found:
            assert pieces.doubtful(data, own), (number, found)
    assert PLANTS // 2 < leaks < PLANTS
