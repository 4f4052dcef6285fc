// Who may come in, and over what: the login provider with its rules, TLS, and the address people use.
import { readFileSync } from "node:fs";
import { readTrustedProxy } from "./hosts.ts";
import { parseDomain, parseEmail } from "./email-address.ts";
import { UsageError } from "./usage-error.ts";

/** One rule of who may log in: who is meant, and what they become. */
export interface OidcRule {
  readonly kind: "domain" | "group" | "email" | "anyone";
  readonly value: string;
  readonly scope: "read" | "admin";
  readonly tenant: string;
}

/** A login provider. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: string;
  /** The claim that lists somebody's groups. */
  readonly groupsClaim: string;
  readonly rules: readonly OidcRule[];
}

/** PEM files. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Who connects must show a certificate of this authority. */
  readonly clientCa: string | undefined;
}

export interface AccessConfig {
  readonly oidc: OidcConfig | undefined;
  readonly tls: TlsFiles | undefined;
  /** How people reach the console where that is not how it listens: `https://telltale.example`. */
  readonly publicUrl: string | undefined;
  /** Proxies in front, whose `x-forwarded-for` is believed. */
  readonly trustedProxies: readonly string[];
}

/** What the command line gives, as text. */
export interface AccessFlags {
  readonly oidcIssuer?: string | undefined;
  readonly oidcClientId?: string | undefined;
  readonly oidcClientSecretFile?: string | undefined;
  readonly oidcScopes?: string | undefined;
  readonly oidcGroupsClaim?: string | undefined;
  readonly oidcAllow?: readonly string[] | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly tlsClientCa?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly trustedProxy?: readonly string[] | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} when a value cannot be used, or lacks another. */
export function readAccess(flags: AccessFlags, env: Env): AccessConfig {
  return {
    oidc: readOidc(flags, env),
    tls: readTls(flags, env),
    publicUrl: readPublicUrl(given(flags.publicUrl, env, "TELLTALE_CONSOLE_PUBLIC_URL")),
    trustedProxies: (flags.trustedProxy ?? list(env["TELLTALE_CONSOLE_TRUSTED_PROXIES"])).map(
      readTrustedProxy,
    ),
  };
}

function readOidc(flags: AccessFlags, env: Env): OidcConfig | undefined {
  const issuer = given(flags.oidcIssuer, env, "TELLTALE_CONSOLE_OIDC_ISSUER");
  if (issuer === undefined) return undefined;
  const clientId = given(flags.oidcClientId, env, "TELLTALE_CONSOLE_OIDC_CLIENT_ID");
  const rules = (flags.oidcAllow ?? list(env["TELLTALE_CONSOLE_OIDC_ALLOW"])).map(readRule);
  checkIssuer(issuer);
  if (clientId === undefined)
    throw new UsageError("Cannot use `--oidc-issuer` without `--oidc-client-id ID`.");
  if (rules.length === 0) {
    throw new UsageError(
      "Cannot use `--oidc-issuer` without a rule: nobody could log in. Pass for example `--oidc-allow domain:example.com=read group:sre=admin`.",
    );
  }
  const file = given(flags.oidcClientSecretFile, env, "TELLTALE_CONSOLE_OIDC_CLIENT_SECRET_FILE");
  return {
    issuer,
    clientId,
    clientSecret: file === undefined ? undefined : readSecret(file),
    scopes: given(flags.oidcScopes, env, "TELLTALE_CONSOLE_OIDC_SCOPES") ?? "openid email profile",
    groupsClaim: given(flags.oidcGroupsClaim, env, "TELLTALE_CONSOLE_OIDC_GROUPS_CLAIM") ?? "groups",
    rules,
  };
}

function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isLocal = url !== undefined && /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return;
  throw new UsageError(
    `Cannot use \`--oidc-issuer ${issuer}\`: expected the https address of an OpenID provider (http on this machine alone).`,
  );
}

/** `domain:example.com=read`, `group:sre=admin`, `email:ann@example.com=read@acme`, `anyone=read`. */
function readRule(text: string): OidcRule {
  const [, kind, value = "", scope, tenant = ""] =
    /^(?:(domain|group|email):([^=]{1,200})|anyone)=(read|admin)(?:@([a-z0-9][a-z0-9_-]{0,62}))?$/.exec(
      text,
    ) ?? [];
  if (scope === "read" || scope === "admin") {
    const asked = kind === undefined ? "anyone" : (kind as OidcRule["kind"]);
    const read = readRuleValue(asked, value);
    if (read !== undefined) return { kind: asked, value: read, scope, tenant };
  }
  throw new UsageError(
    `Cannot use \`--oidc-allow ${text}\`: expected domain:NAME, group:NAME, email:ADDRESS or anyone, then =read or =admin, then @TENANT where there are tenants.`,
  );
}

/** What addresses are compared with; undefined for what no address can be. */
function readRuleValue(kind: OidcRule["kind"], value: string): string | undefined {
  if (kind === "domain") return parseDomain(value);
  if (kind !== "email") return value;
  const address = parseEmail(value);
  return address === undefined ? undefined : `${address.local}@${address.domain}`;
}

function readTls(flags: AccessFlags, env: Env): TlsFiles | undefined {
  const cert = given(flags.tlsCert, env, "TELLTALE_CONSOLE_TLS_CERT");
  const key = given(flags.tlsKey, env, "TELLTALE_CONSOLE_TLS_KEY");
  const clientCa = given(flags.tlsClientCa, env, "TELLTALE_CONSOLE_TLS_CLIENT_CA");
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa };
  throw new UsageError("Cannot use TLS with a part of it: pass both `--tls-cert FILE` and `--tls-key FILE`.");
}

function readPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (/^https?:$/.test(url?.protocol ?? "") && url?.origin === text.replace(/\/$/, "")) return url.origin;
  throw new UsageError(
    `Cannot use \`--public-url ${text}\`: expected scheme, host and port without a path, like https://telltale.example.`,
  );
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new UsageError(
      `Cannot read the file \`${file}\` with the secret of the OpenID client: ${(cause as Error).message}.`,
      { cause },
    );
  }
}

function given(flag: string | undefined, env: Env, name: string): string | undefined {
  return flag ?? (env[name]?.trim() || undefined);
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
