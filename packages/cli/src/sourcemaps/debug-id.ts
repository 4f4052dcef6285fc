// Debug ids (ECMA-426): one UUID in a generated file, as a comment, and in its source map. Pure functions on texts.
import { createHash } from "node:crypto";
import { Failure } from "../failure.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The comment is at the end of a file. */
const searched = 4096;

/** The debug id of a generated file, from the last comment `//# debugId=…`; undefined when it has none. */
export function debugIdOfFile(code: string): string | undefined {
  const found = [...code.slice(-searched).matchAll(/^\/\/[#@] debugId=([0-9A-Fa-f-]{32,36})\s*$/gm)].at(
    -1,
  )?.[1];
  return normalized(found);
}

/** The debug id of a source map: `debugId`, or `debug_id` as older tools write it. */
export function debugIdOfMap(map: Readonly<Record<string, unknown>>): string | undefined {
  return normalized(map["debugId"]) ?? normalized(map["debug_id"]);
}

function normalized(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const digits = value.toLowerCase().replaceAll("-", "");
  const id = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return uuid.test(id) ? id : undefined;
}

/** The debug id that follows from the content: the same build has the same ids on every machine. */
export function debugIdFor(code: string, map: string): string {
  const hash = createHash("sha256").update(code).update("\0").update(map).digest();
  // a UUID of version 8: its other bits are the application's own
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex", 0, 16);
  return normalized(hex)!;
}

/** The file with the comment: before the one that names the source map, which stays the last, else at the end. Adds no line before code. */
export function withDebugId(code: string, id: string): string {
  const comment = `//# debugId=${id}`;
  const link = code.lastIndexOf("\n//# sourceMappingURL=");
  if (link !== -1) return `${code.slice(0, link + 1)}${comment}${code.slice(link)}`;
  return `${code}${code === "" || code.endsWith("\n") ? "" : "\n"}${comment}\n`;
}

/** The text of a map with the id in both spellings; everything else stays as it is. */
export function mapWithDebugId(text: string, id: string): string {
  const open = text.indexOf("{", text.startsWith(")]}'") ? text.indexOf("\n") : 0);
  return `${text.slice(0, open + 1)}"debugId":"${id}","debug_id":"${id}",${text.slice(open + 1)}`;
}

/** The JSON of a source map. @throws {Failure} when it is not one. */
export function parseMap(text: string, file: string): Readonly<Record<string, unknown>> {
  const plain = text.replace(/^\uFEFF/, "");
  const json = plain.startsWith(")]}'") ? plain.slice(plain.indexOf("\n") + 1) : plain;
  let map: unknown;
  try {
    map = JSON.parse(json);
  } catch (cause) {
    throw notAMap(file, `its JSON is invalid: ${(cause as Error).message}`, cause);
  }
  if (typeof map !== "object" || map === null || Array.isArray(map))
    throw notAMap(file, "expected a JSON object");
  const fields = map as Readonly<Record<string, unknown>>;
  if (fields["version"] !== 3)
    throw notAMap(file, `expected \`version\` 3, found ${JSON.stringify(fields["version"])}`);
  if (typeof fields["mappings"] !== "string" && !Array.isArray(fields["sections"]))
    throw notAMap(file, "expected `mappings` or `sections`");
  return fields;
}

function notAMap(file: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    `${file} is not a source map: ${reason}.`,
    "Build again, or remove the file.",
    undefined,
    { cause },
  );
}
