// Who listens on a port of this machine, so that a password goes to our engine and not to a program of another user that was quicker to
// take the port, at the start or after a crash.
import { readFileSync } from "node:fs";

/**
 * Whether the user `uid`, and no other, listens on `port`. True where that cannot be found out: outside of Linux.
 * https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function isListenedToBy(uid: number, port: number): boolean {
  const tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(readTable);
  if (tables[0] === undefined) return true;
  const owners = tables.flatMap((table) => listeners(table ?? "", port));
  return owners.length > 0 && owners.every((owner) => owner === uid);
}

function readTable(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const listening = "0A";

/** Users of the sockets that wait for connections on `port`, at any address. */
function listeners(table: string, port: number): readonly number[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === listening && local?.endsWith(end))
    .map((fields) => Number(fields[7]));
}
