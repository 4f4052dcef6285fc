// Who may come in when a token is set: a bearer token for programs, a cookie for browsers. The cookie's value is derived from the
// token, so it survives restarts and ends with the token, and reading it does not give the token away.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Checks of one console. With no token set everybody who reaches it may come in. */
export interface Auth {
  readonly required: boolean;
  /** Whether `authorization` is `Bearer` and the token. */
  isBearer(authorization: string | undefined): boolean;
  /** Whether `authorization` is the word of a process that asks for rules: made of the token, so that the token need not travel. */
  isPoller(authorization: string | undefined): boolean;
  /** Whether `token` is the token itself, as typed into the form. */
  isToken(token: string | undefined): boolean;
  /** Whether the header `cookie` holds what {@link Auth.setCookie} set. */
  isCookie(cookie: string | undefined): boolean;
  /** HMAC-SHA-256 over `text` with the token, in hex digits; undefined where there is none. */
  sign(text: string): string | undefined;
  /** The header `set-cookie` that logs a browser in. */
  setCookie(): string;
}

const cookieName = "telltale_console";
const maxAgeSeconds = 30 * 24 * 3600;

/** @param token of the configuration; `undefined` asks for nothing. */
export function createAuth(token: string | undefined): Auth {
  if (token === undefined) {
    return {
      required: false,
      isBearer: () => true,
      isPoller: () => true,
      isToken: () => true,
      isCookie: () => true,
      sign: () => undefined,
      setCookie: () => "",
    };
  }
  const poller = createHmac("sha256", token).update("telltale sampling poll").digest("hex");
  const session = createHmac("sha256", token).update("telltale-console page session").digest("base64url");
  return {
    required: true,
    isBearer(authorization) {
      const match = /^Bearer +(\S+)$/i.exec(authorization ?? "");
      return match !== null && isSame(match[1]!, token);
    },
    isPoller: (authorization) => isSame(/^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1] ?? "", poller),
    isToken: (given) => given !== undefined && isSame(given, token),
    isCookie: (cookie) => isSame(readCookie(cookie ?? "") ?? "", session),
    sign: (text) => createHmac("sha256", token).update(text).digest("hex"),
    setCookie: () => `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`,
  };
}

function readCookie(header: string): string | undefined {
  for (const part of header.split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === cookieName) return value;
  }
  return undefined;
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
