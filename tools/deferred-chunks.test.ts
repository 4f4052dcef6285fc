import { expect, test } from "vitest";

import { deferRequires } from "./deferred-chunks.ts";

const code = `const require_shared = require("./shared-AbCdEf12.cjs");
const require_spool = require("./spool-AbCdEf12.cjs");
const all = () => [require_spool.open(), new require_spool.Queue(1), require_shared.version];
`;

test("requires a deferred chunk at its first use, and others where they stood", () => {
  expect(deferRequires(code, ["spool"])).toBe(`const require_shared = require("./shared-AbCdEf12.cjs");
var spool_chunk;
function require_spool() {
\treturn spool_chunk ??= require_shared.suppressed(() => require("./spool-AbCdEf12.cjs"));
}
const all = () => [require_spool().open(), new (require_spool()).Queue(1), require_shared.version];
`);
});

test("loads it untraced, also in the file that has what makes it so", () => {
  const own = code.replace(/.*\n/, "function suppressed(fn) {}\n");
  expect(deferRequires(own, ["spool"])).toContain('??= suppressed(() => require("./spool-AbCdEf12.cjs"))');
  expect(() => deferRequires(code.replace(/.*\n/, ""), ["spool"])).toThrow("cannot load it untraced");
});

test("leaves a chunk alone whose contents the file hands on, and what only looks like it", () => {
  const handed = `${code}exports.open = require_spool.open;\n`;
  expect(deferRequires(handed, ["spool"])).toBe(handed);
  expect(deferRequires(code, ["spo", "spool-AbCdEf12"])).toBe(code);
});
