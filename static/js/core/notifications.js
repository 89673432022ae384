// What the browser shows outside of the page. Of several pages of one person one shows it.
const REMEMBERED = 200;

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

  // Those of these names that no other page has told of: they are this page's to tell.
  async claim(names) {
    const mine = () => this.#unclaimed(names);
    return navigator.locks ? navigator.locks.request(this.#key, mine) : mine();
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

  #unclaimed(names) {
    try {
      const told = JSON.parse(localStorage.getItem(this.#key)) ?? [];
      const fresh = names.filter((name) => !told.includes(name));
      localStorage.setItem(this.#key, JSON.stringify([...told, ...fresh].slice(-REMEMBERED)));
      return fresh;
    } catch {
      // A browser that remembers nothing may say it twice.
      return names;
    }
  }
}
