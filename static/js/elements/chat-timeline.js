// What was said in the room that is shown. It stays at the end if it was there, and else keeps
// what is read in its place.
import { counted, dayOf } from "../core/text.js";
import { isLoadingOlder } from "../state/history.js";
import { writersIn } from "../state/people.js";
import { shown } from "../state/rooms.js";
import { rowsOf } from "../state/timeline.js";
import { dayOf as asDay } from "./group-dialogs.js";
import { fillMessage } from "./message.js";
import { fromTemplate, Rows } from "./rows.js";

const NEAR_END = 100;
const EARLY = 1_200;
const BELOW_THE_DAY = 48;

const fillers = {
  message: fillMessage,
  day: (element, { at }) => fillDay(element.firstElementChild, at),
  new: () => {},
  line: (element, { words }) => (element.textContent = words),
  notice: (element, { words }) => (element.firstElementChild.textContent = words),
};

class ChatTimeline extends HTMLElement {
  #scroll = this.querySelector(".timeline__scroll");
  #log = this.querySelector(".timeline__log");
  #more = this.querySelector(".timeline__more");
  #rows = new Rows(this.#log.firstElementChild, ({ kind }) => fromTemplate(kind), (one, row) => fillers[row.kind](one, row));
  #room = null;
  #wasLoaded = false;
  #oldest = null;
  #isAtEnd = true;
  #missed = 0;
  #landing = null;

  connectedCallback() {
    this.#scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#more.addEventListener("click", () => this.#turnToNewest());
    this.#log.addEventListener("click", (event) => this.#pressed(event));
    // A keyboard that opens, or a picture of text that grows, moves nobody from the end.
    const watcher = new ResizeObserver(() => this.#isAtEnd && this.toEnd());
    watcher.observe(this.#scroll);
    watcher.observe(this.#log);
  }

  // Whether the end of this room is on screen.
  shows(room) {
    return room === this.#room && room.loaded && this.#isAtEnd && this.#scroll.clientHeight > 0;
  }

  render(state) {
    const room = shown(state);
    if (!room) return;
    const isOther = room !== this.#room || room.loaded !== this.#wasLoaded;
    const rows = rowsOf(state, room);
    const anchor = isOther || this.#isAtEnd ? null : this.#anchor();
    this.#hush(isOther || rows[0]?.key !== this.#oldest);
    this.#begin(state, room);
    this.#rows.show(rows);
    this.#oldest = rows[0]?.key;
    this.#type(room);
    if (room.landing && room.loaded && room.landing !== this.#landing) this.#land(room, rows);
    else if (isOther) this.#open(room);
    else if (this.#isAtEnd) this.toEnd();
    else this.#hold(anchor);
    this.#count(room);
    this.#wantOlder();
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
    if (!news) return;
    const above = news.offsetTop - this.#scroll.offsetTop - this.#scroll.clientHeight / 4;
    if (above < this.#scroll.scrollTop) this.#scroll.scrollTop = above;
    this.#isAtEnd = this.#isNearEnd();
  }

  // Show the place in the past that was turned to, at the top.
  #land(room, rows) {
    const { at = 0, seq = 0 } = (this.#landing = room.landing);
    const first = rows.find(({ message }) => message && message.seq >= seq && Date.parse(message.sent_at) >= at);
    this.#open(room);
    this.#missed = room.cursor;
    const element = first ? this.#rows.elementOf(first.key) : null;
    if (element) this.#scroll.scrollTop = element.offsetTop - this.#scroll.offsetTop - BELOW_THE_DAY;
    this.#isAtEnd = this.#isNearEnd();
  }

  #turnToNewest() {
    this.toEnd();
    this.#tell("newest");
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
    this.#more.hidden = this.#isAtEnd || (!isNews && !room.gap && this.#toEndPixels() < 3 * this.#scroll.clientHeight);
    this.#more.classList.toggle("timeline__more--quiet", !isNews);
    this.#more.textContent = isNews ? "New messages ↓" : "To the newest ↓";
  }

  #scrolled() {
    const before = this.#isAtEnd;
    this.#isAtEnd = this.#isNearEnd();
    if (this.#room) this.#count(this.#room);
    if (before !== this.#isAtEnd) this.#tell("reached");
    this.#wantOlder();
  }

  #wantOlder() {
    // What is not on screen needs no past.
    const isNear = this.#scroll.clientHeight > 0 && this.#scroll.scrollTop < EARLY;
    if (isNear && this.#room?.loaded && !this.#room.foundOldest) this.#tell("older");
    if (this.#scroll.clientHeight > 0 && this.#toEndPixels() < EARLY && this.#room?.gap) this.#tell("newer");
  }

  // Beyond a gap there is more than stands here.
  #isNearEnd() {
    return !this.#room?.gap && this.#toEndPixels() < NEAR_END;
  }

  #toEndPixels() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight;
  }

  #pressed({ target }) {
    const row = this.#rows.rowOf(target);
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
  if (room.private) return `This is where ${room.name} begins. Only those whom an owner brings in know of it: /group invite`;
  return `This is where ${room.name} begins: ${counted(room.members, "member", "members")}. Anyone in this chat can find it with /group list and join.`;
}

function fillDay(button, at) {
  button.textContent = dayOf(at);
  button.dataset.day = asDay(new Date(at));
}

customElements.define("chat-timeline", ChatTimeline);
