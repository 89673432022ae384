// Going from room to room and from pane to pane: the address and the focus go along.
import { courtship, lobby, pathOf, placeOf, roomBeside, shown, whisperWith } from "../state/rooms.js";
import { forgetLeft } from "../state/outbox.js";
import { messageAt, pathOfMessage, seek } from "../state/permalinks.js";
import { stopIn } from "../state/typing.js";
import { hold, turnAway } from "../state/unread.js";
import { forgetAsked, forgetOldest, reopen, toNewest } from "../state/window.js";

export class Ways {
  #state;
  #page;

  // `page` has the composer, the dialogs, the memory, `soon()` and `say(frame)`.
  constructor(state, page) {
    this.#state = state;
    this.#page = page;
    addEventListener("popstate", ({ state: mark }) => {
      const id = Number(location.pathname.match(/^\/rooms\/(\d+)\/$/u)?.[1]);
      const message = messageAt(location.pathname);
      if (message) this.seek(message);
      else if (mark?.courted) this.court(mark.courted, false);
      else this.go(id || lobby(state).id, false);
    });
    document.addEventListener("click", ({ target }) => {
      const pane = target.closest("[data-pane]:not(body)")?.dataset.pane;
      if (pane) this.turnTo(document.body.dataset.pane === pane ? "room" : pane);
    });
  }

  begin() {
    this.turnTo("room");
    if (history.state?.courted) this.court(history.state.courted, false);
    else this.#visit();
  }

  go(id, isNew = true) {
    const state = this.#state;
    state.opened = null;
    const room = state.rooms.get(id);
    if (!room) return;
    this.#leave();
    Object.assign(state, { current: id, courting: null });
    reopen(state, room);
    this.#enter(room, isNew);
  }

  // A link led to a message. Nothing counts as read for that.
  arriveAt({ room: id, message }) {
    const state = this.#state;
    state.found = null;
    if (!state.rooms.has(id)) return;
    if (shown(state)?.id !== id) this.#leave();
    Object.assign(state, { current: id, courting: null, target: { room: id, message } });
    hold(state.rooms.get(id));
    if (location.pathname !== pathOfMessage(message)) history.pushState(null, "", pathOfMessage(message));
    this.#page.dialogs.closeAll();
    this.turnTo("room");
  }

  court(person, isNew = true) {
    const known = whisperWith(this.#state, person);
    if (known) {
      this.go(known.id, isNew);
      return;
    }
    this.#leave();
    this.#state.courting = courtship(person);
    this.#enter(this.#state.courting, isNew);
  }

  step(direction, isNews) {
    const room = roomBeside(this.#state, direction, isNews);
    if (room) this.go(room.id);
  }

  // The address says where one is, also when others brought them there.
  show(room) {
    const { target } = this.#state;
    const path = target?.room === room.id ? pathOfMessage(target.message) : pathOf(room);
    if (location.pathname === path) return;
    history.replaceState(markOf(room), "", path);
    // The room is gone whose people they looked at.
    if (document.body.dataset.pane === "people") this.turnTo("room");
  }

  // The address no longer names a place within the room.
  forgetPlace() {
    const room = shown(this.#state);
    history.replaceState(markOf(room), "", pathOf(room));
  }

  turnTo(pane) {
    const focused = document.activeElement;
    document.body.dataset.pane = pane;
    // The focus goes along when what had it is gone.
    if (focused !== document.body && !focused.checkVisibility()) {
      document.querySelector(`[data-pane]:not(body):not([data-pane="${pane}"])`)?.focus();
    }
    this.#page.soon();
  }

  seek(message) {
    seek(this.#state, message);
    this.#page.soon();
  }

  #leave() {
    const state = this.#state;
    const before = shown(state);
    Object.assign(state, { atEnd: true, fault: null });
    if (!before) return;
    const stopped = stopIn(state, before.id);
    if (stopped) this.#page.say(stopped);
    forgetLeft(state);
    Object.assign(state, { target: null, sought: null });
    forgetAsked(state, before);
    turnAway(before);
    before.landing = null;
    toNewest(before);
    forgetOldest(before);
  }

  #enter(room, isNew) {
    if (isNew) history.pushState(markOf(room), "", pathOf(room));
    this.#visit();
    this.#page.dialogs.closeAll();
    this.turnTo("room");
    if (matchMedia("(pointer: fine)").matches) this.#page.composer.focusField();
    this.#page.soon();
  }

  #visit() {
    const room = shown(this.#state);
    if (room) this.#state.visited = this.#page.memory.keepVisit(placeOf(room));
  }
}

function markOf(room) {
  return room.id === null ? { courted: room.with[0] } : null;
}
