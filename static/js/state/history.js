// A room's past as it is asked for, and what was missed while away.
import { answered, ask } from "./asks.js";
import { members } from "./members.js";
import { isHeld, keep } from "./messages.js";
import { settle } from "./outbox.js";
import { gapBehind, letGo, letMessagesGo } from "./past.js";
import { find } from "./permalinks.js";
import { reached, rooms } from "./rooms.js";
import { arrived } from "./unread.js";
import { bound, boundBelow, closeGap, forgetAsked, isPartAsked, oldest, reachDown, reopen } from "./window.js";

const PAGE = 50;
const numbered = { ...members, ...rooms };

export const history = {
  "room.page"(state, event) {
    const room = state.rooms.get(event.room);
    const kind = event.id?.split(":")[0] ?? "first";
    // A page that nobody waits for any more may not fit what is held here now.
    const isWanted = !event.id || answered(state, event.id);
    if (!room || !isWanted) return;
    pages[kind]?.(state, room, event);
    takeLate(state, room);
  },

  "room.sync"(state, event) {
    const room = state.rooms.get(event.room);
    if (!room) return;
    const before = room.cursor;
    if (event.reset) forget(state, room, event);
    room.epoch = event.epoch;
    for (const message of event.messages) {
      if (event.reset || message.seq > before || isHeld(room, message)) keep(state, room, message);
      if (message.seq > before) arrived(state, room, message);
    }
    for (const one of event.events) numbered[one.type]?.(state, one);
    if (event.more) return;
    answered(state, event.id);
    room.loaded ||= event.reset;
    reached(room, event.upto);
    bound(state, room);
    settle(state, room);
    if (event.reset) reopen(state, room);
  },
};

const pages = {
  first(state, room, event) {
    fill(state, room, event);
    room.cursor = event.head;
  },

  opening(state, room, event) {
    letMessagesGo(room);
    fill(state, room, event);
  },

  // The room holds a part of its past, and no longer what it held.
  past(state, room, event) {
    turnTo(state, room, event);
    room.landing = { at: Number(event.id.split(":")[2]) };
  },

  around(state, room, event) {
    turnTo(state, room, event);
    find(state, room.id, Number(event.id.split(":")[2]));
  },

  older(state, room, event) {
    if (!isAskedOf(event, oldest(room))) return;
    for (const message of event.messages) keep(state, room, message);
    room.foundOldest = event.found_oldest;
    boundBelow(room);
  },

  newer(state, room, event) {
    if (!room.gap || !isAskedOf(event, room.gap.after)) return;
    for (const message of event.messages) keep(state, room, message);
    reachDown(room, event.found_newest ? Infinity : (event.messages.at(-1)?.seq ?? Infinity));
  },

  whole(state, room, event) {
    for (const message of event.messages) {
      if (room.messages.has(message.id)) keep(state, room, message);
    }
  },
};

// Have here what a room is opened on: where what is unread begins, if a page of the newest may not
// reach back to it and nobody wants the end, or else the newest. Its story goes on by itself.
export function want(state, room) {
  if (room.loaded || isOpening(state, room)) return;
  const isFarBack = room.unread > 0 && room.cursor - room.seen > PAGE && !room.landing?.isEnd;
  const [place, where] = isFarBack ? ["unread", { around: room.seen + 1 }] : ["end", {}];
  ask(state, `opening:${room.id}:${place}`, { type: "room.history", room: room.id, ...where, limit: PAGE });
}

function isOpening(state, room) {
  return ["unread", "end"].some((place) => state.asks.has(`opening:${room.id}:${place}`));
}

// Tells whether that is news to say, as all of these are wished for again and again.
export function wantOlder(state, room) {
  if (!room.loaded || room.foundOldest) return false;
  const before = oldest(room);
  const frame = { type: "room.history", room: room.id, before, limit: PAGE };
  return ask(state, `older:${room.id}:${before}`, frame);
}

export function isLoadingOlder(state, room) {
  return state.asks.has(`older:${room.id}:${oldest(room)}`);
}

// Have what lies below the part that is read.
export function wantNewer(state, room) {
  if (closeGap(room)) return true;
  const { after } = room.gap;
  const frame = { type: "room.history", room: room.id, after, limit: PAGE };
  return ask(state, `newer:${room.id}:${after}`, frame);
}

// The part that is read may have moved since it was asked for more.
function isAskedOf({ id }, seq) {
  return Number(id.split(":")[2]) === seq;
}

// What was changed while the page with it was on its way.
function takeLate(state, room) {
  for (const message of room.late.values()) if (isHeld(room, message)) keep(state, room, message);
  if (!isPartAsked(state, room)) room.late.clear();
}

function turnTo(state, room, event) {
  letGo(room);
  forgetAsked(state, room);
  fill(state, room, event);
}

function fill(state, room, event) {
  for (const message of event.messages) keep(state, room, message);
  room.foundOldest = event.found_oldest;
  room.gap = gapBehind(room, event);
  room.loaded = true;
}

function forget(state, room, { messages, upto }) {
  letGo(room);
  room.foundOldest = messages.length ? Math.min(...messages.map(({ seq }) => seq)) === 1 : upto === 0;
  forgetAsked(state, room);
}
