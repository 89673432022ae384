import assert from "node:assert/strict";
import { test } from "node:test";

import { piecesOf } from "../../static/js/core/names.js";
import { dueAsks } from "../../static/js/state/asks.js";
import { wantOlder } from "../../static/js/state/history.js";
import { inOrder } from "../../static/js/state/window.js";
import { resume } from "../../static/js/state/rooms.js";
import { bob, bot, eve, hear, lobby, message, NOON, opened, posted, room, welcome } from "./cast.mjs";

const said = (state, id = 1) => inOrder(state.rooms.get(id)).map(({ body }) => body);

test("what is heard twice or late is there once, with its newest words", () => {
  const state = opened({ said: 2 });
  const edited = { ...message(2), rev: 4, body: "better" };
  hear(state, posted(3), { type: "message.changed", room: 1, seq: 4, message: edited }, posted(3), posted(2));
  assert.deepEqual(said(state), ["line 1", "better", "line 3"]);
  assert.deepEqual(resume(state), { 1: { epoch: "e", after: 4 } });
});

test("a change to what is not held here is not put among it", () => {
  const state = opened({ said: 2 });
  state.rooms.get(1).foundOldest = false;
  state.rooms.get(1).messages.delete(101);
  hear(state, { type: "message.changed", room: 1, seq: 3, message: { ...message(1), rev: 3 } });
  assert.deepEqual(said(state), ["line 2"]);
});

test("a number that one may not read is heard, and nothing of it", () => {
  const state = opened({ said: 2 });
  const before = { ...state.rooms.get(1) };
  hear(state, { type: "room.changed", room: 1, seq: 3, details: {} });
  const { cursor, notes, name, closed } = state.rooms.get(1);
  assert.deepEqual([cursor, notes.size, name, closed], [3, 0, before.name, before.closed]);
});

test("a reset throws away what was held", () => {
  const state = opened({ said: 5 });
  const sync = { type: "room.sync", room: 1, epoch: "f", reset: true, upto: 2, events: [], more: false };
  hear(state, { ...sync, messages: [message(1, { body: "restored" }), message(2)] });
  assert.deepEqual(said(state), ["restored", "line 2"]);
  assert.deepEqual(resume(state), { 1: { epoch: "f", after: 5 } });
});

test("a page of the past joins on above", () => {
  const state = opened({ said: 2 });
  const place = state.rooms.get(1);
  place.foundOldest = false;
  place.messages.delete(101);
  wantOlder(state, place);
  wantOlder(state, place);
  const [frame, ...more] = dueAsks(state, NOON);
  assert.deepEqual([frame.type, frame.before, more], ["room.history", 2, []]);
  hear(state, { type: "room.page", id: frame.id, room: 1, messages: [message(1)], found_oldest: true, head: 2 });
  assert.deepEqual(said(state), ["line 1", "line 2"]);
  assert.equal(place.foundOldest, true);
});

test("an answer grows piece by piece, and asks for the whole where one is missing", () => {
  const state = opened();
  const answer = message(1, { author: bot, kind: "answer", body: "", html: "", answer: { state: "writing" } });
  hear(state, posted(1, answer));
  const grew = (at, text) => ({ type: "answer.grew", room: 1, message: 101, at, text });
  hear(state, grew(0, "Hel"), grew(3, "lo"), grew(3, "lo"));
  assert.deepEqual(said(state), ["Hello"]);
  hear(state, grew(9, "!"));
  assert.deepEqual(said(state), ["Hello"]);
  const [frame] = dueAsks(state, NOON + 2_000);
  assert.deepEqual([frame.around, frame.limit], [1, 1]);
  const whole = { ...answer, body: "Hello you" };
  hear(state, { type: "room.page", id: frame.id, room: 1, messages: [whole], found_oldest: true, head: 1 });
  assert.deepEqual(said(state), ["Hello you!"]);
  const done = { ...answer, rev: 2, body: "Hello you!", html: "<p>Hello you!</p>", answer: { state: "done" } };
  hear(state, { type: "message.changed", room: 1, seq: 2, message: done }, grew(10, "late"));
  assert.deepEqual(said(state), ["Hello you!"]);
});

test("a room that is gone takes its copy along, and a page is led to the lobby", () => {
  const state = opened({ rooms: [room(5)] });
  state.current = 5;
  hear(state, { type: "member.left", room: 5, seq: 1, user: state.me, by: bob, reason: "spam" });
  hear(state, { type: "room.removed", room: 5 });
  assert.equal(state.current, 1);
  const [{ text }] = state.rooms.get(1).notices;
  assert.deepEqual(piecesOf(text), ["", "Bob", " removed you from ", "Room 5", " (", "spam", ")."]);
});

test("a kind of event from the future changes nothing", () => {
  const state = opened({ said: 1 });
  const before = JSON.stringify([...state.rooms]);
  hear(state, { type: "dance", room: 1 }, { type: "constructor" }, { type: "__proto__" });
  assert.equal(JSON.stringify([...state.rooms]), before);
});

// However often the connection breaks, the page ends up with what a fresh one has.
test("live events and syncs lead to the same copy, whatever is missed", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = chance(seed);
    const log = story(random, 30);
    const steady = opened();
    hear(steady, ...log);
    const shaky = opened();
    let at = 0;
    while (at < log.length) {
      const live = Math.floor(random() * 5);
      hear(shaky, ...log.slice(at, at + live), ...log.slice(Math.max(0, at - 2), at));
      at += live + Math.floor(random() * 6);
      hear(shaky, welcome([lobby({ head: Math.min(at, log.length) })]));
      hear(shaky, sync(log.slice(0, at), resume(shaky)[1].after));
    }
    assert.deepEqual(copy(shaky), copy(steady), `seed ${seed}`);
  }
});

function story(random, length) {
  const log = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const older = log.filter(({ type }) => type === "message.posted");
    const kind = random();
    if (kind < 0.6 || !older.length) log.push(posted(seq));
    else if (kind < 0.85) log.push(changed(older[Math.floor(random() * older.length)].message, seq));
    else log.push({ type: kind < 0.93 ? "member.joined" : "member.left", room: 1, seq, user: eve });
  }
  return log;
}

function changed(message, seq) {
  return { type: "message.changed", room: 1, seq, message: { ...message, rev: seq, body: `changed at ${seq}` } };
}

// What a server that has this log tells a client that holds it up to `after`.
function sync(log, after) {
  const newest = new Map();
  for (const { message: one } of log) if (one) newest.set(one.id, one);
  const messages = [...newest.values()].filter(({ rev }) => rev > after).sort((a, b) => a.rev - b.rev);
  const events = log.filter(({ message: one, seq }) => !one && seq > after);
  return { type: "room.sync", room: 1, epoch: "e", reset: false, upto: log.length, messages, events, more: false };
}

function copy(state) {
  const { cursor, messages, notes, people } = state.rooms.get(1);
  return { cursor, messages: [...messages.values()].sort((a, b) => a.id - b.id), notes: [...notes].sort(), people: [...people] };
}

function chance(seed) {
  let value = seed;
  return () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return value / 2_147_483_648;
  };
}
