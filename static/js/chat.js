// The only wiring: what is heard changes what the page knows, and that is shown.
import { openGroups } from "./core/groups.js";
import { openLines } from "./core/lines.js";
import { Memory } from "./core/memory.js";
import { alone, arrive, newId } from "./core/pages.js";
import { Socket } from "./core/socket.js";
import { dueAsks, nextAsk, unanswered } from "./state/asks.js";
import { apply, begin } from "./state/chat.js";
import { landingIn, toNewest, wantDay, wantNewer } from "./state/past.js";
import { speaks, wanted } from "./state/completion.js";
import { want, wantOlder } from "./state/history.js";
import { trim } from "./state/messages.js";
import { dismiss } from "./state/notices.js";
import { adopt, discard, dueLines, nextLine, retry, sayIn, unansweredLines, unsent } from "./state/outbox.js";
import { wantPeople, wantRoster, writersIn } from "./state/people.js";
import { courtship, lobby, pathOf, resume, shown, titleOf, whisperWith } from "./state/rooms.js";
import { newsInAll, see, seenElsewhere, seenInAll, turnAway } from "./state/unread.js";
import "./elements/chat-banner.js";
import "./elements/chat-chooser.js";
import "./elements/chat-composer.js";
import "./elements/chat-heading.js";
import "./elements/chat-people.js";
import "./elements/chat-sidebar.js";
import "./elements/chat-timeline.js";
import { Dialogs } from "./elements/dialogs.js";
import { GroupDialogs } from "./elements/group-dialogs.js";

const INHERIT_MS = 30_000;
const FRESH_MS = 3_000;
const RENEWED = 4426;

const page = JSON.parse(document.getElementById("page-data").textContent);
const memory = new Memory(page.me.id, (seen) => {
  seenElsewhere(state, seen);
  soon();
});
const state = begin(page, memory.seen());
const pageId = newId();
const lines = await openLines(page.me.id, pageId);
const names = ["sidebar", "heading", "banner", "timeline", "composer", "people"];
const [sidebar, heading, banner, timeline, composer, people] = names.map((name) =>
  document.querySelector(`chat-${name}`),
);
const dialogs = new Dialogs();
const groupDialogs = new GroupDialogs();
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
  const room = shown(state);
  wantAll(room);
  keepLines();
  say();
  memory.keepSeen(seenInAll(state));
  show(room);
  attend(room);
}

function wantAll(room) {
  if (room.id !== null) want(state, room);
  if (state.connected && room.kind !== "whisper" && !met.has(room.id)) {
    met.add(room.id);
    wantPeople(state, room);
  }
}

// What stands on the screen of somebody who is there has been seen.
function attend(room) {
  state.attentive = timeline.shows(room) && !document.hidden && document.hasFocus();
  if (state.attentive && see(state, room)) soon();
}

function say() {
  clearTimeout(timer);
  if (!state.connected) return;
  for (const frame of dueAsks(state)) socket.say(frame);
  for (const { room, client_id, body } of dueLines(state)) {
    socket.say({ type: "message.post", room, client_id, body });
  }
  const next = Math.min(nextAsk(state) ?? Infinity, nextLine(state) ?? Infinity);
  if (next < Infinity) timer = setTimeout(soon, next);
}

function keepLines() {
  for (const line of state.changed.splice(0)) lines.keep(line);
  for (const id of state.settled.splice(0)) lines.drop(id);
}

function show(room) {
  const news = newsInAll(state);
  document.title = `${news ? `(${news}) ` : ""}${titleOf(room)} – Chat`;
  const path = pathOf(room);
  if (location.pathname !== path) history.replaceState(markOf(room), "", path);
  for (const element of [sidebar, heading, banner, timeline, people, dialogs, groupDialogs]) element.render(state);
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

function leave() {
  const before = shown(state);
  state.attentive = false;
  state.fault = null;
  if (!before) return;
  turnAway(before);
  toNewest(before);
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
  toNewest(room);
  sayIn(state, room, body, newId(), more);
  keepLines();
  timeline.toEnd();
  say();
  return soon();
}

function turnToNewest() {
  const room = shown(state);
  toNewest(room);
  history.replaceState(markOf(room), "", pathOf(room));
  document.querySelector(".timeline__scroll").focus();
}

function turnToDay(day) {
  const room = shown(state);
  if (room.id !== null) wantDay(state, room, day);
  document.querySelector(".timeline__scroll").focus();
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
  newer: () => wantNewer(state, shown(state)),
  newest: turnToNewest,
  day: (day) => turnToDay(day),
  retry: (id) => retry(state, id),
  discard: (id) => discard(state, id),
  dismiss: (key) => dismiss(shown(state), key),
  reached: () => {},
  adrift: () => document.querySelector(".timeline__scroll").focus(),
  page: (direction) => timeline.page(direction),
  draft: ({ place, words }) => memory.keepDraft(place, words),
  typing: () => state.courting || socket.say({ type: "typing.start", room: state.current }),
  completing: (before) => find(wanted(state, before)),
  "dialog-opened": (name) => find({ browse: "groups", whisper: "people", invite: "people" }[name]),
  "sign-out": async () => dialogs.signOut((await lines.waiting()) ?? unansweredLines(state).length),
  "fault-read": () => (state.fault = null),
  "more-people": () => wantPeople(state, shown(state)),
};

// These change nothing that is shown.
const quiet = new Set(["draft", "typing", "page"]);

for (const [type, answer] of Object.entries(asked)) {
  document.addEventListener(type, ({ detail }) => {
    answer(detail);
    if (!quiet.has(type)) soon();
  });
}

document.addEventListener("click", ({ target }) => {
  const pane = target.closest("[data-pane]:not(body)")?.dataset.pane;
  if (pane) turnTo(document.body.dataset.pane === pane ? "room" : pane);
});
addEventListener("popstate", ({ state: mark }) => {
  const id = Number(location.pathname.match(/^\/rooms\/(\d+)\/$/u)?.[1]);
  if (mark?.courted) court(mark.courted, false);
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
shown(state).landing = landingIn(location.search);
if (history.state?.courted) court(history.state.courted, false);
await arrive(pageId);
await inherit();
setInterval(inherit, INHERIT_MS);
socket.open();
if (matchMedia("(pointer: fine)").matches) composer.focusField();
