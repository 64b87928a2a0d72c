"""News of rounds: long lists of investors, and sentences that no longer name the one who raised the money."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.relations import Extractor
from tests.relations.marked import assert_exactly_stated, found

STATED = (
    "[Kelp|Lab] has closed a $45M Series A led by [Accel|Organization]. [Index|Organization], [Felicis|Organization] and"
    " [Nvidia|Lab]'s venture arm also participated. => Accel funds Kelp + asserted ; Index funds Kelp + asserted ;"
    " Felicis funds Kelp + asserted ; Nvidia funds Kelp + asserted",
    "[Kelp|Lab], which makes models for ports, announced that it has raised $310 million at a $2.4 billion valuation. The"
    " round was led by [Index|Organization], with participation from existing investors [Accel|Organization] and"
    " [Felicis|Organization], as well as new backers [Kade Partners|Organization] and [Snap|Organization]."
    " => Index funds Kelp + asserted ; Accel funds Kelp + asserted ; Felicis funds Kelp + asserted ;"
    " Kade Partners funds Kelp + asserted ; Snap funds Kelp + asserted",
    "[Kelp|Lab] is in talks to raise $200 million in a round led by [Index|Organization], with [Accel|Organization]"
    " participating."
    " => Index funds Kelp + hedged ; Accel funds Kelp + hedged",
    "[Kelp|Lab] raised £12 million from [Index|Organization] and a group of angels including [Ana Reyes|Person] of [Till|Lab] and"
    " [Bo Lund|Person]. => Index funds Kelp + asserted ; Ana Reyes funds Kelp + asserted ; Bo Lund funds Kelp + asserted ;"
    " Ana Reyes affiliated_with Till + asserted",
    "Other investors in [Kelp|Lab] include [Index|Organization] and [Accel|Organization]."
    " => Index funds Kelp + asserted ; Accel funds Kelp + asserted",
    "Investors in the round include [Index|Organization] and [Accel|Organization].",
    "- [Kelp|Lab]: $30 million from [Index|Organization].\n- [Till|Lab] hires. [Accel|Organization] led the search."
    " => Index funds Kelp + asserted",
    "[Kelp|Lab] raised $30 million. [Index|Organization] did not participate.",
    "[Kelp|Lab] raised $30 million. The safety team is led by [Ana Reyes|Person].",
)


@pytest.mark.parametrize("line", STATED, ids=lambda line: line.partition("=>")[0][:60].replace("$", "").strip())
def test_who_put_money_into_whom(line: str, extractor: Extractor) -> None:
    """Everyone of the list is an investor of the one who raised, and nobody else is anybody's."""
    assert_exactly_stated(line, extractor)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(("Accel", "Index", "Felicis", "Snap", "Brook", "Dover")), min_size=1, max_size=6, unique=True))
def test_a_list_of_any_length_is_read_to_its_end(extractor: Extractor, names: list[str]) -> None:
    """An investor would be lost, or one counted twice, for the place in the list."""
    listed = ", ".join(f"[{name}|Organization]" for name in names[:-1])
    last = f"[{names[-1]}|Organization]"
    evidence = found(
        extractor, f"[Kelp|Lab] raised $9 million, with participation from {listed + ' and ' if listed else ''}{last}."
    )
    assert sorted(e.subject_label for e in evidence) == sorted(names)
    assert {(e.predicate, e.object_label) for e in evidence} == {("funds", "Kelp")}


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="ab ,.;:!?()[]'’\"$€\n-–&led by raised from round", max_size=120))
def test_any_text_between_names_is_read(extractor: Extractor, between: str) -> None:
    """Broken markup between two names would end the run."""
    between = between.replace("[", "(").replace("]", ")")
    for one in found(extractor, f"[Kelp|Lab] raised $9 million{between} [Accel|Organization] joined."):
        assert one.subject_label != one.object_label
