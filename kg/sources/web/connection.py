"""One request on one connection. The only place that knows httpx and httpcore, which are loaded at the first address.

httpx reads addresses; httpcore makes the request, over a network backend of our own. That backend connects to the
numeric address that was checked, and holds every read to the time that is left for the whole. Connections are not
reused: one that was opened for an address the user named must not serve a link that a feed names.

A proxy that the environment names (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, less NO_PROXY) is used, except for this machine
itself. The proxy looks the names up then, so that only hosts spelled as private addresses can be refused here.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies_environment, proxy_bypass

from kg.sources.web import decoding, guard
from kg.sources.web.headers import fields
from kg.sources.web.limits import USER_AGENT, Clock, Limits

if TYPE_CHECKING:
    import httpcore
    import httpx


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to one request."""

    status: int
    phrase: str
    headers: Mapping[str, str]  #: names in lower case
    data: bytes  #: decoded; empty unless the status is 200


class Unanswered(Exception):  # noqa: N818 - the name says what happened
    """A request that brought nothing. ``reason`` is for a person."""

    def __init__(
        self, reason: str, *, is_passing: bool = False, was_heard: bool = False, wait: float | None = None,
        retry_at: datetime | None = None, is_forbidden: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(reason)
        self.reason = reason
        self.is_passing = is_passing  #: asking again may help
        self.was_heard = was_heard  #: some server answered
        self.wait = wait  #: seconds that the server asks to wait
        self.retry_at = retry_at
        self.is_forbidden = is_forbidden  #: the address is private and may not be asked


def parsed(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return an http(s) address, resolved against a base, without fragment. Raises Unanswered for anything else."""
    import httpx

    try:
        url = (base.join(address) if base is not None else httpx.URL(address)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Unanswered(f"is or leads to no http(s) address ({_cause(error)})") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Unanswered(f"is or leads to no http(s) address ({str(url.copy_with(username=None, password=None))[:120]})")
    return url


def without_login(url: httpx.URL) -> str:
    """Return an address without user and password."""
    return str(url.copy_with(username=None, password=None)) if url.userinfo else str(url)


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Return scheme, host and port: what two addresses of one server share."""
    return url.scheme, url.host.rstrip("."), url.port or (443 if url.scheme == "https" else 80)


def ask(
    url: httpx.URL,
    headers: Mapping[str, str],
    *,
    limits: Limits,
    clock: Clock,
    deadline: float,
    may_be_private: bool,
    resolve: guard.Resolve,
    cut: int = 0,
    body: bytes | None = None,
) -> Answer:
    """Return the answer to one GET, or to a POST of a body; no redirect is followed.

    ``deadline`` is on the clock's stopwatch. ``cut`` is how many bytes to read of a body that may be longer; else one
    over ``limits.max_bytes`` is refused. User and password of the address are sent. Raises Unanswered.
    """
    import httpcore

    login = {"Authorization": _basic(url)} if url.userinfo else {}
    own = {"Host": url.netloc.decode("ascii"), "User-Agent": USER_AGENT, "Accept-Encoding": decoding.ACCEPTED}
    length = {} if body is None else {"Content-Length": str(len(body))}
    sent = {**own, **length, **login, **headers}
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), limits.step)
    try:
        with (
            _pool(url, limits, clock, deadline, may_be_private=may_be_private, resolve=resolve) as pool,
            pool.stream(
                "GET" if body is None else "POST",
                target,
                headers=list(sent.items()),
                content=body,
                extensions={"timeout": timeout},
            ) as response,
        ):
            got = fields(response.headers)
            data = b""
            if response.status == 200:
                cap = cut or limits.max_bytes
                if not cut and _length(got) > cap:
                    raise decoding.TooLarge
                data = decoding.body(response.iter_stream(), got.get("content-encoding", ""), cap, cut=bool(cut))
            phrase = response.extensions.get("reason_phrase", b"").decode("latin-1")
            return Answer(response.status, "".join(c for c in phrase if c.isprintable())[:60], got, data)
    except guard.Forbidden as error:
        where = str(error) if str(error) == url.host else f"{url.host}: {error}"
        reason = f"leads to a private address ({where}): not asked without --allow-private"
        raise Unanswered(reason, is_forbidden=True) from error
    except decoding.TooLarge as error:
        raise Unanswered(f"is larger than {limits.max_bytes / 1024 / 1024:g} MB", was_heard=True) from error
    except decoding.Damaged as error:
        raise Unanswered(str(error), was_heard=True) from error
    except httpcore.TimeoutException as error:
        if clock.monotonic() >= deadline:
            raise Unanswered(f"did not finish within {limits.total:g} seconds") from error
        raise Unanswered(f"did not answer within {limits.step:g} seconds", is_passing=True) from error
    except httpcore.ConnectError as error:
        raise _unreached(error) from error
    except httpcore.ProxyError as error:
        raise Unanswered(f"cannot be reached through the proxy ({_cause(error)})", is_passing=True) from error
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
        raise Unanswered(f"cannot be asked for ({_cause(error)})") from error
    except (httpcore.ProtocolError, httpcore.NetworkError, OSError) as error:
        raise Unanswered(f"broke off ({_cause(error)})", is_passing=True) from error


