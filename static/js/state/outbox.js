// Lines on their way: in order in each room, at most so many unanswered, each answered once.
import { isAboutAppearance } from "./appearance.js";
import { refused } from "./asks.js";
import { done } from "./corrections.js";
import { arrive, giveUp, isThere, remember, setOut } from "./leads.js";
import { notice } from "./notices.js";
import { lobby, shown } from "./rooms.js";
import { inTurn, isCommand, isDiscardable, wordsOf } from "./waiting.js";

const SOONEST_MS = 300;
const LATEST_MS = 10_000;

export const outbox = {
  ack(state, event) {
    const { client_id: id, room, seq } = event;
    const line = state.lines.get(id);
    if (!line) {
      if (event.id) done(state, event);
      return;
    }
    if (!line.stands) arrive(state, line, room);
    if (line.command && !line.to) {
      finish(state, id);
      return;
    }
    Object.assign(line, { state: "kept", kept: { room, seq } });
    state.settled.push(id);
    if (state.rooms.has(room)) settle(state, state.rooms.get(room));
  },

  // What was refused there would be seen nowhere.
  "room.removed"(state, { room }) {
    loseFailed(state, (id) => id === room);
  },

  welcome(state, { rooms }) {
    const present = new Set(rooms.map(({ id }) => id));
    loseFailed(state, (id) => state.rooms.has(id) && !present.has(id));
  },

  notice(state, event, now) {
    const line = finish(state, event.client_id);
    if (line && isThere(state, line)) return;
    const place = line?.courted ? state.courting : state.rooms.get(line?.room ?? event.room);
    const key = notice(state, place ?? shown(state), event.text);
    if (line) remember(state, line, key, now);
  },

  error(state, event, now) {
    const line = state.lines.get(event.client_id);
    if (!line) {
      const isAsked = refused(state, event, now);
      const from = isAboutAppearance(event.id) ? "status" : undefined;
      // What has an id and was not asked is not waited for any more.
      const isUnasked = !isAsked && !event.id;
      if (isUnasked || (from && event.final)) state.fault = { text: event.text, body: "", from };
    } else if (!event.final) {
      wait(line, event.retry_ms, now);
    } else if (line.stands) {
      finish(state, line.client_id);
    } else if (line.command && !line.to) {
      finish(state, line.client_id);
      giveUp(state, line);
      if (line.typed && !isWhereTyped(state, line)) lose(state, line, event.text);
      else state.fault = { text: event.text, body: line.typed ? line.body : "", from: line.from };
    } else {
      fail(state, line, event.text);
      if (event.field === "confirm") state.calling = { id: line.client_id, text: event.text };
    }
  },
};

// A new line, to be sent when its turn comes. `more` may say where it was said: `from` names a
// dialog; `to` and `text` are the person and the words of a first whisper; `courted` is a command
// that was typed where one had not begun.
export function queue(state, room, body, clientId, more = {}, now = Date.now()) {
  forgetLeft(state);
  const line = {
    client_id: clientId,
    room,
    body,
    at: afterAll(state, now),
    state: "waiting",
    command: isCommand(body),
    typed: true,
    ...more,
  };
  state.lines.set(clientId, line);
  state.changed.push(line);
  state.fault = null;
  const place = state.rooms.get(room);
  if (place && !place.unread) place.divider = null;
  setOut(state, line);
  return line;
}

