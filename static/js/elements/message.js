// One message, or one line on its way, in its row.
import { momentOf, paint, plain, rendered, timeOf } from "../core/text.js";

const OFFLINE = "Not sent yet: it goes as soon as you are connected.";
const WRITING = "Thinking…";
// Messages that were shown whole: what becomes of them is no news to be read out.
const whole = new WeakSet();

export function fillMessage(element, row) {
  const { message, line, author, at, isFirst, isOwn } = row;
  const [side, main] = element.children;
  const isFailed = line?.state === "failed";
  element.className = "message";
  element.classList.toggle("message--first", isFirst);
  element.classList.toggle("message--pending", Boolean(line) && !isFailed);
  element.classList.toggle("message--failed", isFailed);
  element.classList.toggle("message--answer", message?.kind === "answer");
  element.classList.toggle("message--writing", isWriting(message));
  element.ariaBusy = String(isWriting(message));
  // People know what they wrote themselves.
  element.ariaLive = isOwn || whole.has(element) ? "off" : null;
  if (message && !isWriting(message)) whole.add(element);
  fillSide(side, author, at, isFirst);
  const [head, body, state] = main.children;
  fillHead(head, author, at, isFirst);
  body.className = "message__body";
  if (line) fillBody(body, plain(line.text ?? unescaped(line.body)), "message__body--plain");
  else fillWords(body, message);
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

function fillWords(body, message) {
  if (message.deleted) {
    fillBody(body, plain(goneWords(message.deleted)), "message__body--gone");
  } else if (message.answer && message.answer.state === "writing") {
    fillBody(body, plain(message.body || WRITING), "message__body--plain");
  } else {
    fillBody(body, rendered(message.html));
  }
}

function fillBody(body, nodes, kind) {
  if (kind) body.classList.add(kind);
  body.replaceChildren(nodes);
}

function fillState(state, { line, message, isRestorable }) {
  const [reason, again, discard, edited, restore] = state.children;
  reason.textContent = stateWords(line);
  reason.hidden = !reason.textContent;
  again.hidden = discard.hidden = line?.state !== "failed";
  edited.hidden = !message?.edited_at || Boolean(message.deleted);
  edited.textContent = message?.edited_by ? `(edited by ${message.edited_by.name})` : "(edited)";
  restore.hidden = !isRestorable;
  state.hidden = !reason.textContent && edited.hidden && restore.hidden;
}

function stateWords(line) {
  if (line?.state === "failed") return line.reason;
  return line?.isOffline ? OFFLINE : "";
}

function goneWords({ by, reason }) {
  const what = by ? `${by.name} deleted this message` : "This message was deleted";
  return reason ? `${what}: ${reason}` : `${what}.`;
}

function isWriting(message) {
  return message?.answer?.state === "writing";
}

// A second slash says that the line is no command; it is not part of the words.
function unescaped(body) {
  return body.startsWith("//") ? body.slice(1) : body;
}
