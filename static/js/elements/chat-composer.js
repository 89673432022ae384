// Where one writes. Enter sends; a slash offers what can be done.
import { isCommand } from "../state/outbox.js";
import { excerpt } from "../state/quotes.js";
import { shown } from "../state/rooms.js";
import { Completion } from "./completion.js";

const TYPING_MS = 3_000;
const COUNTED_FROM = 200;

class ChatComposer extends HTMLElement {
  #field = this.querySelector("textarea");
  #fault = this.querySelector(".composer__fault");
  #reply = this.querySelector(".composer__reply");
  #completion = new Completion(
    this.querySelector(".completion"),
    this.#field,
    this.querySelector("[data-offered]"),
  );
  #place = null;
  #state = null;
  #shownFault = null;
  #typedAt = 0;

  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("input", () => this.#input());
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("click", () => this.#offer());
    this.#field.addEventListener("blur", () => this.#completion.close());
    document.addEventListener("keydown", (event) => this.#keyElsewhere(event));
    this.#reply.addEventListener("click", ({ target }) => {
      if (!("noReply" in target.dataset)) return;
      this.#tell("no-reply");
      this.focusField();
    });
    this.#fault.addEventListener("click", ({ target }) => {
      if ("dismiss" in target.dataset) this.#tell("fault-read");
    });
  }

  // `draft(place)` gives the unfinished words of a room.
  render(state, draft) {
    this.#state = state;
    const room = shown(state);
    if (!room) return;
    const place = placeOf(room);
    if (place !== this.#place) this.#turn(place, draft(place));
    this.#field.placeholder = `Write ${room.kind === "lobby" ? "to everybody" : `to ${room.name}`}`;
    this.#close(room.closed, Boolean(state.over));
    this.#showReply(state.replying.get(room.id));
    this.#showFault(state.fault);
    this.#completion.refresh(state);
  }

  focusField() {
    this.#field.focus({ preventScroll: true });
  }

  get words() {
    return this.#field.value;
  }

  #turn(place, words) {
    this.#place = place;
    this.#field.value = words;
    this.#completion.close();
    this.#resized();
  }

  #showReply(message) {
    this.#reply.hidden = !message || this.#field.form.hidden;
    if (message) this.#field.setAttribute("aria-describedby", this.#reply.id);
    else this.#field.removeAttribute("aria-describedby");
    if (!message) return;
    const [name, words] = this.#reply.querySelectorAll("bdi");
    name.textContent = message.author.name;
    words.textContent = excerpt(message.body);
  }

  #showFault(fault) {
    if (fault === this.#shownFault) return;
    this.#shownFault = fault;
    const isHere = fault && !fault.from;
    this.#fault.hidden = !isHere;
    if (!isHere) return;
    const isBusy = Boolean(this.#field.value);
    this.#fault.firstElementChild.textContent =
      fault.text + (fault.body && isBusy ? ` You wrote: ${fault.body}` : "");
    // What could not be done is there again, to be put right.
    if (fault.body && !isBusy) this.#write(fault.body);
  }

  #close(isClosed, isOver) {
    const form = this.querySelector("form");
    const hadFocus = form.contains(document.activeElement);
    form.hidden = isClosed || isOver;
    this.querySelector(".composer__hint").hidden = form.hidden;
    this.querySelector(".composer__closed").hidden = !isClosed;
    if (form.hidden && hadFocus) this.#tell("adrift");
  }

  #write(words) {
    this.#field.value = words;
    this.#resized();
    this.#tell("draft", { place: this.#place, words });
  }

  #submit(event) {
    event.preventDefault();
    const body = this.#field.value.replace(/\s+$/u, "");
    if (!body || [...body].length > this.#most()) return;
    this.#typedAt = 0;
    this.#completion.close();
    this.#write("");
    this.#tell("say", { body });
    this.focusField();
  }

  #input() {
    this.#resized();
    this.#offer();
    this.#tell("draft", { place: this.#place, words: this.#field.value });
    const isTalk = this.#field.value && !isCommand(this.#field.value);
    if (!isTalk || Date.now() - this.#typedAt < TYPING_MS) return;
    this.#typedAt = Date.now();
    this.#tell("typing");
  }

  #key(event) {
    // The Enter that ends the composing of a character sends nothing.
    if (event.isComposing || event.keyCode === 229) return;
    const before = this.#field.value;
    if (this.#completion.key(event)) {
      event.preventDefault();
      if (this.#field.value !== before) this.#input();
    } else if (event.key === "Enter" && !event.shiftKey && !breaksLines()) {
      this.#submit(event);
    } else if (event.key === "Escape") {
      if (!this.#reply.hidden) event.preventDefault();
      this.#tell(this.#reply.hidden ? "fault-read" : "no-reply");
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.#tell("page", event.key === "PageUp" ? -1 : 1);
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      requestAnimationFrame(() => this.#offer());
    }
  }

  // Who types where nothing takes it means to write. A space presses and scrolls.
  #keyElsewhere(event) {
    const { key, target } = event;
    const isText = key.length === 1 && key !== " " && !(event.ctrlKey || event.metaKey || event.altKey);
    if (!isText || target.closest("input, textarea, dialog, [popover]")) return;
    this.focusField();
  }

  #offer() {
    const before = this.#completion.offer(this.#state);
    if (before) this.#tell("completing", before);
  }

  #resized() {
    const field = this.#field;
    if (!CSS.supports("field-sizing: content")) {
      field.style.blockSize = "auto";
      field.style.blockSize = `${field.scrollHeight}px`;
    }
    const left = this.#most() - [...field.value].length;
    const count = this.querySelector(".composer__count");
    count.hidden = left > COUNTED_FROM;
    count.classList.toggle("composer__count--over", left < 0);
    count.textContent = left < 0 ? `${-left} characters too many` : `${left} characters left`;
    this.querySelector(".composer__send").disabled = !field.value.trim() || left < 0;
  }

  // A first whisper goes as a command, whose name and person count too.
  #most() {
    if (!this.#state) return Infinity;
    const { id, with: people } = shown(this.#state);
    const most = this.#state.limits.message_chars;
    return id === null ? most - `/whisper ${people[0].username} `.length : most;
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

// On a phone Enter breaks the line, as there is no other key that could.
const breaksLines = () => matchMedia("(pointer: coarse)").matches;

// Where unfinished words belong. A whisper that begins has no room yet, and keeps its words.
function placeOf(room) {
  return room.kind === "whisper" ? `to:${room.with.map(({ id }) => id)}` : String(room.id);
}

customElements.define("chat-composer", ChatComposer);
