from __future__ import annotations

from kg.linking.ground.memory import MOST, Memory


def test_an_answer_is_kept() -> None:
    """Everything would be worked out again at every place."""
    held = Memory[str, int]()
    assert held.keep("a", 1) == 1
    assert held.get("a") == 1


def test_a_full_memory_starts_again() -> None:
    """A stream of texts without end would take room without end."""
    held = Memory[int, int]()
    for i in range(2 * MOST + 1):
        held.keep(i, i)
        assert held[i] == i
        assert len(held) <= MOST
    assert len(held) == 1
