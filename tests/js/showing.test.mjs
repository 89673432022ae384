import assert from "node:assert/strict";
import { test } from "node:test";

import { apart, piecesOf } from "../../static/js/core/names.js";
import { dueAsks } from "../../static/js/state/asks.js";
import { complete } from "../../static/js/state/completion.js";
import { membersOf, wantMembers } from "../../static/js/state/people.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { unreadInAll } from "../../static/js/state/unread.js";
import { ada, bob, eve, hear, lobby, message, opened, posted, room, welcome } from "./cast.mjs";

const rows = (state) => rowsOf(state, state.rooms.get(1));
const kinds = (state) => rows(state).map(({ kind }) => kind);
const DAY_MINUTES = 24 * 60;

test("messages of one person soon after each other are one group", () => {
  const state = opened({ said: 3 });
  hear(state, posted(4, { author: eve }), posted(30, { author: eve }));
  assert.deepEqual(
    rows(state).filter(({ kind }) => kind === "message").map(({ isFirst }) => isFirst),
    [true, false, false, true, true],
  );
});

test("each day begins with its line, above what happened quietly before it", () => {
  const state = opened({ said: 1 });
  hear(state, { type: "member.joined", room: 1, seq: 2, user: eve });
  hear(state, posted(2 * DAY_MINUTES));
  assert.deepEqual(kinds(state), ["day", "message", "day", "line", "new", "message"]);
});

test("who made a group is told apart from those who joined it", () => {
  const state = opened({ rooms: [room(5)] });
  const joined = (seq, user) => ({ type: "member.joined", room: 5, seq, user });
  hear(state, joined(1, ada), joined(2, bob), joined(3, eve));
  const lines = rowsOf(state, state.rooms.get(5)).map(({ words }) => words);
  assert.deepEqual(lines, [`${apart("Ada")} made this group`, `${apart("Bob")} and ${apart("Eve")} joined`]);
});

test("comings and goings are one quiet line and never new", () => {
  const state = opened({ said: 1 });
  const people = (arrived, left) => ({ type: "people.changed", arrived, left, changed: [], here: 2 });
  const dan = { id: 4, username: "dan", name: "Dan", bot: false };
  hear(state, people([eve], []), people([dan], []), people([], [bob]), people([], [eve]));
  assert.equal(rows(state).at(-1).words, `${apart("Dan")} entered, ${apart("Bob")} left`);
  assert.equal(unreadInAll(state), 0);
});

test("members are here or away, and oneself is here while connected", () => {
  const state = opened();
  const place = state.rooms.get(1);
  hear(state, { type: "member.joined", room: 1, seq: 1, user: eve });
  const names = ({ here, away }) => [here, away].map((list) => list.map(({ name }) => name));
  assert.deepEqual(names(membersOf(state, place)), [["Ada", "Bob"], ["Eve"]]);
  hear(state, welcome([lobby()], [ada, eve]));
  assert.deepEqual(names(membersOf(state, place))[0], ["Ada", "Eve"]);
});

test("who comes back to a group asks again who belongs to it", () => {
  const state = opened({ rooms: [room(5)] });
  const asked = () => {
    wantMembers(state, state.rooms.get(5));
    return dueAsks(state).map(({ type }) => type);
  };
  const page = { type: "people.page", id: "people:5:0", people: [ada, bob], more: false };
  assert.deepEqual(asked(), ["people.list"]);
  hear(state, page);
  assert.deepEqual(asked(), []);
  hear(state, { type: "room.removed", room: 5 }, { type: "room.added", room: room(5) });
  assert.deepEqual(asked(), ["people.list"]);
  hear(state, page);
  assert.deepEqual([...state.rooms.get(5).people.keys()], [1, 2]);
  hear(state, welcome([lobby(), room(5)]));
  assert.deepEqual(asked(), ["people.list"]);
});

const offers = [
  ["/wh", ["/whisper "]],
  ["/whisper b", ["bob "]],
  ["/whisper @B", ["bob "]],
  ["/whisper bob hi", []],
  ["/group leave ro", ["Room 5"]],
  ["/group join o", ["Open one"]],
  ["/help wh", ["whisper"]],
  ["/group leave room 5", []],
  ["//wh", []],
  ["hello /wh", []],
  ["/nothing", []],
];
for (const [before, inserts] of offers) {
  test(`${before} is offered ${JSON.stringify(inserts)}`, () => {
    const state = opened({ rooms: [room(5)] });
    state.groups = [{ id: 8, name: "Open one", members: 3 }];
    assert.deepEqual((complete(state, before)?.options ?? []).map(({ insert }) => insert), inserts);
  });
}

test("what turns letters around stays in its own piece of a sentence", () => {
  const name = "\u2069a\u202egnp\u2066";
  assert.deepEqual(piecesOf(`${apart(name)} joined\u202e`), ["", "agnp", " joined"]);
});
