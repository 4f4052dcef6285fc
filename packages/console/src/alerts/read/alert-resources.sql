-- The attributes of resources, for readings of points.
SELECT
  toString(hash) AS id,
  attributes
FROM resources
WHERE hash IN {ids:Array(UInt64)}
LIMIT 1 BY hash
LIMIT {most:UInt32}
