-- How many spans of a name began in each step, before sampling, from the roll-up by operation.
SELECT
  toUnixTimestamp(toStartOfInterval(minute, toIntervalSecond({stepSeconds:UInt32}))) AS time,
  sum(red.estimated) AS spans
FROM red
WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')} AND name = {name:String}
  AND environment = {environment:String} -- if environment
GROUP BY time
ORDER BY time
LIMIT 10000
