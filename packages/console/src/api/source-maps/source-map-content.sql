-- The parts of a source map, in base64, in order. `total` is how many the map has.
SELECT
  part,
  content,
  (SELECT max(parts) FROM source_maps WHERE debug_id = {debugId:String}) AS total
FROM source_map_parts
WHERE debug_id = {debugId:String}
ORDER BY part
LIMIT 1 BY part
