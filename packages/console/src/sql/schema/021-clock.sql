-- The last moment at which the clock was known to be right, in one row: what is deleted by age goes by it (docs/adr/036-deleting-needs-a-known-time.md).
CREATE TABLE IF NOT EXISTS clock (
  tenant LowCardinality(String), name String, version UInt64, known DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(version) ORDER BY (tenant, name);

-- Merges would delete by whatever the engine's clock says. The console drops its partitions like those of the other tables. `REMOVE TTL`
-- fails where there is none, so that it could not be run again: from here on rows end in 2106.
ALTER TABLE audit MODIFY TTL toDateTime(least(toUnixTimestamp(toDateTime(ts, 'UTC')), 0) + 4291747200, 'UTC')
