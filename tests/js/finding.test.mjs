import assert from "node:assert/strict";
import { test } from "node:test";

import { dueAsks, unanswered } from "../../static/js/state/asks.js";
import { begin } from "../../static/js/state/chat.js";
import { finder } from "../../static/js/wiring/deeds.js";
import { ada, hear, lobby, opened, room, welcome } from "./cast.mjs";

const MANY = Array.from({ length: 200 }, (_, place) => ({ id: 10 + place, username: `p${place}`, name: "", bot: false }));

const asked = (state) => dueAsks(state).filter(({ type }) => type === "people.list");
const named = (state) => asked(state).map((frame) => frame.named);

test("a dialog opened before the welcome has everyone asked for once that came", async () => {
  const state = begin({ me: ada, limits: {}, commands: [], rooms: [lobby()], room: 1 });
  const find = finder(state, () => {});
  await find({ what: "people" });
  await find({ what: "people" });
  hear(state, welcome([lobby()]));
  assert.deepEqual(asked(state), [{ type: "people.list", id: "people:" }]);
});

test("of what was sought while nobody was connected the last is asked for", async () => {
  const state = opened();
  const find = finder(state, () => {});
  await find({ what: "people" });
  dueAsks(state);
  hear(state, { type: "people.page", id: "people:", people: MANY, more: true });

  state.connected = false;
  for (const text of ["a", "an", "ann"]) await find({ what: "people", text });
  hear(state, welcome([lobby()]));
  assert.deepEqual(named(state), [undefined, "ann"]);

  unanswered(state);
  await find({ what: "people", text: "bert" });
  assert.deepEqual(named(state), [undefined, "bert"]);
  unanswered(state);
  await find({ what: "people", text: "" });
  assert.deepEqual(named(state), [undefined], "nothing is sought any more");
});

test("a member of a large room is sought so too, beside what is sought among all", async () => {
  const state = opened({ rooms: [room(5)] });
  Object.assign(state, { current: 5, connected: false });
  for (const person of MANY) state.roster.set(person.id, person);
  state.rooms.get(5).morePeople = true;
  const find = finder(state, () => {});
  await find({ what: "people", text: "ann" });
  for (const text of ["b", "be"]) await find({ what: "members", text });
  hear(state, welcome([lobby(), room(5)]));
  assert.deepEqual(named(state), [undefined, "ann", "be"]);
});
