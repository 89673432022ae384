// Where a line leads: into the room that it made, entered or began.

// Making and joining a group end in a room that is heard of by itself, around the time when the line
// is answered.
const PATIENCE_MS = 10_000;
const LEADING = /^\/group\s+(create|create-private|join)\s/iu;

export function setOut(state, line) {
  if (!LEADING.test(line.body)) return;
  state.wish = { line: line.client_id, came: false, notice: null, until: 0 };
}

export function giveUp(state, line) {
  if (state.wish?.line === line.client_id) state.wish = null;
}

// A line was kept in another room than where it was typed: go there, unless they went elsewhere.
export function arrive(state, line, room) {
  const partner = state.courting?.with[0].id;
  const isStillThere = line.to ? partner === line.to : !partner && state.current === line.room;
  if (line.command && !line.adopted && room !== line.room && isStillThere) state.opened = room;
}

export function isLeadingTo(state, room, now) {
  const partner = room.with?.[0]?.id;
  if (partner && state.courting?.with[0].id === partner) return true;
  if (room.kind !== "group" || !state.wish || state.wish.came) return false;
  if (!state.lines.has(state.wish.line) && now > state.wish.until) return false;
  state.wish.came = true;
  withdraw(state, state.wish.notice);
  return true;
}

// Being there says more than the words about it.
export function isThere(state, line) {
  return state.wish?.line === line.client_id && state.wish.came;
}

export function remember(state, line, notice, now) {
  if (state.wish?.line === line.client_id) Object.assign(state.wish, { notice, until: now + PATIENCE_MS });
}

function withdraw(state, key) {
  for (const room of state.rooms.values()) {
    room.notices = room.notices.filter((one) => one.key !== key);
  }
}
