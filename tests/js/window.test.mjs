import assert from "node:assert/strict";
import { test } from "node:test";

import { apart } from "../../static/js/core/names.js";
import { dueAsks } from "../../static/js/state/asks.js";
import { want, wantNewer, wantOlder } from "../../static/js/state/history.js";
import { forgetAsked, inOrder, oldest } from "../../static/js/state/window.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { seek } from "../../static/js/state/permalinks.js";
import { reopen, toNewest } from "../../static/js/state/window.js";
import { ada, eve, hear, marked, message, NOON, opened, posted, room as group } from "./cast.mjs";

const BOUND = 450;
const shown = (state) => rowsOf(state, state.rooms.get(1)).flatMap(({ message: one }) => (one ? [one.seq] : []));
const held = (state) => state.rooms.get(1).messages.size;
const span = (from, to) => Array.from({ length: to - from + 1 }, (_, place) => from + place);

// A server's whole log, and a page that holds its newest fifty.
function longRoom(length) {
  const log = new Map(span(1, length).map((seq) => [seq, message(seq)]));
  const state = opened({ said: 0 });
  const room = state.rooms.get(1);
  for (const seq of span(length - 49, length)) room.messages.set(100 + seq, message(seq));
  Object.assign(room, { cursor: length, seen: length, foundOldest: false });
  return { log, state, room };
}

// The server answers what is asked now.
function answer({ log, state }, change = () => {}) {
  for (const { id, before, after, limit } of dueAsks(state, NOON)) {
    const all = [...log.values()].sort((a, b) => a.seq - b.seq);
    const part = before === undefined ? all.filter(({ seq }) => seq > after).slice(0, limit) : all.filter(({ seq }) => seq < before).slice(-limit);
    const messages = part.map((one) => ({ ...one }));
    change();
    const ends = { found_oldest: part[0]?.seq === 1, found_newest: part.at(-1)?.seq === all.at(-1).seq };
    hear(state, { type: "room.page", id, room: 1, messages, ...ends, head: log.size });
  }
}

function say({ log, state }, seq, more) {
  log.set(seq, message(seq, more));
  hear(state, posted(seq, more));
}

test("two thousand lines up and down again are never held at once, and none is missing", () => {
  const long = longRoom(2_100);
  const { state, room } = long;
  state.atEnd = false;
  const seen = new Set();
  let live = 2_100;
  const look = () => {
    const now = shown(state);
    assert.ok(held(state) <= BOUND, `${held(state)} are held`);
    assert.deepEqual(now, span(now[0], now.at(-1)));
    for (const seq of now) seen.add(seq);
  };
  while (!room.foundOldest) {
    wantOlder(state, room);
    answer(long);
    say(long, (live += 1));
    look();
  }
  assert.equal(shown(state)[0], 1);
  for (let count = 0; count < 150; count += 1) say(long, (live += 1));
  look();
  while (room.gap) {
    wantNewer(state, room);
    answer(long);
    look();
  }
  assert.equal(shown(state).at(-1), live);
  assert.deepEqual([...seen].sort((a, b) => a - b), span(1, live));
});

test("who reads above keeps what they read, however much is said meanwhile", () => {
  const long = longRoom(100);
  long.state.atEnd = false;
  for (let seq = 101; seq <= 1_500; seq += 1) say(long, seq);
  assert.equal(shown(long.state)[0], 51);
  assert.ok(held(long.state) <= BOUND);
  toNewest(long.room);
  assert.deepEqual(shown(long.state), span(1_401, 1_500));
  assert.equal(oldest(long.room), 1_401);
});

test("who stands at the end follows, and the oldest are let go", () => {
  const long = longRoom(100);
  for (let seq = 101; seq <= 1_000; seq += 1) say(long, seq);
  assert.equal(shown(long.state).at(-1), 1_000);
  assert.ok(held(long.state) <= BOUND);
  assert.equal(long.room.gap, null);
});

test("what is changed while its page is on its way is not put back", () => {
  const long = longRoom(200);
  const { state, room, log } = long;
  wantOlder(state, room);
  const better = message(140, { rev: 201, body: "better" });
  answer(long, () => hear(state, { type: "message.changed", room: 1, seq: 201, message: better }));
  assert.equal(room.messages.get(240).body, "better");
  assert.equal(log.get(140).body, "line 140");
  assert.equal(room.late.size, 0);
});

