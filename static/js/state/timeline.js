// A room as rows to show. Each has a key that stays, and a stamp that changes when it looks
// different.
import { apart } from "../core/names.js";
import { canRestore } from "./corrections.js";
import { speaksTo } from "./notify.js";
import { quoteOf } from "./quotes.js";
import { reactionsOf } from "./reactions.js";
import { isDiscardable, isSlow, linesIn } from "./waiting.js";
import { readable } from "./window.js";

const GROUPED_MS = 5 * 60_000;

export function rowsOf(state, room) {
  const rows = [];
  let day = null;
  let isNewShown = false;
  for (const entry of entriesOf(state, room)) {
    const row = { ...entry };
    if (row.at && day !== dayOf(row.at)) {
      day = dayOf(row.at);
      // Quiet lines have no time of their own: they belong to what follows.
      const place = rows.findLastIndex(({ kind }) => kind !== "line") + 1;
      const stamp = day + dayOf(Date.now());
      rows.splice(place, 0, { kind: "day", key: `day:${day}`, at: row.at, stamp });
    }
    if (!isNewShown && isNew(state, room, row)) {
      isNewShown = true;
      rows.push({ kind: "new", key: `new:${room.divider}`, stamp: "" });
    }
    add(rows, row);
  }
  return rows;
}

function comingWords({ came, went }) {
  return [said(came, "entered"), said(went, "left")].filter(Boolean).join(", ");
}

function entriesOf(state, room) {
  const messages = readable(room);
  const first = room.foundOldest ? 0 : (messages[0]?.seq ?? 0);
  const last = room.gap?.after ?? Infinity;
  const entries = [
    ...messages.map((message) => ({ ...ofMessage(state, room, message), seq: message.seq, rank: 0 })),
    ...[...room.notes].map(([seq, note]) => ({ ...ofNote(seq, note), seq, rank: 0 })),
    ...room.comings.map((line) => ({ ...ofComing(line), seq: line.after, rank: 1 })),
    ...room.notices.map((notice) => ({ ...ofNotice(notice), seq: notice.after, rank: 2 })),
  ];
  const placed = entries.filter(({ seq }) => seq >= first && seq <= last);
  placed.sort((a, b) => a.seq - b.seq || a.rank - b.rank);
  // What is on its way stands at the end, which is not on screen beyond a gap.
  const lines = room.gap ? [] : linesIn(state, room);
  return [...placed, ...lines.map((line) => ofLine(state, room, line))];
}

function ofMessage(state, room, message) {
  const isOwn = message.author.id === state.me.id;
  const isRestorable = canRestore(state, room, message);
  const quote = quoteOf(state, room, message.reply_to);
  const reactions = message.deleted ? [] : reactionsOf(state, message);
  const isSaved = state.saved.has(message.id);
  const isTarget = state.target?.message === message.id;
  const more = [quote, reactions.map(({ emoji, by, isMine }) => [emoji, by.length, isMine]), isSaved, isTarget, isRestorable];
  return {
    kind: message.kind === "system" ? "line" : "message",
    // A line keeps its place on screen when it becomes a message.
    key: isOwn ? `own:${message.client_id}` : `message:${message.id}`,
    stamp: `${message.rev} ${message.body.length} ${message.answer?.state ?? ""} ${JSON.stringify(more)}`,
    at: Date.parse(message.sent_at),
    words: message.body,
    isOwn,
    isToMe: !isOwn && !message.deleted && speaksTo(state, message),
    me: state.me.id,
    isRestorable,
    author: message.author,
    message,
    quote,
    reactions,
    isSaved,
    isTarget,
  };
}

function ofLine(state, room, line) {
  const quote = quoteOf(state, room, line.reply_to);
  return {
    kind: "message",
    key: `own:${line.client_id}`,
    stamp: `${line.state} ${line.reason ?? ""} ${line.held} ${state.connected} ${isSlow(line)} ${JSON.stringify(quote)}`,
    at: line.at,
    isOwn: true,
    author: state.me,
    line: {
      ...line,
      isOffline: !state.connected,
      isSlow: isSlow(line),
      isDiscardable: isDiscardable(line),
    },
    quote,
    reactions: [],
  };
}

function ofNote(seq, { words, names, verb }) {
  return { kind: "line", key: `note:${seq}`, stamp: words, words, names, verb };
}

function ofComing(line) {
  const words = comingWords(line);
  return { kind: "line", key: `coming:${line.key}`, stamp: words, words };
}

function ofNotice({ key, text }) {
  return { kind: "notice", key: `notice:${key}`, stamp: "", words: text, notice: key };
}

function add(rows, row) {
  const last = rows.at(-1);
  if (row.kind === "message") {
    row.isFirst = !goesOn(last, row);
    row.stamp += ` ${row.isFirst}`;
  }
  if (row.names && last?.names && last.verb === row.verb) {
    last.names = [...last.names, ...row.names];
    last.stamp = last.words = said(last.names, last.verb);
    return;
  }
  if (row.names) row.stamp = row.words = said(row.names, row.verb);
  if (row.kind !== "line" || row.words) rows.push(row);
}

function goesOn(last, row) {
  return (
    last?.kind === "message" &&
    last.author.id === row.author.id &&
    !row.author.bot &&
    row.at - last.at < GROUPED_MS
  );
}

function isNew(state, room, { message, isOwn }) {
  return room.divider !== null && Boolean(message) && !isOwn && message.seq > room.divider;
}

function said(names, verb) {
  const known = [...new Set(names)];
  if (known.length > 4) return `${known.length} people ${verb}`;
  return known.length ? `${new Intl.ListFormat("en").format(known.map(apart))} ${verb}` : "";
}

function dayOf(at) {
  const moment = new Date(at);
  return `${moment.getFullYear()}-${moment.getMonth() + 1}-${moment.getDate()}`;
}
