// Asks before a message is deleted, and why.
import { isRemoving, isTheirs } from "../state/corrections.js";

const UNASKED = "Why? You need not say.";
const PUBLIC = "Why? Everyone here can read it.";
const UNCONNECTED = "You are not connected. It is done as soon as you are.";

export class MessageDeletion {
  #dialog = document.getElementById("delete");
  #form = this.#dialog.querySelector("form");
  #fault = this.#dialog.querySelector(".dialog__fault");
  #message = null;
  #asker = null;
  #isAsked = false;

  constructor() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#dialog.addEventListener("close", () => this.#closed());
  }

  open(state, message) {
    this.#message = message;
    this.#isAsked = false;
    this.#asker = document.activeElement?.closest(".message");
    const isTheirOwn = isTheirs(state, state.rooms.get(message.room), message);
    this.#form.reset();
    this.#form.reason.required = !isTheirOwn;
    this.#dialog.querySelector("label").textContent = isTheirOwn ? UNASKED : PUBLIC;
    this.#dialog.querySelector(".dialog__quote").textContent = message.body;
    this.#dialog.showModal();
  }

  render(state) {
    if (!this.#dialog.open) return;
    const isWaiting = isRemoving(state, this.#message);
    const words = state.fault?.from === "delete" ? state.fault.text : isWaiting && !state.connected ? UNCONNECTED : "";
    this.#fault.textContent = words;
    this.#fault.hidden = !words;
    if (words && !isWaiting) this.#isAsked = false;
    if (this.#isAsked && !isWaiting) this.#dialog.close();
  }

  #submit(event) {
    event.preventDefault();
    // A second press says nothing new.
    if (this.#isAsked) return;
    this.#isAsked = true;
    const detail = { message: this.#message, reason: this.#form.reason.value.trim() };
    this.#dialog.dispatchEvent(new CustomEvent("delete", { bubbles: true, detail }));
  }

  #closed() {
    this.#dialog.dispatchEvent(new CustomEvent("delete-cancel", { bubbles: true, detail: this.#message }));
    // What had the focus may be gone with the words.
    if (document.activeElement === document.body) this.#asker?.focus();
  }
}
