// Authentication and network: the login provider with its rules, TLS, and the address people use.
import { trustedProxy } from "./hosts.ts";
import { parseDomain, parseEmail } from "./email-address.ts";
import {
  anyText,
  type Env,
  type FlagsOf,
  listOf,
  type OptionsOf,
  parsed,
  readNamedFile,
  readOptions,
} from "./option.ts";
import { ProblemError } from "../problem/problem.ts";

/** One rule of who may log in, and with which scope. */
interface OidcRule {
  readonly kind: "domain" | "group" | "email" | "anyone";
  readonly value: string;
  readonly scope: "read" | "alerts" | "admin";
  readonly tenant: string;
}

/** A login provider. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: string;
  /** The claim that lists a person's groups. */
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

export interface AccessValues {
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsClientCa: string | undefined;
  readonly publicUrl: string | undefined;
  readonly trustedProxy: readonly string[];
  readonly oidcIssuer: string | undefined;
  readonly oidcClientId: string | undefined;
  readonly oidcClientSecretFile: string | undefined;
  readonly oidcAllow: readonly OidcRule[];
  readonly oidcScopes: string;
  readonly oidcGroupsClaim: string;
}

const group = "Authentication and network";
const seeLogin = "See [security](../guide/security.md).";

export const accessOptions: OptionsOf<AccessValues> = {
  tlsCert: {
    group,
    flag: "--tls-cert <file>",
    variable: "TELLTALE_CONSOLE_TLS_CERT",
    parse: anyText,
    help: "TLS certificate for pages, OTLP/HTTP and gRPC (PEM)",
  },
  tlsKey: {
    group,
    flag: "--tls-key <file>",
    variable: "TELLTALE_CONSOLE_TLS_KEY",
    parse: anyText,
    help: "TLS private key (PEM)",
  },
  tlsClientCa: {
    group,
    flag: "--tls-client-ca <file>",
    variable: "TELLTALE_CONSOLE_TLS_CLIENT_CA",
    parse: anyText,
    help: "require client certificates of this authority (PEM)",
  },
  publicUrl: {
    group,
    flag: "--public-url <url>",
    variable: "TELLTALE_CONSOLE_PUBLIC_URL",
    parse: parsed(readPublicUrl, "scheme, host and port without a path, like https://telltale.example"),
    help: "URL that people open, behind a proxy",
  },
  trustedProxy: {
    group,
    flag: "--trusted-proxy <address...>",
    variable: "TELLTALE_CONSOLE_TRUSTED_PROXIES",
    parse: listOf(trustedProxy),
    help: "proxies whose x-forwarded-for header is trusted",
  },
  oidcIssuer: {
    group,
    flag: "--oidc-issuer <url>",
    variable: "TELLTALE_CONSOLE_OIDC_ISSUER",
    parse: parsed(readIssuer, "the https address of an OpenID provider (http on this machine alone)"),
    help: "OpenID Connect provider that people log in with",
    docs: seeLogin,
  },
  oidcClientId: {
    group,
    flag: "--oidc-client-id <id>",
    variable: "TELLTALE_CONSOLE_OIDC_CLIENT_ID",
    parse: anyText,
    help: "client id of the console at the provider",
  },
  oidcClientSecretFile: {
    group,
    flag: "--oidc-client-secret-file <file>",
    variable: "TELLTALE_CONSOLE_OIDC_CLIENT_SECRET_FILE",
    parse: anyText,
    help: "file with the client secret",
  },
  oidcAllow: {
    group,
    flag: "--oidc-allow <rule...>",
    variable: "TELLTALE_CONSOLE_OIDC_ALLOW",
    parse: listOf(
      parsed(
        readRule,
        "domain:NAME, group:NAME, email:ADDRESS or anyone, then =read, =alerts or =admin, then @TENANT where there are tenants",
      ),
    ),
    help: "who may log in: domain:example.com=read group:sre=admin email:ann@example.com=read@tenant",
    docs: seeLogin,
  },
  oidcScopes: {
    group,
    flag: "--oidc-scopes <scopes>",
    variable: "TELLTALE_CONSOLE_OIDC_SCOPES",
    default: "openid email profile",
    parse: anyText,
    help: "scopes that the console asks the provider for",
  },
  oidcGroupsClaim: {
    group,
    flag: "--oidc-groups-claim <name>",
    variable: "TELLTALE_CONSOLE_OIDC_GROUPS_CLAIM",
    default: "groups",
    parse: anyText,
    help: "claim in which the provider lists groups",
  },
};

/** @throws {ProblemError} when a value cannot be used, or lacks another. */
export function readAccess(flags: FlagsOf<AccessValues>, env: Env): AccessConfig {
  const values = readOptions(accessOptions, flags, env);
  return {
    oidc: readOidc(values),
    tls: readTls(values),
    publicUrl: values.publicUrl,
    trustedProxies: values.trustedProxy,
  };
}

function readOidc(values: AccessValues): OidcConfig | undefined {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecretFile: file, oidcAllow: rules } = values;
  if (issuer === undefined) return undefined;
  if (clientId === undefined)
    throw new ProblemError("BAD_OPTION", "Cannot use `--oidc-issuer` without `--oidc-client-id ID`.");
  if (rules.length === 0) {
    throw new ProblemError(
      "BAD_OPTION",
      "Cannot use `--oidc-issuer` without a rule: no user could log in.",
      "Pass for example `--oidc-allow domain:example.com=read group:sre=admin`.",
    );
  }
  return {
    issuer,
    clientId,
    clientSecret:
      file === undefined
        ? undefined
        : readNamedFile("--oidc-client-secret-file", file).toString("utf8").trim(),
    scopes: values.oidcScopes,
    groupsClaim: values.oidcGroupsClaim,
    rules,
  };
}

function readIssuer(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLocal) ? text : undefined;
}

/** `domain:example.com=read`, `group:sre=admin`, `email:ann@example.com=read@acme`, `anyone=read`. */
function readRule(text: string): OidcRule | undefined {
  const [, kind, value = "", scope, tenant = ""] =
    /^(?:(domain|group|email):([^=]{1,200})|anyone)=(read|alerts|admin)(?:@([a-z0-9][a-z0-9_-]{0,62}))?$/.exec(
      text,
    ) ?? [];
  if (scope !== "read" && scope !== "alerts" && scope !== "admin") return undefined;
  const asked = kind === undefined ? "anyone" : (kind as OidcRule["kind"]);
  const read = readRuleValue(asked, value);
  return read === undefined ? undefined : { kind: asked, value: read, scope, tenant };
}

/** What addresses are compared with; undefined for what no address can be. */
function readRuleValue(kind: OidcRule["kind"], value: string): string | undefined {
  if (kind === "domain") return parseDomain(value);
  if (kind !== "email") return value;
  const address = parseEmail(value);
  return address === undefined ? undefined : `${address.local}@${address.domain}`;
}

function readTls({ tlsCert: cert, tlsKey: key, tlsClientCa: clientCa }: AccessValues): TlsFiles | undefined {
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa };
  throw new ProblemError(
    "BAD_OPTION",
    "Cannot use TLS with a part of it: pass both `--tls-cert FILE` and `--tls-key FILE`.",
  );
}

function readPublicUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = /^https?:$/.test(url?.protocol ?? "") && url?.origin === text.replace(/\/$/, "");
  return isOrigin ? url?.origin : undefined;
}
