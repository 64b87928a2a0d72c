"""Rows that name one model, brought together; names that are no model's, and ids that are no model's name, refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from kg.ontology.generate.curated import Curated, family_of
from kg.ontology.generate.rows import Row
from kg.ontology.generate.spelling import Identifier, Key, Spelling, identifier, is_active, is_served, read
from kg.ontology.grammar import words_of

#: Served things that are no models.
_NO_MODEL: Final = frozenset(
    ("search", "image_edit", "evaluation", "decisions", "moderation", "extraction", "guardrail", "vector_store")
)
_TOOL_WORDS: Final = words_of(
    "router auto autorouter tool tools moderation moderations guardrail upscale upscaler inpaint outpaint erase edit edits"
    " editing remix background voicemail fetch crawl scrape playground sandbox gateway test testing dummy"
)
#: Repositories beside a model: training states, adapters, drafts for speculative decoding, cut-down copies by others.
_BESIDE: Final = words_of(
    "tokenizer adapter adapters lora loras ckpt checkpoint checkpoints step random speculator speculators eagle eagle3 draft"
    " drafter dflash dspark mtp probe singprobe sae saes reward rm genrm intermediate stage stage1 stage2 abliterated uncensored"
    " heretic merge merged dpo kto rlvr sft grpo ablation baseline artifacts diffusers deduped seed1 seed2 seed3 unfiltered"
    " dataset classifier classification assistant internal hybridized pruned finetuned unsloth nim microservice zeroshot spec"
)
#: An organization by which a host lists what is its own to route, with the true model not said.
_ROUTERS: Final = frozenset(("openrouter", "switchpoint", "stealth", "azure-openai", "typesafe"))


@dataclass(slots=True)
class Refusals:
    """What was left out, by reason."""

    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, reason: str, example: str) -> None:
        """Note one; the same thing twice counts once."""
        self.found[reason].add(example)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, read."""

    row: Row
    identifier: Identifier
    name: str  #: the name as it stands, with vendor and remarks off; of a row without one, the id's tail
    spelling: Spelling
    organization: str  #: id of the organization that the id or the name itself says
    foreign: bool  #: the id names an organization that is not known
    hidden: tuple[str, ...]  #: ids that are names of this model
    agrees: bool  #: the row's own id is among them, so its facts are this model's


