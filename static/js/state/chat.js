// What this page knows. No DOM here, and no surprise on hearing something twice.
import { answers } from "./answers.js";
import { appearance, UNKNOWN } from "./appearance.js";
import { corrections } from "./corrections.js";
import { history } from "./history.js";
import { kept } from "./kept.js";
import { members } from "./members.js";
import { messages } from "./messages.js";
import { wishes } from "./notify.js";
import { outbox } from "./outbox.js";
import { people } from "./people.js";
import { permalinks } from "./permalinks.js";
import { quotes } from "./quotes.js";
import { reactions } from "./reactions.js";
import { rooms, take } from "./rooms.js";
import { typing } from "./typing.js";

// Several of them may hear the same event, in this order.
const parts = [
  answers,
  appearance,
  corrections,
  history,
  members,
  messages,
  kept,
  wishes,
  outbox,
  people,
  rooms,
  quotes,
  reactions,
  permalinks,
  typing,
];

// `page` is what the server put into the page.
export function begin(page) {
  const state = {
    me: page.me,
    limits: page.limits,
    commands: page.commands,
    keywords: page.keywords ?? [],
    operator: Boolean(page.operator),
    restoreDays: page.restore_days,
    rooms: new Map(),
    people: new Map(),
    here: 0,
    roster: new Map(),
    looks: new Map(),
    appearance: page.appearance ?? UNKNOWN,
    typed: new Map(),
    groups: [],
    // The names of all emoji, once somebody has looked for one.
    emoji: null,
    current: page.room,
    courting: null,
    // Whether the end of the room that is shown is on screen.
    atEnd: true,
    connected: false,
    lines: new Map(),
    asks: new Map(),
    // Messages that others answer and no room holds; null for those that can't be read.
    parents: new Map(),
    // The reactions that were wished for and are not told yet.
    reacting: new Map(),
    // In which room which message is being answered.
    replying: new Map(),
    saved: new Set(),
    savedFresh: false,
    shelf: { entries: [], more: false },
    pinning: page.pinning ?? { operator: false, small_group: 0 },
    // The message to which a link led, the one looked for, and the one just found.
    target: null,
    sought: null,
    found: null,
    // Lines that the browser is to keep as they are now, and those that it may forget.
    changed: [],
    settled: [],
    // Unfinished words by place, as this browser keeps them, and where one was last.
    drafts: {},
    visited: [],
    settings: { breaks: false, isApple: false },
    // Messages whose editing is over.
    edited: [],
    story: null,
    opened: null,
    wish: null,
    fault: null,
    // A line that waits for its author to say whether it may call so many.
    calling: null,
    bye: null,
    over: null,
    serial: 0,
  };
  for (const room of page.rooms) take(state, room);
  if (page.history) apply(state, { ...page.history, type: "room.page" });
  if (page.target) state.found = { room: page.room, message: page.target };
  return state;
}

// Take an event in. A kind that is not known here is from the future and changes nothing.
export function apply(state, event, now = Date.now()) {
  for (const part of parts) if (Object.hasOwn(part, event.type)) part[event.type](state, event, now);
}
