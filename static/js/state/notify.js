// Of what somebody is told who looks elsewhere, and why.
import { answered, ask } from "./asks.js";
import { shown, titleOf } from "./rooms.js";

const EACH = 3;
const BODY_CHARS = 200;
const KEYWORDS = 20;
const KEYWORD_CHARS = 40;

export const wishes = {
  "notify.changed"(state, { id, levels, keywords }) {
    answered(state, id);
    for (const [room, level] of Object.entries(levels)) {
      if (state.rooms.has(Number(room))) state.rooms.get(Number(room)).notify = level;
    }
    state.keywords = keywords;
  },

  // Told before the question is forgotten.
  error(state, { id, final, text }) {
    const wish = id?.startsWith("notify:") && final && state.asks.get(id);
    if (!wish) return;
    takeBack(state, wish);
    state.fault = { text, body: "" };
  },
};

// Why somebody is told of a message: the strongest reason, or null when they are not.
export function notify({ level, isWhisper, isMention, isKeyword, isFocused, isSeen, isOwn }) {
  if (isOwn || isSeen || isFocused || level === "none") return null;
  if (isWhisper) return "whisper";
  if (isMention) return "mention";
  if (isKeyword) return "keyword";
  return level === "all" ? "all" : null;
}

// The keyword that is said in a text: as a word of its own, in any case.
export function keywordIn(keywords, text) {
  const said = fold(text);
  return keywords.find((keyword) => stands(fold(keyword), said)) ?? null;
}

export function speaksTo(state, { mentions, to_all: toAll }) {
  return Boolean(toAll || mentions?.some(({ id }) => id === state.me.id));
}

// What an event brings that they may want to be told of; to be asked before it is taken in.
export function newsIn(state, event) {
  return news[event.type]?.(state, event) ?? [];
}

const news = {
  "message.posted": (state, { room: id, seq, message }) => {
    const room = state.rooms.get(id);
    return room && seq > room.cursor ? [{ room: id, message }] : [];
  },

  // An edit is no news, unless it speaks to somebody to whom it did not before.
  "message.changed": (state, { room: id, message }) => {
    const known = state.rooms.get(id)?.messages.get(message.id);
    const isNew = known && !speaksTo(state, known) && speaksTo(state, message);
    return isNew ? [{ room: id, message, isEdited: true }] : [];
  },

  // What was missed while the connection was away.
  "room.sync": (state, { room: id, messages }) => {
    const room = state.rooms.get(id);
    const missed = messages.filter(({ seq }) => room && seq > room.cursor);
    return missed.map((message) => ({ room: id, message, isMissed: true }));
  },

  // Of rooms that are not held here only counts are told.
  welcome: (state, { rooms }) =>
    rooms.map((payload) => ({ room: payload.id, count: missedIn(state, payload), head: payload.head, isMissed: true }))
      .filter(({ count }) => count > 0),
};

// What is worth telling of these now, a moment later: nobody is told of what they have seen.
export function due(state, found, isHere) {
  return found.map((one) => judged(state, one, isHere)).filter(({ why }) => why);
}

// Under this name a piece of news is told by one of several pages.
export function nameOf({ room, message, head }) {
  return message ? `${room}:${message.id}:${message.rev}` : `${room}:upto:${head}`;
}

// The words for what is due: one notification each, or one for many.
export function telling(state, all) {
  const count = all.reduce((sum, one) => sum + (one.count ?? 1), 0);
  const isMissed = all.some((one) => one.isMissed);
  if (all.length && (count > EACH || (isMissed && count > 1) || all.some((one) => !one.message))) {
    return [together(state, all, count)];
  }
  return all.map((one) => alone(state, one));
}

// What the title of the page and its icon tell: how much speaks to one, and whether there is else.
export function badge(state) {
  let calls = 0;
  let hasNews = false;
  for (const { kind, unread, mentions, notify: level } of state.rooms.values()) {
    if (level === "none") continue;
    calls += kind === "whisper" ? unread : mentions;
    hasNews ||= unread > 0;
  }
  return { calls, hasNews };
}

export function titled(state) {
  const { calls, hasNews } = badge(state);
  const sign = calls ? `(${calls}) ` : hasNews ? "• " : "";
  return `${sign}${titleOf(shown(state))} – Chat`;
}

