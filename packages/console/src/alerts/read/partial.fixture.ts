// A store of which a shard is away: the rest answers.
import { ClickHouseError } from "../../store/clickhouse-error.ts";
import type { ClickHouseClient } from "../../store/client.ts";
import { withPartialAnswers } from "../../store/cluster/partial.ts";
import type { Ask } from "./ask.ts";

/** As `ask`, whose answers lack what the shard has. */
export function fromShardsThatAnswer(ask: Ask): Ask {
  return async <Row>(...query: Parameters<Ask>) => {
    const rows = async ({ clickhouse_settings = {} }: Parameters<ClickHouseClient["rows"]>[0]) => {
      if (clickhouse_settings["skip_unavailable_shards"] === 1) return ask(...query);
      throw new ClickHouseError({
        message: "a shard is away",
        code: "279",
        type: "ALL_CONNECTION_TRIES_FAILED",
      });
    };
    const reader = withPartialAnswers({ rows } as unknown as ClickHouseClient);
    return (await reader.rows({ query: "SELECT 1" })) as unknown as Row[];
  };
}
