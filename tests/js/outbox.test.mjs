import assert from "node:assert/strict";
import { test } from "node:test";

import { apply } from "../../static/js/state/chat.js";
import { linesIn, nextLine, unansweredLines } from "../../static/js/state/waiting.js";
import { adopt, dueLines, queue, retry, sayIn, unsent } from "../../static/js/state/outbox.js";
import { ada, hear, NOON, opened, posted, room, welcome, lobby } from "./cast.mjs";

const say = (state, body, id, more) => queue(state, 1, body, id, more, NOON);
const bodies = (lines) => lines.map(({ body }) => body);

test("a line is shown at once and leaves once it stands in the log", () => {
  const state = opened();
  say(state, "hello", "x1");
  assert.deepEqual(bodies(linesIn(state, state.rooms.get(1))), ["hello"]);
  assert.deepEqual(bodies(dueLines(state, NOON)), ["hello"]);
  assert.deepEqual(dueLines(state, NOON), []);

  hear(state, { type: "ack", client_id: "x1", room: 1, seq: 1, message: 101 });
  assert.deepEqual(bodies(linesIn(state, state.rooms.get(1))), ["hello"]);
  hear(state, posted(1, { author: ada, client_id: "x1", body: "hello" }));
  assert.deepEqual(linesIn(state, state.rooms.get(1)), []);
  assert.deepEqual([...new Set(state.settled)], ["x1"]);
});

test("the own event may come before the ack", () => {
  const state = opened();
  say(state, "hello", "x1");
  dueLines(state, NOON);
  hear(state, posted(1, { author: ada, client_id: "x1" }));
  hear(state, { type: "ack", client_id: "x1", room: 1, seq: 1, message: 101 });
  assert.equal(state.lines.size, 0);
});

test("a line that stands already is sent until it is answered, and shown no more", () => {
  const retryIt = { type: "error", client_id: "x1", code: "retry", text: "Later.", final: false, retry_ms: 500 };
  const own = posted(1, { author: ada, client_id: "x1", body: "hello" });
  for (const events of [[retryIt, own], [own, retryIt]]) {
    const state = opened();
    say(state, "hello", "x1");
    dueLines(state, NOON);
    hear(state, ...events);
    assert.deepEqual(linesIn(state, state.rooms.get(1)), []);
    assert.deepEqual(unansweredLines(state), []);
    assert.equal(state.fault, null);
    assert.deepEqual([...new Set(state.settled)], ["x1"]);

    const due = dueLines(state, Date.now() + 60_000);
    assert.deepEqual(bodies(due), ["hello"]);
    hear(state, { type: "ack", client_id: "x1", room: 1, seq: 1, message: 101, duplicate: true });
    assert.equal(state.lines.size, 0);
  }
});

test("the next connection holds up nothing behind a line that stands", () => {
  const state = opened();
  say(state, "hello", "x1");
  dueLines(state, NOON);
  hear(state, posted(1, { author: ada, client_id: "x1", body: "hello" }));
  unsent(state);
  assert.equal(state.lines.size, 0);
});

test("at most eight of a room wait for an answer, in order", () => {
  const state = opened();
  for (let number = 0; number < 12; number += 1) say(state, `${number}`, `x${number}`);
  assert.deepEqual(bodies(dueLines(state, NOON)), ["0", "1", "2", "3", "4", "5", "6", "7"]);
  hear(state, { type: "ack", client_id: "x0", room: 1, seq: 1, message: 101 });
  assert.deepEqual(bodies(dueLines(state, NOON)), ["8"]);
});

test("after a break all that was not answered goes again, in order", () => {
  const state = opened();
  for (const id of ["a", "b", "c"]) say(state, id, id);
  dueLines(state, NOON);
  unsent(state);
  hear(state, welcome([lobby()]));
  assert.deepEqual(bodies(dueLines(state, NOON)), ["a", "b", "c"]);
});

test("what is refused for now holds back what stands behind it", () => {
  const state = opened();
  for (const id of ["a", "b"]) say(state, id, id);
  dueLines(state, NOON);
  const busy = { type: "error", code: "busy", text: "Later.", final: false, retry_ms: 500 };
  hear(state, { ...busy, client_id: "a" }, { ...busy, client_id: "b" });
  say(state, "c", "c");
  assert.deepEqual(dueLines(state, NOON), []);
  assert.equal(nextLine(state, NOON), 500);
  assert.deepEqual(bodies(dueLines(state, NOON + 500)), ["a", "b", "c"]);
});

test("what is refused for good stays to be tried again or discarded", () => {
  const state = opened();
  say(state, "hello", "x1");
  dueLines(state, NOON);
  hear(state, { type: "error", client_id: "x1", code: "forbidden", text: "No.", final: true });
  const [line] = linesIn(state, state.rooms.get(1));
  assert.deepEqual([line.state, line.reason], ["failed", "No."]);
  retry(state, "x1");
  assert.deepEqual(bodies(dueLines(state, NOON)), ["hello"]);
});

