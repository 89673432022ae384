// Private words of the chat to this tab alone.

export function notice(state, room, text) {
  if (!room) return null;
  const key = ++state.serial;
  room.notices.push({ key, after: room.cursor, text });
  return key;
}

export function dismiss(room, key) {
  room.notices = room.notices.filter((one) => one.key !== key);
}
