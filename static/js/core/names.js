// Names and reasons within a sentence: letters that run the other way turn nothing around them.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/gu;
const APART = /\u2068([^\u2069]*)\u2069/u;

// Without the signs that make a text look like another one.
export const straight = (text) => text.replace(TURNING, "");

// A piece that stands for itself, wherever it is put.
export const apart = (words) => `\u2068${straight(words)}\u2069`;

// The pieces of a sentence: every second one stands apart.
export const piecesOf = (sentence) => sentence.split(APART).map(straight);
