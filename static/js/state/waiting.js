// What is to be known of lines that wait to be kept.

// Until then nobody needs to hear that a line is on its way.
const SLOW_MS = 1_500;

export const isCommand = (body) => body.startsWith("/") && !body.startsWith("//");

export const wordsOf = (line) => line.text ?? line.body;

// Whether a line can be taken back. The server holds up all behind one that it refused for now,
// until that one comes again: so that one stays.
export function isDiscardable(line) {
  return line.state === "failed" || (line.state === "waiting" && !line.held);
}

// In the order in which they were said.
export function inTurn(state) {
  return [...state.lines.values()].sort((a, b) => a.at - b.at);
}

// Lines that this page shows in a room until they stand in its log.
export function linesIn(state, room) {
  const partner = room.with?.[0]?.id;
  const isShown = (line) =>
    line.to ? line.to === partner : line.room === room.id && (!line.command || !state.connected);
  return inTurn(state).filter((line) => !line.stands && isShown(line));
}

// Lines that were never answered, and are not given up.
export function unansweredLines(state) {
  return inTurn(state).filter(
    (line) => !line.stands && (line.state === "waiting" || line.state === "sending"),
  );
}

// When a line that was put off may go, in milliseconds from now; null when none was.
export function nextLine(state, now = Date.now()) {
  const waiting = inTurn(state).filter((line) => line.state === "waiting" && line.notBefore > now);
  return waiting.length ? Math.min(...waiting.map((line) => line.notBefore)) - now : null;
}

// When there is something else to say of lines that wait, in milliseconds from now; else null.
export function nextSlow(state, now = Date.now()) {
  const fresh = unansweredLines(state).map(({ at }) => at + SLOW_MS - now).filter((rest) => rest > 0);
  return fresh.length ? Math.min(...fresh) : null;
}

export const isSlow = (line, now = Date.now()) => now - line.at >= SLOW_MS;
