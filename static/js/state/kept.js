// What a room keeps in sight for everyone, and what one keeps at hand for oneself.
import { answered, ask } from "./asks.js";

const PAGE = 50;
const FIRST = "saved:first";

export const kept = {
  welcome(state) {
    for (const room of state.rooms.values()) room.pinsFresh = false;
    // It may have been changed elsewhere while nobody was connected.
    state.savedFresh = false;
  },

  "room.pins"(state, { id, room: key, messages, rest }) {
    answered(state, id);
    const room = state.rooms.get(key);
    if (!room) return;
    room.pins = new Map(messages.map((message) => [message.id, message]));
    if (rest.length) askRest(state, key, rest);
  },

  "message.list"(state, { id, messages, rest }) {
    const key = Number(id?.match(/^pinned:(\d+)$/u)?.[1]);
    if (!key) return;
    answered(state, id);
    for (const message of messages) takePin(state, message);
    if (rest.length && messages.length) askRest(state, key, rest);
  },

  "message.changed"(state, { message }) {
    takePin(state, message);
    takeSaved(state, message);
  },

  "room.sync"(state, { messages }) {
    for (const message of messages) {
      takePin(state, message);
      takeSaved(state, message);
    }
  },

  "message.saved"(state, { id, message, saved }) {
    if (id) answered(state, id);
    if (state.asks.has(`save:${message}`)) return;
    mark(state, message, saved);
  },

  "saved.changed"(state) {
    state.savedFresh = false;
  },

  "saved.page"(state, { id, saved, more, ids }) {
    answered(state, id);
    if (ids) state.saved = new Set(ids);
    const isFirst = id === FIRST;
    state.shelf = { entries: isFirst ? saved : [...state.shelf.entries, ...saved], more };
  },

  error(state, { id, final, text }) {
    const key = Number(id?.match(/^(?:save|pin):(\d+)$/u)?.[1]);
    if (!key || !final) return;
    // Told before the question is forgotten; what it was about may have been told anew meanwhile.
    if (id.startsWith("save:")) mark(state, key, state.asks.get(id)?.frame.type === "message.unsave");
    state.fault = { text, body: "" };
  },

  ack(state, { id }) {
    if (id?.startsWith("pin:")) answered(state, id);
  },
};

// Know what is pinned in the room that is shown; what changes is told.
export function wantPins(state, room) {
  if (!state.connected || room.pinsFresh) return;
  room.pinsFresh = true;
  ask(state, `pins:${room.id}`, { type: "room.pins", room: room.id });
}

// The latest pin first.
export function pinsOf(room) {
  return [...room.pins.values()].sort((a, b) => b.pinned.at.localeCompare(a.pinned.at) || b.id - a.id);
}

// Who may pin: the server has the same rule, and the last word.
export function mayPin({ me, pinning }, room) {
  if (!room || room.closed) return false;
  if (room.kind === "whisper" || pinning.operator) return true;
  return room.kind === "group" && (room.role === "owner" || room.members <= pinning.small_group);
}

export function pin(state, message, isPinned) {
  const type = isPinned ? "message.pin" : "message.unpin";
  ask(state, `pin:${message.id}`, { type, message: message.id });
}

// The star shows at once, and is taken back if it was refused.
export function save(state, id, isSaved) {
  if (state.asks.has(`save:${id}`)) return;
  mark(state, id, isSaved);
  ask(state, `save:${id}`, { type: isSaved ? "message.save" : "message.unsave", message: id });
}

// Know what is saved; what changes is told, but not what it says.
export function wantSaved(state) {
  if (!state.connected || state.savedFresh) return;
  state.savedFresh = true;
  ask(state, FIRST, { type: "saved.list", limit: PAGE });
}

export function wantMoreSaved(state) {
  const before = state.shelf.entries.at(-1)?.id;
  if (before && state.shelf.more) ask(state, `saved:${before}`, { type: "saved.list", before, limit: PAGE });
}

function askRest(state, room, rest) {
  ask(state, `pinned:${room}`, { type: "message.list", messages: rest });
}

function takePin(state, message) {
  const room = state.rooms.get(message.room);
  if (!room || message.rev < (room.pins.get(message.id)?.rev ?? 0)) return;
  if (message.pinned) room.pins.set(message.id, message);
  else room.pins.delete(message.id);
}

function takeSaved(state, message) {
  for (const entry of state.shelf.entries) {
    if (entry.message.id === message.id && message.rev > entry.message.rev) entry.message = message;
  }
}

function mark(state, id, isSaved) {
  if (isSaved) state.saved.add(id);
  else state.saved.delete(id);
  if (!isSaved) state.shelf.entries = state.shelf.entries.filter(({ message }) => message.id !== id);
}
