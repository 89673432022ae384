// Questions to the server that are not answered yet. Each has an id, is asked once at a time,
// and again after a lost connection or a refusal that does not stand.
const AGAIN_MS = 1_000;

// Tells whether it is a new question.
export function ask(state, id, frame, notBefore = 0) {
  if (state.asks.has(id)) return false;
  state.asks.set(id, { frame: { ...frame, id }, sent: false, notBefore });
  return true;
}

// Something that the person wants done: when it is refused for good they are told why, where `from`
// names the dialog in which they asked.
export function request(state, id, frame, from) {
  state.asks.set(id, { frame: { ...frame, id }, sent: false, notBefore: 0, isRequest: true, from });
  state.fault = null;
}

// It is not wanted any more. What was said already is not taken back.
export function withdraw(state, id) {
  if (state.asks.get(id)?.sent === false) state.asks.delete(id);
}

// The frames to say now; they count as said.
export function dueAsks(state, now = Date.now()) {
  const due = [...state.asks.values()].filter((one) => !one.sent && one.notBefore <= now);
  for (const one of due) one.sent = true;
  return due.map((one) => one.frame);
}

export function answered(state, id) {
  return state.asks.delete(id);
}

export function refused(state, event, now) {
  const one = state.asks.get(event.id);
  if (!one) return false;
  if (event.final && one.isRequest) state.fault = { text: event.text, body: "", from: one.from };
  if (event.final || isOutdone(state, one)) state.asks.delete(event.id);
  else Object.assign(one, { sent: false, notBefore: now + (event.retry_ms ?? AGAIN_MS) });
  return true;
}

// Whether they wanted something else since: asked for again now, it would undo that.
function isOutdone(state, one) {
  const all = [...state.asks.values()];
  const subject = subjectOf(one.frame);
  return subject !== null && all.slice(all.indexOf(one) + 1).some(({ frame }) => subjectOf(frame) === subject);
}

// What a wish is about; null for all that may be asked for again at any time.
function subjectOf({ id, type, room, message, ...wishes }) {
  if (type === "message.edit") return `${type} ${message}`;
  // A count that is asked for moves no marker.
  if (type === "room.read" && !id.startsWith("marks:")) return `${type} ${room}`;
  if (type === "notify.set" || type === "appearance.set") return `${type} ${room} ${Object.keys(wishes)}`;
  return null;
}

// The connection is gone, and with it the answers.
export function unanswered(state) {
  for (const one of state.asks.values()) one.sent = false;
}

// When there is something to say again, in milliseconds from now; null when nothing waits.
export function nextAsk(state, now = Date.now()) {
  const waiting = [...state.asks.values()].filter((one) => !one.sent).map((one) => one.notBefore);
  return waiting.length ? Math.max(0, Math.min(...waiting) - now) : null;
}
