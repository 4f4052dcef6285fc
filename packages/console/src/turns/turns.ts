// Runs functions one after the other.

type InTurn = <Result>(act: () => Promise<Result>) => Promise<Result>;

/** Makes a function that calls `act` when all calls before it have settled. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = last.then(act, act);
    last = mine.catch(() => undefined);
    return mine;
  };
}

interface Line {
  readonly inTurn: InTurn;
  /** Those that wait, and the one that has its turn. */
  length: number;
}

/**
 * Makes a function that calls `act` when all calls before it of the same tenant have settled: tenants do not wait for each other.
 *
 * @param lines those that are not empty. For tests.
 */
export function createTurnsByTenant(
  lines: Map<string, Line> = new Map(),
): <Result>(tenant: string, act: () => Promise<Result>) => Promise<Result> {
  return async (tenant, act) => {
    const line = lines.get(tenant) ?? { inTurn: createTurns(), length: 0 };
    lines.set(tenant, line);
    line.length++;
    try {
      return await line.inTurn(act);
    } finally {
      line.length--;
      if (line.length === 0) lines.delete(tenant);
    }
  };
}
