from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.ids import SLUG
from kg.linking import Linker
from kg.ontology import load
from kg.records import Document, EntityType, Mention, Zone, ZoneKind
from tests.linking.reading import HEADER, ODD_TEXT, document, ids, link, spans, surfaces, write


def _check(text: str, mentions: tuple[Mention, ...]) -> None:
    end = 0
    for m in mentions:
        assert end <= m.start < m.end <= len(text)
        assert text[m.start : m.end] == m.surface
        assert m.surface.strip() == m.surface
        assert 0 <= m.confidence <= 1
        assert (m.entity is None) == (m.cluster is not None)
        end = m.end


@given(ODD_TEXT)
@settings(deadline=None, max_examples=200)
def test_offsets_are_true_on_any_text(linker: Linker, text: str) -> None:
    """A quote would point at other words than were linked, or hostile text would stop a build."""
    _check(text, link(linker, text))


@pytest.mark.parametrize("text", [
    "\ud800 OpenAI and GPT-5.4 \udfff.",
    "We asked\0OpenAI\0about GPT-5.4.",
    "\u202eAnthropic\u202c met \u200fOpenAI\u200f.",
    "Z\u0301\u0302\u0303\u0304algo " * 5 + "met OpenAI.",
    "İİİ asked OpenAI. ﬁ ﬁ ß asked OpenAI.",
    "😀😀 OpenAI 👩‍💻 OpenAI.",
])  # fmt: skip
def test_a_name_is_found_among_odd_characters(linker: Linker, text: str) -> None:
    """One stray character would hide every name of a post, or move every offset behind it."""
    mentions = link(linker, text)
    _check(text, mentions)
    assert {"OpenAI"} <= {m.surface for m in mentions}


def test_an_empty_text_has_no_mentions(linker: Linker) -> None:
    """An empty item of a feed would stop the build."""
    assert link(linker, "") == ()
    assert link(linker, " \n\u00a0\n ") == ()


@pytest.mark.parametrize("text", ["ОpenAI wrote a note.", "Αnthropic wrote a note.", "We use Сlaude and Qwеn daily."])
def test_look_alike_letters_do_not_link(linker: Linker, text: str) -> None:
    """A name with a Cyrillic or Greek letter in it would pass for a lab."""
    assert not [m for m in link(linker, text) if m.entity is not None]


@pytest.mark.parametrize("text", [
    "The Lakeside Policy Institute met the Lakeside Institute of OpenAI Studies.",
    "I run Qwen3.5-27B-Instruct and Claude Opus 4.6 beside NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4.",
    "Google DeepMind, Google and DeepMind signed the EU AI Act code.",
])  # fmt: skip
def test_names_do_not_nest(linker: Linker, text: str) -> None:
    """A lab inside the name of its model would be counted beside it."""
    _check(text, link(linker, text))


def test_the_longest_name_wins(linker: Linker) -> None:
    """The lab "Google DeepMind" would be read as Google, and a size would be cut from its model."""
    assert surfaces(linker, "Google DeepMind answered first.") == ["Google DeepMind"]
    assert surfaces(linker, "I run Qwen3.5-27B at home.") == ["Qwen3.5-27B"]


@pytest.mark.parametrize("text", [
    "OpenAI’s end passed.", "OpenAI's end passed.", "“OpenAI” passed.", "(OpenAI) passed.",
])  # fmt: skip
def test_a_span_has_no_possessive_and_no_quotes(linker: Linker, text: str) -> None:
    """The same lab would be written in four ways, and a span scorer would count each as wrong."""
    assert ids(linker, text) == [("OpenAI", "openai")]


