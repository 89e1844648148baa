"""The fingerprint of a body: blind to how it is cut and to its boundary, and to nothing else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from salus.core.http.fingerprint import Fingerprint

FIELD = b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


def form(boundary: bytes, content: bytes) -> bytes:
    """A multipart body of one file."""
    return b"--" + boundary + b"\r\n" + FIELD + content + b"\r\n--" + boundary + b"--\r\n"


def digest(body: bytes, kind: bytes, *cuts: int, path: str = "/x", query: bytes = b"") -> bytes:
    """Of a body that arrives in pieces."""
    scope = {"method": "POST", "path": path, "query_string": query, "headers": [(b"content-type", kind)]}
    taken = Fingerprint(scope)
    places = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    for start, end in pairwise(places):
        taken.update(body[start:end])
    return taken.digest()


def of_form(boundary: bytes, content: bytes, *cuts: int) -> bytes:
    """Of a form sent with this boundary."""
    return digest(form(boundary, content), b"multipart/form-data; boundary=" + boundary, *cuts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.lists(st.integers(0, 200), max_size=6), st.lists(st.integers(0, 200), max_size=6))
def test_a_retry_with_another_boundary_in_other_pieces_is_the_same(
    content: bytes, cuts: list[int], other_cuts: list[int]
) -> None:
    assert of_form(b"aaXaaXab", content, *cuts) == of_form(b"0123456789abcdef", content, *other_cuts)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_other_content_is_another_request(content: bytes, other: bytes) -> None:
    assert (of_form(b"XbX", content) == of_form(b"YbY", other)) == (content == other)


def test_address_kind_and_bytes_all_count() -> None:
    plain = digest(b"{}", b"application/json")
    others = [
        digest(b"{} ", b"application/json"),
        digest(b"{}", b"text/plain"),
        digest(b"{}", b"application/json", path="/y"),
        digest(b"{}", b"application/json", query=b"a=1"),
    ]
    assert plain not in others
    assert digest(b"{}", b"application/json; charset=utf-8") == plain
