// The only wiring: what is heard changes what the page knows, and that is shown.
import { openLines } from "./core/lines.js";
import { Idle } from "./core/idle.js";
import { Memory } from "./core/memory.js";
import { alone, arrive, newId } from "./core/pages.js";
import { Socket } from "./core/socket.js";
import { dueAsks, nextAsk, unanswered } from "./state/asks.js";
import { apply, begin } from "./state/chat.js";
import { nextEnd } from "./state/appearance.js";
import { want } from "./state/history.js";
import { wantPins, wantSaved } from "./state/kept.js";
import { landingIn } from "./state/past.js";
import { adopt, dueLines, unsent } from "./state/outbox.js";
import { wantMembers } from "./state/people.js";
import { wantParents } from "./state/quotes.js";
import { resume, shown } from "./state/rooms.js";
import { meaningOf } from "./state/shortcuts.js";
import { writersIn } from "./state/typing.js";
import { readAll, see, tellAtOnce } from "./state/unread.js";
import { nextLine, nextSlow } from "./state/waiting.js";
import "./elements/chat-alerts.js";
import "./elements/chat-banner.js";
import "./elements/chat-chooser.js";
import "./elements/chat-composer.js";
import "./elements/chat-heading.js";
import "./elements/chat-people.js";
import "./elements/chat-sidebar.js";
import "./elements/chat-status.js";
import "./elements/chat-switcher.js";
import "./elements/chat-timeline.js";
import { Dialogs } from "./elements/dialogs.js";
import { GroupDialogs } from "./elements/group-dialogs.js";
import { MessageDeletion } from "./elements/message-deletion.js";
import { MessageHistory } from "./elements/message-history.js";
import "./elements/emoji-picker.js";
import "./elements/kept-messages.js";
import "./elements/quick-reactions.js";
import "./elements/shortcut-sheet.js";
import { Alarm } from "./wiring/alarm.js";
import { listenForDeeds } from "./wiring/deeds.js";
import { listenForKeys, turnRegion } from "./wiring/keys.js";
import { followLinks } from "./wiring/speaking-to.js";
import { Ways } from "./wiring/ways.js";

const INHERIT_MS = 30_000;
// "5 minutes ago" is not true for ever.
const PASSING_MS = 60_000;
const RENEWED = 4426;

const page = JSON.parse(document.getElementById("page-data").textContent);
const memory = new Memory(page.me.id, {
  drafts: (drafts) => elsewhere(() => (state.drafts = drafts)),
  settings: () => elsewhere(takeSettings),
});
const state = begin(page);
const pageId = newId();
const lines = await openLines(page.me.id, pageId);
const names = ["sidebar", "heading", "banner", "timeline", "composer", "people", "alerts"];
const [sidebar, heading, banner, timeline, composer, people, alerts] = names.map((name) =>
  document.querySelector(`chat-${name}`),
);
const lists = document.querySelectorAll("kept-messages");
const dialogs = new Dialogs();
const deletion = new MessageDeletion();
const story = new MessageHistory();
const picker = document.querySelector("emoji-picker");
const ways = new Ways(state, { composer, dialogs, memory, soon, say: (frame) => socket.say(frame) });
const alarm = new Alarm(state, { alerts, isHere, ways });
const groupDialogs = new GroupDialogs();
const socket = new Socket(`${location.origin.replace("http", "ws")}/ws/`, {
  greeting,
  hear,
  lost,
  over,
});
const idle = new Idle(tellIdle);
let isSoon = false;
let wasThere = true;
let greetedIdle = false;
let timer = null;
let passingTimer = null;

// From the server to the page

function greeting() {
  greetedIdle = idle.isIdle;
  return { resume: resume(state), state: greetedIdle ? "idle" : "active" };
}

function hear(event) {
  if (event.type === "welcome" && event.me.id !== page.me.id) {
    // Somebody else has signed in here: this page, and what waits in it, is not theirs. It is
    // not connected until it has its own welcome, so it says nothing more.
    location.reload();
    return;
  }
  alarm.heed(event);
  apply(state, event);
  // Before the welcome nothing else is heard of them.
  if (event.type === "welcome" && greetedIdle !== idle.isIdle) tellIdle(idle.isIdle);
  keepLines();
  soon();
}

function isHere() {
  return !document.hidden && document.hasFocus();
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
  composer.keepUp(state);
  if (isSoon) return;
  isSoon = true;
  if (document.hidden) setTimeout(turn, 100);
  else requestAnimationFrame(turn);
}

