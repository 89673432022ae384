// What this browser remembers for one person: unfinished words, and the emoji chosen last.
const MOST_EMOJI = 24;

export class Memory {
  #draftsKey;
  #emojiKey;

  constructor(userId) {
    this.#draftsKey = `drafts:${userId}`;
    this.#emojiKey = `emoji:${userId}`;
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

  emoji() {
    return read(this.#emojiKey) ?? [];
  }

  keepEmoji(glyph) {
    const picked = [glyph, ...this.emoji().filter((one) => one !== glyph)].slice(0, MOST_EMOJI);
    write(this.#emojiKey, picked);
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
