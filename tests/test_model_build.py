"""Builds with a language model beside the rules: asked once a document, never unless the user says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from kg.ontology import load
from kg.pipeline import build, rebuild, remove
from kg.relations.llm import ModelExtractor
from kg.sources.web.posting import Poster
from kg.store.answers import Answers
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


def test_a_changed_document_is_asked_about_its_new_sentences_only(tmp_path: Path) -> None:
    """Whoever mends a comma, or makes everything anew, would pay for every sentence a second time."""
    note, store, out = tmp_path / "note.txt", tmp_path / "kg.duckdb", tmp_path / "out"
    ontology = load()
    old, new = "Nvidia snapped up Mistral AI for a song.", "Nvidia then snapped up OpenAI."
    with endpoint(answer(chat({"relations": [GOOD]}))) as (address, sent):

        def model() -> ModelExtractor:
            return ModelExtractor(ontology, "tiny", Poster(address, limits=QUICK), Answers(store))

        def asked_of(text: str) -> list[str]:
            note.write_text(text, encoding="utf-8")
            before = len(sent)
            built = build([str(note)], store, out, ontology, model=model())
            questions = [json.loads(s["body"]["messages"][1]["content"])["sentence"] for s in sent[before:]]
            assert built.asked == len(questions)
            return questions

        assert asked_of(f"{old}\n") == [old]
        assert asked_of(f"{old}\n\n{new}\n") == [new]
        claims = (out / "claims.csv").read_bytes()
        assert claims.count(b"llm:tiny") == 2
        again = rebuild(store, out, ontology, model=model())
        assert (again.asked, again.failures, len(sent)) == (0, (), 2)
        assert (out / "claims.csv").read_bytes() == claims
        other = ModelExtractor(ontology, "large", Poster(address, limits=QUICK), Answers(store))
        assert rebuild(store, out, ontology, model=other).asked == 2


def test_what_is_removed_is_forgotten_and_what_is_torn_asked_again(tmp_path: Path) -> None:
    """The words of a removed document would stay on the disk; or a kill while writing would spoil every build after it."""
    store, out, ontology = tmp_path / "kg.duckdb", tmp_path / "out", load()
    for name, bought in (("one", "Mistral AI"), ("two", "OpenAI")):
        (tmp_path / f"{name}.txt").write_text(f"Nvidia snapped up {bought} for a song.\n", encoding="utf-8")
    with endpoint(answer(chat({"relations": [GOOD]}))) as (address, _):

        def model() -> ModelExtractor:
            return ModelExtractor(ontology, "tiny", Poster(address, limits=QUICK), Answers(store))

        build([str(tmp_path / "one.txt"), str(tmp_path / "two.txt")], store, out, ontology, model=model())
        (kept,) = store.with_name("kg.duckdb.published").glob("answers*")
        assert len(kept.read_text(encoding="ascii").splitlines()) == 2
        remove(store, out, ontology, [str(tmp_path / "one.txt")])
        (line,) = kept.read_text(encoding="ascii").splitlines()
        kept.write_text(line[: len(line) // 2], encoding="ascii")
        assert rebuild(store, out, ontology, model=model()).asked == 1
        assert rebuild(store, out, ontology, model=model()).asked == 0
    assert "llm:tiny" in (out / "claims.csv").read_text(encoding="utf-8")


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
