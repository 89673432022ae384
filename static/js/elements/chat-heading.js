// Which room is shown, and what is to be known of it.
import { counted } from "../core/text.js";
import { shown, titleOf } from "../state/rooms.js";
import { newsElsewhere } from "../state/unread.js";

class ChatHeading extends HTMLElement {
  render(state) {
    const room = shown(state);
    this.querySelector(".heading__name").textContent = titleOf(room);
    this.querySelector(".heading__about").textContent = about(state, room);
    this.querySelector("[data-leave]").hidden = room.kind !== "group";
    this.querySelector(".heading__news").hidden = !newsElsewhere(state, room);
  }
}

function about(state, room) {
  if (room.kind === "whisper") return `${room.with.map(({ username }) => username)} · only the two of you`;
  if (room.kind === "lobby") return state.connected ? `${state.here} here now` : "";
  const facts = [counted(room.members, "member", "members"), room.private && "private", room.closed && "closed"];
  return facts.filter(Boolean).join(" · ");
}

customElements.define("chat-heading", ChatHeading);
