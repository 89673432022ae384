// Telling somebody who looks elsewhere: notifications, and what the tab wears.
import { wear } from "../core/badge.js";
import { Notifications } from "../core/notifications.js";
import { badge, due, nameOf, newsIn, telling, titled } from "../state/notify.js";

// So long a message may be read elsewhere before anybody is told of it.
const TELL_MS = 1_000;

export class Alarm {
  #state;
  #page;
  #found = [];
  #notifications;

  // `page` has the alerts, the ways, and `isHere()`.
  constructor(state, page) {
    this.#state = state;
    this.#page = page;
    this.#notifications = new Notifications(state.me.id);
  }

  // An event, before it is taken in. What is new in it is told after a moment, in which it may be
  // seen here or elsewhere.
  heed(event) {
    const news = newsIn(this.#state, event);
    if (!news.length || this.#notifications.permission !== "granted") return;
    if (!this.#found.length) setTimeout(() => this.#tell(), TELL_MS);
    this.#found.push(...news);
  }

  show() {
    const { rooms } = this.#state;
    document.title = titled(this.#state);
    wear(badge(this.#state));
    this.#notifications.withdraw(({ room: id, upto }) => upto <= (rooms.get(id)?.seen ?? Infinity));
    this.#page.alerts.render(this.#state, this.#notifications.permission);
  }

  ask() {
    return this.#notifications.ask();
  }

  async #tell() {
    const { isHere, ways } = this.#page;
    const all = due(this.#state, this.#found.splice(0), isHere());
    const claimed = new Set(await this.#notifications.claim(all.map(nameOf)));
    const mine = all.filter((one) => claimed.has(nameOf(one)));
    for (const one of telling(this.#state, due(this.#state, mine, isHere()))) {
      this.#notifications.show(one, ({ room, message }) => {
        if (message) ways.seek(message);
        else ways.go(room);
      });
    }
  }
}
