// What was said in the room that is shown. It stays at the end if it was there, and else keeps
// what is read in its place.
import { counted, dayOf } from "../core/text.js";
import { isLoadingOlder } from "../state/history.js";
import { writersIn } from "../state/people.js";
import { shown } from "../state/rooms.js";
import { rowsOf } from "../state/timeline.js";
import { MessageActions } from "./message-actions.js";
import { fillMessage } from "./message.js";
import { fromTemplate, Rows } from "./rows.js";

const NEAR_END = 100;
const EARLY = 1_200;

const fillers = {
  message: fillMessage,
  day: (element, { at }) => (element.firstChild.textContent = dayOf(at)),
  new: () => {},
  line: (element, { words }) => (element.textContent = words),
  notice: (element, { words }) => (element.firstElementChild.textContent = words),
};

class ChatTimeline extends HTMLElement {
  #scroll = this.querySelector(".timeline__scroll");
  #log = this.querySelector(".timeline__log");
  #more = this.querySelector(".timeline__more");
  #rows = new Rows(this.#log.firstElementChild, ({ kind }) => fromTemplate(kind), (one, row) => fillers[row.kind](one, row));
  #actions = new MessageActions(this.#log, (element) => this.#rows.rowOf(element));
  #room = null;
  #wasLoaded = false;
  #oldest = null;
  #isAtEnd = true;
  #missed = 0;
  #target = null;
  #endOf = null;

