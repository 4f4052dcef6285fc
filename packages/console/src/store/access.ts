// Tokens, sessions and the audit log as they are stored. Only the console's own connection reads them: no reader may.
import { type ClickHouseClient, select } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/** A token or session as it is now. */
export interface StoredToken {
  readonly tenant: string;
  readonly id: string;
  readonly kind: "token" | "session";
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
  readonly name: string;
  /** Whose it is: of a person, or the id of a token. Empty in sessions from before identities existed. */
  readonly identity: string;
  readonly scope: string;
  /** Of a session: what it came from, and ends with. */
  readonly parent: string;
  readonly createdMs: number;
  readonly createdBy: string;
  /** Unix seconds; 0 is never. */
  readonly expires: number;
  readonly revoked: boolean;
}

/** One line of the audit log. */
export interface StoredAudit {
  readonly tenant: string;
  /** Unix µs. */
  readonly timeMicros: bigint;
  readonly id: string;
  readonly actor: string;
  /** Identity of the actor; empty for an unknown one, and in entries from before identities existed. */
  readonly identity: string;
  readonly action: string;
  readonly target: string;
  readonly address: string;
  /** JSON. */
  readonly details: string;
}

/** Where a page of the audit log begins, and whose it is. */
interface AuditPage {
  /** undefined: everybody's. */
  readonly tenant: string | undefined;
  /** `beforeMicros` and `beforeId`; empty: the first page. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly limit: number;
}

export interface AccessStore {
  /** All that are active, and those that ended within the last 30 days. */
  tokens(): Promise<readonly StoredToken[]>;
  /** Stored when it resolves. */
  saveToken(token: StoredToken): Promise<void>;
  audit(page: AuditPage): Promise<readonly StoredAudit[]>;
  addAudit(entries: readonly StoredAudit[]): Promise<void>;
}

const keptDays = 30;
/** More tokens and sessions than that are not looked at: the oldest of them count as unknown. Of one tenant, each; and of all. */
const usualLimits = { each: 5_000, limit: 50_000 };
const firstPage = { beforeMicros: "9000000000000000", beforeId: "" };

type TokenColumns = Omit<StoredToken, "createdMs"> & { readonly createdMs: string };
type AuditColumns = Omit<StoredAudit, "timeMicros"> & { readonly timeMicros: string };

/** @param client the console's own. */
export function createAccessStore(
  client: ClickHouseClient,
  limits: typeof usualLimits = usualLimits,
): AccessStore {
  const texts = new Map(readSqlFiles("access").map(({ name, text }) => [name, text]));

  async function insert(table: "tokens" | "audit", values: readonly object[]): Promise<void> {
    await client.insert({
      table,
      values: [...values],
      clickhouse_settings: { async_insert: 0, wait_end_of_query: 1 },
    });
  }

  return {
    async tokens() {
      const rows = await select<TokenColumns>(client, texts.get("tokens") ?? "", {
        keptDays,
        ...limits,
      });
      return rows.map((row) => ({ ...row, createdMs: Number(row.createdMs) }));
    },
    async saveToken({ createdMs, createdBy, ...token }) {
      const changed = toSqlMillis(Date.now());
      await insert("tokens", [{ ...token, created: toSqlMillis(createdMs), created_by: createdBy, changed }]);
    },
    async audit({ tenant, after, limit }) {
      const rows = await select<AuditColumns>(client, texts.get("audit") ?? "", {
        allTenants: tenant === undefined,
        tenant: tenant ?? "",
        ...firstPage,
        ...after,
        limit,
      });
      return rows.map((row) => ({ ...row, timeMicros: BigInt(row.timeMicros) }));
    },
    async addAudit(entries) {
      await insert(
        "audit",
        entries.map(({ timeMicros, details, ...entry }) => ({
          ...entry,
          ts: `${timeMicros / 1_000_000n}.${String(timeMicros % 1_000_000n).padStart(6, "0")}`,
          details_json: details,
        })),
      );
    },
  };
}

function toSqlMillis(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
