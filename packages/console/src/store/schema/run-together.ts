// Runs statements that define tables and views several at once: only what uses the same ones has an order.

/** Calls `run` for each statement as soon as those before it have ended that change what it uses, or use what it changes. */
export async function runTogether(
  statements: readonly string[],
  run: (statement: string) => Promise<void>,
): Promise<void> {
  const uses = statements.map(usesOf);
  const running: Promise<void>[] = [];
  for (const [at, statement] of statements.entries()) {
    const before = running.filter((_, place) => mustFollow(uses[at]!, uses[place]!));
    running.push(Promise.all(before).then(() => run(statement)));
  }
  const outcomes = await Promise.allSettled(running);
  const failed = outcomes.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Names of tables and views. */
interface Uses {
  readonly changed: ReadonlySet<string>;
  readonly read: ReadonlySet<string>;
}

function usesOf(statement: string): Uses {
  return {
    changed: namesAfter(/\b(?:TABLE|VIEW|INTO)(?: IF(?: NOT)? EXISTS)?\s+(\w+)/g, statement),
    read: namesAfter(/\b(?:FROM|JOIN|TO)\s+(\w+)/g, statement),
  };
}

function namesAfter(words: RegExp, statement: string): ReadonlySet<string> {
  return new Set([...statement.matchAll(words)].map(([, name = ""]) => name));
}

function mustFollow(own: Uses, earlier: Uses): boolean {
  return (
    haveCommon(own.changed, earlier.changed) ||
    haveCommon(own.changed, earlier.read) ||
    haveCommon(own.read, earlier.changed)
  );
}

function haveCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((name) => others.has(name));
}
