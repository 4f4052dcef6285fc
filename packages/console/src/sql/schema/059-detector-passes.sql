-- How far each detector is, and why its last run failed: one row a detector, by whichever console runs it. Other consoles read it.
CREATE TABLE IF NOT EXISTS detector_passes (
  tenant LowCardinality(String), detector LowCardinality(String), body String CODEC(ZSTD(1)), saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY (tenant, detector);
