// How one appears to others: a status with its end, invisible, and whether one's typing is told.
import { soonOf } from "../core/text.js";
import { endOf, looksOf } from "../state/appearance.js";

const KEEP = "keep";

class ChatStatus extends HTMLElement {
  #form = this.querySelector("form");
  #shown = null;

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.addEventListener("change", () => this.#still());
    this.addEventListener("click", ({ target }) => {
      const idea = target.closest("[data-idea]");
      if (idea) this.#take(idea.dataset);
      if (target.closest("[data-clear]")) this.#clear();
    });
  }

  // Begin with how one appears now.
  fill(state) {
    this.#shown = { ...state.appearance, status: looksOf(state, state.me).status };
    const { status, invisible, typing } = this.#shown;
    const { emoji, text, until, unseen, quiet, kept } = this.#fields();
    emoji.value = status?.emoji ?? "";
    text.value = status?.text ?? "";
    kept.hidden = kept.disabled = !status?.until;
    if (status?.until) kept.textContent = soonOf(Date.parse(status.until));
    until.value = status?.until ? KEEP : "";
    unseen.checked = invisible;
    quiet.checked = !typing;
    this.#still();
  }

  fail(words) {
    const fault = this.querySelector(".dialog__fault");
    fault.textContent = words;
    fault.hidden = !words;
  }

  #fields() {
    const named = this.#form.elements;
    const kept = named.until.querySelector(`[value="${KEEP}"]`);
    return { emoji: named.emoji, text: named.text, until: named.until, unseen: named.unseen, quiet: named.quiet, kept };
  }

  // Who stays invisible keeps the status that they hid with.
  #still() {
    const isStill = this.#shown.invisible && this.#fields().unseen.checked;
    this.querySelector(".status__line").disabled = isStill;
    this.querySelector(".status__still").hidden = !isStill;
    this.querySelector("[data-clear]").hidden = isStill || !this.#shown.status;
  }

  #take({ emoji, text, until }) {
    const fields = this.#fields();
    Object.assign(fields.emoji, { value: emoji });
    Object.assign(fields.text, { value: text });
    Object.assign(fields.until, { value: until });
    fields.text.focus();
  }

  #clear() {
    this.#take({ emoji: "", text: "", until: "" });
    this.#save();
  }

  #save() {
    this.dispatchEvent(new CustomEvent("appearing", { bubbles: true, detail: this.#changes() }));
  }

  // What is different from how one appears.
  #changes() {
    const { unseen, quiet } = this.#fields();
    const changes = {};
    if (unseen.checked !== this.#shown.invisible) changes.invisible = unseen.checked;
    if (quiet.checked === this.#shown.typing) changes.typing = !quiet.checked;
    const status = this.#status();
    const isStill = this.querySelector(".status__line").disabled;
    if (!isStill && JSON.stringify(status) !== JSON.stringify(this.#shown.status)) changes.status = status;
    return changes;
  }

  #status() {
    const { emoji, text, until } = this.#fields();
    const said = { emoji: emoji.value.trim(), text: text.value.trim() };
    if (!said.emoji && !said.text) return null;
    return { ...said, until: until.value === KEEP ? this.#shown.status.until : endOf(until.value) };
  }
}

customElements.define("chat-status", ChatStatus);
