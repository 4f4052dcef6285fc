-- The newest record of each detector.
SELECT
  toString(detector) AS detector,
  argMax(body, saved) AS body,
  toFloat64(toUnixTimestamp64Milli(max(saved))) AS savedMs
FROM detector_passes
GROUP BY detector
