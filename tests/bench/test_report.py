"""What was found, as it is told: tables, targets and plots follow from the figures."""

import re
from xml.parsers import expat

import pytest

from bench import plots, report, tables
from bench.cases import CASES
from bench.peers import ALL
from bench.results import Results
from bench.targets import TARGETS

FIGURES = {"delays": [2, 5], "load_busy": 0.5, "starved": 0, "missing": 0, "closed": 0}


def run(deliveries, us=2.0, **more):
    load = FIGURES | {"deliveries": deliveries, "messages": deliveries / 200, "us": us} | more
    load |= {"us_all": us}
    return {"saturated": load, "gentle": load, "brisk": load, "even": load, "half": load}


def found(**rates):
    """Results of the room of 200, in which each server has a rate for each turn."""
    results = Results()
    for peer, each in rates.items():
        for rate in each:
            results.add("room-200", peer.replace("_", "-"), run(rate))
    return results


def verdicts(results, about):
    [target] = [one for one in TARGETS if one.about == about]
    return target.row(results)[2:]


def test_a_ratio_is_of_two_runs_of_one_turn():
    results = found(chat=[400, 900, 500], socketio=[100, 300, 50])
    assert results.ratios("room-200", "chat", "socketio", "saturated", "deliveries") == [4, 3, 10]
    row = next(line for line in tables.ratios(results, "room-200") if "Socket.IO" in line)
    assert "4.00 (3.00–10.0)" in row


def test_a_turn_that_failed_leaves_the_others_beside_each_other():
    results = found(chat=[400, 900], socketio=[100, 300])
    results.kept["cases"]["room-200"]["socketio"][0] = None
    assert results.ratios("room-200", "chat", "socketio", "saturated", "deliveries") == [3]


def test_less_is_better_where_it_is():
    results = Results()
    for peer, kib in (("chat", 20), ("socketio", 40)):
        results.add("memory", peer, {"memory": {"kib": kib, "came_seconds": 1}})
    assert "| 2.00 | 1.00 |" in "\n".join(tables.ratios(results, "memory"))


@pytest.mark.parametrize(
    ("ours", "least"),
    [(299_000, "5 × Socket.IO: **missed**"), (301_000, "5 × Socket.IO: met")],
)
def test_a_target_is_met_or_missed(ours, least):
    results = found(chat=[ours] * 3, socketio=[60_000] * 3)
    told, aim = verdicts(results, "deliveries/s, 200 in one room, SQLite")
    assert told == f"{least}, 30 × the tutorial: –"
    assert aim.startswith("≥ 400,000: **missed**")


def test_both_of_a_pair_have_to_be_small_enough():
    about = "20 messages/s to 200, median · p99"
    results = found(chat=[1])
    assert verdicts(results, about) == ["≤ 4 · 12: met", "≤ 2.7 · 7: met"]
    results.kept["cases"]["room-200"]["chat"][0]["gentle"]["delays"] = [2, 7.5]
    assert verdicts(results, about) == ["≤ 4 · 12: met", "≤ 2.7 · 7: **missed**"]


def test_two_cases_are_held_against_each_other():
    results = found(chat=[1])
    results.add("room-5000", "chat", run(1, us=3.2))
    about = "CPU for a delivery, 5,000 in one room against 200"
    assert verdicts(results, about)[0] == "≤ 1.5: **missed**"


def test_what_was_not_measured_is_no_verdict():
    assert {cell for target in TARGETS for cell in target.row(Results())[1:2]} == {"not measured"}
    assert not [target for target in TARGETS if "met" in " ".join(target.row(Results())[2:])]


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ({"load_busy": 0.95}, "the load itself was at its limit (95% of its core)"),
        ({"missing": 7}, "7 deliveries are missing"),
        ({"closed": 2}, "2 connections broke"),
        ({"extra": 4}, "4 came twice, or to those whom they were not for"),
        ({"disorder": 3}, "3 came out of order"),
        ({"starved": 0.3}, "the load waited for its core, up to 30% of the time"),
    ],
)
def test_what_makes_figures_doubtful_is_said(more, doubt):
    results = Results()
    results.add("room-200", "chat", {"saturated": FIGURES | more})
    assert doubt in "\n".join(results.doubts())


def test_the_page_takes_what_was_found_and_keeps_its_own_words():
    page = report.PAGE.read_text()
    results = found(chat=[400_000], nchan=[300_000])
    new = report.written(page, results)
    assert "400,000" in new
    around = re.compile(r"(?<=<!-- what was found -->).*(?=<!-- end of it -->)", re.S)
    assert around.sub("", new) == around.sub("", page) != page
    assert report.written(new, results) == new


def test_plots_are_drawings_of_what_was_found():
    results = found(chat=[400_000], nchan=[300_000])
    results.add("room-5000", "chat", run(380_000))
    drawn = dict(plots.all_of(results))
    assert set(drawn) == {"deliveries", "delays", "growing", "cost"}
    for picture in drawn.values():
        expat.ParserCreate().Parse(picture, True)
    assert "400,000 /s" in drawn["deliveries"]


@pytest.mark.skipif(not report.FOUND.exists(), reason="no results are kept")
def test_pages_and_plots_show_what_is_kept():
    results = Results.read(report.FOUND)
    page = report.PAGE.read_text()
    assert report.written(page, results) == page
    assert report.FIGURES.read_text() == report.figures(results)
    for name, picture in plots.all_of(results):
        assert (report.FOUND.parent / f"{name}.svg").read_text() == picture


def test_each_case_has_its_columns_and_servers_that_are_known():
    assert set(tables.COLUMNS) == set(CASES)
    assert {key for case in CASES.values() for key in case.peers} <= set(ALL)


def test_it_says_when_and_where_each_was_measured():
    results = Results()
    results.now = "a day on a machine"
    results.forget("rooms")
    results.forget("start")
    assert next(report.parts(results)) == "Measured on a day on a machine."
    results.now = "another day on a machine"
    results.forget("rooms")
    told = report.parts(results)
    assert next(told) == "Measured on another day on a machine (rooms)."
    assert next(told) == "Measured on a day on a machine (start)."
