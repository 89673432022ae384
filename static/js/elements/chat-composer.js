// Where one writes, and puts right what was written. Signs like a slash offer what may follow.
import { apart } from "../core/names.js";
import { worded } from "../core/text.js";
import { isSaving, isTheirs, typed } from "../state/corrections.js";
import { excerpt } from "../state/quotes.js";
import { placeOf, shown } from "../state/rooms.js";
import { meaningOf } from "../state/shortcuts.js";
import { isCommand } from "../state/waiting.js";
import { Completion } from "./completion.js";

const COUNTED_FROM = 200;
const UNCONNECTED = "You are not connected. It is saved as soon as you are.";

class ChatComposer extends HTMLElement {
  #field = this.querySelector("textarea");
  #fault = this.querySelector(".composer__fault");
  #why = this.querySelector("#edit-reason");
  #editing = null;
  #reply = this.querySelector(".composer__reply");
  #completion = new Completion(
    this.querySelector(".completion"),
    this.#field,
    this.querySelector("[data-offered]"),
  );
  #place = null;
  #state = null;
  #shownFault = null;

  connectedCallback() {
    this.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("input", (event) => this.#input(event));
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
    this.#reply.addEventListener("click", ({ target }) => {
      if (!("noReply" in target.dataset)) return;
      this.#tell("no-reply");
      this.focusField();
    });
    this.#fault.addEventListener("click", ({ target }) => {
      if (!("dismiss" in target.dataset)) return;
      this.#tell("fault-read");
      this.takeFocus();
    });
    this.querySelector(".composer__emoji").addEventListener("click", ({ currentTarget: button }) => {
      this.#tell("pick-emoji", { button, take: (glyph) => this.#insert(glyph) });
    });
  }

  render(state) {
    this.#state = state;
    const room = shown(state);
    if (!room) return;
    const { editing } = room;
    const place = whereIn(room);
    // What was typed before the page was at work goes on.
    const begun = this.#place === null ? this.#field.value : "";
    const kept = begun || state.drafts[place] || (editing ? typed(editing.message.body) : "");
    if (place !== this.#place) this.#turn(place, kept);
    this.#field.placeholder = `Write ${room.kind === "lobby" ? "to everybody" : `to ${apart(room.name)}`}`;
    this.#field.enterKeyHint = state.settings.breaks ? "enter" : "send";
    for (const hint of this.querySelectorAll("[data-enter]")) {
      hint.hidden = Boolean(editing) || (hint.dataset.enter === "breaks") !== state.settings.breaks;
    }
    this.#edit(state, room);
    this.#close(room.closed, Boolean(state.over));
    this.#showReply(state.replying.get(room.id));
    this.#showFault(state.fault);
    this.#completion.refresh(state);
  }

  // What is typed next goes to where they have gone, even before a frame shows it.
  keepUp(state) {
    const room = shown(state);
    if (this.#state && room && whereIn(room) !== this.#place) this.render(state);
  }

  focusField() {
    this.#field.focus({ preventScroll: true });
  }

  // To the field, or to the room where nobody writes.
  takeFocus() {
    if (this.#field.form.hidden) this.#tell("adrift");
    else this.focusField();
  }

  get isEmpty() {
    return !this.#field.value.trim() && !this.#field.form.hidden;
  }

  // Words that were taken back are there to be put right.
  takeBack(words) {
    this.#write(words);
    this.focusField();
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
    this.querySelector("[data-editing]").hidden = !editing;
    this.querySelector("[for=message]").textContent = editing ? "New words of the message" : "Message";
    this.querySelector(".composer__send").ariaLabel = editing ? "Save" : "Send";
    const words = isOver ? "No longer editing" : `${what}. Enter saves, Escape cancels.`;
    this.querySelector("[data-edited]").textContent = editing || isOver ? words : "";
  }

  #cancel() {
    this.#tell("edit-cancel");
    this.focusField();
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
    const words = fault.text + (fault.body && isBusy ? ` You wrote: ${apart(fault.body)}` : "");
    this.#fault.firstElementChild.replaceChildren(worded(words));
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
    // Before the page is at work, nobody would take the words.
    if (!this.#state) return;
    const body = this.#field.value.replace(/\s+$/u, "");
    if (!body || [...body].length > this.#most()) return;
    this.#tell("typing", "");
    this.#completion.close();
    if (this.#editing) {
      this.#tell("edit-save", { body, reason: this.#why.value.trim() });
      return;
    }
    this.#write("");
    this.#tell("say", { body });
    this.focusField();
  }

  #input({ inputType } = {}) {
    if (!this.#state) return;
    if (inputType === "insertText") this.#completion.finish(this.#state);
    this.#resized();
    this.#offer();
    this.#tell("draft", { place: this.#place, words: this.#field.value });
    if (this.#editing?.ask) this.#tell("edit-goes-on");
    if (!this.#editing) this.#tell("typing", this.#field.value);
  }

  #key(event) {
    if (!this.#state) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const { settings } = this.#state;
    const before = this.#field.value;
    if (this.#completion.does(meaningOf(event, "list", settings), event.key)) {
      event.preventDefault();
      if (this.#field.value !== before) this.#input();
      return;
    }
    const does = meaningOf(event, "field", settings);
    if (does === "send") {
      this.#submit(event);
    } else if (does === "page-up" || does === "page-down") {
      event.preventDefault();
      this.#tell("page", does === "page-up" ? -1 : 1);
    } else if (event.key === "Escape") {
      if (!this.#reply.hidden || !this.#fault.hidden) event.preventDefault();
      this.#tell(this.#reply.hidden ? "fault-read" : "no-reply");
    } else if (does === "edit-last" && !before && !this.#editing) {
      event.preventDefault();
      this.#tell("edit-last");
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      requestAnimationFrame(() => this.#offer());
    }
  }

  #insert(words) {
    const { selectionStart, selectionEnd } = this.#field;
    this.#field.setRangeText(words, selectionStart, selectionEnd, "end");
    this.focusField();
    this.#input();
  }

  // Who types where nothing takes it means to write. A space presses and scrolls.
  #keyElsewhere(event) {
    const { key, target } = event;
    const isText = key.length === 1 && key !== " " && !(event.ctrlKey || event.metaKey || event.altKey);
    if (!isText || target.closest("input, textarea, dialog, [popover]")) return;
    this.focusField();
  }

  #offer() {
    if (!this.#state) return;
    // A message that stands becomes no command.
    if (this.#editing && isCommand(this.#field.value)) this.#completion.close();
    else for (const wanted of this.#completion.offer(this.#state)) this.#tell("completing", wanted);
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

const whereIn = (room) => (room.editing ? `edit:${room.editing.message.id}` : placeOf(room));

customElements.define("chat-composer", ChatComposer);
