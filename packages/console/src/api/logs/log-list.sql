-- Log records of [from, to), newest first, each once. The caller reads back in growing windows, so that the newest
-- page reads minutes and not the whole range. Words are tokens of the body's text index, `key=value` pairs those of
-- the attributes.
SELECT
  -- include log-record-columns
FROM logs
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include log-conditions
  -- include attribute-conditions
  AND (ts, identity) < ({cursorTs:DateTime64(9, 'UTC')}, {cursorIdentity:UInt64}) -- if cursorTs
ORDER BY ts DESC, identity DESC
LIMIT 1 BY ts, identity
LIMIT {limit:UInt32}
