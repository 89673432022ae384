"""The checker sees every kind of fault, each put into a good run on purpose."""

import io

import pytest

from rooms import limits

from .checker import RULES, check
from .records import Row, Snapshot, dump, load
from .seeds import BOB, EVE, GROUP, LOBBY, SEEDED, good_run, line, post, told


def promises(sent, heard, final):
    return {violation.promise for violation in check([*sent, *heard], final)}


def test_a_good_run_is_good():
    assert promises(*good_run()) == set()


@pytest.mark.parametrize("fault", SEEDED, ids=lambda fault: fault.__name__)
def test_a_fault_is_seen_and_named(fault):
    run = good_run()
    fault(*run)

    assert SEEDED[fault] in promises(*run)


def test_every_promise_has_its_fault():
    assert set(SEEDED.values()) == set(RULES)


def test_a_line_whose_fate_is_unknown_may_stand_once():
    sent, heard, final = good_run()
    final.rows.append(post(EVE, LOBBY, 7, 4))
    final.counters[LOBBY] = (1, 4)
    final.history[LOBBY].append([4, 107, 4, "hash 7"])
    heard.append(told(BOB, LOBBY, 4, number=7))

    assert promises(sent, heard, final) == set()


def test_who_is_further_behind_than_a_feed_reaches_hears_of_the_door_alone():
    sent, heard, final = good_run()
    seqs = range(6, 7 + limits.FEED_RING)
    final.rows += [Row(GROUP, 6, "joined", BOB)] + [
        Row(GROUP, seq, "joined", EVE) for seq in seqs[1:]
    ]
    final.rows.append(Row(GROUP, seqs[-1] + 1, "removed", BOB))
    final.counters[GROUP] = (1, seqs[-1] + 1)
    final.open.remove(("socket 1", GROUP))
    heard += [Snapshot("socket 2", BOB, GROUP, upto=5), told(BOB, GROUP, 6)]
    heard.append(told(BOB, GROUP, seqs[-1] + 1))

    assert promises(sent, heard, final) == set()


@pytest.mark.parametrize(("told_before", "found"), [([], set()), ([6], {"I5"})])
def test_who_leaves_before_they_were_brought_up_to_date_hears_of_the_door_alone(told_before, found):
    sent, heard, final = good_run()
    final.rows += [Row(GROUP, 6, "joined", BOB), Row(GROUP, 7, "joined", EVE)]
    final.rows += [Row(GROUP, 8, "left", EVE), Row(GROUP, 9, "left", BOB)]
    final.counters[GROUP] = (1, 9)
    final.open.remove(("socket 1", GROUP))
    heard.append(Snapshot("socket 2", BOB, GROUP, upto=5))
    heard += [told(BOB, GROUP, seq) for seq in [*told_before, 9]]

    assert promises(sent, heard, final) == found


@pytest.mark.parametrize(("user", "found"), [(BOB, set()), (EVE, {"I8"})])
def test_what_was_refused_before_they_came_in_may_stand_behind_what_was_not(user, found):
    sent, heard, final = good_run()
    final.rows += [Row(GROUP, 6, "joined", BOB), Row(GROUP, 7, "joined", EVE)]
    final.rows += [post(BOB, GROUP, 8, 8), Row(GROUP, 9, "left", user)]
    final.rows += [Row(GROUP, 10, "joined", user), post(BOB, GROUP, 9, 11)]
    final.rows.append(post(BOB, GROUP, 10, 12))
    sent += [line(BOB, GROUP, number, seq, at=40) for number, seq in ((8, 8), (10, 12), (9, 11))]

    # Nobody has heard or read of these.
    assert promises(sent, heard, final) - {"I12", "I13"} == found


def test_records_survive_being_written_down():
    sent, heard, _ = good_run()
    file = io.StringIO()

    dump([*sent, *heard], file)
    file.seek(0)

    assert load(file) == [*sent, *heard]
