// The shop's tables, made anew where they are missing, and its first stock.
import pg from "pg";

import { goods } from "./goods.ts";

const statements = [
  `CREATE TABLE IF NOT EXISTS products (sku text PRIMARY KEY, name text NOT NULL, category text NOT NULL, price_cents int NOT NULL, stock int NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY, user_id text NOT NULL, amount_cents int NOT NULL, status text NOT NULL, provider text, created timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE IF NOT EXISTS order_lines (order_id text NOT NULL REFERENCES orders, sku text NOT NULL REFERENCES products, quantity int NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS jobs (id bigserial PRIMARY KEY, kind text NOT NULL, payload jsonb NOT NULL, headers jsonb NOT NULL, is_delayed boolean NOT NULL, attempts int NOT NULL DEFAULT 0, run_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz, last_error text)`,
  `CREATE INDEX IF NOT EXISTS jobs_open ON jobs (run_at) WHERE done_at IS NULL`,
  `CREATE TABLE IF NOT EXISTS faults (name text PRIMARY KEY, is_on boolean NOT NULL)`,
];

/** Creates what is missing. Safe to run again. */
export async function createTables(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
    for (const { sku, name, category, priceCents } of goods) {
      const values = [sku, name, category, priceCents];
      await client.query(
        "INSERT INTO products VALUES ($1, $2, $3, $4, 500) ON CONFLICT (sku) DO NOTHING",
        values,
      );
    }
  } finally {
    await client.end();
  }
}
