"""A witness that follows another school's log, and the school that collects what it signed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.adapters.fetch import FetchError
from generator.adapters.logstore import LogStore
from generator.errors import LedgerError
from generator.logbook.snapshots import differing_files, published, reader
from generator.logbook.witnessing import WitnessStore, collect, origin_hash, witness, witness_files
from generator.site.log import log_files
from generator.trust.keys import SecretKey, demonstration_log_key
from generator.trust.logpolicy import Group, LogEntry, Policy, Witness
from generator.trust.note import COSIGNS, NoteKey, parse_note
from generator.trust.transparency import TransparencyLog
from tests.logbook.checkout import KEY as STORE_KEY
from tests.logbook.checkout import SECRET as STORE_SECRET
from tests.logbook.checkout import begin_log
from tests.logs import KEY, ORIGIN, SECRET, leaves, log_of, signed

NAME = "other-school.example/witness"
OWN = demonstration_log_key(NAME)
OWN_KEY = NoteKey(NAME, OWN.public, COSIGNS)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENTRIES = leaves(600)


@pytest.fixture
def store(tmp_path: Path) -> WitnessStore:
    store = WitnessStore(tmp_path)
    store.create(OWN_KEY)
    return store


def files(log: TransparencyLog) -> dict[str, bytes]:
    return {path.removeprefix("log/"): data for path, data in log_files(log)}


def look(store: WitnessStore, published: Mapping[str, bytes]) -> tuple[int | None, int]:
    seen = witness(store, KEY, published.get, OWN, at=AT)
    return seen.before, seen.size


def test_a_log_is_followed_as_it_grows_and_cosigned_each_time(store: WitnessStore) -> None:
    for before, size in ((None, 1), (1, 255), (255, 256), (256, 257), (257, 600)):
        assert look(store, files(log_of(ENTRIES, (size,)))) == (before, size)
        kept = parse_note((store.directory / origin_hash(ORIGIN) / "checkpoint").read_bytes())
        assert kept.signed_by(KEY)
        assert kept.cosigned_at(OWN_KEY) == AT


def test_nothing_new_writes_nothing(store: WitnessStore) -> None:
    published = files(log_of(ENTRIES, (300,)))
    look(store, published)
    assert witness(store, KEY, published.get, OWN, at=AT.replace(year=2027)).path is None


def test_few_files_of_a_large_log_are_read(store: WitnessStore) -> None:
    entries = leaves(5_000)
    look(store, files(log_of(entries, (4_000,))))
    published, asked = files(log_of(entries, (5_000,))), []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return published.get(path)

    witness(store, KEY, read, OWN, at=AT)
    assert len(asked) <= 5
    assert not any("entries" in path for path in asked)


def test_a_rolled_back_log_is_refused_and_the_proof_of_it_kept(store: WitnessStore) -> None:
    look(store, files(log_of(ENTRIES, (600,))))
    with pytest.raises(LedgerError, match="rolled back from 600 to 300") as refused:
        look(store, files(log_of(ENTRIES, (300,))))
    assert "evidence." in refused.value.hint
    (evidence,) = (store.directory / origin_hash(ORIGIN)).glob("evidence.*")
    assert parse_note(evidence.read_bytes()).signed_by(KEY)
    assert store.last(KEY) is not None and store.last(KEY).size == 600  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [300, 301, 600])
def test_a_forked_log_is_refused_and_the_proof_of_it_kept(store: WitnessStore, size: int) -> None:
    look(store, files(log_of(ENTRIES, (300,))))
    forked = [*ENTRIES[:7], b"another", *ENTRIES[8:]]
    with pytest.raises(LedgerError, match="forked"):
        look(store, files(log_of(forked, (size,))))
    assert list((store.directory / origin_hash(ORIGIN)).glob("evidence.*"))


def test_tiles_that_do_not_lead_to_the_signed_root_are_not_cosigned(store: WitnessStore) -> None:
    published = files(log_of(ENTRIES, (300,)))
    for path in ("tile/0/001.p/44", "tile/1/000.p/1"):
        for data in (None, published[path][:-32], bytes(len(published[path]))):
            changed = {**published, path: data}
            with pytest.raises(LedgerError, match="cannot be followed"):
                look(store, {name: value for name, value in changed.items() if value is not None})
    assert store.last(KEY) is None


def test_a_checkpoint_of_another_key_or_log_is_not_cosigned(store: WitnessStore) -> None:
    log = log_of(ENTRIES, (300,))
    for note in (
        signed(log.tree, 300, SecretKey(bytes(32))).note,
        signed(log.tree, 300, SECRET, "x.example/log").note,
    ):
        with pytest.raises(LedgerError, match="cannot be believed"):
            look(store, {**files(log), "checkpoint": str(note).encode()})
    with pytest.raises(LedgerError, match="no checkpoint"):
        look(store, {})


def test_a_witness_signs_with_its_own_key_only_and_believes_its_own_memory_only(store: WitnessStore) -> None:
    published = files(log_of(ENTRIES, (300,)))
    with pytest.raises(LedgerError, match="not the witness's secret key"):
        witness(store, KEY, published.get, SECRET, at=AT)
    look(store, published)
    path = store.directory / origin_hash(ORIGIN) / "checkpoint"
    path.write_bytes(published["checkpoint"])
    with pytest.raises(LedgerError, match="this witness's signature"):
        look(store, files(log_of(ENTRIES, (600,))))
    with pytest.raises(LedgerError, match="already"):
        store.create(OWN_KEY)


def test_what_was_cosigned_is_published_under_the_hash_of_the_origin(store: WitnessStore) -> None:
    look(store, files(log_of(ENTRIES, (300,))))
    published = dict(witness_files(store.root))
    assert set(published) == {"witness/vkey", f"witness/{origin_hash(ORIGIN)}/checkpoint"}
    assert NoteKey.parse(published["witness/vkey"].decode().strip(), COSIGNS) == OWN_KEY
    assert dict(witness_files(store.root / "nowhere")) == {}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A directory, and its address on this machine."""
    place = tmp_path / "served"
    place.mkdir()
    handler = partial(Quiet, directory=str(place))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield place, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A test's output stays quiet."""


