-- The audit log, newest first, from the cursor on. The entries of the page are found by their keys, so that long
-- details of others are not read.
SELECT
  tenant,
  toString(toUnixTimestamp64Micro(ts)) AS timeMicros,
  id,
  any(actor) AS actor,
  any(identity) AS identity,
  any(action) AS action,
  any(target) AS target,
  any(address) AS address,
  any(details_json) AS details
FROM audit
WHERE (tenant, ts, id) IN (
  SELECT
    tenant,
    ts,
    id
  FROM audit
  WHERE ({allTenants:Bool} OR tenant = {tenant:String})
    AND (toUnixTimestamp64Micro(ts), id) < ({beforeMicros:Int64}, {beforeId:String})
  GROUP BY tenant, ts, id
  ORDER BY ts DESC, id DESC LIMIT {limit:UInt32})
GROUP BY tenant, ts, id
ORDER BY ts DESC, id DESC LIMIT {limit:UInt32}