// Queue what was said in the room that is shown. A whisper that begins has no room yet: its
// first line is the command that makes it.
export function sayIn(state, room, body, clientId, more) {
  if (room.id !== null) return queue(state, room.id, body, clientId, more);
  const place = lobby(state).id;
  if (isCommand(body)) return queue(state, place, body, clientId, { ...more, courted: true });
  const [person] = room.with;
  const text = body.replace(/^\/\//u, "/");
  const line = `/whisper ${person.username} ${text}`;
  return queue(state, place, line, clientId, { to: person.id, text });
}

// A line that another page of this person left behind.
export function adopt(state, line) {
  const left = line.state === "failed" ? "failed" : "waiting";
  // The other page may have sent it, without having heard of it any more.
  const own = { ...line, state: left, adopted: true, tried: left === "waiting", held: false, notBefore: 0 };
  if (!state.lines.has(line.client_id)) state.lines.set(line.client_id, own);
}

// The lines to send now; they count as sent.
export function dueLines(state, now = Date.now()) {
  const due = [];
  const rooms = new Map();
  for (const line of inTurn(state)) {
    const turn = rooms.get(line.room) ?? { unanswered: 0, isHeldUp: false };
    rooms.set(line.room, turn);
    if (line.state === "sending") turn.unanswered += 1;
    if (line.state !== "waiting" || turn.isHeldUp) continue;
    turn.isHeldUp = (line.notBefore ?? 0) > now || turn.unanswered >= state.limits.unacked;
    if (turn.isHeldUp) continue;
    turn.unanswered += 1;
    Object.assign(line, { state: "sending", tried: true, held: false });
    due.push(line);
  }
  return due;
}

// The connection is gone: what was not answered goes again, under the same id.
export function unsent(state) {
  state.connected = false;
  for (const line of state.lines.values()) {
    // The next connection knows of no line that was refused by this one.
    line.held = false;
    if (line.state === "sending") line.state = "waiting";
    if (line.stands) finish(state, line.client_id);
  }
}

// Send it again, or at once where it waits for a moment.
export function retry(state, id) {
  const line = state.lines.get(id);
  if (line?.state === "waiting") line.notBefore = 0;
  if (line?.state !== "failed") return;
  Object.assign(line, { state: "waiting", reason: "", tried: false });
  state.changed.push(line);
}

// Its author says that a line may call as many as it would.
export function confirm(state, id) {
  const line = state.lines.get(id);
  if (line) line.confirm = true;
  retry(state, id);
}

// Take a line back, and its words: they go where one writes on.
export function takeBack(state, id) {
  if (!isDiscardable(state.lines.get(id) ?? {})) return null;
  return wordsOf(finish(state, id));
}

// Take a line back where its words have no other place: it stays in sight, to be put back.
export function leaveOut(state, id) {
  const line = state.lines.get(id);
  if (!isDiscardable(line ?? {})) return;
  line.state = "left";
  state.settled.push(id);
}

export function putBack(state, id, now = Date.now()) {
  const line = state.lines.get(id);
  if (line?.state !== "left") return;
  Object.assign(line, { state: "waiting", reason: "", at: afterAll(state, now) });
  state.changed.push(line);
}

// They went on without what they took back.
export function forgetLeft(state) {
  for (const line of state.lines.values()) if (line.state === "left") state.lines.delete(line.client_id);
}

// A message of one's own stands in its room: the line that waited for it has done its work. It is
// shown no more; but where it was not answered yet, or was refused for now, the server holds up all
// behind it until it is.
export function stands(state, message) {
  const line = state.lines.get(message.client_id);
  if (!line || line.stands) return;
  arrive(state, line, message.room);
  if (line.state === "sending" || line.held) {
    line.stands = true;
    state.settled.push(line.client_id);
  } else {
    finish(state, line.client_id);
  }
}

// A copy goes once its room has been heard up to the number under which it is kept.
export function settle(state, room) {
  for (const line of state.lines.values()) {
    if (line.kept?.room === room.id && line.kept.seq <= room.cursor) state.lines.delete(line.client_id);
  }
}

function afterAll(state, now) {
  return Math.max(now, ...[...state.lines.values()].map(({ at }) => at + 1));
}

function finish(state, id) {
  const line = state.lines.get(id);
  if (line) {
    state.lines.delete(id);
    state.settled.push(id);
  }
  return line;
}

function wait(line, milliseconds, now) {
  line.tries = (line.tries ?? 0) + 1;
  const pause = milliseconds ?? Math.min(SOONEST_MS * 2 ** line.tries, LATEST_MS);
  // It is known not to be kept.
  Object.assign(line, { state: "waiting", notBefore: now + pause, held: true, tried: false });
}

function fail(state, line, reason) {
  Object.assign(line, { state: "failed", reason });
  state.changed.push(line);
  if (!state.rooms.has(line.room)) {
    // Nothing shows that room any more.
    finish(state, line.client_id);
    lose(state, line, reason);
  }
}

function loseFailed(state, isGone) {
  for (const line of inTurn(state).filter((one) => one.state === "failed" && isGone(one.room))) {
    finish(state, line.client_id);
    lose(state, line, line.reason, isGone);
  }
}

function isWhereTyped(state, line) {
  return shown(state) === (line.courted ? state.courting : state.rooms.get(line.room));
}

// Their words stand where they find them, until they dismiss them.
function lose(state, line, reason, isGone = () => false) {
  const places = [line.room, state.current].filter((id) => !isGone(id)).map((id) => state.rooms.get(id));
  notice(state, places.find(Boolean) ?? lobby(state), `${reason} You wrote: ${wordsOf(line)}`);
}
