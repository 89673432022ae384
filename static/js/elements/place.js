// Where somebody stands in what is scrolled: at the end, which they follow, or in a place that
// stays under their eyes, whatever is joined on or let go above and below.
const NEAR_END = 100;

export class Place {
  isAtEnd = true;
  #box;
  #rows;
  #isOpenEnded;
  #height = 0;

  // `isOpenEnded()` tells whether more lies below than stands here: of what is shown, as the page
  // may know more by now.
  constructor(box, rows, isOpenEnded) {
    this.#box = box;
    this.#rows = rows;
    this.#isOpenEnded = isOpenEnded;
    // A keyboard that opens, or a picture of text that grows, moves nobody from the end.
    const watcher = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    watcher.observe(box);
    watcher.observe(rows);
  }

  get isOnScreen() {
    return this.#box.clientHeight > 0;
  }

  get screens() {
    return this.below / this.#box.clientHeight;
  }

  get above() {
    return this.#box.scrollTop;
  }

  get below() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight;
  }

  // They moved, or what is around them did.
  look() {
    this.isAtEnd = !this.#isOpenEnded() && this.below <= NEAR_END;
    this.#height = this.#box.scrollHeight;
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#height = this.#box.scrollHeight;
    this.isAtEnd = true;
  }

  // The last of these elements whose whole is above the lower edge.
  lastWhole(elements) {
    const { bottom } = this.#box.getBoundingClientRect();
    return elements.findLast((element) => element.getBoundingClientRect().bottom <= bottom);
  }

  // Have an element so many pixels below the upper edge.
  put(element, below) {
    this.#box.scrollTop = this.#topOf(element) - below;
    this.look();
  }

  // The same a quarter below, unless it is in sight already.
  putInSight(element) {
    if (this.#topOf(element) < this.#box.scrollTop + this.#box.clientHeight / 4) this.put(element, this.#box.clientHeight / 4);
  }

  putInTheMiddle(element) {
    const room = this.#box.clientHeight - element.getBoundingClientRect().height;
    this.#box.scrollTop += this.#offsetOf(element) - Math.max(0, room / 2);
    this.look();
  }

  // The end stays in sight, but for more than the screen holds: that is read from its beginning,
  // `first`. Who stands near the end, and nothing grows there, stays where they are.
  follow(first) {
    if (!first && this.#box.scrollHeight === this.#height) return;
    this.toEnd();
    if (first && this.#topOf(first) < this.#box.scrollTop) this.putInSight(first);
  }

  // The first of these elements on screen that stays as it is, and how far it is from the top. Other
  // rows may move; the very first message loses its author's name when theirs come before it.
  anchor([first, ...others]) {
    const { top } = this.#box.getBoundingClientRect();
    const element = others.find((one) => one.getBoundingClientRect().bottom > top) ?? first;
    return element ? { element, offset: this.#offsetOf(element) } : null;
  }

  hold(anchor) {
    if (anchor?.element.isConnected) this.#box.scrollTop += this.#offsetOf(anchor.element) - anchor.offset;
  }

  #topOf(element) {
    return element.offsetTop - this.#box.offsetTop;
  }

  #offsetOf(element) {
    return element.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
  }
}
