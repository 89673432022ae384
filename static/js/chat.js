// The only wiring: what is heard changes what the page knows, and that is shown.
import { emojiNames } from "./core/emoji.js";
import { openGroups } from "./core/groups.js";
import { openLines } from "./core/lines.js";
import { Memory } from "./core/memory.js";
import { alone, arrive, newId } from "./core/pages.js";
import { Socket } from "./core/socket.js";
import { dueAsks, nextAsk, unanswered } from "./state/asks.js";
import { apply, begin } from "./state/chat.js";
import { want, wantNewer, wantOlder } from "./state/history.js";
import { dismiss } from "./state/notices.js";
import { speaks } from "./state/offers/commands.js";
import { adopt, dueLines, leaveOut, nextLine, nextSlow, putBack, retry, sayIn, takeBack, unansweredLines, unsent } from "./state/outbox.js";
import { wantNamed, wantPeople, wantRoster, writersIn } from "./state/people.js";
import { resume, shown } from "./state/rooms.js";
import { see, seenElsewhere, seenInAll } from "./state/unread.js";
import { toNewest } from "./state/window.js";
import "./elements/chat-banner.js";
import "./elements/chat-chooser.js";
import "./elements/chat-composer.js";
import "./elements/chat-heading.js";
import "./elements/chat-people.js";
import "./elements/chat-sidebar.js";
import "./elements/chat-switcher.js";
import "./elements/chat-timeline.js";
import { Dialogs } from "./elements/dialogs.js";
import "./elements/emoji-picker.js";
import "./elements/shortcut-sheet.js";
import { listenForKeys, turnRegion } from "./wiring/keys.js";
import { Ways } from "./wiring/ways.js";

const INHERIT_MS = 30_000;
const FRESH_MS = 3_000;
const RENEWED = 4426;

const page = JSON.parse(document.getElementById("page-data").textContent);
const memory = new Memory(page.me.id, {
  seen: (seen) => elsewhere(() => seenElsewhere(state, seen)),
  drafts: (drafts) => elsewhere(() => (state.drafts = drafts)),
  settings: () => elsewhere(takeSettings),
});
const state = begin(page, memory.seen());
const pageId = newId();
const lines = await openLines(page.me.id, pageId);
const names = ["sidebar", "heading", "banner", "timeline", "composer", "people"];
const [sidebar, heading, banner, timeline, composer, people] = names.map((name) =>
  document.querySelector(`chat-${name}`),
);
const dialogs = new Dialogs();
const picker = document.querySelector("emoji-picker");
const ways = new Ways(state, { composer, dialogs, memory, soon });
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
  if (state.rooms.has(state.opened)) ways.go(state.opened, !state.courting);
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
  state.atEnd = timeline.isAtEnd;
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
  const next = Math.min(...[nextAsk, nextLine, nextSlow].map((one) => one(state) ?? Infinity));
  if (next < Infinity) timer = setTimeout(soon, next);
}

function keepLines() {
  for (const line of state.changed.splice(0)) lines.keep(line);
  for (const id of state.settled.splice(0)) lines.drop(id);
}

function show(room) {
  ways.show(room);
  for (const element of [sidebar, heading, banner, timeline, people, dialogs]) element.render(state);
  composer.render(state);
  clearTimeout(typingTimer);
  if (writersIn(room).length) typingTimer = setTimeout(soon, 1_000);
}

// From the person to the server

function saySomething({ body, ...more }) {
  const room = shown(state);
  if (room.id === null && speaks(state, body)) {
    state.fault = { text: `Say something to ${room.name} first: this would be heard in the lobby.`, body };
    return soon();
  }
  sayIn(state, room, body, newId(), more);
  keepLines();
  toNewest(room);
  timeline.toEnd();
  say();
  return soon();
}

// The words come back to where one writes; where others stand already, the line stays in sight.
function discard(id) {
  if (!composer.isEmpty) return leaveOut(state, id);
  const words = takeBack(state, id);
  return words === null ? undefined : composer.takeBack(words);
}

async function find({ what, text = "" }) {
  const room = shown(state);
  if (what === "people" && state.connected) wantRoster(state);
  if (what === "members" && state.connected && room.kind !== "whisper") wantNamed(state, room, text);
  if (what === "emoji") state.emoji ??= await emojiNames().catch(() => null);
  if (what === "groups" && Date.now() - foundAt > FRESH_MS) {
    foundAt = Date.now();
    state.groups = (await openGroups()) ?? state.groups;
  }
  soon();
}

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

function again(id) {
  retry(state, id);
  if (!state.connected) socket.hurry();
  composer.focusField();
}

const WANTED = { browse: "groups", whisper: "people", switcher: "people" };

const asked = {
  say: saySomething,
  go: (id) => (id === null ? ways.turnTo("room") : ways.go(id)),
  court: (person) => ways.court(person),
  older: () => wantOlder(state, shown(state)) && soon(),
  newer: () => wantNewer(state, shown(state)) && soon(),
  newest: () => toNewest(shown(state)),
  retry: again,
  discard,
  "put-back": (id) => putBack(state, id),
  dismiss: (key) => dismiss(shown(state), key),
  reached: () => {},
  adrift: () => document.querySelector(".timeline__scroll").focus(),
  page: (direction) => timeline.page(direction),
  draft: ({ place, words }) => (state.drafts = memory.keepDraft(place, words)),
  typing: () => state.courting || socket.say({ type: "typing.start", room: state.current }),
  completing: find,
  seeking: (text) => state.connected && wantNamed(state, null, text),
  "dialog-opened": (name) => find({ what: WANTED[name] }),
  "pick-emoji": ({ button, take }) => picker.ask(button, memory.emoji(), take),
  "emoji-picked": (glyph) => memory.keepEmoji(glyph),
  "sign-out": async () => dialogs.signOut((await lines.waiting()) ?? unansweredLines(state).length),
  "fault-read": () => (state.fault = null),
  "more-people": () => wantPeople(state, shown(state)),
};

// These change nothing that is shown, or say themselves when they do.
const quiet = new Set(["draft", "typing", "page", "older", "newer", "completing", "dialog-opened", "pick-emoji", "emoji-picked"]);

for (const [type, answer] of Object.entries(asked)) {
  document.addEventListener(type, ({ detail }) => {
    answer(detail);
    if (!quiet.has(type)) soon();
  });
}

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

document.addEventListener("click", ({ target }) => {
  const name = target.closest("[data-setting]")?.dataset.setting;
  if (!name) return;
  memory.keepSetting(name, !memory.settings()[name]);
  elsewhere(takeSettings);
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

Object.assign(state, { drafts: memory.drafts(), visited: memory.visited() });
takeSettings();
ways.begin();
await arrive(pageId);
await inherit();
setInterval(inherit, INHERIT_MS);
socket.open();
if (matchMedia("(pointer: fine)").matches) composer.focusField();
