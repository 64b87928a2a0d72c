"""A record for each group that is a model worth holding, with the facts that its sources agree on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kg.ids import SLUG, slug
from kg.ontology.generate.curated import Curated, family_of
from kg.ontology.generate.facts import Fact, Said, open_weights, released
from kg.ontology.generate.gathering import Group, Refusals
from kg.ontology.generate.labels import hidden_of, label_of
from kg.ontology.generate.placing import VARIANTS, Place, place, words_of_families
from kg.ontology.generate.spelling import is_size, is_version, key_of, plain, squeeze
from kg.ontology.grammar import EFFORTS, MODES, words_of

COLUMNS: Final = (
    "id", "class", "label", "aliases", "hidden", "context", "source", "developed_by", "member_of_family", "version_of",
    "released", "open_weights",
)  # fmt: skip
#: A hub's repository must be fetched this often for its model to be worth a record.
LEAST_DOWNLOADS: Final = 1000
#: A list of hubs' repositories that a host offers to run, which says as much.
_CATALOGUE: Final = "vertex-ai"
#: Hidden names of one record; more of them say nothing new.
MOST_HIDDEN: Final = 5
#: Words by which hosts sell another speed or effort of a release; models only where their developer lists them.
_SERVING: Final = EFFORTS | {"thinking", "think", "reasoning", "reasoner", "fast", "highspeed", "turbo", "lite", "raw", "non"}
#: Words that name a tier of a family.
_TIERS: Final = words_of(
    "chat reasoner reasoning flash pro plus max turbo lite mini small medium large thinking air fast nano omni vl coder ultra"
    " experimental exp code vision image audio text embedding embed"
)


@dataclass(frozen=True, slots=True)
class Made:
    """A record, and how it came about."""

    row: Mapping[str, str]
    group: Group
    merged: bool  #: lends names and facts to a curated record
    disputed: tuple[tuple[str, str, Said], ...] = ()  #: (fact, what was taken, who says what) where sources differ


def make(groups: list[Group], curated: Curated, refusals: Refusals) -> list[Made]:
    """Return the records, sorted by id."""
    words = words_of_families(groups, curated)
    numbered = _numbered(groups, curated)
    keys = {g.key for g in groups} | set(curated.exact)
    kept: list[tuple[Group, Place, str]] = []
    made: list[Made] = []
    for group in groups:
        if group.curated:
            made.append(_lent(group, curated))
            continue
        at = place(group, curated, words)
        label = label_of(group, curated.families.get(at.family), curated)
        reason = _not_worth(group, at, label, curated) or _pointer(group, at, numbered) or _dotless(group, keys)
        if reason:
            refusals.add(reason, label or group.entries[0].row.id)
        else:
            kept.append((group, at, label))
    ids = _ids(kept, curated)
    releases = {**{group.key: ids[group.key] for group, _, _ in kept}, **_curated_keys(curated)}
    made += [_new(group, at, label, ids[group.key], releases, curated) for group, at, label in kept]
    return _without_shared(sorted(made, key=lambda m: m.row["id"]), curated, refusals)


def _not_worth(group: Group, at: Place, label: str, curated: Curated) -> str:
    """Return why a group gets no record, or an empty string."""
    if not label or not re.search(r"[a-z]", plain(label)):
        return "no name left"
    if at.family and not at.rest:
        return "name of a whole family"
    if squeeze(label) in curated.named or squeeze(label) in curated.hidden:
        return "name of something else that is curated"
    if not any(c.isdigit() for c in label):
        words = [w for w in re.split(r"[^a-z]+", plain(label)) if w]
        if not at.family and all(w in curated.ordinary or w in VARIANTS or len(w) < 3 for w in words):
            return "ordinary words"
        if len(words) == 1:
            return "one word without a number"
        if not at.family and min(e.row.rank for e in group.entries) > 0:
            return "neither number nor family"
    if not any(e.agrees for e in group.entries):
        return "name and id disagree"
    if any(re.search(r"\d{5}", t) for t in group.tokens):
        return "training state, adapter or altered copy"
    if len(label) > 48 or len(at.rest) > 7:
        return "name too long for prose"
    if not at.family and re.match(r"v?\d+(?:\.\d+)*(?![a-z0-9])|[a-z]?\d+(?:\.\d+)*$", plain(label)):
        return "opens with a number"
    if " + " in label:
        return "name too long for prose"
    if _serving(group, at, curated):
        return "way to serve another release"
    return _unwitnessed(group, at)


def _numbered(groups: list[Group], curated: Curated) -> Counter[str]:
    """Count the numbered releases of each family."""
    found: Counter[str] = Counter()
    for group in groups:
        match = family_of(group.tokens, curated.families.values())
        if match and any(is_version(t) for t in match[1]):
            found.update({match[0].id, match[0].parent})
    return found


def _pointer(group: Group, at: Place, numbered: Mapping[str, int]) -> str:
    """Whether a family whose releases have numbers is named with a tier alone, which moves on ("DeepSeek Chat")."""
    dates = {e.spelling.dates for e in group.entries if e.spelling.dates}
    bare = not any(is_version(t) or is_size(t) for t in at.rest) and len(dates) != 1
    return "rolling pointer" if at.family and bare and numbered.get(at.family, 0) > 1 and set(at.rest) <= _TIERS else ""


def _dotless(group: Group, keys: Collection[tuple[str, ...]]) -> str:
    """Whether a number has lost its dot on the way ("Qwen25 VL 72B")."""
    dotted = tuple(f"{t[0]}.{t[1]}" if re.fullmatch(r"[1-9]{2}", t) else t for t in group.key)
    return "contradictory alias" if dotted != group.key and dotted in keys else ""


def _serving(group: Group, at: Place, curated: Curated) -> bool:
    """Whether only hosts know a name whose last words say how a model is run."""
    if not set(group.tokens) & _SERVING or not at.developers:
        return False
    return not any(
        organization and any(curated.related(organization, d) for d in at.developers)
        for e in group.entries
        for organization in (e.organization if e.row.hub else curated.organization(e.row.host),)
    )


def _unwitnessed(group: Group, at: Place) -> str:
    listed = [e.row for e in group.entries if not (e.row.hub or e.row.described)]
    fetched = max((e.row.downloads or 0 for e in group.entries), default=0)
    described = any(e.row.described for e in group.entries)
    if at.sure and at.developers and (listed or described or fetched >= LEAST_DOWNLOADS):
        return ""
    catalogued = any(e.row.hub and e.row.host == _CATALOGUE for e in group.entries)
    if at.sure and at.developers and catalogued and any(c.isdigit() for c in group.entries[0].name):
        return ""
    if at.sure and listed and len({r.host for r in listed}) > 1:
        return ""
    if at.sure and not at.developers and at.family and listed:
        return ""
    if len({r.package for r in listed}) > 1 and len({r.host for r in listed}) > 2:
        return ""
    return "seen in too few places" if not at.sure else "hardly fetched"


def _ids(kept: list[tuple[Group, Place, str]], curated: Curated) -> dict[tuple[str, ...], str]:
    taken: set[str] = set(curated.ids)
    found: dict[tuple[str, ...], str] = {}
    for group, _, label in sorted(kept, key=lambda k: k[0].key):
        base = slug(label)
        base = base if SLUG.fullmatch(base) else slug("-".join(group.key))
        for candidate in (base, f"{base}-model", slug("-".join(group.tokens)), f"{slug('-'.join(group.key))}-model"):
            if candidate not in taken:
                found[group.key] = candidate
                taken.add(candidate)
                break
        else:
            found[group.key] = slug(" ".join(group.key) + " model " + label)
    return found


def _curated_keys(curated: Curated) -> dict[tuple[str, ...], str]:
    return {key: target for key, target in {**curated.loose, **curated.exact}.items() if not any(p[0] in "+@" for p in key)}


def _new(group: Group, at: Place, label: str, record_id: str, releases: Mapping[tuple[str, ...], str], curated: Curated) -> Made:
    above = _release(group.tokens, releases)
    family = at.family
    words = re.split(r"[^a-z0-9]+", plain(label))
    context = label if not any(c.isdigit() for c in label) and all(w in curated.ordinary for w in words if w) else ""
    row = {
        "id": record_id,
        "class": "ModelVersion" if above else "Model",
        "label": label,
        "aliases": "",
        "hidden": " | ".join(hidden_of(group, label, at.developers, curated, MOST_HIDDEN)),
        "context": context,
        "source": " | ".join(_sources(group)),
        "developed_by": " | ".join(at.developers),
        "member_of_family": family,
        "version_of": above if above != record_id else "",
    }
    facts = _facts(group, at.developers, curated)
    row |= {name: fact.value for name, fact in facts.items()}
    disputed = tuple((name, fact.value, fact.said) for name, fact in facts.items() if fact.disputed)
    return Made(row, group, merged=False, disputed=disputed)


def _facts(group: Group, developers: Collection[str], curated: Curated) -> dict[str, Fact]:
    return {
        "released": released(group.entries, developers, curated),
        "open_weights": open_weights(group.entries, developers, curated),
    }


def _lent(group: Group, curated: Curated) -> Made:
    """Return what the packages add to a curated record: hidden names, and facts that it lacks."""
    held = curated.models.get(group.curated, {})
    developers = tuple(v.strip() for v in held.get("developed_by", "").split("|") if v.strip())
    row = dict.fromkeys(COLUMNS, "")
    row |= {"id": group.curated, "class": held.get("class", ""), "label": held.get("label", "")}
    row["hidden"] = " | ".join(hidden_of(group, row["label"], developers, curated, MOST_HIDDEN))
    row["source"] = " | ".join(_sources(group))
    disputed = []
    for name, fact in _facts(group, developers, curated).items():
        curated_value = held.get(name, "")
        if not curated_value:
            row[name] = fact.value
        said = (("curated", curated_value), *fact.said) if curated_value else fact.said
        if len({value for _, value in said}) > 1 and not _agree(curated_value, fact.value):
            disputed.append((name, curated_value or fact.value, said))
    return Made(row, group, merged=True, disputed=tuple(disputed))


def _agree(curated: str, found: str) -> bool:
    """Whether a curated day, month or year is the same as a found one, as far as both say it, or they stand in one month."""
    return bool(curated and found) and (curated.startswith(found[:7]) or found.startswith(curated))


def _sources(group: Group) -> list[str]:
    return [package for _, package in sorted({(e.row.rank, e.row.package) for e in group.entries})]


def _release(tokens: tuple[str, ...], releases: Mapping[tuple[str, ...], str]) -> str:
    """Return the release of which tokens name a mode or size: the nearest that exists."""
    modeless = tuple(t for t in tokens if t not in MODES)
    sizeless = tuple(t for t in tokens if not is_size(t))
    neither = tuple(t for t in modeless if not is_size(t))
    for fewer in (modeless, sizeless, neither):
        if len(fewer) < len(tokens) and len(fewer) > 1 and (found := releases.get(key_of(fewer))):
            return found
    return ""


def _without_shared(made: list[Made], curated: Curated, refusals: Refusals) -> list[Made]:
    """Drop hidden names that two records would share, and records whose label another one has."""
    labels: Counter[str] = Counter(squeeze(m.row["label"]) for m in made if not m.merged)
    owners: dict[str, set[str]] = {}
    for m in made:
        for name in _hidden(m.row):
            owners.setdefault(squeeze(name.rsplit("/", 1)[-1]), set()).add(m.row["id"])
    kept = []
    gone = {m.row["id"] for m in made if not m.merged and labels[squeeze(m.row["label"])] > 1}
    for m in made:
        if m.row["id"] in gone:
            refusals.add("name shared by two models", m.row["label"])
            continue
        names = []
        for name in _hidden(m.row):
            tail = squeeze(name.rsplit("/", 1)[-1])
            holder = curated.named.get(tail) or curated.hidden.get(tail)
            elsewhere = labels[tail] and tail != squeeze(m.row["label"])
            if len(owners[tail]) > 1 or elsewhere or (holder is not None and holder != m.row["id"]):
                refusals.add("hidden name shared by two models", name)
            elif not _plain_word(tail, curated):
                names.append(name)
        row = {**m.row, "hidden": " | ".join(names)}
        if row["version_of"] in gone:
            row |= {"version_of": "", "class": "Model"}
        if not m.merged or any(row[c] for c in COLUMNS[4:] if c != "source"):
            kept.append(replace(m, row=row))
    return kept


def _plain_word(tail: str, curated: Curated) -> bool:
    return not any(c.isdigit() for c in tail) and (" " not in tail or all(w in curated.ordinary for w in tail.split()))


def _hidden(row: Mapping[str, str]) -> list[str]:
    return [h for h in row["hidden"].split(" | ") if h]
