"""Which language the prose of a text is in. Pure.

Code, addresses, frames and lines of names are left out first, for "GPT-5, Claude Opus, Gemini Pro" is in no language. What
is left is read in passages from all over the text, and each passage votes with its length: a quotation or a bilingual
foot does not outweigh the text. A script that one language uses alone decides by itself; within the others the
statistical model of py3langid does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kg.records import Zone, ZoneKind

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Fewer letters are too few to tell. Measured with the two limits below (benchmarks/language.py): of 6,000 windows of
#: English prose 0.3% were taken for another language at 40 letters, 0.05% at 60, none from 80 on.
SHORTEST: Final = 80
#: A language is believed in a passage with this share of the probability of all,
SURE: Final = 0.7
#: or when this is all that is left to English: sisters (Croatian and Bosnian) share theirs, and either is foreign.
NOT_ENGLISH: Final = 0.02
#: Share of the letters read that have to be in English, or in other languages, so that a text is.
MOST: Final = 0.5
#: Letters in a passage, and passages read of one text, evenly spread.
PASSAGE: Final = 400
PASSAGES: Final = 24
#: Fewer lower-case words than this share, and a line is a list of names or a headline.
FEWEST_LOWER: Final = 1 / 3

#: Zones whose words are not the text's own prose.
_ASIDE: Final = frozenset({
    ZoneKind.TITLE, ZoneKind.BYLINE, ZoneKind.BOILERPLATE, ZoneKind.RECURRING, ZoneKind.OUTSIDE, ZoneKind.CODE,
    ZoneKind.SPEAKER, ZoneKind.TIMESTAMP,
})  # fmt: skip

#: Scripts: the letters, how much a letter counts for (a Han character says what two or three Latin letters say), and
#: the languages that are written in it, as the model calls them.
_SCRIPTS: Final[tuple[tuple[str, str, float, tuple[str, ...]], ...]] = (
    ("kana", "\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d", 2.0, ("ja",)),
    ("hangul", "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3", 2.0, ("ko",)),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff", 2.5, ("zh",)),
    ("cyrillic", "\u0400-\u052f", 1.0, ("ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "ba")),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff", 1.0, ("el",)),
    ("arabic", "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc", 1.0, ("ar", "fa", "ur", "ps", "ug", "sdh")),
    ("hebrew", "\u05d0-\u05ea", 1.0, ("he",)),
    ("devanagari", "\u0900-\u097f", 1.0, ("hi", "mr", "ne", "sa")),
    ("bengali", "\u0980-\u09ff", 1.0, ("bn", "as")),
    ("gurmukhi", "\u0a00-\u0a7f", 1.0, ("pa",)),
    ("gujarati", "\u0a80-\u0aff", 1.0, ("gu",)),
    ("oriya", "\u0b00-\u0b7f", 1.0, ("or",)),
    ("tamil", "\u0b80-\u0bff", 1.0, ("ta",)),
    ("telugu", "\u0c00-\u0c7f", 1.0, ("te",)),
    ("kannada", "\u0c80-\u0cff", 1.0, ("kn",)),
    ("malayalam", "\u0d00-\u0d7f", 1.0, ("ml",)),
    ("sinhala", "\u0d80-\u0dff", 1.0, ("si",)),
    ("thai", "\u0e00-\u0e7f", 1.0, ("th",)),
    ("lao", "\u0e80-\u0eff", 1.0, ("lo",)),
    ("myanmar", "\u1000-\u109f", 1.0, ("my",)),
    ("georgian", "\u10a0-\u10ff", 1.0, ("ka",)),
    ("ethiopic", "\u1200-\u137f", 1.0, ("am",)),
    ("khmer", "\u1780-\u17ff", 1.0, ("km",)),
    ("armenian", "\u0531-\u0587", 1.0, ("hy",)),
)  # fmt: skip
_LETTERS: Final = tuple((name, re.compile(f"[{letters}]"), weight) for name, letters, weight, _ in _SCRIPTS)
_LANGUAGES: Final = {name: languages for name, _, _, languages in _SCRIPTS}
_LATIN_LETTER: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
#: The languages in Latin letters that posts are written in. The model knows more, and short English prose is what it
#: mistakes for those (pidgins, Latin, constructed languages, dialects of a few villages).
_LATIN: Final = (
    "af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "ha", "hr", "hu", "id",
    "is", "it", "lt", "lv", "ms", "mt", "nl", "no", "pl", "pt", "ro", "sk", "sl", "so", "sq", "sr", "sv", "sw", "tl", "tr",
    "uz", "vi", "xh", "yo", "zu",
)  # fmt: skip
#: One of kana to nine of Han: a Chinese text may quote a Japanese word, a Japanese one is never without particles.
_KANA_SHARE: Final = 0.1

_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]+|`[^`\n]{1,200}`")
#: Written as only names and code are: a digit, a capital within, capitals throughout. Latin letters only: Japanese sets a
#: particle behind a name without a space.
_RUN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]*+")
_NAME_LIKE: Final = re.compile(r"\d|[a-z][A-Z]|[A-Z]{2}")
_WORD: Final = re.compile(r"[^\W\d_]+")


def language_of(text: str, zones: Iterable[Zone] = (), declared: str = "") -> str:
    """Return the language of a document: what its prose shows, else what its source declares, else nothing.

    A declared tag stays as it is where it agrees (``pt-BR``). Where it contradicts a confident detection it loses: a
    Spanish directory says ``es`` of every page, in whatever language the text it carries is.
    """
    found = detect(text, zones)
    declared = declared.strip()
    if not found or base_of(declared) == found:
        return declared
    return found


def detect(text: str, zones: Iterable[Zone] = ()) -> str:
    """Return the BCP 47 code of the language that most of a text's prose is in, empty when that is not sure."""
    passages = [(passage, *_script(passage)) for passage in _passages(_prose(text, zones))]
    read = sum(letters for _, _, letters in passages)
    if read < SHORTEST:
        return ""
    votes: dict[str, float] = {}
    for passage, script, letters in passages:
        if language := _of_passage(passage, script):
            votes[language] = votes.get(language, 0.0) + letters
            if language == "en" and votes[language] > MOST * read:
                return "en"  # whatever the rest is in: asking the model is nearly all that this costs
    votes.pop("en", None)
    return min(votes, key=lambda name: (-votes[name], name)) if sum(votes.values()) > MOST * read else ""


