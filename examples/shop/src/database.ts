// The shop's own PostgreSQL: PGlite in memory behind a socket, so that nothing has to be installed.
import { readFileSync } from "node:fs";

import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

import { endWithSupervisor } from "./orphan.ts";
import { settings } from "./settings.ts";

// tests have the files of an empty database: to make them takes most of the start
const files = process.env["SHOP_DATABASE_FILES"];
const db = await PGlite.create(files ? { loadDataDir: new Blob([readFileSync(files)]) } : {});
const server = new PGLiteSocketServer({
  db,
  host: "127.0.0.1",
  port: settings.databasePort,
  maxConnections: 50,
});
await server.start();

const end = async (): Promise<void> => {
  await server.stop();
  await db.close();
  process.exit(0);
};
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());
endWithSupervisor(() => void end());
