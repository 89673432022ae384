// Emoji below messages. One's own shows at once, and is taken back if it was refused.
import { answered, ask } from "./asks.js";

export const reactions = {
  ack(state, { id, room, message, seq }) {
    const wish = state.reacting.get(id);
    if (!wish) return;
    answered(state, id);
    // They may have changed their mind meanwhile.
    if (wish.on !== wish.asked) return say(state, id, wish);
    wish.seq = seq;
    const held = state.rooms.get(room)?.messages.get(message);
    if (held) settle(state, held);
  },

  error(state, { id, final, text }) {
    if (!final || !state.reacting.delete(id)) return;
    state.fault = { text, body: "" };
  },

  welcome(state) {
    for (const [id, wish] of state.reacting) if (wish.seq !== null) state.reacting.delete(id);
  },

  "message.changed"(state, { message }) {
    settle(state, message);
  },
};

export function toggleReaction(state, message, emoji) {
  const id = `react:${message.id}:${emoji}`;
  const isOn = reactionsOf(state, message).some((one) => one.emoji === emoji && one.isMine);
  const wish = state.reacting.get(id) ?? { message: message.id, emoji };
  wish.on = !isOn;
  state.reacting.set(id, wish);
  if (!state.asks.has(id)) say(state, id, wish);
}

// Each emoji with who chose it, as it is told and as one wishes it.
export function reactionsOf(state, message) {
  const shown = (message.reactions ?? []).map(({ emoji, by }) => ({ emoji, by }));
  for (const wish of state.reacting.values()) {
    if (wish.message !== message.id) continue;
    let one = shown.find(({ emoji }) => emoji === wish.emoji);
    if (!one) shown.push((one = { emoji: wish.emoji, by: [] }));
    one.by = one.by.filter(({ id }) => id !== state.me.id);
    if (wish.on) one.by.push(state.me);
  }
  const isMine = ({ by }) => by.some(({ id }) => id === state.me.id);
  return shown.filter(({ by }) => by.length).map((one) => ({ ...one, isMine: isMine(one) }));
}

function say(state, id, wish) {
  Object.assign(wish, { asked: wish.on, seq: null });
  const type = wish.on ? "reaction.add" : "reaction.remove";
  ask(state, id, { type, message: wish.message, emoji: wish.emoji });
}

// What was wished is part of the message now.
function settle(state, { id: message, rev }) {
  for (const [id, wish] of state.reacting) {
    if (wish.message === message && wish.seq !== null && wish.seq <= rev) state.reacting.delete(id);
  }
}
