// The replacement of a secret, by mode.
import { keyedHash } from "../engine/attributes/identity.ts";
import { marker } from "./marker.ts";
import type { RedactionMode, RedactionOptions } from "./options.ts";

/** The replacement of `secret`; `undefined` drops it. */
export type Replace = (secret: string, kind: string, mode?: RedactionMode) => string | undefined;

/** Number of characters that stay recognizable. */
const shownDigits = 4;
const numbered: ReadonlySet<string> = new Set(["credit-card", "iban", "phone", "ssn"]);

/** Resolves modes and key. */
export function createReplace({ mode, key }: RedactionOptions): Replace {
  const byKind = typeof mode === "object" ? mode : {};
  const usual = typeof mode === "string" ? mode : "replace";
  return (secret, kind, given) => {
    switch (given ?? byKind[kind] ?? usual) {
      case "drop":
        return undefined;
      case "hash":
        return marker(kind, keyedHash(secret, key));
      case "partial":
        return marker(kind, partOf(secret, kind));
      default:
        return marker(kind);
    }
  };
}

function partOf(secret: string, kind: string): string | undefined {
  if (numbered.has(kind)) return `*${secret.replace(/[^A-Za-z0-9]/g, "").slice(-shownDigits)}`;
  if (kind === "email") {
    const sign = secret.lastIndexOf("@");
    const domain = secret.slice(sign + 1);
    return sign === -1 || domain.length > 60 || !/^[\w.-]+$/.test(domain)
      ? undefined
      : `${secret.charAt(0)}*@${domain}`;
  }
  if (kind === "ipv4") return `${secret.slice(0, secret.lastIndexOf("."))}.*`;
  return undefined;
}
