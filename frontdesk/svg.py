"""A small writer of SVG: elements, texts that fit, and what makes a picture tell itself to screen readers.

Looks go in as attributes: the content security policy of the pages blocks `style`, and a mail has no sheet.
"""

from __future__ import annotations

import zlib
from html import escape

import vl_convert

FONT = "Segoe UI, Arial, Helvetica, sans-serif"
#: wide and narrow letters as shares of the size of the type; generous, as every system has other fonts
_NARROW, _WIDE, _CAPITAL, _OTHER = 0.36, 0.92, 0.74, 0.6
#: no picture in a mail is larger: a mail program cuts off or refuses what is heavy
MOST_BYTES = 250_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SHARP = (2.0, 1.5, 1.0)


def element(name: str, *inside: str, **attributes: str | float | None) -> str:
    """An element; `inside` is markup, attributes are escaped. `stroke_width` is written `stroke-width`.

    >>> element("text", "a", x=1.25, text_anchor="middle", fill=None)
    '<text x="1.2" text-anchor="middle">a</text>'
    """
    named = {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items() if v is not None}
    said = "".join(f' {k}="{escape(_plain(v))}"' for k, v in named.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>"


def escaped(said: str) -> str:
    """A text as markup."""
    return escape(said, quote=False)


def text(said: str, x: float, y: float, **attributes: str | float | None) -> str:
    """One line of text, escaped."""
    return element("text", escaped(said), x=x, y=y, **attributes)


def picture(
    key: str, width: float, height: float, title: str, description: str, *inside: str, css: str = "vk-chart"
) -> str:
    """A whole SVG that is one image to a screen reader, with a name and a description. `key`: for its ids."""
    head = element("title", escape(title), id=f"{key}-titel")
    head += element("desc", escape(description), id=f"{key}-uitleg")
    return element(
        "svg", head, *inside, xmlns="http://www.w3.org/2000/svg", class_=css, role="img",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}", width=width, height=height,
        aria_labelledby=f"{key}-titel {key}-uitleg", font_family=FONT,
    )  # fmt: skip


def breadth(said: str, size: float) -> float:
    """About how wide a text is, rather too wide than too narrow."""
    return size * sum(_share(letter) for letter in said)


def wrap(said: str, width: float, size: float, most: int) -> list[str]:
    """A text in at most so many lines; what does not fit ends in an ellipsis.

    >>> wrap("Buurttuin aan de Kerkweg", 80, 12, 2)
    ['Buurttuin', 'aan de Ker…']
    """
    lines: list[str] = []
    for word in said.split():
        if lines and breadth(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = f"{kept[-1]} {lines[most]}…"
    return [_cut(line, width, size) for line in kept]


def png(drawn: str) -> bytes:
    """An SVG as a PNG for mail, as sharp as fits in MOST_BYTES; empty when none fits."""
    for scale in _SHARP:
        made = _packed(bytes(vl_convert.svg_to_png(drawn, scale=scale)))
        if len(made) <= MOST_BYTES:
            return made
    return b""


def _packed(png: bytes) -> bytes:
    """The same PNG, its pixels packed tighter (a third of the size: the rasteriser packs in a hurry)."""
    chunks, at = [], len(_PNG)
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    head = [(kind, data) for kind, data in chunks if kind not in (b"IDAT", b"IEND")]
    kept = [*head, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return _PNG + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in kept
    )


def _cut(line: str, width: float, size: float) -> str:
    if breadth(line, size) <= width:
        return line
    bare = line.removesuffix("…")
    while bare and breadth(f"{bare}…", size) > width:
        bare = bare[:-1]
    return f"{bare.rstrip()}…"


def _share(letter: str) -> float:
    if letter in "iljtfrI.,:;'’|!()- ":
        return _NARROW
    if letter in "mwMW@%&—…":
        return _WIDE
    return _CAPITAL if letter.isupper() else _OTHER


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
