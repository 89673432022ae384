// Whether what one says arrives. It speaks up only when that is in doubt for a while.
const PATIENCE_MS = 2_000;

const endings = {
  4401: { words: "You are signed out here.", link: "Sign in" },
  4403: { words: "This account was ended by an operator. What was said stays." },
  4426: { words: "The chat has been renewed.", link: "Reload the page" },
};

class ChatBanner extends HTMLElement {
  #timer = null;

  render(state) {
    const { over, connected } = state;
    if (over) this.#end(endings[over]);
    else if (connected) this.#quiet();
    else if (this.hidden) this.#timer ??= setTimeout(() => this.#connecting(), PATIENCE_MS);
    else this.#connecting();
  }

  #quiet() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.hidden = true;
  }

  #connecting() {
    this.classList.add("banner--busy");
    this.textContent = navigator.onLine
      ? "Connecting… What you write is kept and sent then."
      : "You are offline. What you write is kept and sent later.";
    this.hidden = false;
  }

  #end({ words, link }) {
    this.#quiet();
    this.classList.remove("banner--busy");
    this.textContent = words;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = location.href;
      anchor.textContent = link;
      this.append(" ", anchor);
    }
    this.hidden = false;
  }
}

customElements.define("chat-banner", ChatBanner);