@pytest.mark.parametrize(("text", "surface", "entity"), [
    ("We tried GPT\u00a05.4 on the long files.", "GPT\u00a05.4", "gpt-5.4"),
    ("We tried GPT\u20115.4 on the long files.", "GPT\u20115.4", "gpt-5.4"),
    ("We tried Claude\u202fOpus\u00a04.6 on the long files.", "Claude\u202fOpus\u00a04.6", "claude-opus-4.6"),
])  # fmt: skip
def test_a_name_holds_fixed_spaces_and_hyphens(linker: Linker, text: str, surface: str, entity: str) -> None:
    """Typeset pages would lose every name that a fixed space divides."""
    assert ids(linker, text) == [(surface, entity)]


@pytest.mark.parametrize(("first", "second", "entity"), [
    ("Claude", "Opus 4.6", "claude-opus-4.6"), ("Google", "DeepMind", "google-deepmind"),
    ("Gemini", "2.5 Pro", "gemini-2.5-pro"),
])  # fmt: skip
def test_a_name_runs_over_the_line_break_of_a_wrapped_block(linker: Linker, first: str, second: str, entity: str) -> None:
    """Hard-wrapped mail would lose every name at the end of a line."""
    text = (
        f"we compared the small ones in the afternoon and found that {first}\n"
        f"{second} was good at tables while the older ones, and with them all\n"
        "most of the rest that anybody had tried so far, were not as good."
    )
    assert ids(linker, text) == [(f"{first}\n{second}", entity)]


def test_a_name_ends_with_its_line_where_lines_are_items(linker: Linker) -> None:
    """Two items of a list would be one name."""
    assert surfaces(linker, "Google\nDeepMind\nOpenAI") == ["Google", "DeepMind", "OpenAI"]


def test_headings_in_capitals(linker: Linker) -> None:
    """A heading in capitals would lose its names, or make new ones of its plain words."""
    text = "OPENAI AND ANTHROPIC SIGN A SAFETY PLEDGE\n\nThe paper was short."
    assert [i for i in ids(linker, text) if i[1]] == [("OPENAI", "openai"), ("ANTHROPIC", "anthropic")]


@pytest.mark.parametrize("text", [
    "Read https://openai.com/index/gpt-5-4 first.",
    "Read www.anthropic.com/claude first.",
    "Write to press@openai.com or qwen@alibaba.example today.",
    "Set `model = gpt-5.4` and try again.",
    "Go to chat.deepseek.com and try again.",
])  # fmt: skip
def test_addresses_and_code_hold_no_names(linker: Linker, text: str) -> None:
    """Every link to a lab's site would count as a mention of the lab."""
    assert surfaces(linker, text) == []


def test_a_name_outside_the_code_is_found(linker: Linker) -> None:
    """One address in a sentence would hide the names around it."""
    assert ids(linker, "OpenAI (https://openai.com) and `x` Anthropic.") == [("OpenAI", "openai"), ("Anthropic", "anthropic")]


def test_a_code_zone_is_left_out_whole(linker: Linker) -> None:
    """Addresses inside a code block would end it early, and names behind them would be counted."""
    code = "get https://a.example/b www.b.example www.c.example me@d.example OpenAI GPT-5.4"
    text = f"{code}\nOpenAI answered."
    zone = Zone(0, len(code), ZoneKind.CODE)
    assert [(m.start, m.surface) for m in link(linker, text, [zone])] == [(len(code) + 1, "OpenAI")]


def test_a_mention_knows_its_innermost_zone(linker: Linker) -> None:
    """Names in headings and quotations could not be told from the running text."""
    text = "OpenAI opens up\nAnthropic waits."
    zones = [Zone(0, 15, ZoneKind.QUOTATION), Zone(0, 15, ZoneKind.HEADING)]
    assert [m.zone for m in link(linker, text, zones)] == [ZoneKind.HEADING, None]


def test_one_unknown_is_one_cluster_across_documents(linker: Linker) -> None:
    """The same unknown institute would be a stranger in every document."""
    first = link(linker, "The Lakeside Policy Institute wrote a brief.")
    second = link(linker, "Yesterday we met people from the Lakeside Policy Institute.")
    assert [m.surface for m in (*first, *second)] == ["Lakeside Policy Institute"] * 2
    assert first[0].entity is None
    assert first[0].cluster == second[0].cluster


