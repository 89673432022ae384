// Which room is shown, and what is to be known of it.
import { apart } from "../core/names.js";
import { counted, worded } from "../core/text.js";
import { shown, titleOf } from "../state/rooms.js";
import { newsElsewhere } from "../state/unread.js";

class ChatHeading extends HTMLElement {
  render(state) {
    const room = shown(state);
    this.querySelector(".heading__name").textContent = titleOf(room);
    this.querySelector(".heading__about").replaceChildren(worded(about(state, room)));
    this.querySelector("[data-leave]").hidden = room.kind !== "group";
    this.querySelector(".heading__news").hidden = !newsElsewhere(state, room);
  }
}

function about(state, room) {
  if (room.kind === "whisper") return `${room.with.map(({ username }) => apart(username))} · only the two of you`;
  if (room.kind === "lobby") return state.connected ? `${state.here} here now` : "";
  return counted(room.members, "member", "members") + (room.closed ? " · closed" : "");
}

customElements.define("chat-heading", ChatHeading);
