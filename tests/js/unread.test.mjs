// What is unread: the server's count, and what came since.
import assert from "node:assert/strict";
import test from "node:test";

import { dueAsks } from "../../static/js/state/asks.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { readAll, see, tellAtOnce, turnAway, unreadFrom, unreadInAll } from "../../static/js/state/unread.js";
import { ada, hear, marked, message, NOON, opened, posted, room, welcome } from "./cast.mjs";

const LATER = NOON * 10;
const group = (more) => room(5, { head: 9, read: 6, unread: 3, mentions: 1, ...more });

function frames(state) {
  return dueAsks(state, LATER).filter(({ type }) => type === "room.read");
}

function deleted(seq) {
  const gone = message(seq, { room: 5, id: 500 + seq, rev: 99, deleted: { at: "", by: ada, reason: "" } });
  return { type: "message.changed", room: 5, seq: 99, message: gone };
}

test("what came since the server counted comes on top, without one's own", () => {
  const state = opened({ rooms: [group()] });
  const place = state.rooms.get(5);
  assert.deepEqual([place.unread, place.mentions], [3, 1]);
  hear(state, posted(10, { room: 5, id: 510, mentions: [ada] }), posted(11, { room: 5, id: 511, author: ada }));
  assert.deepEqual([place.unread, place.mentions, unreadInAll(state)], [4, 2, 4]);
});

test("a count that was made later takes in what was heard before", () => {
  const state = opened({ rooms: [group()] });
  hear(state, posted(10, { room: 5, id: 510 }), posted(11, { room: 5, id: 511 }), marked(5, 6, 4, 10));
  assert.equal(state.rooms.get(5).unread, 5);
  hear(state, marked(5, 11, 0, 11));
  assert.equal(state.rooms.get(5).unread, 0);
});

test("reading clears at once, is told once for many, and again for what was read meanwhile", () => {
  const state = opened({ rooms: [group()] });
  const place = state.rooms.get(5);
  see(state, place, 8);
  assert.equal(place.unread, 3);
  see(state, place, 9);
  assert.equal(place.unread, 0);
  const [frame, ...more] = frames(state);
  assert.deepEqual([frame.seq, more.length], [9, 0]);
  hear(state, posted(10, { room: 5, id: 510 }));
  see(state, place, 10);
  assert.deepEqual(frames(state), []);
  hear(state, marked(5, 9, 1, 10, { id: frame.id }));
  assert.equal(place.unread, 0);
  assert.equal(frames(state)[0].seq, 10);
});

test("what was read waits for more of it, but not when they turn away", () => {
  const state = opened({ rooms: [group()] });
  see(state, state.rooms.get(5), 9);
  assert.deepEqual(dueAsks(state, NOON), []);
  tellAtOnce(state);
  assert.deepEqual(dueAsks(state, NOON).map(({ type, seq }) => [type, seq]), [["room.read", 9]]);
});

test("nor does it wait for the answer to what was told before", () => {
  const state = opened({ rooms: [group()] });
  const place = state.rooms.get(5);
  see(state, place, 8);
  assert.deepEqual(frames(state).map(({ seq }) => seq), [8]);
  tellAtOnce(state);
  assert.deepEqual(frames(state), []);
  see(state, place, 9);
  tellAtOnce(state);
  const [frame, ...more] = frames(state);
  assert.deepEqual([frame.seq, more.length], [9, 0]);

  // Both are answered, if they stay after all.
  hear(state, marked(5, 8, 1, 9, { id: frame.id }), marked(5, 9, 0, 9, { id: frame.id }));
  assert.deepEqual([place.unread, frames(state)], [0, []]);
});

test("what is deleted among the unread is counted anew", () => {
  const state = opened({ rooms: [group()] });
  hear(state, posted(10, { room: 5, id: 510 }), deleted(10));
  assert.equal(state.rooms.get(5).unread, 3);
  hear(state, deleted(8));
  assert.deepEqual(frames(state).map(({ seq }) => seq), [6]);
  hear(state, deleted(4));
  assert.deepEqual(frames(state), []);
});

test("what was marked unread stays so until they turn to the room again", () => {
  const state = opened({ said: 4 });
  const place = state.rooms.get(1);
  unreadFrom(state, place, 3);
  assert.deepEqual(frames(state).map((frame) => frame.unread_from), [3]);
  hear(state, marked(1, 2, 2, 4));
  assert.equal(see(state, place, 4), false);
  assert.equal(place.unread, 2);
  assert.deepEqual(rowsOf(state, place).map(({ kind }) => kind), ["day", "message", "message", "new", "message", "message"]);
  turnAway(place);
  assert.equal(see(state, place, 4), true);
  assert.equal(place.unread, 0);
});

test("another device that sets the marker back is obeyed, one that is behind is not", () => {
  const state = opened({ said: 4 });
  const place = state.rooms.get(1);
  hear(state, marked(1, 1, 3, 4));
  assert.deepEqual([place.unread, place.divider, see(state, place, 4)], [3, 1, false]);
  readAll(state, place);
  assert.deepEqual([place.unread, place.divider], [0, null]);
  hear(state, marked(1, 2, 2, 4));
  assert.equal(place.unread, 0);
});

test("a new welcome counts anew", () => {
  const state = opened({ rooms: [group()] });
  hear(state, posted(10, { room: 5, id: 510 }));
  hear(state, welcome([...state.rooms.values()].slice(0, 1).map(() => room(1)), []), welcome([room(1), group({ head: 12, unread: 2 })]));
  assert.equal(unreadInAll(state), 2);
});
