"""The words and forms in which releases of models are named, for whatever reads such names: lists of packages or prose.

The rule of identity, which both readers keep:

- Two names are one model when their family, version numbers, variant words and sizes are the same. Case, separators, the
  order of the words, a leading ``v`` and a trailing ``.0`` make no difference.
- A quantisation or file format, and the date of a build, make no other model.
- The default form of a release (Instruct, Chat, it, Preview) is the release itself, unless a record says otherwise.
- A size with the parameters in use beside it (120B-A12B) is the size without them (120B), unless two models share it.
- Every other word is another model: a variant of the nearest release that has a record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import combinations
from typing import Final


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, for lists of words."""
    return frozenset(text.split())


#: Words that make a variant wherever they follow a family's name or a version.
VARIANT_WORDS: Final = words_of(
    "mini nano micro tiny small medium large xl xxl pro max ultra plus lite light flash turbo air super fast high"
    " preview instruct chat base it thinking think reasoning reasoner coder code codex vision vl omni audio image video"
    " speech ocr embedding embed reranker guard math prover translate transcribe realtime live research experimental exp"
    " next edge hybrid distill sonnet opus haiku scout maverick behemoth heavy spark standard sol terra luna"
)
#: Words that do so in ids and lists; in prose they say too many other things.
LISTED_WORDS: Final = words_of("highspeed tts asr native deep multimodal long non english multilingual")
#: Forms of a release that do not make another model when it has no record of its own.
DEFAULT_FORMS: Final = frozenset(("instruct", "chat", "it", "preview", "hf", "sft"))
#: Words that name a way to run a release: a variant that stands nearest to it.
MODES: Final = words_of("thinking think reasoning reasoner base fast highspeed exp experimental non long extended high")
#: How long a model is asked to think: a setting.
EFFORTS: Final = frozenset(("high", "low", "medium", "xhigh", "minimal", "none"))

#: A quantisation or file format, in lower case; for patterns with the flag VERBOSE.
QUANTISATION: Final = r"""(?:
        fp(?:4|8|16|32)(?:[ ._-]?(?:dynamic|block))? | bf16 | int[48] | nvfp4 | mxfp[468] | awq | gptq(?:[ ._-]int[48])?
      | (?:iq|q)\d(?:[ ._-](?:k|0|1|xs|xxs|nl))?(?:[ ._-](?:[msl]|xl)(?![a-z0-9]))? | [3-8][ _-]?bits? | w\d+a\d+ | bnb | exl[23]
      | gguf | ggml | mlx | onnx | openvino | (?:un)?quantized | autoround | qat | marlin | torchao
    )"""
_TOTAL: Final = re.compile(r"(\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?[bmt])-?(?:a\d+(?:\.\d+)?b|\d+[ae])")


@cache
def version_number(token: str) -> str:
    """Return a version number without what makes no difference: a leading ``v``, trailing zeros after the dot."""
    return re.sub(r"(?<=\d)(?:\.0)+$", "", re.sub(r"^v(?=\d)", "", token))


@cache
def total_size(size: str) -> str:
    """Return a size in lower case without the parameters in use or the count of experts: ``120b`` for ``120ba12b``."""
    whole = _TOTAL.fullmatch(size)
    return whole.group(1) if whole else size


def fewer(variants: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield ever smaller sets of variant words, each sorted, down to none; ways to run a release are dropped first."""
    words = sorted(variants)
    for size in range(len(words) - 1, -1, -1):
        sets = combinations(words, size)
        yield from sorted(sets, key=lambda kept: (sum(w in MODES for w in kept), kept))
