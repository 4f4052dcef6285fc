-- Inserts the owners of sessions in the records received since again: the latest time counts, however often a record
-- is inserted.
INSERT INTO session_owners (tenant, session, owner)
SELECT
  tenant,
  sipHash64(toUInt8(1), session_id) AS session,
  max(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 64) + sipHash64(toUInt8(0), user_id)) AS owner
FROM business_events WHERE user_id != '' AND session_id != '' AND received >= {since:DateTime('UTC')}
GROUP BY tenant, session
