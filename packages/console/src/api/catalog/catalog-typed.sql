-- Attributes that have a typed column of their own.
SELECT comment AS key FROM system.columns
WHERE database = currentDatabase() AND table = 'spans' AND startsWith(name, 'attr_') AND comment != ''
ORDER BY key
LIMIT 500
