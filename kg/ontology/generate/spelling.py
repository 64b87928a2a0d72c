"""How a model's name or id is written: host prefixes off, version numbers, sizes, dates, quantisation told apart.

Two spellings with the same key are the same model. A key holds the words sorted ("Claude 3.5 Sonnet" is "Claude Sonnet
3.5"), then version numbers and sizes in their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.ontology.grammar import DEFAULT_FORMS, QUANTISATION, version_number, words_of

Key = tuple[str, ...]


_DATE: Final = re.compile(
    r"""(?<![a-z0-9.])(?:
        20\d\d[-./]?(?:0[1-9]|1[0-2])[-./]?(?:[0-2]\d|3[01])   # 2025-08-05, 20250805
      | (?:0[1-9]|1[0-2])[- ]20\d\d                            # 03-2025
      | 20\d\d-?(?:0[1-9]|1[0-2])                              # 2025-03, 202503
      | 2[3-9](?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])               # 260428
      | 2[3-9]\.(?:0[1-9]|1[0-2])                              # 24.10
      | 0[1-9]\.(?:[0-2]\d|3[01])                              # 03.25
      | (?:2[3-9]|0[1-9]|1[0-2])(?:0[1-9]|1[0-2]|[0-2]\d|3[01])# 2507, 0324
      | (?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])                    # 05-06
    )(?![a-z0-9]|\.\d)""",
    re.VERBOSE,
)
_QUANT: Final = re.compile(rf"(?<![a-z0-9]){QUANTISATION}(?![a-z0-9])", re.VERBOSE)
#: Said by hosts about how they serve a model, not about which one it is.
_SERVED: Final = words_of(
    "maas tee free batch versatile official cloud nitro exacto online floor extended ga default serverless dedicated generate"
)
#: Forms of a release that do not make another model; in ids a beta is one.
FORMS: Final = DEFAULT_FORMS | {"beta"}
#: Words of an address that moves on to the next release.
ROLLING: Final = re.compile(r"(?<![a-z0-9])(?:latest|current|newest|nightly|stable$)(?![a-z0-9])")
_CONTEXT: Final = re.compile(r"\d+k|\d+e|[12]m|4096|8192|16384|32768|65536|131072")
_SNAPSHOT: Final = re.compile(r"00\d")
_SIZE: Final = re.compile(r"\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?[bmt]|[ae]\d+(?:\.\d+)?[bm]")
_NUMBER: Final = re.compile(r"v?\d+(?:\.\d+)*[a-z]?|[a-z]\d+(?:\.\d+)*|[a-z]{2}\d+\.\d+")
_TOKEN: Final = re.compile(r"[a-z]*\d[a-z0-9]*(?:\.\d+[a-z]*)*|[^\W\d_]+")
_GLUED: Final = re.compile(r"(?<![a-z0-9.])([^\W\d_]{3,})(?=\d)")
HYPHENED: Final = re.compile(r"(?<![\d.])(\d{1,2})[-_](\d|\d{2})(?![\d.a-z])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name or id, read."""

    tokens: tuple[str, ...]  #: words, versions and sizes in their order, without forms, dates and quantisation
    forms: tuple[str, ...]
    dates: tuple[str, ...]  #: without hyphens
    quantised: bool
    rolling: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Return what is neither version nor size."""
        return tuple(t for t in self.tokens if not is_version(t) and not is_size(t))

    @property
    def versions(self) -> tuple[str, ...]:
        """Return the version numbers in their order."""
        return tuple(t for t in self.tokens if is_version(t))

    @property
    def sizes(self) -> tuple[str, ...]:
        """Return the parameter counts in their order."""
        return tuple(t for t in self.tokens if is_size(t))

    @property
    def key(self) -> Key:
        """Return what identifies the model."""
        return key_of(self.tokens)

    @property
    def exact(self) -> Key:
        """Return the key with date and form, for names that keep them."""
        return (*self.key, *(f"+{f}" for f in sorted(self.forms)), *(f"@{d}" for d in self.dates))

    @property
    def dated(self) -> Key:
        """Return the key with the date and without the form."""
        return (*self.key, *(f"@{d}" for d in self.dates))

    @property
    def formed(self) -> Key:
        """Return the key with the form and without the date."""
        return (*self.key, *(f"+{f}" for f in sorted(self.forms)))


@cache
def key_of(tokens: tuple[str, ...]) -> Key:
    """Return the key of tokens."""
    words = sorted(t for t in tokens if not is_version(t) and not is_size(t))
    return (*words, *(t for t in tokens if is_version(t)), *(t for t in tokens if is_size(t)))


@cache
def is_size(token: str) -> bool:
    """Return whether a token counts parameters."""
    return _SIZE.fullmatch(token) is not None


def is_active(token: str) -> bool:
    """Return whether a size counts the parameters in use, beside the total (A3B)."""
    return is_size(token) and token[0] == "a"


@cache
def is_version(token: str) -> bool:
    """Return whether a token is a version number."""
    return _NUMBER.fullmatch(token) is not None and not is_size(token)


@cache
def read(text: str) -> Spelling:
    """Read a name or the tail of an id."""
    low = plain(text)
    rolling = ROLLING.search(low) is not None
    low = ROLLING.sub(" ", low)
    low, quantised = _QUANT.subn(" ", low)
    dates = tuple(re.sub(r"\D", "", d) for d in _DATE.findall(low))
    low = _DATE.sub(" ", low)
    low = re.sub(r"(?<=\d)p(?=\d)", ".", low)
    low = re.sub(r"(?<![\d.])0-(?=\d+b(?![a-z0-9]))", "0.", low)
    low = HYPHENED.sub(r"\1.\2", low)
    low = _GLUED.sub(lambda m: m.group(1) if m.group(1) in FORMS else m.group(1) + " ", low)
    tokens: list[str] = []
    forms: list[str] = []
    for word in _TOKEN.findall(low):
        if word in FORMS and not (word == "chat" and tokens in (["neural"], ["duo"], ["agentic"])):  # a name with it
            forms.append(word)
        elif word not in _SERVED and not _CONTEXT.fullmatch(word):
            tokens.append(_as_number(word))
    for at, word in enumerate(tokens):
        if _SNAPSHOT.fullmatch(word) and (dates or any(is_version(t) for t in tokens[:at])):
            return Spelling(tuple(tokens[:at] + tokens[at + 1 :]), tuple(forms), (*dates, word), bool(quantised), rolling)
    return Spelling(tuple(tokens), tuple(forms), dates, bool(quantised), rolling)


def is_served(text: str) -> bool:
    """Return whether a name carries a word about how a host serves the model."""
    return any(token in _SERVED for token in _TOKEN.findall(plain(text)))


def _as_number(token: str) -> str:
    return version_number(token)


def plain(text: str) -> str:
    """Return lower case without diacritics; a plus as a word, underscores as hyphens."""
    low = unicodedata.normalize("NFKD", text.replace("\u03c0", "pi"))
    low = "".join(c for c in low if not unicodedata.combining(c)).lower()
    return re.sub(r"(?<=\d)_(?=\d)", ".", low.replace("+", " plus ")).replace("_", "-")


def squeeze(text: str) -> str:
    """Return a name as linking compares it: lower case, hyphens, underscores and spaces as one space."""
    return " ".join(re.sub(r"[-_\s\u2010\u2011]+", " ", unicodedata.normalize("NFKC", text).casefold()).split())


_REGION: Final = re.compile(r"^(?:us|eu|apac|ap|au|jp|ca|global|regional|us-gov|sa|me|in|uk|mx|af|il)\.(?=[a-z0-9-]+\.)")
_PLACE: Final = re.compile(
    r"us|eu|uk|global(?:-standard)?|regional|apac|us-gov-[a-z0-9-]+|[a-z]{2}-[a-z]+-\d|streaming|tee|pro", re.IGNORECASE
)
_PATHS: Final = re.compile(r"^(?:.*/)?(?:accounts/[^/]+/(?:models|routers)/|@cf/|@hf/|workers-ai/|hf:)", re.IGNORECASE)
_PRICED: Final = re.compile(r"(?:^|/)(?:\d+-x-\d+|\d+x\d+|[\d-]*(?:month-commitment|steps)|max-x-max)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Identifier:
    """An id, taken apart."""

    org: str  #: the organization that the id itself names, lower case; never the host
    tail: str  #: the model's own part
    priced: bool  #: a line of a price list (a size of picture, a commitment), not a model


def identifier(raw: str, handles: Collection[str], *, hosted: bool) -> Identifier:
    """Take an id apart.

    ``handles`` are the organizations' handles that may stand before a dot; ``hosted`` says that the first segment is
    the host by the package's rule.
    """
    text = raw.strip().removeprefix("~")
    priced = _PRICED.search(text.lower()) is not None
    if hosted and "/" in text:
        text = text.split("/", 1)[1]
    path = _PATHS.match(text)
    text = text[path.end() :] if path else text
    text = re.sub(r"@(?:default|latest)$", "", text)
    org = ""
    if "/" in text:
        org, text = text.rsplit("/", 1)
        org = org.rsplit("/", 1)[-1].lower()
        org = "" if _PLACE.fullmatch(org) else org
    elif "--" in text:
        org, text = text.lower().split("--", 1)[0], text.split("--", 1)[1]
    text = _REGION.sub("", text)
    before, dot, after = text.partition(".")
    if dot and before.lower() in handles and not org:
        org, text = before.lower(), re.sub(r"(?:-v\d+)?:\d+(?::[a-z0-9]+)?$", "", after)
        text = re.sub(r"(?:(?<=-chat)|(?<=-instruct))-v\d$", "", text)
        text = text if re.search(r"[a-z]{2}", text) else f"{before}-{text}"  # deepseek.v3.2
    return Identifier(org, text.strip(), priced)