function turn() {
  isSoon = false;
  // What leads out of a whisper that has just begun takes its place.
  if (state.rooms.has(state.opened)) ways.go(state.opened, !state.courting);
  if (state.found) ways.arriveAt(state.found);
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
    wantMembers(state, room);
  }
}

// What stands on the screen of somebody who is there has been seen.
function attend(room) {
  const isThere = isHere() && room.id !== null;
  if (isThere && !wasThere) timeline.comeBack(room);
  wasThere = isThere;
  state.atEnd = timeline.isAtEnd;
  if (isThere && see(state, room, timeline.seenIn(room))) soon();
}

function say() {
  clearTimeout(timer);
  if (!state.connected) return;
  for (const frame of dueAsks(state)) socket.say(frame);
  for (const { room, client_id, body, confirm: isConfirmed, reply_to } of dueLines(state)) {
    socket.say({ type: "message.post", room, client_id, body, confirm: isConfirmed, reply_to });
  }
  const next = Math.min(...[nextAsk, nextLine, nextSlow].map((one) => one(state) ?? Infinity));
  if (next < Infinity) timer = setTimeout(soon, next);
}

function keepLines() {
  for (const line of state.changed.splice(0)) lines.keep(line);
  for (const id of state.settled.splice(0)) lines.drop(id);
  for (const id of state.edited.splice(0)) state.drafts = memory.keepDraft(`edit:${id}`, "");
}

function show(room) {
  ways.show(room);
  alarm.show();
  for (const element of [sidebar, heading, banner, timeline, people, dialogs, groupDialogs, deletion, story, ...lists]) element.render(state);
  composer.render(state);
  clearTimeout(passingTimer);
  const next = Math.min(writersIn(room).length ? 1_000 : PASSING_MS, (nextEnd(state) ?? Infinity) + 50);
  passingTimer = setTimeout(soon, next);
}

// From the person to the page, and on

function takeSettings() {
  const { byCtrl = false } = memory.settings();
  // On a phone Enter breaks the line, as there is no other key that could.
  const breaks = byCtrl || matchMedia("(pointer: coarse)").matches;
  state.settings = { breaks, isApple: /Mac|iP/u.test(navigator.platform) };
  document.querySelector("[data-setting=byCtrl]").ariaChecked = String(byCtrl);
}

function elsewhere(take) {
  take();
  soon();
}

function send() {
  keepLines();
  say();
}

function tellIdle(isIdle) {
  socket.say({ type: "presence.set", state: isIdle ? "idle" : "active" });
}

// All that was said here was read; in every room, if they say so.
function readHere(isEverywhere) {
  const room = shown(state);
  const rooms = isEverywhere ? state.rooms.values() : room.id === null ? [] : [room];
  for (const one of rooms) readAll(state, one);
  soon();
}

listenForDeeds(state, { alarm, composer, deletion, dialogs, lines, memory, picker, send, socket, soon, story, timeline, ways });
listenForKeys(state, {
  switch: () => dialogs.toggle("switcher"),
  previous: () => ways.step(-1),
  next: () => ways.step(1),
  "previous-new": () => ways.step(-1, true),
  "next-new": () => ways.step(1, true),
  region: () => turnRegion(1),
  "region-back": () => turnRegion(-1),
  sheet: () => dialogs.toggle("shortcuts"),
});
followLinks(state, soon);
document.addEventListener("click", ({ target }) => {
  const name = target.closest("[data-setting]")?.dataset.setting;
  if (!name) return;
  memory.keepSetting(name, !memory.settings()[name]);
  elsewhere(takeSettings);
});
// As a link it would lead to another address, which stands for a room.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  ways.turnTo("room");
  composer.takeFocus();
});
// Escape closes what is open; where nothing is, it reads.
document.addEventListener("keydown", (event) => {
  const does = meaningOf(event, "idle", state.settings);
  if (!does || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  // A box to fill in has an Escape of its own.
  if (event.target.matches("input, select, textarea:not(#message)")) return;
  readHere(does === "read-all");
});
for (const what of ["focus", "blur", "online", "offline"]) addEventListener(what, soon);
// They turn away, perhaps for good; not every browser tells of both.
function tellAndGo() {
  tellAtOnce(state);
  say();
}
addEventListener("pagehide", tellAndGo);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) tellAndGo();
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

Object.assign(state, { drafts: memory.drafts(), visited: memory.visited() });
takeSettings();
shown(state).landing = landingIn(location.search);
ways.begin();
await arrive(pageId);
await inherit();
setInterval(inherit, INHERIT_MS);
socket.open();
if (!page.target && matchMedia("(pointer: fine)").matches) composer.focusField();
