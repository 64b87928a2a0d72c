"""Quotations and whose words they are, where the text says so plainly.

A block quotation has its speaker in its last line ("— Jane Doe"), in the line below, or in the sentence above ("Jane Doe
wrote:"). A quotation in quotation marks becomes a zone when it is attributed beside the marks (``said Jane Doe``) or holds a
whole sentence; a few words in quotation marks are the author's own way of putting it, and words with capitals are a title.
"She said" is whoever was quoted last, unless another name stands between.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kg.records import Zone, ZoneKind
from kg.text import paragraphs

#: Words of a quotation in quotation marks that is attributed, and of one that is not but holds a whole sentence.
FEWEST_WORDS: Final = 4
FEWEST_WORDS_ALONE: Final = 8
#: Words of one that begins within a sentence and is not attributed: shorter ones are ironic as often as quoted.
FEWEST_WORDS_OF_PART: Final = 15
#: Share of the words of four letters and more that have capitals in a title.
TITLE: Final = 0.75
#: A quotation in quotation marks is no longer than this.
LONGEST: Final = 3_000
#: Characters beside a quotation in which its attribution stands.
BESIDE: Final = 160
#: A line below a block quotation that names its speaker is no longer than this.
LONGEST_CREDIT: Final = 120

_WORD: Final = r"(?:[A-Z\u00c0-\u00de\u0100-\u017f][\w.'’-]*(?<!\.)|[A-Z]\.)"
_PARTICLES: Final = r"(?:(?:de|del|della|di|da|van|von|der|den|la|le|al|el|bin)[ \u00a0])*"
_NAME: Final = rf"{_WORD}(?:[ \u00a0]{_PARTICLES}{_WORD}){{0,4}}"
_SAID: Final = (
    r"(?:said|says|(?:told|tells) [\w ]{2,30}|argue[sd]|explain(?:s|ed)|add(?:s|ed)|note[sd]|claim(?:s|ed)|state[sd]"
    r"|repl(?:ies|ied)|answer(?:s|ed)|continue[sd]|recall(?:s|ed)|puts? it|remark(?:s|ed)|warn(?:s|ed)|conclude[sd]"
    r"|insist(?:s|ed)|admit(?:s|ted)|comment(?:s|ed)|observe[sd]|testif(?:ies|ied)|ask(?:s|ed)|respond(?:s|ed)|advise[sd]|suggest(?:s|ed)"
    r"|stress(?:es|ed)|joke[sd]|quip(?:s|ped)|counter(?:s|ed)|caution(?:s|ed)|emphasi[sz]e[sd]|declare[sd]|acknowledge[sd])"
)
#: Verbs whose object may be a work: "Jane Doe wrote “A Long Title”". In front of a quotation they need a comma or a colon.
_PUT_OUT: Final = r"(?:writes?|wrote|announce[sd]|tweet(?:s|ed)|post(?:s|ed)|publish(?:es|ed))"
_ANY_SAID: Final = rf"(?:{_SAID}|{_PUT_OUT})"
_ROLE: Final = r"(?:,[^,\n“”\"]{2,80}(?:,[^,\n“”\"]{2,60})?,)?"
_ADVERB: Final = r"(?:[ ]\w+ly|[ ](?:also|then|once|later|has|had))?"
_WHERE: Final = r"(?:[ ](?:in|on|at|to|during|of|about|here)\b[^“”\":;.\n]{0,60})?"
_AFTER = re.compile(
    rf"[ \u00a0]*,?[ \u00a0]*(?:{_ANY_SAID}{_ADVERB}[ ](?P<one>{_NAME})|(?P<two>{_NAME}){_ROLE}{_ADVERB}[ ]{_ANY_SAID}\b"
    rf"|[Aa]ccording to (?P<three>{_NAME})|[–—-]{{1,2}}[ ]?(?P<four>{_NAME})(?=[ \t]*(?:$|[,(\n])))"
)
_BEFORE = re.compile(
    rf"(?:(?P<two>{_NAME}){_ROLE}{_ADVERB}[ ](?:{_SAID}{_WHERE}(?:[ ]that)?[ ]?[,:]?|{_PUT_OUT}{_WHERE}(?:[ ]that|[ ]?[,:]))"
    rf"|(?:[Aa]ccording to|[Ii]n the words of) (?P<three>{_NAME}){_ROLE}[ ]?[,:]?"
    rf"|^[*_]{{0,3}}(?P<four>{_NAME})[*_]{{0,3}}[ ]?[:])[*_]{{0,3}}[ \n]*$",
    re.MULTILINE,
)
_PRONOUN: Final = r"(?:[Ss]he|[Hh]e|[Tt]hey)"
_PRONOUN_AFTER = re.compile(rf"[ \u00a0]*,?[ \u00a0]*(?:{_PRONOUN}{_ADVERB}[ ]{_ANY_SAID}|{_ANY_SAID}[ ]{_PRONOUN})\b")
_PRONOUN_BEFORE = re.compile(rf"\b{_PRONOUN}{_ADVERB}[ ]{_ANY_SAID}{_WHERE}(?:[ ]that)?[ ]?[,:]?[ ]*$")
_SOMEBODY_SAID = re.compile(rf"[ \u00a0]*,?[ \u00a0]*(?:[\w’'-]+[ ]){{0,5}}{_ANY_SAID}\b")
_CAPITALISED = re.compile(rf"(?<![\w’'-]){_NAME}")
_CREDIT = re.compile(
    rf"^[ \t>]*[*_]{{0,3}}(?:[–—―-]{{1,2}}|\()[ \u00a0]?[*_]{{0,3}}(?P<name>{_NAME})[*_)]{{0,4}}"
    r"(?:[,(|][^\n]{0,80}|[ ](?:on|in|at)[ ][^\n]{0,60})?[ \t]*$",
    re.MULTILINE,
)
_INLINE_CREDIT = re.compile(rf"[.!?…\"”’][ ][–—―][ ]?(?P<name>{_NAME})[*_)]{{0,4}}(?:,[^\n.]{{0,80}})?[ \t]*$")
_WROTE = re.compile(rf"(?P<name>{_NAME})(?:[ ]?<[^>\n]{{3,80}}>|{_ROLE}){_ADVERB}[ ]{_ANY_SAID}[^:\n.]{{0,60}}:[*_ ]*$")
_LED = re.compile(
    rf"(?:(?:[Aa]ccording to|[Ii]n the words of|[Ff]rom|[Hh]ere is|[Hh]ere['’]s) (?P<three>{_NAME})|^[*_>#]*(?P<four>{_NAME}))"
    rf"{_ROLE}[*_ ]*:[*_ ]*$"
)
_MARKS = re.compile(r"[“”„«»\"]")
_NO_SPEAKER: Final = frozenset(
    "I It He She We They You This That The A An And But Or If So What Who How Why When Where There Here His Her Their Our My Its"
    " As In On At By For From To Of With After Before Then Now Yes No Not One Some Many Most Also Q".split()
)


def labelled(text: str, zones: Sequence[Zone], start: int, end: int) -> list[Zone]:
    """Return the zones with a label on every block quotation whose speaker is plain; lines that belong together are one.

    Consecutive lines marked with ``>`` are read as one quotation only to find the speaker; the zones stay as they are.
    """
    quoted = [z for z in zones if z.kind is ZoneKind.QUOTATION and not z.label and start <= z.start and z.end <= end]
    found: dict[Zone, str] = {}
    run: list[Zone] = []
    for zone in [*quoted, None]:
        if run and (zone is None or text[run[-1].end : zone.start].strip() or "\n\n" in text[run[-1].end : zone.start]):
            speaker = _speaker_of_block(text, run[0].start, run[-1].end, start, end)
            found.update(dict.fromkeys(run, speaker) if speaker else {})
            run = []
        if zone is not None and (not run or zone.start >= run[-1].end):
            run.append(zone)
    return [replace(z, label=found[z]) if z in found else z for z in zones]


def inline_zones(text: str, start: int, end: int, zones: Sequence[Zone]) -> list[Zone]:
    """Return QUOTATION zones, marks included, over what stands in quotation marks and is more than a few words."""
    closed = sorted(
        (z.start, z.end)
        for z in zones
        if z.kind in (ZoneKind.QUOTATION, ZoneKind.CODE, ZoneKind.TABLE, ZoneKind.TITLE, ZoneKind.HEADING, ZoneKind.OUTSIDE)
    )
    starts = [s for s, _ in closed]
    edges = sorted({edge for z in zones if z.kind is not ZoneKind.CORRECTION for edge in (z.start, z.end)})
    found: list[Zone] = []
    named, named_end = "", start  # who was quoted last by name, and where that ended
    for left, right in ((a + start, b + start) for a, b in paragraphs(text[start:end])):
        before = ""
        last = left
        for opening, closing in _pairs(text, left, right):
            at = bisect_right(starts, opening) - 1
            if at >= 0 and closed[at][1] > opening:
                continue
            if bisect_left(edges, closing) - bisect_right(edges, opening) > 0:
                continue  # it would cross the edge of what is said by somebody, or of an item
            inside = text[opening + 1 : closing - 1]
            words = len(inside.split())
            if words < FEWEST_WORDS or _is_title(inside):
                continue
            speaker = _speaker_beside(text, opening, closing, last, right)
            if not speaker and before and _follows_on(text[last:opening]):
                speaker = before  # “...,” said Jane Doe. “...”
            is_pronouns = not speaker and _is_pronouns(text, opening, closing, last, right)
            if is_pronouns and _is_alone(named, text[named_end:opening]):
                speaker = named
            if speaker:
                named, named_end = speaker, closing
            before, last = speaker, closing
            if speaker or is_pronouns or _stands_alone(text, opening, closing, right):
                found.append(Zone(opening, closing, ZoneKind.QUOTATION, speaker))
    return found


def credit(text: str) -> str:
    """Return the name that a credit begins with ("— Jane Doe, somewhere"), empty when it begins with none."""
    match = re.match(rf"[\s–—―(-]*(?P<name>{_NAME})(?=$|[\s,(|·)])", text.strip())
    return _plain(match["name"]) if match is not None and len(text) <= LONGEST_CREDIT else ""


def _pairs(text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between matching quotation marks of a paragraph, outermost only, marks included."""
    marks = [(m.start(), m.group()) for m in _MARKS.finditer(text, left, right)]
    straight = [at for at, mark in marks if mark == '"']
    if len(straight) % 2:  # an inch, a slip: none of them is sure
        straight = []
    pairs = list(zip((at for at in straight[::2]), (at + 1 for at in straight[1::2]), strict=True))
    opened: int | None = None
    closing = ""
    for at, mark in marks:
        if opened is None and mark in "“„«":
            opened, closing = at, {"“": "”", "„": "“”", "«": "»"}[mark]
        elif opened is not None and mark in closing:
            pairs.append((opened, at + 1))
            opened = None
    last = left
    for opening, end in sorted(pairs):
        if opening >= last and end - opening <= LONGEST:
            yield opening, end
            last = end


