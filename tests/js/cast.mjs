// People, rooms and events as the server tells them, for the tests of what the page knows.
import { apply, begin } from "../../static/js/state/chat.js";

export const ada = { id: 1, username: "ada", name: "Ada", bot: false };
export const bob = { id: 2, username: "bob", name: "Bob", bot: false };
export const eve = { id: 3, username: "eve", name: "Eve", bot: false };
export const bot = { id: 9, username: "assistant", name: "Assistant", bot: true };
export const NOON = Date.parse("2026-11-25T12:00:00Z");
const MINUTE_MS = 60_000;

const appearance = { status: null, invisible: false, typing: true };
const limits = { message_chars: 4_000, frame_bytes: 65_536, page: 100, unacked: 8 };
const commands = [
  { name: "/group join", usage: "/group join <name...>", summary: "Become a member." },
  { name: "/group leave", usage: "/group leave [name...]", summary: "Leave it." },
  { name: "/help", usage: "/help [command...]", summary: "Show what you can type." },
  { name: "/whisper", usage: "/whisper <user> <message...>", summary: "Say it to one person." },
];

export function room(id, more = {}) {
  const facts = { id, kind: "group", name: `Room ${id}`, members: 2, closed: false, role: "member" };
  return { ...facts, head: 0, epoch: "e", read: 0, unread: 0, mentions: 0, notify: "mentions", ...more };
}

export const lobby = (more) => room(1, { kind: "lobby", name: "", ...more });

export function message(seq, more = {}) {
  const said = { id: 100 + seq, room: 1, seq, rev: seq, kind: "text", author: bob, body: `line ${seq}` };
  const at = new Date(NOON + seq * MINUTE_MS).toISOString();
  return {
    ...said,
    client_id: `c${seq}`,
    html: `<p>line ${seq}</p>`,
    sent_at: at,
    edited_at: null,
    deleted: null,
    ...more,
  };
}

export const posted = (seq, more = {}) => {
  const said = message(seq, more);
  return { type: "message.posted", room: said.room, seq, message: said };
};

// Ada's page on the lobby, where `said` was said and read before.
export function opened({ said = 0, rooms = [] } = {}) {
  const messages = Array.from({ length: said }, (_, place) => message(place + 1));
  const history = { room: 1, messages, found_oldest: true, found_newest: true, head: said };
  const rest = { limits, commands, history, room: 1, appearance };
  const page = { me: ada, rooms: [lobby({ head: said, read: said }), ...rooms], ...rest };
  const state = begin(page);
  hear(state, welcome([lobby({ head: said, read: said }), ...rooms]));
  return state;
}

export const marked = (id, read, unread, head, more = {}) => {
  return { type: "room.marked", room: id, read, unread, mentions: 0, head, ...more };
};

export function welcome(rooms, people = [ada, bob]) {
  return { type: "welcome", v: 1, me: ada, limits, heartbeat: 25, rooms, people, here: people.length, appearance };
}

export function hear(state, ...events) {
  for (const event of events) apply(state, event, NOON);
}
