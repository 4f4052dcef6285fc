// TLS with certificate files: read at the start, and again when they change, so that a certificate is renewed without a restart. Files that
// do not fit together are reported, and the previous ones stay in use.
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { createSecureContext } from "node:tls";
import { experimental, ServerCredentials } from "@grpc/grpc-js";
import type { FastifyInstance } from "fastify";
import type { TlsFiles } from "../config/auth.ts";
import { ProblemError } from "../problem/problem.ts";

interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Authority of client certificates; absent: clients need none. */
  readonly ca: Buffer | undefined;
}

/** What the servers are given. */
export interface Tls {
  /** Options of `https.createServer`. */
  readonly https: {
    readonly cert: Buffer;
    readonly key: Buffer;
    readonly ca?: Buffer;
    readonly requestCert: boolean;
    readonly rejectUnauthorized: boolean;
    readonly minVersion: "TLSv1.2";
  };
  readonly grpc: ServerCredentials;
  /** Gives `app` each new certificate. */
  follow(app: FastifyInstance): void;
  close(): void;
}

const lookMs = 2_000;

/** @throws {ProblemError} when the files cannot be read or do not belong together. */
export function openTls(files: TlsFiles, onNote: (note: string) => void): Tls {
  let current = read(files);
  const apps: FastifyInstance[] = [];
  const listeners = new Set<(certificate: Certificate) => void>();
  const paths = [files.cert, files.key, files.clientCa].filter((path) => path !== undefined);

  function reload(): void {
    try {
      current = read(files);
    } catch (error) {
      onNote(`Keeping the certificate in use: ${(error as Error).message}`);
      return;
    }
    for (const app of apps) secure(app, current);
    for (const listener of listeners) listener(current);
    onNote("The certificate was read again.");
  }
  for (const path of paths) watchFile(path, { interval: lookMs, persistent: false }, reload);

  const requestCert = files.clientCa !== undefined;
  const { cert, key, ca } = current;
  return {
    https: {
      cert,
      key,
      ...(ca === undefined ? {} : { ca }),
      requestCert,
      rejectUnauthorized: requestCert,
      minVersion: "TLSv1.2",
    },
    grpc: toGrpc(() => current, listeners, requestCert),
    follow: (app) => void apps.push(app),
    close: () => paths.forEach((path) => unwatchFile(path, reload)),
  };
}

function secure(app: FastifyInstance, { cert, key, ca }: Certificate): void {
  const server = app.server as unknown as { setSecureContext(options: object): void };
  server.setSecureContext({ cert, key, ...(ca === undefined ? {} : { ca }), minVersion: "TLSv1.2" });
}

function read({ cert, key, clientCa }: TlsFiles): Certificate {
  try {
    const certificate = {
      cert: readFileSync(cert),
      key: readFileSync(key),
      ca: clientCa === undefined ? undefined : readFileSync(clientCa),
    };
    createSecureContext({ cert: certificate.cert, key: certificate.key });
    return certificate;
  } catch (cause) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use the certificate \`${cert}\` with the key \`${key}\`: ${(cause as Error).message}.`,
      "Pass PEM files that belong together.",
      { cause },
    );
  }
}

/** grpc-js asks a provider, which first reports what it has and later what is new. */
function toGrpc(
  current: () => Certificate,
  listeners: Set<(certificate: Certificate) => void>,
  requestCert: boolean,
): ServerCredentials {
  type Identity = Parameters<experimental.CertificateProvider["addIdentityCertificateListener"]>[0];
  type Ca = Parameters<experimental.CertificateProvider["addCaCertificateListener"]>[0];
  const watched = new Map<Identity | Ca, (certificate: Certificate) => void>();
  const watch = (listener: Identity | Ca, update: (certificate: Certificate) => void): void => {
    watched.set(listener, update);
    listeners.add(update);
    // The server that asks hears only what comes after it has asked.
    setImmediate(() => update(current()));
  };
  const forget = (listener: Identity | Ca): void => {
    listeners.delete(watched.get(listener)!);
    watched.delete(listener);
  };
  const provider: experimental.CertificateProvider = {
    addIdentityCertificateListener: (listener) =>
      watch(listener, ({ cert, key }) => listener({ certificate: cert, privateKey: key })),
    removeIdentityCertificateListener: forget,
    addCaCertificateListener: (listener) =>
      watch(listener, ({ ca }) => listener(ca === undefined ? null : { caCertificate: ca })),
    removeCaCertificateListener: forget,
  };
  return experimental.createCertificateProviderServerCredentials(
    provider,
    requestCert ? provider : null,
    requestCert,
  );
}