def test_two_unknowns_are_two_clusters(linker: Linker) -> None:
    """Two institutes would melt into one."""
    mentions = link(linker, "The Lakeside Policy Institute met the Hilltop Policy Institute.")
    assert len({m.cluster for m in mentions}) == len(mentions) == 2


def test_a_tie_is_no_entity(tmp_path: Path) -> None:
    """Of two models with one name, one would be picked by the alphabet and counted as certain."""
    write(
        tmp_path, "models.tsv", HEADER + "|developed_by",
        "harbour-lab|Lab|Harbour Lab||||unverified|", "hill-lab|Lab|Hill Lab||||unverified|",
        "veloria-harbour|Model|Veloria|Harbour Veloria|||unverified|harbour-lab",
        "veloria-hill|Model|Veloria|Hill Veloria|||unverified|hill-lab",
    )  # fmt: skip
    tied = Linker(load(tmp_path))
    (m,) = link(tied, "We use the Veloria model every day.")
    assert (m.surface, m.type, m.entity) == ("Veloria", EntityType.MODEL, None)
    assert m.cluster
    assert set(m.candidates) == {"veloria-harbour", "veloria-hill"}
    (told,) = link(tied, "We use Hill Veloria every day.")
    assert told.entity == "veloria-hill"


def test_a_folder_of_ones_own_is_linked(tmp_path: Path) -> None:
    """A user's own lab would never be found."""
    write(tmp_path, "labs.tsv", HEADER, "quillmere|Lab|Quillmere|Quillmere Labs|quillmere-ai||unverified")
    own = Linker(load(tmp_path))
    assert ids(own, "Quillmere Labs wrote to OpenAI.") == [("Quillmere Labs", "quillmere"), ("OpenAI", "openai")]


@pytest.mark.parametrize("spelling", ["Qwen 9.7", "Qwen-9.7", "Qwen9.7", "Qwen\u00a09.7", "QWEN 9.7"])
def test_an_unseen_version_has_one_id_whatever_the_spelling(linker: Linker, spelling: str) -> None:
    """One new model would be six entities, each with a sixth of the mentions."""
    text = f"We tried {spelling} on Monday."
    mentions, made = linker.analyse(document(text))
    (entity,) = made
    assert [(m.surface, m.entity, m.provisional) for m in mentions] == [(spelling, entity.id, True)]
    assert entity.provisional
    assert entity.fact("member_of_family") == ("qwen-family",)
    assert SLUG.fullmatch(entity.id)
    assert entity.id == linker.analyse(document("We tried Qwen 9.7."))[1][0].id


def test_a_version_below_a_known_one_hangs_there(linker: Linker) -> None:
    """An unseen size of a known release would lose its release and its maker."""
    mentions, made = linker.analyse(document("I run Qwen3.5-777B at home."))
    assert [(m.surface, m.provisional) for m in mentions] == [("Qwen3.5-777B", True)]
    assert made[0].fact("version_of") == ("qwen3.5",)
    assert made[0].fact("developed_by")


def test_linking_does_not_depend_on_other_documents(linker: Linker) -> None:
    """A rebuild in another order would give another graph."""
    texts = ["Anna Lindqvist runs Harbour Data.", "Lindqvist met OpenAI. Opus was late.", "The Order was short. HI answered."]
    texts.append("The Harbour Institute (HI) praised Executive Order 14179.")
    alone = [Linker(load()).link(document(t)) for t in texts]
    forward = [linker.link(document(t)) for t in texts]
    backward = [linker.link(document(t)) for t in reversed(texts)][::-1]
    assert alone == forward == backward


