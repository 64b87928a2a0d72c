"""Which machines may be asked: an address that a feed or a redirect names must not lead into the user's own network."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Final

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Returns the numeric addresses of a host. Raises OSError (``socket.gaierror``) or UnicodeError.
Resolve = Callable[[str, int], tuple[str, ...]]

#: IPv6 networks whose addresses carry an IPv4 address in their last 32 bits.
_CARRIERS: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))


class Forbidden(Exception):  # noqa: N818 - the name says what happened
    """A host that stands for a private address; ``str`` says which."""


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the numeric addresses of a host, each once, in the system's order. Raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def within(resolve: Resolve, seconds: float) -> Resolve:
    """Return a resolver that gives up after so many seconds with a TimeoutError; the system's own may wait for minutes.

    A look-up cannot be ended from outside. The thread that waits for it is left behind, and holds up nothing.
    """

    def bounded(host: str, port: int) -> tuple[str, ...]:
        answer: Future[tuple[str, ...]] = Future()

        def look_up() -> None:
            try:
                answer.set_result(resolve(host, port))
            except BaseException as error:
                answer.set_exception(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            return answer.result(seconds)
        except FutureTimeout as error:
            if answer.done():  # the resolver's own, from within
                raise
            raise TimeoutError(f"its name was not looked up within {seconds:.3g} seconds") from error

    return bounded


def is_public(numeric: str) -> bool:
    """Return whether a numeric address is one of the public internet, the ones that it carries inside among them."""
    try:
        ip = ipaddress.ip_address(numeric)
    except ValueError:
        return False
    return all(_is_public(each) for each in _with_carried(ip))


def checked(host: str, port: int, *, may_be_private: bool, resolve: Resolve = resolve) -> tuple[str, ...]:
    """Return the numeric addresses that a host may be reached at, in order: the caller connects to these, not to the name.

    Asking the resolver a second time could give another answer. One private address among several refuses them all.
    Raises Forbidden, and OSError or UnicodeError when the host has no address.
    """
    found = resolve(host, port)
    if not found:
        raise OSError("its name has no address")
    if not may_be_private:
        for numeric in found:
            if not is_public(numeric):
                raise Forbidden(numeric)
    return found


def is_own_machine(host: str) -> bool:
    """Return whether a host is spelled as this machine."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def is_spelled_private(host: str) -> bool:
    """Return whether a host is spelled as a private address in any of the ways that C libraries read, without asking."""
    if is_own_machine(host):
        return True
    name = host.rstrip(".").strip("[]")
    try:
        numeric = str(ipaddress.ip_address(name))
    except ValueError:
        try:
            numeric = socket.inet_ntoa(socket.inet_aton(name))
        except (OSError, UnicodeError, ValueError):
            return False
    return not is_public(numeric)


def _is_public(ip: IP) -> bool:
    is_special = ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    return ip.is_global and not is_special and not (ip.version == 6 and ip.is_site_local)


def _with_carried(ip: IP) -> tuple[IP, ...]:
    """Return what an address leads to: itself, or the IPv4 addresses that it is a wrapping of."""
    if ip.version == 4:
        return (ip,)
    if ip.ipv4_mapped:
        return (ip.ipv4_mapped,)
    if ip.sixtofour:
        return (ip.sixtofour,)
    if ip.teredo:
        return ip.teredo
    bare = ipaddress.IPv6Address(int(ip))  # without its scope
    if any(bare in network for network in _CARRIERS) and int(bare) > 1:
        return (ipaddress.IPv4Address(int(bare) & 0xFFFFFFFF),)
    return (ip,)
