// Where one writes, and puts right what was written. Enter sends; a slash offers what can be done.
import { isSaving, isTheirs, typed } from "../state/corrections.js";
import { isCommand } from "../state/outbox.js";
import { shown } from "../state/rooms.js";
import { Completion } from "./completion.js";

const TYPING_MS = 3_000;
const COUNTED_FROM = 200;
const UNCONNECTED = "You are not connected. It is saved as soon as you are.";

class ChatComposer extends HTMLElement {
  #field = this.querySelector("textarea");
  #fault = this.querySelector(".composer__fault");
  #why = this.querySelector("#edit-reason");
  #editing = null;
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
    this.#why.addEventListener("keydown", (event) => event.key === "Enter" && this.#submit(event));
    this.querySelector("[data-cancel]").addEventListener("click", () => this.#cancel());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !this.#editing) return;
      event.preventDefault();
      this.#cancel();
    });
    this.#field.addEventListener("blur", () => this.#completion.close());
    document.addEventListener("keydown", (event) => this.#keyElsewhere(event));
    this.#fault.addEventListener("click", ({ target }) => {
      if ("dismiss" in target.dataset) this.#tell("fault-read");
    });
  }

  // `draft(place)` gives the unfinished words of a room.
  render(state, draft) {
    this.#state = state;
    const room = shown(state);
    if (!room) return;
    const { editing } = room;
    const place = placeOf(room);
    if (place !== this.#place) this.#turn(place, draft(place) || (editing ? typed(editing.message.body) : ""));
    this.#field.placeholder = `Write ${room.kind === "lobby" ? "to everybody" : `to ${room.name}`}`;
    this.#edit(state, room);
    this.#close(room.closed, Boolean(state.over));
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

  // Show that what stands in the field is another message's words.
  #edit(state, room) {
    const { editing } = room;
    const isWaiting = isSaving(state, room) && !state.connected;
    const what = editing && !isTheirs(state, room, editing.message) ? `Editing a message of ${editing.message.author.name}` : "Editing a message";
    this.querySelector(".composer__what").textContent = isWaiting ? UNCONNECTED : what;
    if (editing === this.#editing) return;
    const isOver = this.#editing && !editing;
    this.#editing = editing;
    this.querySelector(".composer__editing").hidden = !editing;
    this.querySelector(".composer__why").hidden = what === "Editing a message";
    this.#why.value = "";
    const [keys, editKeys] = this.querySelectorAll(".composer__keys");
    keys.hidden = Boolean(editing);
    editKeys.hidden = !editing;
    this.querySelector("[for=message]").textContent = editing ? "New words of the message" : "Message";
    this.querySelector(".composer__send").ariaLabel = editing ? "Save" : "Send";
    const words = isOver ? "No longer editing" : `${what}. Enter saves, Escape cancels.`;
    this.querySelector("[data-edited]").textContent = editing || isOver ? words : "";
  }

  #cancel() {
    this.#tell("edit-cancel");
    this.focusField();
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
    if (this.#editing) {
      this.#tell("edit-save", { body, reason: this.#why.value.trim() });
      return;
    }
    this.#write("");
    this.#tell("say", { body });
    this.focusField();
  }

  #input() {
    this.#resized();
    this.#offer();
    this.#tell("draft", { place: this.#place, words: this.#field.value });
    if (this.#editing?.ask) this.#tell("edit-goes-on");
    const isTalk = this.#field.value && !isCommand(this.#field.value) && !this.#editing;
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
      this.#tell("fault-read");
    } else if (event.key === "ArrowUp" && !before && !this.#editing) {
      event.preventDefault();
      this.#tell("edit-last");
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
    // A message that stands becomes no command.
    if (this.#editing && isCommand(this.#field.value)) {
      this.#completion.close();
      return;
    }
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
  if (room.editing) return `edit:${room.editing.message.id}`;
  return room.kind === "whisper" ? `to:${room.with.map(({ id }) => id)}` : String(room.id);
}

customElements.define("chat-composer", ChatComposer);
