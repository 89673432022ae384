// Every module can be read by a browser: one that can't takes the whole page with it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { promisify } from "node:util";

const JS = new URL("../../static/js/", import.meta.url).pathname;
const check = promisify(execFile);

test("no module has a fault of grammar", async () => {
  const files = readdirSync(JS, { recursive: true }).filter((name) => name.endsWith(".js"));
  assert.ok(files.length > 50);
  const faults = await Promise.all(files.map(faultIn));
  assert.deepEqual(faults.filter(Boolean), []);
});

async function faultIn(name) {
  const checking = check(process.execPath, ["--input-type=module", "--check"]);
  checking.child.stdin.end(readFileSync(JS + name));
  return checking.then(() => null, ({ stderr }) => `${name}: ${stderr}`);
}
