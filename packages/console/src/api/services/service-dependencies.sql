-- What services use that sends no spans: databases, queues and hosts, in the range, and before it from `since` on
-- (`isEarlier`): of each period those that are the busiest in the range. A host that answers at least half of its
-- calls, before sampling, with spans is a service, and left out.
SELECT * EXCEPT inRange
FROM (
  SELECT
    minute < {from:DateTime64(9, 'UTC')} AS isEarlier,
    toString(service) AS name,
    toString(kind) AS use,
    toString(system) AS systemName,
    toString(target) AS targetName,
    toString(peer) AS peerName,
    sum(r.calls) AS calls,
    sum(if(isEarlier, 0, calls)) OVER (PARTITION BY service, kind, system, target, peer) AS inRange,
    sum(r.estimated) AS estimated,
    sum(r.errors) AS errors,
    sum(r.estimated_errors) AS estimatedErrors,
    (
      -- include estimated-durations
    ) AS durations
  FROM dependencies AS r
  WHERE minute >= {since:DateTime64(9, 'UTC')} AND minute < {to:DateTime64(9, 'UTC')}
    AND length(service) <= 1000 AND length(target) <= 1000
    AND environment = {environment:String} -- if environment
  GROUP BY isEarlier, service, kind, system, target, peer
  HAVING calls > 0 AND (kind != 'external' OR sumIf(r.estimated, callee != '') * 2 < estimated)
  ORDER BY inRange DESC, calls DESC, name, use, systemName, targetName, peerName
  LIMIT 41 BY isEarlier, service, kind)
ORDER BY inRange DESC, calls DESC, name, use, systemName, targetName, peerName
LIMIT 5001 BY isEarlier
