// Answering, reacting, pinning, saving and linking: what is done with one message.
import { copyLink } from "../elements/said.js";
import { pin, save, wantMoreSaved } from "../state/kept.js";
import { messageAt, pathOfMessage, seek } from "../state/permalinks.js";
import { toggleReaction } from "../state/reactions.js";
import { shown } from "../state/rooms.js";
import { isCommand } from "../state/waiting.js";

// These open something, and change nothing that is known.
export const quietDeeds = ["react", "pick-emoji", "emoji-picked", "copy-link"];

// What is done when somebody wishes it. `page` has the composer, the memory, and `soon()`.
export function deeds(state, { composer, memory, picker, soon }) {
  const quick = document.querySelector("quick-reactions");
  const pickEmoji = (button, take) => picker.ask(button, memory.emoji(), take);

  return {
    reply(message) {
      state.replying.set(message.room, message);
      composer.focusField();
    },
    "no-reply": () => state.replying.delete(shown(state).id),
    react(message, button) {
      const take = (emoji) => {
        toggleReaction(state, message, emoji);
        soon();
      };
      quick.ask(button, take, (beside) => pickEmoji(beside, take));
    },
    "toggle-reaction": ({ message, emoji }) => toggleReaction(state, message, emoji),
    "pick-emoji": ({ button, take }) => pickEmoji(button, take),
    "emoji-picked": (glyph) => memory.keepEmoji(glyph),
    "copy-link": ({ id }) => copyLink(new URL(pathOfMessage(id), location.href).href),
    save: ({ id }) => save(state, id, true),
    unsave: ({ id }) => save(state, id, false),
    pin: (message) => pin(state, message, true),
    unpin: (message) => pin(state, message, false),
    "more-saved": () => wantMoreSaved(state),
  };
}

// The message that is answered with these words, if there is one. It is answered once.
export function answering(state, room, body) {
  const message = isCommand(body) ? null : state.replying.get(room.id);
  if (!message) return {};
  state.replying.delete(room.id);
  return { reply_to: message.id };
}

// Links to messages of this chat open in their place, without a new page.
export function followLinks(state, soon) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button);
    const id = link && link.origin === location.origin && messageAt(link.pathname);
    if (!id || !isPlain) return;
    event.preventDefault();
    seek(state, id);
    soon();
  });
}
