// What is read out while much arrives.
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Aloud } from "../../static/js/elements/aloud.js";

function listened() {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const log = { ariaLive: "polite" };
  const status = { textContent: "" };
  const aloud = new Aloud(log, status);
  return { log, status, aloud, wait: (ms) => mock.timers.tick(ms) };
}

test("a few messages are read out one by one", () => {
  const { log, status, aloud, wait } = listened();
  for (const ms of [100, 2_000, 4_000, 100]) {
    aloud.hear(1);
    assert.equal(log.ariaLive, "polite");
    wait(ms);
  }
  assert.equal(status.textContent, "");
  mock.timers.reset();
});

test("of a flood it is told now and then how many there were, until it is calm", () => {
  const { log, status, aloud, wait } = listened();
  aloud.hear(2);
  aloud.hear(5);
  assert.equal(log.ariaLive, "off");
  wait(1_000);
  aloud.hear(10);
  assert.equal(status.textContent, "");
  wait(2_000);
  assert.equal(status.textContent, "15 new messages");
  aloud.hear(4);
  wait(3_000);
  assert.equal(status.textContent, "4 new messages");
  assert.equal(log.ariaLive, "off");
  wait(3_000);
  assert.equal(log.ariaLive, "polite");
  aloud.hear(1);
  assert.equal(log.ariaLive, "polite");
  mock.timers.reset();
});

test("the past is not read out, nor counted", () => {
  const { log, status, aloud, wait } = listened();
  aloud.hear(9);
  aloud.hush();
  assert.equal(log.ariaLive, "off");
  wait(500);
  assert.equal(log.ariaLive, "polite");
  assert.equal(status.textContent, "");
  mock.timers.reset();
});
