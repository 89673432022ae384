// What was said. The highest rev of a message wins, however often and late it is heard.
import { drive } from "./answers.js";
import { reached } from "./rooms.js";
import { settle, stands } from "./outbox.js";
import { altered, arrived } from "./unread.js";
import { bound, holds, isPartAsked } from "./window.js";

export const messages = {
  "message.posted"(state, { room: id, seq, message }) {
    const room = state.rooms.get(id);
    if (!room) return;
    const isNews = reached(room, seq);
    // Said again late, it may lie where nothing is held any more.
    if (isNews || isHeld(room, message)) keep(state, room, message);
    room.typing.delete(message.author.id);
    if (isNews) arrived(state, room, message);
    bound(state, room);
    settle(state, room);
  },

  "message.changed"(state, { room: id, seq, message }) {
    const room = state.rooms.get(id);
    if (!room) return;
    reached(room, seq);
    if (isHeld(room, message)) keep(state, room, message);
    // A page of the past that is on its way may know nothing of it.
    if (isPartAsked(state, room)) room.late.set(message.id, message);
    altered(state, room, message);
    settle(state, room);
  },
};

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
  return room.messages.has(message.id) || holds(room, message.seq);
}
