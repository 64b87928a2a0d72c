"""Counts that are kept from build to build: those of counting everything, whatever came, changed or went."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import Document
from kg.store import Caps, Store, counting, kept
from kg.store.tally import counted
from tests.graphs import document, entity, mentions, on, ontology

NAMES = {"Ann": "ann", "Bob": "bob", "Cat": "cat", "Dan": "dan", "Eve": "eve"}
KNOWN = ontology(*(entity(key) for key in NAMES.values()))
#: Small enough that a few names make a crowd.
CAPS = Caps(sentence=3, paragraph=3, document=4)

#: A text, its day (0 is none), outlet and authors: few, so that days tie and outlets change their voice.
WORDS = st.lists(st.sampled_from([*NAMES, "came.", "left.\n\n", "and"]), min_size=1, max_size=12).map(" ".join)
STATES = st.tuples(WORDS, st.integers(0, 3), st.sampled_from(["", "X", "Y"]), st.sampled_from(["", "P", "Q"]))
#: What a day brings: the documents that are there now, by number; None where one is gone.
DAYS = st.lists(st.dictionaries(st.integers(0, 7), st.none() | STATES, max_size=4), min_size=2, max_size=5)


def made(number: int, state: tuple[str, int, str, str]) -> Document:
    """Return a document in a state."""
    text, day, outlet, author = state
    published = on(day) if day else None
    return document(f"d{number}", text, published=published, outlet=outlet, authors=(author,) if author else ())


def put(store: Store, doc: Document, depends_on: str = "all") -> None:
    """Keep a document with the names in it."""
    store.put_document(doc)
    store.put_analysis(doc.id, doc.revision, "f", mentions(doc, **NAMES), [], depends_on=depends_on)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tally be changed however much has changed; a small store would be counted anew."""
    monkeypatch.setattr(counting, "_OFTEN", 0)


@pytest.mark.usefixtures("always")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(days=DAYS)
def test_day_after_day_the_counts_are_those_of_counting_everything(
    days: list[dict[int, tuple[str, int, str, str] | None]],
) -> None:
    """An edited or removed post would leave a count, a day, a quote or a source behind, or take one with it."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder, "s.duckdb"), caps=CAPS, threads=1) as store:
        for day in days:
            with store.batch():
                for number, state in day.items():
                    if state is None:
                        store.remove(f"doc-d{number}")
                    else:
                        put(store, made(number, state))
            changed = store.graph(KNOWN)
            had = kept.load(store.path, CAPS)
            kept.forget(store.path)
            anew = store.graph(KNOWN)
            assert changed.co_mentions == anew.co_mentions
            assert changed.removals == anew.removals
            if had is not None:  # go on from what was changed, not from what was counted anew
                kept.save(store.path, CAPS, had)


def test_only_what_is_new_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build of a day would count the posts of ten years."""
    rows: list[int] = []

    def watched(*given: object) -> object:
        rows.append(len(given[0].document))  # type: ignore[attr-defined]
        return counted(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(counting, "counted", watched)
    with Store.open(tmp_path / "s.duckdb") as store:
        for number in range(20):
            put(store, document(f"d{number}", "Ann met Bob.", published=on(1)))
        assert store.graph(KNOWN).co_mentions[0].documents == 20
        put(store, document("late", "Ann met Cat.", published=on(2)))
        assert [pair.documents for pair in store.graph(KNOWN).co_mentions] == [20, 1]
        assert rows == [40, 2]
        store.graph(KNOWN)
        assert rows == [40, 2]


@pytest.mark.parametrize("damage", ["cut", "other bytes", "empty", "no archive"])
def test_what_is_damaged_is_counted_anew(tmp_path: Path, damage: str) -> None:
    """A power cut would leave counts that nobody can explain, or a build that fails for ever."""
    path = tmp_path / "s.duckdb"
    with Store.open(path) as store:
        for number in range(9):
            put(store, document(f"d{number}", "Ann met Bob. Cat met Dan."))
        wanted = store.graph(KNOWN)
        data = bytearray(kept.path_of(path).read_bytes())
        at = data.index(b"tally_documents") + 200
        data[at : at + 8] = bytes(8 * [7])
        spoilt: dict[str, bytes | bytearray]
        spoilt = {"cut": data[: len(data) // 2], "other bytes": data, "empty": b"", "no archive": b"hello"}
        kept.path_of(path).write_bytes(spoilt[damage])
        assert store.graph(KNOWN) == wanted


def test_an_analysis_of_which_nothing_is_known_is_not_kept(tmp_path: Path) -> None:
    """What a model could not read yet would stay counted as it was."""
    path = tmp_path / "s.duckdb"
    with Store.open(path) as store:
        put(store, document("a", "Ann met Bob."), depends_on="")
        store.graph(KNOWN)
        assert not kept.path_of(path).exists()


def test_other_caps_count_anew(tmp_path: Path) -> None:
    """The crowds of one run would be those of another."""
    path = tmp_path / "s.duckdb"
    for caps, pairs in ((CAPS, 0), (Caps(), 10), (CAPS, 0)):
        with Store.open(path, caps=caps) as store:
            put(store, document("a", "Ann Bob Cat Dan Eve"))
            assert len(store.graph(KNOWN).co_mentions) == pairs
