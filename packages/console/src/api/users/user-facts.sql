-- How many records and visits a user has, and when. Records without a session are one visit until `gapMs` pass without
-- one.
SELECT
  count() AS records,
  toString(toUnixTimestamp64Nano(min(ts))) AS firstNs,
  toString(toUnixTimestamp64Nano(max(ts))) AS lastNs,
  arraySort(groupArrayIf(toUnixTimestamp64Milli(ts), session_id = '')) AS alone,
  uniqExactIf(session_id, session_id != '') + notEmpty(alone)
    + arrayCount(gapMs -> gapMs >= {gapMs:Int64}, arrayDifference(alone)) AS visits
FROM (
  -- include user-records
)
HAVING records > 0
