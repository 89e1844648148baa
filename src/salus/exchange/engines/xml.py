"""Parse XML that strangers send: no DTD, no entities, no network, no huge trees. lxml stays behind this door."""

from __future__ import annotations

from typing import Any

from salus.exchange.contract import FileNotReadable

LARGEST_XML = 24 << 20  # bytes; the largest of 132 sample documents has 1 MB
# A document type in any encoding that libxml2 tells by its first bytes; C-CDA has none.
DOCTYPES = tuple(
    "<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def parse_xml(data: bytes) -> Any:
    """The root element; `FileNotReadable` for what is broken, too large or dangerous."""
    from lxml import etree

    if len(data) > LARGEST_XML:
        raise FileNotReadable("The document is larger than 24 MB.")
    if any(mark in data for mark in DOCTYPES):
        raise FileNotReadable("The document brings a document type of its own (DTD), which is never read.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise FileNotReadable("The document is no well-formed XML.") from None
    if root is None or root.getroottree().docinfo.doctype:
        raise FileNotReadable("The document brings a document type of its own (DTD), which is never read.")
    return root
