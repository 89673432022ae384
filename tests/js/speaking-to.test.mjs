import assert from "node:assert/strict";
import { test } from "node:test";

import { dueAsks } from "../../static/js/state/asks.js";
import { wantNewer } from "../../static/js/state/history.js";
import { readable, toNewest } from "../../static/js/state/window.js";
import { mayPin, pinsOf, save, wantPins, wantSaved } from "../../static/js/state/kept.js";
import { adopt, dueLines, queue, unsent } from "../../static/js/state/outbox.js";
import { messageAt, seek } from "../../static/js/state/permalinks.js";
import { excerpt, quoteOf, wantParents } from "../../static/js/state/quotes.js";
import { reactionsOf, toggleReaction } from "../../static/js/state/reactions.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { ada, bob, eve, hear, message, opened, posted, room, welcome, lobby } from "./cast.mjs";

const here = (state) => state.rooms.get(1);
const asked = (state) => dueAsks(state);
const changed = (seq, rev, more) => ({ type: "message.changed", room: 1, seq: rev, message: message(seq, { rev, ...more }) });
const listed = (id, messages, rest = []) => ({ type: "message.list", id, messages, rest });
const page = (id, seqs, more) => ({ type: "room.page", id, room: 1, messages: seqs.map((seq) => message(seq)), found_oldest: false, found_newest: false, head: 500, ...more });
const error = (id, more = {}) => ({ type: "error", id, code: "forbidden", text: "No.", final: true, ...more });

test("an answer shows what its parent says now, tombstones and what can't be read", () => {
  const state = opened({ said: 2 });
  const quoted = () => quoteOf(state, here(state), 101);
  assert.deepEqual(quoted(), { id: 101, name: "Bob", words: "line 1" });
  hear(state, changed(1, 3, { body: "# Said **so** by [me](https://x.example)\nmore" }));
  assert.equal(quoted().words, "Said so by me");
  hear(state, changed(1, 4, { body: "", deleted: { at: "", by: null, reason: "" } }));
  assert.deepEqual([quoted().words, quoted().isGone], ["a message that was deleted", true]);
  assert.equal(quoteOf(state, here(state), null), null);
  assert.equal(quoteOf(state, here(state), 77).words, "…");
});

test("an excerpt is one line, whatever was said", () => {
  assert.equal(excerpt("```sh\nrm `x`\n```"), "rm x");
  assert.equal(excerpt("- **a** *nice* thing"), "a nice thing");
  assert.equal(excerpt("> had to read the sign\n\nWhat does it say?"), "What does it say?");
  assert.equal(excerpt("> nothing but this"), "nothing but this");
  assert.equal(excerpt("2 * 3 * 4 = 2*3*4"), "2 * 3 * 4 = 2*3*4");
  assert.equal(excerpt("\n\n  \nlater"), "later");
  assert.equal([...excerpt("😀".repeat(500))].length, 141);
  assert.equal(excerpt("```\n```"), "");
});

test("parents that are not held are asked for together, once, and kept up to date", () => {
  const state = opened({ said: 3 });
  for (const seq of [4, 5, 6]) hear(state, posted(seq, { reply_to: 10 + (seq % 2) }));
  wantParents(state, here(state));
  wantParents(state, here(state));
  const [frame] = asked(state);
  assert.deepEqual([frame.type, frame.messages.sort()], ["message.list", [10, 11]]);
  hear(state, listed(frame.id, [message(1, { id: 10, body: "long ago" })]));
  assert.equal(quoteOf(state, here(state), 10).words, "long ago");
  assert.equal(quoteOf(state, here(state), 11).words, "a message from before you joined");
  wantParents(state, here(state));
  assert.deepEqual(asked(state), []);

  hear(state, { type: "message.changed", room: 1, seq: 9, message: message(1, { id: 10, rev: 9, body: "edited" }) });
  const [row] = rowsOf(state, here(state)).filter((one) => one.message?.seq === 4);
  assert.equal(row.quote.words, "edited");
  // What could not be read may be readable by the next connection.
  hear(state, welcome([lobby({ head: 9, read: 9 })]));
  wantParents(state, here(state));
  assert.deepEqual(asked(state).map(({ messages }) => messages), [[11]]);
});

test("the rest of what was asked for is asked for again", () => {
  const state = opened({ said: 1 });
  hear(state, posted(2, { reply_to: 10 }), posted(3, { reply_to: 11 }));
  wantParents(state, here(state));
  const [frame] = asked(state);
  hear(state, listed(frame.id, [message(1, { id: 10 })], [11]));
  wantParents(state, here(state));
  assert.deepEqual(asked(state).map(({ messages }) => messages), [[11]]);
});

