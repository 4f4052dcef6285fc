-- Records of what happened, the latest first, from the cursor on. Those of the page are found by their keys, so that
-- the bodies of others are not sorted.
-- include alert-terms
SELECT
  kind,
  toString(toUnixTimestamp64Milli(ts)) AS ms,
  id,
  rule,
  alert,
  detail,
  body
FROM alert_records
WHERE kind IN ({kinds:Array(String)})
  AND (kind, ts, id, version) IN (
    SELECT
      kind,
      ts,
      id,
      version
    FROM alert_records
    WHERE kind IN ({kinds:Array(String)})
      AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
      AND rule = {rule:String} -- if rule
      AND alert = {alert:String} -- if alert
      AND detail IN ({details:Array(String)}) -- if details
      AND JSONExtractString(body, 'channel') = {channel:String} -- if channel
      AND (toUnixTimestamp64Milli(ts), id) < ({beforeMs:Int64}, {beforeId:String}) -- if beforeMs
      -- include alert-of-terms
    ORDER BY ts DESC, id DESC, version DESC
    LIMIT 1 BY kind, ts, id
    LIMIT {limit:UInt32})
ORDER BY ts DESC, id DESC, version DESC
LIMIT 1 BY kind, ts, id
LIMIT {limit:UInt32}
