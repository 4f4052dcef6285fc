-- How far the comparison of hours with their history is. One row: `received` is the time of receipt up to which spans made their hours due,
-- `hours` are those still to be compared, in Unix seconds.
CREATE TABLE IF NOT EXISTS finding_history_cursor (
  tenant LowCardinality(String), received DateTime('UTC'), hours Array(UInt32) CODEC(ZSTD(1)), saved DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(saved) ORDER BY tenant;
