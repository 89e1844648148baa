"""What is kept of a device and an address: words and kinds, enough to tell one's own sessions apart."""

from __future__ import annotations

import pytest

from salus.core.auth.client import address_class, device_words, network_of


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("python-httpx/0.28", "A program"),
        ("", "A program"),
        ("<script>alert(1)</script>", "A program"),
    ],
)
def test_a_device_is_named_as_its_owner_would(sent: str, words: str) -> None:
    assert device_words(sent) == words


@pytest.mark.parametrize(
    ("host", "kind", "network"),
    [
        ("127.0.0.1", "this computer", "127.0.0.1"),
        ("::1", "this computer", "::/64"),
        ("::ffff:10.1.2.3", "private network", "10.1.2.3"),
        ("192.168.7.9", "private network", "192.168.7.9"),
        ("8.8.8.8", "internet", "8.8.8.8"),
        ("2606:4700:1:2:3:4:5:6", "internet", "2606:4700:1:2::/64"),
        ("testclient", "unknown", "testclient"),
    ],
)
def test_an_address_is_kept_as_its_kind_and_counted_by_its_network(host: str, kind: str, network: str) -> None:
    assert address_class(host) == kind
    assert network_of(host) == network