def base_of(tag: str) -> str:
    """Return the base code of a language tag: ``pt`` of ``pt-BR`` and ``pt_br``; Norwegian has one, and so has Chinese."""
    base = re.split(r"[-_]", tag.strip().lower())[0]
    return {"nb": "no", "nn": "no", "cmn": "zh", "iw": "he", "in": "id"}.get(base, base)


# -- what is read ------------------------------------------------------------------------------------------------


def _prose(text: str, zones: Iterable[Zone]) -> str:
    """Return what is left of a text without asides, addresses and names; all its words when that leaves nothing."""
    body = _ADDRESS.sub(" ", _without_asides(text, zones))
    lines = (_RUN.sub(_unless_name, line) for line in body.splitlines())
    prose = " ".join(line for line in lines if _is_prose(line))
    return prose if _WORD.search(prose) else body


def _unless_name(run: re.Match[str]) -> str:
    return " " if _NAME_LIKE.search(run.group()) else run.group()


def _without_asides(text: str, zones: Iterable[Zone]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in sorted((z.start, z.end) for z in zones if z.kind in _ASIDE):
        if start > at:
            kept.append(text[at:start])
        at = max(at, end)
    return "\n".join([*kept, text[at:]])


def _is_prose(line: str) -> bool:
    """Whether a line has the lower-case words of prose; scripts without case count two characters a word."""
    words = lower = 0
    for found in _WORD.finditer(line):
        word = found.group()
        number = 1 if word[0].isupper() or word[0].islower() else (len(word) + 1) // 2
        words += number
        if not word[0].isupper():
            lower += number
    return lower > 0 and lower >= FEWEST_LOWER * words


def _passages(prose: str) -> Sequence[str]:
    """Return at most PASSAGES stretches of whole words, evenly spread from the first to the last."""
    prose = " ".join(prose.split())
    cuts = [0]
    while len(prose) - cuts[-1] > 1.5 * PASSAGE:
        space = prose.find(" ", cuts[-1] + PASSAGE, cuts[-1] + 2 * PASSAGE)
        cuts.append(space if space > 0 else cuts[-1] + PASSAGE)
    cuts.append(len(prose))
    count = len(cuts) - 1
    numbers = range(count) if count <= PASSAGES else [round(n * (count - 1) / (PASSAGES - 1)) for n in range(PASSAGES)]
    return [prose[cuts[n] : cuts[n + 1]] for n in numbers]


# -- what it is in -----------------------------------------------------------------------------------------------


def _script(passage: str) -> tuple[str, float]:
    """Return the script of most of a passage, empty for Latin letters, and how many letters it has of it."""
    latin = float(len(_LATIN_LETTER.findall(passage)))
    if passage.isascii():
        return "", latin
    weights = {name: weight * len(pattern.findall(passage)) for name, pattern, weight in _LETTERS}
    asian = weights["kana"] + weights["han"]
    if weights["kana"] > _KANA_SHARE * asian:
        weights["kana"], weights["han"] = asian, 0.0
    script = max(weights, key=lambda name: weights[name])
    return ("", latin) if weights[script] <= latin else (script, weights[script])


def _of_passage(passage: str, script: str) -> str:
    """Return the language of a passage, empty when unsure."""
    if not script:
        found, share, english = _ranked(passage, _LATIN)
        return found if share >= SURE or english < NOT_ENGLISH else ""
    languages = _LANGUAGES[script]
    # Which of its languages may stay unsure, but that it is none in Latin letters does not.
    return languages[0] if len(languages) == 1 else _ranked(passage, languages)[0]


def _ranked(passage: str, languages: Sequence[str]) -> tuple[str, float, float]:
    """Return the likeliest of some languages, and its share and the share of English in the probability of all of them."""
    shares = {language: share for language, share in _model().rank(passage) if language in languages}
    total = sum(shares.values())
    if not total:
        return languages[0], 0.0, 1.0
    best = min(shares, key=lambda language: (-shares[language], language))
    return best, shares[best] / total, shares.get("en", 0.0) / total


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    """Return the model, loaded at the first text (0.6 s). Ranking only reads it, so threads may share it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
