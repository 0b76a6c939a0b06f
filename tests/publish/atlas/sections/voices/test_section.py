"""What people write, as the atlas tells it: lines of tone, areas, terms, a complaint; in a browser, too."""

from datetime import date
from typing import Any

from gcrm.publish.atlas import folder
from gcrm.publish.atlas.look import Given, Look
from gcrm.publish.atlas.pages import render
from gcrm.publish.atlas.sections.voices.section import SECTION, complaint, rising, show, told

from ....made_up import square
from ...chromium import opened
from ..given import AGREED, BEAN


def tone(share: float | None, month: int = 1, partner: str = "all", area: str = "all", aspect: str = "all") -> Any:
    ends = (None, None) if share is None else (round(share - 0.1, 2), round(share + 0.1, 2))
    return {
        "partner_id": partner, "area_id": area, "aspect": aspect, "month": date(2018, month, 1), "tone": "all",
        "n_members": 100, "pleased_share": share, "pleased_low": ends[0], "pleased_high": ends[1], "withheld": False,
    }  # fmt: skip


def week(term: str, day: int, area: str = "all", kind: str = "organic", withheld: bool = False) -> Any:
    shown = {"phase": "rising", "kind": kind, "n_members": 40}
    nothing = dict.fromkeys(shown)
    return {"term": term, "area_id": area, "week": date(2018, 1, day), "withheld": withheld, **(
        nothing if withheld else shown
    )}  # fmt: skip


TONES = [
    tone(0.5), tone(0.6, 2), tone(None, 3), tone(0.7, 1, partner="cafe"), tone(0.4, 2, area="s1"),
    tone(0.8, 1, aspect="price"), tone(0.4, 2, aspect="price"), tone(0.6, 1, "cafe", aspect="place"),
    tone(0.5, 2, "cafe", aspect="place"), {**tone(0.5), "tone": "pleased", "pleased_share": None},
]  # fmt: skip
TERMS = [
    week("sea salt", 1),
    week("sea salt", 8, withheld=True),
    week("<i>tonic", 15, kind="bought"),
    week("x", 1, "s1"),
]
ROWS = {
    "publish.tones": TONES,
    "publish.trends": TERMS,
    "silver.areas": [{"area_id": "s1", "name": "North", "boundary": square(0, 0)}],
    "silver.partners": [{"partner_id": "cafe", "name": BEAN}],
}
LOOK = Look(AGREED, Given(ROWS))


def test_lines_are_of_partners_and_of_all_the_newest_month_of_areas() -> None:
    shown = show(LOOK)
    assert shown is not None
    lines = {line["name"]: [point["month"] for point in line["points"]] for line in shown.facts["lines"]}
    assert lines == {"All partners": ["2018-01", "2018-02"], BEAN: ["2018-01"]}
    assert [(place["name"], place["points"][0]["pleased_share"]) for place in shown.facts["places"]] == [("North", 0.4)]
    assert shown.n_drawn == 1


def test_the_complaint_is_what_fell_beyond_chance_in_the_newest_month() -> None:
    found = complaint(told(TONES))
    assert found is not None
    assert (found[1]["aspect"], found[1]["partner_id"]) == ("price", "all")
    assert complaint(told([tone(0.5, 1, aspect="price"), tone(0.45, 2, aspect="price")])) is None
    assert show(LOOK).page["complaint"].startswith("Price: the share of pleased members fell from 80% to 40%")  # type: ignore[union-attr]


def test_terms_are_of_the_whole_coalition_as_they_were_last_shown() -> None:
    assert [(one["term"], one["week"], one["members"]) for one in rising(TERMS)] == [
        ("<i>tonic", date(2018, 1, 15), "40 to 99"),
        ("sea salt", date(2018, 1, 1), "40 to 99"),
    ]


def test_the_finding_tells_share_interval_and_what_rose() -> None:
    assert SECTION.found(LOOK) == [
        "Of members who write, 60% were pleased in February 2018 (50% to 70%); 1 term rose, sea salt last"
    ]
    few = Look(AGREED, Given({**ROWS, "publish.tones": []}))
    assert SECTION.found(few) == ["1 term rose, sea salt last; too few members write to tell their tone"]


def test_where_nobody_writes_the_section_says_so() -> None:
    nothing = Look(AGREED, Given({"publish.tones": [], "publish.trends": []}))
    assert show(nothing) is None
    assert SECTION.empty in render(nothing, [SECTION]).files["index.html"]


def test_the_page_draws_line_and_map_and_names_stay_text(tmp_path: Any) -> None:
    made = render(LOOK, [SECTION])
    folder.write(tmp_path / "atlas", made.files, made.about)
    page = opened(tmp_path / "atlas" / "sections" / "voices.html", tmp_path / "profile")
    assert page.console == ()
    assert page.paths("choroplethlocation") == 1
    assert 'class="scatterlayer' in page.dom
    assert "<i>tonic" not in page.dom
    assert BEAN not in page.dom.replace("&lt;b&gt;", "")
