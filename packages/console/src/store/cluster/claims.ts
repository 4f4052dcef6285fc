// Claims to leases as rows: one for each holder and term, its latest sign of life. All claims to one lease lie on one shard.
import type { Claim, Claims } from "../../lease/lease.ts";
import { type ClickHouseClient, select } from "../client.ts";
import type { LatestSettings } from "./latest.ts";

/** Made before everything else: bringing the tables up to date needs a lease itself. */
export const leasesTable =
  "CREATE TABLE IF NOT EXISTS leases (tenant LowCardinality(String), name String, term UInt64, holder String, beat UInt64, state LowCardinality(String), seen DateTime('UTC') DEFAULT now()) ENGINE = ReplacingMergeTree(beat) ORDER BY (tenant, name, term, holder) TTL seen + INTERVAL 7 DAY";

/** The claims to the lease `name`. */
export function claimsTo(client: ClickHouseClient, name: string, latest: LatestSettings): Claims {
  return {
    async newest() {
      const rows = await select<{ term: string; holder: string; beat: string; state: Claim["state"] }>(
        client,
        newest,
        { name },
        // All claims lie on one shard: when another one is away nothing is missing, and when that one is not a claim can be written.
        { ...latest.select, skip_unavailable_shards: 1 },
      );
      return rows.map(({ term, holder, beat, state }): Claim => ({
        term: Number(term),
        holder,
        beat: Number(beat),
        state,
      }));
    },
    async write(claim) {
      await client.insert({
        table: "leases",
        values: [{ name, ...claim }],
        clickhouse_settings: { async_insert: 0, wait_end_of_query: 1, ...latest.insert },
      });
    },
  };
}

const newest = `
SELECT toString(term) AS term, holder, toString(max(leases.beat)) AS beat, argMax(toString(leases.state), leases.beat) AS state
FROM leases
WHERE name = {name:String} AND leases.term = (SELECT max(term) FROM leases WHERE name = {name:String})
GROUP BY term, holder`;
