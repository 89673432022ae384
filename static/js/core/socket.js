// One connection that comes back by itself. It carries events and knows no page.
const VERSION = 1;
const SILENCE_MS = 60_000;
const ANSWER_MS = 15_000;
// Where very many come at once, the server says so after twenty.
const WELCOME_MS = 30_000;
const WAKING_MS = 4_000;
const HEALTHY_MS = 5_000;
const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;
const RESTART_MS = 5_000;
const RESTART = 1012;
const TOO_MANY = 4409;
const SIGNED_OUT = 4401;
// The new session may be on its way for longer than the word that the old one has ended.
const LOOKS_MS = [SHORTEST_MS, 4_000];
const UNANSWERED = new Set(["typing.start", "typing.stop", "presence.set"]);
const FINAL = new Set([SIGNED_OUT, 4403, 4426]);

export class Socket {
  #socket = null;
  #tries = 0;
  #notBefore = 0;
  #heardAt = 0;
  #beatAt = 0;
  #beatMs = 0;
  #goodbye = null;
  #isWelcome = false;
  #isOver = false;
  #awaitsEyes = false;
  #looks = [];
  #timers = {};

  // `greeting()` gives what `hello` says; `hear(event)` takes each event; `lost(code)` is called
  // when what is said no longer arrives, and `over(code)` when it never will again.
  constructor(url, { greeting, hear, lost, over }) {
    Object.assign(this, { url, greeting, hear, lost, over });
    addEventListener("online", () => this.#wake());
    // Where it is wrong, as a server of this machine still answers, the next try finds it at once.
    addEventListener("offline", () => this.#giveUp());
    addEventListener("pageshow", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  // The page may have been looked at before it came to this.
  open() {
    if (this.#socket || this.#isOver) return;
    clearTimeout(this.#timers.retry);
    this.#awaitsEyes = false;
    this.#goodbye = null;
    const socket = (this.#socket = new WebSocket(this.url));
    socket.addEventListener("open", () => this.#begin(socket));
    socket.addEventListener("message", ({ data }) => this.#receive(socket, data));
    socket.addEventListener("close", ({ code }) => this.#closed(socket, code));
  }

  // Whether it was handed to a connection that had its welcome.
  say(frame) {
    if (!this.#isWelcome || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    if (!UNANSWERED.has(frame.type)) this.#expect(ANSWER_MS);
    return true;
  }

  // Somebody does not want to wait: try now, unless the server asked for a pause.
  hurry() {
    this.#wake();
  }

  #begin(socket) {
    if (socket !== this.#socket) return;
    this.#heardAt = Date.now();
    socket.send(JSON.stringify({ type: "hello", v: VERSION, ...this.greeting() }));
    this.#expect(WELCOME_MS);
  }

  #receive(socket, data) {
    if (socket !== this.#socket) return;
    this.#heardAt = Date.now();
    clearTimeout(this.#timers.answer);
    this.#timers.answer = null;
    this.#goOn();
    for (const line of data.split("\n")) {
      const event = JSON.parse(line);
      if (event.type === "welcome") this.#welcome(event);
      if (event.type === "bye") this.#goodbye = event;
      this.hear(event);
    }
    // A server that is busy with others is waited for.
    if (!this.#isWelcome && socket === this.#socket) this.#expect(WELCOME_MS);
  }

  #welcome({ heartbeat }) {
    this.#isWelcome = true;
    this.#beatAt = Date.now();
    this.#beatMs = heartbeat * 1000;
    this.#goOn();
    this.#timers.health = setTimeout(() => (this.#tries = 0), HEALTHY_MS);
  }

  // In a hidden page timers that set each other come once a minute, too late to be taken for
  // alive, while what is heard comes at once: so each beat is timed, or made, on hearing.
  #goOn() {
    if (!this.#isWelcome) return;
    clearTimeout(this.#timers.heartbeat);
    const rest = this.#beatAt + this.#beatMs - Date.now();
    if (rest > 0) this.#timers.heartbeat = setTimeout(() => this.#beat(), rest);
    else this.#beat();
  }

  // Its answer times the next one.
  #beat() {
    this.#beatAt = Date.now();
    if (this.#beatAt - this.#heardAt > SILENCE_MS) this.#giveUp();
    else this.say({ type: "heartbeat" });
  }

  // Something has to be heard within this time, or the connection only looks alive.
  #expect(milliseconds) {
    this.#timers.answer ??= setTimeout(() => this.#giveUp(), milliseconds);
  }

  // A dead connection may take minutes to close: nobody waits for that.
  #giveUp() {
    const socket = this.#socket;
    if (!socket) return;
    socket.close();
    this.#closed(socket, 1006);
  }

  #closed(socket, code) {
    if (socket !== this.#socket) return;
    const wasWelcome = this.#isWelcome;
    this.#socket = null;
    this.#isWelcome = false;
    for (const name of ["answer", "health", "heartbeat"]) clearTimeout(this.#timers[name]);
    this.#timers.answer = null;
    this.lost(code);
    if (wasWelcome) this.#looks = [...LOOKS_MS];
    if (code === SIGNED_OUT && this.#looks.length) {
      // Another tab may have changed the password, and bring this browser a new session.
      this.#timers.retry = setTimeout(() => this.open(), this.#looks.shift());
    } else if (FINAL.has(code)) {
      this.#isOver = true;
      this.over(code);
    } else if (code === TOO_MANY) {
      this.#awaitsEyes = true;
    } else {
      this.#later(code);
    }
  }

  #later(code) {
    // A server that ends in a hurry says no goodbye.
    const pause = this.#goodbye?.after_ms || (code === RESTART ? RESTART_MS : 0);
    const most = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** this.#tries++);
    // After a restart everybody comes back: spread over the time that the server gave.
    const delay = code === RESTART ? Math.random() * pause : pause + Math.random() * most;
    this.#notBefore = Date.now() + pause;
    this.#timers.retry = setTimeout(() => this.open(), delay);
  }

  // The page is looked at again, or the network is back: see at once how things stand.
  #wake() {
    if (this.#isOver) return;
    if (this.#socket) this.#prod();
    else if (this.#awaitsEyes ? !document.hidden : Date.now() >= this.#notBefore) this.open();
  }

  #prod() {
    if (!this.#isWelcome || Date.now() - this.#heardAt < WAKING_MS) return;
    this.say({ type: "heartbeat" });
    clearTimeout(this.#timers.answer);
    this.#timers.answer = null;
    this.#expect(WAKING_MS);
  }
}
