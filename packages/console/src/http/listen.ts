// Opens a port, or says which process uses it and which flag chooses another.
import { type AddressInfo, createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import { findPortOwner } from "./port-owner.ts";
import { ProblemError } from "../problem/problem.ts";

/** A port to open: where, and the flag that changes it. */
export interface PortRequest {
  readonly host: string;
  readonly port: number;
  readonly flag: string;
  /** What listens there: `OTLP/HTTP`. */
  readonly what: string;
}

/** Runs `listen` and turns the system's refusal into a message for people. */
export async function listenOrExplain<T>(request: PortRequest, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    throw explain(request, error as NodeJS.ErrnoException);
  }
}

/**
 * Finds out whether the port could be opened now, before anything expensive is started.
 *
 * @throws {ProblemError} that names the owner and the flag.
 */
export async function checkPort(request: PortRequest): Promise<void> {
  if (request.port === 0) return;
  await listenOrExplain(request, async () => {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: request.host, port: request.port, exclusive: true }, resolve);
    });
    await new Promise((resolve) => server.close(resolve));
  });
}

/**
 * Connections that wait to be accepted. Node's 511 are soon full while a busy console accepts none: each further one is then tried again by
 * its sender after one, three and seven seconds. The system may have a lower limit (`net.core.somaxconn`).
 */
export const backlog = 4096;

/** Lets `app` listen and resolves to its address. */
export async function listenHttp(app: FastifyInstance, request: PortRequest): Promise<string> {
  await listenOrExplain(request, () => app.listen({ host: request.host, port: request.port, backlog }));
  const { port } = app.server.address() as AddressInfo;
  return toUrl(request.host, port, app.initialConfig.https !== undefined);
}

/** An address that can be opened: `0.0.0.0` means every one, of which loopback is the one that is known. */
export function toUrl(host: string, port: number, isSecure = false): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${isSecure ? "https" : "http"}://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

function explain({ host, port, flag, what }: PortRequest, error: NodeJS.ErrnoException): Error {
  const text = `${error.code ?? ""} ${error.message}`;
  if (text.includes("EADDRINUSE")) {
    const owner = findPortOwner(port);
    const by = owner === undefined ? "another program" : owner;
    return new ProblemError(
      "PORT_UNAVAILABLE",
      `Cannot open port ${port} for ${what}: it is in use by ${by}.`,
      `Stop it, or choose another port with \`${flag} PORT\` (0 picks a free one).`,
      { cause: error },
    );
  }
  if (text.includes("EACCES")) {
    return new ProblemError(
      "PORT_UNAVAILABLE",
      `Cannot open port ${port} for ${what}: this user has no permission.`,
      `Choose one above 1023 with \`${flag} PORT\`.`,
      { cause: error },
    );
  }
  if (text.includes("EADDRNOTAVAIL")) {
    return new ProblemError(
      "PORT_UNAVAILABLE",
      `Cannot listen on \`${host}\`: this machine has no such address.`,
      `Change it with \`--listen HOST\`.`,
      { cause: error },
    );
  }
  return error;
}
