// Login with OpenID Connect: authorization code with PKCE. What the provider says of a person is accepted
// when signature, issuer, audience, time, nonce and state are valid (openid-client checks them); rules then decide what the person may do.
import { isIP } from "node:net";
import type { Scope } from "contract";
import type * as Client from "openid-client";
import type { OidcConfig } from "../config/auth.ts";
import { parseEmail } from "../config/email-address.ts";
import { identityOfPerson, unverifiedName } from "./identity.ts";
import { fetchOfProvider } from "./provider-fetch.ts";
import { ProblemError } from "../problem/problem.ts";

/** What the browser keeps between leaving for the provider and coming back. */
export interface OidcTrip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where they wanted to go. */
  readonly next: string;
}

interface Person {
  /** The verified address, or a name that says that it is not verified. */
  readonly name: string;
  readonly identity: string;
  readonly scope: Scope;
  readonly tenant: string;
}

export interface Oidc {
  /** Where to send the browser. @throws {ProblemError} 502 when the provider does not answer. */
  begin(redirectUri: string, next: string): Promise<{ readonly url: string; readonly trip: OidcTrip }>;
  /**
   * Who came back at `url`.
   *
   * @throws {ProblemError} 401 when the answer does not belong to `trip` or cannot be verified, 403 when no rule lets them in.
   */
  finish(url: URL, trip: OidcTrip): Promise<Person>;
}

/** The provider is asked when the first one logs in; http is taken from providers on this machine alone. */
export function createOidc(config: OidcConfig): Oidc {
  let discovered: Promise<Client.Configuration> | undefined;

  async function provider(): Promise<{ client: typeof Client; configuration: Client.Configuration }> {
    const client = await import("openid-client");
    discovered ??= discover(client, config).catch((cause: unknown) => {
      discovered = undefined;
      throw new ProblemError(
        "PROVIDER_UNAVAILABLE",
        `The login provider at ${config.issuer} does not answer as it should: ${(cause as Error).message}`,
        "Try again in a moment; the operator of the console should check `--oidc-issuer`.",
        { cause },
      );
    });
    return { client, configuration: await discovered };
  }

  return {
    async begin(redirectUri, next) {
      const { client, configuration } = await provider();
      const trip = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        next,
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: config.scopes,
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, trip };
    },
    async finish(url, trip) {
      const { client, configuration } = await provider();
      const claims = await claimsOf(client, configuration, url, trip);
      return personOf(claims, config);
    },
  };
}

async function discover(client: typeof Client, config: OidcConfig): Promise<Client.Configuration> {
  const issuer = new URL(config.issuer);
  const isLocal = issuer.protocol === "http:" && isLoopbackName(issuer.hostname);
  const found = await client.discovery(
    issuer,
    config.clientId,
    {},
    config.clientSecret === undefined ? client.None() : client.ClientSecretPost(config.clientSecret),
    {
      timeout: 10,
      // Without it a statement that came straight from the provider is believed unsigned.
      execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
      [client.customFetch]: fetchOfProvider,
    },
  );
  // the browser is sent there
  const { authorization_endpoint: page = "" } = found.serverMetadata();
  if (!page.startsWith("https://") && !(isLocal && page.startsWith("http://")))
    throw new Error(`its \`authorization_endpoint\` is not an address of https: ${page.slice(0, 100)}`);
  return found;
}

function isLoopbackName(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."))
  );
}

async function claimsOf(
  client: typeof Client,
  configuration: Client.Configuration,
  url: URL,
  trip: OidcTrip,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer = await client.authorizationCodeGrant(configuration, url, {
      pkceCodeVerifier: trip.verifier,
      expectedState: trip.state,
      expectedNonce: trip.nonce,
      idTokenExpected: true,
    });
    const claims = answer.claims();
    if (claims === undefined) throw new Error("the provider sent no ID token");
    // OpenID Connect Core, section 2
    if (claims.sub.length > 255) throw new Error("the subject has more than 255 characters");
    return claims;
  } catch (cause) {
    throw new ProblemError(
      "LOGIN_REFUSED",
      "The login provider's answer does not belong to a login that began here, or cannot be verified.",
      "Log in again at /login; the console's log has details.",
      { cause },
    );
  }
}

/** The highest scope of the rules that match a person. */
function personOf(claims: Readonly<Record<string, unknown>>, { rules, groupsClaim }: OidcConfig): Person {
  // An address that is not verified may be anything.
  const address = claims["email_verified"] === true ? parseEmail(claims["email"]) : undefined;
  const email = address === undefined ? undefined : `${address.local}@${address.domain}`;
  const groups = claims[groupsClaim];
  const names = Array.isArray(groups) ? groups.filter((one) => typeof one === "string") : [];
  const matching = rules.filter(({ kind, value }) => {
    if (kind === "anyone") return true;
    if (kind === "group") return names.includes(value);
    return kind === "email" ? email === value : address?.domain === value;
  });
  const rule =
    (["admin", "alerts"] as const)
      .map((highest) => matching.find(({ scope }) => scope === highest))
      .find((one) => one !== undefined) ?? matching[0];
  const { iss, sub, preferred_username: ownName } = claims;
  const name = email ?? unverifiedName(String(ownName ?? sub));
  const identity = identityOfPerson(String(iss), String(sub));
  if (rule !== undefined) return { name, identity, scope: rule.scope, tenant: rule.tenant };
  throw new ProblemError(
    "LOGIN_NOT_ALLOWED",
    `\`${name}\` may not use this console.`,
    "Ask the operator for a rule: `--oidc-allow domain:example.com=read`, `group:NAME=admin` or `email:ADDRESS=read`.",
  );
}
