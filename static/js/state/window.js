// Of a long room only so much is held here: the part that is read and, while one reads far from
// its end, the newest messages too, with a gap between the two.
import { letGo } from "./past.js";
import { shown } from "./rooms.js";

const PARTS = new Set(["opening", "older", "newer", "around", "past"]);
const MOST_READ = 300;
const SPARE = 50;
const MOST_NEWEST = 100;
const MOST_QUIET = 200;

// The messages of a room in the order of its log.
export function inOrder(room) {
  return [...room.messages.values()].sort((a, b) => a.seq - b.seq);
}

export function oldest(room) {
  let first = Infinity;
  for (const { seq } of room.messages.values()) first = Math.min(first, seq);
  return first;
}

// The messages to show, in the order of the log. Those beyond the gap are kept for later.
export function readable(room) {
  const all = inOrder(room);
  return room.gap ? all.filter(({ seq }) => seq <= room.gap.after) : all;
}

// Whether a number lies in what is held here.
export function holds(room, seq) {
  const isInGap = room.gap && seq > room.gap.after && seq < room.gap.before;
  return !isInGap && (room.foundOldest || seq >= oldest(room));
}

// Something has come to the end: keep the room within its bounds, without touching what is read.
export function bound(state, room) {
  boundQuiet(room);
  if (room.gap) forgetNewest(room);
  else if (room.messages.size <= MOST_READ + SPARE) return;
  else if (isFollowed(state, room)) forgetOldest(room);
  else openGap(room, MOST_READ + SPARE);
}

// The past was joined on above: what lies far below it is let go.
export function boundBelow(room) {
  if (readable(room).length > MOST_READ) openGap(room, MOST_READ);
}

// More was joined on below, up to this number.
export function reachDown(room, upto) {
  room.gap.after = Math.max(room.gap.after, upto);
  if (room.gap.after >= room.gap.before) room.gap = null;
  forgetOldest(room);
}

// Close the gap if nothing is missing in it. Tells whether it is closed.
export function closeGap(room) {
  if (room.gap?.isHole) return false;
  room.gap = null;
  return true;
}

// Turn to the newest messages, and let the part go that was read.
export function toNewest(room) {
  if (!room.gap) return;
  if (!closeGap(room)) {
    drop(room, readable(room));
    room.gap = null;
    room.foundOldest = false;
    // Where nothing of the newest is held, they are asked for.
    room.loaded = room.messages.size > 0;
    forgetQuietBefore(room, oldest(room));
  }
  forgetOldest(room);
}

// Somebody turns to a room whose newest messages are held, while what is unread begins before
// them: it is to be opened there.
export function reopen(state, room) {
  // Without a connection, what is held is better than nothing.
  if (!state.connected || !room.loaded || !room.unread || holds(room, room.seen + 1)) return;
  letGo(room);
  room.loaded = false;
}

// Forget the oldest: they can be had again.
export function forgetOldest(room) {
  const part = readable(room);
  if (part.length <= MOST_READ) return;
  drop(room, part.slice(0, -MOST_READ));
  room.foundOldest = false;
  forgetQuietBefore(room, oldest(room));
}

// Whether a page of the room is on its way.
export function isPartAsked(state, room) {
  return [...state.asks.keys()].some((id) => isOfPart(room, id));
}

// No page that was asked for is waited for any more.
export function forgetAsked(state, room) {
  for (const id of state.asks.keys()) if (isOfPart(room, id)) state.asks.delete(id);
}

function isOfPart(room, id) {
  const [kind, its] = id.split(":");
  return PARTS.has(kind) && its === String(room.id);
}

function openGap(room, most) {
  const part = readable(room);
  const after = part[most - 1].seq;
  const rest = part.slice(most);
  if (room.gap) {
    drop(room, rest);
    room.gap.isHole ||= rest.length > 0;
  } else {
    room.gap = { before: rest[0].seq, isHole: false };
  }
  room.gap.after = after;
  forgetNewest(room);
}

function forgetNewest(room) {
  const newest = inOrder(room).filter(({ seq }) => seq >= room.gap.before);
  if (newest.length <= MOST_NEWEST) return;
  drop(room, newest.slice(0, -MOST_NEWEST));
  room.gap.before = newest.at(-MOST_NEWEST).seq;
  room.gap.isHole = true;
}

// Nobody reads in the middle of it: it is elsewhere, or stands at its end.
function isFollowed(state, room) {
  return shown(state) !== room || state.atEnd;
}

function drop(room, messages) {
  for (const { id } of messages) {
    room.messages.delete(id);
    room.growth.delete(id);
  }
}

function forgetQuietBefore(room, first) {
  for (const seq of room.notes.keys()) if (seq < first) room.notes.delete(seq);
  room.comings = room.comings.filter(({ after }) => after >= first);
  room.notices = room.notices.filter(({ after }) => after >= first);
}

function boundQuiet(room) {
  for (const seq of [...room.notes.keys()].slice(0, -MOST_QUIET)) room.notes.delete(seq);
  if (room.comings.length > MOST_QUIET) room.comings = room.comings.slice(-MOST_QUIET);
  if (room.notices.length > MOST_QUIET) room.notices = room.notices.slice(-MOST_QUIET);
}
