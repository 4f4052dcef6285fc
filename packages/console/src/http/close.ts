// Ends an HTTP server: requests under way are answered, connections that have nothing left to say are closed as they fall idle, and
// what is still open after a while is cut off.
import type { FastifyInstance } from "fastify";

const lookEveryMs = 25;

/** Resolves when the server has closed, after `timeoutMs` at the latest. */
export async function closeServer(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), lookEveryMs);
  const cutOff = setTimeout(() => app.server.closeAllConnections(), timeoutMs);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cutOff);
  }
}
