// Certificates and keys for mutual TLS: PEM files named by options or by variables, read once at start.
import { builtin } from "../engine/runtime/builtin.ts";
import type { Environment } from "../engine/settings/environment.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import { TelemetryError } from "../error.ts";
import { everySignal, otlpVariables, variablesOf } from "../settings/by-signal.ts";
import type { OptionsOf } from "../settings/setting.ts";

/** PEM texts, as node:tls takes them. */
export interface Certificates {
  /** Who may have signed the receiver's certificate. Default: the authorities Node knows. */
  readonly ca?: string | undefined;
  readonly key?: string | undefined;
  readonly cert?: string | undefined;
}

/** Which files; a text that begins with `-----BEGIN` is taken as the PEM itself. */
export const certificateSettings = {
  /** Authority that signed the receiver's certificate. */
  certificate: {
    type: "text",
    code: "TT_CERTIFICATE",
    per: everySignal as typeof everySignal,
    variable: otlpVariables("CERTIFICATE") as readonly [string, string],
    fallback: "those Node knows",
    label: "{signal}: certificate authority",
  },
  /** The client's own key, for receivers that ask for it. */
  clientKey: {
    type: "text",
    code: "TT_CERTIFICATE",
    secret: true,
    per: everySignal as typeof everySignal,
    variable: otlpVariables("CLIENT_KEY") as readonly [string, string],
    label: "{signal}: client key",
  },
  /** The client's own certificate. */
  clientCertificate: {
    type: "text",
    code: "TT_CERTIFICATE",
    per: everySignal as typeof everySignal,
    variable: otlpVariables("CLIENT_CERTIFICATE") as readonly [string, string],
    label: "{signal}: client certificate",
  },
} as const;

/** Which files; a text that begins with `-----BEGIN` is taken as the PEM itself. */
export interface CertificateOptions extends OptionsOf<typeof certificateSettings> {}

const parts = [
  ["ca", "certificate"],
  ["key", "clientKey"],
  ["cert", "clientCertificate"],
] as const;

/**
 * Reads the files for one signal.
 *
 * A variable that names no readable file warns and is ignored.
 *
 * @throws {TelemetryError} `TT_CERTIFICATE` when an option names no readable file.
 */
export function readCertificates(
  options: CertificateOptions,
  signal: Signal,
  env: Environment,
): Certificates {
  const resolved: { -readonly [K in keyof Certificates]: Certificates[K] } = {};
  for (const [name, option] of parts) {
    const given = options[option];
    resolved[name] =
      given === undefined
        ? variablesOf(certificateSettings[option], signal).reduce<string | undefined>(
            (found, variable) => found ?? fromVariable(variable, env),
            undefined,
          )
        : fromOption(option, given);
  }
  return resolved;
}

function fromVariable(name: string, env: Environment): string | undefined {
  const path = env.text(name);
  if (path === undefined) return undefined;
  try {
    return readPem(path);
  } catch {
    return env.ignore(name, "the path of a PEM file that can be read");
  }
}

function fromOption(option: string, given: string): string {
  try {
    return given.startsWith("-----BEGIN") ? given : readPem(given);
  } catch (cause) {
    throw new TelemetryError("TT_CERTIFICATE", `Cannot read \`${given}\` as \`${option}\`.`, { cause });
  }
}

function readPem(path: string): string {
  const text = builtin("fs")().readFileSync(path, "utf8");
  if (!text.includes("-----BEGIN")) throw new Error("no PEM file");
  return text;
}
