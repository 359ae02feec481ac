"""What the FWO's monitor does: the portfolio, what is awaited, the figures with their charts, and the files."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape

import pytest

from api.web import figures
from api.web.charts import Chart, svg
from domain.policyset import decider as policyset
from domain.values import Role
from kvcase.facts import POLICY_SET, shipped
from projections.suppression import Published
from tests.api.house import NOW, House, Notified, Person, identifier, opened
from tests.api.visitor import Visitor
from tests.web.site import DESK, PHONE, Site, looked_at, shot

SMALL, MANY = 3, 6
SVG = "{http://www.w3.org/2000/svg}"
TOPICS = ("changes", "measures", "conditions", "breaches", "licence_use")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give a house where the FWO funds nine projects: of three a report is due, late and submitted with a breach."""
    with opened(tmp_path_factory.mktemp("monitor") / "data") as house:
        ours = shipped()
        propose = policyset.ProposeEdition(POLICY_SET, ours.edition_id, ours.sha256, NOW.date(), "test")
        house.program.service(propose, actor=house.keeper.actor)
        publish = policyset.PublishEdition(POLICY_SET, ours.edition_id)
        house.program.service(publish, actor=house.second_keeper.actor)
        cases = [
            house.researcher.notify(
                funder_scheme="fwo", title=f"Secret title {each}", fwo_reference=f"G0{each}1226N" if each else None
            )
            for each in range(MANY)
        ]
        cases += [house.person("otto.o", Role.RESEARCHER, institution="zuidmeer").notify(funder_scheme="fwo")]
        cases += [house.researcher.notify(funder_scheme="fwo") for _ in range(SMALL - 1)]
        _report(house, cases[0], "2026-04-01")
        _report(house, cases[1], "2026-02-20")
        _submitted(house, cases[2], "2026-02-10")
        yield house


def _report(house: House, case: Notified, due_on: str) -> str:
    body = {"case_id": case.id, "kind": "interim", "period_begins_on": "2025-01-01", "due_on": due_on}
    answer = house.officer.post("/fwo-reports", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def _submitted(house: House, case: Notified, due_on: str) -> None:
    report, tag = _report(house, case, due_on), ""
    breach = {
        "breach_id": identifier("breach"),
        "kv_type": "KV1",
        "occurred_on": "2026-01-10",
        "discovered_on": "2026-01-12",
        "description": "A drawing was sent along.",
        "measures": "It was called back.",
    }
    steps = [("answer", {"topic": topic, "answer": "x"}) for topic in TOPICS]
    for command, body in [*steps, ("declare-breach", breach), ("submit", {"has_breaches": True})]:
        tag = tag or house.officer.get(f"/fwo-reports/{report}").headers["ETag"]
        answer = house.researcher.post(f"/fwo-reports/{report}/{command}", body, if_match=tag)
        assert answer.status_code == 200, answer.text
        tag = answer.headers["ETag"]


def _as(house: House, who: Person) -> Visitor:
    visitor = Visitor(house.app)
    assert visitor.sign_in(who.key).status_code == 303
    return visitor


def _row(page: str, reference: str) -> str:
    return next(each for each in page.split("<tr") if reference in each)


def test_the_portfolio_tells_where_projects_stand_and_no_title(house: House) -> None:
    page = _as(house, house.monitor).get("/portfolio").text
    assert page.count("KV-NOORDHAVEN-2026-") == MANY + SMALL - 1
    assert "KV-ZUIDMEER-2026-000001" in page
    assert "Secret title" not in page
    late = _row(page, "KV-NOORDHAVEN-2026-000002")
    assert "10 days late" in late
    assert "KV1: 1" in _row(page, "KV-NOORDHAVEN-2026-000003")


@pytest.mark.parametrize("path", ["/portfolio", "/portfolio/reports"])
def test_the_number_by_which_the_fwo_knows_a_project_stands_beside_the_reference(house: House, path: str) -> None:
    page = _as(house, house.monitor).get(path).text
    row = _row(page, "KV-NOORDHAVEN-2026-000002")
    assert re.search(
        r'<th [^>]*scope="row">.*>KV-NOORDHAVEN-2026-000002<.*<bdi class="code">G011226N</bdi>.*</th>', row, re.S
    )
    nameless = _row(_as(house, house.monitor).get(f"{path}?awaited=due" if "reports" in path else path).text, "-000001")
    assert "<bdi" not in nameless, "a case that names no number shows none"


def test_the_portfolio_is_narrowed_paged_and_shown_as_of_a_day(house: House) -> None:
    monitor = _as(house, house.monitor)
    only = monitor.get("/portfolio?institution=zuidmeer").text
    assert "KV-ZUIDMEER" in only
    assert "KV-NOORDHAVEN" not in only
    assert "No project fits" in monitor.get("/portfolio?status=closed").text
    assert "No project fits" in monitor.get("/portfolio?as_of=2026-01-01").text
    first = monitor.get("/portfolio?limit=4&institution=noordhaven").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = monitor.get(unescape(following[1])).text
    assert second.count("KV-NOORDHAVEN-2026-") == 4
    assert not set(re.findall(r"KV-NOORDHAVEN-\d+-\d+", first)) & set(re.findall(r"KV-NOORDHAVEN-\d+-\d+", second))


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("status=happy", 400, "Status"),
        ("as_of=p12", 422, "As it stood on"),
        ("as_of=gisteren", 400, "As it stood on"),
        ("after=forged", 400, "Place in the list"),
        ("colour=red", 400, "Colour"),
    ],
)
def test_a_question_that_cannot_be_is_refused_in_words(house: House, query: str, status: int, field: str) -> None:
    answer = _as(house, house.monitor).get(f"/portfolio?{query}")
    assert answer.status_code == status, answer.text
    assert f"cannot be used: {field}, " in answer.text


