// Unsent lines, kept by this browser until they are answered. They belong to one person, and
// each to one open page, which alone sends it.
const STORE = "lines";

export async function openLines(userId, page) {
  // A browser that keeps nothing still sends.
  return new Lines(await opened().catch(() => null), userId, page);
}

class Lines {
  #database;
  #user;
  #page;

  constructor(database, user, page) {
    this.#database = database;
    this.#user = user;
    this.#page = page;
  }

  keep(line) {
    return this.#ask("readwrite", (store) => store.put({ ...line, user: this.#user, page: this.#page }));
  }

  drop(clientId) {
    return this.#ask("readwrite", (store) => store.delete(clientId));
  }

  // How many of this person's lines wait for an answer, whichever page sends them; null when
  // nobody knows.
  async waiting() {
    const lines = await this.#ask("readonly", (store) => store.getAll());
    return lines?.filter(({ user, state }) => user === this.#user && state !== "failed").length ?? null;
  }

  // Take over the lines of pages that are closed, oldest first. `openPages` are all that are not.
  async inherit(openPages) {
    const lines = (await this.#ask("readonly", (store) => store.getAll())) ?? [];
    const left = lines.filter(({ user, page }) => user === this.#user && !openPages.has(page));
    await Promise.all(left.map((line) => this.keep(line)));
    return left.sort((a, b) => a.at - b.at);
  }

  async #ask(mode, what) {
    if (!this.#database) return undefined;
    return new Promise((resolve) => {
      const request = what(this.#database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      // A full disk keeps no line, and stops none either.
      request.onerror = () => resolve(undefined);
    });
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("chat", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "client_id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
