import assert from "node:assert/strict";
import { test } from "node:test";

import { complete, wanted } from "../../static/js/state/completion.js";
import { emojiTyped } from "../../static/js/state/offers/emoji.js";
import * as emoji from "../../static/js/state/emoji.js";
import { linesIn } from "../../static/js/state/waiting.js";
import { dueLines, leaveOut, putBack, queue, retry, takeBack, unsent } from "../../static/js/state/outbox.js";
import { findPlaces } from "../../static/js/state/places.js";
import { roomBeside } from "../../static/js/state/rooms.js";
import { isForTyping, meaningOf, sheet, shortcuts } from "../../static/js/state/shortcuts.js";
import { ada, bob, bot, eve, hear, lobby, NOON, opened, posted, room, welcome } from "./cast.mjs";

const inserts = (state, before) => (complete(state, before)?.options ?? []).map(({ insert }) => insert);
const someone = (id, username, name) => ({ id, username, name, bot: false });

function crowd() {
  const state = opened({ rooms: [room(5, { name: "Book club" }), room(6, { name: "読書会" })] });
  const love = someone(20, "countess", "Ada Lovelace");
  const li = someone(21, "liming", "李明");
  hear(state, welcome([...state.rooms.values()], [ada, love, li]));
  state.roster.set(eve.id, eve);
  hear(state, posted(1), posted(2, { author: bot }));
  state.emoji = emoji;
  return state;
}

const offers = [
  ["@", ["@bob ", "@countess ", "@liming ", "@eve "]],
  ["@love", ["@countess "]],
  ["@lov ad", ["@countess "]],
  ["你好@明", ["@liming "]],
  ["(@B", ["@bob "]],
  ["@bob l", []],
  ["@bob ", []],
  ["me@bob", []],
  ["@nobody", []],
  ["#cl", ["#Book club "]],
  ["see #書", ["#読書会 "]],
  ["#book club is", []],
  ["C#b", []],
  [":tada", ["🎉 "]],
  ["a:tada", []],
  ["at 10:30", []],
  [":D", []],
  ["@bob see :tada", ["🎉 "]],
  ["#book :tada", ["🎉 "]],
  ["/whisper bob #cl", ["#Book club "]],
];
for (const [before, expected] of offers) {
  test(`behind ${before} stands ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(inserts(crowd(), before), expected);
  });
}

test("what has to be known is asked for by its sign", () => {
  const state = crowd();
  const what = (before) => wanted(state, before).map((one) => one.what);
  assert.deepEqual(what("@b"), ["members"]);
  assert.deepEqual(what("#b"), ["groups"]);
  assert.deepEqual(what(":sm"), ["emoji"]);
  assert.deepEqual(what("plain words"), []);
  assert.deepEqual(wanted(state, "/whisper jo"), [{ what: "people", text: "jo" }]);
  assert.deepEqual(what("/whisper bob jo"), []);
  assert.deepEqual(what("/group join b"), ["groups"]);
});

test("a code that is typed to its end is its emoji, but not in code or within a word", () => {
  const state = { emoji };
  assert.deepEqual(emojiTyped(state, "so :tada:"), { start: 3, glyph: "🎉" });
  for (const text of [":tada", "`:tada:", "10:30:", ":nosuch:", "a:tada:"]) assert.equal(emojiTyped(state, text), null, text);
  assert.equal(emojiTyped({ emoji: null }, ":tada:"), null);
});

test("emoji are found by code, name and meaning, and each has one", () => {
  const first = (text) => emoji.search(text)[0]?.glyph;
  assert.deepEqual(["+1", "thumbs up", "smile", "celebrate"].map(first), ["👍", "👍", "😄", "🎉"]);
  const all = emoji.groups().flatMap((group) => group.emoji);
  assert.equal(new Set(all.map(({ glyph }) => glyph)).size, all.length);
  assert.ok(all.every(({ glyph, codes, name }) => glyph && codes[0] && name));
  assert.equal(emoji.named("🎉").codes[0], "tada");
  assert.deepEqual(emoji.search(" "), []);
});