test("a change beyond the gap, and a page for a part that is gone, change nothing", () => {
  const long = longRoom(1_000);
  const { state, room } = long;
  state.atEnd = false;
  for (let count = 0; count < 8; count += 1) {
    wantOlder(state, room);
    answer(long);
  }
  const hidden = message(room.gap.after + 1, { rev: 1_001 });
  hear(state, { type: "message.changed", room: 1, seq: 1_001, message: hidden });
  hear(state, posted(hidden.seq));
  assert.equal(room.messages.has(hidden.id), false);
  wantOlder(state, room);
  wantNewer(state, room);
  toNewest(room);
  const before = inOrder(room).length;
  answer(long);
  assert.equal(inOrder(room).length, before);
});

test("who comes and goes beyond the gap is told there, and not where one reads", () => {
  const long = longRoom(400);
  const { state, room } = long;
  state.atEnd = false;
  while (!room.gap) {
    wantOlder(state, room);
    answer(long);
  }
  hear(state, { type: "people.changed", arrived: [eve], left: [], changed: [], here: 3 });
  hear(state, { type: "member.joined", room: 1, seq: 401, user: eve });
  const lines = () => rowsOf(state, room).filter(({ kind }) => kind === "line").length;
  assert.equal(lines(), 0);
  toNewest(room);
  assert.equal(lines(), 2);
});

test("one's own words are shown at the end, once it is there", () => {
  const long = longRoom(1_000);
  const { state, room } = long;
  state.atEnd = false;
  for (let count = 0; count < 8; count += 1) {
    wantOlder(state, room);
    answer(long);
  }
  say(long, 1_001, { author: ada });
  assert.notEqual(shown(state).at(-1), 1_001);
  toNewest(room);
  assert.equal(shown(state).at(-1), 1_001);
});

// What is asked for when a room is turned to, with `more` on it.
function openingOf(more) {
  const state = opened({ rooms: [group(5, { head: 400, read: 100, unread: 300, ...more })] });
  const place = state.rooms.get(5);
  want(state, place);
  const [{ id, around }] = dueAsks(state, NOON);
  return { id, around, state, place };
}

test("a room opens where what is unread begins, if that lies further back than a page", () => {
  const { id, around, state, place } = openingOf();
  assert.equal(around, 101);
  const messages = span(76, 125).map((seq) => message(seq, { room: 5 }));
  hear(state, { type: "room.page", id, room: 5, messages, found_oldest: false, found_newest: false, head: 400 });
  state.current = 5;
  const kinds = rowsOf(state, place).filter(({ kind }) => kind !== "day");
  assert.equal(kinds[kinds.findIndex(({ kind }) => kind === "new") + 1].message.seq, 101);
  assert.deepEqual([place.gap.after, place.gap.before], [125, 401]);

  assert.equal(openingOf({ read: 360, unread: 40 }).around, undefined);
  assert.equal(openingOf({ unread: 0 }).around, undefined);
});

test("a room whose end alone is held opens where what is unread begins", () => {
  const long = longRoom(100);
  const { state, room } = long;
  state.current = null;
  for (let seq = 101; seq <= 1_000; seq += 1) say(long, seq);
  reopen(state, room);
  want(state, room);
  assert.deepEqual(dueAsks(state, NOON).map(({ around }) => around), [101]);

  const short = longRoom(100);
  say(short, 101);
  reopen(short.state, short.room);
  assert.ok(short.room.loaded && short.room.messages.size === 51);
});

test("who turned to the end gets the end, whatever is unread", () => {
  const { state, room } = longRoom(1_000);
  Object.assign(room, { loaded: false, seen: 100, unread: 900, landing: { isEnd: true } });
  want(state, room);
  assert.deepEqual(dueAsks(state, NOON).map(({ around }) => around), [undefined]);
});

test("without a connection, what is held is not let go", () => {
  const { state, room } = longRoom(100);
  Object.assign(room, { seen: 10, unread: 90 });
  state.connected = false;
  reopen(state, room);
  assert.ok(room.loaded);
  state.connected = true;
  reopen(state, room);
  assert.ok(!room.loaded);
});

test("who says something while a room is opened far back is taken to its end", () => {
  const { state, place } = openingOf();
  const [unread] = [...state.asks.keys()];
  forgetAsked(state, place);
  place.landing = { isEnd: true };
  want(state, place);
  const [{ id, around }] = dueAsks(state, NOON);
  assert.equal(around, undefined);
  const page = { type: "room.page", room: 5, found_oldest: false, head: 400 };
  const back = span(76, 125).map((seq) => message(seq, { room: 5 }));
  hear(state, { ...page, id: unread, messages: back, found_newest: false });
  assert.equal(place.messages.size, 0);
  const newest = span(351, 400).map((seq) => message(seq, { room: 5 }));
  hear(state, { ...page, id, messages: newest, found_newest: true });
  assert.equal(inOrder(place)[0].seq, 351);
});