test("what is refused for good is kept as that, and goes again only when they ask", () => {
  const state = opened();
  say(state, "hello", "x1");
  const stored = () => state.changed.splice(0).map((line) => line.state);
  assert.deepEqual(stored(), ["waiting"]);
  dueLines(state, NOON);
  hear(state, { type: "error", client_id: "x1", code: "forbidden", text: "No.", final: true });
  assert.deepEqual(stored(), ["failed"]);
  assert.deepEqual(state.settled, []);

  const reloaded = opened();
  adopt(reloaded, { ...state.lines.get("x1") });
  assert.deepEqual(dueLines(reloaded, NOON), []);
  assert.deepEqual(linesIn(reloaded, reloaded.rooms.get(1)).map(({ reason }) => reason), ["No."]);
  retry(reloaded, "x1");
  assert.deepEqual(reloaded.changed.map((line) => line.state), ["waiting"]);
  assert.deepEqual(bodies(dueLines(reloaded, NOON)), ["hello"]);
});

test("a command has no bubble, and its mistake gives the words back", () => {
  const state = opened();
  say(state, "/hlep", "x1");
  assert.deepEqual(linesIn(state, state.rooms.get(1)), []);
  dueLines(state, NOON);
  hear(state, { type: "error", client_id: "x1", code: "not_found", text: "Did you mean /help?", final: true });
  assert.deepEqual([state.fault.text, state.fault.body], ["Did you mean /help?", "/hlep"]);
  assert.deepEqual(state.settled, ["x1"]);
});

test("lines of a closed page are taken over once, and not twice", () => {
  const state = opened();
  say(state, "mine", "x1");
  adopt(state, { client_id: "x1", room: 1, body: "mine", at: 1, state: "waiting" });
  adopt(state, { client_id: "x0", room: 1, body: "left", at: 1, state: "sending" });
  assert.deepEqual(bodies(dueLines(state, NOON)), ["left", "mine"]);
  assert.equal(unansweredLines(state).length, 2);
});

test("the page follows its group once it hears of it, whichever comes first", () => {
  for (const order of [[0, 1], [1, 0]]) {
    const state = opened();
    say(state, "/group create Chess", "x1");
    const events = [
      { type: "notice", client_id: "x1", text: "Chess is yours." },
      { type: "room.added", room: room(7, { name: "Chess" }) },
    ];
    hear(state, ...order.map((place) => events[place]));
    assert.equal(state.opened, 7);
    assert.deepEqual(state.rooms.get(1).notices, []);
  }
});

test("the page follows its group however long its command waited, and not long after the answer", () => {
  const answered = NOON + 60_000;
  const follows = (later) => {
    const state = opened();
    say(state, "/group create Chess", "x1");
    apply(state, { type: "notice", client_id: "x1", text: "Chess is yours." }, answered);
    apply(state, { type: "room.added", room: room(7, { name: "Chess" }) }, answered + later);
    return state.opened === 7;
  };
  assert.deepEqual([100, 30_000].map(follows), [true, false]);
});

test("all words that could not be said in a room that is gone are told, in one that is there", () => {
  const state = opened({ rooms: [room(5)] });
  state.connected = false;
  state.current = 5;
  for (const words of ["one", "two"]) sayIn(state, state.rooms.get(5), words, words);
  const refusal = (id) => ({ type: "error", client_id: id, code: "forbidden", text: "Only members write.", final: true });
  hear(state, { type: "room.removed", room: 5 }, refusal("one"), refusal("two"));
  const told = state.rooms.get(1).notices.map(({ text }) => text);
  assert.deepEqual(told, ["Only members write. You wrote: one", "Only members write. You wrote: two"]);
});

test("a command that was refused after they went elsewhere is not put before them there", () => {
  const state = opened({ rooms: [room(5)] });
  state.current = 5;
  sayIn(state, state.rooms.get(5), "/group close", "c", { typed: true });
  state.current = 1;
  hear(state, { type: "error", client_id: "c", code: "forbidden", text: "Only owners.", final: true });
  assert.equal(state.fault, null);
  assert.deepEqual(state.rooms.get(5).notices.map(({ text }) => text), ["Only owners. You wrote: /group close"]);
});

test("words that were refused in a room that goes stand where they find them", () => {
  for (const gone of [{ type: "room.removed", room: 7 }, welcome([lobby()])]) {
    const state = opened({ rooms: [room(7)] });
    state.current = 7;
    queue(state, 7, "hello", "x1", {}, NOON);
    dueLines(state, NOON);
    hear(state, { type: "error", client_id: "x1", code: "read_only", text: "It is closed.", final: true });
    hear(state, gone);

    assert.equal(state.lines.size, 0);
    assert.deepEqual(state.settled, ["x1"]);
    assert.deepEqual(state.rooms.get(1).notices.map(({ text }) => text), ["It is closed. You wrote: hello"]);
  }
});
