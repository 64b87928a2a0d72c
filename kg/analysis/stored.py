"""The documents of a store that wait for their analysis: which they are, how many processes work on them, what is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from kg.analysis.analyst import program_fingerprint
from kg.analysis.examiner import Examined, Examiner
from kg.analysis.workers import Workers
from kg.errors import AnalysisError
from kg.ids import content_id
from kg.ontology import Ontology
from kg.records import Document, Failure
from kg.store import Store

if TYPE_CHECKING:
    from kg.relations.llm import ModelExtractor

T = TypeVar("T")

#: Documents whose analyses are kept in one transaction: an interruption loses at most these.
BATCH = 16
#: Documents that are looked at together, whether a change of the ontology touches them.
CHECKED: Final = 200
#: Code points that keep a process busy for clearly longer than it takes to start: fewer a process are not worth another.
WORTH_A_PROCESS: Final = 200_000
#: More processes than this are started only when they are asked for; each takes some 300 MB.
MOST_UNASKED: Final = 8


@dataclass(frozen=True, slots=True)
class Analysed:
    """What became of the documents that waited."""

    documents: int = 0
    failures: tuple[Failure, ...] = ()  #: documents that could not be analysed; they are tried again next time


def analyse_waiting(
    store: Store,
    ontology: Ontology,
    progress: Callable[[int, int], None],
    *,
    model: ModelExtractor | None = None,
    jobs: int | None = 1,
) -> Analysed:
    """Analyse the documents whose analysis is missing, or depends on something that has changed.

    ``jobs`` processes work on them, never more than there are documents; with 1 it is this process, with None the amount
    of text and the processors of the machine decide. With a ``model`` it is this process, too. The store is the same
    whatever their number. ``progress`` hears how many of how many are done. Raises AnalysisError when a worker process
    ends before it is done: what was finished is kept. Raises OntologyError for faulty linking data, and StoreError.
    """
    program = program_fingerprint() if model is None else content_id("code", program_fingerprint(), *model.identity)
    fingerprint = content_id("run", ontology.fingerprint, program)

    @cache
    def examiner() -> Examiner:
        return Examiner(ontology, program, model)

    documents, characters = _count_waiting(store, fingerprint, examiner)
    if not documents:
        return Analysed()
    count = 1 if model is not None else min(documents, processes(characters) if jobs is None else jobs)
    waiting = store.pending(fingerprint)
    failures: list[Failure] = []
    with ExitStack() as stack:
        if count == 1:
            here = examiner()
            results: Iterable[tuple[Document, Examined]] = ((d, here.examine(d)) for d in waiting)
        else:
            results = stack.enter_context(Workers(ontology, program, count)).examine(waiting)
        heard = _telling(results, lambda done: progress(done, documents))
        for some in _batches(heard, BATCH if model is None else 1):  # a model's answers are dear
            with store.batch():
                for document, found in some:
                    _keep(store, fingerprint, document, found)
            failures += (Failure(d.key, f"could not be analysed: {found.fault}") for d, found in some if found.fault)
    return Analysed(documents - len(failures), tuple(failures))


def processes(characters: int) -> int:
    """Return how many processes pay for so many code points on this machine: 1 or more."""
    return max(1, min(processors(), MOST_UNASKED, characters // WORTH_A_PROCESS))


def processors() -> int:
    """Return how many processors this process may use."""
    if sys.version_info >= (3, 13):
        count = os.process_cpu_count()
    elif sys.platform == "linux":
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count()
    return count or 1


def _count_waiting(store: Store, fingerprint: str, examiner: Callable[[], Examiner]) -> tuple[int, int]:
    """Return how many documents wait, and their code points, once the analyses that still hold are confirmed.

    The examiner is built only when there is an analysis that may hold.
    """
    documents = characters = 0
    pending = store.pending(fingerprint)
    while some := list(islice(pending, CHECKED)):
        had = {key: found for key, found in store.analysed([d.id for d in some]).items() if found[0]}
        same = {d.id for d in some if d.id in had and had[d.id][0] == examiner().dependence.of(d, had[d.id][1])}
        if same:
            store.confirm(same, fingerprint)
        left = [d for d in some if d.id not in same]
        documents, characters = documents + len(left), characters + sum(len(d.text) for d in left)
    return documents, characters


def _keep(store: Store, fingerprint: str, document: Document, found: Examined) -> None:
    """Put an analysis into the store; one that is not whole, so that the document stays pending."""
    is_whole = bool(found.depends_on)
    store.put_analysis(
        document.id, document.revision, fingerprint if is_whole else f"{fingerprint}-part", found.mentions, found.evidence,
        found.provisional, found.depends_on,
    )  # fmt: skip


def _telling(results: Iterable[T], tell: Callable[[int], None]) -> Iterator[T]:
    """Yield the results, and tell how many there have been."""
    for done, result in enumerate(results, 1):
        tell(done)
        yield result


def _batches(results: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the results in groups of a size; when a process ends, those before it first."""
    some: list[T] = []
    try:
        for result in results:
            some.append(result)
            if len(some) == size:
                yield some
                some = []
    except AnalysisError:
        if some:
            yield some
        raise
    if some:
        yield some
