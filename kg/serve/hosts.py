"""Names and addresses of this machine, as a Host header and a user spell them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable


def is_own(host: str, names: Iterable[str]) -> bool:
    """Return whether a Host header is an address in numbers, localhost, or one of some lower-case names; any port."""
    name = host.strip().lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    name = name.rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost" or name in names
    return True


def is_loopback(host: str) -> bool:
    """Return whether nobody but this machine can reach a server at that host."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_origin(text: str) -> bool:
    """Return whether a text is an origin as browsers send it (scheme, host, port; nothing behind), ``null``, or ``*``."""
    return text in ("*", "null") or re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/?#@A-Z]+", text) is not None


def address(host: str, port: int) -> str:
    """Return what a browser on this machine takes to get to a server."""
    bare = host.strip("[]")
    try:
        number = ipaddress.ip_address(bare or "127.0.0.1")
    except ValueError:
        return f"http://{bare}:{port}/"
    if number.is_unspecified:
        number = ipaddress.ip_address("127.0.0.1" if number.version == 4 else "::1")
    return f"http://{f'[{number}]' if number.version == 6 else number}:{port}/"