def _speaker_beside(text: str, opening: int, closing: int, floor: int, ceiling: int) -> str:
    after = _AFTER.match(text, closing, min(ceiling, closing + BESIDE))
    if after is not None and (name := _named(after)):
        return name
    before = _BEFORE.search(text[max(floor, opening - BESIDE) : opening])
    return _named(before) if before is not None else ""


def _follows_on(between: str) -> bool:
    """Return whether between two quotations there is an attribution, to its comma or stop, and nothing more."""
    return len(between) <= BESIDE and not any(mark in between.rstrip()[:-1] for mark in ".!?") and between.rstrip()[-1:] in ".,:"


def _is_pronouns(text: str, opening: int, closing: int, floor: int, ceiling: int) -> bool:
    """Return whether a quotation is attributed to a pronoun."""
    if _PRONOUN_AFTER.match(text, closing, min(ceiling, closing + BESIDE)):
        return True
    return _PRONOUN_BEFORE.search(text[max(floor, opening - BESIDE) : opening]) is not None


def _is_alone(name: str, between: str) -> bool:
    """Return whether a text names nobody else; a word with a capital in front of a comma only opens its sentence."""
    others = (m for m in _CAPITALISED.finditer(between) if between[m.end() : m.end() + 1] != "," or " " in m.group())
    parts = set(name.split())
    return all(not (plain := _plain(m.group())) or set(plain.split()) <= parts for m in others)


