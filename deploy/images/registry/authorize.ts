// Credentials for a registry: those that `docker login` stored, given as they are (Basic) or exchanged for a token (Bearer).
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

import { BuildProblem } from "../problem.ts";
import { exchange } from "./exchange.ts";

export interface Authorize {
  /** What is sent with every request to the registry; undefined before it asked for anything. */
  header(url: URL): string | undefined;
  /** The header that answers a challenge; undefined if there is none. */
  answer(url: URL, challenge: string): Promise<string | undefined>;
}

/** Credentials for `host`, sent to that host only. */
export function authorizer(host: string): Authorize {
  let known: string | undefined;
  return {
    header: (url) => (url.host === host ? known : undefined),
    async answer(url, challenge) {
      if (url.host !== host) return undefined;
      const basic = storedCredentials(host);
      if (/^basic\b/i.test(challenge)) known = basic === undefined ? undefined : `Basic ${basic}`;
      else if (/^bearer\b/i.test(challenge)) known = await askToken(challenge, basic);
      return known;
    },
  };
}

/** User and password in base64, from the file of `docker login`. */
function storedCredentials(host: string): string | undefined {
  const folder = process.env["DOCKER_CONFIG"] ?? path.join(homedir(), ".docker");
  const file = path.join(folder, "config.json");
  if (!existsSync(file)) return undefined;
  const { auths = {} } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  };
  return auths[host]?.auth ?? auths[`https://${host}`]?.auth;
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function askToken(challenge: string, basic: string | undefined): Promise<string | undefined> {
  const { realm, service, scope } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  const headers = basic === undefined ? {} : { authorization: `Basic ${basic}` };
  const answer = await exchange(url, { headers });
  return answer.status === 200 ? `Bearer ${tokenOf(url, await answer.text())}` : undefined;
}

function tokenOf({ host, pathname }: URL, text: string): string {
  try {
    const body = JSON.parse(text) as { readonly token?: string; readonly access_token?: string };
    const token = body.token ?? body.access_token;
    if (token !== undefined) return token;
  } catch {
    // no JSON
  }
  throw new BuildProblem(
    `${host}${pathname} gave no token: expected JSON with \`token\` or \`access_token\`.`,
  );
}
