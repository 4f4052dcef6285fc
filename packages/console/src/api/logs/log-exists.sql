-- Whether there is a log record of the range.
SELECT 1 AS found
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND NOT startsWith(event_name, 'telltale.')
  AND environment = {environment:String} -- if environment
LIMIT 1
