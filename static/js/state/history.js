// A room's past as it is asked for, and what was missed while away.
import { answered, ask } from "./asks.js";
import { members } from "./members.js";
import { isHeld, keep, oldest } from "./messages.js";
import { settle } from "./outbox.js";
import { gapBehind, reachDown, turnTo } from "./past.js";
import { reached, rooms } from "./rooms.js";
import { countIn, grow, recount } from "./unread.js";

const PAGE = 50;
const numbered = { ...members, ...rooms };

export const history = {
  "room.page"(state, event) {
    const room = state.rooms.get(event.room);
    const kind = event.id?.split(":")[0] ?? "first";
    // A page that nobody waits for any more may not fit what is held here now.
    const isWanted = !event.id || answered(state, event.id);
    if (room && isWanted) pages[kind]?.(state, room, event);
  },

  "room.sync"(state, event) {
    const room = state.rooms.get(event.room);
    if (!room) return;
    const before = room.cursor;
    if (event.reset) forget(state, room, event);
    room.epoch = event.epoch;
    for (const message of event.messages) {
      if (event.reset || message.seq > before || isHeld(room, message)) keep(state, room, message);
    }
    for (const one of event.events) numbered[one.type]?.(state, one);
    if (event.more) return;
    answered(state, event.id);
    room.loaded = true;
    reached(room, event.upto);
    recount(state, room);
    settle(state, room);
  },
};

const pages = {
  first(state, room, event) {
    fill(state, room, event);
    room.cursor = event.head;
  },

  newest: fill,

  past(state, room, event) {
    turnTo(room, event);
    fill(state, room, event);
  },

  newer(state, room, event) {
    if (room.gap?.after !== Number(event.id.split(":")[2])) return;
    for (const message of event.messages) keep(state, room, message);
    reachDown(room, event);
  },

  older(state, room, event) {
    for (const message of event.messages) keep(state, room, message);
    room.foundOldest = event.found_oldest;
  },

  unread(state, room, event) {
    // Some of them may have been heard as they came.
    const all = [...event.messages, ...room.messages.values()].map((one) => [one.id, one]);
    grow(room, countIn(state, room, new Map(all).values()));
  },

  whole(state, room, event) {
    for (const message of event.messages) {
      if (room.messages.has(message.id)) keep(state, room, message);
    }
  },
};

// Have the room's newest messages here, and the rest of its story by itself.
export function want(state, room) {
  if (room.loaded) return;
  ask(state, `newest:${room.id}`, { type: "room.history", room: room.id, limit: PAGE });
}

export function wantOlder(state, room) {
  if (!room.loaded || room.foundOldest) return;
  const before = oldest(room);
  const frame = { type: "room.history", room: room.id, before, limit: PAGE };
  ask(state, `older:${room.id}:${before}`, frame);
}

export function isLoadingOlder(state, room) {
  return state.asks.has(`older:${room.id}:${oldest(room)}`);
}

function fill(state, room, event) {
  for (const message of event.messages) keep(state, room, message);
  room.foundOldest = event.found_oldest;
  room.gap = gapBehind(room, event);
  room.loaded = true;
  recount(state, room);
}

function forget(state, room, { messages, upto }) {
  room.messages.clear();
  room.gap = null;
  room.growth.clear();
  room.notes.clear();
  room.comings = [];
  room.foundOldest = messages.length ? Math.min(...messages.map(({ seq }) => seq)) === 1 : upto === 0;
  for (const id of state.asks.keys()) if (id.startsWith(`older:${room.id}:`)) state.asks.delete(id);
}
