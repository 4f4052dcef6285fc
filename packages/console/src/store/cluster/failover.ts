// Several servers that are one store: what one does not answer, the next one is asked. An answer, even a refusal, is final.
import { type ClickHouseClient, isAnswer } from "../client.ts";

/**
 * Makes one client of several. It stays with one of them, chosen by chance, for as long as that one answers.
 *
 * What cannot have changed anything is asked again of the next one. The rest fails where the request may have arrived: an
 * insert's outcome is for the writer to settle, which then reaches another server.
 */
export function createFailover(clients: readonly ClickHouseClient[]): ClickHouseClient {
  if (clients.length === 1) return clients[0]!;
  let current = Math.floor(Math.random() * clients.length);

  async function ask<Result>(
    call: (client: ClickHouseClient) => Promise<Result>,
    mayRepeat: (error: unknown) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const asked = current;
      try {
        return await call(clients[asked]!);
      } catch (error) {
        if (isAnswer(error) || signal?.aborted === true) throw error;
        // Others may have noticed before and be on the next one already.
        if (current === asked) current = (asked + 1) % clients.length;
        if (attempt === clients.length || !mayRepeat(error)) throw error;
      }
    }
  }

  return {
    rows: (question) => ask((client) => client.rows(question), always, question.abort_signal),
    command: (params) => ask((client) => client.command(params), neverArrived, params.abort_signal),
    // A stream of values is spent after the first attempt.
    exec: (params) =>
      ask((client) => client.exec(params), params.values === undefined ? always : never, params.abort_signal),
    insert: (params) => ask((client) => client.insert(params), neverArrived, undefined),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

const always = (): boolean => true;
const never = (): boolean => false;

/** Whether no connection was made, so that no server can have acted on the request. */
function neverArrived(error: unknown): boolean {
  return unreached.has(String((error as NodeJS.ErrnoException).code));
}

const unreached: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