def test_reports_are_sorted_by_who_waits_for_whom(house: House) -> None:
    monitor = _as(house, house.monitor)
    overdue = monitor.get("/portfolio/reports").text
    assert "KV-NOORDHAVEN-2026-000002" in overdue
    assert "KV-NOORDHAVEN-2026-000001" not in overdue
    assert "KV-NOORDHAVEN-2026-000001" in monitor.get("/portfolio/reports?awaited=due").text
    submitted = monitor.get("/portfolio/reports?awaited=submitted").text
    assert "KV-NOORDHAVEN-2026-000003" in submitted
    assert "KV1: 1" in submitted
    for awaited in ("kind=ex_post", "awaited=settled", "awaited=due&institution=zuidmeer"):
        assert "No report stands here" in monitor.get(f"/portfolio/reports?{awaited}").text


def test_figures_keep_small_counts_back_in_table_and_chart(house: House) -> None:
    page = _as(house, house.monitor).get("/portfolio/figures").text
    breaches = page.partition('<h2 id="breach">')[2].partition('class="panel"')[0]
    assert "KV1: unwanted transfer of knowledge" in breaches
    assert "kept back" in breaches
    assert ">1<" not in breaches, "one breach is not told"
    told = house.monitor.get("/fwo/figures").json
    (table,) = (each for each in told["tables"] if each["title"] == "breach")
    assert table["counts"][0][0] is None
    assert "Counted by the year of notification" in page
    assert "Up to date" in page


def test_figures_are_counted_by_start_too(house: House) -> None:
    page = _as(house, house.monitor).get("/portfolio/figures?by=start").text
    assert "no case has a year of start" in page


def test_a_chart_draws_what_its_page_tells_and_nothing_else(house: House) -> None:
    monitor = _as(house, house.monitor)
    page = monitor.get("/portfolio/figures").text
    addresses = [unescape(each) for each in re.findall(r'src="(/chart[^"]+)"', page)]
    assert addresses
    drawn = monitor.get(addresses[0])
    assert (drawn.status_code, drawn.content_type) == (200, "image/svg+xml")
    policy = drawn.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in drawn.text.replace("http://www.w3.org/2000/svg", "").replace(
        "http://www.w3.org/1999/xlink", ""
    )
    forged = addresses[0].replace("of=e", "of=f", 1)
    assert monitor.get(forged).status_code == 400
    assert monitor.get("/chart").status_code == 400
    assert house.app.test_client().get(addresses[0]).status_code == 401


def test_a_count_that_is_kept_back_leaves_its_place_open() -> None:
    chart = Chart("Ties <&", ("2024", "2025"), (("sanctioned", (None, 7)), ("none", (0, 12))))
    for upright in (True, False):
        content, style = svg(chart, upright=upright)
        root = ET.fromstring(content)  # noqa: S314  (ours)
        drawn = list(root.iter())
        values = [each.text for each in drawn if each.get("class") == "value"]
        assert sorted(filter(None, values)) == ["0", "12", "7"], "one place is open"
        assert sum(each.get("class") == "bar" for each in drawn) == 3
        assert not any(each.tag.endswith("script") or "style" in each.attrib for each in drawn)
        assert root.findtext(f"{SVG}title") == "Ties <&"
        assert root.findtext(f"{SVG}defs/{SVG}style") == style


