// What the browser shows outside of the page. Of several pages of one person one shows it.

// So long no other page tells the same: hidden ones may be a minute late.
const CLAIMED_MS = 150_000;

export class Notifications {
  #key;
  #open = new Set();

  constructor(userId) {
    this.#key = `told:${userId}`;
  }

  // "granted", "denied", "default" for not asked yet, or "missing".
  get permission() {
    return globalThis.isSecureContext && "Notification" in globalThis ? Notification.permission : "missing";
  }

  // Only ever from a press of a button.
  async ask() {
    if (this.permission === "default") await Notification.requestPermission();
  }

  // Those of these names that no other page has told of: they are this page's to tell. Locks are
  // the browser's own, while what pages store is seen by others a moment later.
  async claim(names) {
    const taken = await Promise.all(names.map((name) => this.#take(`${this.#key}:${name}`)));
    return names.filter((_, place) => taken[place]);
  }

  show({ title, body, ...more }, pressed) {
    let shown;
    try {
      shown = new Notification(title, { body, tag: `${more.room}:${more.message ?? "many"}` });
    } catch {
      // Some browsers let only background scripts do so.
      return;
    }
    const one = { shown, ...more };
    this.#open.add(one);
    shown.addEventListener("close", () => this.#open.delete(one));
    shown.addEventListener("click", () => {
      globalThis.focus();
      shown.close();
      pressed(one);
    });
  }

  // What was read elsewhere meanwhile is told no longer.
  withdraw(isRead) {
    for (const one of this.#open) {
      if (!isRead(one)) continue;
      this.#open.delete(one);
      one.shown.close();
    }
  }

  #take(name) {
    if (!navigator.locks) return true;
    return new Promise((resolve) => {
      navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock && new Promise((release) => setTimeout(release, CLAIMED_MS));
      });
    });
  }
}
