"""Builds with a language model beside the rules: asked once a document, never unless the user says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kg.ontology import load
from kg.pipeline import build
from kg.relations.llm import ModelExtractor
from kg.sources.web.posting import Poster
from tests.relations.test_llm import GOOD, QUICK, answer, chat, endpoint

ROOT = Path(__file__).resolve().parents[1]


def test_a_document_is_asked_about_once_and_again_only_after_a_failure(tmp_path: Path) -> None:
    """Every build would send, and pay for, every sentence again; or a failed one would never be read."""
    note = tmp_path / "note.txt"
    note.write_text("Nvidia snapped up Mistral AI for a song.\n", encoding="utf-8")
    ontology = load()

    def run(address: str) -> tuple[int, int, int]:
        model = ModelExtractor(ontology, "tiny", Poster(address, limits=QUICK))
        built = build([str(note)], tmp_path / "kg.duckdb", tmp_path / "out", ontology, model=model)
        return built.asked, len(built.failures), built.evidence

    with endpoint(answer(b"", 500)) as (broken, _):
        assert run(broken)[:2] == (1, 1)
    with endpoint(answer(chat({"relations": [GOOD, {**GOOD, "quote": "no"}]}))) as (address, sent):
        asked, failed, evidence = run(address)
        assert (asked, failed) == (1, 0)
        assert run(address) == (0, 0, evidence)
        assert len(sent) == 1
    assert "llm:tiny" in (tmp_path / "out" / "claims.csv").read_text(encoding="utf-8")


def test_nothing_leaves_the_machine_unasked(tmp_path: Path) -> None:
    """A private text would go to somebody's server because a build reads relations."""
    (tmp_path / "note.txt").write_text("Nvidia acquired Run:ai in 2024.\n", encoding="utf-8")
    code = (
        "import sys\nfrom pathlib import Path\nopened = []\n"
        "sys.addaudithook(lambda event, _: opened.append(event) if event in ('socket.connect', 'socket.getaddrinfo') else None)\n"
        "from kg.ontology import load\nfrom kg.pipeline import build\n"
        "assert build(['note.txt'], Path('kg.duckdb'), Path('out'), load()).evidence == 1\n"
        "assert not opened, opened\nassert 'httpcore' not in sys.modules\n"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": "", "KG_LLM_KEY": "secret-7"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and b"secret-7" in p.read_bytes()]
