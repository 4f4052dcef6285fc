-- Uploaded source maps with the files and releases that they belong to, newest first. A map that was uploaded again has
-- one row, at its last upload, before the cursor is compared: otherwise an earlier upload is on a later page.
SELECT
  debug_id AS debugId,
  file,
  toString(release) AS release,
  toString(service) AS service,
  toString(seconds) AS seconds,
  toString(entry) AS entry,
  toString(stored.bytes) AS bytes,
  stored.parts >= uploads.parts AS complete
FROM (
  SELECT
    debug_id,
    release,
    service,
    file,
    toUnixTimestamp(max(received)) AS seconds,
    argMax(parts, received) AS parts,
    cityHash64(debug_id, release, service, file) AS entry
  FROM source_maps
  WHERE true
    AND debug_id = {debugId:String} -- if debugId
    AND release = {release:String} -- if release
    AND service = {service:String} -- if service
  GROUP BY debug_id, release, service, file) AS uploads
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
  AND (uploads.seconds, uploads.entry) < ({cursorSeconds:UInt64}, {cursorEntry:UInt64}) -- if cursorEntry
ORDER BY uploads.seconds DESC, uploads.entry DESC
LIMIT {limit:UInt32}
