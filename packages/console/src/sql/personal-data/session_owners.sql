-- The person's sessions, by hash.
SELECT
  tenant,
  session
FROM session_owners
WHERE tenant = {tenant:String} AND (
  has({sessionHashes:Array(UInt64)}, session)
    OR bitAnd(owner, toUInt128(18446744073709551615)) = toUInt128({ownerHash:UInt64}))
