// What is read out of a room to those who listen: each message that arrives; of more than a few at
// once only how many they are, and of the past nothing.
import { counted } from "../core/text.js";

const FEW = 3;
const CALM_MS = 3_000;
const PAST_MS = 500;

export class Aloud {
  #log;
  #status;
  #recent = [];
  #unsaid = 0;
  #timer = null;

  // `log` reads out by itself what is put into it; `status` reads out what is written there.
  constructor(log, status) {
    this.#log = log;
    this.#status = status;
  }

  // What comes next was there before, or comes from the past.
  hush() {
    this.#unsaid = 0;
    this.#quietFor(PAST_MS);
  }

  // So many messages of others are put into the log next.
  hear(count, now = Date.now()) {
    if (!count) return;
    this.#recent = [...this.#recent.filter((at) => now - at < CALM_MS), ...Array(count).fill(now)];
    if (this.#recent.length <= FEW) return;
    this.#unsaid += count;
    if (this.#log.ariaLive !== "off" || this.#timer === null) this.#quietFor(CALM_MS);
  }

  #quietFor(pause) {
    this.#log.ariaLive = "off";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#speak(), pause);
  }

  #speak() {
    this.#timer = null;
    if (!this.#unsaid) {
      this.#log.ariaLive = "polite";
      return;
    }
    this.#status.textContent = counted(this.#unsaid, "new message", "new messages");
    this.#unsaid = 0;
    // As long as it goes on, it is told now and then; a pause ends it.
    this.#quietFor(CALM_MS);
  }
}
