// Where connections and pools of mysql2 lead, by the settings they were made with and by what their server is.
import { type Connection, readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { createTargets, type DatabaseTarget } from "../database/shape.ts";
import { type MysqlServer, noteVersion, serverAt } from "./server.ts";

/** The place of a connection to a server, as far as that one is known by now. */
export function createServerTargets(
  settings: DatabaseSettings,
): (at: Connection, server: MysqlServer) => DatabaseTarget {
  const ofMysql = createTargets("mysql", settings);
  const ofMariaDb = createTargets("mariadb", settings);
  // a query that is asked before the handshake is over
  const unsure = createTargets("mysql", settings, { provisional: true });
  return (at, { system }) => {
    if (system === undefined) return unsure(at);
    return system === "mariadb" ? ofMariaDb(at) : ofMysql(at);
  };
}

/** Notes what the server of a connection is, by the handshake it has had. */
export function noteHandshake(connection: object): void {
  const config = readField(connection, "config");
  const path = readField(config, "socketPath");
  // as the channels publish it
  const at = typeof path === "string" ? readConnection({ host: path }) : readConnection(config);
  noteVersion(serverAt(at), versionOf(connection));
}

interface Client {
  readonly connection: Connection;
  readonly server: MysqlServer;
  hasVersion: boolean;
  system: MysqlServer["system"];
  target: DatabaseTarget;
}

/** Finds the place of a connection or a pool. */
export function createMysqlTargets(settings: DatabaseSettings): (client: object) => DatabaseTarget {
  const targetOf = createServerTargets(settings);
  const clients = new WeakMap<object, Client>();
  return (given) => {
    let client = clients.get(given);
    if (client === undefined) {
      const connection = read(given);
      const server = serverAt(connection);
      const { system } = server;
      client = { connection, server, hasVersion: false, system, target: targetOf(connection, server) };
      clients.set(given, client);
    }
    // a pool has no handshake, and learns from its connections
    if (!client.hasVersion) client.hasVersion = noteVersion(client.server, versionOf(given));
    if (client.system !== client.server.system) {
      client.system = client.server.system;
      client.target = targetOf(client.connection, client.server);
    }
    return client.target;
  };
}

function versionOf(connection: object): unknown {
  return readField(readField(connection, "_handshakePacket"), "serverVersion");
}

function read(client: object): Connection {
  const config = readField(client, "config");
  return readConnection(readField(config, "connectionConfig") ?? config);
}
