"""Believe the proxy that the machine's owner named, and nobody else, about where a request came from."""

import ipaddress
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

from mentoring.config import Network

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
             "HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED")  # fmt: skip


REFUSAL_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


class NamedProxy:
    """Takes X-Forwarded-For, -Proto and -Host from the named addresses; from any other they are dropped.

    alone: there is no TLS but the proxy's, so whoever comes past it, from another machine, is turned away.
    """

    def __init__(self, inner: WSGIApplication, proxies: tuple[Network, ...], *, alone: bool) -> None:
        self.inner = inner
        self.behind = ProxyFix(inner, x_for=1, x_proto=1, x_host=1)
        self.proxies = proxies
        self.alone = alone

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if peer is not None and any(peer in network for network in self.proxies):
            return self.behind(environ, start_response)
        for name in FORWARDED:
            environ.pop(name, None)
        if self.alone and self.proxies and not (peer is not None and peer.is_loopback):
            start_response("403 Forbidden", REFUSAL_HEADERS)
            return [f"Please use the public address. {peer} is not the proxy in TRUSTED_PROXY.\n".encode()]
        return self.inner(environ, start_response)


def _address(written: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)  # how a socket for both kinds shows an IPv4 peer
    return mapped or address
