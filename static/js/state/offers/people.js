// People behind an @: who spoke here last, then who is here, then whoever else is known.
import { apart } from "../../core/names.js";
import { fits, fold, OPENS } from "../matching.js";
import { isHere, membersOf } from "../people.js";
import { shown } from "../rooms.js";

// A name may have a space in it: so may what is typed of it.
const TYPED = new RegExp(`${OPENS}@((?:[^\\s@]+ )?[^\\s@#:/]*)$`, "u");

export function offerPeople(state, before) {
  const typed = soughtPerson(before);
  if (typed === null) return null;
  const options = candidates(state)
    .filter(({ username, name }) => fits(typed, username, name))
    .filter(({ username }) => !isWritten(username, typed))
    .map((person) => option(state, person));
  return { start: before.length - typed.length - 1, options };
}

// What is typed of a person's name, or null where none is.
export function soughtPerson(before) {
  return before.match(TYPED)?.[1] ?? null;
}

function candidates(state) {
  const room = shown(state);
  const { here, away } = membersOf(state, room);
  const speakers = new Map();
  for (const { author, seq } of room.messages.values()) {
    if (seq > (speakers.get(author.id)?.seq ?? 0)) speakers.set(author.id, { author, seq });
  }
  const recent = [...speakers.values()].sort((a, b) => b.seq - a.seq).map(({ author }) => author);
  const members = new Set([...here, ...away].map(({ id }) => id));
  const others = room.kind === "lobby" ? [...state.roster.values()] : [];
  const all = [...recent.filter(({ id }) => room.kind === "lobby" || members.has(id)), ...here, ...away, ...others];
  const once = new Map(all.map((person) => [person.id, person]));
  return [...once.values()].filter(({ id, bot }) => id !== state.me.id && !bot);
}

// A name that stands there already, with more words behind it, is not asked for again.
function isWritten(username, typed) {
  return typed.includes(" ") && fold(typed.split(" ")[0]) === fold(username);
}

function option(state, person) {
  const { username, name } = person;
  const where = isHere(state, person) ? "here" : "away";
  return { label: `@${username}`, detail: [name !== username && apart(name), where].filter(Boolean).join(", "), insert: `@${username} `, person };
}
