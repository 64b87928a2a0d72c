"""What the documentation tells people to type exists, and nothing in it is true on one machine only."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from kg.cli import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [p for p in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "exports" / "README.md") if p.is_file()]
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(kg [^`\n]+)`")
#: Folders of one machine. Written in parts, so that this file holds none.
_MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("work", "root", "home", "Users", "mnt", "tmp")) + r")/[\w.-]")


def commands(text: str) -> Iterator[str]:
    """Yield the `kg` command lines of fenced blocks and of code in the text."""
    for block in _FENCE.findall(text):
        joined = block.replace("\\\n", " ")
        for line in joined.splitlines():
            for part in re.split(r"\s\|\s|&&|;", line.removeprefix("$ ").strip()):
                if re.match(r"(?:\S*/)?kg\s", part.strip()):
                    yield part.strip()
    yield from _INLINE.findall(_FENCE.sub("", text))


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)[1:]
    for number, word in enumerate(words):
        if word in (">", ">>", "<", "2>"):
            return words[:number]
    return words


def problem(line: str) -> str:
    """Return what is wrong with a command line, empty when nothing is: command and options known, values fit."""
    words = _words(line)
    if not words or words[0] in ("COMMAND", "--help", "--version", "--install-completion"):
        return ""
    group = typer.main.get_command(app)
    context = group.make_context("kg", [], resilient_parsing=True)
    command = group
    while words and hasattr(command, "get_command"):
        found = command.get_command(context, words[0])
        if found is None:
            return f"there is no command {words[0]}"
        command, words = found, words[1:]
    if "--help" in words:
        return ""
    known = {name: p for p in command.params for name in (*p.opts, *p.secondary_opts)}
    for word in words:
        if word.startswith("-") and word != "-" and word.partition("=")[0] not in known:
            return f"{command.name} has no option {word}"
    if any(word.isupper() and len(word) > 1 for word in words) or not words:
        return ""  # `kg neighbors ENTITY` stands for a command, it is none
    try:
        command.make_context("kg", list(words), parent=context)
    except Exception as error:  # typer's own kinds of usage errors are private
        return f"{type(error).__name__}: {error}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_documented_commands_can_be_typed(page: Path) -> None:
    """A newcomer who types what the page says would get an error."""
    wrong = [f"{line}: {what}" for line in commands(page.read_text(encoding="utf-8")) if (what := problem(line))]
    assert wrong == []


def test_the_check_of_commands_sees_faults() -> None:
    """The test above would pass whatever the pages say."""
    lines = ["kg build --nope   # a comment", "kg nieghbors x", "kg export pdf", "kg search qwen --limit 3", "kg path A B"]
    block = "\n".join((f"$ {lines[0]}", f"{lines[1]} | head", *lines[2:4]))
    found = list(commands(f"```sh\n{block}\n```\n`{lines[4]}`"))
    assert found == lines
    assert [bool(problem(line)) for line in found] == [True, True, True, False, False]


def test_readme_shows_commands() -> None:
    """A newcomer would not learn from the first page what to type."""
    assert len(list(commands((ROOT / "README.md").read_text(encoding="utf-8")))) >= 5


def test_make_targets_exist() -> None:
    """`make demo` and `make test`, as the pages have it, would not be there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in (*PAGES, ROOT / "CONTRIBUTING.md"):
        if page.is_file():
            named = set(re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
            assert named <= targets, page.name


def test_named_tests_exist() -> None:
    """A page would promise that something is tested when its test is gone, or has another name now."""
    named = [match for page in PAGES for match in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8"))]
    assert named
    assert [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")] == []


def test_linked_files_exist() -> None:
    """A link in the documentation would lead nowhere."""
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_committed_file_knows_a_machine() -> None:
    """A path of somebody's machine would stand in what everybody gets."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a checkout of git")
    wrong: list[str] = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{name}: {match[0]}" for match in _MACHINE.finditer(text)]
    assert wrong == []
