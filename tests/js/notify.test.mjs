import assert from "node:assert/strict";
import { test } from "node:test";

import { dueAsks } from "../../static/js/state/asks.js";
import * as told from "../../static/js/state/notify.js";
import { confirm, dueLines, queue } from "../../static/js/state/outbox.js";
import { rowsOf } from "../../static/js/state/timeline.js";
import { ada, bob, eve, hear, lobby, message, NOON, opened, posted, room, welcome } from "./cast.mjs";

const { badge, due, keywordIn, nameOf, newsIn, notify, telling, titled, wantKeywords, wantLevel, written } = told;

test("why somebody is told, of all that plays a part", () => {
  const of = { w: "isWhisper", m: "isMention", k: "isKeyword", f: "isFocused", s: "isSeen", o: "isOwn" };
  const table = [
    // what holds, then the reason at the levels all, mentions and none
    ["", "all", null, null],
    ["k", "keyword", "keyword", null],
    ["m", "mention", "mention", null],
    ["mk", "mention", "mention", null],
    ["w", "whisper", "whisper", null],
    ["wmk", "whisper", "whisper", null],
    ["wmkf", null, null, null],
    ["wmks", null, null, null],
    ["wmko", null, null, null],
    ["f", null, null, null],
    ["s", null, null, null],
    ["o", null, null, null],
  ];
  for (const [holds, ...reasons] of table) {
    const facts = Object.fromEntries([...holds].map((sign) => [of[sign], true]));
    const found = ["all", "mentions", "none"].map((level) => notify({ level, ...facts }));
    assert.deepEqual(found, reasons, holds);
  }
});

test("a keyword is a word of its own, in any case and script", () => {
  const table = [
    ["The backup failed", "backup"],
    ["BACKUP!", "backup"],
    ["backups", null],
    ["mybackup backup_1 backup", "backup"],
    ["a C++ question", "C++"],
    ["Über uns", "über"],
    ["стоп-кран", "стоп"],
    ["good morning all", "good morning"],
  ];
  for (const [text, keyword] of table) {
    assert.equal(keywordIn(["backup", "C++", "über", "стоп", "good morning"], text), keyword, text);
  }
});

// What a page would show, when these events are heard and a moment has passed.
function shownAfter(state, events, { isHere = false, meanwhile = [] } = {}) {
  const found = [];
  for (const event of events) {
    found.push(...newsIn(state, event));
    hear(state, event);
  }
  hear(state, ...meanwhile);
  return telling(state, due(state, found, isHere));
}

const titles = (...args) => shownAfter(...args).map(({ title }) => title);
const toMe = { mentions: [ada], to_all: false };

test("what is told says who, where and why", () => {
  const whisper = room(7, { kind: "whisper", name: "Eve", with: [eve] });
  const state = opened({ rooms: [room(5, { name: "Chess" }), room(6, { name: "Go", notify: "all" }), whisper] });
  state.keywords = ["backup"];
  const inChess = (seq, more) => posted(seq, { room: 5, ...more });

  assert.deepEqual(titles(state, [inChess(1, toMe)]), ["Bob mentioned you in Chess"]);
  assert.deepEqual(titles(state, [inChess(2, { mentions: [], to_all: true })]), ["Bob called everyone in Chess"]);
  assert.deepEqual(titles(state, [inChess(3, { body: "No backup?" })]), ["Bob in Chess · keyword: backup"]);
  assert.deepEqual(titles(state, [inChess(4), inChess(5, { ...toMe, author: ada })]), []);
  assert.deepEqual(titles(state, [posted(1, { room: 6 })]), ["Bob in Go"]);
  const [shown] = shownAfter(state, [posted(1, { room: 7, author: eve, body: "psst  <b>\nyou" })]);
  assert.deepEqual(shown, { title: "Eve whispers to you", body: "psst <b> you", room: 7, message: 101, upto: 1 });
});

