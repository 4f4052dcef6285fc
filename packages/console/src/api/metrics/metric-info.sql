-- Description of one metric, from all series that were ever seen.
SELECT
  -- include metric-columns
  toString(greatest(
    (
      SELECT toUnixTimestamp64Nano(max(ts))
      FROM samples
      WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})),
    (
      SELECT toUnixTimestamp64Nano(max(ts))
      FROM distributions
      WHERE hash IN (SELECT hash FROM series WHERE name = {name:String})))) AS lastNs
FROM series
WHERE name = {name:String}
GROUP BY name
