-- Calls between services in the range, and those before it from `since` on (`isEarlier`): of each period those that are
-- the busiest in the range.
SELECT
  minute < {from:DateTime64(9, 'UTC')} AS isEarlier,
  toString(caller) AS callerName,
  toString(callee) AS calleeName,
  sum(r.calls) AS calls,
  sum(r.estimated) AS estimated,
  sum(r.errors) AS errors,
  sum(r.estimated_errors) AS estimatedErrors,
  (
    -- include estimated-durations
  ) AS durations
FROM edges AS r
WHERE minute >= {since:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
  AND length(caller) <= 1000 AND length(callee) <= 1000
  AND environment = {environment:String} -- if environment
GROUP BY isEarlier, caller, callee
HAVING calls > 0
ORDER BY sum(if(isEarlier, 0, calls)) OVER (PARTITION BY caller, callee) DESC, calls DESC, callerName, calleeName
LIMIT 2001 BY isEarlier
