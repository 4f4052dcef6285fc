// What the server at an address is, MySQL or MariaDB: the driver is the same, and the version in the server's handshake distinguishes them.
import type { Connection } from "../../calls/connection.ts";
import { shared } from "../../engine/runtime/shared.ts";

/** A value of `db.system.name`. */
type MysqlSystem = "mysql" | "mariadb";

/** A server, of which nothing is known before a connection's handshake. */
export interface MysqlServer {
  system: MysqlSystem | undefined;
}

const servers = shared("mysql2 servers", () => new Map<string, MysqlServer>());
const maxServers = 200;
// MariaDB puts `5.5.5-` before its version for replicas that know no other
const ofMariaDb = /mariadb|^5\.5\.5-1\d\./i;

/** The server that a connection leads to: the same for the same address and port. */
export function serverAt({ address, port }: Connection): MysqlServer {
  const key = `${address} ${port}`;
  let server = servers.get(key);
  if (server !== undefined) return server;
  // a program that connects to ever other servers begins anew now and then
  if (servers.size >= maxServers) servers.clear();
  server = { system: undefined };
  servers.set(key, server);
  return server;
}

/** Notes the version of a handshake, as `11.4.2-MariaDB`; whether it was one. */
export function noteVersion(server: MysqlServer, version: unknown): boolean {
  if (typeof version !== "string" || version === "") return false;
  server.system = ofMariaDb.test(version) ? "mariadb" : "mysql";
  return true;
}
