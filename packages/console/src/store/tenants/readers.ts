// Who reads for a tenant in an engine of our own: its users are in a file, so a number of readers wait there, and a tenant is given
// one when it is first asked for. The row policy of a reader looks up for whom it reads; one without a tenant sees nothing.
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, command, connect } from "../client.ts";
import { readersDatabase, tenantReaders } from "../engine/config.ts";

/** Gives each tenant the connection of a user that sees its rows only. */
export interface TenantReaders {
  /** @throws {ProblemError} `TENANT_UNAVAILABLE` when there are more than can be told apart here. */
  of(tenant: string): Promise<ClickHouseClient>;
  close(): Promise<void>;
}

export interface TenantReaderOptions {
  readonly writer: ClickHouseClient;
  readonly connection: { readonly url: string; readonly password: string; readonly database: string };
}

/** Readers of one run: none is given to a second tenant before the engine has started anew. */
export function createTenantReaders({ writer, connection }: TenantReaderOptions): TenantReaders {
  const given = new Map<string, Promise<ClickHouseClient>>();
  let prepared: Promise<void> | undefined;
  let used = 0;

  async function prepare(): Promise<void> {
    await command(writer, `CREATE DATABASE IF NOT EXISTS ${readersDatabase}`);
    await command(
      writer,
      `CREATE TABLE IF NOT EXISTS ${readersDatabase}.tenants (reader String, tenant String) ENGINE = MergeTree ORDER BY reader`,
    );
    await command(writer, `TRUNCATE TABLE ${readersDatabase}.tenants`);
  }

  async function give(username: string, tenant: string): Promise<ClickHouseClient> {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    await prepared;
    await writer.insert({
      table: `${readersDatabase}.tenants`,
      values: [{ reader: username, tenant }],
    });
    return connect({ ...connection, username, settings: {} }, 8);
  }

  return {
    of(tenant) {
      const known = given.get(tenant);
      if (known !== undefined) return known;
      const reader = tenantReaders[used];
      if (reader === undefined) return Promise.reject(tooMany());
      used++;
      const giving = give(reader, tenant);
      given.set(tenant, giving);
      // A store that was away for a moment is asked again, with another reader: this one may be noted.
      giving.catch(() => given.delete(tenant));
      return giving;
    },
    async close() {
      const clients = await Promise.allSettled(given.values());
      await Promise.all(
        clients.flatMap((client) => (client.status === "fulfilled" ? [client.value.close()] : [])),
      );
    },
  };
}

function tooMany(): ProblemError {
  return new ProblemError(
    "TENANT_UNAVAILABLE",
    `The embedded ClickHouse keeps at most ${tenantReaders.length} tenants apart beside the first.`,
    "Use a ClickHouse server with `--clickhouse URL`, which has no such bound.",
  );
}
