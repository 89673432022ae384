// Blocks of code in a message: which language it is, and a button that copies it.
import { copied } from "../core/clipboard.js";
import { fromTemplate } from "./rows.js";

const SAID_MS = 3_000;
const LANGUAGE = "language-";

// Each block gets its head, and scrolls by keyboard too where it is wide.
export function headed(nodes) {
  for (const pre of nodes.querySelectorAll("pre")) {
    const block = fromTemplate("code");
    const code = pre.firstElementChild;
    pre.replaceWith(block);
    block.append(pre);
    pre.tabIndex = 0;
    block.querySelector(".code__language").textContent = languageOf(code);
    const said = block.querySelector(".code__said");
    block.querySelector("[data-copy]").addEventListener("click", () => copy(code, said));
  }
  return nodes;
}

async function copy(code, said) {
  said.textContent = (await copied(code)) ? "Copied" : "Marked: your browser lets only you copy it";
  clearTimeout(said.timer);
  said.timer = setTimeout(() => (said.textContent = ""), SAID_MS);
}

function languageOf(code) {
  return code.className.startsWith(LANGUAGE) ? code.className.slice(LANGUAGE.length) : "code";
}
