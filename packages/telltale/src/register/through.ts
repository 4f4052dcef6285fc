// Libraries that have no integration of their own because what they are built on has one: their calls are seen there.

/** A library by the integrations (names of the table) that see what it does. */
export const through: Readonly<Record<string, readonly string[]>> = {
  axios: ["http"],
  got: ["http"],
  ky: ["undici"],
  needle: ["http"],
  "node-fetch": ["http"],
  superagent: ["http"],
  request: ["http"],
  "drizzle-orm": ["pg", "mysql2", "better-sqlite3"],
  kysely: ["pg", "mysql2", "better-sqlite3"],
  knex: ["pg", "mysql2", "better-sqlite3"],
  "@mikro-orm/postgresql": ["pg"],
  "@mikro-orm/mysql": ["mysql2"],
  "@mikro-orm/mariadb": ["mysql2"],
  slonik: ["pg"],
  "pg-promise": ["pg"],
  bull: ["ioredis"],
};
