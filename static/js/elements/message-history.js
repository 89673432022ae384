// How a message came to its words: every wording, the latest first, and what each changed.
import { changes } from "../core/diff.js";
import { momentOf, plain } from "../core/text.js";
import { fromTemplate } from "./rows.js";

const UNCONNECTED = "You are not connected. It is shown as soon as you are.";
const TAGS = { added: "ins", removed: "del" };

export class MessageHistory {
  #dialog = document.getElementById("history");
  #list = this.#dialog.querySelector(".versions");
  #hint = this.#dialog.querySelector(".dialog__hint");
  #fault = this.#dialog.querySelector(".dialog__fault");
  #shown = null;
  #asker = null;

  constructor() {
    this.#dialog.addEventListener("close", () => {
      if (document.activeElement === document.body) this.#asker?.focus();
    });
  }

  open() {
    this.#asker = document.activeElement?.closest(".message");
    this.#shown = null;
    this.#list.replaceChildren();
    this.#dialog.showModal();
  }

  render(state) {
    const { story, fault, connected } = state;
    if (!this.#dialog.open || !story) return;
    const words = fault?.from === "history" ? fault.text : "";
    this.#fault.textContent = words;
    this.#fault.hidden = !words;
    this.#hint.hidden = story.isWhole || Boolean(words);
    this.#hint.textContent = connected ? "Loading…" : UNCONNECTED;
    if (!story.isWhole || this.#shown === story) return;
    this.#shown = story;
    this.#list.replaceChildren(...story.versions.map((one, place) => rowOf(one, story.versions[place - 1], place === story.versions.length - 1)).reverse());
  }
}

function rowOf(version, before, isLast) {
  const row = fromTemplate("version");
  const [head, words] = row.children;
  const [editor, time, mark] = head.children;
  editor.textContent = version.editor.name;
  time.dateTime = version.at;
  time.textContent = momentOf(Date.parse(version.at));
  mark.textContent = isLast ? "· as it stands now" : before ? "" : "· as it was first said";
  words.append(...(before ? changes(before.body, version.body).map(pieceOf) : [plain(version.body)]));
  return row;
}

function pieceOf({ kind, text }) {
  if (kind === "same") return plain(text);
  const piece = document.createElement(TAGS[kind]);
  piece.textContent = text;
  return piece;
}
