-- Log records of [from, to) behind one of them, oldest first: of its process, or of its service. The caller reads in
-- growing windows.
SELECT
  -- include log-record-columns
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include log-conditions
  AND (ts, identity) > ({recordTs:DateTime64(9, 'UTC')}, {recordIdentity:UInt64})
ORDER BY ts, identity
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
