-- Tokens and sessions in their current state: of each tenant the newest `each` tokens and sessions, so that none takes
-- the room of another. Those that ended more than `keptDays` ago are left out.
SELECT
  tenant,
  id,
  argMax(kind, t.changed) AS kind,
  argMax(hash, t.changed) AS hash,
  argMax(name, t.changed) AS name,
  argMax(identity, t.changed) AS identity,
  argMax(scope, t.changed) AS scope,
  argMax(parent, t.changed) AS parent,
  toString(toUnixTimestamp64Milli(min(t.created))) AS createdMs,
  argMax(created_by, t.changed) AS createdBy,
  toUInt32(argMax(expires, t.changed)) AS expires,
  max(t.revoked) AS revoked,
  toString(toUnixTimestamp64Milli(max(t.changed))) AS changedMs
FROM tokens AS t
GROUP BY tenant, id
HAVING (NOT revoked OR max(t.changed) > now() - toIntervalDay({keptDays:UInt16}))
  AND (expires = 0 OR expires > toUInt32(now() - toIntervalDay({keptDays:UInt16})))
ORDER BY createdMs DESC
LIMIT {each:UInt32} BY tenant, kind
LIMIT {limit:UInt32}
