"""Who might be the same person, by name and date of birth: what is proposed, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

from generator.rules.likeness import People, Person, name_key

BORN = date(1990, 4, 12)
KNOWN = Person("Zoé D’Essai-Témoin", BORN, "zoe@example.org", "Zoe42")


def found(
    name: str = "Autre Personne", born: date | None = None, mail: str = "x@example.org", **more: str
) -> tuple[str, ...]:
    people = People()
    people.put("c-1", KNOWN)
    alike = people.like(Person(name, born, mail, **more))
    return alike[0].reasons if alike else ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Zoé D’Essai-Témoin", "dessai temoin zoe"),
        ("TÉMOIN, zoe d'essai", "dessai temoin zoe"),
        ("Дмитрий Пример", "dmitriy primer"),
        ("  ", ""),
    ],
)
def test_a_name_for_comparing(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "born", "reasons"),
    [
        ("Témoin Zoé D'Essai", BORN, ("name-and-birth",)),
        ("Témoin Zoé D'Essai", None, ("name",)),
        ("Témoin Zoé D'Essai", date(1990, 4, 13), ("name",)),
        ("Témoin Zoé D'Essai", date(1971, 8, 30), ()),
        ("Zoe D'Essai-Temoinn", BORN, ("near-name",)),
        ("Zoe D'Essai-Temoinn", None, ("near-name",)),
        ("Zoe D'Essai-Temoinn", date(1991, 4, 12), ("near-name",)),  # the year
        ("Zoe D'Essai-Temoinn", date(1990, 5, 12), ("near-name",)),  # the month
        ("Zoe D'Essai-Temoinn", date(1990, 4, 11), ("near-name",)),  # the day
        ("Zoe D'Essai-Temoinn", date(1990, 12, 4), ("near-name",)),  # day and month swapped
        ("Zoe D'Essai-Temoinn", date(1991, 12, 4), ()),  # swapped, and another year
        ("Zoe D'Essai-Temoinn", date(1991, 5, 12), ()),  # two parts differ
        ("Zoe D'Essai-Te", BORN, ("near-name",)),
        ("Zoe D'Essai-Te", None, ()),
        ("Autre Personne", BORN, ()),
    ],
)
def test_by_name_and_birth(name: str, born: date | None, reasons: tuple[str, ...]) -> None:
    assert found(name, born) == reasons


def test_an_address_or_an_account_is_one_persons() -> None:
    assert found(mail="ZOE@example.org") == ("mail",)
    assert found(platform_id=" zoe42 ") == ("platform",)


def test_who_was_replaced_is_no_longer_known_by_what_they_had() -> None:
    people = People()
    people.put("c-1", KNOWN)
    people.put("c-1", Person("Camille Exemple", None, "camille@example.org", "Cam1"))
    assert people.like(KNOWN) == ()
    assert [one.candidate for one in people.like(Person("X", None, "camille@example.org"))] == ["c-1"]
    assert people.like(Person("X", None, "camille@example.org"), besides="c-1") == ()
