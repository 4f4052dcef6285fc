// Who a caller is, and what they are called. An identity never changes and is unique: the id of a token, or issuer and subject of a
// person. Names are for display: people can edit theirs, so an unverified name is marked.

/** Identity of the holder of the console's own token. */
export const consoleIdentity = "console";

/** Characters of a name before its mark. */
const longestName = 100;

/** Identity of a person. An issuer is a URL without a fragment (OpenID Connect Core, section 2), so no two people share one. */
export function identityOfPerson(issuer: string, subject: string): string {
  return `oidc:${issuer}#${subject}`;
}

/** The name of a token: its creator chose it, and may have chosen the name of a person. */
export function nameOfToken(name: string): string {
  return `${plain(name)} (token)`;
}

/** A name that the login provider does not vouch for: its owner may have chosen it. */
export function unverifiedName(name: string): string {
  return `${plain(name)} (not verified)`;
}

/** On one line, with nothing in it that hides or moves the mark. */
function plain(name: string): string {
  const visible = name
    .replaceAll(/[\s\p{Z}]+/gu, " ")
    .replaceAll(/[\p{C}\u115f\u1160\u2800\u3164\uffa0]/gu, "")
    .trim();
  return [...visible].slice(0, longestName).join("");
}

/**
 * Whether what belongs to the identity `owner` is the caller's. What belongs to no identity goes to callers with the scope `admin`; without tenants
 * that is the operator.
 */
export function isOwn(
  owner: string,
  { identity, scope }: { readonly identity: string; readonly scope: string },
): boolean {
  return owner === "" ? scope === "admin" : owner === identity;
}
