// One fingerprint for errors that are the same mistake: the error's type, the way it came through the application's own
// code, and the same of its causes. No line numbers, no messages, no paths of this machine: a release does not split a group.
import { builtin } from "../engine/runtime/builtin.ts";
import { type Frame, parseFrames } from "./frames.ts";
import type { ErrorFacts } from "../engine/errors/error-facts.ts";

const crypto = builtin("crypto");
const maxFrames = 5;

/**
 * Gives 16 hex digits that are equal for errors of one type that came the same way through the application.
 *
 * Taken are the topmost five frames of application code as function and file relative to `root`, without lines and
 * repetitions; without such frames those of installed packages; without any the message, its numbers, ids and quoted parts
 * taken out. Causes and inner errors count by type and topmost frame. Costs some microseconds: for errors, not for every call.
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
  return [facts.type, ...(lines.length > 0 ? lines : [normalisedMessage(facts.message)])].join("\n");
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

/** Bundlers put a hash of the content into names: chunk-3f2a9c1b.js, main.D4kf82Lq.js. */
function withoutHash(file: string): string {
  const end = file.search(/\.[cm]?[jt]sx?$/);
  if (end === -1) return file;
  let from = end;
  while (from > 0 && /[\w-]/.test(file[from - 1] as string)) from--;
  const start = file[from - 1] === "." ? from - 1 : file.indexOf("-", from);
  if (start === -1 || start >= end) return file;
  const hash = file.slice(start + 1, end);
  return hash.length >= 6 && /\d/.test(hash) ? file.slice(0, start) + file.slice(end) : file;
}

function lastThree(file: string): string {
  return file.split("/").slice(-3).join("/");
}

/** The message without what changes from one time to the next: quoted parts, e-mail addresses, ids and numbers. */
export function normalisedMessage(message: string): string {
  return message
    .slice(0, 512)
    .replace(/(["'`]).*?\1/g, "<text>")
    .replace(/(?<!\S)\S+@\S+/g, "<address>")
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/gi, "<id>")
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, "<id>")
    .replace(/\d+/g, "<n>");
}
