// The reference has every name of `telltale.*` that the library sends: docs/reference/semantics.md and the pages that it links.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

import { root, sourceFiles } from "./source-files.ts";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Symbols, keys of processes and of configuration, and names of modules: nothing that is sent. */
const internal =
  /^telltale\.(?:bunyan|pino|winston|console|fastify|context|chosen|original|collection|catalog|guards|redaction|enrichment|unsupported|shared|yaml)$|^telltale\.(?:context|express|hono|koa)\.|^telltale\.http\.(?:adopted|exchange|server)$|^telltale\.sampling\.(?:head|tail|noise)$/;

test("the reference has every name that the library sends", () => {
  const sources = sourceFiles(".ts").filter(
    (file) => file.startsWith("packages/telltale/src/") && !file.endsWith(".test.ts"),
  );
  const literals = sources.flatMap((file) => [
    ...read(file).matchAll(/["'`](telltale\.[a-z_]+(?:\.[a-z_]+)*)["'`]/g),
  ]);
  const names = [...new Set(literals.map(([, name]) => name!))].filter((name) => !internal.test(name));
  expect(names.length).toBeGreaterThan(90);
  const reference = sourceFiles(".md")
    .filter((file) => file.startsWith("docs/reference/"))
    .map(read)
    .join("\n");
  expect(names.filter((name) => !isDescribed(name, reference))).toEqual([]);
});

/** By its whole name, or in a table of its prefix, whose first cell has the rest: `memory_peak_bytes`, `.tier`. */
function isDescribed(name: string, reference: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  const prefix = name.slice(0, name.lastIndexOf("."));
  if (reference.includes(`\`${name}\``)) return true;
  const rest = new RegExp(`^\\|(?:[^|]*\`)?\\.?${last}\``, "m");
  return reference.includes(`${prefix}.`) && (rest.test(reference) || reference.includes(`\`.${last}\``));
}
