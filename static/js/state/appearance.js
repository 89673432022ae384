// How people appear: online, idle or offline, with a status, or last seen at some time.
import { answered, ask } from "./asks.js";

export const UNKNOWN = { status: null, invisible: false, typing: true };

export const appearance = {
  appearance(state, { status, invisible, typing, id }) {
    if (id) answered(state, id);
    state.appearance = { status, invisible, typing };
  },
};

// Have others see one differently; `changes` are fields of the frame.
export function wantAppearance(state, changes) {
  state.fault = null;
  ask(state, `appearance:${++state.serial}`, { type: "appearance.set", ...changes });
}

export const isAboutAppearance = (id) => Boolean(id?.startsWith("appearance:"));

// Whether a change is still to be answered.
export function isAppearing(state) {
  return [...state.asks.keys()].some(isAboutAppearance);
}

// What was told of these people, seen last at `lastSeen`.
export function note(state, people, lastSeen = () => null) {
  for (const person of people) {
    state.looks.set(person.id, { status: person.status ?? null, lastSeen: lastSeen(person) });
  }
}

// { state, status, lastSeen } of somebody as others see them.
export function looksOf(state, person, now = Date.now()) {
  const isMe = person.id === state.me.id;
  const known = state.looks.get(person.id);
  const status = isMe ? state.appearance.status : known?.status;
  const isHere = isMe ? !state.appearance.invisible : state.people.has(person.id);
  return {
    state: isHere ? (state.people.get(person.id)?.state ?? "online") : "offline",
    status: isOver(status, now) ? null : status,
    lastSeen: isHere || isMe ? null : (known?.lastSeen ?? null),
  };
}

// When the next status ends that is known here, in milliseconds from now; null when none does.
export function nextEnd(state, now = Date.now()) {
  const statuses = [state.appearance, ...state.looks.values()].map(({ status }) => status);
  const ends = statuses.filter((one) => one?.until && !isOver(one, now)).map(({ until }) => Date.parse(until));
  return ends.length ? Math.min(...ends) - now : null;
}

// Until when a status stands that is to last for a while, or to the end of a day.
export function endOf(choice, now = new Date()) {
  const end = new Date(now);
  if (choice === "today") end.setHours(24, 0, 0, 0);
  else if (choice === "week") end.setHours(24 * (7 - ((now.getDay() + 6) % 7)), 0, 0, 0);
  else if (choice) end.setMinutes(now.getMinutes() + Number(choice));
  return choice ? end.toISOString() : null;
}

function isOver(status, now) {
  return !status || (status.until !== null && Date.parse(status.until) <= now);
}
