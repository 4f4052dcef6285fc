// An email address from a login provider, parsed strictly: rules are for people of a domain, so an ambiguous address is invalid.
import { domainToASCII } from "node:url";

/** Local part, capitals of ASCII in lower case, and domain, in ASCII. */
export interface EmailAddress {
  readonly local: string;
  readonly domain: string;
}

/** RFC 5321, section 4.5.3.1. */
const longestLocal = 64;
const longestDomain = 253;
// RFC 5322, `dot-atom`, with the letters of RFC 6531: no quotes, no blanks, no second at sign, no dots at the ends or side by side
const atom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/**
 * Reads `text`; undefined for anything but one local part, one `@` and one domain name.
 *
 * Quoted local parts, comments and address literals are refused, although mail may be sent to them: `"a@evil"@example.com` is read
 * differently by different programs. A dot at the end of the domain does not count.
 */
export function parseEmail(text: unknown): EmailAddress | undefined {
  if (typeof text !== "string") return undefined;
  const at = text.indexOf("@");
  if (at < 1 || at > longestLocal || at !== text.lastIndexOf("@")) return undefined;
  // of other scripts some capitals have small letters of ASCII: they are other addresses
  const local = text.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const domain = parseDomain(text.slice(at + 1));
  return domain !== undefined && atom.test(local) ? { local, domain } : undefined;
}

/** The name of a domain in lower case and ASCII; undefined for an invalid one. */
export function parseDomain(text: string): string | undefined {
  // what a URL would take for something else, or decode
  if (text === "" || text.length > longestDomain || /[^\p{L}\p{M}\p{N}.-]/u.test(text)) return undefined;
  const name = domainToASCII(text).replace(/\.$/, "");
  const labels = name.split(".");
  if (name.length > longestDomain || !labels.every((one) => label.test(one))) return undefined;
  // digits alone are an address of the Internet
  return /^\d+$/.test(labels.at(-1) as string) ? undefined : name;
}
