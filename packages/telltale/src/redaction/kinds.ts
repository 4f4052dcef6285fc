// The kinds of secrets that are known by their form, and the finders of those that are wanted.
import { assignmentFinder, encodedParameters } from "./assignment.ts";
import { basicCredentials, bearerTokens } from "./credentials.ts";
import { commandPasswords, quotedPasswords } from "./command-line.ts";
import { elementFinder, flagFinder } from "./element.ts";
import type { Finder } from "./finder.ts";
import { accounts } from "./iban.ts";
import { addressesOf6 } from "./ip-address.ts";
import { tokens } from "./jwt.ts";
import { addresses } from "./mail.ts";
import { markers } from "./marker.ts";
import { numberFinder } from "./numbers.ts";
import { oddKeyFinders, oddKinds } from "./odd-keys.ts";
import { pathSecrets } from "./path-secrets.ts";
import { phones } from "./phone.ts";
import { privateKeys, puttyKeys } from "./private-key.ts";
import { sqlArguments, sqlPasswords, sqlStatementPasswords } from "./sql-passwords.ts";
import { oraclePasswords, urlPasswords } from "./url-credentials.ts";
import { vendorKeyFinder, vendorKinds } from "./vendor-keys.ts";

/** Kinds that are looked for unless they are switched off. */
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

/** Kinds that are looked for where they are asked for. */
export const chosenKinds: readonly string[] = ["ipv4", "ipv6"];

/** The finders of the kinds that are `on`; of two that may begin at the same place the earlier one is asked first. */
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
      ? [commandPasswords, sqlPasswords, quotedPasswords, sqlStatementPasswords, sqlArguments]
      : []),
    vendors,
    ...oddKeyFinders(on),
    ...(on("iban") ? [accounts] : []),
    numberFinder(on),
    ...(on("email") ? [addresses] : []),
    ...(on("phone") ? [phones] : []),
    ...(on("ipv6") ? [addressesOf6] : []),
  ];
}
