-- The stored size of each source map and when it was last uploaded, oldest first. `fresh`: whether all of it was
-- received recently, so that retention does not remove it soon.
SELECT
  debug_id AS debugId,
  sum(size) AS bytes,
  count() AS parts,
  min(last) >= now() - INTERVAL 180 DAY AS fresh
FROM (
  SELECT
    debug_id,
    part,
    any(bytes) AS size,
    max(received) AS last
  FROM source_map_parts
  WHERE true
    AND debug_id = {debugId:String} -- if debugId
  GROUP BY debug_id, part)
GROUP BY debug_id
ORDER BY max(last), debug_id
LIMIT 50000
