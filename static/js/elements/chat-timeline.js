// What was said in the room that is shown.
import { dayOf, worded } from "../core/text.js";
import { shown } from "../state/rooms.js";
import { rowsOf } from "../state/timeline.js";
import { writersLine } from "../state/typing.js";
import { holds, oldest } from "../state/window.js";
import { Aloud } from "./aloud.js";
import { dayOf as asDay } from "./group-dialogs.js";
import { MessageActions } from "./message-actions.js";
import { fillMessage } from "./message.js";
import { Place } from "./place.js";
import { fromTemplate, Rows } from "./rows.js";
import { fillStart } from "./start.js";

const EARLY = 1_200;
const BELOW_THE_DAY = 48;

const fillers = {
  message: fillMessage,
  day: (element, { at }) => fillDay(element.firstElementChild, at),
  new: () => {},
  line: (element, { words }) => element.replaceChildren(worded(words)),
  notice: (element, { words }) => element.firstElementChild.replaceChildren(worded(words)),
};

class ChatTimeline extends HTMLElement {
  #scroll = this.querySelector(".timeline__scroll");
  #log = this.querySelector(".timeline__log");
  #more = this.querySelector(".timeline__more");
  #rows = new Rows(this.#log.firstElementChild, ({ kind }) => fromTemplate(kind), (one, row) => fillers[row.kind](one, row));
  #aloud = new Aloud(this.#log, this.querySelector("[data-arrived]"));
  #actions = new MessageActions(this.#log, (element) => this.#rows.rowOf(element));
  #room = null;
  #wasLoaded = false;
  #ends = {};
  #place = new Place(this.#scroll, this.#log, () => this.#ends.after !== undefined);
  #landing = null;
  #target = null;

  connectedCallback() {
    this.#scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#more.addEventListener("click", () => this.#turnToNewest());
    this.#scroll.addEventListener("keydown", ({ key }) => key === "End" && this.#turnToNewest());
    this.#log.addEventListener("click", (event) => this.#pressed(event));
    this.#scroll.addEventListener("scrollend", () => this.#tell("reached"));
    this.#scroll.addEventListener("keydown", (event) => this.#enter(event));
  }

  // Whether the end of this room is on screen.
  shows(room) {
    return room === this.#room && room.loaded && this.#place.isAtEnd && this.#place.isOnScreen;
  }

  // The highest number of this room of which all that was unread up to it has come on screen. Who
  // turned to some place beyond what they have read has not seen what lies between.
  seenIn(room) {
    if (this.shows(room)) return room.cursor;
    if (room !== this.#room || !room.loaded || !this.#place.isOnScreen || !holds(room, room.seen + 1)) return 0;
    const whole = this.#place.lastWhole(this.#messages);
    return (whole && this.#rows.rowOf(whole)?.message?.seq) ?? 0;
  }

  // Whether its end is where they are, seen or not.
  get isAtEnd() {
    return this.#place.isAtEnd;
  }

  render(state) {
    const room = shown(state);
    if (!room) return;
    const isOther = room !== this.#room || room.loaded !== this.#wasLoaded;
    const rows = rowsOf(state, room);
    const isLed = state.target !== this.#target;
    const anchor = isOther || this.isAtEnd ? null : this.#place.anchor(this.#messages);
    const held = this.#log.querySelector(".message:focus-within");
    const ends = endsOf(room);
    const isPast = isOther || ends.first < this.#ends.first || ends.after !== this.#ends.after;
    const arriving = isPast ? [] : rows.filter((row) => this.#isArriving(row));
    if (isPast) this.#aloud.hush();
    else this.#aloud.hear(arriving.length);
    fillStart(this.querySelector(".start"), state, room);
    this.#rows.show(rows);
    this.#ends = ends;
    this.#actions.render(state);
    if (held) this.#keepFocus(held);
    this.#type(room);
    if (room.landing && room.loaded && room.landing !== this.#landing) this.#land(room, rows);
    else if (isOther) this.#open(room);
    else if (this.isAtEnd) this.#place.follow(arriving.length ? this.#rows.elementOf(arriving[0].key) : null);
    else this.#place.hold(anchor);
    if (isLed) this.#reveal(room, state.target, rows);
    this.#count(room);
    this.#tellFailed(rows);
    this.#wantMore();
  }

  // They look at the page again: what came meanwhile is read from its beginning.
  comeBack(room) {
    if (room.unread && this.shows(room)) this.#open(room);
  }

  toEnd() {
    this.#place.toEnd();
  }

  page(direction) {
    this.#scroll.scrollBy({ top: direction * this.#scroll.clientHeight * 0.9 });
  }

  // What had the focus within a message may be gone, or was moved with it: then the message has it.
  #keepFocus(message) {
    const focused = document.activeElement;
    if (message.contains(focused) && focused.checkVisibility()) return;
    (message.isConnected ? message : this.#scroll).focus({ preventScroll: true });
  }

  #isArriving({ key, message, isOwn }) {
    return Boolean(message) && !isOwn && !this.#rows.elementOf(key);
  }

  #open(room) {
    this.#room = room;
    this.#wasLoaded = room.loaded;
    const news = room.divider === null ? null : this.#rows.elementOf(`new:${room.divider}`);
    this.#place.toEnd();
    if (news) this.#place.putInSight(news);
    this.#place.look();
  }

  // A link led to this message: it stands in the middle, and has the focus.
  #reveal(room, target, rows) {
    this.#target = target;
    const row = target && rows.find(({ isTarget }) => isTarget);
    const element = row && this.#rows.elementOf(row.key);
    if (!element) return;
    this.#place.putInTheMiddle(element);
    element.focus({ preventScroll: true });
  }

  // Show the end that was turned to, whatever is unread above it, or the place in the past at the top.
  #land(room, rows) {
    const { at = 0, seq = 0, isEnd = false } = (this.#landing = room.landing);
    this.#open(room);
    const first = rows.find(({ message }) => message && message.seq >= seq && Date.parse(message.sent_at) >= at);
    const element = first ? this.#rows.elementOf(first.key) : null;
    if (isEnd) this.toEnd();
    else if (element) this.#place.put(element, BELOW_THE_DAY);
    this.#place.look();
  }

  #turnToNewest() {
    this.toEnd();
    this.#tell("newest");
  }

