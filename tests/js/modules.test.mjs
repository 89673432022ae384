import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

const root = resolve(import.meta.dirname, "../../static/js");
const files = readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".js"));
const texts = new Map(files.map((name) => [join(root, name), readFileSync(join(root, name), "utf8")]));

// One name that is missing, and a browser runs nothing of the page.
test("whatever a module takes from another is given there", () => {
  const missing = [];
  let found = 0;
  for (const [file, text] of texts) {
    for (const [, names, source] of text.matchAll(/^import \{([^}]*)\} from "(\.[^"]+)"/gmu)) {
      const given = givenBy(texts.get(join(dirname(file), source)) ?? "");
      const wanted = names.split(",").map((name) => name.trim().split(" as ")[0]).filter(Boolean);
      found += wanted.length;
      missing.push(...wanted.filter((name) => !given.has(name)).map((name) => `${file}: ${name} of ${source}`));
    }
  }
  assert.ok(found > 100);
  assert.deepEqual(missing, []);
});

test("no class has two methods of one name", () => {
  const doubles = [];
  for (const [file, text] of texts) {
    for (const body of text.split(/^class |^export class /mu).slice(1)) {
      const names = [...body.matchAll(/^ {2}(?:async )?(#?\w+)\([^)]*\) \{$/gmu)].map(([, name]) => name);
      doubles.push(...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} in ${file}`));
    }
  }
  assert.deepEqual(doubles, []);
});

function givenBy(text) {
  const own = /^export (?:async )?(?:function\*?|class|const|let) (\w+)/gmu;
  const lists = [...text.matchAll(/^export \{([^}]*)\}/gmu)].flatMap(([, names]) => names.split(","));
  const listed = lists.map((name) => name.trim().split(" as ").at(-1));
  return new Set([...[...text.matchAll(own)].map(([, name]) => name), ...listed]);
}