def _is_title(words: str) -> bool:
    """Return whether all words that a title would capitalise are capitalised."""
    long = [word for word in re.findall(r"[^\W\d_]{4,}", words) if not word.isupper()]
    return len(long) > 1 and sum(word[0].isupper() for word in long) >= TITLE * len(long)


def _stands_alone(text: str, opening: int, closing: int, ceiling: int) -> bool:
    """Return whether a quotation without a name is somebody's sentence all the same."""
    inside = text[opening + 1 : closing - 1].strip()
    count = len(inside.split())
    if count < FEWEST_WORDS_ALONE or (inside[0].islower() and count < FEWEST_WORDS_OF_PART):
        return False
    if inside[-1] == ",":
        return _SOMEBODY_SAID.match(text, closing, min(ceiling, closing + BESIDE)) is not None
    return inside[-1] in ".!?…"


def _speaker_of_block(text: str, start: int, end: int, floor: int, ceiling: int) -> str:
    last_line = text[text.rfind("\n", start, end) + 1 : end]
    if "\n" in text[start:end] and (match := _CREDIT.search(last_line)) is not None and (name := _plain(match["name"])):
        return name
    if (match := _INLINE_CREDIT.search(last_line)) is not None and (name := _plain(match["name"])):
        return name
    if name := _speaker_within(text, start, end):
        return name
    below_start = _skip(text, end, ceiling)
    below_end = text.find("\n", below_start, ceiling)
    below = text[below_start : below_end if below_end >= 0 else ceiling]
    if len(below) <= LONGEST_CREDIT and (match := _CREDIT.search(below)) is not None and (name := _plain(match["name"])):
        return name
    above_end = start
    while above_end > floor and (text[above_end - 1].isspace() or text[above_end - 1] == ">"):
        above_end -= 1
    above = text[max(floor, text.rfind("\n", floor, above_end) + 1, above_end - 2 * BESIDE) : above_end]
    for pattern in (_WROTE, _LED):
        if (match := pattern.search(above)) is not None and (name := _named(match)):
            return name
    return ""


def _speaker_within(text: str, start: int, end: int) -> str:
    """Return the one who is quoted in quotation marks in most of a block: “...,” said Jane Doe."""
    quoted = [(a, b, _speaker_beside(text, a, b, start, end)) for a, b in _pairs(text, start, end)]
    names = {name for _, _, name in quoted if name}
    return names.pop() if len(names) == 1 and 2 * sum(b - a for a, b, _ in quoted) > end - start else ""


def _skip(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _named(match: re.Match[str]) -> str:
    return next((name for group in match.groups() if group and (name := _plain(group))), "")


def _plain(name: str) -> str:
    """Return a name without a stop at its end and without a word before it that only opens a sentence."""
    words = name.rstrip(".’'").removesuffix("’s").removesuffix("'s").split()
    while words and words[0] in _NO_SPEAKER:
        words = words[1:]
    return " ".join(words)
