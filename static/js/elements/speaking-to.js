// What of a message belongs to others: whom it answers, and who reacted to it.
import { counted } from "../core/text.js";
import { pathOfMessage } from "../state/permalinks.js";
import { fromTemplate } from "./rows.js";

const MOST_NAMED = 20;

export function fillQuote(element, quote) {
  element.hidden = !quote;
  if (!quote) return;
  const [name, words] = element.querySelectorAll("bdi");
  // What can't be read leads nowhere.
  if (quote.id) element.href = pathOfMessage(quote.id);
  else element.removeAttribute("href");
  element.classList.toggle("quote--quiet", !quote.name || Boolean(quote.isGone));
  name.textContent = quote.name;
  words.textContent = quote.words;
}

// The chips stay the same elements, so that the focus stays where it is.
export function fillReactions(element, reactions) {
  const known = new Map([...element.children].map((chip) => [chip.dataset.emoji, chip]));
  const chips = reactions.map((one) => fillChip(known.get(one.emoji) ?? newChip(one.emoji), one));
  const isSame = chips.length === element.children.length && chips.every((chip, at) => chip === element.children[at]);
  if (!isSame) {
    for (const [emoji, chip] of known) if (!reactions.some((one) => one.emoji === emoji)) chip.remove();
    for (const [at, chip] of chips.entries()) {
      if (element.children[at] !== chip) element.insertBefore(chip, element.children[at] ?? null);
    }
  }
  element.hidden = !chips.length;
}

function newChip(emoji) {
  const chip = fromTemplate("reaction");
  chip.dataset.emoji = emoji;
  chip.firstElementChild.textContent = emoji;
  return chip;
}

function fillChip(chip, { emoji, by, isMine }) {
  chip.lastElementChild.textContent = by.length;
  chip.ariaPressed = String(isMine);
  const who = namesOf(by);
  chip.ariaLabel = `${emoji} ${counted(by.length, "reaction", "reactions")}: ${who}`;
  chip.title = who;
  return chip;
}

function namesOf(people) {
  const names = people.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = people.length - names.length;
  if (more) names.push(counted(more, "other", "others"));
  return new Intl.ListFormat("en").format(names);
}
