// Addresses to which credentials are brought: callbacks of logins, token endpoints, links in mails. There the value of `code`, `key` or
// `auth` is a credential however short it is: `/callback?code=abc123`. Elsewhere it may be anything: `/err?code=404`.
import { isOrdinaryWord } from "catalog/sensitive-name";
import { isBlank } from "./characters.ts";

/** Words of a path segment that make it such an address, wherever they are in the segment. */
const anywhere = new Set([
  "callback",
  "cb",
  "oidc",
  "openid",
  "saml",
  "saml2",
  "sso",
  "authorize",
  "authorise",
]);
/** Words that do so at the beginning of a segment: `verify-email`, `reset_password`. */
const beginning = new Set(
  "verify verification activate activation reset signin login otp totp mfa 2fa magiclink invite invitation".split(
    " ",
  ),
);
/** Other parameters of such an address. */
const besides =
  /(?:^|[?&#;])(?:grant_type|session_state|code_verifier|client_secret|redirect_uri|id_token|oauth_verifier)=/i;
const state = /(?:^|[?&#;])state=([^&#;]{1,256})/i;
const shortestBesideState = 6;
/** Maximum distance between a parameter and what decides on it. */
const farthest = 256;

/** Whether credentials are brought to `path`. Reads its last {@link farthest} characters. */
function isCredentialPath(path: string): boolean {
  return path.slice(-farthest).split("/").some(isCredentialSegment);
}

function isCredentialSegment(segment: string): boolean {
  const words = segment
    .replace(/\.[a-z]{2,5}$/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const [first = "", second] = words;
  return (
    words.at(-1)?.endsWith("token") === true ||
    beginning.has(first) ||
    ((first === "magic" || first === "sign" || first === "log") && (second === "link" || second === "in")) ||
    words.some((word) => anywhere.has(word) || word.endsWith("callback") || /^oauth2?|oauth2?$/.test(word))
  );
}

/** Whether `value`, of a parameter such as `code`, is a credential in the URL, query or form around it, `before` and `after` it. */
export function isBroughtCredential(value: string, before: string, after: string): boolean {
  if (/^\d{1,3}$/.test(value) || isOrdinaryWord(value)) return false;
  const query = before.search(/[?#]/);
  if (query !== -1 && isCredentialPath(before.slice(0, query).replace(/^[^/]*:\/\/[^/]*/, ""))) return true;
  const others = `${before.slice(query + 1)}&${after}`;
  return besides.test(others) || isBesideState(value, others);
}

/** Whether `value` is the code in the answer of a login, which has the state of the question: not `code=94105&state=CA`. */
function isBesideState(value: string, others: string): boolean {
  if (value.length < shortestBesideState || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  const given = state.exec(others)?.[1];
  return given !== undefined && given.length > 2 && !isOrdinaryWord(given);
}

/** The part of the URL or form before `at`, as far as it is read. */
export function addressBefore(text: string, at: number): string {
  const lowest = Math.max(0, at - farthest);
  let start = at;
  while (start > lowest && !endsAddress(text.charCodeAt(start - 1))) start--;
  return text.slice(start, at);
}

/** The part of the URL or form after `at`, as far as it is read. */
export function addressAfter(text: string, at: number): string {
  const most = Math.min(text.length, at + farthest);
  let end = at;
  while (end < most && !endsAddress(text.charCodeAt(end))) end++;
  return text.slice(at, end);
}

function endsAddress(code: number): boolean {
  return isBlank(code) || code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e || code === 0x60;
}
