// Putting right what was said: who may, what is being edited, and how a message came to its words.
import { answered, request, withdraw } from "./asks.js";

const DAY_MS = 86_400_000;

export const corrections = {
  "message.versions"(state, { id, versions, more }) {
    const { story } = state;
    if (story?.ask !== id) {
      if (!more) answered(state, id);
      return;
    }
    // An answer that broke off begins again.
    if (versions[0].n === 1) story.versions = [];
    story.versions.push(...versions);
    if (!more) answered(state, id);
    story.isWhole = !more;
  },
};

// What was asked for has been done.
export function done(state, { id }) {
  if (answered(state, id) && id.startsWith("edit:")) state.edited.push(Number(id.split(":")[1]));
  for (const room of state.rooms.values()) if (room.editing?.ask === id) room.editing = null;
}

export function canEdit(state, room, message) {
  if (message.deleted || message.kind !== "text" || room.closed) return false;
  return isTheirs(state, room, message) || oversees(state, room);
}

export function canDelete(state, room, message) {
  if (message.deleted || message.kind === "system") return false;
  return (isTheirs(state, room, message) && !room.closed) || moderates(state, room);
}

export function canRestore(state, room, message, now = Date.now()) {
  if (!message.deleted || (room.closed && !oversees(state, room))) return false;
  if (now - Date.parse(message.deleted.at) > state.restoreDays * DAY_MS) return false;
  return message.deleted.by?.id === state.me.id || moderates(state, room);
}

// They wrote it, or asked for it. With what is another's, one has to say why.
export function isTheirs(state, room, message) {
  const asked = message.kind === "answer" && room.messages.get(message.reply_to);
  return (asked || message).author.id === state.me.id;
}

export function lastOwn(state, room) {
  const own = [...room.messages.values()].filter(({ author }) => author.id === state.me.id);
  return own.sort((a, b) => b.seq - a.seq).find((one) => canEdit(state, room, one));
}

// What is being edited stays with its room, until it is saved or given up. What they edited before
// goes on being saved, or waits as a draft.
export function beginEditing(state, room, message) {
  if (room.editing?.message.id === message.id) return;
  room.editing = { message, ask: null };
  state.fault = null;
}

export function stopEditing(state, room) {
  goOnEditing(state, room);
  state.edited.push(room.editing.message.id);
  room.editing = null;
}

export function saveEdit(state, room, body, reason) {
  const { message } = room.editing;
  goOnEditing(state, room);
  room.editing.ask = `edit:${message.id}:${++state.serial}`;
  request(state, room.editing.ask, { type: "message.edit", message: message.id, body, ...(reason && { reason }) });
}

// They have other words in mind than those that were to be saved.
export function goOnEditing(state, room) {
  withdraw(state, room.editing.ask);
  room.editing.ask = null;
}

export function isSaving(state, room) {
  return Boolean(room.editing?.ask) && state.asks.has(room.editing.ask);
}

export function remove(state, message, reason) {
  const frame = { type: "message.delete", message: message.id, ...(reason && { reason }) };
  request(state, deletionOf(message), frame, "delete");
}

export function isRemoving(state, message) {
  return state.asks.has(deletionOf(message));
}

// They turned away before the server was asked.
export function giveUpRemoving(state, message) {
  withdraw(state, deletionOf(message));
}

export function restore(state, message) {
  request(state, `restore:${message.id}`, { type: "message.restore", message: message.id });
}

export function askStory(state, message) {
  const id = `versions:${message.id}:${++state.serial}`;
  state.story = { message, ask: id, versions: [], isWhole: false };
  request(state, id, { type: "message.versions", message: message.id }, "history");
}

// As it is to be typed: a slash at the beginning would be a command.
export function typed(body) {
  return body.startsWith("/") ? `/${body}` : body;
}

function moderates(state, room) {
  const owns = room.kind === "group" && room.role === "owner" && !room.closed;
  return owns || oversees(state, room);
}

function oversees(state, room) {
  return state.operator && room.kind !== "whisper";
}

const deletionOf = ({ id }) => `delete:${id}`;
