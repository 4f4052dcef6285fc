// Who reads for a tenant at a ClickHouse server or cluster: a user and a row policy each, made by SQL. Consoles that share the servers
// make the same user with the same password, so none of them turns another out.
import { ProblemError } from "../../problem/problem.ts";
import { createHash, createHmac } from "node:crypto";
import { identifier } from "quoting/sql";
import { type ClickHouseClient, command } from "../client.ts";
import { privateTables, sharedTables } from "../../tables/registry.ts";

export interface TenantUserOptions {
  /** Every server: users are made on each of them. */
  readonly nodes: readonly ClickHouseClient[];
  /** Those with the tables, and with the rows where these are others. */
  readonly databases: readonly string[];
  /** What the passwords are made of. */
  readonly secret: string;
  /** The connection of a user. */
  readonly open: (user: { readonly username: string; readonly password: string }) => ClickHouseClient;
}

/** Gives each tenant, the empty one as well, the connection of a user that sees its rows only. */
export function createTenantUsers({
  nodes,
  databases,
  secret,
  open,
}: TenantUserOptions): (tenant: string) => Promise<ClickHouseClient> {
  const made = new Map<string, Promise<ClickHouseClient>>();

  async function make(tenant: string): Promise<ClickHouseClient> {
    const { username, password, statements } = tenantUser(databases, secret, tenant);
    try {
      for (const node of nodes) for (const statement of statements) await command(node, statement);
    } catch (cause) {
      throw new ProblemError(
        "TENANT_UNAVAILABLE",
        `Cannot make a reader of its own for the tenant \`${tenant}\`: ${(cause as Error).message}`,
        "Give the user of `--clickhouse` the rights CREATE USER, ALTER USER, CREATE ROW POLICY and SELECT WITH GRANT OPTION, or use no tenants.",
        { cause },
      );
    }
    return open({ username, password });
  }

  return (tenant) => {
    const known = made.get(tenant);
    if (known !== undefined) return known;
    const making = make(tenant);
    made.set(tenant, making);
    making.catch(() => made.delete(tenant));
    return making;
  };
}

/** The user of one tenant, and what makes it. Nothing that a person typed is in a statement: names are hex digits. */
export function tenantUser(
  databases: readonly string[],
  secret: string,
  tenant: string,
): { readonly username: string; readonly password: string; readonly statements: readonly string[] } {
  const digest = createHash("sha256").update(`${databases[0]}\n${tenant}`).digest("hex");
  const username = `telltale_${digest.slice(0, 24)}`;
  const password = createHmac("sha256", secret).update(username).digest("hex");
  const identified = `IDENTIFIED WITH sha256_hash BY '${createHash("sha256").update(password).digest("hex")}'`;
  const filter = `tenant = unhex('${Buffer.from(tenant).toString("hex")}')`;
  const inDatabase = databases
    .map(identifier)
    .flatMap((database) => [
      `GRANT SELECT ON ${database}.* TO ${username}`,
      ...privateTables.map((table) => `REVOKE SELECT ON ${database}.${table} FROM ${username}`),
      `CREATE ROW POLICY OR REPLACE ${username} ON ${database}.* USING ${filter} TO ${username}`,
      ...sharedTables.map(
        (table) => `CREATE ROW POLICY OR REPLACE ${username} ON ${database}.${table} USING 1 TO ${username}`,
      ),
    ]);
  return {
    username,
    password,
    statements: [
      `CREATE USER IF NOT EXISTS ${username} ${identified}`,
      `ALTER USER ${username} ${identified}`,
      ...inDatabase,
    ],
  };
}
