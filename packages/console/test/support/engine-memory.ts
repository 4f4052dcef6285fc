// Opens the store in a folder and prints what its engine reports of its memory, in MB, as JSON. Run by a benchmark:
// `node --conditions=telltale-source engine-memory.ts FOLDER`.
import { select } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";

const counters = `
SELECT name, value / 1048576 AS mb FROM (
  SELECT 'allocated by the engine' AS name, toFloat64(sum(size * (allocations - deallocations))) AS value FROM system.jemalloc_bins
  UNION ALL SELECT 'primary keys of parts', toFloat64(sum(primary_key_bytes_in_memory_allocated)) FROM system.parts
  UNION ALL SELECT 'granules of parts', toFloat64(sum(index_granularity_bytes_in_memory_allocated)) FROM system.parts
  UNION ALL SELECT replaceOne(metric, 'Bytes', ''), toFloat64(value) FROM system.metrics WHERE metric LIKE '%CacheBytes' AND value > 0
) ORDER BY mb DESC`;

const backend = await openBackend({ directory: process.argv[2] ?? "" }, () => undefined);
const rows = await select<{ name: string; mb: number }>(backend.writer, counters);
await backend.close();
console.log(JSON.stringify(Object.fromEntries(rows.map(({ name, mb }) => [name, mb]))));
