"""The picture of a plan as SVG inside a page: its colours are the page's, by class. Must not know plans or facts' payloads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from neodiff.review.cells import cut
from neodiff.review.layers import GAP, Point, laid
from neodiff.review.picture import Box, Line, Picture
from neodiff.review.words import visible

_CLASSES: Final = {"+": "add", "~": "change", "-": "drop", "": "same"}
_LETTERS: Final = 38
_LETTER: Final = 7.3  # pixels of one at the size of the page's boxes
_PAD: Final = 12.0
_TALL, _FLAT = 46.0, 30.0
_EDGE: Final = 8.0
_LOOP: Final = 18.0
_HEAD: Final = 9.0


def drawn(picture: Picture, name: str = "picture", *, style: str = "") -> Iterator[str]:
    """Lines of one `<svg>`; every name in it is escaped. name: of its ids on the page; style: where it is no part of one."""
    numbers = {box.id: number for number, box in enumerate(picture.boxes)}
    sizes = [_size(box) for box in picture.boxes]
    ends = [(numbers[line.parent], numbers[line.child]) for line in picture.lines]
    layout = laid(sizes, [end for end in ends if end[0] != end[1]])
    width, height = layout.width - GAP + _LOOP + 2 * _EDGE, layout.height + 2 * _EDGE
    alone = ' xmlns="http://www.w3.org/2000/svg"' if style else ""
    yield (
        f'<svg{alone} viewBox="{-_EDGE:g} {-_EDGE:g} {width:g} {height:g}" width="{width:g}" height="{height:g}" '
        f'style="min-width: min({width:g}px, 44rem)" role="img" aria-labelledby="{name}-title {name}-desc">'
    )
    yield f'<title id="{name}-title">{picture.title}</title>'
    yield f'<desc id="{name}-desc">{escape(picture.legend)} {escape(_read(picture))}</desc>'
    if style:
        yield f"<style>{style}</style>"
    for line, (parent, child) in zip(picture.lines, ends):
        if parent == child:
            (x, y), (wide, high) = layout.places[parent], sizes[parent]
            start, path = (x + wide, y + high - 5), f"M{x + wide:g} {y + high - 14:g} h{_LOOP:g} v9 h{-_LOOP:g}"
            back = False
        else:
            points = layout.routes[parent, child]
            start, path, back = points[0], _path(points), points[0][0] > points[1][0]
        yield f'<g class="key {_CLASSES[line.sign]}"><title>{escape(_sentence(line, picture.still))}</title><path class="way" d="{path}"/>'
        yield f'<path class="head" d="M{start[0]:g} {start[1]:g} l{-_HEAD if back else _HEAD:g} -4 v8 Z"/></g>'
    for box, place, size in zip(picture.boxes, layout.places, sizes):
        yield _box(box, place, size, picture.still)
    yield "</svg>"


def _size(box: Box) -> tuple[float, float]:
    letters = max(len(_title(box)), len(_said(box)))
    return letters * _LETTER + 2 * _PAD, _TALL if box.said else _FLAT


def _title(box: Box) -> str:
    return cut(f"{box.sign} {box.name}".strip(), _LETTERS)


def _said(box: Box) -> str:
    return cut(box.said, _LETTERS)


def _box(box: Box, place: Point, size: tuple[float, float], still: bool) -> str:
    (x, y), (width, height) = place, size
    whole = (box.name if still else f"{box.name}: {box.word}") + (f" ({box.said})" if box.said else "")
    said = f'<text class="said" x="{x + _PAD:g}" y="{y + 37:g}">{escape(_said(box))}</text>' if box.said else ""
    return (
        f'<g class="box {_CLASSES[box.sign]}"><title>{escape(whole)}</title>'
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="5"/>'
        f'<text x="{x + _PAD:g}" y="{y + 20:g}">{escape(_title(box))}</text>{said}</g>'
    )


def _path(points: Sequence[Point]) -> str:
    """Curves between columns, straight through them."""
    out = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        curve = f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"
        out.append(f"H{to_x:g}" if y == to_y else curve)
    return " ".join(out)


def _sentence(line: Line, still: bool) -> str:
    word = {"+": "new", "~": "changed", "-": "dropped", "": "unchanged"}[line.sign]
    said = f"{visible(line.child.path)} ({line.said}) refers to {visible(line.parent.path)}"
    return said if still else f"{said}: {word}"


def _read(picture: Picture) -> str:
    boxes = [f"{box.name} is {box.word}" for box in picture.boxes if box.sign]
    return "; ".join([*boxes, *(_sentence(line, picture.still) for line in picture.lines)]) + "."
