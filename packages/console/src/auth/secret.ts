// Secrets that the console makes: 256 random bits behind a word that scanners of leaked secrets can look for, kept as their SHA-256.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** `tltk_` begins a token, `tlts_` a session. */
export type SecretPrefix = "tltk_" | "tlts_";

export function makeSecret(prefix: SecretPrefix): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** Whether `text` looks like a secret that a console made. */
export function isMadeSecret(text: string, prefix: SecretPrefix): boolean {
  return text.startsWith(prefix) && /^[A-Za-z0-9_-]{43}$/.test(text.slice(prefix.length));
}

/** SHA-256 of `secret`, hex: enough for a random secret. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
