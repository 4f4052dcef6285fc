// One fingerprint for errors that are the same mistake: the error's type, the way it came through the application's own
// code, and the same of its causes. No line numbers, no paths of this machine, and of messages only what does not vary: a release does
// not split a group. The console does the same for errors of other libraries, in receive/faults (ADR 61).
import { builtin } from "../engine/runtime/builtin.ts";
import { redactText } from "../engine/redaction/redaction.ts";
import { type Frame, parseFrames } from "./frames.ts";
import type { ErrorFacts } from "../engine/errors/error-facts.ts";

const crypto = builtin("crypto");
const maxFrames = 5;

/**
 * Gives 16 hex digits that are equal for errors of one type that came the same way through the application.
 *
 * Taken are the topmost five frames of application code as function and file relative to `root`, without lines and
 * repetitions; without such frames those of installed packages. If none of them has a function's name, the message counts as well, without secrets, its
 * numbers, ids, quoted parts and the hashes in URLs taken out. Causes and inner errors count by type and topmost frame. Costs some microseconds: for errors, not for every call.
 */
export function fingerprintOf(facts: ErrorFacts, root: string): string {
  const hash = crypto().createHash("sha256").update(ownPart(facts, root));
  for (const cause of facts.causes) hash.update(`\ncause ${cause.type} ${firstPart(cause, root)}`);
  return hash.digest("hex").slice(0, 16);
}

function ownPart(facts: ErrorFacts, root: string): string {
  const frames = parseFrames(facts.stack, facts.message);
  const own = frames.filter((frame) => frame.application);
  const chosen = own.length > 0 ? own : frames.filter((frame) => frame.file.includes("/node_modules/"));
  const lines = distinct(chosen.map((frame) => normalised(frame, root))).slice(0, maxFrames);
  // A line of an anonymous function begins with the space before its file.
  const isNamed = lines.some((line) => !line.startsWith(" "));
  return [facts.type, ...lines, ...(isNamed ? [] : [normalisedMessage(redactText(facts.message))])].join(
    "\n",
  );
}

function firstPart(cause: ErrorFacts, root: string): string {
  const first = parseFrames(cause.stack, cause.message).find((frame) => frame.application);
  return first === undefined ? "" : normalised(first, root);
}

// Recursion of any depth is one step of the way.
function distinct(lines: readonly string[]): string[] {
  return lines.filter((line, index) => line !== lines[index - 1]);
}

function normalised(frame: Frame, root: string): string {
  return `${frame.functionName} ${normalisedFile(frame.file, root)}`;
}

function normalisedFile(file: string, root: string): string {
  const installed = file.lastIndexOf("/node_modules/");
  if (installed !== -1) return file.slice(installed + 1);
  const base = root.replaceAll("\\", "/").replace(/\/+$/, "");
  const inside = base !== "" && file.startsWith(`${base}/`) ? file.slice(base.length + 1) : lastThree(file);
  return withoutHash(inside);
}

/** Bundlers put a hash of the content into names: chunk-3f2a9c1b.js, main.D4kf82Lq.js, user-page-Dr-d8LAi.js. */
function withoutHash(file: string): string {
  const end = file.search(/\.[cm]?[jt]sx?$/);
  if (end === -1) return file;
  const stem = file.slice(0, end);
  const ofVite = /[-.][\w-]{8}$/.exec(stem)?.index ?? -1;
  const start =
    ofVite !== -1 && isHash(stem.slice(ofVite + 1))
      ? ofVite
      : Math.max(stem.lastIndexOf("-"), stem.lastIndexOf("."));
  return start > stem.lastIndexOf("/") && isHash(stem.slice(start + 1))
    ? stem.slice(0, start) + file.slice(end)
    : file;
}

function isHash(text: string): boolean {
  return text.length >= 6 && /^[\w-]+$/.test(text) && /\d/.test(text);
}

function lastThree(file: string): string {
  return file.split("/").slice(-3).join("/");
}

/** The message without what changes from one time to the next: quoted parts, hosts and hashes of URLs, e-mail addresses, ids and numbers. */
export function normalisedMessage(message: string): string {
  return message
    .slice(0, 512)
    .replace(/(["'`]).*?\1/g, "<text>")
    .replace(/\bhttps?:\/\/[^\s/]*([^\s?#]*)\S*/g, (_, path: string) => `<url>${servedFile(path)}`)
    .replace(/(?<!\S)\S+@\S+/g, "<address>")
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, "<id>")
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, "<id>")
    .replace(/\d+/g, "<n>");
}

/** The path of a URL; what a web server serves has nearly always a hash in its name, so that a capital letter is enough of a sign. */
function servedFile(path: string): string {
  const file = withoutHash(path);
  return file === path
    ? path.replace(/[-.](?![a-z]{8}\.|[A-Z][a-z]{7}\.)[\w-]{8}(?=\.[cm]?[jt]sx?$)/, "")
    : file;
}
