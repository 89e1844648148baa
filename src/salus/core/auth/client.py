"""What signs in, in words: pure functions of the browser's name and the network address."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# The first that fits: every browser but Firefox also calls itself Safari, and most call themselves Chrome.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS|Chromium)/"),
    ("Safari", r"Version/.*Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def device_words(user_agent: str) -> str:
    """A device as its owner would name it; what sends no known name is a program."""
    browser = _first(BROWSERS, user_agent)
    system = _first(SYSTEMS, user_agent)
    if browser is None:
        return f"A program on {system}" if system else "A program"
    return f"{browser} on {system}" if system else browser


def address_class(host: str) -> str:
    """Where an address lies, which is enough to tell one's own sessions apart and is nobody's whereabouts."""
    address = _address(host)
    if address is None:
        return "unknown"
    if address.is_loopback:
        return "this computer"
    return "private network" if address.is_private else "internet"


def network_of(host: str) -> str:
    """What guesses are counted by: an IPv4 address, or the /64 that one IPv6 subscriber has to himself."""
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or host)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _first(names: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for name, pattern in names if re.search(pattern, text)), None)
