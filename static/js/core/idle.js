// Whether somebody is at this page: they are idle after five minutes without input.
const IDLE_MS = 5 * 60_000;
const INPUT = ["keydown", "pointerdown", "pointermove", "touchstart", "wheel"];

export class Idle {
  isIdle = false;
  #at = Date.now();
  #changed;

  // `changed(isIdle)` is called when it has.
  constructor(changed) {
    this.#changed = changed;
    for (const kind of INPUT) addEventListener(kind, () => this.#input(), { capture: true, passive: true });
    this.#watch();
  }

  #input() {
    this.#at = Date.now();
    if (this.isIdle) this.#turn(false);
  }

  #watch() {
    const rest = this.#at + IDLE_MS - Date.now();
    if (rest > 0) setTimeout(() => this.#watch(), rest);
    else this.#turn(true);
  }

  #turn(isIdle) {
    this.isIdle = isIdle;
    this.#changed(isIdle);
    if (!isIdle) this.#watch();
  }
}
