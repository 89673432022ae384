// A word about what was just done, gone after a while.
import { copied } from "../core/clipboard.js";

const SAID_MS = 4_000;
const MARKED_MS = 30_000;
let timer = null;

export async function copyLink(url) {
  const said = document.querySelector(".said");
  const [words, link] = said.children;
  said.classList.add("said--shown");
  link.textContent = url;
  const isCopied = await copied(link);
  words.textContent = isCopied ? "Copied" : "Marked: your browser lets only you copy it";
  if (isCopied) link.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(() => hush(said), isCopied ? SAID_MS : MARKED_MS);
}

function hush(said) {
  said.classList.remove("said--shown");
  for (const part of said.children) part.textContent = "";
}
