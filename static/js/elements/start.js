// Where a room begins, above its first message: what it is, or that more of its past comes.
import { apart } from "../core/names.js";
import { counted, worded } from "../core/text.js";
import { isLoadingOlder } from "../state/history.js";

export function fillStart(start, state, room) {
  const [title, words] = start.children;
  const isBegun = room.loaded && room.foundOldest;
  start.classList.toggle("start--loading", !isBegun);
  title.textContent = isBegun ? beginning(room) : "";
  words.replaceChildren(worded(isBegun ? invitation(room) : ""));
  if (!room.loaded || isLoadingOlder(state, room)) words.textContent = "Loading…";
}

function beginning(room) {
  if (room.kind === "lobby") return "Welcome to the lobby";
  return room.name;
}

function invitation(room) {
  if (room.kind === "lobby") return "Everybody in this chat reads and writes here. Say hello.";
  if (room.kind === "whisper") return "Only the two of you see what is said here.";
  if (room.closed) return `This is where ${apart(room.name)} begins.`;
  if (room.private) return `This is where ${apart(room.name)} begins. Only those whom an owner brings in know of it: /group invite`;
  return `This is where ${apart(room.name)} begins: ${counted(room.members, "member", "members")}. Anyone in this chat can find it with /group list and join.`;
}
