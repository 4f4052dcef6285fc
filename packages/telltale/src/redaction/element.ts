// Values in elements and after flags with secret names: `<password>…</password>`, `--token …`.
import { each, type Finder } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";
import { knownKind } from "./known-names.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
const byForm: ReadonlySet<string> = new Set(["credit-card", "iban"]);
const element = /<([A-Za-z][\w:.-]{1,60})(?: [^<>]{1,100})?>([^<>]{1,512})<\//y;
const flag = /--([a-z][a-z-]{2,40}) {1,3}["']?([^\s"'-][^\s"']{0,511})/y;

/** Finds values of the kinds that are `on` in elements. */
export function elementFinder(on: (kind: string) => boolean): Finder {
  return {
    starts: each(["<"], letters + letters.toUpperCase()),
    find: (text, at) => behindName(element, text, at, on),
  };
}

/** Finds values of the kinds that are `on` after flags of commands. */
export function flagFinder(on: (kind: string) => boolean): Finder {
  return { starts: each(["--"], letters), find: (text, at) => behindName(flag, text, at, on) };
}

function behindName(
  pattern: RegExp,
  text: string,
  at: number,
  on: (kind: string) => boolean,
): ReturnType<Finder["find"]> {
  pattern.lastIndex = at;
  const [, name = "", value = ""] = pattern.exec(text) ?? [];
  const kind = knownKind(name.replace(/^.*:/, ""));
  if (kind === null || byForm.has(kind) || !on(kind)) return undefined;
  // `--secret id=npm` refers to a secret
  if (pattern === flag && /^(?:env|file|id|key|name|source|src|type)=/.test(value)) return undefined;
  // several words are a label
  if (isPlaceholder(value.trim(), true) || /\S\s+\S/.test(value)) return undefined;
  const end = pattern === element ? pattern.lastIndex - 2 : pattern.lastIndex;
  return { start: end - value.length, end, kind };
}
