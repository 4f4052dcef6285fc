-- Uploaded source maps: which file of which release has which map, and the maps themselves, gzipped and in parts that a request holds.
-- Several releases share a map when the file did not change.
CREATE TABLE IF NOT EXISTS source_maps (
  tenant LowCardinality(String), debug_id String CODEC(ZSTD(1)), release LowCardinality(String), service LowCardinality(String),
  file String CODEC(ZSTD(1)), parts UInt8, received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(received) ORDER BY (tenant, debug_id, release, service, file);

CREATE TABLE IF NOT EXISTS source_map_parts (
  tenant LowCardinality(String), debug_id String CODEC(ZSTD(1)), part UInt8, bytes UInt32, content String CODEC(ZSTD(1)),
  received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(received) ORDER BY (tenant, debug_id, part)
SETTINGS index_granularity_bytes = 1048576;