test("what nobody waits for any more is refused without a word", () => {
  const { id, state, place } = openingOf();
  forgetAsked(state, place);
  hear(state, { type: "error", id, code: "unavailable", final: false, retry_ms: 10, text: "Not now." });
  assert.equal(state.fault, null);
});

test("a page that a room is opened on takes the place of what lay there", () => {
  const { state, place } = openingOf();
  const opening = [...state.asks.keys()].find((id) => id.startsWith("opening:"));
  // A link was followed into the room before it was opened.
  for (const seq of [20, 21]) place.messages.set(1_000 + seq, message(seq, { room: 5, id: 1_000 + seq }));
  const late = message(110, { room: 5, rev: 500, body: "better" });
  hear(state, { type: "message.changed", room: 5, seq: 500, message: late });
  const messages = span(76, 125).map((seq) => message(seq, { room: 5 }));
  hear(state, { type: "room.page", id: opening, room: 5, messages, found_oldest: false, found_newest: false, head: 400 });
  assert.equal(inOrder(place)[0].seq, 76);
  assert.equal(place.messages.get(late.id).body, "better");
});

test("what was heard before a room's first page came stays, and a link's page is still waited for", () => {
  const state = opened({ rooms: [group(5, { head: 0 })] });
  const place = state.rooms.get(5);
  want(state, place);
  const [{ id }] = dueAsks(state, NOON);
  hear(state, { type: "member.joined", room: 5, seq: 1, user: ada, by: null });
  seek(state, 1_001);
  hear(state, { type: "message.list", id: "seek:1001", messages: [message(1, { room: 5, id: 1_001 })] });
  hear(state, { type: "room.page", id, room: 5, messages: [], found_oldest: true, found_newest: true, head: 1 });
  assert.deepEqual(rowsOf(state, place).map(({ words }) => words), [`${apart("Ada")} made this group`]);
  assert.deepEqual(dueAsks(state, NOON).map(({ around }) => around), [1]);
});

test("what is said between an empty page and its coming is asked for", () => {
  const state = opened({ rooms: [group(5, { head: 1 })] });
  const place = state.rooms.get(5);
  want(state, place);
  const [{ id }] = dueAsks(state, NOON);
  hear(state, posted(2, { room: 5 }));
  hear(state, { type: "room.page", id, room: 5, messages: [], found_oldest: true, found_newest: true, head: 1 });
  wantNewer(state, place);
  const [newer] = dueAsks(state, NOON);
  assert.equal(newer.after, 1);
  hear(state, { type: "room.page", id: newer.id, room: 5, messages: [message(2, { room: 5 })], found_oldest: false, found_newest: true, head: 2 });
  assert.deepEqual(rowsOf(state, place).flatMap(({ message: one }) => (one ? [one.seq] : [])), [2]);
});

test("a room that is synced while it is not loaded is still asked for", () => {
  const { state, place } = openingOf();
  hear(state, { type: "room.sync", room: 5, epoch: "e", reset: false, upto: 400, messages: [], events: [], more: false });
  assert.ok(!place.loaded);
});

test("after a reset one goes on where the unread begin", () => {
  const { state, room } = longRoom(100);
  Object.assign(room, { seen: 100, read: 100 });
  const messages = span(951, 1_000).map((seq) => message(seq));
  hear(state, marked(1, 100, 900, 1_000));
  hear(state, { type: "room.sync", room: 1, epoch: "f", reset: true, upto: 1_000, messages, events: [], more: false });
  want(state, room);
  assert.deepEqual(dueAsks(state, NOON).map(({ around }) => around), [101]);
});

test("a link to what lies beyond the gap has the part around it come", () => {
  const long = longRoom(100);
  const { state, room } = long;
  state.atEnd = false;
  for (let seq = 101; seq <= 1_000; seq += 1) say(long, seq);
  assert.ok(room.messages.has(1_100) && room.gap);
  seek(state, 1_100);
  assert.equal(state.found, null);
  assert.deepEqual(dueAsks(state, NOON).map(({ type, messages }) => [type, messages]), [["message.list", [1_100]]]);
});