def test_linking_does_not_depend_on_the_hash_seed() -> None:
    """Two runs over one corpus would differ, and nothing could be compared byte for byte."""
    code = (
        "import sys; from kg.ontology import load; from kg.linking import Linker; from kg.records import Document;"
        "t = sys.stdin.read(); print(Linker(load()).analyse(Document(id='doc-a', key='a', text=t)))"
    )
    text = (
        "Anna Maria van der Berg of the Harbour Institute (HI) met Bert Berg. Berg, Maria and van der Berg spoke of"
        " Veloria-9B, Veloria, Qwen 9.7 and 9.8, Claude, Meta,"
        " the Harbour Data Act and the Act. HI and OpenAI like Gemma 4; the 31B model is good."
    )
    seen = set()
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        run = subprocess.run([sys.executable, "-c", code], input=text, env=env, capture_output=True, text=True, check=True)
        seen.add(run.stdout)
    assert len(seen) == 1
    assert "openai" in seen.pop()


def _word(i: int) -> str:
    return "".join("bdfgklmnprst"[(i // 12**k) % 12] + "aeiou"[(i // 7**k) % 5] for k in range(4)).capitalize()


_KNOWN = ("OpenAI", "GPT-5.4", "Anthropic", "Claude", "Qwen", "Meta", "Gemini 2.5 Pro", "Mistral")


def _growing(**made: Callable[[int], str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("made", list(made.values()), ids=list(made))


@_growing(
    one_line=lambda n: "the small office by the river keeps a quiet record of each slow morning and " * n,
    one_sentence=lambda n: ", ".join(_KNOWN[i % 8] for i in range(n)),
    unknown_models=lambda n: ", ".join(f"{_word(i)}-{i % 90 + 1}B" for i in range(n)),
    new_names=lambda n: " ".join(f"{_word(i)} released a model called {_word(i + 7)}." for i in range(n // 2)),
    people=lambda n: " ".join(f"Anna {_word(i)} said hello." for i in range(n)),
    one_surname=lambda n: " ".join(f"Anna {_word(i)} Smith, who left, met Smith." for i in range(n)),
    acronyms=lambda n: " ".join(f"The {_word(i)} {_word(i + 1)} Institute ({_word(i)[0]}{_word(i + 1)[0]}I)." for i in range(n)),
    acts=lambda n: " ".join(f"The {_word(i)} Act is long. The Act is odd." for i in range(n)),
    sizes=lambda n: "Gemma 4 and the 31B model is new. " * n,
    bylines=lambda n: "\n".join(f"{_word(i)}-{i} by {_word(i).lower()}: good" for i in range(n)),
    no_space=lambda n: "a" * n * 40,
    capitals=lambda n: "Ab" * n * 20,
    hyphens=lambda n: "Ab-" * n * 10,
    dotted=lambda n: "a." * n * 20,
    digits=lambda n: "1" * n * 40,
    one_id=lambda n: "GPT-5" + "-a1" * n * 10,
    ids=lambda n: "Qwen-3.5-" * n,
    blank=lambda n: " \n" * n * 20,
)
def test_time_grows_with_the_text_and_not_with_its_square(linker: Linker, made: Callable[[int], str]) -> None:
    """One hostile page, a megabyte on a line or a list of ten thousand names, would hold up the whole build."""

    def cost(n: int) -> float:
        doc = document(made(n))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            linker.link(doc)
            best = min(best, time.process_time() - start)
        return best

    link(linker, "OpenAI")
    # Four times the text costs four times in a linear program and sixteen times in a quadratic one; a busy machine
    # may spoil one measurement, not three.
    assert any(cost(1600) < 8 * max(cost(400), 0.004) for _ in range(3))


def test_ten_thousand_names_in_one_sentence(linker: Linker) -> None:
    """A long list would lose its tail."""
    names = ("OpenAI", "GPT-5.4", "Anthropic", "Gemma 4")
    text = ", ".join(names[i % 4] for i in range(10_000))
    mentions = link(linker, text)
    _check(text, mentions)
    assert len(mentions) == 10_000


def test_documents_are_told_apart_by_id_only(linker: Linker) -> None:
    """A mention would stand under another document than its own, or the file's name would sway its reading."""
    a = linker.link(Document(id="doc-a", key="openai", text="Claude wrote it."))
    b = linker.link(Document(id="doc-b", key="people", text="Claude wrote it."))
    assert {m.document for m in a} <= {"doc-a"}
    assert [(m.start, m.end, m.entity, m.confidence) for m in a] == [(m.start, m.end, m.entity, m.confidence) for m in b]


def test_speaker_labels_are_people(linker: Linker) -> None:
    """An interview would have no speakers, and "Moderator" would be somebody's name."""
    text = "Oona Farquist: Hello.\nModerator: Hello."
    zones = [Zone(0, 13, ZoneKind.SPEAKER), Zone(22, 31, ZoneKind.SPEAKER)]
    assert [(m.surface, m.type) for m in link(linker, text, zones)] == [("Oona Farquist", EntityType.PERSON)]


def test_types_are_those_of_the_entities(linker: Linker) -> None:
    """A lab would be printed as a model."""
    assert spans(linker, "OpenAI trained GPT-5.4.") == [("OpenAI", "Lab"), ("GPT-5.4", "Model")]


def test_what_belongs_to_other_documents_of_a_file_is_not_read(linker: Linker) -> None:
    """Every name on a page of five episodes would be a mention of each of the five."""
    text = "OpenAI hired Anna.\n\nAnthropic released Claude Opus 4.6.\n\nGoogle waited."
    start = text.index("Anthropic")
    end = text.index("\n\nGoogle")
    zones = (Zone(0, start, ZoneKind.OUTSIDE), Zone(end, len(text), ZoneKind.OUTSIDE))
    found = linker.link(Document(id="doc-page", key="page#2", text=text, zones=zones))
    assert [m.surface for m in found] == ["Anthropic", "Claude Opus 4.6"]


def test_a_family_called_after_its_versions_lends_the_name_as_written(linker: Linker) -> None:
    """An unseen DeepSeek-R97 would be called "DeepSeek R series 97", which nobody would look for."""
    [mention] = link(linker, "DeepSeek-R97 came out.")
    assert (mention.label, mention.provisional) == ("DeepSeek-R97", True)


@pytest.mark.parametrize("name", ["Hermes 97 Llama 3.1 70B", "Dolphin 97 Mistral 7B"])
def test_a_fine_tune_is_not_the_model_in_its_name(linker: Linker, name: str) -> None:
    """The base in the name would be linked to the first fine-tune of it that a list has."""
    base = name.split(" ", 2)[2]
    [mention] = link(linker, f"We tried {base} on tax forms.")
    assert mention.label.startswith(base.split()[0])


def test_the_mark_of_a_note_is_no_part_of_a_version(linker: Linker) -> None:
    """A model with a footnote at its name would be another one, or none."""
    assert surfaces(linker, "We tried GPT-5.4³ and Qwen3.6-9B¹.") == ["GPT-5.4", "Qwen3.6-9B"]


def test_a_surname_is_not_the_famous_persons_where_another_has_it(linker: Linker) -> None:
    """A stranger who is named in full would be taken for a listed person of the same surname."""
    assert ids(linker, "Barret left. Zoph told the board first.")[-1] == ("Zoph", "barret-zoph")
    assert ("Zoph", "barret-zoph") not in ids(linker, "Anna Zoph left. Zoph told the board first.")


def test_a_speakers_label_is_no_acronym_of_the_lists(linker: Linker) -> None:
    """What a speaker called Colm says would be said by a conference."""
    text = "Nadia Ferrow and Colm Quellside talk.\n\nCOLM: I read it.\n\nNADIA: So did I, at COLM in May."
    assert [(m.surface, m.type) for m in link(linker, text)][2:4] == [("COLM", EntityType.PERSON), ("NADIA", EntityType.PERSON)]
