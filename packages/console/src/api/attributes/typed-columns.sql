-- Attributes with a column of their own: the comment of the column is the attribute's key.
SELECT name FROM system.columns
WHERE database = currentDatabase() AND table = 'spans' AND startsWith(name, 'attr_') AND comment = {key:String}
LIMIT 1
