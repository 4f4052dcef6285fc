-- The column an attribute was given, by what it is made of: its comment is the attribute's key.
SELECT name FROM system.columns
WHERE database = currentDatabase() AND table = 'spans' AND startsWith(name, 'attr_') AND comment = {key:String}
LIMIT 1