@dataclass(slots=True)
class Group:
    """What is said of one model."""

    key: Key
    curated: str  #: the id of the curated record that it is, or an empty string
    entries: list[Entry] = field(default_factory=list)

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the tokens of the most trusted spelling."""
        return min(self.entries, key=lambda e: (e.row.rank, e.row.hub, e.row.host, e.row.id)).spelling.tokens


def gather(rows: Iterable[Row], curated: Curated, refusals: Refusals) -> list[Group]:
    """Return the groups sorted by key, curated ones by id first."""
    groups: dict[tuple[str, Key], Group] = {}
    for row in rows:
        entry = _entry(row, curated, refusals)
        if entry is None:
            continue
        known = curated.find(entry.spelling)
        at = (known, () if known else entry.spelling.key)
        groups.setdefault(at, Group(at[1], known)).entries.append(entry)
    _join_totals(groups, curated)
    return [groups[at] for at in sorted(groups)]


def _join_totals(groups: dict[tuple[str, Key], Group], curated: Curated) -> None:
    """Bring a name with the total size alone (Qwen3 Next 80B) to the one model that has it (Qwen3-Next-80B-A3B)."""
    whole: dict[Key, set[tuple[str, Key]]] = defaultdict(set)
    for at in groups:
        if any(is_active(t) for t in at[1]):
            whole[tuple(t for t in at[1] if not is_active(t))].add(at)
    for key, known in curated.exact.items():
        if any(is_active(t) for t in key):
            whole[tuple(t for t in key if not is_active(t))].add((known, ()))
    for key, targets in sorted(whole.items()):
        short = groups.get(("", key))
        if short is not None and len(targets) == 1:
            (target,) = targets
            held = groups.setdefault(target, Group(target[1], target[0]))
            held.entries += [replace(e, hidden=()) for e in short.entries]
            del groups["", key]


def _entry(row: Row, curated: Curated, refusals: Refusals) -> Entry | None:
    ident = identifier(row.id, curated.labs, hosted=row.package.startswith("litellm "))
    reason = _no_model(row, ident)
    if reason:
        refusals.add(reason, row.id)
        return None
    vendor, name = _name_parts(row.name or ident.tail)
    spelling = curated.read(name)
    if row.described and row.name and not _says_more(spelling, by_id := curated.read(ident.tail)):
        name, spelling = ident.tail, by_id
    if not spelling.tokens:
        refusals.add("no name left", row.id)
        return None
    if spelling.rolling or (ident.tail == name and _moves(ident.tail, spelling)):
        refusals.add("rolling pointer", row.id)
        return None
    if not spelling.words and not curated.heads.open(spelling.tokens):
        refusals.add("opens with a number", row.id)
        return None
    if words := set(spelling.words) & (_TOOL_WORDS | _BESIDE):
        refusals.add("tool or router" if words & _TOOL_WORDS else "training state, adapter or altered copy", row.id)
        return None
    organization = curated.organization(ident.org) or curated.organization(vendor)
    unsure = bool(row.maker) and not _makes(row.maker, spelling, curated)
    organization = "" if unsure else organization
    ids = _ids(row, ident, curated)
    hidden = tuple(i for i in ids if _names(i, spelling, curated, refusals, row))
    agrees = row.described or curated.read(ident.tail.replace(":", "-")).key == spelling.key or ids[0] in hidden
    hidden = hidden if row.hub or not row.described else ()  # an evaluation's own ids are nobody else's
    foreign = unsure or (bool(ident.org) and not organization and not row.maker)
    return Entry(row, ident, name, spelling, organization, foreign, hidden, agrees)


def _makes(maker: str, spelling: Spelling, curated: Curated) -> bool:
    """Whether the maker that a package states has a family of that name: alone such a statement is often a guess."""
    found = family_of(spelling.tokens, curated.families.values())
    organization = curated.organization(maker)
    return found is not None and any(curated.related(organization, d) for d in found[0].developers if organization)


def _says_more(name: Spelling, found: Spelling) -> bool:
    """Whether a name for people says as much as the id beside it, or more than a size more ("Jurassic-2 Large", "j2-large")."""
    without = [tuple(t for t in s.key if t not in s.sizes) for s in (name, found)]
    return name.key == found.key or len(without[0]) > len(without[1])


def _no_model(row: Row, ident: Identifier) -> str:
    if row.kind in _NO_MODEL:
        return "not a model"
    if row.id.startswith("ft:"):
        return "training state, adapter or altered copy"
    if ident.priced:
        return "line of a price list"
    if ident.org in _ROUTERS:
        return "tool or router"
    if re.search(r"[:*]", ident.tail.partition(":")[0]) or not re.search(r"[a-z]", ident.tail, re.IGNORECASE):
        return "no name left"
    return ""


_VENDOR: Final = re.compile(r"^([^:]{2,30}): (?=\S)")
_REMARK: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")


def _name_parts(name: str) -> tuple[str, str]:
    """Return (vendor, name): remarks in brackets, the vendor before a colon and the owner before a slash are taken off."""
    vendor = ""
    if match := _VENDOR.match(name):
        vendor, name = match.group(1), name[match.end() :]
    if re.search(r"\([^()]*latest[^()]*\)", name.lower()):
        name += " latest"
    name = _REMARK.sub(" ", name).strip()
    if "/" in name and " " not in name.rsplit("/", 1)[0]:
        name = name.rsplit("/", 1)[1]
    if "--" in name:
        name = name.split("--", 1)[1]
    name = re.sub(r":(?:free|batch|thinking|cloud|exacto|nitro|online|floor|extended|beta)$", "", name)
    return vendor, re.sub(r"^(?:TEE|NEW|Beta|AU|EU|US|JP|CA|Global)\s+", "", name.replace("*", "").strip()).replace(":", "-")


_TIERED: Final = re.compile(r"[a-z-]+-(?:chat|reasoner|flash|pro|large|small|medium|plus|max|turbo|lite|mini)")


def _moves(tail: str, spelling: Spelling) -> bool:
    """Whether an id with no name beside it is an address that moves on: it says no version, size or date."""
    bare = not (spelling.versions or spelling.sizes or spelling.dates)
    return bare and _TIERED.fullmatch(tail) is not None


def _ids(row: Row, ident: Identifier, curated: Curated) -> list[str]:
    """Return the tails of a row's ids, the owner's id whole where its organization is known."""
    whole = f"{ident.org}/{ident.tail}" if ident.org and "/" in row.id and curated.organization(ident.org) else ident.tail
    if ident.org and row.id.endswith(whole) is False and row.id.lower().endswith(whole.lower()):
        whole = row.id[-len(whole) :]
    found = [whole, *(identifier(alias, curated.labs, hosted=False).tail for alias in row.aliases)]
    return list(dict.fromkeys(found))


def _names(found: str, spelling: Spelling, curated: Curated, refusals: Refusals, row: Row) -> bool:
    """Whether an id is a name of the model that the row names: its version, size and words agree."""
    tail = re.sub(r":(?:free|batch|cloud|exacto|nitro|online|floor|extended|beta)$", "", found.rsplit("/", 1)[-1])
    if tail != found.rsplit("/", 1)[-1]:
        return False
    own = curated.read(tail.replace(":", "-"))
    if is_served(tail) or ("/" not in found and read(tail.replace(":", "-")).tokens != own.tokens):
        return False
    what = f"{tail} for {row.name or row.id}"
    if own.rolling:
        refusals.add("rolling pointer", tail)
        return False
    if own.key == spelling.key:
        return True
    says = own.versions + own.sizes
    if not says and (spelling.versions or spelling.sizes):
        if own.dates and set(own.words) <= set(spelling.words):
            return True
        refusals.add("rolling pointer", what)
        return False
    if own.versions != spelling.versions or (own.sizes and spelling.sizes and own.sizes != spelling.sizes):
        refusals.add("contradictory alias", what)
    else:
        refusals.add("alias of another variant", what)
    return False