test("places: where they were last, then what is new, and people to whisper to", () => {
  const state = crowd();
  const names = (visited, text = "") => findPlaces(state, visited, text).map(({ name }) => name);
  hear(state, posted(1, { room: 6, id: 900 }));
  assert.deepEqual(names(["1", "5"]).slice(0, 2), ["Book club", "読書会"]);
  assert.deepEqual(names([], "lov"), ["Ada Lovelace"]);
  assert.deepEqual(names([], "lobby"), ["Lobby"]);
});

test("the room beside is the next in the list, round about, or the next with news", () => {
  const state = crowd();
  const beside = (step, isNew) => roomBeside(state, step, isNew)?.id ?? null;
  assert.deepEqual([beside(1), beside(-1), beside(1, true)], [5, 6, null]);
  hear(state, posted(1, { room: 6, id: 900 }));
  assert.deepEqual([beside(1, true), beside(-1, true)], [6, 6]);
});

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test("keys mean what the table says, with and without the modifier of an Apple", () => {
  assert.equal(meaningOf(press("k", { ctrlKey: true })), "switch");
  assert.equal(meaningOf(press("k", { ctrlKey: true }), undefined, { isApple: true }), null);
  assert.equal(meaningOf(press("k", { metaKey: true }), undefined, { isApple: true }), "switch");
  assert.equal(meaningOf(press("ArrowUp", { altKey: true, shiftKey: true })), "previous-new");
  assert.equal(meaningOf(press("?", { shiftKey: true })), "sheet");
  assert.equal(meaningOf(press("Enter", { isComposing: true }), "field"), null);
  assert.equal(meaningOf(press("Enter"), "field"), "send");
  assert.equal(meaningOf(press("Enter"), "field", { breaks: true }), "break");
  assert.equal(meaningOf(press("Enter", { ctrlKey: true }), "field", { breaks: true }), "send");
  assert.deepEqual([isForTyping(press("?")), isForTyping(press("F6"))], [false, true]);
});

test("no key has two meanings in one place, and the sheet shows them all", () => {
  for (const breaks of [true, false]) {
    const shown = sheet({ breaks });
    const keys = shown.flatMap((one) => one.keys.map((chord) => `${one.in}: ${chord}`));
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(new Set(shown.map(({ does, in: place }) => `${place} ${does}`)).size, shown.length);
  }
  assert.ok(shortcuts.every(({ words }) => words));
});

const say = (state, body, id) => queue(state, 1, body, id, {}, NOON);
const bodies = (lines) => lines.map(({ body }) => body);

test("a line that waits is taken back with its words, and is never sent", () => {
  const state = opened();
  unsent(state);
  for (const id of ["a", "b", "c"]) say(state, id, id);
  assert.equal(takeBack(state, "b"), "b");
  assert.deepEqual(state.settled, ["b"]);
  assert.deepEqual(bodies(dueLines(state, NOON)), ["a", "c"]);
  assert.equal(takeBack(state, "a"), null);
});

test("a line that was left out is put back at the end, or forgotten when they go on", () => {
  const state = opened();
  unsent(state);
  for (const id of ["a", "b", "c"]) say(state, id, id);
  leaveOut(state, "a");
  assert.deepEqual(bodies(linesIn(state, state.rooms.get(1))), ["a", "b", "c"]);
  putBack(state, "a", NOON);
  leaveOut(state, "b");
  say(state, "d", "d");
  assert.deepEqual(bodies(dueLines(state, NOON)), ["c", "a", "d"]);
  assert.equal(state.lines.has("b"), false);
});

test("the line that holds up others on the server stays, until the connection is gone", () => {
  const state = opened();
  for (const id of ["a", "b"]) say(state, id, id);
  dueLines(state, NOON);
  const busy = { type: "error", code: "busy", text: "Later.", final: false, retry_ms: 500 };
  hear(state, { ...busy, client_id: "a" });
  assert.equal(takeBack(state, "a"), null);
  retry(state, "a");
  assert.deepEqual(bodies(dueLines(state, NOON)), ["a"]);
  unsent(state);
  assert.equal(takeBack(state, "a"), "a");
});
