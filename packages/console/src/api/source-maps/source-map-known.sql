-- Which of these debug ids have a source map.
SELECT DISTINCT debug_id AS debugId
FROM source_map_parts
WHERE debug_id IN {debugIds:Array(String)}
LIMIT 200
