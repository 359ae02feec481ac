"""Charts: counts as bars, drawn here as SVG with nothing from elsewhere; each series has a pattern, so grey will do.

A page puts what it shows into the address of its chart: the chart cannot tell other numbers than the table next to it,
and reads nothing. A code made with a key of this installation keeps others from having words drawn under our name.
"""

import base64
import hashlib
import hmac
import importlib
import json
import math
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Final

from flask import Flask, Response, current_app, request, url_for

from api.access import About, Access, Realm
from api.rest.errors import RequestRefused
from api.web import page

_CODE_BYTES: Final = 12
_FONT: Final = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
_INK: Final = "#1c2430"
_PATTERNS: Final = (
    ("#14507a", ""),
    ("#f3c892", '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="#7a3e00" stroke-width="2"/>'),
    ("#cfe3d4", '<circle cx="4" cy="4" r="2" fill="#1b5e36"/>'),
    ("#6b7785", ""),
    ("#f2d5dc", '<path d="M0 4H8" stroke="#7d1f3a" stroke-width="2"/>'),
    ("#ffffff", '<path d="M4 0V8M0 4H8" stroke="#4b3f8f" stroke-width="1.5"/>'),
    ("#dbe7f4", '<path d="M4 0V8" stroke="#14507a" stroke-width="3"/>'),
    ("#ffffff", '<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" stroke="#1c2430" stroke-width="1.5"/>'),
    ("#e8e3d3", '<circle cx="2" cy="2" r="1.2" fill="#5c4a00"/><circle cx="6" cy="6" r="1.2" fill="#5c4a00"/>'),
    ("#ffffff", ""),
    ("#d9dee5", '<path d="M0 2H8M0 6H8" stroke="#1c2430" stroke-width="1"/>'),
    ("#b9a7d6", ""),
)
"""A tint and the lines on it, by the number of a series: told apart by lightness and form, not by colour alone."""

MOST_SERIES: Final = len(_PATTERNS)
"""More than these cannot be told apart."""

