// Which room is shown, and what is to be known of it.
import { counted } from "../core/text.js";
import { shown, titleOf } from "../state/rooms.js";
import { unreadElsewhere } from "../state/unread.js";

class ChatHeading extends HTMLElement {
  render(state) {
    const room = shown(state);
    this.querySelector(".heading__name").textContent = titleOf(room);
    this.querySelector(".heading__about").textContent = about(state, room);
    const pins = this.querySelector("[data-pins]");
    pins.hidden = !room.pins.size;
    pins.querySelector("[data-count]").textContent = room.pins.size;
    pins.ariaLabel = pins.title = counted(room.pins.size, "pinned message", "pinned messages");
    this.querySelector("[data-leave]").hidden = room.kind !== "group";
    this.querySelector(".heading__news").hidden = !unreadElsewhere(state, room);
  }
}

function about(state, room) {
  if (room.kind === "whisper") return `${room.with.map(({ username }) => username)} · only the two of you`;
  if (room.kind === "lobby") return state.connected ? `${state.here} here now` : "";
  return counted(room.members, "member", "members") + (room.closed ? " · closed" : "");
}

customElements.define("chat-heading", ChatHeading);
