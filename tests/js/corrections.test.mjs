// Putting right what was said: who is offered what, and what becomes of an edit on its way.
import assert from "node:assert/strict";
import { test } from "node:test";

import { dueAsks, unanswered } from "../../static/js/state/asks.js";
import * as corrections from "../../static/js/state/corrections.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { ada, bob, bot, eve, hear, message, NOON, opened, posted, room } from "./cast.mjs";

const DAY_MS = 86_400_000;
const mine = (seq, more) => message(seq, { author: ada, ...more });
const gone = (by) => ({ at: new Date(NOON).toISOString(), by, reason: "" });
const asked = (state) => dueAsks(state, NOON * 2);

function stage({ operator = false, ...more } = {}) {
  const state = opened({ rooms: [room(5, more)] });
  Object.assign(state, { operator, restoreDays: 30 });
  return [state, state.rooms.get(5)];
}

const offers = [
  ["a member", {}, [true, true], [false, false]],
  ["a member of a closed group", { closed: true }, [false, false], [false, false]],
  ["an owner", { role: "owner" }, [true, true], [false, true]],
  ["an operator", { operator: true }, [true, true], [true, true]],
  ["an operator who whispers", { operator: true, kind: "whisper", with: [bob] }, [true, true], [false, false]],
];
for (const [who, more, own, others] of offers) {
  test(`${who} is offered what they may do`, () => {
    const [state, place] = stage(more);
    const offered = (one) => [corrections.canEdit(state, place, one), corrections.canDelete(state, place, one)];
    assert.deepEqual(offered(mine(1)), own);
    assert.deepEqual(offered(message(2)), others);
    assert.deepEqual(offered(mine(3, { deleted: gone(ada) })), [false, false]);
  });
}

test("an answer is deleted by who asked for it, and edited by nobody", () => {
  const [state, place] = stage({});
  for (const [seq, asker, may] of [[1, ada, true], [3, bob, false]]) {
    place.messages.set(100 + seq, message(seq, { author: asker }));
    const answer = message(seq + 1, { kind: "answer", author: bot, reply_to: 100 + seq });
    assert.deepEqual([corrections.canEdit(state, place, answer), corrections.canDelete(state, place, answer)], [false, may]);
  }
});

test("what was deleted is restored by who did it, within thirty days", () => {
  const [state, place] = stage({});
  const may = (by, days) => corrections.canRestore(state, place, mine(1, { deleted: gone(by) }), NOON + days * DAY_MS);
  assert.deepEqual([may(ada, 1), may(ada, 29.9), may(ada, 30.1), may(eve, 1)], [true, true, false, false]);
  place.role = "owner";
  assert.equal(may(eve, 1), true);
});

test("an edit is asked for again after a lost connection, and over once it is acknowledged", () => {
  const state = opened();
  const place = state.rooms.get(1);
  hear(state, posted(1, { author: ada }));
  corrections.beginEditing(state, place, corrections.lastOwn(state, place));
  corrections.saveEdit(state, place, "other words", "");
  const [frame] = asked(state);
  assert.deepEqual([frame.type, frame.message, frame.body, "reason" in frame], ["message.edit", 101, "other words", false]);
  unanswered(state);
  assert.deepEqual(asked(state), [frame]);
  assert.equal(corrections.isSaving(state, place), true);
  hear(state, { type: "ack", room: 1, seq: 2, message: 101, id: frame.id });
  assert.deepEqual([place.editing, state.edited, state.asks.size], [null, [101], 0]);
});

test("who goes on writing does not save what they had before", () => {
  const state = opened();
  const place = state.rooms.get(1);
  corrections.beginEditing(state, place, mine(1));
  corrections.saveEdit(state, place, "first", "");
  corrections.goOnEditing(state, place);
  assert.deepEqual(asked(state), []);
  corrections.saveEdit(state, place, "second", "");
  const [frame] = asked(state);
  corrections.goOnEditing(state, place);
  hear(state, { type: "ack", room: 1, seq: 2, message: 101, id: frame.id });
  assert.equal(place.editing.message.id, 101);
});

test("a refusal is said where it was asked for, and the words stay", () => {
  const state = opened();
  const place = state.rooms.get(1);
  corrections.beginEditing(state, place, mine(1));
  corrections.saveEdit(state, place, "other", "");
  const [edit] = asked(state);
  const refused = { type: "error", code: "forbidden", final: true, text: "Too late." };
  hear(state, { ...refused, id: edit.id });
  assert.deepEqual([state.fault.text, state.fault.from, corrections.isSaving(state, place)], ["Too late.", undefined, false]);
  assert.notEqual(place.editing, null);
  corrections.remove(state, mine(1), "");
  const [deletion] = asked(state);
  hear(state, { ...refused, id: deletion.id });
  assert.deepEqual([state.fault.from, corrections.isRemoving(state, mine(1))], ["delete", false]);
});

test("a deletion that could not be asked for yet is not asked for once it is given up", () => {
  const state = opened();
  state.connected = false;
  corrections.remove(state, mine(1), "");
  corrections.giveUpRemoving(state, mine(1));
  assert.deepEqual(asked(state), []);
  corrections.remove(state, mine(1), "");
  const [deletion] = asked(state);
  corrections.giveUpRemoving(state, mine(1));
  assert.ok(corrections.isRemoving(state, mine(1)), "what was said is not taken back");
  hear(state, { type: "ack", room: 1, seq: 2, message: 101, id: deletion.id });
  assert.ok(!corrections.isRemoving(state, mine(1)));
});

test("a story that broke off is told from its beginning", () => {
  const state = opened();
  corrections.askStory(state, mine(1));
  const told = (id, numbers, more) => ({ type: "message.versions", message: 101, versions: numbers.map((n) => ({ n })), more, id });
  const { ask: id } = state.story;
  hear(state, told(id, [1, 2], true), told(id, [1, 2], true), told("another", [9], false), told(id, [3], false));
  assert.deepEqual([state.story.versions.map(({ n }) => n), state.story.isWhole], [[1, 2, 3], true]);
});

test("a row changes with who may restore it", () => {
  const state = opened();
  state.restoreDays = 30_000;
  hear(state, posted(1, { deleted: gone(bob) }));
  const shown = () => rowsOf(state, state.rooms.get(1)).find(({ kind }) => kind === "message");
  const row = shown();
  state.operator = true;
  const now = shown();
  assert.deepEqual([row.isRestorable, now.isRestorable, row.stamp === now.stamp], [false, true, false]);
});

test("who turns to another message goes on saving the one before, or keeps it as a draft", () => {
  const state = opened();
  const place = state.rooms.get(1);
  corrections.beginEditing(state, place, mine(1));
  corrections.saveEdit(state, place, "to be saved", "");
  corrections.beginEditing(state, place, mine(2));
  assert.deepEqual(state.edited, []);
  const [frame] = asked(state);
  assert.deepEqual([frame.type, frame.message, frame.body], ["message.edit", 101, "to be saved"]);
  hear(state, { type: "ack", id: frame.id, room: 1, seq: 3, message: 101 });
  assert.deepEqual(state.edited, [101]);
  assert.equal(place.editing.message.id, 102);
});
