// Which room is shown, and what is to be known of it.
import { lineOf, stateWord } from "../core/person.js";
import { counted, worded } from "../core/text.js";
import { looksOf } from "../state/appearance.js";
import { shown, titleOf } from "../state/rooms.js";
import { unreadElsewhere } from "../state/unread.js";

class ChatHeading extends HTMLElement {
  render(state) {
    const room = shown(state);
    this.querySelector(".heading__name").textContent = titleOf(room);
    this.querySelector(".heading__about").replaceChildren(worded(about(state, room)));
    this.querySelector(".heading__emoji").textContent = emojiOf(state, room);
    const pins = this.querySelector("[data-pins]");
    pins.hidden = !room.pins.size;
    pins.querySelector("[data-count]").textContent = room.pins.size;
    pins.ariaLabel = pins.title = counted(room.pins.size, "pinned message", "pinned messages");
    this.querySelector("[data-search]").href = `/search/?q=${encodeURIComponent(searchIn(room))}`;
    this.querySelector(".heading__news").hidden = !unreadElsewhere(state, room);
  }
}

// How a search names the room.
function searchIn(room) {
  const name = room.kind === "whisper" ? room.with[0].username : room.name;
  return /\s/u.test(name) ? `in:"${name}" ` : `in:${name} `;
}

function about(state, room) {
  if (room.kind === "whisper") return `${partner(state, room)} · only the two of you`;
  if (room.kind === "lobby") return state.connected ? `${state.here} here now` : "";
  const facts = [counted(room.members, "member", "members"), room.private && "private", room.closed && "closed"];
  return facts.filter(Boolean).join(" · ");
}

function partner(state, { with: [person] }) {
  const looks = looksOf(state, person);
  return lineOf(looks, person, looks.lastSeen ? "" : stateWord(looks.state));
}

function emojiOf(state, room) {
  const status = room.kind === "whisper" && looksOf(state, room.with[0]).status;
  return status ? status.emoji || "💬" : "";
}

customElements.define("chat-heading", ChatHeading);