test("nobody is told of what they have seen, are looking at, or was taken back", () => {
  const state = opened({ rooms: [room(5)] });
  const call = (seq) => posted(seq, { room: 5, ...toMe });
  const marked = { type: "room.marked", room: 5, read: 1, unread: 0, mentions: 0, head: 1 };
  assert.deepEqual(titles(state, [call(1)], { meanwhile: [marked] }), []);
  const deleted = { at: "2026-11-25T12:00:00Z", by: bob, reason: "" };
  const gone = { type: "message.changed", room: 5, seq: 3, message: { ...call(2).message, rev: 3, deleted } };
  assert.deepEqual(titles(state, [call(2)], { meanwhile: [gone] }), []);
  state.current = 5;
  assert.deepEqual(titles(state, [call(4)], { isHere: true }), []);
  assert.deepEqual(titles(state, [call(5)]), ["Bob mentioned you in Room 5"]);
  assert.deepEqual(titles(state, [call(5)]), []);
});

test("an edit tells nobody but those to whom it speaks anew", () => {
  const state = opened({ said: 2 });
  const edit = (rev, more) => ({ type: "message.changed", room: 1, seq: rev, message: message(1, { rev, ...more }) });
  assert.deepEqual(titles(state, [edit(3, { body: "better" })]), []);
  assert.deepEqual(titles(state, [edit(4, toMe)]), ["Bob mentioned you in Lobby"]);
  assert.deepEqual(titles(state, [edit(5, toMe)]), []);
});

test("what was missed is told in one, however much it is, and not twice", () => {
  const state = opened({ said: 1, rooms: [room(5, { name: "Chess" }), room(6, { name: "Go" })] });
  const missed = Array.from({ length: 9 }, (_, place) => message(place + 2, toMe));
  const sync = { type: "room.sync", room: 1, epoch: "e", reset: false, upto: 10, messages: missed, events: [], more: false };
  const rooms = [
    lobby({ head: 10, read: 1, unread: 9, mentions: 9 }),
    room(5, { name: "Chess", head: 4, unread: 4, mentions: 2 }),
    room(6, { name: "Go", head: 4, unread: 4 }),
  ];
  const [one, ...more] = shownAfter(state, [welcome(rooms), sync]);
  assert.deepEqual([one.title, one.body, more], ["11 new messages in 2 rooms", "Chess and Lobby", []]);
  assert.deepEqual(shownAfter(state, [welcome(rooms), sync]), []);
  const single = { ...sync, upto: 11, messages: [message(11, toMe)] };
  assert.deepEqual(titles(state, [single]), ["Bob mentioned you in Lobby"]);
  const flood = Array.from({ length: 5 }, (_, place) => posted(place + 12, toMe));
  assert.deepEqual(titles(state, flood), ["5 new messages in Lobby"]);
});

test("a piece of news has one name on every page, and another once it has changed", () => {
  const [state, other] = [opened(), opened()];
  const [one] = newsIn(state, posted(1, toMe));
  assert.equal(nameOf(one), nameOf(newsIn(other, posted(1, toMe))[0]));
  assert.notEqual(nameOf(one), nameOf({ ...one, message: { ...one.message, rev: 9 } }));
});

test("the title counts what speaks to one, and has a dot for the rest", () => {
  const state = opened({ rooms: [room(5), room(7, { kind: "whisper", name: "Eve", with: [eve] })] });
  assert.equal(titled(state), "Lobby – Chat");
  hear(state, posted(1, { room: 5 }));
  assert.equal(titled(state), "• Lobby – Chat");
  hear(state, posted(2, { room: 5, ...toMe }), posted(1, { room: 7, author: eve }));
  assert.equal(titled(state), "(2) Lobby – Chat");
  assert.deepEqual(badge(state), { calls: 2, hasNews: true });
  wantLevel(state, state.rooms.get(5), "none");
  assert.deepEqual(badge(state), { calls: 1, hasNews: true });
});

