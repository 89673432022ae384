// How a person is shown: the avatar, its mark, and a line about them.
import { apart } from "./names.js";
import { ago } from "./text.js";

const WORDS = { online: "online", idle: "idle", offline: "offline" };

function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...word][0]).join("").toLocaleUpperCase() || "?";
}

// The same person has the same colour everywhere.
export function paint(avatar, person) {
  avatar.textContent = person.bot ? "✦" : initials(person.name);
  avatar.classList.toggle("avatar--bot", Boolean(person.bot));
  avatar.style.setProperty("--hue", (person.id * 137 + 20) % 360);
}

// A dot for who is here, a moon for who is idle, a ring for who is away; null: no mark.
export function markOf(avatar, state) {
  for (const one of Object.keys(WORDS)) avatar.classList.toggle(`avatar--${one}`, one === state);
}

export const stateWord = (state) => WORDS[state];

export function statusLine(status) {
  return status ? [status.emoji, status.text].filter(Boolean).join(" ") : "";
}

// "ada · last seen 2h ago · On holiday". The emoji stands beside the name.
export function lineOf({ status, lastSeen }, { username }, word) {
  const seen = lastSeen && `last seen ${ago(lastSeen)}`;
  return [apart(username), word, seen, status?.text && apart(status.text)].filter(Boolean).join(" · ");
}
