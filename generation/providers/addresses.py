"""Which addresses on the network may be reached on somebody's word, and which may not.

Judged are the numbers that a name stands for, in whatever spelling it came. ``ipaddress.is_global`` alone is not
enough: Python 3.11 calls NAT64, 6to4 and multicast global.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from generation.providers import outside
from generation.providers.errors import Rejected

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Special-purpose ranges (IANA registries, November 2026) beyond what ``is_global`` excludes everywhere.
_SPECIAL = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24"),
        *(
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2002::/16",
            "5f00::/16",
            "2001::/32",
            "2001:20::/28",
            "3fff::/20",
            "fec0::/10",
        ),
    )
)
_SAFE = "/?:@!$&'()*+,;=%~-._"
_DEFAULT_PORTS = {"http": 80, "https": 443}
#: ports that people serve files from; what listens on others is no web server
_WEB_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})
#: names that are only known inside a network
_INNER_NAMES = (".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa")


@dataclass(frozen=True)
class Target:
    """Where an address points: ``host`` is a name or a number without brackets, in lower case, ``path`` is encoded."""

    scheme: str
    host: str
    port: int
    path: str = "/"

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)

    @property
    def has_usual_port(self) -> bool:
        return self.port in _DEFAULT_PORTS.values()


def blocked(what: str) -> Rejected:
    return Rejected(f"This address cannot be used: {what}.", code="blocked_address")


def parse(url: str) -> Target:
    """Take an address apart. Raises ``Rejected`` (``blocked_address``) for what is no plain http(s) address."""
    if any(character <= " " or character in "\x7f\\" or not character.isprintable() for character in url):
        raise blocked("it holds a blank, a backslash or an unprintable character")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise blocked("it is not well formed") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise blocked("it must begin with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise blocked("it holds a user name or a password")
    if not host or not (host := _plain(host)):
        raise blocked("it names no host")
    if any(sign in "/\\?#@" or not sign.isprintable() for sign in host):
        raise blocked("it is not well formed")
    if port == 0:
        raise blocked("port 0 is none")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Target(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], path)


def _plain(host: str) -> str:
    """One spelling for all: percent signs decoded, digits of any script and circled characters folded, no final dot."""
    folded = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".")
    digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in folded)
    return "".join(digits).lower().rstrip(".")


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to the open internet."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address.version == network.version and address in network for network in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def literal(host: str) -> IPAddress | None:
    """The address that ``host`` spells in numbers (``127.1``, ``0x7f000001``, ``::1``), None where it is a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def resolve(host: str, port: int) -> list[str]:
    """Every address of ``host``, in the system's order. Raises ``OSError`` where the name does not resolve."""
    outside.check(host)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_spelled(target: Target) -> IPAddress | None:
    """The address that ``target`` spells in numbers, None for a name. Raises ``Rejected`` where it is not public."""
    if target.host == "localhost" or target.host.endswith(".localhost"):
        raise blocked("it points to this computer")
    number = literal(target.host)
    if number is None and ("." not in target.host or target.host.endswith(_INNER_NAMES)):
        raise blocked("it names a computer of a private network")
    if number and not is_public(number):
        raise blocked("it points to a private network or to this computer")
    return number


def public_addresses(target: Target) -> list[str]:
    """The addresses of ``target``; all of them must be public.

    Raises ``Rejected`` (``blocked_address``) where one is not, ``OSError`` where the name does not resolve.
    """
    number = check_spelled(target)
    addresses = [str(number)] if number else resolve(target.host, target.port)
    if not all(is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise blocked("it points to a private network or to this computer")
    return addresses


def own_addresses(target: Target) -> list[str]:
    """The addresses of ``target``, each on this machine; raises ``LocalOnly``, ``OSError``."""
    addresses = resolve(target.host, target.port)
    for address in addresses:
        outside.check(address)
    return addresses


def check_public(url: str) -> None:
    """Refuse an address that leads into a private network; for inputs that a provider fetches itself.

    With local only every address is refused: whoever is given it would fetch it from elsewhere.
    Raises ``Rejected`` (``blocked_address``; the caller adds the field). A name that does not resolve here passes: it
    is the provider who must reach it.
    """
    target = parse(url)
    if outside.is_closed():
        raise Rejected(outside.REFUSED_ADDRESS, code=outside.LocalOnly.code)
    if target.port not in _WEB_PORTS:
        raise blocked(f"port {target.port} is not one that files come from")
    try:
        public_addresses(target)
    except OSError:
        return


def origins_of(urls: tuple[str, ...]) -> frozenset[tuple[str, str, int]]:
    """The origins of configured addresses, as ``Target.origin`` spells them."""
    return frozenset(parse(url).origin for url in urls if url)
