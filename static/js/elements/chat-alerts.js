// Of what one is told in this room, and whether this browser may show it.
import { shown } from "../state/rooms.js";

const MEANT = { all: "all messages", mentions: "mentions and keywords", none: "nothing" };
const BROWSER = {
  default: "This browser can show you what is said to you while you look elsewhere.",
  granted: "This browser shows you what is said to you while you look elsewhere.",
  denied:
    "Notifications are blocked in this browser. To allow them, press the sign beside the address of this page and change it there.",
  missing: "This browser can’t show notifications here.",
};

class ChatAlerts extends HTMLElement {
  #bell = this.querySelector(".alerts__bell");
  #menu = this.querySelector(".alerts__menu");
  #allow = this.querySelector("[data-allow]");

  connectedCallback() {
    this.#menu.addEventListener("beforetoggle", () => this.#place());
    this.#menu.addEventListener("change", ({ target }) => this.#tell("level", target.value));
    this.#allow.addEventListener("click", () => this.#tell("allow-notifications"));
  }

  render(state, permission) {
    const room = shown(state);
    this.hidden = room.id === null;
    const isWhisper = room.kind === "whisper";
    // Each line of a whisper speaks to the one who reads it.
    const level = isWhisper && room.notify === "all" ? "mentions" : room.notify;
    for (const radio of this.#menu.querySelectorAll("input")) {
      radio.checked = radio.value === level;
      if (radio.value === "all") radio.parentElement.hidden = isWhisper;
    }
    this.querySelector("[data-mentions]").textContent = isWhisper ? "All messages" : "Mentions and keywords";
    this.#bell.ariaLabel = this.#bell.title = `Notifications: ${isWhisper && level !== "none" ? MEANT.all : MEANT[level]}`;
    this.#bell.classList.toggle("alerts__bell--off", level === "none");
    this.querySelector(".alerts__browser").textContent = BROWSER[permission];
    this.#allow.hidden = permission !== "default";
  }

  // Below the bell, wherever that is.
  #place() {
    const { bottom, right } = this.#bell.getBoundingClientRect();
    this.#menu.style.setProperty("--bell-bottom", `${bottom}px`);
    this.#menu.style.setProperty("--bell-end", `${document.documentElement.clientWidth - right}px`);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

customElements.define("chat-alerts", ChatAlerts);
