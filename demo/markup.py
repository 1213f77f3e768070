"""From plain text to the HTML that each kind of service makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

HASHTAG = re.compile(r"(?<![\w&/#])#([^\W\d_]\w*)")


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags in a text without `#`, as written, each once."""
    return tuple({tag.casefold(): tag for tag in HASHTAG.findall(text)}.values())


def paragraphs(texts: Iterable[str], inner: Callable[[str], str] = escape) -> str:
    """Paragraphs as `<p>`; line ends within one become `<br>`. `inner` must escape."""
    return "\n".join(f"<p>{inner(t).replace(chr(10), '<br />')}</p>" for t in texts)


def anchor(url: str, text: str) -> str:
    """A plain link."""
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def short_link(url: str, length: int = 30) -> str:
    """How services show a link: without the scheme, cut off."""
    shown = re.sub(r"^https?://", "", url)
    return shown if len(shown) <= length else shown[:length] + "..."


def mastodon_link(url: str) -> str:
    """A link as Mastodon writes it: the scheme and the tail are hidden in spans."""
    scheme, _, rest = url.partition("://")
    shown, tail = rest[:30], rest[30:]
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span>'
        f'<span class="{"ellipsis" if tail else ""}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(tail)}</span></a>'
    )


def mastodon_text(base: str) -> Callable[[str], str]:
    """The `inner` for a post on Mastodon: hashtags become links to their timelines."""

    def inner(text: str) -> str:
        return HASHTAG.sub(
            lambda m: (
                f'<a href="{base}/tags/{m[1].casefold()}" class="mention hashtag" rel="tag">'
                f"#<span>{m[1]}</span></a>"
            ),
            escape(text, quote=False),
        )

    return inner
