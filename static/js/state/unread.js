// What is unread: what the server counted from the marker, and what others said since then.
import { ask } from "./asks.js";

// A moment, in which a reader's eyes go on: one frame tells of all of it.
const READ_MS = 300;

// What the server counted: up to number `head`, above the marker `read`.
export function counted(state, room, { read, unread, mentions, head }) {
  const isSetBack = read < room.read;
  Object.assign(room, { read, counted: head, base: { unread, mentions } });
  for (const [id, { seq }] of room.fresh) if (seq <= head) room.fresh.delete(id);
  if (isSetBack && !isTelling(state, room)) {
    room.seen = read;
    hold(room);
  }
  room.seen = Math.max(room.seen, read);
  recount(state, room);
}

// A message that was not here before.
export function arrived(state, room, message) {
  if (message.seq <= room.counted || message.author.id === state.me.id) return;
  if (message.kind === "system" || message.deleted) return;
  room.fresh.set(message.id, message);
  recount(state, room);
}

// A message is not as it was: what the server counted may have changed with it.
export function altered(state, room, message) {
  if (room.fresh.has(message.id)) {
    if (message.deleted) room.fresh.delete(message.id);
    else room.fresh.set(message.id, message);
    recount(state, room);
  } else if (message.seq > room.read && message.seq <= room.counted) {
    ask(state, `marks:${room.id}`, { type: "room.read", room: room.id, seq: room.read });
  } else if (message.seq > room.counted) {
    arrived(state, room, message);
  }
}

// All up to this number was on the screen of somebody who was there. Returns whether that is new.
export function see(state, room, upto) {
  if (upto <= room.seen || room.isHeld) return false;
  room.seen = upto;
  tell(state, room);
  recount(state, room);
  return true;
}

// They turn away, perhaps for good: what they saw is told without waiting, neither for more nor for
// the answer to what was told before.
export function tellAtOnce(state) {
  for (const room of state.rooms.values()) {
    const waiting = state.asks.get(nameOf(room));
    if (!waiting) continue;
    if (waiting.frame.seq < room.seen) Object.assign(waiting, { sent: false, frame: { ...waiting.frame, seq: room.seen } });
    waiting.notBefore = 0;
  }
}

// They say themselves that they have read everything here.
export function readAll(state, room) {
  room.isHeld = false;
  room.divider = null;
  see(state, room, room.cursor);
}

// They want to find it unread again, from this number on, when they come back.
export function unreadFrom(state, room, seq) {
  state.asks.delete(nameOf(room));
  ask(state, `unread:${room.id}:${seq}`, { type: "room.read", room: room.id, unread_from: seq });
  room.seen = Math.min(room.seen, seq - 1);
  room.read = room.seen;
  room.divider = room.seen;
  hold(room);
  recount(state, room);
}

// Nothing here counts as seen until they turn to it again.
export function hold(room) {
  room.isHeld = true;
}

// They turn to another room: what they read in this one is no longer marked as new.
export function turnAway(room) {
  room.divider = room.unread ? room.seen : null;
  room.isHeld = false;
}

export function unreadInAll(state) {
  return [...state.rooms.values()].reduce((sum, room) => sum + room.unread, 0);
}

export function unreadElsewhere(state, room) {
  return unreadInAll(state) - (room.unread ?? 0);
}

// The marker as it was told came back.
export function marked(state, event) {
  const room = state.rooms.get(event.room);
  if (!room) return;
  counted(state, room, event);
  if (room.seen > room.read) tell(state, room);
}

function recount(state, room) {
  const before = room.unread;
  const isTo = ({ mentions, to_all }) => to_all || mentions?.some(({ id }) => id === state.me.id);
  const fresh = [...room.fresh.values()].filter(({ seq }) => seq > room.seen);
  const base = room.seen >= room.counted ? { unread: 0, mentions: 0 } : room.base;
  room.unread = base.unread + fresh.length;
  room.mentions = base.mentions + fresh.filter(isTo).length;
  // The line "New" stays where it was while there is something unread.
  if (room.unread && !before) room.divider = room.seen;
}

function tell(state, room) {
  const waiting = state.asks.get(nameOf(room));
  if (waiting && !waiting.sent) waiting.frame.seq = room.seen;
  else if (!waiting) ask(state, nameOf(room), { type: "room.read", room: room.id, seq: room.seen }, Date.now() + READ_MS);
}

function isTelling(state, room) {
  return state.asks.has(nameOf(room));
}

function nameOf(room) {
  return `read:${room.id}`;
}
