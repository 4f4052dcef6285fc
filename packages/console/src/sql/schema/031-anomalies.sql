-- What the anomaly detector remembers and found. `anomaly_states` has one row for each thing that is watched: the state after the minute
-- `until`, as JSON; an empty state is one that is watched no more. `anomalies` has one row for each anomaly, replaced while it lasts;
-- `ended` is 0 until it is over. `minutes` and `values` are the last points of the series, for comparing series by shape.
CREATE TABLE IF NOT EXISTS anomaly_states (
  tenant LowCardinality(String), subject String CODEC(ZSTD(1)), until DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  state String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(until) ORDER BY (tenant, subject);

CREATE TABLE IF NOT EXISTS anomalies (
  tenant LowCardinality(String), found DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), id String CODEC(ZSTD(1)),
  started DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), ended DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  subject LowCardinality(String), measure LowCardinality(String),
  service LowCardinality(String), environment LowCardinality(String), name String CODEC(ZSTD(1)),
  kind LowCardinality(String), direction Int8,
  expected Float64 CODEC(ZSTD(1)), observed Float64 CODEC(ZSTD(1)), score Float64 CODEC(ZSTD(1)),
  sentence String CODEC(ZSTD(1)),
  minutes Array(UInt32) CODEC(ZSTD(1)), values Array(Float64) CODEC(ZSTD(1)),
  updated DateTime('UTC') CODEC(DoubleDelta, ZSTD(1))
) ENGINE = ReplacingMergeTree(updated) PARTITION BY toYYYYMM(found) ORDER BY (tenant, found, id);
