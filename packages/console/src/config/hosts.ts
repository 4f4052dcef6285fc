// Names and networks of other machines, as the command line gives them.
import { isIP } from "node:net";
import type { z } from "zod";
import { parsed } from "./option.ts";

/** A host name of the pages, as in a browser's `host` header without the port; `*` is any. */
export const allowedHost: z.ZodType<string> = parsed(
  readAllowedHost,
  "a name without scheme, port and path, like telltale.internal, or `*` for any",
);

function readAllowedHost(text: string): string | undefined {
  if (text === "*") return text;
  const host = isIP(text) === 6 ? `[${text}]` : text;
  const isBare = /^(\[[^\]]+\]|[^\s/\\:@?#[\]]+)$/.test(host);
  if (isBare && URL.canParse(`http://${host}`)) return new URL(`http://${host}`).hostname;
  return undefined;
}

const networkNames: readonly string[] = ["loopback", "linklocal", "uniquelocal"];

/** A proxy's address, or a network they are in. */
export const trustedProxy: z.ZodType<string> = parsed(
  readTrustedProxy,
  `an IP address, a network like 10.0.0.0/8, or one of ${networkNames.join(", ")}`,
);

function readTrustedProxy(text: string): string | undefined {
  if (networkNames.includes(text)) return text;
  const [, address = "", range] = /^([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && (range === undefined || isRange(range, version)) ? text : undefined;
}

function isRange(range: string, version: number): boolean {
  if (/^\d{1,3}$/.test(range)) return Number(range) >= 1 && Number(range) <= (version === 4 ? 32 : 128);
  return version === 4 && isIP(range) === 4 && isNetmask(range);
}

/** Ones and then zeros. */
function isNetmask(text: string): boolean {
  const bits = text
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  return /^1+0*$/.test(bits);
}
