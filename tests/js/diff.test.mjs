// What changed between two wordings.
import assert from "node:assert/strict";
import { test } from "node:test";

import { changes } from "../../static/js/core/diff.js";

const SIGNS = { same: "", removed: "-", added: "+" };
const shown = (before, after) => changes(before, after).map(({ kind, text }) => SIGNS[kind] + text);

const pairs = [
  ["one two three", "one 2 three", ["one ", "-two", "+2", " three"]],
  ["one three", "one two three", ["one ", "+two ", "three"]],
  ["one two three", "one three", ["one ", "-two ", "three"]],
  ["same", "same", ["same"]],
  ["", "all new", ["+all new"]],
  ["all gone", "", ["-all gone"]],
  ["red apples here", "green pears here", ["-red apples", "+green pears", " here"]],
  ["line\none", "line\ntwo", ["line\n", "-one", "+two"]],
  ["I like it", "I like it!", ["I like it", "+!"]],
];
for (const [before, after, expected] of pairs) {
  test(`${JSON.stringify(before)} becomes ${JSON.stringify(after)}`, () => {
    assert.deepEqual(shown(before, after), expected);
  });
}

test("both wordings can be read out of what is shown, whatever they are", () => {
  const words = ["one", "two", " ", "\n", "  ", "é", "🙂", ".", "one"];
  let seed = 7;
  const random = (most) => (seed = (seed * 16_807) % 2_147_483_647) % most;
  const wording = () => Array.from({ length: random(12) }, () => words[random(words.length)]).join("");
  for (let round = 0; round < 300; round += 1) {
    const [before, after] = [wording(), wording()];
    const pieces = changes(before, after);
    const read = (unwanted) => pieces.filter(({ kind }) => kind !== unwanted).map(({ text }) => text).join("");
    assert.deepEqual([read("added"), read("removed")], [before, after], JSON.stringify([before, after]));
  }
});

test("long messages are compared word by word, and what is too much counts as changed", () => {
  const long = (word) => Array.from({ length: 700 }, (_, place) => (place % 3 ? word : place)).join(" ");
  assert.ok(changes(long("one"), long("other")).length > 100);
  assert.deepEqual(shown("a.".repeat(2_000), "b,".repeat(2_000)).length, 2);
});
