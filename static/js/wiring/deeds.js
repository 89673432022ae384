// What people ask of the page by its elements, and what is done then.
import { emojiNames } from "../core/emoji.js";
import { openGroups } from "../core/groups.js";
import { apart } from "../core/names.js";
import { newId } from "../core/pages.js";
import { wantAppearance } from "../state/appearance.js";
import {
  askStory,
  beginEditing,
  giveUpRemoving,
  goOnEditing,
  lastOwn,
  remove,
  restore,
  saveEdit,
  stopEditing,
} from "../state/corrections.js";
import { wantNewer, wantOlder } from "../state/history.js";
import { dismiss } from "../state/notices.js";
import { wantKeywords, wantLevel } from "../state/notify.js";
import { wantDay } from "../state/past.js";
import { speaks } from "../state/offers/commands.js";
import { confirm, leaveOut, putBack, retry, sayIn, takeBack } from "../state/outbox.js";
import { wantNamed, wantPeople, wantRoster } from "../state/people.js";
import { shown } from "../state/rooms.js";
import { signOf } from "../state/typing.js";
import { unreadFrom } from "../state/unread.js";
import { unansweredLines } from "../state/waiting.js";
import { forgetAsked, toNewest } from "../state/window.js";
import { answering, deeds as speakingTo, quietDeeds } from "./speaking-to.js";

const FRESH_MS = 3_000;
const WANTED = { browse: "groups", whisper: "people", switcher: "people", invite: "people" };

// These change nothing that is shown, or say themselves when they do.
const QUIET = new Set(["draft", "typing", "page", "older", "newer", "completing", "dialog-opened", ...quietDeeds]);

// `page` has the elements, the ways and the alarm, the memory, the lines that the browser keeps, the socket,
// and `soon()` and `send()`.
export function listenForDeeds(state, page) {
  const { composer, dialogs, memory, soon, socket, timeline, ways } = page;
  const find = finder(state, soon);
  const deeds = {
    say: (said) => say(state, page, said),
    go: (id) => (id === null ? ways.turnTo("room") : ways.go(id)),
    court: (person) => ways.court(person),
    older: () => wantOlder(state, shown(state)) && soon(),
    newer: () => wantNewer(state, shown(state)) && soon(),
    newest: () => turnToNewest(state, page),
    ended: () => leavePlace(state, page),
    day: (day) => turnToDay(state, page, day),
    retry: (id) => again(state, page, id),
    call: (id) => confirm(state, id),
    level: (level) => wantLevel(state, shown(state), level),
    keywords: (words) => wantKeywords(state, words),
    "allow-notifications": () => page.alarm.ask().then(soon),
    discard: (id) => discard(state, composer, id),
    "put-back": (id) => putBack(state, id),
    dismiss(key) {
      dismiss(shown(state), key);
      composer.takeFocus();
    },
    reached: () => {},
    adrift: focusTimeline,
    page: (direction) => timeline.page(direction),
    draft: ({ place, words }) => (state.drafts = memory.keepDraft(place, words)),
    typing: (words) => tellTyping(socket, signOf(state, words)),
    appear: (changes) => wantAppearance(state, changes),
    "edit-message": (message) => edit(state, page, message),
    "edit-last": () => edit(state, page, lastOwn(state, shown(state))),
    "edit-save": ({ body, reason }) => saveEdit(state, shown(state), body, reason),
    "edit-goes-on": () => goOnEditing(state, shown(state)),
    "edit-cancel": () => stopEditing(state, shown(state)),
    "delete-message": (message) => page.deletion.open(state, message),
    delete: ({ message, reason }) => remove(state, message, reason),
    "delete-cancel": (message) => giveUpRemoving(state, message),
    restore: (message) => restore(state, message),
    "message-history": (message) => {
      askStory(state, message);
      page.story.open();
    },
    "unread-from": ({ seq }) => unreadFrom(state, shown(state), seq),
    completing: find,
    seeking: (text) => wantNamed(state, null, text),
    "dialog-opened": (name) => (name === "saved" ? freshSaved(state, soon) : find({ what: WANTED[name] })),
    "sign-out": async () => dialogs.signOut((await page.lines.waiting()) ?? unansweredLines(state).length),
    "fault-read": () => (state.fault = null),
    "more-people": () => wantPeople(state, shown(state)),
    ...speakingTo(state, page),
  };
  for (const [type, deed] of Object.entries(deeds)) {
    document.addEventListener(type, ({ detail, target }) => {
      deed(detail, target);
      if (!QUIET.has(type)) soon();
    });
  }
}

function say(state, page, { body, ...more }) {
  const room = shown(state);
  if (room.id === null && speaks(state, body)) {
    state.fault = { text: `Say something to ${apart(room.name)} first: this would be heard in the lobby.`, body };
    return;
  }
  sayIn(state, room, body, newId(), { ...more, ...answering(state, room, body) });
  turnToNewest(state, page);
  page.send();
}

function freshSaved(state, soon) {
  state.savedFresh = false;
  soon();
}

function turnToNewest(state, page) {
  const room = shown(state);
  if (room.gap || !room.loaded) room.landing = { isEnd: true };
  if (!room.loaded) forgetAsked(state, room);
  toNewest(room);
  page.timeline.toEnd();
  leavePlace(state, page);
}

// They have left what a link led to: what was held up by it counts again.
function leavePlace(state, { ways }) {
  if (state.target) shown(state).isHeld = false;
  state.target = null;
  ways.forgetPlace();
}

function turnToDay(state, page, day) {
  const room = shown(state);
  if (room.id !== null) wantDay(state, room, day);
  focusTimeline();
}

const focusTimeline = () => document.querySelector(".timeline__scroll").focus();

function edit(state, { composer, ways }, message) {
  if (!message) return;
  beginEditing(state, shown(state), message);
  ways.turnTo("room");
  composer.focusField();
}

function tellTyping(socket, frame) {
  if (frame) socket.say(frame);
}

function again(state, { composer, socket }, id) {
  retry(state, id);
  if (!state.connected) socket.hurry();
  composer.focusField();
}

// The words come back to where one writes; where others stand already, the line stays in sight.
function discard(state, composer, id) {
  const words = composer.isEmpty ? takeBack(state, id) : null;
  if (words !== null) composer.takeBack(words);
  else leaveOut(state, id);
}

// What is sought before the page is connected is asked for as soon as it is.
export function finder(state, soon) {
  let foundAt = 0;
  return async ({ what, text = "" }) => {
    const room = shown(state);
    if (what === "people") {
      wantRoster(state);
      wantNamed(state, null, text);
    }
    if (what === "members" && room.kind !== "whisper") wantNamed(state, room, text);
    if (what === "emoji") state.emoji ??= await emojiNames().catch(() => null);
    if (what === "groups" && Date.now() - foundAt > FRESH_MS) {
      foundAt = Date.now();
      state.groups = (await openGroups()) ?? state.groups;
    }
    soon();
  };
}
