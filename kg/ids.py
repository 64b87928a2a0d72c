"""Ids that do not depend on order, process or hash seed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

#: Version of the hashing rule below; a change of the rule changes every id and so bumps it.
ID_VERSION: Final = 1

#: What an entity id looks like: typable in Turtle and SPARQL, an NMTOKEN in GraphML.
SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def content_id(kind: str, *parts: str) -> str:
    """Return ``kind-`` and 16 hex digits of SHA-256 over the parts, each with its length before it.

    The length keeps ("ab", "c") and ("a", "bc") apart. Lone surrogates are hashed as they are.
    """
    digest = hashlib.sha256(f"kg{ID_VERSION}:{kind}".encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return f"{kind}-{digest.hexdigest()[:16]}"


def slug(name: str) -> str:
    """Return the id form of a name: ASCII letters and digits in lower case, other runs as one hyphen.

    A dot stays between digits ("Qwen3.5" gives ``qwen3.5``). A name with no letter or digit of its own
    in ASCII (Chinese, say) gets a hash.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"(?<![0-9])\.|\.(?![0-9])", " ", plain)
    plain = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    return plain if SLUG.fullmatch(plain) else content_id("x", name)


def mention_id(document: str, start: int, end: int) -> str:
    """Return the id of a mention, as in the RDF: its document's, and its offsets."""
    return f"m-{document.removeprefix('doc-')}-{start}-{end}"


def co_mention_id(a: str, b: str) -> str:
    """Return the id of a pair, as in the RDF."""
    return "co-" + "--".join(sorted((a, b)))
