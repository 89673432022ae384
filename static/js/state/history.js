// A room's past as it is asked for, and what was missed while away.
import { answered, ask } from "./asks.js";
import { members } from "./members.js";
import { isHeld, keep, oldest } from "./messages.js";
import { settle } from "./outbox.js";
import { find } from "./permalinks.js";
import { reached, rooms } from "./rooms.js";
import { arrived } from "./unread.js";

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
      const isNews = message.seq > before && !room.gap;
      if (event.reset || isNews || isHeld(room, message)) keep(state, room, message);
      if (message.seq > before) arrived(state, room, message);
    }
    for (const one of event.events) numbered[one.type]?.(state, one);
    if (event.more) return;
    answered(state, event.id);
    room.loaded = true;
    reached(room, event.upto);
    settle(state, room);
  },
};

const pages = {
  first(state, room, event) {
    fill(state, room, event);
    room.cursor = event.head;
    setGap(room, event, false);
  },

  newest: fill,

  older(state, room, event) {
    for (const message of event.messages) keep(state, room, message);
    room.foundOldest = event.found_oldest;
  },

  newer(state, room, event) {
    if (room.gap?.after !== Number(event.id.split(":")[2])) return;
    for (const message of event.messages) keep(state, room, message);
    setGap(room, event, true);
  },

  // The room holds what surrounds one message, and no longer what it held.
  around(state, room, event) {
    const [first, last] = [event.messages[0]?.seq ?? 0, event.messages.at(-1)?.seq ?? 0];
    const wasApart = Boolean(room.gap);
    for (const [id, { seq }] of room.messages) {
      // What was said while this page was on its way goes on from it.
      const goesOn = seq > last && event.found_newest && !wasApart;
      if (seq < first || (seq > last && !goesOn)) room.messages.delete(id);
    }
    forgetAsked(state, room);
    fill(state, room, event);
    setGap(room, event, wasApart);
    find(state, room.id, Number(event.id.split(":")[2]));
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

// Have what lies below the part of the past that is held.
// Tells whether that is news to say.
export function wantNewer(state, room) {
  const id = `newer:${room.id}:${room.gap?.after}`;
  if (!room.gap || state.asks.has(id)) return false;
  ask(state, id, { type: "room.history", room: room.id, after: room.gap.after, limit: PAGE });
  return true;
}

// Let the part of the past go: the newest are asked for again.
export function toNewest(state, room) {
  if (!room.gap) return;
  forgetAsked(state, room);
  room.messages.clear();
  room.notes.clear();
  room.comings = [];
  Object.assign(room, { gap: null, loaded: false, foundOldest: false });
}

export function isLoadingOlder(state, room) {
  return state.asks.has(`older:${room.id}:${oldest(room)}`);
}

function fill(state, room, event) {
  for (const message of event.messages) keep(state, room, message);
  room.foundOldest = event.found_oldest;
  room.loaded = true;
}

// Whether more lies beyond these messages than is held. Who was apart from the newest has heard of
// what was said meanwhile, and not kept it.
function setGap(room, { messages, found_newest: isEnd, head }, wasApart) {
  const isWhole = isEnd && !(wasApart && room.cursor > head);
  const after = messages.at(-1)?.seq ?? room.gap?.after ?? head;
  room.gap = isWhole ? null : { after, before: head + 1, isHole: true };
}

function forgetAsked(state, room) {
  const kinds = ["older", "newer", "newest"].map((kind) => `${kind}:${room.id}`);
  for (const id of state.asks.keys()) {
    if (kinds.some((kind) => id === kind || id.startsWith(`${kind}:`))) state.asks.delete(id);
  }
}

function forget(state, room, { messages, upto }) {
  room.messages.clear();
  room.gap = null;
  room.growth.clear();
  room.notes.clear();
  room.comings = [];
  room.foundOldest = messages.length ? Math.min(...messages.map(({ seq }) => seq)) === 1 : upto === 0;
  forgetAsked(state, room);
}
