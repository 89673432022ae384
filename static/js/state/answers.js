// Answers that are being written. What has grown has no number, and pieces may be missed.
import { ask } from "./asks.js";

// The server saves a growing answer about once a second.
const SAVED_MS = 1_000;

export const answers = {
  "answer.grew"(state, { room: id, message: key, at, text }, now) {
    const room = state.rooms.get(id);
    const message = room?.messages.get(key);
    if (!room || (message && message.answer?.state !== "writing")) return;
    gather(room, key, at, text);
    if (message) drive(state, room, message, now);
  },
};

// Bring an answer as far as the pieces reach; if one is missing, have the whole of it.
export function drive(state, room, message, now = Date.now()) {
  const growth = room.growth.get(message.id);
  if (!growth) return;
  if (message.answer?.state !== "writing") {
    room.growth.delete(message.id);
    return;
  }
  const length = [...message.body].length;
  if (growth.at > length) {
    const frame = { type: "room.history", room: room.id, around: message.seq, limit: 1 };
    ask(state, `whole:${message.id}`, frame, now + SAVED_MS);
  } else {
    message.body += growth.points.slice(length - growth.at).join("");
  }
}

// Keep the pieces since the last one that was missed.
function gather(room, key, at, text) {
  const growth = room.growth.get(key);
  const points = [...text];
  const end = growth ? growth.at + growth.points.length : -1;
  if (!growth || at > end || at < growth.at) room.growth.set(key, { at, points });
  else if (at + points.length > end) growth.points.push(...points.slice(end - at));
}
