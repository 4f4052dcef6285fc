// What the console answers, and whether it is to be believed: signed with the token over the whole text, made for this very question,
// not older than what is known, and not expired.
import { isRecord } from "../../conditions/refusal.ts";
import { builtin } from "../../engine/runtime/builtin.ts";

/** What a process asks with. */
export interface Question {
  /** Random, and in the answer again: an old answer is invalid. */
  readonly nonce: string;
  /** The version that is at work. */
  readonly version: number;
}

/** Rules that are to be believed. */
export interface SignedRules {
  readonly version: number;
  /** What was saved there; undefined when nothing was. */
  readonly rules: unknown;
}

const crypto = builtin("crypto");

/** A signature that identifies the client without revealing the token. */
export function askingWord(token: string): string {
  return hmac(token, "telltale sampling poll");
}

/** A nonce. */
export function newNonce(): string {
  return crypto().randomBytes(18).toString("base64url");
}

/** Reads an answer to `question`. @throws {Error} that says why it is not to be believed. */
export function readSigned(text: string, token: string, question: Question, nowMs: number): SignedRules {
  const envelope = parse(text);
  const { payload, signature } = isRecord(envelope) ? envelope : {};
  if (typeof payload !== "string" || typeof signature !== "string")
    throw new Error("the answer has no signature");
  if (!isSame(signature, hmac(token, payload))) throw new Error("the signature is not of this token");
  const said = parse(payload);
  if (!isRecord(said)) throw new Error("the answer holds no rules");
  const { nonce, version, expiresMs, rules } = said;
  if (nonce !== question.nonce) throw new Error("the answer is to another question");
  if (typeof expiresMs !== "number" || expiresMs < nowMs) throw new Error("the answer has expired");
  if (typeof version !== "number" || !Number.isSafeInteger(version))
    throw new Error("the answer has no version");
  if (version < question.version)
    throw new Error(`version ${version} is older than ${question.version}, which is at work`);
  return { version, rules: rules ?? undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the answer is not JSON");
  }
}

function hmac(token: string, text: string): string {
  return crypto().createHmac("sha256", token).update(text).digest("hex");
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => crypto().createHash("sha256").update(text).digest();
  return crypto().timingSafeEqual(digest(one), digest(other));
}
