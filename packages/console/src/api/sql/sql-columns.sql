-- Columns of the readable tables, in their order, including columns added to a running store.
SELECT
  table,
  name,
  type
FROM system.columns
WHERE database = currentDatabase() AND table IN {tables:Array(String)}
ORDER BY table, position
LIMIT 5000
