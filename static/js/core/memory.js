// What this browser remembers for one person: how far rooms were seen, and unfinished words.
export class Memory {
  #seenKey;
  #draftsKey;
  #written = "";

  // `changed(seen)` is called when another page of this browser has seen more.
  constructor(userId, changed) {
    this.#seenKey = `seen:${userId}`;
    this.#draftsKey = `drafts:${userId}`;
    addEventListener("storage", ({ key }) => key === this.#seenKey && changed(this.seen() ?? {}));
  }

  seen() {
    return read(this.#seenKey);
  }

  keepSeen(seen) {
    const text = JSON.stringify(seen);
    if (text === this.#written) return;
    this.#written = text;
    const before = this.seen() ?? {};
    const furthest = Object.entries(seen).map(([id, seq]) => [id, Math.max(seq, before[id] ?? 0)]);
    write(this.#seenKey, Object.fromEntries(furthest));
  }

  draft(place) {
    return read(this.#draftsKey)?.[place] ?? "";
  }

  keepDraft(place, text) {
    const drafts = read(this.#draftsKey) ?? {};
    if (text) drafts[place] = text;
    else delete drafts[place];
    write(this.#draftsKey, drafts);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that remembers nothing still chats.
  }
}
