"""Lists of feeds as other programs export them (OPML)."""

from __future__ import annotations

from lxml import etree

from crawlers.plain import one_line, web_url
from voorkant.errors import InputError


def parse_opml(body: bytes) -> list[tuple[str, str]]:
    """Title and URL of each feed in an OPML file, each URL once, in order.

    Entities are not expanded and nothing is fetched. Raises InputError when it is no OPML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None or etree.QName(tree).localname.lower() != "opml":
        raise InputError("Dit is geen OPML-bestand. Exporteer de lijst met feeds opnieuw als OPML.")
    feeds: dict[str, str] = {}
    for outline in tree.iter("outline"):
        fields = {str(k).lower(): str(v) for k, v in outline.attrib.items()}
        url = web_url(fields.get("xmlurl", ""))
        if url:
            feeds.setdefault(url, one_line(fields.get("title") or fields.get("text") or "") or url)
    return [(title, url) for url, title in feeds.items()]
