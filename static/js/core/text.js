// The only place where text becomes part of the page.
import { piecesOf, straight } from "./names.js";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const date = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dated = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const soon = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
const past = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "narrow" });
const near = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const DAY_MS = 86_400_000;

// The server's sanitised rendering of a message, as nodes. A parsed document runs no script.
export function rendered(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return fragment(...parsed.body.childNodes);
}

// Words as they were typed.
export function plain(text) {
  return fragment(document.createTextNode(straight(text)));
}

// A sentence, in which names stand apart.
export function worded(sentence) {
  return fragment(...piecesOf(sentence).map((piece, place) => (place % 2 ? isolated(piece) : piece)));
}

// The name of the time zone in which the reader's days begin.
export const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

export const timeOf = (at) => clock.format(at);
export const momentOf = (at) => whole.format(at);
export const soonOf = (at) => soon.format(at);

export function dayOf(at, now = Date.now()) {
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
  if (days === 0 || days === -1) return capital(near.format(days, "day"));
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? date.format(at) : dated.format(at);
}

// "2h ago"; nobody is watched by the minute.
export function ago(at, now = Date.now()) {
  const minutes = Math.round((now - at) / 60_000);
  if (minutes < 10) return "just now";
  if (minutes < 60) return past.format(-minutes, "minute");
  if (minutes < 24 * 60) return past.format(-Math.round(minutes / 60), "hour");
  return past.format(-Math.round(minutes / (24 * 60)), "day");
}

export const counted = (number, one, many) => `${number} ${number === 1 ? one : many}`;

function isolated(words) {
  const made = document.createElement("bdi");
  made.textContent = words;
  return made;
}

function fragment(...nodes) {
  const made = document.createDocumentFragment();
  made.append(...nodes);
  return made;
}

function midnight(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

function capital(words) {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
