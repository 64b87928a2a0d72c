"""The counts beside the rules: what they make of an author's figure, and what is wrong with a table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.relations import measured
from kg.relations.rules import find_file, load

ROOT = Path(__file__).parent.parent.parent
RULE = """[[rule]]
id = "one"
predicate = "uses"
shape = "verb"
words = "use"
subject = "agent"
object = "patient"
precision = 0.8
yes = "[A|Lab] uses [B|Model]. => A, B"
no = "[A|Lab] saw [B|Model]."
"""


@given(prior=st.floats(0.01, 1.0), right=st.integers(0, 500), wrong=st.integers(0, 500))
def test_the_mean_lies_between_the_author_and_the_counts(prior: float, right: int, wrong: int) -> None:
    """A rule would be believed more than both its author and the texts say, or without limit."""
    found = measured.posterior(prior, right, right + wrong)
    share = right / (right + wrong) if right + wrong else prior
    assert min(prior, share) - 1e-9 <= found <= max(prior, share) + 1e-9
    assert measured.posterior(prior, right + 1, right + wrong + 1) >= found - 1e-9


def test_what_no_text_showed_keeps_its_authors_figure(tmp_path: Path) -> None:
    """A rule without counts, or without a table, would lose its confidence."""
    path = tmp_path / "relations.toml"
    path.write_text(RULE, encoding="utf-8")
    assert load(path).rules[0].confidence == 0.8
    measured.table_beside(path).write_text("rule\tright\tjudged\none\t0\t0\n", encoding="utf-8")
    assert load(path).rules[0].confidence == 0.8


def test_counts_move_the_confidence(tmp_path: Path) -> None:
    """The table would be read and not used."""
    path = tmp_path / "relations.toml"
    path.write_text(RULE, encoding="utf-8")
    measured.table_beside(path).write_text("# counted\nrule\tright\tjudged\none\t1\t10\n", encoding="utf-8")
    (rule,) = load(path).rules
    assert (rule.right, rule.judged) == (1, 10)
    assert rule.confidence == pytest.approx((measured.STRENGTH * 0.8 + 1) / (measured.STRENGTH + 10))


def test_every_fault_of_a_table_is_told(tmp_path: Path) -> None:
    """A table of an earlier state, or one that was mended by hand, would count for other rules or be passed over."""
    path = tmp_path / "relations.toml"
    path.write_text(RULE, encoding="utf-8")
    lines = ["one\t3\t2", "one\t1\t2", "one\t1\t2", "gone\t1\t2", "one\t²\t2", "one"]
    measured.table_beside(path).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(OntologyError) as raised:
        load(path)
    assert [fault.split(":")[1] for fault in raised.value.faults] == ["1", "3", "4", "5", "6"]


def test_the_shipped_table_holds_every_rule() -> None:
    """A new rule would be taken for one that was looked for and never seen."""
    counts = measured.read(measured.table_beside(find_file()), {rule.id for rule in load().rules})
    assert counts.keys() == {rule.id for rule in load().rules}
    assert sum(judged for _, judged in counts.values()) > 500


def test_the_command_counts_what_annotators_confirm(tmp_path: Path) -> None:
    """A wrong finding, an optional one or a wrong link would be counted as a right one or against the rule."""
    text = "Google released Gemma 4. Mistral AI released Codestral. Cohere released Command A."
    for name in ("docs", "gold"):
        (tmp_path / name).mkdir()
    (tmp_path / "docs" / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "canon.tsv").write_text("Google\tlab\t\n", encoding="utf-8")
    names = ("Google", "Gemma 4", "Mistral AI", "Codestral")
    mentions = ", ".join(f'{{"canonical": ["{name}"]}}' for name in names)
    relation = '{"subject": "Gemma 4", "predicate": "developed_by", "object": "Google", "optional": false}'
    record = f'{{"mentions": [{mentions}], "relations": [{relation}]}}'
    (tmp_path / "gold" / "a.json").write_text(record, encoding="utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "rule_precision.py")]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[0].split()[:4] == ["release-verb", "1", "of", "2"]
    refused = subprocess.run([*command, "benchmarks/unseen"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert refused.returncode != 0