test("a wish holds at once, is asked for until it is answered, and heard from other pages", () => {
  const state = opened({ rooms: [room(5)] });
  wantLevel(state, state.rooms.get(5), "all");
  wantKeywords(state, ["tea"]);
  assert.deepEqual([state.rooms.get(5).notify, state.keywords], ["all", ["tea"]]);
  const [first, second] = dueAsks(state, NOON);
  assert.deepEqual([first.room, first.level, second.keywords], [5, "all", ["tea"]]);
  hear(state, { type: "notify.changed", id: first.id, levels: { 1: "none", 5: "all", 99: "all" }, keywords: ["tea"] });
  assert.equal(state.asks.has(first.id), false);
  assert.equal(state.rooms.get(1).notify, "none");
  hear(state, { ...welcome([lobby()]), keywords: ["cake"] });
  assert.deepEqual(state.keywords, ["cake"]);
});

test("keywords are taken as they are written, few and short ones", () => {
  assert.deepEqual(written(" tea, green tea\n\ntea"), { keywords: ["tea", "green tea"] });
  assert.match(written(Array.from({ length: 21 }, (_, n) => `w${n}`).join("\n")).fault, /20 keywords; these are 21/u);
  assert.match(written("x".repeat(41)).fault, /40 characters/u);
});

test("a line that calls many waits for its author, and goes again as it was", () => {
  const state = opened();
  queue(state, 1, "@room lunch", "l1", {}, NOON);
  dueLines(state, NOON);
  const refusal = { type: "error", code: "bad_field", field: "confirm", final: true, client_id: "l1" };
  hear(state, { ...refusal, text: "Call 37 people? Not yet." });
  assert.deepEqual(state.calling, { id: "l1", text: "Call 37 people? Not yet." });
  assert.equal(state.lines.get("l1").state, "failed");
  confirm(state, "l1");
  const [line] = dueLines(state, NOON);
  assert.deepEqual([line.client_id, line.confirm, line.body], ["l1", true, "@room lunch"]);
});

test("a message says whether it speaks to the one who reads it", () => {
  const state = opened({ said: 1 });
  hear(state, posted(2, toMe), posted(3, { ...toMe, author: ada, client_id: "own" }));
  const calls = rowsOf(state, state.rooms.get(1)).filter(({ kind }) => kind === "message").map(({ isToMe }) => isToMe);
  assert.deepEqual(calls, [false, true, false]);
});

test("a choice that was refused for now does not undo a newer one", () => {
  const state = opened();
  const place = state.rooms.get(1);
  wantLevel(state, place, "all");
  const [first] = dueAsks(state);
  wantLevel(state, place, "none");
  const [second] = dueAsks(state);
  hear(state, { type: "error", id: first.id, code: "unavailable", text: "Later.", final: false, retry_ms: 1 });
  assert.equal(second.level, "none");
  assert.deepEqual(dueAsks(state, Date.now() + 60_000), []);

  hear(state, { type: "error", id: second.id, code: "unavailable", text: "Later.", final: false, retry_ms: 1 });
  assert.deepEqual(dueAsks(state, Date.now() + 60_000).map(({ level }) => level), ["none"]);
});

test("a wish that is refused for good is taken back, and they are told why", () => {
  const state = opened();
  const place = state.rooms.get(1);
  const { notify: before } = place;
  const refuse = ({ id }) => hear(state, { type: "error", id, code: "not_found", text: "You are not in it.", final: true });
  wantLevel(state, place, "all");
  wantKeywords(state, ["tea"]);
  dueAsks(state).forEach(refuse);
  assert.deepEqual([place.notify, state.keywords, state.fault.text], [before, [], "You are not in it."]);

  wantLevel(state, place, "all");
  const [outdone] = dueAsks(state);
  wantLevel(state, place, "none");
  refuse(outdone);
  assert.equal(place.notify, "none");
});
