// How this console is called among those that share a store.
import { hostname } from "node:os";

export const consoleName: string = `${hostname()}:${process.pid}`;

/** A name that a restart does not change: the port of the pages tells consoles of one host apart. */
export function lastingName(pageUrl: string): string {
  const { port } = new URL(pageUrl);
  return port === "" ? hostname() : `${hostname()}:${port}`;
}
