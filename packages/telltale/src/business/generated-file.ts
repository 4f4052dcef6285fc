// What a generated file says of itself at its end: where its source map is, and its debug id (ECMA-426). Without a comment, tools for
// bundlers leave debug ids in a global registry.
import path from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import { parseFrames } from "./frames.ts";

const fs = builtin("fs");

const maxFileBytes = 4 << 20;
const tailBytes = 4096;

/** The comments of a generated file. */
export interface GeneratedFile {
  /** The URL of its source map, which may be the map itself; undefined when there is none. */
  readonly link: string | undefined;
  /** A UUID in lower case; undefined when it has none. */
  readonly debugId: string | undefined;
}

/** Reads the end of `file`, or all of it up to 4 MiB: the map may be inside. @throws when it cannot be read. */
export function readGeneratedFile(file: string): GeneratedFile {
  const text = readEnd(file);
  const beside = fs().existsSync(`${file}.map`) ? `${path.basename(file)}.map` : undefined;
  return { link: linkIn(text) ?? beside, debugId: debugIdIn(text.slice(-tailBytes)) ?? registered(file) };
}

function readEnd(file: string): string {
  const handle = fs().openSync(file, "r");
  try {
    const { size } = fs().fstatSync(handle);
    const wanted = Math.min(size, size <= maxFileBytes ? size : tailBytes);
    const bytes = Buffer.alloc(wanted);
    fs().readSync(handle, bytes, 0, wanted, size - wanted);
    return bytes.toString();
  } finally {
    fs().closeSync(handle);
  }
}

function linkIn(text: string): string | undefined {
  const at = text.lastIndexOf("sourceMappingURL=");
  if (at === -1 || !/\/[/*][#@]\s*$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
  return /^\S+/.exec(text.slice(at + "sourceMappingURL=".length))?.[0];
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function debugIdIn(text: string): string | undefined {
  const at = text.lastIndexOf("\n//# debugId=");
  return at === -1 ? undefined : asDebugId(text.slice(at + "\n//# debugId=".length).slice(0, 36));
}

function asDebugId(value: unknown): string | undefined {
  const id = typeof value === "string" ? value.toLowerCase() : "";
  return uuid.test(id) ? id : undefined;
}

const maxRegistered = 1000;

/** The debug id of `file` in the registry that plugins of bundlers fill: a stack of each file, with the file's id. */
function registered(file: string): string | undefined {
  const registry = (globalThis as { readonly _sentryDebugIds?: unknown })._sentryDebugIds;
  if (typeof registry !== "object" || registry === null) return undefined;
  for (const stack of Object.keys(registry).slice(0, maxRegistered)) {
    if (parseFrames(stack, "")[0]?.file === file)
      return asDebugId((registry as Readonly<Record<string, unknown>>)[stack]);
  }
  return undefined;
}
