-- Workflow instances with a record in the range, the latest first: a page of them, by last event and id;
-- `narrowed`: only those that match the other parameters of the request.
-- include workflow-names
SELECT
  type,
  id,
  toString(last) AS lastNs
FROM (
  SELECT
    instance,
    any(toString(name)) AS type,
    any(workflow_days.id) AS id,
    toInt64(bitShiftRight(
      max(arrayMax(arrayFilter(event -> event >= recordsFrom AND event < recordsTo, events))), 192)) AS last
  -- include workflow-rows-in-range
    AND instance IN ( -- when narrowed
      -- include workflow-chosen
      )
  GROUP BY instance)
WHERE last < toUnixTimestamp64Nano({cursorLast:DateTime64(9, 'UTC')}) -- if cursorLast
  OR (last = toUnixTimestamp64Nano({cursorLast:DateTime64(9, 'UTC')})
    AND (id, type) < ({cursorId:String}, {cursorType:String}))
ORDER BY last DESC, id DESC, type DESC
LIMIT {limit:UInt32}
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
