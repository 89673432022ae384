// What this browser remembers for one person: unfinished words, where they were last, and how they
// like it.
const MOST_VISITED = 40;
const MOST_EMOJI = 24;

export class Memory {
  #draftsKey;
  #visitedKey;
  #settingsKey;
  #emojiKey;

  // When another page of this browser has changed something, the function of its name is called:
  // `drafts` or `settings`.
  constructor(userId, changed) {
    this.#draftsKey = `drafts:${userId}`;
    this.#visitedKey = `visited:${userId}`;
    this.#settingsKey = `settings:${userId}`;
    this.#emojiKey = `emoji:${userId}`;
    addEventListener("storage", ({ key }) => {
      if (key === this.#draftsKey) changed.drafts(this.drafts());
      if (key === this.#settingsKey) changed.settings(this.settings());
    });
  }

  drafts() {
    return read(this.#draftsKey) ?? {};
  }

  // Returns all drafts as they are now.
  keepDraft(place, text) {
    const drafts = this.drafts();
    if (text.trim()) drafts[place] = text;
    else delete drafts[place];
    write(this.#draftsKey, drafts);
    return drafts;
  }

  visited() {
    return read(this.#visitedKey) ?? [];
  }

  keepVisit(place) {
    const visited = [place, ...this.visited().filter((one) => one !== place)].slice(0, MOST_VISITED);
    write(this.#visitedKey, visited);
    return visited;
  }

  emoji() {
    return read(this.#emojiKey) ?? [];
  }

  keepEmoji(glyph) {
    const picked = [glyph, ...this.emoji().filter((one) => one !== glyph)].slice(0, MOST_EMOJI);
    write(this.#emojiKey, picked);
  }

  settings() {
    return read(this.#settingsKey) ?? {};
  }

  keepSetting(name, value) {
    write(this.#settingsKey, { ...this.settings(), [name]: value });
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
