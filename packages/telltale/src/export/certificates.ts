// Certificates and keys for mutual TLS: PEM files named by options or by `OTEL_EXPORTER_OTLP_*`, read once at start.
import { builtin } from "../engine/builtin.ts";
import type { Environment } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** PEM texts, as node:tls takes them. */
export interface Certificates {
  /** Who may have signed the receiver's certificate. Default: the authorities Node knows. */
  readonly ca?: string | undefined;
  readonly key?: string | undefined;
  readonly cert?: string | undefined;
}

/** Which files; a text that begins with `-----BEGIN` is taken as the PEM itself. */
export interface CertificateOptions {
  /** Authority that signed the receiver's certificate. Default: `OTEL_EXPORTER_OTLP_CERTIFICATE`. */
  readonly certificate?: string | undefined;
  /** The client's own key, for receivers that ask for it. Default: `OTEL_EXPORTER_OTLP_CLIENT_KEY`. */
  readonly clientKey?: string | undefined;
  /** The client's own certificate. Default: `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`. */
  readonly clientCertificate?: string | undefined;
}

const parts = [
  ["ca", "certificate", "CERTIFICATE"],
  ["key", "clientKey", "CLIENT_KEY"],
  ["cert", "clientCertificate", "CLIENT_CERTIFICATE"],
] as const;

/**
 * Reads the files for one signal, `part` being its name in variables.
 *
 * A variable that names no readable file warns and is ignored.
 *
 * @throws {TelemetryError} `TT_CERTIFICATE` when an option names no readable file.
 */
export function readCertificates(options: CertificateOptions, part: string, env: Environment): Certificates {
  const settled: { -readonly [K in keyof Certificates]: Certificates[K] } = {};
  for (const [name, option, suffix] of parts) {
    const given = options[option];
    settled[name] =
      given === undefined
        ? (fromVariable(`OTEL_EXPORTER_OTLP_${part}_${suffix}`, env) ??
          fromVariable(`OTEL_EXPORTER_OTLP_${suffix}`, env))
        : fromOption(option, given);
  }
  return settled;
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
