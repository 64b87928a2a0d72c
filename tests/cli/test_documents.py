"""`kg documents`, and the card of one document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.documents import changed_words, show_document
from kg.records import Document, KnowledgeGraph, Zone, ZoneKind
from tests.cli.conftest import Run, execute

OPEN = "Halcyon Labs released Halcyon 2. The weights of Halcyon 2 are open, says the lab, and so is the code.\n"
GERMAN = (
    "# Notiz aus dem Hafen\n\nDas kleine Labor im Hafenviertel hat diese Woche sein neues Modell herausgebracht. OpenAI "
    "veröffentlichte GPT-5 im August, und wer beide ausprobiert hat, findet das kleine Modell besser. Die Gewichte sind frei.\n"
)
HOSTILE = "# Up [bold]not bold[/bold] \u202eback\n\nGPT-5 came [red]late[/red].\n"


def test_listing_names_the_keys(quick: Run) -> None:
    """Broken: nobody finds the name that `kg show` wants for a document."""
    rows = json.loads(quick("documents", "slow", "--format", "json").stdout)
    assert [r["key"] for r in rows] == ["slow-tokens-014"]
    assert set(rows[0]) == {"key", "day", "title", "outlet", "language", "places", "mentions", "claims"}
    assert rows[0]["mentions"] > 0
    listed = quick("documents", "--limit", "3").stdout
    assert max(map(len, listed.splitlines())) <= 80
    assert "27 more" in listed
    assert quick("documents", "--format", "csv", "--limit", "2").stdout.count("\n") == 3
    assert quick("documents", "no such words").returncode == 1


def test_a_part_of_a_title_is_enough_when_it_fits_one(quick: Run) -> None:
    """Broken: a document has to be typed in full, or a part that fits several shows one of them by chance."""
    assert json.loads(quick("show", "tokens-014", "--json").stdout)["key"] == "slow-tokens-014"
    several = quick("show", "round-up")
    assert several.returncode == 1
    assert "round-up-41" in several.stderr
    assert "round-up-44" in several.stderr
    assert "Traceback" not in several.stderr


def test_a_whole_name_is_the_entity(quick: Run) -> None:
    """Broken: `kg show google` shows a post that has Google in its title."""
    assert json.loads(quick("show", "Google", "--json").stdout)["id"] == "google"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store of three files, one of them edited between two builds."""
    folder = tmp_path_factory.mktemp("edited")
    (folder / "notes").mkdir()
    (folder / "notes" / "halcyon.md").write_text(OPEN, encoding="utf-8")
    (folder / "notes" / "hafen.md").write_text(GERMAN, encoding="utf-8")
    (folder / "notes" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    assert execute(folder, "build", "notes").returncode == 0
    (folder / "notes" / "halcyon.md").write_text(OPEN.replace("are open", "are not open"), encoding="utf-8")
    return folder


def test_revisions_show_what_changed(edited: Path) -> None:
    """Broken: a quiet correction of a post cannot be seen, or a text in German gives claims or goes uncounted."""
    built = execute(edited, "build", "notes", "--json")
    assert json.loads(built.stdout)["foreign"] == 1
    card = execute(edited, "show", "halcyon", NO_COLOR="1").stdout
    assert "revisions" in card
    lines = [" ".join(line.split()) for line in card.splitlines()]
    assert any(line.startswith("+ ") and "not open" in line for line in lines), card
    assert any(line.startswith("- ") and "not open" not in line for line in lines), card
    assert "\x1b" not in card
    assert max(map(len, card.splitlines())) <= 80
    record = json.loads(execute(edited, "show", "halcyon", "--json").stdout)
    assert [r["number"] for r in record["revisions"]] == [1, 2]
    assert [r["characters"] for r in record["revisions"]] == [len(OPEN), len(OPEN) + 4]
    assert record["revisions"][0]["change"] == []
    assert record["places"][0]["kept"] is True

    german = json.loads(execute(edited, "show", "hafen", "--json").stdout)
    assert german["language"] == "de"
    assert german["claims"] == []
    assert "OpenAI" in json.dumps(german["mentions"])

    said = execute(edited, "relations", "notes/hafen.md")
    assert (said.returncode, said.stdout) == (0, "")
    assert "1 document in another language" in said.stderr


def test_hostile_text_stays_inert_on_the_card(edited: Path) -> None:
    """Broken: a post's escapes colour the terminal, turn its lines round, or vanish as markup."""
    for card in (execute(edited, "show", "hostile").stdout, execute(edited, "documents").stdout):
        assert "\x1b" not in card
        assert "\u202e" not in card
        assert "[bold]not bold[/bold]" in " ".join(card.split())


def test_escapes_stay_inert_on_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    """Broken: what a feed escaped past its parser colours the terminal or renames its window."""
    text = "GPT-5 \x1b]0;title\x07 came \x1b[31mlate"
    quotation = Zone(0, len(text), ZoneKind.QUOTATION, "\x1b[1mMara")
    document = Document("doc-x", "x", text, title="Up \x1b[31mred", zones=(quotation,))
    show_document(document, KnowledgeGraph((), (document,), (), (), (), ()), as_json=False)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "Mara" in shown


def test_changed_words() -> None:
    """Broken: a change is shown without the words around it, or an equal text with a change."""
    assert changed_words("GPT-5 is open", "GPT-5 is not open") == ["- GPT-5 is open", "+ GPT-5 is not open"]
    assert changed_words("a b", "a  b\n") == []
    assert changed_words("", "new") == ["+ new"]
    assert changed_words("old words", "") == ["- old words"]
