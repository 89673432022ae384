// Who is here, and who belongs to a room.
import { note } from "./appearance.js";
import { answered, ask, withdraw } from "./asks.js";

// As many as come in one page: with more, not everybody may be known here.
const MANY = 200;
const NAMED_CHARS = 30;

export const people = {
  welcome(state) {
    for (const room of state.rooms.values()) room.peopleFresh = false;
  },

  "people.changed"(state, { arrived, left, changed, here }, now) {
    const came = arrived.filter(({ id }) => !state.people.has(id));
    const went = left.filter(({ id }) => state.people.has(id));
    for (const person of [...arrived, ...changed]) state.people.set(person.id, person);
    for (const person of left) state.people.delete(person.id);
    state.here = here;
    note(state, [...arrived, ...changed]);
    note(state, left, () => now);
    for (const room of state.rooms.values()) for (const { id } of left) room.typing.delete(id);
    tell(state, came.filter(isOther(state)), went.filter(isOther(state)));
  },

  "people.page"(state, event) {
    if (!answered(state, event.id)) return;
    note(state, event.people, ({ last_seen: at }) => (at ? Date.parse(at) : null));
    const [kind, id] = event.id.split(":");
    const room = state.rooms.get(Number(id));
    for (const person of event.people) {
      state.roster.set(person.id, person);
      room?.people.set(person.id, person);
    }
    if (room && kind === "people") Object.assign(room, { morePeople: event.more, peopleUpto: event.people.at(-1)?.id ?? 0 });
  },
};

// Know who belongs to the room that is shown; what changes is told.
export function wantMembers(state, room) {
  if (!state.connected || room.peopleFresh) return;
  room.peopleFresh = true;
  wantPeople(state, room);
}

// Have the members of a room here: the first of them, or those after the last one known.
export function wantPeople(state, room) {
  const after = room.morePeople ? room.peopleUpto : 0;
  ask(state, `people:${room.id}:${after}`, { type: "people.list", room: room.id, after });
}

// Have those here who are called so, where not all are known: of a room, or of all.
export function wantNamed(state, room, text) {
  const isKnown = room ? !room.morePeople : state.roster.size < MANY;
  const words = text.trim().slice(0, NAMED_CHARS);
  const key = `named:${room?.id ?? ""}:`;
  // What was typed while nobody was connected is sought once, as it stands now.
  for (const id of state.asks.keys()) if (id.startsWith(key)) withdraw(state, id);
  if (isKnown || !words) return;
  const place = room ? { room: room.id } : {};
  ask(state, `${key}${words}`, { type: "people.list", ...place, named: words.split(" ")[0], limit: 20 });
}

// Have those here whom one can whisper to.
export function wantRoster(state) {
  ask(state, "people:", { type: "people.list" });
}

// Everyone this page has heard of but oneself, by name.
export function acquaintances(state) {
  const known = new Map([...state.roster, ...state.people]);
  for (const room of state.rooms.values()) {
    for (const person of room.with ?? []) known.set(person.id, person);
  }
  return [...known.values()].filter(isOther(state)).sort(byName);
}

// The members of a room as two lists: who is here, and who is away.
export function membersOf(state, room) {
  const known = new Map(room.people);
  for (const person of room.with ?? []) known.set(person.id, person);
  if (room.kind !== "group") known.set(state.me.id, state.me);
  if (room.kind === "lobby") for (const [id, person] of state.people) known.set(id, person);
  const all = [...known.values()].filter((person) => !person.bot).sort(byName);
  return {
    here: all.filter((person) => isHere(state, person)),
    away: all.filter((person) => !isHere(state, person)),
  };
}

export function isHere(state, person) {
  return person.id === state.me.id || state.people.has(person.id);
}

// "Ana entered", in the rooms where that person may be met: one line for all in a row.
function tell(state, came, went) {
  for (const room of state.rooms.values()) {
    if (!room.loaded || room.kind === "whisper") continue;
    const isMet = ({ id }) => room.kind === "lobby" || room.people.has(id);
    pass(state, room, came.filter(isMet), went.filter(isMet));
  }
}

function pass(state, room, came, went) {
  if (!came.length && !went.length) return;
  const last = room.comings.at(-1);
  const isGoingOn = last?.after === room.cursor;
  const line = isGoingOn ? last : { key: ++state.serial, after: room.cursor, came: [], went: [] };
  if (!isGoingOn) room.comings.push(line);
  for (const { name } of came) move(name, line.went, line.came);
  for (const { name } of went) move(name, line.came, line.went);
}

// Who went and came again was not away.
function move(name, from, to) {
  const place = from.indexOf(name);
  if (place >= 0) from.splice(place, 1);
  else to.push(name);
}

function isOther(state) {
  return ({ id, bot }) => id !== state.me.id && !bot;
}

function byName(a, b) {
  return a.name.localeCompare(b.name) || a.id - b.id;
}