test("what a line answers goes out with it, and again after a break", () => {
  const state = opened({ said: 1 });
  queue(state, 1, "Yes", "c-1", { reply_to: 101 });
  assert.deepEqual(dueLines(state).map(({ reply_to }) => reply_to), [101]);
  unsent(state);
  assert.deepEqual(dueLines(state).map(({ client_id, reply_to }) => [client_id, reply_to]), [["c-1", 101]]);
  const [row] = rowsOf(state, here(state)).filter(({ line }) => line);
  assert.equal(row.quote.words, "line 1");
  // As another page finds it among what this browser keeps.
  const other = opened({ said: 1 });
  adopt(other, { ...state.changed[0], user: 1, page: "p" });
  assert.deepEqual(dueLines(other).map(({ reply_to }) => reply_to), [101]);
});

test("a reaction shows at once and stays when it is told", () => {
  const state = opened({ said: 1 });
  const shown = () => reactionsOf(state, here(state).messages.get(101)).map(({ emoji, by, isMine }) => [emoji, by.length, isMine]);
  hear(state, changed(1, 2, { reactions: [{ emoji: "👍", by: [bob] }] }));
  toggleReaction(state, here(state).messages.get(101), "👍");
  assert.deepEqual(shown(), [["👍", 2, true]]);
  const [frame] = asked(state);
  assert.deepEqual([frame.type, frame.message, frame.emoji], ["reaction.add", 101, "👍"]);
  hear(state, { type: "ack", room: 1, seq: 3, message: 101, id: frame.id });
  assert.deepEqual(shown(), [["👍", 2, true]]);
  hear(state, changed(1, 3, { reactions: [{ emoji: "👍", by: [bob, ada] }] }));
  assert.deepEqual(shown(), [["👍", 2, true]]);
  assert.equal(state.reacting.size, 0);
  // Someone else takes theirs away: nothing of one's own stands in the way.
  hear(state, changed(1, 4, { reactions: [] }));
  assert.deepEqual(shown(), []);
});

test("a reaction that was refused is taken back, with the reason", () => {
  const state = opened({ said: 1 });
  toggleReaction(state, message(1), "👍");
  const [{ id }] = asked(state);
  hear(state, error(id, { final: false, retry_ms: 0 }));
  assert.equal(reactionsOf(state, message(1)).length, 1);
  assert.equal(dueAsks(state, Infinity).length, 1);
  hear(state, error(id));
  assert.deepEqual(reactionsOf(state, message(1)), []);
  assert.equal(state.fault.text, "No.");
});

test("who changes their mind before the answer is asked for in order", () => {
  const state = opened({ said: 1 });
  const at = () => here(state).messages.get(101);
  toggleReaction(state, at(), "👍");
  const [{ id }] = asked(state);
  toggleReaction(state, at(), "👍");
  assert.deepEqual(asked(state), []);
  assert.deepEqual(reactionsOf(state, at()), []);
  hear(state, changed(1, 2, { reactions: [{ emoji: "👍", by: [ada] }] }));
  hear(state, { type: "ack", room: 1, seq: 2, message: 101, id });
  assert.deepEqual(asked(state).map(({ type }) => type), ["reaction.remove"]);
  assert.deepEqual(reactionsOf(state, at()), []);
  // A repeat changes nothing that would be told.
  hear(state, changed(1, 3, { reactions: [] }), { type: "ack", room: 1, seq: 3, message: 101, id, duplicate: true });
  assert.equal(state.reacting.size, 0);
});

test("pins are asked for once a connection, and follow what is told", () => {
  const state = opened({ said: 3 });
  const pinned = (minute) => ({ at: `2026-11-25T12:0${minute}:00Z`, by: bob });
  wantPins(state, here(state));
  wantPins(state, here(state));
  const [frame] = asked(state);
  assert.equal(frame.type, "room.pins");
  hear(state, { type: "room.pins", id: frame.id, room: 1, messages: [message(1, { pinned: pinned(1) })], rest: [] });
  hear(state, changed(2, 4, { pinned: pinned(2) }));
  assert.deepEqual(pinsOf(here(state)).map(({ id }) => id), [102, 101]);
  hear(state, changed(1, 5, { pinned: null }), changed(2, 3, { pinned: null }));
  assert.deepEqual(pinsOf(here(state)).map(({ id }) => id), [102]);
});

test("who may pin is as the server has it", () => {
  const state = opened();
  const may = (pinning, facts) => mayPin({ ...state, pinning }, room(5, facts));
  const nobody = { operator: false, small_group: 2 };
  assert.ok(may(nobody, { members: 2 }));
  assert.ok(!may(nobody, { members: 3 }));
  assert.ok(may(nobody, { members: 3, role: "owner" }));
  assert.ok(may({ ...nobody, operator: true }, { members: 3 }));
  assert.ok(!may({ ...nobody, operator: true }, { closed: true }));
  assert.ok(!may(nobody, { kind: "lobby", members: 1 }));
  assert.ok(may(nobody, { kind: "whisper", members: 9 }));
});