  get #messages() {
    return [...this.#log.querySelectorAll(".message")];
  }

  #type(room) {
    this.querySelector(".timeline__typing").replaceChildren(worded(writersLine(room)));
  }

  // Who listens to the page hears of what was refused, which is marked in its place only.
  #tellFailed(rows) {
    const failed = rows.filter(({ line }) => line?.state === "failed");
    const words = failed.map(({ line }) => `Not sent: ${line.reason}`).at(-1) ?? "";
    const said = this.querySelector("[data-failed]");
    if (said.textContent !== words) said.textContent = words;
  }

  #count(room) {
    const count = room.unread;
    const isFar = room.gap || this.#place.screens > 3;
    const isHidden = this.isAtEnd || (!count && !isFar);
    if (isHidden && this.#more === document.activeElement) this.#scroll.focus();
    this.#more.hidden = isHidden;
    this.#more.classList.toggle("timeline__more--quiet", !count);
    this.#more.textContent = count ? `${count} new ↓` : "To the newest ↓";
  }

  #scrolled() {
    const before = this.isAtEnd;
    this.#place.look();
    if (this.#room) this.#count(this.#room);
    if (!before && this.isAtEnd) this.#tell("ended");
    if (before !== this.isAtEnd) this.#tell("reached");
    this.#wantMore();
  }

  #wantMore() {
    // What is not on screen needs no past.
    if (!this.#room?.loaded || !this.#place.isOnScreen) return;
    // A page that has come, but is not drawn yet, may be all that is wanted.
    const { first, after } = endsOf(this.#room);
    if (this.#place.above < EARLY && !this.#room.foundOldest && first === this.#ends.first) this.#tell("older");
    if (this.#place.below < EARLY && this.#room.gap && after === this.#ends.after) this.#tell("newer");
  }

  // From the timeline itself, up goes to the last message.
  #enter(event) {
    if (event.key !== "ArrowUp" || event.target !== this.#scroll || !this.isAtEnd) return;
    event.preventDefault();
    this.#messages.at(-1)?.focus();
  }

  #pressed({ target }) {
    const row = this.#rows.rowOf(target);
    const emoji = target.closest("[data-emoji]")?.dataset.emoji;
    if (emoji && row.message) this.#tell("toggle-reaction", { message: row.message, emoji });
    const { line: what, does } = target.dataset;
    if (what) this.#tell(what, row.line.client_id);
    const person = row?.message?.mentions.find(({ id }) => id === Number(target.dataset.mention));
    if (person) this.#tell("court", person);
    if (does) this.#tell(does, row.message);
    if ("dismiss" in target.dataset) this.#tell("dismiss", row.notice);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

// Between which numbers messages stand: `after` is the last one before a gap.
function endsOf(room) {
  return { first: oldest(room), after: room.gap?.after };
}

function fillDay(button, at) {
  button.textContent = dayOf(at);
  button.dataset.day = asDay(new Date(at));
}

customElements.define("chat-timeline", ChatTimeline);
