// What is new to this browser: how many messages of others stand above the last one seen.
import { ask } from "./asks.js";

const COUNTED = 100;

// How far a room counts as seen when this browser meets it. A whisper waits for its reader.
export function seenAtFirst(state, payload) {
  return state.seen[payload.id] ?? (payload.kind === "whisper" ? 0 : payload.head);
}

// A message that was not here before.
export function arrived(state, room, message) {
  if (message.author.id === state.me.id || message.kind === "system") return;
  if (isRead(state, room)) room.seen = Math.max(room.seen, message.seq);
  else if (message.seq > room.seen) grow(room, room.news + 1);
}

// The room as it is shown now has been seen to its end. Returns whether that is new.
export function see(state, room) {
  const isNew = room.seen < room.cursor;
  room.seen = Math.max(room.seen, room.cursor);
  room.news = 0;
  return isNew;
}

// Another tab has seen a room up to a number.
export function seenElsewhere(state, seen) {
  for (const [id, seq] of Object.entries(seen)) {
    const room = state.rooms.get(Number(id));
    if (room && seq > room.seen) {
      room.seen = seq;
      recount(state, room);
    }
  }
}

// Count anew, from what is here, or from the server where nothing is.
export function recount(state, room) {
  if (room.loaded || room.cursor <= room.seen) {
    state.asks.delete(`unread:${room.id}`);
    grow(room, countIn(state, room, room.messages.values()));
  } else {
    const frame = { type: "room.history", room: room.id, after: room.seen, limit: COUNTED };
    ask(state, `unread:${room.id}`, frame);
  }
}

export function countIn(state, room, messages) {
  const all = [...messages];
  // A browser that remembers nothing yet takes no old talk for new: only what was never answered.
  if (room.isUnknown && all.some(({ author }) => author.id === state.me.id)) room.seen = room.cursor;
  const isNew = ({ seq, author, kind, deleted }) =>
    seq > room.seen && author.id !== state.me.id && kind !== "system" && !deleted;
  return all.filter(isNew).length;
}

export function grow(room, news) {
  // The line "New" stays where it was while there is something unseen.
  if (news && !room.news) room.divider = room.seen;
  room.news = news;
}

export function forgetNews(state, room) {
  delete state.seen[room.id];
  state.asks.delete(`unread:${room.id}`);
}

export function newsInAll(state) {
  return [...state.rooms.values()].reduce((sum, room) => sum + room.news, 0);
}

export function newsElsewhere(state, room) {
  return newsInAll(state) - (room.news ?? 0);
}

// They turn to another room: what was new in this one is no longer marked so.
export function turnAway(room) {
  if (!room.news) room.divider = null;
}

// What this browser is to remember.
export function seenInAll(state) {
  return Object.fromEntries([...state.rooms.values()].map((room) => [room.id, room.seen]));
}

function isRead(state, room) {
  return state.attentive && room.id === state.current && !state.courting;
}
