// Commands of Redis that are there to wait: how long they take says when something came, and nothing of the server.

const waiting = new Set(
  "BLPOP BRPOP BLMOVE BLMPOP BRPOPLPUSH BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF".split(" "),
);

/** Whether `command`, its name and then its arguments, waits; `XREAD` and `XREADGROUP` do where they say `BLOCK`. */
export function isWaiting(command: readonly unknown[]): boolean {
  const name = String(command[0]).toUpperCase();
  return waiting.has(name) || (name.startsWith("XREAD") && command.some(isBlock));
}

function isBlock(argument: unknown): boolean {
  return typeof argument === "string" && argument.toUpperCase() === "BLOCK";
}
