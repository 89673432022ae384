// A part of a room's past that somebody turned to, with a gap between it and what is new.
import { ask } from "./asks.js";

const PAGE = 50;

// Turn to what was said on a day, as calendars name it where the reader is, or to what came next.
export function wantDay(state, room, day) {
  const date = new Date(`${day}T00:00:00`);
  const id = `past:${room.id}:${date.getTime()}`;
  ask(state, id, { type: "room.history", room: room.id, date: date.toISOString(), limit: PAGE });
}

// Let go what is held, for a page of the past.
export function letGo(room) {
  letMessagesGo(room);
  room.notes.clear();
  room.comings = [];
}

// Quiet lines stay: they are heard once, and no page brings them again.
export function letMessagesGo(room) {
  room.messages.clear();
  room.growth.clear();
  room.gap = null;
}

// What lies between a page and the end of its room, of which more may have been heard meanwhile.
export function gapBehind(room, { messages, found_newest: isNewest, head }) {
  if (isNewest && head >= room.cursor) return null;
  // What is nothing at all ends where the room ended then.
  const after = messages.at(-1)?.seq ?? head;
  return { after, before: Math.max(head, room.cursor) + 1, isHole: true };
}

// Where the page was opened: at a number, or at a date.
export function landingIn(search) {
  const asked = new URLSearchParams(search);
  if (asked.has("around")) return { seq: Number(asked.get("around")) };
  return asked.has("date") ? { at: Date.parse(asked.get("date")) } : null;
}