  connectedCallback() {
    this.#scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#more.addEventListener("click", () => {
      this.toEnd();
      this.#tell("newest");
      this.#tell("reached");
    });
    this.#log.addEventListener("click", (event) => this.#pressed(event));
    this.#scroll.addEventListener("scrollend", () => this.#tell("reached"));
    this.#scroll.addEventListener("keydown", (event) => this.#enter(event));
    // A keyboard that opens, or a picture of text that grows, moves nobody from the end.
    const watcher = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    watcher.observe(this.#scroll);
    watcher.observe(this.#log);
  }

  // Whether the end of this room is on screen.
  shows(room) {
    return room === this.#room && room.loaded && this.#isAtEnd && this.#scroll.clientHeight > 0;
  }

  // The highest number of this room of which all that stands up to it has come on screen.
  lowest(room) {
    if (this.shows(room)) return room.cursor;
    if (room !== this.#room || !room.loaded) return 0;
    const bottom = this.#scroll.getBoundingClientRect().bottom;
    const whole = [...this.#log.querySelectorAll(".message")].findLast(
      (element) => element.getBoundingClientRect().bottom <= bottom,
    );
    return (whole && this.#rows.rowOf(whole)?.message?.seq) ?? 0;
  }

  render(state) {
    const room = shown(state);
    if (!room) return;
    const isOther = room !== this.#room || room.loaded !== this.#wasLoaded;
    const rows = rowsOf(state, room);
    const isLed = state.target !== this.#target;
    const anchor = isOther || this.#isAtEnd ? null : this.#anchor();
    this.#hush(isOther || rows[0]?.key !== this.#oldest);
    this.#begin(state, room);
    this.#rows.show(rows);
    this.#oldest = rows[0]?.key;
    this.#actions.render(state);
    this.#type(room);
    if (isOther) this.#open(room);
    else if (this.#isAtEnd) this.toEnd();
    else this.#hold(anchor);
    if (isLed) this.#reveal(room, state.target, rows);
    this.#count(room);
    this.#wantMore();
  }

  // When the newest of this room have come, its end is shown, whatever is unread above it.
  openAtEnd(room) {
    this.#endOf = room;
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#isAtEnd = true;
  }

  page(direction) {
    this.#scroll.scrollBy({ top: direction * this.#scroll.clientHeight * 0.9 });
  }

  // What was there before, or comes from the past, is not news to be read out.
  #hush(isPast) {
    if (!isPast) return;
    this.#log.ariaLive = "off";
    clearTimeout(this.hushed);
    this.hushed = setTimeout(() => (this.#log.ariaLive = "polite"), 500);
  }

  #begin(state, room) {
    const start = this.querySelector(".start");
    const [title, words] = start.children;
    const isBegun = room.loaded && room.foundOldest;
    start.classList.toggle("start--loading", !isBegun);
    title.textContent = isBegun ? beginning(room) : "";
    words.textContent = isBegun ? invitation(room) : "";
    if (!room.loaded || isLoadingOlder(state, room)) words.textContent = "Loading…";
  }

  #open(room) {
    this.#room = room;
    this.#wasLoaded = room.loaded;
    this.#missed = 0;
    const news = room.divider === null ? null : this.#rows.elementOf(`new:${room.divider}`);
    this.toEnd();
    this.#isAtEnd = this.#isNearEnd();
    const isForEnd = this.#endOf === room;
    if (room.loaded) this.#endOf = null;
    if (!news || isForEnd) return;
    const above = news.offsetTop - this.#scroll.offsetTop - this.#scroll.clientHeight / 4;
    if (above < this.#scroll.scrollTop) this.#scroll.scrollTop = above;
    this.#isAtEnd = this.#isNearEnd();
  }

  // A link led to this message: it stands in the middle, and has the focus.
  #reveal(room, target, rows) {
    this.#target = target;
    this.#missed = room.cursor;
    const row = target && rows.find(({ isTarget }) => isTarget);
    const element = row && this.#rows.elementOf(row.key);
    if (!element) return;
    const top = this.#scroll.getBoundingClientRect().top;
    const { top: own, height } = element.getBoundingClientRect();
    const above = Math.max(0, (this.#scroll.clientHeight - height) / 2);
    this.#scroll.scrollTop += own - top - above;
    this.#isAtEnd = this.#isNearEnd();
    element.focus({ preventScroll: true });
  }

  // The first message on screen, and how far it is from the top. Other rows may move.
  #anchor() {
    const top = this.#scroll.getBoundingClientRect().top;
    for (const element of this.#log.querySelectorAll(".message")) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { element, offset: box.top - top };
    }
    return null;
  }

  #hold(anchor) {
    if (!anchor?.element.isConnected) return;
    const top = this.#scroll.getBoundingClientRect().top;
    this.#scroll.scrollTop += anchor.element.getBoundingClientRect().top - top - anchor.offset;
  }

  #type(room) {
    const names = writersIn(room).map(({ name }) => name);
    const who = names.length > 2 ? "Several people are" : `${names.join(" and ")} ${names.length > 1 ? "are" : "is"}`;
    this.querySelector(".timeline__typing").textContent = names.length ? `${who} writing…` : "";
  }

  #count(room) {
    if (this.#isAtEnd) this.#missed = room.cursor;
    const isNews = !this.#isAtEnd && [...room.messages.values()].some(({ seq }) => seq > this.#missed);
    const isFar = room.gap || this.#toEndPixels() >= 3 * this.#scroll.clientHeight;
    this.#more.hidden = this.#isAtEnd || (!isNews && !isFar);
    this.#more.classList.toggle("timeline__more--quiet", !isNews);
    this.#more.textContent = isNews ? "New messages ↓" : "To the newest ↓";
  }

  #scrolled() {
    const before = this.#isAtEnd;
    this.#isAtEnd = this.#isNearEnd();
    if (this.#room) this.#count(this.#room);
    if (!before && this.#isAtEnd) this.#tell("newest");
    if (before !== this.#isAtEnd) this.#tell("reached");
    this.#wantMore();
  }

  #wantMore() {
    // What is not on screen needs no past.
    if (!this.#room?.loaded || !this.#scroll.clientHeight) return;
    if (this.#scroll.scrollTop < EARLY && !this.#room.foundOldest) this.#tell("older");
    if (this.#toEndPixels() < EARLY && this.#room.gap) this.#tell("newer");
  }

  // Beyond a gap there is more than stands here.
  #isNearEnd() {
    return !this.#room?.gap && this.#toEndPixels() < NEAR_END;
  }

  #toEndPixels() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight;
  }

  // From the timeline itself, up goes to the last message.
  #enter(event) {
    if (event.key !== "ArrowUp" || event.target !== this.#scroll || !this.#isAtEnd) return;
    event.preventDefault();
    [...this.#log.querySelectorAll(".message")].at(-1)?.focus();
  }

  #pressed({ target }) {
    const row = this.#rows.rowOf(target);
    const emoji = target.closest("[data-emoji]")?.dataset.emoji;
    if (emoji && row.message) this.#tell("toggle-reaction", { message: row.message, emoji });
    const what = target.dataset.line;
    if (what) this.#tell(what, row.line.client_id);
    if ("dismiss" in target.dataset) this.#tell("dismiss", row.notice);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

function beginning(room) {
  if (room.kind === "lobby") return "Welcome to the lobby";
  return room.name;
}

function invitation(room) {
  if (room.kind === "lobby") return "Everybody in this chat reads and writes here. Say hello.";
  if (room.kind === "whisper") return "Only the two of you see what is said here.";
  if (room.closed) return `This is where ${room.name} begins.`;
  return `This is where ${room.name} begins: ${counted(room.members, "member", "members")}. Anyone in this chat can find it with /group list and join.`;
}

customElements.define("chat-timeline", ChatTimeline);