test("a star shows at once, on all own pages, and is asked for again where it was missed", () => {
  const state = opened({ said: 2 });
  wantSaved(state);
  const [first] = asked(state);
  const entry = { id: 7, at: "2026-11-25T12:00:00Z", message: message(1) };
  hear(state, { type: "saved.page", id: first.id, saved: [entry], more: false, ids: [101] });
  const starred = () => rowsOf(state, here(state)).filter((row) => row.isSaved).map((row) => row.message.id);
  assert.deepEqual(starred(), [101]);
  save(state, 102, true);
  assert.deepEqual(starred(), [101, 102]);
  hear(state, error("save:102"));
  assert.deepEqual([starred(), state.fault.text], [[101], "No."]);
  save(state, 102, true);
  hear(state, { type: "saved.page", id: "saved:first", saved: [entry], more: false, ids: [101] }, error("save:102"));
  assert.deepEqual(starred(), [101]);
  hear(state, { type: "message.saved", message: 101, saved: false });
  assert.deepEqual([starred(), state.shelf.entries], [[], []]);
  asked(state);
  hear(state, { type: "saved.changed" });
  wantSaved(state);
  assert.deepEqual(asked(state).map(({ type }) => type), ["saved.list"]);
});

test("a link leads to the part of a room around it, and back to the newest", () => {
  const state = opened({ said: 3 });
  assert.deepEqual([messageAt("/m/12"), messageAt("/m/x"), messageAt("/rooms/1/")], [12, null, null]);
  seek(state, 340);
  const [list] = asked(state);
  hear(state, listed(list.id, [message(240, { id: 340 })]));
  const [around] = asked(state);
  assert.deepEqual([around.type, around.around], ["room.history", 240]);
  hear(state, page(around.id, [239, 240, 241]));
  assert.deepEqual(state.found, { room: 1, message: 340 });
  assert.deepEqual([...here(state).messages.keys()], [339, 340, 341]);

  // What is said meanwhile is counted, and not shown below a hole.
  hear(state, posted(501));
  assert.equal(here(state).unread, 1);
  assert.deepEqual(readable(here(state)).map(({ id }) => id), [339, 340, 341]);
  assert.ok(wantNewer(state, here(state)));
  assert.ok(!wantNewer(state, here(state)));
  const [newer] = asked(state);
  assert.equal(newer.after, 241);
  hear(state, page(newer.id, [242, 500], { found_newest: true, head: 500 }));
  assert.equal(here(state).gap, null);
  assert.deepEqual(readable(here(state)).map(({ seq }) => seq), [239, 240, 241, 242, 500, 501]);
  hear(state, posted(502));
  assert.ok(here(state).messages.has(602));
});

test("whoever turns to the newest has them again", () => {
  const state = opened({ said: 3 });
  here(state).gap = { after: 3, before: 4, isHole: true };
  toNewest(here(state));
  assert.deepEqual([here(state).loaded, here(state).gap, here(state).messages.size], [false, null, 0]);
});

test("what was said while the page around the newest came is asked for", () => {
  const state = opened({ said: 3 });
  seek(state, 55);
  const [list] = asked(state);
  hear(state, listed(list.id, [message(2, { id: 55 })]));
  const [around] = asked(state);
  hear(state, posted(4, { author: eve }));
  hear(state, page(around.id, [1, 2, 3], { found_oldest: true, found_newest: true, head: 3 }));
  assert.ok(wantNewer(state, here(state)));
  const [newer] = asked(state);
  assert.equal(newer.after, 3);
  hear(state, page(newer.id, [4], { found_newest: true, head: 4 }));
  assert.deepEqual(readable(here(state)).map(({ seq }) => seq), [1, 2, 3, 4]);
  assert.equal(here(state).gap, null);
});

test("a link from which they turned away leads there when they come back to it", () => {
  const state = opened({ said: 3 });
  seek(state, 340);
  const [first] = asked(state);
  seek(state, 55);
  hear(state, listed(first.id, [message(240, { id: 340 })]));
  seek(state, 340);
  const again = asked(state).find(({ messages }) => messages?.[0] === 340);
  hear(state, listed(again.id, [message(240, { id: 340 })]));
  assert.deepEqual(asked(state).map(({ around }) => around), [240]);
});

test("a link to nothing says so", () => {
  const state = opened({ said: 1 });
  seek(state, 999);
  const [list] = asked(state);
  hear(state, listed(list.id, []));
  assert.match(state.fault.text, /no such message/u);
  assert.equal(state.found, null);
});
