-- Calls between services as their callers recorded them, the busiest first. A call that no span answered is one of the
-- service that answers most of those to the same host, if at least half of them, before sampling, are answered.
SELECT
  toString(service) AS callerName,
  if(callee = '', usual, toString(callee)) AS calleeName,
  sum(n) AS calls,
  sum(weighted) AS estimated,
  sum(failed) AS errors,
  sum(weighted_failed) AS estimatedErrors
FROM (
  SELECT
    service,
    callee,
    n,
    weighted,
    failed,
    weighted_failed,
    argMaxIf(toString(callee), weighted, callee != '') OVER host AS usual,
    sum(weighted) OVER host AS whole,
    sumIf(weighted, callee != '') OVER host AS answers
  FROM (
    SELECT
      service,
      target,
      peer,
      callee,
      sum(r.calls) AS n,
      sum(r.estimated) AS weighted,
      sum(r.errors) AS failed,
      sum(r.estimated_errors) AS weighted_failed
    FROM dependencies AS r
    WHERE minute >= {from:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
      AND kind = 'external'
      AND length(service) <= 1000 AND length(target) <= 1000
      AND environment = {environment:String} -- if environment
    GROUP BY service, target, peer, callee
    HAVING n > 0)
  WINDOW host AS (PARTITION BY service, target, peer))
WHERE answers * 2 >= whole
GROUP BY callerName, calleeName
ORDER BY calls DESC, callerName, calleeName
LIMIT 2001
