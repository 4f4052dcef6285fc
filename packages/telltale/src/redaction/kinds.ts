// The kinds of secrets that finders recognize, and the finders of the kinds that are on.
import { isSecretValue } from "catalog/sensitive-name";
import { assignmentFinder, encodedParameters } from "./assignment.ts";
import { basicCredentials, bearerTokens } from "./credentials.ts";
import { callPasswords } from "./call-passwords.ts";
import { commandPasswords, positionPasswords, quotedPasswords } from "./command-line.ts";
import { elementFinder, flagFinder } from "./element.ts";
import { type Finder, each } from "./finder.ts";
import { accounts } from "./iban.ts";
import { addressesOf6 } from "./ip-address.ts";
import { tokens } from "./jwt.ts";
import { addresses } from "./mail.ts";
import { markers } from "./marker.ts";
import { numberFinder } from "./numbers.ts";
import { oddKeyFinders, oddKinds } from "./odd-keys.ts";
import { phones } from "./phone.ts";
import { redisPasswords } from "./redis-passwords.ts";
import { sqlArguments, sqlPasswords, sqlStatementPasswords } from "./sql-passwords.ts";
import { oraclePasswords, urlPasswords } from "./url-credentials.ts";
import { vendorKeyFinder, vendorKinds } from "./vendor-keys.ts";
import { slackPaths, webhookFinder } from "./webhook-paths.ts";

/** Kinds that are on by default. */
export const usualKinds: readonly string[] = [
  "private-key",
  "bearer",
  "basic-auth",
  "jwt",
  "url-password",
  "query-secret",
  "password",
  "secret",
  "token",
  "api-key",
  "authorization",
  "cookie",
  "aws-secret-key",
  "card-security-code",
  "sql-literal",
  ...vendorKinds,
  ...oddKinds,
  "credit-card",
  "iban",
  "ssn",
  "email",
  "phone",
];

/** Kinds that are off by default. */
export const chosenKinds: readonly string[] = ["ipv4", "ipv6"];

/** The finders of the kinds that are `on`; of two that may begin at the same position, the earlier one is called first. */
export function findersOf(on: (kind: string) => boolean): Finder[] {
  const single: readonly (readonly [kind: string, finder: Finder])[] = [
    ["private-key", privateKeys],
    ["private-key", puttyKeys],
    ["bearer", bearerTokens],
    ["basic-auth", basicCredentials],
    ["jwt", tokens],
    ["url-password", urlPasswords],
    ["url-password", oraclePasswords],
  ];
  const vendors = vendorKeyFinder(on);
  return [
    markers,
    ...single.filter(([kind]) => on(kind)).map(([, finder]) => finder),
    assignmentFinder(on, [...(on("jwt") ? [tokens] : []), vendors]),
    ...(on("query-secret") ? [encodedParameters, pathSecrets] : []),
    elementFinder(on),
    flagFinder(on),
    ...(on("password")
      ? [
          commandPasswords,
          positionPasswords,
          ...callPasswords,
          ...redisPasswords,
          sqlPasswords,
          quotedPasswords,
          sqlStatementPasswords,
          sqlArguments,
        ]
      : []),
    vendors,
    ...(on("slack-webhook") ? [slackPaths] : []),
    webhookFinder(on),
    ...oddKeyFinders(on),
    ...(on("iban") ? [accounts] : []),
    numberFinder(on),
    ...(on("email") ? [addresses] : []),
    ...(on("phone") ? [phones] : []),
    ...(on("ipv6") ? [addressesOf6] : []),
  ];
}

// Credentials in paths: `/password/reset/…`, `/magic-link/…`, `/verify-email/…`. The segment before announces the credential, and only
// a generated value is hidden: `/reset/now` and `/invitations/42` stay.
const segment =
  /\/(?:[a-z]{2,12}[-_])?(?:resets?|token|magic(?:link)?|verif(?:y|ication)|activat(?:e|ion)|invit(?:es?|ations?)|confirm(?:ation)?|unlock|recovery?|unsubscribe)(?:[-_](?:password|email|link|login|account|token))?\/(?:[\w-]{1,15}\/)?([\w~.=-]{16,512})(?![\w~.=%-])/iy;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const timed = /^[\da-z]{2,8}-[\da-f]{20,64}$/i;

/** Finds them at the slash of the segment before. */
const pathSecrets: Finder = {
  starts: [...each(["/"], "rtmvaicu").flatMap((start) => each([start], "eoacn")), "/pa", "/em", "/ac"],
  find(text, at) {
    segment.lastIndex = at;
    const value = segment.exec(text)?.[1];
    if (value === undefined) return undefined;
    const isSecret =
      isSecretValue("certain", value.replaceAll(".", "-")) ||
      timed.test(value) ||
      (uuid.test(value) &&
        /reset|magic|token|unlock|recover/i.test(text.slice(at, segment.lastIndex - value.length)));
    return isSecret
      ? { start: segment.lastIndex - value.length, end: segment.lastIndex, kind: "query-secret" }
      : undefined;
  },
};

// Private keys in PEM and similar formats. A key without its end hides the rest of the text.
const beginning = /-{4,5}[ +]?BEGIN[ +](?:[A-Z0-9]{1,12}[ +]){0,3}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ +]?-{4,5}/y;
const ending = /-{4,5}[ +]?END[ +](?:[A-Z0-9]{1,12}[ +]){0,3}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ +]?-{4,5}/g;

const putty = /Private-Lines: \d{1,4}\r?\n/y;
const puttyEnd = /\nPrivate-MAC: [0-9a-f]{40,64}/g;

/** Finds the private lines of PuTTY's keys. */
const puttyKeys: Finder = {
  starts: ["Pri"],
  find(text, at) {
    putty.lastIndex = at;
    if (!putty.test(text)) return undefined;
    const start = putty.lastIndex;
    puttyEnd.lastIndex = start - 1;
    return { start, end: puttyEnd.test(text) ? puttyEnd.lastIndex : text.length, kind: "private-key" };
  },
};

/** Finds keys from their first to their last line; line feeds may be written as `\n`. */
const privateKeys: Finder = {
  starts: ["---"],
  find(text, at) {
    if (text.charCodeAt(at + 1) !== 0x2d || text.charCodeAt(at - 1) === 0x2d) return undefined;
    beginning.lastIndex = at;
    if (!beginning.test(text)) return undefined;
    ending.lastIndex = beginning.lastIndex;
    return { start: at, end: ending.test(text) ? ending.lastIndex : text.length, kind: "private-key" };
  },
};