def write(place: Path, published: Mapping[str, bytes]) -> None:
    for path, data in published.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)


def test_a_log_is_followed_over_the_network(store: WitnessStore, served: tuple[Path, str]) -> None:
    place, address = served
    write(place, files(log_of(ENTRIES, (300,))))
    assert witness(store, KEY, reader(f"{address}/"), OWN, at=AT).size == 300
    write(place, files(log_of(ENTRIES, (300, 600))))
    # The full tile serves where the partial one was dropped.
    (place / "tile" / "0" / "001.p" / "44").unlink()
    assert witness(store, KEY, reader(address), OWN, at=AT).before == 300
    log = published(reader(address))
    assert list(log.leaves) == ENTRIES
    assert differing_files(log, reader(address)) == []
    with pytest.raises(LedgerError, match="vkey is missing"):
        published(reader(f"{address}/nowhere"))


def test_a_host_that_cannot_be_reached_is_not_a_missing_file(served: tuple[Path, str]) -> None:
    with pytest.raises(FetchError):
        reader("http://127.0.0.1:9/log")("checkpoint")
    with pytest.raises(FetchError):
        reader("http://diplomes.example.org/log")("checkpoint")


# --- collecting


def keeper(root: Path, *witnesses: Witness, needed: int = 1) -> LogStore:
    """A log on disk, signed at one leaf, whose policy asks for so many of the witnesses."""
    from generator.logbook.sequencer import sign_due

    store = begin_log(root)
    names = tuple(one.name for one in witnesses)
    policy = Policy("quorum", (LogEntry(STORE_KEY),), witnesses, (Group("quorum", needed, names),))
    (store.directory / "policy").write_text(str(policy))
    sign_due(store, store.load(), STORE_SECRET)
    return store


def test_a_cosignature_makes_its_way_from_the_witness_to_the_proof(
    tmp_path: Path, store: WitnessStore
) -> None:
    log_store = keeper(tmp_path / "keeper", Witness("other", OWN_KEY))
    before = log_store.load()
    assert before.witnessed_proof_of(0) is None
    for path, data in log_files(before):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    witness(store, STORE_KEY, reader(str(tmp_path / "log")), OWN, at=AT)
    (data,) = (data for path, data in witness_files(store.root) if path.endswith("/checkpoint"))
    assert collect(log_store, before, data) == (1, ("other",))
    assert collect(log_store, log_store.load(), data) == (1, ())
    after = log_store.load()
    assert after.witnessed_proof_of(0) is not None
    assert after.proof_of(0) == before.proof_of(0)
    assert parse_note(dict(log_files(after))["log/checkpoint"]).cosigned_at(OWN_KEY) == AT


def test_a_witness_that_the_policy_does_not_name_is_not_taken_in(tmp_path: Path) -> None:
    stranger = NoteKey("x.example/witness", SecretKey(bytes(32)).public, COSIGNS)
    log_store = keeper(tmp_path, Witness("x", stranger))
    log = log_store.load()
    from generator.trust.note import cosign

    note = log.checkpoints[1].note
    data = str(note.with_signatures(cosign(note, NAME, OWN, at=AT))).encode()
    assert collect(log_store, log, data) == (1, ())


def test_a_checkpoint_signed_by_our_key_that_is_not_ours_is_an_alarm(tmp_path: Path) -> None:
    log_store = keeper(tmp_path, Witness("other", OWN_KEY))
    log = log_store.load()
    for note in (
        signed(log_of(ENTRIES, ()).tree, 600, STORE_SECRET, STORE_KEY.name).note,
        signed(log_of([b"x"], ()).tree, 1, STORE_SECRET, STORE_KEY.name).note,
    ):
        with pytest.raises(LedgerError, match="not among ours"):
            collect(log_store, log, str(note).encode())
    with pytest.raises(LedgerError, match="no checkpoint"):
        collect(log_store, log, b"<html>")
