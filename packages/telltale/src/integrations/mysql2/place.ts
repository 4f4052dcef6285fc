// Where connections and pools of mysql2 lead, by the settings they were made with.
import { type Connection, readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { type Place, placesOfClients } from "../database/shape.ts";

/** Finds the place of a connection or a pool. */
export function createMysqlPlaces(settings: DatabaseSettings): (client: object) => Place {
  return placesOfClients("mysql", settings, read);
}

function read(client: object): Connection {
  const config = readField(client, "config");
  return readConnection(readField(config, "connectionConfig") ?? config);
}
