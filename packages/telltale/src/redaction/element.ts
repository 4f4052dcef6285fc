// Values in elements and after flags with secret names: `<password>…</password>`, `--token …`.
import { isBlank } from "./characters.ts";
import { each, type Finder } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";
import { knownKind } from "./known-names.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
const byForm: ReadonlySet<string> = new Set(["credit-card", "iban"]);
const element = /<([A-Za-z][\w:.-]{1,60})(?: [^<>]{1,100})?>([^<>]{1,512})<\//y;
const flag = /--?([A-Za-z][\w.-]{2,40}) {1,3}["']?([^\s"'-][^\s"']{0,511})/y;
/** Words of prose after the name of a flag: `the --token flag is missing`. */
const prose =
  /^(?:flag|options?|parameters?|param|argument|arg|switch|value|and|or|is|are|was|to|for|from|with|in|on|must|may|can|cannot|should|has|when|if|instead|not|than)[,.:;)]*$/i;

/** Finds values of the kinds that are `on` in elements. */
export function elementFinder(on: (kind: string) => boolean): Finder {
  return {
    starts: each(["<"], letters + letters.toUpperCase()),
    find: (text, at) => behindName(element, text, at, on),
  };
}

/** Finds values of the kinds that are `on` after flags of commands, with one dash or two. */
export function flagFinder(on: (kind: string) => boolean): Finder {
  return {
    starts: [
      ...each(["--"], letters + letters.toUpperCase()),
      "-pa",
      "-to",
      "-ap",
      "-se",
      "-Pa",
      "-To",
      "-Ap",
      "-st",
      "-ke",
    ],
    find(text, at) {
      if (text.charCodeAt(at + 1) === 0x2d) return behindName(flag, text, at, on);
      return isBlank(text.charCodeAt(at - 1)) ? behindName(flag, text, at, on) : undefined;
    },
  };
}

/** The kind of secret after the flag `name`, which may begin with dashes. */
export function kindOfFlag(name: string): string | null {
  const bare = name.replace(/^-+/, "");
  return /^(?:pass|pw|pswd)$/i.test(bare) ? "password" : knownKind(bare);
}

/** Whether the value of a flag says where the secret is: `id=npm`, `./key.pem`, `@file`. */
export function isReference(value: string): boolean {
  return (
    /^(?:env|file|id|key|name|source|src|type)[=:]/.test(value) ||
    /^(?:[@/~]|\.{1,2}[/\\]|[A-Za-z]:[/\\])/.test(value) ||
    /\.(?:json|ya?ml|toml|ini|conf|cfg|env|txt|pem|key|crt|cer|p12|pfx|jks)$/i.test(value)
  );
}

function behindName(
  pattern: RegExp,
  text: string,
  at: number,
  on: (kind: string) => boolean,
): ReturnType<Finder["find"]> {
  pattern.lastIndex = at;
  const [, name = "", value = ""] = pattern.exec(text) ?? [];
  const kind = pattern === flag ? kindOfFlag(name) : knownKind(name.replace(/^.*:/, ""));
  if (kind === null || byForm.has(kind) || !on(kind)) return undefined;
  // `--secret id=npm` refers to a secret
  if (pattern === flag && (isReference(value) || prose.test(value) || /^\d$/.test(value))) return undefined;
  // several words are a label
  if (isPlaceholder(value.trim(), true) || /\S\s+\S/.test(value)) return undefined;
  const end = pattern === element ? pattern.lastIndex - 2 : pattern.lastIndex;
  return { start: end - value.length, end, kind };
}
