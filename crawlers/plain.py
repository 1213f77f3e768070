"""From whatever a source shows (HTML, escaped HTML, plain text) to clean text and safe links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import lxml.html
from lxml import etree

from voorkant.sources import person_address
from voorkant.text import canonical_url, tidy

#: HTML above this length (characters) is cut: nothing that people write is longer
MAX_HTML = 2_000_000
DROPPED = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title",
     "textarea", "select", "button", "form", "audio", "video", "canvas")
)  # fmt: skip
PARAGRAPHS = frozenset(
    ("p", "div", "section", "article", "blockquote", "ul", "ol", "table", "pre", "figure", "header", "footer",
     "h1", "h2", "h3", "h4", "h5", "h6", "hr", "aside", "main", "dl")
)  # fmt: skip
LINES = frozenset(("br", "li", "tr", "dt", "dd", "figcaption"))
#: classes with which Mastodon and others hide text from view (not `ellipsis`, which is shown)
HIDDEN_CLASSES = frozenset(("invisible", "screen-reader-text", "sr-only", "visually-hidden", "hidden"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z!/?]|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);")
#: where a date without offset was most likely written
DUTCH = ZoneInfo("Europe/Amsterdam")


def hidden(element: etree._Element) -> bool:
    """Whether a browser would not show this element's text."""
    if not isinstance(element.tag, str) or element.tag in DROPPED or "hidden" in element.attrib:
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    return not HIDDEN_CLASSES.isdisjoint((element.get("class") or "").split())


def parse_fragment(html: str) -> etree._Element | None:
    """The tree of a piece of HTML, or None when there is nothing in it that parses."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", html[:MAX_HTML])
    try:
        # a byte string with a known encoding: lxml refuses str with an encoding declaration
        parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
        return etree.fromstring(
            f"<html><body><div>{text}</div></body></html>".encode(errors="replace"), parser
        )
    except (etree.LxmlError, ValueError):
        return None


def to_text(html: str) -> str:
    """Plain text of HTML or of text that has no markup; paragraphs are separated by a blank line."""
    if not _MARKUP.search(html):
        return tidy(html[:MAX_HTML])
    tree = parse_fragment(html)
    return "" if tree is None else tree_text(tree)


def one_line(html: str) -> str:
    """Plain text on one line, for titles."""
    return " ".join(to_text(html).split())


def tree_text(tree: etree._Element) -> str:
    """Plain text of what a browser would show of a tree."""
    pieces: list[str] = []
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event in ("comment", "pi"):
            pieces.append(_words(node.tail))
        elif event == "end":
            pieces += ("\r" if node.tag in LINES else _break(node), _words(node.tail))
        elif hidden(node):
            walker.skip_subtree()
        else:
            pieces += (_break(node), _words(node.text))
    return tidy(_collapse("".join(pieces)))


def _words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _break(node: etree._Element) -> str:
    return "\r\r" if node.tag in PARAGRAPHS else ""


def _collapse(text: str) -> str:
    """White space in HTML is one space; only the marks that `_break` left are line ends."""
    spaced = re.sub(r"[^\S\r]+", " ", text)
    return re.sub(r" ?\r[ \r]*", lambda m: "\n\n" if m.group().count("\r") > 1 else "\n", spaced)


def web_url(href: str, base: str = "") -> str:
    """The absolute http(s) URL that a link points to, or "" when it points elsewhere."""
    try:
        url = urljoin(base, re.sub(r"[\x00-\x20]+", "", href))
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
        return url if good and (parts.port is None or parts.port > 0) else ""
    except ValueError:
        return ""


def canonical(href: str, base: str = "") -> str:
    """The canonical form of the web address that a link points to, or ""."""
    url = web_url(href, base)
    try:
        return canonical_url(url) if url else ""
    except ValueError:
        return ""


def links_of(html: str, base: str = "", limit: int = 50) -> tuple[str, ...]:
    """Canonical http(s) links in a piece of HTML, in order, without repeats."""
    if "<" not in html:
        return ()
    tree = parse_fragment(html)
    found = [] if tree is None else [canonical(a.get("href") or "", base) for a in tree.iter("a")]
    return unique(found)[:limit]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The values that are not empty, each once, in order."""
    return tuple(dict.fromkeys(v for v in values if v))


def moment(text: object) -> datetime | None:
    """An ISO 8601 moment in UTC, or None. Without offset it is Dutch local time."""
    if not isinstance(text, str):
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=DUTCH)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entry_hash(url: str, title: str, text: str) -> str:
    """Digest of what a source showed for one item, without its dates."""
    return sha256("\0".join((url, title, text)).encode(errors="replace")).hexdigest()[:32]


def outward_links(html: str, base: str = "", limit: int = 50) -> tuple[str, ...]:
    """Like `links_of`, without mentions, hashtags and other addresses of accounts (LAW 4, 21)."""
    tree = parse_fragment(html) if "<" in html else None
    if tree is None:
        return ()
    anchors = (a for a in tree.iter("a") if not (a.get("class") or "").startswith(("mention", "hashtag")))
    urls = unique(canonical(a.get("href") or "", base) for a in anchors)
    return tuple(url for url in urls if not person_address(url))[:limit]


def language_code(value: object) -> str | None:
    """The two letters of a language tag, or None."""
    text = str(value or "").strip().lower().replace("_", "-").split("-")[0]
    return text if len(text) == 2 and text.isalpha() else None
