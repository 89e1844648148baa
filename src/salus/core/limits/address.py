"""From which address a request comes: the connection's, or what a proxy says that the operator trusts. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
UNKNOWN = "unknown"
SUBSCRIBER_V6 = 64  # bits: a household or a machine is given a whole /64, so single addresses of it mean nothing


def parse_networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.0/8, 192.0.2.7`: networks and addresses; ValueError for what is neither."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def address_of(peer: str | None, forwarded_for: str | None, trusted: Sequence[Network]) -> str:
    """The nearest address that is not one of ours: what stands further left may be anybody's word."""
    address = _parsed(peer)
    for told in reversed((forwarded_for or "").split(",")):
        if address is None or not any(address in network for network in trusted):
            break
        address = _parsed(told.strip()) or address
    return str(address) if address else UNKNOWN


def counted_by(address: str) -> str:
    """What stands for an unknown caller: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or IPv6Network((parsed, SUBSCRIBER_V6), strict=False))
    return address


def _parsed(text: str | None) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text or "")
    except ValueError:
        return None
