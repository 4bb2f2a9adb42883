"""Figures against how much there is, as SVG. Knows no tool."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

Points = Sequence[tuple[int, float]]
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP, _BELOW, _ROW = 300, 220, 60, 40, 90, 50, 2
_COLOURS = ("#57606a", "#0969da", "#1a7f37", "#bc4c00")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#57606a}path,line{fill:none;stroke-width:1}"
    "@media(prefers-color-scheme:dark){text{fill:#9198a1}}"
)


def drawn(panels: Mapping[str, Mapping[str, Points]]) -> str:
    """Two panels in a row, all axes logarithmic; panels: what is measured -> whose -> (how much there is, value)."""
    width = _LEFT + min(len(panels), _ROW) * (_WIDTH + _GAP)
    names = list(dict.fromkeys(name for lines in panels.values() for name in lines))
    bottom = math.ceil(len(panels) / _ROW) * (_TOP + _HEIGHT + _BELOW)
    height = bottom + 18 * len(names)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>{', '.join(panels)}</title>",
        f"<style>{_STYLE}</style>",
    ]
    for number, (title, lines) in enumerate(panels.items()):
        down, right = divmod(number, _ROW)
        out += _panel(_LEFT + right * (_WIDTH + _GAP), _TOP + down * (_TOP + _HEIGHT + _BELOW), title, lines, names)
    for number, name in enumerate(names):
        y = bottom + 18 * number
        colour = _COLOURS[number % len(_COLOURS)]
        out.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + 24}" y2="{y}" stroke="{colour}"/>')
        out.append(f'<text x="{_LEFT + 32}" y="{y + 4}">{name}</text>')
    return "\n".join([*out, "</svg>", ""])


def _panel(left: float, top: float, title: str, lines: Mapping[str, Points], names: Sequence[str]) -> Iterator[str]:
    every = [point for points in lines.values() for point in points]
    if not every:
        return
    across = _scale([x for x, _ in every], left, _WIDTH)
    up = _scale([y for _, y in every], top + _HEIGHT, -_HEIGHT)
    yield f'<text x="{left}" y="{top - 16}">{title}</text>'
    for power in _powers([y for _, y in every]):
        y = up(10**power)
        yield f'<line x1="{left}" y1="{y:.1f}" x2="{left + _WIDTH}" y2="{y:.1f}" stroke="#d1d9e0"/>'
        yield f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>'
    for much in sorted({x for x, _ in every}):
        yield f'<text x="{across(much):.1f}" y="{top + _HEIGHT + 20}" text-anchor="middle">{much:,}</text>'
    for name, points in lines.items():
        colour = _COLOURS[names.index(name) % len(_COLOURS)]
        at = [(across(x), up(y)) for x, y in points]
        yield f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in at)}" stroke="{colour}" style="stroke-width:2"/>'
        for (x, y), (_, value) in zip(at, points):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
            yield f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{_short(value)}</text>'


def _powers(values: Sequence[float]) -> range:
    return range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)


def _scale(values: Sequence[float], start: float, length: float) -> Callable[[float], float]:
    powers = _powers(values)
    low, high = powers[0], max(powers[-1], powers[0] + 1)

    def at(value: float) -> float:
        return start + length * (math.log10(value) - low) / (high - low)

    return at


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
