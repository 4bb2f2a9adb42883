"""The picture of what a plan changes: the graph, its Mermaid, its layout, its SVG; and the order of a review."""

from __future__ import annotations

import random
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from neodiff.access import Change, Reach
from neodiff.ci.comment import CUT, body
from neodiff.facts import Fact, FactBase, FactId
from neodiff.impact.risk import Risk
from neodiff.outcome import Plan
from neodiff.plan.diff import diff
from neodiff.plan.goal import Refused
from neodiff.prove import Proof, Verdict
from neodiff.review import html, markdown, reach, svg, text
from neodiff.review.layers import Layout, laid
from neodiff.review.picture import FEW, MOST, Picture, mermaid, picture
from neodiff.statement import Hazard, Statement

HOSTILE = 'a"] <script>%%{init}%%\n``` \\ </desc>'


def table(name: str) -> FactId:
    return FactId("table", "app", name)


class World(FactBase):
    """Facts of tables with their keys, made one by one."""

    def table(self, name: str, *columns: str, refers: str = "", needed: bool = False) -> None:
        self.add(Fact(table(name), {}))
        for column in columns:
            payload = {"type": "int", "not_null": True} if needed else {"type": "int"}
            self.add(Fact(FactId("column", "", column, table(name)), payload))
        if refers:
            to = {"schema": "app", "table": refers, "columns": ["id"]}
            key = FactId("foreign_key", "", f"{name}_{refers}_fkey", table(name))
            self.add(Fact(key, {"columns": [columns[-1]], "references": to}))


def plan(old: FactBase, new: FactBase) -> Plan:
    made = Plan("staging", "18", diff(old, new), [Statement("select 1", table("orders"))], old=old, new=new)
    agreed = [Verdict("facts")]
    made.proof = Proof(forward=agreed, reverse=agreed, ran_on="18.6")
    return made


@pytest.fixture
def shop() -> Plan:
    """orders gets a key to people, which stays; notes goes; lines is new, with a key to orders and one to itself."""
    old, new = World(), World()
    for side in (old, new):
        side.table("people", "id")
        side.table("far", "id")
    old.table("orders", "id", "customer")
    old.table("notes", "id", "order", refers="orders")
    new.table("orders", "id", "customer", refers="people")
    new.table("lines", "id", "order", refers="orders", needed=True)
    own = {"columns": ["id"], "references": {"schema": "app", "table": "lines", "columns": ["id"]}}
    new.add(Fact(FactId("foreign_key", "", "own", table("lines")), own))
    return plan(old, new)


def shown(of: Plan, most: int = MOST) -> Picture:
    found = picture(of, most)
    assert found is not None
    return found


def test_the_graph_has_what_changes_and_what_keys_lead_to(shop: Plan) -> None:
    found = shown(shop)
    assert {box.name: box.sign for box in found.boxes} == {
        "app.lines": "+",
        "app.notes": "-",
        "app.orders": "~",
        "app.people": "",
    }
    assert {(line.child.name, line.parent.name, line.sign, line.optional) for line in found.lines} == {
        ("lines", "orders", "+", False),
        ("lines", "lines", "+", False),
        ("notes", "orders", "-", True),
        ("orders", "people", "+", True),
    }
    assert next(box.said for box in found.boxes if box.sign == "~") == "+1 foreign key"
    assert found.legend == "Tables: 1 created, 1 changed, 1 dropped, 1 unchanged; 4 foreign keys."


def test_above_the_limit_neighbours_are_left_out_and_that_is_said(shop: Plan) -> None:
    found = shown(shop, 3)
    assert "app.people" not in {box.name for box in found.boxes}
    assert found.notes == ["1 unchanged table that foreign keys join to these is not shown"]


def test_a_wall_of_tables_is_cut_and_that_is_said() -> None:
    new = World()
    new.table("hub", "id")
    for number in range(MOST + 4):
        new.table(f"t{number:02}", "id", "hub", refers="hub")
    found = shown(plan(World(), new))
    assert len(found.boxes) == MOST
    assert found.notes == ["5 more changed tables are not shown"]
    assert all({line.child, line.parent} <= {box.id for box in found.boxes} for line in found.lines)


