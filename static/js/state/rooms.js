// Which rooms there are, and how far each has been heard.
import { apart } from "../core/names.js";
import { note as noteLooks } from "./appearance.js";
import { answered, ask } from "./asks.js";
import { isLeadingTo } from "./leads.js";
import { notice } from "./notices.js";
import { counted, marked } from "./unread.js";

const PRIVATE = "This group is private now: only its members know of it";
const PUBLIC = "This group is public now. What was said before stays with those who were in it";
const NEWCOMERS = {
  all: "Newcomers see all that is said from now on",
  joined: "Newcomers see only what is said after they joined, from now on",
};

export const rooms = {
  welcome(state, event) {
    const { me, limits, keywords = state.keywords } = event;
    Object.assign(state, { me, limits, keywords, connected: true, bye: null });
    state.people = new Map(event.people.map((person) => [person.id, person]));
    state.here = event.here;
    state.appearance = event.appearance ?? state.appearance;
    noteLooks(state, event.people);
    const ids = new Set(event.rooms.map((room) => room.id));
    for (const id of state.rooms.keys()) if (!ids.has(id)) drop(state, id);
    for (const room of event.rooms) take(state, room);
  },

  "room.added"(state, { room: payload }, now) {
    if (state.rooms.has(payload.id)) drop(state, payload.id, false);
    take(state, payload);
    if (isLeadingTo(state, state.rooms.get(payload.id), now)) state.opened = payload.id;
  },

  "room.removed"(state, { room }) {
    drop(state, room);
  },

  "room.changed"(state, { room: id, seq, details }) {
    const room = state.rooms.get(id);
    if (!room) return;
    const before = { ...room };
    if (seq > room.told) Object.assign(room, details);
    if (reached(room, seq)) note(room, seq, { words: changed(before, { ...before, ...details }) });
  },

  "room.marked"(state, event) {
    answered(state, event.id);
    marked(state, event);
  },

  heartbeat(state, { heads }) {
    for (const [id, head] of Object.entries(heads)) {
      const room = state.rooms.get(Number(id));
      if (room?.loaded && head > room.cursor) {
        const { epoch, cursor: after } = room;
        ask(state, `sync:${room.id}`, { type: "room.sync", room: room.id, epoch, after });
      }
    }
  },

  bye(state, event) {
    state.bye = event;
  },
};

// A room as the server describes it, new or known.
export function take(state, payload) {
  const { read, unread, mentions, ...facts } = payload;
  const room = state.rooms.get(payload.id) ?? empty(payload);
  Object.assign(room, facts, { told: payload.head, epoch: room.loaded ? room.epoch : payload.epoch });
  state.rooms.set(room.id, room);
  if (!room.loaded) {
    // What was heard on an earlier connection may have holes before this one begins.
    room.messages.clear();
    room.gap = null;
    room.notes.clear();
    room.cursor = payload.head;
  }
  counted(state, room, payload);
}

// Everything up to this number has been heard. Tells whether it is news.
export function reached(room, seq) {
  const isNews = seq > room.cursor;
  if (isNews) room.cursor = seq;
  return isNews;
}

// A quiet line at a number of the room.
export function note(room, seq, line) {
  if (line.words || line.names) room.notes.set(seq, line);
}

export function lobby(state) {
  return [...state.rooms.values()].find((room) => room.kind === "lobby");
}

// What the page shows: a room, or a whisper that has not begun yet.
export function shown(state) {
  return state.courting ?? state.rooms.get(state.current) ?? null;
}

export function whisperWith(state, person) {
  return [...state.rooms.values()].find(({ with: people }) => people?.length === 1 && people[0].id === person.id);
}

export function pathOf(room) {
  return room.kind === "lobby" || room.id === null ? "/" : `/rooms/${room.id}/`;
}

export function titleOf(room) {
  return room.kind === "lobby" ? "Lobby" : room.name;
}

// Under what a room's unfinished words are kept. A whisper that begins has no room yet, and
// keeps its words.
export function placeOf(room) {
  return room.kind === "whisper" ? `to:${room.with.map(({ id }) => id)}` : String(room.id);
}

// The rooms in the order in which they are listed: the lobby, groups, whispers.
export function inList(state) {
  const kinds = ["lobby", "group", "whisper"];
  return [...state.rooms.values()].sort(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || byName(a, b),
  );
}

// The room before or behind the one that is shown, round about; `isNew`: of those with news.
export function roomBeside(state, step, isNew = false) {
  const rooms = inList(state);
  const at = rooms.indexOf(shown(state));
  const from = at < 0 && step < 0 ? rooms.length : at;
  const round = rooms.map((_, count) => rooms[(from + step * (count + 1) + 2 * rooms.length) % rooms.length]);
  return round.find((room) => room !== shown(state) && (!isNew || room.unread > 0)) ?? null;
}

// What the server needs to know to send only what is lacking.
export function resume(state) {
  const held = {};
  for (const room of state.rooms.values()) {
    if (room.loaded) held[room.id] = { epoch: room.epoch, after: room.cursor };
  }
  return held;
}

// A place to whisper to somebody before anything was said there.
export function courtship(person) {
  return {
    ...empty({ id: null, epoch: "", head: 0 }),
    kind: "whisper",
    name: person.name,
    with: [person],
    members: 2,
    closed: false,
    loaded: true,
    foundOldest: true,
  };
}

function drop(state, id, isFinal = true) {
  const room = state.rooms.get(id);
  if (!room) return;
  state.rooms.delete(id);
  if (!isFinal) return;
  if (state.current !== id) return;
  const haven = lobby(state);
  state.current = haven?.id ?? null;
  // The words that explain it would be gone with the room.
  for (const { text } of room.notices.filter((one) => one.after >= room.cursor - 1)) {
    notice(state, haven, text);
  }
}

function empty(payload) {
  return {
    id: payload.id,
    epoch: payload.epoch,
    cursor: payload.head,
    told: payload.head,
    read: 0,
    seen: 0,
    counted: 0,
    base: { unread: 0, mentions: 0 },
    fresh: new Map(),
    unread: 0,
    mentions: 0,
    isHeld: false,
    divider: null,
    loaded: false,
    foundOldest: payload.head === 0,
    // What lies beyond number `gap.after` is not held: a link led into the past.
    gap: null,
    pins: new Map(),
    pinsFresh: false,
    messages: new Map(),
    late: new Map(),
    // Where it is to be shown once it is loaded: at a number, at a moment, or at its end.
    landing: null,
    growth: new Map(),
    notes: new Map(),
    comings: [],
    notices: [],
    editing: null,
    typing: new Map(),
    people: new Map(),
    peopleFresh: false,
    morePeople: false,
    peopleUpto: 0,
  };
}

function byName(a, b) {
  return a.closed - b.closed || a.name.localeCompare(b.name, undefined, { numeric: true }) || a.id - b.id;
}

function changed(before, now) {
  if (before.name !== now.name) return `This group is called ${apart(now.name)} now`;
  if (before.closed !== now.closed) return now.closed ? "This group was closed" : "This group was reopened";
  if (before.private !== now.private) return now.private ? PRIVATE : PUBLIC;
  return before.history === now.history ? "" : NEWCOMERS[now.history];
}
