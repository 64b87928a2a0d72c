"""What a linker finds in many texts, printed: run as a program, once with compiled modules and once without.

``python -m tests.compiled`` says on stderr whether the linker is compiled, and prints every field of what it finds in the shipped
sample, in the practice texts and in hostile ones, of at most so many letters each.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from kg.records import Failure

ROOT: Final = Path(__file__).resolve().parents[1]
#: Texts of which a constant compared by identity would be read otherwise once compiled.
SHORT: Final = (
    "The Harbour Institute wrote. The Institute Quell is older.",
    "The Harbour Institute for Quiet Machines wrote. The Institute waits.",
)
#: Letters of one hostile text that are read.
MOST: Final = 20_000


def _read_on(failure: Failure) -> None:
    """Pass over a file that is none of the texts."""
    del failure


def main() -> None:
    """Print it."""
    from kg import text as sentences
    from kg.linking import Linker, linker
    from kg.ontology import load
    from kg.pipeline import sample_folder
    from kg.records import Document
    from kg.sources import merge, read
    from tests.hostile import texts

    modules = [str(sentences.__file__), str(linker.__file__)]
    sys.stderr.write("compiled\n" if all(name.endswith((".so", ".pyd")) for name in modules) else "plain\n")
    folders = [str(sample_folder()), str(ROOT / "benchmarks" / "practice" / "docs")]
    documents = list(merge(read(folders, on_failure=_read_on)))
    for name, case in sorted(texts.FILES.items()):
        text = case.make()[:MOST].decode("utf-8", "surrogateescape")
        documents.append(Document(id="doc-hostile", key=name, text=text))
    documents += [Document(id="doc-short", key=text, text=text) for text in SHORT]
    linking = Linker(load())
    for document in documents:
        mentions, provisional = linking.analyse(document)
        sys.stdout.writelines(f"{document.key}\t{found!r}\n" for found in (*mentions, *provisional))


if __name__ == "__main__":
    main()