// What is wished shows at once, and is taken back if it was refused.
export function wantLevel(state, room, level) {
  const before = room.notify;
  room.notify = level;
  wish(state, { room: room.id, level }, before);
}

export function wantKeywords(state, keywords) {
  const before = state.keywords;
  state.keywords = keywords;
  wish(state, { keywords }, before);
}

// Keywords as they were written, and what is wrong with them.
export function written(text) {
  const keywords = [...new Set(text.split(/[\n,]/u).map((word) => word.trim()).filter(Boolean))];
  const long = keywords.find((word) => [...word].length > KEYWORD_CHARS);
  if (keywords.length > KEYWORDS) return { fault: `You can have ${KEYWORDS} keywords; these are ${keywords.length}.` };
  if (long) return { fault: `A keyword can have ${KEYWORD_CHARS} characters; “${long.slice(0, 20)}…” has more.` };
  return { keywords };
}

function wish(state, fields, before) {
  const id = `notify:${++state.serial}`;
  ask(state, id, { type: "notify.set", ...fields });
  state.asks.get(id).before = before;
}

// Unless they wished for something else since.
function takeBack(state, { frame, before }) {
  const room = state.rooms.get(frame.room);
  if (room && room.notify === frame.level) room.notify = before;
  if (frame.keywords && state.keywords === frame.keywords) state.keywords = before;
}

function judged(state, one, isHere) {
  const room = state.rooms.get(one.room);
  if (!room) return one;
  // The newest words of it; an edit or an answer may have come meanwhile.
  const message = one.message && (room.messages.get(one.message.id) ?? one.message);
  const isFocused = isHere && shown(state) === room;
  const level = room.notify;
  if (!message) return { ...one, why: notify({ level, isFocused, isMention: true }) };
  const keyword = keywordIn(state.keywords, message.body);
  const why = message.deleted || message.kind === "system" ? null : notify({
    level,
    isWhisper: room.kind === "whisper",
    isMention: speaksTo(state, message),
    isKeyword: keyword !== null,
    isFocused,
    isSeen: !one.isEdited && message.seq <= Math.max(room.read, room.seen),
    isOwn: message.author.id === state.me.id,
  });
  return { ...one, message, why, keyword };
}

function missedIn(state, payload) {
  const room = state.rooms.get(payload.id);
  if (room?.loaded || payload.notify === "none") return 0;
  if (payload.kind !== "whisper" && payload.notify !== "all") return payload.mentions - (room?.mentions ?? 0);
  return Math.min(payload.unread, payload.head - (room?.cursor ?? 0));
}

function alone(state, one) {
  const { message } = one;
  const words = [...message.body.replace(/\s+/gu, " ")];
  const body = words.length > BODY_CHARS ? `${words.slice(0, BODY_CHARS).join("")}…` : words.join("");
  return { title: title(state, one), body: body || "…", room: one.room, message: message.id, upto: message.seq };
}

function title(state, { room: id, message, why, keyword }) {
  const who = message.author.name;
  const place = titleOf(state.rooms.get(id));
  if (why === "whisper") return `${who} whispers to you`;
  if (why === "keyword") return `${who} in ${place} · keyword: ${keyword}`;
  if (why === "all") return `${who} in ${place}`;
  const isNamed = message.mentions.some((person) => person.id === state.me.id);
  return isNamed ? `${who} mentioned you in ${place}` : `${who} called everyone in ${place}`;
}

function together(state, all, count) {
  const rooms = [...new Set(all.map((one) => one.room))];
  const place = rooms.length > 1 ? `${rooms.length} rooms` : titleOf(state.rooms.get(rooms[0]));
  const names = rooms.map((id) => titleOf(state.rooms.get(id)));
  const body = rooms.length > 1 ? new Intl.ListFormat("en").format(names) : "Whispers, mentions and what you watch for";
  const upto = Math.max(...all.filter((one) => one.room === rooms[0]).map((one) => one.message?.seq ?? one.head));
  return { title: `${count} new ${count === 1 ? "message" : "messages"} in ${place}`, body, room: rooms[0], upto };
}

function stands(word, text) {
  const isLetter = (sign) => sign !== undefined && /[\p{L}\p{N}\p{M}_]/u.test(sign);
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true;
  }
  return false;
}

function fold(text) {
  return text.normalize("NFKC").toLocaleLowerCase();
}
