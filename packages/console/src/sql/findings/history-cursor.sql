-- How far the comparison of hours is, in Unix seconds; 0 and no hours before the first.
SELECT
  toUnixTimestamp(argMax(received, saved)) AS received,
  argMax(hours, saved) AS hours,
  toFloat64(toUnixTimestamp64Milli(max(saved))) AS savedMs
FROM finding_history_cursor
