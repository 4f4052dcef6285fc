// What a database consists of, as its engine says.
import { type ClickHouseClient, select } from "../../src/store/client.ts";

/** A table or a view. */
export interface Definition {
  readonly name: string;
  readonly engine: string;
  readonly text: string;
}

/** All tables and views of the database of `client`, ordered by name. */
export function readDefinitions(client: ClickHouseClient): Promise<readonly Definition[]> {
  return select<Definition>(
    client,
    "SELECT name, engine, create_table_query AS text FROM system.tables WHERE database = currentDatabase() ORDER BY name",
  );
}
