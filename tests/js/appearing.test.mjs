import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { dueAsks } from "../../static/js/state/asks.js";
import { endOf, isAppearing, looksOf, nextEnd, wantAppearance } from "../../static/js/state/appearance.js";
import { wantPeople } from "../../static/js/state/people.js";
import { straight } from "../../static/js/core/names.js";
import { signOf, stopIn, writersLine } from "../../static/js/state/typing.js";
import { ada, bob, eve, hear, NOON, opened, posted, room } from "./cast.mjs";

const SECOND = 1_000;
const changed = (more) => ({ type: "people.changed", arrived: [], left: [], changed: [], here: 2, ...more });

test("typing is said once in three seconds of a room, stopped when cleared, and never of commands", () => {
  const state = opened({ rooms: [room(5)] });
  const say = (words, seconds) => signOf(state, words, NOON + seconds * SECOND);
  assert.equal(say("/whisper bob psst", 0), null);
  assert.deepEqual(say("//", 0), { type: "typing.start", room: 1 });
  assert.equal(say("//a", 2.9), null);
  assert.deepEqual(say("//ab", 3), { type: "typing.start", room: 1 });
  assert.deepEqual(say("", 4), { type: "typing.stop", room: 1 });
  assert.equal(say("", 4), null);
  assert.equal(say("again", 5), null);
  assert.deepEqual(say("again!", 6), { type: "typing.start", room: 1 });
  assert.deepEqual(say("/group", 7), { type: "typing.stop", room: 1 });
  say("words", 9);
  assert.deepEqual(stopIn(state, 1), { type: "typing.stop", room: 1 });
  state.current = 5;
  assert.deepEqual(say("elsewhere", 9), { type: "typing.start", room: 5 });
});

test("nobody is told of the typing of those who don't want it, or are invisible", () => {
  for (const own of [{ typing: false }, { invisible: true }]) {
    const state = opened();
    hear(state, { type: "appearance", status: null, invisible: false, typing: true, ...own });
    assert.equal(signOf(state, "words", NOON), null);
  }
});

test("who types is named up to three, until six seconds, a stop, a message, or their leave", () => {
  const state = opened();
  const people = ["Bob", "Eve", "Dan", "Fay"].map((name, place) => ({ id: place + 2, name }));
  const typing = (user) => ({ type: "typing", room: 1, user });
  const line = (seconds = 0) => straight(writersLine(state.rooms.get(1), NOON + seconds * SECOND));
  hear(state, typing(people[0]), typing(ada));
  assert.equal(line(), "Bob is typing…");
  hear(state, typing(people[1]), typing(people[2]));
  assert.equal(line(), "Bob, Eve and Dan are typing…");
  hear(state, typing(people[3]));
  assert.equal(line(5.9), "Several people are typing…");
  assert.equal(line(6), "");
  hear(state, { type: "typing.stopped", room: 1, user: people[3] }, posted(1), changed({ left: [people[2]] }));
  assert.equal(line(), "Eve is typing…");
});

test("people are online, idle or last seen, with a status until its end", () => {
  const state = opened();
  const until = new Date(NOON + 60 * SECOND).toISOString();
  const status = { emoji: "🌴", text: "Away", until };
  hear(state, changed({ changed: [{ ...bob, state: "idle", status }] }));
  assert.deepEqual(looksOf(state, bob, NOON), { state: "idle", status, lastSeen: null });
  assert.equal(nextEnd(state, NOON), 60 * SECOND);
  assert.equal(looksOf(state, bob, NOON + 60 * SECOND).status, null);
  assert.equal(nextEnd(state, NOON + 60 * SECOND), null);
  hear(state, changed({ left: [{ ...bob, state: "offline", status }] }));
  assert.deepEqual(looksOf(state, bob, NOON), { state: "offline", status, lastSeen: NOON });

  wantPeople(state, state.rooms.get(1));
  const [{ id }] = dueAsks(state);
  const seen = { ...eve, here: false, state: "offline", status: null, last_seen: "2026-11-25T10:00:00Z" };
  hear(state, { type: "people.page", id, people: [seen], here: 1, more: false });
  assert.equal(looksOf(state, eve, NOON).lastSeen, NOON - 7_200 * SECOND);
});

test("a change is asked until it is answered, and a refusal is said where it was made", () => {
  const state = opened();
  wantAppearance(state, { invisible: true });
  const [frame] = dueAsks(state, NOON);
  assert.deepEqual({ type: frame.type, invisible: frame.invisible }, { type: "appearance.set", invisible: true });
  hear(state, { type: "appearance", status: null, invisible: true, typing: true, id: frame.id });
  assert.equal(isAppearing(state), false);
  assert.equal(looksOf(state, ada).state, "offline");
  wantAppearance(state, { status: { emoji: "x", text: "", until: null } });
  const { id } = dueAsks(state, NOON)[0];
  hear(state, { type: "error", code: "bad_field", text: "No.", final: true, id });
  assert.deepEqual([state.fault.text, state.fault.from, isAppearing(state)], ["No.", "status", false]);
});

test("today and this week end at a midnight of one's own", () => {
  const thursday = new Date(2026, 10, 26, 15, 30);
  assert.equal(endOf("", thursday), null);
  assert.equal(endOf("30", thursday), new Date(2026, 10, 26, 16, 0).toISOString());
  assert.equal(endOf("today", thursday), new Date(2026, 10, 27).toISOString());
  assert.equal(endOf("week", thursday), new Date(2026, 10, 30).toISOString());
  assert.equal(endOf("week", new Date(2026, 10, 29, 12)), new Date(2026, 10, 30).toISOString());
});

test("a page is idle after five minutes without input, and active with the next", async () => {
  const inputs = new EventTarget();
  globalThis.addEventListener = inputs.addEventListener.bind(inputs);
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const { Idle } = await import("../../static/js/core/idle.js");
  const told = [];
  const idle = new Idle((isIdle) => told.push(isIdle));
  mock.timers.tick(4 * 60_000);
  inputs.dispatchEvent(new Event("keydown"));
  mock.timers.tick(4 * 60_000 + 59_000);
  assert.deepEqual(told, []);
  mock.timers.tick(1_000);
  assert.deepEqual([told, idle.isIdle], [[true], true]);
  inputs.dispatchEvent(new Event("pointermove"));
  mock.timers.tick(60_000);
  assert.deepEqual(told, [true, false]);
  mock.timers.tick(4 * 60_000);
  assert.deepEqual(told, [true, false, true]);
  mock.timers.reset();
});
