// The only wiring: what is heard changes what the page knows, and that is shown.
import { openGroups } from "./core/groups.js";
import { openLines } from "./core/lines.js";
import { Memory } from "./core/memory.js";
import { alone, arrive, newId } from "./core/pages.js";
import { Socket } from "./core/socket.js";
import { dueAsks, nextAsk, unanswered } from "./state/asks.js";
import { apply, begin } from "./state/chat.js";
import { speaks, wanted } from "./state/completion.js";
import { toNewest, want, wantNewer, wantOlder } from "./state/history.js";
import { wantPins, wantSaved } from "./state/kept.js";
import { trim } from "./state/messages.js";
import { dismiss } from "./state/notices.js";
import { adopt, discard, dueLines, nextLine, retry, sayIn, unansweredLines, unsent } from "./state/outbox.js";
import { wantPeople, wantRoster, writersIn } from "./state/people.js";
import { messageAt, pathOfMessage, seek } from "./state/permalinks.js";
import { wantParents } from "./state/quotes.js";
import { courtship, lobby, pathOf, resume, shown, titleOf, whisperWith } from "./state/rooms.js";
import { hold, readAll, see, turnAway, unreadFrom, unreadInAll } from "./state/unread.js";
import "./elements/chat-banner.js";
import "./elements/chat-chooser.js";
import "./elements/chat-composer.js";
import "./elements/chat-heading.js";
import "./elements/chat-people.js";
import "./elements/chat-sidebar.js";
import "./elements/chat-timeline.js";
import { Dialogs } from "./elements/dialogs.js";
import "./elements/emoji-picker.js";
import "./elements/kept-messages.js";
import "./elements/quick-reactions.js";
import { answering, deeds, followLinks, quietDeeds } from "./wiring/speaking-to.js";

const INHERIT_MS = 30_000;
const FRESH_MS = 3_000;
const RENEWED = 4426;

const page = JSON.parse(document.getElementById("page-data").textContent);
const memory = new Memory(page.me.id);
const state = begin(page);
const pageId = newId();
const lines = await openLines(page.me.id, pageId);
const names = ["sidebar", "heading", "banner", "timeline", "composer", "people"];
const [sidebar, heading, banner, timeline, composer, people] = names.map((name) =>
  document.querySelector(`chat-${name}`),
);
const lists = document.querySelectorAll("kept-messages");
const dialogs = new Dialogs();
const socket = new Socket(`${location.origin.replace("http", "ws")}/ws/`, {
  resume: () => resume(state),
  hear,
  lost,
  over,
});
const met = new Set();
let isSoon = false;
let timer = null;
let typingTimer = null;
let foundAt = 0;

// From the server to the page

function hear(event) {
  if (event.type === "welcome" && event.me.id !== page.me.id) {
    // Somebody else has signed in here: this page, and what waits in it, is not theirs. It is
    // not connected until it has its own welcome, so it says nothing more.
    location.reload();
    return;
  }
  apply(state, event);
  if (event.type === "welcome") met.clear();
  keepLines();
  soon();
}

function lost() {
  unsent(state);
  unanswered(state);
  soon();
}

function over(code) {
  state.over = code;
  if (code === RENEWED && performance.now() > INHERIT_MS) location.reload();
  soon();
}

// Many events make one turn. A hidden page has no frames, yet its title tells what is new.
function soon() {
  if (isSoon) return;
  isSoon = true;
  if (document.hidden) setTimeout(turn, 100);
  else requestAnimationFrame(turn);
}

function turn() {
  isSoon = false;
  // What leads out of a whisper that has just begun takes its place.
  if (state.rooms.has(state.opened)) go(state.opened, !state.courting);
  if (state.found) arriveAt(state.found);
  const room = shown(state);
  wantAll(room);
  keepLines();
  say();
  show(room);
  attend(room);
}

