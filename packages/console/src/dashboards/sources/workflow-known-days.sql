-- The first day, Unix seconds, on which a workflow has records between `since` and the end of the range: one row or
-- none.
SELECT toUnixTimestamp(toDateTime(day, 'UTC')) AS firstDay
FROM workflow_days
WHERE name = {workflow:String}
  AND day BETWEEN toDate({since:DateTime64(9, 'UTC')}) AND toDate({to:DateTime64(9, 'UTC')})
  AND environment = {environment:String} -- if environment
ORDER BY day
LIMIT 1
