-- Columns of the tables that people may read, in their order. Columns added to a running store are among them.
SELECT table, name, type FROM system.columns
WHERE database = currentDatabase() AND table IN {tables:Array(String)}
ORDER BY table, position
LIMIT 5000
