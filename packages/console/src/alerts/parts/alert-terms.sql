-- The record of the newest term: `begun`, the version with which it began; `ends`, the last version of each term
-- before that counts; `unjudged`, up to which terms were too long ago to be among them. The last end is of no term: an
-- empty list would be refused.
WITH
  (
    SELECT argMax(body, version) FROM alert_records WHERE kind = 'term' AND ts = toDateTime64(0, 3, 'UTC')
  ) AS stored_term,
  ifNull(stored_term, '') AS newest_term,
  JSONExtractUInt(newest_term, 'begun') AS begun,
  JSONExtractUInt(newest_term, 'unjudged') AS unjudged,
  arrayPushBack(JSONExtract(newest_term, 'ends', 'Array(UInt64)'), 18446744073709551615) AS ends
