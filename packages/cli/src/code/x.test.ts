import { readFileSync, readdirSync } from "node:fs";
import { test } from "vitest";
import { findUses } from "./find-uses.ts";
import { createProject } from "./project.ts";
import { parseModule, type SourceModule } from "./source-module.ts";
test("x", () => {
  const root = "/work/wt/code/examples/shop/src/";
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));
  const t = performance.now();
  const p = createProject(files.map((f) => parseModule(f, readFileSync(root + f, "utf8")) as SourceModule));
  const uses = findUses(p);
  console.log(performance.now() - t, uses.length);
  for (const u of uses) console.log(u.location.file + ":" + u.location.line, u.kind, u.call, u.names, u.isDynamic ? "DYN" : "", u.hasUnknownAttributes ? "UNK" : "", u.unit ?? "", u.declared?.join() ?? "", u.steps.map((s) => s.name).join(), u.attributes.map((a) => `${a.key}:${a.value?.type}${a.value?.values ? "=" + a.value.values.slice(0,5) : ""}`).join(" "));
});
