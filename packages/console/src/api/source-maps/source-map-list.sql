-- Uploaded source maps with the files and releases that they belong to, newest first.
SELECT
  debug_id AS debugId,
  file,
  toString(release) AS release,
  toString(service) AS service,
  toString(toUnixTimestamp(received)) AS seconds,
  toString(cityHash64(debug_id, release, service, file)) AS entry,
  toString(stored.bytes) AS bytes,
  stored.parts >= parts AS complete
FROM source_maps
LEFT JOIN (
  SELECT
    debug_id,
    sum(size) AS bytes,
    count() AS parts
  FROM (
    SELECT
      debug_id,
      part,
      any(bytes) AS size
    FROM source_map_parts
    GROUP BY debug_id, part)
  GROUP BY debug_id) AS stored
  USING (debug_id)
WHERE true
  AND debug_id = {debugId:String} -- if debugId
  AND release = {release:String} -- if release
  AND service = {service:String} -- if service
  AND (toUnixTimestamp(received), cityHash64(debug_id, release, service, file)) -- if cursorEntry
    < ({cursorSeconds:UInt64}, {cursorEntry:UInt64}) -- if cursorEntry
ORDER BY toUnixTimestamp(received) DESC, cityHash64(debug_id, release, service, file) DESC
LIMIT 1 BY debug_id, release, service, file
LIMIT {limit:UInt32}