function wantAll(room) {
  wantSaved(state);
  if (room.id !== null) {
    want(state, room);
    wantPins(state, room);
    wantParents(state, room);
  }
  if (state.connected && room.kind !== "whisper" && !met.has(room.id)) {
    met.add(room.id);
    wantPeople(state, room);
  }
}

// What stands on the screen of somebody who is there has been seen.
function attend(room) {
  const isThere = !document.hidden && document.hasFocus() && room.id !== null;
  state.attentive = isThere && timeline.shows(room);
  const upto = isThere ? timeline.lowest(room) : 0;
  if (see(state, room, upto)) soon();
}

function say() {
  clearTimeout(timer);
  if (!state.connected) return;
  for (const frame of dueAsks(state)) socket.say(frame);
  for (const { room, client_id, body, reply_to } of dueLines(state)) {
    socket.say({ type: "message.post", room, client_id, body, reply_to });
  }
  const next = Math.min(nextAsk(state) ?? Infinity, nextLine(state) ?? Infinity);
  if (next < Infinity) timer = setTimeout(soon, next);
}

function keepLines() {
  for (const line of state.changed.splice(0)) lines.keep(line);
  for (const id of state.settled.splice(0)) lines.drop(id);
}

function show(room) {
  const news = unreadInAll(state);
  document.title = `${news ? `(${news}) ` : ""}${titleOf(room)} – Chat`;
  const path = pathNow(room);
  if (location.pathname !== path) history.replaceState(markOf(room), "", path);
  for (const element of [sidebar, heading, banner, timeline, people, dialogs, ...lists]) element.render(state);
  composer.render(state, (place) => memory.draft(place));
  clearTimeout(typingTimer);
  if (writersIn(room).length) typingTimer = setTimeout(soon, 1_000);
}

// Going from room to room

function go(id, isNew = true) {
  state.opened = null;
  const room = state.rooms.get(id);
  if (!room) return;
  leave();
  Object.assign(state, { current: id, courting: null });
  enter(room, isNew);
}

function court(person, isNew = true) {
  const known = whisperWith(state, person);
  if (known) return go(known.id, isNew);
  leave();
  state.courting = courtship(person);
  return enter(state.courting, isNew);
}

// A link led to a message. Nothing counts as read for that.
function arriveAt({ room: id, message }) {
  const isThere = shown(state)?.id === id;
  state.found = null;
  if (!state.rooms.has(id)) return;
  if (!isThere) leave();
  Object.assign(state, { current: id, courting: null, target: { room: id, message } });
  hold(state.rooms.get(id));
  if (location.pathname !== pathOfMessage(message)) history.pushState(null, "", pathOfMessage(message));
  dialogs.closeAll();
  turnTo("room");
}

// They turn to the newest: what was held up by a link counts again.
function turnToNewest() {
  const room = shown(state);
  if (room.id === null) return;
  if (state.target) room.isHeld = false;
  state.target = null;
  if (room.gap) timeline.openAtEnd(room);
  toNewest(state, room);
}

function pathNow(room) {
  return state.target?.room === room.id ? pathOfMessage(state.target.message) : pathOf(room);
}

function leave() {
  const before = shown(state);
  state.attentive = false;
  state.fault = null;
  state.target = null;
  if (!before) return;
  turnAway(before);
  if (before.id !== null) toNewest(state, before);
  trim(before);
}

function enter(room, isNew) {
  if (isNew) history.pushState(markOf(room), "", pathOf(room));
  dialogs.closeAll();
  turnTo("room");
  if (matchMedia("(pointer: fine)").matches) composer.focusField();
  soon();
}

function turnTo(pane) {
  const focused = document.activeElement;
  document.body.dataset.pane = pane;
  // The focus goes along when what had it is gone.
  if (focused !== document.body && !focused.checkVisibility()) {
    document.querySelector(`[data-pane]:not(body):not([data-pane="${pane}"])`)?.focus();
  }
  soon();
}

