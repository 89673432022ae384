// What this page knows. No DOM here, and no surprise on hearing something twice.
import { answers } from "./answers.js";
import { appearance, UNKNOWN } from "./appearance.js";
import { corrections } from "./corrections.js";
import { history } from "./history.js";
import { members } from "./members.js";
import { messages } from "./messages.js";
import { wishes } from "./notify.js";
import { outbox } from "./outbox.js";
import { people } from "./people.js";
import { rooms, take } from "./rooms.js";
import { typing } from "./typing.js";

const handlers = {
  ...answers,
  ...appearance,
  ...corrections,
  ...history,
  ...members,
  ...messages,
  ...outbox,
  ...people,
  ...rooms,
  ...typing,
  ...wishes,
};

export const heard = Object.keys(handlers);

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
    attentive: false,
    // Whether the end of the room that is shown is on screen.
    atEnd: true,
    connected: false,
    lines: new Map(),
    asks: new Map(),
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
  return state;
}

// Take an event in. A kind that is not known here is from the future and changes nothing.
export function apply(state, event, now = Date.now()) {
  if (Object.hasOwn(handlers, event.type)) handlers[event.type](state, event, now);
}
