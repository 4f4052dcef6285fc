-- The source maps of files of a release, for stacks without debug ids. The longest path wins, then the newest upload.
SELECT
  stackFile,
  argMax(debug_id, (length(file), received)) AS debugId
FROM source_maps
ARRAY JOIN {files:Array(String)} AS stackFile
WHERE release = {release:String}
  AND service IN ('', {service:String})
  AND endsWith(concat('/', stackFile), concat('/', file))
GROUP BY stackFile
LIMIT 200
