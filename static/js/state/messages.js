// What was said. The highest rev of a message wins, however often and late it is heard.
import { drive } from "./answers.js";
import { reached } from "./rooms.js";
import { settle, stands } from "./outbox.js";
import { altered, arrived } from "./unread.js";

const MOST_HELD = 600;
const TRIMMED_TO = 300;

export const messages = {
  "message.posted"(state, { room: id, seq, message }) {
    const room = state.rooms.get(id);
    if (!room) return;
    const isNews = reached(room, seq);
    if (!room.gap) keep(state, room, message);
    room.typing.delete(message.author.id);
    if (isNews) arrived(state, room, message);
    if (room.id !== state.current || state.attentive) trim(room);
    settle(state, room);
  },

  "message.changed"(state, { room: id, seq, message }) {
    const room = state.rooms.get(id);
    if (!room) return;
    reached(room, seq);
    if (isHeld(room, message)) keep(state, room, message);
    altered(state, room, message);
    settle(state, room);
  },
};

// The messages of a room in the order of its log.
export function inOrder(room) {
  return [...room.messages.values()].sort((a, b) => a.seq - b.seq);
}

export function oldest(room) {
  let first = Infinity;
  for (const { seq } of room.messages.values()) first = Math.min(first, seq);
  return first;
}

export function keep(state, room, message) {
  const known = room.messages.get(message.id);
  // A writing answer grows without a number: of two alike the longer one is the newer.
  const isNewer =
    !known ||
    message.rev > known.rev ||
    (message.rev === known.rev && message.body.length > known.body.length);
  if (isNewer) room.messages.set(message.id, { ...message });
  if (message.author.id === state.me.id) stands(state, message);
  drive(state, room, room.messages.get(message.id));
}

// Whether a message lies in the part of the room that is held here.
export function isHeld(room, message) {
  if (room.gap && message.seq > room.gap.after) return false;
  return room.messages.has(message.id) || room.foundOldest || message.seq >= oldest(room);
}

// Forget the oldest of a long room: they can be had again.
export function trim(room) {
  if (room.messages.size <= MOST_HELD) return;
  for (const { id } of inOrder(room).slice(0, -TRIMMED_TO)) room.messages.delete(id);
  room.foundOldest = false;
  const first = oldest(room);
  for (const seq of room.notes.keys()) if (seq < first) room.notes.delete(seq);
  room.comings = room.comings.filter(({ after }) => after >= first);
  room.notices = room.notices.filter(({ after }) => after >= first);
}