function markOf(room) {
  return room.id === null ? { courted: room.with[0] } : null;
}

// From the person to the server

function saySomething({ body, ...more }) {
  const room = shown(state);
  if (room.id === null && speaks(state, body)) {
    state.fault = { text: `Say something to ${room.name} first: this would be heard in the lobby.`, body };
    return soon();
  }
  sayIn(state, room, body, newId(), { ...more, ...answering(state, room, body) });
  keepLines();
  turnToNewest();
  timeline.toEnd();
  say();
  return soon();
}

async function find(what) {
  if (what === "people" && state.connected) wantRoster(state);
  if (what === "groups" && Date.now() - foundAt > FRESH_MS) {
    foundAt = Date.now();
    state.groups = (await openGroups()) ?? state.groups;
  }
  soon();
}

const asked = {
  say: saySomething,
  go: (id) => (id === null ? turnTo("room") : go(id)),
  court: (person) => court(person),
  older: () => wantOlder(state, shown(state)),
  newer: () => wantNewer(state, shown(state)) && soon(),
  newest: turnToNewest,
  retry: (id) => retry(state, id),
  discard: (id) => discard(state, id),
  dismiss: (key) => dismiss(shown(state), key),
  reached: () => {},
  "unread-from": ({ seq }) => unreadFrom(state, shown(state), seq),
  adrift: () => document.querySelector(".timeline__scroll").focus(),
  page: (direction) => timeline.page(direction),
  draft: ({ place, words }) => memory.keepDraft(place, words),
  typing: () => state.courting || socket.say({ type: "typing.start", room: state.current }),
  completing: (before) => find(wanted(state, before)),
  "dialog-opened": (name) => name === "saved" ? (state.savedFresh = false) : find({ browse: "groups", whisper: "people" }[name]),
  "sign-out": async () => dialogs.signOut((await lines.waiting()) ?? unansweredLines(state).length),
  "fault-read": () => (state.fault = null),
  "more-people": () => wantPeople(state, shown(state)),
  ...deeds(state, { composer, memory, soon }),
};

// These change nothing that is shown.
const quiet = new Set(["draft", "typing", "page", "newer", ...quietDeeds]);

for (const [type, answer] of Object.entries(asked)) {
  document.addEventListener(type, ({ detail, target }) => {
    answer(detail, target);
    if (!quiet.has(type)) soon();
  });
}

followLinks(state, soon);
document.addEventListener("click", ({ target }) => {
  const pane = target.closest("[data-pane]:not(body)")?.dataset.pane;
  if (pane) turnTo(document.body.dataset.pane === pane ? "room" : pane);
});
// Escape has read all of this room, and with Shift of every room.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  const room = shown(state);
  for (const one of event.shiftKey ? state.rooms.values() : room.id === null ? [] : [room]) readAll(state, one);
  soon();
});
addEventListener("popstate", ({ state: mark }) => {
  const id = Number(location.pathname.match(/^\/rooms\/(\d+)\/$/u)?.[1]);
  const message = messageAt(location.pathname);
  if (message) {
    seek(state, message);
    soon();
  } else if (mark?.courted) court(mark.courted, false);
  else go(id || lobby(state).id, false);
});
for (const what of ["focus", "blur", "online", "offline"]) addEventListener(what, soon);
document.addEventListener("visibilitychange", () => {
  // A frame that was asked for before may never come.
  isSoon = false;
  soon();
});

// What pages left unsent that are closed now is sent by one that is open.
async function inherit() {
  const left = await alone(pageId, (openPages) => lines.inherit(openPages));
  for (const line of left) adopt(state, line);
  if (left.length) soon();
}

turnTo("room");
if (history.state?.courted) court(history.state.courted, false);
await arrive(pageId);
await inherit();
setInterval(inherit, INHERIT_MS);
socket.open();
if (!page.target && matchMedia("(pointer: fine)").matches) composer.focusField();
