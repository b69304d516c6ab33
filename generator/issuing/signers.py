"""Who signs: an issuer's secret key, matched with the public one in the ledger before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generator.errors import KeyStoreError
from generator.issuing.book import Book
from generator.trust.did import Did
from generator.trust.keys import PublicKey, SecretKey, demonstration_key, is_open_secret, is_reserved_host
from generator.trust.ledger import KeyEntry

__all__ = ["Signer", "check_host", "is_demonstration_key", "signer_for"]


@dataclass(frozen=True, slots=True)
class Signer:
    """An issuer (slug and did) and its current secret key."""

    issuer: str
    did: str
    key: SecretKey


def is_demonstration_key(public: PublicKey, did: str, others: Iterable[str] = ()) -> bool:
    """Whether anyone can compute the secret of this key: it is the demonstration's for `did`, for one of `others`, or
    for an issuer of the demonstration that comes with the program.
    """
    return is_open_secret(public, (did, *others))


def check_host(did: str) -> None:
    """Refuse a demonstration key for anything but a reserved host: it would prove nothing, in a real
    school's name. Raises `KeyStoreError`.
    """
    host = Did.parse(did).host
    if not is_reserved_host(host):
        raise KeyStoreError(
            f"the demonstration key is public and cannot sign for {host}",
            hint="Make a key with: parchemin keys new ISSUER",
        )


def signer_for(
    book: Book,
    issuer: str,
    *,
    did: str | None = None,
    demonstration: bool,
    secret: Callable[[KeyEntry], SecretKey],
) -> Signer:
    """The signer of an issuer, with its newest key.

    `did` is what the issuer's record says, None where the records play no part (a revocation must not wait
    for a broken record to be mended). `demonstration` says that the caller asked for the demonstration's
    key; `secret` finds the secret of any other. Raises `KeyStoreError` when there is no key, or not the right
    one.
    """
    entry = book.current_key(issuer)
    if entry is None and any(one.issuer == issuer for one in book.keys):
        raise KeyStoreError(
            f"every key of {issuer} is retired or compromised", hint=f"parchemin keys rotate {issuer}"
        )
    if entry is None:
        raise KeyStoreError(
            f"{issuer} has no key yet",
            hint=f"parchemin keys new {issuer}" + (" --demonstration" if demonstration else ""),
        )
    if did is not None and entry.did != did:
        raise KeyStoreError(
            f"the key of {issuer} belongs to {entry.did}, and its record says {did}",
            hint="An identifier is chosen once. Correct the record.",
        )
    if entry.demonstration or is_demonstration_key(entry.public, entry.did):
        check_host(entry.did)
        if not demonstration:
            raise KeyStoreError(
                f"the key of {issuer} is the demonstration's, which anyone can use",
                hint="Say --demonstration, or make a real key with: parchemin keys new " + issuer,
            )
        return Signer(issuer, entry.did, demonstration_key(entry.did))
    if demonstration:
        raise KeyStoreError(f"the key of {issuer} is a real one", hint="Leave --demonstration out.")
    key = secret(entry)
    if key.public != entry.public:
        raise KeyStoreError(
            f"the secret key is not that of {issuer}",
            hint=f"Its public key should be {entry.public.multibase}.",
        )
    return Signer(issuer, entry.did, key)