def test_the_file_is_recorded_with_its_digest(house: House) -> None:
    monitor = _as(house, house.monitor)
    assert "You took no file yet" in monitor.get("/portfolio/files").text
    file = monitor.post("/portfolio/table", format="csv", status="notified")
    assert (file.status_code, file.mimetype) == (200, "text/csv")
    assert file.text.count("KV-") == MANY + SMALL
    page = monitor.get("/portfolio/files").text
    (row,) = house.program.read_models.handouts("shared").handouts(made_by=house.monitor.actor.id).items
    assert row.sha256 in page
    assert monitor.post("/portfolio/table", format="pdf").status_code == 400


def test_what_the_monitor_saw_is_traced_at_each_institution(house: House) -> None:
    _as(house, house.monitor).get("/portfolio?institution=zuidmeer")
    told = house.person("dora", Role.DATA_PROTECTION_OFFICER, institution="zuidmeer").get("/access/reads").json
    assert "GET /portfolio" in {each["through"] for each in told["items"]}


def test_an_institution_sees_all_its_own_counts(house: House) -> None:
    officer = _as(house, house.officer)
    page = officer.get("/figures").text
    assert "kept back" not in page.lower().replace("“kept back”", "")
    assert ">8<" in page
    year = officer.get("/figures/annual").text
    assert "Figures of 2026" in year
    assert "Reports to the FWO due, of which overdue" in year
    assert "3, 1" in year
    assert "No risk analysis is recorded" in officer.get("/figures/annual?year=2024").text
    assert officer.get("/figures/annual?year=99999").status_code in {400, 422}


@pytest.mark.parametrize("address", ["/portfolio", "/portfolio/reports", "/portfolio/figures", "/portfolio/files"])
def test_only_the_monitor_is_let_in(house: House, address: str) -> None:
    assert _as(house, house.officer).get(address).status_code == 403
    assert _as(house, house.monitor).get("/figures").status_code == 403
    assert _as(house, house.operator).get("/figures").status_code == 403


@pytest.mark.sockets
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_pages_of_the_monitor_are_well_made(site: Site, lang: str) -> None:
    for size, suffix in ((DESK, ""), (PHONE, "-phone")):
        with site.visit(site.of(Role.FWO_MONITOR), lang, size=size) as page:
            for address in ("portfolio", "portfolio/reports", "portfolio/figures", "portfolio/files"):
                page.goto(f"/{address}")
                looked_at(page)
                drawn = page.locator("img.chart").evaluate_all("all => all.map(each => each.naturalWidth)")
                assert 0 not in drawn, "a chart is not drawn"
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{address} is wider than the screen"
                shot(page, f"monitor-{address.rpartition('/')[2]}-{lang}{suffix}", whole=True)


def test_technologies_stand_in_the_order_of_their_numbers_and_by_name(house: House) -> None:
    columns = ("1.1", "10.2", "2.3", "9.1", "none")
    table = Published("sub-technology", ("2026",), columns, ((1, 1, 1, 1, 1),), (5,), (1, 1, 1, 1, 1), 5, 1)
    known = figures.Known({}, house.program.ports.rulebook.codes())
    with house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        labels = [line.label for line in figures._shown(table, known).lines]
    assert [label.split(" ")[0] for label in labels[:4]] == ["1.1", "2.3", "9.1", "10.2"]
    assert all(len(label.split(" ")) > 1 for label in labels[:4])


def test_too_many_rows_to_draw_are_told_as_such(house: House) -> None:
    columns = tuple(f"1.{each}" for each in range(1, 28))
    ones = (1,) * len(columns)
    table = Published("sub-technology", ("2026",), columns, (ones,), (27,), ones, 27, 1)
    with house.app.test_request_context("/"):
        shown = figures._shown(table, figures.Known({}, {}))
    assert shown.chart is None
    assert shown.is_too_wide


def test_funders_are_called_by_name(house: House) -> None:
    ones = (1, 1, 1)
    table = Published("funder", ("2026",), ("european-commission", "fwo", "institution"), (ones,), (3,), ones, 3, 1)
    with house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        labels = [line.label for line in figures._shown(table, figures.Known({}, {})).lines]
    assert labels == ["Europese Commissie", "FWO", "De instelling zelf"]
