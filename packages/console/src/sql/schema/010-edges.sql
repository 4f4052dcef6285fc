-- Who calls whom: entries of a service whose parent span belongs to another service, by the minute in which they began. A view sees
-- only its own block and parents come in others, so the rows are made by `recover/edges.sql` once a minute.
CREATE TABLE IF NOT EXISTS edges (
  tenant LowCardinality(String), caller LowCardinality(String), callee LowCardinality(String), environment LowCardinality(String),
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  calls SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, caller, callee, environment, minute);
