// The way to one message, wherever it stands.
import { answered, ask } from "./asks.js";
import { readable } from "./window.js";

const PAGE = 50;
const NOT_THERE = "There is no such message, or you can’t read it.";

export const permalinks = {
  "message.list"(state, { id, messages }) {
    if (!id?.startsWith("seek:")) return;
    // Also where they turned away meanwhile: they may come back to it.
    answered(state, id);
    if (id !== `seek:${state.sought}`) return;
    if (messages.length) lookAround(state, messages[0]);
    else fail(state);
  },

  error(state, { id, final }) {
    if (final && id?.startsWith("around:") && Number(id.split(":")[2]) === state.sought) fail(state);
  },
};

export const pathOfMessage = (id) => `/m/${id}`;

// The message to which a path leads; null for any other path.
export const messageAt = (path) => Number(path.match(/^\/m\/(\d{1,16})$/u)?.[1]) || null;

// Look for a message: once it is `found`, its room holds the part around it.
export function seek(state, id) {
  state.sought = id;
  for (const room of state.rooms.values()) {
    if (room.loaded && readable(room).some((one) => one.id === id)) return find(state, room.id, id);
  }
  const known = state.parents.get(id);
  if (known) return lookAround(state, known);
  return ask(state, `seek:${id}`, { type: "message.list", messages: [id] });
}

// A page around a message has come.
export function find(state, room, message) {
  if (state.sought !== message) return;
  state.sought = null;
  state.found = { room, message };
}

function lookAround(state, { id, room, seq }) {
  if (!state.rooms.has(room)) return fail(state);
  return ask(state, `around:${room}:${id}`, { type: "room.history", room, around: seq, limit: PAGE });
}

function fail(state) {
  state.sought = null;
  state.fault = { text: NOT_THERE, body: "" };
}
