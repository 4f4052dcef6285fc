-- Captured errors (`exception` records), one row each beside their log row, kept as long as business events: a group has a first release.
-- Without a fingerprint, as other libraries send them, the type is the group. `identity` identifies a record that came twice.
CREATE TABLE IF NOT EXISTS errors (
  tenant LowCardinality(String), fingerprint String CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), identity UInt64 CODEC(ZSTD(1)),
  service LowCardinality(String), environment LowCardinality(String), service_version LowCardinality(String),
  type LowCardinality(String), message String CODEC(ZSTD(1)), place String CODEC(ZSTD(1)), handled Bool,
  user_id String CODEC(ZSTD(1)), session_id String CODEC(ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)), span_id FixedString(8) CODEC(ZSTD(1)), received DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  INDEX ix_fingerprint fingerprint TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(received) PARTITION BY toYYYYMM(ts) ORDER BY (tenant, toStartOfHour(ts), fingerprint, ts, identity);

CREATE MATERIALIZED VIEW IF NOT EXISTS errors_view TO errors AS
SELECT tenant, if(sattr['telltale.error.fingerprint'] != '', sattr['telltale.error.fingerprint'], concat('type:', sattr['exception.type'])) AS fingerprint,
  ts, identity, service, environment, service_version,
  sattr['exception.type'] AS type, left(sattr['exception.message'], 1024) AS message,
  trimBoth(concat(sattr['code.function.name'], ' ', sattr['code.file.path'])) AS place,
  NOT mapContains(battr, 'telltale.error.handled') OR battr['telltale.error.handled'] AS handled,
  if(mapContains(sattr, 'user.id'), sattr['user.id'], if(mapContains(iattr, 'user.id'), toString(iattr['user.id']), '')) AS user_id,
  sattr['session.id'] AS session_id, trace_id, span_id, received
FROM logs WHERE event_name = 'exception';
