// One message, or one line on its way, in its row.
import { momentOf, paint, plain, rendered, timeOf } from "../core/text.js";
import { fillQuote, fillReactions } from "./speaking-to.js";

const OFFLINE = "Not sent yet: it goes as soon as you are connected.";
const WRITING = "Thinking…";

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
  element.classList.toggle("message--target", Boolean(row.isTarget));
  element.ariaCurrent = row.isTarget ? "true" : null;
  element.ariaBusy = String(isWriting(message));
  // People know what they wrote themselves.
  element.ariaLive = isOwn ? "off" : null;
  fillSide(side, author, at, isFirst);
  const [head, quote, body, marks, reactions, state] = main.children;
  fillQuote(quote, row.quote);
  fillReactions(reactions, row.reactions);
  fillMarks(marks, row);
  fillHead(head, author, at, isFirst);
  body.className = "message__body";
  if (line) fillBody(body, plain(line.text ?? unescaped(line.body)), "message__body--plain");
  else fillWords(body, message);
  fillState(state, line, message);
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
    fillBody(body, plain("This message was deleted."), "message__body--gone");
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

function fillState(state, line, message) {
  const [reason, ...buttons] = state.children;
  const isFailed = line?.state === "failed";
  reason.textContent = stateWords(line, message);
  for (const button of buttons) button.hidden = !isFailed;
  state.hidden = !reason.textContent;
}

function fillMarks(marks, { message, isSaved }) {
  const pinned = message?.pinned ? `Pinned by ${message.pinned.by.name}` : "";
  marks.textContent = [pinned, isSaved ? "★ Saved" : ""].filter(Boolean).join(" · ");
  marks.hidden = !marks.textContent;
}

function stateWords(line, message) {
  if (line?.state === "failed") return line.reason;
  if (line?.isOffline) return OFFLINE;
  return message?.edited_at ? "edited" : "";
}

function isWriting(message) {
  return message?.answer?.state === "writing";
}

// A second slash says that the line is no command; it is not part of the words.
function unescaped(body) {
  return body.startsWith("//") ? body.slice(1) : body;
}
