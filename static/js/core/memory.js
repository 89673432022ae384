// What this browser remembers for one person: unfinished words.
export class Memory {
  #draftsKey;

  constructor(userId) {
    this.#draftsKey = `drafts:${userId}`;
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
