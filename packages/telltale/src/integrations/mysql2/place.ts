// Where connections and pools of mysql2 lead, by the settings they were made with and by what their server is.
import { type Connection, readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { createPlaces, type Place } from "../database/shape.ts";
import { type MysqlServer, noteVersion, serverAt } from "./server.ts";

/** The place of a connection to a server, as far as that one is known by now. */
export function createServerPlaces(
  settings: DatabaseSettings,
): (at: Connection, server: MysqlServer) => Place {
  const ofMysql = createPlaces("mysql", settings);
  const ofMariaDb = createPlaces("mariadb", settings);
  // a query that is asked before the handshake is over
  const unsure = createPlaces("mysql", settings, { provisional: true });
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
  isTold: boolean;
  system: MysqlServer["system"];
  place: Place;
}

/** Finds the place of a connection or a pool. */
export function createMysqlPlaces(settings: DatabaseSettings): (client: object) => Place {
  const placeOf = createServerPlaces(settings);
  const clients = new WeakMap<object, Client>();
  return (given) => {
    let client = clients.get(given);
    if (client === undefined) {
      const connection = read(given);
      const server = serverAt(connection);
      const { system } = server;
      client = { connection, server, isTold: false, system, place: placeOf(connection, server) };
      clients.set(given, client);
    }
    // a pool has no handshake, and learns from its connections
    if (!client.isTold) client.isTold = noteVersion(client.server, versionOf(given));
    if (client.system !== client.server.system) {
      client.system = client.server.system;
      client.place = placeOf(client.connection, client.server);
    }
    return client.place;
  };
}

function versionOf(connection: object): unknown {
  return readField(readField(connection, "_handshakePacket"), "serverVersion");
}

function read(client: object): Connection {
  const config = readField(client, "config");
  return readConnection(readField(config, "connectionConfig") ?? config);
}
