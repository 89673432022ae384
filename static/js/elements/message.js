// One message, or one line on its way, in its row.
import { apart } from "../core/names.js";
import { paint } from "../core/person.js";
import { momentOf, plain, rendered, timeOf, worded } from "../core/text.js";
import { headed } from "./code.js";
import { dressMentions } from "./mentions.js";
import { fillQuote, fillReactions } from "./speaking-to.js";

const OFFLINE = "Queued: it goes as soon as you are connected.";
const UNSURE = "Queued: it was sent, and whether it arrived shows as soon as you are connected.";
const REFUSED = "Queued: the chat is busy, and it is tried again by itself.";
const BEHIND = "Queued: it goes after the lines before it.";
const SENDING = "Sending…";
const LEFT = "Not sent: you took it back.";
const WRITING = "Thinking…";
// Messages that were shown whole: what becomes of them is no news to be read out.
const whole = new WeakSet();

export function fillMessage(element, row) {
  const { message, line, author, at, isFirst, isOwn } = row;
  const [side, main] = element.children;
  const isFailed = line?.state === "failed";
  element.className = "message";
  element.classList.toggle("message--first", isFirst);
  element.classList.toggle("message--pending", Boolean(line) && !isFailed && line.state !== "left");
  element.classList.toggle("message--left", line?.state === "left");
  element.classList.toggle("message--failed", isFailed);
  element.classList.toggle("message--calls", Boolean(row.isToMe));
  element.classList.toggle("message--answer", message?.kind === "answer");
  element.classList.toggle("message--writing", isWriting(message));
  element.classList.toggle("message--target", Boolean(row.isTarget));
  element.ariaCurrent = row.isTarget ? "true" : null;
  element.ariaBusy = String(isWriting(message));
  // People know what they wrote themselves.
  element.ariaLive = isOwn || whole.has(element) ? "off" : null;
  if (message && !isWriting(message)) whole.add(element);
  fillSide(side, author, at, isFirst);
  const [head, quote, body, marks, reactions, state] = main.children;
  fillQuote(quote, row.quote);
  fillReactions(reactions, row.reactions);
  fillMarks(marks, row);
  fillHead(head, author, at, isFirst);
  body.className = "message__body";
  if (line) fillBody(body, plain(line.text ?? unescaped(line.body)), "message__body--plain");
  else fillWords(body, row);
  fillState(state, row);
}

function fillSide(side, author, at, isFirst) {
  const [avatar, aside] = side.children;
  avatar.hidden = !isFirst;
  aside.hidden = isFirst;
  if (isFirst) paint(avatar, author);
  else fillTime(aside, at);
}

function fillHead(head, author, at, isFirst) {
  const [name, time] = head.children;
  // Who listens to the page needs the name on every message.
  head.classList.toggle("visually-hidden", !isFirst);
  name.textContent = author.name;
  fillTime(time, at);
}

function fillTime(time, at) {
  time.dateTime = new Date(at).toISOString();
  time.textContent = timeOf(at);
  time.title = momentOf(at);
}

function fillWords(body, { message, ...reader }) {
  if (message.deleted) {
    fillBody(body, worded(goneWords(message.deleted)), "message__body--gone");
  } else if (message.answer && message.answer.state === "writing") {
    fillBody(body, plain(message.body || WRITING), "message__body--plain");
  } else {
    const words = headed(rendered(message.html));
    dressMentions(words, message, reader);
    fillBody(body, words);
  }
}

function fillBody(body, nodes, kind) {
  if (kind) body.classList.add(kind);
  body.replaceChildren(nodes);
}

function fillState(state, { line, message, isRestorable }) {
  const [reason, again, discard, back, edited, restore] = state.children;
  reason.textContent = stateWords(line);
  reason.hidden = !reason.textContent;
  again.hidden = !(line?.state === "failed" || line?.state === "waiting");
  discard.hidden = !line?.isDiscardable;
  back.hidden = line?.state !== "left";
  edited.hidden = !message?.edited_at || Boolean(message.deleted);
  edited.replaceChildren(worded(message?.edited_by ? `(edited by ${apart(message.edited_by.name)})` : "(edited)"));
  restore.hidden = !isRestorable;
  state.hidden = !reason.textContent && edited.hidden && restore.hidden;
}

function stateWords(line) {
  if (!line) return "";
  if (line.state === "left") return LEFT;
  if (line.state === "failed") return `Failed: ${line.reason}`;
  if (line.isOffline) return line.tried ? UNSURE : OFFLINE;
  if (!line.isSlow) return "";
  if (line.state === "waiting") return line.held ? REFUSED : BEHIND;
  return SENDING;
}

function goneWords({ by, reason }) {
  const what = by ? `${apart(by.name)} deleted this message` : "This message was deleted";
  return reason ? `${what}: ${apart(reason)}` : `${what}.`;
}

function fillMarks(marks, { message, isSaved }) {
  const pinned = message?.pinned ? `Pinned by ${apart(message.pinned.by.name)}` : "";
  marks.replaceChildren(worded([pinned, isSaved ? "★ Saved" : ""].filter(Boolean).join(" · ")));
  marks.hidden = !marks.textContent;
}

function isWriting(message) {
  return message?.answer?.state === "writing";
}

// A second slash says that the line is no command; it is not part of the words.
function unescaped(body) {
  return body.startsWith("//") ? body.slice(1) : body;
}
