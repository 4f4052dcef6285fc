// The attributes that Telltale sends, as its reference lists them: names in queries and policies are compared with them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/source-files.ts";

/** The names on the page of business events: whole ones, and those of tables whose head has what they begin with. */
export function attributesOfReference(): Set<string> {
  const names = new Set<string>();
  let prefix = "";
  for (const line of readFileSync(path.join(root, "docs/reference/business-events.md"), "utf8").split("\n")) {
    prefix = /^\| attribute \(`(telltale\.[\w.]*)`/.exec(line)?.[1] ?? (line.startsWith("|") ? prefix : "");
    for (const [name] of line.matchAll(/\btelltale(?:\.[a-z_]+)+/g)) names.add(name);
    const [, cell = ""] = prefix === "" ? [] : (/^\| ([^|]+) \|/.exec(line) ?? []);
    for (const [, name] of cell.matchAll(/`([\w.]+)`/g)) names.add(prefix + name);
  }
  return names;
}
