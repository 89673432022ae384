// The messages that others answer: a line of each stands above its answers, as it is now.
import { answered, ask } from "./asks.js";
import { linesIn } from "./waiting.js";

const MOST_ASKED = 100;
const MOST_KEPT = 1_000;
const MOST_CHARACTERS = 140;
const NAME = "parents";

export const quotes = {
  welcome(state) {
    // What could not be read then may be readable now.
    for (const [id, parent] of state.parents) if (!parent) state.parents.delete(id);
  },

  "message.list"(state, { id, messages, rest }) {
    if (id !== NAME) return;
    const asked = state.asks.get(NAME)?.frame.messages ?? [];
    answered(state, NAME);
    for (const message of messages) remember(state, message.id, message);
    const told = new Set([...messages.map((one) => one.id), ...rest]);
    for (const one of asked) if (!told.has(one)) remember(state, one, null);
  },

  "message.changed"(state, { message }) {
    renew(state, message);
  },

  "room.sync"(state, { messages }) {
    for (const message of messages) renew(state, message);
  },

  "room.removed"(state, { room }) {
    for (const [id, parent] of state.parents) if (parent?.room === room) state.parents.delete(id);
  },
};

// Have what is answered in this room and not held: all of it in one question.
export function wantParents(state, room) {
  if (state.asks.has(NAME)) return;
  const answers = [...room.messages.values(), ...linesIn(state, room)];
  const isWanted = (id) => id && !room.messages.has(id) && !state.parents.has(id);
  const wanted = new Set(answers.map(({ reply_to: id }) => id).filter(isWanted));
  if (wanted.size) ask(state, NAME, { type: "message.list", messages: [...wanted].slice(-MOST_ASKED) });
}

// What stands above an answer: whom it answers, and how that begins. Null where it answers nobody.
export function quoteOf(state, room, id) {
  if (!id) return null;
  const parent = room.messages.get(id) ?? state.parents.get(id);
  if (parent === undefined) return { id, name: "", words: "…" };
  if (parent === null) return { id: null, name: "", words: "a message from before you joined" };
  const name = parent.author.name;
  if (parent.deleted) return { id, name, words: "a message that was deleted", isGone: true };
  return { id, name, words: excerpt(parent.body) || "…" };
}

const BEGINNING = /^\s*(?:```.*|>+|#{1,6}|[-*+]|\d+\.)(?:\s+|$)/u;
const LINK = /!?\[([^\]]*)\]\([^)]*\)/gu;
const MARKS = /\*\*|~~|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])/gu;

// The first line of what was said, without the marks of its form; of what others said before only
// where there is nothing else.
export function excerpt(body) {
  const lines = body.split("\n");
  const own = lines.filter((line) => !/^\s*>/u.test(line));
  const [first = ""] = [...own, ...lines].map((line) => line.replace(BEGINNING, "")).filter((line) => line.trim());
  const points = [...first.replace(LINK, "$1").replace(MARKS, "").trim()];
  return points.length > MOST_CHARACTERS ? `${points.slice(0, MOST_CHARACTERS).join("")}…` : points.join("");
}

export function remember(state, id, message) {
  state.parents.delete(id);
  state.parents.set(id, message);
  for (const one of [...state.parents.keys()].slice(0, -MOST_KEPT)) state.parents.delete(one);
}

function renew(state, message) {
  const known = state.parents.get(message.id);
  if (known && message.rev > known.rev) state.parents.set(message.id, message);
}