_CSS: Final = (
    f"svg{{background:#fff;fill:{_INK}}}.background{{fill:#fff}}text{{fill:{_INK};stroke:none}}"
    f".axis.x text{{text-anchor:middle}}.axis.y text{{text-anchor:end}}.value{{font-weight:600}}"
    f".vertical .value{{text-anchor:middle}}.horizontal .value{{text-anchor:start}}"
    f".axis .line{{stroke:{_INK}}}.axis .guide.line{{stroke:#d9dee5}}.vertical .axis.x .guide.line{{opacity:0}}"
    ".horizontal .axis.y .guide.line{opacity:0}"
    + "".join(f".color-{n}{{fill:url(#p{n});stroke:{_INK}}}" for n in range(len(_PATTERNS)))
)
_DEFS: Final = [
    f'<pattern id="p{n}" width="8" height="8" patternUnits="userSpaceOnUse">'
    f'<rect width="8" height="8" fill="{tint}"/>{lines}</pattern>'
    for n, (tint, lines) in enumerate(_PATTERNS)
]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: one for each series in each group. None leaves a place open: a count that is kept back.

    A series that is called as the chart is needs no legend.
    """

    title: str
    groups: tuple[str, ...]
    series: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def shows_anything(self) -> bool:
        """Tell whether there is a bar to draw, and no more series than can be told apart."""
        return len(self.series) <= MOST_SERIES and any(count for _, counts in self.series for count in counts)

    def address(self, *, upright: bool = True) -> str:
        """Return where it is drawn: with bars that stand, or lie, which leaves room on a small screen."""
        told = json.dumps([self.title, self.groups, self.series], ensure_ascii=False, separators=(",", ":"))
        drawn = base64.urlsafe_b64encode(zlib.compress(told.encode(), 9)).decode().rstrip("=")
        return url_for("pages.chart", of=f"{drawn}.{_code(drawn)}", bars="stand" if upright else "lie")


def install(app: Flask) -> None:
    """Register the address at which charts are drawn."""

    def chart() -> Response:
        drawn = _read(request.args.get("of", ""))
        content, style = svg(drawn, upright=request.args.get("bars") != "lie")
        return Response(content, content_type="image/svg+xml", headers={"Content-Security-Policy": _policy(style)})

    page.add(app, "chart", "/chart", chart, Access(Realm.SIGNED_IN, frozenset(), About.PROGRAM))


def svg(chart: Chart, *, upright: bool = True) -> tuple[bytes, str]:
    """Return a chart as SVG, and the style sheet in it."""
    pygal = _pygal()
    most = max((count or 0 for _, counts in chart.series for count in counts), default=0)
    bars, groups = len(chart.groups) * len(chart.series), len(chart.groups)
    is_told = any(name != chart.title for name, _ in chart.series)
    columns = max(1, min(3, _LEGEND // max(len(name) for name, _ in chart.series))) if upright else 1
    legend = 20 * (1 + math.ceil(len(chart.series) / columns)) if is_told else 0
    options = {
        "style": pygal.style.Style(font_family=_FONT, **dict.fromkeys(_SIZES, 13)),
        "css": [f"inline:{_CSS}"],
        "defs": _DEFS,
        "js": (),
        "no_prefix": True,
        "explicit_size": True,
        "width": min(640, 120 + 40 * bars + 60 * groups + (200 if is_told else 0)) if upright else 380,
        "height": (280 if upright else 60 + 22 * bars + 14 * groups) + legend,
        "margin": 8,
        "margin_bottom": 22 if is_told else 8,  # it counts the rows of a legend short
        "print_values": True,
        "print_values_position": "top",
        "show_legend": is_told,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": columns,
        "truncate_legend": -1 if upright else 34,
        "truncate_label": -1,
        "y_labels": _marks(most),
        "value_formatter": "{:.0f}".format,
    }
    drawn = pygal.Bar(**options) if upright else pygal.HorizontalBar(**options)
    # lying bars are counted from below
    order = slice(None) if upright else slice(None, None, -1)
    drawn.x_labels = chart.groups[order]
    for name, counts in chart.series:
        drawn.add(name, counts[order])
    styles: list[str] = []
    drawn.add_xml_filter(lambda root: _plain(root, chart.title, styles))
    content = drawn.render()
    return content if isinstance(content, bytes) else str(content).encode(), "".join(styles)


@cache
def _pygal() -> ModuleType:
    """Return the library that draws. It is a twentieth of the start of the program: only who draws waits for it."""
    pygal = importlib.import_module("pygal")
    importlib.import_module("pygal.style")
    # It looks for plugins of its own at every import there is, in a way that Python has given up; we use none.
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]
    return pygal


_LEGEND: Final = 78
"""How many signs a row of a legend holds where bars stand."""
_SIZES: Final = ("label_font_size", "major_label_font_size", "value_font_size", "legend_font_size")


def _plain(root: Any, title: str, styles: list[str]) -> Any:
    """Take out what the library adds for a browser that scripts: scripts, tooltips, notes; and say what it is of."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag in {"script", "desc"} or child.get("class") == "tooltip":
                parent.remove(child)
            elif child.tag == "style":
                styles.append(child.text or "")
            elif child.tag == "title" and parent is not root:
                parent.remove(child)
    root.attrib.pop("id", None)
    root.set("role", "img")
    for child in root:
        if child.tag == "title":
            child.text = title
    return root


def _marks(most: int) -> Sequence[int]:
    """Return whole numbers for the axis, at most seven: steps of 1, 2 or 5, or ten times these."""
    step = next(
        step * 10**power for power in range(12) for step in (1, 2, 5) if most <= step * 10**power * 6 or power == 11
    )
    return range(0, most + step, step)


def _read(of: str) -> Chart:
    """Return the chart of an address. Raises `RequestRefused` for one that no page of ours held."""
    drawn, _, code = of.rpartition(".")
    if not hmac.compare_digest(code.encode(), _code(drawn).encode()):
        raise RequestRefused("unusable-query", "This chart is not one of a page here: open the page again.")
    title, groups, series = json.loads(zlib.decompress(base64.urlsafe_b64decode(drawn + "=" * (-len(drawn) % 4))))
    return Chart(title, tuple(groups), tuple((name, tuple(counts)) for name, counts in series))


def _code(drawn: str) -> str:
    made = hmac.digest(current_app.config["KVCASE_CURSOR_KEY"], f"chart {drawn}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made[:_CODE_BYTES]).decode().rstrip("=")


def _policy(style: str) -> str:
    """Return a policy by which the picture has its own style sheet and nothing else, also when opened by itself."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; sandbox"
