// Who is writing where, and what to say of one's own writing.
import { apart } from "../core/names.js";
import { shown } from "./rooms.js";
import { isCommand } from "./waiting.js";

const HEARD_MS = 6_000;
const SAID_MS = 3_000;

export const typing = {
  typing(state, { room: id, user }, now) {
    const room = state.rooms.get(id);
    if (room && user.id !== state.me.id) room.typing.set(user.id, { user, until: now + HEARD_MS });
  },

  "typing.stopped"(state, { room: id, user }) {
    state.rooms.get(id)?.typing.delete(user.id);
  },
};

// Who is writing in a room just now.
export function writersIn(room, now = Date.now()) {
  return [...room.typing.values()].filter(({ until }) => until > now).map(({ user }) => user);
}

export function writersLine(room, now = Date.now()) {
  const names = writersIn(room, now).map(({ name }) => apart(name));
  if (!names.length) return "";
  if (names.length > 3) return "Several people are typing…";
  const all = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} are` : `${names[0]} is`;
  return `${all} typing…`;
}

// The frame that tells others of the words that stand in the composer; null when there is none to
// be said: nobody hears of commands, nor of those who don't want it.
export function signOf(state, words, now = Date.now()) {
  const { id } = shown(state);
  if (id === null) return null;
  const said = state.typed.get(id);
  const { typing: isTold, invisible } = state.appearance;
  if (!isTold || invisible || !words.trim() || isCommand(words)) return stopIn(state, id);
  if (said && now - said.at < SAID_MS) return null;
  state.typed.set(id, { at: now, isOn: true });
  return { type: "typing.start", room: id };
}

// The same for a room that one turns away from.
export function stopIn(state, id) {
  const said = state.typed.get(id);
  if (!said?.isOn) return null;
  said.isOn = false;
  return { type: "typing.stop", room: id };
}
