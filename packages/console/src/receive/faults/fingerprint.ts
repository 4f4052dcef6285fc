// The fingerprint of an error that came without one: the same for the same fault over builds, machines and browsers. It is computed on
// the frames as they were sent, never on frames of source maps: a map that is uploaded later must not split a group (ADR 61).
import { createHash } from "node:crypto";
import { isBundle, normalizePath } from "./file-name.ts";
import { normalizeMessage } from "./message.ts";
import { parseStack, type StackFrame, type StackPart } from "./stack.ts";

/** What an exception says of itself. All of it may be empty. */
export interface Fault {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** Where it happened, when no stack shows it. */
  readonly place: string;
}

/** Function and file of the topmost call of the application in `stack`; empty without one. */
export function placeOf(stack: string): string {
  const top = parseStack(stack)[0]?.frames.find(({ owner }) => owner === "application");
  return top === undefined ? "" : `${top.functionName} ${top.file}`.trim().slice(0, 1024);
}

const maxFrames = 5;
const maxCauses = 8;
const maxTypeLength = 1024;
/** A fingerprint is a part of addresses and keys. */
const maxSentLength = 256;

/** The fingerprint that a sender gave: one that is too long becomes its hash. */
export function boundFingerprint(sent: string): string {
  return sent.length <= maxSentLength ? sent : createHash("sha256").update(sent).digest("hex").slice(0, 16);
}

/**
 * 16 hex digits. Counted are the type and the topmost five calls of the application as function and file, or those of installed
 * packages if there are no others. The message counts, without what varies in it, if no call has a name that a minifier left alone.
 * Causes count by type and topmost call. Pure, and linear in the stack; some tens of microseconds.
 */
export function fingerprintOf({ type, message, stack, place }: Fault): string {
  const [own, ...causes] = parseStack(stack);
  const calls = callsOf(own?.frames ?? []);
  if (calls.length === 0 && place !== "") calls.push({ name: place, file: "" });
  const lines = calls.map(({ name, file }) => `${name} ${file}`);
  if (!calls.some(({ name }) => name !== "")) lines.push(normalizeMessage(message));
  return createHash("sha256")
    .update(
      [
        trustedName(type.slice(0, maxTypeLength), false),
        ...lines,
        ...causes.slice(0, maxCauses).map(toLine),
      ].join("\n"),
    )
    .digest("hex")
    .slice(0, 16);
}

interface Call {
  /** Empty for an anonymous function, and for a name that a minifier chose. */
  readonly name: string;
  readonly file: string;
}

/** Recursion of any depth counts once. */
function callsOf(frames: readonly StackFrame[]): Call[] {
  const own = frames.filter(({ owner }) => owner === "application");
  const chosen = own.length > 0 ? own : frames.filter(({ owner }) => owner === "package");
  return chosen
    .map(toCall)
    .filter(({ name, file }, index, all) => {
      const before = all[index - 1];
      return before?.name !== name || before.file !== file;
    })
    .slice(0, maxFrames);
}

function toCall({ functionName, file }: StackFrame): Call {
  return { name: trustedName(functionName, isBundle(file)), file: normalizePath(file) };
}

/** `e.charge` is `charge`, `Xr` is nothing: short names are those that minifiers choose, other ones in each build. */
function trustedName(name: string, bundled: boolean): string {
  const least = bundled ? 4 : 3;
  const parts = name
    .replace(/\$\$(?:Lambda|Enhancer|FastClass).*$|\$\d+/g, "")
    .split(".")
    .filter((part) => part !== "");
  const from = parts.findIndex((part) => part.length >= least);
  return from === -1 || (parts.at(-1) as string).length < least ? "" : parts.slice(from).join(".");
}

function toLine({ title, frames }: StackPart): string {
  const [text = ""] = title.split("\n", 1);
  const type = text.slice("Caused by: ".length).split(":", 1)[0] as string;
  const [first] = callsOf(frames);
  return `cause ${trustedName(type, false)} ${first?.name ?? ""} ${first?.file ?? ""}`;
}
