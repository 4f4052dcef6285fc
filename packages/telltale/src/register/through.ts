// Libraries that have no integration of their own because what they are built on has one: their calls are seen there. Each has a test
// (test/packed/through.test.ts), in the version that `test/fixtures/packed-through/versions.json` pins.

/** A library by the integrations (names of the table) that see what it does. */
export const through: Readonly<Record<string, readonly string[]>> = {
  axios: ["http"],
  got: ["http"],
  ky: ["undici"],
  "node-fetch": ["http"],
  superagent: ["http"],
  "drizzle-orm": ["pg", "mysql2", "better-sqlite3"],
  kysely: ["pg", "mysql2", "better-sqlite3"],
  knex: ["pg", "mysql2", "better-sqlite3"],
};