# -- connecting --------------------------------------------------------------------------------------------------


def _pool(
    url: httpx.URL, limits: Limits, clock: Clock, deadline: float, *, may_be_private: bool, resolve: guard.Resolve
) -> httpcore.ConnectionPool:
    """Return a pool for one connection, to the host or to a proxy."""
    import httpcore

    tls = _tls()
    proxy = _proxy(url)
    if proxy is None:
        backend = _backend(limits, clock, deadline, may_be_private=may_be_private, resolve=resolve)
        return httpcore.ConnectionPool(tls, max_connections=1, max_keepalive_connections=0, network_backend=backend)
    if not may_be_private and guard.is_spelled_private(url.host):
        raise guard.Forbidden("as it is spelled")
    backend = _backend(limits, clock, deadline, may_be_private=True, resolve=resolve)
    login = (proxy.username, proxy.password) if proxy.userinfo else None
    where = httpcore.URL(scheme=proxy.raw_scheme, host=proxy.raw_host, port=origin(proxy)[2], target=b"/")
    return httpcore.HTTPProxy(
        where, proxy_auth=login, ssl_context=tls, max_connections=1, max_keepalive_connections=0, network_backend=backend
    )


def _backend(
    limits: Limits, clock: Clock, deadline: float, *, may_be_private: bool, resolve: guard.Resolve
) -> httpcore.NetworkBackend:
    """Return a network backend that connects to checked addresses and keeps to the deadline."""
    import httpcore

    def left(timeout: float | None) -> float:
        remaining = deadline - clock.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("no time is left")
        return min(remaining, limits.step if timeout is None else timeout)

    class Stream(httpcore.NetworkStream):
        """A connection each of whose steps ends at the deadline."""

        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, left(timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, left(timeout))

        def close(self) -> None:
            self._inner.close()

        def start_tls(
            self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, left(timeout)))

        def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
            return self._inner.get_extra_info(info)

    class Backend(httpcore.NetworkBackend):
        """Resolves once, checks every address, and connects to the first of them that answers."""

        def connect_tcp(
            self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
            socket_options: Any = None,  # noqa: ANN401 - as httpcore declares it
        ) -> httpcore.NetworkStream:  # fmt: skip
            try:
                bounded = guard.within(resolve, left(timeout))
                found = guard.checked(host, port, may_be_private=may_be_private, resolve=bounded)
            except (OSError, UnicodeError) as error:
                raise httpcore.ConnectError(str(error)) from error
            inner = httpcore.SyncBackend()
            for numeric in found[:-1]:
                try:
                    return Stream(inner.connect_tcp(numeric, port, left(timeout), local_address, socket_options))
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    continue  # the next address of the same host may be up
            return Stream(inner.connect_tcp(found[-1], port, left(timeout), local_address, socket_options))

    return Backend()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


def _proxy(url: httpx.URL) -> httpx.URL | None:
    """Return the proxy that the environment names for an address."""
    import httpx

    proxies = getproxies_environment()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or guard.is_own_machine(url.host) or proxy_bypass(url.host):
        return None
    try:
        proxy = httpx.URL(named if "://" in named else f"http://{named}")
    except (httpx.InvalidURL, ValueError) as error:
        raise Unanswered(f"cannot be reached: the proxy {named!r} in the environment is no address") from error
    if proxy.scheme not in ("http", "https"):
        raise Unanswered(f"cannot be reached: the proxy {named!r} in the environment is no http(s) address")
    return proxy


# -- in words ----------------------------------------------------------------------------------------------------


def _unreached(error: Exception) -> Unanswered:
    """Return why no connection came about."""
    import socket

    at: BaseException | None = error
    while at is not None:
        if isinstance(at, ssl.SSLCertVerificationError):
            return Unanswered(f"has a certificate that cannot be trusted ({at.verify_message or _cause(at)})")
        if isinstance(at, ssl.SSLError):
            return Unanswered(f"offers no secure connection that can be agreed on ({at.reason or _cause(at)})")
        if isinstance(at, socket.gaierror):
            is_passing = at.errno == socket.EAI_AGAIN
            return Unanswered(f"cannot be reached: its name is not found ({at.strerror})", is_passing=is_passing)
        if isinstance(at, UnicodeError):
            return Unanswered("cannot be reached: its name is no name of a host")
        at = at.__cause__ or at.__context__
    return Unanswered(f"cannot be reached ({_cause(error)})", is_passing=True)


def _basic(url: httpx.URL) -> str:
    from base64 import b64encode

    return "Basic " + b64encode(f"{url.username}:{url.password}".encode("utf-8", "replace")).decode("ascii")


def _length(headers: Mapping[str, str]) -> int:
    said = headers.get("content-length", "")
    return int(said[:18]) if said.isascii() and said.isdigit() else 0


def _cause(error: BaseException) -> str:
    return "".join(c for c in " ".join(str(error).split()) if c.isprintable())[:120] or type(error).__name__