def test_without_keys_there_is_no_picture() -> None:
    new = World()
    new.table("alone", "id")
    made = plan(World(), new)
    assert picture(made, MOST) is None
    assert "<svg" not in html.text(made)
    assert "mermaid" not in markdown.text(made)


def test_mermaid(shop: Plan) -> None:
    said = mermaid(shown(shop, FEW))
    assert said == [
        "erDiagram",
        '    t1["+ app.lines"]',
        '    t2["- app.notes"]',
        '    t3["~ app.orders"]',
        '    t4["app.people"]',
        '    t3 ||--o{ t1 : "+ order"',
        '    t1 ||--o{ t1 : "+ id"',
        '    t3 |o..o{ t2 : "- order"',
        '    t4 |o--o{ t3 : "+ customer"',
    ]
    assert "```mermaid\nerDiagram\n" in markdown.text(shop)


class _Svg(HTMLParser):
    """Which elements there are, and how deep they are open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.open.append(tag)

    def handle_startendtag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_svg_draws_every_box_and_key_and_names_itself(shop: Plan) -> None:
    page, said = _Svg(), "\n".join(svg.drawn(shown(shop)))
    page.feed(said)
    assert page.open == []
    assert page.tags["rect"] == 4
    assert page.tags["desc"] == 1
    assert 'role="img" aria-labelledby="picture-title picture-desc"' in said
    assert "app.orders (customer) refers to app.people: new" in said
    assert len(re.findall(r'<g class="key (add|drop)">', said)) == 4
    assert "url(" not in said


def test_hostile_names_stay_inside() -> None:
    new = World()
    new.table("hub", "id")
    new.table(HOSTILE, "id", HOSTILE, refers="hub")
    made = plan(World(), new)
    page = _Svg()
    page.feed("\n".join(svg.drawn(shown(made))))
    assert page.open == []
    assert not page.tags.keys() - {"svg", "title", "desc", "g", "path", "rect", "text"}
    for line in mermaid(shown(made))[1:]:
        assert re.fullmatch(
            r'    t\d(\["[^"\\%<>`\[\]{}\n]+"\]| \|\|?o?--o\{ t\d : "[^"\\%<>`\[\]{}\n]+"| \|o--o\{ t\d : "[^"\\%<>`\n]+")',
            line,
        )


def overlapping(layout: Layout, sizes: list[tuple[float, float]]) -> list[tuple[int, int]]:
    areas = [(x, y, x + wide, y + high) for (x, y), (wide, high) in zip(layout.places, sizes)]
    return [
        (i, k)
        for i, one in enumerate(areas)
        for k, other in enumerate(areas[:i])
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


@pytest.mark.parametrize("seed", range(40))
def test_no_box_lies_on_another_and_no_line_runs_straight_through_one(seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311
    count = chosen.randint(1, 40)
    sizes = [(chosen.uniform(40, 300), chosen.choice((30.0, 46.0))) for _ in range(count)]
    pairs = [(chosen.randrange(count), chosen.randrange(count)) for _ in range(chosen.randint(0, 80))]
    edges = [(a, b) for a, b in pairs if a != b]  # cycles among them
    layout = laid(sizes, edges)
    assert overlapping(layout, sizes) == []
    assert all(
        x >= 0 and x + wide <= layout.width and y + high <= layout.height
        for (x, y), (wide, high) in zip(layout.places, sizes)
    )
    assert layout.routes.keys() == set(edges)
    for (source, target), points in layout.routes.items():
        ends = [(points[0], source), (points[-1], target)]
        for (x, y), box in ends:
            (left, top), (wide, high) = layout.places[box], sizes[box]
            assert x in (left, left + wide)
            assert top < y < top + high
        for (x, y), (to_x, to_y) in pairwise(points):
            assert not [
                box
                for box, ((left, top), (wide, high)) in enumerate(zip(layout.places, sizes))
                if max(x, to_x) > left + 0.01
                and min(x, to_x) < left + wide - 0.01
                and top < max(y, to_y)
                and min(y, to_y) < top + high
            ]
    assert laid(sizes, edges) == layout


def test_gains_come_first_and_what_is_alike_is_one_line(shop: Plan) -> None:
    every, some = Reach("all"), Reach("some")
    shop.access = [
        Change(table("a"), "anon", ("select",), every, None),
        Change(table("a"), "clerk", ("update",), some, Reach("all", ("x",))),
        Change(table("a"), "web", ("select",), None, some),
        Change(table("b"), "anon", ("select",), every, None),
        Change(table("b"), "web", ("select",), every, some),
        Change(FactId("view", "app", "v"), "clerk", ("select",), some, every),
        Change(table("c"), "anon", ("select",), every, None),
    ]
    assert [f"{shift.sign} {shift.sentence}" for shift in reach.shifts(shop)] == [
        "+ web gains select on app.a: some rows",
        "+ clerk: select on app.v: some rows -> all rows",
        "- anon loses select on 3 tables: app.a, app.b, app.c",
        "- web: select on app.b: all rows -> some rows",
        "~ clerk: update on app.a: some rows -> all rows in x",
    ]
    assert "| `-` | `anon` | select | 3 tables: `app.a`, `app.b`, `app.c` | all | nothing |" in markdown.text(shop)
    assert "<summary>3 tables</summary><ul><li><code>app.a</code></li>" in html.text(shop)


ORDER = {
    "text": "Impact: high risk|Refused, and left|Risks:|Who may see|While it runs|Changes:|Risks of the way back",
    "markdown": "**High risk|## Refused|## Risks|## Who may see|## While it runs|## Changes|Risks of the way back|## Scr",
    "html": '"banner |"risk"|id="refused"|id="risks"|id="access"|id="impact"|id="changes"|id="back"|id="scripts"',
}


@pytest.mark.parametrize("form", ORDER)
def test_every_format_says_what_decides_first(shop: Plan, form: str) -> None:
    shop.refused = [Refused(table("notes"), "-", Hazard("drop-table", "all rows of app.notes are lost"))]
    shop.forward.append(Statement("drop table app.x", table("x"), "drop", (Hazard("drop-table", "rows go there"),)))
    shop.reverse.append(Statement("drop table app.y", table("y"), "drop", (Hazard("drop-table", "rows go back"),)))
    shop.access = [Change(table("a"), "anon", ("select",), Reach("all"), None)]
    shop.risk = Risk("high", True, (), ("1 table is kept waiting",))
    said = {"text": text, "markdown": markdown, "html": html}[form].text(shop)
    places = [said.index(mark) for mark in ORDER[form].split("|")]
    assert places == sorted(places)
    assert said.index("rows go there") < places[-3] < said.index("rows go back")


def test_a_page_for_keys_and_screen_readers(shop: Plan) -> None:
    said = html.text(shop)
    assert said.count("<h1") == 1
    assert re.findall(r"<(header|nav|main)\b", said) == ["header", "nav", "main"]
    assert '<a class="skip" href="#main">' in said
    assert "<th>" not in said
    for name in re.findall(r'href="#([^"]+)"', said):
        assert said.count(f' id="{name}"') == 1
    ids = re.findall(r' id="([^"]+)"', said)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<th scope="col">([^<]*)</th>', said)) >= {"judge", "forward", "reverse"}
    assert "" not in re.findall(r'<th scope="col">([^<]*)</th>', said)


@pytest.mark.parametrize("step", range(7))
def test_a_cut_comment_is_whole_wherever_it_is_cut(shop: Plan, step: int) -> None:
    shop.kept = [FactId("table", "app", "</details>"), FactId("table", "app", "<details>"), table("```")]
    said = markdown.text(shop)
    for room in range(200 + step, len(said), 7):
        cut = body(said, room)
        assert len(cut) <= room
        assert cut.endswith(CUT)
        lines, fence, depth = cut.splitlines(), "", 0
        for line in lines:
            if fence:
                fence = "" if line == fence else fence
            elif found := re.match(r"`{3,}", line):
                fence = found[0]
            else:
                depth += (line == "<details>") - (line == "</details>")
        assert (fence, depth) == ("", 0)
