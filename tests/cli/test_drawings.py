"""Pictures and digests for reports, as the command writes them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run

_SVG = "{http://www.w3.org/2000/svg}"


def _names(text: str) -> list[str]:
    """Return what a drawing writes, without the marks that isolate a name's direction."""
    root = ElementTree.fromstring(text)
    return [(t.text or "").strip("\u2068\u2069") for t in root.iter(f"{_SVG}text")]


@pytest.mark.parametrize("name", ["OpenAI", "openai", "OpenAI Inc."], ids=["label", "id", "alias"])
def test_a_neighbourhood_by_any_of_its_names(quick: Run, tmp_path: Path, name: str) -> None:
    """The drawing would be found only by who knows ids, or say nothing of where it went."""
    done = quick("export", "svg", name, "--out", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    path = tmp_path / "new" / "openai.svg"
    assert str(path) in done.stdout.replace("\n", "")
    names = _names(path.read_text(encoding="utf-8"))
    assert names[0] == "OpenAI"
    assert "Codex" in names
    assert [p.name for p in path.parent.iterdir()] == ["openai.svg"]


def test_how_many_neighbours_and_which_colours(quick: Run, tmp_path: Path) -> None:
    """--limit or --scheme would be taken and not followed."""
    drawn = {}
    for limit in ("3", "60"):
        for scheme in ("light", "dark"):
            out = tmp_path / f"{limit}-{scheme}"
            assert quick("export", "svg", "OpenAI", "--limit", limit, "--scheme", scheme, "--out", str(out)).returncode == 0
            drawn[limit, scheme] = (out / "openai.svg").read_text(encoding="utf-8")
    few, many = (_names(drawn[limit, "light"]) for limit in ("3", "60"))
    assert "3 of " in few[1]
    assert len(few) < len(many)
    assert _names(drawn["3", "dark"]) == few
    assert drawn["3", "dark"] != drawn["3", "light"]
    assert not any("prefers-color-scheme" in text for text in drawn.values())


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("export", "svg"), "kg export svg OpenAI"),
        (("export", "svg", "Nobody Of That Name"), "Nobody Of That Name"),
        (("export", "svg", "OpenAI", "--limit", "61"), "60 neighbours at most"),
        (("export", "html", "OpenAI"), "kg export svg ENTITY"),
        (("export", "html", "--limit", "3"), "kg export svg ENTITY"),
    ],
    ids=["no-entity", "unknown-entity", "too-many", "entity-for-a-page", "limit-for-a-page"],
)
def test_what_cannot_be_drawn_is_one_line(kg: Run, tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    """A slip would end in a traceback, or in a drawing of something else."""
    done = kg(*args, "--out", str(tmp_path / "none"))
    assert done.returncode != 0
    assert says in " ".join(done.stderr.split())
    assert not (tmp_path / "none").exists()


def test_a_drawing_that_the_disk_refuses(kg: Run, tmp_path: Path) -> None:
    """A file where the folder should be would end in a traceback."""
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = kg("export", "svg", "OpenAI", "--out", str(tmp_path / "taken"))
    assert done.returncode != 0
    assert "taken" in done.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_drawing_in_a_file_of_ones_own_name(quick: Run, tmp_path: Path) -> None:
    """`--out figure.svg` would become a folder of that name."""
    assert quick("export", "svg", "OpenAI", "--out", str(tmp_path / "figure.svg")).returncode == 0
    assert _names((tmp_path / "figure.svg").read_text(encoding="utf-8"))[0] == "OpenAI"


def test_a_digest_as_page_and_as_text_tells_the_same(quick: Run, tmp_path: Path) -> None:
    """The two forms of one report would differ, or the page would load or run something."""
    days = ("--since", "2026-03-01", "--until", "2026-03-31")
    text = quick("report", *days).stdout
    done = quick("report", *days, "--out", str(tmp_path / "march.html"))
    assert done.stdout.strip().replace("\n", "") == str(tmp_path / "march.html")
    page = (tmp_path / "march.html").read_text(encoding="utf-8")
    heads = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert heads
    plain = re.sub(r"\\(.)", r"\1", "\n".join(heads)).split("\n")
    told = [ElementTree.fromstring(h).text for h in re.findall(r"<h3.*?</h3>", page)]
    assert told == plain
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["'](?!https?://)""", page)
