"""A good run, and ways to spoil it: each with the promise that is broken then."""

from dataclasses import replace

from .records import Final, Row, Sent, Snapshot, Told

ADA, BOB, EVE = 1, 2, 3
LOBBY, GROUP = 1, 2


def line(user, room, number, seq, at, **more):
    fields = {"t_inv": at, "t_res": at + 1, "res": "ok", "seq": seq} | more
    return Sent(f"client {user}", user, room, f"id {number}", f"hash {number}", **fields)


def post(user, room, number, seq):
    return Row(room, seq, "posted", user, 100 + number, seq, f"hash {number}", f"id {number}")


def told(user, room, seq, number=None):
    message = (100 + number, seq, f"hash {number}") if number else (None, None, None)
    return Told(f"socket {user}", user, room, seq, *message)


def good_run():
    """ada and bob talk in the lobby; bob joins ada's group, writes there and leaves."""
    rows = [post(ADA, LOBBY, 1, 1), post(BOB, LOBBY, 2, 2), post(ADA, LOBBY, 3, 3)]
    rows += [Row(GROUP, 1, "joined", ADA), Row(GROUP, 2, "joined", BOB)]
    rows += [post(BOB, GROUP, 4, 3), Row(GROUP, 4, "left", BOB), post(ADA, GROUP, 5, 5)]
    sent = [
        line(ADA, LOBBY, 1, 1, at=10),
        line(BOB, LOBBY, 2, 2, at=12),
        line(ADA, LOBBY, 3, 3, at=14),
        line(BOB, GROUP, 4, 3, at=20),
        line(ADA, GROUP, 5, 5, at=22),
        line(EVE, LOBBY, 6, None, at=30, res="fail"),
        line(EVE, LOBBY, 7, None, at=31, res="unknown", t_res=None),
    ]
    heard = [
        Snapshot("socket 2", BOB, LOBBY, upto=1),
        *(told(BOB, LOBBY, seq, number=seq) for seq in (2, 3)),
        Snapshot("socket 2", BOB, GROUP, upto=1),
        told(BOB, GROUP, 2),
        told(BOB, GROUP, 3, number=4),
        told(BOB, GROUP, 4),
        Snapshot(
            "socket 1",
            ADA,
            GROUP,
            after=1,
            upto=5,
            events=[2, 4],
            messages=[[3, 104, 3, "hash 4"], [5, 105, 5, "hash 5"]],
        ),
    ]
    lobby = [[seq, 100 + seq, seq, f"hash {seq}"] for seq in (1, 2, 3)]
    group = [[3, 104, 3, "hash 4"], [5, 105, 5, "hash 5"]]
    counters = {LOBBY: (1, 3), GROUP: (1, 5)}
    kinds = {LOBBY: "lobby", GROUP: "group"}
    open = [("socket 1", GROUP), ("socket 2", LOBBY)]
    return sent, heard, Final(kinds, counters, rows, {LOBBY: lobby, GROUP: group}, open)


def lose_what_was_acked(sent, heard, final):
    del final.rows[1]


def ack_another_number(sent, heard, final):
    sent[1].seq = 3


def keep_a_line_twice(sent, heard, final):
    final.rows.append(replace(final.rows[0], seq=4, id=190))
    final.counters[LOBBY] = (1, 4)


def keep_words_under_a_new_id(sent, heard, final):
    final.rows.append(replace(final.rows[0], seq=4, id=190, client_id="id 9"))


def keep_what_nobody_sent(sent, heard, final):
    del sent[2]


def keep_what_was_refused(sent, heard, final):
    sent[2].res = "fail"


def skip_a_number(sent, heard, final):
    del heard[1]


def tell_a_number_twice(sent, heard, final):
    heard.insert(3, heard[2])


def tell_in_the_wrong_order(sent, heard, final):
    heard[1], heard[2] = heard[2], heard[1]


def show_the_door_without_what_came_before(sent, heard, final):
    del heard[5]


def tell_before_any_snapshot(sent, heard, final):
    del heard[0]


def leave_a_message_out_of_a_sync(sent, heard, final):
    del heard[-1].messages[0]


def leave_an_event_out_of_a_sync(sent, heard, final):
    heard[-1].events.remove(4)


def start_afresh_with_less(sent, heard, final):
    heard[-1].reset = True
    del heard[-1].messages[0]


def tell_two_people_two_things(sent, heard, final):
    heard[1].hash = "hash 3"


def tell_of_another_message(sent, heard, final):
    heard[1].id = 190


def tell_what_is_not_there(sent, heard, final):
    heard.append(told(BOB, LOBBY, 4, number=6))


def number_against_the_clock(sent, heard, final):
    sent[1].t_inv = 15.5


def turn_a_clients_lines_round(sent, heard, final):
    sent[0], sent[2] = sent[2], sent[0]


def read_less_than_was_acked(sent, heard, final):
    heard.append(Snapshot("socket 1", ADA, LOBBY, upto=2, asked=16))


def read_less_than_was_heard(sent, heard, final):
    heard.insert(3, Snapshot("socket 2", BOB, LOBBY, upto=2))


def go_on_telling_who_left(sent, heard, final):
    heard.insert(-1, told(BOB, GROUP, 5, number=5))


def sync_who_left(sent, heard, final):
    late = Snapshot("socket 2", BOB, GROUP, after=4, upto=5)
    late.messages = [[5, 105, 5, "hash 5"]]
    heard.append(late)


def let_a_stranger_write(sent, heard, final):
    final.rows[-1].user = sent[4].user = EVE


def never_tell_the_last_number(sent, heard, final):
    del heard[2]


def leave_a_hole_in_the_log(sent, heard, final):
    final.counters[GROUP] = (1, 6)


def show_another_history(sent, heard, final):
    final.history[LOBBY].pop()


SEEDED = {
    lose_what_was_acked: "I1",
    ack_another_number: "I1",
    keep_a_line_twice: "I2",
    keep_words_under_a_new_id: "I2",
    keep_what_nobody_sent: "I3",
    keep_what_was_refused: "I4",
    skip_a_number: "I5",
    tell_a_number_twice: "I5",
    tell_in_the_wrong_order: "I5",
    show_the_door_without_what_came_before: "I5",
    tell_before_any_snapshot: "I5",
    leave_a_message_out_of_a_sync: "I5",
    leave_an_event_out_of_a_sync: "I5",
    start_afresh_with_less: "I5",
    tell_two_people_two_things: "I6",
    tell_of_another_message: "I6",
    tell_what_is_not_there: "I6",
    number_against_the_clock: "I7",
    turn_a_clients_lines_round: "I8",
    read_less_than_was_acked: "I9",
    read_less_than_was_heard: "I10",
    go_on_telling_who_left: "I11",
    sync_who_left: "I11",
    let_a_stranger_write: "I11",
    never_tell_the_last_number: "I12",
    leave_a_hole_in_the_log: "I13",
    show_another_history: "I13",
}
