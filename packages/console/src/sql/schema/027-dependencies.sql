-- What a service uses that sends no spans itself: databases, queues and hosts elsewhere, by the minute in which the calls began. Of calls
-- to hosts `answered` counts those that a service with spans answered: such a host is not a third party. `peer` is the service that sent
-- a message. And the entry spans of each service by version. The rows are made by `recover` once a minute, as those of `edges`: whether
-- a call was answered, and who sent a message, is known only from other spans.
CREATE TABLE IF NOT EXISTS dependencies (
  tenant LowCardinality(String), service LowCardinality(String), kind LowCardinality(String), system LowCardinality(String),
  target LowCardinality(String), peer LowCardinality(String), environment LowCardinality(String),
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  calls SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), answered SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, kind, system, target, peer, environment, minute);

CREATE TABLE IF NOT EXISTS version_red (
  tenant LowCardinality(String), service LowCardinality(String), environment LowCardinality(String), version LowCardinality(String),
  minute DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  spans SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), errors SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)),
  duration SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1)), estimated SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
  histogram SimpleAggregateFunction(sumMap, Map(Int16, UInt64)) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(minute) ORDER BY (tenant, service, environment, version, minute);
