import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

// What the browser has and Node has not: a socket that opens and closes when the test says so.
const made = [];
globalThis.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 1;
  said = [];

  constructor() {
    super();
    made.push(this);
  }

  send(text) {
    this.said.push(JSON.parse(text));
  }

  close() {}

  opens(welcome = true) {
    this.dispatchEvent(new Event("open"));
    if (welcome) this.hears({ type: "welcome", heartbeat: 25 });
  }

  hears(event) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(event) }));
  }

  ends(code) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
};
globalThis.document = new EventTarget();
let browser;
globalThis.addEventListener = (...listener) => browser.addEventListener(...listener);
const { Socket } = await import("../../static/js/core/socket.js");

const seen = [];
function connect() {
  const note = (what) => (value) => seen.push([what, value.type ?? value]);
  const socket = new Socket("/ws/", { greeting: () => ({ resume: {} }), hear: note("hear"), lost: note("lost"), over: note("over") });
  socket.open();
  return socket;
}

const last = () => made.at(-1);
const tick = (milliseconds) => mock.timers.tick(milliseconds);

beforeEach(() => {
  made.length = seen.length = 0;
  browser = new EventTarget();
  mock.restoreAll();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  mock.method(Math, "random", () => 0.999);
});

test("who can't come in tries ever more rarely, and at least every half minute", () => {
  connect();
  const waits = [];
  for (let count = 0; count < 10; count += 1) {
    const before = made.length;
    let waited = 0;
    last().ends(1006);
    while (made.length === before) {
      tick(100);
      waited += 100;
    }
    waits.push(waited);
  }
  assert.deepEqual(waits.slice(0, 4), [500, 1_000, 2_000, 4_000]);
  assert.deepEqual(waits.slice(-2), [30_000, 30_000]);
});

test("a server that lets in and throws out again gets no faster tries", () => {
  connect();
  for (let count = 0; count < 6; count += 1) {
    last().opens();
    last().ends(1013);
    tick(30_000);
  }
  last().opens();
  last().ends(1013);
  const before = made.length;
  tick(15_000);
  assert.equal(made.length, before);
  tick(15_000);
  assert.equal(made.length, before + 1);

  last().opens();
  tick(5_000);
  last().ends(1013);
  tick(500);
  assert.equal(made.length, before + 2);
});

test("after a restart all come back within the time that the server gave", () => {
  connect();
  last().opens();
  last().hears({ type: "bye", code: 1012, reconnect: true, after_ms: 5_000 });
  last().ends(1012);
  tick(4_900);
  assert.equal(made.length, 1);
  tick(100);
  assert.equal(made.length, 2);
});

test("after a restart without a goodbye all come back within five seconds", () => {
  connect();
  last().opens();
  last().ends(1012);
  tick(4_900);
  assert.equal(made.length, 1);
  tick(100);
  assert.equal(made.length, 2);
});

test("who was signed out looks twice whether they are in again", () => {
  connect();
  last().opens();
  last().ends(4401);
  assert.deepEqual(seen.at(-1), ["lost", 4401]);
  tick(1_000);
  assert.equal(made.length, 2);
  last().opens();
  last().ends(4401);
  tick(1_000);
  last().opens(false);
  last().ends(4401);
  assert.deepEqual(seen.at(-1), ["lost", 4401]);
  tick(3_000);
  assert.equal(made.length, 3);
  tick(1_000);
  last().opens(false);
  last().ends(4401);
  tick(600_000);
  assert.deepEqual([made.length, seen.at(-1)], [4, ["over", 4401]]);
});

for (const code of [4403, 4426]) {
  test(`${code} is the end`, () => {
    connect();
    last().opens();
    last().ends(code);
    tick(600_000);
    assert.deepEqual([made.length, seen.at(-1)], [1, ["over", code]]);
  });
}

test("one connection too many tries again only when it is looked at", () => {
  connect();
  last().ends(4409);
  document.hidden = true;
  tick(600_000);
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(made.length, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(made.length, 2);
});

test("a page that is looked at before it connects makes one connection", () => {
  const socket = new Socket("/ws/", { greeting: () => ({ resume: {} }), hear() {}, lost() {}, over() {} });
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  socket.open();
  assert.equal(made.length, 1);
  last().ends(4403);
  socket.open();
  assert.equal(made.length, 1);
});

test("a connection that only looks alive is given up", () => {
  connect();
  last().opens();
  tick(25_000);
  assert.deepEqual(last().said.at(-1), { type: "heartbeat" });
  tick(15_000);
  assert.deepEqual(seen.at(-1), ["lost", 1006]);
});

const beats = () => last().said.filter(({ type }) => type === "heartbeat").length;
const passes = (milliseconds) => mock.timers.setTime(Date.now() + milliseconds);

test("a page whose timers are held back speaks when it hears something", () => {
  connect();
  last().opens();
  mock.method(globalThis, "setTimeout", () => null);
  mock.method(globalThis, "setInterval", () => null);
  for (let count = 1; count <= 10; count += 1) {
    passes(30_000);
    last().hears({ type: "heartbeat", heads: {} });
    assert.equal(beats(), count);
    // The answer to it is no reason to speak again.
    last().hears({ type: "heartbeat", heads: {} });
    assert.equal(beats(), count);
  }
  assert.equal(seen.some(([what]) => what === "lost"), false);
});

test("much that is heard puts no heartbeat off", () => {
  connect();
  last().opens();
  for (let count = 0; count < 100; count += 1) {
    tick(1_000);
    last().hears({ type: "typing" });
  }
  assert.equal(beats(), 4);
});

test("nothing is said before the welcome", () => {
  const socket = connect();
  last().opens(false);
  assert.equal(socket.say({ type: "heartbeat" }), false);
  assert.deepEqual(last().said.map(({ type }) => type), ["hello"]);
});

test("a server that lets others in first is waited for as long as it says so", () => {
  connect();
  last().opens(false);
  for (let count = 0; count < 10; count += 1) {
    tick(14_000);
    last().hears({ type: "heartbeat", heads: {} });
  }
  assert.deepEqual([made.length, seen.some(([what]) => what === "lost")], [1, false]);
  last().hears({ type: "welcome", heartbeat: 25 });
  tick(14_000);
  assert.equal(seen.some(([what]) => what === "lost"), false);
});

test("one that says nothing any more before its welcome is given up", () => {
  connect();
  last().opens(false);
  tick(10_000);
  last().hears({ type: "heartbeat", heads: {} });
  tick(30_000);
  assert.deepEqual(seen.at(-1), ["lost", 1006]);
});

test("who gives up again and again comes ever more rarely", () => {
  connect();
  const waits = [];
  for (let count = 0; count < 8; count += 1) {
    const before = made.length;
    last().opens(false);
    tick(30_000);
    let waited = 0;
    while (made.length === before) {
      tick(100);
      waited += 100;
    }
    waits.push(waited);
  }
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("a browser that goes offline is believed at once, and tries again at once when it is back", () => {
  const socket = connect();
  last().opens();
  browser.dispatchEvent(new Event("offline"));
  assert.deepEqual(seen.at(-1), ["lost", 1006]);
  assert.equal(socket.say({ type: "message.post" }), false);
  last().ends(1006);
  assert.equal(seen.filter(([what]) => what === "lost").length, 1);
  for (let tries = 0; tries < 6; tries += 1) {
    tick(30_000);
    last().ends(1006);
  }
  const before = made.length;
  browser.dispatchEvent(new Event("online"));
  assert.equal(made.length, before + 1);
});
